"""Learning: labelled messages and corrections in, a new version of the word tables out."""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp
from pathlib import Path

from nlp import linear
from nlp.bureaus import HAND_SHARE, city_words
from nlp.choosing import choose
from nlp.features import LEAD_SHARE, Counted, counts_as, lead_of, scale_of, scores, words_of
from nlp.hand import HandWords, hand_rows, seven_words
from nlp.keywords import Finder, Weights
from nlp.labelled import Labelled, read_labelled
from nlp.normal import normal
from nlp.tables import Table, digest, write_about, write_table
from nlp.topics import SEVEN

#: Different learned words that may be met in 390 characters of text, on average: those tried, and
#: of these the loudest, which are learned again and kept.
BUDGET, LOUDEST = 140.0, 50.0
#: From so many messages on; of few, every word is needed.
_MANY = 2000
#: How much more the telling words are trusted (0: all alike); by cross-validation.
TRUST = 0.4
#: Share of the messages kept aside once to see how sure the scores are.
_ASIDE = 0.2


class NothingToLearnError(ValueError):
    """Fewer than two labels, or no label with two messages."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A labelled message in its plain form."""

    text: str
    title: str | None
    label: str


@dataclass(frozen=True, slots=True)
class Sureness:
    """Confidence = 1 / (1 + exp(-(slope × margin + start))); margin: best score − second best."""

    slope: float
    start: float

    def of(self, margin: float) -> float:
        return 1 / (1 + exp(-min(max(self.slope * margin + self.start, -30.0), 30.0)))


def plain_rows(rows: Sequence[Labelled], column: str) -> list[Plain]:
    """The rows that have a label in ``column`` (topic or bureau), with their plain texts."""
    return [
        Plain(
            normal(row.text).text,
            normal(row.title).text if row.title else None,
            label,
        )
        for row in rows
        if (label := row.topic if column == "topic" else row.bureau)
    ]


def train(
    rows: Sequence[Plain],
    *,
    budget: float = BUDGET,
    loudest: float = LOUDEST,
    hand: HandWords | None = None,
    share: float = SEVEN.beside,
) -> Table:
    """Weights of words for each label, to be added to ``share`` of the hand rules ``hand`` (word →
    label → weight; rules for other labels are left out). ``budget``, ``loudest``: how many words
    are met on average among those tried and those kept. Raises NothingToLearnError."""
    sizes = Counter(row.label for row in rows)
    labels = tuple(sorted(sizes))
    if len(labels) < 2:
        raise NothingToLearnError("at least two different labels are needed")
    number = {label: i for i, label in enumerate(labels)}
    words = choose(
        [row.text for row in rows],
        [number[row.label] for row in rows],
        least=4 if len(rows) >= 2000 else 3 if len(rows) >= 200 else 2,
        budget=budget,
    )
    if not words:
        raise NothingToLearnError("no word occurs often enough to learn from")
    numbers = [number[row.label] for row in rows]
    given = _Given(labels, hand or {}, share)
    met = _met(rows, words)
    table = _fit(rows, numbers, labels, words, met, given)
    if len(rows) < _MANY:
        return table
    room = loudest * sum(len(row.text) for row in rows) / 390
    return _fit(rows, numbers, labels, _loudest(words, met, table, room), met, given)


def _fit(
    rows: Sequence[Plain],
    numbers: Sequence[int],
    labels: tuple[str, ...],
    words: Mapping[str, float],
    met: Mapping[str, int],
    given: "_Given",
) -> Table:
    index = {word: i for i, word in enumerate(words)}
    finder = Finder(words)
    examples = [
        example
        for row, label in zip(rows, numbers, strict=True)
        for example in _examples(row, label, finder, index, given)
    ]
    fitted = linear.fit(examples, len(labels), len(words), trust=_trust(words, met))
    return Table(
        labels=labels,
        rows={word: tuple([weights[i] for weights, _ in fitted]) for word, i in index.items()},
        start=tuple([start for _, start in fitted]),
    )


def _met(rows: Sequence[Plain], words: Iterable[str]) -> Counter[str]:
    """In how many texts each word stands."""
    finder = Finder(words)
    return Counter(word for row in rows for word in finder.words_in(row.text))


def _loudest(
    words: Mapping[str, float], met: Mapping[str, int], table: Table, room: float
) -> dict[str, float]:
    """The words that say most for and against all labels together, of which ``room`` are met in all
    the texts."""

    def loudness(word: str) -> float:
        return sum(weight * weight for weight in table.rows[word])

    by_weight = sorted(words, key=lambda word: (-loudness(word), word))
    spent = accumulate(met[word] for word in by_weight)
    kept = {word for word, so_far in zip(by_weight, spent, strict=True) if so_far <= room}
    return {word: tells for word, tells in words.items() if word in kept}


