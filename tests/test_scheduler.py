"""What happens by itself: once, whatever restarts, sleeps or doubles."""

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from bot.actions import audit, outgoing, seals
from bot.clock import DemoClock
from bot.store.database import Database
from bot.store.models import Audit, AuditSeal, History, Notice
from scheduler import Due, Job, Scheduler, jobs
from tests.sandbox_parts import StillClock
from tests.test_grid_visits import REMINDER_DAY, deputy


class Counter:
    """Counts calls and lets a test wait for one."""

    def __init__(self) -> None:
        self.calls = 0
        self._changed = threading.Condition()

    def __call__(self) -> None:
        with self._changed:
            self.calls += 1
            self._changed.notify_all()

    def wait_for(self, calls: int, seconds: float = 30) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self.calls >= calls, seconds)


def scheduler(
    database: Database, *given: Job, clock: StillClock | DemoClock | None = None
) -> Scheduler:
    return Scheduler(database, clock or StillClock(), given, look_at_lock=0.1)


def test_jobs_run_again_and_again_and_a_failing_one_does_not_stop_the_others(
    database: Database,
) -> None:
    good, bad = Counter(), Counter()

    def fails() -> None:
        bad()
        raise ZeroDivisionError

    running = scheduler(database, Job("good", 0.05, good), Job("bad", 0.05, fails))
    running.start()
    try:
        assert good.wait_for(3) and bad.wait_for(3)
    finally:
        running.stop()


def test_a_second_scheduler_stands_by_and_takes_over(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("one process only")
    first_count, second_count = Counter(), Counter()
    first = scheduler(database, Job("j", 0.05, first_count))
    second = scheduler(database, Job("j", 0.05, second_count))
    first.start()
    second.start()
    try:
        assert first_count.wait_for(5)
        assert first.leads and not second.leads and second_count.calls == 0
        first.stop()
        assert second_count.wait_for(1) and second.leads
    finally:
        second.stop()


def test_a_scheduler_whose_connection_was_cut_stops_leading_and_another_takes_over(
    database: Database,
) -> None:
    if database.is_sqlite:
        pytest.skip("one process only")
    first_count, second_count = Counter(), Counter()
    first = scheduler(database, Job("j", 0.05, first_count))
    first.start()
    assert first_count.wait_for(1)
    second = scheduler(database, Job("j", 0.05, second_count))
    with database.engine.connect() as connection:
        holders = connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
        ).all()
        assert len(holders) == 1
    second.start()
    try:
        # Whoever was cut off notices at its next look; from then on just one of the two leads.
        for _ in range(400):
            threading.Event().wait(0.05)
            if first.leads != second.leads:
                break
        assert first.leads != second.leads
        leading = first_count if first.leads else second_count
        assert leading.wait_for(leading.calls + 2)
    finally:
        first.stop()
        second.stop()


def test_time_that_is_moved_forward_brings_what_came_due_at_once(database: Database) -> None:
    clock, count = DemoClock(database), Counter()
    running = scheduler(database, Job("rare", 3600, count), clock=clock)
    running.start()
    try:
        assert count.wait_for(1)
        clock.forward(timedelta(days=3))
        assert count.wait_for(2)
    finally:
        running.stop()


def act_of(work: Callable[[Session, datetime], object]) -> Due:
    return Due("act", 60, lambda session, *, now: work(session, now))


def table(database: Database, now: datetime, folder: Path, *due: Due) -> Scheduler:
    """A scheduler with the real table of jobs at ``now``; its jobs are run by hand."""

    class Fixed:
        def now(self) -> datetime:
            return now

    class NoMedia:
        def download_media(self, media_id: str) -> outgoing.Outgoing:
            raise AssertionError(media_id)

    found = jobs(database, Fixed(), NoMedia(), folder, again=lambda: None, due=due)  # type: ignore[arg-type]
    made = Scheduler(database, Fixed(), found)
    made._lock.keep()
    return made


def test_the_table_reminds_of_grid_visits_once_however_often_it_is_started(
    database: Database, tmp_path: Path
) -> None:
    with database.write() as session:
        deputy(session)
    for hours in range(3):
        made = table(database, REMINDER_DAY + timedelta(hours=hours), tmp_path)
        assert made.run("grid_visits") and made.run("grid_visits")
        made.stop()
    with database.read() as session:
        assert len(session.scalars(select(Notice)).all()) == 1


