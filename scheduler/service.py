"""What happens by itself. APScheduler is the clock only: it says "look now", every few seconds;
what is due stands in tables, so that restarts, sleeps and doubles lose and repeat nothing."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from bot.clock import Clock, SystemClock
from bot.store.database import Database
from scheduler.lock import OneAtATime

log = structlog.get_logger("scheduler")

_LOOK_AT_LOCK = 5.0
_LOOK_AT_CLOCK = 1.0
#: More than this between two looks, beyond what really passed: the demo's time was moved.
_JUMP = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Job:
    """``act`` is called every ``every`` seconds; it opens and closes what it needs itself."""

    name: str
    every: float
    act: Callable[[], object]


class Scheduler:
    """Runs jobs in this process while no other process does. ``wake``: called after each job, for
    the delivery of what it may have queued."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        jobs: Sequence[Job],
        *,
        wake: Callable[[], None] = lambda: None,
        look_at_lock: float = _LOOK_AT_LOCK,
    ) -> None:
        self._clock = clock
        self._jobs = {job.name: job for job in jobs}
        self._wake = wake
        self._look_at_lock = look_at_lock
        self._lock = OneAtATime(database)
        self._running = threading.Lock()
        self._busy: set[str] = set()
        self._seen = (clock.now(), SystemClock().now())
        self._timer = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(4)},
            # A job that was missed is run once, however long ago and however often (wechat.md 3).
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=UTC,
        )

    @property
    def leads(self) -> bool:
        """Whether this process is the one that acts."""
        return self._lock.held

    def start(self) -> None:
        """Run in threads until ``stop``. Stands by while another process holds the lock."""
        self._lock.keep()
        at_once = SystemClock().now()
        self._add("lock", self._look_at_lock, self._lock.keep, at_once)
        self._add("clock", _LOOK_AT_CLOCK, self._look_at_the_clock, at_once)
        for job in self._jobs.values():
            self._add(job.name, job.every, partial(self.run, job.name), at_once)
        self._timer.start()

    def _add(self, name: str, every: float, act: Callable[[], object], first: datetime) -> None:
        self._timer.add_job(act, "interval", id=name, seconds=every, next_run_time=first)

    def stop(self) -> None:
        """Finish the jobs that are running, then let another process have the lock."""
        if self._timer.running:
            self._timer.shutdown(wait=True)
        self._lock.release()

    def run(self, name: str) -> bool:
        """Run one job now, in this thread, if this process leads; whether it ran to its end. What
        it raises is logged: one job's trouble is not the others'."""
        if not self._lock.held or not self._begin(name):
            return False
        try:
            self._jobs[name].act()
        except Exception:
            log.exception("job_failed", job=name)
            return False
        finally:
            with self._running:
                self._busy.discard(name)
        self._wake()
        return True

    def _begin(self, name: str) -> bool:
        """Not twice at the same time, whoever asks for it."""
        with self._running:
            if name in self._busy:
                return False
            self._busy.add(name)
            return True

    def _look_at_the_clock(self) -> None:
        """Time was moved forward (in the demo): everything that came due is done at once."""
        now, really = self._clock.now(), SystemClock().now()
        passed = (now - self._seen[0]) - (really - self._seen[1])
        self._seen = (now, really)
        if abs(passed) > _JUMP:
            for name in self._jobs:
                self.run(name)
