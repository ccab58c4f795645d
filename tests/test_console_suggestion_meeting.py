"""The assignment meeting on the console: many suggestions to their bureaus at once, the papers
of it, and a bureau that confirms them all."""

import io
import zipfile
from typing import Any

import pytest
from docx import Document
from sqlalchemy import event, select

from bot.actions.suggestions import drafts
from bot.domain.workflow import Party
from bot.store.models import (
    Assignment,
    Bureau,
    Grid,
)
from tests.console_suggestion_parts import HERE, filed, scene_in, send
from tests.pages_parts import Office, words_of


@pytest.fixture
def office(year_end_office: Office) -> Office:
    return year_end_office


def test_bureaus_are_named_in_words_once_for_the_whole_page(office: Office) -> None:
    numbers = filed(office, 3)
    desk = office.desk("郑科员")
    page = desk.get(f"{HERE}/meeting").text
    assert page.count('value="县水利局"></option>') == 1
    data = [("number", str(n)) for n in numbers]
    data += [(f"lead-{n}", "县水利局") for n in numbers]
    data.append((f"supporting-{numbers[0]}", "县交通局、县人民法院"))
    assert "3件都交办了" in send(desk, f"{HERE}/meeting", data)
    with office.town.database.read() as session:
        rows = session.scalars(select(Assignment)).all()
        assert len(rows) == 5
        assert {row.role for row in rows if row.bureau.name == "县人民法院"} == {"supporting"}


def test_a_longer_meeting_asks_the_store_no_more_than_its_items_need(office: Office) -> None:
    def statements(count: int) -> int:
        numbers = filed(office, count)
        desk = office.desk("郑科员")
        data = [("number", str(n)) for n in numbers]
        data += [(f"lead-{n}", "县水利局") for n in numbers]
        data += [(f"supporting-{n}", "县交通局、县人民法院") for n in numbers]
        asked: list[str] = []

        def see(*given: Any) -> None:
            asked.append(given[2])

        engine = office.town.database.engine
        event.listen(engine, "before_cursor_execute", see)
        desk.get(f"{HERE}/meeting")
        assert f"{count}件都交办了" in send(desk, f"{HERE}/meeting", data)
        event.remove(engine, "before_cursor_execute", see)
        return len(asked)

    two, six = statements(2), statements(6)
    assert (six - two) / 4 <= 30, (two, six)


def test_a_bureau_is_found_by_the_end_of_its_name_and_the_helping_one_stands_there(
    office: Office,
) -> None:
    with office.town.database.write() as session:
        session.add(Bureau(code="B-JJ", name="县公安局交警大队", kind="county_bureau"))
        scene = scene_in(office, session)
        row = scene.draft(title="换主管道")
        drafts.write(
            session,
            row,
            drafts.writer(session, row, None, scene.now),
            now=scene.now,
            proposal="请县水利局牵头，县交通局配合，换主管道。",
        )
        lead = scene.actor("李明", row, Party.DEPUTY)
        drafts.submit(session, row, lead, now=scene.now)
        scene.review(row)
        number = row.draft_number
    desk = office.desk("郑科员")
    page = desk.get(f"{HERE}/meeting").text
    assert f'name="lead-{number}" value="县水利局"' in page
    assert f'name="supporting-{number}" value="县交通局"' in page
    given = [("number", str(number)), (f"lead-{number}", "交警大队")]
    assert "1件都交办了" in send(desk, f"{HERE}/meeting", given)
    with office.town.database.read() as session:
        assert session.scalars(select(Assignment)).one().bureau.name == "县公安局交警大队"


def test_a_meeting_with_one_wrong_name_assigns_nothing_and_loses_nothing(office: Office) -> None:
    first, second = filed(office, 2)
    desk = office.desk("郑科员")
    desk.get(f"{HERE}/meeting")
    data = [("number", str(first)), ("number", str(second)), ("name", "第一次交办会")]
    data += [(f"lead-{first}", "县水利局"), (f"lead-{second}", "县水力局")]
    said = send(desk, f"{HERE}/meeting", data)
    assert "“县水力局”，名册里没有这个单位" in said
    with office.town.database.read() as session:
        assert not session.scalars(select(Assignment)).all()
    answer = desk.http.post(
        f"{desk.base}{HERE}/meeting", data=[("csrf_token", desk.token()), *data], timeout=20
    )
    assert 'value="县水力局"' in answer.text and 'value="第一次交办会"' in answer.text
    assert answer.text.count("checked") == 2
    # Another officer assigns one of them meanwhile: who, and to whom, is told.
    other = office.desk("卫主任")
    other.get(f"{HERE}/meeting")
    one = [("number", str(first)), (f"lead-{first}", "县交通局")]
    assert "1件都交办了" in send(other, f"{HERE}/meeting", one)
    data[-1] = (f"lead-{second}", "县水利局")
    late = send(desk, f"{HERE}/meeting", data)
    assert "卫主任今天已经交办给县交通局了" in late
    assert "1件都交办了" in send(desk, f"{HERE}/meeting", [data[1], *data[2:]])


