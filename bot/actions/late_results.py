"""The platform's late word on template and subscription messages: what really became of them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.delivery import give_up_channel, put_off
from bot.actions.settling import OnTold, is_confirmed_later, tell, try_again
from bot.domain.channel_policy import Way
from bot.store.models import Attempt, Identity, Notice


def template_finished(
    session: Session,
    msgid: str,
    status: str,
    now: datetime,
    *,
    on_told: OnTold | None = None,
    on_lost: OnTold | None = None,
) -> bool:
    """TEMPLATESENDJOBFINISH: what really became of a template message that was taken. ``status``:
    "success", "failed:user block", "failed: system failed". A block means the next channel, a
    failure of the platform's one more try. Of danger ``on_told`` is true only now; if it failed,
    the next way is taken at once, and ``on_lost`` asks the others. False: no such message here
    (yet)."""
    if not msgid:
        return False
    attempt = session.scalars(
        select(Attempt).where(Attempt.message_id == msgid).order_by(Attempt.id.desc()).limit(1)
    ).first()
    if attempt is None:
        return False
    if attempt.outcome != "sent" or "finished" in attempt.details:
        return True
    attempt.details = {**attempt.details, "finished": status[:64]}
    notice = session.get_one(Notice, attempt.notice_id, with_for_update=True)
    grave = is_confirmed_later(notice, attempt)
    if status == "success":
        if grave:
            tell(session, notice, now, on_told)
        return True
    blocked = "block" in status
    attempt.outcome = "refused" if blocked else "retry"
    attempt.reason = "对方拒收了模板消息" if blocked else "微信没有送到"
    if notice.state != "sent":
        return True
    notice.settled_at = None
    if blocked or grave:
        give_up_channel(notice, attempt.channel)
        put_off(notice, now, attempt.reason)
    else:
        try_again(notice, attempt.channel, attempt.reason, now)
    if grave and on_lost is not None:
        on_lost(session, notice, now)
    return True


def subscription_finished(
    session: Session,
    identity: Identity,
    job_id: str,
    template_id: str,
    status: str,
    now: datetime,
    *,
    on_told: OnTold | None = None,
    on_lost: OnTold | None = None,
) -> bool:
    """subscribe_msg_sent_event: ``status`` as in TEMPLATESENDJOBFINISH. The answer to a send does
    not always name the message; then it is the oldest one of this template to this person that has
    no result yet. Who refused it is not asked that way again. False: no such message here."""
    attempt = _attempt(session, identity, job_id, template_id)
    if attempt is None or not job_id:
        return False
    if not attempt.message_id:
        attempt.message_id = job_id
        session.flush()
    done = template_finished(session, job_id, status, now, on_told=on_told, on_lost=on_lost)
    if "block" in status and template_id:
        kept = [each for each in identity.consents.split(",") if each and each != template_id]
        identity.consents = ",".join(kept)
    return done


def _attempt(session: Session, identity: Identity, job_id: str, template_id: str) -> Attempt | None:
    named = select(Attempt).where(Attempt.message_id == job_id, Attempt.message_id != "")
    found = session.scalars(named.order_by(Attempt.id.desc()).limit(1)).first()
    if found is not None:
        return found
    unnamed = session.scalars(
        select(Attempt)
        .join(Notice, Notice.id == Attempt.notice_id)
        .where(
            Notice.contact_id == identity.contact_id,
            Attempt.channel == str(Way.SUBSCRIPTION),
            Attempt.outcome == "sent",
            Attempt.message_id == "",
        )
        .order_by(Attempt.id)
    )
    for attempt in unnamed:
        if attempt.details.get("template_id") == template_id and "finished" not in attempt.details:
            return attempt
    return None
