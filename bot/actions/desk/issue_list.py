"""The list of issues: filters, search, pages by key. Nothing is counted; a page knows whether
there is more."""

from collections.abc import Container, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, fields, replace
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, not_, or_, select
from sqlalchemy.orm import joinedload

from bot.actions import bureaus, readers, word_index
from bot.actions.desk.named import named_in
from bot.actions.desk.scope import Desk
from bot.actions.desk.search import (
    first_words_of,
    has_said,
    number_in,
    outside_in,
    said_later,
    words_like,
    words_under_way,
)
from bot.domain.workflows import issue as states
from bot.store.hints import seldom
from bot.store.models import Grid, HandOver, Issue

PAGE = 30
#: Rows that one page looks through at most before it offers to look further.
_STEP, _STEPS = 3000, 10
#: Words of one look of a search.
_MOST_FOUND = 300
#: What stands in no more words than these is looked up in the whole archive; of the own bureaus'
#: cases one look of a search reads so many at most.
_FEW, _MOST_OWN = 60, 2_000
#: So many cases under way have their words looked up before a search among them.
_MOST_OPEN = 3000
#: Under way: somebody may still have to do something.
UNDER_WAY = (*states.EARLY, *states.OPEN, states.ANSWERED, states.TOLD)
STATES: dict[str, tuple[str, tuple[str, ...]]] = {
    "open": ("没办完的", UNDER_WAY),
    "station": ("在站里、县里手上", (states.ROUTED, states.AT_STATION, states.RECHECK)),
    "bureau": ("单位在办", (states.HANDED_OVER,)),
    "deputy": ("代表在跟", (states.TAKEN_UP,)),
    "told": ("已答复，等群众说好", (states.ANSWERED, states.TOLD)),
    "done": (
        "办完的",
        (states.CONFIRMED, states.CLOSED, states.RAISED, states.REFERRED, states.DECLINED),
    ),
    "gone": ("撤回、并入的", (states.WITHDRAWN, states.MERGED)),
    "all": ("全部", ()),
}
WHOSE = {"": "我看得到的", "mine": "归我管的", "entered": "我登记的", "unclear": "地点不清楚的"}
AGES = {"": "不限", "3": "超过3天", "7": "超过7天", "30": "超过30天"}
URGENCIES = ("加急", "危急")


@dataclass(frozen=True, slots=True)
class Filter:
    """What the form asks; empty: not asked. ``grid``: code of an area."""

    q: str = ""
    state: str = "open"
    whose: str = ""
    grid: str = ""
    topic: str = ""
    bureau: str = ""
    urgency: str = ""
    age: str = ""

    @property
    def asked(self) -> dict[str, str]:
        """What differs from the empty form, for an address."""
        plain = Filter()
        names = (one.name for one in fields(self))
        return {
            name: getattr(self, name)
            for name in names
            if getattr(self, name) != getattr(plain, name)
        }


def filter_from(form: Mapping[str, str]) -> Filter:
    """A filter from a form or an address; what makes no sense is taken as not asked."""
    given = {one.name: form.get(one.name, "").strip()[:40] for one in fields(Filter)}
    allowed: dict[str, Container[str]] = {
        "state": STATES,
        "whose": WHOSE,
        "age": AGES,
        "urgency": ("", *URGENCIES),
    }
    for name, values in allowed.items():
        if given[name] not in values:
            given[name] = "open" if name == "state" else ""
    return Filter(**given)


@dataclass(frozen=True, slots=True)
class Page:
    """``before``: the key from which the next page goes on, below 0 among the cases of a name that
    was searched for; nothing: there is no more."""

    issues: list[Issue]
    before: int | None


def page(desk: Desk, asked: Filter, *, before: int | None = None) -> Page:
    """The newest issues of the filter that this officer may see, under the key ``before``."""
    number, outside = number_in(asked.q), outside_in(asked.q)
    numbered = list(_by_number(desk, number, outside))
    if numbered or number is not None:
        return Page(numbered, None)
    source = _found(desk, asked, before) if asked.q else _listed(desk, asked, before)
    shown: list[Issue] = []
    key = before
    for row_key, issue in source:
        if issue is not None:
            if len(shown) == PAGE:
                return Page(shown, key)
            shown.append(issue)
        key = row_key
    # The source gave up looking, or it came to the end: then it said 0.
    return Page(shown, key if key else None)


