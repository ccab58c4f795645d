"""``python -m nlp route``: JSON lines with ``id`` and ``text`` in, readings out, order kept.

A line that cannot be read still gives a line out (all fields empty, ``kind`` "unclear", ``error``
in Chinese) so that line n of the output answers line n of the input; the fault is named on stderr.
"""

import argparse
import gc
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

from nlp.places import Gazetteer
from nlp.reading import DEFAULT, Reader

SCHEMES = ("county", "seven", "bureaus22")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scheme", choices=SCHEMES, default="county", help="names of the topics")
    parser.add_argument("--untrained", action="store_true", help="hand rules alone")
    parser.add_argument("--model", type=Path, default=DEFAULT, metavar="DIR", help="a version")
    parser.add_argument("--gazetteer", type=Path, metavar="FILE.csv", help="columns place,district")
    parser.add_argument("file", nargs="?", type=Path, help="JSON lines; standard input if left out")


def run(options: argparse.Namespace) -> int:
    """Exit status 0; 1 if some line was bad. OSError and ValueError for bad options."""
    if not options.untrained and options.model != DEFAULT and not options.model.is_dir():
        raise ValueError(f"no such model directory: {options.model}")
    reader = Reader(
        model=None if options.untrained else options.model,
        scheme=options.scheme,
        gazetteer=Gazetteer.from_csv(options.gazetteer) if options.gazetteer else None,
    )
    gc.freeze()  # the tables live as long as the process: not to be walked again and again
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    if options.file:
        with options.file.open(encoding="utf-8-sig", errors="replace") as file:
            return _all(reader, file, sys.stdout, sys.stderr)
    return _all(reader, sys.stdin, sys.stdout, sys.stderr)


def _all(reader: Reader, lines: Iterable[str], out: TextIO, err: TextIO) -> int:
    bad = 0
    for answer, fault in route(reader, lines):
        out.write(json.dumps(answer, ensure_ascii=False) + "\n")
        if fault:
            bad = 1
            err.write(fault + "\n")
    out.flush()
    return bad


def route(reader: Reader, lines: Iterable[str]) -> Iterator[tuple[dict[str, Any], str | None]]:
    """For each line that is not blank: what to print, and what was wrong with the line or None."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        row: Any = None
        try:
            row = json.loads(line.lstrip("\ufeff"))
            ident, text, title = _fields(row)
        except (ValueError, RecursionError) as error:
            ident = row.get("id") if isinstance(row, dict) else None
            reading = reader.read("").as_json()
            yield {"id": ident, **reading, "error": "这一行读不懂"}, f"line {number}: {error}"
            continue
        yield {"id": ident, **reader.read(text, title=title).as_json()}, None


def _fields(row: Any) -> tuple[Any, str, str | None]:
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")
    text = row.get("text")
    if not isinstance(text, str):
        raise ValueError('"text" is missing or not a string')
    title = row.get("title")
    if title is not None and not isinstance(title, str):
        raise ValueError('"title" is not a string')
    return row.get("id"), text, title or None
