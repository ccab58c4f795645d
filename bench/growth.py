"""What a message and a look of the scheduler cost when the archive has grown.

python -m bench.growth [--sizes 10000 100000 1000000] [--postgres] [--pages]

--pages: not messages and looks, but the pages of the console (see ``bench.console``).

The same county with as many open cases (1,000), and behind them so many closed ones, on SQLite: its
work is done in our own process, so that processor time counts all of it."""

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, text, update

from bench.console import page_times
from bench.intake import letters
from bench.pushes import ACCOUNT, Said
from bench.service import Service, demo_county, postgres
from bot.actions import counting, duties
from bot.actions.words import bigrams
from bot.channel.incoming import Incoming, read
from bot.clock import DemoClock
from bot.store.database import Database
from bot.store.models import Contact, Grid, History, Issue, Message, Notice, Words
from handlers.intake import Intake
from service import DUE

OPEN = 1_000
#: Rows that go in with one statement.
PORTION = 5_000


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds: the median message, and one look at everything that time does."""

    issues: int
    message: float
    tick: float


def grow(database: Database, to: int, now: datetime) -> None:
    """Fill up to ``to`` issues, oldest first; all but OPEN of them closed long ago."""
    with database.write() as session:
        session.execute(update(Issue).where(Issue.title.like("第%封")).values(state="closed"))
        grids = list(session.scalars(select(Grid.id).where(Grid.level == "grid")))
        have = session.scalar(select(func.count(Issue.id))) or 0
        ids = {
            table: (session.scalar(select(func.max(table.id))) or 0)
            for table in (Contact, Words, Message, Issue, History, Notice)
        }
        number = session.scalar(select(func.max(Issue.number))) or 0
    for first in range(have, to, PORTION):
        count = min(PORTION, to - first)
        with database.write() as session:
            for table, rows in _rows(ids, number, grids, first, count, to, now):
                session.execute(insert(table), rows)
        number += count
        for table in ids:
            ids[table] += count
    with database.write() as session:
        session.execute(text("UPDATE counters SET value = :n WHERE name = 'issue'"), {"n": number})
    take_into_counts(database, now)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")


def take_into_counts(database: Database, now: datetime) -> None:
    """Take everything into the counts, as the scheduler would have done meanwhile."""
    fresh = 1
    while fresh:
        with database.write() as session:
            fresh = counting.count_some(session, now=now)


def _rows(
    ids: dict[Any, int],
    number: int,
    grids: Sequence[int],
    first: int,
    count: int,
    to: int,
    now: datetime,
) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    at = [now - timedelta(minutes=5 * (to - first - n)) for n in range(count)]
    whole = range(1, count + 1)
    contact, words, issue = ids[Contact], ids[Words], ids[Issue]
    yield Contact, [{"id": contact + n, "created_at": at[n - 1]} for n in whole]
    yield (
        Words,
        [
            {
                "id": words + n,
                "text": f"第{first + n}封：路口的灯不亮了",
                "masked": f"第{first + n}封：路口的灯不亮了",
                "bigrams": bigrams(f"第{first + n}封：路口的灯不亮了"),
                "said_by": contact + n,
                "said_at": at[n - 1],
            }
            for n in whole
        ],
    )
    yield (
        Issue,
        [
            {
                "id": issue + n,
                "number": number + n,
                "title": f"第{first + n}封",
                "state": "routed" if first + n > to - OPEN else "closed",
                "kind": "problem",
                "topic": "城乡建设",
                "words_id": words + n,
                "reporter_id": contact + n,
                "grid_id": grids[(first + n) % len(grids)],
                "created_at": at[n - 1],
                "spoken_at": at[n - 1],
                "closed_at": None if first + n > to - OPEN else at[n - 1],
                "seen_by": "grid",
            }
            for n in whole
        ],
    )
    yield (
        Message,
        [
            {
                "id": ids[Message] + n,
                "key": f"old{first + n}",
                "contact_id": contact + n,
                "kind": "text",
                "words_id": words + n,
                "sent_at": at[n - 1],
                "received_at": at[n - 1],
                "state": "handled",
                "issue_id": issue + n,
            }
            for n in whole
        ],
    )
    yield (
        History,
        [
            {
                "id": ids[History] + n,
                "case_kind": "issue",
                "case_id": issue + n,
                "step": "route",
                "from_state": "received",
                "to_state": "routed",
                "party": "system",
                "fact": "",
                "at": at[n - 1],
            }
            for n in whole
        ],
    )
    yield (
        Notice,
        [
            {
                "id": ids[Notice] + n,
                "key": f"old:{first + n}",
                "contact_id": contact + n,
                "kind": "issue.told",
                "fields": "{}",
                "priority": "result",
                "rank": 3,
                "case_kind": "issue",
                "case_id": issue + n,
                "state": "sent",
                "created_at": at[n - 1],
                "next_at": at[n - 1],
            }
            for n in whole
        ],
    )


def measure(service: Service, messages: int, label: int) -> tuple[float, float]:
    """Milliseconds of processor time of the median message and of one look of the scheduler (the
    least of five), commits included. Processor time: others use this machine, too."""
    database = service.database
    clock = DemoClock(database)
    intake = Intake(database, clock, lambda: None)
    intake.warm_up()
    spent = []
    for n, words in enumerate(letters(service, messages)):
        said = Said(f"oGrowth{label}_{n}", f"{label}{n:06}", words, clock.now())
        begun = time.process_time()
        intake.take(incoming(said))
        spent.append((time.process_time() - begun) * 1000)
    ticks = []
    for _ in range(5):
        begun = time.process_time()
        _tick(database, clock.now(), intake)
        ticks.append((time.process_time() - begun) * 1000)
    return statistics.median(spent[len(spent) // 5 :]), min(ticks)


def _tick(database: Database, now: datetime, intake: Intake) -> None:
    for due in DUE:
        with database.write() as session:
            due.act(session, now=now)
    with database.write() as session:
        duties.remind(session, now)
    intake.again()


def incoming(said: Said) -> Incoming:
    """``said`` as the webhook hands it on."""
    fields = {
        "ToUserName": ACCOUNT,
        "FromUserName": said.openid,
        "CreateTime": str(int(said.at.timestamp())),
        "MsgType": "text",
        "Content": said.text,
        "MsgId": said.key,
    }
    return read(fields, encrypted=True, as_json=False)


def compare(folder: Path, sizes: Sequence[int], messages: int, url: str = "") -> list[Cost]:
    """One cost for each size, smallest first, in one growing county; ``url``: an empty PostgreSQL,
    of whose own processor time nothing is seen here."""
    costs = []
    with demo_county(folder, url) as service:
        for size in sorted(sizes):
            grow(service.database, size, DemoClock(service.database).now())
            message, tick = measure(service, messages, size)
            costs.append(Cost(size, message, tick))
    return costs


def pages(folder: Path, sizes: Sequence[int], url: str = "") -> list[tuple[int, dict[str, float]]]:
    """For each size, smallest first, the milliseconds of each page of the console."""
    found = []
    with demo_county(folder, url) as service:
        for size in sorted(sizes):
            grow(service.database, size, DemoClock(service.database).now())
            found.append((size, page_times(service)))
    return found


def _print_pages(found: Sequence[tuple[int, dict[str, float]]]) -> None:
    least = found[0][1]
    for size, spent in found:
        told = (f"{name} {ms:.1f} ms ({ms / least[name]:.2f} ×)" for name, ms in spent.items())
        print(f"{size:>9,} issues: {', '.join(told)}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--messages", type=int, default=150)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--pages", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = postgres(Path(folder) / "pg") if given.postgres else nullcontext("")
        with store as url:
            if given.pages:
                _print_pages(pages(Path(folder), given.sizes, url))
                return
            costs = compare(Path(folder), given.sizes, given.messages, url)
    for cost in costs:
        print(
            f"{cost.issues:>9,} issues: message {cost.message:.1f} ms "
            f"({cost.message / costs[0].message:.2f} ×), tick {cost.tick:.1f} ms "
            f"({cost.tick / costs[0].tick:.2f} ×)"
        )


if __name__ == "__main__":
    main()
