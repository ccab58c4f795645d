"""Measuring a version on labelled messages, with what the figures are worth."""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from nlp.bureaus import BureauReader
from nlp.labelled import Labelled, read_labelled
from nlp.learn import plain_rows, plan_for, train, twins_together
from nlp.tables import SHIPPED, read_version, write_table
from nlp.topics import TopicReader

#: Shares of the messages, surest first, for which the share that is right is reported.
COVERAGES = (1.0, 0.9, 0.8, 0.7, 0.5)
_NOTHING = "(none)"


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer: what it should be, the answers surest first, and how sure."""

    label: str
    answers: tuple[str, ...]
    confidence: float

    @property
    def right(self) -> bool:
        return self.answers[:1] == (self.label,)


@dataclass(frozen=True, slots=True)
class Figures:
    """``accuracy`` and ``macro_f1`` 0–1; ``interval``: 95 % (Wilson) of the accuracy;
    ``among_three``: the label is one of the three surest; ``per_label``: label → (precision,
    recall, F1, messages); ``coverage``: (share of messages, surest first; share right in them;
    confidence of the last of them); ``confusions``: (label, answer, how often)."""

    messages: int
    accuracy: float
    interval: tuple[float, float]
    macro_f1: float
    among_three: float
    per_label: dict[str, tuple[float, float, float, int]]
    coverage: tuple[tuple[float, float, float], ...]
    confusions: tuple[tuple[str, str, int], ...]


def wilson(right: int, total: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson)."""
    if not total:
        return 0.0, 1.0
    z, p = 1.96, right / total
    middle = (p + z * z / (2 * total)) / (1 + z * z / total)
    half = z * sqrt(p * (1 - p) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return middle - half, middle + half


def figures(judged: Sequence[Judged]) -> Figures:
    """All figures of a list of answers; ValueError if it is empty."""
    if not judged:
        raise ValueError("nothing to evaluate")
    right = sum(j.right for j in judged)
    answers = [j.answers[0] if j.answers else _NOTHING for j in judged]
    per_label: dict[str, tuple[float, float, float, int]] = {}
    for label in sorted({j.label for j in judged}):
        own = sum(j.label == label for j in judged)
        said = answers.count(label)
        hit = sum(j.right for j in judged if j.label == label)
        precision, recall = hit / said if said else 0.0, hit / own
        f1 = 2 * precision * recall / (precision + recall) if hit else 0.0
        per_label[label] = (precision, recall, f1, own)
    surest = sorted(judged, key=lambda j: -j.confidence)
    coverage: list[tuple[float, float, float]] = []
    for share in COVERAGES:
        first = surest[: max(round(share * len(surest)), 1)]
        coverage.append((share, sum(j.right for j in first) / len(first), first[-1].confidence))
    wrong = Counter(
        (j.label, answer) for j, answer in zip(judged, answers, strict=True) if not j.right
    )
    return Figures(
        messages=len(judged),
        accuracy=right / len(judged),
        interval=wilson(right, len(judged)),
        macro_f1=sum(row[2] for row in per_label.values()) / len(per_label),
        among_three=sum(j.label in j.answers[:3] for j in judged) / len(judged),
        per_label=per_label,
        coverage=tuple(coverage),
        confusions=tuple((a, b, count) for (a, b), count in wrong.most_common(12)),
    )


def judge_topics(
    rows: Sequence[Labelled], reader: TopicReader, *, titles: bool = False
) -> list[Judged]:
    """Reads every row that has a topic; ``titles``: its title alone (rows without one left out).

    A label with levels (城乡建设/…) is compared by as many levels as the reader's scheme has.
    """
    judged: list[Judged] = []
    for row in rows:
        if row.topic is None or (titles and not row.title):
            continue
        text = row.title if titles and row.title else row.text
        reading = reader.classify(text)
        label = row.topic if reader.scheme == "seven" else row.topic.partition("/")[0]
        answers = tuple(topic for topic, _ in reading.scores[:3]) if reading.topic else ()
        judged.append(Judged(label, answers, reading.confidence))
    return judged


def judge_bureaus(rows: Sequence[Labelled], model: Path | None) -> list[Judged]:
    """Reads every row that has a bureau, in the scheme of the labelled bureaus."""
    topics, bureaus = TopicReader(None), BureauReader(model, "bureaus22")
    judged: list[Judged] = []
    for row in rows:
        if row.bureau is not None:
            ranked = bureaus.rank(row.text, topics.classify(row.text))
            ahead = ranked[0].score - ranked[1].score if len(ranked) > 1 else 0.0
            judged.append(Judged(row.bureau, tuple(b.name for b in ranked), ahead))
    return judged


def evaluate(
    file: Path, model: Path | None = SHIPPED, *, scheme: str | None = None
) -> dict[str, Figures]:
    """Figures for what the file has labels for: "topic", "title alone", "bureau".

    ``scheme``: as for TopicReader; None: "seven" (the labels of the version) when the file's
    topics are labels of the version or of the seven, else "county". ``model`` None: hand rules.
    """
    rows = read_labelled([file])
    found: dict[str, Figures] = {}
    labels = {row.topic for row in rows if row.topic}
    if labels:
        reader = TopicReader(model, scheme or _scheme(labels, model))
        found["topic"] = figures(judge_topics(rows, reader))
        if titles := judge_topics(rows, reader, titles=True):
            found["title alone"] = figures(titles)
    if any(row.bureau for row in rows):
        found["bureau"] = figures(judge_bureaus(rows, model))
    if not found:
        raise ValueError(f"{file}: no labelled rows")
    return found


def _scheme(labels: set[str], model: Path | None) -> str:
    table = read_version(model, bureaus=False).topics if model is not None else None
    known = set(table.labels) if table else set(TopicReader(None, "seven").topics)
    return "seven" if labels <= known else "county"


def cross_validate(
    file: Path, folds: int = 5, *, say: Callable[[str], None] = lambda line: None
) -> dict[str, Figures]:
    """The figures of learning itself: each row is read by a version that was learned without its
    fold. Near duplicates are in one fold. The confidence is not fitted, so only its order counts.
    ValueError for fewer than two folds."""
    if folds < 2:
        raise ValueError("at least two folds are needed")
    rows = read_labelled([file])
    judged: dict[str, list[Judged]] = {}
    for column in ("topic", "bureau"):
        own = [row for row in rows if getattr(row, column)]
        plain = plain_rows(own, column)
        drawn = [number % folds for number in twins_together(plain)]
        plan = plan_for(column)
        for fold in range(folds) if own else ():
            rest = [row for row, number in zip(plain, drawn, strict=True) if number != fold]
            aside = [row for row, number in zip(own, drawn, strict=True) if number == fold]
            with tempfile.TemporaryDirectory() as directory:
                where = Path(directory)
                table = train(rest, budget=plan.budget, hand=plan.hand, share=plan.learning)
                write_table(where / f"{column}s.tsv", table)
                if column == "bureau":
                    judged.setdefault("bureau", []).extend(judge_bureaus(aside, where))
                    continue
                reader = TopicReader(where, "seven")
                judged.setdefault("topic", []).extend(judge_topics(aside, reader))
                titles = judge_topics(aside, reader, titles=True)
                judged.setdefault("title alone", []).extend(titles)
            say(f"{column}: fold {fold + 1} of {folds}")
    if not judged:
        raise ValueError(f"{file}: no labelled rows")
    return {name: figures(found) for name, found in judged.items() if found}


def report(name: str, f: Figures) -> str:
    """The figures as lines of text."""
    low, high = f.interval
    lines = [
        f"== {name}: {f.messages} messages",
        f"accuracy {f.accuracy:.4f} (95 %: {low:.4f}–{high:.4f})  macro-F1 {f.macro_f1:.4f}"
        f"  among three {f.among_three:.4f}",
        "surest  right   confidence from",
        *(f"{share:5.0%}   {ok:.4f}  {least:.3f}" for share, ok, least in f.coverage),
        "precision  recall  F1      messages  label",
        *(
            f"{p:.4f}     {r:.4f}  {f1:.4f}  {count:<8}  {label}"
            for label, (p, r, f1, count) in f.per_label.items()
        ),
        "taken for (most frequent)",
        *(f"{count:4}  {label} → {answer}" for label, answer, count in f.confusions),
    ]
    return "\n".join(lines)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``evaluate FILE [--model DIR] [--untrained] [--scheme S] [--folds N]``."""
    parser.add_argument("file", type=Path, help="CSV: title, detail or text, topic and/or bureau")
    parser.add_argument("--model", type=Path, default=SHIPPED, metavar="DIR", help="a version")
    parser.add_argument("--untrained", action="store_true", help="the hand rules alone")
    parser.add_argument("--scheme", choices=("county", "seven"), help="default: as the labels are")
    parser.add_argument(
        "--folds",
        type=int,
        metavar="N",
        help="cross-validate learning from FILE, without a version",
    )


def run(options: argparse.Namespace) -> int:
    """Prints the report. Raises OSError or ValueError with one clear line."""
    if options.folds is not None:
        crossed = cross_validate(options.file, options.folds, say=_progress)
        for name, found in crossed.items():
            sys.stdout.write(report(name, found) + "\n")
        return 0
    model = None if options.untrained else options.model
    for name, found in evaluate(options.file, model, scheme=options.scheme).items():
        sys.stdout.write(report(name, found) + "\n")
    return 0


def _progress(line: str) -> None:
    sys.stderr.write(f"{line}\n")
