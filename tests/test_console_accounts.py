"""账号和替班: a new password from another officer, and who stands in for whom."""

import io
import json
import re
from datetime import timedelta

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from bot.domain.calendars import local_day
from bot.store.models import Grid, Notice, Officer, OfficerRole, Station
from tests.databases import one_store
from tests.pages_parts import PASSWORD, Browser, Office, give_login, words_of
from tests.small_county import SINCE, officer, person


@pytest.fixture
def office(two_townships: Office) -> Office:
    return two_townships


def reset(desk: Browser, code: str) -> str:
    desk.get("/console/accounts")
    return words_of(desk.post("/console/accounts/reset", code=code))


def test_a_colleague_gives_a_new_password_and_the_first_thing_is_an_own_one(
    office: Office,
) -> None:
    zhou = office.desk("周干事")
    made = re.search(r"周干事的新密码：([\w-]+)", reset(office.desk("郑科员"), "O1"))
    assert made
    assert "/console/login?over" in zhou.get("/console/").url, "the old session is over"
    again = office.browser()
    again.get("/console/login")
    again.post("/console/login", login="zhou", password=made[1])
    for path in ("/console/", "/console/issues", "/console/accounts", "/console/new"):
        assert again.get(path).url.endswith("/console/password"), path
    # What was lent is known to whoever lent it.
    same = again.post("/console/password", old=made[1], new=made[1], again=made[1])
    assert "和现在的一样" in words_of(same)
    own = "my-own-words-7"
    changed = again.post("/console/password", old=made[1], new=own, again=own)
    assert "密码改好了" in words_of(changed)
    assert again.get("/console/issues").url.endswith("/console/issues")
    # Who did it to whom is in the record, and what one did to one's own account is not the same.
    record = words_of(office.desk("郑科员").get("/console/record"))
    assert "郑科员 替别人设了密码 周干事" in record and "周干事 改了密码" in record
    for _ in range(6):
        answer = again.post("/console/password", old="not-this-one", new="x" * 10, again="x" * 10)
    assert "分钟后再试" in words_of(answer) and "原来的密码不对" not in words_of(answer)


def test_a_new_password_opens_at_once_however_often_the_old_one_was_tried(office: Office) -> None:
    give_login(office.town, "周干事")
    office.town.clock.forward(minutes=1)
    one = office.browser()
    one.get("/console/login")
    for _ in range(6):
        tried = one.post("/console/login", login="zhou", password="not-this-one")
    assert "分钟后再试，或者请人" in words_of(tried)
    office.town.clock.forward(minutes=1)
    made = re.search(r"周干事的新密码：([\w-]+)", reset(office.desk("郑科员"), "O1"))
    assert made
    one.get("/console/login")
    opened = one.post("/console/login", login="zhou", password=made[1])
    assert opened.url.endswith("/console/password")


def test_a_chief_resets_the_own_stations_people_and_nobody_above_or_beside(
    office: Office,
) -> None:
    for name in ("周干事", "郑科员", "冯干事"):
        give_login(office.town, name)
    chief = office.desk("吴站长")
    assert "周干事的新密码" in reset(chief, "O1")
    assert "吴站长的新密码" not in reset(chief, "O2"), "one's own one takes the old one"
    for code in ("O3", "O9", "nobody"):
        chief.get("/console/accounts")
        answer = chief.post("/console/accounts/reset", code=code)
        assert answer.status_code == 404, code
    assert "周干事的新密码" not in reset(office.desk("冯干事"), "O1")


