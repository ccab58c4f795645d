"""A case on its page: who sees it, what each party sees of it, what each may do there."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.store.database import Database
from tests.pages_parts import Office, running_office, words_of

GONE = "这件事不在您这里。"


@pytest.fixture
def office(database: Database, tmp_path: Path, monday: datetime) -> Iterator[Office]:
    with running_office(database, tmp_path, monday) as running:
        yield running


@pytest.fixture
def lamp(office: Office) -> Office:
    """民1: the lamp of 东坪, said by 大娘 with her telephone in it."""
    office.town.says("大娘", "东坪村三组路灯不亮好几天了，我电话13812345678")
    return office


def test_the_reporter_reads_her_own_words_and_where_it_stands(lamp: Office) -> None:
    page = lamp.phone("大娘").get("/p/issue/1")
    assert page.status_code == 200
    assert "13812345678" in page.text
    assert "前有人给您回话" in words_of(page)
    assert "您在微信里说的" in words_of(page)


def test_a_forwarded_link_shows_nothing_and_does_not_tell_whether_there_is_a_case(
    lamp: Office,
) -> None:
    for name in ("生人", "大爷", "赵刚", "孙电"):
        real = lamp.phone(name).get("/p/issue/1")
        none = lamp.phone(name).get("/p/issue/99")
        assert real.status_code == none.status_code == 404
        assert GONE in real.text
        assert real.text == none.text
        assert "路灯" not in real.text and "民1" not in real.text


def test_the_deputy_reads_masked_words_and_no_name(lamp: Office) -> None:
    text = words_of(lamp.phone("李明").get("/p/issue/1"))
    assert "路灯不亮" in text and "我去看看" in text
    assert "13812345678" not in text and "大娘" not in text
