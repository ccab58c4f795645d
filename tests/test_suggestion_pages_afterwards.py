"""What follows an assignment, by page: several items answered together, key items with several
supervisors, promises, look-backs, versions with what changed."""

import io
import re
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from bot.actions.rules import set_rule
from bot.actions.suggestions import looking_back
from bot.store.models import (
    Assignment,
    KeySupervision,
    LookBack,
    Officer,
    OfficerRole,
    Promise,
    Reply,
    Suggestion,
    Supervisor,
)
from tests.pages_parts import Office, words_of
from tests.pages_scene import picture
from tests.small_county import SINCE, person
from tests.suggestion_parts import Scene
from tests.test_suggestion_pages import do


@pytest.fixture
def office(year_end_office: Office) -> Office:
    return year_end_office


def scene_in(office: Office, session: object) -> Scene:
    return Scene(session, office.town.clock.now())


def given_to_bureau(office: Office, *titles: str) -> list[int]:
    with office.town.database.write() as session:
        scene = scene_in(office, session)
        return [scene.received(title=title).suggestion.draft_number for title in titles]


LETTER = {
    "text": "两处管网都列入明年计划。",
    "signer": "王局长",
    "class": "B",
    "promise": "汛前换好主管道",
    "until": "2027-04-30",
    "condition": "资金到位后",
}


def test_several_items_are_answered_with_one_letter_by_one_form(office: Office) -> None:
    first, second, third = given_to_bureau(office, "改造东坪管网", "改造西坪管网", "清淤")
    phone = office.phone("钱水")
    page = phone.get(f"/p/suggestion/{first}").text
    assert "同一份答复，一并答复这几件" in page and "改造西坪管网" in page
    said = do(phone, first, "bureau", "reply", row="1", joint=str(second), **LETTER)
    assert "改造东坪管网" in said and "改造西坪管网" in said
    with office.town.database.read() as session:
        rows = session.scalars(select(Reply).order_by(Reply.id)).all()
        assert [row.joint_id for row in rows] == [None, rows[0].id]
        states = dict(
            session.execute(
                select(Suggestion.draft_number, Assignment.state).join(
                    Assignment, Assignment.suggestion_id == Suggestion.id
                )
            ).all()
        )
        assert states == {first: "replied", second: "replied", third: "received"}
        assert len(session.scalars(select(Promise)).all()) == 2


def test_a_county_that_wants_three_supervisors_gets_three_and_no_fewer(office: Office) -> None:
    (number,) = given_to_bureau(office, "改造东坪管网")
    with office.town.database.write() as session:
        now = office.town.clock.now()
        set_rule(session, "key_supervision.supervisors", 3, origin="test", now=now)
        for code, name in (("V1", "方明"), ("V2", "周正"), ("V3", "李文")):
            officer = Officer(code=code, contact=person(session, name, now), name=name, since=SINCE)
            session.add(officer)
            session.flush()
            session.add(OfficerRole(officer_id=officer.id, role="leader", since=SINCE))
    desk = office.desk("郑科员")
    # Ticked one by one: on a computer nobody has to hold a key to choose three.
    assert "勾3位" in words_of(desk.get(f"/console/suggestion/{number}"))

    def mark(*codes: str) -> str:
        token = desk.token()
        data = [("csrf_token", token), ("role", "office"), ("act", "mark_key")]
        data += [("decided_on", "2026-12-30"), ("leading_officer", "马副县长")]
        data += [("supervisors", code) for code in codes]
        answer = desk.http.post(
            f"{desk.base}/console/suggestion/{number}/act", data=data, timeout=20
        )
        return words_of(answer)

    assert "3" in mark("V1", "V2")
    with office.town.database.read() as session:
        assert not session.scalars(select(KeySupervision)).all()
    assert "12月30日" in mark("V1", "V2", "V3")
    with office.town.database.read() as session:
        assert len(session.scalars(select(Supervisor)).all()) == 3
    page = words_of(desk.get("/console/suggestions/key?year=2026"))
    assert "方明、周正、李文" in page and "马副县长" in page
    said = do(desk, number, "office", "supervise", text="方主任看了现场，主管道已开挖。")
    assert "主管道已开挖" in said
    # The bureau reads nothing of the log.
    assert "主管道已开挖" not in words_of(office.phone("钱水").get(f"/p/suggestion/{number}"))


