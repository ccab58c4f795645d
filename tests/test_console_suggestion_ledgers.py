"""What was promised, what is watched, what is counted: ledgers, key items,
figures with their cases."""

import io
from datetime import date, timedelta

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import select

from bot.actions.suggestions import (
    handling,
    looking_back,
    parties,
    promises,
    replies,
    succession,
    supervision,
)
from bot.actions.suggestions.replies import Letter
from bot.domain.calendars import local_day
from bot.domain.workflow import Party
from bot.store.models import (
    Assignment,
    KeySupervision,
    Suggestion,
)
from tests.console_suggestion_parts import HERE, scene_in
from tests.pages_parts import Office, words_of


@pytest.fixture
def office(year_end_office: Office) -> Office:
    return year_end_office


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
    kept = words_of(desk.get(f"{HERE}/promises?state=kept"))
    assert "换三公里主管道" in kept and "代表说没落实" not in kept
    with office.town.database.write() as session:
        scene = scene_in(office, session)
        row = session.scalars(select(Assignment).where(Assignment.state == "replied")).one()
        deputy = scene.actor("李明", row, Party.DEPUTY)
        promises.deny(session, row, deputy, scene.words("没有的事"), now=scene.now)
    assert "说落实了，代表说没落实" in words_of(desk.get(f"{HERE}/promises?state=kept"))


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
        row = parties.assignments_of(session, about)[0]
        said = scene.words("设计做完了，正在招标")
        handling.progress(session, row, scene.liaison(row), said, now=scene.now)
        number = str(about.draft_number)
    desk = office.desk("郑科员")
    page = words_of(desk.get(f"{HERE}/key"))
    assert "2026年交办2件，其中重点1件" in page and "马副县长" in page
    # Decided after the year's report was due: the next one is asked for next autumn.
    assert "2027年10月8日" in page and "绿灯" in page
    assert desk.get(f"{HERE}/key/sheets.docx").content[:2] == b"PK"
    assert desk.get(f"{HERE}/key/evaluation.docx").content[:2] == b"PK"
    assert desk.get(f"{HERE}/key/nothing.docx").status_code == 404
    desk.get(f"{HERE}/key")
    noted = desk.post(f"{HERE}/key/report", number=number, year="2026", on="2026-12-31")
    # Back on the page of the very year, where the item stands.
    assert "记下了" in words_of(noted) and noted.url.endswith("/key?year=2026")
    with office.town.database.read() as session:
        key = session.scalars(select(KeySupervision)).one()
        assert key.report_received_on == date(2026, 12, 31)
    desk.get(f"{HERE}/key")
    assert "日子还没到" in words_of(desk.post(f"{HERE}/key/report", number=number, on="2027-03-01"))
    # What the members judge by in November: what was done with it, not that nothing is known.
    sheet = Document(io.BytesIO(desk.get(f"{HERE}/key/evaluation.docx").content))
    cells = "\n".join(cell.text for cell in sheet.tables[0].columns[1].cells)
    assert "没有记录" not in cells and "人大交办（县交通局）" in cells
    assert "正在招标" in cells
    page = f"/console/suggestion/{number}"
    assert "马副县长领办" in words_of(desk.get(page))
    answer = desk.post(f"{page}/act", role="office", act="unmark_key", text="点错了一件")
    assert "不再列为重点督办" in words_of(answer) and "马副县长领办" not in words_of(answer)
    assert "其中重点0件" in words_of(desk.get(f"{HERE}/key"))
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


def test_the_office_sets_the_topic_right_and_figures_follow(office: Office) -> None:
    answered(office)
    desk = office.desk("郑科员")
    with office.town.database.read() as session:
        number = session.scalars(select(Suggestion.draft_number).order_by(Suggestion.id)).first()
    page = desk.get(f"/console/suggestion/{number}")
    assert 'name="topic"' in page.text
    sent = desk.post(f"/console/suggestion/{number}/topic", topic="教育文体")
    assert "以后算在“教育文体”里" in words_of(sent)
    assert "没有“路”这个专题" in words_of(
        desk.post(f"/console/suggestion/{number}/topic", topic="路")
    )
    figures = words_of(desk.get(f"{HERE}/figures?year=2026&by=topic"))
    assert "教育文体" in figures


def test_a_townships_desk_names_who_goes_on_with_what_nobody_follows(office: Office) -> None:
    with office.town.database.write() as session:
        scene = scene_in(office, session)
        about = scene.filed("王芳", "清理村头垃圾")
        number, name = about.draft_number, about.number
        about.lead.until = local_day(scene.now) - timedelta(days=1)
    office.town.clock.forward(days=4)  # Monday
    with office.town.database.write() as session:
        assert succession.look(session, now=office.town.clock.now()) == 1
    assert str(name) in office.town.last_told("冯主席")
    chief, here = office.desk("冯主席"), f"/console/suggestion/{number}"
    assert "换届以后没有代表跟的建议" in words_of(chief.get("/console/"))
    page = chief.get(here)
    said = words_of(page)
    assert "已卸任，还没有代表接着跟" in said and "定谁接着跟" in said
    assert "赵刚（" in said and "李明（" not in said
    answer = words_of(chief.post(f"{here}/act", role="office", act="hand_on", successor="D3"))
    assert "由赵刚代表接着跟" in answer and "定谁接着跟" not in answer
    assert "换届后" in office.town.last_told("赵刚")
    assert "没有代表跟的建议" not in words_of(chief.get("/console/"))
    # The list names who goes on with it, and who raised it.
    listed = words_of(chief.get("/console/suggestions?stage=assign"))
    assert "赵刚代表（接王芳代表）" in listed
