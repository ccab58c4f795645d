"""One person's data at their request (personal information law 44–50): seen, corrected, handed
over, refused with a reason."""

import io
import zipfile

import pytest
import requests
from openpyxl import load_workbook
from sqlalchemy import select

from bot.actions import switches
from bot.store.models import (
    Audit,
    Grid,
)
from tests.databases import one_store
from tests.own_data_parts import agree, ask_by_chat
from tests.pages_parts import Office, words_of
from tests.pages_scene import said
from tests.privacy_parts import (
    NAME,
    PHONE,
    WORDS,
    contact_of,
    her_story,
    second_person,
)


@one_store
def test_a_refusal_tells_her_why_and_where_to_complain(office: Office) -> None:
    her_story(office)
    request = ask_by_chat(office)
    desk = office.desk("郑科员")
    desk.get(f"/console/own-data/{request}")
    done = desk.post(f"/console/own-data/{request}/refuse", text="这件事正在打官司，材料要留着。")
    assert "原因和找哪里说理" in words_of(done)
    told = office.town.last_told("大娘")
    assert "正在打官司" in told and "县委网信办" in told and "到法院起诉" in told
    desk.get(f"/console/own-data/{request}")
    again = desk.post(f"/console/own-data/{request}/given") if "csrf" in desk.page.text else None  # type: ignore[union-attr]
    assert again is None or "了结" in words_of(again)


@one_store
def test_who_holds_a_role_asks_for_their_own_data_whatever_work_waits_for_them(
    office: Office,
) -> None:
    town = office.town
    number = said(town.says("大娘", "东坪村三组路灯不亮好几天了"))
    town.says("周干事", f"民{number}转供电所")
    before = len(town.told("大娘"))
    for name in ("李明", "孙电", "周干事"):
        for wish in (
            "把我的信息都删了吧",
            "我想看看系统里存了我什么",
            "我的个人信息给我看一份",
            "本人的个人信息请导出一份",
            "别再留我的信息了，删掉",
        ):
            assert "看、改或删自己的信息" in town.says(name, wish), (name, wish)
    assert len(town.told("大娘")) == before
    # What they asked for stands where it is done.
    request = said(town.says("大娘", "把我的信息删了，名字别留"))
    page = words_of(office.desk("郑科员").get(f"/console/own-data/{request}"))
    assert "他要什么 把我的信息删了，名字别留" in page


@one_store
def test_a_correction_overwrites_and_the_record_says_only_what_was_changed(
    office: Office,
) -> None:
    her_story(office)
    desk = office.desk("郑科员")
    desk.get("/console/own-data")
    page = desk.post("/console/own-data", asked="民1", source="telephone")
    request = int(page.url.rpartition("/")[2])
    assert NAME in page.text and PHONE in page.text
    with office.town.database.write() as session:
        grid = session.scalars(select(Grid).where(Grid.level == "grid")).first()
        assert grid is not None
        contact_of(session).grid_id, code = grid.id, grid.code
    assert f'value="{code}" selected' in desk.get(f"/console/own-data/{request}").text, (
        "however small its place is"
    )
    done = desk.post(
        f"/console/own-data/{request}/correct", name="龚秀芬", phone="137 0000 1234", place="QH0102"
    )
    assert "改好了：姓名、电话、住哪儿" in words_of(done)
    assert "姓名、电话、住哪儿" in office.town.last_told("大娘")
    with office.town.database.read() as session:
        contact = contact_of(session)
        assert (contact.name, contact.phone) == ("龚秀芬", "13700001234")
        facts = session.scalars(select(Audit.fact).where(Audit.act == "person.corrected")).all()
        assert facts == ["姓名、电话、住哪儿"]
    found = words_of(desk.get(f"/console/record?group=person&issue=民{request}"))
    assert "改了一个人的信息" in found and PHONE not in found


@one_store
def test_what_is_handed_over_holds_everything_and_runs_nothing(office: Office) -> None:
    number = her_story(office)
    office.town.says("大娘", '=HYPERLINK("http://x","点我")路灯又不亮了')
    second = second_person(office)
    request = ask_by_chat(office, "我要看你们存了我的什么信息，导出我的数据")
    desk, here = office.desk("郑科员"), f"/console/own-data/{request}"
    desk.get(here)
    assert "还没有第二个人点头" in words_of(desk.post(f"{here}/download"))
    desk.get(here)
    desk.post(f"{here}/ask-export")
    agree(second)
    page = desk.get(here)
    assert "林主任同意了" in words_of(page)
    answer = desk.post(f"{here}/download")
    assert answer.headers["Content-Type"] == "application/zip"
    packed = zipfile.ZipFile(io.BytesIO(answer.content))
    assert sum(name.startswith("照片和语音/") for name in packed.namelist()) == 2
    book = load_workbook(io.BytesIO(packed.read("我的信息.xlsx")))
    cells = [str(cell.value or "") for sheet in book for row in sheet.iter_rows() for cell in row]
    whole = "\n".join(cells)
    assert NAME in whole and PHONE in whole and WORDS[1] in whole and f"民{number}" in whole
    assert "换好了" in whole, "what was said to her"
    assert "周干事" not in whole and "城关镇代表联络站联络员" in whole, "who looked, by office"
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    assert "下载过了；还要再下，再请人点头" in words_of(desk.get(here))
    assert "还没有第二个人点头" in words_of(desk.post(f"{here}/download")), "once only"
    with office.town.database.read() as session:
        acts = set(session.scalars(select(Audit.act).where(Audit.act.startswith("person."))))
        assert {"person.looked", "person.exported"} <= acts


