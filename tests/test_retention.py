"""What is over goes by itself once two people have switched it on; what goes on and what is held
back never does; the dry run says beforehand what would go."""

import re
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import seals, switches
from bot.actions.privacy import holds, periods, retention
from bot.actions.rules import set_rule
from bot.store.models import Audit, Contact, Erasure, Issue, Notice, Words
from scheduler.clearing import finish_erasures
from tests.databases import one_store
from tests.pages_parts import Office, words_of
from tests.pages_scene import said
from tests.privacy_parts import (
    NEEDLES,
    OPENID,
    WORDS,
    contact_of,
    her_story,
    on_disk,
    readable,
    second_person,
)


def switch_on(office: Office) -> None:
    second = second_person(office)
    desk = office.desk("郑科员")
    desk.get("/console/retention")
    assert "请第二个人点头" in words_of(desk.post("/console/retention", what="ask"))
    page = second.get("/console/")
    assert "打开到期自动清" in words_of(page)
    yes = re.search(r'action="(/console/second/\d+)"', page.text)
    assert yes
    second.post(yes[1], answer="yes")
    desk.get("/console/retention")
    assert "打开了" in words_of(desk.post("/console/retention", what="on"))
    page = words_of(desk.get("/console/retention"))
    assert "到期自动清：开着" in page and "没打开" not in page


def run(office: Office) -> int:
    """Portions until the day's round is over; how many portions."""
    count = 0
    while True:
        with office.town.database.write() as session:
            if not retention.clear_some(session, now=office.town.clock.now()):
                return count
        count += 1
        assert count < 200, "a round ends"


def numbered(session: Session, number: int) -> Issue:
    return session.scalars(select(Issue).where(Issue.number == number)).one()


def test_what_is_over_goes_and_what_goes_on_or_is_held_stays(office: Office) -> None:
    town, database = office.town, office.town.database
    number = her_story(office)
    open_case = said(town.says("大爷", "西坪村的水渠塌了一段，浇不上地"))
    kept = said(town.says("小王", "自来水停了两天了"))
    town.says("生人", "你好")
    with database.write() as session:
        held = numbered(session, kept)
        held.state, held.closed_at = "closed", town.clock.now()
        contact = contact_of(session, "大爷")
        holds.hold(session, held, "信访还没办结", by=contact.id, now=town.clock.now())
    switch_on(office)
    assert run(office) >= 0 and WORDS[1] in readable(database), "nothing is over yet"

    town.clock.forward(days=366 * 3 + 5)
    with database.read() as session:
        cases, loose, *_ = periods.forecast(session, town.clock.now(), now=town.clock.now())
    assert [due.issue.number for due in cases.cases] == [number]
    assert [(issue.number, why) for issue, why in cases.held] == [(kept, "信访还没办结")]
    assert loose.count >= 1
    assert run(office) == 3
    finish_erasures(database, town.clock, office.settings.media_dir)

    after = readable(database)
    for needle in (*NEEDLES, OPENID):
        assert needle not in after, needle
        assert needle.encode() not in on_disk(database, office.settings.media_dir)
    assert "水渠塌了" in after and "自来水停了" in after
    with database.write() as session:
        gone = numbered(session, number)
        assert gone.cleared_at is not None and gone.state == "closed" and gone.rating == "好了"
        assert numbered(session, open_case).cleared_at is None
        assert numbered(session, kept).cleared_at is None
        assert seals.seal(session, town.clock.now() + timedelta(hours=1)) is not None
        assert seals.verify(session) is None
        facts = session.scalars(select(Audit.fact).where(Audit.act == "retention.cleared")).all()
        assert any(fact.startswith("1个，了结的事") for fact in facts)
    assert run(office) == 0, "once a day"
    town.clock.forward(days=1)
    run(office)
    assert "水渠塌了" in readable(database)


def test_many_cases_go_in_portions_and_a_round_cut_off_goes_on(office: Office) -> None:
    town, database = office.town, office.town.database
    first = said(town.says("大娘", f"{WORDS[0]}好几天了"))
    with database.write() as session:
        one = numbered(session, first)
        for at in range(retention.PORTION * 2 + 3):
            more = Issue(
                number=1000 + at,
                title="路灯不亮",
                state="closed" if at % 10 else "at_station",
                kind="problem",
                words=one.words if not at else _words(one),
                reporter_id=one.reporter_id,
                grid_id=one.grid_id,
                topic_path=[],
                reasons=[],
                bureaus=[],
                avoid=[],
                created_at=town.clock.now(),
            )
            session.add(more)
        retention.turn_off(session, by=one.reporter_id, now=town.clock.now())
    town.clock.forward(days=366 * 3 + 5)
    assert run(office) == 0, "nobody has switched it on"
    with database.write() as session:
        switches.turn(session, retention.SWITCH, True, by=None, now=town.clock.now())
    with database.write() as session:
        assert retention.clear_some(session, now=town.clock.now()) == 1
    with database.read() as session:
        done = len(session.scalars(select(Issue).where(Issue.cleared_at.is_not(None))).all())
        assert done == retention.PORTION
    run(office)
    with database.read() as session:
        left = session.scalars(select(Issue).where(Issue.cleared_at.is_(None))).all()
        assert {issue.state for issue in left} == {"routed", "at_station"}
        assert len(session.scalars(select(Erasure)).all()) >= 2


