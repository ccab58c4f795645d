"""Danger beside what only sounds like it, the line that is said first, and who must not read it."""

import pytest

from nlp.named import speaks_of
from nlp.urgency import DANGER
from tests.reading_helpers import reader


@pytest.mark.parametrize(
    "text",
    [
        "地里烧麦茬，火头蹿到林子边了",
        "爷爷打昨天夜里就喊不醒，一直打鼾",
        "他发朋友圈说永别了，安眠药全吞了",
        "路坏了没人管，灯也黑，还有我奶今早起就没动静了",
        "婆家人堵着门要打我",
        "煤炉子没封好，一家三口都迷瞪",
        "西坪村狗咬人血流不止",
        "北街加油站漏油",
        "化工厂冒黄烟呛人，柳树湾村",
        "西坪村坝裂了",
    ],
)
def test_danger_told_late_long_or_by_others_is_danger(text: str) -> None:
    assert reader().read(text).urgency == DANGER


@pytest.mark.parametrize(
    "text",
    [
        "楼下烧烤呛死人",
        "焊铁门的火花一晚上晃眼",
        "最后两天跳楼价，老板吐血清仓，加微信",
        "墙让拖拉机撞塌了，人家不认账",
        "学校发防溺水承诺书让家长签三遍",
        "网线跟上吊绳一样，到处乱挂",
        "火烧眉毛了，工钱没影",
        "前天跳楼那人救过来没",
        "电线太低那件转供电所，快点",
    ],
)
def test_a_manner_of_speaking_wakes_nobody(text: str) -> None:
    assert reader().read(text).urgency != DANGER


@pytest.mark.parametrize(
    ("text", "said", "first"),
    [
        ("我儿子在学校被同学推下楼梯，胳膊断了", "别搬动", "120"),
        ("西坪村五组桥塌了半边，车还在走", "别上桥", "110"),
    ],
)
def test_the_line_is_that_of_the_scene(text: str, said: str, first: str) -> None:
    safety = reader().read(text).safety
    assert safety is not None and said in safety.line and safety.numbers[0] == first


@pytest.mark.parametrize(
    ("text", "name", "about"),
    [
        ("东坪村德胜家挖沙把河堤挖塌了", "孙德胜", True),
        ("姓孙的不管", "孙德胜", True),
        ("东坪小学的李老师体罚学生", "李秀英", True),
        ("陈代表答应的事没下文", "陈志远", True),
        ("sundesheng 占我家地", "孙德胜", True),
        ("陈代表来看过了", "陈志远", False),
        ("李老师，我家灯坏了", "李秀英", False),
        ("李家村路坏了", "李秀英", False),
        ("孙子不见了", "孙德胜", False),
    ],
)
def test_who_is_meant_by_half_a_name_is_meant(text: str, name: str, about: bool) -> None:
    assert speaks_of(text, name) is about


def test_who_is_entered_by_where_they_live_is_hidden_beside_a_telephone() -> None:
    for text in (
        "登记：西坪村一组赵秀兰，井水发苦，电话13600002222",
        "东坪村二组赵秀兰家堵了，13600002222",
    ):
        assert "赵秀兰" not in reader().read(text).masked
    assert "张家河" in reader().read("西坪村张家河的路坏了").masked


def test_a_ditch_gathers_nobody() -> None:
    assert reader().read("柳树湾村渠堵").kind == "problem"
    assert reader().read("明天我们三百人去堵县政府大门").kind == "gathering"


def test_what_may_come_down_rings_nobody_and_says_what_to_do() -> None:
    for text in ("西坪村一面墙歪了随时倒", "学校后墙随时会塌", "西坪村雷劈了房子"):
        read = reader().read(text)
        assert read.urgency == "加急" and read.safety and read.ask, text


def test_who_only_works_on_a_dangerous_thing_rings_no_alarm() -> None:
    for text in (
        "墙要倒那件赶快办，砸着人咋办",
        "电杆快倒了那个我们去了",
        "煤气那件转应急局 着火了谁负责",
    ):
        assert reader().read(text).urgency != DANGER, text
    assert reader().read("墙要倒了，砸着人了，快来").urgency == DANGER
