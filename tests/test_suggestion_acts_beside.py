"""An act said while a part of a draft is asked for is the act; the draft stays where it was."""

import pytest

from tests.talking import Town
from tests.test_suggestion_chat import PROPOSAL, SITUATION, newest


@pytest.fixture
def town(old_year: Town) -> Town:
    """稿1 of 李明 waits for its 分析, three matters wait for him."""
    town = old_year
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("大爷", "东坪村五组的自来水是浑的，没法喝")
    town.says("大爷", "东坪村五组的桥栏杆断了，小孩过桥危险")
    town.says("李明", "我要提个建议")
    town.says("李明", SITUATION)
    return town


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("转建议", "哪一件"),
        ("2不归我们管，去找交通局", "该谁办"),
        ("278不归我们管，去找交通局", "没有编号民278"),
        ("3请站里办吧，我这几天在外地学习回不去", "站里办"),
        ("没空，站里办", "哪一件"),
        ("民1我去看看", "在跟"),
    ],
)
def test_an_act_is_the_act_and_the_draft_waits_where_it_was(
    town: Town, said: str, answered: str
) -> None:
    heard = town.says("李明", said)
    assert answered in heard and "稿1" in heard and "分析还等您一句" in heard
    assert newest(town).version == 1 and newest(town).state == "draft"
    assert town.says("李明", "水厂压力不够，没人管护").startswith("分析记下了")


def test_a_bare_wish_to_raise_asks_which_matter_where_none_waits(town: Town) -> None:
    assert "要把哪件事转成建议" in town.says("赵刚", "转建议")
    assert "情况" in town.says("赵刚", "我要提个建议")
    heard = town.says("赵刚", "转建议")
    assert "要把哪件事转成建议" in heard and newest(town).version == 0
    assert town.says("赵刚", "西坪村的水渠塌了一段").startswith("情况记下了")


def test_a_second_draft_leaves_the_first_one_where_it_was(town: Town) -> None:
    said = town.says("李明", "民2转建议")
    assert "稿2" in said and "接着说分析" in said and "接着写稿1" in said
    assert "接着说建议" in town.says("李明", "接着写稿1") or newest(town).version == 1


@pytest.mark.parametrize(
    "said",
    [
        "没人管，没钱修",
        "30多户人家吃水要到两里外去挑，2023年就说要修",
        "2公里主管道都锈穿了，站里说没钱修",
        "12月份结冰以后更没法走，我去看过几回",
        "1、管道老化；2、没人管护，请站里也没用",
    ],
)
def test_what_answers_the_question_is_the_part_whatever_number_is_in_it(
    town: Town, said: str
) -> None:
    assert town.says("李明", said).startswith("分析记下了")


@pytest.mark.parametrize(
    "said", ["请县水利局来修", PROPOSAL, "让交通局把路修好", "请站里和水厂一起把管子换了，明年办完"]
)
def test_whom_a_proposal_asks_is_no_order_to_hand_over(town: Town, said: str) -> None:
    town.says("李明", "水厂压力不够")
    assert town.says("李明", said).startswith("建议记下了")
