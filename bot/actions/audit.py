"""The record of acts: who did or looked at what, when (personal information law, article 54)."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.store.models import Audit


def record(
    session: Session,
    act: str,
    *,
    contact_id: int | None,
    now: datetime,
    thing: str = "",
    thing_id: int | None = None,
    fact: str = "",
) -> None:
    """Append one act. ``fact`` holds no words and no names, only ids, counts and rule names."""
    session.add(
        Audit(
            at=now, contact_id=contact_id, act=act, thing=thing, thing_id=thing_id, fact=fact[:255]
        )
    )
