"""拆成两件: the desk takes out what is a matter of its own; one click puts it back."""

from sqlalchemy import select

from bot.actions import issues
from bot.store.models import Issue, Subscriber
from tests.databases import one_store
from tests.own_data_parts import ask_by_chat, erase, finish
from tests.pages_parts import Office, words_of
from tests.privacy_parts import contact_of, second_person
from tests.talking import Town

FEES = "我娘的药费合作医疗怎么报"
BOTH = f"东坪村三组路灯不亮好几天了，{FEES}"


def issue(town: Town, number: int) -> Issue:
    with town.database.read() as session:
        return session.scalars(select(Issue).where(Issue.number == number)).one()


def count(town: Town) -> int:
    with town.database.read() as session:
        return len(session.scalars(select(Issue)).all())


def test_what_is_taken_out_goes_its_own_way_and_each_knows_of_the_other(office: Office) -> None:
    town, desk = office.town, office.desk("周干事")
    town.says("大娘", BOTH)
    page = desk.get("/console/issue/1").text
    assert f">{BOTH}</textarea>" in page, "the words stand in the field"
    assert "拆开了：民2“药费合作医疗怎么报”" in desk.act(1, "station", "split", text=FEES)
    first, second = issue(town, 1), issue(town, 2)
    assert (second.state, second.grid_id) == ("routed", first.grid_id)
    assert second.reporter_id == first.reporter_id and not second.alike
    assert "路灯不亮" in first.title and first.topic != second.topic, "called by what is left"
    told = town.last_told("大娘")
    assert told.startswith("您说的两件事分开办：民1“") and "，民2“药费合作医疗怎么报”" in told
    for deputy in ("李明", "王芳"):
        assert f"{FEES}\n这是民2" in town.last_told(deputy)
    here, there = desk.get("/console/issue/1").text, desk.get("/console/issue/2").text
    assert "拆成两件，另一件是民2" in here and 'href="/console/issue/2">打开民2' in here
    assert "从民1里拆出来，单独办" in there and 'href="/console/issue/1">打开民1' in there
    at_home = office.phone("大娘").get("/p/issue/2").text
    assert "从民1里拆出来" in at_home and FEES in at_home


def test_one_click_puts_it_back_and_whoever_joined_goes_along(office: Office) -> None:
    town, desk = office.town, office.desk("周干事")
    town.says("大爷", "您好")
    town.says("大娘", BOTH)
    desk.act(1, "station", "split", text=FEES)
    with town.database.write() as session:
        second = session.scalars(select(Issue).where(Issue.number == 2)).one()
        issues.join(session, second, contact_of(session, "大爷"), now=town.clock.now())
    assert "合回民1</button>" in desk.get("/console/issue/2").text
    assert "并到了民1" in desk.act(2, "station", "merge", into="民1")
    assert issue(town, 2).state == "merged"
    with town.database.read() as session:
        joined = session.scalars(
            select(Subscriber.contact_id).where(Subscriber.issue_id == issue(town, 1).id)
        ).all()
        assert joined == [contact_of(session, "大爷").id]
    for name in ("大娘", "大爷"):
        assert "民2“药费合作医疗怎么报”跟民1是同一件事" in town.last_told(name)
    page = desk.get("/console/issue/2").text
    assert "合回民1" not in page and "并到了民1" in page


def test_what_cannot_be_taken_out_is_refused_in_plain_words(office: Office) -> None:
    town, desk = office.town, office.desk("周干事")
    town.says("大娘", BOTH)
    for words, why in (
        ("", "请写一句话"),
        ("……。 ", "哪几句是另一件事"),
        (f"{BOTH}。", "只留下另一件的那几句"),
        ("变压器着火了，快来人", "这几句听着危急"),
        (f"{FEES}，村干部说没钱", "“村干部说没钱”不是群众"),
    ):
        assert why in desk.act(1, "station", "split", text=words), words
    assert count(town) == 1 and issue(town, 1).state == "routed"
    desk.act(1, "station", "split", text=FEES)
    assert "已经从民1" in desk.act(1, "station", "split", text=f"{FEES}？")
    desk.act(2, "station", "merge", into="民1")
    assert "不用再“拆成两件”" in desk.act(2, "station", "split", text="卫生院还老关门")
    town.says("大娘", "撤回民1")
    assert issue(town, 1).state == "withdrawn"
    assert "不用再“拆成两件”" in desk.act(1, "station", "split", text="卫生院还老关门")
    assert count(town) == 2


def test_a_danger_stays_whole_until_somebody_has_it(office: Office) -> None:
    town, county = office.town, office.desk("郑科员")
    town.says("大娘", "东坪村三组电线断了掉在路上冒火花，水渠的事也没人管")
    assert issue(town, 1).urgency == "危急"
    assert "还没有人接" in county.act(1, "station", "split", text="水渠的事也没人管")
    county.act(1, "station", "heard")
    assert "拆开了" in county.act(1, "station", "split", text="水渠的事也没人管")
    assert issue(town, 2).urgency == "普通"


def test_nobody_who_is_kept_from_the_first_is_shown_the_part(office: Office) -> None:
    town, county, desk = office.town, office.desk("郑科员"), office.desk("周干事")
    town.says("大娘", "城关镇联络站的站长骂人，收了礼才办事，西坪村的路灯也不亮")
    town.says("大娘", "保密")
    first = issue(town, 1)
    assert first.seen_by == "county" and first.secret
    before = {name: town.told(name) for name in ("李明", "赵刚", "周干事", "吴站长")}
    with town.database.write() as session:
        # A person has it in hand, wherever it was pointed to.
        session.scalars(select(Issue)).one().state = "at_station"
    assert "拆开了" in county.act(1, "station", "split", text="西坪村的路灯也不亮")
    second = issue(town, 2)
    assert second.seen_by == "county" and second.secret and second.state == "at_station"
    assert second.avoid[: len(first.avoid)] == first.avoid
    assert {name: town.told(name) for name in before} == before
    for number in (1, 2):
        # To the station there is no such case, on the page and by chat.
        desk.get("/console/")
        answer = desk.post(
            f"/console/issue/{number}/act", role="station", act="split", text="路灯不亮"
        )
        assert "拆开了" not in words_of(answer) and "路灯" not in words_of(answer)
        assert "拆开了" not in town.says("周干事", f"民{number}拆开：路灯不亮")


def test_the_desk_takes_it_apart_by_chat(town: Town) -> None:
    town.says("大娘", BOTH)
    assert "拆开了：民2" in town.says("周干事", f"民1拆开：{FEES}")
    assert "分开办" in town.last_told("大娘") and FEES in town.last_told("李明")
    assert "这几句听着危急" in town.says("周干事", "把民1拆成两件，变压器着火了")
    assert "并到民1" in town.says("周干事", "民2并入民1")
    assert count(town) == 2 and issue(town, 2).state == "merged"


@one_store
def test_what_was_taken_out_goes_with_everything_else_of_its_reporter(office: Office) -> None:
    town, desk = office.town, office.desk("周干事")
    town.says("大娘", BOTH)
    desk.act(1, "station", "split", text=FEES)
    request = ask_by_chat(office)
    county = office.desk("郑科员")
    assert FEES in words_of(county.get(f"/console/own-data/{request}"))
    for number in (1, 2):
        desk.act(number, "station", "decline", text="已当面说清")
    erase(office, request, second_person(office))
    finish(office)
    with town.database.read() as session:
        second = session.scalars(select(Issue).where(Issue.number == 2)).one()
        assert second.words.text is None and FEES not in second.words.masked
        assert second.cleared_at is not None
