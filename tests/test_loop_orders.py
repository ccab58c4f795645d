"""A number and a word of command in front is that act, with 民 or without; who came to the station
is entered in their own name, danger first; what is plain beside a blame goes its own way."""

import pytest
from sqlalchemy import select

from bot.actions import people
from bot.store.models import Counter, HandOver, Issue, Media
from tests.talking import Town

LAMP = "东坪村三组路灯不亮好几天了"


@pytest.fixture
def town(town: Town) -> Town:
    """The next case is 民351: nobody takes its number for a digit of a push."""
    with town.database.write() as session:
        session.add(Counter(name="issue", value=350))
    return town


def issue(town: Town, number: int) -> Issue:
    with town.database.read() as session:
        found = session.scalars(select(Issue).where(Issue.number == number)).one()
        session.refresh(found, ["reporter", "grid", "station"])
        return found


def numbers(town: Town) -> list[int]:
    with town.database.read() as session:
        return list(session.scalars(select(Issue.number).order_by(Issue.number)))


# ---------------------------------------------------------------------------- numbers in front


def test_a_return_is_refused_for_the_number_without_its_letter(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "351转供电所")
    town.says("孙电", "351退回，这归镇政府")
    assert "会告诉他们" in town.says("周干事", "351不同意 群众没路灯")
    assert "群众没路灯" in town.last_told("孙电")


def test_a_yes_to_nothing_hands_over_nothing(town: Town) -> None:
    town.says("大娘", LAMP)
    for said in ("同意退", "351同意"):
        answer = town.says("周干事", said)
        assert "没有要您定的" in answer or "什么都没有动" in answer
    assert issue(town, 351).state == "routed"
    town.says("李明", "请站里转供电所")
    assert "已转城关供电所" in town.says("周干事", "同意")


@pytest.mark.parametrize(
    ("said", "spoken"),
    [("351给镇长打过电话了，他们答应明天给办", False), ("351给大娘回过电话了", True)],
)
def test_who_rang_somebody_else_has_not_spoken_to_the_citizen(
    town: Town, said: str, spoken: bool
) -> None:
    town.says("大娘", LAMP)
    assert ("跟群众说过了" in town.says("周干事", said)) is spoken
    assert (issue(town, 351).spoken_at is not None) is spoken


def test_done_again_is_the_order_whatever_words_follow_it(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "351转供电所")
    town.says("孙电", "351修好了")
    town.says("大娘", "没好")
    assert "已请城关供电所再办" in town.says("周干事", "351再办 再看看")
    assert "再看看" in town.last_told("孙电")
    assert issue(town, 351).state == "handed_over"


def test_a_bureau_that_was_there_again_before_it_was_asked_reports_again(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "351转供电所")
    town.says("孙电", "351修好了")
    assert "正请群众看" in town.says("孙电", "351修好了"), "said once it is enough"
    town.says("大娘", "没好")
    assert "会请群众去看看" in town.says("孙电", "351修好了，换了新灯头")
    assert "换了新灯头" in town.last_told("大娘")
    with town.database.read() as session:
        assert session.scalars(select(HandOver.state)).all() == ["reported"]


def test_a_word_of_doing_again_is_no_order_where_nobody_has_it(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "351答复：灯换好了")
    town.says("大娘", "没好，昨晚又灭了")
    said = town.says("周干事", "351再办 请今天就去")
    assert "还没转给单位" in said and "“民351转”" in said
    assert "已转城关供电所" in town.says("周干事", "351转供电所")


@pytest.mark.parametrize("said", ["120来了，人已经送走", "351户都停水了", "355我去看看"])
def test_a_number_that_is_none_of_theirs_moves_no_case(town: Town, said: str) -> None:
    town.says("大娘", LAMP)
    town.says("李明", said)
    assert issue(town, 351).state == "routed"


# ---------------------------------------------------------------------------- who came or rang


@pytest.mark.parametrize(
    ("said", "name", "title", "source"),
    [
        ("老张来站里说他家房子漏雨", "老张", "他家房子漏雨", "walk_in"),
        ("王大娘打电话来说东坪村三组路灯不亮", "王大娘", "东坪村三组路灯不亮", "telephone"),
        ("代老李反映：西坪村水渠塌了一截", "老李", "西坪村水渠塌了一截", "walk_in"),
        ("有个群众来站里说路不好走，车过不去", None, "路不好走", "walk_in"),
        ("站里来了个大爷，说高龄津贴停了", None, "高龄津贴停了", "walk_in"),
        ("接待本上第二页，韩老三说水沟没盖板", "韩老三", "水沟没盖板", "book"),
        ("替五保户老吴登一条，屋顶漏了", "五保户老吴", "屋顶漏了", "walk_in"),
        ("西坪老宋来电话，路灯杆锈断，13711112222", "老宋", "西坪路灯杆锈断", "telephone"),
        ("来了个西坪的大嫂，说井盖叫车压碎了", None, "西坪井盖叫车压碎了", "walk_in"),
        ("登记本上西坪村付老四，水沟没盖板", "付老四", "西坪村水沟没盖板", "book"),
        (
            "老郑头（西坪村一组）说田里涵管堵了，记一下",
            "老郑头",
            "西坪村一组田里涵管堵了",
            "walk_in",
        ),
        ("接待日老刘家媳妇来过，西坪村的，说猪圈味大", "老刘家媳妇", "西坪村猪圈味大", "walk_in"),
        ("西坪村居民写信来，说楼上装修噪音大", None, "西坪村楼上装修噪音大", "book"),
        ("今天接待三个人，第一个是西坪村老赵，说路灯不亮", "老赵", "西坪村路灯不亮", "walk_in"),
    ],
)
def test_who_came_is_entered_by_name_and_the_title_is_what_they_said(
    town: Town, said: str, name: str | None, title: str, source: str
) -> None:
    assert "替群众记下了" in town.says("周干事", said)
    kept = issue(town, 351)
    assert (kept.reporter.name, kept.title, kept.source) == (name, title, source)
    assert kept.station is not None, "who names no place is of the station's township"


