"""What a desk says by chat: words on the way are no answers, an answer is not the end, a number
that does not wait any more is still that case, nobody's words land in somebody else's case."""

import pytest
from sqlalchemy import select

from bot.actions import issues, people, switches
from bot.actions.issues.opening import uncut
from bot.store.models import Contact, History, Issue, Words
from tests import small_county
from tests.talking import Town

LAMP = "东坪村三组路灯不亮好几天了"
RUBBISH = "西坪村村口垃圾堆成山，没人清"


def issue(town: Town, number: int) -> Issue:
    with town.database.read() as session:
        return session.scalars(select(Issue).where(Issue.number == number)).one()


def steps(town: Town, number: int) -> list[str]:
    with town.database.read() as session:
        return list(
            session.scalars(
                select(History.step)
                .where(History.case_kind == "issue", History.case_id == number)
                .order_by(History.id)
            )
        )


# ---------------------------------------------------------------- answers and words on the way


@pytest.mark.parametrize(
    "said", ["民1回复：明天疏通", "民1答复：我们中午去看", "民1给她回：电工下周一来修"]
)
def test_what_will_be_done_is_a_word_on_the_way_and_nobody_is_asked_how_it_is(
    town: Town, said: str
) -> None:
    town.says("大娘", LAMP)
    assert "还开着" in town.says("周干事", said)
    assert "给您回话" in town.last_told("大娘") and "好了回1" not in town.last_told("大娘")
    assert issue(town, 1).state == "routed" and issue(town, 1).spoken_at is not None
    assert "已转城关供电所" in town.says("周干事", "民1转供电所")


