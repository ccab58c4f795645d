"""What is said beside a case: anger, a link, a word by which a case is called, praise, a wish that
somebody should not hear, what the police look into; and days that have passed are not promised."""

import pytest
from sqlalchemy import select

from bot.store.models import Issue
from tests.talking import Town

LAMP = "东坪村三组路灯不亮好几天了"
FIRE = "我家着火了，在东坪村三组，快来人"
HEATING = "西坪村学校暖气不热"


def cases(town: Town) -> dict[int, tuple[str, str, str]]:
    """Number → state, kind, who may see it."""
    with town.database.read() as session:
        rows = session.scalars(select(Issue).order_by(Issue.number))
        return {row.number: (row.state, row.kind, row.seen_by) for row in rows}


def heard(town: Town, name: str) -> list[str]:
    """What somebody was told, but that a case is no longer theirs."""
    return [told for told in town.told(name) if "上一级" not in told]


# ---------------------------------------------------------------------- beside a case of theirs


@pytest.mark.parametrize(
    "said", ["我要去北京上访，找记者曝光你们", "我要找记者曝光你们", "告你们去"]
)
def test_anger_goes_into_the_case_it_is_about(town: Town, said: str) -> None:
    town.says("大娘", LAMP)
    town.says("大娘", "没来啊！！！骗人的吧你们")
    assert "加到民1" in town.says("大娘", said)
    assert list(cases(town)) == [1] and said[:4] in town.last_told("周干事")


def test_anger_with_a_matter_in_it_is_that_matter(town: Town) -> None:
    town.says("大娘", LAMP)
    assert "编号民2" in town.says("大娘", "西坪村占了我家地不赔钱，我要去北京上访")


@pytest.mark.parametrize("said", ["http://weixin.qq.com/xyz", "www.gov.cn/a?b=1"])
def test_a_link_is_kept_with_the_case_and_never_called_advertising(town: Town, said: str) -> None:
    assert "网页这里打不开" in town.says("大娘", said)
    town.says("大娘", LAMP)
    assert "加到民1" in town.says("大娘", said)


@pytest.mark.parametrize("said", ["路灯那件", "路灯的那个事呢？", "你们把我的事忘了吧"])
def test_a_case_called_by_a_word_of_it_is_asked_about(town: Town, said: str) -> None:
    town.says("大娘", LAMP)
    assert "站里在跟" in town.says("大娘", said)
    assert list(cases(town)) == [1]


def test_water_that_is_off_here_too_does_not_lie_with_the_road(town: Town) -> None:
    town.says("小伙", "门前的路不平")
    assert "编号民2" in town.says("小伙", "我也遇到了，停水")
    said = town.says("小伙", "东坪")
    assert "民1" in said and "民2" in said
    assert [state for state, _, _ in cases(town).values()] == ["routed", "routed"]


def test_another_case_is_found_while_a_danger_is_young(town: Town) -> None:
    town.says("大娘", FIRE)
    town.says("大娘", HEATING)
    before = len(town.told("郑科员"))
    assert town.says("大娘", "暖气那件").startswith("民2")
    assert "哪一件" in town.says("大娘", "撤回")
    assert "民2" in town.says("大娘", "2")
    assert cases(town)[2][0] == "withdrawn" and len(town.told("郑科员")) == before


def test_a_word_for_the_other_case_is_not_the_officers_on_call(town: Town) -> None:
    town.says("大娘", FIRE)
    town.says("大娘", HEATING)
    before = len(town.told("郑科员"))
    town.says("大娘", "我也要补充一句，教室里才8度")
    town.says("大娘", "暖气那件…")
    assert "8度" in town.last_told("周干事") and len(town.told("郑科员")) == before


# --------------------------------------------------------------------------- what is no matter


def test_praise_has_a_number_and_a_person_passes_it_on(town: Town) -> None:
    assert "表扬记下了，编号民1" in town.says("小伙", "我要表扬派出所小张")
    assert cases(town)[1][:2] == ("at_station", "praise")
    assert "表扬派出所小张" in town.last_told("郑科员")
    # What is wrong behind it is a matter of its own, told with what was praised.
    town.says("燕子", "夸夸你们，路灯修得真快")
    assert "记下了，编号民3" in town.says("燕子", "就是有一盏又不亮了")
    town.says("燕子", "东坪村")
    assert "路灯修得真快。就是有一盏又不亮了" in town.last_told("李明")
    assert "不客气" in town.says("二叔", "谢谢李明代表")


