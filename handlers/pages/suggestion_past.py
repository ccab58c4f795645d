"""What happened to a suggestion, as far as whoever asks may read it: ratings and what the desk
notes for itself stay with the desk."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bot.actions.people import deputy_who_was, officer_who_was
from bot.actions.suggestions import looking_back, supervision
from bot.actions.suggestions.handling import NOT_SO
from bot.actions.suggestions.kind import say_date
from bot.actions.words import ERASED
from bot.domain.suggestions import LADDER, RESULTS
from bot.domain.workflow import Party
from bot.domain.workflows.assignment import ASSIGNMENT
from bot.domain.workflows.suggestion import SUGGESTION
from bot.store.models import (
    Assignment,
    CloseOutEvidence,
    History,
    Suggestion,
    Words,
)
from handlers.deeds.suggestions_afterwards import PROOFS
from handlers.pages.history import Line, news_since, say_moment
from handlers.pages.suggestion_seen import Seen

#: Steps that show how a deputy weighed the answer, or that the desk notes for itself.
_FOR_THE_DESK = frozenset(
    {
        *("rate", "rate_for", "view", "talk", "note", "pass_on", "coordinate"),
        # What the congress and its own deputy say to each other before anybody is assigned.
        *("send_back", "decline"),
        # The log of who watches, and what is only proposed yet.
        *("supervise", "look_back", "propose_reopening", "propose_class"),
    }
)
#: What nobody reads but the desk, leaders neither.
_SEALED = frozenset({"rate", "rate_for", "view", "talk", "note", "propose_class"})
#: The draft of an answer and what its deputy said to it: between the two until it is signed.
_DRAFTED = frozenset({"show_draft", "comment"})
#: What a deputy need not read of how bureaus and the desk speak with each other.
_NOT_FOR_DEPUTIES = frozenset(
    {
        *("note", "request_return", "keep", "request_extension", "refuse_extension"),
        *("rate_for", "coordinate", "talk", "supervise"),
    }
)
_OF_NO_BUREAU = frozenset({"office", "presidium", "system"})
#: Acts on the whole that begin a new round for its bureaus.
_NEW_ROUND = frozenset({"order_rework", "reopen"})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: Codes that a step keeps → what people say.
_SAID = PROOFS | {rung.name: rung.label for rung in LADDER} | {NOT_SO: "说不是这样"}
#: What was decided about a bureau and its head: for the two who decide about it.
_MEASURES = frozenset(rung.name for rung in (*LADDER, RESULTS))
_WRITING = frozenset({"revise", "revise_in_review", "invite", "co_sign", "not_co_sign"})


def past(
    session: Session,
    about: Suggestion,
    rows: Sequence[Assignment],
    seen: Seen,
    now: datetime,
    *,
    since: int | None = None,
) -> list[Line]:
    """Oldest first; ``since``: only what others did after that entry (``news_since``)."""
    by_id = {row.id: row for row in rows}
    entries = session.scalars(
        select(History)
        .where(
            or_(
                and_(History.case_kind == "suggestion", History.case_id == about.id),
                and_(History.case_kind == "assignment", History.case_id.in_(by_id)),
            ),
            *news_since(since, seen.contact.id),
        )
        .order_by(History.id)
    )
    ladder = supervision.may_see_ladder(session, about, seen.roles, now)
    told: list[tuple[History, Line]] = []
    for entry in entries:
        row = by_id.get(entry.case_id) if entry.case_kind == "assignment" else None
        if not _reads(entry, row, seen) or (_is_measure(entry) and not ladder):
            continue
        table = ASSIGNMENT if row is not None else SUGGESTION
        fact = say_fact(entry, now)
        if row is not None and entry.party in _OF_NO_BUREAU and not fact:
            # Of several bureaus: which one it is about.
            fact = row.bureau.name
        if entry.step in _NEW_ROUND:
            fact = _with_their_bureaus(told, entry, by_id)
        act = table.step(entry.step).label
        if entry.step == "pass_on":
            # The fact is the level that passed it, and not the one that it goes to.
            act, fact = f"{fact}{act}", ""
        said = f"{_who(session, entry, row)}：{act}"
        if fact:
            said += f"（{fact}）"
        words = _words(session, entry, row, seen)
        told.append((entry, Line(say_moment(entry.at, now), said, words)))
    return [line for _, line in told]


def _with_their_bureaus(
    told: list[tuple[History, Line]], entry: History, by_id: Mapping[int, Assignment]
) -> str:
    """A new round is one act: the lines of its bureaus go, their names stand with it."""
    own = [one for one, _ in told if one.step == "rework" and one.at == entry.at]
    told[:] = [pair for pair in told if pair[0] not in own]
    return "、".join(by_id[one.case_id].bureau.name for one in own)


def say_fact(entry: History, now: datetime) -> str:
    """The short fact of a step as people say it: days, and words where a code is stored."""
    fact = entry.fact
    if _DAY.fullmatch(fact):
        # Without the day of the week, which stands in brackets itself.
        return say_date(date.fromisoformat(fact), now).partition("（")[0]
    return "、".join(_SAID.get(one, one) for one in fact.split("、"))


def _is_measure(entry: History) -> bool:
    return entry.step == "supervise" and entry.fact in _MEASURES


def _reads(entry: History, row: Assignment | None, seen: Seen) -> bool:
    if seen.desk or entry.contact_id == seen.contact.id:
        return True
    if seen.reader:
        return entry.step not in _SEALED
    if seen.signs:
        return entry.step not in _NOT_FOR_DEPUTIES
    if row is not None:
        # A bureau reads its own; the lead one the opinions as well.
        if entry.step == "propose_class":
            return False
        return row.id in {one.id for one in seen.own} or (
            Party.LEAD in seen.parties and entry.step in ("give_opinion", "ask_again")
        )
    return entry.step not in _FOR_THE_DESK | _WRITING


def _who(session: Session, entry: History, row: Assignment | None) -> str:
    match entry.party:
        case "deputy" | "co_signer":
            return _deputy(session, entry.contact_id) or "代表"
        case "bureau" | "lead" if row is not None:
            return row.bureau.name
        case "bureau" | "lead":
            return "承办单位"
        case "office" | "presidium" | "supervisor":
            return _officer(session, entry.contact_id) or "人大"
        case _:
            return "系统"


def _deputy(session: Session, contact_id: int | None) -> str:
    name = deputy_who_was(session, contact_id)
    return f"{name}代表" if name else ""


def _officer(session: Session, contact_id: int | None) -> str:
    name = officer_who_was(session, contact_id)
    return f"人大（{name}）" if name else ""


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that it is really done: when, who and how in one line, their words, a picture."""

    said: str
    words: str
    media: int | None


