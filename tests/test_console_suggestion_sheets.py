"""Sessions of a congress, sheets typed in, tables taken in, and the files of a text."""

import io
from datetime import timedelta

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from bot.domain.calendars import local_day
from bot.store.models import (
    CongressSession,
    Deputy,
    Grid,
    Suggestion,
    SuggestionFile,
)
from tests.console_suggestion_parts import HERE, scene_in
from tests.pages_parts import Office, words_of
from tests.pages_scene import picture


@pytest.fixture
def office(year_end_office: Office) -> Office:
    return year_end_office


def test_a_session_is_entered_with_its_closing_time_and_can_be_moved(office: Office) -> None:
    desk = office.desk("郑科员")
    page = desk.get(f"{HERE}/sessions").text
    assert "16届6次会议" in page
    area = page.split('<option value="')[1].split('"')[0]
    days = {"opens": "2027-01-11", "closes": "2027-01-14"}
    late = {**days, "submit_until": "2027-01-15T08:00"}
    new = {"area": area, "term": "17", "number": "1"}
    assert "日期对不上" in words_of(desk.post(f"{HERE}/sessions", **new, **late))
    good = {**days, "submit_until": "2027-01-13T12:00"}
    assert "登记好了：17届1次" in words_of(desk.post(f"{HERE}/sessions", **new, **good))
    assert "已经登记过" in words_of(desk.post(f"{HERE}/sessions", **new, **good))
    with office.town.database.read() as session:
        row = session.scalars(select(CongressSession).where(CongressSession.term == 17)).one()
        known = str(row.id)
    moved = {**days, "submit_until": "2027-01-13T18:30"}
    assert "改好了" in words_of(desk.post(f"{HERE}/sessions", session=known, **moved))
    assert "18:30" in words_of(desk.get(f"{HERE}/sessions"))
    # A township's presidium sees its own only, and nobody else sees any.
    assert "17届1次" not in words_of(office.desk("冯主席").get(f"{HERE}/sessions"))
    other = office.desk("冯主席")
    other.get(f"{HERE}/sessions")
    assert other.post(f"{HERE}/sessions", session=known, **moved).status_code == 404
    assert office.desk("周干事").get(f"{HERE}/sessions").status_code == 404


def test_the_office_enters_a_townships_session_and_the_township_its_own(office: Office) -> None:
    with office.town.database.write() as session:
        for row in session.scalars(select(CongressSession)):
            if row.congress == "township":
                session.delete(row)
    days = {"opens": "2026-12-01", "closes": "2026-12-02", "submit_until": "2026-12-01T12:00"}
    town = words_of(office.desk("冯主席").get(f"{HERE}/sessions"))
    assert "还没有登记过会议" in town
    desk = office.desk("郑科员")
    page = desk.get(f"{HERE}/sessions").text
    with office.town.database.read() as session:
        area = session.scalars(select(Grid).where(Grid.level == "township")).one()
        name, wanted = area.name, str(area.id)
    assert f'<option value="{wanted}">{name}人大</option>' in page
    said = words_of(desk.post(f"{HERE}/sessions", area=wanted, term="10", number="4", **days))
    assert "登记好了：10届4次" in said
    assert "10届4次" in words_of(office.desk("冯主席").get(f"{HERE}/sessions"))


SHEET = {
    "source": "motion",
    "deputy": "李明",
    "signers": "陈桂",
    "title": "关于改造东坪村供水管网的议案",
    "situation": "东坪村一到夏天就停水。",
    "proposal": "请列入明年饮水计划。",
}


def test_sheets_are_typed_in_one_after_another_and_handed_in_together(office: Office) -> None:
    desk = office.desk("郑科员")
    desk.get(f"{HERE}/sheets")
    files = [("files", ("议案.jpg", picture(), "image/jpeg"))]
    answer = desk.post(f"{HERE}/sheets", files, **SHEET)
    assert "存好了" in words_of(answer) and answer.url.endswith("source=motion")
    # The page is empty again, the source stays.
    assert (
        'value="motion" selected' in answer.text
        and 'value="李明"' not in answer.text.split("autofocus")[0].rsplit("<input", 1)[1]
    )
    desk.post(f"{HERE}/sheets", **{**SHEET, "title": "关于西坪村道路的建议", "source": "session"})
    assert "名册里没有" in words_of(desk.post(f"{HERE}/sheets", **{**SHEET, "deputy": "没有此人"}))
    assert "写一下建议" in words_of(desk.post(f"{HERE}/sheets", **{**SHEET, "proposal": " "}))
    with office.town.database.read() as session:
        rows = session.scalars(select(Suggestion).order_by(Suggestion.id)).all()
        assert [(row.source, row.came_by, row.state) for row in rows] == [
            ("motion", "sheet", "draft"),
            ("session", "sheet", "draft"),
        ]
        # A motion that is handled as a suggestion is called one.
        assert rows[0].title.endswith("供水管网的建议")
        assert session.scalars(select(SuggestionFile.name)).all() == ["议案.jpg"]
    assert "我录的，还没交 2" in words_of(desk.get(f"{HERE}/sheets"))
    assert "录入了还没交的" in words_of(desk.get(HERE))
    assert "交上去2件" in words_of(desk.post(f"{HERE}/sheets/in"))
    with office.town.database.read() as session:
        assert {row.state for row in session.scalars(select(Suggestion))} == {"reviewing"}


