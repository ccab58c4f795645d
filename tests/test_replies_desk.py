"""What desks, officers on call and deputies write in a hurry, one sentence after the other."""

from datetime import datetime

import pytest

from bot.domain.calendars import LOCAL, CountyCalendar
from nlp.replies import Pending, read_reply
from nlp.replies.bodies import find_body

NOW = datetime(2026, 11, 20, 9, tzinfo=LOCAL)
TASK = {"1": "take", "2": "leave_to_station", "3": "not_mine"}
OPEN = ("received", "asking", "routed", "taken_up", "at_station", "handed_over", "recheck")

LAMPS = Pending("民12", "issue", "at_station", "东坪三组路灯不亮")
DRAIN = Pending("民11", "revisit", "recheck", "北街下水道堵塞")
ALARM = Pending("民44", "alarm", "open", "村口电线断了")
TASKS = (
    Pending("民1", "issue", "routed", "东坪三组路灯不亮", TASK),
    Pending("民2", "issue", "routed", "东坪村水渠塌了", TASK),
)


def read(text, role="station", pending=(LAMPS, DRAIN), bodies=()):
    return read_reply(
        text, role=role, pending=pending, now=NOW, calendar=CountyCalendar(), bodies=bodies
    )


def only_act(text, role="station", pending=(LAMPS, DRAIN), bodies=()):
    reply = read(text, role, pending, bodies)
    assert reply.ask is None
    (act,) = reply.acts
    return act.act, act.refs, dict(act.fields)


ORDERS = [
    ("转供电所", "hand_over", {"to": "供电所"}),
    ("转给水利局", "hand_over", {"to": "水利局"}),
    ("转派出所办", "hand_over", {"to": "派出所"}),
    ("转供电所，灯头坏了，请尽快", "hand_over", {"to": "供电所"}),
    ("核实了，转供电所", "hand_over", {"to": "供电所"}),
    ("请供电所处理", "hand_over", {"to": "供电所"}),
    ("同意", "approve", {}),
    ("答复 周四前换灯", "answer", {"text": "周四前换灯"}),
    ("回复群众：灯头坏了，周四前换好", "answer", {"text": "灯头坏了，周四前换好"}),
    ("回话：已经报了供电所", "answer", {"text": "已经报了供电所"}),
    ("答复，灯修好了", "answer", {"text": "灯修好了"}),
    ("答复：灯修好了", "answer", {"text": "灯修好了"}),
    ("告诉他 下周二到3号楼前等师傅", "answer", {"text": "下周二到3号楼前等师傅"}),
    ("问 灯杆在哪个路口？", "ask", {"question": "灯杆在哪个路口？"}),
    ("问群众：坏了几盏灯", "ask", {"question": "坏了几盏灯"}),
    ("指路：找电信公司", "refer", {"where": "电信公司"}),
    ("让他打12345", "refer", {"where": "12345"}),
    ("不办：这是法院的事", "decline", {"reason": "这是法院的事"}),
    ("办不了，因为是私人纠纷", "decline", {"reason": "私人纠纷"}),
    ("再办，换个灯头", "rework", {"text": "换个灯头"}),
    ("请供电所再办", "rework", {"text": "请供电所再办"}),
    ("办结，看过了灯亮着", "close", {"text": "看过了灯亮着"}),
    ("并入民11", "merge", {"into": "民11"}),
    ("和民11是一件", "merge", {"into": "民11"}),
    ("和11是一件", "merge", {"into": "民11"}),
    ("不是同一件", "unmerge", {}),
    ("和民11不是一件", "unmerge", {}),
    ("改派东坪村", "reroute", {"place": "东坪村"}),
    ("是西坪的", "reroute", {"place": "西坪"}),
    ("电话里说过了", "spoken_by_phone", {}),
    ("打过电话了", "spoken_by_phone", {}),
    ("记一笔：老人耳背，打给儿子", "note", {"text": "老人耳背，打给儿子"}),
]


@pytest.mark.parametrize(("words", "act", "fields"), ORDERS)
@pytest.mark.parametrize("lead", ["民12", "民12 ", "12 ", "民12，", "路灯那件，"])
def test_an_order_begins_with_a_number_or_the_words_of_a_title(lead, words, act, fields):
    assert only_act(lead + words) == (act, ("民12",), fields)


@pytest.mark.parametrize(("words", "act", "fields"), ORDERS)
@pytest.mark.parametrize("role", ["station", "officer"])
def test_of_a_single_case_the_order_needs_no_number(role, words, act, fields):
    assert only_act(words, role, (LAMPS,)) == (act, ("民12",), fields)


@pytest.mark.parametrize("state", OPEN)
@pytest.mark.parametrize(
    ("words", "act"),
    [("转供电所", "hand_over"), ("答复：周四修", "answer"), ("不办：在打官司", "decline")],
)
def test_an_order_holds_in_every_state_that_is_open(state, words, act):
    case = Pending("民12", "issue", state, "路灯不亮")
    assert only_act(f"民12{words}", pending=(case,))[0] == act


