"""The to-do page of the office: who gets in, and that each sees only what is theirs."""

import re
from typing import Any
from urllib.parse import urlsplit

import requests
from sqlalchemy import select

from bot.actions.people import identity_of
from bot.store.models import Deputy, Issue, Message, Notice, Officer
from tests.databases import one_store
from tests.pages_parts import PASSWORD, Browser, Office, give_login, words_of
from tests.pages_scene import busy_day


def routes(office: Office) -> list[tuple[str, str]]:
    """(method, path) of everything below /console/, with numbers filled in."""
    found = []
    for rule in office.app.url_map.iter_rules():
        if rule.rule.startswith("/console"):
            path = re.sub(r"<[^>]+>", "1", rule.rule)
            found += [(method, path) for method in rule.methods & {"GET", "POST"}]
    return sorted(found)


def asks_who(answer: requests.Response) -> bool:
    return urlsplit(answer.url).path.endswith("/console/login")


def test_every_page_of_the_console_asks_who_you_are(office: Office) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    stranger = office.browser()
    stranger.get("/console/login")
    token = stranger.token()
    asked = 0
    for method, path in routes(office):
        if path == "/console/login":
            continue
        answer = stranger.http.request(
            method,
            office.url + path,
            data={"csrf_token": token} if method == "POST" else None,
            allow_redirects=False,
            timeout=10,
        )
        assert answer.status_code in (302, 303), (method, path)
        assert urlsplit(answer.headers["Location"]).path == "/console/login", (method, path)
        assert "路灯" not in answer.text
        asked += 1
    assert asked >= 15


@one_store
def test_no_form_is_taken_without_its_token(office: Office) -> None:
    desk = office.desk("周干事")
    for method, path in routes(office):
        if method == "POST":
            answer = desk.http.post(office.url + path, data={}, timeout=10)
            assert answer.status_code == 400, path
            assert "刷新一下再试" in answer.text


@one_store
def test_a_phones_session_opens_no_console(office: Office) -> None:
    office.town.says("周干事", "你好")
    phone = office.phone("周干事")
    assert phone.get("/p/mine").status_code == 200
    assert asks_who(phone.get("/console/"))


def try_login(browser: Browser, login: str, password: str) -> tuple[int, str]:
    browser.get("/console/login")
    answer = browser.http.post(
        browser.base + "/console/login",
        data={"csrf_token": browser.token(), "login": login, "password": password},
        timeout=20,
    )
    return answer.status_code, words_of(answer)


def test_five_wrong_passwords_make_one_wait_and_nobody_else_of_the_office(office: Office) -> None:
    for name in ("周干事", "吴站长"):
        give_login(office.town, name)
    for _ in range(5):
        status, said = try_login(office.browser(), "zhou", "wrong")
        assert status == 401 and "登录名或密码不对" in said
    status, said = try_login(office.browser(), "zhou", PASSWORD)
    assert status == 429 and "5分钟后再试" in said
    assert try_login(office.browser(), "wu", PASSWORD)[0] == 200
    office.town.clock.forward(minutes=5, seconds=1)
    assert try_login(office.browser(), "zhou", PASSWORD)[0] == 200


def test_ten_wrong_passwords_lock_the_account_for_a_while(office: Office) -> None:
    give_login(office.town, "周干事")
    for round_ in range(2):
        for _ in range(5):
            assert try_login(office.browser(), "zhou", "wrong")[0] == 401
        office.town.clock.forward(minutes=5, seconds=1)
        assert round_ in (0, 1)
    status, said = try_login(office.browser(), "zhou", PASSWORD)
    assert status == 429 and "10分钟后再试" in said, "the longest of what one has to wait for"
    office.town.clock.forward(minutes=16)
    assert try_login(office.browser(), "zhou", PASSWORD)[0] == 200


@one_store
def test_who_tries_many_accounts_from_one_address_waits(office: Office) -> None:
    for number in range(5):
        assert try_login(office.browser(), f"nobody{number}", "guess")[0] == 401
    assert try_login(office.browser(), "nobody5", "guess")[0] == 429


@one_store
def test_a_session_ends_after_twelve_hours_and_after_two_without_a_click(office: Office) -> None:
    desk = office.desk("周干事")
    for _ in range(7):
        office.town.clock.forward(hours=1, minutes=40)
        assert desk.get("/console/").url.endswith("/console/")
    office.town.clock.forward(minutes=21)
    assert asks_who(desk.get("/console/"))
    desk = office.desk("吴站长")
    office.town.clock.forward(hours=2)
    assert asks_who(desk.get("/console/"))


@one_store
def test_a_new_password_ends_the_other_sessions_and_not_this_one(office: Office) -> None:
    here, there = office.desk("周干事"), office.desk("周干事")
    here.get("/console/password")
    answer = here.post(
        "/console/password", old=PASSWORD, new="another-one-7", again="another-one-7"
    )
    assert "密码改好了" in words_of(answer)
    assert here.get("/console/new").url.endswith("/console/new")
    assert asks_who(there.get("/console/new"))


