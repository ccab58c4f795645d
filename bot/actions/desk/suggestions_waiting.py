"""What waits at an officer's desk in suggestions: a draft to review, a return or an extension to
decide, what follows a rating (mechanisms P08, X28; field practice: opened in the morning, done by
ten)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Select, select

from bot.actions.calendar import say_due, say_when
from bot.actions.casework import gist
from bot.actions.desk import promise_list
from bot.actions.desk.scope import MOST, Button, Desk, Item, Waiting
from bot.actions.suggestions import (
    dictated,
    looking_back,
    parties,
    revisits,
    succession,
    unplaced,
    weighing,
)
from bot.actions.suggestions.kind import name_of, say_asked, say_bureaus, say_deputy
from bot.domain.calendars import local_day
from bot.domain.workflow import Party
from bot.domain.workflows.assignment import RETURN_REQUESTED
from bot.domain.workflows.suggestion import (
    AT_MEETING,
    FILED,
    PROCEDURE_CLOSED,
    RATED,
    REVIEWING,
    UNRATED,
)
from bot.store.models import (
    Assignment,
    CloseOutEvidence,
    LookBack,
    Promise,
    Proposal,
    RevisitFlag,
    Suggestion,
)

#: A look-back stands on the list so long before its day.
_AHEAD = timedelta(days=7)
#: So many of a bunch are named.
_NAMED = 5


def waiting_suggestions(desk: Desk) -> list[Waiting]:
    """The groups of 今日 that are about suggestions; only those with something in them, the first
    ``MOST`` of this desk's own in each, oldest first."""
    reviewed = "看稿子，通过、退改或和代表谈"
    groups = (
        _group("dictated", "代表说的稿子，等听写", _dictated(desk), _item(desk, "听完，写进稿子")),
        _group("review", "建议等您审核", _reviewing(desk), _item(desk, reviewed)),
        _group("decide", "申退、延期等您定", _undecided(desk), lambda row: _asked(desk, row)),
        _group("assign", "建议等交办", _held(desk, FILED), _item(desk, "定主办、会办，交办")),
        _group(
            "weigh",
            "评价过了，等定下一步",
            _weighed(desk),
            _item(desk, "办结、重办或上会"),
        ),
        _group("promises", "承诺过了日子、要改日子的", _to_settle(desk), _settle(desk)),
        _group("proposals", "有人提议重开、改类，等您定", _proposed(desk), _proposal),
        _group("seen", "有人看过说办成了，等您定销号", _seen_done(desk), _seen(desk)),
        _group("unplaced", "单位说了、还没说清是哪件的", _unplaced(desk), _said),
        _group("look_backs", "该回头看的", _to_look_at(desk), _look_back(desk)),
        _group("revisits", "需回访，打个电话问问", _flagged(desk), _flag),
        _group(
            "nobody",
            "换届以后没有代表跟的建议",
            _without_deputy(desk),
            _item(desk, "原来的代表卸任了，点开定谁接着跟"),
        ),
    )
    return [group for group in groups if group.items]


def _unplaced(desk: Desk) -> Iterator[unplaced.Unplaced]:
    """Whoever said it was asked, and may still answer by a number; the office may ring."""
    yield from unplaced.listed(desk.session, desk.now, MOST + 1) if desk.county else ()


def _said(row: unplaced.Unplaced) -> Item:
    return Item(
        number=0,
        title=f"{row.bureau}{row.name}",
        place="",
        gist="；".join(row.texts),
        note="打个电话问是哪一件，请他在微信里回编号",
        phone=row.phone,
    )


def _group(key: str, title: str, rows: Iterator[Any], item: Callable[[Any], Item]) -> Waiting:
    shown = list(islice(rows, MOST + 1))
    return Waiting(key, title, [item(row) for row in shown[:MOST]], len(shown) > MOST)


