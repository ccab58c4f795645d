"""Hot topics: messages of one problem at one place, over time and across grids (G07, P26).

Average linkage over three views of each message, equally normalised: what its title says, what its
text says (pairs of characters; words of a dictionary tell no more here), which places it names.
Used by the console over a span of time and as `python -m nlp cluster FILE.csv`.
"""

import argparse
import csv
import heapq
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import log, sqrt
from pathlib import Path
from zoneinfo import ZoneInfo

from nlp.place_strings import place_strings
from nlp.topic_names import Naming

#: Two groups become one while their messages are on average at least this alike (0–1).
ALIKE = 0.15
#: Few messages must be more alike to be called a topic: size → least mean likeness.
ALIKE_IF_FEW = {2: 0.30, 3: 0.22}
PLACE_SHARE = 0.15
#: Words in more than this share of the messages (and in so many) say nothing of a single problem.
TOO_COMMON, AT_LEAST = 0.05, 60
#: Fewer messages than this are a small county's month.
FEW = 300
#: Pairs less alike than this count as not alike at all; keeps the table of pairs small.
FAINT = 0.03
READ = 400  # characters of the detail
HALF_LIFE = timedelta(days=90)
WINDOW = timedelta(days=30)
LOCAL = ZoneInfo("Asia/Shanghai")

_TIME = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{2}))?")
_HAN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Report:
    """One message: ``sent_at`` aware, None if unknown; ``grid``: name of its grid, if known."""

    id: str
    title: str
    detail: str
    sent_at: datetime | None = None
    grid: str | None = None


@dataclass(frozen=True, slots=True)
class HotTopic:
    """One problem that several messages report. ``first``, ``last``: when they were sent (None if
    unknown); ``heat``: messages, each halved per 90 days of age; ``trend``: new, rising, steady,
    falling or quiet (last 30 days against the 30 before)."""

    name: str
    ids: tuple[str, ...]
    place: str | None
    count: int
    first: datetime | None
    last: datetime | None
    trend: str
    heat: float


def hot_topics(reports: Sequence[Report], now: datetime, *, least: int = 2) -> list[HotTopic]:
    """Topics of at least ``least`` messages, hottest first; who stands alone is in none."""
    groups, naming = _found(reports, least)
    topics = []
    for group in groups:
        name = naming.name(group)
        topics.append(_topic(name, [reports[i] for i in group], naming.place(group), now))
    return sorted(topics, key=lambda topic: (-topic.heat, -topic.count, topic.name))


def same_problems(reports: Sequence[Report], *, least: int = 2) -> list[list[int]]:
    """The topics alone, without what is said about them: the places of their messages in
    ``reports``."""
    return _found(reports, least)[0]


def _found(reports: Sequence[Report], least: int) -> tuple[list[list[int]], Naming]:
    whole = [_whole(report) for report in reports]
    pairs = [_pairs(text) for text in whole]
    vectors = _vectors([_pairs(report.title) for report in reports], pairs, whole)
    naming = Naming([report.title for report in reports], whole, [list(found) for found in pairs])
    groups = (group for group in _groups(vectors, ALIKE) if len(group) >= least)
    return [group for group in groups if naming.recognisable(group)], naming


def _whole(report: Report) -> str:
    return f"{report.title} {report.detail.strip()[:READ]}"


# Likeness.


def _vectors(
    titles: Sequence[Counter[str]], pairs: Sequence[Counter[str]], whole: Sequence[str]
) -> list[dict[str, float]]:
    """One sparse vector per message; the product of two is their likeness, 0–1."""
    say = (1 - PLACE_SHARE) / 2
    views: list[tuple[str, float, Sequence[Counter[str]]]] = [
        ("t", say, titles),
        ("d", say, pairs),
        ("p", PLACE_SHARE, [_place_parts(text) for text in whole]),
    ]
    vectors: list[dict[str, float]] = [{} for _ in whole]
    for mark, share, counts in views:
        for vector, part in zip(vectors, _normalised(counts), strict=True):
            for word, weight in part.items():
                vector[mark + word] = sqrt(share) * weight
    for vector in vectors:
        if not any(word[0] == "p" for word in vector):
            # Who names no place is compared by words alone.
            for word in vector:
                vector[word] /= sqrt(1 - PLACE_SHARE)
    return vectors


def _pairs(text: str) -> Counter[str]:
    """The pairs of neighbouring characters, with how often each stands there."""
    return Counter(run[i : i + 2] for run in _HAN.findall(text) for i in range(len(run) - 1))


def _place_parts(text: str) -> Counter[str]:
    parts: Counter[str] = Counter()
    for start, end in place_strings(text):
        name = text[start:end]
        parts["=" + name] += 1
        parts.update(a + b for a, b in pairwise(name))
    return parts


def _normalised(counts: Sequence[Counter[str]]) -> list[dict[str, float]]:
    """tf-idf of unit length; words of one message only, or of too many, are left out. Among few
    messages most words are in one only: there these count for the length."""
    alone = 1 if len(counts) < FEW else 2
    spread = Counter(word for count in counts for word in count)
    most = max(AT_LEAST, TOO_COMMON * len(counts))
    rarity = {
        word: log((1 + len(counts)) / (1 + n)) + 1
        for word, n in spread.items()
        if alone <= n <= most
    }
    often = {n: 1 + log(n) for n in {n for count in counts for n in count.values()}}
    parts = []
    for count in counts:
        part = {w: often[n] * rarity[w] for w, n in count.items() if w in rarity}
        length = sqrt(sum(weight * weight for weight in part.values()))
        parts.append({w: weight / length for w, weight in part.items() if spread[w] > 1})
    return parts