def test_a_promise_is_moved_by_the_office_and_kept_by_the_bureau_on_the_page(
    office: Office,
) -> None:
    (number,) = given_to_bureau(office, "改造东坪管网")
    do(office.phone("钱水"), number, "bureau", "reply", row="1", **LETTER)
    desk = office.desk("郑科员")
    assert "5月31日" in do(desk, number, "office", "move_promise", row="1", until="2027-05-31")
    page = words_of(desk.get("/console/suggestions/promises"))
    assert "5月31日" in page and "原定2027年4月30日" in page
    assert "承诺过了日子" not in words_of(desk.get("/console/"))
    late = "还差两百米，想改到6月30日"
    do(office.phone("钱水"), number, "bureau", "promise_told", row="1", text=late)
    for path in ("/console/", "/console/suggestions/promises"):
        assert f"单位说：{late}" in words_of(desk.get(path)), path
    # The day that the bureau named stands in the form already.
    assert 'type="date" value="2027-06-30"' in desk.get(f"/console/suggestion/{number}").text
    do(desk, number, "office", "move_promise", row="1", until="2027-06-30")
    assert "承诺过了日子" not in words_of(desk.get("/console/"))
    days = (date(2027, 7, 3) - office.town.clock.now().date()).days
    office.town.clock.forward(days=days)
    desk = office.desk("郑科员")
    assert "过了3天" in words_of(desk.get("/console/suggestions/promises"))
    today = words_of(desk.get("/console/"))
    assert "过了3天" in today and "打个电话问问办到哪一步" in today
    said = do(
        office.phone("钱水"), number, "bureau", "promise_kept", row="1", text="五月换好，水压正常。"
    )
    assert "说落实了" in said
    with office.town.database.write() as session:
        assert session.scalars(select(Promise)).one().state == "kept"
        session.scalars(select(Suggestion)).one().state = "procedure_closed"
    # What the deputy saw is read by who closes it out, and waits for them; nobody else reads it.
    here, saw = f"suggestion/{number}", "看了，管子都换好了，水压正常"
    assert "有人看过" not in words_of(desk.get("/console/"))
    assert "办好了" in office.town.says("李明", saw)
    today = words_of(desk.get("/console/"))
    assert "有人看过说办成了，等您定销号" in today and saw in today
    assert f"李明代表：去看过 {saw}" in words_of(desk.get(f"/console/{here}"))
    assert saw not in words_of(office.phone("钱水").get(f"/p/{here}"))
    picture_of_it = [("evidence", ("管.jpg", picture(), "image/jpeg"))]
    proof = {"proof": "photo", "text": "拍了水表"}
    said = do(desk, number, "office", "close_out", picture_of_it, **proof)
    assert "落实销号" in said and "人大（郑科员）：有照片 拍了水表" in said
    shown = re.findall(
        rf'href="(/console/{here}/file/\d+)">看照片', desk.get(f"/console/{here}").text
    )
    assert desk.get(shown[0]).headers["Content-Type"] == "image/jpeg"
    assert office.phone("钱水").get(f"/p{shown[0].removeprefix('/console')}").status_code == 404
    assert "有人看过说办成了" not in words_of(desk.get("/console/"))


def test_what_is_to_be_looked_at_again_stands_in_the_ledger_until_somebody_looked(
    office: Office,
) -> None:
    (number,) = given_to_bureau(office, "改造东坪管网")
    letter = {**LETTER, "class": "A", "place": "东坪村三组", "promise": "", "until": ""}
    do(office.phone("钱水"), number, "bureau", "reply", row="1", **letter)
    desk = office.desk("郑科员")
    do(office.phone("李明"), number, "deputy", "rate", rating="满意")
    with office.town.database.write() as session:
        about = session.scalars(select(Suggestion)).one()
        about.state, about.closed_at = "procedure_closed", office.town.clock.now()
        session.flush()
        assert looking_back.sample(session, 2026, now=office.town.clock.now())
    assert "2026年抽到的A类" in words_of(desk.get("/console/suggestions/promises"))
    # Drawn long before its day: it waits for nobody yet.
    assert "该回头看的" not in words_of(desk.get("/console/"))
    with office.town.database.write() as session:
        session.scalars(select(LookBack)).one().due = office.town.clock.now().date()
    assert "该回头看的" in words_of(desk.get("/console/"))
    said = do(desk, number, "office", "look_back", found="not_done", text="三组高处还是没水。")
    assert "提议重开" in said
    page = words_of(desk.get("/console/suggestions/promises"))
    assert "年抽到的A类" not in page and "提议重开：三组高处还是没水。" in page
    assert "提议重开：三组高处还是没水。" in words_of(desk.get("/console/"))
    with office.town.database.read() as session:
        assert session.scalars(select(LookBack)).one().found == "not_done"


