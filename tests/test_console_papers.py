"""材料: what the office prints, each officer within their own scope, nothing about anybody below
the level that may see it."""

import io
import re

import docx
import openpyxl
import pytest
from sqlalchemy import select

from bot.store.models import Issue, Station
from tests.console_parts import second_township
from tests.pages_parts import Browser, Office, words_of
from tests.small_county import MONDAY

HELD = "城关镇的镇长把修路的钱吃了回扣，没人敢管"


@pytest.fixture
def office(office: Office) -> Office:
    town = office.town
    with town.database.write() as session:
        second_township(session, MONDAY)
    town.says("大娘", "东坪村三组路灯不亮好几天了，我电话13812345678")
    town.says("大爷", HELD)
    town.says("小李", "南坪村的水渠塌了一段，浇不上地")
    town.says("小王", "西坪村自来水停了两天了")
    town.says("小王", "保密")
    return office


def station_id(office: Office, code: str) -> int:
    with office.town.database.read() as session:
        return session.scalars(select(Station.id).where(Station.code == code)).one()


def said_in(desk: Browser, path: str) -> str:
    """All words of a docx that is downloaded."""
    answer = desk.http.get(f"{desk.base}{path}", timeout=30)
    assert answer.status_code == 200, (path, answer.status_code)
    assert "attachment" in answer.headers["Content-Disposition"]
    return text_of(answer.content)


def text_of(content: bytes) -> str:
    paper = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in paper.paragraphs), *cells])


def count(page: str, name: str) -> int:
    """The figure ``name`` of the printed page."""
    found = re.search(rf"<dt>{name}</dt><dd>(\d+)", page)
    assert found, page
    return int(found[1])


def finish(office: Office, *numbers: int) -> None:
    """These are done and the people said so."""
    with office.town.database.write() as session:
        for issue in session.scalars(select(Issue).where(Issue.number.in_(numbers))):
            issue.state, issue.closed_at = "closed", office.town.clock.now()


def test_the_page_for_monday_counts_and_lists_the_own_area_only(office: Office) -> None:
    office.town.clock.forward(days=7)
    station, other, county = (office.desk(name) for name in ("周干事", "冯干事", "郑科员"))
    own, others, of_all = (
        desk.get("/console/papers/monday").text for desk in (station, other, county)
    )
    assert "路灯" in own and "水渠" not in own
    assert "水渠" in others and "路灯" not in others
    assert "路灯" in of_all and "水渠" in of_all
    assert count(of_all, "上周新反映") == 4
    assert count(own, "上周新反映") == 1, "not what is about the mayor or kept secret"
    assert count(others, "上周新反映") == 1
    paper = said_in(station, "/console/papers/monday.docx")
    assert "路灯" in paper and "水渠" not in paper and "回扣" not in paper
    assert "13812345678" not in paper


def test_what_is_about_ones_own_level_is_in_no_paper_of_the_station(office: Office) -> None:
    with office.town.database.read() as session:
        held = session.scalars(select(Issue).where(Issue.number == 2)).one()
        assert held.seen_by == "county" and held.avoid
    finish(office, 1, 2, 4)
    office.town.clock.forward(days=7)
    own = station_id(office, "Z01")
    desk, county = office.desk("周干事"), office.desk("郑科员")
    for path in (
        "/console/papers/monday.docx",
        f"/console/papers/binder/{own}",
    ):
        text = said_in(desk, path)
        for word in ("回扣", "镇长", "自来水"):
            assert word not in text, (path, word)
    assert "路灯" in said_in(desk, f"/console/papers/binder/{own}?year=2026")
    page = f"/console/papers/poster/{own}"
    desk.get(page)
    poster = text_of(desk.post(f"{page}.docx", number="1").content)
    assert "路灯" in poster and not any(word in poster for word in ("回扣", "镇长", "自来水"))
    # A person reads the words and changes them; a telephone in them is refused, nothing is lost.
    words = {"number": "1", "title-1": "三组路灯修复", "result-1": "换了灯泡，问李秀英13812345678"}
    desk.get(page)
    refused = desk.post(f"{page}.docx", **words)
    assert "换了灯泡" in refused.text and "三组路灯修复" in refused.text
    made = desk.post(f"{page}.docx", **{**words, "result-1": "换了灯泡，亮了"})
    assert all(said in text_of(made.content) for said in ("三组路灯修复", "换了灯泡，亮了"))
    desk.get(page)
    assert "先勾上要贴出去的" in words_of(desk.post(f"{page}.docx"))
    offered = desk.get(page).text
    assert re.findall(r'name="number" value="(\d+)"', offered) == ["1"]
    for who in (desk, county):
        for number in (2, 3, 4, 99):
            who.get(page)
            assert who.post(f"{page}.docx", number=str(number)).status_code == 404, number
    assert "回扣" not in said_in(county, "/console/papers/monday.docx"), "counted, never listed"


def test_each_has_the_papers_of_their_own_scope(office: Office) -> None:
    own, others = station_id(office, "Z01"), station_id(office, "Z02")
    desk, county = office.desk("周干事"), office.desk("郑科员")
    text, all_ = words_of(desk.get("/console/papers")), words_of(county.get("/console/papers"))
    assert (
        "城关镇代表联络站" in text and "东乡代表联络站" not in text and "年度办理报告" not in text
    )
    assert "城关镇代表联络站" in all_ and "东乡代表联络站" in all_ and "年度办理报告" in all_
    of_county = [
        f"ledger/{name}.{kind}" for name in ("assignment", "resolved") for kind in ("docx", "xlsx")
    ]
    of_county += ["yearly.docx", "yearly.docx?year=2025", "yearly.docx?year=99"]
    for path in of_county:
        assert desk.get(f"/console/papers/{path}").status_code == 404, path
        answer = county.http.get(f"{office.url}/console/papers/{path}", timeout=30)
        assert answer.status_code == 200, path
        data = io.BytesIO(answer.content)
        read = openpyxl.load_workbook(data) if path.endswith("xlsx") else docx.Document(data)
        assert read is not None
    for path in (f"binder/{others}", f"poster/{others}"):
        assert desk.get(f"/console/papers/{path}").status_code == 404, path
    assert desk.get(f"/console/papers/binder/{own}").status_code == 200
    for path in ("ledger/assignment.pdf", "ledger/other.docx", "ledger/assignment.docx?area=QH01"):
        assert county.get(f"/console/papers/{path}").status_code == 404, path
