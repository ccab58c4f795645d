"""Which words are worth learning: substrings of the messages that tell labels apart.

Candidates are words of the dictionary and runs of one to five characters; each costs time at
every message it occurs in, so the choice is by what it tells per occurrence, up to a budget.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate

import jieba

#: A run of Chinese characters, or a word of Latin letters such as ktv or wifi.
_RUN = re.compile(r"[\u4e00-\u9fff]+|[a-z]{2,}")
#: Who is addressed is no topic, and a person's name is not learned.
_SOMEBODY = re.compile(r".(?:书记|市长|县长|省长|区长|厅长|局长|镇长|乡长|主任|先生|女士|某)")
_LONGEST = 5


def runs_of(plain: str) -> list[str]:
    """The runs of characters of a plain text, without punctuation and digits."""
    return _RUN.findall(plain)


def _pieces(runs: Iterable[str], size: int, known: set[str] | None) -> set[str]:
    """Different pieces of ``size`` characters; with ``known`` only those whose both shorter
    ends are known (a piece is never more frequent than its parts)."""
    found: set[str] = set()
    for run in runs:
        if run[0] < "\u0100":
            if size == 1:
                found.add(run)
            continue
        for i in range(len(run) - size + 1):
            piece = run[i : i + size]
            if known is None or (piece[:-1] in known and piece[1:] in known):
                found.add(piece)
    return found


def choose(
    plains: Sequence[str],
    labels: Sequence[int],
    *,
    least: int = 4,
    budget: float = 100.0,
    per: int = 390,
) -> dict[str, float]:
    """The chosen words in order, each with what it tells per occurrence (a word of the dictionary
    counts twice), so that learning trusts telling words more.

    ``plains``: plain texts; ``labels``: their labels as numbers from 0. ``least``: in how many
    texts a word must occur. ``budget``: how many different words may be met in ``per``
    characters of text, on average.
    """
    sizes = Counter(labels)
    total = len(labels)
    shares = {label: count / total for label, count in sizes.items()}
    all_runs = [runs_of(plain) for plain in plains]
    candidates: list[tuple[float, str, int]] = []
    tells: dict[str, float] = {}
    known: set[str] | None = None
    frequency = jieba.dt.FREQ if jieba.dt.initialized else _dictionary()
    for size in range(1, _LONGEST + 1):
        counts: Counter[str] = Counter()
        by_label: dict[int, Counter[str]] = {label: Counter() for label in sizes}
        for runs, label in zip(all_runs, labels, strict=True):
            by_label[label].update(_pieces(runs, size, known))
        for of_label in by_label.values():
            counts.update(of_label)
        known = {piece for piece, count in counts.items() if count >= least}
        for piece in known:
            if _SOMEBODY.search(piece):
                continue
            count = counts[piece]
            telling = sum(
                (of_label[piece] - count * shares[label]) ** 2 / (count * shares[label] + 2)
                for label, of_label in by_label.items()
            )
            if telling > 1.5:
                word = size > 1 and frequency.get(piece, 0) > 0
                worth = telling * (2 if word else 1) / count**0.6
                candidates.append((worth, piece, count))
                tells[piece] = telling * (2 if word else 1) / count
    candidates.sort(key=lambda c: (-c[0], c[1]))
    room = budget * sum(map(len, plains)) / per
    spent = accumulate(count for _, _, count in candidates)
    chosen = [
        piece for (_, piece, _), so_far in zip(candidates, spent, strict=True) if so_far <= room
    ]
    return {piece: tells[piece] for piece in sorted(chosen)}


def _dictionary() -> dict[str, int]:
    jieba.setLogLevel(60)
    jieba.initialize()
    frequency: dict[str, int] = jieba.dt.FREQ
    return frequency