def test_an_act_in_portions_runs_until_nothing_is_left_each_in_a_transaction_of_its_own(
    database: Database, tmp_path: Path, monday: datetime
) -> None:
    left = [3, 2, 1]

    def act(session: Session, *, now: datetime) -> int:
        done = session.scalars(select(Audit.fact).order_by(Audit.id)).all()
        if len(done) == len(left):
            return 0
        if len(done) == 1 and "killed" not in seen:
            seen.append("killed")
            audit.record(session, "portion", contact_id=None, now=now, fact="lost")
            raise ZeroDivisionError
        fact = str(left[len(done)])
        audit.record(session, "portion", contact_id=None, now=now, fact=fact)
        return left[len(done)]

    seen: list[str] = []
    made = table(database, monday, tmp_path, Due("act", 60, act, in_portions=True))
    assert not made.run("act")
    with database.read() as session:
        assert session.scalars(select(Audit.fact)).all() == ["3"]
    assert made.run("act") and made.run("act")
    made.stop()
    with database.read() as session:
        assert session.scalars(select(Audit.fact).order_by(Audit.id)).all() == ["3", "2", "1"]


def test_what_the_cases_do_by_themselves_runs_in_a_transaction_of_its_own(
    database: Database, tmp_path: Path, monday: datetime
) -> None:
    def act(session: Session, now: datetime) -> None:
        audit.record(session, "by_itself", contact_id=None, now=now)

    made = table(database, monday, tmp_path, act_of(act))
    assert made.run("act")
    with database.read() as session:
        assert session.scalars(select(Audit)).one().at == monday
    made.stop()


def test_health_says_when_the_scheduler_has_gone_silent(
    database: Database, tmp_path: Path, monday: datetime
) -> None:
    made = table(database, monday, tmp_path)
    assert made.run("heartbeat") and made.run("heartbeat")
    made.stop()
    with database.read() as session:
        assert outgoing.standing(session, monday + timedelta(minutes=4)).troubles == ()
        late = outgoing.standing(session, monday + timedelta(minutes=9))
        assert late.troubles == ("定时任务9分钟没有动静",)


def write_facts(session: Session, now: datetime, number: int) -> None:
    for _ in range(number):
        audit.record(session, "looked", contact_id=None, now=now, thing="issue", thing_id=1)
        session.add(
            History(
                case_kind="issue",
                case_id=1,
                step="route",
                from_state="received",
                to_state="routed",
                party="system",
                fact="",
                at=now,
            )
        )
    session.flush()


def test_facts_are_sealed_in_a_chain_and_only_once(database: Database, monday: datetime) -> None:
    with database.write() as session:
        write_facts(session, monday, 3)
        assert seals.seal(session, monday) is None, "the youngest may still get elder siblings"
        later = monday + timedelta(minutes=5)
        first = seals.seal(session, later)
        assert first is not None and (first.last_audit_id, first.last_history_id) == (3, 3)
        assert seals.seal(session, later) is None
        write_facts(session, later, 2)
        second = seals.seal(session, later + timedelta(minutes=5))
        assert second is not None and second.digest != first.digest
        assert seals.verify(session) is None


@pytest.mark.parametrize("change", ["fact", "gone", "seal"])
def test_a_changed_fact_a_missing_one_and_a_changed_seal_are_found(
    database: Database, monday: datetime, change: str
) -> None:
    with database.write() as session:
        for minutes in (0, 10, 20):
            write_facts(session, monday + timedelta(minutes=minutes), 2)
            seals.seal(session, monday + timedelta(minutes=minutes + 5))
        assert seals.verify(session) is None
        match change:
            case "fact":
                session.execute(update(History).where(History.id == 3).values(fact="other"))
            case "gone":
                session.execute(text("DELETE FROM audit WHERE id = 3"))
            case "seal":
                seal_id = session.scalars(select(AuditSeal.id).order_by(AuditSeal.id)).all()[1]
                changed = update(AuditSeal).where(AuditSeal.id == seal_id)
                session.execute(changed.values(digest="0" * 64))
        broken = seals.verify(session)
        assert broken is not None and broken.sealed_at == monday + timedelta(minutes=15)


def test_the_command_line_knows_two_ways_to_start(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scheduler", "--fast"], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0 and "--delivery-only" in done.stderr
