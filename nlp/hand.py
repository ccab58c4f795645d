"""Hand rules: words written down by people who know the work, per topic path."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from nlp.keywords import Weights
from nlp.normal import normal

RULES = Path(__file__).parent / "rules"
FILES = (RULES / "topics.toml", RULES / "topics_county.toml")
#: What each list of a rule counts.
GRADES = {"sure": 3.0, "likely": 2.0, "hint": 1.0, "against": -2.0}

Paths = dict[str, float]
#: Word → label → weight.
HandWords = Mapping[str, Mapping[str, float]]


@cache
def hand_words() -> dict[str, Paths]:
    """Word (plain form) → topic path joined by "/" → weight.

    Raises ValueError naming a list that is not one of GRADES.
    """
    words: dict[str, Paths] = {}
    for file in FILES:
        for path, lists in tomllib.loads(file.read_text("utf-8")).items():
            for grade, listed in lists.items():
                if grade not in GRADES:
                    raise ValueError(f"{file.name}, {path}: {grade} is none of {list(GRADES)}")
                for word in listed.split():
                    words.setdefault(normal(word).text, {})[path] = GRADES[grade]
    return words


def with_own(own: HandWords) -> HandWords:
    """The shipped words and, over them, a county's own; a weight of 0 takes the word away from that
    topic and from all under it."""
    words: dict[str, Paths] = {word: dict(paths) for word, paths in hand_words().items()}
    for word, paths in own.items():
        row = words.setdefault(normal(word).text, {})
        for path, weight in paths.items():
            if weight:
                row[path] = weight
                continue
            for known in [one for one in row if one == path or one.startswith(f"{path}/")]:
                del row[known]
    return {word: paths for word, paths in words.items() if paths}


@cache
def seven_shares() -> dict[str, dict[str, float]]:
    """Beginning of a path → topic of the seven → share of the weight that speaks for it."""
    file = RULES / "topics_seven.toml"
    shares: dict[str, dict[str, float]] = tomllib.loads(file.read_text("utf-8"))
    return shares


def first_level(paths: Mapping[str, float]) -> dict[str, float]:
    """First-level topic → the strongest weight a word has for any path under it."""
    topics: dict[str, float] = {}
    for path, weight in paths.items():
        topic = path.partition("/")[0]
        if abs(weight) > abs(topics.get(topic, 0.0)):
            topics[topic] = weight
    return topics


def as_seven(paths: Mapping[str, float]) -> dict[str, float]:
    """The same for the seven topics; paths outside them speak for the nearest of the seven."""
    topics: dict[str, float] = {}
    for path, weight in paths.items():
        for seven, share in _nearest(path).items():
            if abs(weight * share) > abs(topics.get(seven, 0.0)):
                topics[seven] = weight * share
    return topics


@cache
def seven_words() -> HandWords:
    """Word → topic of the seven → weight."""
    return {word: as_seven(paths) for word, paths in hand_words().items()}


def _nearest(path: str) -> dict[str, float]:
    shares = seven_shares()
    levels = path.split("/")
    for depth in range(len(levels), 0, -1):
        found = shares.get("/".join(levels[:depth]))
        if found is not None:
            return found
    return {}


def hand_rows(
    words: HandWords,
) -> tuple[tuple[str, ...], dict[str, list[float]]]:
    """Labels, and for each word weights that add up to its own even where shorter words lie
    inside it and are found with it."""
    labels = tuple(sorted({label for topics in words.values() for label in topics}))
    rows: dict[str, list[float]] = {}
    for word in sorted(words, key=len):
        row = [words[word].get(label, 0.0) for label in labels]
        size = len(word)
        inside = {word[i:j] for i in range(size) for j in range(i + 1, size + 1)} - {word}
        for shorter in inside:
            for at, weight in enumerate(rows.get(shorter, ())):
                row[at] -= weight
        rows[word] = row
    return labels, rows


def weights_for(words: HandWords) -> Weights:
    """The same as weights that can be added up."""
    return Weights(*hand_rows(words))
