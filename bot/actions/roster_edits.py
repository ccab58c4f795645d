"""Small changes to people of the roster by a person of the office: leave, and how they are told."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.actions import audit
from bot.actions.vocabulary import roster_changed
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.store.models import BureauLiaison, Deputy

#: How tasks reach a deputy → how one says it.
PUSH = {"all": "发给本人", "liaison": "由联络员代收", "none": "不推送"}


def change_deputy(
    session: Session,
    deputy: Deputy,
    push: str,
    paused_until: date | None,
    *,
    by: int,
    now: datetime,
) -> None:
    """How tasks reach ``deputy`` (a key of PUSH), and until when none do. Raises Refused."""
    if push not in PUSH or (paused_until is not None and paused_until < local_day(now)):
        raise Refused("console.days_backwards")
    deputy.push, deputy.paused_until = push, paused_until
    roster_changed(session)
    audit.record(
        session,
        "roster.deputy_changed",
        contact_id=by,
        now=now,
        thing="deputy",
        thing_id=deputy.id,
        fact=f"{push} {paused_until or ''}".strip(),
    )


def change_liaison(
    session: Session, liaison: BureauLiaison, away_until: date | None, *, by: int, now: datetime
) -> None:
    """Until when the liaison person is away: B receives then (AB岗). Raises Refused."""
    if away_until is not None and away_until < local_day(now):
        raise Refused("console.days_backwards")
    liaison.away_until = away_until
    roster_changed(session)
    audit.record(
        session,
        "roster.liaison_changed",
        contact_id=by,
        now=now,
        thing="bureau_liaison",
        thing_id=liaison.id,
        fact=str(away_until or ""),
    )
