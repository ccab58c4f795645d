"""Hot topics: one problem that several people speak of, wherever in the area, over a span of time
and against the span before (mechanisms G07, P26). Shown to a person; nothing follows by itself.

Only masked words are read. What is kept above the grid for avoidance is left out below the level
that may see it, and what is about the asking officer is left out for them. A joint suggestion can
start from a topic: ``drafts.start(session, deputy, issues=raisable(desk, topic, deputy), …)``.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session, joinedload, load_only

from bot.actions import places, recipients
from bot.actions.desk.scope import Desk, lies_in
from bot.actions.people import roles_of
from bot.actions.rules import rule
from bot.domain.workflow import Party
from bot.domain.workflows.issue import WITHDRAWN
from bot.store.models import Deputy, Grid, Issue, Subscriber, Words
from nlp.cluster import Report, same_problems

#: Kinds that several people can have in common; accusations and lawsuits have their own ways.
KINDS = ("problem", "project_wish", "policy_question", "law_opinion", "gathering")
#: What is read of each case: hundreds of them are compared.
_COMPARED = (
    *(Issue.number, Issue.title, Issue.topic, Issue.state, Issue.seen_by, Issue.avoid),
    *(Issue.grid_id, Issue.words_id, Issue.created_at),
)
_MASK = re.compile(r"〔[^〕]*〕")
#: Stands where the name of the place stood; no comma of theirs is followed by this space.
_HOLE = "，\u3000"
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
        .options(
            load_only(*_COMPARED),
            joinedload(Issue.words).load_only(Words.masked),
            joinedload(Issue.grid),
        )
        # In the order of the index: the newest are read, not the whole span sorted.
        .order_by(Issue.created_at.desc(), Issue.id.desc())
        .limit(most + 1)
    )
    issues = [issue for issue in session.scalars(query) if not desk.named(issue)]
    cut = len(issues) > most
    by_number = {str(issue.number): issue for issue in issues[:most]}
    reports = _reports(session, by_number)
    least: int = rule(session, "hot_topics.least", now)
    joined = _joined(session, issues[:most])
    found = []
    for group in _grouped(list(reports.values())):
        members = [issues[at] for at in group]
        lately = [issue for issue in members if issue.created_at > now - span]
        if len(lately) >= least:
            name = _name([(issue.title, reports[str(issue.number)].title) for issue in lately])
            voices = len(lately) + sum(joined.get(issue.id, 0) for issue in lately)
            found.append(_topic(session, name, lately, voices, len(members) - len(lately)))
    found.sort(key=lambda topic: (-topic.voices, -topic.count, topic.before, topic.name))
    return HotTopics(tuple(found), now - span, cut)


def _grouped(reports: Sequence[Report]) -> list[list[int]]:
    """``same_problems``, which is half of the time of a page, done once for the same reports. Kept
    are places in the list, under a digest: no word outlives its erasure here."""
    key = blake2b(repr(reports).encode(), digest_size=16).digest()
    found = _KEPT.get(key)
    if found is None:
        found = same_problems(reports)
        if len(_KEPT) >= _KEPT_AT_MOST:
            _KEPT.pop(next(iter(_KEPT)), None)
        _KEPT[key] = found
    return found


#: A county's and some townships' pages, each over its usual span.
_KEPT_AT_MOST = 16
_KEPT: dict[bytes, list[list[int]]] = {}


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


def _reports(session: Session, issues: Mapping[str, Issue]) -> dict[str, Report]:
    """What is compared, by number: masked, and without the names of the place, so that one problem
    in two villages is one; where it is comes from the grid."""
    names = _names(session, {issue.grid for issue in issues.values() if issue.grid is not None})
    found = {}
    for ident, issue in issues.items():
        here = names.get(issue.grid_id or 0)
        title, text = (
            here.sub(_HOLE, _MASK.sub("，", said)) if here else _MASK.sub("，", said)
            for said in (issue.title, issue.words.masked)
        )
        found[ident] = Report(ident, title, text, issue.created_at)
    return found


def _names(session: Session, grids: Set[Grid]) -> dict[int, re.Pattern[str]]:
    """Grid → what people call it and what it lies in, below the county."""
    lines = {grid.id: places.line(grid) for grid in grids}
    wanted = {area for line in lines.values() for area in line}
    query = select(Grid.id, Grid.name, Grid.names).where(
        Grid.id.in_(wanted), Grid.level != "county"
    )
    said = {row.id: (row.name, *row.names.get("aliases", ())) for row in session.execute(query)}
    found = {}
    for grid, line in lines.items():
        here = {name for area in line for name in said.get(area, ())}
        here |= {_ENDING.sub("", name) for name in here}
        longest_first = sorted(here - {""}, key=lambda name: (-len(name), name))
        if longest_first:
            found[grid] = re.compile("|".join(map(re.escape, longest_first)))
    return found


def _joined(session: Session, issues: Sequence[Issue]) -> dict[int, int]:
    """Case → how many said that they have it as well."""
    query = (
        select(Subscriber.issue_id, func.count())
        .where(Subscriber.issue_id.in_([issue.id for issue in issues]))
        .group_by(Subscriber.issue_id)
    )
    return dict(session.execute(query).all())


def _name(titles: Sequence[tuple[str, str]]) -> str:
    """What most of them say, in the words of one: the title that shares most with the others,
    without its place. ``titles``: as it is, and as it is compared."""
    named = [_BESIDE.sub("", compared) or title for title, compared in titles]
    pairs = [{title[at : at + 2] for at in range(len(title) - 1)} for title in named]
    said = Counter(pair for of_one in pairs for pair in of_one)
    shared = [sum(said[pair] for pair in of_one) / (len(of_one) + 1) for of_one in pairs]
    return max(zip(shared, named, strict=True))[1]


#: What a place leaves behind where it was taken out: of 「石桥镇到东坪村的班车停了」 「班车停了」.
_WAY = "[从由到至往去在和跟与]?"
_BESIDE = re.compile(
    rf"^(?:{_WAY}{_HOLE}[的里]*|[，、的 ])+|(?:{_WAY}{_HOLE}的?|[，、的 ])+$|{_WAY}{_HOLE}的?"
)


def _topic(
    session: Session, name: str, lately: Sequence[Issue], voices: int, before: int
) -> HotTopic:
    said = Counter(places.say_place(session, issue.grid) for issue in lately)
    about = Counter(issue.topic for issue in lately if issue.topic)
    newest = sorted(lately, key=lambda issue: -issue.number)
    times = [issue.created_at for issue in lately]
    return HotTopic(
        name=name,
        topic=about.most_common(1)[0][0] if about else None,
        issues=tuple(issue.number for issue in newest),
        voices=voices,
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
