"""Group commit: whoever waits while a transaction runs shares the next one (ADR 0015)."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

A = TypeVar("A")
R = TypeVar("R")

#: So many share one transaction: the first of them waits for the work of all.
MOST = 16


class _Place(Generic[A, R]):
    """One caller's place in the line. ``called``: it was served, or it is its turn to lead."""

    def __init__(self, asked: A) -> None:
        self.asked = asked
        self.called = threading.Event()
        self.leads = False
        self.result: R | Exception | None = None


class Together(Generic[A, R]):
    """``do(one)`` from many threads; ``work`` gets what they brought, in order, in one thread at a
    time, and returns a result or an exception for each. The first who comes leads: does the work of
    all who wait, then lets the next in line lead, so that nobody works for others for ever."""

    def __init__(self, work: Callable[[Sequence[A]], Sequence[R | Exception]]) -> None:
        self._work = work
        self._line: deque[_Place[A, R]] = deque()
        self._lock = threading.Lock()
        self._led = False

    def do(self, asked: A) -> R:
        """The result for ``asked``. Raises what ``work`` gave or raised for it."""
        place: _Place[A, R] = _Place(asked)
        with self._lock:
            self._line.append(place)
            if not self._led:
                self._led = place.leads = True
        if not place.leads:
            place.called.wait()
        if place.leads:
            self._lead()
        if isinstance(place.result, Exception):
            raise place.result
        return place.result  # type: ignore[return-value]  # a result may be None

    def is_waited_for(self) -> bool:
        """Whether somebody stands in line whose work has not begun."""
        return bool(self._line)

    def _lead(self) -> None:
        with self._lock:
            group = [self._line.popleft() for _ in range(min(MOST, len(self._line)))]
        try:
            results: Sequence[R | Exception] = self._work([place.asked for place in group])
        except Exception as error:
            results = [error] * len(group)
        for place, result in zip(group, results, strict=True):
            place.result = result
        self._hand_over()
        for place in group:
            place.leads = False
            place.called.set()

    def _hand_over(self) -> None:
        with self._lock:
            if not self._line:
                self._led = False
                return
            following = self._line[0]
            following.leads = True
        following.called.set()
