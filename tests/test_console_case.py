"""One case on one page: the talk as it happened, why it went where, twins, words to any party."""

import re

import pytest
from sqlalchemy import select

from bot.actions.corrections import rows_to_learn_from
from bot.store.models import HandOver, Issue, Notice, Subscriber
from tests.databases import one_store
from tests.pages_parts import Office, words_of
from tests.pages_scene import says_by_voice


@pytest.fixture
def office(office: Office) -> Office:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了，我电话13812345678")
    return office


def talk_of(text: str) -> str:
    return text.split("和群众说的")[1].split("要点")[0]


def test_the_talk_shows_what_came_what_was_answered_and_what_became_of_it(office: Office) -> None:
    office.town.says("李明", "1")
    desk = office.desk("周干事")
    talk = talk_of(words_of(desk.get("/console/issue/1")))
    came = talk.index("我电话13812345678")
    answered = talk.index("记下了，编号民1")
    taken = talk.index("李明代表接手了")
    assert came < answered < taken
    assert "当场回的" in talk and "等着发" in talk
    with office.town.database.write() as session:
        notice = session.scalars(select(Notice).where(Notice.kind == "issue.taken")).one()
        notice.state, notice.reason = "telephone", "微信发不到"
    assert "要打电话告诉他：微信发不到" in words_of(desk.get("/console/issue/1"))
    # What was said once stands once, whatever act it was.
    office.town.says("周干事", "民1转供电所")
    office.town.says("孙电", "办好了，换了灯泡，昨晚亮了")
    office.town.says("大娘", "没好，昨晚还是不亮")
    assert talk_of(words_of(desk.get("/console/issue/1"))).count("群众： 没好，昨晚还是不亮") == 1


def test_what_was_one_of_several_matters_stands_once_in_the_talk(office: Office) -> None:
    office.town.says("大爷", "西坪村的水渠塌了一段，浇不上地。另外村口垃圾池一个月没人清，臭得很")
    text = words_of(office.desk("周干事").get("/console/issue/2"))
    talk = talk_of(text).split("我们：")[0]
    assert "您说了2件事" in text
    assert talk.count("水渠塌了一段") == 1, talk


def test_who_asked_for_secrecy_is_masked_in_the_talk_for_the_station(office: Office) -> None:
    office.town.says("大娘", "保密")
    station = words_of(office.desk("周干事").get("/console/issue/1"))
    county = words_of(office.desk("郑科员").get("/console/issue/1"))
    assert "13812345678" not in station and "〔电话〕" in station
    assert "13812345678" in county


def test_the_words_that_routed_it_are_marked_in_the_text(office: Office) -> None:
    page = office.desk("周干事").get("/console/issue/1").text
    marks = re.findall(r'<mark title="看出：([^"]+)">([^<]+)</mark>', page)
    assert any("灯" in word for _, word in marks)
    assert all(why and not why.isascii() for why, _ in marks)


def test_another_route_is_one_click_and_is_learned_from(office: Office) -> None:
    desk = office.desk("周干事")
    page = desk.get("/console/issue/1").text
    offered = re.findall(r'name="to" value="([^"]+)"', page)
    assert offered[:2] == ["城关供电所", "城关镇政府"]
    done = desk.post("/console/issue/1/act", role="station", act="hand_over", to=offered[1])
    assert "已转城关镇政府" in words_of(done)
    # One bureau is at it: a second one is no click away, it is chosen.
    page = desk.get("/console/issue/1").text
    assert 'name="to" value="' not in page and "<option>城关供电所</option>" in page
    with office.town.database.read() as session:
        learned = list(rows_to_learn_from(session))
    assert [row["bureau"] for row in learned] == ["城关镇政府"]
    assert "13812345678" not in learned[0]["text"]


def test_the_desk_says_that_it_is_a_hard_matter_and_its_longer_term_stands_with_who_said_so(
    office: Office,
) -> None:
    desk = office.desk("周干事")
    assert "情况复杂，按较长期限" in words_of(desk.get("/console/issue/1"))
    done = desk.post(
        "/console/issue/1/act", role="station", act="hand_over", to="城关供电所", hard="yes"
    )
    with office.town.database.read() as session:
        row = session.scalars(select(HandOver)).one()
        assert (row.hard, row.term_days) == (True, 10)
        due = f"{row.due.month}月{row.due.day}日"
    assert f"{due}（" in words_of(done), "the clerk and the bureau read the day of the longer term"
    for desk in (office.desk("周干事"), office.desk("郑科员")):
        assert "情况复杂，期限用长的" in words_of(desk.get("/console/issue/1"))
    assert "定了：情况复杂，期限用长的" in words_of(office.phone("孙电").get("/p/issue/1"))
    assert due in office.town.says("大娘", "路灯那件咋样了")


