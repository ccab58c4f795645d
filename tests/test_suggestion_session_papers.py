"""Papers around a session: what deputies read before they write, and the ballot on the report."""

import io
from datetime import date

import pytest
from docx import Document
from sqlalchemy import select

from bot.actions.suggestions import exemplars, ratings, replies
from bot.domain.workflow import Party
from bot.papers.gather import letters
from bot.papers.replies import explanation_notice
from bot.store.models import Suggestion
from tests.pages_parts import Office
from tests.suggestion_parts import NEW_YEARS_EVE, Scene

HERE = "/console/suggestions"


@pytest.fixture
def office(year_end_office: Office) -> Office:
    return year_end_office


def words_in(made: bytes) -> str:
    paper = Document(io.BytesIO(made))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in paper.paragraphs), *cells])


def test_what_deputies_read_before_a_session_names_no_citizen_and_no_rating(
    office: Office,
) -> None:
    town = office.town
    for name in ("大娘", "大爷", "二婶", "三叔"):
        town.says(name, "东坪村三组自来水停了好几天了，我是张桂花，电话13812345678")
    for name in ("甲", "乙", "丙"):
        town.says(name, "东坪村村支书把低保给他家亲戚，没人管")
    with town.database.write() as session:
        scene = Scene(session, town.clock.now())
        row = scene.received(title="改造东坪村供水管网")
        about = row.suggestion
        letter = replies.Letter(
            scene.words("列入计划"), "王局长", "B",
            promise=scene.words("换三公里主管道"),
            promise_until=date(2027, 4, 30),
        )  # fmt: skip
        replies.reply(session, row, scene.liaison(row), letter, now=scene.now)
        lead = scene.actor("李明", about, Party.DEPUTY)
        ratings.rate(session, about, lead, "unsatisfied", scene.words("糊弄"), now=scene.now)
        exemplars.choose(session, about, scene.office(about), "写得实", now=scene.now)
    desk = office.desk("郑科员")
    said = words_in(desk.get(f"{HERE}/material.docx").content)
    assert "停水" in said or "自来水" in said
    assert "4人" in said and "换三公里主管道" in said and "写得实" in said
    for kept in ("张桂花", "13812345678", "村支书", "低保", "不满意", "糊弄"):
        assert kept not in said
    assert office.desk("冯主席").get(f"{HERE}/material.docx").status_code == 404
    # The notice to explain goes to the bureau: of one lead deputy the grade would name the person.
    with town.database.read() as session:
        about = session.scalars(select(Suggestion)).one()
        notice = words_in(explanation_notice(letters.explanation(session, about, NEW_YEARS_EVE)))
    assert "没有达到要求" in notice and "满意" not in notice and "李明" not in notice


def test_the_ballot_lists_every_lead_bureau_by_name_and_asks_for_no_name(office: Office) -> None:
    with office.town.database.write() as session:
        scene = Scene(session, office.town.clock.now())
        scene.assigned(title="改造管网", supporting=("县交通局",))
        scene.assigned("县人民法院", title="巡回审判")
    desk = office.desk("郑科员")
    said = words_in(desk.get(f"{HERE}/ballot.docx?year=2026").content)
    assert "县水利局" in said and "县人民法院" in said and "县交通局" not in said
    assert "无记名" in said and "姓名" not in said
    assert office.desk("冯主席").get(f"{HERE}/ballot.docx").status_code == 404