def _by_number(desk: Desk, number: int | None, outside: Sequence[str]) -> Iterator[Issue]:
    """By our own number, or by that of the same matter elsewhere, whatever the filter says."""
    # The second condition is written out: only so does SQLite see that the partial index holds all.
    there = and_(Issue.outside_number.in_(outside), Issue.outside_number != literal_column("''"))
    ours = [Issue.number == number] if number is not None else []
    for which in (*ours, there) if outside else ours:
        for issue in desk.session.scalars(select(Issue).where(which).limit(PAGE)):
            if desk.may_see(issue):
                yield issue


def _seen(desk: Desk, issues: Sequence[Issue]) -> Iterator[tuple[int, Issue | None]]:
    """(key, issue); nothing instead of what this officer may not see."""
    seen = desk.seen(issues)
    yield from ((issue.id, issue if issue.id in seen else None) for issue in issues)


def _found(desk: Desk, asked: Filter, before: int | None) -> Iterator[tuple[int, Issue | None]]:
    """What a search finds: first the cases that lie with, at or in the hands of whom it names, then
    those where that was said."""
    search = _searched if desk.bureaus is None else _searched_own
    named, words = named_in(desk, asked.q)
    if named and (before is None or before < 0):
        source, below, key = search if words else _listed, before and -before, 0
        for key, issue in source(desk, replace(asked, q=words), below, *named):
            if key:
                yield -key, issue
        if key:  # It gave up looking.
            return
    others = [not_(and_(*named))] if named else []
    yield from search(desk, asked, before if before is None or before > 0 else None, *others)


def _listed(
    desk: Desk, asked: Filter, before: int | None, *more: ColumnElement[bool]
) -> Iterator[tuple[int, Issue | None]]:
    """(key, issue), newest first, in steps of so many ids: the cost of a page does not depend on
    how many issues there are. Ends with (0, None) when nothing is left. Of what is under way there
    is never much: it is all looked through, however much has come in since."""
    newest = desk.session.scalar(select(func.max(Issue.id))) or 0
    top = before if before is not None else newest + 1
    where = [*_where(desk, asked), *more]
    few = seldom(Issue.state.in_(STATES[asked.state][1]))
    while _asks_for_few(asked):
        inside = (few, Issue.id < top, *where)
        query = _loaded().where(*inside).order_by(Issue.id.desc()).limit(2 * PAGE)
        rows = desk.session.scalars(query).all()
        yield from _seen(desk, rows)
        if len(rows) < 2 * PAGE:
            yield 0, None
            return
        top = rows[-1].id
    for _ in range(_STEPS):
        bottom = max(top - _STEP, 0)
        inside = (Issue.id < top, Issue.id >= bottom, *where)
        query = _loaded().where(*inside).order_by(Issue.id.desc()).limit(2 * PAGE)
        rows = desk.session.scalars(query).all()
        yield from _seen(desk, rows)
        if len(rows) == 2 * PAGE:
            top = rows[-1].id
            continue
        if bottom <= 1:
            yield 0, None
            return
        yield bottom, None
        top = bottom


def _searched(
    desk: Desk, asked: Filter, before: int | None, *more: ColumnElement[bool]
) -> Iterator[tuple[int, Issue | None]]:
    """The same for words that were searched, those said later in a case too; the key is that of
    the words. A case stands where its newest words are that were found on this page."""
    where = [*_where(desk, asked), *more]
    top = before
    shown: set[int] = set()
    limit, only = 2 * PAGE, None
    without: Set[int] = frozenset()
    far = word_index.reach(desk.session)
    for step in range(_STEPS):
        if step == 1:  # The newest did not fill the page.
            only, without = _under_way(desk, asked), _not_asked_for(desk, asked)
        looked = words_like(
            desk.session, asked.q, below=top, only=only, without=without, far=far, limit=limit
        )
        ids, limit = looked.ids, min(2 * limit, _MOST_FOUND)
        rows = desk.session.scalars(_loaded().where(Issue.words_id.in_(ids), *where)) if ids else ()
        found = {issue.words_id: issue for issue in rows}
        later = {
            key: case for key, case in said_later(desk.session, ids).items() if key not in found
        }
        query = _loaded().where(Issue.id.in_(set(later.values())), *where)
        cases = {issue.id: issue for issue in desk.session.scalars(query)} if later else {}
        seen = desk.seen([*found.values(), *cases.values()]) - shown
        for words_id in ids:
            issue = found.get(words_id) or cases.get(later.get(words_id, 0))
            if issue is not None and issue.id in seen:
                seen.remove(issue.id)
                shown.add(issue.id)
                yield words_id, issue
            else:
                yield words_id, None
        yield looked.below, None
        if not looked.below:
            return
        top = looked.below


