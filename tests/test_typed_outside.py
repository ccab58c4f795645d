"""Whoever types a form while the session ends loses nothing: it stands there after signing in,
for the same person only, and is not recorded meanwhile."""

import re

import pytest
import requests

from tests.pages_parts import PASSWORD, Browser, Office, login_of, words_of

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SAID = '桥栏杆断了<一截>，"孩子"上学从那过'


def send(desk: Browser, token: str) -> requests.Response:
    """The form of /console/new, from its own page."""
    fields = {"csrf_token": token, "said": SAID, "place": "东坪村", "source": "walk_in"}
    headers = {"Referer": f"{desk.base}/console/new"}
    desk.page = desk.http.post(f"{desk.base}/console/new", data=fields, headers=headers, timeout=20)
    return desk.page


def sign_in(desk: Browser, name: str, password: str = PASSWORD) -> str:
    assert desk.page is not None
    kept = re.search(r'name="kept" value="([^"]+)"', desk.page.text)
    assert kept
    given = {"login": login_of(name), "password": password, "kept": kept[1]}
    form = {"csrf_token": desk.token(), **given}
    desk.page = desk.http.post(f"{desk.base}/console/login", data=form, timeout=20)
    return desk.page.text


def is_recorded(office: Office) -> bool:
    return "桥栏杆断了" in words_of(office.desk("郑科员").get("/console/issues?state=all"))


@pytest.mark.parametrize("how", ["over", "gone"])
def test_a_form_sent_after_the_session_is_typed_once(office: Office, how: str) -> None:
    desk = office.desk("周干事")
    desk.get("/console/new")
    token = desk.token()
    if how == "over":
        office.town.clock.forward(hours=13)
    else:
        desk.http.cookies.clear()
    answer = send(desk, token)
    assert answer.status_code == 401 and "登录后接着填" in words_of(answer)
    assert "桥栏杆" not in answer.text, "sealed while nobody has said who they are"
    assert "登录名或密码不对" in sign_in(desk, "周干事", "wrong-password")
    page = sign_in(desk, "周干事")
    assert "刚才写的都在下面" in page and "桥栏杆断了&lt;一截&gt;" in page and "东坪村" in page
    assert not is_recorded(office)
    assert send(desk, desk.token()).url.endswith("/console/receipt/1")
    assert is_recorded(office)


def test_nobody_else_finds_it_and_another_site_puts_nothing_into_a_form(office: Office) -> None:
    desk = office.desk("周干事")
    office.desk("郑科员")
    desk.get("/console/new")
    token = desk.token()
    office.town.clock.forward(hours=13)
    send(desk, token)
    assert "桥栏杆" not in sign_in(desk, "郑科员")
    office.town.clock.forward(hours=13)
    fields = {"csrf_token": token, "said": SAID}
    headers = {"Referer": "http://elsewhere.example/console/new"}
    answer = desk.http.post(f"{desk.base}/console/new", data=fields, headers=headers, timeout=20)
    assert answer.status_code == 400 and "kept" not in answer.text


def test_a_page_of_an_older_session_comes_back_and_is_sent_by_one_more_click(
    office: Office,
) -> None:
    desk = office.desk("周干事")
    desk.get("/console/new")
    token = desk.token()
    # Signed in anew in another tab of the same browser.
    desk.http.cookies.clear()
    desk.get("/console/login")
    desk.post("/console/login", login="zhou", password=PASSWORD)
    answer = send(desk, token)
    assert "再点一次就行" in words_of(answer) and "桥栏杆断了" in answer.text
    assert not is_recorded(office)
    assert send(desk, desk.token()).url.endswith("/console/receipt/1")


def test_who_comes_back_after_hours_is_told_why_and_lands_where_they_wanted(office: Office) -> None:
    desk = office.desk("周干事")
    office.town.clock.forward(minutes=90)
    assert "连心桥" in words_of(desk.get("/console/issues?state=all"))
    office.town.clock.forward(minutes=110)
    assert desk.get("/console/new").url.endswith("/console/new"), "each click counts"
    office.town.clock.forward(minutes=125)
    asked = desk.get("/console/issues?state=all")
    assert "/console/login" in asked.url and "登录过期了" in words_of(asked)
    to = re.search(r'name="to" value="([^"]+)"', asked.text)
    assert to
    for where, lands in ((to[1], "/console/issues?state=all"), ("//evil.example/x", "/console/")):
        form = {"csrf_token": desk.token(), "login": login_of("周干事"), "password": PASSWORD}
        form["to"] = where
        desk.page = desk.http.post(f"{desk.base}/console/login", data=form, timeout=20)
        assert desk.page.url == f"{desk.base}{lands}"
        desk.http.cookies.clear()
        desk.get("/console/login")