def test_who_stands_in_has_the_others_work_for_those_days_and_no_longer(office: Office) -> None:
    town = office.town
    with town.database.write() as session:
        station = session.scalars(select(Station).where(Station.code == "Z02")).one()
        helper = Officer(
            code="O8",
            contact=person(session, "何干事", town.clock.now()),
            name="何干事",
            since=SINCE,
        )
        session.add(helper)
        session.flush()
        role = OfficerRole(
            officer_id=helper.id, role="liaison_officer", station_id=station.id, since=SINCE
        )
        session.add(role)
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    helper_desk, county = office.desk("何干事"), office.desk("郑科员")
    assert "民1" not in words_of(helper_desk.get("/console/"))
    today = local_day(town.clock.now())
    days = {"since": today.isoformat(), "until": (today + timedelta(days=1)).isoformat()}
    county.get("/console/accounts")
    done = words_of(county.post("/console/accounts/stand-in", code="O1", by="O8", **days))
    assert "何干事替周干事" in done and "到明天" in done
    assert "民1" in words_of(helper_desk.get("/console/"))
    helper_desk.act(1, "station", "note", text="问过供电所了")
    county.act(1, "station", "note", text="盯着点")
    town.clock.forward(days=2)
    helper_desk = office.desk("何干事")
    assert "民1" not in words_of(helper_desk.get("/console/"))
    # Who did it, and in whose stead, is read long after it ended.
    past = words_of(office.desk("周干事").get("/console/issue/1"))
    assert "何干事（替周干事）记了一笔" in past and "郑科员（县人大）记了一笔" in past


@one_store
def test_back_at_work_ends_it_at_once_and_days_have_to_make_sense(office: Office) -> None:
    give_login(office.town, "周干事")
    chief = office.desk("吴站长")
    today = local_day(office.town.clock.now()).isoformat()
    chief.get("/console/accounts")
    form = {"code": "O2", "by": "O1", "since": today}
    backwards = chief.post("/console/accounts/stand-in", **form, until="2026-01-01")
    assert "日子不对" in words_of(backwards)
    assert "选一下从哪天" in words_of(chief.post("/console/accounts/stand-in", **form, until="x"))
    same = chief.post("/console/accounts/stand-in", **(form | {"by": "O2"}), until="2026-12-01")
    assert "不能由本人代本人" in words_of(same)
    page = chief.post("/console/accounts/stand-in", **form, until="2026-12-01")
    row = re.search(r'name="row" value="(\d+)"', page.text)
    assert row and "周干事替吴站长" in words_of(page)
    other = office.desk("冯干事")
    other.get("/console/accounts")
    assert other.post("/console/accounts/back", row=row[1]).status_code == 404
    chief.get("/console/accounts")
    assert "到此为止" in words_of(chief.post("/console/accounts/back", row=row[1]))
    assert "周干事替吴站长" not in words_of(chief.get("/console/accounts"))


@one_store
def test_nobody_of_the_county_office_is_replaced_by_one_colleagues_word(office: Office) -> None:
    town = office.town
    with town.database.write() as session:
        officer(session, "O4", "林主任", "office_director", town.clock.now())
        officer(session, "O5", "秦科员", "office", town.clock.now())
    director, clerk, other = (office.desk(name) for name in ("林主任", "郑科员", "秦科员"))
    today = local_day(town.clock.now())
    days = {"since": today.isoformat(), "until": (today + timedelta(days=3)).isoformat()}

    def wants(desk: Browser, code: str, by: str) -> str:
        desk.get("/console/accounts")
        return words_of(desk.post("/console/accounts/stand-in", code=code, by=by, **days))

    # Somebody of a township has the director's power by nobody's word.
    assert "替不了林主任" in wants(clerk, "O4", "O9") and "替不了林主任" in wants(
        director, "O4", "O9"
    )
    # The clerk for herself: it waits, and neither she nor whoever gets it can be the second.
    assert "林主任的岗位要他本人或者另一位同志点头" in wants(clerk, "O4", "O3")
    assert "郑科员替林主任" not in words_of(clerk.get("/console/accounts"))
    assert "等您点头的" not in words_of(clerk.get("/console/"))
    page = director.get("/console/")
    assert "郑科员想请人替班" in words_of(page) and "由郑科员替林主任" in words_of(page)
    found = re.search(r'action="(/console/second/\d+)"', page.text)
    assert found
    assert "没有同意" in words_of(director.post(found[1], answer="no", why="这几天我在"))
    assert "郑科员替林主任" not in words_of(clerk.get("/console/accounts"))
    # Asked for a third one, and agreed by the director: it begins, and both have heard of it.
    assert "点头" in wants(clerk, "O4", "O5")
    assert "等您点头的" not in words_of(other.get("/console/"))
    found = re.search(r'action="(/console/second/\d+)"', director.get("/console/").text)
    assert found
    director.post(found[1], answer="yes")
    assert "秦科员替林主任" in words_of(clerk.get("/console/accounts"))
    told = [kind for kind in ("office.stand_in", "office.replaced") if _told(office, kind)]
    assert told == ["office.stand_in", "office.replaced"]
    # Not from today: who is asked to take it over reads from when.
    with town.database.read() as session:
        asked = session.scalars(select(Notice).where(Notice.kind == "office.stand_in")).one()
        assert "起）" not in json.loads(asked.fields)["until"]
    days["since"] = (today + timedelta(days=2)).isoformat()
    assert "这几天由" in wants(office.desk("吴站长"), "O2", "O1")
    with town.database.read() as session:
        of = select(Notice).where(Notice.kind == "office.stand_in").order_by(Notice.id.desc())
        assert "（后天起）" in json.loads(session.scalars(of.limit(1)).one().fields)["until"]
    days["since"] = today.isoformat()
    # One's own one gives away oneself, at once.
    assert "这几天由秦科员替郑科员" in wants(clerk, "O3", "O5")


