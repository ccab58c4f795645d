"""One suggestion as one person may see it: whoever is no party sees nothing, and ratings are for
the desk of its congress only (design 1.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bot.actions.people import Roles, roles_of
from bot.actions.rules import rule
from bot.actions.suggestions import drafts, meetings, parties, promises, replies, weighing
from bot.actions.suggestions.kind import class_fields, say_date
from bot.domain.calendars import local_day
from bot.domain.suggestions import GRADES, QUESTIONS, SOURCE_NAMES
from bot.domain.workflow import Party
from bot.domain.workflows.assignment import ASSIGNMENT, RESPONSIBLE
from bot.domain.workflows.suggestion import DRAFT, SUGGESTION, WEIGHING
from bot.store.models import (
    Assignment,
    Contact,
    CoSigner,
    Deputy,
    Exchange,
    History,
    Meeting,
    Officer,
    Reply,
    ReplyFile,
    Suggestion,
    SuggestionVersion,
    Words,
)
from handlers.case_view import NotYours
from handlers.pages.history import Line, say_moment

#: Steps that show how a deputy weighed the answer, or that the desk notes for itself.
_FOR_THE_DESK = frozenset(
    {
        *("rate", "rate_for", "view", "talk", "note", "pass_on", "coordinate"),
        # The log of who watches, and what is only proposed yet.
        *("supervise", "look_back", "propose_reopening", "propose_class"),
    }
)
#: What a deputy need not read of how bureaus and the desk speak with each other.
_NOT_FOR_DEPUTIES = frozenset(
    {
        *("note", "request_return", "keep", "request_extension", "refuse_extension"),
        *("rate_for", "coordinate", "talk", "supervise"),
    }
)
_WRITING = frozenset({"revise", "revise_in_review", "invite", "co_sign", "not_co_sign"})
_KINDS = {"draft": "答复稿", "reply": "正式答复", "opinion": "会办意见", "again": "再次答复"}


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody is in one suggestion."""

    contact: Contact
    roles: Roles
    parties: frozenset[Party]
    #: Assignments of this person's own bureaus.
    own: tuple[Assignment, ...]

    @property
    def deputy(self) -> bool:
        return Party.DEPUTY in self.parties

    @property
    def signs(self) -> bool:
        return bool(self.parties & {Party.DEPUTY, Party.CO_SIGNER})

    @property
    def desk(self) -> bool:
        return bool(self.parties & {Party.OFFICE, Party.PRESIDIUM})

    @property
    def sealed(self) -> bool:
        """May read ratings."""
        return self.desk


def find(session: Session, number: int, contact_id: int, now: datetime) -> tuple[Suggestion, Seen]:
    """Raises NotYours, which says nothing more."""
    about = drafts.by_draft_number(session, number)
    contact = session.get(Contact, contact_id)
    if about is None or contact is None:
        raise NotYours
    roles = roles_of(session, contact, now)
    held = set(parties.parties_of(session, about, contact.id, roles, now))
    if about.state == DRAFT and not _typed_for(session, about):
        # What a deputy is still writing is nobody's but theirs and whom they asked to sign.
        held -= {Party.OFFICE, Party.PRESIDIUM}
    if not held:
        raise NotYours
    mine = {liaison.bureau_id for liaison in roles.liaisons}
    own = [row for row in parties.assignments_of(session, about) if row.bureau_id in mine]
    return about, Seen(contact, roles, frozenset(held), tuple(own))


def _typed_for(session: Session, about: Suggestion) -> bool:
    """Whether the office types it for the deputy: entered by it, or a voice waits."""
    return about.entered_by is not None or bool(voices(session, about))


def voices(session: Session, about: Suggestion) -> list[Exchange]:
    """Voices of the deputy that nobody has typed in yet."""
    rows = session.scalars(
        select(Exchange).where(Exchange.kind == "draft_voice", Exchange.finished_at.is_(None))
    )
    return [row for row in rows if row.waiting.get("suggestion") == about.id]


@dataclass(frozen=True, slots=True)
class ReplyView:
    kind: str
    at: str
    text: str
    signer: str
    outcome: str
    number: str
    place: str
    #: (media id, name)
    files: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class RowView:
    """One assignment. ``place``: its number on the page; ``missing``: what is flagged."""

    place: int
    row: Assignment
    bureau: str
    role: str
    state: str
    due: str
    late: bool
    working: bool
    replies: list[ReplyView]
    meetings: list[str]
    missing: list[str]
    until: str


