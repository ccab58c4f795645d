"""python -m bench [--data DIR] [--quick]: every measure once, as ratios taken in this run.

DIR holds csv files with messages (title, detail or text) on which the speed of reading is measured;
without it, made-up ones are read. --quick runs everything small, to see that it runs: its figures
say nothing. Nothing outside a temporary folder is touched."""

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import jieba

from bench import growth, intake, nlp_speed, reminders, suggestions
from bench.service import postgres
from bench.table import Row, table
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.store.vault import Vault
from nlp.reading import Reader


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of everything."""

    data: Path | None
    count: int = 600
    rounds: int = 3
    sizes: tuple[int, ...] = (10_000, 100_000)
    messages: int = 150
    letters: int = 300
    databases: tuple[str, ...] = ("sqlite", "postgresql")
    suggestions: tuple[int, int] = (1_000, 10_000)


QUICK = {
    "count": 40,
    "rounds": 1,
    "sizes": (400, 800),
    "messages": 10,
    "letters": 20,
    "databases": ("sqlite",),
    "suggestions": (40, 80),
}


def intake_rows(plan: Plan) -> Iterator[Row]:
    for name in plan.databases:
        with tempfile.TemporaryDirectory() as folder:
            store = postgres(Path(folder) / "pg") if name == "postgresql" else nullcontext("")
            with store as url:
                found = intake.measure(Path(folder), url, plan.count, plan.rounds)
        yield from _intake(name, found)


def _intake(name: str, found: intake.Measured) -> Iterator[Row]:
    ours, theirs = found.ours, found.theirs
    yield Row(
        f"intake / WeRoBot's echo, {name}",
        f"{found.ratio:.3f} ×",
        "≥ 0.3 ×",
        found.ratio >= 0.3,
        f"{ours.per_second:.0f}/s beside {theirs.per_second:.0f}/s; "
        f"{found.kept} kept, {found.sent} notices sent meanwhile; the server works "
        f"{found.work[0]:.1f} ms for a message, theirs {found.work[1]:.2f} ms",
    )
    p99 = ours.percentile(0.99)
    yield Row(
        f"intake p99, 32 connections, {name}",
        f"{p99:.0f} ms",
        "< 100 ms",
        p99 < 100,
        f"p50 {ours.percentile(0.5):.0f} ms; echo p50 {theirs.percentile(0.5):.0f} ms, "
        f"p99 {theirs.percentile(0.99):.0f} ms",
    )
    yield Row(
        f"start to ready, {name}",
        f"{found.ready:.2f} s",
        "< 2 s",
        found.ready < 2,
        "from the start of the process to the first /healthz",
    )
    yield Row(
        f"memory of the web process, {name}",
        f"{found.memory_after:.0f} MB",
        "< 250 MB",
        found.memory_after < 250,
        f"after the load; {found.memory:.0f} MB when ready",
    )


def reading_rows(plan: Plan) -> Iterator[Row]:
    files = sorted(plan.data.glob("*messages*.csv")) if plan.data else []
    texts = nlp_speed.from_file(files[0]) if files else nlp_speed.letters(plan.letters)
    texts = texts[: plan.letters]
    reader = Reader()
    jieba.initialize()
    gc.freeze()  # as the service does: the tables live as long as the process
    ours, theirs = nlp_speed.side_by_side(reader.read, jieba.lcut, texts, 5)
    hidden = nlp_speed.per_second(lambda text: reader.read(text).masks, texts)
    gc.unfreeze()
    size = sum(map(len, texts)) / len(texts)
    yield Row(
        "reading / jieba.lcut",
        f"{ours / theirs:.1f} ×",
        "≥ 9 ×",
        ours / theirs >= 9,
        f"{ours:,.0f}/s beside {theirs:,.0f}/s on {len(texts)} texts of {size:.0f} characters; "
        f"{hidden:,.0f}/s with what is personal in them",
    )


def reminder_rows(plan: Plan) -> Iterator[Row]:
    for name in plan.databases:
        with tempfile.TemporaryDirectory() as folder:
            store = postgres(Path(folder) / "pg") if name == "postgresql" else nullcontext("")
            with store as url:
                yield _reminders(name, url or f"sqlite:///{Path(folder) / 'bench.db'}")


def _reminders(name: str, url: str) -> Row:
    database = Database(url, Vault(b"d" * 32, b"l" * 32))
    migrate(database)
    reminders.fill(database)
    (first, longest), queued = reminders.run(database), reminders.queued(database)
    (again, _), added = reminders.run(database), reminders.queued(database) - queued
    database.close()
    return Row(
        f"{queued:,} reminders, {name}",
        f"{first:.2f} s",
        "< 5 s",
        first < reminders.GOAL and queued == reminders.DEPUTIES and added == 0,
        f"writer held {longest * 1000:.0f} ms at most; a rerun adds {added} in {again:.2f} s",
    )


def growth_rows(plan: Plan) -> Iterator[Row]:
    for name in plan.databases:
        with tempfile.TemporaryDirectory() as folder:
            store = postgres(Path(folder) / "pg") if name == "postgresql" else nullcontext("")
            with store as url:
                costs = growth.compare(Path(folder), plan.sizes, plan.messages, url)
        yield from _growth(name, costs[0], costs[-1])


def _growth(name: str, small: growth.Cost, large: growth.Cost) -> Iterator[Row]:
    between = f"{large.issues:,} issues / {small.issues:,}, {name}"
    for what, much, little in (
        ("intake", large.message, small.message),
        ("scheduler tick", large.tick, small.tick),
    ):
        yield Row(
            f"{what}, {between}",
            f"{much / little:.2f} ×",
            "≤ 1.3 ×",
            much / little <= 1.3,
            f"{much:.1f} ms beside {little:.1f} ms of processor time",
        )
    # A page with more cases on it is dearer by those, not by the archive behind them.
    ratios = {
        name: page.ms / small.pages[name].ms
        for name, page in large.pages.items()
        if page.rows <= small.pages[name].rows
    }
    worst = max(ratios, key=lambda name: ratios[name])
    yield Row(
        f"console pages, {between}",
        f"{ratios[worst]:.2f} ×",
        "≤ 1.3 ×",
        ratios[worst] <= 1.3,
        f"the worst of those with no more cases on them is {worst!r}; "
        + ", ".join(growth.beside(n, page, small.pages[n]) for n, page in large.pages.items()),
    )


def suggestion_rows(plan: Plan) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        small, large = (suggestions.measure(Path(folder), size) for size in plan.suggestions)
    between = f"{large.suggestions:,} open suggestions / {small.suggestions:,}"
    for what, much, little in (
        ("scheduler tick", large.tick, small.tick),
        ("a bureau's list", large.page, small.page),
        ("the office's list", large.office, small.office),
    ):
        yield Row(
            f"{what}, {between}",
            f"{much / little:.2f} ×",
            "≤ 1.3 ×",
            much / little <= 1.3,
            f"{much:.2f} ms beside {little:.2f} ms of processor time",
        )


PARTS: dict[str, Callable[[Plan], Iterator[Row]]] = {
    "intake": intake_rows,
    "reading": reading_rows,
    "reminders": reminder_rows,
    "growth": growth_rows,
    "suggestions": suggestion_rows,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """0: everything ran (whether goals are met stands in the table)."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", choices=PARTS, nargs="+", default=list(PARTS))
    given = parser.parse_args(arguments)
    plan = Plan(given.data, **(QUICK if given.quick else {}))  # type: ignore[arg-type]
    rows: list[Row] = []
    for name in given.only:
        begun = time.perf_counter()
        rows += PARTS[name](plan)
        print(f"{name}: {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
    print(table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
