"""Learned words as files: a table a person can read and edit, and the versions of it.

A version is a directory with ``topics.tsv`` and/or ``bureaus.tsv`` (first line: ``word`` and the
labels; then a word and its weight for each label, blank for nothing; the word ``*`` is where a
label starts from) and ``version.toml`` (what it was learned from and how good it is). A directory
of versions names the one in force in the file ``current`` and the one before in ``previous``.
"""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).parent / "model"
#: The row of a table that says where each label starts from.
START = "*"


class TableError(ValueError):
    """A table or version that cannot be read; says which file and line."""


@dataclass(frozen=True, slots=True)
class Table:
    """``rows``: word → weights in the order of ``labels``; ``start``: where each label starts."""

    labels: tuple[str, ...]
    rows: dict[str, tuple[float, ...]]
    start: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One learned version. ``about`` is its ``version.toml``."""

    name: str
    topics: Table | None
    bureaus: Table | None
    about: dict[str, Any] = field(default_factory=dict)


class _Numbers(dict[str, float]):
    """Cell → its number, the same object each time: a table has few different ones, which then
    stay at hand when a message is read."""

    def __missing__(self, cell: str) -> float:
        number = self[cell] = float(cell)
        return number


def read_table(path: Path) -> Table:
    """Raises TableError naming the line that is not a word and one number or blank per label."""
    with path.open(encoding="utf-8") as lines:
        labels = tuple(next(lines, "").rstrip("\n").split("\t")[1:])
        if not labels:
            raise TableError(f"{path}: the first line must be: word, then the labels")
        width = len(labels) + 1
        rows: dict[str, tuple[float, ...]] = {}
        weigh = _Numbers({"": 0.0}).__getitem__
        for number, line in enumerate(lines, 2):
            cells = line.rstrip("\n").split("\t")
            if len(cells) != width or not cells[0]:
                raise TableError(f"{path}, line {number}: {width} columns expected")
            try:
                rows[cells[0]] = tuple(map(weigh, cells[1:]))
            except ValueError as error:
                raise TableError(f"{path}, line {number}: {error}") from error
    start = rows.pop(START, (0.0,) * len(labels))
    return Table(labels, rows, start)


def _cell(weight: float) -> str:
    text = f"{weight:.2f}"
    if float(text) == 0:
        return ""
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text


def write_table(path: Path, table: Table) -> None:
    """Writes the rows sorted by word, so that two versions can be compared line by line."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write("\t".join(("word", *table.labels)) + "\n")
        out.write("\t".join((START, *(f"{w:.3f}" for w in table.start))) + "\n")
        for word in sorted(table.rows):
            out.write("\t".join((word, *map(_cell, table.rows[word]))) + "\n")


def write_about(path: Path, about: Mapping[str, Mapping[str, object]]) -> None:
    """Sections of plain values (str, int, float, bool) as TOML."""
    lines: list[str] = []
    for section, values in about.items():
        lines += [f"[{section}]"]
        for key, value in values.items():
            if isinstance(value, bool):
                written = str(value).lower()
            elif isinstance(value, str):
                written = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
            else:
                written = str(value)
            lines.append(f"{key} = {written}")
        lines.append("")
    path.write_text("\n".join(lines), "utf-8")


def digest(paths: Sequence[Path]) -> str:
    """SHA-256 over the contents of the files, in the given order, as hexadecimal."""
    total = hashlib.sha256()
    for path in paths:
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def version_dir(model: Path) -> Path:
    """``model`` itself, or the version in force in it if it is a directory of versions."""
    current = model / "current"
    if current.is_file():
        return model / current.read_text("utf-8").strip()
    return model


def read_version(model: Path, *, topics: bool = True, bureaus: bool = True) -> Version:
    """The version in force, with the tables that are asked for.

    Raises TableError when neither is there or one cannot be read.
    """
    where = version_dir(model)
    tables = [
        read_table(path) if wanted and path.is_file() else None
        for wanted, path in ((topics, where / "topics.tsv"), (bureaus, where / "bureaus.tsv"))
    ]
    if not any((where / name).is_file() for name in ("topics.tsv", "bureaus.tsv")):
        raise TableError(f"{where}: neither topics.tsv nor bureaus.tsv is there")
    about = where / "version.toml"
    return Version(
        name=where.name,
        topics=tables[0],
        bureaus=tables[1],
        about=tomllib.loads(about.read_text("utf-8")) if about.is_file() else {},
    )


def put_in_force(versions: Path, name: str) -> None:
    """Names ``name`` as the version in force and remembers the one before.

    Raises TableError when it cannot be read as a version; then nothing changes.
    """
    if "/" in name or name in {"", ".", ".."}:
        raise TableError(f"{name!r}: not the name of a version")
    read_version(versions / name)
    current = versions / "current"
    if current.is_file() and (before := current.read_text("utf-8").strip()) != name:
        (versions / "previous").write_text(before + "\n", "utf-8")
    written = versions / "current.new"
    written.write_text(name + "\n", "utf-8")
    written.replace(current)


def go_back(versions: Path) -> str:
    """Puts the version before in force again and returns its name; TableError if there is none."""
    previous = versions / "previous"
    if not previous.is_file():
        raise TableError(f"{versions}: no earlier version is remembered")
    name = previous.read_text("utf-8").strip()
    put_in_force(versions, name)
    return name
