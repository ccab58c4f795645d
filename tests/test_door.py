"""Pushes come in before the pages, over real HTTP."""

import http.client
from pathlib import Path

import pytest

from bot.store.database import Database
from tests.crypto.platform import NOW
from tests.http_parts import webhook


@pytest.mark.parametrize(
    ("method", "path", "length", "status"),
    [
        ("POST", "/wechat?signature=x&timestamp=1714036504&nonce=1", 4, 403),
        ("POST", "/wechat", 4, 400),
        ("POST", "/wechat", 70_000, 413),
        ("GET", "/wechat", 0, 400),
        ("PUT", "/wechat", 0, 405),
        ("POST", "/wechat/", 0, 404),
        ("GET", "/healthz", 0, 200),
    ],
)
def test_who_comes_to_the_door_is_let_in_refused_or_shown_to_the_pages(
    database: Database, tmp_path: Path, method: str, path: str, length: int, status: int
) -> None:
    with webhook(database, NOW, "safe", tmp_path) as (_, port):
        asking = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        asking.request(method, path, b"x" * length, {"Content-Type": "text/xml"})
        answer = asking.getresponse()
        assert answer.status == status
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
        asking.close()
