"""What one message and one delivered notice cost: statements and processor time, in process.

python -m bench.cost [--count N] [--profile problem|reply|notice]

A newcomer's problem, a short word of somebody known, a notice that goes out; on SQLite, on the demo
county with everybody following. Work goes by --profile: the dearest first."""

import argparse
import cProfile
import gc
import pstats
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import event, func, insert, select

from bench.growth import incoming
from bench.intake import letters
from bench.pushes import Said
from bench.service import Service, demo_county
from bot.clock import DemoClock
from bot.store.database import Database
from bot.store.models import Contact, Identity, Notice
from bot.store.vault import vault
from handlers.intake import Intake
from scheduler.sending import Delivery


@dataclass(frozen=True, slots=True)
class Cost:
    """For one of ``what``: SQL statements on average, milliseconds of processor time (median)."""

    what: str
    statements: float
    milliseconds: float
    count: int


@dataclass(frozen=True, slots=True)
class Taken:
    """The platform took it."""

    outcome: str = "sent"
    errcode: int | None = 0
    reason: str = ""
    message_id: str | None = "1"


class Platform:
    """Takes everything at once: what is measured is ours."""

    def send_text(self, openid: str, text: str) -> Taken:
        return Taken()

    def send_template(self, *_: object, **__: object) -> Taken:
        return Taken()

    def send_subscription(self, *_: object, **__: object) -> Taken:
        return Taken()


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that run meanwhile."""
    seen: list[str] = []

    def see(_c: object, _k: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", see)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", see)


def measure(database: Database, what: str, acts: list[Callable[[], int]], profile: bool) -> Cost:
    """``acts`` one after the other; each says how many of ``what`` it did. The first half is for
    what is remembered, the second is measured."""
    warm = len(acts) // 2
    for act in acts[:warm]:
        act()
    profiler = cProfile.Profile()
    spent, done = [], 0
    with counted(database) as statements:
        for act in acts[warm:]:
            if profile:
                profiler.enable()
            begun = time.process_time()
            number = act()
            used = time.process_time() - begun
            profiler.disable()
            if number:
                spent.append(used / number * 1000)
                done += number
    if profile:
        pstats.Stats(profiler).sort_stats("cumulative").print_stats(60)
        pstats.Stats(profiler).sort_stats("tottime").print_stats(30)
    return Cost(what, len(statements) / max(done, 1), statistics.median(spent), done)


def everybody_follows(database: Database, clock: DemoClock) -> None:
    """Whoever has a role is reached by chat: every notice costs a send."""
    now = clock.now()
    with database.write() as session:
        known = select(Identity.contact_id)
        missing = session.scalars(select(Contact.id).where(Contact.id.not_in(known))).all()
        rows = [
            {
                "contact_id": contact_id,
                "channel": "wechat",
                "external_id": f"oCost{contact_id}",
                "digest": vault().digest(f"oCost{contact_id}"),
                "following": True,
                "last_message_at": now,
                "sent_in_window": -1_000_000,
                "sent_after_event": 0,
                "consents": "",
            }
            for contact_id in missing
        ]
        if rows:
            session.execute(insert(Identity), rows)


def costs(service: Service, count: int, profile: str = "") -> Iterator[Cost]:
    database, clock = service.database, DemoClock(service.database)
    everybody_follows(database, clock)
    intake = Intake(database, clock, lambda: None)
    intake.warm_up()
    gc.freeze()  # as the service does
    delivery = Delivery(database, clock, Platform())
    delivery.tick()
    texts = letters(service, count * 2)

    def says(key: str, n: int, text: str) -> Callable[[], int]:
        def act() -> int:
            intake.take(incoming(Said(f"oCostOf_{n}", f"{key}{n:06}", text, clock.now())))
            return 1

        return act

    problems = [says("88", n, text) for n, text in enumerate(texts)]
    yield measure(database, "problem", problems, profile == "problem")
    with database.read() as session:
        waiting = session.scalar(select(func.count(Notice.id)).where(Notice.state == "queued")) or 0
    batches = [lambda: delivery.send_some(8) for _ in range(waiting // 8)]
    yield measure(database, "notice", batches, profile == "notice")
    replies = [says("89", n, "谢谢你们") for n in range(len(texts))]
    yield measure(database, "reply", replies, profile == "reply")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=150)
    parser.add_argument("--profile", choices=("problem", "reply", "notice"), default="")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, demo_county(Path(folder)) as service:
        for cost in costs(service, given.count, given.profile):
            print(
                f"{cost.what}: {cost.statements:.1f} statements, {cost.milliseconds:.2f} ms of"
                f" processor time ({cost.count} times)"
            )


if __name__ == "__main__":
    main()
