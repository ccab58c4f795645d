"""Files that come with a form about a suggestion."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from bot.actions import uploads
from bot.store.models import Contact, Media


def media_of(
    session: Session, kept: Sequence[uploads.Kept], contact: Contact, now: datetime
) -> list[Media]:
    """Rows for the files, in their order; one that the person handed in just before is that one."""
    uploads.add(session, kept, contact, now=now)
    paths = [file.path for file in kept]
    rows = session.scalars(
        select(Media)
        .where(Media.contact_id == contact.id, Media.path.in_(paths))
        .order_by(Media.id)
    )
    by_path = {row.path: row for row in rows}
    return [by_path[path] for path in paths]


def named(rows: Iterable[Media], given: Iterable[FileStorage]) -> list[tuple[Media, str]]:
    """Each file with what it was called where it came from."""
    names = [one.filename or "" for one in given if one.filename]
    return list(zip(rows, names, strict=False))
