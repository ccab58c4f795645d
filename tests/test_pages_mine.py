"""「我的事」 of a bureau with many cases: all confirmed at once, by due day, as a table to keep."""

import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from bot.store.models import HandOver, Issue
from tests.pages_parts import Office, words_of
from tests.suggestion_parts import Scene


@pytest.fixture
def office(office: Office) -> Office:
    for n in range(3):
        office.town.says(f"村民{n}", f"东坪村第{n + 1}组路灯不亮好几天了，我电话1381234567{n}")
        office.town.says("周干事", f"民{n + 1}转供电所")
    return office


def states(office: Office) -> list[str]:
    with office.town.database.read() as session:
        return list(session.scalars(select(HandOver.state).order_by(HandOver.id)))


def test_a_bureau_confirms_all_that_is_new_by_one_click(office: Office) -> None:
    phone = office.phone("孙电")
    assert "全部签收（3件）" in words_of(phone.get("/p/mine"))
    assert "好，3件都签收了" in words_of(phone.post("/p/mine/received"))
    assert states(office) == ["received"] * 3
    assert "全部签收" not in words_of(phone.get("/p/mine"))


def test_suggestions_among_them_are_said_and_have_a_list_of_their_own(
    year_end_office: Office,
) -> None:
    office = year_end_office
    with office.town.database.write() as session:
        Scene(session, office.town.clock.now()).assigned()
    page = words_of(office.phone("钱水").get("/p/mine"))
    assert "代表建议（在办1件）" in page and "全部签收（1件，有代表建议1件）" in page


def test_only_a_bureaus_own_are_confirmed_and_nobody_elses(office: Office) -> None:
    other = office.phone("钱水")
    other.get("/p/mine")
    for who in ("钱水", "大娘", "李明"):
        phone = office.phone(who)
        phone.get("/p/mine.xlsx")
        assert "全部签收（" not in words_of(phone.get("/p/mine")), who
    page = office.phone("孙电")
    page.get("/p/mine")
    token = page.token()
    stranger = office.phone("大娘")
    stranger.get("/p/mine")
    stranger.http.post(stranger.base + "/p/mine/received", data={"csrf_token": token}, timeout=20)
    assert states(office) == ["handed_over"] * 3


def test_what_is_in_hand_comes_as_a_table_without_names_and_telephones(office: Office) -> None:
    with office.town.database.write() as session:
        session.get_one(Issue, 2).title = '=HYPERLINK("http://x")'
    answer = office.phone("孙电").get("/p/mine.xlsx")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows())
    said = [str(cell.value) for row in rows for cell in row]
    assert len(rows) == 4 and [row[1].value for row in rows[1:]] == ["民1", "民2", "民3"]
    assert all(cell.data_type != "f" for row in rows for cell in row)
    assert not any("1381234567" in text or "村民" in text for text in said)
