"""What becomes true only when a notice has really reached somebody, and what is done if not."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions import alarms, issues
from bot.actions.settling import RESULTS
from bot.store.models import HandOver, Notice


def tell_when_true(session: Session, notice: Notice, now: datetime) -> None:
    """A result that arrived: the constituent has been told. A call to the officer on call that
    left: 已发出. Called by the delivery and by whoever records a telephone call."""
    if notice.case_id is None:
        return
    if notice.kind in RESULTS:
        issue_id = notice.case_id
        if notice.case_kind == "hand_over":
            issue_id = session.get_one(HandOver, notice.case_id).issue_id
        issues.mark_told(session, issue_id, now=now)
    elif notice.kind.startswith("alarm."):
        alarms.mark_sent(session, notice.case_id, now=now)


def ask_others(session: Session, notice: Notice, now: datetime) -> None:
    """A call to the officer on call did not arrive: whoever is asked next is asked now."""
    if notice.kind == "alarm.call_back" and notice.case_id is not None:
        alarms.hurry(session, notice.case_id, now=now)
