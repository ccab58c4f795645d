"""What villagers say of two things in one breath or one after the other, and who 「他」 is: each
goes where it belongs, nothing is closed by a word about something else, nothing reaches whom it is
about."""

import pytest
from sqlalchemy import select

from bot.store.models import Alarm, Issue
from tests.databases import one_store
from tests.talking import Town

LAMP = "东坪村三组路灯不亮"


def cases(town: Town) -> dict[int, tuple[str, str, str]]:
    with town.database.read() as session:
        rows = session.scalars(select(Issue).order_by(Issue.number))
        return {row.number: (row.state, row.seen_by, row.rating or "") for row in rows}


def reported(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("李明", "民1灯换好了")


@one_store
def test_how_it_is_with_one_and_what_is_wrong_with_another_are_two_things(town: Town) -> None:
    reported(town)
    said = town.says("大娘", "灯好了 可是路上的坑还没填")
    assert "民1“东坪村三组路灯不亮”办结" in said and "编号民2" in said
    assert cases(town)[1][2] == "好了" and "坑还没填" in town.last_told("周干事")


@one_store
def test_a_word_of_good_or_thanks_swallows_nothing_said_behind_it(town: Town) -> None:
    reported(town)
    said = town.says("大娘", "亮了亮了 俺再说个事 俺家门口公厕锁着")
    assert "编号民2" in said and "公厕锁着" in town.last_told("李明")
    said = town.says("大爷", "谢谢恁 上回的事办好了 这回俺想说说西坪村的桥 桥板断了")
    assert "编号民3" in said and "桥板断了" in town.last_told("赵刚")


@one_store
def test_thanks_before_a_question_close_nothing_and_the_question_is_put(town: Town) -> None:
    reported(town)
    said = town.says("大娘", "多谢多谢 俺还想问下孤儿补贴咋申请")
    assert "好了回1" in said and "编号民2" in said
    assert cases(town)[1][0] == "answered"


@one_store
def test_what_was_broken_while_mending_is_part_of_it(town: Town) -> None:
    reported(town)
    town.says("大娘", "亮了，就是换灯把水管弄断了")
    assert cases(town) == {1: ("recheck", "grid", "还差点")}


@one_store
def test_another_matter_told_next_is_one_of_its_own(town: Town) -> None:
    town.says("大娘", LAMP)
    for text in (
        "信用社的存折取不出钱",
        "合作社欠俺果子钱八千",
        "网不行 娃上网课卡",
        "路面也烂得不像样",
        "对门盖房把俺家出路堵死了",
        "俺家苞谷叫野猪拱了一亩多",
        "村头那个诊所给俺娘挂水收了两回钱",
        "俺侄子想当护林员",
    ):
        before = len(cases(town))
        assert f"编号民{before + 1}" in town.says("大娘", text), text
    assert {seen for _, seen, _ in cases(town).values()} == {"grid"}


@one_store
def test_a_question_of_everybodys_does_not_lie_with_what_was_said_of_the_secretary(
    town: Town,
) -> None:
    town.says("大娘", "东坪村书记占了俺的地")
    assert "编号民2" in town.says("大娘", "俺想问问医保今年交多少")
    assert [seen for _, seen, _ in cases(town).values()] == ["township", "grid"]


@one_store
def test_who_he_is_was_said_before(town: Town) -> None:
    town.says("大娘", "东坪村对门盖房把俺家出路堵死了")
    town.says("大娘", "他还骂人")
    assert list(cases(town)) == [1] and "骂人" in town.last_told("李明")
    town.says("大爷", "东坪村二组水渠塌了")
    town.says("大爷", "村主任来看了说没钱")
    before = town.told("李明")
    town.says("大爷", "他还骂人")
    assert town.told("李明") == before and cases(town)[3][1] == "township"


@one_store
def test_what_the_heads_own_house_did_does_not_reach_the_village(town: Town) -> None:
    town.says("大娘", "东坪村水渠堵了")
    before = town.told("李明")
    town.says("大娘", "是村主任家垒墙堵的")
    assert town.told("李明") == before and "垒墙" in town.last_told("周干事")


@one_store
def test_who_did_it_is_said_later_by_name_and_the_case_is_lifted(town: Town) -> None:
    town.says("大娘", "东坪村俺家地叫人占了")
    assert "不再发给村里" in town.says("大娘", "占地的是赵刚")
    assert "赵刚" not in "".join(town.told("李明")) and town.told("赵刚") == []


@one_store
def test_a_deputy_whom_nobody_can_reach_does_not_read_that(town: Town) -> None:
    town.says("大娘", "王芳到底是不是俺村代表啊 电话都打不通")
    town.says("大娘", "东坪村")
    assert town.told("王芳") == [] and "电话都打不通" in "".join(town.told("郑科员"))


@one_store
def test_the_place_of_what_nobody_has_a_word_for_brings_it_on_its_way(town: Town) -> None:
    town.says("大娘", "集上卖肉的给俺少称头")
    assert "记在城关镇东坪村" in town.says("大娘", "东坪村")
    assert "卖肉" in town.last_told("李明")


@one_store
def test_what_people_ask_of_their_data_and_small_talk_reaches_no_deputy(town: Town) -> None:
    town.says("大娘", LAMP)
    before = town.told("李明")
    assert "存多久" in town.says("大娘", "你们都存了俺啥东西")
    assert "只给经手的人" in town.says("大娘", "我这个号码不用了换成13911112222")
    assert "在呢" in town.says("大娘", "吃了没")
    assert "不从这里给" in town.says("大娘", "他电话多少")
    assert "有消息就告诉您" in town.says("大娘", "中")
    assert town.told("李明") == before
    assert "编号民2" in town.says("大娘", "俺名字登错了 是桂花的桂")
    assert town.told("李明") == before


@one_store
def test_what_a_child_sent_is_taken_back_by_a_yes(town: Town) -> None:
    town.says("大娘", LAMP)
    assert "撤回民1" in town.says("大娘", "刚才那条是俺孙子瞎发的 不算")
    assert "撤回了" in town.says("大娘", "是的")
    assert cases(town)[1][0] == "withdrawn"


@one_store
def test_who_was_hurt_in_it_is_no_second_alarm(town: Town) -> None:
    town.says("大娘", "东坪村老李家房子塌了压着人")
    said = town.says("大娘", "人扒出来了 腿断了")
    assert "120" in said and "（编号民1）" in said
    with town.database.read() as session:
        assert len(session.scalars(select(Alarm)).all()) == 1
    assert "腿断了" in town.last_told("郑科员")


@one_store
def test_of_two_that_may_be_good_it_is_asked_which_and_each_hears_its_own(town: Town) -> None:
    town.says("大娘", "东坪村三组停水两天了")
    town.says("大娘", "西坪村二组也停水")
    before = len(town.told("赵刚"))
    asked = town.says("大娘", "通水了")
    assert "民1" in asked and "民2" in asked and len(town.told("赵刚")) == before
    assert "民2" in town.says("大娘", "西坪的")
    assert "通水了" in town.last_told("赵刚") and "通水了" not in town.last_told("李明")
    both = town.says("大娘", "都来水了")
    assert "民1" in both and "民2" in both


@one_store
@pytest.mark.parametrize("said", ["渠通了 路还没动静", "路还没动静，渠通了"])
def test_good_news_of_one_is_no_bad_news_of_the_other(town: Town, said: str) -> None:
    town.says("大娘", "东坪村三组水渠堵了")
    town.says("大娘", "东坪村五组的路坑坑洼洼")
    town.says("李明", "民1我去看看")
    town.says("李明", "民1答复 渠清干净了")
    answer = town.says("大娘", said)
    assert "民1“东坪村三组水渠堵了”办结" in answer and "加到民2" in answer, answer
    assert "路还没动静" in town.last_told("周干事")
