"""What a look of the scheduler, a bureau's list and the pages of the office's console cost with
many open suggestions.

python -m bench.suggestions [--sizes 1000 10000] [--postgres]

The same number due on the day (none), so that what is measured is finding that out. On SQLite,
whose work is done in our own process, processor time is taken; on PostgreSQL the time that passes.
A bureau's list is the first page, by due day; the office's
is its list with the counts of all stages, and what a full assignment meeting (60 items) reads."""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from bench.service import postgres
from bot.actions.desk import suggestion_list
from bot.actions.desk.scope import Desk
from bot.actions.desk.suggestion_list import Filter
from bot.actions.people import roles_of
from bot.actions.suggestions import by_itself, proposing
from bot.domain.calendars import LOCAL
from bot.domain.workflows.assignment import RESPONSIBLE
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.store.models import (
    Assignment,
    Bureau,
    Contact,
    Deputy,
    Grid,
    Officer,
    OfficerRole,
    Suggestion,
)
from bot.store.vault import Vault

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=LOCAL)
TODAY = NOW.date()
BUREAUS = 40
DEPUTIES = 300
PAGE = 20
#: Suggestions that wait to be assigned, whatever the size: as many as one meeting has.
FILED = 60
OFFICER = 900_001


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds, the median: of one look at everything, of one page of a
    bureau, of the office's list, and of what the assignment meeting reads."""

    suggestions: int
    tick: float
    page: float
    office: float
    meeting: float


def fill(database: Database, size: int) -> None:
    """``size`` suggestions that are being handled, each with one lead bureau."""
    with database.write() as session:
        county = Grid(code="C", name="本县", level="county", names={}, path="/1/")
        session.add(county)
        session.flush()
        for table, rows in _rows(county.id, size):
            for first in range(0, len(rows), 2_000):
                session.execute(insert(table), rows[first : first + 2_000])
    with database.engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def _rows(county: int, size: int) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    far = TODAY + timedelta(days=40)
    yield Contact, [{"id": n, "created_at": NOW} for n in range(1, DEPUTIES + 1)]
    yield (
        Deputy,
        [
            {
                "id": n,
                "code": f"D{n}",
                "contact_id": n,
                "name": f"代表{n}",
                "congress": "county",
                "electoral_unit": "",
                "occupation": "",
                "push": "all",
                "since": date(2026, 1, 1),
            }
            for n in range(1, DEPUTIES + 1)
        ],
    )
    yield (
        Bureau,
        [
            {
                "id": n,
                "code": f"B{n}",
                "name": f"单位{n}",
                "kind": "county_bureau",
                "role": "",
                "aliases": [],
                "phone": "",
                "active": True,
            }
            for n in range(1, BUREAUS + 1)
        ],
    )
    yield Suggestion, [_suggestion(n, county, far) for n in range(1, size + 1)]
    yield Suggestion, [_filed(n, county, far) for n in range(size + 1, size + FILED + 1)]
    yield Contact, [{"id": OFFICER, "created_at": NOW}]
    yield (
        Officer,
        [
            {
                "id": 1,
                "code": "O1",
                "contact_id": OFFICER,
                "name": "科员",
                "failed_logins": 0,
                "session_epoch": 0,
                "since": date(2026, 1, 1),
            }
        ],
    )
    yield OfficerRole, [{"officer_id": 1, "role": "office", "since": date(2026, 1, 1)}]
    yield Assignment, [_assignment(n, far) for n in range(1, size + 1)]


def _suggestion(n: int, county: int, far: date) -> dict[str, Any]:
    return {
        "id": n,
        "draft_number": n,
        "number": f"〔16-6〕{n}",
        "serial": n,
        "title": f"第{n}件",
        "state": "assigned",
        "topic": f"类别{n % 20}",
        "congress": "county",
        "area_id": county,
        "source": "between",
        "came_by": "page",
        "lead_id": 1 + n % DEPUTIES,
        "version": 0,
        "levels": [],
        "level": 0,
        "bureaus": [],
        "remarks": [],
        "outside_number": "",
        "decline_reason": "",
        "coordination": False,
        "not_public": False,
        "created_at": NOW,
        "assigned_on": TODAY,
        "cap": far,
        "cap_proof": "",
        "next_notice_on": far,
        "notices": 0,
        "round": 1,
        "rate_proof": "",
    }


