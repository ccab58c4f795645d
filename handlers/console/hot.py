"""热点: what several people speak of in this officer's area. Shown for people to think about;
nothing follows by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.actions import places, recipients
from bot.actions.desk.scope import Desk
from bot.actions.hot_topics import HotTopic, hot_topics
from bot.actions.rules import rule
from bot.domain.workflow import Party
from bot.domain.workflows import ALL
from bot.store.models import Issue
from handlers.console.page import desk_of, number_in, show
from handlers.pages.history import say_moment
from handlers.parts import parts

#: Spans that one can choose, in days.
SPANS = (7, 30, 90)
#: Cases written out behind one topic; the rest is counted.
_SHOWN = 10
_TRENDS = {
    "new": "新冒出来的",
    "rising": "比上一段多了",
    "steady": "和上一段差不多",
    "falling": "比上一段少了",
}


@dataclass(frozen=True, slots=True)
class Behind:
    """One case of a topic, masked."""

    number: int
    title: str
    place: str
    when: str
    state: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One topic as it is drawn. ``write``: the case by which deputies can be told, 0 for none;
    ``word``: what they would be told, for the officer to change."""

    topic: HotTopic
    trend: str
    places: str
    cases: list[Behind]
    more: int
    write: int
    word: str


def hot() -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        usual: int = rule(session, "hot_topics.days", now)
        asked = number_in(request.args.get("days"))
        spans = sorted({*SPANS, usual})
        days = asked if asked in spans else usual
        found = hot_topics(desk, days=days)
        cases = _cases(session, found.found)
        return show(
            "hot.html",
            "hot",
            topics=[_shown(desk, topic, cases, days) for topic in found.found],
            spans=spans,
            days=days,
            cut=found.cut,
        )


def _cases(session: Session, topics: Sequence[HotTopic]) -> dict[int, Issue]:
    """Number → case, of all that any topic counts, asked for at once."""
    numbers = [number for topic in topics for number in topic.issues]
    query = (
        select(Issue)
        .where(Issue.number.in_(numbers))
        .options(joinedload(Issue.grid), joinedload(Issue.deputy))
    )
    return {issue.number: issue for issue in session.scalars(query)}


def _shown(desk: Desk, topic: HotTopic, found: Mapping[int, Issue], days: int) -> Shown:
    rows = [found[number] for number in topic.issues]
    cases = [
        Behind(
            issue.number,
            issue.title,
            places.say_place(desk.session, issue.grid),
            say_moment(issue.created_at, desk.now),
            ALL["issue"].states[issue.state],
        )
        for issue in rows[:_SHOWN]
        if desk.mine(issue)
    ]
    write, word = _to_deputies(desk, rows, days)
    return Shown(
        topic=topic,
        trend=_TRENDS[topic.trend],
        places="、".join(f"{name}{count}件" for name, count in topic.places),
        cases=cases,
        more=len(rows) - len(cases),
        write=write,
        word=word,
    )


def _to_deputies(desk: Desk, rows: Sequence[Issue], days: int) -> tuple[int, str]:
    """The newest case whose deputies may be written to, and a word to begin with. It counts only
    what is kept from no deputy."""
    open_ones = [issue for issue in rows if issue.seen_by == "grid" and not issue.avoid]
    for issue in open_ones:
        told = recipients.contacts_for(desk.session, Party.DEPUTY, issue, None, desk.now)
        if told and desk.mine(issue):
            word = (
                f"最近{days}天，群众反映像这样的事有{len(open_ones)}件（“{issue.title}”等）。"
                "您看合不合适提一件建议，由您自己定。"
            )
            return issue.number, word
    return 0, ""
