"""The half-monthly grid visit: one reminder, one line as a report, no blame for leave."""

import json
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.actions import cadence_trials, cadences, duties, people, rules
from bot.domain.calendars import LOCAL, local_day
from bot.store.database import Database
from bot.store.models import (
    Deputy,
    DeputyGrid,
    Duty,
    Grid,
    Issue,
    Notice,
    Officer,
    OfficerRole,
    Station,
    Words,
)

#: Thursday, three working days before Monday 30 November.
REMINDER_DAY = datetime(2026, 11, 25, 9, 0, tzinfo=LOCAL)


def grid(session: Session) -> Grid:
    row = session.scalar(select(Grid).where(Grid.code == "g1"))
    if row is None:
        row = Grid(code="g1", name="东坪三组", level="grid", path="/1/")
        session.add(row)
        session.flush()
    return row


def deputy(session: Session, code: str = "d1", congress: str = "county", **more: object) -> Deputy:
    contact = people.meet(session, f"o-{code}", now=REMINDER_DAY).contact
    known = {"contact_id": contact.id, "name": "陈水生", "push": "all"} | more
    row = Deputy(code=code, congress=congress, since=date(2021, 11, 1), **known)
    session.add(row)
    session.flush()
    session.add(DeputyGrid(deputy_id=row.id, grid_id=grid(session).id, since=date(2021, 11, 1)))
    session.flush()
    return row


def reminders(session: Session) -> list[Notice]:
    query = select(Notice).where(Notice.kind == "duty.grid_visit").order_by(Notice.id)
    return list(session.scalars(query))


def state(session: Session, row: Deputy) -> str:
    session.expire_all()
    return session.scalars(select(Duty.state).where(Duty.deputy_id == row.id)).one()


def test_the_reminder_comes_three_working_days_before_the_end_and_not_before(
    database: Database,
) -> None:
    with database.write() as session:
        deputy(session)
        assert duties.remind(session, REMINDER_DAY - timedelta(days=1)) is None
        done = duties.remind(session, REMINDER_DAY)
        assert done is not None and (done.deputies, done.notices) == (1, 1)
        (notice,) = reminders(session)
        assert notice.priority == "reminder"
        assert json.loads(notice.fields)["until"] == "11月30日"


def test_however_often_it_runs_there_is_one_reminder_per_deputy_and_period(
    database: Database,
) -> None:
    with database.write() as session:
        deputy(session)
        deputy(session, "d2", "township")
    for minutes in range(0, 60, 10):
        with database.write() as session:
            duties.remind(session, REMINDER_DAY + timedelta(minutes=minutes))
    with database.read() as session:
        assert len(reminders(session)) == 2


def test_a_scheduler_that_slept_through_two_periods_sends_only_the_latest(
    database: Database,
) -> None:
    with database.write() as session:
        deputy(session)
        # It last ran in October; it wakes on 14 December.
        duties.remind(session, datetime(2026, 12, 14, 9, 0, tzinfo=LOCAL))
        (notice,) = reminders(session)
        assert notice.key.endswith(":2026-12-01")


def test_who_has_reported_a_visit_is_not_reminded(database: Database) -> None:
    with database.write() as session:
        row = deputy(session)
        duties.report_visit(session, row, None, REMINDER_DAY - timedelta(days=3))
        done = duties.remind(session, REMINDER_DAY)
        assert done is not None and done.deputies == 0
        assert state(session, row) == "recorded"


def test_city_deputies_are_invited_and_not_reminded_and_leave_is_respected(
    database: Database,
) -> None:
    with database.write() as session:
        deputy(session, "city", "city")
        deputy(session, "province", "province")
        deputy(session, "busy", paused_until=date(2026, 12, 10))
        deputy(session, "leader", push="none")
        deputy(session, "gone", until=date(2026, 10, 1))
        advisory = deputy(session, "advisory", "advisory")
        back = deputy(session, "back", paused_until=date(2026, 11, 25))
        duties.remind(session, REMINDER_DAY)
        expected = {advisory.contact_id, back.contact_id}
        assert {notice.contact_id for notice in reminders(session)} == expected


def test_who_is_deputy_of_two_congresses_gets_one_reminder_and_one_report_counts_for_both(
    database: Database,
) -> None:
    with database.write() as session:
        first = deputy(session)
        second = deputy(session, "d2", "township", contact_id=first.contact_id)
        duties.remind(session, REMINDER_DAY)
        assert len(reminders(session)) == 1
        duties.report_visit(session, second, None, REMINDER_DAY)
        assert state(session, first) == state(session, second) == "recorded"