def _reviewing(desk: Desk) -> Iterator[Suggestion]:
    for row in _going_through(desk, _in_states(REVIEWING)):
        if desk.contact.id in parties.reviewers(desk.session, row, desk.now):
            yield row


def _held(desk: Desk, *states: str) -> Iterator[Suggestion]:
    return (row for row in _going_through(desk, _in_states(*states)) if _holds(desk, row))


def _weighed(desk: Desk) -> Iterator[Suggestion]:
    """What has been rated waits here once its window is over: nothing can be decided before."""
    for row in _held(desk, RATED, UNRATED, AT_MEETING):
        if weighing.rated_until(desk.session, row, desk.now) is None:
            yield row


def _in_states(*states: str) -> Select[Suggestion]:
    return select(Suggestion).where(Suggestion.state.in_(states)).order_by(Suggestion.id)


def _without_deputy(desk: Desk) -> Iterator[Suggestion]:
    """Open, or with an open promise, and its deputy is one no longer: the office names who goes
    on with it."""
    rows = succession.nobody_follows(desk.session, desk.now)
    yield from (row for row in rows if _holds(desk, row))


def _going_through(desk: Desk, query: Select[Any]) -> Iterator[Any]:
    """All that ``query`` finds, read by and by: what waits for others may stand before one's own,
    and whoever has enough reads no further."""
    with desk.session.scalars(query, execution_options={"yield_per": MOST}) as rows:
        yield from rows


def _holds(desk: Desk, about: Suggestion) -> bool:
    held = parties.parties_of(desk.session, about, desk.contact.id, desk.roles, desk.now)
    return bool(held & {Party.OFFICE, Party.PRESIDIUM})


def _undecided(desk: Desk) -> Iterator[Assignment]:
    query = (
        select(Assignment)
        .where((Assignment.state == RETURN_REQUESTED) | Assignment.extension_until.is_not(None))
        .order_by(Assignment.due, Assignment.id)
    )
    return (row for row in _going_through(desk, query) if _holds(desk, row.suggestion))


def _to_settle(desk: Desk) -> Iterator[Promise]:
    rows = promise_list.to_settle(desk, 2 * MOST)
    return (row for row in rows if _holds(desk, row.assignment.suggestion))


def _settle(desk: Desk) -> Callable[[Promise], Item]:
    def made(row: Promise) -> Item:
        said, bureau = promise_list.said_of(desk, row), row.assignment.bureau
        looked = looking_back.evidence_of(desk.session, row.assignment.suggestion)
        looked = [one for one in looked if one.at > row.made_at]
        over = promise_list.days_over(row, local_day(desk.now))
        return Item(
            number=0,
            title=_title(row.assignment.suggestion),
            place=bureau.name,
            gist=row.words.masked,
            note=(f"单位说：{said}。改不改日子，点开定" if said else "打个电话问问办到哪一步")
            + (f"。有人看过：{gist(looked[-1].words.masked)}" if looked else ""),
            due="，".join(part for part in (f"说好{say_when(row.due, desk.now)}", over) if part),
            late=bool(over),
            phone="" if said else bureau.phone,
            link=_link(row.assignment.suggestion),
        )

    return made


def _dictated(desk: Desk) -> Iterator[Suggestion]:
    return (row for row in dictated.waiting(desk.session) if _holds(desk, row))


def _seen_done(desk: Desk) -> Iterator[Suggestion]:
    """Answered and closed, somebody says that it is done, and nothing promised or proposed is open:
    one click closes it out."""
    somebody = select(CloseOutEvidence.suggestion_id)
    promised = select(Assignment.suggestion_id).join(Promise).where(Promise.state == "open")
    proposed = select(Proposal.suggestion_id).where(Proposal.approved.is_(None))
    query = _in_states(PROCEDURE_CLOSED).where(
        Suggestion.id.in_(somebody),
        Suggestion.id.not_in(promised),
        Suggestion.id.not_in(proposed),
    )
    return (row for row in _going_through(desk, query) if _holds(desk, row))