def _filed(n: int, county: int, far: date) -> dict[str, Any]:
    plain = _suggestion(n, county, far)
    return plain | {"state": "filed", "assigned_on": None, "cap": None, "next_notice_on": None}


def _assignment(n: int, far: date) -> dict[str, Any]:
    return {
        "id": n,
        "suggestion_id": n,
        "bureau_id": 1 + n % BUREAUS,
        "role": "lead",
        "state": "in_hand",
        "hard": False,
        "meeting": "",
        "assigned_at": NOW,
        "counts_from": TODAY,
        "due": far + timedelta(days=n % 60),
        "proof": "",
        "first_due": far,
        "received_at": NOW,
        "chased": 0,
        "return_by": TODAY,
        "return_proof": "",
        "return_to": "",
        "return_late": False,
        "extensions": 0,
        "watch_on": far,
        "points_lost": 0,
        "outside_number": "",
    }


def measure(folder: Path, size: int, rounds: int = 30) -> Cost:
    """Cost on a fresh database with ``size`` open suggestions."""
    return compare(folder, [size], rounds)[0]


def compare(
    folder: Path, sizes: Sequence[int], rounds: int = 30, *, on_postgres: bool = False
) -> list[Cost]:
    """Cost at each size, in turns: what else the machine does falls on all of them alike."""
    with ExitStack() as stack:
        found: dict[int, Database] = {}
        for size in sizes:
            url = f"sqlite:///{folder / f's{size}.db'}"
            if on_postgres:
                url = stack.enter_context(postgres(folder / f"pg{size}"))
            database = found[size] = Database(url, Vault(b"d" * 32, b"l" * 32))
            stack.callback(database.close)
            migrate(database)
            fill(database, size)
        clock = time.perf_counter if on_postgres else time.process_time
        each = [_in_turns(act, found, rounds, clock) for act in (_tick, _page, _office, _meeting)]
        return [Cost(size, *(taken[size] for taken in each)) for size in sizes]


def _tick(database: Database) -> None:
    for act in by_itself.ACTS.values():
        with database.write() as session:
            act(session, now=NOW)


def _page(database: Database) -> None:
    with database.read() as session:
        session.scalars(
            select(Assignment)
            .where(Assignment.bureau_id == 1, Assignment.state.in_(RESPONSIBLE))
            .order_by(Assignment.due, Assignment.id)
            .limit(PAGE)
        ).all()


def _desk(session: Session) -> Desk:
    contact = session.get_one(Contact, OFFICER)
    return Desk(session, contact, roles_of(session, contact, NOW), NOW)


def _office(database: Database) -> None:
    with database.read() as session:
        desk = _desk(session)
        suggestion_list.counts(desk)
        suggestion_list.light_counts(desk)
        suggestion_list.page(desk, Filter(stage="running"))


def _meeting(database: Database) -> None:
    with database.read() as session:
        desk, after, found = _desk(session), None, 0
        while found < FILED:
            page = suggestion_list.page(desk, Filter(stage="assign"), after=after)
            for row in page.rows:
                proposing.propose(session, row.about, now=NOW)
            found, after = found + len(page.rows), page.after
            if after is None:
                break


def _in_turns(
    act: Callable[[Database], None],
    databases: Mapping[int, Database],
    rounds: int,
    clock: Callable[[], float],
) -> dict[int, float]:
    """Size → milliseconds, the median; the first time is not counted."""
    taken: dict[int, list[float]] = {size: [] for size in databases}
    for _ in range(rounds + 1):
        for size, database in databases.items():
            start = clock()
            act(database)
            taken[size].append(clock() - start)
    return {size: statistics.median(each[1:]) * 1000 for size, each in taken.items()}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--postgres", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = compare(Path(folder), given.sizes, on_postgres=given.postgres)
    for cost in found:
        first = found[0]
        print(
            f"{cost.suggestions:>7} open: tick {cost.tick:.2f} ms ({cost.tick / first.tick:.2f} ×),"
            f" page {cost.page:.2f} ms ({cost.page / first.page:.2f} ×),"
            f" office {cost.office:.2f} ms ({cost.office / first.office:.2f} ×),"
            f" meeting {cost.meeting:.2f} ms ({cost.meeting / first.meeting:.2f} ×)"
        )


if __name__ == "__main__":
    main()
