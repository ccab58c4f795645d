"""What a rule would do, tried before it counts: a term on the cases that are open now, words and
the table of bureaus on messages of the past. Nothing is written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.actions.calendar import county_calendar
from bot.actions.reading import reader
from bot.actions.rules import rule
from bot.actions.vocabulary import own_bureau_rules, vocabulary
from bot.domain.calendars import local_day
from bot.domain.deadlines import Term, Unit, deadline, say_day
from bot.domain.workflows import issue as issue_states
from bot.domain.workflows.assignment import RESPONSIBLE as ASSIGNED
from bot.domain.workflows.hand_over import CANCELLED, RESPONSIBLE, RETURNED
from bot.store.models import Assignment, HandOver, Issue
from nlp.reading import Reader

#: So many open cases, so many messages are tried; the newest.
MOST_CASES, MOST_MESSAGES = 2000, 300
#: So many of them are shown one by one.
SHOWN = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One case: which, what now, what then; ``mark``: 改对了, 改错了, 照以前定的 (its day comes
    from an earlier value), or nothing."""

    what: str
    before: str
    after: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """``said``: what it comes to, in one line."""

    said: str
    lines: list[Line]


#: Rules whose term open cases have begun with.
TERMS = (
    "issue.speak_within",
    "hand_over.within",
    "hand_over.within_hard",
    "suggestion.within_months",
    "suggestion.within_months_hard",
)


def of_term(session: Session, name: str, value: int, now: datetime) -> Trial | None:
    """As if the open cases had all begun under the new term, whichever they began under; None: no
    rule that open cases have."""
    if name not in TERMS or value < 1:
        return None
    begun, today = _begun(session, name, now), local_day(now)
    unit: Unit = "months" if "_months" in name else "working_days"
    term, present = (Term(days, unit) for days in (value, int(rule(session, name, now))))
    due_by = _counted(session, now)
    earlier = later = late = late_now = kept = before = 0
    lines = []
    for what, since, due, moved in begun:
        # What a person has moved or stopped since stays where they put it.
        new = due if moved else due_by(since, term)
        old_rule = not moved and due != due_by(since, present)
        kept, before = kept + moved, before + old_rule
        late += new < today
        late_now += due < today
        if new != due:
            earlier, later = earlier + (new < due), later + (new > due)
            mark = "照以前定的" if old_rule else ""
            lines.append(Line(what, say_day(due, today), say_day(new, today), mark))
    said = (
        f"{f'只看了最新的{MOST_CASES}件。' if len(begun) == MOST_CASES else ''}"
        f"现在没办完的{len(begun)}件里，"
        f"{f'{before}件的日子不是照现在的规矩定的，是照以前的。' if before else ''}"
        f"要是一开始就都按{term.in_chinese()}算：提前到期{earlier}件，"
        f"推后到期{later}件；过期的从{late_now}件变成{late}件。"
        f"{f'另有{kept}件延过期或停过，照定好的日子。' if kept else ''}"
        "它们的期限不变，改了只管以后的。"
    )
    return Trial(said, lines[:SHOWN])


def _counted(session: Session, now: datetime) -> Callable[[date, Term], date]:
    """First day and term → last day; many cases begin on the same day."""
    calendar = county_calendar(session, now)
    return cache(lambda since, term: deadline(calendar, since, term, event="").due)


#: Name, first day, due day, and whether a person has moved that day since.
Begun = tuple[str, date, date, bool]


def _begun(session: Session, name: str, now: datetime) -> list[Begun]:
    """The open cases that such a rule gave their term to, now or at an earlier value."""
    hard = name.endswith("hard")
    if name == "issue.speak_within":
        return _unspoken(session)
    if name.startswith("hand_over."):
        return _handed_over(session, hard, now)
    return _assigned(session, hard)


def _unspoken(session: Session) -> list[Begun]:
    issues = session.scalars(
        select(Issue)
        .where(
            Issue.spoken_at.is_(None),
            Issue.speak_by.is_not(None),
            Issue.state.in_((*issue_states.OPEN, *issue_states.EARLY)),
        )
        .order_by(Issue.id.desc())
        .limit(MOST_CASES)
    )
    return [
        (f"民{row.number}", local_day(row.created_at), row.speak_by, False)
        for row in issues
        if row.speak_by is not None
    ]


