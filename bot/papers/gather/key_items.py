"""The sheets of key items (重点督办): what a meeting hands over, and what it judges in November."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.suggestions import parties, promises
from bot.actions.suggestions.kind import newest
from bot.actions.suggestions.supervision import shown_in
from bot.domain.calendars import local_day
from bot.papers.gather.letters import deputies_of, key_mark, promise_text, summary
from bot.papers.gather.measures import TOLD, past
from bot.papers.gather.offices import texts
from bot.papers.letters import KeyMark
from bot.papers.meetings import KeyItem
from bot.store.models import Suggestion, SupervisionLog

#: Who judges the work wants to know how far it is, too.
_TOLD = TOLD | {"report_progress"}


def key_items(session: Session, year: int, now: datetime) -> list[KeyItem]:
    """Those that stand on the page of ``year``, in the order of their numbers."""
    return [key_item(session, key.suggestion, now) for key in shown_in(session, year)]


def key_item(session: Session, suggestion: Suggestion, now: datetime) -> KeyItem:
    """One key item: what was done with it, the log of who watches, what is promised and open."""
    running = parties.assignments_of(session, suggestion)
    leads = [row for row in running if row.role == "lead"]
    log = session.scalars(
        select(SupervisionLog)
        .where(SupervisionLog.suggestion_id == suggestion.id, SupervisionLog.measure == "")
        .order_by(SupervisionLog.id)
    )
    open_now = [one for one in promises.of_suggestion(session, suggestion) if one.state == "open"]
    return KeyItem(
        number=suggestion.number or "",
        title=suggestion.title,
        deputies=deputies_of(session, suggestion),
        summary=summary(newest(session, suggestion)),
        lead="、".join(row.bureau.name for row in leads),
        supporting=tuple(row.bureau.name for row in running if row.role != "lead"),
        due=max((row.due for row in leads), default=None),
        mark=key_mark(session, suggestion) or KeyMark(None),
        requirements=texts(session, "papers.requirements", now),
        log=(*past(session, suggestion, running, now, _TOLD), *(_entry(row) for row in log)),
        outcome_class=leads[0].outcome_class or "" if leads else "",
        promise="\n".join(promise_text(one) for one in open_now),
    )


def _entry(row: SupervisionLog) -> str:
    on = local_day(row.at)
    return f"{on.month}月{on.day}日，督办：{row.words.masked}"