def _trust(words: Mapping[str, float], met: Mapping[str, int]) -> list[float]:
    """How freely each word may speak: by what it tells per occurrence, on average 1."""
    own = [tells ** (2 * TRUST) for tells in words.values()]
    counts = [met[word] for word in words]
    total = sum(value * count for value, count in zip(own, counts, strict=True))
    return [value * sum(counts) / total for value in own] if total else own


class _Given:
    """What the hand rules say, so that learning only adds what they do not know."""

    def __init__(self, labels: Sequence[str], hand: HandWords, share: float) -> None:
        self._share = share
        known = set(labels)
        rows = {
            word: {label: weight for label, weight in row.items() if label in known}
            for word, row in hand.items()
        }
        found, by_word = hand_rows({word: row for word, row in rows.items() if row})
        self._weights = Weights(found, by_word)
        self._finder = Finder(sorted(by_word)) if by_word else None
        self._at = [found.index(label) if label in found else None for label in labels]

    def for_text(self, plain: str, title: str | None = None) -> list[float]:
        """One number per label; empty when no hand rule is about these labels."""
        if self._finder is None:
            return []
        whole, lead = words_of(self._finder, plain, title)
        values = scores(self._weights, [0.0] * len(self._weights.labels), whole, lead)
        return [self._share * values[at] if at is not None else 0.0 for at in self._at]


def _examples(
    row: Plain, label: int, finder: Finder, index: dict[str, int], given: _Given
) -> list[linear.Example]:
    """The message itself, and copies as people write in a chat: title alone, without a telling
    beginning, a piece from the middle."""
    whole, lead = words_of(finder, row.text, row.title)
    title = row.title or lead_of(row.text)
    short = finder.counted_in(title)
    piece = row.text[20:60] if len(row.text) > 60 else ""
    middle = finder.counted_in(piece)

    def parts(words: Counted, much: float) -> linear.Parts:
        much *= scale_of(words)
        return [
            (sorted(index[word] for word in words if words[word] == times), much * counts_as(times))
            for times in sorted(set(words.values()))
        ]

    found: list[linear.Example] = []
    alone = 1 + LEAD_SHARE
    known = given.for_text(row.text, row.title)
    if whole and lead:
        both = (*parts(whole, 1.0), *parts(lead, LEAD_SHARE))
        found.append(linear.Example(both, label, given=known))
    if short and len(row.text) > len(row.title or ""):
        about = given.for_text(title)
        found.append(linear.Example(parts(short, alone), label, given=about))
    if whole:
        found.append(linear.Example(parts(whole, 1.0), label, 0.5, known))
    if middle:
        found.append(linear.Example(parts(middle, alone), label, 0.3, given.for_text(piece)))
    return found


def margin_of(values: Sequence[float]) -> float:
    """How far the best score is ahead of the second."""
    best = sorted(values)[-2:]
    return best[1] - best[0] if len(best) == 2 else 0.0


def fit_sureness(margins: Sequence[float], right: Sequence[bool]) -> Sureness:
    """Logistic regression of being right on the margin, by Newton's method."""
    slope, start = 1.0, 0.0
    for _ in range(50):
        g0 = g1 = 0.0
        h00 = h11 = 1e-3
        h01 = 0.0
        for margin, ok in zip(margins, right, strict=True):
            p = Sureness(slope, start).of(margin)
            error, curve = ok - p, p * (1 - p)
            g0 += error
            g1 += error * margin
            h00 += curve
            h01 += curve * margin
            h11 += curve * margin * margin
        fence = h00 * h11 - h01 * h01
        if fence <= 1e-9:
            break
        d0, d1 = (h11 * g0 - h01 * g1) / fence, (h00 * g1 - h01 * g0) / fence
        start, slope = start + d0, slope + d1
        if abs(d0) + abs(d1) < 1e-6:
            break
    return Sureness(max(slope, 0.0), start)


def try_out(
    table: Table,
    rows: Sequence[Plain],
    hand: HandWords | None = None,
    share: float = SEVEN.beside,
) -> tuple[list[bool], list[float]]:
    """For each row: whether the best label is right, and the margin."""
    weights, finder = Weights(table.labels, table.rows), Finder(table.rows)
    given = _Given(table.labels, hand or {}, share)
    right: list[bool] = []
    margins: list[float] = []
    for row in rows:
        whole, lead = words_of(finder, row.text, row.title)
        values = scores(weights, table.start, whole, lead)
        if known := given.for_text(row.text, row.title):
            values = [v + k for v, k in zip(values, known, strict=True)]
        right.append(table.labels[values.index(max(values))] == row.label)
        margins.append(margin_of(values))
    return right, margins