@one_store
def test_leaving_forgets_who_it_was(office: Office) -> None:
    desk = office.desk("周干事")
    desk.get("/console/")
    desk.post("/console/logout")
    assert asks_who(desk.get("/console/"))


@one_store
def test_somebody_who_left_the_office_is_out_at_once(office: Office) -> None:
    desk = office.desk("周干事")
    with office.town.database.write() as session:
        officer = session.scalars(select(Officer).where(Officer.name == "周干事")).one()
        officer.until = officer.since
    assert asks_who(desk.get("/console/"))


def test_the_list_shows_what_waits_gravest_first(office: Office) -> None:
    busy_day(office)
    page = office.desk("周干事").get("/console/")
    text = words_of(page)
    groups = ["危急", "代表提请转办", "还没人给群众回话", "需核实", "单位等您定", "要打的电话"]
    at = [page.text.index(f">{group} <span") for group in groups]
    assert at == sorted(at)
    assert "还没人接" in text and "核实，转县水利局" in text and "您说的水渠" in text
    assert text.count("13812345678") == 1, "the number to ring, and masked in the words"
    assert "打 13812345678" in text


def test_what_is_said_about_the_own_level_is_not_on_the_list(office: Office) -> None:
    office.town.says("大爷", "城关镇的镇长把修路的钱吃了回扣，没人敢管")
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    station = words_of(office.desk("周干事").get("/console/"))
    assert "镇长" not in station and "路灯" in station
    number = about_the_mayor(office)
    assert f"民{number}" not in station
    assert office.desk("周干事").get(f"/console/issue/{number}").status_code == 404
    assert office.desk("郑科员").get(f"/console/issue/{number}").status_code == 200
    assert "机器没看懂" not in station


def about_the_mayor(office: Office) -> int:
    with office.town.database.read() as session:
        issue = session.scalars(select(Issue).where(Issue.seen_by == "county")).one()
        return issue.number


def test_a_deputys_request_is_handed_over_by_one_click_and_a_second_click_is_gentle(
    office: Office,
) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    office.town.says("李明", "请站里转供电所")
    desk = office.desk("周干事")
    assert "核实，转城关供电所" in words_of(desk.get("/console/"))
    form: dict[str, Any] = {"role": "station", "act": "approve", "back": "list"}
    assert "已转城关供电所" in words_of(desk.post("/console/issue/1/act", **form))
    again = words_of(desk.post("/console/issue/1/act", **form))
    assert "已经在城关供电所手上了" in again
    assert "收到民1" in office.town.last_told("孙电")


@one_store
def test_a_return_is_decided_from_the_list(office: Office) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    office.town.says("周干事", "民1转供电所")
    office.town.says("孙电", "民1不归我们管，申请退回，该归县供电公司")
    desk = office.desk("周干事")
    assert "城关供电所申请退回" in words_of(desk.get("/console/"))
    refused = desk.post("/console/issue/1/act", role="station", act="reject", row="1", back="list")
    assert "请写一句话" in words_of(refused)
    done = desk.post(
        "/console/issue/1/act",
        role="station",
        act="reject",
        row="1",
        back="list",
        text="灯杆是供电所的，请先去看",
    )
    assert "没同意" in words_of(done)
    # Clicked once more in another window, it says what came last.
    other = desk.post("/console/issue/1/act", role="station", act="approve", row="1", back="list")
    assert "最近一步" in words_of(other) and "您没同意退回" in words_of(other)
    assert "没同意" in office.town.last_told("孙电") or "灯杆" in office.town.last_told("孙电")


def test_a_call_is_recorded_by_who_may_ring_and_once(office: Office) -> None:
    busy_day(office)
    desk = office.desk("周干事")
    page = desk.get("/console/").text
    notice = re.search(r"/console/call/(\d+)", page)
    assert notice and "张大爷（" not in page
    # Who is rung at work is named with what they are: the clerk need not know everybody.
    with office.town.database.write() as session:
        row, li = session.get_one(Notice, int(notice[1])), Deputy.code == "D1"
        own, row.contact_id = (
            row.contact_id,
            session.scalars(select(Deputy).where(li)).one().contact_id,
        )
    assert "李明（县人大代表）" in words_of(desk.get("/console/"))
    with office.town.database.write() as session:
        session.get_one(Notice, int(notice[1])).contact_id = own
    desk.get("/console/")
    assert "没接" in words_of(desk.post(notice[0], how="没接"))
    assert notice[0] in desk.get("/console/").text, "nobody answered: it stays"
    assert "已告知" in words_of(desk.post(notice[0], how="已告知"))
    late = words_of(desk.post(notice[0], how="托人转告"))
    assert "周干事已经打过，记的是“已告知”" in late
    with office.town.database.read() as session:
        assert session.get_one(Notice, int(notice[1])).told_how == "已告知"


