"""Whether the keys of the environment are those that this store was written with."""

from cryptography.exceptions import InvalidTag
from sqlalchemy import LargeBinary, select, type_coerce

from bot.store.database import Database
from bot.store.models import Contact, Identity
from bot.store.vault import Vault

_PROBES = (
    (Identity.external_id, Identity.digest, Identity.id),
    (Contact.phone, Contact.phone_digest, Contact.id),
)


def wrong_key(database: Database, vault: Vault) -> str | None:
    """DATA_KEY or LOOKUP_KEY if that one is not this store's; None if both fit or nobody is known
    yet. With a wrong LOOKUP_KEY everybody would be a stranger, and be written in a second time."""
    with database.read() as session:
        for sealed, digest, order in _PROBES:
            newest = session.execute(
                select(type_coerce(sealed, LargeBinary), digest)
                .where(sealed.is_not(None), digest.is_not(None))
                .order_by(order.desc())
                .limit(1)
            ).first()
            if newest is None:
                continue
            try:
                text = vault.open(bytes(newest[0]))
            except InvalidTag:
                return "DATA_KEY"
            return None if vault.digest(text) == newest[1] else "LOOKUP_KEY"
    return None
