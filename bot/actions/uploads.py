"""Files that come in through a page: pictures drawn anew like those from chat, Word without the
names in its properties, and all only ever handed out as attachments. What a file is, its bytes
decide.

A PDF is kept byte for byte: a bureau's letter carries an electronic seal over its bytes, and any
rewriting would void it. So may a PDF name its author; it is shown to desks, deputies and its own
bureau, never to constituents."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import media
from bot.actions.cleaning import Cleaned, Unusable, clean, sniff
from bot.store.models import Contact, HandOver, Issue, Media

#: Bytes of one document; of one picture ``cleaning`` decides.
MOST_BYTES = 10_000_000
#: Files in one go.
MOST_FILES = 6
#: What a Word file may unfold to.
_MOST_UNFOLDED = 100_000_000
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: The same file again within this time is the same click.
_SAME = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that lies below MEDIA_DIR. ``kind``: image or file (a paper)."""

    kind: str
    path: str
    content_type: str
    #: Written by this very upload; False: the same file lay there before.
    fresh: bool = False


def keep(folder: Path, data: bytes, *, paper: bool = False) -> Kept:
    """Check, clean and write one file; outside any transaction. ``paper``: a picture is a photo of
    a paper (a page of the reception book), shown to the desk only. Raises Unusable (Chinese)."""
    if not data:
        raise Unusable("文件是空的")
    if sniff(data) == "image":
        return _write(folder, data, clean("image", data), "file" if paper else "image")
    if len(data) > MOST_BYTES:
        raise Unusable("文件太大，请选10 MB以内的")
    return _write(folder, data, _document(data), "file")


def _write(folder: Path, data: bytes, cleaned: Cleaned, kind: str) -> Kept:
    fresh = not (folder / media.name_for(data, cleaned)).exists()
    return Kept(kind, media.keep(folder, data, cleaned), cleaned.content_type, fresh)


def discard(session: Session, folder: Path, files: Sequence[Kept]) -> int:
    """What these files were for was refused: those that this upload wrote and that no row names are
    deleted. How many."""
    gone = 0
    for file in files:
        if not file.fresh or session.scalar(select(Media.id).where(Media.path == file.path)):
            continue
        (folder / file.path).unlink(missing_ok=True)
        gone += 1
    return gone


def _document(data: bytes) -> Cleaned:
    if data.startswith(b"%PDF-"):
        return Cleaned(data, PDF, ".pdf")
    if data.startswith(b"PK\x03\x04") and _is_word(data):
        return Cleaned(_without_names(data), DOCX, ".docx")
    raise Unusable("只收照片、PDF和Word（docx）文件")


def _is_word(data: bytes) -> bool:
    """A Word document without macros that unfolds to something reasonable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as folder:
            names = set(folder.namelist())
            unfolded = sum(entry.file_size for entry in folder.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unusable("这个文件打不开") from error
    if any(name.endswith("vbaProject.bin") for name in names):
        raise Unusable("带宏的文件不收，请另存为普通的docx")
    if unfolded > _MOST_UNFOLDED:
        raise Unusable("文件太大，请选10 MB以内的")
    return "word/document.xml" in names


#: Parts of a Word file that tell who wrote it, when, and on whose machine; emptied.
_PROPERTIES = {
    "docProps/core.xml": (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        b"<cp:coreProperties xmlns:cp="
        b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
    ),
    "docProps/app.xml": (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        b"<Properties xmlns="
        b'"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
    ),
    "docProps/custom.xml": (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        b"<Properties xmlns="
        b'"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>'
    ),
}


def _without_names(data: bytes) -> bytes:
    """The Word file with empty properties; one that is signed stays as it is."""
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as folder,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as cleaned,
    ):
        entries = folder.infolist()
        if any(entry.filename.startswith("_xmlsignatures/") for entry in entries):
            return data
        for entry in entries:
            said = _PROPERTIES.get(entry.filename)
            cleaned.writestr(entry, folder.read(entry) if said is None else said)
    return kept.getvalue()


def add(
    session: Session,
    files: Sequence[Kept],
    contact: Contact,
    *,
    now: datetime,
    issue: Issue | None = None,
    hand_over: HandOver | None = None,
) -> list[Media]:
    """Rows for files that are kept, belonging to ``issue``; to nothing yet without one. The same
    file of the same person within half an hour is not added twice."""
    added = []
    for file in files:
        if _known(session, file, contact, now, issue):
            continue
        row = Media(
            contact_id=contact.id,
            issue_id=issue.id if issue else None,
            hand_over_id=hand_over.id if hand_over else None,
            kind=file.kind,
            platform_id="",
            state="fetched",
            path=file.path,
            content_type=file.content_type,
            tries=0,
            trouble="",
            next_at=now,
            created_at=now,
        )
        session.add(row)
        added.append(row)
    session.flush()
    return added


def _known(
    session: Session, file: Kept, contact: Contact, now: datetime, issue: Issue | None
) -> bool:
    query = select(Media.id).where(
        Media.contact_id == contact.id,
        Media.path == file.path,
        Media.created_at > now - _SAME,
    )
    if issue is not None:
        query = query.where(Media.issue_id == issue.id)
    return session.scalar(query.limit(1)) is not None
