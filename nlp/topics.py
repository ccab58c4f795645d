"""What a message is about: hand rules and learned words, one pass over the text.

Schemes: "county" (and "bureaus22", which differs in its bureaus only) answers with the first-level
topics of the three-level scheme and as many levels as the words carry; "seven" with the labels
the version was learned from (the hand rules alone: the seven topics that have labelled messages).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from pathlib import Path
from typing import NamedTuple

from nlp.features import LEAD_SHARE, scores, words_of
from nlp.hand import as_seven, first_level, hand_words, weights_for
from nlp.keywords import Finder, Weights
from nlp.normal import normal
from nlp.tables import Table, read_version

SCHEMES = ("county", "seven", "bureaus22")

#: How much a hand rule counts beside learned words: topics that have learned words, and topics
#: that have none (nothing else speaks for those).
HAND_BESIDE = 0.15
HAND_ALONE = 0.5
#: Where a topic without learned words starts; learned topics start at about the same.
UNLEARNED_START = -0.9
#: Margin → confidence for the hand rules alone, as measured on a half of the labelled messages.
HAND_SURENESS = (0.5, 0.3)
REASONS = 6


class Reason(NamedTuple):
    """A word that decided: what it spoke for and how much."""

    word: str
    for_: str
    weight: float


@dataclass(frozen=True, slots=True)
class TopicReading:
    """``topic``: first level, None if no word said anything. ``path``: the levels, first to last.

    ``confidence``: 0–1, that ``topic`` is right, comparable between messages. ``scores``: topic →
    score, best first. ``paths``: all paths the hand rules saw in the text, best first.
    """

    topic: str | None
    path: tuple[str, ...]
    confidence: float
    scores: tuple[tuple[str, float], ...]
    paths: tuple[tuple[tuple[str, ...], float], ...]
    whole: frozenset[str] | set[str]
    lead: frozenset[str] | set[str]
    reader: "TopicReader"

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The words that spoke loudest for ``topic``, at most six; worked out when asked for."""
        return self.reader.reasons(self)


