"""群发: who got it reads it, whom it did not reach is rung up, what is said back is heard."""

import re
from datetime import timedelta

from sqlalchemy import func, select

from bot.store.models import (
    Duty,
    History,
    Issue,
    Notice,
)
from tests.broadcast_parts import TEXT, reached, sending, tick
from tests.databases import one_store
from tests.pages_parts import Office, words_of


def test_who_got_it_reads_the_whole_text_and_nobody_else(office: Office) -> None:
    page = sending(office).replace("/console/broadcasts", "/p/word")
    assert office.phone("李明").get(page).status_code == 404
    tick(office)
    assert TEXT["text"] in words_of(office.phone("李明").get(page))
    assert office.phone("大娘").get(page).status_code == 404


def test_whom_it_did_not_reach_is_rung_up_when_a_person_says_so(office: Office) -> None:
    page = sending(office)
    tick(office)
    with office.town.database.write() as session:
        for row in session.scalars(select(Notice).where(Notice.kind == "broadcast.word")):
            row.state, row.reason = "failed", "两天没来信，也没有可用的模板"
    tick(office)
    writer = office.desk("周干事")
    text = words_of(writer.get(page))
    assert "没发到：两天没来信，也没有可用的模板" in text
    # To write once more comes before adding three calls to somebody's morning.
    assert text.index("没发到的3人再发一次") < text.index("没发到的3人改打电话")
    assert "3人再发一次" in words_of(writer.post(f"{page}/again"))
    with office.town.database.write() as session:
        for row in session.scalars(select(Notice).where(Notice.kind == "broadcast.word")):
            assert row.state == "queued"
            row.state, row.reason = "failed", "两天没来信，也没有可用的模板"
    assert "3人放进电话名单" in words_of(writer.post(f"{page}/ring"))
    assert "周五上午开碰头会" in words_of(writer.get("/console/"))


def test_what_is_said_right_after_it_is_an_answer_for_who_sent_it(office: Office) -> None:
    town = office.town
    for text in ("东坪村三组路灯不亮好几天了", "东坪村五组水渠堵了，没人清"):
        town.says("大娘", text)
    page = sending(office)
    tick(office)
    town.clock.forward(minutes=1)
    reached(office)
    for name, text in (
        ("李明", "收到"),
        ("李明", "收到，一定参加"),
        ("王芳", "周五我有事去不了"),
        ("赵刚", "周五碰头会我去不了，请假"),
        ("赵刚", "好的知道了"),
        ("赵刚", "在家带孩子呢，来不成"),
    ):
        assert town.says(name, text).startswith("收到，会告诉周干事"), text
    with town.database.read() as session:
        assert session.scalar(select(func.count()).where(Duty.state == "excused")) == 0
        assert session.scalar(select(func.count()).select_from(Issue)) == 2
        steps = session.scalars(select(History.step).where(History.case_kind != "broadcast"))
        assert not {"confirm", "take", "excuse"} & set(steps)
    asked = (
        "要带雨衣不",
        "老师能带学生来看不？",
        "中午管饭不",
        "停车停哪儿",
        "下雨还搞不搞",
        "外地的能晚点到不",
    )
    for text in asked:
        assert "告诉周干事" in town.says("李明", text), text
    with town.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Issue)) == 2
    assert sum("有人回话了" in told for told in town.told("周干事")) == 1
    shown = words_of(office.desk("周干事").get(page))
    assert "说能来的1人，说不能来的2人" in shown and all(text in shown for text in asked)
    assert "收到，一定参加" in shown and "周五碰头会我去不了，请假" in shown


def test_who_was_shown_something_newer_or_names_a_case_speaks_of_that(office: Office) -> None:
    town = office.town
    page = sending(office)
    tick(office)
    town.clock.forward(minutes=1)
    reached(office)
    said = town.says("李明", "东坪村三组路灯不亮好几天了，晚上学生走夜路")
    assert "告诉周干事" not in said and "民" in said
    with town.database.write() as session:
        for row in session.scalars(select(Notice).where(Notice.kind == "issue.task")):
            row.state, row.settled_at = "sent", town.clock.now() + timedelta(minutes=1)
    assert "告诉周干事" not in town.says("李明", "收到")
    assert "告诉周干事" not in town.says("王芳", "民1收到")
    # A matter with a place is a matter; hours later a question is one again.
    assert "告诉周干事" not in town.says("赵刚", "西坪村的桥栏杆断了一截，孩子上学咋走")
    town.clock.forward(hours=13)
    assert "告诉周干事" not in town.says("王芳", "老师能带学生来看不")
    assert "回话" not in words_of(office.desk("周干事").get(page)).replace("有人回话", "")


@one_store
def test_who_asked_is_answered_by_one_officer_and_nobody_else_is_written_to(
    office: Office,
) -> None:
    page = sending(office)
    tick(office)
    reached(office)
    office.town.says("李明", "要带雨衣不")
    desk = office.desk("周干事")
    text = desk.get(page).text
    to = re.search(r'name="to" value="(\d+)"', text)
    assert to and "回他一句" in text
    said = words_of(desk.post(f"{page}/reply", to=to[1], text="带上吧，<b>天要下雨"))
    assert "会发给他" in said and "周干事：带上吧，<b>天要下雨" in said
    assert "周干事回您：带上吧" in office.town.last_told("李明")
    for fields in (
        {"to": to[1], "text": ""},
        {"to": "9999", "text": "在吗"},
        {"to": "", "text": "在"},
    ):
        assert "没有发" in words_of(desk.post(f"{page}/reply", **fields))
    assert not any("回您" in told for told in office.town.told("王芳"))
