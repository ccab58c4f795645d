"""A station's yearly binder (B07): everything that an inspection asks for, nothing about anybody,
in volumes where there is much."""

import io
import re
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from docx import Document
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import media, words
from bot.actions.cleaning import clean
from bot.domain.drawing import drawn
from bot.papers.binder import is_big, station_binder, station_volumes
from bot.papers.gather.binders import station_year
from bot.papers.gather.duty_books import book_of
from bot.papers.gather.station_photos import MOST
from bot.store.database import Database
from bot.store.models import (
    Bureau,
    Deputy,
    Duty,
    HandOver,
    History,
    Issue,
    Media,
    Officer,
    Suggestion,
    SuggestionIssue,
)
from tests import paper_scene
from tests.console_parts import second_township
from tests.pages_parts import running_office, words_of
from tests.pages_scene import picture
from tests.test_papers_from_store import issue
from tests.test_papers_letters import opened, texts

PHONE = paper_scene.PHONE


@pytest.fixture
def filled(database: Database, monday: datetime) -> Database:
    with database.write() as session:
        paper_scene.build(session, monday)
    return database


def photo_of(session: Session, number: int, folder: Path, now: datetime, **more: object) -> Media:
    case = session.scalars(select(Issue).where(Issue.number == number)).one()
    data = picture(size=(1600, 1200))
    row = Media(
        issue_id=case.id,
        kind="image",
        state="waiting",
        next_at=now,
        created_at=now,
        tries=0,
        **more,
    )
    session.add(row)
    session.flush()
    media.fetched(session, row.id, media.keep(folder, data, clean("image", data)), "image/jpeg")
    return row


