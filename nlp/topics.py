"""What a message is about: hand rules and learned words, one pass over the text.

Schemes: "county" (and "bureaus22", which differs in its bureaus only) answers with the first-level
topics of the three-level scheme and as many levels as the words carry; "seven" with the labels
the version was learned from (the hand rules alone: the seven topics that have labelled messages).
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from heapq import nlargest
from math import exp, sqrt
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from nlp.features import LEAD, LEAD_SHARE, READ, counts_as, lead_of
from nlp.hand import GRADES, HandWords, as_seven, first_level, hand_rows, hand_words, with_own
from nlp.keywords import STEPS, Finder, Weights, times_of
from nlp.normal import normal
from nlp.tables import read_version, version_dir

SCHEMES = ("county", "seven", "bureaus22")


@dataclass(frozen=True, slots=True)
class Mix:
    """How hand rules and learned words are put together; measured, see docs/model-card.md.

    ``beside``: share of the hand rules for a topic that has learned words; ``alone``: for one that
    has none and starts at ``start`` (learned topics start at about the same).
    """

    beside: float
    alone: float
    start: float
    #: Margin → confidence (slope, start); None: as the version says.
    sureness: tuple[float, float] | None = None


#: Learned labels alone are at stake: the hand rules help a little with rare words.
SEVEN = Mix(beside=0.08, alone=0.0, start=0.0)
#: In a county the hand rules speak louder: they know villages, the learned words know cities.
COUNTY = Mix(beside=0.4, alone=0.65, start=-0.9, sureness=(1.2, -0.4))
HAND_ONLY = Mix(beside=1.0, alone=1.0, start=0.0, sureness=(0.55, 0.0))
REASONS = 6
#: A county's own word with this weight decides: 「一定是」 on the console's page of words.
CERTAIN = GRADES["sure"]

#: Numbers of words of a reader (nlp.keywords.Finder), and how often each was found.
_Numbers = frozenset[int] | set[int]
_Counted = Mapping[int, int]


class Reason(NamedTuple):
    """A word that decided: what it spoke for and how much."""

    word: str
    for_: str
    weight: float


class TopicReading(NamedTuple):
    """``topic``: first level, None if no word said anything. ``path``: the levels, first to last.

    ``confidence``: 0–1, that ``topic`` is right, comparable between messages. ``scores``: topic →
    score, best first. ``whole`` and ``lead``: the words found in the text and in its beginning,
    their numbers and how often; ``hand``: those of the whole that the hand rules name.
    """

    topic: str | None
    path: tuple[str, ...]
    confidence: float
    scores: tuple[tuple[str, float], ...]
    whole: _Counted
    lead: _Counted
    hand: _Numbers
    reader: "TopicReader"

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The words that spoke loudest for ``topic``, at most six; worked out when asked for."""
        return self.reader.reasons(self)

    def path_under(self, topic: str) -> tuple[str, ...]:
        """The deepest levels that the words carry under any first-level topic."""
        return self.reader.path_under(topic, self.hand, self.lead)


