"""Who opened the page: silent sign-in by the platform, bound to this browser and to no address."""

from urllib.parse import parse_qs, quote, urlsplit

import pytest
import requests

from tests.pages_parts import Office, words_of

# What the store is makes no difference here; the pages themselves are tested on both.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def office(office: Office) -> Office:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    return office


def asked(office: Office, http: requests.Session, path: str = "/p/issue/1") -> dict[str, str]:
    """What the page asks of the platform before it shows anything."""
    answer = http.get(office.url + path, allow_redirects=False, timeout=10)
    assert answer.status_code == 302
    address = urlsplit(answer.headers["Location"])
    assert address.path == "/connect/oauth2/authorize"
    return {name: values[0] for name, values in parse_qs(address.query).items()}


def code_for(office: Office, name: str, query: dict[str, str]) -> str:
    """The code that the platform gives to ``name``'s phone for this question."""
    answer = requests.get(
        f"{office.sandbox_url}/_phone/{quote(f'o-{name}')}/connect/oauth2/authorize",
        params=query,
        allow_redirects=False,
        timeout=10,
    )
    return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]


def test_the_page_comes_back_to_where_one_wanted_to_go(office: Office) -> None:
    page = office.phone("大娘").get("/p/issue/1")
    assert urlsplit(page.url).path.endswith("/p/issue/1")
    assert "路灯不亮" in page.text


def test_it_asks_silently_and_only_back_to_our_own_address(office: Office) -> None:
    query = asked(office, office.browser().http)
    assert query["scope"] == "snsapi_base"
    assert query["redirect_uri"] == f"{office.url}/p/auth"
    assert len(query["state"]) >= 20


def test_a_foreign_state_signs_nobody_in(office: Office) -> None:
    """Else somebody could send a link by which another reads as them."""
    mine, theirs = office.browser().http, office.browser().http
    query = asked(office, mine)
    code = code_for(office, "大娘", query)
    stolen = theirs.get(
        f"{office.url}/p/auth", params={"code": code, "state": query["state"]}, timeout=10
    )
    assert stolen.status_code == 400
    assert "请从聊天里重新点开" in words_of(stolen)
    assert asked(office, theirs)["state"]


def test_a_state_and_a_code_are_good_once(office: Office) -> None:
    http = office.browser().http
    query = asked(office, http)
    given = {"code": code_for(office, "大娘", query), "state": query["state"]}
    assert http.get(f"{office.url}/p/auth", params=given, timeout=10).status_code == 200
    assert http.get(f"{office.url}/p/auth", params=given, timeout=10).status_code == 400


def test_nothing_in_the_address_leads_elsewhere(office: Office) -> None:
    http = office.browser().http
    query = asked(office, http, "/p/mine?next=https://evil.example/&back=//evil.example")
    given = {"code": code_for(office, "大娘", query), "state": query["state"]}
    answer = http.get(
        f"{office.url}/p/auth",
        params=given | {"next": "https://evil.example/"},
        allow_redirects=False,
        timeout=10,
    )
    assert answer.headers["Location"].startswith("/p/mine?")


def test_an_unknown_code_is_said_to_be_wechats_trouble(office: Office) -> None:
    http = office.browser().http
    state = asked(office, http)["state"]
    answer = http.get(f"{office.url}/p/auth", params={"code": "x", "state": state}, timeout=10)
    assert answer.status_code == 502
    assert "微信现在没有回应" in words_of(answer)


def test_somebody_who_never_wrote_has_an_empty_list_and_no_row_of_their_own(office: Office) -> None:
    phone = office.phone("生人")
    assert "这里还没有您的事" in words_of(phone.get("/p/mine"))
    assert phone.get("/p/issue/1").status_code == 404
    office.town.says("生人", "西坪村的水渠塌了一段，浇不上地")
    office.town.clock.forward(minutes=3)
    assert "水渠塌了" in words_of(phone.get("/p/mine"))


def test_each_role_has_its_own_list(office: Office) -> None:
    town = office.town
    deputy = words_of(office.phone("李明").get("/p/mine"))
    assert "代表：这片的事" in deputy and "路灯不亮" in deputy
    assert "我反映的 1" in words_of(office.phone("大娘").get("/p/mine"))
    town.says("周干事", "民1转供电所")
    bureau = words_of(office.phone("孙电").get("/p/mine"))
    assert "城关供电所：在办的" in bureau and "前要有回音" in bureau
    town.says("大爷", "东坪村桥栏杆断了一截，孩子上学从那过")
    assert "还没人给群众回话" in words_of(office.phone("周干事").get("/p/mine"))


def test_a_session_of_the_pages_ends_and_is_renewed_silently(office: Office) -> None:
    http = office.browser().http
    query = asked(office, http)
    given = {"code": code_for(office, "大娘", query), "state": query["state"]}
    http.get(f"{office.url}/p/auth", params=given, timeout=10)
    assert http.get(f"{office.url}/p/issue/1", timeout=10).status_code == 200
    office.town.clock.forward(hours=12, seconds=1)
    assert asked(office, http)["state"] != query["state"]
