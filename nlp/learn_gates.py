"""``python -m nlp.learn_gates``: learns the gates (:mod:`nlp.gates`) anew, always the same way.

Read are the project's own sentences: ``nlp/corpus/messages``, ``nlp/training/*.tsv``, the drills in
``tests/data`` and, as what is no danger, ``nlp/corpus/kinds``.
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
from itertools import pairwise
from pathlib import Path

from nlp import linear, sounds, urgency
from nlp.avoidance import blame_groups
from nlp.avoidance_words import SOMEBODY
from nlp.choosing import runs_of
from nlp.cues import word_groups
from nlp.gates import GROUP, GROUP_SHARE, WHERE, Gate, gate_of
from nlp.keywords import Finder
from nlp.messages import Message, messages
from nlp.normal import normal
from nlp.pieces import is_sound
from nlp.tables import Table, write_table

ROOT = Path(__file__).parent.parent
TRAINING = ROOT / "nlp" / "training"
KINDS = ROOT / "nlp" / "corpus" / "kinds"
DRILLS = ROOT / "tests" / "data"
#: Own sentences about everyday matters; none tells of a danger now that the rules do not see.
_EVERYDAY = ("topic_sayings.csv", "topic_sayings_2.csv", "topic_sayings_3.csv")
#: Kinds of message that blame nobody of an office.
_CALM = frozenset(
    {
        "advertising",
        "correction",
        "data_rights",
        "elsewhere",
        "greeting",
        "human",
        "joining",
        "law_opinion",
        "policy_question",
        "project_wish",
        "thanks",
        "unclear",
        "withdrawal",
    }
)
_SAMPLE = 3000
_COST = 0.5
#: What must be met in full counts more.
_DRILL = 2.0
#: Every so many sentences one is learned once more as it is written in pinyin.
_IN_PINYIN = 3
_PINYIN_WEIGHT = 0.4


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


def _from_kinds(names: Iterable[str] | None = None) -> list[str]:
    """The messages of the corpus of kinds that the rules take for no danger."""
    found = []
    for path in sorted(KINDS.glob("*.txt")):
        if names is None or path.stem in names:
            lines = [normal(line).text for line in path.read_text("utf-8").splitlines() if line]
            found += [text for text in lines if not urgency.by_rules(text)]
    return found


def danger_sentences(more: Sequence[Message] | None = None) -> list[Sentence]:
    """The corpus of danger: its own file, the messages with all labels (``more``: others instead
    of the project's), the drills, and what is about other things. Each text once."""
    own = [Sentence(t, label == "danger") for label, t in labelled(TRAINING / "danger.tsv")]
    for message in messages() if more is None else more:
        own.append(Sentence(normal(message.text).text, message.urgency == urgency.DANGER))
    for name in ("danger_drill", "danger_drill_2", "danger_drill_3"):
        own += [Sentence(t, True, _DRILL) for _, t in labelled(DRILLS / f"{name}.tsv")]
    own += [Sentence(t, False, _DRILL) for _, t in labelled(DRILLS / "ordinary_drill.tsv")]
    calm = [t for _, t in labelled(DRILLS / "avoidance_drill.tsv")]
    calm += [t for _, t in labelled(DRILLS / "kinds_drill.tsv")]
    for name in _EVERYDAY:
        with (DRILLS / name).open(encoding="utf-8-sig", newline="") as file:
            calm += [normal(row["text"]).text for row in csv.DictReader(file)]
    own += [Sentence(t, False) for t in calm if not urgency.by_rules(t)]
    own += [Sentence(t, False, 0.7) for t in _from_kinds()]
    own += [Sentence(t, False, 0.5) for _, t in labelled(TRAINING / "blame.tsv")]
    return _each_once(own)


def blame_sentences(more: Sequence[Message] | None = None) -> list[Sentence]:
    """The corpus of blame, and messages about other things that blame nobody of an office."""
    own = [Sentence(t, label == "blame") for label, t in labelled(TRAINING / "blame.tsv")]
    for message in messages() if more is None else more:
        if message.blame is not None:
            own.append(Sentence(normal(message.text).text, message.blame))
    drill = labelled(DRILLS / "avoidance_drill.tsv")
    own += [Sentence(t, who != "-", _DRILL) for who, t in drill]
    calm = {"problem", "thanks", "status", "policy_question", "project_wish", "greeting"}
    own += [Sentence(t, False) for k, t in labelled(DRILLS / "kinds_drill.tsv") if k in calm]
    own += [Sentence(t, False, 0.7) for t in _from_kinds(_CALM)]
    # These complain of offices now and then; left out, since nobody labelled them.
    unsure = ("公安", "派出所", "局", "法官", "村里", "不给", "关系")
    own += [
        Sentence(t, False, 0.7)
        for label, t in labelled(TRAINING / "danger.tsv")
        if not any(word in t for word in unsure)
    ]
    return _each_once(own)


def _each_once(sentences: Iterable[Sentence]) -> list[Sentence]:
    """The first of those with the same words: what stands first was labelled on purpose."""
    return list({s.text: s for s in reversed(list(sentences))}.values())[::-1]


def kinds_of_danger(more: Sequence[Message] | None = None) -> list[tuple[str, str]]:
    """(kind of danger, plain text) of every danger whose kind somebody named."""
    own = [
        (message.danger, normal(message.text).text)
        for message in (messages() if more is None else more)
        if message.danger and message.danger != "general"
    ]
    for name in ("danger_drill", "danger_drill_2", "danger_drill_3"):
        own += labelled(DRILLS / f"{name}.tsv")
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
    """Runs of one and two Chinese characters, and the runs of two syllables they sound like."""
    found = set(sounds.pairs(plain))
    for run in runs_of(plain):
        if run[0] >= "\u0100":
            found.update(run)
            found.update(a + b for a, b in pairwise(run))
    return found


def fit(
    own: Sequence[Sentence],
    groups_of: "Groups",
    others: Sequence[Sentence] = (),
    *,
    label: str,
    least: int = 2,
) -> Table:
    """One column of weights. ``own`` gives the words (those in ``least`` sentences), ``own``, some
    of it once more in pinyin, and ``others`` the weights."""
    sentences = [*own, *others]
    for sentence in own[::_IN_PINYIN]:
        spelt = sounds.in_pinyin(sentence.text)
        sentences.append(Sentence(spelt, sentence.yes, sentence.weight * _PINYIN_WEIGHT))
    return _fit(
        [(s.text, 0 if s.yes else 1, s.weight) for s in sentences],
        (label,),
        groups_of,
        _words([s.text for s in own], least),
    )


def fit_kinds(own: Sequence[tuple[str, str]], groups_of: "Groups") -> Table:
    """A column for each kind of danger."""
    labels = tuple(sorted({kind for kind, _ in own}))
    return _fit(
        [(text, labels.index(kind), 1.0) for kind, text in own],
        labels,
        groups_of,
        _words([text for _, text in own], 2),
    )


def _words(texts: Iterable[str], least: int) -> list[str]:
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(pieces(text))
    return sorted(word for word, count in counts.items() if count >= least)


def _fit(
    rows: Sequence[tuple[str, int, float]],
    labels: tuple[str, ...],
    groups_of: "Groups",
    words: list[str],
) -> Table:
    """``rows``: (text, which label, how much it counts)."""
    finder = Finder([word for word in words if not is_sound(word)])
    listener = Finder([word for word in words if is_sound(word)])
    index = {word: i for i, word in enumerate(words)}
    index |= {GROUP + name: len(words) + i for i, name in enumerate(sorted(groups_of.names))}
    examples = []
    for text, label, weight in rows:
        parts = [
            (sorted(index[word] for word in found), 1 / len(found) ** 0.5)
            for found in (finder.words_in(text), listener.words_in(sounds.sounds(text)))
            if found
        ]
        if groups := sorted(index[GROUP + g] for g in groups_of(text)):
            parts.append((groups, GROUP_SHARE))
        examples.append(linear.Example(parts, label, weight))
    learned = linear.fit(examples, len(labels), len(index), cost=_COST, passes=30)
    return Table(
        labels,
        {word: tuple(weights[i] for weights, _ in learned) for word, i in index.items()},
        tuple(start for _, start in learned),
    )


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
    """Writes ``danger.tsv``, ``blame.tsv`` and ``dangers.tsv`` into ``--out``."""
    parser = argparse.ArgumentParser(prog="python -m nlp.learn_gates", description=__doc__)
    parser.add_argument("--out", type=Path, default=WHERE)
    parser.add_argument("--ordinary", type=Path, nargs="*", default=[], metavar="FILE.csv")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    real = ordinary(options.ordinary)
    danger = fit(danger_sentences(), DANGER_GROUPS, real, label="danger")
    blame = fit(blame_sentences(), BLAME_GROUPS, label="blame")
    dangers = fit_kinds(kinds_of_danger(), DANGER_GROUPS)
    for name, table in (("danger", danger), ("blame", blame), ("dangers", dangers)):
        write_table(options.out / f"{name}.tsv", table)
        sys.stdout.write(f"{name}: {len(table.rows)} words\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
