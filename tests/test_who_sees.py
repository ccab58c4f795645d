"""Who sees what of a constituent: a table, and the pages of the console keep to it."""

import html
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import pytest
import requests
from sqlalchemy import select

from bot.actions.privacy import who_sees
from bot.store.database import Database
from bot.store.models import Audit, Issue, Media, Station, Subscriber
from handlers.console.doors import BESIDE, LEADER
from tests import small_county
from tests.console_parts import second_township
from tests.databases import one_store
from tests.pages_parts import Browser, Office, running_office, words_of
from tests.pages_scene import busy_day, said
from tests.privacy_parts import contact_of
from tests.test_console_gates import routes
from tests.test_console_roles import LOOKERS, more_officers

#: Seeded into the words and the profile of one person.
NAME, PHONE, CARD = "龚秀芹", "13987650123", "11010519491231002X"
#: Where the person's own data is the very matter, for the county office alone.
_OWN = ("person", "erasure")


@pytest.fixture
def office(database: Database, tmp_path: Path, monday: datetime) -> Iterator[Office]:
    with running_office(database, tmp_path, monday, more_people=("大婶",)) as running:
        with database.write() as session:
            second_township(session, monday)
            more_officers(session, monday)
        yield running


def seeded(office: Office) -> int:
    """A case at a station, given to a bureau, of somebody whose name, telephone and card are in the
    words and in the profile."""
    town = office.town
    number = said(town.says("大婶", f"我叫{NAME}，身份证{CARD}，东坪村三组路灯不亮，电话{PHONE}"))
    with town.database.write() as session:
        contact = contact_of(session, "大婶")
        contact.name, contact.phone = NAME, PHONE
    town.says("周干事", f"民{number}转供电所")
    office.desk("周干事").act(number, "station", "note", text=f"问过{NAME}，电话{PHONE}")
    return number


def text_in(answer: requests.Response) -> str:
    """What an answer says, also where it is a table, a paper or a bundle of them."""
    data = answer.content
    if not data.startswith(b"PK\x03\x04"):
        return html.unescape(answer.text)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = [packed.read(name) for name in packed.namelist()]
    return "\n".join(part.decode("utf-8", "ignore") for part in parts)


def pages(office: Office, numbers: list[int]) -> Iterator[str]:
    """Every page of the console, those of a case for each of the numbers, lists of all states."""
    for endpoint, method, path in routes(office):
        name = endpoint.removeprefix("console.")
        if method != "GET" or name == endpoint or name in ("login", *_OWN):
            continue
        if "/1" in path:
            yield from (re.sub(r"/1(?=/|$|\.)", f"/{number}", path, count=1) for number in numbers)
        else:
            yield path
    yield from ("/console/issues?state=all", f"/console/issues?state=all&q={NAME}")
    yield from (f"/console/outgoing?state={state}" for state in ("sent", "waiting", "telephone"))
    yield from ("/console/record?group=steps", f"/console/issues?state=all&q={PHONE}")


@pytest.mark.slow
@one_store
def test_no_page_shows_name_telephone_or_card_to_whoever_does_not_handle_the_case(
    office: Office,
) -> None:
    busy_day(office)
    number = seeded(office)
    looked = 0
    for name in ("郑科员", "冯干事", *LOOKERS):
        desk = office.desk(name)
        for path in pages(office, [number, 1]):
            answer = desk.http.get(office.url + path, timeout=30)
            assert answer.status_code < 500, (name, path)
            shown = text_in(answer)
            for one in (NAME, PHONE, CARD):
                # What was searched for stands in the field of the search again.
                mine = shown.replace(f'value="{one}"', "") if "q=" in path else shown
                mine = mine.replace(f"q={quote(one)}", "")
                assert one not in mine, (name, path, one)
            looked += answer.status_code == 200
    assert looked > 100
    # The test would see it: whoever handles the case does.
    mine = office.desk("周干事").get(f"/console/issue/{number}").text
    assert NAME in mine and PHONE in mine and CARD in mine


