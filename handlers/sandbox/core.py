"""The parts of one running stand-in, handed to everything that needs them."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.sandbox.config import Clock, SandboxConfig
from handlers.sandbox.state import State

if TYPE_CHECKING:
    from handlers.sandbox.pushes import Pusher

#: The platform counts its days where the county lives.
LOCAL = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Sandbox:
    """Configuration, clock, memory and the thread that pushes."""

    config: SandboxConfig
    clock: Clock
    state: State
    pusher: Pusher
    stopping: threading.Event = field(default_factory=threading.Event)

    def now(self) -> datetime:
        """The moment, as the service sees it too."""
        return self.clock.now()

    def seconds(self) -> float:
        """The moment as seconds since the epoch."""
        return self.clock.now().timestamp()

    def today(self) -> str:
        """The day quotas are counted by, e.g. 2026-11-20."""
        return self.clock.now().astimezone(LOCAL).date().isoformat()

    def close(self) -> None:
        """Let waiting requests and pushes end, then close the file."""
        self.stopping.set()
        self.pusher.stop()
        self.state.close()


def moment(seconds: float) -> datetime:
    """Seconds since the epoch as an aware datetime."""
    return datetime.fromtimestamp(seconds, UTC)


def new_msg_id(state: State) -> int:
    """A unique 64-bit message id, rising, with gaps as on the platform."""
    return 24_700_000_000_000_000 + state.next_number("msg_id") * 1000 + secrets.randbelow(1000)


def new_id(length: int) -> str:
    """A random id in the platform's alphabet (media ids, template msg ids, codes)."""
    return secrets.token_urlsafe(length)[:length]
