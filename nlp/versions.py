"""Versions of the learned words: what would change, put in force, go back.

Nothing is put in force by itself: a person tries a new version on past messages, reads what would
change, and says so.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp.labelled import title_and_text
from nlp.tables import SHIPPED, go_back, put_in_force, version_dir
from nlp.topics import TopicReader

#: Changed messages shown in full.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Change:
    """One message that two versions read differently. ``label``: what is right, if known."""

    text: str
    before: str | None
    after: str | None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """``better``, ``worse``: how many changed messages with a label became right or wrong."""

    messages: int
    changes: tuple[Change, ...]

    @property
    def better(self) -> int:
        return sum(c.label is not None and c.after == c.label for c in self.changes)

    @property
    def worse(self) -> int:
        return sum(c.label is not None and c.before == c.label for c in self.changes)


def compare(
    before: TopicReader,
    after: TopicReader,
    texts: Sequence[str],
    labels: Sequence[str | None] | None = None,
) -> Comparison:
    """Reads all texts with both and keeps those whose topic differs."""
    known = labels if labels is not None else [None] * len(texts)
    changes = [
        Change(text, was, now, label)
        for text, label in zip(texts, known, strict=True)
        if (was := before.classify(text).topic) != (now := after.classify(text).topic)
    ]
    return Comparison(len(texts), tuple(changes))


def report(found: Comparison) -> str:
    """What would change, as lines of text."""
    lines = [
        f"{found.messages} messages read, {len(found.changes)} would change; "
        f"of those with a label {found.better} would become right, {found.worse} wrong",
    ]
    moves = Counter((c.before, c.after) for c in found.changes)
    lines += [f"{count:5}  {was} → {now}" for (was, now), count in moves.most_common(SHOWN)]
    for change in found.changes[:SHOWN]:
        text = change.text.replace("\n", " ")[:60]
        right = f" (right: {change.label})" if change.label else ""
        lines.append(f"  {change.before} → {change.after}{right}: {text}")
    return "\n".join(lines)


def _read_texts(file: Path) -> tuple[list[str], list[str | None]]:
    import csv

    csv.field_size_limit(10_000_000)
    texts: list[str] = []
    labels: list[str | None] = []
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            cells = {key: value or "" for key, value in row.items() if key}
            _, text = title_and_text(cells)
            if text:
                texts.append(text)
                labels.append(cells.get("topic") or None)
    return texts, labels


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``versions list | try NAME FILE | use NAME | back``, all with ``--versions DIR``."""
    parser.add_argument("act", choices=("list", "try", "use", "back"))
    parser.add_argument("name", nargs="?", help="the version (a directory beside the others)")
    parser.add_argument("file", nargs="?", type=Path, help="try: CSV of past messages")
    parser.add_argument("--versions", type=Path, default=SHIPPED, metavar="DIR")


def run(options: argparse.Namespace) -> int:
    """One act. Raises OSError or ValueError with one clear line."""
    versions: Path = options.versions
    say = sys.stdout.write
    if options.act == "list":
        for entry in sorted(p for p in versions.iterdir() if p.is_dir()):
            mark = "*" if entry == version_dir(versions) else " "
            say(f"{mark} {entry.name}\n")
        return 0
    if options.act == "back":
        say(f"in force: {go_back(versions)}\n")
        return 0
    if not options.name:
        raise ValueError("which version? name it")
    if options.act == "use":
        put_in_force(versions, options.name)
        say(f"in force: {options.name}\n")
        return 0
    if options.file is None:
        raise ValueError("try needs a file of past messages")
    texts, labels = _read_texts(options.file)
    before, after = TopicReader(versions), TopicReader(versions / options.name)
    say(report(compare(before, after, texts, labels)) + "\n")
    return 0
