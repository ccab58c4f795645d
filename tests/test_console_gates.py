"""Who gets in: every route of the service asks who you are, no form is taken without its token, and
each sees their own scope only."""

import re

import pytest

from tests.console_parts import everything, second_township
from tests.databases import one_store
from tests.pages_parts import Office, words_of
from tests.pages_scene import busy_day, said

#: Seen by anybody: the looks of pages, whether we live, what the platform signs, and the doors.
OPEN = {
    "static",
    "bootstrap.static",
    "health.healthz",
    "console.login",
    "console.try_login",
    "pages.auth",
    # Off until the county switches them on, and a hall's screen by its secret address.
    *("public.screen", "public.counts", "public.index", "public.deputy", "public.station"),
    *("public.station_code", "public.results", "public.figures"),
}


def routes(office: Office) -> list[tuple[str, str, str]]:
    """(endpoint, method, path) of the whole service, with numbers filled in."""
    found = []
    for rule in office.app.url_map.iter_rules():
        path = re.sub(r"<[^>]+>", "1", rule.rule)
        methods = (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}
        found += [(rule.endpoint, method, path) for method in methods]
    return sorted(found)


@one_store
def test_every_route_of_the_service_asks_who_you_are(office: Office) -> None:
    busy_day(office)
    stranger = office.browser()
    stranger.get("/console/login")
    token = stranger.token()
    before = everything(office.town.database)
    asked: set[str] = set()
    for endpoint, method, path in routes(office):
        if endpoint in OPEN or path == "/wechat":
            continue
        answer = stranger.http.request(
            method,
            office.url + path,
            data={"csrf_token": token} if method == "POST" else None,
            allow_redirects=False,
            timeout=20,
        )
        # A form of the pages cannot be sent on to the platform's consent and back: it is refused.
        assert answer.status_code in (302, 303, 401), (method, path, answer.status_code)
        where = answer.headers.get("Location", "")
        known = where.startswith("/console/login") or "/connect/oauth2/authorize" in where
        assert known or (answer.status_code == 401 and path.startswith("/p/")), (path, where)
        assert "路灯" not in answer.text
        asked.add(endpoint)
    assert len(asked) >= 30
    assert everything(office.town.database) == before


@one_store
def test_a_form_without_its_token_changes_nothing(office: Office) -> None:
    busy_day(office)
    desk = office.desk("郑科员")
    before = everything(office.town.database)
    tried = 0
    fields = {"act": "note", "role": "station", "text": "改了", "stop": "yes", "sure": "yes"}
    fields |= {"notice": "1", "code": "O1", "number": "1", "name": "甲", "answer": "yes"}
    for _endpoint, method, path in routes(office):
        if method == "GET" or path == "/wechat":
            continue
        answer = desk.http.request(method, office.url + path, data=fields, timeout=20)
        assert answer.status_code == 400, (method, path)
        assert "刷新一下再试" in answer.text
        tried += 1
    assert tried >= 15
    assert everything(office.town.database) == before


#: What is typed, clicked together or sent by a machine into any field.
RUBBISH = ("", "-1", "9" * 30, "\x00", "'\"--", "<script>alert(1)</script>", "民", "\uffff" * 300)
#: Days with which nobody can reckon; a browser's field lets one type them.
NO_DAYS = ("9999-12-31", "0001-01-01", "2026-02-30", "9999-12-31T23:59")
ALL = (*RUBBISH, *NO_DAYS)
_TURNS = 4
FIELDS = ("q", "state", "before", "grid", "age", "number", "notice", "act", "to", "by", "row")
FIELDS += ("filter", "since", "until", "code", "name", "where", "text", "media", "day", "on")
FIELDS += ("who", "year", "after", "what", "value", "why", "version", "seen", "word", "topic")


@pytest.mark.slow
def test_rubbish_in_forms_and_addresses_is_answered_and_never_breaks(office: Office) -> None:
    busy_day(office)
    desk, deputy, stranger = office.desk("郑科员"), office.phone("李明"), office.browser()
    asked = set()
    for endpoint, method, path in routes(office):
        if path in ("/console/logout", "/console/login", "/wechat") or "static" in endpoint:
            continue
        who, start = stranger, "/console/login"
        if path.startswith("/console"):
            who, start = desk, "/console/new"
        elif path.startswith("/p"):
            who, start = deputy, "/p/issue/1"
        who.get(start)
        token = {"csrf_token": who.token()}
        for turn in range(_TURNS):
            # Each field has another piece of rubbish at each turn, each route begins elsewhere.
            first = turn * 3 + len(asked)
            fields = {name: ALL[(n * 5 + first) % len(ALL)] for n, name in enumerate(FIELDS)}
            if method == "GET":
                answer = who.http.get(who.base + path, params=fields, timeout=20)
            else:
                answer = who.http.post(who.base + path, data=fields | token, timeout=20)
            assert answer.status_code < 500, (method, path, fields)
            assert "<script>alert" not in answer.text, (method, path)
        asked.add(endpoint)
    known = {endpoint for endpoint, _, path in routes(office) if "static" not in endpoint}
    doors = {"console.logout", "console.login", "console.try_login"}
    assert {one for one in known - asked - doors if not one.startswith("webhook")} == set()


def test_each_station_sees_its_own_township_and_nothing_of_the_other(office: Office) -> None:
    town = office.town
    with town.database.write() as session:
        second_township(session, town.clock.now())
    ours = said(town.says("大娘", "东坪村三组路灯不亮好几天了"))
    theirs = said(town.says("小李", "南坪村的水渠塌了一段，浇不上地"))
    station, other, county = (office.desk(name) for name in ("周干事", "冯干事", "郑科员"))
    for desk, own, foreign in ((station, ours, theirs), (other, theirs, ours)):
        for path in ("/console/", "/console/issues", "/console/issues?state=all&q=村"):
            text = words_of(desk.get(path))
            assert f"民{own}" in text, path
            assert f"民{foreign}" not in text, path
        for path in ("/console/outgoing?state=waiting", "/console/outgoing?state=telephone"):
            assert f"民{foreign}" not in words_of(desk.get(path))
        assert desk.get(f"/console/issue/{foreign}").status_code == 404
        desk.get("/console/new")
        for act in ("act", "elsewhere", "write", "typed"):
            answer = desk.post(f"/console/issue/{foreign}/{act}", text="改", to="deputy")
            assert answer.status_code == 404, act
        refused = desk.post("/console/issues/bulk", act="note", text="改", number=str(foreign))
        assert "一件都没办" in words_of(refused) and "不在您这里" in words_of(refused)
    text = words_of(county.get("/console/issues"))
    assert f"民{ours}" in text and f"民{theirs}" in text


def test_what_is_about_ones_own_level_is_in_no_list_search_or_table(office: Office) -> None:
    office.town.says("大爷", "城关镇的镇长把修路的钱吃了回扣，没人敢管")
    station, county = office.desk("周干事"), office.desk("郑科员")
    for path in ("/console/", "/console/issues?state=all", "/console/issues?state=all&q=镇长"):
        assert "回扣" not in words_of(station.get(path)), path
    assert "民1" not in words_of(station.get("/console/issues?state=all&q=民1"))
    assert "回扣" in words_of(county.get("/console/issues?state=all&q=回扣"))
    assert "回扣" not in words_of(station.get("/console/outgoing?state=waiting"))