@one_store
def test_a_request_waits_as_what_it_is_and_nobody_says_of_it_whether_it_is_mended(
    office: Office,
) -> None:
    request = ask_by_chat(office, "我想看看你们记了我哪些个人信息")
    desk, phone = office.desk("郑科员"), office.phone("大娘")
    today = desk.get("/console/")
    assert f"要看、改、删自己信息的 1 民{request} 要看、改或删自己的信息" in words_of(today)
    assert f'href="/console/own-data/{request}"' in today.text
    assert 'name="act" value="write"' not in today.text
    case = desk.get(f"/console/issue/{request}")
    assert "去办" in words_of(case)
    for act in ("hand_over", "answer", "reroute", "refer", "close", "decline", "merge"):
        assert f'name="act" value="{act}"' not in case.text, act
    desk.get(f"/console/own-data/{request}")
    desk.post(f"/console/own-data/{request}/refuse", text="没有核对到是本人")
    page = words_of(phone.get(f"/p/issue/{request}"))
    assert "没好" not in page and "还差点" not in page and "保密" not in page
    assert f"民{request}" not in words_of(desk.get("/console/"))


@one_store
def test_people_are_found_by_case_or_telephone_and_by_nothing_else(office: Office) -> None:
    number = her_story(office)
    desk = office.desk("郑科员")
    for asked in (NAME, "大娘", "13800000000", "民999", "", "龚", "%"):
        desk.get("/console/own-data")
        answer = desk.post("/console/own-data", asked=asked, source="telephone")
        assert "没找到" in words_of(answer), asked
    desk.get("/console/own-data")
    found = desk.post("/console/own-data", asked="139-8765 0123", source="telephone")
    assert NAME in found.text and "打电话来的" in words_of(found)
    desk.get("/console/own-data")
    same = desk.post("/console/own-data", asked=f"民{number}", source="walk_in")
    assert same.url == found.url, "the request that is open already"
    assert "要看、改或删自己的信息" in words_of(desk.get("/console/own-data"))


@one_store
def test_a_station_passes_a_wish_on_and_sees_nothing_of_the_person(office: Office) -> None:
    number = her_story(office)
    station = office.desk("周干事")
    station.get("/console/own-data")
    done = words_of(station.post("/console/own-data", asked=f"民{number}", source="walk_in"))
    request = said(done)
    assert "由县人大机关办" in done and NAME not in done
    for path in (f"/console/own-data/{request}", f"/console/own-data/{request}/erase"):
        assert station.get(path).status_code == 404
    station.get("/console/own-data")
    for act in ("correct", "refuse", "given", "ask-export", "ask-erase", "erase", "download"):
        answer = station.post(f"/console/own-data/{request}/{act}", text="不该行的")
        assert answer.status_code == 404, act
    station.get("/console/own-data")
    for asked in (PHONE, "民999"):
        station.get("/console/own-data")
        refused = station.post("/console/own-data", asked=asked, source="walk_in")
        assert refused.status_code == 404, asked


@pytest.mark.slow
@one_store
def test_a_table_with_names_is_a_look_and_a_yes_to_one_thing_is_none_to_another(
    office: Office,
) -> None:
    her_story(office)
    second = second_person(office)
    desk = office.desk("郑科员")
    desk.get("/console/issues")
    desk.post("/console/issues/wish", state="all")
    agree(second)
    desk.get("/console/issues")
    assert NAME in _cells(desk.post("/console/issues/wished/1"))
    assert "导出了带姓名电话的表" in words_of(desk.get("/console/looks"))
    request = ask_by_chat(office, "我要看你们存了我的什么信息，导出我的数据")
    desk.get(f"/console/own-data/{request}")
    desk.post(f"/console/own-data/{request}/ask-export")
    agree(second)
    desk.get("/console/issues")
    other = desk.post("/console/issues/wished/2")
    assert other.status_code == 200 and "还没有第二个人点头" in words_of(other)


def _cells(answer: requests.Response) -> str:
    book = load_workbook(io.BytesIO(answer.content))
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)


@one_store
def test_the_privacy_notice_promises_an_end_only_where_it_is_switched_on(office: Office) -> None:
    assert "办结后留着备查" in office.town.says("大娘", "隐私")
    with office.town.database.write() as session:
        switches.turn(session, "retention", True, by=None, now=office.town.clock.now())
    assert "办结后留36个月，到期自动去掉" in office.town.says("大娘", "隐私")