def _searched_own(
    desk: Desk, asked: Filter, before: int | None, *more: ColumnElement[bool]
) -> Iterator[tuple[int, Issue | None]]:
    """The same for whoever sees the cases of their bureaus only; the key is the case. What stands
    in few words of the archive is looked up; for the rest their own cases are read, the newest
    first, since it stands mostly in those of others."""
    where = [*_where(desk, asked), *more]
    few = words_like(desk.session, asked.q, limit=_FEW)
    if not few.below:
        later = said_later(desk.session, few.ids).values()
        is_there = or_(Issue.words_id.in_(few.ids), Issue.id.in_(later))
        under = [Issue.id < before] if before is not None else []
        query = _loaded().where(is_there, *under, *where).order_by(Issue.id.desc())
        yield from _seen(desk, desk.session.scalars(query).all())
        yield 0, None
        return
    is_there = has_said(desk.session, asked.q)
    top, portion = before, 4 * PAGE
    for _ in range(_STEPS):
        theirs = readers.cases_of(desk.bureaus or (), below=top, limit=portion)
        ids = desk.session.scalars(theirs).all()
        # Not the ids themselves: to hand over thousands of them costs more than to find them.
        query = _loaded().where(Issue.id.in_(theirs), is_there, *where).order_by(Issue.id.desc())
        rows = desk.session.scalars(query.limit(2 * PAGE)).all()
        yield from _seen(desk, rows)
        if len(rows) == 2 * PAGE:
            top = rows[-1].id
            continue
        if len(ids) < portion:
            yield 0, None
            return
        yield ids[-1], None
        top, portion = ids[-1], min(4 * portion, _MOST_OWN)


def _under_way(desk: Desk, asked: Filter) -> Set[int] | None:
    """Where only cases under way are asked for, their words: the archive behind them, in which the
    same word may stand a thousand times, need not be searched."""
    if not _asks_for_few(asked):
        return None
    return words_under_way(desk.session, STATES[asked.state][1], _MOST_OPEN)


def _not_asked_for(desk: Desk, asked: Filter) -> Set[int]:
    """Where only what is over is asked for, the first words of the cases under way: they are the
    newest, and of a common word they would fill look after look."""
    wanted = STATES[asked.state][1]
    if not wanted or not set(wanted).isdisjoint(UNDER_WAY):
        return frozenset()
    return first_words_of(desk.session, UNDER_WAY, _MOST_OPEN)


def _asks_for_few(asked: Filter) -> bool:
    """Whether only cases under way are asked for."""
    wanted = STATES[asked.state][1]
    return bool(wanted) and set(wanted) <= set(UNDER_WAY)


def _loaded() -> Select[Issue]:
    return select(Issue).options(joinedload(Issue.words), joinedload(Issue.grid))


def _where(desk: Desk, asked: Filter) -> list[ColumnElement[bool]]:
    found = [desk.sees()]
    wanted = STATES[asked.state][1]
    if wanted:
        found.append(Issue.state.in_(wanted))
    match asked.whose:
        case "mine":
            found.append(desk.reaches())
        case "entered":
            found.append(Issue.entered_by == desk.contact.id)
        case "unclear":
            wide = select(Grid.id).where(Grid.level.in_(("township", "county")))
            found.append(or_(Issue.grid_id.is_(None), Issue.grid_id.in_(wide)))
    if asked.grid:
        area = desk.session.scalar(select(Grid).where(Grid.code == asked.grid))
        path = area.path if area is not None else "-"
        found.append(Issue.grid_id.in_(select(Grid.id).where(Grid.path.startswith(path))))
    if asked.topic:
        found.append(Issue.topic == asked.topic)
    if asked.urgency:
        found.append(Issue.urgency == asked.urgency)
    if asked.bureau:
        ids = [body.id for body in bureaus.called(desk.session, asked.bureau)]
        rows = select(HandOver.id).where(HandOver.issue_id == Issue.id, HandOver.bureau_id.in_(ids))
        found.append(rows.correlate(Issue).exists())
    if asked.age:
        found.append(Issue.created_at < desk.now - timedelta(days=int(asked.age)))
    return found
