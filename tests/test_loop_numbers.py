"""A number that is no case of theirs moves none: it is said so, and the right one can follow."""

import pytest
from sqlalchemy import select

from bot.store.models import Issue
from handlers.conversation.case_numbers import named
from tests.databases import one_store
from tests.talking import Town

LAMP = "东坪村三组路灯不亮好几天了"
ROAD = "东坪村五组进村路全是泥，骑车都过不去"


def states(town: Town) -> list[str]:
    with town.database.read() as session:
        return list(session.scalars(select(Issue.state).order_by(Issue.number)))


@one_store
@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("李明", "270我去看看"),
        ("李明", "我去看270"),
        ("李明", "270和271都站里办"),
        ("李明", "那件270站里办"),
        ("李明", "民二七〇站里办"),
        ("孙电", "270办好了"),
        ("孙电", "办好了 270"),
        ("孙电", "收到270"),
        ("周干事", "转水利局270"),
        ("周干事", "270转错了"),
        ("大娘", "270好了"),
        ("大娘", "270撤了吧"),
        ("大娘", "民270咋样了"),
    ],
)
def test_a_wrong_number_is_not_replaced_by_a_guess(town: Town, who: str, said: str) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "民1转供电所")
    before = states(town), len(town.told("大娘")), len(town.told("孙电"))
    answer = town.says(who, said)
    assert "编号民270" in answer and "没有" in answer and "民1“" in answer
    assert (states(town), len(town.told("大娘")), len(town.told("孙电"))) == before


def test_the_right_number_after_a_wrong_one_does_what_was_said(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("二叔", ROAD)
    town.says("李明", "270 我晌午去看了，确实是泥路，得铺石子")
    assert "民2" in town.says("李明", "2") or "民2" in town.says("李明", "民2")
    assert "得铺石子" in town.last_told("二叔") and "270" not in town.last_told("二叔")
    assert "民1" in town.says("周干事", "民1、270转供电所")
    assert states(town)[0] == "handed_over"
    town.says("孙电", "收到270")
    assert "签收了：民1" in town.says("孙电", "是")


def test_who_had_it_once_is_told_that_it_is_in_other_hands(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("大娘", "不是东坪，是西坪村")
    assert "不在您手上" in town.says("李明", "民1是不是西坪的，不该我管")
    assert "没有编号民2" in town.says("李明", "民2我去看看")


@pytest.mark.parametrize(
    "said",
    [
        "300多人没水吃",
        "12号楼的灯也看了",
        "村民12户没水",
        "206国道塌了",
        "12345不管",
        "120来了",
        "换了200米电缆",
        "15号我去看看",
        "13800000001",
        "24小时没电",
        "一共花了350",
    ],
)
def test_what_counts_something_names_no_case(said: str) -> None:
    assert named(said) == ()
