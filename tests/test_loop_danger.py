"""After a danger: what its reporter says next reaches the officer on call; what the officer answers
is about alarms, and about nothing else (design 1.5)."""

from datetime import datetime

import pytest
from sqlalchemy import select

from bot.store.database import Database
from bot.store.models import Alarm, Contact, History, Issue, Words
from tests import small_county
from tests.talking import StillClock, Town

FIRE = "东坪村的变压器着火了"
KNIFE = "救命，我老公拿刀要砍我"
LAMP = "东坪村三组路灯不亮好几天了"


@pytest.fixture
def town(database: Database, monday: datetime) -> Town:
    with database.write() as session:
        small_county.build(session, monday)
    return Town(database, StillClock(monday))


def numbers(town: Town) -> list[int]:
    with town.database.read() as session:
        return list(session.scalars(select(Issue.number).order_by(Issue.number)))


# ---------------------------------------------------------------- what she says next


@pytest.mark.parametrize(
    "more", ["没打，电话在家里", "柳河村", "火灭了，没事了", "打了", "我打过110了", "没", "嗯"]
)
def test_what_is_said_after_a_danger_goes_to_the_officer_on_call_and_opens_no_case(
    town: Town, more: str
) -> None:
    town.says("大娘", FIRE)
    town.says("大娘", "打了")
    town.clock.forward(minutes=20)
    before = len(town.told("郑科员"))
    answer = town.says("大娘", more)
    assert "值班的人看得到" in answer
    assert any(more in said for said in town.told("郑科员")[before:])
    assert numbers(town) == [1] and town.told("李明") == []


def test_a_telephone_left_after_a_danger_goes_to_the_officer_on_call_as_it_is(town: Town) -> None:
    town.says("大娘", KNIFE)
    said = town.says("大娘", "13912345678")
    assert "119" in said or "110" in said
    assert "13912345678" in town.last_told("郑科员")
    town.says("大爷", FIRE)
    town.says("大爷", "没打，我电话13812345679，快")
    assert any("13812345679" in said for said in town.told("郑科员"))


def test_the_officer_who_rings_back_reads_it_and_not_whoever_is_on_call_now(town: Town) -> None:
    town.says("大娘", FIRE)
    town.says("吴站长", "接了")
    before = len(town.told("郑科员"))
    town.says("大娘", "火大了，在变压器东边")
    assert "东边" in town.last_told("吴站长")
    assert not any(said.startswith("【急】") for said in town.told("郑科员")[before:])


def test_a_place_said_after_a_danger_brings_it_to_the_desk_of_that_place(town: Town) -> None:
    town.says("大娘", KNIFE)
    assert town.told("周干事") == []
    town.says("大娘", "西坪村")
    assert "西坪村" in town.last_told("周干事") and "由值班员" in "".join(town.told("周干事"))
    with town.database.read() as session:
        issue = session.scalars(select(Issue)).one()
        assert issue.grid is not None and issue.grid.name == "西坪村"


def test_the_same_danger_said_again_is_one_alarm_and_the_safety_line_again(town: Town) -> None:
    town.says("大娘", FIRE)
    town.clock.forward(minutes=3)
    said = town.says("大娘", "快来人啊，变压器着火了，越烧越大")
    assert "119" in said and "（编号民1）" in said
    assert "越烧越大" in town.last_told("郑科员")
    with town.database.read() as session:
        assert len(session.scalars(select(Alarm)).all()) == 1


def test_another_danger_is_another_alarm(town: Town) -> None:
    town.says("大娘", FIRE)
    said = town.says("大娘", KNIFE)
    assert "110" in said and numbers(town) == [1, 2]


def test_a_plain_matter_after_a_danger_is_a_case_of_its_own(town: Town) -> None:
    town.says("大娘", "西坪村" + KNIFE)
    town.clock.forward(minutes=30)
    town.says("大娘", LAMP)
    assert numbers(town) == [1, 2]
    assert "路灯" in town.last_told("李明")


def test_after_half_a_day_a_word_is_about_something_else(town: Town) -> None:
    town.says("大娘", FIRE)
    town.clock.forward(hours=13)
    before = len(town.told("郑科员"))
    town.says("大娘", "柳河村")
    assert not any(said.startswith("【急】") for said in town.told("郑科员")[before:])