def test_what_is_added_of_who_came_is_theirs_and_goes_to_nobody(town: Town) -> None:
    town.says("周干事", "来了个抱孩子的妇女，西坪村的，说卫生室没人")
    before = [len(town.told(name)) for name in ("孙电", "赵刚")]
    assert "名字董桂芳" in town.says("周干事", "她叫董桂芳")
    assert "电话已记" in town.says("周干事", "手机13612345678")
    assert "捎个话" not in town.says("周干事", "门锁了两天了")
    kept = issue(town, 351)
    assert (kept.reporter.name, kept.reporter.phone) == ("董桂芳", "13612345678")
    with town.database.read() as session:
        clerk = people.identity_of(session, "o-周干事")
        assert clerk is not None and clerk.contact.phone != "13612345678"
    town.says("周干事", "来了位大爷，说低保停了")
    assert "捎个话" in town.says("周干事", "姓曹，没电话")
    assert issue(town, 352).reporter.name == "姓曹"
    assert [len(town.told(name)) for name in ("孙电", "赵刚")] == before
    for said in (
        "供电所孙电来电话，说明天去修",
        "村支书打电话说他们自己修",
        "给镇长打过电话了，说明天来人",
    ):
        assert "替群众记下了" not in town.says("周干事", said)


def test_a_page_of_the_reception_book_goes_with_the_words_that_follow_it(town: Town) -> None:
    town.says("周干事", "西坪老宋来电话，路灯杆锈断")
    town.says("周干事", "", kind="image", media_id="book")
    town.says("周干事", "接待本第三页，西坪村胡老四说路边水沟没盖板")
    with town.database.read() as session:
        assert session.scalars(select(Media)).one().issue_id == issue(town, 352).id


def test_danger_of_somebody_who_came_is_theirs_and_has_a_line_to_read_out(town: Town) -> None:
    said = town.says("周干事", "西坪村的老张来站里说他家煤气漏了")
    assert said.startswith("先念给他听：") and "119" in said and "打了没有" not in said
    kept = issue(town, 351)
    assert (kept.urgency, kept.reporter.name) == ("危急", "老张")
    assert kept.grid is not None and kept.grid.name.startswith("西坪村")
    card = town.last_told("郑科员")
    assert "还不知道他打没打" in card and "已让他先打" not in card


# ------------------------------------------------------------------------- plain beside a blame


def test_the_lamp_beside_a_blame_reaches_the_deputies_and_the_blame_does_not(town: Town) -> None:
    said = town.says("小伙", "东坪村三组路灯不亮，另外村支书把低保给他亲戚了")
    assert "民351" in said and "民352" in said
    told = town.told("李明")
    assert len(told) == 1 and "路灯" in told[0] and "低保" not in told[0]
    assert any("低保" in told for told in town.told("周干事"))
    assert {issue(town, 351).seen_by, issue(town, 352).seen_by} == {"township", "grid"}


def test_a_case_of_graft_leaves_the_lamp_beside_it_to_the_village(town: Town) -> None:
    town.says("小伙", "路灯不亮，另外东坪村书记贪污修路款")
    found = {(issue(town, number).state, issue(town, number).seen_by) for number in (351, 352)}
    assert found == {("referred", "county"), ("routed", "grid")}
    assert "路灯不亮" in town.last_told("李明")
    assert not any("贪污" in told for who in ("李明", "周干事", "王芳") for told in town.told(who))


def test_a_lamp_that_is_his_work_too_stays_above_him(town: Town) -> None:
    town.says("小伙", "东坪村书记贪污修路款，另外路灯也是他弄坏的")
    assert numbers(town) == [351] and town.told("李明") == []


# ----------------------------------------------------------------------------- many numbers


def test_ten_numbers_in_one_breath_do_not_hold_everybody_up(town: Town) -> None:
    """A list of numbers is read in one pass, however long it is; it hung for ever."""
    town.says("大娘", LAMP)
    town.says("二叔", "西坪村水渠塌了一截")
    assert "哪一件" in town.says("周干事", "同意")
    assert town.says("周干事", " ".join(str(number) for number in range(371, 400)) + "转供电所")
    town.says("周干事", "同意")
    assert town.says("周干事", "1" * 900 + "号楼" + "2" * 900)