class TopicReader:
    """Reads topics. Safe to share between threads: nothing changes after it is built."""

    def __init__(
        self, model: Path | None, scheme: str = "county", own: HandWords | None = None
    ) -> None:
        """``model``: directory of a version or of versions; None: the hand rules alone. ``own``:
        words of the county's own beside the shipped ones.

        Raises TableError for an unreadable model, ValueError for an unknown scheme.
        """
        if scheme not in SCHEMES:
            raise ValueError(f"scheme {scheme!r}: one of {SCHEMES}")
        version = read_version(model, bureaus=False) if model is not None else None
        table = version.topics if version is not None else None
        self.scheme = scheme
        self.version = version.name if version is not None else ""
        self._mix = HAND_ONLY if not table else SEVEN if scheme == "seven" else COUNTY
        self._read = None if scheme == "seven" else READ
        reduce = as_seven if scheme == "seven" else first_level
        hand_rules = with_own(own) if own else hand_words()
        by_word: HandWords = {word: reduce(paths) for word, paths in hand_rules.items()}
        if scheme == "seven" and table:
            known = set(table.labels)
            by_word = {
                w: {t: v for t, v in row.items() if t in known} for w, row in by_word.items()
            }
        hand_labels, hand = hand_rows({word: row for word, row in by_word.items() if row})
        learned: Mapping[str, Sequence[float]] = table.rows if table else {}
        if own and table:
            learned = _without(learned, table.labels, own)
        self._learned_labels = table.labels if table else ()
        self._hand_labels = hand_labels
        self._start = table.start if table else ()
        #: Lanes: how many learned words, learned labels, how many hand words, hand labels. Most
        #: words are learned only: theirs come first, so that their numbers stay small.
        nothing = (0.0,) * (1 + len(hand_labels))
        nothing_learned = (0.0,) * (1 + len(self._learned_labels))
        rows: dict[str, Sequence[float]] = {
            word: (1.0, *learned[word], *nothing)
            # Short words are met most: together in memory they are at hand sooner.
            for word in sorted(learned.keys() - hand, key=_shortest)
        }
        self._first_hand_word = len(rows)
        for word in sorted(hand, key=_shortest):
            beside = (1.0, *learned[word]) if word in learned else nothing_learned
            rows[word] = (*beside, 1.0, *hand[word])
        lanes = ("learned words", *self._learned_labels, "hand words", *hand_labels)
        self._first_hand = 2 + len(self._learned_labels)
        self._learned_topics = tuple(map(self._topic, self._learned_labels))
        self._weights = Weights(lanes, rows)
        self._finder = Finder(rows)
        self._numbers = {word: number for number, word in enumerate(rows)}
        #: Words of which the county says 「一定是」: their topic, whatever else speaks.
        self._certain = {
            self._numbers[plain]: set(first_level(sure))
            for word, paths in (own or {}).items()
            if (plain := normal(word).text) in self._numbers
            and (sure := {path: weight for path, weight in paths.items() if weight >= CERTAIN})
        }
        by_topic = _by_topic(hand_rules) if own else _paths_by_topic()
        #: Paths are added up by their places in this list, which is sooner than by themselves.
        self._paths = sorted(
            {p for words in by_topic.values() for row in words.values() for p, _ in row}
        )
        self._paths_of = {topic: self._numbered(words) for topic, words in by_topic.items()}
        about = version.about.get("topic", {}) if version is not None else {}
        self._slope, self._sure_start = self._mix.sureness or (
            float(about.get("slope", 3.0)),
            float(about.get("start", 0.0)),
        )

    @property
    def topics(self) -> tuple[str, ...]:
        """All the topics this reader can answer with."""
        return tuple(sorted({*map(self._topic, self._learned_labels), *self._hand_labels}))

    def _numbered(self, words: Mapping[str, "_Paths"]) -> dict[int, list[tuple[int, float]]]:
        place = {path: at for at, path in enumerate(self._paths)}
        return {
            self._numbers[word]: [(place[path], weight) for path, weight in paths]
            for word, paths in words.items()
            if word in self._numbers
        }

    def numbers_of(self, words: Iterable[str]) -> dict[int, str]:
        """Number → word, of those ``words`` that this reader looks for."""
        return {self._numbers[word]: word for word in words if word in self._numbers}

    def _topic(self, label: str) -> str:
        return label if self.scheme == "seven" else label.partition("/")[0]

    def classify(self, text: str, title: str | None = None) -> TopicReading:
        """``text``: as written, title and all; ``title``: only if it is known as such."""
        return self.classify_plain(normal(text).text, normal(title).text if title else None)

    def classify_plain(self, plain: str, title: str | None = None) -> TopicReading:
        """The same for a text already in its plain form (nlp.normal)."""
        hits = self._finder.hits(plain[: self._read])
        whole = times_of(hits)
        if title:
            lead = times_of(self._finder.hits(lead_of(plain, title)))
        elif len(plain) <= LEAD:
            lead = whole
        else:
            lead = times_of(hits[: bisect_right(hits, LEAD, key=_end)])
        first = self._first_hand_word
        hand = {number for number in whole if number >= first}
        totals = self._totals(whole, lead)
        if self._certain:
            self._decide(totals, hand)
        ranked = tuple(sorted(totals.items(), key=_score, reverse=True))
        if not whole or not ranked:
            return TopicReading(None, (), 0.0, ranked, whole, lead, hand, self)
        topic = ranked[0][0]
        margin = ranked[0][1] - (ranked[1][1] if len(ranked) > 1 else 0.0)
        confidence = 1 / (1 + exp(-(self._slope * margin + self._sure_start)))
        path = self.path_under(topic, hand, lead)
        return TopicReading(topic, path, confidence, ranked, whole, lead, hand, self)

    def _totals(self, whole: _Counted, lead: _Counted) -> dict[str, float]:
        """Topic → score. Learned words and hand rules are each taken as nlp.features says, and the
        beginning of the text counts again."""
        sums = self._weights.steps(whole)
        again = sums if lead is whole else self._weights.steps(lead)
        hand = self._first_hand
        share, share_again = _share(sums[0]), LEAD_SHARE * _share(again[0])
        learned = [
            start + share * value + share_again * value_again
            for start, value, value_again in zip(
                self._start, sums[1:hand], again[1:hand], strict=False
            )
        ]
        totals = dict(zip(self._learned_topics, learned, strict=False))
        if len(totals) < len(learned):  # of labels with levels the best of each topic
            for topic, score in zip(self._learned_topics, learned, strict=True):
                totals[topic] = max(totals[topic], score)
        share, share_again = _share(sums[hand - 1]), LEAD_SHARE * _share(again[hand - 1])
        mix = self._mix
        for topic, value, value_again in zip(
            self._hand_labels, sums[hand:], again[hand:], strict=True
        ):
            if not value:
                continue
            score = share * value + share_again * value_again
            if topic in totals:
                totals[topic] += mix.beside * score
            else:
                totals[topic] = mix.start + mix.alone * score
        return totals

    def _decide(self, totals: dict[str, float], hand: _Numbers) -> None:
        """Put the topic of a county's certain word before all others; of several the one that is
        ahead anyway."""
        named = [topic for n in hand if n in self._certain for topic in self._certain[n]]
        if named:
            first = max(named, key=lambda topic: totals.get(topic, _LOWEST))
            totals[first] = max(totals.values()) + _CLEAR

    def path_under(self, topic: str, hand: _Numbers, lead: _Counted) -> tuple[str, ...]:
        """The path under ``topic`` whose words weigh most; the topic alone if there is none."""
        totals: dict[int, float] = {}
        paths_of = self._paths_of.get(topic, {})
        for number in hand:
            if paths := paths_of.get(number):
                share = 1 + LEAD_SHARE if number in lead else 1.0
                for path, weight in paths:
                    totals[path] = totals.get(path, 0.0) + share * weight
        weight, path = max(zip(totals.values(), totals, strict=True), default=(0.0, 0))
        return self._paths[path] if weight > 0 else (topic,)

    def reasons(self, reading: TopicReading) -> tuple[Reason, ...]:
        """The words that spoke loudest for the topic of a reading of this reader."""
        topic = reading.topic
        if topic is None:
            return ()
        learned_at = [i for i, x in enumerate(self._learned_topics, 1) if x == topic]
        hand_at = [i for i, x in enumerate(self._hand_labels, self._first_hand) if x == topic]
        beside = self._mix.beside if learned_at else self._mix.alone
        numbers = list(reading.whole)
        column = self._weights.column
        weights = [0.0] * len(numbers)
        if learned_at:
            columns = [column(numbers, at) for at in learned_at]
            weights = columns[0] if len(columns) == 1 else list(map(max, *columns))
        for at in hand_at:
            weights = [w + beside * h for w, h in zip(weights, column(numbers, at), strict=True)]
        whole, lead, words = reading.whole, reading.lead, self._finder.words
        found = [
            (
                weight * counts_as(whole[n]) * (1 + LEAD_SHARE if n in lead else 1),
                len(words[n]),
                words[n],
            )
            for weight, n in zip(weights, numbers, strict=True)
            if weight > 0
        ]
        loudest = [(word, weight) for weight, _, word in nlargest(REASONS, found)]
        return tuple([Reason(w, topic, round(v, 2)) for w, v in loudest])