def test_a_report_in_one_line_counts_and_stops_a_reminder_that_has_not_left(
    database: Database,
) -> None:
    with database.write() as session:
        row = deputy(session)
        duties.remind(session, REMINDER_DAY)
        assert duties.pending(session, row, REMINDER_DAY) is not None
        words = Words(text="走了三户，路灯好了", masked="走了三户", said_at=REMINDER_DAY)
        session.add(words)
        session.flush()
        duty = duties.report_visit(session, row, words, REMINDER_DAY)
        assert (duty.state, duty.visits, duty.words_id) == ("recorded", 1, words.id)
        assert duties.pending(session, row, REMINDER_DAY) is None
        session.expire_all()
        assert [notice.state for notice in reminders(session)] == ["dropped"]
        assert duties.report_visit(session, row, words, REMINDER_DAY).visits == 2


def test_a_visit_of_the_period_before_is_counted_there(database: Database) -> None:
    with database.write() as session:
        row = deputy(session)
        now = datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL)
        duty = duties.report_visit(session, row, None, now, day=date(2026, 11, 28))
        assert duty.period == "2026-11-16"


def test_leave_excuses_without_a_mark_and_pauses_until_the_day_named(database: Database) -> None:
    with database.write() as session:
        row = deputy(session)
        duties.remind(session, REMINDER_DAY)
        duty = duties.excuse(session, row, date(2026, 12, 20), REMINDER_DAY)
        assert duty.state == "excused" and row.paused_until == date(2026, 12, 20)
        done = duties.remind(session, datetime(2026, 12, 10, 9, 0, tzinfo=LOCAL))
        assert done is not None and done.deputies == 0
        duty = duties.report_visit(session, row, None, REMINDER_DAY)
        assert duty.state == "recorded", "a visit that was made all the same counts"


def test_a_reminder_due_in_the_evening_waits_for_the_morning_but_never_beyond_the_period(
    database: Database,
) -> None:
    with database.write() as session:
        deputy(session)
        evening = REMINDER_DAY.replace(hour=23)
        duties.remind(session, evening)
        (notice,) = reminders(session)
        assert notice.next_at == datetime(2026, 11, 26, 7, 30, tzinfo=LOCAL)
        deputy(session, "d2")
        last_evening = datetime(2026, 11, 30, 23, 0, tzinfo=LOCAL)
        assert duties.remind(session, last_evening) is None


def test_nobody_is_reminded_on_a_day_off(database: Database) -> None:
    with database.write() as session:
        deputy(session)
        assert duties.remind(session, datetime(2026, 11, 28, 9, 0, tzinfo=LOCAL)) is None
        done = duties.remind(session, datetime(2026, 11, 30, 9, 0, tzinfo=LOCAL))
        assert done is not None and done.notices == 1


def test_the_text_begins_with_what_became_of_the_issue_taken_up_last(database: Database) -> None:
    with database.write() as session:
        row = deputy(session)
        words = Words(text="x", masked="x", said_at=REMINDER_DAY)
        session.add(words)
        session.flush()
        for number, seen_by in ((311, "grid"), (312, "grid"), (313, "county")):
            session.add(
                Issue(
                    number=number,
                    title=f"第{number}件",
                    state="handed_over",
                    kind="problem",
                    words_id=words.id,
                    reporter_id=row.contact_id,
                    deputy_id=row.id,
                    seen_by=seen_by,
                    created_at=REMINDER_DAY - timedelta(days=9),
                    topic_path=[],
                )
            )
        session.flush()
        duties.remind(session, REMINDER_DAY)
        (notice,) = reminders(session)
        opening = json.loads(notice.fields)["opening"]
    assert opening == "上次您跟的民312“第312件”，现在单位在办。"


def test_a_county_may_count_every_fourteen_days_from_its_own_first_day(
    database: Database,
) -> None:
    with database.write() as session:
        rules.set_rule(session, "grid_visit.cadence", "14_days", origin="test", now=REMINDER_DAY)
        period = cadences.period_of(session, local_day(REMINDER_DAY), REMINDER_DAY)
    assert (period.first, period.last) == (date(2026, 11, 23), date(2026, 12, 6))


def test_who_went_before_the_cadence_was_changed_is_not_asked_to_go_again(
    database: Database,
) -> None:
    with database.write() as session:
        early, late, never = (deputy(session, code) for code in ("d1", "d2", "d3"))
        for one, day in ((early, datetime(2026, 11, 18, 10, tzinfo=LOCAL)), (late, REMINDER_DAY)):
            duties.report_visit(session, one, None, day)
        tried = cadence_trials.of_cadence(session, "grid_visit.cadence", "14_days", REMINDER_DAY)
        assert tried is not None
        assert "11月16日到11月30日，2位" in tried.said
        assert "11月23日到12月6日，其中1位的照样算" in tried.said
        rules.set_rule(session, "grid_visit.cadence", "14_days", origin="test", now=REMINDER_DAY)
        later = datetime(2026, 12, 2, 10, tzinfo=LOCAL)
        reminded = duties.remind(session, later)
        assert reminded is not None and reminded.deputies == 2
        asked = {row.contact_id for row in reminders(session)}
        assert asked == {early.contact_id, never.contact_id}


