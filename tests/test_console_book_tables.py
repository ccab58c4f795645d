"""The books of the roster taken away and brought back as tables: tried first,
mistakes named by their row."""

import io
import re

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from bot.store.models import (
    Audit,
    Bureau,
    Deputy,
    Officer,
)
from tests.book_parts import upload_book
from tests.console_parts import everything
from tests.pages_parts import Office, words_of


@pytest.fixture
def office(two_townships: Office) -> Office:
    return two_townships


def test_a_downloaded_book_runs_nothing_holds_no_telephone_and_comes_back_unchanged(
    office: Office,
) -> None:
    with office.town.database.write() as session:
        session.scalars(select(Deputy).where(Deputy.code == "D1")).one().occupation = "=1+1"
        session.scalars(select(Bureau).where(Bureau.code == "B1")).one().aliases = ["@供电所"]
    desk = office.desk("郑科员")
    for key in ("places", "stations", "deputies", "bureaus", "liaisons", "officers", "groups"):
        answer = desk.get(f"/console/book/{key}.xlsx?which=all")
        assert answer.status_code == 200, key
        book = load_workbook(io.BytesIO(answer.content))
        for row in book.active.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert str(cell.value or "")[:1] not in ("=", "@", "+", "-")
                assert "1380000" not in str(cell.value or "")
        desk.get("/console/book-import")
        tried = desk.post("/console/book-import", {"file": (f"{key}.xlsx", answer.content)})
        text = words_of(tried)
        assert "没有错，还没有写" in text, text[-700:]
        assert "新增0" in text or key == "groups"
        if key == "deputies":
            # Where everybody is put stands in it, and is the same when it comes back.
            where = {row[1].value: row[6].value for row in book.active.iter_rows(min_row=2)}
            assert where["李明"] == "QH010101" and "改动0" in text


def test_an_upload_is_tried_first_and_written_only_by_a_second_click(office: Office) -> None:
    desk = office.desk("郑科员")
    tables: dict[str, list[list[object]]] = {
        "代表": [["编码", "姓名", "层级", "网格"], ["D7", "孙新", "县", "QH010201"]]
    }
    office.desk("周干事")
    desk.get("/console/book-import")
    before = everything(office.town.database)
    text = upload_book(desk, tables)
    assert "代表：新增1，改动0" in text and everything(office.town.database) == before
    word = re.search(r'name="word" value="(\w+)"', desk.page.text if desk.page else "")
    assert word
    other = office.desk("周干事")
    other.get("/console/new")
    assert other.post("/console/book-import/do", word=word[1]).status_code == 404
    kept = list((office.settings.media_dir / "tables").iterdir())
    assert len(kept) == 1 and "孙新".encode() not in kept[0].read_bytes()
    assert "导入好了：新增1行" in words_of(desk.post("/console/book-import/do", word=word[1]))
    assert "已经导入了" in words_of(desk.post("/console/book-import/do", word=word[1]))
    assert "放太久了" in words_of(desk.post("/console/book-import/do", word="0" * 16))
    again = upload_book(desk, tables)
    assert "跟名册一样，不用导入" in again and "就这样导入" not in again
    assert "孙新" in words_of(desk.get("/console/book/deputies"))
    with office.town.database.read() as session:
        clerk = session.scalars(select(Officer).where(Officer.name == "郑科员")).one()
        rows = session.scalars(select(Audit).where(Audit.act == "roster.import")).all()
        assert [row.contact_id for row in rows] == [clerk.contact_id]


def test_a_code_used_again_for_somebody_else_is_shown_old_and_new_and_wants_a_tick(
    office: Office,
) -> None:
    desk = office.desk("郑科员")
    with office.town.database.read() as session:
        sun = session.scalars(select(Deputy).where(Deputy.name == "李明")).one()
        code, row, bound = sun.code, sun.id, sun.contact_id
    head: list[object] = ["编码", "姓名", "层级", "职业职务"]
    desk.get("/console/book-import")
    text = upload_book(desk, {"代表": [head, [code, "李大明", "乡", "种香菇"]]})
    assert f"像是换了人，请一个一个看 代表 {code}：姓名 李明 → 李大明，层级 县 → 乡" in text
    # Of one row the others are counted, not named.
    assert "王芳" not in text and "没在这张表里，不会动" in text

    def field(name: str) -> str:
        assert desk.page is not None
        found = re.search(rf'name="{name}" value="(\w+)"', desk.page.text)
        assert found
        return found[1]

    def word() -> str:
        return field("word")

    def seen() -> str:
        return field("seen")

    before = everything(office.town.database)
    answer = desk.http.post(
        f"{desk.base}/console/book-import/do",
        data={"csrf_token": desk.token(), "word": word()},
        timeout=20,
    )
    assert answer.status_code == 422 and "看过了在下面打个勾" in words_of(answer)
    assert everything(office.town.database) == before
    desk.page = answer
    # Somebody sets one of these cells by hand after it was shown: it is shown anew instead.
    with office.town.database.write() as session:
        session.get_one(Deputy, row).occupation = "养蜂"
    shown = {"seen": seen(), "sure": "yes", "csrf_token": desk.token(), "word": word()}
    before = everything(office.town.database)
    answer = desk.http.post(f"{desk.base}/console/book-import/do", data=shown, timeout=20)
    assert answer.status_code == 422 and "有人改了名册里的这些行" in words_of(answer)
    assert everything(office.town.database) == before
    desk.page = answer
    last = {"word": word(), "sure": "yes", "seen": seen()}
    assert "导入好了" in words_of(desk.post("/console/book-import/do", **last))
    with office.town.database.read() as session:
        same = session.get_one(Deputy, row)
        assert (same.name, same.contact_id) == ("李大明", bound)
    # The row itself says who did it and what it was; so does the record, by name.
    page = words_of(desk.get(f"/console/book/deputies/{row}"))
    assert "郑科员 改了：用表格，姓名（原来李明）、层级（原来县）、职业职务" in page
    record = words_of(desk.get("/console/record"))
    assert f"代表 李大明（{code}）" in record and "县里.xlsx：新增0行，改动1行" in record
    # What is no other person is told old and new, and wants no tick.
    desk.get("/console/book-import")
    text = upload_book(desk, {"代表": [head, [code, "李大明", "乡", "种木耳"]]})
    assert "职业职务 种香菇 → 种木耳" in text and "像是换了人" not in text


def test_mistakes_of_an_upload_are_named_by_row_and_nothing_is_written(office: Office) -> None:
    desk = office.desk("郑科员")
    desk.get("/console/book-import")
    before = everything(office.town.database)
    text = upload_book(
        desk,
        {
            "代表": [
                ["编码", "姓名", "层级"],
                ["D7", "孙新", "县"],
                ["D8", "", "部级"],
                ["D7", "甲", "县"],
            ]
        },
    )
    assert "有3处错，什么都没有写" in text
    assert "表“代表”第3行“姓名”：不能空着" in text and "第3行“层级”：不认识“部级”" in text
    assert "第4行“编码”：和第2行重复" in text
    for name, data in (("x.xlsx", b"no"), ("x.pdf", b"%PDF"), ("", b""), ("x.csv", b"\xff\xfe")):
        desk.get("/console/book-import")
        answer = desk.post("/console/book-import", {"file": (name, data)} if name else None)
        assert answer.status_code == 422, name
    assert everything(office.town.database) == before
