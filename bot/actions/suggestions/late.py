"""Whose day is past: the bureau itself hears it, and the deputy who waits for the answer; once,
each of all that is theirs. The list of the desk is in :mod:`watching`."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from bot.actions import outbox
from bot.actions.suggestions import bureau_notices, parties
from bot.actions.suggestions.kind import deputy_audience, desk_name
from bot.actions.suggestions.serving import AT_ONCE, heard_by, unserved
from bot.store.models import Assignment, Deputy, Suggestion

_BUREAU = "suggestion.late_bureau"
_DEPUTY = "suggestion.late_deputy"


def tell(session: Session, late: ColumnElement[bool], today: date, now: datetime) -> int:
    """The next few bureaus with assignments that are ``late``, then the next few deputies. How many
    heard; 0: everybody has."""
    return _some_bureaus(session, late, today, now) or _some_deputies(session, late, today, now)


def _some_bureaus(session: Session, late: ColumnElement[bool], today: date, now: datetime) -> int:
    bureaus = session.scalars(
        select(Assignment.bureau_id).where(late).distinct().order_by(Assignment.bureau_id)
    ).all()

    def owed(bureau_id: int) -> Sequence[Assignment]:
        return _rows(session, late, Assignment.bureau_id == bureau_id)

    return bureau_notices.digest_each(session, _BUREAU, bureaus, owed, today=today, now=now)


def _some_deputies(session: Session, late: ColumnElement[bool], today: date, now: datetime) -> int:
    """Who follows what a lead bureau is late with. A supporting one is the bureaus' own affair."""
    leading = late & (Assignment.role == "lead")
    about = select(Assignment.suggestion_id).where(leading)
    mandates: set[int] = set()
    for column in (Suggestion.lead_id, Suggestion.successor_id):
        found = select(column).where(Suggestion.id.in_(about), column.is_not(None))
        mandates |= set(session.scalars(found.distinct()))
    contacts = heard_by(session, sorted(mandates))
    wanted = ((f"{today}:{contact_id}", contact_id) for contact_id in contacts)
    told = 0
    for contact_id in unserved(session, _DEPUTY, wanted):
        if told >= AT_ONCE:
            break
        mandate, rows = _followed(session, contact_id, leading, now)
        if mandate is None:
            continue
        fields: dict[str, object] = {
            **deputy_audience(mandate)[contact_id],
            "cases": bureau_notices.name_with_bureaus(rows),
            "desk": desk_name(session, rows[0].suggestion, now),
            "link": bureau_notices.own_list(session),
        }
        key = f"{_DEPUTY}:{today}:{contact_id}"
        outbox.queue(session, _DEPUTY, contact_id, key=key, fields=fields, now=now)
        told += 1
    return told


def _followed(
    session: Session, contact_id: int, leading: ColumnElement[bool], now: datetime
) -> tuple[Deputy | None, list[Assignment]]:
    """What of it this person follows, and the mandate in which they hear it."""
    mine = select(Deputy.id).where(Deputy.contact_id == contact_id)
    about = select(Suggestion.id).where(
        Suggestion.lead_id.in_(mine) | Suggestion.successor_id.in_(mine)
    )
    mandate: Deputy | None = None
    own = []
    for row in _rows(session, leading, Assignment.suggestion_id.in_(about)):
        follower = parties.follower(session, row.suggestion, now)
        if follower is not None and follower.contact_id == contact_id:
            mandate = mandate or follower
            own.append(row)
    return mandate, own


def _rows(session: Session, *which: ColumnElement[bool]) -> Sequence[Assignment]:
    return session.scalars(
        select(Assignment)
        .where(*which)
        .options(joinedload(Assignment.bureau), joinedload(Assignment.suggestion))
        .order_by(Assignment.due, Assignment.id)
    ).all()
