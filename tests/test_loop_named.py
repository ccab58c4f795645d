"""Who is spoken of by name reads nothing of it, even where nobody is blamed in so many words."""

import pytest
from sqlalchemy import select

from bot.store.models import Issue
from nlp.named import speaks_of
from tests.talking import Town

READERS = ("李明", "王芳", "周干事", "吴站长", "郑科员")


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("东坪村李明家的狗咬人，孩子不敢出门", "李明"),
        ("东坪村的老王霸占水渠，地里浇不上水", "王芳"),
        ("东坪村三组的路灯不亮，周干事说来看一直没来", "周干事"),
    ],
)
def test_who_is_spoken_of_by_name_is_left_out_and_the_others_are_told(
    town: Town, said: str, who: str
) -> None:
    assert "民1" in town.says("大娘", said)
    assert town.told(who) == []
    assert any("民1" in town.last_told(one) for one in READERS if one != who)
    assert "没有编号民1" in town.says(who, "民1我去看看")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("said", "who", "seen_by"),
    [
        ("西坪村刚子家，赵刚书记修的路全是豆腐渣", "赵刚", "township"),
        ("西坪村一把手的车天天堵路口", "赵刚", "township"),
        ("西坪村三组路坏了，是村里修的，豆腐渣", "赵刚", "township"),
        ("西坪村姓赵的占我家地，没人管", "赵刚", "township"),
        ("东坪村李代表答应的事没办", "李明", "county"),
        ("东坪村姓王的那个代表，家门口的垃圾不让倒", "王芳", "county"),
    ],
)
def test_who_is_blamed_by_whatever_name_has_nothing_of_it_nor_have_their_own(
    town: Town, said: str, who: str, seen_by: str
) -> None:
    town.says("大娘", said)
    assert town.told(who) == [] == town.told("李明" if who == "王芳" else who)
    with town.database.read() as session:
        assert session.scalars(select(Issue.seen_by)).one() == seen_by


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("later", ["姓李的不管", "找过李代表，没下文"])
def test_a_word_of_somebody_later_is_not_read_by_them(town: Town, later: str) -> None:
    town.says("大娘", "东坪村垃圾没人拉")
    before = len(town.told("李明"))
    town.says("大娘", later)
    assert len(town.told("李明")) == before


def test_a_name_said_before_the_place_is_known_counts_as_well(town: Town) -> None:
    town.says("大娘", "李明家的狗老咬人，孩子不敢出门")
    town.says("大娘", "东坪村")
    assert town.told("李明") == []
    assert any("狗" in told for one in READERS for told in town.told(one))


def test_a_name_said_later_shuts_the_door(town: Town) -> None:
    town.says("大娘", "东坪村的水渠叫人霸占了，地里浇不上水")
    before = len(town.told("李明"))
    town.says("大娘", "就是李明")
    town.says("大娘", "他还骂人")
    assert len(town.told("李明")) == before


@pytest.mark.parametrize(
    "said",
    [
        "李明代表您好，东坪村三组路灯不亮",
        "请转告李明代表，东坪村三组路灯不亮",
        "东坪村老李家门口的路灯不亮",
    ],
)
def test_who_is_spoken_to_is_told(town: Town, said: str) -> None:
    town.says("大娘", said)
    assert "民1" in town.last_told("李明")


def test_the_name_alone_says_whom_it_is_about() -> None:
    assert speaks_of("孙德胜。", "孙德胜") and not speaks_of("谢谢孙德胜代表", "孙德胜")
