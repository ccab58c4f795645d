"""What the officer on call answers: each word is told on as no more than it says."""

from datetime import datetime

import pytest
from sqlalchemy import select

from bot.store.models import Alarm, Issue
from tests.talking import Town

DANGER = "东坪村口电线断了掉在地上还冒火花，娃娃在边上"


@pytest.fixture
def town(town: Town) -> Town:
    town.says("大娘", DANGER)
    return town


def alarm(town: Town) -> Alarm:
    with town.database.read() as session:
        return session.scalars(select(Alarm)).one()


def spoken_at(town: Town) -> datetime | None:
    with town.database.read() as session:
        return session.scalars(select(Issue.spoken_at)).one()


@pytest.mark.parametrize("word", ["收到", "接了", "知道了"])
def test_having_it_is_told_and_nothing_more(town: Town, word: str) -> None:
    town.says("郑科员", word)
    heard = town.last_told("大娘")
    assert "值班员已接到" in heard and "正在" not in heard and "总值班室" not in heard
    assert alarm(town).heard_at is not None and alarm(town).passed_on_at is None
    assert spoken_at(town) is None, "nobody has spoken to her yet"


def test_the_station_is_shown_the_danger_and_not_given_two_days_for_it(town: Town) -> None:
    told = town.last_told("周干事")
    assert "由值班员" in told and "急" in told
    assert "前要有人" not in told


def test_who_left_no_number_is_asked_for_one(town: Town) -> None:
    town.says("郑科员", "接了")
    assert "把能接的号码发来" in town.last_told("大娘")


def test_who_left_a_number_is_told_that_they_are_rung(town: Town) -> None:
    town.says("大娘", "13800001234")
    town.says("郑科员", "接了")
    assert "会给您回电话" in town.last_told("大娘")


@pytest.mark.parametrize("word", ["没人接", "空号", "打了没人接", "关机", "打不通"])
def test_ringing_in_vain_is_told_as_that(town: Town, word: str) -> None:
    assert "没打通" in town.says("郑科员", word)
    told = town.last_told("大娘")
    assert "没打通" in told and "别等" in told and "号码" in told
    assert alarm(town).heard_at is not None, "an officer has it, nobody else need be asked"
    assert spoken_at(town) is None and alarm(town).passed_on_at is None


def test_ringing_in_vain_and_having_told_the_duty_room_are_both_told(town: Town) -> None:
    town.says("郑科员", "没打通，已报总值班室")
    told = town.told("大娘")
    assert any("没打通" in text for text in told)
    assert "已转总值班室" in told[-1]


def test_having_spoken_to_her_is_a_persons_word_and_the_duty_room_is_still_to_come(
    town: Town,
) -> None:
    town.says("郑科员", "没人接")
    assert "说上话" in town.says("郑科员", "打通了")
    assert spoken_at(town) is not None
    assert alarm(town).passed_on_at is None
    town.says("郑科员", "已报总值班室")
    assert "已转总值班室" in town.last_told("大娘")


def test_several_are_not_over_by_one_word_and_nobody_is_said_to_have_asked(town: Town) -> None:
    town.says("大爷", "东坪村三组电线掉地上冒火花")
    town.says("郑科员", "全部接了")
    assert "哪一件" in town.says("郑科员", "全部误报")
    assert not [said for said in town.told("大爷") if "平常的事" in said]
    assert "不用报" in town.says("郑科员", "都是")
    for name in ("大娘", "大爷"):
        assert "先按平常的事办" in town.last_told(name) and "问过" not in town.last_told(name)


def test_what_was_called_over_is_taken_up_again_by_its_number(town: Town) -> None:
    town.says("郑科员", "民1误报")
    assert "接着跟" in town.says("郑科员", "民1还是真的")
    assert "转了总值班室" in town.says("郑科员", "民1已报")
    town.says("郑科员", "民1打通了，人没事")


def test_after_one_called_it_over_another_hears_that_and_the_constituent_nothing(
    town: Town,
) -> None:
    town.clock.forward(minutes=40)
    town.says("郑科员", "民1误报，人没事")
    told = town.told("大娘")
    for said in ("已报", "民1已报", "民1已报总值班室了", "民1没打通", "民1打通了"):
        answer = town.says("周干事", said)
        assert "郑科员今天" in answer and "说过" in answer and "民1还是真的" in answer, said
    assert town.told("大娘") == told
    assert alarm(town).passed_on_at is None and spoken_at(town) is None
    assert "接着跟" in town.says("周干事", "民1还是真的")
    assert "转了总值班室" in town.says("周干事", "民1已报")
    assert "已转总值班室" in town.last_told("大娘")


def test_after_one_told_the_duty_room_it_is_not_called_over_by_another(town: Town) -> None:
    town.clock.forward(minutes=40)
    town.says("郑科员", "已报")
    told = town.told("大娘")
    for said in ("误报", "民1误报", "民1虚惊一场，不用报了"):
        answer = town.says("周干事", said)
        assert "郑科员今天" in answer and "总值班室" in answer and "说一声" in answer, said
    assert "郑科员今天" in town.says("周干事", "民1已报")
    assert town.told("大娘") == told and alarm(town).over_at is None


@pytest.mark.parametrize("said", ["民2还是真的", "2不是误报", "都是真的"])
def test_an_alarm_is_not_let_go_by_half_a_sentence(town: Town, said: str) -> None:
    town.says("大爷", "东坪村三组电线掉地上冒火花")
    assert "哪一件" in town.says("郑科员", "全部误报")
    assert "接着跟" in town.says("郑科员", said)
    with town.database.read() as session:
        assert session.scalars(select(Alarm.over_at)).all() == [None, None]
    assert not [told for told in town.told("大爷") if "平常的事" in told]


def test_help_that_has_come_is_noted_and_not_said_to_be_the_duty_room(town: Town) -> None:
    town.says("郑科员", "派出所的人已经到场了")
    assert alarm(town).passed_on_at is None and alarm(town).heard_at is not None
    assert not [told for told in town.told("大娘") if "总值班室" in told]
    town.says("大娘", "报警了，派出所说等等")
    assert "派出所说等等" in town.last_told("郑科员")


def test_who_was_rung_by_name_is_not_the_one_in_danger(town: Town) -> None:
    town.says("周干事", "登记：西坪村一组赵秀兰，井水发苦，电话13600002222")
    assert "没接（民2" in town.says("周干事", "赵秀兰没接")
    assert not [told for told in town.told("大娘") if "没打通" in told]
    assert "已告知（民2" in town.says("周干事", "电话告诉赵秀兰了，她说中")
    with town.database.read() as session:
        issue = session.scalars(select(Issue).where(Issue.number == 2)).one()
        assert issue.spoken_at is not None
