"""A place said by itself, before or after the matter; and words that only begin something."""

import pytest
from sqlalchemy import select

from bot.actions import issues
from bot.actions.still_true import is_settled
from bot.store.models import Issue, Notice
from tests.talking import Town


def states(town: Town) -> dict[int, str]:
    with town.database.read() as session:
        return {issue.number: issue.state for issue in session.scalars(select(Issue))}


def place_of(town: Town, number: int) -> str:
    with town.database.read() as session:
        issue = session.scalars(select(Issue).where(Issue.number == number)).one()
        return issue.grid.name if issue.grid else ""


@pytest.mark.parametrize("said", ["东坪村", "我们在东坪村", "就在东坪村这里"])
def test_a_place_alone_opens_nothing_and_is_remembered(town: Town, said: str) -> None:
    assert "什么事" in town.says("大娘", said)
    assert states(town) == {}
    assert "民1" in town.says("大娘", "路灯不亮好几天了")
    assert place_of(town, 1).startswith("东坪")


def test_a_place_said_right_after_a_matter_is_where_that_is(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("大娘", "水渠堵了，地里浇不上水")
    answer = town.says("大娘", "西坪村")
    assert "民2" in answer and "西坪" in answer
    assert place_of(town, 2).startswith("西坪") and place_of(town, 1).startswith("东坪")
    assert len(states(town)) == 2


def test_a_spot_without_a_name_is_added_to_the_matter(town: Town) -> None:
    town.says("大娘", "东坪村下雨天路上积水到膝盖")
    assert "民1" in town.says("大娘", "就在校门口")
    assert len(states(town)) == 1


def test_a_receipt_names_the_place_that_was_not_said(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    assert "先记在" in town.says("大娘", "水渠堵了，地里浇不上水")
    assert "先记在" not in town.says("大娘", "东坪村的井盖没了，怕有人掉下去")


@pytest.mark.parametrize("said", ["我要投诉", "我想反映个事", "提个意见"])
def test_who_only_begins_is_asked_to_go_on(town: Town, said: str) -> None:
    assert "您说" in town.says("大娘", said)
    assert states(town) == {}


def test_help_is_given_to_everybody_in_their_role(town: Town) -> None:
    assert "写一句话" in town.says("大娘", "帮助")
    assert "待办" in town.says("李明", "帮助") and "待办" in town.says("周干事", "怎么用")


def test_a_scanned_code_answers_the_question_for_the_place(town: Town) -> None:
    assert "哪个" in town.says("二叔", "门前的路不平")
    answer = town.says("二叔", "", kind="event", event="SCAN", event_key="G_QH0102")
    assert "民1" in answer and "西坪" in answer
    assert place_of(town, 1).startswith("西坪")


@pytest.mark.parametrize("said", ["路灯全都不亮了", "我家门口的下水道堵了"])
def test_another_matter_while_the_place_is_asked_is_kept(town: Town, said: str) -> None:
    town.says("小伙", "门前的路不平")
    town.says("小伙", said)
    assert len(states(town)) == 2


def test_a_place_named_later_takes_the_matter_there(town: Town) -> None:
    town.says("小伙", "门前的路不平")
    town.says("小伙", "不知道叫啥")
    answer = town.says("小伙", "西坪村")
    assert "西坪" in answer and states(town) == {1: "routed"}


def test_one_place_is_for_all_that_was_said_in_one_go(town: Town) -> None:
    town.says("小伙", "门前的路不平")
    town.says("小伙", "我家门口的下水道堵了")
    answer = town.says("小伙", "西坪村")
    assert "民1" in answer and "民2" in answer
    assert states(town) == {1: "routed", 2: "routed"}


def test_who_is_first_told_when_the_place_is_known_reads_all_that_was_said(town: Town) -> None:
    town.says("小伙", "水渠塌了一截")
    town.says("小伙", "麦子都浇不上")
    town.says("小伙", "东坪村 就在桥下面")
    for who in ("李明", "周干事"):
        assert "水渠塌了一截（后来说：麦子都浇不上；东坪村 就在桥下面）" in town.told(who)[-1]
    # A place alone is on the card already.
    town.says("大娘", "机井抽不上水")
    town.says("大娘", "东坪村")
    assert "后来说" not in town.told("李明")[-1]


def test_something_else_that_is_wrong_elsewhere_is_no_answer_to_the_place(town: Town) -> None:
    town.says("小伙", "门前的路不平")
    town.says("小伙", "东坪村的厕所也臭得没法进")
    assert len(states(town)) == 2 and states(town)[1] == "asking"


def test_a_voice_that_nobody_has_heard_is_not_pushed_when_its_place_is_said(town: Town) -> None:
    town.says("大娘", "", kind="voice", media_id="m1", format="amr")
    assert "派到" not in town.says("大娘", "东坪村的")
    assert town.told("李明") == [] and town.told("王芳") == []


def test_the_place_that_is_denied_says_which_case_is_meant(town: Town) -> None:
    town.says("大娘", "东坪村五组的垃圾没人拉")
    town.says("大娘", "城关镇的水断了两天")
    answer = town.says("大娘", "不是东坪，是西坪")
    assert "民1" in answer and "西坪" in answer
    assert place_of(town, 1).startswith("西坪") and states(town)[2] == "asking"
    assert "不是东坪，是西坪" in town.last_told("赵刚"), "the new deputy reads the correction too"


def test_a_denied_place_of_two_cases_is_asked_about(town: Town) -> None:
    town.says("大娘", "东坪村五组的垃圾没人拉")
    town.says("大娘", "东坪村的水断了两天")
    asked = town.says("大娘", "说错了，不是东坪，是西坪")
    assert "哪一件" in asked and "民1" in asked and "民2" in asked
    assert "西坪" in town.says("大娘", "民1")
    assert place_of(town, 1).startswith("西坪") and place_of(town, 2).startswith("东坪")


def test_who_speaks_of_a_person_with_not_but_corrects_no_place(town: Town) -> None:
    town.says("大娘", "东坪村五组的垃圾没人拉")
    town.says("大娘", "不是东坪村书记贪的，是西坪村书记贪的")
    assert place_of(town, 1).startswith("东坪")


def test_a_matter_told_with_the_wish_for_secrecy_is_kept_and_secret(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("大娘", "我家的事别让村里知道，东坪村三组吃水难")
    assert len(states(town)) == 2
    with town.database.read() as session:
        secret = {issue.number: issue.secret for issue in session.scalars(select(Issue))}
    assert secret == {1: False, 2: True}


@pytest.mark.parametrize("said", ["西坪村的路修好了没", "镇长说了修路，到现在没动静"])
def test_a_question_of_somebody_who_has_told_nothing_yet_is_kept(town: Town, said: str) -> None:
    assert "民1" in town.says("小伙", said)


def test_a_nod_after_an_answer_is_asked_what_it_means(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    assert "有消息就告诉您" in town.says("大娘", "好的")
    town.says("周干事", "民1答复：换好灯了")
    assert "回1" in town.says("大娘", "好的")
    assert states(town) == {1: "answered"} or states(town) == {1: "told"}


def test_a_photo_goes_with_what_the_bureau_has_just_reported(town: Town) -> None:
    from bot.store.models import Media

    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("二叔", "东坪村变压器嗡嗡响，电压低")
    for number in (1, 2):
        town.says("周干事", f"民{number}转供电所")
    town.says("孙电", "民2办好了，换了变压器")
    assert "民2" in town.says("孙电", "", kind="image", media_id="p1")
    with town.database.read() as session:
        (row,) = session.scalars(select(Media))
        second = session.scalars(select(Issue).where(Issue.number == 2)).one()
        assert row.issue_id == second.id


def test_what_a_deputy_found_is_a_word_on_the_way(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("李明", "民1我去看了，是灯泡坏了")
    assert states(town)[1] not in ("answered", "told")


def test_a_place_that_nobody_says_keeps_no_matter_waiting(town: Town) -> None:
    def looked() -> int:
        with town.database.write() as session:
            return issues.stop_waiting(session, now=town.clock.now())

    town.says("生人", "路灯不亮好几天了")
    assert states(town) == {1: "asking"} and looked() == 0
    town.clock.forward(days=1)
    assert looked() == 1 and looked() == 0
    assert states(town) == {1: "at_station"}
    assert "民1" in town.last_told("郑科员")
    assert "民1" in town.last_told("生人") and "前给您回话" in town.last_told("生人")
    with town.database.read() as session:
        of_place = select(Notice).where(Notice.kind == "issue.place_unanswered")
        assert not is_settled(session, session.scalars(of_place).one(), town.clock.now())
    town.says("生人", "东坪村")
    with town.database.read() as session:
        # Whoever rings up does not ask for a place that is known by now.
        assert is_settled(session, session.scalars(of_place).one(), town.clock.now())
    assert place_of(town, 1).startswith("东坪")
