"""Every pattern comes to an end on whatever somebody writes: one that tries all ways through a row
of digits or blanks would hold up everybody."""

import importlib
import pkgutil
import re
import signal
from collections.abc import Iterable, Iterator
from types import FrameType, ModuleType

import pytest

import bot
import handlers
import nlp
from nlp.expressions import Expression
from nlp.likely import Pattern
from nlp.normal import folded
from nlp.replies.rules import RULES, ActRule

#: As long as a message of the platform may be (2,048 bytes).
_LETTERS, _SIGNS = 680, 2040
#: A pattern that ends needs milliseconds; one that does not would need days.
_PATIENCE = 10

_PIECES = (
    *("1", "271 ", "1，", "民1、", "12-", "a1.", "13800000001 ", "1月", " ", "\n", " \u3000"),
    *("，", "（", "、 ", "一", "的", "我", "好", "不", "说", "东坪村", "家里", "没有", "张三"),
    *("路灯 ", "转", "第一", "一二三", "十", "收到", "12号", "叫", "我叫 ", "今天", "下周三"),
)
_ENDS = ("x", "转供电所", "东坪村路灯坏了")


def _texts() -> Iterator[str]:
    for piece in _PIECES:
        most = _SIGNS if piece.isascii() else _LETTERS
        for end in _ENDS:
            yield folded("我叫" + (piece * (most // len(piece)))[: most - len(end) - 2] + end)
        yield folded((piece * most)[:most])


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if ".migrations" not in found.name and not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def _patterns_in(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif isinstance(value, Pattern | Expression):
        yield value.compiled
    elif isinstance(value, ActRule):
        yield from _of_all((value.say, value.whole, value.unless))
    elif isinstance(value, dict):
        yield from _of_all(value.values())
    elif isinstance(value, tuple | list | set | frozenset):
        yield from _of_all(value)


def _of_all(values: Iterable[object]) -> Iterator[re.Pattern[str]]:
    for value in values:
        yield from _patterns_in(value)


def _all_patterns() -> dict[tuple[str, int], tuple[str, re.Pattern[str]]]:
    found: dict[tuple[str, int], tuple[str, re.Pattern[str]]] = {}
    for package in (handlers, nlp, bot):
        for module in _modules(package):
            for name, value in vars(module).items():
                for pattern in _patterns_in(value):
                    found.setdefault(
                        (pattern.pattern, pattern.flags), (f"{module.__name__}.{name}", pattern)
                    )
    for name, expression in RULES.patterns.items():
        pattern = expression.compiled
        found.setdefault((pattern.pattern, pattern.flags), (f"replies: {name}", pattern))
    return found


class _Endless(Exception):
    pass


def _ring(_signal: int, _frame: FrameType | None) -> None:
    raise _Endless


@pytest.mark.slow
@pytest.mark.parametrize("package", ["handlers", "nlp", "bot"])
def test_every_pattern_comes_to_an_end(package: str) -> None:
    endless = []
    before = signal.signal(signal.SIGALRM, _ring)
    try:
        for name, pattern in _all_patterns().values():
            if not name.startswith(package):
                continue
            for text in _texts():
                signal.setitimer(signal.ITIMER_REAL, _PATIENCE)
                try:
                    pattern.search(text)
                    pattern.fullmatch(text)
                except _Endless:
                    endless.append(f"{name}: {text[:12]!r} {pattern.pattern[:60]}")
                    break
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert endless == []
