"""Which bureaus a message goes to: at most three, the surest first.

Two schemes: "county" looks up the topic and the level of the place in a table of roles
(nlp/rules/bureaus.toml, overridden by the county's own rules) and resolves the roles to the
county's own bodies; "bureaus22" answers with the 22 bureaus of messages that were labelled.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from nlp.features import scores, words_of
from nlp.hand import GRADES, RULES, HandWords, hand_words, weights_for
from nlp.keywords import Finder, Weights
from nlp.normal import normal
from nlp.tables import read_version
from nlp.topics import TopicReader, TopicReading
from nlp.vocabulary import BureauName, Vocabulary

MOST = 3
_NOBODY = Vocabulary()
#: How much the hand rules count beside learned words; measured by cross-validation.
HAND_SHARE = 0.3
#: Below this confidence the second topic may offer its bureau too.
SURE = 0.85


class RankedBureau(NamedTuple):
    """``name``: the county's own name of the body. ``score``: 0–1 in the county scheme, any number
    in bureaus22; comparable within one message. ``code``: of the county's body, if it is known."""

    name: str
    score: float
    code: str | None = None
    role: str = ""


class BureauReader:
    """Ranks bureaus. Safe to share between threads."""

    def __init__(self, model: Path | None = None, scheme: str = "county") -> None:
        """``model`` as for TopicReader; only bureaus22 uses it. Raises TableError."""
        self.scheme = scheme
        self._city = _city_reader(model) if scheme == "bureaus22" else None

    def rank(
        self,
        text: str,
        topic_reading: TopicReading,
        *,
        level: str = "county",
        vocabulary: Vocabulary | None = None,
        area: str | None = None,
    ) -> list[RankedBureau]:
        """At most three bureaus. ``level``: of the place of the problem (county, township,
        village, grid); ``area``: its code, to find the township's own body."""
        if self._city is not None:
            return self._city.rank(text)
        return _rank_in_county(topic_reading, level, vocabulary or _NOBODY, area)

    def names(
        self,
        text: str,
        topic_reading: TopicReading,
        *,
        level: str = "county",
        vocabulary: Vocabulary | None = None,
        area: str | None = None,
    ) -> tuple[str, ...]:
        """The names alone, which is sooner."""
        if self._city is not None:
            return tuple([bureau.name for bureau in self._city.rank(text)])
        return _names_in_county(topic_reading, level, vocabulary or _NOBODY, area)


# ── The county scheme ─────────────────────────────────────────────────────────────────────────


@cache
def _county_rules() -> dict[str, Any]:
    rules = tomllib.loads((RULES / "bureaus.toml").read_text("utf-8"))
    listed = [
        role
        for row in (*rules["topics"].values(), *rules["words"].values())
        for roles in row.values()
        for role in roles
    ]
    if unknown := set(listed) - set(rules["names"]):
        raise ValueError(f"bureaus.toml: roles without a name: {sorted(unknown)}")
    return rules


def shipped() -> tuple[Mapping[str, Mapping[str, Sequence[str]]], Mapping[str, str]]:
    """The table as it comes: topic path → county, local → roles; and role → its usual name."""
    rules = _county_rules()
    return rules["topics"], rules["names"]


def _roles(row: Mapping[str, Sequence[str]], level: str) -> Sequence[str]:
    if level != "county" and "local" in row:
        return row["local"]
    return row.get("county", row.get("local", ()))


def _own_rule(
    path: Sequence[str], level: str, rules: Mapping[tuple[str, str], tuple[str, ...]]
) -> Sequence[str]:
    if not rules:
        return ()
    for depth in range(len(path), 0, -1):
        key = "/".join(path[:depth])
        for at in (level, "local" if level != "county" else "", ""):
            if found := rules.get((key, at)):
                return found
    return ()


def roles_for(path: Sequence[str], level: str, vocabulary: Vocabulary) -> Sequence[str]:
    """Roles (or names of bodies) for a topic path at a level of place: lead, then supporting."""
    return _own_rule(path, level, vocabulary.bureau_rules) or _shipped_roles(tuple(path), level)


