"""Sessions of the congresses: formal numbers, closing time, and the levels of review."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import audit
from bot.actions.numbers import next_number
from bot.actions.rules import rule
from bot.actions.suggestions import parties
from bot.domain.calendars import local_day
from bot.domain.suggestions import CONGRESS_NAMES, formal_number
from bot.domain.workflow import Refused
from bot.store.models import CongressSession, Grid, Suggestion


def open_session(
    session: Session,
    area: Grid,
    *,
    term: int,
    number: int,
    opens: date,
    closes: date,
    submit_until: datetime,
    by: int | None,
    now: datetime,
) -> CongressSession:
    """Enter a session of the congress of ``area`` (the county or a township)."""
    _check_days(opens, closes, submit_until)
    known = session.scalar(
        select(CongressSession.id).where(
            CongressSession.area_id == area.id,
            CongressSession.term == term,
            CongressSession.number == number,
        )
    )
    if known is not None:
        raise Refused("refused.session_known", term=term, number=number)
    row = CongressSession(
        congress="township" if area.level == "township" else "county",
        area=area,
        term=term,
        number=number,
        opens=opens,
        closes=closes,
        submit_until=submit_until,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        "congress_session.opened",
        contact_id=by,
        now=now,
        thing="congress_session",
        thing_id=row.id,
        fact=_said(row),
    )
    return row


def _said(row: CongressSession) -> str:
    """青禾县16-6, for the record."""
    return f"{row.area.name}{row.term}-{row.number}"


def areas(session: Session) -> list[Grid]:
    """Where a congress sits: the county first, then its townships by code. Sub-districts have none:
    their deputies are the county's."""
    rows = session.scalars(
        select(Grid).where(Grid.level.in_(("county", "township"))).order_by(Grid.level, Grid.code)
    )
    return [row for row in rows if not row.name.endswith("街道")]


def change(
    session: Session,
    row: CongressSession,
    *,
    opens: date,
    closes: date,
    submit_until: datetime,
    by: int | None,
    now: datetime,
) -> None:
    """Other days, or another closing time. What came in before keeps its source. Raises Refused."""
    _check_days(opens, closes, submit_until)
    row.opens, row.closes, row.submit_until = opens, closes, submit_until
    audit.record(
        session,
        "congress_session.changed",
        contact_id=by,
        now=now,
        thing="congress_session",
        thing_id=row.id,
        fact=_said(row),
    )


def _check_days(opens: date, closes: date, submit_until: datetime) -> None:
    if closes < opens or not local_day(submit_until) <= closes:
        raise Refused("refused.session_days")


def latest(session: Session, suggestion: Suggestion, now: datetime) -> CongressSession | None:
    """The session of its congress that has opened last."""
    return session.scalar(
        select(CongressSession)
        .where(
            CongressSession.area_id == suggestion.area_id,
            CongressSession.congress == suggestion.congress,
            CongressSession.opens <= local_day(now),
        )
        .order_by(CongressSession.term.desc(), CongressSession.number.desc())
        .limit(1)
    )


def in_session(session: Session, suggestion: Suggestion, now: datetime) -> bool:
    """Whether it comes in before the closing time of a session that is sitting."""
    sitting = latest(session, suggestion, now)
    return sitting is not None and now <= sitting.submit_until


def missed(session: Session, suggestion: Suggestion, now: datetime) -> datetime | None:
    """The closing time that it comes in after, while that session still sits; None: none."""
    sitting = latest(session, suggestion, now)
    if sitting is None or now <= sitting.submit_until or sitting.closes < local_day(now):
        return None
    return sitting.submit_until


def give_number(session: Session, suggestion: Suggestion, now: datetime) -> str:
    """Its formal number: term, session, running number; between sessions the same series, only
    the source differs (X15). Raises Refused while no session has been entered."""
    sitting = latest(session, suggestion, now)
    if sitting is None:
        raise Refused("refused.no_session", congress=name_of(suggestion))
    suggestion.session = sitting
    suggestion.serial = next_number(session, f"suggestion:{sitting.id}")
    township = sitting.area.name if sitting.congress == "township" else ""
    suggestion.number = formal_number(sitting.term, sitting.number, suggestion.serial, township)
    return suggestion.number


def levels_for(session: Session, suggestion: Suggestion, now: datetime) -> list[str]:
    """The levels of review of its congress. The presidium is left out where the deputy belongs to
    no township, or where an issue behind it is kept above the township (avoidance)."""
    levels = list(rule(session, "suggestion.review", now)[suggestion.congress])
    if suggestion.congress != "county" or "presidium" not in levels:
        return levels
    kept_above = any(issue.seen_by == "county" for issue in parties.issues_of(session, suggestion))
    township = parties.township_of(session, suggestion.lead, local_day(now))
    if kept_above or not parties.presidium(session, township, now):
        levels.remove("presidium")
    return levels


def name_of(suggestion: Suggestion) -> str:
    """县人大, 市人大 …: the congress that it belongs to."""
    return CONGRESS_NAMES[suggestion.congress]
