"""After a danger: what its reporter says next reaches the officer on call; what the officer answers
is about alarms, and about nothing else (design 1.5)."""

import pytest
from sqlalchemy import select

from bot.actions import alarms, delivery, issues
from bot.store.models import Alarm, Contact, History, Issue, Notice, OnCall, Words
from tests import small_county
from tests.databases import one_store
from tests.talking import Town

FIRE = "东坪村的变压器着火了"
KNIFE = "救命，我老公拿刀要砍我"
LAMP = "东坪村三组路灯不亮好几天了"


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


@one_store
def test_behind_another_case_too_the_officer_on_call_reads_what_it_is_about_and_that_it_is_over(
    town: Town,
) -> None:
    town.says("大娘", "东坪三组那个变压器嗡嗡响，还有股糊味")
    town.says("大娘", "现在冒烟了")
    assert "民1“东坪三组那个变压器嗡嗡响”" in town.last_told("郑科员")
    assert "值班的人看得到" in town.says("大娘", "没事了，电工来了关了")
    assert "电工来了关了" in town.last_told("郑科员")
    town.says("大爷", "隔壁老往俺家泼脏水")
    town.says("大爷", "保密")
    town.says("大爷", "他拿刀过来了")
    assert "脏水" not in town.last_told("郑科员")


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
    town.says("吴站长", "民1接了")
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


# ---------------------------------------------------------------- ends, and what does not arrive


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("民1误报，人没事", "值班员问过了，没事就好"),
        ("误报", "先按平常的事办"),
        ("民1平安，不用报", "值班员问过了，没事就好"),
    ],
)
def test_a_false_alarm_ends_truthfully(town: Town, word: str, told: str) -> None:
    town.says("大娘", FIRE)
    assert "不用报总值班室" in town.says("郑科员", word)
    assert "总值班室" not in town.last_told("大娘") and told in town.last_told("大娘")
    with town.database.write() as session:
        town.clock.forward(hours=2)
        assert alarms.next_round(session, now=town.clock.now()) == 0
    before = len(town.told("郑科员"))
    town.says("大娘", LAMP)
    assert not any(said.startswith("【急】") for said in town.told("郑科员")[before:])