def opened(desk: Browser, number: int, why: str) -> requests.Response:
    desk.get(f"/console/issue/{number}")
    return desk.post(f"/console/issue/{number}/open", why=why)


def test_what_is_masked_opens_by_one_click_with_a_reason_and_closes_again(
    office: Office,
) -> None:
    number = seeded(office)
    desk = office.desk("郑科员")
    page = desk.get(f"/console/issue/{number}")
    assert PHONE not in page.text and NAME not in page.text and "点一个理由" in words_of(page)
    assert "选一下为什么" in words_of(opened(desk, number, "好奇"))
    shown = opened(desk, number, "本人来问")
    assert PHONE in shown.text and NAME in shown.text and "已经记下" in words_of(shown)
    looks = words_of(desk.get(f"/console/looks?issue=民{number}"))
    assert "郑科员 （代表工委） 点开看了遮住的信息 民" in looks and "本人来问" in looks
    assert "周干事 （城关镇代表联络站联络员） 经办时看了原话" in looks
    office.town.clock.forward(minutes=31)
    again = desk.get(f"/console/issue/{number}")
    assert PHONE not in again.text and NAME not in again.text
    opened(desk, number, "给本人回电话")
    looks = words_of(desk.get(f"/console/looks?issue=民{number}"))
    assert looks.count("郑科员 （代表工委）") == 1, "one day, one case: one line"
    assert "点开看了遮住的信息 （这天2次，最后一次" in looks and "本人来问；给本人回电话" in looks
    with office.town.database.read() as session:
        facts = session.scalars(select(Audit.fact).where(Audit.act == who_sees.OPENED)).all()
        assert facts == ["本人来问", "给本人回电话"], "and nothing without a reason"


@one_store
def test_nobody_opens_what_is_not_theirs_to_open(office: Office) -> None:
    number = seeded(office)
    secret = said(office.town.says("大爷", "西坪村的水渠塌了一段，电话13900002222"))
    office.town.says("大爷", "保密")
    for name in ("冯干事", "高主任", "孙电"):
        desk = office.desk(name)
        desk.get("/console/password")
        answer = desk.post(f"/console/issue/{number}/open", why="本人来问")
        assert answer.status_code == 404, name
    station = office.desk("周干事")
    station.get(f"/console/issue/{secret}")
    assert station.post(f"/console/issue/{secret}/open", why="本人来问").status_code == 404
    assert "13900002222" not in station.get(f"/console/issue/{secret}").text
    county = office.desk("郑科员").get(f"/console/issue/{secret}")
    assert "13900002222" in county.text, "only the county office knows who wished for secrecy"


@one_store
def test_the_county_sees_at_once_what_it_handles_itself(office: Office) -> None:
    danger = said(office.town.says("大娘", "东坪村口电线掉地上冒火花，电话13812345678"))
    above = said(office.town.says("小李", "城关镇的镇长把修路的钱吃了回扣，我电话13812349999"))
    desk = office.desk("郑科员")
    assert "13812345678" in desk.get(f"/console/issue/{danger}").text
    assert "13812349999" in desk.get(f"/console/issue/{above}").text


@one_store
def test_the_table_is_shown_and_its_pages_open_to_the_county_only(office: Office) -> None:
    page = words_of(office.desk("郑科员").get("/console/looks"))
    for row in who_sees.POSITIONS.values():
        assert row.label in page
    for name in ("周干事", "高主任"):
        desk = office.desk(name)
        for path in ("looks", "record", "retention"):
            assert desk.get(f"/console/{path}").status_code == 404, (name, path)
    beside = {name.split(".")[1]: kinds for name, kinds in BESIDE.items()}
    assert not beside.keys() & {"looks", "retention"}, "no door beside the office's own people"
    assert beside["person"] == {LEADER}, "what was said of the office is its leaders'"


