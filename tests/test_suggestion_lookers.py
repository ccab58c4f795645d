"""Who looks at suggestions on the console without deciding them: committees at what they watch,
supervisors at their key items, a bureau's liaison person at their own bureaus' list."""

import io
import re
from datetime import datetime

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import officers
from bot.actions.suggestions import ratings, receipts, replies, supervision
from bot.domain.calendars import local_day
from bot.domain.workflow import Party
from bot.store.models import Assignment, Bureau, BureauLiaison, Suggestion, SupervisionLog
from tests.pages_parts import Office, words_of
from tests.suggestion_parts import Scene
from tests.test_suggestion_pages import do

HERE = "/console/suggestions"


def more_officers(session: Session, now: datetime) -> None:
    """A committee's officer, another one's, and the water bureau's liaison person with a login, who
    is the roads bureau's as well."""
    officers.add(session, code="C1", name="林委员", role="committee", now=now, topics=["农村农业"])
    officers.add(session, code="C2", name="古委员", role="committee", now=now, topics=["教育"])
    qian = session.scalars(select(BureauLiaison).where(BureauLiaison.name == "钱水")).one()
    officers.add(session, code="C3", name="钱水", role="bureau", now=now, liaison=qian)
    roads = session.scalars(select(Bureau).where(Bureau.name == "县交通局")).one()
    session.add(
        BureauLiaison(
            code="L-2",
            bureau=roads,
            contact=qian.contact,
            name="钱水",
            position="B",
            since=local_day(now),
        )
    )


@pytest.fixture
def office(year_end_office: Office) -> Office:
    """建1 is the water bureau's, 建2 the court's, 建3 the roads bureau's; 县水利局 is watched by
    农业农村委, of which 林委员 is."""
    town = year_end_office.town
    with town.database.write() as session:
        now = town.clock.now()
        more_officers(session, now)
        scene = Scene(session, now)
        scene.received()
        scene.assigned("县人民法院", title="加强巡回审判")
        scene.assigned("县交通局", title="修通西坪村路")
    desk = year_end_office.desk("郑科员")
    desk.get(f"{HERE}/key")
    desk.post(f"{HERE}/key/pair", committee="农业农村委", bureau="县水利局")
    desk.get(f"{HERE}/key")
    said = words_of(desk.post(f"{HERE}/key/member", committee="农业农村委", officer="C1"))
    assert "林委员记在农业农村委了，可他还没有账号" in said
    return year_end_office


def number_of(office: Office, title: str) -> int:
    with office.town.database.read() as session:
        found = session.scalars(select(Suggestion).where(Suggestion.title.contains(title)))
        return found.one().draft_number


def test_a_committee_looks_at_what_its_bureaus_have_and_at_nothing_else(office: Office) -> None:
    water, court = number_of(office, "供水"), number_of(office, "巡回审判")
    desk = office.desk("林委员")
    listed = words_of(desk.get(HERE))
    assert "供水" in listed and "巡回审判" not in listed and "开交办会" not in listed
    page = words_of(desk.get(f"/console/suggestion/{water}"))
    assert "县水利局" in page and "督办日志" not in page
    assert desk.get(f"/console/suggestion/{court}").status_code == 404
    desk.get(HERE)
    for role in ("office", "supervisor"):
        act = {"role": role, "act": "supervise", "text": "去现场看了"}
        desk.post(f"/console/suggestion/{water}/act", **act)
        desk.get(HERE)
    with office.town.database.read() as session:
        assert session.scalars(select(SupervisionLog)).all() == []
    assert "供水" not in words_of(office.desk("古委员").get(HERE))
    assert office.desk("古委员").get(f"/console/suggestion/{water}").status_code == 404
    assert desk.get(f"{HERE}/key").status_code == 404


def test_a_committee_that_watches_nobody_has_no_members_and_a_slip_is_taken_back(
    office: Office,
) -> None:
    desk, water = office.desk("郑科员"), number_of(office, "供水")

    def sends(act: str, **fields: str) -> str:
        desk.get(f"{HERE}/key")
        return words_of(desk.post(f"{HERE}/key/{act}", **fields))

    assert "没有叫“不存在委”的委员会" in sends("member", committee="不存在委", officer="C1")
    member = office.desk("林委员")
    assert "林委员在农业农村委，登录后" in sends("member", committee="农业农村委", officer="C1")
    assert "农业农村委对口县交通局" in sends("pair", committee="农业农村委", bureau="县交通局")
    page = desk.get(f"{HERE}/key")
    rows = dict(re.findall(r'value="(\d+)"><button[^>]*>去掉<span[^>]*>([^<]+)<', page.text))
    ids = {name: row for row, name in rows.items()}
    assert "农业农村委不再对口县交通局" in sends("unpair", row=ids["县交通局"])
    assert member.get(f"/console/suggestion/{water}").status_code == 200
    assert "它督办的件他看不到了" in sends("leave", row=ids["林委员"])
    assert member.get(f"/console/suggestion/{water}").status_code == 404
    assert "委员会去掉了一个人" in words_of(desk.get("/console/record"))
    assert desk.post(f"{HERE}/key/leave", row="99").status_code == 404


