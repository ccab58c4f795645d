"""「行」, right after 「代表提请把民249转给供电所…回“民249转”就转过去」 and nothing else: that."""

import re
from datetime import timedelta

from sqlalchemy import select

from bot.actions.rules import rule
from bot.domain.workflows.issue import AT_STATION
from bot.store.models import Issue, Message, Notice
from handlers.conversation.context import Talk

_YES = re.compile(
    r"\W*(?:行|中|成|可以|好的?|准|批|嗯|对|是的?|ok|就这么办|那就转|转吧|没问题)"
    r"(?:[吧的啊了哈，, ]|[那就]?转(?:过去)?)*\W*",
    re.I,
)


def meant(talk: Talk) -> str:
    """What was said, in the words that were offered if it is a yes to them."""
    if not talk.roles.officer_roles or not _YES.fullmatch(talk.text.strip()):
        return talk.text
    last = talk.session.scalars(
        select(Notice)
        .where(Notice.contact_id == talk.contact.id)
        .order_by(Notice.id.desc())
        .limit(1)
    ).first()
    minutes = int(rule(talk.session, "conversation.talk_minutes", talk.now))
    if (
        last is None
        or last.kind != "issue.hand_over_requested"
        or last.created_at < talk.now - timedelta(minutes=minutes)
    ):
        return talk.text
    since = talk.session.scalar(
        select(Message.id)
        .where(
            Message.contact_id == talk.contact.id,
            Message.id != talk.message.id,
            Message.received_at > last.created_at,
        )
        .limit(1)
    )
    issue = talk.session.get(Issue, last.case_id) if since is None else None
    if issue is None or issue.state != AT_STATION:
        return talk.text
    return f"民{issue.number}转"
