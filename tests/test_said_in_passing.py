"""Sentences that were once taken for something else: a distance for farm land, a closed door for a
break-in, thanks for news, a question what we see to for another county."""

import pytest
from sqlalchemy import func, select

from bot.store.models import Issue
from tests.databases import one_store
from tests.reading_helpers import reader
from tests.talking import Town


def count(town: Town) -> int:
    with town.database.read() as session:
        return session.scalar(select(func.count(Issue.id))) or 0


@one_store
def test_how_far_a_road_is_broken_is_of_the_road(town: Town) -> None:
    town.says("二叔", "村里的路坏了")
    town.says("二叔", "西坪村到镇上那条")
    assert "加到民1" in town.says("二叔", "坏了有二里地")
    assert "加到民1" in town.says("二叔", "骑电动车摔了好几个人了")
    assert count(town) == 1


@one_store
def test_who_thanks_is_told_nothing_was_added_and_when_is_a_question(town: Town) -> None:
    town.says("大娘", "我想问下新农合今年交多少钱")
    assert town.says("大娘", "知道了，谢谢啊") == "好，民1“新农合今年交多少钱”有消息就告诉您。"
    town.says("三婶", "我要举报，东坪村会计把低保给了他丈母娘")
    assert "在办" in town.says("三婶", "什么时候能查")


@one_store
def test_a_place_said_first_is_not_corrected(town: Town) -> None:
    town.says("新人", "我爸八十了，高龄补贴怎么领")
    assert town.says("新人", "西坪村的").startswith("好，民1")


@one_store
@pytest.mark.parametrize("said", ["这俩是一回事，合一起", "两件是一件事，合并"])
def test_two_that_are_one_are_merged_where_there_are_two(town: Town, said: str) -> None:
    town.says("大娘", "东坪村三组路灯坏了")
    town.says("二叔", "东坪村三组路灯不亮了")
    assert "并到民1" in town.says("周干事", said)
    assert "并在一起办" in town.last_told("二叔")


@one_store
def test_of_three_it_is_asked_which_two(town: Town) -> None:
    for said in ("东坪村三组路灯坏了", "东坪村水渠塌了", "西坪村厕所堵了"):
        town.says("大娘", said)
    assert "民2并到民1" in town.says("周干事", "这俩是一回事，合一起")


def test_what_is_counted_or_closed_is_no_danger_and_what_fell_is() -> None:
    for said in ("路上摔了好几个人了", "坑里绊倒了好几个老人"):
        assert reader().read(said).urgency == "加急", said
    for said in ("村里的卫生室一直关着门，老人拿药要去镇上", "村里说要交照片，他走不动了"):
        assert reader().read(said).safety is None, said
    for said in ("我妈从楼顶护栏那摔下来了", "我妈在护栏那摔下来了", "摔了好几个人，有一个起不来"):
        assert reader().read(said).urgency == "危急", said


def test_who_fears_for_others_at_a_railing_is_told_to_keep_them_away() -> None:
    for said in ("东坪村桥栏杆断了，怕孩子掉下去", "阳台栏杆松了，怕老人摔下去"):
        safety = reader().read(said).safety
        assert safety is not None and "拦一拦" in safety.line, said
    fallen = reader().read("有人从脚手架上掉下来了").safety
    assert fallen is not None and fallen.line.startswith("马上打120")


def test_what_we_see_to_is_asked_of_us_and_what_is_elsewhere_is_named() -> None:
    assert reader().read("你们管不管拖欠工资").kind == "problem"
    for said in ("外省的事你们管吗", "武汉的事你们管吗", "隔壁县的河水脏流不到你们这 你们管不"):
        assert reader().read(said).kind == "elsewhere", said


@one_store
def test_a_deputys_telephone_is_not_given_and_the_village_is_asked_once(town: Town) -> None:
    assert "电话不在这里公布" in town.says("新人", "李明代表的电话是多少")
    assert "李明（县人大代表" in town.says("新人", "东坪村")
    assert "每周一上午" in town.says("新人", "我想找代表当面说")
    assert count(town) == 0


@one_store
@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("东坪村小学食堂的饭馊了", "学校说是孩子自己吃坏的"),
        ("西坪村西头老王家的狗老咬人", "打了狂犬疫苗花了八百，他不认"),
        ("我要办残疾证去哪办", "老人腿不好去不了怎么办"),
    ],
)
def test_what_was_answered_to_them_is_of_what_they_told(town: Town, first: str, then: str) -> None:
    town.says("二叔", first)
    assert "加到民1" in town.says("二叔", then)


@one_store
@pytest.mark.parametrize("said", ["我要找县长", "找你们书记说话"])
def test_who_asks_for_somebody_is_rung(town: Town, said: str) -> None:
    assert "找您" in town.says("新人", said)