def _seen(desk: Desk) -> Callable[[Suggestion], Item]:
    def made(about: Suggestion) -> Item:
        last = looking_back.evidence_of(desk.session, about)[-1]
        return replace(
            _item(desk, "点开看他们怎么说，办成了就销号")(about), gist=gist(last.words.masked)
        )

    return made


def _to_look_at(desk: Desk) -> Iterator[LookBack]:
    """The year's sample is drawn long before its day: those stand here whose day is near."""
    soon = local_day(desk.now) + _AHEAD
    rows = promise_list.look_backs(desk, 2 * MOST)
    return (row for row in rows if row.due <= soon and _holds(desk, row.suggestion))


def _look_back(desk: Desk) -> Callable[[LookBack], Item]:
    def made(row: LookBack) -> Item:
        late = row.due < local_day(desk.now)
        return replace(
            _item(desk, "去看看是不是真办好了，点开记下")(row.suggestion),
            due=say_due(f"{say_when(row.due, desk.now)}前", late),
            late=late,
        )

    return made


def _flagged(desk: Desk) -> Iterator[list[RevisitFlag]]:
    """For 代工委 only; what one call to one deputy settles is one bunch."""
    if not desk.county:
        return
    bunches: dict[tuple[str, int], list[RevisitFlag]] = {}
    for row in islice(revisits.waiting(desk.session), 2 * MOST):
        held = parties.parties_of(
            desk.session, row.suggestion, desk.contact.id, desk.roles, desk.now
        )
        if Party.OFFICE in held:
            bunches.setdefault(revisits.bunch(row), []).append(row)
    yield from bunches.values()


def _flag(rows: list[RevisitFlag]) -> Item:
    about, several = rows[0].suggestion, len(rows) > 1
    named = "、".join(_title(row.suggestion) for row in rows[:_NAMED])
    rest = f"等{len(rows)}件" if len(rows) > _NAMED else ""
    return Item(
        number=0,
        title=f"{about.lead.name}代表，{len(rows)}件" if several else _title(about),
        place="" if several else f"{about.lead.name}代表",
        gist=f"{named}{rest}" if several else "",
        note=revisits.LABELS[rows[0].kind] + ("。打一个电话一起问" if several else ""),
        link=_link(about),
        buttons=(
            # What came after the page was drawn nobody has asked about.
            Button(
                "打电话问过了", "settle_flags", role="office", field="alike", to=f"{rows[-1].id}"
            ),
        ),
    )


def _proposed(desk: Desk) -> Iterator[Proposal]:
    rows = promise_list.proposals(desk, 2 * MOST)
    return (row for row in rows if _holds(desk, row.suggestion))


def _proposal(row: Proposal) -> Item:
    return Item(
        number=0,
        title=_title(row.suggestion),
        place="",
        gist=promise_list.say_proposal(row),
        note="同意还是不同意，点开定",
        link=_link(row.suggestion),
    )


def _asked(desk: Desk, row: Assignment) -> Item:
    late = row.due < local_day(desk.now)
    return Item(
        number=0,
        title=_title(row.suggestion),
        place="",
        gist="",
        note=f"{row.bureau.name}{say_asked(row, desk.now)}",
        due=say_due(f"{say_when(row.due, desk.now)}到期", late),
        late=late,
        link=_link(row.suggestion),
    )


def _item(desk: Desk, note: str) -> Callable[[Suggestion], Item]:
    """What makes an item of a suggestion, with what is to be done about it."""

    def made(about: Suggestion) -> Item:
        return Item(
            number=0,
            title=_title(about),
            place=say_deputy(about),
            gist=say_bureaus(parties.assignments_of(desk.session, about)),
            note=note,
            link=_link(about),
        )

    return made


def _title(about: Suggestion) -> str:
    return f"{name_of(about)}《{about.title}》"


def _link(about: Suggestion) -> str:
    return f"/console/suggestion/{about.draft_number}"
