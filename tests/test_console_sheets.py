"""二维码 in the console: sheets of the stations and grids of one's own area."""

import io

import docx
import pytest
import requests

from tests.pages_parts import Browser, Office, words_of


@pytest.fixture
def office(two_townships: Office) -> Office:
    return two_townships


def asked(desk: Browser, **form: str) -> requests.Response:
    desk.get("/console/sheets")
    data = {"csrf_token": desk.token(), **form}
    return desk.http.post(f"{desk.base}/console/sheets", data=data, timeout=30)


def names(answer: requests.Response) -> list[str]:
    """What stands on the sheets, and that each has its picture."""
    assert answer.status_code == 200
    paper = docx.Document(io.BytesIO(answer.content))
    lines = [line.text.strip() for line in paper.paragraphs if line.text.strip()]
    assert len(paper.inline_shapes) == len(lines) // 3
    return lines[::3]


def test_a_station_prints_its_own_codes_and_nobody_elses(office: Office) -> None:
    desk = office.desk("周干事")
    text = words_of(desk.get("/console/sheets"))
    assert "城关镇代表联络站" in text and "东乡" not in text
    assert names(asked(desk, kind="stations")) == ["城关镇代表联络站"]
    assert names(asked(desk, kind="grids", code="QH01")) == ["东坪村网格", "西坪村网格"]
    for form in (
        {"kind": "grids", "code": "QH02"},
        {"kind": "grids"},
        {"kind": "people"},
        {"kind": "stations", "part": "2"},
        {"kind": "stations", "part": "x" * 40, "code": "QH02"},
    ):
        answer = asked(desk, **form)
        allowed = form.get("part", "").startswith("x")
        assert answer.status_code == (200 if allowed else 404), form


def test_the_county_prints_those_of_every_township(office: Office) -> None:
    desk = office.desk("郑科员")
    assert names(asked(desk, kind="stations")) == [
        "城关镇代表联络站",
        "东乡代表联络站",
        "青禾县总站",
    ]
    assert names(asked(desk, kind="grids", code="QH02")) == ["南坪村网格"]


def test_what_the_platform_refuses_is_said(office: Office) -> None:
    desk = office.desk("周干事")
    refused = requests.post(
        f"{office.sandbox_url}/_control/fault",
        json={"kind": "quota", "target": "qrcode/create"},
        timeout=10,
    )
    assert refused.ok, refused.text
    assert "二维码没有要到" in words_of(asked(desk, kind="stations"))