def test_the_second_of_two_at_one_case_is_told_what_the_first_just_did_and_decides_again(
    office: Office,
) -> None:
    at_phone, at_desk = office.desk("周干事"), office.desk("吴站长")
    for both in (at_phone, at_desk):
        both.get("/console/issue/1")
    to = {"role": "station", "act": "hand_over"}
    assert "已转城关镇政府" in words_of(
        at_phone.post("/console/issue/1/act", **to, to="城关镇政府")
    )
    held = words_of(at_desk.post("/console/issue/1/act", **to, to="城关供电所"))
    assert "还没有办" in held and "周干事（城关镇代表联络站）转给城关镇政府办" in held
    with office.town.database.read() as session:
        assert [row.bureau.name for row in session.scalars(select(HandOver))] == ["城关镇政府"]
    # The page that came back shows it; whoever still wants it clicks again.
    assert "已转城关供电所" in words_of(at_desk.post("/console/issue/1/act", **to, to="城关供电所"))
    # The first one's page is now the older one: for a word to others, from the list, and in bulk.
    word = words_of(at_phone.post("/console/issue/1/write", to="deputy", text="麻烦去看一眼三组"))
    assert "吴站长（城关镇代表联络站）转给城关供电所办" in word
    assert "麻烦去看一眼三组" in word, "what was typed is gone"
    at_phone.get("/console/issues")
    assert "电话里跟群众说过了" in at_desk.act(1, "station", "spoken_by_phone")
    many = words_of(at_phone.post("/console/issues/bulk", act="close", text="核实了", number="1"))
    assert "一件都没办" in many and "吴站长" in many
    # What one did oneself is no news, neither in the next tab nor by a double click.
    at_desk.get("/console/issue/1")
    note = {"role": "station", "act": "note", "text": "问了村里，说是线路老了"}
    assert "记" in words_of(at_desk.post("/console/issue/1/act", **note))


def test_a_twin_is_shown_with_enough_to_judge_merged_by_a_click_and_undone(
    office: Office,
) -> None:
    office.town.says("大爷", "东坪村三组的路灯好几天不亮，老人摔了一跤")
    desk = office.desk("周干事")
    text = words_of(desk.get("/console/issue/2"))
    assert "看着像同一件的" in text and "东坪村三组路灯不亮好几天了，我电话〔电话〕" in text
    assert "是同一件，并到民1" in text
    done = desk.post("/console/issue/2/act", role="station", act="merge", into="民1")
    assert "并到了民1" in words_of(done)
    # In whose words the other one was told is nobody's business.
    assert "跟民1是同一件事" in office.town.last_told("大爷")
    assert "不是同一件，分出来" in words_of(desk.get("/console/issue/1"))
    gone = desk.get("/console/issue/2").text
    assert '/console/issue/1">并到了' in gone and "下班前</span>" not in gone
    assert "给代表或单位写一句" in text and "给代表或单位写一句" not in gone
    desk.post("/console/issue/2/act", role="station", act="unmerge")
    twice = desk.post("/console/issue/2/act", role="station", act="unmerge")
    assert "没有并在别的件里，不用再分" in words_of(twice)
    with office.town.database.read() as session:
        two = session.scalars(select(Issue).where(Issue.number == 2)).one()
        assert two.merged_into is None and two.state == "routed"
        assert session.scalars(select(Subscriber)).all() == []
    # Who was told that it is the same is told that it is not, and hears no more of the other one.
    assert "单独办，跟民1不是同一件事" in office.town.last_told("大爷")
    heard = len(office.town.told("大爷"))
    office.desk("周干事").act(1, "station", "answer", text="换了灯泡")
    assert len(office.town.told("大爷")) == heard
    office.town.says("大娘", "保密")
    desk.page = office.desk("郑科员").get("/console/issue/2")
    assert "要求保密，别人的不能并进去" in words_of(desk.page)
    refused = office.desk("郑科员").act(2, "station", "merge", into="民1")
    assert "要求保密" in refused and "没有并" in refused


def test_two_of_other_villages_and_matters_are_not_merged_by_a_slip_of_the_pen(
    office: Office,
) -> None:
    office.town.says("大爷", "西坪村的水渠塌了，地里浇不上水")
    told = office.town.told("大爷")
    refused = office.desk("周干事").act(2, "station", "merge", into="民1")
    assert "没有并" in refused and "不在一个村" in refused
    assert office.town.told("大爷") == told


def test_what_was_merged_by_a_slip_goes_on_where_it_was_with_the_bureau_that_has_it(
    office: Office,
) -> None:
    office.town.says("大爷", "东坪村三组的路灯好几天不亮，老人摔了一跤")
    office.town.says("周干事", "民2转供电所")
    desk = office.desk("周干事")
    for act, state in (("merge", "merged"), ("unmerge", "handed_over")):
        desk.get("/console/issue/2")
        desk.post("/console/issue/2/act", role="station", act=act, into="民1")
        with office.town.database.read() as session:
            assert session.scalars(select(Issue.state).where(Issue.number == 2)).one() == state
    assert "单位接着办" in words_of(desk.get("/console/issue/2"))
    office.town.says("孙电", "民2办好了，换了灯泡")
    assert "换了灯泡" in office.town.last_told("大爷")


