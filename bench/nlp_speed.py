"""How fast a message is read, beside jieba.lcut on the same texts in the same run.

    python -m bench.nlp_speed [FILE.csv] [--untrained]

FILE has a column ``text``, or ``title`` and ``detail``; without it, letters are made up. Goal: at
least 9 × jieba.lcut on texts of 390 characters (docs: issue "Understanding"). Prints ratios.
"""

import argparse
import csv
import gc
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import jieba

from nlp.reading import DEFAULT, Reader

LENGTH = 390
PIECES = (
    "尊敬的领导您好，我是城关镇东街的居民，想反映一下我们这里的情况。",
    "小区门口的下水道已经堵了两个多月，一下雨污水就漫到路上，气味难闻。",
    "我们找过物业，物业说归市政管，打电话问市政，又说管网还没有移交。",
    "孩子每天上学都要踩着砖头过去，老人出门也不方便，有人摔过跤。",
    "路灯也有一半不亮，晚上下班回家黑漆漆的，希望有关部门能来看看。",
    "附近工地夜里施工到十一二点，渣土车进进出出，扬尘很大，窗户都不敢开。",
    "公交车三年前改线以后，最近的站要走二十分钟，大家都盼着能增加一个站。",
    "另外学校旁边的摊贩占道经营，放学时车辆堵成一团，家长意见很大。",
    "以上情况完全属实，请上级部门尽快核实处理，给我们一个明确的答复，谢谢。",
)


def letters(number: int) -> list[str]:
    """Made-up letters of about LENGTH characters, the same each time."""
    chance = random.Random(7)
    out = []
    for _ in range(number):
        text = ""
        while len(text) < LENGTH:
            text += chance.choice(PIECES)
        out.append(text[:LENGTH])
    return out


def from_file(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        texts = [
            row.get("text") or f"{row.get('title', '')}\n{row.get('detail', '')}"
            for row in csv.DictReader(file)
        ]
    long = [text[:LENGTH] for text in texts if len(text) >= LENGTH * 0.9]
    return (long or texts)[:400]


def per_second(read: Callable[[str], object], texts: Sequence[str], rounds: int = 5) -> float:
    """Texts a second of processor time, the best of some rounds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for text in texts:
            read(text)
        best = min(best, time.process_time() - start)
    return len(texts) / best


def side_by_side(
    first: Callable[[str], object],
    second: Callable[[str], object],
    texts: Sequence[str],
    rounds: int = 8,
) -> tuple[float, float]:
    """The same for two, turn by turn: both meet the same other programs on the machine."""
    best = [0.0, 0.0]
    for _ in range(rounds):
        for at, read in enumerate((first, second)):
            best[at] = max(best[at], per_second(read, texts, 1))
    return best[0], best[1]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--untrained", action="store_true")
    options = parser.parse_args()
    texts = from_file(options.file) if options.file else letters(300)
    start = time.perf_counter()
    reader = Reader(model=None if options.untrained else DEFAULT)
    built = time.perf_counter() - start
    jieba.initialize()
    gc.freeze()  # as the service does: the tables live as long as the process
    ours, theirs = side_by_side(reader.read, jieba.lcut, texts)
    size = sum(map(len, texts)) / len(texts)
    print(f"{len(texts)} texts of {size:.0f} characters; reader built in {built:.2f} s")
    print(f"read {ours:,.0f}/s   jieba.lcut {theirs:,.0f}/s   ratio {ours / theirs:.1f} (goal 9)")
    hidden, theirs = side_by_side(lambda text: reader.read(text).masks, jieba.lcut, texts, 3)
    print(f"with what is personal in it, looked for when asked: ratio {hidden / theirs:.1f}")


if __name__ == "__main__":
    main()