def test_a_county_that_has_switched_it_off_sends_none(database: Database) -> None:
    with database.write() as session:
        deputy(session)
        rules.set_rule(session, "functions.grid_visit", False, origin="t", now=REMINDER_DAY)
        assert duties.remind(session, REMINDER_DAY) is None
        assert session.scalar(select(func.count(Notice.id))) == 0


@pytest.mark.parametrize("runs", [4])
def test_runs_that_overlap_queue_each_reminder_once(database: Database, runs: int) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with database.write() as session:
        for number in range(30):
            deputy(session, f"d{number}")

    def run(_: int) -> None:
        with database.write() as session:
            duties.remind(session, REMINDER_DAY)

    with ThreadPoolExecutor(runs) as pool:
        list(pool.map(run, range(runs)))
    with database.read() as session:
        assert len(reminders(session)) == 30
        assert session.scalar(select(func.count(Duty.id))) == 30


def test_whom_no_message_reaches_is_not_rung_up_for_a_reminder(database: Database) -> None:
    with database.write() as session:
        row = deputy(session)
        row.contact = people.new_contact(session, now=REMINDER_DAY)
        session.flush()
        duties.remind(session, REMINDER_DAY)
        assert reminders(session) == []


def liaison_officer(session: Session) -> int:
    """Contact id of the liaison officer of the station that serves the deputies' grid."""
    contact = people.new_contact(session, now=REMINDER_DAY, name="周干事")
    station = Station(code="s1", name="东坪联络站", kind="township", grid=grid(session))
    officer = Officer(code="o1", name="周干事", contact=contact, since=date(2021, 11, 1))
    session.add_all([station, officer])
    session.flush()
    session.add(
        OfficerRole(
            officer=officer, role="liaison_officer", station=station, since=date(2021, 11, 1)
        )
    )
    session.flush()
    return contact.id


def test_whose_messages_the_liaison_officer_takes_is_named_to_that_officer_in_one_digest(
    database: Database,
) -> None:
    with database.write() as session:
        officer = liaison_officer(session)
        deputy(session, "d1", push="liaison", name="张三")
        deputy(session, "d2", push="liaison", name="李四")
        deputy(session, "d3", push="none", name="王五")
        for minutes in (0, 10):
            duties.remind(session, REMINDER_DAY + timedelta(minutes=minutes))
        assert reminders(session) == []
        notice = session.scalars(select(Notice)).one()
        assert (notice.kind, notice.contact_id) == ("duty.visits_by_liaison", officer)
        fields = json.loads(notice.fields)
        assert fields["names"] == "张三、李四" and fields["count"] == 2


def test_who_has_visited_is_not_named_to_the_liaison_officer(database: Database) -> None:
    with database.write() as session:
        liaison_officer(session)
        row = deputy(session, "d1", push="liaison", name="张三")
        duties.report_visit(session, row, None, REMINDER_DAY - timedelta(days=3))
        duties.remind(session, REMINDER_DAY)
        assert session.scalars(select(Notice)).all() == []


def test_reminders_in_portions_killed_half_way_and_run_again_miss_and_repeat_nobody(
    database: Database,
) -> None:
    with database.write() as session:
        both = deputy(session, "d0")
        for number in range(1, 5):
            deputy(session, f"d{number}")
        # The same person's second mandate comes after everybody else's.
        deputy(session, "d5", "township", contact_id=both.contact_id)
        deputy(session, "d6", push="liaison")
        liaison_officer(session)
    with database.write() as session:
        done = duties.remind(session, REMINDER_DAY, 2)
        assert done is not None and done.deputies == 2
        assert len(reminders(session)) == 1
    with pytest.raises(ZeroDivisionError), database.write() as session:
        duties.remind(session, REMINDER_DAY, 2)
        raise ZeroDivisionError
    with database.read() as session:
        assert len(reminders(session)) == 1
    portions = []
    for _ in range(9):
        with database.write() as session:
            done = duties.remind(session, REMINDER_DAY + timedelta(hours=1), 2)
            portions.append(done.deputies if done is not None else 0)
    assert sum(portions) == 5 and portions[-1] == 0
    with database.read() as session:
        told = [notice.contact_id for notice in reminders(session)]
        assert len(told) == len(set(told)) == 5
        digests = select(func.count(Notice.id)).where(Notice.kind == "duty.visits_by_liaison")
        assert session.scalar(digests) == 1


def test_portions_end_when_nobody_is_left(
    database: Database,
) -> None:
    with database.write() as session:
        for number in range(7):
            deputy(session, f"d{number}")
    portions = 0
    while True:
        with database.write() as session:
            done = duties.remind(session, REMINDER_DAY, 3)
        assert done is not None
        if not done.deputies:
            break
        portions += 1
    assert portions == 3
    with database.read() as session:
        assert len(reminders(session)) == 7
