"""Labelled messages from CSV files: what learning and evaluating read."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

#: How many words of a message known only by its words stand for its title.
_TITLE_WORDS = 9


class LabelledFileError(ValueError):
    """A file without usable columns; says which columns are needed."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """``text``: title, then the rest. ``title``: its beginning, for a copy as short as a chat
    message; None if unknown. ``topic`` and ``bureau``: None where the file has none."""

    text: str
    title: str | None
    topic: str | None
    bureau: str | None
    id: str = ""


def read_labelled(files: Sequence[Path]) -> list[Labelled]:
    """Rows of all files that have words and a topic or a bureau.

    Columns: title, detail (or text), topic and/or bureau; ``tokens`` (words parted by spaces)
    stands in for what is missing. UTF-8 with or without BOM, or GB18030 as Excel writes it.
    """
    csv.field_size_limit(10_000_000)
    return [row for path in files for row in _read(path)]


def _read(path: Path) -> Iterable[Labelled]:
    raw = path.read_bytes()
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        content = raw.decode("gb18030")
    reader = csv.DictReader(content.splitlines(keepends=True))
    columns = set(reader.fieldnames or ())
    if not columns & {"title", "detail", "text", "tokens"} or not columns & {"topic", "bureau"}:
        raise LabelledFileError(
            f"{path}: needs title, detail or text, and topic or bureau; has {sorted(columns)}"
        )
    for row in reader:
        cells = {key: (value or "").strip() for key, value in row.items() if key}
        topic, bureau = cells.get("topic") or None, cells.get("bureau") or None
        title, text = title_and_text(cells)
        if text and (topic or bureau):
            yield Labelled(text, title, topic, bureau, cells.get("id", ""))


def title_and_text(cells: dict[str, str]) -> tuple[str | None, str]:
    """The title (or what comes nearest to it, or None) and the whole text of a row."""
    title = cells.get("title") or None
    rest = cells.get("detail") or cells.get("text") or ""
    words = cells.get("tokens", "").split()
    if title is None and words:
        title = "".join(words[:_TITLE_WORDS])
    if not rest and words:
        rest = "".join(words)
        return title, rest
    if title is None:
        return None, rest
    if rest.startswith(title):
        return title, rest
    return title, f"{title}\n{rest}" if rest else title
