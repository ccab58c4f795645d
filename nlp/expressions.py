"""Regular expressions that are compiled when first tried: of many hundred a process needs few soon,
and its start would wait for all of them."""

import re
from collections.abc import Iterator


class Expression:
    """Like a compiled expression. What is wrong in it shows when it is first tried (``re.error``);
    tests/test_patterns_end.py tries all."""

    __slots__ = ("_compiled", "pattern")

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._compiled: re.Pattern[str] | None = None

    @property
    def compiled(self) -> re.Pattern[str]:
        if self._compiled is None:
            self._compiled = re.compile(self.pattern)
        return self._compiled

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        return self.compiled.search(text, start)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        return self.compiled.match(text, start)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self.compiled.fullmatch(text)

    def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        return self.compiled.finditer(text, start)

    def sub(self, put: str, text: str) -> str:
        return self.compiled.sub(put, text)
