"""The edges of the loop: messages of kinds that nobody knows, days on which nobody works, a reader
that stops reading."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actions import hand_overs, issues
from bot.store.models import Message, Notice
from tests.talking import Town

LAMP = "东坪村三组路灯不亮好几天了"


def messages(town: Town) -> list[tuple[str, str, str]]:
    with town.database.read() as session:
        rows = session.scalars(select(Message).order_by(Message.id)).all()
        return [(row.kind, row.state, (row.words.text or "") if row.words else "") for row in rows]


@pytest.mark.parametrize("came_as", ["sticker", "emoji", "miniprogrampage", "new_thing_2027"])
def test_a_kind_that_nobody_knows_is_kept_and_gets_one_plain_sentence(
    town: Town, came_as: str
) -> None:
    answer = town.says("大娘", "", kind="unknown", fields={"MsgType": came_as})
    assert answer.startswith("这种消息这里打不开")
    assert messages(town)[0][:2] == ("unknown", "handled")


def test_what_the_platform_writes_for_a_sticker_opens_no_case(town: Town) -> None:
    answer = town.says("大娘", "【收到不支持的消息类型，暂无法显示】")
    assert answer.startswith("这种消息这里打不开")
    assert town.told("周干事") == [] and town.told("郑科员") == []


def test_a_file_is_asked_for_as_a_photo_where_there_is_no_case(town: Town) -> None:
    answer = town.says("大娘", "", kind="unknown", title="账目.xlsx", fields={"MsgType": "file"})
    assert answer.startswith("文件在这里收不了") and "照片" in answer
    assert messages(town) == [("unknown", "handled", "账目.xlsx")]


def test_a_file_goes_to_the_page_of_the_case_that_the_person_has(town: Town) -> None:
    town.says("大娘", LAMP)
    file = {"kind": "unknown", "title": "照片.zip", "fields": {"MsgType": "file"}}
    assert "/p/issue/1" in town.says("大娘", "", **file)
    town.says("周干事", "民1转供电所")
    assert "/p/issue/1" in town.says("孙电", "", **file)


def test_a_link_is_kept_with_its_title(town: Town) -> None:
    town.says("大娘", "", kind="link", title="村里的路", url="https://example.com/1")
    assert messages(town) == [("link", "handled", "村里的路 https://example.com/1")]


def test_a_link_is_added_to_the_open_case_unless_its_title_blames_somebody(town: Town) -> None:
    town.says("大娘", LAMP)
    said = town.says("大娘", "", kind="link", title="村里的路灯视频", url="https://example.com/1")
    assert "民1" in said and "https://example.com/1" in town.last_told("李明")
    title = "东坪村书记把低保都给他亲戚了"
    assert "链接收到了" in town.says(
        "大娘", "", kind="link", title=title, url="https://example.com"
    )
    assert not any("低保" in told for told in town.told("李明"))


def test_an_overdue_day_is_told_on_a_working_day_only(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "民1转供电所")
    saturday = town.clock.now() + timedelta(days=12)
    with town.database.write() as session:
        assert hand_overs.tell_overdue(session, now=saturday) == 0
        assert issues.move_attention(session, now=saturday) == 0
    with town.database.write() as session:
        assert hand_overs.tell_overdue(session, now=saturday + timedelta(days=2)) == 1
        kinds = session.scalars(select(Notice.kind)).all()
    assert "hand_over.overdue" in kinds


@pytest.mark.parametrize("command", [["preset", "list"], ["--help"]])
def test_a_command_whose_reader_stops_reading_ends_quietly(command: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "bot", *command],
        stdout=writing,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    os.close(writing)
    assert b"Traceback" not in done.stderr and b"BrokenPipe" not in done.stderr