def test_who_has_work_of_their_own_answers_that_while_their_danger_is_open(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("李明", FIRE)
    assert "算您在跟" in town.says("李明", "民1我去看看")
    assert "值班的人看得到" in town.says("李明", "火大了")


def test_further_words_go_to_everybody_who_was_asked(town: Town) -> None:
    with town.database.write() as session:
        extra = small_county.officer(session, "O8", "顾军", "office", town.clock.now())
        session.delete(extra.contact.identities[0])
        rows = session.scalars(select(OnCall)).all()
        for row in rows:
            row.officer_id = extra.id
    town.says("大娘", FIRE)
    assert "回话" in town.last_told("郑科员")
    town.says("大娘", "在三组李家")
    assert "三组李家" in town.last_told("郑科员")


def test_who_cannot_be_told_is_known_to_who_rings_at_once(town: Town) -> None:
    town.says("大娘", FIRE)
    town.says("大娘", "13912345678")
    town.says("郑科员", "接了")
    with town.database.write() as session:
        for row in session.scalars(select(Notice).where(Notice.kind == "alarm.heard")):
            row.state = "telephone"
        assert alarms.tell_unreached(session, now=town.clock.now()) == 1
        assert alarms.tell_unreached(session, now=town.clock.now()) == 0
    assert "微信发不到他" in town.last_told("郑科员") and "13912345678" in town.last_told("郑科员")


def test_a_place_that_nobody_said_is_not_stated_as_the_place_of_the_danger(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("大娘", "煤气漏了味道很大，人头晕")
    assert "没说在哪儿" in town.last_told("郑科员")
    town.says("大娘", "在西坪村")
    grid = issue_of(town, 2).grid
    assert grid is not None and grid.name == "西坪村"


def issue_of(town: Town, number: int) -> Issue:
    with town.database.read() as session:
        found = session.scalars(select(Issue).where(Issue.number == number)).one()
        assert found.grid is not None
        return found


def test_the_station_is_shown_a_danger_at_noon_as_well(town: Town) -> None:
    town.clock.forward(hours=3, minutes=30)
    town.says("大娘", FIRE)
    with town.database.write() as session:
        leased = delivery.lease(session, town.clock.now(), 50)
        kinds = {session.get_one(Notice, one.notice_id).kind for one in leased}
        held = session.scalars(select(Notice.state).where(Notice.kind == "issue.danger_task")).all()
    assert "issue.danger_task" in kinds or "queued" not in held


@pytest.mark.parametrize(
    "said",
    [
        "官司打输了，法院判得不公，你们人大管不管法院",
        "东坪村三组的水渠又堵了一段，浇不上地，菜都旱死了",
    ],
)
def test_another_matter_in_a_whole_sentence_is_not_swallowed_by_a_danger(
    town: Town, said: str
) -> None:
    town.says("大娘", FIRE)
    before = len(town.told("郑科员"))
    assert "值班的人看得到" not in town.says("大娘", said)
    assert not any(each.startswith("【急】") for each in town.told("郑科员")[before:])


def test_not_quite_is_said_of_the_case_that_was_mended_and_not_of_a_danger(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("大娘", FIRE)
    before = len(town.told("郑科员"))
    town.says("大娘", "还差点")
    assert not any(each.startswith("【急】") for each in town.told("郑科员")[before:])


@pytest.mark.parametrize("said", ["东坪村五组的垃圾没人收", "西坪村的路灯全灭了"])
@pytest.mark.parametrize("passed_on", [False, True])
def test_an_ordinary_trouble_with_its_place_is_a_case_at_any_hour(
    town: Town, said: str, passed_on: bool
) -> None:
    town.says("大娘", FIRE)
    if passed_on:
        town.says("郑科员", "已报")
    assert "民2" in town.says("大娘", said)


def test_do_not_ring_is_said_to_who_would_ring(town: Town) -> None:
    town.says("大娘", "东坪村" + KNIFE)
    town.says("大娘", "不要打我电话，他会听见")
    assert "别打电话" in "".join(town.told("郑科员"))


def test_secrecy_in_own_words_is_heard_inside_a_danger(town: Town) -> None:
    town.says("大娘", "东坪村" + KNIFE)
    assert "保密" in town.says("大娘", "别告诉村里")
    assert issue_of(town, 1).secret


def test_a_danger_that_an_officer_typed_in_says_that_nobody_was_told_to_ring(town: Town) -> None:
    town.says("周干事", "代刘大娘反映：东坪村二组煤气味很大，人头晕，快来人，电话13700003333")
    told = "".join(town.told("郑科员"))
    assert "煤气" in told


@pytest.mark.parametrize(
    ("said", "then"),
    [
        ("我老公拿刀要砍我，东坪村三组", ""),
        ("东坪村三组电线掉地上冒火花", "误报，人没事"),
        ("东坪村三组电线掉地上冒火花", "已报"),
    ],
)
def test_no_late_word_goes_where_it_is_untrue_or_may_be_read(
    town: Town, said: str, then: str
) -> None:
    town.says("大娘", said)
    if then:
        town.says("郑科员", then)
    town.clock.forward(days=4)
    with town.database.write() as session:
        assert issues.move_attention(session, now=town.clock.now()) == 1
    assert not any("说好的日子过了" in told for told in town.told("大娘"))


def test_who_must_not_be_rung_gets_no_late_word(town: Town) -> None:
    town.says("大娘", "东坪村三组电线掉地上冒火花")
    assert "先别打您电话" in town.says("大娘", "不要打我电话，他会听见")
    assert "打我电话" in town.last_told("郑科员") and numbers(town) == [1]
    town.clock.forward(days=4)
    with town.database.write() as session:
        assert issues.move_attention(session, now=town.clock.now()) == 1
    assert not any("说好的日子过了" in told for told in town.told("大娘"))


@one_store
def test_of_a_place_where_people_come_by_a_fall_rings_however_short_it_is_told(town: Town) -> None:
    town.says("大爷", "西坪村水库边上护栏断了，小孩老去玩")
    town.says("大爷", "昨天有个孩子差点掉下去")
    assert "119" in town.says("大爷", "掉下去了")
    town.says("大娘", "东坪村路边沟盖板没了")
    assert "119" in town.says("大娘", "掉下去了！快！")
    town.says("二叔", "东坪村鸡场臭得很")
    before = town.told("郑科员")
    town.says("二叔", "掉进去一只鸡！")
    assert town.told("郑科员") == before
