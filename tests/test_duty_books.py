"""代表履职手册 (X36): a deputy's own year from what was reported once, for the deputy and the
county office only; no score, nothing about anybody."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import docx
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.papers.duty_book import duty_books
from bot.papers.gather.duty_books import all_books, book_of
from bot.store.database import Database
from bot.store.models import Audit, Deputy, Issue, Rating, Suggestion
from tests import paper_scene
from tests.console_parts import second_township
from tests.pages_parts import Office, running_office, words_of
from tests.test_console_papers import said_in
from tests.test_console_roles import more_officers


@pytest.fixture
def office(database: Database, tmp_path: Path, monday: datetime) -> Iterator[Office]:
    with running_office(database, tmp_path, monday, build=paper_scene.build) as running:
        town = running.town
        with database.write() as session:
            second_township(session, monday)
            more_officers(session, monday)
        town.says("大娘", "东坪村三组路灯不亮好几天了")
        town.says("李明", "收到，我明天去看")
        town.says("李明", "今天走访了东坪村，三组的桥栏杆断了一截")
        with database.write() as session:
            _rated(session, monday)
        yield running


def _rated(session: Session, now: datetime) -> None:
    """李明 was not satisfied with one reply, which 王芳 found fair."""
    case = session.scalars(select(Suggestion).where(Suggestion.title == "西坪饮水")).one()
    for name, lead, grade in (("李明", True, "unsatisfied"), ("王芳", False, "fair")):
        deputy = session.scalars(select(Deputy).where(Deputy.name == name)).one()
        session.add(
            Rating(
                suggestion_id=case.id,
                round=1,
                deputy_id=deputy.id,
                lead=lead,
                grade=grade,
                at=now,
            )
        )


def test_a_deputy_reads_and_prints_the_own_year_without_entering_anything(office: Office) -> None:
    phone = office.phone("李明")
    assert "我的履职手册" in words_of(phone.get("/p/mine"))
    page = words_of(phone.get("/p/duty-book"))
    assert "进网格走访 1 次" in page and "走访1次" in page
    assert "民1" in page and "路灯" in page and "桥栏杆" in page
    assert "西坪饮水" in page and "不满意" in page and "换完主管道" in page
    assert "基本满意" not in page, "what another deputy thinks is sealed"
    assert "分" not in page.replace("不打分", ""), "no score"
    paper = said_in(phone, "/p/duty-book.docx")
    assert "李明" in paper and "走访1次" in paper and "不满意" in paper
    assert "走访1次" not in words_of(phone.get("/p/duty-book?year=2025"))
    for odd in ("year=9999", "year=x", "as=D2", "year=2026&as=D1"):
        assert phone.get(f"/p/duty-book?{odd}").status_code == 200, odd
        assert "李明" in words_of(phone.get(f"/p/duty-book?{odd}")), odd


def test_what_became_about_somebody_or_secret_leaves_the_book(office: Office) -> None:
    with office.town.database.write() as session:
        for issue in session.scalars(select(Issue)):
            if "桥" in issue.title:
                issue.seen_by, issue.avoid = "county", [{"who": "村支书"}]
            else:
                issue.secret = True
    page = words_of(office.phone("李明").get("/p/duty-book"))
    assert "走访1次" in page, "the visit counts all the same"
    assert "桥栏杆" not in page and "路灯不亮" not in page and "民1" not in page


def test_the_county_office_has_every_book_and_nobody_else_has_one(office: Office) -> None:
    with office.town.database.read() as session:
        li = session.scalars(select(Deputy.id).where(Deputy.name == "李明")).one()
    county = office.desk("郑科员")
    listed = words_of(county.get("/console/papers/duty-books"))
    assert "李明" in listed and "王芳" in listed and "2026年手册" in listed
    found = words_of(county.get("/console/papers/duty-books?q=王&year=2025"))
    assert "王芳" in found and "李明" not in found and "2025年手册" in found
    assert "没有这样的代表" in words_of(county.get("/console/papers/duty-books?q=%25"))
    book = f"/console/papers/duty-book/{li}.docx"
    assert "不满意" in said_in(county, book)
    said_in(office.phone("李明"), "/p/duty-book.docx")
    with office.town.database.read() as session:
        (printed,) = session.scalars(select(Audit).where(Audit.act == "paper.duty_book"))
        assert (printed.thing_id, printed.fact) == (li, "2026"), "the office's alone is on record"
    assert "打印了代表的履职手册" in words_of(county.get("/console/record?group=papers"))
    assert county.get("/console/papers/duty-book/99999999999.docx").status_code == 404
    for name in ("周干事", "冯干事", "高主任", "林委员", "孙电", "秘书"):
        desk = office.desk(name)
        for path in ("/console/papers/duty-books", book):
            assert desk.get(path).status_code in (403, 404), (name, path)
    for name in ("大娘", "孙电"):
        phone = office.phone(name)
        assert phone.get("/p/duty-book").status_code == 404, name
        assert phone.get("/p/duty-book.docx").status_code == 404, name
        assert "我的履职手册" not in words_of(phone.get("/p/mine")), name


def test_the_whole_county_is_bound_one_book_for_each_mandate(
    office: Office, monday: datetime
) -> None:
    out = io.BytesIO()
    with office.town.database.write() as session:
        wang = session.scalars(select(Deputy).where(Deputy.name == "王芳")).one()
        wang.until = date(2026, 6, 30)
        zhao = session.scalars(select(Deputy).where(Deputy.name == "赵刚")).one()
        zhao.since, zhao.until = date(2021, 1, 1), date(2025, 12, 31)
    with office.town.database.read() as session:
        assert duty_books(all_books(session, 2026, monday), out) == 2
    packed = zipfile.ZipFile(out)
    assert packed.namelist() == ["D1李明.docx", "D2王芳.docx"]
    paper = docx.Document(io.BytesIO(packed.read("D2王芳.docx")))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert "2026年1月1日到2026年6月30日" in cells and "基本满意" in cells
    with office.town.database.read() as session:
        zhao = session.scalars(select(Deputy).where(Deputy.name == "赵刚")).one()
        assert book_of(session, zhao, 2026, monday).visits == ()
