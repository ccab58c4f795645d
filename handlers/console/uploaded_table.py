"""A table that somebody uploaded: read now, kept sealed for an hour until they say what to do with
it, so that nobody picks the same file twice."""

import base64
import secrets
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from flask import g
from werkzeug.datastructures import FileStorage

from bot.actions.import_cells import Rows
from bot.store.vault import vault
from handlers.parts import parts

_KEPT_FOR = timedelta(hours=1)
_DONE = ".done"
_ENDINGS = (".xlsx", ".xlsm", ".csv", ".xls", ".et", ".txt")


class Unreadable(Exception):
    """The file is no table; one line in Chinese."""


def read(name: str, data: bytes) -> dict[str, Rows]:
    """Title of the sheet → rows, of a file called ``name``. Raises Unreadable."""
    # Here and not above: tables are read seldom, and their library takes long to load.
    from bot.papers import tables as files

    ending = Path(name).suffix.lower()
    if not data or ending not in _ENDINGS:
        raise Unreadable("先选一个 .xlsx 或 .csv 文件")
    # A csv is the table of its own name: 代表.csv.
    stem = "".join(one for one in Path(name).stem if one.isprintable() and one not in "/\\")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{stem[:40] or '表'}{ending}"
        path.write_bytes(data)
        try:
            tables = files.read_tables(path)
        except files.Unreadable as error:
            raise Unreadable(str(error)) from None
    return {title: rows for title, rows in tables.items() if title != "说明"}


def given(file: FileStorage | None) -> tuple[str, bytes]:
    """Name and content of the file of a form; empty if none was chosen."""
    if file is None or not file.filename:
        return "", b""
    return file.filename, file.read()


def keep(name: str, data: bytes, now: datetime) -> str:
    """A word by which this officer gets the file back within the hour."""
    folder = _folder()
    for old in folder.iterdir():
        _drop_if_old(old, now)
    word = secrets.token_hex(8)
    path = folder / f"{int(now.timestamp())}-{g.officer_id}-{word}"
    path.write_bytes(vault().seal(f"{name}\n{base64.b64encode(data).decode()}"))
    return word


def take(word: str, now: datetime) -> tuple[str, bytes] | None:
    """The file kept under ``word`` by this very officer, once; None if it is gone."""
    for path in _folder().iterdir():
        if _drop_if_old(path, now) or not path.name.endswith(f"-{g.officer_id}-{word}"):
            continue
        if not word.isalnum():
            continue
        name, _, content = vault().open(path.read_bytes()).partition("\n")
        path.unlink(missing_ok=True)
        return name, base64.b64decode(content)
    return None


def note_done(word: str, now: datetime) -> None:
    """What was kept under ``word`` is written: a second click shall not be told that it waited too
    long."""
    (_folder() / f"{int(now.timestamp())}-{g.officer_id}-{word}{_DONE}").touch()


def is_done(word: str, now: datetime) -> bool:
    ending = f"-{g.officer_id}-{word}{_DONE}"
    return any(
        one.name.endswith(ending) and not _drop_if_old(one, now) for one in _folder().iterdir()
    )


def _folder() -> Path:
    folder = parts().settings.media_dir / "tables"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _drop_if_old(path: Path, now: datetime) -> bool:
    since = path.name.partition("-")[0]
    old = not since.isdecimal() or now.timestamp() - int(since) > _KEPT_FOR.total_seconds()
    if old:
        path.unlink(missing_ok=True)
    return old
