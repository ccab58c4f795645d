"""The webhook over real HTTP on loopback, and a client that keeps its connection."""

import http.client
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from werkzeug.serving import WSGIRequestHandler, make_server

from bot.channel.envelope import Envelope
from bot.channel.official_account import OfficialAccount
from bot.channel.tokens import MemoryTokens
from bot.settings import Settings
from bot.store.database import Database
from handlers.web import create_web
from tests import small_county
from tests.crypto.platform import AES_KEY, APP_ID, TOKEN
from tests.talking import StillClock, Town


class _KeepAlive(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_: Any) -> None:
        """Silence: the test says what happened."""


@contextmanager
def served(app: Callable[..., Any]) -> Iterator[int]:
    """``app`` on a port of its own, gone afterwards."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_KeepAlive)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def webhook(
    database: Database, now: datetime, mode: str, folder: Path
) -> Iterator[tuple[Town, int]]:
    """The whole app on a small county whose account is the one of ``tests.crypto.platform``."""
    with database.write() as session:
        small_county.build(session, now)
    town = Town(database, StillClock(now))
    aes_key = "" if mode == "plain" else AES_KEY
    settings = Settings(
        database_url=database.url,
        wechat_app_id=APP_ID,
        wechat_app_secret="a-secret-of-the-tests",
        wechat_token=TOKEN,
        wechat_aes_key=aes_key,
        wechat_mode=mode,
        wechat_api_base="http://127.0.0.1:9",
        public_url="http://127.0.0.1:9",
        secret_key="a-secret-of-the-tests",
        data_key=b"d" * 32,
        lookup_key=b"l" * 32,
        media_dir=folder,
        trusted_proxies=0,
        demo=False,
        host="127.0.0.1",
        port=0,
        sandbox_port=0,
    )
    account = OfficialAccount(
        APP_ID, "secret", settings.wechat_api_base, MemoryTokens(), clock=town.clock.now
    )
    envelope = Envelope(TOKEN, APP_ID, aes_key, mode)
    with served(create_web(settings, database, town.clock, account, envelope, town.intake)) as port:
        yield town, port


@dataclass
class Client:
    """One connection. Who is hung up on connects again."""

    port: int
    path: str = "/wechat"
    _kept: http.client.HTTPConnection | None = None

    def post(self, query: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        return self._ask("POST", query, body)

    def get(self, query: Mapping[str, str]) -> tuple[int, bytes]:
        return self._ask("GET", query, b"")

    def _ask(self, method: str, query: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        kept = self._kept or http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self._kept = kept
        where = f"{self.path}?{urlencode(query, errors='surrogateescape')}"
        kept.request(method, where, body, {"Content-Type": "text/xml"})
        response = kept.getresponse()
        return response.status, response.read()

    def close(self) -> None:
        if self._kept is not None:
            self._kept.close()
