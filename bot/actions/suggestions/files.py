"""Files that belong to the text of a suggestion: the signed sheet, photos, a study. Who sees the
suggestion sees them; they are changed while it is written or reviewed, never afterwards."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.actions import audit
from bot.actions.casework import Actor
from bot.actions.suggestions.kind import label
from bot.domain.workflow import Refused
from bot.domain.workflows.suggestion import REVIEWING, WRITING
from bot.store.models import Media, Suggestion, SuggestionFile

#: More than these nobody opens.
MOST = 12


def of_suggestion(session: Session, suggestion: Suggestion) -> Sequence[SuggestionFile]:
    """Its files that were not taken out, oldest first."""
    return session.scalars(
        select(SuggestionFile)
        .where(SuggestionFile.suggestion_id == suggestion.id, SuggestionFile.removed_at.is_(None))
        .options(joinedload(SuggestionFile.media))
        .order_by(SuggestionFile.id)
    ).all()


def attach(
    session: Session,
    suggestion: Suggestion,
    files: Iterable[tuple[Media, str]],
    actor: Actor,
    *,
    now: datetime,
) -> list[SuggestionFile]:
    """Put files (with what they are called) to the text; one that is there already is not put
    twice. Raises Refused once it is filed, or when there are too many."""
    _check(suggestion)
    there = list(of_suggestion(session, suggestion))
    known = {row.media_id: row for row in _all(session, suggestion)}
    added: list[SuggestionFile] = []
    for media, name in files:
        row = known.get(media.id)
        if row is not None and row.removed_at is None:
            continue
        if len(there) + len(added) >= MOST:
            raise Refused("refused.too_many_files", case=label(suggestion), most=MOST)
        if row is None:
            row = SuggestionFile(suggestion_id=suggestion.id, media=media)
            session.add(row)
        row.name, row.removed_at, row.added_at = plain_name(name), None, now
        row.added_by = actor.contact.id if actor.contact else None
        added.append(row)
    session.flush()
    for row in added:
        _note(session, "suggestion.file_added", suggestion, row, actor, now)
    return added


def take_out(
    session: Session,
    suggestion: Suggestion,
    media_ids: Iterable[int],
    actor: Actor,
    *,
    now: datetime,
) -> int:
    """Take files out while it is written; how many. Raises Refused once it is filed."""
    wanted = set(media_ids)
    rows = [row for row in of_suggestion(session, suggestion) if row.media_id in wanted]
    if rows:
        _check(suggestion)
    for row in rows:
        row.removed_at = now
        _note(session, "suggestion.file_removed", suggestion, row, actor, now)
    return len(rows)


def _all(session: Session, suggestion: Suggestion) -> Sequence[SuggestionFile]:
    return session.scalars(
        select(SuggestionFile).where(SuggestionFile.suggestion_id == suggestion.id)
    ).all()


def _check(suggestion: Suggestion) -> None:
    if suggestion.state not in (*WRITING, REVIEWING):
        raise Refused("refused.files_settled", case=label(suggestion))


def _note(
    session: Session,
    act: str,
    suggestion: Suggestion,
    row: SuggestionFile,
    actor: Actor,
    now: datetime,
) -> None:
    audit.record(
        session,
        act,
        contact_id=actor.contact.id if actor.contact else None,
        now=now,
        thing="suggestion",
        thing_id=suggestion.id,
        fact=str(row.media_id),
    )


def plain_name(name: str) -> str:
    """What a file was called, without folders and without what a name must not hold."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(one for one in last if one.isprintable() and one not in '<>:"|?*')
    return kept.strip()[:80] or "附件"