def twins_together(rows: Sequence[Plain], seed: int = 7) -> list[int]:
    """A number from 0 to 99 for each row, drawn at random, the same for near duplicates (the
    same title, or a long run of characters in common)."""
    parent = list(range(len(rows)))  # the first of those that belong together is at the top

    def top(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    first: dict[str, int] = {}
    for i, row in enumerate(rows):
        pieces = {row.text[k : k + 20] for k in range(max(len(row.text) - 19, 1))}
        for piece in pieces:
            one, other = top(i), top(first.setdefault(piece, i))
            parent[max(one, other)] = min(one, other)
    draw = random.Random(seed)  # noqa: S311 (a draw of rows, no secret)
    drawn = [draw.randrange(100) for _ in rows]
    return [drawn[top(i)] for i in range(len(rows))]


@dataclass(frozen=True, slots=True)
class Plan:
    """How a column is learned: the hand rules, their share while learning (0: the words learn as
    if there were none) and while reading, and the budget of words."""

    hand: HandWords
    learning: float
    reading: float
    budget: float


def plan_for(column: str) -> Plan:
    """The plan for "topic" or "bureau", both chosen by cross-validation (docs/model-card.md)."""
    if column == "topic":
        return Plan(seven_words(), 0.0, SEVEN.beside, BUDGET)
    return Plan(city_words(), 0.0, HAND_SHARE, BUDGET)


def learn_column(rows: Sequence[Plain], plan: Plan) -> tuple[Table, dict[str, object]]:
    """The table learned from all rows, and figures measured on a fifth kept aside once (near
    duplicates on one side): accuracy, the same for titles alone, and the sureness."""

    def trained(some: Sequence[Plain]) -> Table:
        return train(some, budget=plan.budget, hand=plan.hand, share=plan.learning)

    about: dict[str, object] = {"rows": len(rows), "labels": len({row.label for row in rows})}
    drawn = twins_together(rows)
    aside = [row for row, number in zip(rows, drawn, strict=True) if number < 100 * _ASIDE]
    rest = [row for row, number in zip(rows, drawn, strict=True) if number >= 100 * _ASIDE]
    sureness = Sureness(3.0, 0.0)
    if len(aside) >= 20 and len({row.label for row in rest}) >= 2:
        table = trained(rest)
        right, margins = try_out(table, aside, plan.hand, plan.reading)
        titles = [Plain(row.title, None, row.label) for row in aside if row.title]
        about["accuracy"] = round(sum(right) / len(right), 4)
        if titles:
            short_right, short_margins = try_out(table, titles, plan.hand, plan.reading)
            about["accuracy_titles"] = round(sum(short_right) / len(short_right), 4)
            right, margins = right + short_right, margins + short_margins
        sureness = fit_sureness(margins, right)
        about["aside"] = len(aside)
    about["slope"], about["start"] = round(sureness.slope, 4), round(sureness.start, 4)
    return trained(rows), about


def learn(
    files: Sequence[Path],
    out: Path,
    *,
    learned_on: str = "",
    source: str = "",
    say: Callable[[str], None] = lambda line: None,
) -> dict[str, dict[str, object]]:
    """Learns from labelled CSV files and writes a version into the directory ``out``.

    ``learned_on``: the day, passed in; ``source``: what kind of text it was. Returns what stands
    in ``version.toml``. Raises LabelledFileError, NothingToLearnError.
    """
    rows = read_labelled(files)
    about: dict[str, dict[str, object]] = {
        "version": {"learned_on": learned_on, "source": source, "sources": digest(files)}
    }
    out.mkdir(parents=True, exist_ok=True)
    for column in ("topic", "bureau"):
        own = plain_rows(rows, column)
        if not own:
            continue
        table, figures = learn_column(own, plan_for(column))
        write_table(out / f"{column}s.tsv", table)
        figures["words"] = len(table.rows)
        about[column] = figures
        say(f"{column}: " + ", ".join(f"{key} {value}" for key, value in figures.items()))
    if len(about) == 1:
        raise NothingToLearnError("no row has a topic or a bureau")
    write_about(out / "version.toml", about)
    return about


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``learn --out DIR FILES…``."""
    parser.add_argument("--out", type=Path, required=True, help="directory of the new version")
    parser.add_argument("--learned-on", default="", help="the day, e.g. 2026-11-20")
    parser.add_argument("--source", default="", help="what kind of text it was learned from")
    parser.add_argument(
        "files", type=Path, nargs="+", help="CSV: title, detail or text, topic, bureau"
    )


def run(options: argparse.Namespace) -> int:
    """Learns and says what came out. Raises OSError or ValueError with one clear line."""
    learn(
        options.files,
        options.out,
        learned_on=options.learned_on,
        source=options.source,
        say=_say,
    )
    return 0
