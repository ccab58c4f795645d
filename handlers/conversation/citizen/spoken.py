"""Which of their cases somebody has spoken of last, and when."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from bot.actions import issues
from bot.actions.rules import rule
from bot.domain.workflows.issue import ANSWERED, DECLINED, EARLY, OPEN, RAISED, REFERRED, TOLD
from bot.store.models import Issue, Message, Notice
from handlers.conversation.context import Talk

#: Of what is over a later sentence opens anew.
_SPOKEN_OF = (*EARLY, *OPEN, ANSWERED, TOLD, REFERRED, DECLINED, RAISED)


def last_spoken_of(talk: Talk) -> int | None:
    """Id of the case that this person's last message was about, a short time ago."""
    minutes = int(rule(talk.session, "conversation.picture_minutes", talk.now))
    return talk.session.scalar(
        select(Message.issue_id)
        .where(
            Message.contact_id == talk.contact.id,
            Message.id < talk.message.id,
            Message.issue_id.is_not(None),
            Message.received_at > talk.said_at - timedelta(minutes=minutes),
        )
        .order_by(Message.id.desc())
        .limit(1)
    )


def last_spoken(talk: Talk, own: Sequence[Issue]) -> tuple[dict[int, datetime], Issue | None]:
    """Issue id → when it was last spoken of by either side; and of which one within this exchange.
    What we tell of another does not shift the subject of an unfinished exchange (design 3)."""
    ids = [issue.id for issue in own]
    said = dict(
        talk.session.execute(
            select(Message.issue_id, func.max(Message.received_at))
            .where(
                Message.contact_id == talk.contact.id,
                Message.issue_id.in_(ids),
                Message.id < talk.message.id,
            )
            .group_by(Message.issue_id)
        ).all()
    )
    told = dict(
        talk.session.execute(
            select(Notice.case_id, func.max(Notice.created_at))
            .where(
                Notice.case_kind == "issue",
                Notice.case_id.in_(ids),
                Notice.contact_id == talk.contact.id,
                Notice.created_at <= talk.said_at,
            )
            .group_by(Notice.case_id)
        ).all()
    )
    minutes = int(rule(talk.session, "conversation.talk_minutes", talk.now))
    since = talk.said_at - timedelta(minutes=minutes)
    newest: Issue | None = None
    for times in (said, told):
        fresh = [
            issue
            for issue in own
            if issue.state in _SPOKEN_OF and (at := times.get(issue.id)) is not None and at > since
        ]
        newest = newest or max(fresh, key=lambda issue: (times[issue.id], issue.id), default=None)
    last = {
        issue.id: max(
            at
            for at in (said.get(issue.id), told.get(issue.id), issue.created_at)
            if at is not None
        )
        for issue in own
    }
    return last, newest


def is_talking(talk: Talk) -> bool:
    """Whether a case of theirs was spoken of within this exchange."""
    own = issues.of_reporter(talk.session, talk.contact, limit=8)
    return bool(own) and last_spoken(talk, own)[1] is not None


def said_before(talk: Talk) -> Sequence[str]:
    """What this person wrote just before within this exchange, the last first."""
    minutes = int(rule(talk.session, "conversation.talk_minutes", talk.now))
    rows = talk.session.scalars(
        select(Message)
        .where(
            Message.contact_id == talk.contact.id,
            Message.id < talk.message.id,
            Message.received_at > talk.said_at - timedelta(minutes=minutes),
        )
        .order_by(Message.id.desc())
        .limit(_BEFORE)
    ).all()
    return [row.words.text for row in rows if row.words is not None and row.words.text]


#: So many sentences back somebody is still spoken of as 他.
_BEFORE = 4