def test_who_supervises_a_key_item_writes_its_log_and_reads_no_rating(office: Office) -> None:
    court = number_of(office, "巡回审判")
    with office.town.database.write() as session:
        scene = Scene(session, office.town.clock.now())
        row = session.scalars(
            select(Assignment).join(Suggestion).where(Suggestion.draft_number == court)
        ).one()
        about = row.suggestion
        desk_of_it = scene.office(about)
        day = local_day(scene.now)
        supervision.mark_key(
            session, about, desk_of_it, decided_on=day, now=scene.now, committee="农业农村委"
        )
        receipts.confirm(session, row, scene.liaison(row), now=scene.now)
        letter = replies.Letter(scene.words("每月巡回一次"), "孔院长", "A", place="西坪村")
        replies.reply(session, row, scene.liaison(row), letter, now=scene.now)
        lead = scene.actor("李明", about, Party.DEPUTY)
        ratings.rate(session, about, lead, "unsatisfied", scene.words("人没来"), now=scene.now)
    desk = office.desk("林委员")
    assert "您督办的重点件 已答复" in words_of(desk.get(f"{HERE}?stage=all"))
    watched = words_of(desk.get(f"{HERE}?stage=watched"))
    assert "我督办的重点件 1" in watched and "巡回审判" in watched and "供水" not in watched
    # The office sees which are key items; whom they are not given to is asked for none.
    office_list = words_of(office.desk("郑科员").get(f"{HERE}?stage=all"))
    assert "重点督办" in office_list and "您督办的" not in office_list
    assert "我督办的" not in words_of(office.desk("古委员").get(HERE))
    assert "督办日志" in words_of(desk.get(f"/console/suggestion/{court}"))
    said = do(desk, court, "supervisor", "supervise", text="去西坪村看了巡回审判点")
    assert "记下了" in said and "人没来" not in said and "不满意" not in said
    with office.town.database.read() as session:
        log = session.scalars(select(SupervisionLog)).one()
        assert log.words.text == "去西坪村看了巡回审判点"


def test_a_bureaus_person_has_the_list_of_every_own_bureau_on_console_and_telephone(
    office: Office,
) -> None:
    for browser, list_at, table_at in (
        (office.desk("钱水"), HERE, f"{HERE}/own.xlsx"),
        (office.phone("钱水"), "/p/suggestions", "/p/suggestions.xlsx"),
    ):
        listed = words_of(browser.get(list_at))
        assert "供水" in listed and "西坪村路" in listed and "巡回审判" not in listed
        sheet = load_workbook(io.BytesIO(browser.get(table_at).content)).worksheets[0]
        cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}
        assert {"承办单位", "县水利局", "县交通局"} <= cells
        assert not any("巡回审判" in cell for cell in cells)
    assert office.desk("郑科员").get(f"{HERE}/own.xlsx").status_code == 404


def test_a_leader_looks_at_key_items_and_figures_and_at_no_sealed_rating(office: Office) -> None:
    number = number_of(office, "改造东坪村供水管网")
    with office.town.database.write() as session:
        now = office.town.clock.now()
        officers.add(session, code="F1", name="方副主任", role="leader", now=now)
        row = session.scalars(select(Assignment).where(Assignment.received_at.is_not(None))).one()
        scene = Scene(session, now)
        supervision.mark_key(
            session,
            row.suggestion,
            scene.office(row.suggestion),
            decided_on=local_day(now),
            now=now,
        )
        replies.show_draft(session, row, scene.liaison(row), scene.words("草稿里的话"), now=now)
        letter = replies.Letter(scene.words("换好了"), "高局长", "A", place="东坪村口")
        replies.reply(session, row, scene.liaison(row), letter, now=now)
        about = row.suggestion
        ratings.rate(session, about, scene.lead(about), "unsatisfied", None, now=now)
    desk = office.desk("方副主任")
    links = desk.get(HERE).text
    assert f'"{HERE}/key"' in links and f'"{HERE}/figures"' in links
    key = words_of(desk.get(f"{HERE}/key"))
    assert "改造东坪村供水管网" in key
    assert "<form" not in str(desk.page.text if desk.page else "").partition("<main")[2]
    page = desk.get(f"{HERE}/figures").text
    assert "代表怎么评的是密封的" in page and "figure=replied_in_time" in page
    assert "figure=satisfied" not in page and page.count("<dt>满意</dt><dd>0／1") == 1
    asked = f"{HERE}/figures/cases?year=2026&by=bureau&group=（全部）&figure="
    assert desk.get(f"{asked}replied_in_time").status_code == 200
    assert desk.get(f"{asked}satisfied").status_code == 404
    assert desk.get(f"{HERE}/figures.xlsx?year=2026").status_code == 200
    assert desk.get(f"{HERE}/key/sheets.docx").status_code == 404
    case = words_of(desk.get(f"/console/suggestion/{number}"))
    assert "换好了" in case and "草稿里的话" not in case and "不满意" not in case
