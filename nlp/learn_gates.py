"""``python -m nlp.learn_gates``: learns the two gates (:mod:`nlp.gates`) anew, always the same way.

Read are the project's own sentences: ``nlp/training/*.tsv`` and the drills in ``tests/data``.
``--ordinary FILES``: CSV of real messages (title, detail, text), which count as no danger; words
are taken from the own sentences only, so nothing that a real person wrote gets into a table.
"""

import argparse
import csv
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp import linear, urgency
from nlp.avoidance import SOMEBODY, blame_groups
from nlp.choosing import runs_of
from nlp.cues import word_groups
from nlp.gates import GROUP, GROUP_SHARE, WHERE, Gate, gate_of
from nlp.keywords import Finder
from nlp.normal import normal
from nlp.tables import Table, write_table

ROOT = Path(__file__).parent.parent
TRAINING = ROOT / "nlp" / "training"
DRILLS = ROOT / "tests" / "data"
#: Own sentences about everyday matters; none tells of a danger now that the rules do not see.
_EVERYDAY = ("topic_sayings.csv", "topic_sayings_2.csv", "topic_sayings_3.csv")
_SAMPLE = 3000
_COST = 0.5


@dataclass(frozen=True, slots=True)
class Sentence:
    """``yes``: whether it is a danger now, or blames; ``weight``: how much it counts."""

    text: str
    yes: bool
    weight: float = 1.0


def labelled(path: Path) -> list[tuple[str, str]]:
    """(label, plain text) of a file of lines ``label<TAB>text``, with or without heading."""
    lines = (line.split("\t") for line in path.read_text("utf-8").splitlines() if line)
    return [(label, normal(text).text) for label, text in lines if (label, text) != HEADING]


HEADING = ("label", "text")


def danger_sentences() -> list[Sentence]:
    """The corpus of danger: its own file first, then the drills and what is about other things."""
    own = [Sentence(t, label == "danger") for label, t in labelled(TRAINING / "danger.tsv")]
    for name in ("danger_drill", "danger_drill_2", "danger_drill_3"):
        own += [Sentence(t, True) for _, t in labelled(DRILLS / f"{name}.tsv")]
    own += [Sentence(t, False) for _, t in labelled(DRILLS / "ordinary_drill.tsv")]
    calm = [t for _, t in labelled(DRILLS / "avoidance_drill.tsv")]
    calm += [t for _, t in labelled(DRILLS / "kinds_drill.tsv")]
    for name in _EVERYDAY:
        with (DRILLS / name).open(encoding="utf-8-sig", newline="") as file:
            calm += [normal(row["text"]).text for row in csv.DictReader(file)]
    own += [Sentence(t, False) for t in calm if not urgency.by_rules(t)]
    own += [Sentence(t, False, 0.5) for _, t in labelled(TRAINING / "blame.tsv")]
    return own


def blame_sentences() -> list[Sentence]:
    """The corpus of blame, and messages about other things that blame nobody of an office."""
    own = [Sentence(t, label == "blame") for label, t in labelled(TRAINING / "blame.tsv")]
    own += [Sentence(t, who != "-") for who, t in labelled(DRILLS / "avoidance_drill.tsv")]
    calm = {"problem", "thanks", "status", "policy_question", "project_wish", "greeting"}
    own += [Sentence(t, False) for k, t in labelled(DRILLS / "kinds_drill.tsv") if k in calm]
    # These complain of offices now and then; left out, since nobody labelled them.
    unsure = ("公安", "派出所", "局", "法官", "村里", "不给", "关系")
    own += [
        Sentence(t, False, 0.7)
        for label, t in labelled(TRAINING / "danger.tsv")
        if not any(word in t for word in unsure)
    ]
    return own


def ordinary(files: Sequence[Path], seed: int = 1) -> list[Sentence]:
    """A drawn sample of real short messages, as no danger."""
    csv.field_size_limit(10_000_000)
    found: dict[str, None] = {}
    for path in files:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                for column in ("title", "detail", "text"):
                    plain = normal(row.get(column) or "").text.strip()
                    if 4 <= len(plain) <= urgency.LETTER:
                        found[plain] = None
    rows = list(found)
    draw = random.Random(seed)  # noqa: S311 (a draw of rows, no secret)
    return [Sentence(t, False, 0.3) for t in draw.sample(rows, min(_SAMPLE, len(rows)))]