class TopicReader:
    """Reads topics. Safe to share between threads: nothing changes after it is built."""

    def __init__(self, model: Path | None, scheme: str = "county") -> None:
        """``model``: directory of a version or of versions; None: the hand rules alone.

        Raises TableError for an unreadable model, ValueError for an unknown scheme.
        """
        if scheme not in SCHEMES:
            raise ValueError(f"scheme {scheme!r}: one of {SCHEMES}")
        version = read_version(model) if model is not None else None
        table = version.topics if version is not None else None
        self.scheme = scheme
        self.version = version.name if version is not None else ""
        self._paths = hand_words()
        self._start: tuple[float, ...] = table.start if table else ()
        self._learned = Weights(table.labels, table.rows) if table else None
        self._learned_words = frozenset(table.rows) if table else frozenset[str]()
        reduce = as_seven if scheme == "seven" else first_level
        by_word = {word: reduce(paths) for word, paths in self._paths.items()}
        if scheme == "seven" and table:
            known = set(table.labels)
            by_word = {
                word: {topic: weight for topic, weight in topics.items() if topic in known}
                for word, topics in by_word.items()
            }
        by_word = {word: topics for word, topics in by_word.items() if topics}
        self._hand = weights_for(by_word) if by_word else Weights((), {})
        self._hand_words = frozenset(by_word)
        self._finder = Finder(sorted(self._learned_words | self._hand_words))
        about = version.about.get("topic", {}) if version is not None else {}
        self._slope, self._sure_start = (
            (float(about.get("slope", 3.0)), float(about.get("start", 0.0)))
            if table
            else HAND_SURENESS
        )

    @property
    def topics(self) -> tuple[str, ...]:
        """All the topics this reader can answer with."""
        learned = self._learned.labels if self._learned else ()
        own = learned if self.scheme == "seven" else (x.partition("/")[0] for x in learned)
        return tuple(sorted({*own, *self._hand.labels}))

    def classify(self, text: str, title: str | None = None) -> TopicReading:
        """``text``: as written, title and all; ``title``: only if it is known as such."""
        plain = normal(text).text
        return self.classify_plain(plain, normal(title).text if title else None)

    def classify_plain(self, plain: str, title: str | None = None) -> TopicReading:
        """The same for a text already in its plain form (nlp.normal)."""
        whole, lead = words_of(self._finder, plain, title)
        hand_whole = whole & self._hand_words
        hand_lead = hand_whole if lead is whole else lead & self._hand_words
        totals = self._totals(whole, lead, hand_whole, hand_lead)
        ranked = tuple(sorted(totals.items(), key=lambda item: -item[1]))
        if not whole or not ranked or (self._learned is None and not hand_whole):
            return TopicReading(None, (), 0.0, ranked, (), whole, lead, self)
        topic = ranked[0][0]
        margin = ranked[0][1] - ranked[1][1] if len(ranked) > 1 else 1.0
        confidence = 1 / (1 + exp(-(self._slope * margin + self._sure_start)))
        paths = self._ranked_paths(hand_whole, hand_lead)
        path = next((p for p, weight in paths if p[0] == topic and weight > 0), (topic,))
        return TopicReading(topic, path, confidence, ranked, paths, whole, lead, self)

    def _totals(
        self, whole: set[str], lead: set[str], hand_whole: set[str], hand_lead: set[str]
    ) -> dict[str, float]:
        hand = scores(
            self._hand,
            [0.0] * len(self._hand.labels),
            hand_whole,
            _same(lead, whole, hand_lead, hand_whole),
        )
        if self._learned is None:
            return dict(zip(self._hand.labels, hand, strict=True))
        learned_whole = whole & self._learned_words
        learned_lead = learned_whole if lead is whole else lead & self._learned_words
        learned = scores(self._learned, self._start, learned_whole, learned_lead)
        totals: dict[str, float] = {}
        for label, score in zip(self._learned.labels, learned, strict=True):
            topic = label if self.scheme == "seven" else label.partition("/")[0]
            totals[topic] = max(score, totals.get(topic, score))
        for topic, score in zip(self._hand.labels, hand, strict=True):
            if topic in totals:
                totals[topic] += HAND_BESIDE * score
            elif score:
                totals[topic] = UNLEARNED_START + HAND_ALONE * score
        return totals

    def _ranked_paths(
        self, whole: set[str], lead: set[str]
    ) -> tuple[tuple[tuple[str, ...], float], ...]:
        totals: dict[str, float] = {}
        for word in whole:
            # Longer words say more exactly where it belongs.
            share = (1 + LEAD_SHARE if word in lead else 1.0) * (1 + 0.1 * len(word))
            for path, weight in self._paths[word].items():
                totals[path] = totals.get(path, 0.0) + share * weight
        ranked = sorted(totals.items(), key=lambda item: (-item[1], item[0]))
        return tuple([(tuple(path.split("/")), weight) for path, weight in ranked])

    def reasons(self, reading: TopicReading) -> tuple[Reason, ...]:
        """The words that spoke loudest for the topic of a reading of this reader."""
        if reading.topic is None:
            return ()
        found: dict[str, float] = {}
        learned_at: Sequence[int] = ()
        if self._learned is not None:
            learned_at = [
                at
                for at, label in enumerate(self._learned.labels)
                if label == reading.topic or label.startswith(f"{reading.topic}/")
            ]
        hand_at = (
            self._hand.labels.index(reading.topic) if reading.topic in self._hand.labels else None
        )
        for word in reading.whole:
            weight = 0.0
            if learned_at and self._learned is not None:
                row = self._learned.of(word)
                weight = max(row[at] for at in learned_at)
            if hand_at is not None:
                beside = HAND_BESIDE if self._learned is not None else 1.0
                weight += beside * self._hand.of(word)[hand_at]
            if word in reading.lead:
                weight *= 1 + LEAD_SHARE
            if weight > 0:
                found[word] = weight
        loudest = sorted(found.items(), key=lambda item: (-item[1], -len(item[0]), item[0]))
        return tuple([Reason(w, reading.topic, round(v, 2)) for w, v in loudest[:REASONS]])


def _same(lead: set[str], whole: set[str], hand_lead: set[str], hand_whole: set[str]) -> set[str]:
    """Keeps "the beginning is the whole" recognisable to ``scores``."""
    return hand_whole if lead is whole else hand_lead


@lru_cache(maxsize=8)
def topic_reader(model: Path | None, scheme: str = "county") -> TopicReader:
    """A reader built once per model and scheme in this process."""
    return TopicReader(model, scheme)


def table_of(model: Path) -> Table:
    """The learned table in force in ``model``; ValueError if it has no topics."""
    table = read_version(model).topics
    if table is None:
        raise ValueError(f"{model}: no topics learned")
    return table
