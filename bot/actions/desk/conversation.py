"""One case as it was talked about with the constituent: what came, what the bot answered at once,
and everything that went out to them, each with whether it really arrived."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from bot.actions.outbox import fields_at, fields_of
from bot.actions.words import ERASED, mask
from bot.store.models import Attempt, HandOver, History, Issue, Media, Message, Notice, Words
from bot.texts import notices

#: More than this of one case nobody reads at a time; the newest are shown.
MOST = 200
#: An act is done when its message comes.
_AT_ONCE = timedelta(minutes=5)
_HOW = {
    "sent": "已送达微信",
    "queued": "等着发",
    "leased": "正在发",
    "telephone": "要打电话告诉他",
    "told": "电话里告诉了",
    "failed": "没发出去",
    "dropped": "不用发了",
}
_WAYS = {
    "customer_service": "",
    "subscription": "（订阅卡片）",
    "template": "（模板卡片）",
    "telephone": "",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One line. ``theirs``: the constituent said it; ``how``: what became of what we said."""

    at: datetime
    theirs: bool
    text: str
    how: str = ""
    trouble: bool = False
    media: tuple[int, ...] = ()


def of(session: Session, issue: Issue, *, plain: bool) -> list[Said]:
    """Oldest first. ``plain``: words as they were said; else masked."""
    messages = session.scalars(
        select(Message)
        .where(Message.issue_id == issue.id, Message.contact_id == issue.reporter_id)
        .options(joinedload(Message.words))
        .order_by(Message.id.desc())
        .limit(MOST)
    ).all()
    lines = [*_incoming(session, messages, plain), *_other_words(session, issue, messages, plain)]
    lines += _outgoing(session, issue, plain)
    return sorted(lines, key=lambda line: (line.at, not line.theirs))[-MOST:]


def words_since(session: Session, issue: Issue, *, plain: bool) -> list[Said]:
    """What its reporter has written after the first words, newest first: of a danger whoever rings
    reads this before anything else."""
    first = _text_of(issue.words, plain)
    lines = [line for line in of(session, issue, plain=plain) if line.theirs and line.text]
    return [line for line in reversed(lines) if line.text != first]


def _text_of(words: Words | None, plain: bool) -> str:
    if words is None:
        return ""
    if words.erased_at is not None:
        return ERASED
    return (words.text or "") if plain else words.masked


def _incoming(session: Session, messages: Sequence[Message], plain: bool) -> Iterator[Said]:
    files = session.execute(
        select(Media.message_id, Media.id).where(
            Media.message_id.in_([message.id for message in messages])
        )
    ).all()
    for message in messages:
        media = tuple(media_id for of_message, media_id in files if of_message == message.id)
        text = _text_of(message.words, plain)
        if text or media:
            yield Said(message.received_at, True, text, media=media)
        if message.answer:
            answer = message.answer if plain else mask(message.answer)
            yield Said(message.received_at, False, answer, "当场回的")


def _other_words(
    session: Session, issue: Issue, messages: Sequence[Message], plain: bool
) -> Iterator[Said]:
    """What they said otherwise: to an officer, on a page, as a voice that somebody typed in."""
    known = {message.words_id for message in messages}
    spoken = issue.kind == "voice" and bool(messages)
    written = [(each.received_at, _text_of(each.words, plain)) for each in messages]

    def stands_there(at: datetime, text: str) -> bool:
        # An act keeps the words of its message anew, or a part of them; so does one of several
        # matters of a message.
        return any(abs(at - sent) < _AT_ONCE and text in whole for sent, whole in written)

    first = _text_of(issue.words, plain)
    if issue.words_id not in known and not spoken and not stands_there(issue.created_at, first):
        yield Said(issue.created_at, True, first)
    known.add(issue.words_id)
    rows = session.execute(
        select(History, Words)
        .join(Words, History.words_id == Words.id)
        .where(
            History.case_kind == "issue",
            History.case_id == issue.id,
            History.contact_id == issue.reporter_id,
            History.party == "constituent",
        )
        .order_by(History.id)
    ).all()
    for entry, words in rows:
        text = _text_of(words, plain)
        if words.id in known or stands_there(entry.at, text):
            continue
        known.add(words.id)
        yield Said(entry.at, True, text)


def _outgoing(session: Session, issue: Issue, plain: bool) -> Iterator[Said]:
    own = select(HandOver.id).where(HandOver.issue_id == issue.id)
    rows = session.scalars(
        select(Notice)
        .where(
            Notice.contact_id == issue.reporter_id,
            or_(
                and_(Notice.case_kind == "issue", Notice.case_id == issue.id),
                and_(Notice.case_kind == "hand_over", Notice.case_id.in_(own)),
            ),
        )
        .order_by(Notice.id.desc())
        .limit(MOST)
    ).all()
    tries = _last_tries(session, [row.id for row in rows])
    for notice in rows:
        tried = tries.get(notice.id)
        text = _as_it_went(notice, tried)
        way = _WAYS.get(tried.channel, "") if tried is not None else ""
        why = f"：{notice.reason}" if notice.reason and notice.state != "sent" else ""
        yield Said(
            notice.created_at,
            False,
            text if plain else mask(text),
            f"{_HOW[notice.state]}{way}{why}",
            notice.state in ("failed", "telephone"),
        )


def _as_it_went(notice: Notice, tried: Attempt | None) -> str:
    """Frozen words where they went out as a message; the short words of a card; else the plan."""
    if tried is None or tried.outcome != "sent" or is_emptied(notice):
        return said_in(notice)
    if tried.channel in ("subscription", "template"):
        text = notices().get(notice.kind)
        try:
            return "，".join(text.in_template(fields_at(notice, tried.at)).values()) if text else ""
        except KeyError:
            return ""
    return tried.said


def _last_tries(session: Session, notice_ids: list[int]) -> dict[int, Attempt]:
    rows = session.scalars(
        select(Attempt).where(Attempt.notice_id.in_(notice_ids)).order_by(Attempt.id)
    )
    return {row.notice_id: row for row in rows}


def is_emptied(notice: Notice) -> bool:
    """What it said was erased; that it was sent stays."""
    return notice.fields == "{}"


def said_in(notice: Notice) -> str:
    """What the notice says in chat."""
    if is_emptied(notice):
        return ERASED
    text = notices().get(notice.kind)
    try:
        return text.in_chat(fields_of(notice)) if text else ""
    except KeyError:
        # Queued under an older wording that had other fields.
        return ""