@pytest.mark.parametrize(
    "said",
    [
        "退订",
        "td",
        "以后别给我发了",
        "别老给我发",
        "我不想收你们的消息了",
        "不要给我推了，有结果再说",
    ],
)
def test_a_wish_not_to_be_written_to_is_kept_and_closes_nothing(town: Town, said: str) -> None:
    assert "取消关注" in town.says("小伙", said) and cases(town) == {}
    town.says("大娘", LAMP)
    town.says("周干事", "转供电所")
    town.says("孙电", "收到")
    before = town.told("大娘")
    assert "问一句“咋样了”" in town.says("大娘", said)
    assert "别给他发" in town.says("孙电", "换了灯头，亮了")
    assert town.told("大娘") == before and cases(town)[1][0] != "closed" and len(cases(town)) == 1
    assert "民1" in town.says("大娘", "路灯咋样了")
    assert "先离远点" in town.says("大娘", "东坪村三组电线掉地上冒火花")
    assert "照样给您发" in town.says("大娘", "还是发吧")
    town.says("周干事", "民1答复：明天再复查一遍")
    assert len(town.told("大娘")) > len(before)


@pytest.mark.parametrize("said", ["我想当代表", "代表选举啥时候", "怎么才能当人大代表"])
def test_who_wants_to_be_a_deputy_reads_how_one_becomes_it(town: Town, said: str) -> None:
    assert "选民投票" in town.says("小伙", said) and cases(town) == {}


@pytest.mark.parametrize("said", ["我是县人大的林小文", "我是代表赵一鸣", "我是城关供电所的孙电"])
def test_who_says_who_they_are_reads_what_a_code_is_and_becomes_nothing(
    town: Town, said: str
) -> None:
    assert "八位的码" in town.says("小伙", said) and cases(town) == {}


def test_a_code_may_be_spelt_out(town: Town) -> None:
    assert "这个码不对" in town.says("小伙", "7 M X V R W Y M")


# ------------------------------------------------------------------------ who must not hear it


@pytest.mark.parametrize("said", ["我要举报有人贩毒", "东坪村有人聚众赌博，天天晚上"])
def test_a_crime_is_the_polices_and_nobody_of_the_village_hears_of_it(
    town: Town, said: str
) -> None:
    assert "打110报警" in town.says("小伙", said)
    assert cases(town)[1][2] == "county"
    assert town.told("李明") == [] and town.told("周干事") == [] and town.told("郑科员")


def test_a_crime_said_of_a_lamp_is_a_case_of_its_own(town: Town) -> None:
    town.says("小伙", LAMP)
    assert "打110" in town.says("小伙", "路灯黑，晚上有人在那儿卖冰毒")
    assert not any("冰毒" in said for said in town.told("李明") + town.told("周干事"))


@pytest.mark.parametrize(
    "said",
    ["我家的事不想让代表知道，东坪村三组吃水难", "别让村干部知道，东坪村三组路灯不亮"],
)
def test_a_wish_to_keep_it_from_somebody_accuses_nobody(town: Town, said: str) -> None:
    heard = town.says("小伙", said)
    assert "编号民1" in heard and "12388" not in heard and "不发给代表和村里" in heard
    assert cases(town)[1][2] == "township"
    assert town.told("李明") == [] and "东坪村三组" in town.last_told("周干事")


def test_a_matter_beside_the_wish_is_kept_though_other_cases_are_open(town: Town) -> None:
    town.says("小伙", "东坪村的路不平")
    assert "编号民2" in town.says("小伙", "别让村干部知道，三组路灯不亮")
    with town.database.read() as session:
        rows = session.scalars(select(Issue.secret).order_by(Issue.number)).all()
    assert rows == [False, True]


def test_a_complaint_is_still_one_though_it_asks_for_silence(town: Town) -> None:
    heard = town.says("小伙", "东坪村书记把低保给了亲戚，别让村里知道")
    assert "12388" in heard and town.told("李明") == []


# ----------------------------------------------------------------------- days that have passed