def handed(session: Session, number: int, now: datetime) -> HandOver:
    """The bureau has it, confirmed, and reported with a sentence that holds a telephone."""
    case = session.scalars(select(Issue).where(Issue.number == number)).one()
    bureau = session.scalars(select(Bureau).where(Bureau.code == "B1")).one()
    row = HandOver(
        issue_id=case.id, bureau_id=bureau.id, state="reported", created_at=now,
        due=date(2026, 11, 27), term_days=5, received_at=now, reported_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    said = words.keep(session, f"换了五盏灯，找我{PHONE}", said_by=None, now=now)
    session.add(
        History(
            case_kind="hand_over", case_id=row.id, step="report_done", from_state="in_hand",
            to_state="reported", party="bureau", words_id=said.id, at=now,
        )
    )  # fmt: skip
    return row


def test_the_binder_holds_what_an_inspection_asks_for_and_nothing_about_anybody(
    filled: Database, monday: datetime, tmp_path: Path
) -> None:
    with filled.write() as session:
        clerk = session.scalars(select(Officer).where(Officer.name == "周干事")).one()
        li = session.scalars(select(Deputy).where(Deputy.name == "李明")).one()
        issue(
            session, 1, "三组路灯不亮", monday, source="walk_in", state="closed", rating="好了",
            entered_by=clerk.contact_id,
        )  # fmt: skip
        issue(session, 2, "村干部占地", monday, seen_by="county", avoid=[{"who": "村干部"}])
        issue(session, 3, "巷口积水", monday, source="visit", reporter_id=li.contact_id)
        issue(session, 4, "低保的事", monday, secret=True)
        issue(session, 5, "村支书吃请", monday, source="visit", reporter_id=li.contact_id,
              seen_by="township", avoid=[{"who": "村支书"}])  # fmt: skip
        row = handed(session, 1, monday)
        handed(session, 4, monday)
        photo_of(session, 1, tmp_path, monday, hand_over_id=row.id)
        photo_of(session, 2, tmp_path, monday)
        photo_of(session, 4, tmp_path, monday)
        gone = photo_of(session, 3, tmp_path, monday)
        gone.path = "no/such.jpg"
        said = words.keep(session, "支书占了河滩地", said_by=li.contact_id, now=monday)
        session.add(
            Duty(
                deputy_id=li.id, kind="grid_visit", period="2026-11-16", state="recorded",
                visits=2, recorded_at=monday - timedelta(days=5), words_id=said.id,
            )
        )  # fmt: skip
        about = session.scalars(select(Suggestion).where(Suggestion.title == "西坪饮水")).one()
        held = session.scalars(select(Issue).where(Issue.number == 2)).one()
        session.add(SuggestionIssue(suggestion_id=about.id, issue_id=held.id))
    with filled.read() as session:
        station = paper_scene.station(session)
        year = station_year(session, station, 2026, monday, (), tmp_path)
        before = station_year(session, station, 2025, monday, (), tmp_path)
    assert [row.number for row in year.register] == ["民1", "民3"]
    assert [one.noted_by for one in year.receptions] == [("周干事",)]
    assert [(one.number, one.bureau) for one in year.handed] == [("民1", "城关供电所")]
    assert [(one.deputy, one.visits, one.brought) for one in year.visits] == [
        ("李明", 2, "民3巷口积水")
    ]
    assert "东坪三组路灯" in [one.title for one in year.raised]
    assert "西坪饮水" not in [one.title for one in year.raised]
    assert {one.name for one in year.roster} == {"李明", "王芳", "赵刚"}
    assert {one.name: (one.count, one.of) for one in year.figures}["群众说好了"] == (1, 1)
    assert [one.caption for one in year.photos] == ["民1，城关供电所报来的"]
    assert year.photos_left == 1
    assert max(Image.open(io.BytesIO(year.photos[0].data)).size) <= 640
    assert b"SecretPhone" not in year.photos[0].data
    assert set(year.sample) == {"民1", "民3"}
    paper = opened(station_binder(year))
    text = texts(paper)
    assert len(paper.inline_shapes) == 1 and "换了五盏灯" in text and "城关镇政府一楼" in text
    assert "有经费" in text and "系统抽的：民1、民3" in text
    hidden = ("占地", "低保", "村支书", "河滩", "西坪饮水", PHONE, "民2", "民4", "民5")
    assert [word for word in hidden if word in text] == []
    assert before.register == before.handed == before.visits == ()
    assert texts(opened(station_binder(before))).count("本年没有记录。") >= 4


@pytest.mark.slow
def test_a_big_year_comes_in_volumes_that_hold_every_case_once_and_an_index(
    filled: Database, monday: datetime, tmp_path: Path
) -> None:
    with filled.write() as session:
        for number in range(1, 702):
            issue(session, number, f"第{number}处路灯不亮", monday)
        one = photo_of(session, 1, tmp_path, monday)
        for number in range(2, MOST + 9):
            same = photo_of(session, number, tmp_path, monday, path=one.path)
            same.state = "fetched"
    with filled.read() as session:
        year = station_year(session, paper_scene.station(session), 2026, monday, (), tmp_path)
    assert is_big(year) and len(year.photos) == MOST and year.photos_left == 8
    told: list[str] = []
    packed = zipfile.ZipFile(io.BytesIO(station_volumes(year, told.append)))
    names = packed.namelist()
    assert names[-1] == "00目录.docx" and names[:-1] == told
    registers = [name for name in names if "群众反映登记" in name]
    assert registers == [f"05群众反映登记-{at}.docx" for at in (1, 2, 3)]
    index = texts(Document(io.BytesIO(packed.read("00目录.docx"))))
    assert all(name in index for name in told) and "701件" in index
    numbers = [
        number
        for name in registers
        for number in re.findall(r"民(\d+)\n", texts(Document(io.BytesIO(packed.read(name)))))
    ]
    assert numbers == [str(number) for number in range(1, 702)]
    # Over HTTP it begins before it is whole.
    with running_office(filled, tmp_path, monday, build=lambda session, now: None) as office:
        desk = office.desk("郑科员")
        with filled.read() as session:
            number = paper_scene.station(session).id
        got = desk.http.get(
            f"{desk.base}/console/papers/binder/{number}?year=2026", stream=True, timeout=60
        )
        assert "Content-Length" not in got.headers
        assert "attachment" in got.headers["Content-Disposition"]
        sent = zipfile.ZipFile(io.BytesIO(got.content))
        assert sent.testzip() is None and set(registers) <= set(sent.namelist())
        assert sent.namelist()[-1] == names[-1]
    shapes = [len(Document(io.BytesIO(packed.read(name))).inline_shapes) for name in names]
    assert sum(shapes) == MOST and max(shapes) <= 48


def test_a_reception_day_is_written_down_once_and_counts_in_binder_and_duty_books(
    database: Database, tmp_path: Path, monday: datetime
) -> None:
    with running_office(database, tmp_path, monday, build=paper_scene.build) as office:
        with database.write() as session:
            second_township(session, monday)
            station = paper_scene.station(session).id
        desk, here = office.desk("周干事"), "/console/receptions"

        def sends(**fields: str) -> str:
            desk.get(f"{here}?station={station}")
            return words_of(desk.post(here, station=str(station), **fields))

        day = {"day": "2026-11-20", "visitors": "7"}
        assert "没有叫“生人”的代表" in sends(**day, deputies="李明、生人")
        assert "哪几位代表" in sends(**day, deputies="")
        assert "一年之内" in sends(day="2027-01-01", visitors="1", deputies="李明")
        for wrong in ("", "很多", "-1", "99999"):
            assert "写数字" in sends(day="2026-11-20", visitors=wrong, deputies="李明")
        noted = sends(**day, deputies="李明代表、王芳", matters="王大娘13812345678问低保；路灯")
        assert "11月20日的接待记下了" in noted and "来了7人" in noted and "李明、王芳接待" in noted
        assert "13812345678" not in noted and "〔电话〕" in noted
        # Once more for the same day is a correction, never a second day.
        assert "来了9人" in sends(**(day | {"visitors": "9"}), deputies="李明", matters="路灯")
        assert office.desk("冯干事").get(f"{here}?station={station}").status_code == 404
        with database.read() as session:
            row = paper_scene.station(session)
            year = station_year(session, row, 2026, monday, (), tmp_path)
            one = next(each for each in year.receptions if each.on == date(2026, 11, 20))
            assert (one.deputies, one.visitors, one.noted_by) == (("李明",), 9, ("周干事",))
            li, wang = (
                session.scalars(select(Deputy).where(Deputy.name == name)).one()
                for name in ("李明", "王芳")
            )
            figures = {each.name: each.count for each in book_of(session, li, 2026, monday).figures}
            assert (figures["进站接待"], figures["接待群众"]) == (1, 9)
            other = {each.name: each.count for each in book_of(session, wang, 2026, monday).figures}
            assert other["进站接待"] == 0


def test_what_is_drawn_is_the_same_for_everybody_today_and_another_tomorrow() -> None:
    numbers = [f"民{at}" for at in range(1, 200)]
    today = drawn(numbers, date(2026, 11, 23), 5)
    assert len(today) == 5 and today == drawn(numbers, date(2026, 11, 23), 5)
    assert today != drawn(numbers, date(2026, 11, 24), 5)
    assert drawn(numbers[:3], date(2026, 11, 23), 5) == tuple(numbers[:3])
    hits = {name for day in range(1, 29) for name in drawn(numbers, date(2026, 2, day), 5)}
    assert len(hits) > 60, "over a month many come up"