def _alike(vectors: Sequence[dict[str, float]]) -> list[dict[int, float]]:
    """For each message, the messages that are more than faintly like it."""
    holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
    alike: list[dict[int, float]] = [{} for _ in vectors]
    for i, vector in enumerate(vectors):
        sums = [0.0] * i
        for word, weight in vector.items():
            held = holders[word]
            for j, other in held:
                sums[j] += weight * other
            held.append((i, weight))
        for j, likeness in enumerate(sums):
            if likeness > FAINT:
                alike[i][j] = alike[j][i] = likeness
    return alike


def _groups(vectors: Sequence[dict[str, float]], least: float) -> list[list[int]]:
    """Average linkage: the two groups most alike become one, as long as they are alike enough."""
    alike = _alike(vectors)
    members = {i: [i] for i in range(len(vectors))}
    inner = dict.fromkeys(members, 0.0)  # sum of likeness of all pairs inside
    heap = [(-s, i, j) for i, near in enumerate(alike) for j, s in near.items() if i < j]
    heap = [entry for entry in heap if -entry[0] >= least]
    heapq.heapify(heap)
    fresh = len(vectors)
    between = dict(enumerate(alike))
    while heap:
        _, a, b = heapq.heappop(heap)
        if a not in members or b not in members:
            continue
        inner[fresh] = inner.pop(a) + inner.pop(b) + between[a][b]
        members[fresh] = members.pop(a) + members.pop(b)
        sums = between.pop(a)
        for other, likeness in between.pop(b).items():
            sums[other] = sums.get(other, 0.0) + likeness
        between[fresh] = near = {}
        for other, likeness in sums.items():
            if other not in members:
                continue
            near[other] = between[other][fresh] = likeness
            average = likeness / (len(members[fresh]) * len(members[other]))
            if average >= least:
                heapq.heappush(heap, (-average, other, fresh))
        fresh += 1
    groups = []
    for key, group in members.items():
        pairs = len(group) * (len(group) - 1) / 2
        if pairs and inner[key] / pairs >= ALIKE_IF_FEW.get(len(group), 0.0):
            groups.append(sorted(group))
    return groups


# What is said about a topic.


def _topic(name: str, reports: Sequence[Report], place: str | None, now: datetime) -> HotTopic:
    times = sorted(report.sent_at for report in reports if report.sent_at is not None)
    grids = Counter(report.grid for report in reports if report.grid)
    known = grids.most_common(1)[0][0] if grids else place
    heat = sum(0.5 ** (max(now - time, timedelta()) / HALF_LIFE) for time in times)
    return HotTopic(
        name=name,
        ids=tuple(report.id for report in reports),
        place=known,
        count=len(reports),
        first=times[0] if times else None,
        last=times[-1] if times else None,
        trend=trend(times, now),
        heat=round(heat, 4),
    )


def trend(times: Sequence[datetime], now: datetime) -> str:
    """new, rising, steady, falling or quiet: the last 30 days against the 30 before."""
    lately = sum(now - WINDOW < time <= now for time in times)
    before = sum(now - 2 * WINDOW < time <= now - WINDOW for time in times)
    if not lately:
        return "falling" if before else "quiet"
    if not any(time <= now - WINDOW for time in times):
        return "new"
    return "rising" if lately > before else "falling" if lately < before else "steady"


# The command.


def read_reports(path: Path) -> list[Report]:
    """From columns id,sent_at,title,detail. OSError; ValueError naming a missing column."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = {"id", "sent_at", "title", "detail"} - set(reader.fieldnames or ())
        if missing:
            raise ValueError(f"{path}: no column {', '.join(sorted(missing))}")
        return [
            Report(row["id"], row["title"] or "", row["detail"] or "", _time(row["sent_at"] or ""))
            for row in reader
        ]


def _time(text: str) -> datetime | None:
    """2019/2/28 11:25:05, 2019-02-28T11:25:05+08:00 …; without offset: the county's time."""
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError:
        match = _TIME.match(text)
        if not match:
            return None
        year, month, day, hour, minute = (int(part or 0) for part in match.groups())
        try:
            time = datetime(year, month, day, hour, minute, tzinfo=LOCAL)
        except ValueError:
            return None
    return time if time.tzinfo else time.replace(tzinfo=LOCAL)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`python -m nlp cluster FILE.csv`."""
    parser.add_argument("file", type=Path, help="CSV with id,sent_at,title,detail")


def run(arguments: argparse.Namespace) -> int:
    """Writes CSV id,topic, hottest topic first. 2 and a line on stderr: the file is unusable."""
    try:
        reports = read_reports(arguments.file)
    except (OSError, ValueError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    times = [report.sent_at for report in reports if report.sent_at is not None]
    now = max(times, default=datetime(1970, 1, 1, tzinfo=LOCAL))
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["id", "topic"])
    for topic in hot_topics(reports, now):
        writer.writerows([report_id, topic.name] for report_id in topic.ids)
    return 0
