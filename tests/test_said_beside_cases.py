"""What is said beside the cases: what a clerk wants of the entry just made, a number in front,
words for everybody, a bureau's notice, praise, what people ask before and after. None of it opens
a case that nobody meant, and none of it is lost."""

import pytest

from tests.talking import Town

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

POWER = "东坪村的电又跳闸了，一天跳八回"


def test_what_is_wanted_of_the_entry_just_made_is_its_receipt(town: Town) -> None:
    town.says("周干事", "东坪村老人来访：反映村卫生室周末没人，电话13900001111，姓陈")
    for said in ("他要回执", "打印回执"):
        assert "回执在这里" in town.says("周干事", said)


def test_one_more_from_a_visit_is_a_matter_of_its_own_and_all_lie_at_the_station(
    town: Town,
) -> None:
    town.says("李明", "今天走了四组，路灯坏三盏，刘奶奶家房顶漏")
    assert "编号民3" in town.says("李明", "再加一个，桥头护栏断了")
    assert "站里都收到了" in town.says("李明", "上面三件都请站里办")


def test_a_small_number_in_front_is_of_the_case_that_bears_it(town: Town) -> None:
    town.says("大娘", "东坪村村口垃圾池满了半个月")
    assert "记在民1" in town.says("周干事", "1号我联系了环卫，明天来拉")


@pytest.mark.parametrize("said", ["没人管了吗", "就没人管吗", "跟镇里说了吗"])
def test_whether_anybody_cares_is_how_it_stands(town: Town, said: str) -> None:
    town.says("大娘", "东坪村小学门口车太快，昨天差点撞到娃")
    assert "站里在跟" in town.says("大娘", said)


def test_what_this_is_and_a_call_that_was_missed_open_no_case(town: Town) -> None:
    assert "公众号" in town.says("大娘", "你们这是干啥的")
    assert "没有在办的事" in town.says("二叔", "昨天你们电话打来我没接着")
    assert "编号民1" in town.says("大娘", "东坪村路口那个大坑，摔了两个人了")
    assert "编号民2" in town.says("三婶", "你们能不能管管广场舞 城关镇")
    assert any("大坑" in card for card in town.told("李明"))


def test_what_was_mended_unasked_and_who_came_to_see_them_open_no_case(town: Town) -> None:
    assert "没有另外登记" in town.says("李明", "东坪村三组路灯我找人修好了")
    assert "一件一件说" in town.says("王芳", "今天接待了三个人")
    assert "一件一件说" in town.says("王芳", "一个问低保，一个说路，还有一个说邻居吵架")
    assert "编号民1" in town.says("大娘", POWER)


def test_a_word_for_everybody_is_sent_to_nobody_and_leads_to_its_page(town: Town) -> None:
    for said in ("给大家说一声，周五下午三点在站里开会", "代表都通知"):
        answer = town.says("周干事", said)
        assert "还没有发给谁" in answer and "/console/broadcasts" in answer


def test_whether_speech_is_understood_and_who_told_on_them_is_answered(town: Town) -> None:
    assert "听得懂" in town.says("大娘", "我说话你能听懂不")
    town.says("大娘", POWER)
    before = town.told("周干事")
    assert "没有您点头" in town.says("大娘", "你们咋能说是我告的")
    assert "有消息就告诉您" in town.says("大娘", "哦")
    assert town.told("周干事") == before


def test_what_a_bureau_announces_is_nobodys_case(town: Town) -> None:
    for said in ("我们今天检修，东坪停电到下午四点", "麻烦通知下村里"):
        assert "由他们发" in town.says("孙电", said)
    assert "编号民1" in town.says("大娘", POWER)
    town.says("周干事", "民1转供电所")
    assert "编号民" not in town.says("孙电", "我们今天检修，西坪停电到下午四点")


def test_praise_in_other_words_is_passed_on(town: Town) -> None:
    said = town.says("二叔", "西坪村的赵刚代表真负责，帮我家把低保办下来了")
    assert "表扬记下了" in said


def test_who_moved_out_of_a_falling_house_accuses_nobody(town: Town) -> None:
    assert "马上打119" in town.says("大娘", "东坪村张大爷家的房子要塌了")
    assert "值班的人看得到" in town.says("大娘", "人已经搬到他儿子家")


def test_when_and_where_the_station_receives_stands_on_the_card(town: Town) -> None:
    town.says("大娘", POWER)
    for said in ("问一下代表接待日是哪天", "联络站在哪儿"):
        assert "每周一上午" in town.says("大娘", said)


def test_what_help_did_is_of_the_danger_and_of_no_case_before_it(town: Town) -> None:
    town.says("大娘", "东坪村后头的水渠塌了一截")
    town.says("李明", "民1答复：填好了")
    town.says("大娘", "东坪村三组老太太一个人在家摔了")
    for said in ("120来了", "送医院了"):
        assert "值班的人看得到" in town.says("大娘", said)
        assert not any(said in card for card in town.told("李明"))
