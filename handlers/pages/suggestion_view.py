"""One suggestion as one person may see it: its text, who signed, what changed, what was said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, pairwise

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from bot.actions.suggestions import drafts, files, looking, parties, promises, weighing
from bot.actions.suggestions.kind import name_of, say_date
from bot.domain.suggestions import GRADES, QUESTIONS, SOURCE_NAMES
from bot.domain.workflows.suggestion import SUGGESTION, sealed
from bot.store.models import (
    CoSigner,
    Promise,
    Suggestion,
    SuggestionVersion,
)
from handlers.case_view import NotYours
from handlers.pages.history import Line, say_moment
from handlers.pages.suggestion_past import Proof, past, proofs
from handlers.pages.suggestion_rows import RowView, row_view
from handlers.pages.suggestion_seen import Seen, all_rows, find


@dataclass(frozen=True, slots=True)
class Changed:
    """What one version changed, part by part: its name, and pieces same, added or removed."""

    name: str
    parts: list[tuple[str, list[drafts.Change]]]


@dataclass(frozen=True, slots=True)
class View:
    about: Suggestion
    seen: Seen
    title: str
    state: str
    #: (draft number, name) of the one that it went into, and of those that went into it.
    into: tuple[int, str] | None
    merged: list[tuple[int, str]]
    #: (name, text) of each of the three parts.
    text: list[tuple[str, str, str]]
    source: str
    deputies: str
    signers: list[tuple[str, str]]
    reviewer: str
    rows: list[RowView]
    #: (media id, name) of the files that belong to the text.
    files: list[tuple[int, str]]
    versions: list[Changed]
    promises: list[tuple[str, str, str]]
    #: For the desk only: (who, grade, words).
    ratings: list[tuple[str, str, str]]
    #: Until when nobody decides what follows the rating, for the desk.
    rated_until: str
    own_rating: str
    rate_by: str
    #: For the desk and those who read along: what shows that it is really done.
    proofs: list[Proof]
    history: list[Line]
    cap: str


def view(session: Session, about: Suggestion, seen: Seen, now: datetime) -> View:
    versions = drafts.versions(session, about)
    text = drafts.text_of(versions[-1] if versions else None)
    follower = parties.follower(session, about, now)
    name = (follower or about.lead).name
    left = "" if follower is not None else "（已卸任，还没有代表接着跟）"
    numbered = all_rows(session, about)
    shown = [row for row in numbered if row.state not in ("reassigned", "cancelled")]
    return View(
        about=about,
        seen=seen,
        title=about.title,
        state=say_state(about, seen),
        into=next(iter(_others(session, Suggestion.id == about.merged_into, seen, now)), None),
        merged=_others(session, Suggestion.merged_into == about.id, seen, now),
        text=[(part, QUESTIONS[part][0], getattr(text, part)) for part in drafts.PARTS],
        source=SOURCE_NAMES.get(about.source, ""),
        deputies=f"{name}代表{left}",
        signers=_signers(session, about),
        reviewer=_reviewer(session, about, now),
        rows=[row_view(session, row, numbered.index(row) + 1, seen, now) for row in shown],
        files=[(one.media_id, one.name) for one in files.of_suggestion(session, about)],
        versions=_changes(versions, seen, now) if seen.signs or seen.desk else [],
        promises=[
            (say_date(one.due, now), _say_promise(one), _PROMISE.get(one.state, one.state))
            for one in promises.of_suggestion(session, about)
        ],
        ratings=_ratings(session, about) if seen.sealed else [],
        rated_until=_rated_until(session, about, now) if seen.sealed else "",
        own_rating=_own_rating(session, about, seen),
        rate_by=say_date(about.rate_by, now) if about.rate_by and about.state == "replied" else "",
        proofs=proofs(session, about, now) if seen.desk or seen.reader else [],
        history=past(session, about, numbered, seen, now),
        cap=about.cap_proof or "",
    )


def _others(
    session: Session, which: ColumnElement[bool], seen: Seen, now: datetime
) -> list[tuple[int, str]]:
    """Those that this person may open."""
    found = []
    for other in session.scalars(select(Suggestion).where(which).order_by(Suggestion.id)):
        try:
            find(session, other.draft_number, seen.contact.id, now)
        except NotYours:
            continue
        found.append((other.draft_number, f"{name_of(other)}《{other.title}》"))
    return found


def say_state(about: Suggestion, seen: Seen) -> str:
    """Its state; bureaus read the same word however, and whenever, the answer was rated."""
    return SUGGESTION.states[about.state] if seen.signs or seen.desk else sealed(about.state)


def _say_promise(one: Promise) -> str:
    said = one.words.masked.rstrip("。；; ")
    return f"{said}；条件：{one.condition}" if one.condition else said


_PROMISE = {"open": "还在账上", "kept": "说落实了"}


def _signers(session: Session, about: Suggestion) -> list[tuple[str, str]]:
    rows = session.scalars(
        select(CoSigner).where(CoSigner.suggestion_id == about.id).order_by(CoSigner.id)
    )
    words = {"invited": "还没回", "signed": "附议", "refused": "不附议"}
    return [(row.deputy.name, words.get(row.state, "")) for row in rows]


def _reviewer(session: Session, about: Suggestion, now: datetime) -> str:
    return parties.reviewer_name(session, about, now)


_TAKEN_OUT = drafts.Change("", "same", "（这一稿写了个人的姓名或电话，改了哪里不再给别人看）")


def _changes(versions: Sequence[SuggestionVersion], seen: Seen, now: datetime) -> list[Changed]:
    """What each version changed, newest first; the first one changed nothing. What named somebody
    in a former version is read by its writer only."""
    found = []
    for older, newer in reversed(list(pairwise(versions))):
        named = [one for one in (older, newer) if one is not versions[-1] and _names(one)]
        if named and not seen.deputy:
            name = f"第{newer.number}稿，{say_moment(newer.at, now)}"
            found.append(Changed(name, [("正文", [_TAKEN_OUT])]))
            continue
        parts = [
            (_PARTS[part], [_cut(one) for one in changes])
            for part, changes in groupby(drafts.differences(older, newer), lambda one: one.part)
        ]
        if parts:
            found.append(Changed(f"第{newer.number}稿，{say_moment(newer.at, now)}", parts))
    return found


def _names(version: SuggestionVersion) -> bool:
    return looking.names_somebody(drafts.text_of(version))


_PARTS = {"title": "题目"} | {part: QUESTIONS[part][0] for part in drafts.PARTS}
#: So much of what stayed is shown on either side of what changed.
_AROUND = 24


def _cut(one: drafts.Change) -> drafts.Change:
    if one.how != "same" or len(one.text) <= 2 * _AROUND + 4:
        return one
    return replace(one, text=f"{one.text[:_AROUND]}……{one.text[-_AROUND:]}")


def _rated_until(session: Session, about: Suggestion, now: datetime) -> str:
    until = weighing.rated_until(session, about, now)
    return say_date(until, now) if until is not None else ""


def _ratings(session: Session, about: Suggestion) -> list[tuple[str, str, str]]:
    return [
        (
            f"{row.deputy.name}代表{'' if row.lead else '（附议）'}"
            + ("" if row.round == about.round else f"，第{row.round}次答复"),
            GRADES[row.grade],
            (row.words.text or "") if row.words is not None else "",
        )
        for row in weighing.all_ratings(session, about)
    ]


def _own_rating(session: Session, about: Suggestion, seen: Seen) -> str:
    mine = {deputy.id for deputy in seen.roles.deputies}
    for row in weighing.ratings_of(session, about):
        if row.deputy_id in mine:
            return GRADES[row.grade]
    return ""