def _told(office: Office, kind: str) -> list[int]:
    with office.town.database.read() as session:
        return list(session.scalars(select(Notice.contact_id).where(Notice.kind == kind)))


@one_store
def test_nobody_reads_of_accounts_of_another_township(office: Office) -> None:
    give_login(office.town, "周干事", PASSWORD)
    text = words_of(office.desk("冯干事").get("/console/accounts"))
    assert "冯干事" in text and "周干事" not in text and "郑科员" not in text


@one_store
def test_nobody_makes_a_director_alone_not_by_account_role_table_or_password(
    office: Office,
) -> None:
    """What the director and the leaders see is opened to somebody by them alone."""
    with office.town.database.write() as session:
        county = session.scalars(select(Grid).where(Grid.level == "county")).one()
        contact = person(session, "卫主任", office.town.clock.now())
        wei = Officer(code="O50", contact=contact, name="卫主任", since=SINCE)
        session.add(wei)
        session.flush()
        session.add(
            OfficerRole(officer=wei, role="office_director", grid_id=county.id, since=SINCE)
        )
    for name in ("卫主任", "冯干事"):
        give_login(office.town, name)
    clerk = office.desk("郑科员")
    path, given = "/console/book/officers/new", {"姓名": "假主任", "角色": "代表工委主任"}
    clerk.get(path)
    assert "加好了" in words_of(clerk.post(path, 编码="O66", 起="2026-01-01", **given))
    with office.town.database.read() as session:
        role = session.scalars(
            select(OfficerRole).join(Officer).where(Officer.name == "假主任")
        ).one()
        made = role.id
    page = f"/console/book/officers/{made}"
    clerk.get(page)
    assert "一个人定不了" in words_of(clerk.post(f"{page}/login", login="jiazr"))
    # A role for who can sign in already: by form, by table.
    given = {"姓名": "冯干事", "角色": "代表工委主任"}
    clerk.get(path)
    answer = clerk.post(path, 编码="O9", 起="2026-01-01", **given)
    assert answer.status_code == 422 and "一个人定不了" in words_of(answer)
    clerk.get("/console/book-import")
    rows = [["编码", "姓名", "角色", "起"], ["O9", "冯干事", "代表工委主任", "2026-01-01"]]
    answer = clerk.post("/console/book-import", files={"file": ("county.xlsx", table(rows))})
    assert answer.status_code == 422 and "一个人定不了" in words_of(answer)
    clerk.get("/console/accounts")
    assert "的新密码" not in reset(clerk, "O50")
    # The director does all of it.
    director = office.desk("卫主任")
    director.get(page)
    assert "密码" in words_of(director.post(f"{page}/login", login="jiazr"))


def table(rows: list[list[str]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.title = "工作人员"
    for row in rows:
        sheet.append(row)
    book.save(out)
    return out.getvalue()
