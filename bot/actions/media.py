"""Pictures, voices and videos: fetched afterwards, cleaned, kept as files; what cannot be shown
says so where the picture would be."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import outbox
from bot.actions.casework import label
from bot.actions.cleaning import Cleaned
from bot.store.models import Issue, Media

#: The platform keeps what was sent for three days.
KEPT_BY_PLATFORM = timedelta(days=3)
EXPIRED = "三天没取到，微信那边已经删了，请他再发一次"
NOT_FETCHED = "没取到，请他再发一次"
#: Who fetches has so long before somebody else may.
_FETCH_FOR = timedelta(minutes=5)
_DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
#: After the delays are used up: now and then until the three days are over.
_AFTERWARDS = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One file to fetch."""

    media_id: int
    platform_id: str
    #: image, voice or video.
    kind: str


def take_waiting(session: Session, now: datetime, limit: int = 10) -> list[Waiting]:
    """What is due for fetching; put off, so that a process that dies over it blocks nothing. Files
    that the platform has deleted meanwhile are shown as expired."""
    rows = session.scalars(
        select(Media)
        .where(Media.state == "waiting", Media.next_at <= now)
        .order_by(Media.next_at, Media.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    taken = []
    for row in rows:
        if now - row.created_at >= KEPT_BY_PLATFORM:
            row.state, row.trouble = "expired", EXPIRED
            _ask_again(session, row, now)
        else:
            row.tries += 1
            row.next_at = now + _FETCH_FOR
            taken.append(Waiting(row.id, row.platform_id, _kind(row.kind)))
    return taken


def _kind(kind: str) -> str:
    # "file": a page of the reception book, which is shown to the desk only.
    return kind if kind in ("image", "voice", "file") else "video"


def is_waiting(session: Session, now: datetime) -> bool:
    """Whether anything is due; cheap, for the idle case."""
    query = select(Media.id).where(Media.state == "waiting", Media.next_at <= now).limit(1)
    return session.scalar(query) is not None


def fetched(session: Session, media_id: int, path: str, content_type: str) -> bool:
    """It is kept as ``path`` below MEDIA_DIR and may be shown. False: nobody waits for it any more
    (it was erased meanwhile), and nobody else has that file: it is to be deleted."""
    row = session.get_one(Media, media_id, with_for_update=True)
    if row.state != "waiting":
        return session.scalar(select(Media.id).where(Media.path == path).limit(1)) is not None
    row.state, row.path, row.content_type, row.trouble = "fetched", path, content_type, ""
    return True


def failed(session: Session, media_id: int, reason: str, now: datetime, *, final: bool) -> None:
    """It could not be fetched or shown: again later, or (``final``) never. ``reason``: Chinese."""
    row = session.get_one(Media, media_id, with_for_update=True)
    row.trouble = reason[:128]
    if final:
        row.state = "failed"
        _ask_again(session, row, now)
        return
    delay = _DELAYS[row.tries - 1] if 0 < row.tries <= len(_DELAYS) else _AFTERWARDS
    row.next_at = now + delay


_WHAT = {"image": "照片", "voice": "语音"}


def _ask_again(session: Session, row: Media, now: datetime) -> None:
    """Whoever sent it was told that it came; now it is known that it did not."""
    if row.contact_id is None:
        return
    issue = session.get(Issue, row.issue_id) if row.issue_id is not None else None
    what = _WHAT.get(row.kind, "视频")
    outbox.queue(
        session,
        "media.lost",
        row.contact_id,
        key=f"media.lost:{row.id}",
        fields={
            "what": what,
            "trouble": "没收到" if row.trouble in (NOT_FETCHED, EXPIRED) else "打不开",
            "case": label(issue) if issue is not None else "",
            "code": f"No.{issue.number if issue is not None else row.id}",
        },
        now=now,
        case=("issue", issue.id) if issue is not None else None,
    )


def keep(folder: Path, original: bytes, cleaned: Cleaned) -> str:
    """Write the cleaned file below ``folder``; returns its name there: two characters of the
    digest, the digest of what was sent, the type. The same file sent twice is kept once. Never a
    name that somebody chose."""
    name = name_for(original, cleaned)
    path = folder / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, cleaned.data)
    return name


def name_for(original: bytes, cleaned: Cleaned) -> str:
    """The name that ``keep`` gives."""
    digest = hashlib.sha256(original).hexdigest()
    return f"{digest[:2]}/{digest}{cleaned.suffix}"


def _write(path: Path, data: bytes) -> None:
    """All of it or nothing, whatever happens in between."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).chmod(0o640)
    Path(file.name).replace(path)