def put_in(office: Office, number: int) -> tuple[int, int]:
    """A picture and a voice of the one who said it; their ids."""
    town, found = office.town, []
    with town.database.write() as session:
        issue = session.scalars(select(Issue).where(Issue.number == number)).one()
        for kind, content_type in (("image", "image/jpeg"), ("voice", "audio/mpeg")):
            path = f"{kind}{number}.bin"
            office.settings.media_dir.mkdir(parents=True, exist_ok=True)
            (office.settings.media_dir / path).write_bytes(b"some bytes")
            now = town.clock.now()
            row = Media(
                issue_id=issue.id,
                contact_id=issue.reporter_id,
                kind=kind,
                state="fetched",
                path=path,
                content_type=content_type,
                next_at=now,
                created_at=now,
            )
            session.add(row)
            session.flush()
            found.append(row.id)
    return found[0], found[1]


#: Who looks, by which door, and their row of the table; the second case is kept secret.
STANDINGS = (
    ("大婶", "/p", "own", 1),
    ("周干事", "/console", "station", 1),
    ("周干事", "/console", "station_secret", 2),
    ("郑科员", "/console", "county", 2),
    ("郑科员", "/console", "county_beside", 1),
    ("李明", "/p", "deputy", 1),
    ("李明", "/p", "deputy", 2),
    ("孙电", "/p", "bureau", 1),
    ("孙电", "/console", "bureau", 1),
    ("高主任", "/console", "leader", 1),
    ("大爷", "/p", "joined", 1),
    ("生人", "/p", "nobody", 1),
    ("冯干事", "/console", "nobody", 1),
)


@one_store
def test_the_table_says_what_the_pages_show_to_each_of_them(office: Office) -> None:
    numbers = [seeded(office)]
    secret = said(office.town.says("大婶", f"东坪村口的水渠塌了，你们来看，我叫{NAME}，{PHONE}"))
    office.town.says("大婶", f"民{secret}保密")
    for stranger in ("大爷", "生人"):
        office.town.says(stranger, "你好")
    with office.town.database.write() as session:
        first = session.scalars(select(Issue).where(Issue.number == numbers[0])).one()
        joined, now = contact_of(session, "大爷"), office.town.clock.now()
        session.add(Subscriber(issue_id=first.id, contact_id=joined.id, since=now))
    numbers.append(secret)
    files = [put_in(office, number) for number in numbers]
    lines = re.findall(
        r"<strong>([^<]+)</strong><p class=\"gist\">(.+?)</p>",
        office.desk("郑科员").get("/console/looks").text,
    )
    table = {
        who: dict(re.findall(r"<b>([^<]+)</b>：([^；。]+(?:；选[^；。]+)?)", how))
        for who, how in lines
    }
    for name, door, key, which in STANDINGS:
        browser = office.desk(name) if door == "/console" else office.phone(name)
        row, number = table[who_sees.POSITIONS[key].label], numbers[which - 1]
        page = browser.get(f"{door}/issue/{number}")
        text, where = html.unescape(page.text), (name, door, key)
        picture, voice = (
            browser.get(f"{door}/media/{one}").content == b"some bytes" for one in files[which - 1]
        )
        # Not in the title, which whoever joined reads as well.
        words = ("身份证", "你们来看")[which - 1] in text
        assert (row["事情的照片、视频"] == "直接看") == picture, where
        assert (row["语音、登记本"] == "直接看") == voice, where
        assert (row["说的话"] != "看不到") == words, where
        if key != "own":
            assert (row["姓名、电话"] == "直接看") == (PHONE in text), where
        assert (row["说的话"] == "直接看") == (PHONE in text), where
        assert ("选个理由" in row["说的话"]) == ("点一个理由" in text), where
        assert (page.status_code == 404) == (key == "nobody"), where


@one_store
def test_a_station_for_the_whole_county_is_not_near_every_case(office: Office) -> None:
    number = seeded(office)
    with office.town.database.write() as session:
        main = session.scalars(select(Station).where(Station.code == "ZZ")).one()
        small_county.officer(
            session, "O7", "柳干事", "liaison_officer", office.town.clock.now(), station=main
        )
    desk = office.desk("柳干事")
    assert PHONE not in desk.get(f"/console/issue/{number}").text
    assert PHONE in opened(desk, number, "核实情况").text
