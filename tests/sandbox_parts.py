"""Parts for tests of the WeChat stand-in: a clock, files, a webhook that keeps its mail.

Used by tests/test_sandbox*.py and tests/test_phones*.py; everything speaks real HTTP.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from handlers.sandbox import SandboxConfig, create_sandbox, make_sandbox_server
from handlers.sandbox.core import Sandbox

APP_ID, SECRET, TOKEN = "wx0123456789abcdef", "s3cret-of-a-test", "token4test"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
ACCOUNT = "gh_8f2d6a1c90b3"
#: A working day, nine o'clock in the county.
START = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)

VILLAGER, DEPUTY, STRANGER = "oVillager_0001", "oDeputy_00001", "oStranger_0001"
PERSONAS = [
    {
        "openid": VILLAGER,
        "name": "王桂兰",
        "role": "群众 · 东坪村三组",
        "hint": ["东坪三组的路灯坏了五天了"],
        "avatar": "#e8833a",
        "silent_days": None,
    },
    {
        "openid": DEPUTY,
        "name": "陈水生",
        "role": "县人大代表",
        "hint": "1",
        "avatar": "🍄",
        "silent_days": 3,
    },
    {"openid": STRANGER, "name": "小李", "role": "群众", "avatar": "", "following": False},
]
TEMPLATES = [
    {
        "id": "TASK",
        "title": "待办事项提醒",
        "kind": "template",
        "fields": [
            {"key": "thing1", "name": "事项"},
            {"key": "character_string2", "name": "编号"},
            {"key": "time3", "name": "截止时间"},
            {"key": "phrase4", "name": "状态"},
            {"key": "const5", "name": "类别", "values": ["代表任务", "交办事项"]},
        ],
    },
    {
        "id": "LONG",
        "title": "诉求办理进度通知",
        "kind": "subscription",
        "term": "long",
        "fields": [{"key": "thing1", "name": "事项"}],
    },
    {
        "id": "ONCE",
        "title": "接待日提醒",
        "kind": "subscription",
        "term": "once",
        "fields": [{"key": "thing1", "name": "事项"}, {"key": "name2", "name": "代表"}],
    },
]
CARD = {
    "thing1": {"value": "东坪三组路灯不亮"},
    "character_string2": {"value": "M312"},
    "time3": {"value": "2026年11月24日 18:00"},
    "phrase4": {"value": "待处理"},
    "const5": {"value": "代表任务"},
}


class StillClock:
    """A clock that moves only when told."""

    def __init__(self) -> None:
        self.moved = timedelta(0)

    def now(self) -> datetime:
        return START + self.moved

    def forward(self, by: timedelta) -> None:
        self.moved += by

    def offset(self) -> timedelta:
        return self.moved


@dataclass
class Received:
    """One push as it arrived."""

    args: dict[str, str]
    body: str


Answer = Callable[[Received], "str | Response"]


@dataclass
class Webhook:
    """A service that keeps what it gets and answers as told; `pages` answers every GET."""

    answer: Answer
    url: str = ""
    received: list[Received] = field(default_factory=list)
    pages: Callable[[Request], Response] | None = None
    _arrived: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        if request.path == "/wechat" and request.method == "POST":
            received = Received(request.args.to_dict(), request.get_data(as_text=True))
            with self._arrived:
                self.received.append(received)
                self._arrived.notify_all()
            answer = self.answer(received)
            response = answer if isinstance(answer, Response) else Response(answer)
        elif self.pages is not None:
            response = self.pages(request)
        else:
            response = Response(request.args.get("echostr", "a page"))
        return response(environ, start_response)

    def wait_for(self, number: int, seconds: float = 30) -> list[Received]:
        """Everything received, once there are `number` pushes."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.received) >= number, seconds), (
                f"only {len(self.received)} of {number} pushes arrived"
            )
            return list(self.received)


