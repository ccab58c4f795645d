"""The platform's late word on subscription messages, settled like that on template messages."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.settling import template_finished
from bot.domain.channel_policy import Way
from bot.store.models import Attempt, Identity, Notice


def subscription_finished(
    session: Session,
    identity: Identity,
    job_id: str,
    template_id: str,
    status: str,
    now: datetime,
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
    done = template_finished(session, job_id, status, now)
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
