"""Corrections of deputies, station and office: kept with who and why, and given out as rows to
learn from. Nothing learns by itself: a new version is tried and put in force by a person."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.casework import Actor
from bot.store.models import Correction, Issue


def note(
    session: Session,
    issue: Issue,
    actor: Actor,
    *,
    what: str,
    proposed: str,
    chosen: str,
    now: datetime,
    why: str = "",
) -> None:
    """``what``: bureau or grid. Nothing is noted where the proposal was taken."""
    if proposed == chosen:
        return
    session.add(
        Correction(
            issue_id=issue.id,
            words_id=issue.words_id,
            what=what,
            proposed=proposed[:64],
            chosen=chosen[:64],
            topic=issue.topic or "",
            party=actor.party.value,
            contact_id=actor.contact.id if actor.contact else None,
            why=why[:128],
            at=now,
        )
    )


def rows_to_learn_from(session: Session) -> Iterator[dict[str, str]]:
    """text, topic, bureau: masked words with the bureau that a person chose; nothing of what is
    kept above the grid (avoidance) and nothing that was erased."""
    rows = session.scalars(
        select(Correction)
        .join(Issue, Correction.issue_id == Issue.id)
        .where(Correction.what == "bureau", Issue.seen_by == "grid")
        .order_by(Correction.id)
    )
    for row in rows:
        if row.words.erased_at is None and row.words.masked:
            yield {"text": row.words.masked, "topic": row.topic, "bureau": row.chosen}
