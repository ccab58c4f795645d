"""The record of acts: who did or looked at what, when (personal information law, article 54)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.models import Audit, Contact, Officer


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


def who_did(
    session: Session, act: str, thing: str, thing_id: int, fact: str
) -> tuple[str, datetime] | None:
    """Who did this very act on ``thing`` first, and when."""
    found = session.execute(
        select(Contact.name, Officer.name, Audit.at)
        .join(Contact, Audit.contact_id == Contact.id)
        .outerjoin(Officer, Officer.contact_id == Contact.id)
        .where(Audit.thing == thing, Audit.thing_id == thing_id)
        .where(Audit.act == act, Audit.fact == fact)
        .order_by(Audit.id)
        .limit(1)
    ).first()
    if found is None:
        return None
    name, officer, at = found
    return officer or name or "", at


def last(session: Session, thing: str, thing_id: int) -> tuple[str, str, datetime] | None:
    """Who did the newest recorded act on ``thing``, which, and when."""
    found = session.execute(
        select(Contact.name, Officer.name, Audit.act, Audit.at)
        .join(Contact, Audit.contact_id == Contact.id)
        .outerjoin(Officer, Officer.contact_id == Contact.id)
        .where(Audit.thing == thing, Audit.thing_id == thing_id)
        .order_by(Audit.id.desc())
        .limit(1)
    ).first()
    if found is None:
        return None
    name, officer, act, at = found
    return officer or name or "", act, at
