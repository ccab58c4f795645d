"""A notice that is also told by telephone, beside what goes by WeChat."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.models import Notice


def ring_too(session: Session, notice: Notice, reason: str, now: datetime) -> None:
    """The same words on the telephone list, once; ``reason``: why, in Chinese."""
    key = f"{notice.key}:telephone"[-191:]
    if session.scalar(select(Notice.id).where(Notice.key == key)) is not None:
        return
    session.add(
        Notice(
            key=key,
            contact_id=notice.contact_id,
            kind=notice.kind,
            fields=notice.fields,
            priority=notice.priority,
            rank=notice.rank,
            case_kind=notice.case_kind,
            case_id=notice.case_id,
            state="telephone",
            created_at=now,
            next_at=now,
            tries=0,
            channels_tried="",
            reason=reason[:128],
            told_how="",
        )
    )
