"""Where the access token lives. All processes of an account share one, else each new one that is
fetched would end another's."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

#: Asks the platform for a token: (value, seconds that it is good for). Raises PlatformError.
Fetch = Callable[[], tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Token:
    value: str
    expires_at: datetime


class TokenStore(Protocol):
    """Tokens by app id, the same for every process."""

    def get(self, app_id: str, now: datetime) -> Token | None:
        """The token that is good at ``now``, or None."""
        ...

    def refresh(
        self,
        app_id: str,
        fetch: Fetch,
        now: datetime,
        *,
        refused: str | None = None,
        force: bool = False,
    ) -> Token:
        """A good token, fetched by at most one caller at a time, in whatever process: who waited
        gets what the other fetched. ``refused``: one that the platform takes no more; another
        that is held is good. ``force``: none that is held now is good. What ``fetch`` raises goes
        through, and leaves what is held as it is."""
        ...


class MemoryTokens:
    """A TokenStore for one process: commands and tests."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[str, Token] = {}

    def get(self, app_id: str, now: datetime) -> Token | None:
        token = self._held.get(app_id)
        return token if token and token.expires_at > now else None

    def refresh(
        self,
        app_id: str,
        fetch: Fetch,
        now: datetime,
        *,
        refused: str | None = None,
        force: bool = False,
    ) -> Token:
        with self._lock:
            held = self.get(app_id, now)
            if held and not force and held.value != refused:
                return held
            value, seconds = fetch()
            token = Token(value, now + timedelta(seconds=seconds))
            self._held[app_id] = token
            return token
