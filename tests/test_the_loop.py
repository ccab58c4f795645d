"""The main job: a constituent's sentence, the deputy's answer, the bureau's report, 「好了」."""

from datetime import datetime

import pytest
from sqlalchemy import select

from bot.store.models import HandOver, History, Issue, Message
from tests.talking import Town


def issue(town: Town, number: int = 1) -> Issue:
    with town.database.read() as session:
        found = session.scalar(select(Issue).where(Issue.number == number))
        assert found is not None
        return found


def test_a_sentence_gets_a_number_at_once_and_goes_to_every_deputy_of_the_grid(town: Town) -> None:
    answer = town.says("大娘", "东坪村三组路灯不亮好几天了，晚上学生走路怕")
    assert "民1" in answer and "记下了" in answer and "联络站" in answer
    for deputy in ("李明", "王芳"):
        assert "回1我去看看" in town.last_told(deputy)
        assert "忙就放着，站里也在跟" in town.last_told(deputy)
    assert "民1" in town.last_told("周干事")
    assert town.told("赵刚") == [], "another village's deputy hears nothing of it"


def test_a_deputy_takes_it_by_one_digit_and_the_constituent_hears_it(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    assert "算您在跟" in town.says("李明", "1")
    assert "李明代表接手了" in town.last_told("大娘")
    assert issue(town).state == "taken_up"
    assert issue(town).spoken_at is not None


def test_the_whole_way_by_short_replies(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    assert "请站里把" in town.says("李明", "请站里转供电所")
    assert "提请" in town.last_told("周干事")
    assert "已转城关供电所" in town.says("周干事", "民1转供电所")
    assert "收到民1" in town.last_told("孙电")
    assert "已转给城关供电所办" in town.last_told("大娘")
    assert "签收了" in town.says("孙电", "收到")
    assert "记下了" in town.says("孙电", "民1已修好，换了灯泡")
    assert "好了回1" in town.last_told("大娘")
    assert "办结" in town.says("大娘", "1")
    assert issue(town).state == "closed"
    with town.database.read() as session:
        steps = session.scalars(select(History.step).order_by(History.id)).all()
    assert steps == [
        "route",
        "request_hand_over",
        "hand_over",
        "confirm_receipt",
        "report_done",
        "bureau_reports",
        "confirm",
        "close",
    ]


def test_not_good_goes_back_to_the_station_and_to_the_same_bureau(town: Town) -> None:
    test_the_way_to_a_report(town)
    assert "接着问" in town.says("大娘", "没好，还是不亮")
    assert "没好" in town.last_told("周干事")
    assert issue(town).state == "recheck"
    assert "再办" in town.says("周干事", "民1再办，换个灯头")
    assert "请城关供电所再办" in town.last_told("孙电")
    assert "又请城关供电所去办" in town.last_told("大娘")
    with town.database.read() as session:
        row = session.scalars(select(HandOver)).one()
        assert row.state == "in_hand"


def test_the_way_to_a_report(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("周干事", "民1转供电所")
    town.says("孙电", "收到")
    town.says("孙电", "民1修好了")
    assert "好了回1" in town.last_told("大娘")


@pytest.mark.parametrize(
    ("said", "title", "bureau"),
    [
        ("东坪三组的路塌了，孩子上学从那过", "东坪三组的路塌了", "交通运输局"),
        ("东坪三组的水渠塌了一截，庄稼浇不上", "东坪三组的水渠塌了一截", "水利局"),
        ("东坪桥的栏杆断了一截，孩子上学从那过", "东坪桥的栏杆断了一截", "交通运输局"),
    ],
)
def test_the_title_and_the_bureau_are_about_what_is_wrong_not_what_follows_from_it(
    town: Town, said: str, title: str, bureau: str
) -> None:
    town.says("大娘", said)
    assert issue(town).title == title
    assert issue(town).bureaus[0].endswith(bureau)


def test_a_repeated_push_gets_the_same_answer_and_does_nothing_again(town: Town) -> None:
    push = town.push("大娘", text="东坪村三组路灯不亮好几天了")
    first = town.intake.take(push)
    before = len(town.told("李明"))
    assert town.intake.take(push) == first
    assert len(town.told("李明")) == before
    with town.database.read() as session:
        assert len(session.scalars(select(Message)).all()) == 1


def test_the_place_is_asked_for_once(town: Town) -> None:
    assert "哪个" in town.says("小伙", "自来水停了三天了没人管")
    assert "西坪村" in town.says("小伙", "西坪")
    assert "回1我去看看" in town.last_told("赵刚")


def test_who_does_not_answer_the_place_is_not_asked_twice(town: Town) -> None:
    town.says("小伙", "自来水停了三天了没人管")
    answer = town.says("小伙", "就俺这儿")
    assert "哪个" not in answer
    assert issue(town).state == "at_station"
    assert "民1" in town.last_told("郑科员")


def test_a_complaint_about_the_secretary_goes_above_him(town: Town) -> None:
    answer = town.says("村民", "西坪村村支书把低保给了他亲戚，我们困难户没有")
    assert "不发给您村的代表和干部" in answer
    assert town.told("赵刚") == []
    assert issue(town).seen_by in ("township", "county")


def test_a_deputy_who_is_the_secretary_cannot_reach_it_by_its_number(town: Town) -> None:
    town.says("村民", "西坪村村支书把低保给了他亲戚，我们困难户没有")
    town.says("赵刚", "民1我去看看")
    assert issue(town).deputy_id is None


def test_danger_gets_the_safety_line_first_and_only_the_officer_on_call(town: Town) -> None:
    answer = town.says("大娘", "东坪村口电线断了掉在地上还冒火花，娃娃在边上")
    assert answer.index("95598" if "95598" in answer else "119") < answer.index("民1")
    assert "值班员" not in answer, "nobody has heard it yet"
    assert "请您现在给他回" in town.last_told("郑科员")
    assert not any("回1我去看看" in text for text in town.told("李明"))
    assert "这就告诉群众" in town.says("郑科员", "接了")
    assert "值班员已接到" in town.last_told("大娘")
    assert "总值班室" not in town.last_told("大娘")
    town.says("郑科员", "已报总值班室")
    assert "已转总值班室" in town.last_told("大娘")


def test_corruption_is_pointed_to_12388_and_pushed_to_nobody(town: Town) -> None:
    answer = town.says("村民", "我要举报西坪村支书贪污扶贫款，收了人家五万块回扣")
    assert "12388" in answer
    for name in ("李明", "王芳", "赵刚", "周干事", "吴站长"):
        assert town.told(name) == []


def test_a_cadre_of_the_township_who_takes_money_is_not_shown_to_the_township(town: Town) -> None:
    answer = town.says("村民", "举报城关镇有干部收钱才给办事")
    assert "12388" in answer and "站" not in answer
    for name in ("李明", "王芳", "赵刚", "周干事", "吴站长"):
        assert town.told(name) == []


def test_a_lawsuit_is_shown_its_lawful_way(town: Town) -> None:
    answer = town.says("村民", "东坪村我家的官司法院判了不公，正在上诉，请代表给法官说说")
    assert "12368" in answer
    assert town.told("李明") == []


def test_several_matters_get_a_number_each(town: Town) -> None:
    answer = town.says("大娘", "东坪村路灯坏了好几天没人修。还有村口的水渠堵了，地里浇不上水。")
    assert "民1" in answer and "民2" in answer


def test_status_is_told_in_a_sentence(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    assert "已派到" in town.says("大娘", "我那事咋样了")
    town.says("李明", "1")
    assert "李明代表在跟" in town.says("大娘", "办到哪一步了")


def test_secrecy_withdrawal_and_my_deputies(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    assert "保密" in town.says("大娘", "保密")
    assert issue(town).secret
    cards = town.says("大娘", "我的代表")
    assert "李明" in cards and "1380000" not in cards
    assert "撤回" in town.says("大娘", "算了，撤了吧")
    assert issue(town).state == "withdrawn"
    assert "撤回了" in town.last_told("周干事")


def test_the_bureau_asks_and_the_clock_stands_still(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("周干事", "民1转供电所")
    with town.database.read() as session:
        due = session.scalars(select(HandOver)).one().due
    town.says("孙电", "请问群众是哪根电杆上的灯？")
    assert "想问您" in town.last_told("大娘")
    town.clock.forward(days=2)
    assert "转给经手的人" in town.says("大娘", "小卖部门口那根")
    assert "小卖部门口那根" in town.last_told("孙电")
    with town.database.read() as session:
        assert session.scalars(select(HandOver)).one().due > due


def test_a_return_is_decided_by_the_desk_and_until_then_the_bureau_stays_responsible(
    town: Town,
) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("周干事", "民1转供电所")
    assert "申请记下了" in town.says("孙电", "民1退回，不归我们管，这是镇政府装的灯")
    assert "不归他们" in town.last_told("周干事")
    with town.database.read() as session:
        assert session.scalars(select(HandOver)).one().state == "return_requested"
    town.says("周干事", "民1同意")
    with town.database.read() as session:
        assert session.scalars(select(HandOver)).one().state == "returned"
    assert issue(town).state == "at_station"


def test_who_decides_a_return_reads_whose_it_is_said_to_be(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("周干事", "民1转供电所")
    town.says("孙电", "这个不归我们，归镇政府")
    assert "镇政府" in town.last_told("周干事")


def test_danger_is_none_of_the_deputys_pending_work(town: Town) -> None:
    town.says("大娘", "东坪村口电线断了掉在地上还冒火花，娃娃在边上")
    town.says("二叔", "东坪村水渠塌了一截，浇不上地")
    assert "民2" in town.says("李明", "1")
    assert "民1“" not in town.says("李明", "我的待办")


def test_when_acting_fails_the_message_is_kept_and_tried_again(
    town: Town, monday: datetime
) -> None:
    with town.database.write() as session:
        # A broken rule is the plainest way for acting to fail.
        from bot.actions.rules import set_rule

        set_rule(session, "issue.speak_within", "not a number", origin="test", now=monday)
    assert town.says("大娘", "东坪村三组路灯不亮好几天了") == "已收到，稍后回复。"
    with town.database.read() as session:
        message = session.scalars(select(Message)).one()
        assert message.state == "unhandled" and message.words is not None
        assert message.words.text == "东坪村三组路灯不亮好几天了"
        assert session.scalars(select(Issue)).all() == []
    with town.database.write() as session:
        set_rule(session, "issue.speak_within", 2, origin="test", now=monday)
    town.clock.forward(minutes=40)
    assert "民1" in town.says("大娘", "西坪村三组的垃圾没人拉")
    town.clock.forward(minutes=5)
    assert town.intake.again() == 1
    with town.database.read() as session:
        assert [each.state for each in session.scalars(select(Issue))] == ["routed", "routed"]
    # The answer says to which sentence it belongs.
    assert "9点00分说的“东坪村三组路灯不亮好几天了”：" in town.last_told("大娘")
    assert "民2" in town.last_told("大娘")


def test_who_answers_case_after_case_is_not_asked_to_slow_down(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    assert all("有点快" not in town.says("周干事", "今天有什么") for _ in range(40))


def test_whoever_writes_too_fast_is_told_once_and_loses_nothing(town: Town) -> None:
    answers = [town.says("话多", f"东坪村的事第{n}句") for n in range(24)]
    assert sum("发得有点快" in answer for answer in answers) == 1
    with town.database.read() as session:
        assert len(session.scalars(select(Message)).all()) == 24


def test_another_voice_of_the_same_problem_is_offered_to_the_desk_and_not_merged(
    town: Town,
) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("二叔", "东坪村三组的路灯坏了，不亮了")
    assert "看着像和民1是一件" in town.last_told("周干事")
    assert issue(town, 2).state == "routed"


def test_the_three_truths_are_told_each_only_once_it_is_true(town: Town) -> None:
    from bot.actions.truths import tell_when_true
    from bot.store.models import Notice

    town.says("大娘", "东坪村口电线断了掉在地上还冒火花，娃娃在边上")
    assert town.told("大娘") == [], "nothing has been sent yet"
    with town.database.write() as session:
        notice = session.scalars(select(Notice).where(Notice.kind == "alarm.call_back")).one()
        tell_when_true(session, notice, town.clock.now())
    assert "已发给值班员，他还没接到" in town.last_told("大娘")
    town.says("郑科员", "接了")
    assert "值班员已接到" in town.last_told("大娘")


def test_a_word_about_the_secretary_is_no_answer_to_the_bureaus_question(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("周干事", "民1转供电所")
    town.says("孙电", "请问群众是哪根电杆上的灯？")
    before = town.told("孙电")
    answer = town.says("大娘", "东坪村支书把低保给他家亲戚，没人管")
    assert "不发给您村的代表和干部" in answer
    assert town.told("孙电") == before
    assert issue(town, 2).seen_by == "township"


def test_more_words_that_accuse_somebody_do_not_reach_those_who_handle_the_case(
    town: Town,
) -> None:
    town.says("村民", "西坪村三组路灯不亮好几天了")
    before = town.told("赵刚")
    town.says("村民", "补充一下，西坪村的路灯钱是村支书贪了，他拿去盖自己的房")
    assert town.told("赵刚") == before


def test_a_bare_digit_answers_the_push_that_came_last_and_alone(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.clock.forward(days=1)
    town.says("二叔", "东坪村水渠塌了一截，浇不上地")
    assert "民2" in town.says("李明", "1")
    assert issue(town, 2).state == "taken_up" and issue(town, 1).state == "routed"


def test_a_bare_digit_between_two_fresh_pushes_is_asked_about(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("二叔", "东坪村水渠塌了一截，浇不上地")
    question = town.says("李明", "1")
    assert "民1" in question and "民2" in question
    assert issue(town, 1).state == issue(town, 2).state == "routed"
    assert "民2" in town.says("李明", "民2")
    assert issue(town, 2).state == "taken_up"


def test_me_too_joins_what_it_is_like_and_nothing_else(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("二叔", "东坪村孩子放假没处去，想要个活动室")
    assert "民1" in town.says("三婶", "东坪村我们这也是，路灯也不亮")
    town.says("李明", "民1我去看看")
    assert "李明代表接手了" in town.last_told("三婶")


def test_who_joined_hears_the_result_but_cannot_end_or_withdraw_it(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("三婶", "东坪村我们这也是，路灯也不亮")
    town.says("周干事", "民1转供电所")
    town.says("孙电", "民1修好了")
    assert "好了回1" in town.last_told("三婶")
    town.says("三婶", "好了")
    assert issue(town).state == "answered"
    town.says("三婶", "撤了吧")
    assert issue(town).state == "answered"
    town.says("大娘", "好了")
    assert issue(town).state == "closed"


def test_the_word_after_a_danger_reaches_the_officer_who_rings_back(town: Town) -> None:
    town.says("大娘", "东坪村口电线断了掉在地上还冒火花，娃娃在边上")
    town.says("郑科员", "接了")
    assert "值班的人看得到" in town.says("大娘", "打了")
    assert "群众又说：打了" in town.last_told("郑科员")


def test_a_telephone_number_is_kept_and_opens_no_case(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    assert "电话记下了" in town.says("大娘", "我叫周晓梅，电话13800009999")
    assert town.says("大娘", "13800009998") == "电话记下了，只给经手的人看。"
    with town.database.read() as session:
        assert len(session.scalars(select(Issue)).all()) == 1


def test_cases_nobody_spoke_about_move_up_in_one_digest(town: Town) -> None:
    from bot.actions.issues import move_attention

    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("二叔", "东坪村水渠塌了一截，浇不上地")
    with town.database.write() as session:
        assert move_attention(session, now=town.clock.now()) == 0
    town.clock.forward(days=2)
    with town.database.write() as session:
        assert move_attention(session, now=town.clock.now()) == 2
        assert move_attention(session, now=town.clock.now()) == 0
    assert [text for text in town.told("吴站长") if "有2件还没有人给群众回话" in text]
    assert not [text for text in town.told("郑科员") if "还没有人给群众回话" in text]
    town.clock.forward(days=1)
    with town.database.write() as session:
        assert move_attention(session, now=town.clock.now()) == 2
    assert len([text for text in town.told("郑科员") if "还没有人给群众回话" in text]) == 1


def test_whoever_was_promised_a_word_is_told_the_truth_when_the_day_has_passed(town: Town) -> None:
    from bot.actions.issues import move_attention

    town.says("大娘", "东坪村三组路灯不亮好几天了")
    for days in (2, 1, 1):
        town.clock.forward(days=days)
        with town.database.write() as session:
            move_attention(session, now=town.clock.now())
    assert len([text for text in town.told("大娘") if "还没人给您回话" in text]) == 1


def test_nobody_owns_up_to_a_day_that_is_still_to_come(town: Town) -> None:
    """The day is counted from when the place was known, not from the first, unclear word."""
    from bot.actions.issues import move_attention

    town.says("生人", "路灯坏了好几天了没人修")
    town.clock.forward(days=3)
    assert "下周一" in town.says("生人", "东坪村")  # Thursday: two working days
    for days in (0, 1, 3):
        town.clock.forward(days=days)
        with town.database.write() as session:
            move_attention(session, now=town.clock.now())
        assert not [text for text in town.told("生人") if "还没人给您回话" in text]
    assert [text for text in town.told("吴站长") if "还没有人给群众回话" in text]
    town.clock.forward(days=1)
    with town.database.write() as session:
        move_attention(session, now=town.clock.now())
    assert len([text for text in town.told("生人") if "还没人给您回话" in text]) == 1


def test_a_bureau_is_chased_in_one_digest_and_an_overdue_day_is_told_once(town: Town) -> None:
    from bot.actions.hand_overs import remind_bureaus, tell_overdue

    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("二叔", "东坪村变压器嗡嗡响，电压低")
    town.says("周干事", "民1转供电所")
    town.says("周干事", "民2转供电所")
    for _ in range(14):
        town.clock.forward(days=1)
        with town.database.write() as session:
            remind_bureaus(session, now=town.clock.now())
            remind_bureaus(session, now=town.clock.now())
            tell_overdue(session, now=town.clock.now())
            tell_overdue(session, now=town.clock.now())
    chased = [text for text in town.told("孙电") if "没签收" in text]
    assert chased and all("2件" in text for text in chased)
    overdue = [text for text in town.told("周干事") if "到了日子" in text]
    assert len(overdue) == 1 and "2件" in overdue[0]


def test_where_the_county_wants_it_the_station_looks_before_the_constituent_is_told(
    town: Town, monday: datetime
) -> None:
    from bot.actions.rules import set_rule

    with town.database.write() as session:
        set_rule(session, "issue.report_direct", False, origin="test", now=monday)
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("周干事", "民1转供电所")
    before = town.told("大娘")
    assert "站里看过就告诉群众" in town.says("孙电", "民1修好了")
    assert town.told("大娘") == before
    assert "还没告诉群众，请先看" in town.last_told("周干事")
    town.says("周干事", "民1答复：供电所换了灯头，今晚就亮")
    assert "好了回1" in town.last_told("大娘")


def test_a_place_that_is_not_switched_on_loses_nothing_and_bothers_nobody_there(
    town: Town,
) -> None:
    from bot.store.models import Grid

    with town.database.write() as session:
        for grid in session.scalars(select(Grid).where(Grid.name.startswith("西坪"))):
            grid.active = False
    assert "民1" in town.says("村民", "西坪村三组路灯不亮好几天了")
    assert town.told("赵刚") == [] and town.told("周干事") == []
    assert "民1" in town.last_told("郑科员")