def pieces(plain: str) -> set[str]:
    """Runs of one and two characters, and words of Latin letters (pinyin)."""
    found: set[str] = set()
    for run in runs_of(plain):
        if run[0] < "\u0100":
            found.add(run)
        else:
            found.update(run)
            found.update(run[i : i + 2] for i in range(len(run) - 1))
    return found


def fit(
    own: Sequence[Sentence],
    groups_of: "Groups",
    others: Sequence[Sentence] = (),
    *,
    label: str,
    least: int = 2,
) -> Table:
    """One column of weights. ``own`` gives the words (those in ``least`` sentences), ``own`` and
    ``others`` the weights."""
    counts: Counter[str] = Counter()
    for sentence in own:
        counts.update(pieces(sentence.text))
    words = sorted(word for word, count in counts.items() if count >= least)
    finder = Finder(words)
    names = sorted(groups_of.names)
    index = {word: i for i, word in enumerate(words)}
    index |= {GROUP + name: len(words) + i for i, name in enumerate(names)}
    examples = []
    for sentence in (*own, *others):
        found = sorted(index[word] for word in finder.words_in(sentence.text))
        groups = sorted(index[GROUP + g] for g in groups_of(sentence.text))
        parts = [(found, 1 / len(found) ** 0.5)] if found else []
        if groups:
            parts.append((groups, GROUP_SHARE))
        examples.append(linear.Example(parts, 0 if sentence.yes else 1, sentence.weight))
    (weights, start), *_ = linear.fit(examples, 1, len(index), cost=_COST, passes=40)
    return Table((label,), {word: (weights[i],) for word, i in index.items()}, (start,))


@dataclass(frozen=True, slots=True)
class Groups:
    """Which of the groups ``names`` a text has, the same as when reading."""

    names: frozenset[str]
    kind: str

    def __call__(self, plain: str) -> Iterable[str]:
        found = urgency.groups_in(plain) if self.kind == "danger" else blame_groups(plain)
        return set(found) & self.names


DANGER_GROUPS = Groups(frozenset(word_groups("urgency")), "danger")
BLAME_GROUPS = Groups(frozenset((*word_groups("avoidance"), SOMEBODY)), "blame")


def fold(
    own: Sequence[Sentence],
    groups_of: Groups,
    folds: int = 5,
    first: int | None = None,
    others: Sequence[Sentence] = (),
    seed: int = 3,
) -> list[tuple[bool, float, str]]:
    """(yes, score, text) of the first ``first`` sentences, each scored by a gate that has not seen
    it."""
    count = len(own) if first is None else first
    order = list(range(count))
    random.Random(seed).shuffle(order)  # noqa: S311 (a draw of rows, no secret)
    scored: list[tuple[bool, float, str]] = []
    for turn in range(folds):
        aside = set(order[turn::folds])
        rest = [s for i, s in enumerate(own) if i not in aside]
        gate: Gate = gate_of(fit(rest, groups_of, others, label="yes"))
        for i in sorted(aside):
            text = own[i].text
            scored.append((own[i].yes, gate.score(text, groups_of(text)), text))
    return scored


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes ``danger.tsv`` and ``blame.tsv`` into ``--out``."""
    parser = argparse.ArgumentParser(prog="python -m nlp.learn_gates", description=__doc__)
    parser.add_argument("--out", type=Path, default=WHERE)
    parser.add_argument("--ordinary", type=Path, nargs="*", default=[], metavar="FILE.csv")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    real = ordinary(options.ordinary)
    danger = fit(danger_sentences(), DANGER_GROUPS, real, label="danger")
    blame = fit(blame_sentences(), BLAME_GROUPS, label="blame")
    for table in (danger, blame):
        write_table(options.out / f"{table.labels[0]}.tsv", table)
        sys.stdout.write(f"{table.labels[0]}: {len(table.rows)} words\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
