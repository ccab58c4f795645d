"""Many who hear of theirs, a portion in one transaction: the notice's key says who was served."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.models import Deputy, Notice

T = TypeVar("T")
#: So many keys are asked for in one statement.
_KEYS = 500
#: So many bureaus, deputies or citizens hear of theirs in one transaction.
AT_ONCE = 40


def unserved(session: Session, kind: str, wanted: Iterable[tuple[str, T]]) -> Iterator[T]:
    """Of what ``wanted`` says (key → whom), those whose notice is not queued yet."""
    left = list(wanted)
    for first in range(0, len(left), _KEYS):
        part = left[first : first + _KEYS]
        keys = [f"{kind}:{key}" for key, _ in part]
        known = set(session.scalars(select(Notice.key).where(Notice.key.in_(keys))))
        yield from (whom for key, whom in part if f"{kind}:{key}" not in known)


def heard_by(session: Session, mandates: Sequence[int]) -> dict[int, None]:
    """Contact ids of these mandates, each once."""
    found: dict[int, None] = {}
    for first in range(0, len(mandates), _KEYS):
        part = mandates[first : first + _KEYS]
        rows = session.scalars(
            select(Deputy.contact_id).where(Deputy.id.in_(part)).order_by(Deputy.id)
        )
        found |= dict.fromkeys(rows)
    return found