@lru_cache(maxsize=4096)
def _shipped_roles(path: tuple[str, ...], level: str) -> Sequence[str]:
    topics = _county_rules()["topics"]
    for depth in range(len(path), 0, -1):
        row = topics.get("/".join(path[:depth]))
        if row is not None:
            return tuple(_roles(row, level))
    return ()


def _word_roles(reading: TopicReading, level: str) -> tuple[str, ...]:
    """Roles for a word of the text that is more exact than its topic; the longest such word."""
    exact = _exact_words(reading.topic or "", reading.reader)
    found = [exact[number] for number in reading.hand if number in exact]
    if not found:
        return ()
    words: dict[str, dict[str, list[str]]] = _county_rules()["words"]
    return tuple(_roles(words[max(found, key=lambda w: (len(w), w))], level))


@lru_cache(maxsize=256)
def _exact_words(topic: str, reader: TopicReader) -> dict[int, str]:
    """The words with rules of their own that are words of the topic itself: a lift that is named
    in passing decides nothing."""
    hand = hand_words()
    return reader.numbers_of(
        word
        for word in _county_rules()["words"]
        if any(path.partition("/")[0] == topic for path in hand.get(word, ()))
    )


def _rank_in_county(
    reading: TopicReading, level: str, vocabulary: Vocabulary, area: str | None
) -> list[RankedBureau]:
    if reading.topic is None:
        return []
    return list(_ranked(_offers(reading, level, vocabulary), reading.confidence, vocabulary, area))


def _names_in_county(
    reading: TopicReading, level: str, vocabulary: Vocabulary, area: str | None
) -> tuple[str, ...]:
    """The names of :func:`_rank_in_county`, which do not depend on how sure the topic is."""
    if reading.topic is None:
        return ()
    offers = _offers(reading, level, vocabulary)
    known = _index(vocabulary).names
    names = known.get((offers, area))
    if names is None:
        if len(known) >= _MANY:
            known.clear()
        names = tuple([body.name for body in _ranked(offers, 1.0, vocabulary, area)])
        known[offers, area] = names
    return names


def _ranked(
    offers: "_Offers", sure: float, vocabulary: Vocabulary, area: str | None
) -> Iterator[RankedBureau]:
    """The bodies of a county for what is offered: each once, at most three."""
    seen: set[str] = set()
    for role, score in _candidates(offers, sure):
        body = resolve(role, vocabulary, area)
        name = body.name if body else _county_rules()["names"].get(role, role)
        if name in seen:
            continue
        seen.add(name)
        yield RankedBureau(name, round(score, 3), body.code if body else None, role)
        if len(seen) == MOST:
            break


class _Offers(NamedTuple):
    """Roles: of the topic's own or exact word's rule; the lead of a close runner-up; as usual."""

    first: Sequence[str]
    other: str | None
    usual: Sequence[str]


def _offers(reading: TopicReading, level: str, vocabulary: Vocabulary) -> _Offers:
    own = tuple(_own_rule(reading.path, level, vocabulary.bureau_rules))
    usual = own or _shipped_roles(reading.path, level)
    first = own or _word_roles(reading, level) or usual
    return _Offers(first, _runner_up(reading, level, vocabulary), usual)


def _candidates(offers: _Offers, sure: float) -> Iterator[tuple[str, float]]:
    """Lead of the surest topic, its supporting bureaus, and the lead of a close runner-up."""
    first, other, usual = offers
    if first:
        yield first[0], sure
    if len(first) > 1:
        yield first[1], sure * 0.5
    if other:
        yield other, min(sure * 0.45, 1 - sure)
    for role in first[2:]:
        yield role, sure * 0.3
    for role in usual:
        yield role, sure * 0.2


def _runner_up(reading: TopicReading, level: str, vocabulary: Vocabulary) -> str | None:
    """Lead bureau of the second topic when the first is not sure."""
    if reading.confidence > SURE or len(reading.scores) < 2:
        return None
    roles = roles_for(reading.path_under(reading.scores[1][0]), level, vocabulary)
    return roles[0] if roles else None


