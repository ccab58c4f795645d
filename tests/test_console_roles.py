"""What each role sees and may do on the console: leaders and committees look, a bureau works on its
own cases, the general office reviews; nothing else opens to them, and nothing about somebody."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bot.actions import officers
from bot.actions.people import new_contact
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.store.models import (
    Bureau,
    BureauLiaison,
    HandOver,
    History,
    Issue,
    Officer,
    OfficerRole,
    Words,
)
from handlers.console.doors import BESIDE, OFFICE, kinds_of
from tests.console_parts import everything
from tests.databases import one_store
from tests.pages_parts import Browser, Office, through_all_pages, words_of
from tests.pages_scene import said
from tests.small_county import MONDAY
from tests.test_console_gates import routes

LOOKERS = ("高主任", "林委员", "孙电", "秘书")


def more_officers(session: Session, now: datetime) -> None:
    """A county leader, a committee for farming, the power station's liaison person with an account,
    and the general office."""
    officers.add(session, code="R1", name="高主任", role="leader", now=now)
    officers.add(session, code="R2", name="林委员", role="committee", now=now, topics=["农村农业"])
    sun = session.scalars(select(BureauLiaison).where(BureauLiaison.name == "孙电")).one()
    officers.add(session, code="R3", name="孙电", role="bureau", now=now, liaison=sun)
    officers.add(session, code="R4", name="秘书", role="general_office", now=now)


@pytest.fixture
def office(two_townships: Office) -> Office:
    with two_townships.town.database.write() as session:
        more_officers(session, MONDAY)
    return two_townships


def _seen(desk: Browser) -> str:
    return words_of(desk.get("/console/issues?state=all"))


@one_store
def test_whoever_spoke_of_the_office_is_seen_to_by_its_leaders_and_not_found_by_it(
    office: Office,
) -> None:
    town, clerk, leader = office.town, office.desk("郑科员"), office.desk("高主任")
    lamp = said(town.says("大娘", "东坪村三组路灯不亮好几天了，我电话13812345678"))
    town.says("大娘", "县人大代工委的郑科员收礼不办事")
    with town.database.write() as session:
        complaint = session.scalars(select(Issue).order_by(Issue.id.desc())).first()
        assert complaint is not None and complaint.avoid
        number = complaint.number
    request = said(town.says("大娘", "我想看看你们记了我哪些个人信息"))
    # Nothing of it reaches the desk that she has spoken of: no push, no list, no page, no search.
    assert f"民{request}" not in town.last_told("郑科员")
    for path in ("/console/", "/console/own-data", "/console/issues?state=all"):
        page = words_of(clerk.get(path))
        assert f"民{request}" not in page and f"民{number}" not in page, path
    for path in (f"own-data/{request}", f"own-data/{request}/erase", f"issue/{request}"):
        assert clerk.get(f"/console/{path}").status_code == 404, path
    for asked in ("13812345678", f"民{lamp}"):
        clerk.get("/console/own-data")
        answer = clerk.post("/console/own-data", asked=asked, source="telephone")
        text = words_of(answer)
        assert answer.url.endswith("/own-data") and f"记下了，编号民{request}" in text, asked
        assert "收礼" not in text
    clerk.get("/console/own-data")
    unknown = words_of(clerk.post("/console/own-data", asked=f"民{number}", source="telephone"))
    clerk.get("/console/own-data")
    assert unknown == words_of(clerk.post("/console/own-data", asked="民99", source="telephone"))
    # The leaders above do all of it, two of them.
    assert f"民{request}" in words_of(leader.get("/console/own-data"))
    page = words_of(leader.get(f"/console/own-data/{request}"))
    assert "收礼" in page and "路灯" in page
    leader.get(f"/console/own-data/{request}")
    asked = words_of(leader.post(f"/console/own-data/{request}/ask-export"))
    assert "已请第二个人点头" in asked
    assert "等您点头的" not in words_of(clerk.get("/console/"))
    with town.database.write() as session:
        officers.add(session, code="R9", name="另主任", role="leader", now=town.clock.now())
    other = office.desk("另主任")
    other.get("/console/")
    found = re.search(r'action="(/console/second/\d+)"', other.page.text if other.page else "")
    assert found
    assert "您同意了" in words_of(other.post(found[1], answer="yes"))
    # Somebody who has spoken of nobody is the office's as before.
    own = said(town.says("小王", "我想看看你们记了我哪些个人信息"))
    assert f"民{own}" in words_of(clerk.get("/console/own-data"))
    assert leader.get(f"/console/own-data/{own}").status_code == 404


def test_a_leader_looks_at_the_whole_county_and_does_nothing_in_a_case(office: Office) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了，我是张桂花，电话13812345678")
    office.town.says("小李", "南坪村的水渠塌了一段，浇不上地")
    desk = office.desk("高主任")
    text = _seen(desk)
    assert "民1" in text and "民2" in text
    assert "一起办" not in text and "下载表格" not in text
    case = words_of(desk.get("/console/issue/1"))
    assert "路灯" in case and "13812345678" not in case and "张桂花" not in case
    assert "现在可以办" not in case and 'name="act"' not in (desk.page.text if desk.page else "")
    desk.get("/console/issues")
    assert (
        desk.post("/console/issue/1/act", role="station", act="note", text="看过").status_code
        == 404
    )
    assert desk.get("/console/papers/monday").status_code == 200


def test_what_is_said_of_the_county_office_waits_for_the_leader_and_for_nobody_in_it(
    office: Office,
) -> None:
    office.town.says("村民", "县人大代工委的人办事推来推去，还骂人")
    assert "推来推去" not in words_of(office.desk("郑科员").get("/console/"))
    leader = office.desk("高主任")
    assert "推来推去" in words_of(leader.get("/console/"))
    leader.get("/console/issue/1")
    leader.post(
        "/console/issue/1/act", role="station", act="write", text="情况我来问，三天内回您。"
    )
    assert "情况我来问" in office.town.last_told("村民")


def test_a_committee_looks_at_its_own_topics_only(office: Office) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    office.town.says("小李", "南坪村的水渠塌了一段，浇不上地")
    with office.town.database.read() as session:
        topics = {issue.number: issue.topic for issue in session.scalars(select(Issue))}
    assert topics == {1: "城乡建设", 2: "农村农业"}
    desk = office.desk("林委员")
    text = _seen(desk)
    assert "民2" in text and "民1" not in text
    assert desk.get("/console/issue/1").status_code == 404
    assert desk.get("/console/issue/2").status_code == 200
    assert "民1" not in words_of(desk.get("/console/issues?q=路灯&state=all"))


def test_a_bureau_works_on_what_it_was_given_and_sees_nothing_else(office: Office) -> None:
    town = office.town
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("小李", "西坪村的自来水停了三天了")
    desk = office.desk("孙电")
    assert "民1" not in _seen(desk) and "没有等您办的" in words_of(desk.get("/console/"))
    station = office.desk("周干事")
    station.act(1, "station", "hand_over", to="城关供电所")
    today = words_of(desk.get("/console/"))
    assert "转来的群众反映 1" in today and "东坪三组路灯" in today.replace("村", "")
    assert "民1" in _seen(desk) and "民2" not in _seen(desk)
    assert desk.get("/console/issue/2").status_code == 404
    case = words_of(desk.get("/console/issue/1"))
    assert "大娘" not in case
    assert 'value="confirm_receipt"' in desk.get("/console/").text
    said = desk.post(
        "/console/issue/1/act", role="bureau", act="confirm_receipt", row="1", back="list"
    )
    assert said.url.endswith("/console/") and "城关供电所，已签收" in words_of(said)
    assert 'value="confirm_receipt"' not in said.text
    with town.database.read() as session:
        assert session.scalars(select(HandOver)).one().state == "received"


@one_store
def test_a_bureau_finds_each_of_its_own_among_any_number_of_others(office: Office) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    office.town.says("大娘", "就在水渠那边，天天摸黑")
    now = office.town.clock.now()
    with office.town.database.write() as session:
        power, water = (
            session.scalars(select(Bureau.id).where(Bureau.name == name)).one()
            for name in ("城关供电所", "县水利局")
        )
        first = (session.scalar(select(func.max(Words.id))) or 0) + 1
        ids = range(first, first + 1500)
        said = {"masked": "路灯不亮", "said_at": now}
        session.execute(insert(Words), [{"id": n, **said} for n in ids])
        closed = {"state": "closed", "kind": "problem", "created_at": now, "reporter_id": 1}
        rows = [{"id": n, "number": n, "title": "旧事", "words_id": n} | closed for n in ids]
        session.execute(insert(Issue), rows)
        lies = {"state": "reported", "created_at": now, "due": now.date(), "term_days": 5}
        mine = [n for n in ids if n % 10 == 0]
        given = [{"issue_id": n, "bureau_id": power if n in mine else water} for n in ids]
        session.execute(insert(HandOver), [row | lies for row in given])
        later = {"case_kind": "issue", "step": "add", "party": "reporter", "at": now}
        later |= {"from_state": "closed", "to_state": "closed"}
        note = Words(masked="路口的井盖响", said_at=now)
        session.add(note)
        session.flush()
        session.execute(insert(History), [{"case_id": mine[0], "words_id": note.id} | later])
    desk = office.desk("孙电")
    assert through_all_pages(desk, "state=all&q=路灯") == mine[::-1]
    assert through_all_pages(desk, "state=all&q=井盖") == [mine[0]]
    assert through_all_pages(desk, "state=all&q=水渠") == []
    assert through_all_pages(desk, "q=路灯") == []


def test_a_bureau_that_gave_a_case_back_sees_it_no_more(office: Office) -> None:
    town = office.town
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    station = office.desk("周干事")
    station.act(1, "station", "hand_over", to="城关供电所")
    with town.database.write() as session:
        session.scalars(select(HandOver)).one().state = "returned"
    desk = office.desk("孙电")
    assert "民1" not in _seen(desk) and desk.get("/console/issue/1").status_code == 404


def test_who_is_the_bureaus_liaison_no_longer_sees_nothing_of_it(office: Office) -> None:
    town = office.town
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    office.desk("周干事").act(1, "station", "hand_over", to="城关供电所")
    with town.database.write() as session:
        sun = session.scalars(select(BureauLiaison).where(BureauLiaison.name == "孙电")).one()
        sun.until = local_day(town.clock.now()) - timedelta(days=1)
    desk = office.desk("孙电")
    assert "民1" not in _seen(desk) and desk.get("/console/issue/1").status_code == 404


@pytest.mark.parametrize("name", LOOKERS)
def test_what_is_said_about_somebody_reaches_none_of_them(office: Office, name: str) -> None:
    office.town.says("大爷", "城关镇的镇长把修水渠的钱吃了回扣，没人敢管")
    office.town.says("大娘", "东坪村的村支书把低保给了自己亲戚")
    office.town.says("小王", "城关供电所的人收了钱才给接电，不给钱就拖着")
    desk = office.desk(name)
    for path in ("/console/", "/console/issues?state=all", "/console/issues?state=all&q=回扣"):
        if desk.get(path).status_code == 200:
            text = words_of(desk.get(path))
            assert "回扣" not in text and "亲戚" not in text and "收了钱" not in text, path
    for number in (1, 2, 3):
        assert desk.get(f"/console/issue/{number}").status_code == 404


def test_who_stands_in_for_a_leader_looks_as_the_leader_does_and_no_longer(office: Office) -> None:
    town = office.town
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    today = local_day(town.clock.now())
    with town.database.write() as session:
        names = {row.name: row for row in session.scalars(select(Officer))}
        officers.stand_in(
            session,
            names["高主任"],
            names["秘书"],
            today,
            today + timedelta(days=2),
            by=names["高主任"].contact_id,
            now=town.clock.now(),
        )
    desk = office.desk("秘书")
    assert desk.get("/console/issue/1").status_code == 200
    town.clock.forward(days=3)
    later = office.desk("秘书")
    assert later.get("/console/issue/1").status_code == 404


@one_store
@pytest.mark.parametrize("name", LOOKERS)
def test_every_page_that_is_not_theirs_is_no_page_for_them_and_changes_nothing(
    office: Office, name: str
) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    desk = office.desk(name)
    with office.town.database.read() as session:
        officer = session.scalars(select(Officer).where(Officer.name == name)).one()
        kinds = kinds_of(officer.roles)
    assert not kinds & OFFICE
    desk.get("/console/password")
    token = desk.token()
    before = everything(office.town.database)
    shut = 0
    for endpoint, method, path in routes(office):
        if not path.startswith("/console") or endpoint in ("console.login", "console.try_login"):
            continue
        if kinds & BESIDE.get(endpoint, frozenset()):
            continue
        answer = desk.http.request(
            method,
            office.url + path,
            data={"csrf_token": token} if method == "POST" else None,
            allow_redirects=False,
            timeout=20,
        )
        assert answer.status_code == 404, (method, path, answer.status_code)
        assert "路灯" not in answer.text
        shut += 1
    assert shut >= 25
    assert everything(office.town.database) == before


@one_store
@pytest.mark.parametrize("name", [*LOOKERS, "周干事", "郑科员"])
def test_the_navigation_leads_only_where_one_gets_in(office: Office, name: str) -> None:
    desk = office.desk(name)
    text = desk.get("/console/").text.partition("<nav")[2].partition("</nav>")[0]
    addresses = re.findall(r'href="([^"]+)"', text)
    assert "/console/" in addresses
    for address in addresses:
        assert desk.get(address).status_code == 200, address


def test_a_role_that_reaches_nothing_is_refused(office: Office) -> None:
    now = office.town.clock.now()
    for role, key in (
        ("committee", "refused.role_needs_topics"),
        ("bureau", "refused.role_needs_liaison"),
        ("presidium", "refused.role_needs_area"),
        ("liaison_officer", "refused.role_needs_station"),
    ):
        with (
            office.town.database.write() as session,
            pytest.raises(Refused, match=key),
        ):
            officers.add(session, code="R9", name="某某", role=role, now=now)


def test_an_account_without_a_role_opens_nothing_but_its_own_password(office: Office) -> None:
    now = office.town.clock.now()
    with office.town.database.write() as session:
        row = Officer(
            code="R8",
            name="新人",
            contact=new_contact(session, now=now, name="新人"),
            since=local_day(now),
            failed_logins=0,
            session_epoch=0,
        )
        session.add(row)
        session.flush()
        assert (
            session.scalars(select(OfficerRole).where(OfficerRole.officer_id == row.id)).all() == []
        )
    desk = office.desk("新人")
    assert desk.get("/console/").status_code == 200
    assert desk.get("/console/password").status_code == 200
    assert desk.get("/console/issues").status_code == 404
    assert desk.get("/console/roster").status_code == 404
