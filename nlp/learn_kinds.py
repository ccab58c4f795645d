"""``python -m nlp kinds``: learn the words of nlp/kind_words.py again from nlp/corpus.

``nlp/corpus/kinds`` is one file of made-up messages per kind, one message per line; a new line and
this command are all that it takes to teach a phrasing. Those of ``nlp/corpus/messages`` that tell
their kind are learned beside them. The same corpus gives the same bytes.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from nlp import kinds, sounds
from nlp.cues import Cues
from nlp.kind_rules import by_rules
from nlp.kind_words import SIGN_SHARE, TABLE, bare, signs, speaks_of_cadres
from nlp.linear import Example, fit
from nlp.messages import messages
from nlp.normal import normal
from nlp.pieces import is_sound
from nlp.place_strings import place_strings
from nlp.tables import Table, write_table
from nlp.topics import TopicReader
from nlp.urgency import DANGER

CORPUS = Path(__file__).parent / "corpus" / "kinds"
LONGEST = 3
#: A piece must stand in so many messages.
LEAST = 3
COST = 0.4
FOLDS = 5
#: What people put around what they say; a second copy of a message has one of these.
_BEFORE = ("您好 ", "领导 ", "你好，", "喂 ", "我是三组的 ", "那个 ", "我说 ", "请看一下 ")
_AFTER = (" 谢谢", "！！", " 麻烦了", "啊", " 城东的", " 15500000000", "。。", " 急")


@dataclass(frozen=True, slots=True)
class Line:
    """One message of the corpus with what is known of it; ``copy``: made from another line."""

    text: str
    kind: str
    known: tuple[str, ...]
    copy: bool = False
    weight: float = 1.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--corpus", type=Path, default=CORPUS, metavar="DIR", help="KIND.txt files")
    parser.add_argument("--out", type=Path, default=TABLE, metavar="FILE.tsv")
    parser.add_argument("--check", action="store_true", help="cross-validate, write nothing")


def run(options: argparse.Namespace) -> int:
    """Exit status 0. OSError for an unreadable corpus, ValueError for a file of no kind."""
    lines = read_corpus(options.corpus)
    if options.check:
        right, by_kind = check(lines)
        each = "  ".join(f"{kind} {hits}/{of}" for kind, (hits, of) in sorted(by_kind.items()))
        sys.stdout.write(f"{right:.3f} right in {FOLDS}-fold cross-validation\n{each}\n")
    else:
        write_table(options.out, learn(lines))
    return 0


def read_corpus(corpus: Path) -> list[Line]:
    """Each message, and a copy of the longer ones with something said around it. ValueError for a
    file of no kind."""
    said: list[tuple[str, str, float]] = []
    for file in sorted(corpus.glob("*.txt")):
        if file.stem not in kinds.KINDS:
            raise ValueError(f"{file}: {file.stem} is no kind")
        said += [(line, file.stem, 1.0) for line in file.read_text("utf-8").splitlines() if line]
    if corpus == CORPUS:
        said += _all_labels({text for text, _, _ in said})
    known = _Known()
    lines: list[Line] = []
    for number, (text, kind, weight) in enumerate(said):
        lines.append(Line(text, kind, known.of(text), weight=weight))
        if len(text) >= 7 and kind not in ("greeting", "unclear", "thanks") and weight == 1.0:
            around = _BEFORE[number % 8] + text if number % 2 else text + _AFTER[number // 2 % 8]
            lines.append(Line(around, kind, known.of(around), copy=True, weight=0.5))
    return lines


def _all_labels(known: set[str]) -> Iterable[tuple[str, str, float]]:
    """The messages that carry every label, but for those of ``known`` text: (text, kind, how much
    it counts). Danger to life is a problem, whatever else is said; what speaks ill of a body is
    half an accusation, so it counts little."""
    for message in messages():
        if message.text in known:
            continue
        if message.urgency == DANGER:
            yield message.text, kinds.PROBLEM, 0.4
        else:
            doubtful = message.blame and message.kind == kinds.PROBLEM
            yield message.text, message.kind, 0.2 if doubtful else 1.0


class _Known:
    """The signs of a message as a county sees them that has no places of its own yet."""

    def __init__(self) -> None:
        self._cues = Cues({**kinds.groups(), **kinds.chat_groups()})
        self._topics = TopicReader(None)

    def of(self, text: str) -> tuple[str, ...]:
        plain = normal(text).text
        found = self._cues.scan(plain)
        topic = self._topics.classify_plain(plain)
        place = bool(place_strings(plain))
        rule = by_rules(
            plain,
            found,
            certain=topic.confidence if topic.topic else 0.0,
            place=place,
            written=text,
        )
        return signs(
            rule.kind,
            far="far.far" in found,
            place=place,
            ours=False,
            cadre=speaks_of_cadres(found),
        )


def pieces(plain: str) -> set[str]:
    """All runs of one to three characters of a marked text."""
    text = bare(plain)
    return {text[i : i + n] for n in range(1, LONGEST + 1) for i in range(len(text) - n + 1)} - {
        "^",
        "$",
    }


def features(plain: str) -> set[str]:
    """The pieces of a plain text and the sounds it has (:mod:`nlp.sounds`)."""
    return pieces(plain) | sounds.pairs(plain)


def learn(lines: Sequence[Line]) -> Table:
    """The table for these lines."""
    found = [features(normal(line.text).text) for line in lines]
    counts = Counter(
        piece
        for line, of_line in zip(lines, found, strict=True)
        if not line.copy
        for piece in of_line
    )
    words = sorted(piece for piece, count in counts.items() if count >= LEAST)
    words += sorted({sign for line in lines for sign in line.known})
    index = {word: number for number, word in enumerate(words)}
    labels = kinds.KINDS
    examples = [
        Example(_parts(of_line, line.known, index), labels.index(line.kind), line.weight)
        for line, of_line in zip(lines, found, strict=True)
    ]
    learned = fit(examples, len(labels), len(words), cost=COST, passes=15)
    rows = {
        word: tuple(weights[number] for weights, _ in learned) for word, number in index.items()
    }
    return Table(labels, rows, tuple(bias for _, bias in learned))


def _parts(
    of_line: Iterable[str], known: Iterable[str], index: dict[str, int]
) -> list[tuple[list[int], float]]:
    beside = [index[sign] for sign in known if sign in index]
    parts = [(beside, SIGN_SHARE)] if beside else []
    found = [word for word in of_line if word in index]
    for words in ([w for w in found if not is_sound(w)], [w for w in found if is_sound(w)]):
        if words:
            parts.append((sorted(index[w] for w in words), 1 / sqrt(len(words))))
    return parts


def check(lines: Sequence[Line]) -> tuple[float, dict[str, tuple[int, int]]]:
    """(share right, kind → (right, of)) in cross-validation; a copy stays with its line."""
    groups: list[int] = []
    for line in lines:
        groups.append(groups[-1] if line.copy else len(set(groups)) if groups else 0)
    order = sorted(set(groups))
    random.Random(5).shuffle(order)  # noqa: S311 (which fold, no secret)
    fold_of = {group: place % FOLDS for place, group in enumerate(order)}
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for fold in range(FOLDS):
        table = learn([x for x, g in zip(lines, groups, strict=True) if fold_of[g] != fold])
        for line, group in zip(lines, groups, strict=True):
            if fold_of[group] == fold and not line.copy:
                total[line.kind] += 1
                right[line.kind] += _best(table, line) == line.kind
    by_kind = {kind: (right[kind], total[kind]) for kind in total}
    return right.total() / max(total.total(), 1), by_kind


def _best(table: Table, line: Line) -> str:
    index = {word: number for number, word in enumerate(table.rows)}
    rows = list(table.rows.values())
    totals = list(table.start)
    for words, value in _parts(features(normal(line.text).text), line.known, index):
        for word in words:
            for at, weight in enumerate(rows[word]):
                totals[at] += value * weight
    return table.labels[totals.index(max(totals))]
