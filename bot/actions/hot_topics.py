"""Hot topics: one problem that several people speak of, wherever in the area, over a span of time
and against the span before (mechanisms G07, P26). Shown to a person; nothing follows by itself.

Only masked words are read. What is kept above the grid for avoidance is left out below the level
that may see it, and what is about the asking officer is left out for them. A joint suggestion can
start from a topic: ``drafts.start(session, deputy, issues=raisable(desk, topic, deputy), …)``.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import joinedload

from bot.actions import places, recipients
from bot.actions.desk.scope import Desk, lies_in
from bot.actions.people import roles_of
from bot.actions.rules import rule
from bot.domain.workflow import Party
from bot.domain.workflows.issue import WITHDRAWN
from bot.store.models import Deputy, Grid, Issue, Subscriber
from nlp.cluster import Report
from nlp.cluster import hot_topics as groups_of

#: Kinds that several people can have in common; accusations and lawsuits have their own ways.
KINDS = ("problem", "project_wish", "policy_question", "law_opinion", "gathering")
_MASK = re.compile(r"〔[^〕]*〕")
#: 东坪村 is also called 东坪.
_ENDING = re.compile(r"(?<=..)(?:社区|街道|村|镇|乡)$")


@dataclass(frozen=True, slots=True)
class HotTopic:
    """One problem within a span.

    ``issues``: numbers, newest first; ``voices``: these and everybody who joined them;
    ``before``: issues of the same problem in the span before; ``trend``: new, rising, steady or
    falling; ``places``: (how people call it, issues there), most first; ``place``: the one place,
    or "" where it is several.
    """

    name: str
    topic: str | None
    issues: tuple[int, ...]
    voices: int
    before: int
    trend: str
    places: tuple[tuple[str, int], ...]
    first: datetime
    last: datetime

    @property
    def count(self) -> int:
        return len(self.issues)

    @property
    def place(self) -> str:
        return self.places[0][0] if len(self.places) == 1 else ""


@dataclass(frozen=True, slots=True)
class HotTopics:
    """``found``: most voices first. ``since``: where the span begins (after it, up to the asking).
    ``cut``: there were more issues than are compared; the oldest are left out."""

    found: tuple[HotTopic, ...]
    since: datetime
    cut: bool


def hot_topics(desk: Desk, *, days: int | None = None) -> HotTopics:
    """What this officer's area speaks of in the last ``days`` (default: rule hot_topics.days)."""
    session, now = desk.session, desk.now
    span = timedelta(days=days or rule(session, "hot_topics.days", now))
    most: int = rule(session, "hot_topics.most", now)
    query = (
        select(Issue)
        .outerjoin(Grid, Issue.grid_id == Grid.id)
        .where(
            _may_see(desk),
            Issue.kind.in_(KINDS),
            Issue.state != WITHDRAWN,
            Issue.created_at > now - 2 * span,
            Issue.created_at <= now,
        )
        .options(joinedload(Issue.words), joinedload(Issue.grid))
        .order_by(Issue.id.desc())
        .limit(most + 1)
    )
    issues = [issue for issue in session.scalars(query) if not desk.named(issue)]
    cut = len(issues) > most
    by_number = {str(issue.number): issue for issue in issues[:most]}
    reports = [_report(issue) for issue in by_number.values()]
    least: int = rule(session, "hot_topics.least", now)
    found = []
    for group in groups_of(reports, now):
        members = [by_number[ident] for ident in group.ids]
        lately = [issue for issue in members if issue.created_at > now - span]
        if len(lately) >= least:
            found.append(_topic(desk, _name(lately), lately, len(members) - len(lately)))
    found.sort(key=lambda topic: (-topic.voices, -topic.count, topic.before, topic.name))
    return HotTopics(tuple(found), now - span, cut)


def raisable(desk: Desk, topic: HotTopic, deputy: Deputy) -> list[Issue]:
    """The issues of ``topic`` that ``deputy`` is a party to and may make a suggestion of, oldest
    first; none that is kept from deputies."""
    session, now = desk.session, desk.now
    issues = session.scalars(
        select(Issue).where(Issue.number.in_(topic.issues)).order_by(Issue.id)
    ).all()
    contact = deputy.contact
    roles = roles_of(session, contact, now)
    return [
        issue
        for issue in issues
        if Party.DEPUTY in recipients.parties_of(session, issue, contact, roles, now)
    ]


def _may_see(desk: Desk) -> ColumnElement[bool]:
    """SQL: not kept above this officer. Below the county nothing that is kept at the county, and
    what is kept at the township only for who works for a whole township."""
    if desk.county:
        return true()
    whole = [area for area in desk.areas() if area.level in ("township", "county")]
    at_township = and_(Issue.seen_by == "township", lies_in(whole))
    return and_(desk.sees(), or_(Issue.seen_by == "grid", at_township))


def _report(issue: Issue) -> Report:
    """What is compared: masked, and without the names of the place, so that one problem in two
    villages is one; where it is comes from the grid."""
    names = _names(issue.grid)
    title, text = (
        names.sub("，", _MASK.sub("，", said)) if names else _MASK.sub("，", said)
        for said in (issue.title, issue.words.masked)
    )
    return Report(str(issue.number), title, text, issue.created_at)


def _names(grid: Grid | None) -> re.Pattern[str] | None:
    if grid is None:
        return None
    said: set[str] = set()
    area: Grid | None = grid
    while area is not None and area.level != "county":
        for name in (area.name, *area.names.get("aliases", ())):
            said |= {name, _ENDING.sub("", name)}
        area = area.parent
    longest_first = sorted(said - {""}, key=lambda name: (-len(name), name))
    return re.compile("|".join(map(re.escape, longest_first)))


def _name(issues: Sequence[Issue]) -> str:
    """What most of them say, in the words of one: the title that shares most with the others,
    without its place."""
    titles = [_BESIDE.sub("", _report(issue).title) or issue.title for issue in issues]
    pairs = [{title[at : at + 2] for at in range(len(title) - 1)} for title in titles]
    said = Counter(pair for of_one in pairs for pair in of_one)
    shared = [sum(said[pair] for pair in of_one) / (len(of_one) + 1) for of_one in pairs]
    return max(zip(shared, titles, strict=True))[1]


#: What a place leaves behind where it was taken out.
_BESIDE = re.compile(r"^[，、的里有 ]+|[，、的 ]+$")


def _topic(desk: Desk, name: str, lately: Sequence[Issue], before: int) -> HotTopic:
    session = desk.session
    joined = session.scalar(
        select(func.count()).where(Subscriber.issue_id.in_([issue.id for issue in lately]))
    )
    said = Counter(places.say_place(session, issue.grid) for issue in lately)
    about = Counter(issue.topic for issue in lately if issue.topic)
    newest = sorted(lately, key=lambda issue: -issue.number)
    times = [issue.created_at for issue in lately]
    return HotTopic(
        name=name,
        topic=about.most_common(1)[0][0] if about else None,
        issues=tuple(issue.number for issue in newest),
        voices=len(lately) + (joined or 0),
        before=before,
        trend=_trend(len(lately), before),
        places=tuple(sorted(said.items(), key=lambda item: (-item[1], item[0]))),
        first=min(times),
        last=max(times),
    )


def _trend(lately: int, before: int) -> str:
    if not before:
        return "new"
    return "rising" if lately > before else "falling" if lately < before else "steady"
