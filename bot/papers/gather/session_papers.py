"""What stands in the papers around a session, from the store."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.actions.desk.scope import Desk
from bot.actions.hot_topics import HotTopic, hot_topics
from bot.actions.rules import rule
from bot.actions.suggestions import exemplars
from bot.actions.suggestions.kind import name_of, say_date
from bot.domain.calendars import local_day
from bot.domain.workflows.suggestion import NUMBERED
from bot.papers.gather.offices import county_office
from bot.papers.session_papers import Ballot, Heard, Material
from bot.store.models import Assignment, Bureau, Issue, Promise, Suggestion

_TRENDS = {"new": "新冒出来", "rising": "多了", "steady": "差不多", "falling": "少了"}
#: Of each kind so many lines are read before a session.
_MOST = 15


def material(desk: Desk, *, days: int | None = None) -> Material:
    """For deputies of the whole county: only matters that their deputies may know of."""
    session, now = desk.session, desk.now
    span = int(days or rule(session, "hot_topics.days", now))
    found = [one for one in hot_topics(desk, days=span).found if _may_be_told(session, one)]
    return Material(
        office=county_office(session, now),
        on=local_day(now),
        days=span,
        heard=tuple(
            Heard(
                one.name,
                one.voices,
                tuple(place for place, _ in one.places),
                _TRENDS.get(one.trend, ""),
            )
            for one in found[:_MOST]
        ),
        promises=tuple(_promises(session, now)),
        again=tuple(_again(session)),
        exemplars=tuple(
            f"{one.suggestion.title}（{name_of(one.suggestion)}）"
            + (f"：{one.why}" if one.why else "")
            for one in exemplars.listed(session, limit=_MOST)
        ),
    )


def _may_be_told(session: Session, topic: HotTopic) -> bool:
    rows = session.scalars(select(Issue).where(Issue.number.in_(topic.issues)))
    return all(issue.seen_by == "grid" and not issue.avoid and not issue.secret for issue in rows)


def _promises(session: Session, now: datetime) -> list[str]:
    rows = session.scalars(
        select(Promise)
        .join(Assignment, Promise.assignment_id == Assignment.id)
        .join(Suggestion, Assignment.suggestion_id == Suggestion.id)
        .where(
            Promise.state == "open",
            Suggestion.congress == "county",
            Suggestion.not_public.is_(False),
        )
        .order_by(Promise.due, Promise.id)
        .limit(_MOST)
    )
    return [
        f"{one.assignment.suggestion.title}（{name_of(one.assignment.suggestion)}）："
        f"{one.assignment.bureau.name}答应{say_date(one.due, now)}前{one.words.masked}"
        for one in rows
    ]


def _again(session: Session) -> list[str]:
    rows = session.scalars(
        select(Suggestion)
        .where(
            Suggestion.round > 1,
            Suggestion.congress == "county",
            Suggestion.not_public.is_(False),
            Suggestion.state.in_(NUMBERED),
        )
        .order_by(Suggestion.id.desc())
        .limit(_MOST)
    )
    return [f"{row.title}（{name_of(row)}）" for row in rows]


def ballot(session: Session, year: int, now: datetime) -> Ballot:
    """Every bureau that led something assigned in that year, by name."""
    rows = session.execute(
        select(Bureau.name, func.count(Assignment.id))
        .join(Assignment, Assignment.bureau_id == Bureau.id)
        .join(Suggestion, Assignment.suggestion_id == Suggestion.id)
        .where(
            Suggestion.congress == "county",
            Suggestion.assigned_on >= date(year, 1, 1),
            Suggestion.assigned_on <= date(year, 12, 31),
            Assignment.role == "lead",
            Assignment.state.not_in(("reassigned", "cancelled")),
        )
        .group_by(Bureau.name)
        .order_by(Bureau.name)
    )
    return Ballot(county_office(session, now), year, tuple((name, led) for name, led in rows))