def _words(one: Issue) -> Words:
    return Words(text="灯不亮", masked="灯不亮", said_by=one.reporter_id, said_at=one.created_at)


@one_store
def test_the_page_says_beforehand_what_would_go_on_a_day(office: Office) -> None:
    number = her_story(office)
    desk = office.desk("郑科员")
    page = words_of(desk.get("/console/retention"))
    assert "到期自动清：关着" in page and "0件 到期" in page
    later = (office.town.clock.now() + timedelta(days=366 * 3 + 5)).date().isoformat()
    page = words_of(desk.get(f"/console/retention?day={later}"))
    assert "1件 到期" in page and f"民{number}" in page and "个人信息保护法第19条" in page
    assert WORDS[1] in readable(office.town.database), "it was only reckoned"
    for odd in ("x", "9999-99-99", "0001-01-01", "9999-12-31", ""):
        assert desk.get(f"/console/retention?day={odd}").status_code == 200, odd
    assert office.desk("周干事").get("/console/retention").status_code == 404


@one_store
def test_one_person_alone_does_not_switch_it_on_and_any_one_switches_it_off(
    office: Office,
) -> None:
    desk = office.desk("郑科员")
    desk.get("/console/retention")
    assert "还没有第二个人点头" in words_of(desk.post("/console/retention", what="on"))
    switch_on(office)
    desk.get("/console/retention")
    assert "关了" in words_of(desk.post("/console/retention", what="off"))
    assert "到期自动清：关着" in words_of(desk.get("/console/retention"))


@one_store
def test_what_the_second_person_is_asked_is_to_switch_it_on_and_a_no_says_why(
    office: Office,
) -> None:
    desk, other = office.desk("郑科员"), second_person(office)
    desk.get("/console/retention")
    desk.post("/console/retention", what="ask")
    page = other.get("/console/")
    assert "郑科员想打开到期自动清" in words_of(page)
    found = re.search(r'action="(/console/second/\d+)"', page.text)
    assert found
    other.post(found[1], answer="no", why="先问过档案局")
    assert "没有同意：先问过档案局" in words_of(desk.get("/console/retention"))
    record = words_of(desk.get("/console/record"))
    assert "打开到期自动清" in record and "删除个人信息" not in record.partition("林主任")[2]


@one_store
def test_a_case_is_held_and_released_by_a_click_with_a_reason(office: Office) -> None:
    number = her_story(office)
    desk = office.desk("郑科员")
    page = desk.get(f"/console/issue/{number}")
    assert "到期也先留着" in words_of(page)
    refused = desk.post(f"/console/issue/{number}/hold", why="随便")
    assert "选一下为什么" in words_of(refused)
    held = desk.post(f"/console/issue/{number}/hold", why="打官司、仲裁要用")
    assert "到期也不清" in words_of(held) and "打官司、仲裁要用" in words_of(held)
    request = said(office.town.says("大娘", "把我的信息删了，姓名电话都不要留"))
    plan = words_of(desk.get(f"/console/own-data/{request}/erase"))
    assert f"民{number} ：先留着：打官司、仲裁要用" in plan
    desk.get(f"/console/issue/{number}")
    assert "不再另外留" in words_of(desk.post(f"/console/issue/{number}/hold"))
    assert f"民{number} ：先留着" not in words_of(desk.get(f"/console/own-data/{request}/erase"))
    open_case = said(office.town.says("大爷", "西坪村的水渠塌了一段，浇不上地"))
    desk.get(f"/console/issue/{open_case}")
    early = desk.post(f"/console/issue/{open_case}/hold", why="打官司、仲裁要用")
    assert "还没办完" in words_of(early)


@one_store
def test_a_longer_period_of_the_county_counts(office: Office) -> None:
    her_story(office)
    with office.town.database.write() as session:
        now = office.town.clock.now()
        set_rule(session, "retention.case_months", 120, origin="test", now=now)
    later = office.town.clock.now() + timedelta(days=366 * 5)
    with office.town.database.read() as session:
        assert periods.forecast(session, later, now=later)[0].count == 0
        assert periods.forecast(session, later + timedelta(days=366 * 6), now=later)[0].count == 1


@one_store
def test_people_without_a_case_are_forgotten_and_those_with_a_role_never(office: Office) -> None:
    office.town.says("生人", "你好")
    with office.town.database.write() as session:
        switches.turn(session, retention.SWITCH, True, by=None, now=office.town.clock.now())
    office.town.clock.forward(days=366 * 4)
    run(office)
    kept = readable(office.town.database)
    assert "o-生人" not in kept
    assert all(f"o-{name}" in kept for name in ("李明", "周干事", "郑科员", "孙电"))
    with office.town.database.read() as session:
        assert contact_of(session, "李明").phone is not None
        assert session.scalars(select(Notice).where(Notice.state == "queued")).all() == []
        assert len(session.scalars(select(Contact)).all()) > 5
