"""Whoever leads the office hears of each new door to it: a role in the roster, an account (issue 5,
roles). Nothing waits for them; who ought not to be there is seen on the first day."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import outbox
from bot.actions.kinds import address
from bot.actions.officers import LEADING, ROLE_LABELS, say_roles
from bot.actions.people import in_force
from bot.domain.calendars import local_day
from bot.store.models import Officer, OfficerRole
from bot.texts import say

#: So many are named, the others counted.
_NAMED = 3


def roles_there(session: Session) -> set[int]:
    """Ids of all roles, to be asked again after the roster was written."""
    return set(session.scalars(select(OfficerRole.id)))


def tell_of_roles(session: Session, before: set[int], by: int, *, now: datetime) -> None:
    """``before``: ``roles_there`` before it was written; ``by``: contact of who wrote it."""
    session.flush()
    made = [
        role
        for role in session.scalars(select(OfficerRole).order_by(OfficerRole.id))
        if role.id not in before
    ]
    if made:
        said = [f"{role.officer.name}（{ROLE_LABELS[role.role]}）" for role in made]
        many = say("people.and_more", count=len(said)) if len(said) > _NAMED else ""
        what = say("people.new_roles", names="、".join(said[:_NAMED]) + many)
        _tell(session, what, f"role:{made[-1].id}", by, now)


def tell_of_account(session: Session, officer: Officer, by: int, *, now: datetime) -> None:
    what = say("people.new_account", name=officer.name, roles=say_roles(officer, now) or "没有角色")
    _tell(session, what, f"account:{officer.id}:{officer.session_epoch}", by, now)


def _tell(session: Session, what: str, key: str, by: int, now: datetime) -> None:
    who = session.scalar(select(Officer.name).where(Officer.contact_id == by).limit(1))
    fields = {"who": who or "", "what": what, "link": address(session, "/console/accounts")}
    for contact_id in _leading(session, now):
        if contact_id != by:
            outbox.queue(
                session,
                "office.new_door",
                contact_id,
                key=f"office.new_door:{key}:{contact_id}",
                fields=fields,
                now=now,
            )


def _leading(session: Session, now: datetime) -> Sequence[int]:
    day = local_day(now)
    found = session.scalars(
        select(Officer.contact_id)
        .join(OfficerRole, OfficerRole.officer_id == Officer.id)
        .where(OfficerRole.role.in_(LEADING), in_force(OfficerRole, day), in_force(Officer, day))
        .order_by(Officer.id)
    )
    return list(dict.fromkeys(found))
