"""What the office does with many suggestions: the assignment meeting, sessions, sheets typed in,
tables taken in, ledgers, key items, figures with their cases."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from bot.actions.suggestions import drafts, looking_back, promises, replies, supervision
from bot.actions.suggestions.replies import Letter
from bot.domain.calendars import local_day
from bot.domain.workflow import Party
from bot.store.database import Database
from bot.store.models import (
    Assignment,
    CongressSession,
    Deputy,
    Grid,
    KeySupervision,
    Suggestion,
    SuggestionFile,
)
from tests import suggestion_parts
from tests.pages_parts import Browser, Office, running_office, words_of
from tests.pages_scene import picture
from tests.suggestion_parts import NEW_YEARS_EVE, Scene
from tests.test_suggestion_pages import PEOPLE

HERE = "/console/suggestions"


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Iterator[Office]:
    with running_office(
        database, tmp_path, NEW_YEARS_EVE, build=suggestion_parts.build, more_people=PEOPLE
    ) as running:
        yield running


def scene_in(office: Office, session: object) -> Scene:
    return Scene(session, office.town.clock.now(), None)  # type: ignore[arg-type]


def filed(office: Office, count: int) -> list[int]:
    with office.town.database.write() as session:
        scene = scene_in(office, session)
        return [scene.filed(title=f"改造{n}组管网").draft_number for n in range(count)]


def send(desk: Browser, path: str, data: list[tuple[str, str]]) -> str:
    """A form with several fields of one name."""
    answer = desk.http.post(
        f"{desk.base}{path}", data=[("csrf_token", desk.token()), *data], timeout=20
    )
    return words_of(answer)


# ------------------------------------------------------------------ the assignment meeting


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


# ------------------------------------------------------------------ sessions and sheets


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
    assert "等审核的 1" in words_of(desk.get(HERE))


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
    assert "第4行：没有此人：名册里没有" in said and "第5行：缺建议" in said
    desk.get(f"{HERE}/sheets")
    again = desk.post(f"{HERE}/import", [("table", ("建议.xlsx", made, "application/x"))])
    assert "已有1件跳过" in words_of(again)
    desk.get(f"{HERE}/sheets")
    answer = desk.post(f"{HERE}/import", [("table", ("a.xlsx", b"PK rubbish", "x"))])
    assert answer.status_code == 400 and "打不开" in words_of(answer)
    empty = desk.get(f"{HERE}/import.xlsx")
    assert load_workbook(io.BytesIO(empty.content)).active["A1"].value == "外部编号"


# ------------------------------------------------------------------ files of the text


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


# ------------------------------------------------------------------ ledgers, key items, figures


def answered(office: Office) -> None:
    """One answered in class B with a promise, one being handled."""
    with office.town.database.write() as session:
        scene = scene_in(office, session)
        row = scene.received(title="改造东坪村供水管网")
        letter = Letter(
            words=scene.words("明年汛前换主管道。"),
            signer="王局长",
            outcome_class="B",
            promise=scene.words("换三公里主管道"),
            promise_until=date(2027, 4, 30),
            condition="资金到位后",
        )
        replies.reply(session, row, scene.liaison(row), letter, now=scene.now)
        scene.assigned("县交通局", title="修复西坪村水渠")


def test_promises_stand_in_a_ledger_by_day_with_what_waits_beside_them(office: Office) -> None:
    answered(office)
    with office.town.database.write() as session:
        scene = scene_in(office, session)
        row = session.scalars(select(Assignment).where(Assignment.state == "replied")).one()
        words = scene.words("管子还没换")
        deputy = scene.lead(row.suggestion)
        looking_back.propose_class(session, row, deputy, "C", words, now=scene.now)
    desk = office.desk("郑科员")
    page = words_of(desk.get(f"{HERE}/promises"))
    assert "县水利局：换三公里主管道（资金到位后）" in page and "4月30日" in page
    assert "提议改为C类：管子还没换" in page
    assert "换三公里主管道" not in words_of(desk.get(f"{HERE}/promises?state=kept"))
    assert "换三公里主管道" not in words_of(desk.get(f"{HERE}/promises?after=2027-05-01.1"))
    book = load_workbook(io.BytesIO(desk.get(f"{HERE}/promises.xlsx").content))
    assert book.active["D2"].value == "换三公里主管道"
    # The presidium has the promises of its own congress, none here; a station has no ledger.
    assert "换三公里主管道" not in words_of(office.desk("冯主席").get(f"{HERE}/promises"))
    assert office.desk("周干事").get(f"{HERE}/promises").status_code == 404
    with office.town.database.write() as session:
        scene = scene_in(office, session)
        row = session.scalars(select(Assignment).where(Assignment.state == "replied")).one()
        promise = promises.of_suggestion(session, row.suggestion)[0]
        done = scene.words("四月换好了，水压正常")
        promises.keep(session, promise, scene.liaison(row), done, now=scene.now)
    assert "换三公里主管道" in words_of(desk.get(f"{HERE}/promises?state=kept"))


def test_key_items_of_a_year_their_people_and_the_november_report(office: Office) -> None:
    answered(office)
    with office.town.database.write() as session:
        scene = scene_in(office, session)
        about = session.scalars(select(Suggestion).where(Suggestion.serial == 2)).one()
        supervision.mark_key(
            session,
            about,
            scene.office(about),
            decided_on=date(2026, 12, 30),
            now=scene.now,
            leading_officer="马副县长",
        )
        number = str(about.draft_number)
    desk = office.desk("郑科员")
    page = words_of(desk.get(f"{HERE}/key"))
    assert "2026年交办2件，重点1件" in page and "马副县长" in page
    assert desk.get(f"{HERE}/key/sheets.docx").content[:2] == b"PK"
    assert desk.get(f"{HERE}/key/evaluation.docx").content[:2] == b"PK"
    assert desk.get(f"{HERE}/key/nothing.docx").status_code == 404
    desk.get(f"{HERE}/key")
    assert "记下了" in words_of(desk.post(f"{HERE}/key/report", number=number, on="2026-12-31"))
    with office.town.database.read() as session:
        key = session.scalars(select(KeySupervision)).one()
        assert key.report_received_on == date(2026, 12, 31)
    desk.get(f"{HERE}/key")
    assert "日子还没到" in words_of(desk.post(f"{HERE}/key/report", number=number, on="2027-03-01"))
    desk.get(f"{HERE}/key")
    said = words_of(desk.post(f"{HERE}/key/pair", committee="农业农村委", bureau="县水利局"))
    assert "农业农村委对口县水利局" in said
    assert office.desk("冯主席").get(f"{HERE}/key").status_code == 404


def test_every_figure_opens_the_cases_that_it_counts(office: Office) -> None:
    answered(office)
    desk = office.desk("郑科员")
    page = desk.get(f"{HERE}/figures?year=2026")
    said = words_of(page)
    assert "县水利局" in said and "程序办结" in said and "落实销号：有凭据" in said
    answer = desk.get(f"{HERE}/figures/cases?year=2026&by=bureau&group=县水利局&figure=class_a")
    assert "一件也没有" in words_of(answer)
    answer = desk.get(
        f"{HERE}/figures/cases?year=2026&by=bureau&group=县水利局&figure=class_a&rest=yes"
    )
    assert "改造东坪村供水管网" in words_of(answer) and "修复西坪村水渠" not in words_of(answer)
    for by in ("topic", "township", "class", "source"):
        assert desk.get(f"{HERE}/figures?year=2026&by={by}").status_code == 200
    book = load_workbook(io.BytesIO(desk.get(f"{HERE}/figures.xlsx?year=2026").content))
    assert book.worksheets[0]["A2"].value == "（全部）"
    assert desk.get(f"{HERE}/figures/bureau/B2.docx?year=2026").content[:2] == b"PK"
    for table in ("assessment", "problems"):
        sheets = load_workbook(io.BytesIO(desk.get(f"{HERE}/{table}.xlsx?year=2026").content))
        assert "县水利局" in {row[0].value for row in sheets.worksheets[0].iter_rows()}
        assert office.desk("冯主席").get(f"{HERE}/{table}.xlsx").status_code == 404
    assert desk.get(f"{HERE}/figures/bureau/B99.docx").status_code == 404
    assert desk.get(f"{HERE}/figures/cases?figure=nothing").status_code == 404


def test_a_presidium_counts_its_own_congress_only(office: Office) -> None:
    answered(office)
    desk = office.desk("冯主席")
    said = words_of(desk.get(f"{HERE}/figures?year=2026"))
    assert "城关镇人大建议的数字" in said and "县水利局" not in said
    assert desk.get(f"{HERE}/figures/bureau/B2.docx?year=2026").status_code == 404
    assert office.desk("周干事").get(f"{HERE}/figures").status_code == 404


RUBBISH = ("", "x", "-1", "9" * 40, "'\"><script>", "=1+1", "2026-13-45", "😀" * 300)
FORMS = {
    f"{HERE}/meeting": ("number", "lead-1", "supporting-1", "on", "name", "after"),
    f"{HERE}/sessions": ("area", "term", "number", "opens", "closes", "submit_until", "session"),
    f"{HERE}/sheets": ("deputy", "title", "situation", "proposal", "source", "congress"),
    f"{HERE}/sheets/in": ("number",),
    f"{HERE}/import": ("table",),
    f"{HERE}/key/report": ("number", "on"),
    f"{HERE}/key/pair": ("committee", "bureau"),
    f"{HERE}/keep": ("name", "stage", "q"),
    f"{HERE}/drop": ("filter",),
}
#: The page whose token the form carries.
PAGES = {f"{HERE}/key/report": f"{HERE}/key", f"{HERE}/key/pair": f"{HERE}/key"}


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_rubbish_in_a_form_is_answered_in_a_sentence_and_never_breaks_anything(
    office: Office, form: str
) -> None:
    filed(office, 1)
    desk = office.desk("郑科员")
    for rubbish in RUBBISH:
        desk.get(PAGES.get(form, f"{HERE}/sheets"))
        answer = desk.post(form, **dict.fromkeys(FORMS[form], rubbish))
        assert answer.status_code in (200, 400, 404), (rubbish, answer.status_code)
        assert "<script>" not in answer.text
    for path in ("", "/promises", "/key", "/figures", "/figures/cases", "/meeting"):
        for name in ("after", "year", "by", "group", "figure", "from", "state"):
            answer = desk.get(f"{HERE}{path}", params={name: "9" * 30 + "x"})
            assert answer.status_code in (200, 404), (path, name)


def test_no_form_of_these_pages_works_without_its_token(office: Office) -> None:
    desk = office.desk("郑科员")
    for form in FORMS:
        answer = desk.http.post(desk.base + form, data={"name": "x"}, timeout=20)
        assert answer.status_code == 400, form
