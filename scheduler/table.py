"""The jobs, as a table: name, how often somebody looks, what is done."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy.orm import Session

from bot.actions import duties, seals
from bot.actions.outgoing import scheduler_lives
from bot.clock import Clock
from bot.store.database import Database
from scheduler.clearing import finish_erasures
from scheduler.fetching import Store, fetch_media
from scheduler.indexing import index_words
from scheduler.service import Job

#: Seconds between two portions.
_BETWEEN = 0.02


class Act(Protocol):
    """Something that time does, in a transaction of its own."""

    def __call__(self, session: Session, *, now: datetime) -> object: ...


@dataclass(frozen=True, slots=True)
class Due:
    """An act of the house above that comes due by itself, and how often (in seconds) to look.
    ``in_portions``: the act does a part, each in a transaction of its own, until it says 0."""

    name: str
    every: float
    act: Act
    in_portions: bool = False


def jobs(
    database: Database,
    clock: Clock,
    store: Store,
    media_dir: Path,
    *,
    again: Callable[[], object],
    due: Sequence[Due] = (),
) -> tuple[Job, ...]:
    """All jobs. ``again``: try the messages again that failed; ``due``: what the cases' own actions
    do when time passes (untouched issues, chasing, alarms that nobody answers)."""

    def in_transaction(act: Act) -> object:
        now = clock.now()
        with database.write() as session:
            return act(session, now=now)

    def job(due: Due) -> Callable[[], None]:
        def run() -> None:
            while in_transaction(due.act) and due.in_portions:
                # Whoever wants to write meanwhile gets there.
                threading.Event().wait(_BETWEEN)

        return run

    own = (
        Due("grid_visits", 60, duties.remind_some, in_portions=True),
        Due("seals", 300, lambda session, *, now: seals.seal(session, now)),
        Due("heartbeat", 30, lambda session, *, now: scheduler_lives(session, now)),
    )
    return (
        Job("media", 2, lambda: fetch_media(database, clock, store, media_dir)),
        Job("messages_again", 30, again),
        Job("search", 60, lambda: index_words(database)),
        Job("erasures", 20, lambda: finish_erasures(database, clock, media_dir)),
        *(Job(each.name, each.every, job(each)) for each in (*due, *own)),
    )
