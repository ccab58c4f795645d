"""What a message and a look of the scheduler cost when the archive has grown.

python -m bench.growth [--sizes 10000 100000 1000000] [--postgres] [--pages]

--pages: not messages and looks, but the pages of the console (see ``bench.console``).

The same county with as many open cases (1,000), and behind them so many closed ones, on SQLite: its
work is done in our own process, so that processor time counts all of it."""

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bench.console import page_times
from bench.filling import grow
from bench.intake import letters
from bench.pushes import ACCOUNT, Said
from bench.service import Service, demo_county, postgres
from bot.actions import duties
from bot.channel.incoming import Incoming, read
from bot.clock import DemoClock
from bot.store.database import Database
from handlers.intake import Intake
from service import DUE


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds: the median message, and one look at everything that time does."""

    issues: int
    message: float
    tick: float


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