def test_a_sheet_can_be_handed_in_as_it_is_typed_but_not_by_another_congress(
    office: Office,
) -> None:
    desk = office.desk("郑科员")
    desk.get(f"{HERE}/sheets")
    said = words_of(desk.post(f"{HERE}/sheets", **SHEET, hand_in="yes"))
    assert "已交上去审核" in said
    other = office.desk("冯主席")
    page = other.get(f"{HERE}/sheets").text
    assert 'value="吕乡"' in page and 'value="李明"' not in page
    assert "不在您这里" in words_of(other.post(f"{HERE}/sheets", **SHEET))
    assert "还在别处审的 1" in words_of(desk.get(HERE))


def table(*rows: list[str]) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "代表建议"
    sheet.append(["外部编号", "标题", "领衔代表", "情况", "建议"])
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_whom_the_roster_knows_is_never_said_to_be_missing_from_it(office: Office) -> None:
    town = office.town
    with town.database.write() as session:
        gone = session.scalars(select(Deputy).where(Deputy.name == "陈桂")).one()
        gone.until = local_day(town.clock.now()) - timedelta(days=3)
        until = gone.until.isoformat()
    desk = office.desk("郑科员")
    for field, name, why in (
        ("deputy", "陈桂", f"陈桂：做代表到{until}为止，现在不是了"),
        ("signers", "吕乡", "吕乡：是乡镇人大代表，不是这一级的"),
        ("signers", "没有此人", "没有此人：名册里没有"),
    ):
        desk.get(f"{HERE}/sheets")
        said = words_of(desk.post(f"{HERE}/sheets", **{**SHEET, field: name}))
        assert why in said, said


def test_a_table_is_taken_in_and_wrong_rows_are_named_with_their_numbers(office: Office) -> None:
    desk = office.desk("郑科员")
    desk.get(f"{HERE}/sheets")
    made = table(
        ["S1", "改造管网", "李明", "夏天停水。", "请改造。"],
        ["", "", "", "", ""],
        ["S2", "修路", "没有此人", "路坏了。", "请修。"],
        ["S3", "路灯", "李明", "晚上黑。", ""],
    )
    answer = desk.post(f"{HERE}/import", [("table", ("建议.xlsx", made, "application/x"))])
    said = words_of(answer)
    assert "导入1件草稿" in said and "有错2行" in said
    assert "第4行“领衔代表”：没有此人：名册里没有" in said
    assert "第5行“建议”：没有填" in said
    desk.get(f"{HERE}/sheets")
    again = desk.post(f"{HERE}/import", [("table", ("建议.xlsx", made, "application/x"))])
    assert "已有1件跳过" in words_of(again)
    desk.get(f"{HERE}/sheets")
    answer = desk.post(f"{HERE}/import", [("table", ("a.xlsx", b"PK rubbish", "x"))])
    assert answer.status_code == 400 and "打不开" in words_of(answer)
    empty = desk.get(f"{HERE}/import.xlsx")
    assert load_workbook(io.BytesIO(empty.content)).active["A1"].value == "外部编号"


def test_files_of_a_draft_are_added_and_taken_out_until_it_is_filed(office: Office) -> None:
    phone = office.phone("李明")
    phone.get("/p/suggestions")
    phone.post("/p/suggestions/new")
    text = {
        "role": "deputy",
        "act": "write",
        "title": "改造管网",
        "situation": "东坪村夏天停水。",
        "analysis": "管道老化。",
        "proposal": "请改造。",
    }
    files = [
        ("files", ("水管 现状.jpg", picture(), "image/jpeg")),
        ("files", ("测算.pdf", b"%PDF-1.4 x", "application/pdf")),
    ]
    answer = phone.post("/p/suggestion/1/act", files, **text)
    assert "存好了" in words_of(answer) and "测算.pdf" in answer.text
    media = [part.split('"')[0] for part in answer.text.split("/p/suggestion/1/file/")[1:]]
    assert len(media) == 2
    assert phone.get(f"/p/suggestion/1/file/{media[0]}").status_code == 200
    # Nobody else, while it is a draft.
    assert office.phone("钱水").get(f"/p/suggestion/1/file/{media[0]}").status_code == 404
    phone.get("/p/suggestion/1")
    answer = phone.post("/p/suggestion/1/act", **text, drop=media[1])
    assert "测算.pdf" not in answer.text and "水管 现状.jpg" in answer.text
    assert phone.get(f"/p/suggestion/1/file/{media[1]}").status_code == 404
    phone.get("/p/suggestion/1")
    phone.post("/p/suggestion/1/act", role="deputy", act="submit")
    with office.town.database.write() as session:
        scene = scene_in(office, session)
        about = session.scalars(select(Suggestion)).one()
        scene.review(about)
    desk = office.desk("郑科员")
    desk.get("/console/suggestion/1")
    desk.post("/console/suggestion/1/act", role="office", act="assign", leads="B2")
    bureau = office.phone("钱水")
    assert "水管 现状.jpg" in bureau.get("/p/suggestion/1").text
    assert bureau.get(f"/p/suggestion/1/file/{media[0]}").status_code == 200
    phone.get("/p/suggestion/1")
    answer = phone.post("/p/suggestion/1/act", **text, drop=media[0])
    assert bureau.get(f"/p/suggestion/1/file/{media[0]}").status_code == 200


def test_a_file_that_is_no_paper_and_no_picture_is_refused_and_changes_nothing(
    office: Office,
) -> None:
    phone = office.phone("李明")
    phone.get("/p/suggestions")
    phone.post("/p/suggestions/new")
    files = [("files", ("x.exe", b"MZ rubbish", "application/x"))]
    answer = phone.post(
        "/p/suggestion/1/act", files, role="deputy", act="write", title="改造", situation="停水"
    )
    assert "只收照片" in words_of(answer)
    with office.town.database.read() as session:
        assert session.scalars(select(Suggestion)).one().version == 0