def test_a_deputys_word_on_the_way_is_one_too(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("李明", "1")
    town.says("李明", "民1答复：我明天去村里看看")
    assert "好了回1" not in town.last_told("大娘") and "明天去" in town.last_told("大娘")
    assert issue(town, 1).state == "taken_up"


@pytest.mark.parametrize("said", ["民1答复：灯换好了", "民1答复：昨天下午已经修好"])
def test_what_was_done_is_an_answer(town: Town, said: str) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", said)
    assert "好了回1" in town.last_told("大娘") and issue(town, 1).state == "answered"


def test_after_its_answer_the_station_can_still_hand_over(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "民1答复：线路老化，换灯没用")
    assert "已转城关供电所" in town.says("周干事", "民1转供电所")
    assert issue(town, 1).state == "handed_over"
    assert "民1" in town.last_told("孙电")


def test_after_a_deputys_answer_the_deputy_can_still_ask_the_station(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("李明", "民1答复：看过了，灯头坏了")
    assert "站里办" in town.says("李明", "民1请站里办")
    assert issue(town, 1).state == "at_station"


def test_a_case_that_is_closed_is_said_to_be_closed_and_not_unknown(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "民1答复：灯换好了")
    town.says("大娘", "好了")
    said = town.says("周干事", "民1转供电所")
    assert "已办结" in said and "没找到" not in said


def test_who_comes_too_late_is_told_who_has_it(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "民1转供电所")
    assert "城关供电所在办，您不用管了" in town.says("李明", "民1我去看看")


# ---------------------------------------------------------------- merging, calling, passing on


def test_a_merge_is_undone_by_chat_as_on_the_page(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("大爷", "东坪村三组那个路灯还是黑的，好些天了")
    town.says("周干事", "民2并入民1")
    assert issue(town, 2).state == "merged"
    assert "自己往下办" in town.says("周干事", "民2不并了")
    assert issue(town, 2).state == "routed"


def test_having_rung_the_citizen_stops_the_clock_and_keeps_the_words(town: Town) -> None:
    town.says("大娘", LAMP)
    said = town.says("周干事", "民1我给她打过电话了，明天电工来修")
    assert "电话里跟群众说过了" in said
    assert issue(town, 1).spoken_at is not None and town.told("大娘") == []
    assert steps(town, 1)[-2:] == ["spoken_by_phone", "note"]


def test_a_call_in_vain_is_not_a_word_with_the_citizen(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "民1给她打过电话，没人接")
    assert issue(town, 1).spoken_at is None


def test_the_chief_passes_a_word_on_to_the_liaison_officer(town: Town) -> None:
    town.says("大娘", LAMP)
    assert "会告诉周干事" in town.says("吴站长", "民1请周干事今天回个话")
    assert "吴站长请您：今天回个话" in town.last_told("周干事")


def test_a_case_without_a_place_can_be_handed_over_by_the_words_of_its_own_push(town: Town) -> None:
    town.says("大娘", "找人")
    assert "回“民1转”" in town.last_told("郑科员")
    assert "已转城关镇政府" in town.says("郑科员", "民1转城关镇政府")


def test_a_danger_can_be_handed_over_by_the_office_once_it_is_over(town: Town) -> None:
    town.says("大娘", "救命，我老公拿刀要砍我")
    town.says("郑科员", "接了")
    assert "已转城关镇政府" in town.says("郑科员", "民1转城关镇政府")


def test_an_order_about_an_own_case_is_no_cry_for_help(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "民1转供电所")
    town.says("孙电", "民1办好了，灯换了")
    town.says("大娘", "没好")
    said = town.says("周干事", "民1再办 请电工今天就去")
    assert "再办" in said and issue(town, 1).state == "handed_over"
    with town.database.read() as session:
        assert len(session.scalars(select(Issue)).all()) == 1


@pytest.mark.parametrize(
    ("order", "done"),
    [
        ("再办", "又换了个新的，这回好了"),
        ("民1再办，请换线", "重新接了线，这下亮了"),
        ("1再办", "换了个灯头"),
    ],
)
def test_who_does_it_again_reads_what_was_not_good_and_their_word_is_a_result(
    town: Town, order: str, done: str
) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "民1转供电所")
    town.says("孙电", "收到")
    town.says("孙电", "民1办好了，灯换了")
    town.says("大娘", "没好，亮了两天又灭了")
    assert "再办" in town.says("周干事", order)
    assert "亮了两天又灭了" in town.last_told("孙电") and "：再办" not in town.last_told("孙电")
    town.says("孙电", done)
    assert issue(town, 1).state == "answered" and "好了回1" in town.last_told("大娘")
    assert "办结" in town.says("大娘", "好了，谢谢")


def test_a_danger_told_with_a_number_is_a_danger(town: Town) -> None:
    town.says("大娘", LAMP)
    assert "120" in town.says("周干事", "民1那里有人触电了，倒在地上，快来人")


# ---------------------------------------------------------------- people who come to the station


@pytest.mark.parametrize(
    "said",
    [
        "今天老张来站里说他家房子漏雨找了村里三回没人管，电话13700001111，东坪村",
        "代老张反映：东坪村他家房子漏雨，电话13700001111",
        "登记：东坪村老张家房子漏雨没人管，电话13700001111",
    ],
)
def test_who_came_to_the_station_is_entered_and_lands_in_nobody_elses_case(
    town: Town, said: str
) -> None:
    town.says("大娘", LAMP)
    town.says("大爷", RUBBISH)
    town.says("周干事", "那件好了没")
    answer = town.says("周干事", said)
    assert "替群众记下了：民3" in answer and "没留电话" not in answer
    with town.database.read() as session:
        entered = session.scalars(select(Issue).where(Issue.number == 3)).one()
        assert entered.entered_by is not None
        assert session.get_one(Contact, entered.reporter_id).phone == "13700001111"
    assert "note" not in steps(town, 1) + steps(town, 2)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("said", "name", "title"),
    [
        ("登记：西坪村一组赵秀兰，井水发苦，电话13600002222", "赵秀兰", "西坪村一组井水发苦"),
        ("登记：东坪村二组张桂兰家下水道堵了，电话13600003333", "张桂兰", "东坪村二组下水道堵了"),
        ("登记：西坪村老孙头，没手机，说水渠塌了半截，先记下", "老孙头", "西坪村水渠塌了半截"),
        ("来电：东坪村李大娘家门口路灯不亮，电话0377-66123456", "李大娘", "东坪村家门口路灯不亮"),
    ],
)
def test_the_name_of_who_came_stands_in_its_field_and_in_no_title(
    town: Town, said: str, name: str, title: str
) -> None:
    town.says("周干事", said)
    with town.database.read() as session:
        issue = session.scalars(select(Issue)).one()
        assert (session.get_one(Contact, issue.reporter_id).name, issue.title) == (name, title)
        assert name not in (issue.words.text or "") and "电话" not in issue.words.masked
    assert all(name not in told for told in town.told("李明") + town.told("赵刚"))


def test_entering_is_shown_where_it_is_done(town: Town) -> None:
    assert "/console/new" in town.says("周干事", "登记")


def test_a_sentence_of_its_own_is_not_glued_to_a_question_of_before(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("大爷", RUBBISH)
    town.says("周干事", "转供电所")
    town.says("周干事", "下午镇里开会，大家都要带本子来，两点在二楼")
    assert issue(town, 1).state == issue(town, 2).state == "routed"


# ---------------------------------------------------------------- who can be reached


def test_nobody_is_said_to_know_what_cannot_reach_them(town: Town) -> None:
    town.says("大娘", LAMP)
    assert "电话" not in town.says("周干事", "民1答复：明天去看")
    town.says("大娘", "", kind="event", event="unsubscribe")
    said = town.says("周干事", "民1转供电所")
    assert "已知道" not in said and "排进要打的电话" in said
    assert "排进要打的电话" in town.says("孙电", "民1办好了，灯换了")


def test_nobody_is_said_to_be_told_of_what_only_waits(town: Town) -> None:
    town.says("大娘", LAMP)
    said = town.says("周干事", "民1答复：明天去看")
    assert "会发给群众" in said and "再发" not in said and "已" not in said
    town.clock.forward(hours=3, minutes=20)
    noon = town.says("周干事", "民1答复：后天去看")
    assert noon.endswith("现在是休息时间，14:30再发。")
    town.clock.forward(hours=10)
    night = town.says("周干事", "民1答复：路上有雪，晚一天去看")
    assert night.endswith("现在是休息时间，明天7:30再发。")
    town.clock.forward(days=3, hours=12)
    silent = town.says("周干事", "民1答复：电工来过了，还差一根线")
    assert silent.endswith("群众两天没来信，微信发不到，排进要打的电话。")


def test_while_everything_is_stopped_the_desk_reads_that_its_word_waits(town: Town) -> None:
    town.says("大娘", LAMP)
    with town.database.write() as session:
        switches.turn(session, switches.STOP, True, by=None, now=town.clock.now())
    for said in ("民1答复：明天去看", "转供电所"):
        assert "眼下全部停发，打开了才发得出去" in town.says("周干事", said), said


# ---------------------------------------------------------------- complaints about officers


def test_a_complaint_about_an_officer_by_name_goes_above_them_and_they_do_not_ring(
    town: Town,
) -> None:
    with town.database.write() as session:
        small_county.officer(session, "O9", "何主任", "office_director", town.clock.now())
    town.says("大娘", LAMP)
    before = len(town.told("郑科员"))
    said = town.says("大娘", "郑科员接电话态度不好")
    assert "只由县人大代工委看" in said
    assert len(town.told("郑科员")) == before
    assert "态度不好" in town.last_told("何主任")
    with town.database.read() as session:
        kept = session.scalars(select(Words.text)).all()
        contact = session.scalars(select(Issue).where(Issue.number == 2)).one()
        assert "郑科员接电话态度不好" in kept and contact.avoid
        assert people.identity_of(session, "o-郑科员") is not None


def test_a_number_that_is_not_theirs_is_not_taken_for_another_case(town: Town) -> None:
    town.says("大娘", LAMP)
    said = town.says("李明", "99我去看了，是变压器跳闸，供电所中午来修")
    assert "没有编号民99" in said and town.told("大娘") == []


@pytest.mark.parametrize("said", ["3户都走到了，路灯亮了", "12号楼的灯也看了，亮了"])
def test_a_number_of_something_else_is_no_case(town: Town, said: str) -> None:
    town.says("大娘", LAMP)
    assert "没有编号" not in town.says("李明", said)


def test_a_title_is_not_cut_inside_a_count_or_a_word(town: Town) -> None:
    assert uncut("水管坏了2", "我家水管坏了2天，没人来修") == "水管坏了"
    assert uncut("路灯不亮", "路灯不亮好几天") == "路灯不亮"
    answer = town.says("john", "the street lamp in Dongping has been broken for three weeks")
    assert "the street lamp" in answer


def test_the_second_is_the_second_of_the_list_that_was_shown_last(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("大爷", RUBBISH)
    town.says("大婶", "东坪村二组自来水停了三天")
    listed = town.says("周干事", "待办")
    first, second = [line for line in listed.splitlines() if line.startswith("民")][:2]
    assert second.startswith("民2") and first.startswith("民3")
    town.says("周干事", "第一件答复：已经来水了")
    assert issue(town, 3).state == "answered"
    # The digest names the oldest first: from now on that is the list.
    town.clock.forward(days=2)
    with town.database.write() as session:
        issues.move_attention(session, now=town.clock.now())
    assert town.last_told("吴站长").index("民1") < town.last_told("吴站长").index("民2")
    town.says("吴站长", "第一件答复：灯已经换好了")
    assert issue(town, 1).state == "answered" and issue(town, 2).state == "routed"


def test_two_matters_of_one_who_came_are_two_cases_and_a_second_sending_none(town: Town) -> None:
    said = "老张来站里说东坪村三组路灯不亮好几天了。还有村口的水渠堵了，地里浇不上水。"
    answer = town.says("周干事", said)
    assert "民1" in answer and "民2" in answer
    town.says("周干事", said)
    with town.database.read() as session:
        assert len(session.scalars(select(Issue)).all()) == 2


def test_one_word_moves_many_cases_only_after_a_question_and_delicate_ones_never(
    town: Town,
) -> None:
    for group in ("三", "五", "六", "七", "八"):
        town.says(f"大娘{group}", f"东坪村{group}组的自来水停了两天了")
    town.says("告状人", "东坪村支书李大有把低保给了他亲戚")
    told = town.says("周干事", "全部转县水利局")
    assert "5件" in told and "还没有动" in told
    assert {issue(town, n).state for n in range(1, 6)} == {"routed"}
    done = town.says("周干事", "确认")
    assert "水利局" in done
    assert {issue(town, n).state for n in range(1, 6)} == {"handed_over"}
    assert issue(town, 6).state == "at_station"
    assert "转" not in town.says("周干事", "确认")


def test_many_numbers_in_one_answer_hold_up_nobody(town: Town) -> None:
    """A pattern that tried all ways through so many digits would never answer anybody again."""
    town.says("大娘", LAMP)
    town.says("大爷", "西坪村的水渠堵了，地里浇不上水")
    town.says("周干事", "转供电所")
    assert town.says("周干事", "271 272 273 274 275 276 277 278 279 280 281 282转供电所")
    assert town.says("大娘", "我叫" + " " * 600 + "东坪村路灯坏了")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("said", ["转错了，应该是县水利局", "不对，转错单位了，要县水利局"])
def test_what_went_to_the_wrong_bureau_is_taken_back_and_given_to_the_right_one(
    town: Town, said: str
) -> None:
    town.says("大娘", "东坪村三组家里停水三天了")
    town.says("周干事", "民1转城关供电所")
    told = town.says("周干事", said)
    assert "从城关供电所撤回" in told and "转给了县水利局" in told
    assert "转错了单位" in town.last_told("孙电") and "民1" in town.last_told("钱水")
    assert "没看明白" not in town.says("周干事", "民1撤回")
    assert issue(town, 1).state == "at_station"
    assert "转错了单位" in town.last_told("钱水")