def test_a_bare_transfer_says_yes_to_the_deputy_who_asked_for_it():
    for text in ("民12转", "民12，转", "民12核实了，转", "民12同意"):
        assert only_act(text) == ("approve", ("民12",), {})


def test_a_bare_transfer_that_nobody_asked_for_is_asked_about():
    routed = Pending("民12", "issue", "routed", "路灯不亮")
    reply = read("民12转", pending=(routed,))
    assert reply.acts == ()
    assert reply.ask is not None
    assert "转给哪家" in reply.ask


@pytest.mark.parametrize(("words", "act", "fields"), ORDERS[:1] + ORDERS[7:9] + ORDERS[15:16])
def test_an_order_about_one_of_several_is_asked_about(words, act, fields):
    reply = read(words, pending=(LAMPS, Pending("民13", "issue", "routed", "水管漏水")))
    assert reply.acts == ()
    assert reply.ask is not None
    assert "哪一件" in reply.ask


def test_the_number_may_stand_behind_as_when_a_question_was_answered():
    assert only_act("转供电所，民12") == ("hand_over", ("民12",), {"to": "供电所"})
    assert only_act("同意，民12") == ("approve", ("民12",), {})


def test_the_number_may_follow_the_verb():
    assert only_act("答复12：周四前修好") == ("answer", ("民12",), {"text": "周四前修好"})
    assert only_act("记一下12，老人白天不在家") == ("note", ("民12",), {"text": "老人白天不在家"})


def test_all_of_two_named_are_these_two_and_no_third():
    third = Pending("民13", "issue", "routed", "水管漏水")
    act, refs, _ = only_act("11 12都转镇政府", pending=(LAMPS, DRAIN, third))
    assert (act, set(refs)) == ("hand_over", {"民11", "民12"})


def test_the_name_of_a_body_is_kept_whole():
    assert only_act("民12请交警大队去看看")[2] == {"to": "交警大队"}
    assert only_act("民12水利局办")[2] == {"to": "水利局"}
    assert find_body("请交警大队去画") == "交警大队"
    assert find_body("请交水利局") == "水利局"


def test_two_orders_in_one_message_are_two():
    reply = read("民12转供电所，民11办结，看过了水通了")
    assert [(act.act, act.refs) for act in reply.acts] == [
        ("hand_over", ("民12",)),
        ("close", ("民11",)),
    ]


def test_one_order_may_be_about_two_cases():
    for text in ("12、11转水利局", "两件都转水利局"):
        act, refs, fields = only_act(text)
        assert (act, set(refs), fields) == ("hand_over", {"民12", "民11"}, {"to": "水利局"})


@pytest.mark.parametrize(
    "text",
    [
        "民12能转水利局吗",
        "民12已转水利局",
        "民12已经让水利局去了",
        "民12不转",
        "民12明天转供电所",
        "要不要转水利局？",
    ],
)
def test_a_question_a_denial_and_a_plan_are_no_orders(text):
    assert read(text).acts == ()


@pytest.mark.parametrize("text", ["民12答复", "民12办结", "民12不办", "民12并入", "民12问群众"])
def test_an_order_without_its_words_is_asked_for_them(text):
    reply = read(text)
    assert reply.acts == ()
    assert reply.ask is not None
    assert "民12" in reply.ask


def test_good_and_not_good_are_what_the_desk_found():
    assert only_act("民11没好")[:2] == ("revisit", ("民11",))
    assert only_act("民11好了")[2]["result"] == "好了"


def test_a_weak_word_hands_nothing_over():
    assert read("好", pending=(LAMPS,)).acts == ()


BODIES = ("城关镇供电所|城关电管所", "云台县水利局", "云台县交通运输局", "刘湾镇供电所")


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("转水利局", "云台县水利局"),
        ("转水利", "云台县水利局"),
        ("转交通局", "云台县交通运输局"),
        ("转城关电管所", "城关镇供电所"),
        ("转城关供电所", "城关镇供电所"),
        ("转刘湾镇供电所办", "刘湾镇供电所"),
        ("转供电所", "供电所"),
        ("转老干局", "老干局"),
    ],
)
def test_a_body_is_called_as_the_county_calls_it_if_only_one_can_be_meant(text, to):
    assert only_act(text, "station", (LAMPS,), BODIES)[2] == {"to": to}


def test_a_bureau_names_the_right_one_by_the_name_of_the_county():
    item = Pending("民12", "handover", "handed_over", "水渠塌了")
    fields = only_act("退回，这是水利的事", "bureau", (item,), BODIES)[2]
    assert fields["to"] == "云台县水利局"


# ------------------------------------------------------------------------------ deputies