def test_a_day_that_has_passed_is_not_said_as_one_to_come(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "民1转供电所")
    assert "下周一前要有回音" in town.says("大娘", "我的事呢")
    town.clock.forward(days=10)
    said = town.says("大娘", "我的事呢")
    assert "本来11月30日（周一）前要有回音，还没有" in said


def test_a_return_that_is_being_decided_is_said_plainly(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "民1转供电所")
    town.says("孙电", "民1退回，这归镇政府")
    town.clock.forward(days=10)
    assert "正在看该归哪个单位办" in town.says("大娘", "我的事呢")


def test_a_receipts_day_that_passed_is_owned_up_to(town: Town) -> None:
    town.says("大娘", LAMP)
    town.clock.forward(days=6)
    assert "还没有，对不住" in town.says("大娘", "我的事呢")


# ------------------------------------------------------------------- another matter, not in this


@pytest.mark.parametrize(
    "said",
    [
        "12345不管，你们管不管，西坪村水渠塌了半年了",
        "还有西坪村垃圾没人拉",
        "我的高龄补贴没发",
    ],
)
def test_what_is_wrong_elsewhere_or_of_another_kind_has_its_own_number(
    town: Town, said: str
) -> None:
    town.says("大娘", "东坪村三组路不平")
    assert "编号民2" in town.says("大娘", said)


@pytest.mark.parametrize("said", ["还是没人来修", "就是村口那个", "路灯还是不亮"])
def test_what_goes_on_with_a_case_stays_with_it(town: Town, said: str) -> None:
    town.says("大娘", LAMP)
    assert "民1" in town.says("大娘", said) and list(cases(town)) == [1]


@pytest.mark.parametrize(
    "said", ["俺等着呢", "几天能好", "能不能快点", "急死了", "昨天问的那个咋样"]
)
def test_who_waits_reads_how_it_stands(town: Town, said: str) -> None:
    town.says("大娘", LAMP)
    assert "站里在跟" in town.says("大娘", said) and list(cases(town)) == [1]


def test_a_case_that_is_not_needed_any_more_is_asked_about_before_it_ends(town: Town) -> None:
    town.says("大娘", "我的高龄补贴没发，西坪村的")
    assert "回“撤回民1”" in town.says("大娘", "那个补贴的事不用问了儿子给问了")
    assert cases(town)[1][0] == "routed"
    town.says("大娘", "撤回民1")
    assert cases(town)[1][0] == "withdrawn"


def test_whose_relation_he_is_said_later_takes_the_case_from_the_village(town: Town) -> None:
    town.says("大娘", "店铺占道经营，东坪村口走不了路")
    before = town.told("李明")
    assert "不再发给村里" in town.says("大娘", "他舅是社区主任")
    town.says("大娘", "天天摆到路中间")
    assert heard(town, "李明") == before and "摆到路中间" in town.last_told("周干事")
    assert cases(town)[1][2] == "township" and list(cases(town)) == [1]
    assert "不在您手上" in town.says("李明", "民1我去看看")


def test_a_case_to_be_kept_from_the_town_goes_to_the_county(town: Town) -> None:
    town.says("大娘", LAMP)
    before = town.told("周干事")
    assert "县人大机关看" in town.says("大娘", "别让镇上知道")
    assert cases(town)[1][2] == "county" and town.told("周干事") == before
    assert "民1" in town.last_told("郑科员")


def test_the_place_of_a_danger_is_the_officers_and_no_matter_for_the_village(town: Town) -> None:
    town.says("大娘", "有人拿刀砍人，快来人")
    town.says("大娘", "是东坪小学门口")
    assert list(cases(town)) == [1] and town.told("李明") == []
    assert "东坪小学" in town.last_told("郑科员")


@pytest.mark.parametrize("said", ["我跟你们说的别告诉物业", "别跟他们说"])
def test_a_wish_for_silence_is_no_request_about_data(town: Town, said: str) -> None:
    town.says("大娘", LAMP)
    assert "保密" in town.says("大娘", said) and list(cases(town)) == [1]


def test_papers_and_numbers_are_kept_with_what_was_said_before_them(town: Town) -> None:
    town.says("大娘", "我举报西坪村书记吃拿卡要")
    said = town.says("大娘", "我叫张三，身份证410182196001012233")
    assert "不用发" in said and list(cases(town)) == [1]
    said = town.says("大娘", "孙女要走了 有事打她电话 13755557777")
    assert "电话记下了" in said and list(cases(town)) == [1]
    assert town.told("周干事") == []