@dataclass(frozen=True, slots=True)
class View:
    about: Suggestion
    seen: Seen
    title: str
    state: str
    #: (name, text) of each of the three parts.
    text: list[tuple[str, str, str]]
    source: str
    deputies: str
    signers: list[tuple[str, str]]
    reviewer: str
    rows: list[RowView]
    versions: list[tuple[str, list[drafts.Change]]]
    promises: list[tuple[str, str, str]]
    #: For the desk only: (who, grade, words).
    ratings: list[tuple[str, str, str]]
    own_rating: str
    rate_by: str
    history: list[Line]
    cap: str


def view(session: Session, about: Suggestion, seen: Seen, now: datetime) -> View:
    versions = drafts.versions(session, about)
    text = drafts.text_of(versions[-1] if versions else None)
    follower = parties.follower(session, about, now)
    name = (follower or about.lead).name
    numbered = all_rows(session, about)
    shown = [row for row in numbered if row.state not in ("reassigned", "cancelled")]
    return View(
        about=about,
        seen=seen,
        title=about.title,
        state=say_state(about, seen),
        text=[(part, QUESTIONS[part][0], getattr(text, part)) for part in drafts.PARTS],
        source=SOURCE_NAMES.get(about.source, ""),
        deputies=f"{name}代表",
        signers=_signers(session, about),
        reviewer=_reviewer(session, about, now),
        rows=[_row(session, row, numbered.index(row) + 1, seen, now) for row in shown],
        versions=_changes(versions, now) if seen.signs or seen.desk else [],
        promises=[
            (say_date(one.due, now), one.words.masked, _PROMISE.get(one.state, one.state))
            for one in promises.of_suggestion(session, about)
        ],
        ratings=_ratings(session, about) if seen.sealed else [],
        own_rating=_own_rating(session, about, seen),
        rate_by=say_date(about.rate_by, now) if about.rate_by and about.state == "replied" else "",
        history=_history(session, about, numbered, seen, now),
        cap=about.cap_proof or "",
    )


def say_state(about: Suggestion, seen: Seen) -> str:
    """Its state; bureaus read the same word however, and whenever, the answer was rated."""
    if about.state in WEIGHING and not (seen.signs or seen.desk):
        return "已答复"
    return SUGGESTION.states[about.state]


_PROMISE = {"open": "还在账上", "kept": "说落实了"}


def all_rows(session: Session, about: Suggestion) -> list[Assignment]:
    """Every assignment, also former ones: the number on the page never changes."""
    return list(
        session.scalars(
            select(Assignment).where(Assignment.suggestion_id == about.id).order_by(Assignment.id)
        )
    )


def _signers(session: Session, about: Suggestion) -> list[tuple[str, str]]:
    rows = session.scalars(
        select(CoSigner).where(CoSigner.suggestion_id == about.id).order_by(CoSigner.id)
    )
    words = {"invited": "还没回", "signed": "附议", "refused": "不附议"}
    return [(row.deputy.name, words.get(row.state, "")) for row in rows]


def _reviewer(session: Session, about: Suggestion, now: datetime) -> str:
    level = parties.level_of(about)
    return str(rule(session, "suggestion.reviewer_names", now)[level]) if level else ""


def _row(session: Session, row: Assignment, place: int, seen: Seen, now: datetime) -> RowView:
    mine = row.id in {one.id for one in seen.own}
    held = [
        meetings.say(one)
        + {"recorded": "，等代表确认", "disputed": "，代表说没有"}.get(one.state, "")
        for one in _meetings(session, row)
    ]
    flags = meetings.flags(session, row, now).said if (seen.desk or mine) else []
    kinds = {"draft", "reply", "again", "opinion"}
    if not (seen.desk or mine or Party.LEAD in seen.parties):
        kinds -= {"opinion"}
    return RowView(
        place=place,
        row=row,
        bureau=row.bureau.name,
        role="主办" if row.role == "lead" else "会办",
        state=ASSIGNMENT.states[row.state],
        due=say_date(row.due, now),
        late=row.state in RESPONSIBLE and row.due < local_day(now),
        working=row.state in RESPONSIBLE,
        replies=[
            _reply(session, one, now)
            for one in replies.replies_of(session, row)
            if one.kind in kinds and (one.kind != "draft" or seen.signs or seen.desk or mine)
        ],
        meetings=held,
        missing=flags,
        until=say_date(row.extension_until, now) if row.extension_until else "",
    )