@pytest.mark.parametrize(
    "text", ["民2 1", "1 民2", "民2，1", "1，民2", "1，水渠那件", "水渠，1", "1，2号"]
)
def test_a_digit_and_a_case_in_either_order_are_the_act_on_that_case(text):
    assert only_act(text, "deputy", TASKS) == ("take", ("民2",), {})


def test_two_bare_digits_may_be_either_way_round_and_are_asked_about():
    reply = read("1，2", "deputy", TASKS)
    assert reply.acts == ()
    assert reply.ask is not None


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("收到，民2", "acknowledge"),
        ("民2，收到", "acknowledge"),
        ("没空，站里办，民2", "leave_to_station"),
        ("我去看看，民2", "take"),
    ],
)
def test_first_message_and_answer_are_read_as_one(text, act):
    assert only_act(text, "deputy", TASKS)[:2] == (act, ("民2",))


@pytest.mark.parametrize(
    "text",
    [
        "去看过了，灯头坏了，请站里转供电所",
        "看了，线断了，麻烦转供电所",
        "我去问了，是灯头坏，请转供电所",
    ],
)
def test_who_saw_and_asks_to_hand_over_does_not_also_answer(text):
    assert only_act(text, "deputy", TASKS[:1]) == ("hand_over", ("民1",), {"to": "供电所"})


# -------------------------------------------------------------------------------- alarms


@pytest.mark.parametrize("text", ["已报", "报了", "已报值班室", "报给总值班室了", "民44已报"])
def test_what_was_reported_is_passed_on(text):
    assert only_act(text, "officer", (ALARM,)) == ("told", ("民44",), {"how": "已转总值班室"})


@pytest.mark.parametrize("text", ["打过去了", "正在回电话", "接了", "打回去了"])
def test_who_rings_back_has_heard(text):
    assert only_act(text, "officer", (ALARM,)) == ("told", ("民44",), {"how": "已接听"})


@pytest.mark.parametrize(
    "text", ["同意", "转供电所", "民12", "民12转供电所", "12同意", "答复：周四修", "不同意，再核实"]
)
def test_other_work_beside_an_alarm_is_not_asked_about(text):
    reply = read(text, "officer", (ALARM,))
    assert (reply.acts, reply.ask) == ((), None)


@pytest.mark.parametrize("text", ["打不通", "没人接", "好了", "没报", "要不要报"])
def test_an_alarm_is_not_heard_because_somebody_did_not_get_through(text):
    assert read(text, "officer", (ALARM,)).acts == ()


# -------------------------------------------------------------------------- constituents

UNDER_WAY = Pending("民5", "issue", "handed_over", "路灯不亮")
MENDED = Pending("民6", "issue", "told", "下水道堵了", {"1": "rate:好了", "3": "rate:没好"})


@pytest.mark.parametrize("text", ["没好", "还是不亮", "还没修", "昨晚又坏了"])
def test_before_anybody_said_it_is_mended_a_complaint_goes_on(text):
    assert only_act(text, "constituent", (UNDER_WAY,)) == ("supplement", ("民5",), {"text": text})


@pytest.mark.parametrize("text", ["好", "行", "嗯"])
def test_a_murmur_after_a_result_is_no_rating(text):
    reply = read(text, "constituent", (MENDED,))
    assert reply.acts == ()
    assert reply.ask is not None


def test_a_bare_word_of_good_before_the_result_is_asked_about():
    assert read("好了", "constituent", (UNDER_WAY,)).acts == ()
    assert read("好了", "constituent", (UNDER_WAY,)).ask is not None
    assert only_act("路灯亮了", "constituent", (UNDER_WAY,))[2] == {"rating": "好了"}


def test_a_text_about_several_cases_is_heard_on_each():
    acts = read("下水道通了，路灯还是不亮", "constituent", (UNDER_WAY, MENDED)).acts
    assert [(act.act, act.refs) for act in acts] == [("rate", ("民6",)), ("supplement", ("民5",))]


@pytest.mark.parametrize("role", ["deputy", "station"])
def test_the_name_of_a_police_station_orders_nothing(role):
    known = ("城关派出所|派出所",)
    for text in ("我陪你去派出所", "派出所说缺亲子鉴定", "去派出所问了", "派出所让补材料"):
        assert read(text, role, (LAMPS,), known).acts == (), text
    (act,) = read("转派出所", role, (LAMPS,), known).acts
    assert (act.act, dict(act.fields)) == ("hand_over", {"to": "城关派出所"})


def test_who_is_kin_to_whom_it_is_about_gives_it_back():
    for text in ("这个我去不合适，厂长是我表哥", "那户是我亲戚", "我不方便出面"):
        assert only_act(text, "deputy", TASKS[:1])[0] == "not_mine", text
    assert "not_mine" not in {a.act for a in read("是我老同学，我去看看", "deputy", TASKS[:1]).acts}
