"""What did not go out: tried again because a person said so."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions import audit
from bot.actions.broadcast_people import CASE, is_halted
from bot.domain.workflow import Refused
from bot.store.models import Broadcast, Notice

#: States from which a notice may be tried again: given up, or on the telephone list.
AGAIN = ("failed", "telephone")


def resend(session: Session, notice_id: int, *, by: int, now: datetime) -> Notice:
    """Try every way again, from now on; ``by``: contact id of who said so. Raises Refused if it
    went out meanwhile, somebody has told it, or it is of a word to many that was stopped."""
    notice = session.get(Notice, notice_id, with_for_update=True, populate_existing=True)
    if notice is None or notice.state not in AGAIN:
        raise Refused("console.not_to_resend")
    if notice.case_kind == CASE and is_halted(session.get(Broadcast, notice.case_id or 0)):
        raise Refused("console.not_to_resend_stopped")
    afresh(notice, now)
    audit.record(
        session,
        "notice.resent",
        contact_id=by,
        now=now,
        thing="notice",
        thing_id=notice.id,
    )
    return notice


def afresh(notice: Notice, now: datetime) -> None:
    """Into the queue as if it had never been there: every way is open again."""
    notice.state, notice.next_at, notice.settled_at = "queued", now, None
    notice.tries, notice.channels_tried, notice.reason = 0, "", ""