def test_nobody_is_said_to_be_on_the_way_who_did_not_say_so(town: Town) -> None:
    town.says("大娘", LAMP)
    assert "请站里办" in town.says("李明", "民1这事我知道，学校的事学校管")
    assert cases(town)[1][0] == "routed" and town.told("大娘") == []


# ------------------------------------------------------------------------- how it really is


def test_good_with_a_but_does_not_close_it(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "民1答复：灯换好了")
    town.says("大娘", "3")
    town.says("大娘", "灯是亮了但是一闪一闪的")
    assert cases(town)[1][0] == "recheck" and "一闪一闪" in town.last_told("周干事")
    town.says("大娘", "现在好了")
    assert cases(town)[1][0] == "closed"


def test_who_will_go_and_look_is_told_what_to_answer_then(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "民1答复：灯换好了")
    assert "好了回1" in town.says("大娘", "我明天去看")


def test_what_a_deputy_saw_is_no_answer_that_could_be_rated(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("李明", "民1我去她家看过了，情况属实，该换灯")
    assert cases(town)[1][0] != "answered" and "好了回1" not in town.last_told("大娘")


def test_a_promise_that_is_not_kept_is_kept_above_whose_it_was(town: Town) -> None:
    for who, said in (
        ("小伙", "李明代表答应的事没下文"),
        ("二叔", "镇长说了修路，到现在没动静，东坪村"),
    ):
        heard = town.says(who, said)
        assert "编号" in heard and "12388" not in heard
    assert {seen for _, _, seen in cases(town).values()} == {"county"}
    assert town.told("李明") == [] and town.told("周干事") == []


def test_another_matter_does_not_say_where_the_first_one_is(town: Town) -> None:
    town.says("小伙", "我家煤气费多收了两百")
    assert "编号民2" in town.says("小伙", "12345不管，你们管不管，西坪村水渠塌了半年了")
    assert cases(town)[1][0] == "asking"
    town.says("小伙", "东坪")
    assert cases(town)[1][0] == "routed"


def test_who_may_speak_for_them_is_answered(town: Town) -> None:
    assert "写清替谁说的" in town.says("大娘", "我儿子替我说话行不") and cases(town) == {}


def test_a_place_behind_a_report_does_not_swallow_it(town: Town) -> None:
    assert "110" in town.says("小伙", "我要举报有人贩毒，东坪街")


def test_a_case_is_found_by_the_words_it_was_told_in(town: Town) -> None:
    town.says("大娘", FIRE)
    town.says("大娘", "门口暖气坏了，西坪村小学教室才8度")
    assert town.says("大娘", "暖气那件").startswith("民2")


# ------------------------------------------------------------- whom it is about, said afterwards


@pytest.mark.parametrize(
    "said", ["村支书签的字", "是村支书家的", "物业经理跟社区书记是连襟", "赵刚", "就是李明"]
)
def test_who_is_behind_it_said_afterwards_shuts_the_gate(town: Town, said: str) -> None:
    town.says("大娘", "修路占了我的地，没给钱，东坪村")
    before = town.told("李明")
    assert "不再发给村里" in town.says("大娘", said)
    assert list(cases(town)) == [1] and cases(town)[1][2] != "grid"
    assert heard(town, "李明") == before


def test_a_lamp_of_half_a_year_is_not_the_place_of_the_gas_bill(town: Town) -> None:
    town.says("小伙", "我家煤气费多收了两百")
    assert "编号民2" in town.says("小伙", "12345不管，你们管不管，西坪村路灯半年了")
    assert cases(town)[1][0] == "asking"


def test_the_same_words_again_reach_nobody(town: Town) -> None:
    town.says("大娘", LAMP)
    before = town.told("李明") + town.told("周干事")
    assert "已经记着了" in town.says("大娘", LAMP)
    assert town.told("李明") + town.told("周干事") == before and list(cases(town)) == [1]


def test_a_question_with_a_number_in_front_is_asked(town: Town) -> None:
    town.says("大娘", "东坪村水管漏水")
    assert "替您问群众" in town.says("李明", "民1问 是主管还是入户管")
    assert "是主管还是入户管" in town.last_told("大娘")
