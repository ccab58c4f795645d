"""What a deputy spoke for a draft and nobody has typed in yet: somebody of the office listens."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.workflows.suggestion import WRITING
from bot.store.models import Deputy, Exchange, Suggestion

_OPEN = (Exchange.kind == "draft_voice", Exchange.finished_at.is_(None))


def waiting(session: Session) -> Sequence[Suggestion]:
    """Drafts with such a voice, oldest first."""
    # From the drafts, of which few are open: by kind alone every question ever asked is looked at.
    rows = session.execute(
        select(Suggestion, Exchange.waiting)
        .join(Deputy, Suggestion.lead_id == Deputy.id)
        .join(Exchange, Exchange.contact_id == Deputy.contact_id)
        .where(Suggestion.state.in_(WRITING), *_OPEN)
        .order_by(Suggestion.id)
    )
    return list(
        dict.fromkeys(about for about, asked in rows if asked.get("suggestion") == about.id)
    )


def typed_for(session: Session, about: Suggestion) -> bool:
    """Whether the office writes it for the deputy: entered by it, or a voice waits to be typed. Of
    every other draft nobody knows but the deputy and whom they asked to sign."""
    return about.entered_by is not None or bool(voices(session, about))


def voices(session: Session, about: Suggestion) -> list[Exchange]:
    """Voices for this draft; ``case_id`` is the recording."""
    rows = session.scalars(
        select(Exchange)
        .where(Exchange.contact_id == about.lead.contact_id, *_OPEN)
        .order_by(Exchange.id)
    )
    return [row for row in rows if row.waiting.get("suggestion") == about.id]
