"""What one process remembers of one county, for ``bot.actions.remembered``."""

import threading
from collections.abc import Hashable
from typing import Any

#: More answers than any county's roster has; a guard, not a plan.
_MOST = 50_000


class Memory:
    """Answers of the county with the highest number seen."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._number = -1
        self._answers: dict[Hashable, Any] = {}

    def at(self, number: int) -> dict[Hashable, Any] | None:
        """The answers for this number, to read and to add to; None for an older county."""
        with self._lock:
            if number > self._number or len(self._answers) > _MOST:
                self._number, self._answers = number, {}
            return self._answers if number == self._number else None