def test_a_new_version_shows_part_by_part_what_was_added_and_removed(office: Office) -> None:
    phone = office.phone("李明")
    phone.get("/p/suggestions")
    phone.post("/p/suggestions/new")
    long = "东坪村自来水管是二十年前铺的，" * 40
    text = {"title": "改造管网", "situation": f"{long}夏天停水。", "proposal": "请改造。"}
    do(phone, 1, "deputy", "write", **text)
    do(phone, 1, "deputy", "write", **{**text, "situation": f"{long}夏天总停水。"})
    page = phone.get("/p/suggestion/1").text
    changed = page.split("第2稿")[1].split("</details>")[0]
    assert "<h4>情况</h4>" in changed and "<ins>总</ins>" in changed and "……" in changed
    assert "<h4>建议</h4>" not in changed and len(changed) < 400


def test_a_meeting_that_has_not_been_decides_no_key_item(office: Office) -> None:
    (number,) = given_to_bureau(office, "改造东坪管网")
    desk = office.desk("郑科员")
    desk.get(f"/console/suggestion/{number}")
    said = do(desk, number, "office", "mark_key", decided_on="2027-03-01")
    assert "日子还没到" in said
    with office.town.database.read() as session:
        assert not session.scalars(select(KeySupervision)).all()


def test_a_reply_is_opened_only_as_a_person_has_read_it_and_without_telephones(
    office: Office,
) -> None:
    (number,) = given_to_bureau(office, "改造东坪管网")
    letter = {**LETTER, "text": "已和村民13812345678联系，明年换管。"}
    do(office.phone("钱水"), number, "bureau", "reply", row="1", **letter)
    desk = office.desk("郑科员")
    here = f"/console/suggestion/{number}"
    page = desk.get(here).text
    offered = page.split("公开的答复")[1].split("</textarea>")[0]
    assert "明年换管" in offered and "13812345678" not in offered

    def table() -> list[tuple[object, ...]]:
        answer = desk.get("/console/suggestions/open.xlsx?year=2026")
        return list(load_workbook(io.BytesIO(answer.content)).active.values)

    assert len(table()) == 1
    desk.get(here)
    text = "已和村民13812345678联系，明年汛前换管。"
    said = words_of(desk.post(f"{here}/opening", act="open", row="1", reply="1", text=text))
    assert "公开稿定了" in said and "遮住了" in said
    shown = table()[1]
    assert shown[1] == "改造东坪管网" and "明年汛前换管" in str(shown[5])
    assert "13812345678" not in str(shown)
    more = {**LETTER, "text": "水表也一起换。", "promise": "装水表", "until": "2027-06-30"}
    do(office.phone("钱水"), number, "bureau", "reply_again", row="1", **more)
    assert len(table()) == 2, "what is added to an answer takes nothing back"
    for state in ("rework", "at_meeting", "replied"):
        with office.town.database.write() as session:
            session.scalars(select(Suggestion)).one().state = state
        assert len(table()) == (2 if state == "replied" else 1), state
    desk.get(here)
    said = words_of(desk.post(f"{here}/opening", act="not_public"))
    assert "改成可以公开" in said and "都收回了" in said
    assert len(table()) == 1
    desk.get(here)
    said = words_of(desk.post(f"{here}/opening", act="open", row="1", reply="1", text=text))
    assert "公开稿定了" not in said
    for row, reply in (("9", "1"), ("1", "9"), ("x", "")):
        desk.get(here)
        answer = desk.post(f"{here}/opening", act="open", row=row, reply=reply, text=text)
        assert answer.status_code == 404
    assert "定公开稿" not in words_of(office.phone("钱水").get(f"/p/suggestion/{number}"))


def test_of_two_promises_the_one_that_is_meant_is_chosen_in_the_form(office: Office) -> None:
    (number,) = given_to_bureau(office, "改造东坪管网")
    phone = office.phone("钱水")
    do(phone, number, "bureau", "reply", row="1", **LETTER)
    assert "哪一个承诺" not in phone.get(f"/p/suggestion/{number}").text
    again = {**LETTER, "text": "水表也一起换。", "promise": "六月装好水表", "until": "2027-06-30"}
    do(phone, number, "bureau", "reply_again", row="1", **again)
    page = phone.get(f"/p/suggestion/{number}").text
    assert "哪一个承诺" in page and 'value="2" required> 六月装好水表' in page
    do(phone, number, "bureau", "promise_kept", row="1", promise_place="2", text="水表装好了。")
    desk = office.desk("郑科员")
    do(desk, number, "office", "move_promise", row="1", until="2027-05-31")
    with office.town.database.read() as session:
        first, second = session.scalars(select(Promise).order_by(Promise.id)).all()
        assert (second.state, first.state) == ("kept", "open")
        assert first.due.isoformat() == "2027-05-31"
