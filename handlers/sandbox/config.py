"""What the stand-in is told at its start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol, runtime_checkable
from urllib.parse import urlsplit

#: One county's account allows this many calls a day (developers.weixin.qq.com, 接口调用频次限制).
DAILY_QUOTAS: Mapping[str, int] = {
    "token": 2_000,
    "stable_token": 1_000_000,
    "message/custom/send": 500_000,
    "message/custom/typing": 500_000,
    "message/template/send": 100_000,
    "message/subscribe/bizsend": 100_000,
    "user/info": 500_000,
    "user/info/batchget": 500_000,
    "user/get": 500,
    "menu/create": 1_000,
    "menu/get": 10_000,
    "menu/delete": 1_000,
    "qrcode/create": 100_000,
    "media/upload": 100_000,
    "media/get": 200_000,
}

MODES = ("plain", "compatible", "safe")


class Clock(Protocol):
    """The one clock of service and sandbox; aware datetimes only."""

    def now(self) -> datetime: ...


@runtime_checkable
class MovableClock(Protocol):
    """The demo's clock: it can also be moved forward."""

    def now(self) -> datetime: ...

    def forward(self, by: timedelta) -> object: ...

    def offset(self) -> timedelta: ...


@dataclass(frozen=True)
class Place:
    """A named point a phone can send as its location; degrees, GCJ-02."""

    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class SandboxConfig:
    """Credentials as the service knows them, addresses, files. Seconds are real seconds."""

    app_id: str
    app_secret: str
    token: str
    aes_key: str  #: EncodingAESKey, 43 characters
    mode: str  #: plain | compatible | safe
    webhook_url: str  #: where pushes go, e.g. http://127.0.0.1:8000/wechat
    public_url: str  #: origin of the service's own pages; OAuth redirects only to it
    personas_file: Path
    state_path: Path
    templates_file: Path
    own_url: str = "http://127.0.0.1:8001"  #: where this sandbox is reached
    account_name: str = "青禾县人大代表之家"
    account_intro: str = "青禾县人大常委会。身边的事，说给代表听。"
    account_id: str = "gh_8f2d6a1c90b3"
    corp_id: str = "ww4f1a60c2d98b7e35"
    corp_secret: str = "sandbox-corp-secret"  # noqa: S105 - a stand-in's, opens nothing real
    agent_id: int = 1000002
    places: tuple[Place, ...] = ()
    allowed_ips: tuple[str, ...] = ()  #: empty: every address may fetch tokens
    quotas: Mapping[str, int] = field(default_factory=lambda: dict(DAILY_QUOTAS))
    callback_timeout: float = 5.0  #: the platform disconnects after this
    resend_after: float = 5.0  #: pause before the next try when the connection itself failed
    job_finish_delay: float = 1.0  #: until TEMPLATESENDJOBFINISH is pushed
    stall_seconds: float = 60.0  #: how long a scripted timeout says nothing
    slow_seconds: float = 3.0  #: how long a scripted slow answer takes

    def __post_init__(self) -> None:
        """Refuse settings with which the stand-in could not be believed."""
        if self.mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}, not {self.mode!r}")
        if not (self.app_id and self.app_secret and self.token):
            raise ValueError("app_id, app_secret and token must not be empty")
        if self.mode != "plain" and len(self.aes_key) != 43:
            raise ValueError("aes_key must have 43 characters")

    @property
    def service_origin(self) -> str:
        """Scheme and host that really answer; the public address may not resolve here."""
        parts = urlsplit(self.webhook_url)
        return f"{parts.scheme}://{parts.netloc}"
