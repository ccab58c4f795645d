"""The intake beside WeRoBot's stateless AES echo on the same server, in one run.

python -m bench.intake [--postgres] [--count N] [--rounds N]

Each push is a new person's new problem: verified, decrypted, deduplicated, read, routed, its
notices queued, everything committed with fsync, answered; meanwhile delivery sends the notices."""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from bench.load import Ran, post, run
from bench.pushes import Platform, Said
from bench.service import ROOT, Service, demo_county, free_port, postgres, worked
from bot.clock import DemoClock
from bot.demo.sentences import PROBLEMS
from bot.store.models import Grid, Message, Notice

CONNECTIONS = 32


@dataclass(frozen=True, slots=True)
class Measured:
    """``ours`` and ``theirs`` alternate in rounds; here are the middle ones by throughput."""

    ours: Ran
    theirs: Ran
    ready: float
    memory: float
    memory_after: float
    kept: int
    sent: int
    #: Milliseconds of processor time of the server for one message, ours and theirs.
    work: tuple[float, float]

    @property
    def ratio(self) -> float:
        return self.ours.per_second / self.theirs.per_second


def measure(folder: Path, url: str, count: int, rounds: int) -> Measured:
    """``count`` pushes a round. Raises RuntimeError if anything was not answered or not kept."""
    with demo_county(folder, url) as service:
        service.start()
        memory = service.memory()
        echo = _start_echo(service)
        try:
            return _rounds(service, echo, memory, count, rounds)
        finally:
            echo[0].terminate()
            echo[0].wait(timeout=30)


def _start_echo(service: Service) -> tuple[subprocess.Popen[bytes], int]:
    port = free_port()
    log = (service.folder / "echo.log").open("ab")
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.echo", str(port)],
        cwd=ROOT,
        env=service.env,
        stdout=log,
        stderr=log,
    )
    wait_for_port(port)
    return process, port


def wait_for_port(port: int) -> None:
    import socket

    for _ in range(1000):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError(f"nobody listens on {port}")


def _rounds(
    service: Service,
    their: tuple[subprocess.Popen[bytes], int],
    memory: float,
    count: int,
    rounds: int,
) -> Measured:
    echo = their[1]
    clock = DemoClock(service.database)
    texts = letters(service, count * rounds + 64)
    platform = Platform(service.settings)

    def requests(part: Sequence[str], first: int) -> list[bytes]:
        now = clock.now()
        made = (
            platform.push(said, now) for said in said_by(part, first, int(now.timestamp()), now)
        )
        return [post(f"/wechat?{query}", body) for query, body in made]

    warm = requests(texts[:64], 0)
    run(service.settings.port, warm, CONNECTIONS)
    _until_quiet(service, clock)
    run(echo, warm, CONNECTIONS)
    ours, theirs = [], []
    sent = _sent(service)
    before = worked(service.web), worked(their[0].pid)
    for n in range(rounds):
        at = 64 + n * count
        some = requests(texts[at : at + count], at)
        theirs.append(run(echo, some, CONNECTIONS))
        ours.append(run(service.settings.port, some, CONNECTIONS))
    after = worked(service.web), worked(their[0].pid)
    work = tuple((b - a) * 1000 / (count * rounds) for a, b in zip(before, after, strict=True))
    bad = sum(each.bad for each in (*ours, *theirs))
    with service.database.read() as session:
        kept = session.scalar(select(func.count(Message.id)).where(Message.key.startswith("77")))
    sent = _sent(service) - sent
    if bad or kept != 64 + count * rounds:
        raise RuntimeError(f"{bad} not answered, {kept} kept of {64 + count * rounds}")
    return Measured(
        _middle(ours),
        _middle(theirs),
        service.ready,
        memory,
        service.memory(),
        kept,
        sent,
        (work[0], work[1]),
    )


def _sent(service: Service) -> int:
    with service.database.read() as session:
        return session.scalar(select(func.count(Notice.id)).where(Notice.state == "sent")) or 0


def _until_quiet(service: Service, clock: DemoClock) -> None:
    """The demo county begins with a morning's notices; those are not what is measured."""
    due = select(func.count(Notice.id)).where(
        Notice.state.in_(("queued", "leased")), Notice.next_at <= clock.now()
    )
    for _ in range(600):
        with service.database.read() as session:
            if not session.scalar(due):
                return
        time.sleep(0.1)


def _middle(runs: list[Ran]) -> Ran:
    return sorted(runs, key=lambda each: each.per_second)[len(runs) // 2]


def letters(service: Service, number: int) -> list[str]:
    """Made-up messages about the county's villages, the same each time."""
    with service.database.read() as session:
        villages = session.scalars(
            select(Grid.name).where(Grid.level == "village").order_by(Grid.id)
        ).all()
        town = session.scalars(
            select(Grid.name).where(Grid.level == "township").order_by(Grid.id)
        ).all()
    chance = random.Random(7)
    out = []
    for _ in range(number):
        _, sentence = chance.choice(PROBLEMS)
        said = sentence.format(
            v=chance.choice(villages), u=chance.choice("一二三四五六") + "组", t=chance.choice(town)
        )
        out.append(said + "，麻烦有人来看看。")
    return out


def said_by(texts: Sequence[str], first: int, run_: int, now: datetime) -> list[Said]:
    """Everybody writes once; numbers begin with 77."""
    return [
        Said(f"oBench{run_}_{n}", f"77{n:09}", text, now) for n, text in enumerate(texts, first)
    ]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--count", type=int, default=800)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = postgres(Path(folder) / "pg") if given.postgres else nullcontext("")
        with store as url:
            found = measure(Path(folder), url, given.count, given.rounds)
    for name, ran in (("ours", found.ours), ("WeRoBot", found.theirs)):
        print(
            f"{name}: {ran.per_second:.0f}/s, p50 {ran.percentile(0.5):.0f} ms, "
            f"p99 {ran.percentile(0.99):.0f} ms"
        )
    print(
        f"ratio {found.ratio:.3f}; ready {found.ready:.2f} s; {found.memory:.0f} MB, after"
        f" {found.memory_after:.0f} MB; {found.kept} kept, {found.sent} notices sent;"
        f" processor time {found.work[0]:.2f} ms a message beside {found.work[1]:.2f}"
    )


if __name__ == "__main__":
    main()