@dataclass
class Platform:
    """A running stand-in and the service it pushes to."""

    url: str
    clock: StillClock
    webhook: Webhook
    sandbox: Sandbox
    folder: Path

    def control(self, act: str, **given: Any) -> dict[str, Any]:
        """POST to the control API; the answer must be 200."""
        response = requests.post(f"{self.url}/_control/{act}", json=given, timeout=30)
        assert response.status_code == 200, response.text
        return response.json()

    def look(self, what: str, **query: Any) -> dict[str, Any]:
        """GET from the control API."""
        response = requests.get(f"{self.url}/_control/{what}", params=query, timeout=30)
        assert response.status_code == 200, response.text
        return response.json()

    def say(self, openid: str, content: str) -> dict[str, Any]:
        """Write a text and wait for its fate."""
        return self.control("send", openid=openid, kind="text", content=content, wait=True)

    def token(self) -> str:
        """A stable token."""
        body = {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET}
        answer = requests.post(f"{self.url}/cgi-bin/stable_token", json=body, timeout=10).json()
        return str(answer["access_token"])

    def post(self, path: str, body: Any, token: str | None = None) -> dict[str, Any]:
        """Call an API of the account."""
        url = f"{self.url}/cgi-bin/{path}?access_token={token or self.token()}"
        raw = json.dumps(body, ensure_ascii=False).encode()
        response = requests.post(url, data=raw, timeout=10)
        assert response.status_code == 200
        return response.json()

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """Call a reading API of the account."""
        query.setdefault("access_token", self.token())
        return requests.get(f"{self.url}/cgi-bin/{path}", params=query, timeout=10).json()

    def phone(self, openid: str) -> list[dict[str, Any]]:
        """What a phone shows."""
        return list(self.look("messages", openid=openid)["messages"])


def write_files(folder: Path) -> None:
    """Personas and templates as the demo loader writes them."""
    for name, data in (("personas.json", PERSONAS), ("templates.json", TEMPLATES)):
        (folder / name).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def make_config(folder: Path, webhook_url: str, mode: str = "safe", **more: Any) -> SandboxConfig:
    """A configuration with short waits."""
    settings: dict[str, Any] = {
        "callback_timeout": 5.0,
        "resend_after": 0.05,
        "job_finish_delay": 0.0,
        "stall_seconds": 3.0,
        "slow_seconds": 0.3,
    }
    return SandboxConfig(
        app_id=APP_ID,
        app_secret=SECRET,
        token=TOKEN,
        aes_key=AES_KEY,
        mode=mode,
        webhook_url=webhook_url,
        public_url=webhook_url.removesuffix("/wechat"),
        personas_file=folder / "personas.json",
        state_path=folder / "sandbox.sqlite3",
        templates_file=folder / "templates.json",
        **(settings | more),
    )


@contextmanager
def running_webhook(answer: Answer, port: int = 0) -> Iterator[Webhook]:
    """A service on loopback."""
    webhook = Webhook(answer)
    server = make_server("127.0.0.1", port, webhook, threaded=True)
    webhook.url = f"http://127.0.0.1:{server.server_port}/wechat"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield webhook
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def running_platform(
    folder: Path,
    answer: Answer = lambda received: "success",
    mode: str = "safe",
    clock: StillClock | None = None,
    **more: Any,
) -> Iterator[Platform]:
    """A stand-in and a service, both on loopback, both gone afterwards."""
    if not (folder / "personas.json").exists():
        write_files(folder)
    clock = clock or StillClock()
    with running_webhook(answer) as webhook:
        app = create_sandbox(make_config(folder, webhook.url, mode, **more), clock)
        server = make_sandbox_server(app, 0)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}"
        sandbox: Sandbox = app.extensions["sandbox"]
        try:
            yield Platform(url, clock, webhook, sandbox, folder)
        finally:
            server.shutdown()
            server.server_close()
            sandbox.close()


def query_of(url: str) -> dict[str, str]:
    """The query of an address."""
    return dict(parse_qsl(urlsplit(url).query))