@dataclass(frozen=True, slots=True)
class _Index:
    """What resolving needs of one vocabulary: code → parent; role, name or alias → area → body."""

    vocabulary: Vocabulary
    parents: dict[str, str | None]
    bodies: dict[str, dict[str | None, BureauName]]
    #: What was offered at an area before → the names it led to.
    names: dict[tuple["_Offers", str | None], tuple[str, ...]]


#: So many answers are remembered.
_MANY = 10_000
#: The last vocabulary asked for; a county has one, and hashing its places would cost more than
#: reading a message.
_last: list[_Index] = []


def _index(vocabulary: Vocabulary) -> _Index:
    if _last and _last[0].vocabulary is vocabulary:
        return _last[0]
    bodies: dict[str, dict[str | None, BureauName]] = {}
    for body in vocabulary.bureaus:
        for key in (body.role, body.name, body.code, *body.aliases):
            if key:
                bodies.setdefault(key, {}).setdefault(body.area, body)
    parents = {place.code: place.parent for place in vocabulary.places}
    index = _Index(vocabulary, parents, bodies, {})
    _last[:] = [index]
    return index


def resolve(role: str, vocabulary: Vocabulary, area: str | None) -> BureauName | None:
    """The county's body for a role (or name) at ``area``: the nearest area up to the county."""
    index = _index(vocabulary)
    by_area = index.bodies.get(role)
    if not by_area:
        return None
    here: str | None = area
    for _ in range(8):
        if here in by_area:
            return by_area[here]
        if here is None:
            return None
        here = index.parents.get(here)
    return None


# ── The 22 bureaus ────────────────────────────────────────────────────────────────────────────


class _CityReader:
    def __init__(self, model: Path | None) -> None:
        table = read_version(model, topics=False).bureaus if model is not None else None
        hand = weights_for(city_words())
        self._hand, self._hand_finder = hand, Finder(sorted(hand.words()))
        self._learned = Weights(table.labels, table.rows) if table else None
        self._finder = Finder(table.rows) if table and table.rows else None
        self._start = table.start if table else ()

    def rank(self, text: str) -> list[RankedBureau]:
        plain = normal(text).text
        nothing = [0.0] * len(self._hand.labels)
        hand = scores(self._hand, nothing, *words_of(self._hand_finder, plain))
        totals = dict(zip(self._hand.labels, hand, strict=True))
        if self._learned is not None and self._finder is not None:
            learned = scores(self._learned, self._start, *words_of(self._finder, plain))
            known = dict(zip(self._learned.labels, learned, strict=True))
            names = known.keys() | totals.keys()
            totals = {
                name: known.get(name, -1.2) + HAND_SHARE * totals.get(name, 0.0) for name in names
            }
        best = sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:MOST]
        return [RankedBureau(name, round(score, 3)) for name, score in best]


@lru_cache(maxsize=4)
def _city_reader(model: Path | None) -> _CityReader:
    return _CityReader(model)


@cache
def city_words() -> HandWords:
    """Word → bureau of the 22 → weight, from the bureaus' own words and from their topics."""
    rules = tomllib.loads((RULES / "bureaus22.toml").read_text("utf-8"))
    words: dict[str, dict[str, float]] = {}
    for word, paths in hand_words().items():
        for path, weight in paths.items():
            for bureau, rule in rules.items():
                share = _share(rule["topics"], path)
                row = words.setdefault(word, {})
                if share and abs(weight * share) > abs(row.get(bureau, 0.0)):
                    row[bureau] = weight * share
    for bureau, rule in rules.items():
        for grade, weight in GRADES.items():
            for word in rule.get(grade, "").split():
                words.setdefault(normal(word).text, {})[bureau] = weight
    return {word: row for word, row in words.items() if row}


def _share(topics: Mapping[str, float], path: str) -> float:
    levels = path.split("/")
    for depth in range(len(levels), 0, -1):
        share = topics.get("/".join(levels[:depth]))
        if share is not None:
            return share
    return 0.0
