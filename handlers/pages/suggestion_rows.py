"""The assignments of a suggestion on its page: periods, meetings, replies with their files."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.suggestions import lights, meetings, opening, replies, returns
from bot.actions.suggestions.kind import class_fields, link_to, say_date
from bot.domain.calendars import local_day
from bot.domain.workflow import Party
from bot.domain.workflows.assignment import ASSIGNMENT, RESPONSIBLE, RETURN_REQUESTED, REWORK
from bot.store.models import (
    Assignment,
    History,
    Meeting,
    Reply,
    ReplyFile,
    Words,
)
from handlers.pages.history import say_moment
from handlers.pages.suggestion_seen import Seen

_KINDS = {"draft": "答复稿", "reply": "正式答复", "opinion": "会办意见", "again": "再次答复"}


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
    #: Its number among the replies of its assignment; the open version that a person has read; what
    #: the program proposes for it. Only an answer to the deputies is ever opened.
    turn: int
    answers: bool
    opened: str
    masked: str


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
    #: (red, 红灯), while it is being handled and nothing about it is undecided.
    light: tuple[str, str] | None
    working: bool
    replies: list[ReplyView]
    meetings: list[str]
    #: A QR code of this page while a meeting waits for the deputy: confirmed on the spot (L06).
    scan: str
    missing: list[str]
    until: str
    #: Why it is to be given back or to be longer, in the bureau's own words, while undecided.
    why: str
    #: What is to be done anew, in the words of whoever ordered it, while the bureau is at it.
    rework: str
    #: The class as the office has set it since the last answer; empty: the answer's own stands.
    reclassed: str
    #: The longest day, where more than that was asked for.
    beyond: str
    #: The last day for 申退, for the bureau itself once it is over and nobody has allowed more.
    return_over: str


def row_view(session: Session, row: Assignment, place: int, seen: Seen, now: datetime) -> RowView:
    mine = row.id in {one.id for one in seen.own}
    rows = _meetings(session, row)
    held = [
        meetings.say(one)
        + meetings.say_plan(one, now)
        + {"recorded": "，等代表确认", "disputed": "，代表说没有"}.get(one.state, "")
        for one in rows
    ]
    waits = mine and any(one.state == "recorded" for one in rows)
    # Meetings are the lead bureau's duty; a supporting one gives it an opinion.
    lead = row.role == "lead"
    flags = meetings.flags(session, row, now).said if lead and (seen.desk or mine) else []
    near = seen.desk or mine or Party.GOVERNMENT in seen.parties
    kinds = {"draft", "reply", "again", "opinion"}
    if not (seen.desk or seen.signs or mine or Party.LEAD in seen.parties):
        kinds -= {"opinion"}
    return RowView(
        place=place,
        row=row,
        bureau=row.bureau.name,
        role="主办" if row.role == "lead" else "会办",
        state=ASSIGNMENT.states[row.state],
        due=say_date(row.due, now),
        late=lights.is_late(row, local_day(now)),
        light=_light(session, row, now) if near or seen.reader else None,
        working=row.state in RESPONSIBLE,
        replies=[
            _reply(session, one, turn, now)
            for turn, one in enumerate(replies.replies_of(session, row), start=1)
            if one.kind in kinds and (one.kind != "draft" or seen.signs or seen.desk or mine)
        ],
        meetings=held,
        scan=_scan(session, row) if waits else "",
        missing=flags,
        until=say_date(row.extension_until, now) if row.extension_until else "",
        why=_why(session, row) if near else "",
        rework=_last_words(session, row, ["rework"]) if row.state == REWORK and near else "",
        reclassed=_reclassed(session, row, now),
        beyond=_beyond(row, now),
        return_over=_return_over(row, now) if mine else "",
    )


def _light(session: Session, row: Assignment, now: datetime) -> tuple[str, str] | None:
    if row.state not in RESPONSIBLE or lights.undecided(row):
        return None
    color = lights.light_of(session, row, now)
    return color, lights.LIGHTS[color]


def drafted(session: Session, rows: Sequence[Assignment]) -> dict[int, str]:
    """Place on the page → the draft reply that the deputy was shown and that is not answered by
    yet: the answer begins with it, nobody writes it twice."""
    found = {}
    for place, row in enumerate(rows, start=1):
        said = replies.replies_of(session, row)
        if said and said[-1].kind == "draft":
            found[place] = said[-1].words.text or ""
    return found


def _scan(session: Session, row: Assignment) -> str:
    """The page as a picture to scan."""
    import segno

    return str(segno.make(link_to(session, row.suggestion), error="m").png_data_uri(scale=6))


def _reclassed(session: Session, row: Assignment, now: datetime) -> str:
    given = [one.outcome_class for one in replies.replies_of(session, row) if one.outcome_class]
    if not given or not row.outcome_class or row.outcome_class == given[-1]:
        return ""
    found = class_fields(session, row.outcome_class, now)
    return f"{found['class']}类：{found['class_says']}"


def _beyond(row: Assignment, now: datetime) -> str:
    cap, until = row.suggestion.cap, row.extension_until
    return say_date(cap, now) if cap is not None and until is not None and until > cap else ""


def _return_over(row: Assignment, now: datetime) -> str:
    may = "request_return" in {step.name for step in ASSIGNMENT.possible(row.state, Party.BUREAU)}
    over = may and returns.is_late(row, now) and not row.return_late
    return say_date(row.return_by, now) if over else ""


def _why(session: Session, row: Assignment) -> str:
    """The words of the request that nobody has decided yet."""
    steps = ["request_return"] if row.state == RETURN_REQUESTED else []
    steps += ["request_extension"] if row.extension_until is not None else []
    return _last_words(session, row, steps) if steps else ""


def _last_words(session: Session, row: Assignment, steps: Sequence[str]) -> str:
    said = session.scalar(
        select(Words)
        .join(History, History.words_id == Words.id)
        .where(
            History.case_kind == "assignment",
            History.case_id == row.id,
            History.step.in_(steps),
        )
        .order_by(History.id.desc())
        .limit(1)
    )
    return (said.text or "") if said is not None and said.erased_at is None else ""


def _meetings(session: Session, row: Assignment) -> Sequence[Meeting]:
    return session.scalars(
        select(Meeting).where(Meeting.assignment_id == row.id).order_by(Meeting.id)
    ).all()


_FILES = {"letter": "答复函", "evidence": "凭据"}


def _files(files: Sequence[ReplyFile]) -> list[tuple[int, str]]:
    """答复函1, 答复函2, 凭据1: each counted among its own kind."""
    counted: Counter[str] = Counter()
    found = []
    for file in files:
        name = _FILES.get(file.kind, "文件")
        counted[name] += 1
        found.append((file.media_id, f"{name}{counted[name]}"))
    return found


def _reply(session: Session, one: Reply, turn: int, now: datetime) -> ReplyView:
    found = class_fields(session, one.outcome_class, now)
    files = session.scalars(
        select(ReplyFile).where(ReplyFile.reply_id == one.id).order_by(ReplyFile.id)
    ).all()
    return ReplyView(
        kind=_KINDS.get(one.kind, "答复"),
        at=say_moment(one.at, now),
        text=one.words.text or "",
        signer=one.signer,
        outcome=f"{found['class']}类：{found['class_says']}" if one.outcome_class else "",
        number=one.letter_number,
        place=one.place,
        files=_files(files),
        turn=turn,
        answers=one.kind in opening.ANSWERS,
        opened=one.open_words.masked if one.open_words is not None else "",
        masked=replies.propose_open_version(one),
    )