def _handed_over(session: Session, hard: bool, now: datetime) -> list[Begun]:
    rows = session.scalars(
        select(HandOver)
        .where(HandOver.state.in_(RESPONSIBLE), HandOver.hard.is_(hard))
        .options(joinedload(HandOver.issue), joinedload(HandOver.bureau))
        .order_by(HandOver.id.desc())
        .limit(MOST_CASES)
    ).all()
    due_by = _counted(session, now)
    return [
        (
            f"民{row.issue.number}，{row.bureau.name}",
            local_day(row.created_at),
            row.due,
            bool(row.pauses)
            or row.due != due_by(local_day(row.created_at), Term(row.term_days, "working_days")),
        )
        for row in rows
    ]


def _assigned(session: Session, hard: bool) -> list[Begun]:
    rows = session.scalars(
        select(Assignment)
        .where(
            Assignment.state.in_(ASSIGNED),
            Assignment.role == "lead",
            Assignment.hard.is_(hard),
        )
        .options(joinedload(Assignment.suggestion), joinedload(Assignment.bureau))
        .order_by(Assignment.id.desc())
        .limit(MOST_CASES)
    ).all()
    return [
        (
            f"《{row.suggestion.title}》，{row.bureau.name}",
            row.counts_from,
            row.due,
            row.due != row.first_due,
        )
        for row in rows
    ]


def of_routing(session: Session, words: Mapping[str, Any], bureaus: Mapping[str, Any]) -> Trial:
    """Past messages read with other words and another table: how many would go elsewhere, how many
    of those to the bureau that in the end had them."""
    before = reader(session)
    changed = replace(
        vocabulary(session),
        words={word: dict(paths) for word, paths in words.items()},
        bureau_rules=dict(own_bureau_rules(bureaus)),
    )
    after = Reader(changed)
    looked = moved = right = wrong = 0
    lines: list[Line] = []
    for issue in _past(session):
        text = issue.words.text
        if not text:
            continue
        looked += 1
        home = issue.grid.code if issue.grid else None
        old, new = (one.read(text, home=home) for one in (before, after))
        first, then = _goes_to(old), _goes_to(new)
        if first == then:
            continue
        moved += 1
        had = _had(session, issue)
        mark = "改对了" if then[1] in had else "改错了" if first[1] in had else ""
        right, wrong = right + (mark == "改对了"), wrong + (mark == "改错了")
        if len(lines) < SHOWN:
            lines.append(Line(f"民{issue.number} {issue.title}", _say(first), _say(then), mark))
    rest = moved - right - wrong
    said = f"看了过去{looked}件："
    if moved:
        said += f"这{moved}件会改道，其中{right}件改对了，{wrong}件改错了"
        said += f"，{rest}件看不出（没转过单位，或转给了别的单位）。" if rest else "。"
    else:
        said += "没有一件会改道。"
    return Trial(said, lines)


def _past(session: Session) -> Sequence[Issue]:
    """The newest, of nobody's level but the grid's: what is about somebody goes by other rules."""
    return session.scalars(
        select(Issue)
        .where(Issue.seen_by == "grid")
        .options(joinedload(Issue.words), joinedload(Issue.grid))
        .order_by(Issue.id.desc())
        .limit(MOST_MESSAGES)
    ).all()


def _goes_to(read: Any) -> tuple[str, str]:
    """Topic and lead bureau."""
    return read.topic or "", read.bureaus[0] if read.bureaus else ""


def _say(goes: tuple[str, str]) -> str:
    return "，".join(part for part in goes if part) or "看不出"


def _had(session: Session, issue: Issue) -> set[str]:
    rows = session.scalars(
        select(HandOver)
        .where(HandOver.issue_id == issue.id, HandOver.state.not_in((RETURNED, CANCELLED)))
        .options(joinedload(HandOver.bureau))
    )
    return {row.bureau.name for row in rows}
