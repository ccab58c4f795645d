"""What waits at an officer's desk in suggestions: a draft to review, a return or an extension to
decide, what follows a rating (mechanisms P08, X28; field practice: opened in the morning, done by
ten)."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from bot.actions.calendar import say_when
from bot.actions.desk.scope import MOST, Desk, Item, Waiting
from bot.actions.suggestions import parties, succession
from bot.actions.suggestions.kind import name_of, say_bureaus
from bot.domain.calendars import local_day
from bot.domain.workflow import Party
from bot.domain.workflows.assignment import RETURN_REQUESTED
from bot.domain.workflows.suggestion import AT_MEETING, FILED, RATED, REVIEWING, UNRATED
from bot.store.models import Assignment, Suggestion


def waiting_suggestions(desk: Desk) -> list[Waiting]:
    """The groups of 今日 that are about suggestions; only those with something in them. At most
    ``MOST`` of each kind are looked at, oldest first."""
    reviewing = [row for row in _in_states(desk, (REVIEWING,)) if _is_reviewer(desk, row)]
    groups = (
        Waiting("review", "建议等您审核", _items(desk, reviewing, "看稿子，通过、退改或和代表谈")),
        Waiting("decide", "申退、延期等您定", _undecided(desk)),
        Waiting("assign", "建议等交办", _items(desk, _seen(desk, (FILED,)), "定主办、会办，交办")),
        Waiting(
            "weigh",
            "评价过了，等定下一步",
            _items(desk, _seen(desk, (RATED, UNRATED, AT_MEETING)), "办结、重办或上会"),
        ),
        Waiting("nobody", "换届以后没有代表跟的建议", _without_deputy(desk)),
    )
    return [group for group in groups if group.items]


def _without_deputy(desk: Desk) -> list[Item]:
    """Open, or with an open promise, and its deputy is one no longer: the office names who goes
    on with it."""
    if not desk.county:
        return []
    rows = [row for row in succession.nobody_follows(desk.session, desk.now) if _holds(desk, row)]
    return _items(desk, rows[:MOST], "原来的代表卸任了，请到换届那一页定谁接着跟")


def _in_states(desk: Desk, states: Sequence[str]) -> Sequence[Suggestion]:
    return desk.session.scalars(
        select(Suggestion).where(Suggestion.state.in_(states)).order_by(Suggestion.id).limit(MOST)
    ).all()


def _is_reviewer(desk: Desk, about: Suggestion) -> bool:
    return desk.contact.id in parties.reviewers(desk.session, about, desk.now)


def _holds(desk: Desk, about: Suggestion) -> bool:
    held = parties.parties_of(desk.session, about, desk.contact.id, desk.roles, desk.now)
    return bool(held & {Party.OFFICE, Party.PRESIDIUM})


def _seen(desk: Desk, states: Sequence[str]) -> list[Suggestion]:
    return [row for row in _in_states(desk, states) if _holds(desk, row)]


def _undecided(desk: Desk) -> list[Item]:
    rows = desk.session.scalars(
        select(Assignment)
        .where((Assignment.state == RETURN_REQUESTED) | Assignment.extension_until.is_not(None))
        .order_by(Assignment.due)
        .limit(MOST)
    ).all()
    return [_asked(desk, row) for row in rows if _holds(desk, row.suggestion)]


def _asked(desk: Desk, row: Assignment) -> Item:
    if row.state == RETURN_REQUESTED:
        note = f"{row.bureau.name}申退，说该归{row.return_to}" if row.return_to else "申退"
    else:
        until = say_when(row.extension_until, desk.now) if row.extension_until else ""
        note = f"{row.bureau.name}想延到{until}"
    return Item(
        number=0,
        title=_title(row.suggestion),
        place="",
        gist="",
        note=note,
        due=f"{say_when(row.due, desk.now)}到期",
        late=row.due < local_day(desk.now),
        link=_link(row.suggestion),
    )


def _items(desk: Desk, rows: Iterable[Suggestion], note: str) -> list[Item]:
    return [
        Item(
            number=0,
            title=_title(about),
            place=f"{about.lead.name}代表",
            gist=say_bureaus(parties.assignments_of(desk.session, about)),
            note=note,
            link=_link(about),
        )
        for about in rows
    ]


def _title(about: Suggestion) -> str:
    return f"{name_of(about)}《{about.title}》"


def _link(about: Suggestion) -> str:
    return f"/console/suggestion/{about.draft_number}"