def proofs(session: Session, about: Suggestion, now: datetime) -> list[Proof]:
    """What deputies, citizens and the office have seen of it, newest first: the desk closes it out
    by this. Of a citizen neither the name stands there nor what is masked."""
    return [_proof(session, row, now) for row in reversed(looking_back.evidence_of(session, about))]


def _proof(session: Session, row: CloseOutEvidence, now: datetime) -> Proof:
    who = _officer(session, row.noted_by)
    citizen = row.kind == "citizen" and not who
    who = who or ("" if citizen else _deputy(session, row.noted_by))
    said = f"{who}：{PROOFS[row.kind]}" if who else PROOFS[row.kind]
    words = row.words.masked if citizen else row.words.text or ""
    if row.words.erased_at is not None:
        words = ERASED
    return Proof(f"{say_moment(row.at, now)}，{said}", words, row.media_id)


def _words(session: Session, entry: History, row: Assignment | None, seen: Seen) -> str:
    """What was said. A telephone in it goes to no bureau (design 1.6), as in the notice; a bureau
    reads its own words whole."""
    words = session.get(Words, entry.words_id) if entry.words_id else None
    if words is None or (seen.reader and entry.step in _DRAFTED):
        return ""
    if words.erased_at is not None:
        return ERASED
    theirs = entry.party in ("bureau", "lead") and row is not None and row in seen.own
    whole = seen.desk or seen.signs or theirs or entry.contact_id == seen.contact.id
    return (words.text or "") if whole else words.masked