def test_no_after_a_danger_is_not_said_of_an_old_case(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "民1答复 灯换好了")
    town.says("大娘", FIRE)
    town.says("大娘", "打了")
    town.says("大娘", "没")
    with town.database.read() as session:
        assert session.scalars(select(Issue).where(Issue.number == 1)).one().rating is None


def test_done_is_said_of_the_answer_that_came_and_not_of_the_danger(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("大娘", FIRE)
    town.says("周干事", "民1答复 灯换好了")
    assert "办结" in town.says("大娘", "好了")


def test_a_picture_and_a_place_after_a_danger_reach_the_officer_on_call(town: Town) -> None:
    town.says("大娘", KNIFE)
    town.says("大娘", "", kind="image", media_id="p1")
    assert "照片" in town.last_told("郑科员")
    town.says("大娘", "", kind="location", latitude=33.35, longitude=111.55)
    assert "西坪村" in "".join(town.told("郑科员"))
    town.says("大娘", "", kind="voice", media_id="v1", format="amr")
    assert any("语音" in said and said.startswith("【急】") for said in town.told("郑科员"))


def test_a_danger_taken_back_is_still_rung_about_and_no_deputy_hears_of_it(town: Town) -> None:
    town.says("大娘", FIRE)
    town.says("大娘", "撤回")
    assert "撤回了" in town.last_told("郑科员") and town.told("李明") == []


def test_who_is_asked_to_ring_back_is_not_told_that_somebody_else_does(town: Town) -> None:
    town.says("大娘", KNIFE)
    assert not any("由值班员来" in said for said in town.told("郑科员"))


def test_who_left_a_number_keeps_it(town: Town) -> None:
    town.says("大娘", KNIFE)
    town.says("大娘", "13912345678")
    with town.database.read() as session:
        issue = session.scalars(select(Issue)).one()
        assert session.get_one(Contact, issue.reporter_id).phone == "13912345678"


# ---------------------------------------------------------------- what the officer answers


def two_alarms_and_a_lamp(town: Town) -> None:
    town.says("大娘", FIRE)
    town.says("王桂兰", KNIFE)
    town.says("大爷", LAMP)


def alarms_of(town: Town) -> list[Alarm]:
    with town.database.read() as session:
        return list(session.scalars(select(Alarm).order_by(Alarm.id)))


@pytest.mark.parametrize("word", ["接了", "已报", "打通了", "没人接", "报了总值班室"])
def test_which_alarm_is_asked_and_the_number_alone_is_the_answer(town: Town, word: str) -> None:
    two_alarms_and_a_lamp(town)
    asked = town.says("郑科员", word)
    assert "民1" in asked and "民2" in asked and "民3" not in asked
    town.says("郑科员", "民2")
    assert [alarm.heard_at is not None for alarm in alarms_of(town)] == [False, True]


def test_all_of_them_are_answered_in_one_go(town: Town) -> None:
    two_alarms_and_a_lamp(town)
    town.says("郑科员", "1、2都接了")
    assert all(alarm.heard_at for alarm in alarms_of(town))
    town.says("郑科员", "都报了总值班室")
    assert all(alarm.passed_on_at for alarm in alarms_of(town))


def test_what_was_found_out_stays_with_the_case(town: Town) -> None:
    two_alarms_and_a_lamp(town)
    with town.database.write() as session:
        contact = session.scalars(select(Issue).where(Issue.number == 2)).one().reporter
        contact.name = "王桂兰"
    town.says("郑科员", "给王桂兰打过电话了，人没事，老公走了")
    one, two = alarms_of(town)
    assert one.heard_at is None and two.heard_at is not None
    with town.database.read() as session:
        history = session.scalars(
            select(History).where(History.case_id == 2, History.step == "note")
        ).one()
        words = session.get_one(Words, history.words_id)
        assert "老公走了" in (words.text or "")


def test_who_was_spoken_to_is_not_told_that_somebody_will_ring(town: Town) -> None:
    town.says("大娘", FIRE)
    town.says("郑科员", "打通了")
    assert town.told("大娘") == []