def test_only_the_county_office_reads_what_no_machine_understood(office: Office) -> None:
    office.town.says("大爷", "你好")
    with office.town.database.write() as session:
        who = identity_of(session, "o-大爷")
        assert who is not None
        message = session.scalars(select(Message)).first()
        assert message is not None and message.words is not None
        message.state, message.words.text = "unhandled", "东坪村的桥塌了一块没人修"
        number = message.id
    office.town.clock.forward(minutes=5)
    station, county = office.desk("周干事"), office.desk("郑科员")
    assert "机器没看懂" not in words_of(station.get("/console/"))
    assert station.post(f"/console/message/{number}", what="open").status_code == 404
    assert "桥塌了一块" in words_of(county.get("/console/"))
    assert "立了编号民1" in words_of(county.post(f"/console/message/{number}", what="open"))
    late = words_of(county.post(f"/console/message/{number}", what="aside"))
    assert "郑科员已经立了民1" in late
    assert "记下了，编号民1" in office.town.last_told("大爷")
    # Whoever was told that an answer comes gets one, without a case where it is none.
    with office.town.database.write() as session:
        session.get_one(Message, number).state = "unhandled"
    county.get("/console/")
    form = {"what": "answer", "text": "站里周一到周五上班"}
    assert "请写一句话" in words_of(county.post(f"/console/message/{number}", what="answer"))
    assert "回给他了" in words_of(county.post(f"/console/message/{number}", **form))
    assert office.town.last_told("大爷") == form["text"]
    assert "郑科员已经给他回了话" in words_of(county.post(f"/console/message/{number}", **form))


def test_a_code_is_for_ones_own_people_and_binds_once(office: Office) -> None:
    desk = office.desk("周干事")
    text = words_of(desk.get("/console/codes"))
    assert "李明" in text and "孙电" in text
    assert "钱水" not in text, "the county's bureau is not this station's"
    made = desk.post("/console/codes", of="deputy", code="D1")
    code = re.search(r"李明的码：(\w{4}) (\w{4})", words_of(made))
    assert code
    assert "绑好了" in office.town.says("生人", code[1] + code[2])
    assert desk.post("/console/codes", of="bureau_liaison", code="L2").status_code == 404


@one_store
def test_who_wants_to_talk_is_rung_and_stays_on_the_list_until_somebody_did(office: Office) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    office.town.says("大娘", "13800001111")
    office.town.says("李明", "1")
    office.town.says("大娘", "找人")
    desk = office.desk("周干事")
    text = words_of(desk.get("/console/"))
    assert "想跟人说话" in text and "13800001111" in text
    # Nobody has spoken to her at all: that is the same call, and stands once.
    assert desk.page is not None and desk.page.text.count('class="number">民1<') == 1
    form = {"role": "station", "act": "spoken_by_phone", "back": "list"}
    assert "想跟人说话" not in words_of(desk.post("/console/issue/1/act", **form))


@one_store
def test_one_click_on_the_list_carries_all_that_the_act_wants(office: Office) -> None:
    for number, (who, door) in enumerate((("大娘", "/console/"), ("李婶", "/p/mine")), 1):
        office.town.says(who, "东坪村三组路灯不亮好几天了" if number == 1 else "东坪村五组停电了")
        office.town.says(who, "找人")
        office.town.says("周干事", "你好")
        desk = office.desk("周干事") if door == "/console/" else office.phone("周干事")
        form = re.search(rf'/issue/{number}/act">([^§]*?)<button[^>]*>转', desk.get(door).text)
        assert form, door
        given = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[1].split("<form")[-1]))
        given.pop("csrf_token")
        said = words_of(desk.post(f"{door.removesuffix('mine')}issue/{number}/act", **given))
        assert "请选一个单位" not in said and "已转城关供电所" in said, door


def test_what_another_did_meanwhile_is_said_and_not_asked_for_again_where_it_is_gone(
    office: Office,
) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    first, late = office.desk("吴站长"), office.desk("周干事")
    for desk in (late, first):
        desk.get("/console/")
    act = "/console/issue/1/act"
    form = {"role": "station", "back": "list"}
    first.post(act, None, act="spoken_by_phone", **form)
    said = "已经请电工来看了"
    words = words_of(late.post(act, None, act="write", text=said, **form))
    assert "吴站长" in words and "别人已经办了" in words and "再点一次" not in words
    assert said in words, "what was typed is there to be copied"
    assert said not in "".join(office.town.told("大娘"))
    # On the page of the case the same may still be done, knowingly.
    late.get("/console/issue/1")
    first.act(1, "station", "note", text="电工说下午来")
    again = {"role": "station", "act": "note", "text": "他家门牌是3号"}
    assert "再点一次" in words_of(late.post(act, None, **again))
    assert "再点一次" not in words_of(late.post(act, None, **again))
