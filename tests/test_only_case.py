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
    assert "算您在跟了，您的话会告诉群众" in town.says("李明", "好嘞，上午开完会我去看一眼")
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
    assert "会告诉群众" in town.says("李明", said)


def test_the_cause_that_was_found_is_of_what_was_reported(town: Town) -> None:
    town.says("大娘", POWER)
    assert "您的话会转给群众" in town.says("李明", "供电所说变压器小了，下月换")


def test_what_he_is_to_bring_is_told_to_him(town: Town) -> None:
    town.says("大娘", "东坪村，想问下危房改造咋申请")
    assert "您的话会转给群众" in town.says("李明", "让他带身份证户口本去村委会填表")
    assert "带身份证户口本去村委会填表" in told(town)


def test_words_that_are_no_act_lie_there_and_one_word_sends_them(town: Town) -> None:
    town.says("大娘", WELL)
    kept = town.says("李明", "这个事我知道，去年就有")
    assert "没有发给群众" in kept and "回“发给群众”" in kept
    assert "去年就有" not in told(town)
    assert "您的话会转给群众" in town.says("李明", "发给群众吧")
    assert "去年就有" in told(town)
    town.says("李明", "发给群众")
    assert told(town).count("去年就有") == 1


def test_what_was_kept_the_day_before_is_not_sent_by_a_word_of_today(town: Town) -> None:
    town.says("大娘", WELL)
    town.says("李明", "这个事我知道，去年就有")
    town.clock.forward(days=1)
    town.says("李明", "发吧")
    assert "去年就有" not in told(town)


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
    assert "进展会告诉群众" in town.says("孙电", "已派人修剪")
    assert "已派人修剪" in told(town)


def test_another_day_a_deputy_goes_on_with_what_they_took_up(town: Town) -> None:
    town.says("大娘", "东坪村那个坡上的路灯一闪一闪的")
    town.says("李明", "我先记下")
    town.clock.forward(days=1)
    assert "您的话会转给群众" in town.says("李明", "瞅了，灯泡松了，我拧紧了")


def test_the_station_says_yes_to_a_request_in_its_own_words(town: Town) -> None:
    town.says("大娘", WELL)
    town.says("李明", "看了，是雨水倒灌，让水利来")
    assert "已转县水利局" in town.says("周干事", "行，转吧")