def _meetings(session: Session, row: Assignment) -> Sequence[Meeting]:
    return session.scalars(
        select(Meeting).where(Meeting.assignment_id == row.id).order_by(Meeting.id)
    ).all()


def _reply(session: Session, one: Reply, now: datetime) -> ReplyView:
    found = class_fields(session, one.outcome_class, now)
    files = session.scalars(
        select(ReplyFile).where(ReplyFile.reply_id == one.id).order_by(ReplyFile.id)
    )
    names = {"letter": "答复函", "evidence": "凭据"}
    return ReplyView(
        kind=_KINDS.get(one.kind, "答复"),
        at=say_moment(one.at, now),
        text=one.words.text or "",
        signer=one.signer,
        outcome=f"{found['class']}类：{found['class_says']}" if one.outcome_class else "",
        number=one.letter_number,
        place=one.place,
        files=[(file.media_id, names.get(file.kind, "文件")) for file in files],
    )


def _changes(
    versions: Sequence[SuggestionVersion], now: datetime
) -> list[tuple[str, list[drafts.Change]]]:
    """What each version changed, newest first; the first one changed nothing."""
    pairs = list(pairwise(versions))
    found = [
        (f"第{newer.number}稿，{say_moment(newer.at, now)}", drafts.differences(older, newer))
        for older, newer in pairs
    ]
    return [pair for pair in reversed(found) if pair[1]]


def _ratings(session: Session, about: Suggestion) -> list[tuple[str, str, str]]:
    return [
        (
            f"{row.deputy.name}代表{'' if row.lead else '（附议）'}",
            GRADES[row.grade],
            (row.words.text or "") if row.words is not None else "",
        )
        for row in weighing.ratings_of(session, about)
    ]


def _own_rating(session: Session, about: Suggestion, seen: Seen) -> str:
    mine = {deputy.id for deputy in seen.roles.deputies}
    for row in weighing.ratings_of(session, about):
        if row.deputy_id in mine:
            return GRADES[row.grade]
    return ""


# ------------------------------------------------------------------ what happened


def _history(
    session: Session,
    about: Suggestion,
    rows: Sequence[Assignment],
    seen: Seen,
    now: datetime,
) -> list[Line]:
    by_id = {row.id: row for row in rows}
    entries = session.scalars(
        select(History)
        .where(
            or_(
                and_(History.case_kind == "suggestion", History.case_id == about.id),
                and_(History.case_kind == "assignment", History.case_id.in_(by_id)),
            )
        )
        .order_by(History.id)
    )
    told = []
    for entry in entries:
        row = by_id.get(entry.case_id) if entry.case_kind == "assignment" else None
        if not _reads(entry, row, seen):
            continue
        table = ASSIGNMENT if row is not None else SUGGESTION
        said = f"{_who(session, entry, row)}：{table.step(entry.step).label}"
        if entry.fact:
            said += f"（{entry.fact}）"
        told.append(Line(say_moment(entry.at, now), said, _words(session, entry, seen)))
    return told


def _reads(entry: History, row: Assignment | None, seen: Seen) -> bool:
    if seen.desk or entry.contact_id == seen.contact.id:
        return True
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
            name = session.scalar(
                select(Deputy.name).where(Deputy.contact_id == entry.contact_id).limit(1)
            )
            return f"{name}代表" if name else "代表"
        case "bureau" | "lead" if row is not None:
            return row.bureau.name
        case "bureau" | "lead":
            return "承办单位"
        case "office" | "presidium":
            name = session.scalar(
                select(Officer.name).where(Officer.contact_id == entry.contact_id).limit(1)
            )
            return f"人大（{name}）" if name else "人大"
        case _:
            return "系统"


def _words(session: Session, entry: History, seen: Seen) -> str:
    words = session.get(Words, entry.words_id) if entry.words_id else None
    if words is None:
        return ""
    if words.erased_at is not None:
        return "（已按要求删除）"
    return words.text or ""
