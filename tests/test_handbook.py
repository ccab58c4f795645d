"""The handbook says what is so: its pictures are there and small, its pages exist under the names
that it gives them, and what it tells people to write is understood."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from werkzeug.routing import MapAdapter

from bot.domain.calendars import LOCAL, CountyCalendar
from handlers.console import blueprint as console
from handlers.console.page import NAVIGATION
from handlers.pages import blueprint as pages
from nlp.replies import Pending, read_reply

ROOT = Path(__file__).parent.parent
HANDBOOK = ROOT / "docs" / "handbook.zh.md"
FOLDER = ROOT / "docs" / "handbook"
TEXT = HANDBOOK.read_text(encoding="utf-8")
PICTURES = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", TEXT)
ADDRESSES = sorted(set(re.findall(r"`(/(?:console|p)/[^`]*)`", TEXT)))


def test_every_picture_is_there_once_small_and_named() -> None:
    named = [path for _, path in PICTURES]
    assert len(named) == len(set(named)) and 15 <= len(named) <= 25
    assert {f"handbook/{file.name}" for file in FOLDER.iterdir()} == set(named)
    for words, path in PICTURES:
        file = HANDBOOK.parent / path
        assert words and file.stat().st_size <= 120_000, path
        with Image.open(file) as picture:
            assert picture.format == "PNG" and picture.width >= 300


@pytest.fixture(scope="module")
def addresses() -> MapAdapter:
    app = Flask(__name__)
    app.register_blueprint(console)
    app.register_blueprint(pages)
    return app.url_map.bind("localhost")


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_that_is_named_exists(addresses: MapAdapter, address: str) -> None:
    endpoint, _ = addresses.match(address, method="GET")
    assert endpoint


def test_pages_are_named_as_the_bar_names_them() -> None:
    titles = {entry.title: entry for entry in NAVIGATION}
    ways = re.findall(r"(看情况|消息|人和地方|设置) → (\S+?)(?=[（”，：。]|$)", TEXT, re.MULTILINE)
    assert len(ways) >= 8
    wrong = [way for way in ways if way[1] not in titles or titles[way[1]].menu != way[0]]
    assert wrong == []
    addressed = re.findall(r"(\S+?)（`(/console/[a-z-]*)`）", TEXT)
    by_address = {entry.address: entry.title for entry in NAVIGATION}
    for name, address in addressed:
        if address in by_address:
            assert name.endswith(by_address[address]), (name, address)


TASKS = {"1": "take", "2": "leave_to_station", "3": "not_mine"}
FOR_DEPUTY = (Pending("民13", "issue", "taken_up", "三组路灯不亮", TASKS),)
FOR_BUREAU = (
    Pending("民12", "handover", "handed_over", "北街下水道堵了"),
    Pending("民13", "handover", "handed_over", "三组路灯不亮"),
)
#: What the handbook tells people to write → what is done with it.
SAID = (
    ("deputy", "看过了，供电所说周五换灯", "answer"),
    ("deputy", "转供电所", "hand_over"),
    ("deputy", "今天走访了东坪村，看了三组的路灯", "report_duty"),
    ("deputy", "请假", "request_leave"),
    ("deputy", "路灯那件转建议", "raise"),
    ("deputy", "1", "take"),
    ("bureau", "收到12号", "confirm_receipt"),
    ("bureau", "全部收到", "confirm_receipt"),
    ("bureau", "路灯办好了，换了灯头，当晚就亮了", "report_done"),
    ("bureau", "申退12，这是交通局的事", "request_return"),
)


@pytest.mark.parametrize(("role", "text", "act"), SAID, ids=lambda value: str(value)[:12])
def test_what_the_handbook_tells_people_to_write_is_understood(
    role: str, text: str, act: str
) -> None:
    assert f"`{text}`" in TEXT
    reply = read_reply(
        text,
        role=role,
        pending=FOR_DEPUTY if role == "deputy" else FOR_BUREAU,
        now=datetime(2026, 11, 23, 9, tzinfo=LOCAL),
        calendar=CountyCalendar(),
        bodies=(),
    )
    assert {one.act for one in reply.acts} == {act}


def test_the_ten_acts_stand_in_the_handbook_with_three_clicks_at_most() -> None:
    rows = re.findall(r"^\| (\d+) \| [^|]+ \| [^|]+ \| (\d)下 \|$", TEXT, flags=re.MULTILINE)
    assert [int(at) for at, _ in rows] == list(range(1, 11))
    assert all(1 <= int(clicks) <= 3 for _, clicks in rows)


def test_both_readmes_lead_to_the_handbook() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        assert "docs/handbook.zh.md" in (ROOT / name).read_text(encoding="utf-8"), name
