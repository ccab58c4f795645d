"""What a message, a look of the scheduler and the pages of the console cost when the archive has
grown (of the pages more in ``bench.console``).

python -m bench.growth [--sizes 10000 100000 1000000] [--postgres] [--pages]

--pages: no messages and looks, the pages only. A million takes some ten minutes and 4 GB.

The same county with as many open cases (1,000), and behind them so many closed ones. What counts is
processor time, ours and that of PostgreSQL's processes."""

import argparse
import statistics
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bench.console import Shown, page_times
from bench.filling import grow
from bench.intake import letters
from bench.pushes import ACCOUNT, Said
from bench.service import Service, copy_of, demo_county, postgres
from bench.watch import watched
from bot.actions import duties
from bot.channel.incoming import Incoming, read
from bot.clock import DemoClock
from bot.store.database import Database
from handlers.intake import Intake
from scheduler.indexing import index_words
from service import DUE


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds: the median message, one look at everything that time does, each page."""

    issues: int
    message: float
    tick: float
    pages: dict[str, Shown]


def measure(service: Service, messages: int, label: int) -> tuple[float, float]:
    """Milliseconds of the median message and of one look of the scheduler (the least of seven),
    commits included."""
    database = service.database
    clock = DemoClock(database)
    intake = Intake(database, clock, lambda: None)
    intake.warm_up()
    spent: list[float] = []
    for n, words in enumerate(letters(service, messages)):
        said = Said(f"oGrowth{label}_{n}", f"{label}{n:06}", words, clock.now())
        with watched(database) as used:
            intake.take(incoming(said))
        spent += used
    ticks: list[float] = []
    # Some minutes later: what has just come in is counted by then.
    _tick(database, clock.now(), intake)
    for _ in range(7):
        with watched(database) as used:
            _tick(database, clock.now() + timedelta(minutes=10), intake)
        ticks += used
    return statistics.median(spent[len(spent) // 5 :]), min(ticks)


def _tick(database: Database, now: datetime, intake: Intake) -> None:
    for due in DUE:
        with database.write() as session:
            due.act(session, now=now)
    with database.write() as session:
        duties.remind(session, now)
    index_words(database)
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
    """One cost for each size, smallest first, each in a copy of one county: one that has grown
    twice would have had the messages of its last weeks twice. ``url``: an empty PostgreSQL. Without
    ``messages`` the pages only."""
    with demo_county(folder, url) as county, ExitStack() as held:
        grown = []
        for size in sorted(sizes):
            service = held.enter_context(copy_of(county, f"county_{size}"))
            grow(service.database, size, DemoClock(service.database).now())
            grown.append((size, service))
        pages = page_times([service for _, service in grown])
        costs = []
        for (size, service), spent in zip(grown, pages, strict=True):
            message, tick = measure(service, messages, size) if messages else (0.0, 0.0)
            costs.append(Cost(size, message, tick, spent))
    return costs


def _say(cost: Cost, least: Cost) -> str:
    told = [beside(name, page, least.pages[name]) for name, page in cost.pages.items()]
    both = (("message", cost.message, least.message), ("tick", cost.tick, least.tick))
    told += [beside(name, Shown(ms, 0), Shown(less, 0)) for name, ms, less in both if ms]
    return f"{cost.issues:>9,} issues: {', '.join(told)}"


def beside(name: str, page: Shown, least: Shown) -> str:
    """A page in a large county beside the same in a small one, with its rows where they differ."""
    rows = f", {least.rows} → {page.rows} rows" if page.rows != least.rows else ""
    return f"{name} {page.ms:.1f} ms ({page.ms / least.ms:.2f} ×{rows})"


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
            messages = 0 if given.pages else given.messages
            costs = compare(Path(folder), given.sizes, messages, url)
    for cost in costs:
        print(_say(cost, costs[0]))


if __name__ == "__main__":
    main()
