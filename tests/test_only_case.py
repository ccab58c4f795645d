"""What a deputy says while one case of today is all they have at work: it is of that case, in few
words, unless something else is named; and nobody hears what was not for them."""

import pytest

from tests.talking import Town

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

WELL = "东坪村三组那口井水发浑，不敢喝"
POWER = "东坪村的电又跳闸了，一天跳八回"


def told(town: Town) -> str:
    return "\n".join(town.told("大娘"))


def test_who_goes_is_in_charge_and_the_constituent_reads_when(town: Town) -> None:
    town.says("大娘", WELL)
    assert "算您在跟了，您的话已告诉群众" in town.says("李明", "好嘞，上午开完会我去看一眼")
    assert "上午开完会我去看一眼" in told(town)


@pytest.mark.parametrize(
    "said",
    [
        "我骑车过去瞅瞅",
        "我给村主任打个电话问问",
        "我认识他家，等会儿打个电话",
        "接了 我打电话问供电所",
    ],
)
def test_people_and_ways_to_go_are_no_other_matter(town: Town, said: str) -> None:
    town.says("大娘", POWER)
    assert "已告诉群众" in town.says("李明", said)


def test_the_cause_that_was_found_is_of_what_was_reported(town: Town) -> None:
    town.says("大娘", POWER)
    assert "已把您的话告诉群众" in town.says("李明", "供电所说变压器小了，下月换")


def test_what_he_is_to_bring_is_told_to_him(town: Town) -> None:
    town.says("大娘", "东坪村，想问下危房改造咋申请")
    assert "已把您的话告诉群众" in town.says("李明", "让他带身份证户口本去村委会填表")
    assert "带身份证户口本去村委会填表" in told(town)


def test_words_that_are_no_act_lie_there_and_one_word_sends_them(town: Town) -> None:
    town.says("大娘", WELL)
    kept = town.says("李明", "这个事我知道，去年就有")
    assert "没有发给群众" in kept and "回“发给群众”" in kept
    assert "去年就有" not in told(town)
    assert "已把您的话告诉群众" in town.says("李明", "发给群众吧")
    assert "去年就有" in told(town)
    town.says("李明", "发给群众")
    assert told(town).count("去年就有") == 1


def test_a_word_about_the_one_who_reported_it_is_not_offered_for_sending(town: Town) -> None:
    town.says("大娘", WELL)
    assert "发给群众”" not in town.says("李明", "这人老是反映，烦得很")


@pytest.mark.parametrize(
    "said", ["秋千绳子断了", "垃圾的事我问了", "路修好了", "我车修好了，可以下村了"]
)
def test_another_thing_is_asked_about(town: Town, said: str) -> None:
    town.says("大娘", WELL)
    town.says("李明", said)
    assert said not in told(town)


def test_a_new_telephone_number_is_no_answer_to_anybody(town: Town) -> None:
    town.says("大娘", WELL)
    assert "把新号码整个发来" in town.says("李明", "手机号换了，139开头那个")
    assert "139" not in told(town)


def test_a_body_in_no_roster_is_for_the_station_to_find(town: Town) -> None:
    town.says("大娘", "东坪村小学门口车太快，昨天差点撞到娃")
    assert "该转给谁由站里定" in town.says("李明", "这事归交警")
    assert any("请站里" in card or "民1" in card for card in town.told("周干事"))


def test_a_bureau_that_works_at_its_only_task_is_asked_nothing(town: Town) -> None:
    town.says("大娘", "东坪村三组树枝搭电线上了")
    town.says("周干事", "民1转供电所")
    assert "已把进展告诉群众" in town.says("孙电", "已派人修剪")
    assert "已派人修剪" in told(town)


def test_another_day_a_deputy_goes_on_with_what_they_took_up(town: Town) -> None:
    town.says("大娘", "东坪村那个坡上的路灯一闪一闪的")
    town.says("李明", "我先记下")
    town.clock.forward(days=1)
    assert "已把您的话告诉群众" in town.says("李明", "瞅了，灯泡松了，我拧紧了")


def test_the_station_says_yes_to_a_request_in_its_own_words(town: Town) -> None:
    town.says("大娘", WELL)
    town.says("李明", "看了，是雨水倒灌，让水利来")
    assert "已转县水利局" in town.says("周干事", "行，转吧")


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