#: Steps per unit of weight in the sums of Weights.steps.
_STEPS = 8 * STEPS
_score = itemgetter(1)
_end = itemgetter(1)


def _without(
    learned: Mapping[str, Sequence[float]], labels: Sequence[str], own: HandWords
) -> dict[str, Sequence[float]]:
    """The learned words, but for what a county has said does not count any more."""
    found = dict(learned)
    for word, paths in own.items():
        gone = {path for path, weight in paths.items() if not weight}
        plain = normal(word).text
        if gone and plain in found:
            found[plain] = tuple(
                0.0 if any(f"{label}/".startswith(f"{path}/") for path in gone) else weight
                for label, weight in zip(labels, found[plain], strict=True)
            )
    return found


def _shortest(word: str) -> tuple[int, str]:
    return len(word), word


def _share(steps: int) -> float:
    """What one step of weight counts where the words count so much (in steps)."""
    return 1 / (_STEPS * sqrt(max(steps / _STEPS, 1.0)))


#: Paths that a word speaks for, and how loud.
_Paths = list[tuple[tuple[str, ...], float]]
_LOWEST = float("-inf")
#: Far enough before the second that nobody asks whether it is so.
_CLEAR = 3.0


@cache
def _paths_by_topic() -> dict[str, dict[str, _Paths]]:
    return _by_topic(hand_words())


def _by_topic(hand_rules: HandWords) -> dict[str, dict[str, _Paths]]:
    """First level → word → paths; longer words, which say more exactly where something belongs,
    weigh a little more."""
    found: dict[str, dict[str, _Paths]] = {}
    for word, paths in hand_rules.items():
        for path, weight in paths.items():
            levels = tuple(path.split("/"))
            row = found.setdefault(levels[0], {}).setdefault(word, [])
            row.append((levels, weight * (1 + 0.1 * len(word))))
    return found


def topic_reader(
    model: Path | None, scheme: str = "county", own: HandWords | None = None
) -> TopicReader:
    """The same as building one, but without words of a county's ``own`` it is built once in this
    process, for as long as its table is the same: building takes most of the time of a reader."""
    if own:
        return TopicReader(model, scheme, own)
    where = version_dir(model) if model is not None else None
    table = where / "topics.tsv" if where is not None else None
    return _built(where, scheme, table.stat().st_mtime_ns if table and table.is_file() else 0)


@lru_cache(maxsize=8)
def _built(where: Path | None, scheme: str, _written: int) -> TopicReader:
    return TopicReader(where, scheme)
