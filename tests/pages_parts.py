"""Parts for tests of the pages: the real app over real HTTP, the platform's stand-in for OAuth, and
people who open pages on their phones or in the office's browser."""

import html
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import BaseWSGIServer, make_server

from bot.actions import officers
from bot.actions.tokens import DatabaseTokens
from bot.channel.envelope import Envelope
from bot.channel.official_account import OfficialAccount
from bot.channel.tokens import Token
from bot.settings import Settings
from bot.store.database import Database
from bot.store.models import Officer
from handlers.sandbox import SandboxConfig, create_sandbox, make_sandbox_server
from handlers.web import create_web
from tests import small_county
from tests.talking import StillClock, Town

APP_ID, SECRET, TOKEN = "wx0123456789abcdef", "s3cret-of-a-test", "token4test"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
PASSWORD = "abcd-efgh-2345"
PEOPLE = (
    *("大娘", "大爷", "小王", "小李", "小张", "生人"),
    *("李明", "王芳", "赵刚", "孙电", "钱水", "周干事", "吴站长", "郑科员"),
)


class SandboxClock:
    """The town's clock as the stand-in reads it."""

    def __init__(self, clock: StillClock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()

    def offset(self) -> timedelta:
        return timedelta(0)

    def forward(self, by: timedelta) -> None:
        self._clock.moment += by


@dataclass
class Browser:
    """Somebody who opens pages. ``base``: what stands before each path."""

    base: str
    http: requests.Session = field(default_factory=requests.Session)
    page: requests.Response | None = None

    def get(self, path: str, **more: Any) -> requests.Response:
        self.page = self.http.get(self.base + path, timeout=20, **more)
        return self.page

    def token(self) -> str:
        """The token of the page that was opened last."""
        assert self.page is not None
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.page.text)
        assert found, self.page.text
        return found[1]

    def hidden(self) -> dict[str, str]:
        """What every form of the page that was opened last carries."""
        assert self.page is not None
        seen = re.search(r'name="as_seen" value="([^"]+)"', self.page.text)
        return {"csrf_token": self.token()} | ({"as_seen": seen[1]} if seen else {})

    def post(self, path: str, files: Any = None, **data: str) -> requests.Response:
        """Send a form of the page that was opened last; what the browser shows then."""
        data = {**self.hidden(), **data}
        answer = self.http.post(self.base + path, data=data, files=files, timeout=20)
        if answer.status_code == 200:
            self.page = answer
        return answer

    def act(self, number: int, role: str, act: str, files: Any = None, **data: str) -> str:
        """Open the case, do one act, and read the page that comes back."""
        door = "/p" if "/_web/" in self.base else "/console"
        assert self.get(f"{door}/issue/{number}").status_code == 200
        answer = self.post(f"{door}/issue/{number}/act", files, role=role, act=act, **data)
        return words_of(answer)


def words_of(answer: requests.Response) -> str:
    """What one reads on a page, without tags."""
    body = re.sub(r"(?s)<head>.*?</head>|<[^>]+>", " ", answer.text)
    return " ".join(html.unescape(body).split())


@dataclass
class Office:
    """The running service with a small county in it."""

    town: Town
    url: str
    sandbox_url: str
    settings: Settings
    app: Any

    def phone(self, name: str) -> Browser:
        """The built-in browser of ``name``'s WeChat."""
        return Browser(f"{self.sandbox_url}/_web/{quote(f'o-{name}')}", _plain())

    def browser(self) -> Browser:
        """A browser in the office that is not signed in."""
        return Browser(self.url, _plain())

    def desk(self, name: str) -> Browser:
        """The office's browser with ``name`` signed in."""
        give_login(self.town, name)
        browser = self.browser()
        browser.get("/console/login")
        answer = browser.post("/console/login", login=login_of(name), password=PASSWORD)
        assert answer.url.endswith("/console/"), words_of(answer)
        return browser


def _plain() -> requests.Session:
    http = requests.Session()
    http.trust_env = False
    return http


def login_of(name: str) -> str:
    known = {"周干事": "zhou", "吴站长": "wu", "郑科员": "zheng", "冯主席": "feng", "卫主任": "wei"}
    return known.get(name, name)


def give_login(town: Town, name: str, password: str = PASSWORD) -> None:
    """Let an officer of the small county sign in."""
    with town.database.write() as session:
        officer = session.scalars(select(Officer).where(Officer.name == name)).one()
        if officer.login is None:
            officers.give_login(session, officer, login_of(name), password, now=town.clock.now())