def test_a_denied_place_among_many_marks_is_read_in_one_pass(town: Town) -> None:
    town.says("大娘", LAMP)
    assert town.says("大娘", "不是" + "，" * 900 + "东坪" + " " * 900)


def test_who_cannot_be_reached_at_all_is_asked_for_at_the_station(town: Town) -> None:
    town.says("周干事", "老张来站里说他家煤气漏了")
    said = town.says("郑科员", "接了")
    assert "问一声替他记的人" in said and "发不到" not in said


@pytest.mark.parametrize(
    ("said", "to"),
    [
        ("下水让镇里疏一下", "城关镇政府"),
        ("路灯供电所", "城关供电所"),
        ("下水让李明去看看", ""),
        ("跟李明说下水道快点", ""),
    ],
)
def test_an_order_that_is_no_act_is_asked_about_and_never_a_silent_note(
    town: Town, said: str, to: str
) -> None:
    town.says("大娘", "东坪村三组下水道堵了，脏水往外冒")
    town.says("二叔", "东坪村五组路灯不亮好几天了")
    before = len(town.told("大娘")) + len(town.told("二叔"))
    asked = town.says("周干事", said)
    assert (f"转{to}吗" in asked) if to else ("还没发给谁" in asked)
    assert len(town.told("大娘")) + len(town.told("二叔")) == before
    assert (f"已转{to}" if to else "记在民") in town.says("周干事", "是")


def _names(town: Town, **names: str) -> None:
    with town.database.write() as session:
        for who, name in names.items():
            contact = people.identity_of(session, f"o-{who}")
            assert contact is not None
            contact.contact.name = name


def test_a_word_for_somebody_is_told_to_that_person_or_asked_about(town: Town) -> None:
    town.says("大娘", "东坪村三组下水道堵了，脏水往外冒")
    town.says("二叔", "东坪村五组路灯不亮好几天了")
    _names(town, 大娘="尤秀英", 二叔="李大山")
    for who, said, told in (
        ("二叔", "给李大山说灯明天修", "灯明天修"),
        ("大娘", "给尤大姐回个话，明天通", "明天通"),
        ("二叔", "跟老李说一声，配件到了", "配件到了"),
        ("大娘", "下水道那家联系过了，回给群众", "下水道那家联系过了"),
    ):
        others = {"大娘": "二叔", "二叔": "大娘"}
        before = town.told(others[who])
        assert "您的话会发给群众" in town.says("周干事", said), said
        assert told in town.last_told(who) and town.told(others[who]) == before
    asked = town.says("周干事", "跟孙二娘说一声，后天来人")
    assert "没有叫“孙二娘”的" in asked and "后天来人" not in town.last_told("大娘")
    assert "您的话会发给群众（民352" in town.says("周干事", "民352")
    assert "后天来人" in town.last_told("二叔")


def test_a_question_about_all_that_is_in_hand_is_answered_and_moves_nothing(town: Town) -> None:
    town.says("大娘", "东坪村三组下水道堵了，脏水往外冒")
    town.says("二叔", "东坪村五组路灯不亮好几天了")
    town.says("周干事", "352转供电所")
    for said, shown, hidden in (
        ("都转完了吧还剩谁", "民351", "民352"),
        ("我手上几件没转", "民351", "民352"),
        ("今天谁还没回我", "民352", "民351"),
        ("谁还没签收", "民352", "民351"),
        ("今天转了几件", "民352", "民351"),
        ("供电所还有几件没办", "民352", "民351"),
        ("哪几件超期了", "眼下没有", "民35"),
    ):
        answer = town.says("周干事", said)
        assert shown in answer and hidden not in answer, (said, answer)
    town.says("周干事", "351转供电所")
    town.says("孙电", "全部收到")
    assert "是这2件都办好了吗" in town.says("孙电", "剩下的都办完了")
    assert issue(town, 351).state == "handed_over"
    town.says("孙电", "确认")
    assert {issue(town, number).state for number in (351, 352)} == {"answered"}


def test_what_the_village_has_done_is_put_to_who_reported_it(town: Town) -> None:
    town.says("大娘", "东坪村三组下水道堵了，脏水往外冒")
    town.says("周干事", "村里回话了，掏通了")
    assert "掏通了" in town.last_told("大娘") and "没好回3" in town.last_told("大娘")


@pytest.mark.parametrize(
    "said",
    [
        "接待登记：东坪村老洪，反映桥头限高杆撞歪",
        "还有一个，东坪村罗成，13733330000，鱼塘边上电杆拉线松了",
        "下乡时碰见东坪村的施德贵，他讲校车不进村",
        "刚才东坪村的卢大娘进屋说灶房漏风",
    ],
)
def test_who_came_is_entered_for_them_and_a_telephone_behind_it_is_theirs(
    town: Town, said: str
) -> None:
    town.says("大娘", "东坪村三组着火了，房子烧起来了")
    alarms = len(town.told("郑科员"))
    assert "替群众记下了" in town.says("周干事", said)
    assert "电话已记" in town.says("周干事", "她儿子电话 13722221111")
    assert len(town.told("郑科员")) == alarms