def test_the_number_at_12345_is_kept_found_and_told_to_nobody(office: Office) -> None:
    desk = office.desk("周干事")
    desk.get("/console/issue/1")
    queued = len(office.town.told("大娘"))
    done = desk.post("/console/issue/1/elsewhere", where="12345", number="QH2026112300017")
    assert "编号记下了" in words_of(done)
    text = words_of(desk.get("/console/issue/1"))
    assert "12345 QH2026112300017" in text and "12345热线已有编号：QH2026112300017" in text
    assert len(office.town.told("大娘")) == queued
    refused = desk.post("/console/issue/1/elsewhere", where="12345", number="<b>?")
    assert "编号看着不对" in words_of(refused)


def test_a_word_goes_to_the_bureau_and_to_the_deputies_masked(office: Office) -> None:
    office.town.says("周干事", "民1转供电所")
    desk = office.desk("周干事")
    desk.get("/console/issue/1")
    done = desk.post("/console/issue/1/write", to="1", text="大娘电话13812345678，请先联系我再去")
    assert "会发给1个人" in words_of(done)
    told = office.town.last_told("孙电")
    assert "请先联系我再去" in told and "13812345678" not in told
    desk.post("/console/issue/1/write", to="deputy", text="路过看一眼")
    assert "路过看一眼" in office.town.last_told("李明")
    assert "写给城关供电所：" in words_of(desk.get("/console/issue/1"))
    assert "选一下写给谁" in words_of(desk.post("/console/issue/1/write", to="9", text="喂"))


def test_blame_does_not_go_down_in_a_word_from_the_desk(office: Office) -> None:
    desk = office.desk("周干事")
    desk.get("/console/issue/1")
    before = len(office.town.told("李明"))
    refused = desk.post(
        "/console/issue/1/write", to="deputy", text="东坪村支书把修灯的钱贪了，你去问问"
    )
    assert "不能发给下面" in words_of(refused)
    assert len(office.town.told("李明")) == before


@one_store
def test_a_voice_is_heard_and_typed_in_from_the_list(office: Office) -> None:
    says_by_voice(office, "生人")
    county = office.desk("郑科员")
    page = county.get("/console/").text
    media = re.search(r'src="/console/media/(\d+)"', page)
    assert media and "听完，他说的是" in page
    typed = county.post(
        "/console/issue/2/typed", media=media[1], text="西坪村的水渠塌了一段", back="list"
    )
    assert "今日" in words_of(typed)
    assert "水渠塌了" in office.town.last_told("赵刚")
    case = words_of(office.desk("周干事").get("/console/issue/2"))
    assert "群众发的；郑科员听着打的字，11月23日" in case
    below = case.split("听着打的字")[1].split("转承办单位")[0]
    assert "水渠塌了一段" not in below, "what stands above as the case stands there once"
    assert "西坪村的水渠塌了一段" in case.split("和群众说的")[1]
    assert "听了语音，打成字" in words_of(county.get("/console/record"))


@one_store
def test_the_place_is_put_right_from_the_list(office: Office) -> None:
    office.town.says("小王", "自来水停了两天了")
    county = office.desk("郑科员")
    assert "知道是哪个村就改派" in words_of(county.get("/console/"))
    done = county.post(
        "/console/issue/2/act", role="station", act="reroute", grid="QH0102", back="list"
    )
    assert "西坪村" in words_of(done)
    told = office.town.told("赵刚")
    assert "自来水" in told[-1]
    # Clicked twice, nobody there is asked twice.
    county.post("/console/issue/2/act", role="station", act="reroute", grid="QH0102", back="list")
    assert office.town.told("赵刚") == told


@one_store
def test_an_extension_is_refused_by_one_click_and_a_return_wants_its_reason(
    office: Office,
) -> None:
    office.town.says("周干事", "民1转供电所")
    office.town.says("孙电", "民1想延期到12月20日，等配件")
    desk = office.desk("周干事")
    assert "想延到" in words_of(desk.get("/console/"))
    form = {"role": "station", "act": "reject", "row": "1", "back": "list"}
    assert "没同意" in words_of(desk.post("/console/issue/1/act", **form))
    office.town.says("孙电", "民1不归我们管，申请退回，该归县供电公司")
    desk.get("/console/")
    assert "请写一句话" in words_of(desk.post("/console/issue/1/act", **form))


def test_when_it_is_not_good_the_first_button_asks_the_same_bureau_again(office: Office) -> None:
    desk = office.desk("周干事")
    office.town.says("周干事", "民1转供电所")
    office.town.says("孙电", "民1办好了，换了灯泡")
    office.town.says("大娘", "没好，昨晚还是不亮")
    page = desk.get("/console/issue/1").text
    acts = page.split('aria-label="现在可以办"')[1].split("</section>")[0]
    first = re.search(r"<summary>([^<]+)</summary>|<button[^>]*>([^<]+)</button>", acts)
    assert first and first[1] == "请再办", acts
    assert 'class="ask loud"' in acts.split("<summary>")[0]
    assert 'value="城关供电所"' not in acts and "换个单位办" in acts
    done = desk.post(
        "/console/issue/1/act", role="station", act="rework", row="1", text="第三盏还黑着"
    )
    assert "第三盏还黑着" in office.town.last_told("孙电"), words_of(done)
