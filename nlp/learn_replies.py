"""``python -m nlp replies FILES``: learn the words of nlp/replies/learned_words.py from replies.

Each line of a file is one reply as the contract `answer` has it, with ``acts``: a list of right
readings, each the names of the acts (an empty one: no act). The first reading is learned, the
others are right too. A reply that names no case among several says nothing about its words, and
one with several acts nothing about which of them means which; both are left out. No sentence is
kept, only weights. The same lines give the same bytes.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from pathlib import Path
from typing import Any

from bot.domain.calendars import CountyCalendar, local_day
from nlp.dates import find_days
from nlp.linear import Example, fit
from nlp.replies.learned_words import NONE, SIGN_SHARE, TABLE, acts_of, bare, signs
from nlp.replies.likeness import as_known
from nlp.replies.model import Pending
from nlp.replies.normal import normalise
from nlp.replies.references import find_mentions
from nlp.replies.statements import Statement, cut
from nlp.tables import Table, write_table

LONGEST = 3
#: A piece must stand in so many replies.
LEAST = 2
COST = 1.0
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One statement: what it is made of, the act learned, all acts that are right, whose it is, and
    the group of near duplicates that it belongs to."""

    pieces: frozenset[str]
    known: tuple[str, ...]
    act: str
    right: frozenset[str]
    role: str
    group: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.jsonl")
    parser.add_argument("--out", type=Path, default=TABLE, metavar="FILE.tsv")
    parser.add_argument("--check", action="store_true", help="cross-validate, write nothing")


def run(options: argparse.Namespace) -> int:
    """Exit status 0. OSError for a file that cannot be read, ValueError or KeyError for a line that
    is no labelled reply."""
    rows = [
        json.loads(row)
        for file in options.files
        for row in file.read_text("utf-8").splitlines()
        if row
    ]
    lines = [line for number, row in enumerate(rows) if (line := line_of(row, number))]
    if options.check:
        for least, acts, right in check(lines):
            share = right / max(acts, 1)
            sys.stdout.write(f"from {least:.1f}: {acts} acts of {len(lines)}, {share:.3f} right\n")
    else:
        write_table(options.out, learn(lines))
    return 0


def line_of(row: Mapping[str, Any], number: int) -> Line | None:
    """A labelled reply as something to learn from; None: it teaches nothing."""
    readings: list[list[str]] = row["acts"]
    pending = as_known(row["role"], tuple(_pending(item) for item in row["pending"]))
    statements = _statements(row, pending)
    if not statements or len(set(readings[0])) > 1:
        return None
    refs = {ref for each in statements for mention in each.mentions for ref in mention.refs}
    about = [item for item in pending if item.ref in refs] or list(pending)
    act = readings[0][0] if readings[0] else NONE
    if act == NONE and len(about) > 1:
        return None  # which one, not what, was unclear
    if act not in acts_of(row["role"]):
        return None
    pieces = tuple(piece for each in statements for piece in each.pieces)
    whole = Statement(pieces, tuple(mention for each in statements for mention in each.mentions))
    right = {name for reading in readings for name in reading or [NONE]}
    return Line(
        frozenset(pieces_of(bare(whole.content))),
        tuple(signs(row["role"], about, whole, named=bool(refs))),
        act,
        frozenset(right),
        row["role"],
        int(row.get("group", number)),
    )


def _pending(item: Mapping[str, Any]) -> Pending:
    options = item.get("options") or {}
    return Pending(
        item["ref"], item["kind"], item.get("state") or "", item.get("title") or "", options
    )


def _statements(row: Mapping[str, Any], pending: Sequence[Pending]) -> tuple[Statement, ...]:
    now = datetime.fromisoformat(row["now"])
    words = normalise(row["text"])
    days = find_days(words.plain, now=now, calendar=CountyCalendar())
    return cut(words, find_mentions(words.plain, pending, days), days, local_day(now))


def pieces_of(text: str) -> set[str]:
    """All runs of one to three characters of a marked text."""
    return {text[i : i + n] for n in range(1, LONGEST + 1) for i in range(len(text) - n + 1)}


def learn(lines: Sequence[Line]) -> Table:
    """The table for these lines."""
    counts = Counter(piece for line in lines for piece in line.pieces)
    words = sorted(piece for piece, count in counts.items() if count >= LEAST)
    words += sorted({sign for line in lines for sign in line.known})
    index = {word: number for number, word in enumerate(words)}
    labels = tuple(sorted({line.act for line in lines}))
    examples = [Example(_parts(line, index), labels.index(line.act)) for line in lines]
    learned = fit(examples, len(labels), len(words), cost=COST, passes=15)
    rows = {
        word: tuple(weights[number] for weights, _ in learned) for word, number in index.items()
    }
    return Table(labels, rows, tuple(bias for _, bias in learned))


def _parts(line: Line, index: Mapping[str, int]) -> list[tuple[list[int], float]]:
    found = sorted(index[piece] for piece in line.pieces if piece in index)
    beside = sorted(index[sign] for sign in line.known if sign in index)
    parts = [(beside, SIGN_SHARE)] if beside else []
    return [*parts, (found, 1 / sqrt(len(found)))] if found else parts


def judged(lines: Sequence[Line]) -> Iterator[tuple[Line, str, float]]:
    """Each line, held out of learning with its near duplicates: what it reads like, by how much."""
    order = sorted({line.group for line in lines})
    random.Random(5).shuffle(order)  # noqa: S311 (which fold, no secret)
    fold_of = {group: place % FOLDS for place, group in enumerate(order)}
    for fold in range(FOLDS):
        table = learn([line for line in lines if fold_of[line.group] != fold])
        index = {word: number for number, word in enumerate(table.rows)}
        rows = list(table.rows.values())
        for line in lines:
            if fold_of[line.group] == fold:
                yield line, *_best(table, rows, _parts(line, index), acts_of(line.role))


def _best(
    table: Table,
    rows: Sequence[Sequence[float]],
    parts: Iterable[tuple[list[int], float]],
    allowed: frozenset[str],
) -> tuple[str, float]:
    totals = list(table.start)
    for words, value in parts:
        for word in words:
            for at, weight in enumerate(rows[word]):
                totals[at] += value * weight
    scored = sorted(
        (total, label)
        for total, label in zip(totals, table.labels, strict=True)
        if label in allowed
    )
    return scored[-1][1], scored[-1][0] - scored[-2][0]


def check(lines: Sequence[Line]) -> list[tuple[float, int, int]]:
    """(least lead, acts from there on, how many of them are right) in cross-validation."""
    found = list(judged(lines))
    return [
        (least, len(acts), sum(act in line.right for line, act in acts))
        for least in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2)
        for acts in [[(line, act) for line, act, lead in found if act != NONE and lead >= least]]
    ]