@contextmanager
def running_office(
    database: Database,
    folder: Path,
    monday: datetime,
    port: int = 0,
    build: Callable[[Session, datetime], object] | None = small_county.build,
    more_people: tuple[str, ...] = (),
) -> Iterator[Office]:
    """The service and the stand-in on loopback, both gone afterwards. ``build``: fills the store,
    where it is still empty; ``more_people``: have a telephone as well."""
    if build is not None:
        with database.write() as session:
            build(session, monday)
    town = Town(database, StillClock(monday))
    served: list[Any] = []
    front = make_server("127.0.0.1", port, lambda e, s: served[0](e, s), threaded=True)
    url = f"http://127.0.0.1:{front.server_port}"
    database._info["public_url"] = url
    back = _stand_in(folder, town.clock, url, (*PEOPLE, *more_people))
    sandbox_url = f"http://127.0.0.1:{back.server_port}"
    settings = _settings(database, folder, url, sandbox_url)
    account = OfficialAccount(
        APP_ID, SECRET, sandbox_url, DatabaseTokens(database, Token), clock=town.clock.now
    )
    app = _APPS.pop() if _APPS else _App()
    app.serve(settings, database, town, account)
    served.append(app.flask)
    for server in (front, back):
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield Office(town, url, sandbox_url, settings, app.flask)
    finally:
        for server in (front, back):
            server.shutdown()
            server.server_close()
        _APPS.append(app)


class _Now:
    """Stands for a part of the app: the one of the office that is running now."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.part, name)


class _App:
    """The service's app, which serves one office after the other: hundreds of tests run one, and
    to put its routes and templates together takes longer than most of them."""

    def __init__(self) -> None:
        self._parts: dict[str, Any] = {
            name: _Now() for name in ("settings", "database", "clock", "account", "intake")
        }
        self._flask: Flask | None = None

    @property
    def flask(self) -> Flask:
        assert self._flask is not None, "it serves nobody yet"
        return self._flask

    def serve(
        self, settings: Settings, database: Database, town: Town, account: OfficialAccount
    ) -> None:
        parts = (settings, database, town.clock, account, town.intake)
        for stands, part in zip(self._parts.values(), parts, strict=True):
            stands.part = part
        if self._flask is None:
            envelope = Envelope(TOKEN, APP_ID, AES_KEY, "safe")
            self._flask = create_web(**self._parts, envelope=envelope)


#: Apps whose office has closed.
_APPS: list[_App] = []


def _stand_in(folder: Path, clock: StillClock, url: str, people: tuple[str, ...]) -> BaseWSGIServer:
    personas = [
        {"openid": f"o-{name}", "name": name, "role": "测试", "silent_days": None}
        for name in people
    ]
    (folder / "personas.json").write_text(json.dumps(personas, ensure_ascii=False), "utf-8")
    (folder / "templates.json").write_text("[]", "utf-8")
    app = create_sandbox(
        SandboxConfig(
            app_id=APP_ID,
            app_secret=SECRET,
            token=TOKEN,
            aes_key=AES_KEY,
            mode="safe",
            webhook_url=f"{url}/wechat",
            public_url=url,
            personas_file=folder / "personas.json",
            templates_file=folder / "templates.json",
            state_path=folder / "sandbox.sqlite3",
        ),
        SandboxClock(clock),
    )
    return make_sandbox_server(app, 0)


def _settings(database: Database, folder: Path, url: str, sandbox_url: str) -> Settings:
    return Settings(
        database_url=database.url,
        wechat_app_id=APP_ID,
        wechat_app_secret=SECRET,
        wechat_token=TOKEN,
        wechat_aes_key=AES_KEY,
        wechat_mode="safe",
        wechat_api_base=sandbox_url,
        public_url=url,
        secret_key="a-secret-of-the-tests",
        data_key=b"d" * 32,
        lookup_key=b"l" * 32,
        media_dir=folder / "media",
        trusted_proxies=0,
        demo=False,
        host="127.0.0.1",
        port=0,
        sandbox_port=0,
    )


def numbers(desk: Browser, query: str) -> list[int]:
    """The issues that the list shows, in its order."""
    page = desk.get(f"/console/issues?{query}").text
    return [int(found) for found in re.findall(r'"row-title" href="/console/issue/(\d+)"', page)]


def through_all_pages(desk: Browser, query: str) -> list[int]:
    """The same, page after page, as long as the list offers to go further back."""
    shown = numbers(desk, query)
    while more := re.search(r'href="([^"]+)">再往前</a>', desk.page.text if desk.page else ""):
        shown += numbers(desk, more[1].partition("?")[2].replace("&amp;", "&"))
    return shown
