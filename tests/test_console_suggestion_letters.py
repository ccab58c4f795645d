"""The letters of a meeting are drafted, signed and numbered together; each keeps its own record."""

import io
import zipfile

import pytest
from sqlalchemy import select

from bot.actions import audit
from bot.store.models import Assignment, Paper
from tests.console_suggestion_parts import HERE, filed, send
from tests.pages_parts import Browser, Office, words_of

LETTERS = f"{HERE}/meetings/letters"
MEETING = "name=年初交办会&day=2026-12-31"


@pytest.fixture
def office(year_end_office: Office) -> Office:
    return year_end_office


def held(office: Office, count: int) -> Browser:
    """A desk that has assigned ``count`` of them in one meeting, each to a lead bureau."""
    numbers = filed(office, count)
    desk = office.desk("郑科员")
    desk.get(f"{HERE}/meeting")
    data = [("number", str(n)) for n in numbers] + [("name", "年初交办会")]
    data += [(f"lead-{n}", "县水利局" if n % 2 else "县交通局") for n in numbers]
    assert f"{count}件都交办了" in send(desk, f"{HERE}/meeting", data)
    desk.get(f"{LETTERS}?{MEETING}")
    return desk


def note(desk: Browser, office: Office, act: str, given: str = "", *, only: int = 0) -> str:
    """All of the meeting, or the first few."""
    with office.town.database.read() as session:
        rows = session.scalars(
            select(Assignment.id).order_by(Assignment.bureau_id, Assignment.id)
        ).all()
    data = [("letter", str(row)) for row in (rows[:only] if only else rows)]
    data += [("act", act), ("given", given), ("name", "年初交办会"), ("day", "2026-12-31")]
    return send(desk, LETTERS, data)


def test_a_whole_meetings_letters_are_signed_and_numbered_by_three_clicks(office: Office) -> None:
    desk = held(office, 6)
    page = words_of(desk.get(f"{LETTERS}?{MEETING}"))
    assert "还没记拟稿的 6" in page and "一起记签发、编号" in words_of(desk.get(f"{HERE}/meetings"))
    assert "6份记下了：拟稿了" in note(desk, office, "draft")
    assert "6份记下了：方主任签发" in note(desk, office, "sign", "方主任")
    said = note(desk, office, "issue", "青人代工函〔2026〕09号")
    assert "6份编了号、用了印：青人代工函〔2026〕09号到青人代工函〔2026〕14号" in said
    with office.town.database.read() as session:
        found = session.scalars(select(Paper).order_by(Paper.number)).all()
        assert [row.number[-3:] for row in found] == [f"{n:02d}号" for n in range(9, 15)]
        assert {row.signer for row in found} == {"方主任"}
        assert len({(row.suggestion_id, row.bureau_id) for row in found}) == 6
        for row in found:
            last = audit.last(session, "paper", row.id)
            assert last is not None and last[:2] == ("郑科员", "paper.issue")
    assert "编了号、用了印的 6" in words_of(desk.get(f"{LETTERS}?{MEETING}"))
    sealed = desk.get(f"{LETTERS}.zip?{MEETING}")
    names = zipfile.ZipFile(io.BytesIO(sealed.content)).namelist()
    assert len(names) == 6 and not any("草稿" in name for name in names)


def test_some_of_them_are_picked_and_the_others_wait(office: Office) -> None:
    desk = held(office, 4)
    note(desk, office, "draft")
    assert "2份记下了" in note(desk, office, "sign", "方主任", only=2)
    page = words_of(desk.get(f"{LETTERS}?{MEETING}"))
    assert "拟好了，等签发的 2" in page and "签发了，等编号用印的 2" in page
    # Those that nobody has signed get no number, and then none does.
    assert "不能编号用印" in note(desk, office, "issue", "〔2026〕1号")
    with office.town.database.read() as session:
        assert not session.scalars(select(Paper).where(Paper.number != "")).all()
    assert "记下了" in note(desk, office, "issue", "〔2026〕1号", only=1)


def test_a_number_that_another_letter_has_stops_them_all(office: Office) -> None:
    desk = held(office, 4)
    note(desk, office, "draft")
    note(desk, office, "sign", "方主任")
    note(desk, office, "issue", "〔2026〕3号", only=1)
    with office.town.database.read() as session:
        rest = session.scalars(select(Assignment.id).order_by(Assignment.bureau_id)).all()[1:]
    data = [("letter", str(row)) for row in rest] + [("act", "issue"), ("given", "〔2026〕2号")]
    data += [("name", "年初交办会"), ("day", "2026-12-31")]
    assert "〔2026〕3号" in send(desk, LETTERS, data)
    with office.town.database.read() as session:
        numbers = session.scalars(select(Paper.number).where(Paper.number != "")).all()
    assert list(numbers) == ["〔2026〕3号"]


@pytest.mark.parametrize(
    ("act", "given", "says"),
    [
        ("sign", "方主任", "还没拟稿"),
        ("issue", "〔2026〕1号", "还没拟稿"),
        ("draft", "", "记下了"),
    ],
)
def test_the_order_of_the_acts_is_kept(office: Office, act: str, given: str, says: str) -> None:
    assert says in note(held(office, 2), office, act, given)


def test_a_number_without_a_figure_or_nothing_ticked_is_told(office: Office) -> None:
    desk = held(office, 2)
    note(desk, office, "draft")
    note(desk, office, "sign", "方主任")
    assert "方主任" in note(desk, office, "issue", "方主任")
    empty = [("act", "draft"), ("name", "年初交办会"), ("day", "2026-12-31")]
    assert "还没有勾" in send(desk, LETTERS, empty)


def test_nobody_else_opens_or_notes_them(office: Office) -> None:
    held(office, 2)
    for name in ("冯主席", "周干事"):
        other = office.desk(name)
        assert other.get(f"{LETTERS}?{MEETING}").status_code in (403, 404), name
        note(other, office, "draft")
    with office.town.database.read() as session:
        assert not session.scalars(select(Paper)).all()
    assert office.desk("郑科员").get(f"{LETTERS}?name=x&day=x").status_code == 404
