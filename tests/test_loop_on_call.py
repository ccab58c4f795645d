"""What somebody on call says of the alarm in hand, in plain words and beside other work."""

from sqlalchemy import select

from bot.store.models import Alarm
from bot.texts import notices
from tests.databases import one_store
from tests.talking import Town


@one_store
def test_who_has_an_alarm_speaks_of_it_first_in_plain_words(town: Town) -> None:
    """Also with other cases in hand, and a question does nothing."""
    town.says("二叔", "东坪村三组的水渠塌了")
    town.says("大娘", "孩子掉东坪水库了，快来人")
    before = town.told("大娘")
    for said in ("总值班报过了吗", "跟总值班室说了没有"):
        assert "还没报总值班室" in town.says("周干事", said), said
    assert town.told("大娘") == before
    assert "接到了" in town.says("周干事", "收到，正打")
    assert "说上话" in town.says("周干事", "打给他了，人都离远了")
    assert "记下了" in town.says("周干事", "119也到了")
    assert "总值班室" in town.says("周干事", "总值班报过了")
    assert "已转总值班室" in town.last_told("大娘")
    assert "记下了" in town.says("周干事", "险情排除，可以销了")
    with town.database.read() as session:
        alarm = session.scalars(select(Alarm)).one()
        assert alarm.heard_at and alarm.issue.spoken_at and alarm.passed_on_at


@one_store
def test_nobody_takes_or_lets_go_an_alarm_that_they_were_not_shown(town: Town) -> None:
    town.says("大娘", "孩子掉东坪水库了，快来人")
    before = town.told("大娘")
    for said in ("好，这回行", "收到，正打", "接了", "跟总值班室说过了", "险情排除，可以销了"):
        town.says("吴站长", said)
    # Shown, and taken by nobody yet: it is not let go without its number.
    assert "民1没事" in town.says("周干事", "险情解除了")
    assert town.told("大娘") == before
    with town.database.read() as session:
        alarm = session.scalars(select(Alarm)).one()
        assert not (alarm.heard_at or alarm.passed_on_at or alarm.over_at)
    assert "接到了" in town.says("吴站长", "民1接了")


@one_store
def test_who_confirms_a_danger_by_its_number_rings_no_second_one(town: Town) -> None:
    town.says("大娘", "东坪村三组灶房着火了，人还在里面")
    for said in ("1号那边真着了", "民1确实着了，人还没出来", "1号是真的，火很大"):
        assert "这就发给值班员" in town.says("周干事", said), said
        assert said in town.last_told("郑科员"), said
    assert "这就发给值班员" in town.says("吴站长", "民1确实着了，我看见烟了"), "their own station's"
    assert "记下了" in town.says("郑科员", "1号那边真着了，火很大")
    with town.database.read() as session:
        assert len(session.scalars(select(Alarm)).all()) == 1
    # A house has a number too, and so has a case that is no danger.
    for said in ("1号楼着火了，人出不来", "2号那边着火了"):
        assert "打119" in town.says("吴站长", said), said


@one_store
def test_of_two_alarms_nobody_guesses_which_was_answered(town: Town) -> None:
    town.says("大娘", "孩子掉东坪水库了，快来人")
    town.says("三婶", "我家煤气罐着火了，西坪村二组")
    for said in ("收到，正打", "总值班报过了"):
        answer = town.says("周干事", said)
        assert "民1" in answer and "民2" in answer, said
    town.says("周干事", "民2接了")
    town.says("周干事", "跟总值班室说过了")
    with town.database.read() as session:
        first, second = session.scalars(select(Alarm).order_by(Alarm.id)).all()
        assert not first.passed_on_at and second.passed_on_at


def test_an_alarm_has_its_number_in_every_shape() -> None:
    """Who is not shown the page answers for it by the number, and is found by it."""
    fields = dict.fromkeys(("title", "place", "gist", "words", "who", "phone"), "x" * 30)
    fields |= {"number": "民312345", "case": "民312345“东坪村二组屋里煤气味很大”"}
    fields |= {"ask_short": "急：请马上给群众回电话", "code": "No.312345"}
    urgent = [one for one in notices().values() if one.page and "【急】" in one.chat]
    assert len(urgent) > 5
    for notice in urgent:
        on_cards = " ".join(notice.in_template(fields).values())
        for said in (notice.in_chat(fields), on_cards, notice.on_the_phone(fields)):
            assert "民312345" in said, (notice.kind, said)
