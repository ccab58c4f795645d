"""换届 on the console: the new roster beside the old, confirmed for a day to come, taken back
before it, and what is open handed on by a person."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import following, leaving, recipients, still_true
from bot.actions import words as wording
from bot.actions.casework import Actor, take_step
from bot.actions.suggestions import parties
from bot.domain.calendars import local_day
from bot.domain.workflow import Party
from bot.papers.gather.station_people import deputies_of
from bot.store.database import Database
from bot.store.models import (
    Contact,
    Deputy,
    DeputyStation,
    Election,
    Grid,
    Issue,
    Notice,
    Station,
    Suggestion,
)
from tests import suggestion_parts
from tests.book_parts import table
from tests.console_parts import everything
from tests.pages_parts import Browser, Office, running_office, words_of
from tests.test_suggestion_assigning import citizens_behind

HEAD: list[object] = ["编码", "姓名", "层级", "选区", "网格", "手机号"]


def upload(
    office: Office, desk: Browser, rows: list[list[object]], whose: str = "", days: int = 10
) -> str:
    desk.get("/console/elections")
    day = local_day(office.town.clock.now()) + timedelta(days=days)
    answer = desk.post(
        "/console/elections",
        {"file": ("新名册.xlsx", table({"代表": [HEAD, *rows]}))},
        whose=whose,
        day=day.isoformat(),
    )
    desk.page = answer
    return words_of(answer)


def act(desk: Browser, what: str, **more: str) -> str:
    assert desk.page is not None
    answer = desk.post("/console/elections/" + desk.page.url.rsplit("/", 1)[1], what=what, **more)
    desk.page = answer
    return words_of(answer)


def page_text(desk: Browser) -> str:
    return desk.page.text if desk.page is not None else ""


def of(office: Office, code: str) -> tuple[str, str | None]:
    """Since and until of a deputy, as days."""
    with office.town.database.read() as session:
        row = session.scalars(select(Deputy).where(Deputy.code == code)).one()
        return row.since.isoformat(), row.until.isoformat() if row.until else None


TOWN: list[list[object]] = [
    ["D2", "王芳", "乡", "第五选区", "QH010101", ""],
    ["D7", "孙新", "乡", "第三选区", "QH010201", "13912345678"],
]


def test_the_new_roster_stands_beside_the_old_and_changes_nothing_yet(office: Office) -> None:
    desk = office.desk("郑科员")
    desk.get("/console/elections")
    text = upload(office, desk, TOWN, "QH01")
    assert "城关镇人大换届" in text
    assert "新当选 1 孙新" in text and "卸任 1 赵刚" in text and "连任 1 王芳" in text
    assert "选区：第三选区→第五选区" in text and "名单传全了吗" not in text
    assert of(office, "D3") == ("2026-01-01", None)
    # A table that is wrong says so at once, and nothing of it reads like a name.
    text = upload(office, desk, [*TOWN, ["D8", "", "乡", "第九选区", "QH010201", ""]], "QH01")
    assert (
        "处要改，名册没有动" in text
        and "读好了" not in text
        and "（没写姓名）" in text
        and "None" not in text
    )
    with office.town.database.read() as session:
        assert session.scalar(select(Deputy).where(Deputy.code == "D7")) is None
        assert (
            b"13912345678"
            not in repr(
                session.connection().exec_driver_sql("SELECT rows FROM elections").scalar()
            ).encode()
        )


def test_confirmed_it_takes_effect_on_its_day_and_the_old_mandates_stay_in_the_book(
    office: Office,
) -> None:
    town = office.town
    desk = office.desk("郑科员")
    upload(office, desk, TOWN, "QH01")
    assert "确认了" in act(desk, "confirm")
    assert of(office, "D3") == ("2026-01-01", "2026-12-02")
    assert of(office, "D7") == ("2026-12-03", None) and of(office, "D2")[1] is None
    town.says("大爷", "西坪村的路灯不亮好几天了")
    assert town.told("赵刚") != []
    town.clock.forward(days=11)
    desk = office.desk("郑科员")
    town.says("小王", "西坪村的水渠塌了一段，浇不上地")
    with town.database.read() as session:
        new = session.scalars(select(Deputy).where(Deputy.code == "D7")).one()
        told = town.told("赵刚")
        assert new.contact.phone == "13912345678"
    assert told and not any("水渠" in text for text in told)
    text = words_of(desk.get("/console/book/deputies"))
    assert "孙新" in text and "赵刚" not in text
    assert "赵刚" in words_of(desk.get("/console/book/deputies?on=2026-12-02"))
    # Who stood for a place on a day: the mandate ends it, whatever the link says.
    with town.database.read() as session:
        village = session.scalars(select(Grid).where(Grid.name == "西坪村")).one().id
    then, now = (
        words_of(desk.get(f"/console/book/places/{village}?on={day}")).split("别的时候")[0]
        for day in ("2026-12-02", "2026-12-03")
    )
    assert "赵刚" in then and "孙新" not in then
    assert "孙新" in now and "赵刚" not in now
    # In a grid and in no station yet, the new one stands in the station's book all the same.
    with town.database.write() as session:
        station = session.scalars(select(Station).where(Station.code == "Z01")).one()
        stays = session.scalars(select(Deputy).where(Deputy.code == "D2")).one()
        session.add(DeputyStation(deputy=stays, station=station, since=stays.since))
        session.flush()
        book = {one.name for one in deputies_of(session, station, 2026)}
    assert {"孙新", "王芳", "赵刚"} <= book
    # Long after it can be read who came and who left.
    after = words_of(desk.get("/console/elections/1"))
    assert "新当选 1 孙新" in after and "卸任 1 赵刚" in after and "连任 1 王芳" in after


def test_taken_back_before_its_day_everybody_is_as_before_and_it_can_be_prepared_anew(
    office: Office,
) -> None:
    desk = office.desk("郑科员")
    upload(office, desk, TOWN, "QH01")
    # What nobody has confirmed gives way to the next upload; what is confirmed does not.
    assert "新当选 1 孙新" in upload(office, desk, TOWN, "QH01")
    act(desk, "confirm")
    assert "已经确认过一份" in upload(office, desk, TOWN, "QH01")
    desk.get("/console/elections/2")
    assert "撤回了" in act(desk, "undo")
    # Whoever had the page open as well reads what became of it, and nobody is said to be to come.
    assert "郑科员已经撤回了" in act(desk, "undo") and "已经撤回了" in act(desk, "confirm")
    assert "孙新" not in words_of(desk.get("/console/book/deputies?which=coming"))
    desk.get("/console/elections/2")
    assert of(office, "D3") == ("2026-01-01", None)
    with office.town.database.read() as session:
        wang = session.scalars(select(Deputy).where(Deputy.code == "D2")).one()
        assert wang.electoral_unit == "第三选区"
    office.town.clock.forward(days=11)
    desk = office.desk("郑科员")
    assert "孙新" not in words_of(desk.get("/console/book/deputies"))
    assert "新当选 1 孙新" in upload(office, desk, TOWN, "QH01")
    act(desk, "confirm")
    assert of(office, "D7")[1] is None
    office.town.clock.forward(days=11)
    desk = office.desk("郑科员")
    desk.get("/console/elections/3")
    assert "郑科员已经确认过了" in act(desk, "confirm")
    assert "不能撤回" in act(desk, "undo")


def test_what_is_wrong_with_the_table_is_named_and_nothing_can_be_confirmed(office: Office) -> None:
    desk = office.desk("郑科员")
    rows: list[list[object]] = [
        ["D1", "孙新", "县", "", "QH010101", ""],
        ["D8", "周新", "乡", "", "没有这个", ""],
    ]
    text = upload(office, desk, rows)
    assert "“D1”是李明的编码，新代表请另编一个" in text
    assert "只放县人大代表" in text and "没有编码为“没有这个”的网格" in text
    # The whole county's table is one mistake, said once.
    others: list[list[object]] = [[f"T{n}", f"周{n}", "乡", "", "", ""] for n in range(9)]
    whole = upload(office, desk, [*rows, *others])
    assert whole.count("这张表只放") == 1 and "这一行起有10行不是" in whole
    before = everything(office.town.database)
    assert "还有不对的地方" in act(desk, "confirm")
    assert everything(office.town.database) == before
    desk.get("/console/elections/1")
    act(desk, "undo")
    late = upload(office, desk, [["D8", "周新", "县", "", "", ""]], days=-1)
    assert "今天以后" in late and 'value="2026-11-22"' in page_text(desk)
    assert upload(office, desk, []).count("还有不对的地方") == 1


def test_a_case_that_the_old_deputy_followed_goes_on_with_whom_a_person_names(
    office: Office,
) -> None:
    town = office.town
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("李明", "我去看看")
    desk = office.desk("郑科员")
    upload(office, desk, [["D9", "孙新", "县", "第三选区", "QH010101", ""]])
    assert "最像的：" not in words_of(desk.get("/console/elections/1"))
    text = act(desk, "confirm")
    assert "谁接着跟 1" in text and "原来是李明" in text and "孙新" in text
    assert "到那天再定" in act(desk, "name", **{"issue-1": "D9"})
    town.clock.forward(days=11)
    # Who is no deputy any more hears nothing more; the station goes on with it.
    now = town.clock.now()
    with town.database.write() as session:
        assert (leaving.look(session, now=now), leaving.look(session, now=now)) == (1, 0)
    over = town.told("李明")[-1]
    assert "任期到12月2日" in over and "群众反映1件，站里定了谁接着跟" in over
    assert "李明代表卸任了，" in town.says("大娘", "民1咋样了")
    # What they say of it opens no case; what else they say is everybody's.
    for said in ("路灯那件供电所说周五换", "民1看过了，周五换灯"):
        answer = town.says("李明", said)
        assert "任期到12月2日" in answer and "正在定" in answer and "没有转出去" in answer
    assert "没有等您办的事" in town.says("李明", "我是谁")
    assert "记下了，编号民2" in town.says("李明", "东坪村一组水渠塌了一段")
    before, station = town.told("李明"), len(town.told("周干事"))
    town.says("大娘", "民1 路灯还是不亮，天黑看不见")
    assert town.told("李明") == before and len(town.told("周干事")) > station
    desk = office.desk("郑科员")
    desk.get("/console/elections/1")
    assert "定了0件" in act(desk, "name", **{"issue-1": "D3"})
    assert "定了1件" in act(desk, "name", **{"issue-1": "D9"})
    with town.database.read() as session:
        issue = session.scalars(select(Issue).where(Issue.number == 1)).one()
        assert issue.deputy is not None and issue.deputy.name == "孙新"
        assert issue.state == "taken_up"
        holder = recipients.holding(session, issue, town.clock.now())
        assert holder is not None and holder.name == "孙新"
    assert "请孙新代表接着跟" in words_of(desk.get("/console/issue/1"))
    assert "原来跟着的李明代表卸任了，往后由孙新代表接着跟" in town.told("大娘")[-1]
    assert "谁接着跟" not in words_of(desk.get("/console/elections/1"))


def test_what_nobody_follows_waits_for_the_station_from_the_day_on_until_it_names_somebody(
    office: Office,
) -> None:
    town = office.town
    for who, said in (("大娘", "东坪村三组路灯不亮好几天了"), ("大爷", "东坪村一组水渠塌了一段")):
        town.says(who, said)
    town.says("李明", "民1我去看看")
    town.says("李明", "民2我去看看")
    county = office.desk("郑科员")
    upload(office, county, [["D9", "孙新", "县", "第三选区", "QH010101", "13912345678"]])
    assert "12月3日（周四）起" in act(county, "confirm")
    station = office.desk("周干事")
    assert "没有代表跟" not in words_of(station.get("/console/"))
    town.clock.forward(days=9)
    with town.database.write() as session:
        assert following.look(session, now=town.clock.now()) == 0
    town.clock.forward(days=1)
    now = town.clock.now()
    with town.database.write() as session:
        told = following.look(session, now=now)
        assert told >= 1 and following.look(session, now=now) == 0
    assert any("没有代表跟的群众反映2件" in text for text in town.told("周干事"))
    station, county = office.desk("周干事"), office.desk("郑科员")
    assert "换届以后没有代表跟的" in words_of(county.get("/console/"))
    page = station.get("/console/")
    assert "原来跟着的李明代表卸任了" in words_of(page)
    assert 'name="successor" value="D9"' in page.text
    monday = words_of(county.get("/console/papers/monday"))
    assert "还没定谁接着跟的：群众反映2件，在“今日”里定" in monday
    assert "卸任了，还没定谁接着跟" in words_of(station.get("/console/issue/1"))
    gone = station.act(1, "station", "hand_on", successor="D1")
    assert "不能接着跟" in gone
    assert "由孙新代表接着跟" in station.act(1, "station", "hand_on", successor="D9")
    assert "有人在跟" in station.act(1, "station", "hand_on", successor="D9")
    assert "往后由孙新代表接着跟" in town.told("大娘")[-1]
    assert "站里接着跟" in station.act(2, "station", "station_goes_on")
    assert "往后由站里接着跟" in town.told("大爷")[-1]
    with town.database.read() as session:
        one, two = session.scalars(select(Issue).order_by(Issue.id))
        assert (one.state, two.state, two.deputy) == ("taken_up", "at_station", None)
        heard = session.scalars(select(Notice).where(Notice.kind == "issue.handed_on_deputy"))
        assert [row.contact_id for row in heard] == [one.deputy.contact_id if one.deputy else 0]
    assert "没有代表跟" not in words_of(station.get("/console/"))
    assert "没有代表跟" not in words_of(county.get("/console/"))


def test_who_was_named_wrongly_for_a_citizens_case_is_changed_until_they_act(
    office: Office,
) -> None:
    town = office.town
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("李明", "民1我去看看")
    county = office.desk("郑科员")
    phone = ("13912345678", "13912345679")
    upload(
        office,
        county,
        [
            ["D8", "钱新", "县", "", "QH010101", phone[0]],
            ["D9", "孙新", "县", "", "QH010101", phone[1]],
        ],
    )
    act(county, "confirm")
    town.clock.forward(days=11)
    desk = office.desk("周干事")
    page = "/console/issue/1"
    assert "换一位" not in words_of(desk.get(page))
    assert "由孙新代表接着跟" in desk.act(1, "station", "hand_on", successor="D9")
    first = desk.get(page)
    assert "接着跟的定错了，换一位" in words_of(first) and "站里接着跟" in words_of(first)
    assert 'value="D8"' in first.text and 'value="D9"' not in first.text
    assert "有人在跟" in desk.act(1, "station", "hand_on", successor="D9")
    with town.database.write() as session:
        # He has read it; 钱新, named next, has not when he is changed in turn.
        for notice in session.scalars(
            select(Notice).where(Notice.kind == "issue.handed_on_deputy")
        ):
            notice.state = "sent"
    assert "由钱新代表接着跟" in desk.act(1, "station", "hand_on", successor="D8")
    assert "原来说由孙新代表接着跟，现在改了，往后由钱新代表接着跟" in town.told("大娘")[-1]
    assert notices_to(office, "孙新", "issue.handed_on_anew") == 1
    assert notices_to(office, "钱新", "issue.handed_on_deputy") == 1
    # What was said of who was named by mistake is not said any more, if it waited.
    for kind in ("issue.handed_on_deputy", "issue.handed_on"):
        with town.database.read() as session:
            now, query = town.clock.now(), select(Notice).where(Notice.kind == kind)
            settled = [
                still_true.is_settled(session, notice, now)
                for notice in session.scalars(query.order_by(Notice.id))
            ]
        assert settled == [True, False], kind
    # The station by mistake, and a deputy instead of it.
    assert "站里接着跟" in desk.act(1, "station", "station_goes_on")
    assert "现在改了，往后由站里接着跟" in town.told("大娘")[-1]
    assert "站里接着跟" not in words_of(desk.get(page)).split("换一位")[1]
    assert notices_to(office, "钱新", "issue.handed_on_anew") == 0
    assert "由孙新代表接着跟" in desk.act(1, "station", "hand_on", successor="D9")
    assert "原来说由站里接着跟，现在改了，往后由孙新代表接着跟" in town.told("大娘")[-1]
    # Who has begun with it is not passed over.
    with town.database.write() as session:
        issue, now = session.scalars(select(Issue)).one(), town.clock.now()
        assert issue.deputy is not None
        contact = issue.deputy.contact
        said = wording.keep(session, "看过了", said_by=contact.id, now=now)
        take_step(
            session, issue, "note", Actor(Party.DEPUTY, contact, "孙新代表"), now=now, words=said
        )
    assert "换一位" not in words_of(desk.get(page))
    assert "有人在跟" in desk.act(1, "station", "hand_on", successor="D8")


def test_nobody_but_the_county_office_prepares_an_election(office: Office) -> None:
    desk = office.desk("周干事")
    assert desk.get("/console/elections").status_code == 404
    desk.get("/console/new")
    before = everything(office.town.database)
    for path in ("/console/elections", "/console/elections/1"):
        answer = desk.post(path, day="2026-12-24", what="confirm")
        assert answer.status_code == 404
    assert everything(office.town.database) == before


def test_a_sub_district_has_no_congress_and_so_no_election(office: Office) -> None:
    with office.town.database.write() as session:
        session.scalars(select(Grid).where(Grid.code == "QH01")).one().name = "城关街道"
    desk = office.desk("郑科员")
    assert "城关街道人大" not in words_of(desk.get("/console/elections"))
    assert "不在您这里" in upload(office, desk, TOWN, "QH01")


def suggestions_county(session: Session, now: datetime) -> object:
    """A county in which a suggestion of 李明 is with its bureau."""
    scene = suggestion_parts.build(session, now)
    row = scene.received()
    citizens_behind(scene, row.suggestion, "王桂兰")
    return scene


@pytest.fixture
def busy(database: Database, tmp_path: Path, monday: datetime) -> Iterator[Office]:
    with running_office(database, tmp_path, monday, build=suggestions_county) as running:
        yield running


def test_an_open_suggestion_is_handed_on_by_a_person_and_its_first_deputy_stays_on_the_paper(
    busy: Office,
) -> None:
    desk = busy.desk("郑科员")
    with busy.town.database.write() as session:
        about = session.scalars(select(Suggestion)).one()
        lead = about.lead
        behind = parties.issues_of(session, about)[0].id
        shown = f"/console/suggestion/{about.draft_number}"
        session.get_one(Issue, behind).deputy = lead
        rest = session.scalars(
            select(Deputy).where(Deputy.congress == "county", Deputy.id != lead.id)
        ).all()
        rows: list[list[object]] = [[row.code, row.name, "县", "", "", ""] for row in rest]
        rows.append(["D99", "孙新", "县", lead.electoral_unit, "", ""])
        name = lead.name
    upload(busy, desk, rows)
    text = act(desk, "confirm")
    assert "谁接着跟 1" in text and f"原来是{name}" in text
    busy.town.clock.forward(days=11)
    desk = busy.desk("郑科员")
    with busy.town.database.read() as session:
        issue = session.get_one(Issue, behind)
        assert recipients.holding(session, issue, busy.town.clock.now()) is None
    assert "群众后来又说" not in words_of(desk.get(shown))
    with busy.town.database.write() as session:
        issue = session.get_one(Issue, behind)
        again = busy.town.clock.now()
        said = wording.keep(session, "没好，水还是没有", said_by=issue.reporter_id, now=again)
        own = Actor(Party.CONSTITUENT, session.get_one(Contact, issue.reporter_id), "王桂兰")
        take_step(session, issue, "supplement", own, now=again, words=said)
    assert "没好，水还是没有" in words_of(desk.get(shown))
    page = desk.get("/console/elections/1").text
    assert "issue-" not in page
    first = re.search(r'name="(suggestion-\d+)"><option value="(\w+)"', page)
    assert first and first[2] == "D99"
    assert "定了1件" in act(desk, "name", **{first[1]: "D99"})
    with busy.town.database.read() as session:
        about = session.scalars(select(Suggestion)).one()
        assert about.successor is not None and about.successor.name == "孙新"
        # What its citizens say goes to who follows it now.
        issue = session.get_one(Issue, behind)
        holder = recipients.holding(session, issue, busy.town.clock.now())
        assert holder is not None and holder.name == "孙新"
        assert about.lead.name == name
        assert session.scalars(select(Election)).one().state == "confirmed"


def notices_to(office: Office, deputy: str, kind: str) -> int:
    with office.town.database.read() as session:
        whose = select(Deputy.contact_id).where(Deputy.name == deputy)
        query = select(Notice).where(Notice.kind == kind, Notice.contact_id.in_(whose))
        return len(session.scalars(query).all())


def test_who_was_named_wrongly_is_changed_until_they_act_and_everybody_concerned_hears_it(
    busy: Office,
) -> None:
    desk, town = busy.desk("郑科员"), busy.town
    with town.database.write() as session:
        about = session.scalars(select(Suggestion)).one()
        shown, name = f"/console/suggestion/{about.draft_number}", about.lead.name
        # As if it had not been handed in again yet.
        about.state = "sent_back"
    upload(busy, desk, [["D98", "钱新", "县", "", "", ""], ["D99", "孙新", "县", "", "", ""]])
    act(desk, "confirm")
    town.clock.forward(days=11)
    desk = busy.desk("郑科员")
    assert "换届以后没有代表跟的建议 1" in words_of(desk.get("/console/"))
    # What a deputy only wrote for themselves the office neither reads nor gives to anybody.
    with town.database.write() as session:
        session.scalars(select(Suggestion)).one().state = "draft"
    assert "没有代表跟的建议" not in words_of(desk.get("/console/"))
    with town.database.write() as session:
        session.scalars(select(Suggestion)).one().state = "sent_back"

    def choose(code: str) -> str:
        desk.get(shown)
        return words_of(desk.post(f"{shown}/act", role="office", act="hand_on", successor=code))

    assert "由孙新代表接着跟" in choose("D99")
    assert notices_to(busy, name, "suggestion.draft_handed_on") == 1
    assert "接着跟的定错了，换一位" in words_of(desk.get(shown))
    assert "由钱新代表接着跟" in choose("D98")
    assert notices_to(busy, "孙新", "suggestion.handed_on_anew") == 1
    assert notices_to(busy, "钱新", "suggestion.handed_on") == 1
    assert notices_to(busy, name, "suggestion.draft_handed_on") == 1
    # Who has begun with it is not passed over.
    with town.database.write() as session:
        about, now = session.scalars(select(Suggestion)).one(), town.clock.now()
        assert about.successor is not None
        contact = about.successor.contact
        said = wording.keep(session, "改好了", said_by=contact.id, now=now)
        me = Actor(Party.DEPUTY, contact, "钱新代表")
        take_step(session, about, "speak", me, now=now, words=said)
    assert "换一位" not in words_of(desk.get(shown))
    assert "有人在跟" in choose("D99")