def test_a_name_that_several_bodies_have_is_picked_beside_its_item(office: Office) -> None:
    first, second = filed(office, 2)
    with office.town.database.write() as session:
        for code in ("B2", "B6"):
            body = session.scalars(select(Bureau).where(Bureau.code == code)).one()
            body.grid = session.scalars(select(Grid).where(Grid.level == "township")).first()
            body.kind, body.aliases = "township_government", ["两家都叫的"]
    desk = office.desk("郑科员")
    desk.get(f"{HERE}/meeting")
    data = [("number", str(first)), ("number", str(second))]
    data += [(f"lead-{first}", "两家都叫的"), (f"lead-{second}", "县人民法院")]
    asked = desk.http.post(
        f"{desk.base}{HERE}/meeting", data=[("csrf_token", desk.token()), *data], timeout=20
    ).text
    assert "有几个单位叫“两家都叫的”" in asked and 'name="which" value="县水利局"' in asked
    picked = [("which-of", str(first)), ("which-name", "两家都叫的"), ("which", "县交通局")]
    assert "2件都交办了" in send(desk, f"{HERE}/meeting", data + picked)
    with office.town.database.read() as session:
        rows = session.scalars(select(Assignment).order_by(Assignment.id))
        assert [row.bureau.name for row in rows] == ["县交通局", "县人民法院"]


def test_an_empty_meeting_form_and_a_wrong_day_are_told_in_a_sentence(office: Office) -> None:
    (number,) = filed(office, 1)
    desk = office.desk("郑科员")
    desk.get(f"{HERE}/meeting")
    assert "先勾上要交办的" in send(desk, f"{HERE}/meeting", [])
    data = [("number", str(number)), (f"lead-{number}", "县水利局"), ("on", "昨天")]
    assert "请选一个日子" in send(desk, f"{HERE}/meeting", data)
    assert "先勾上要交办的" in send(desk, f"{HERE}/meeting", [("number", "999999")])


def test_a_township_assigns_to_bodies_of_its_own_only(office: Office) -> None:
    with office.town.database.write() as session:
        scene = scene_in(office, session)
        about = scene.draft("吕乡", title="硬化东坪村三组道路")
        drafts.submit(session, about, scene.actor("吕乡", about, Party.DEPUTY), now=scene.now)
        scene.review(about)
        number = about.draft_number
    desk = office.desk("冯主席")
    page = desk.get(f"{HERE}/meeting").text
    assert "硬化东坪村三组道路" in page and "县水利局" not in page
    data = [("number", str(number)), (f"lead-{number}", "县水利局")]
    assert "名册里没有这个单位" in send(desk, f"{HERE}/meeting", data)
    data[1] = (f"lead-{number}", "B3")
    assert "1件都交办了" in send(desk, f"{HERE}/meeting", data)


def test_after_the_meeting_the_sheet_to_sign_and_every_letter_are_there(office: Office) -> None:
    numbers = filed(office, 2)
    desk = office.desk("郑科员")
    desk.get(f"{HERE}/meeting")
    data = [("number", str(n)) for n in numbers] + [("name", "年初交办会")]
    data += [(f"lead-{n}", "县水利局") for n in numbers]
    data.append((f"supporting-{numbers[0]}", "县交通局"))
    assert "2件都交办了" in send(desk, f"{HERE}/meeting", data)
    assert "2件，3份交办" in words_of(desk.get(f"{HERE}/meetings"))
    asked = "name=年初交办会&day=2026-12-31"
    sheet = desk.get(f"{HERE}/meetings/signatures.docx?{asked}")
    rows = Document(io.BytesIO(sheet.content)).tables[0].rows
    text = "\n".join(cell.text for row in rows for cell in row.cells)
    assert "县交通局" in text and "改造1组管网" in text
    letters = desk.get(f"{HERE}/meetings/letters.zip?{asked}")
    names = zipfile.ZipFile(io.BytesIO(letters.content)).namelist()
    assert len(names) == 3 and any(name.startswith("县交通局/") for name in names)
    for path in ("signatures.docx", "letters.zip"):
        assert desk.get(f"{HERE}/meetings/{path}?name=没有&day=2026-12-31").status_code == 404
        assert desk.get(f"{HERE}/meetings/{path}?name=年初交办会&day=x").status_code == 404
        assert office.desk("冯主席").get(f"{HERE}/meetings/{path}?{asked}").status_code == 404


def test_a_bureau_confirms_everything_by_one_click(office: Office) -> None:
    with office.town.database.write() as session:
        scene = scene_in(office, session)
        scene.assigned(title="改造东坪管网")
        scene.assigned(title="改造西坪管网")
    phone = office.phone("钱水")
    assert "全部收到（2件没签收）" in words_of(phone.get("/p/suggestions"))
    said = words_of(phone.post("/p/suggestions/received"))
    assert "2件" in said and "全部收到" not in said
    with office.town.database.read() as session:
        assert {row.state for row in session.scalars(select(Assignment))} == {"received"}
    other = office.phone("李明")
    other.get("/p/suggestions")
    assert other.post("/p/suggestions/received").status_code == 404
