"""Lease, send, settle: what leaves the house. Nothing is held open while the platform thinks."""

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Protocol, TypeVar

import structlog
from sqlalchemy.exc import OperationalError

from bot.actions import delivery, settling
from bot.actions.delivery import Leased
from bot.actions.settling import OnTold, Result, Tried
from bot.clock import Clock
from bot.domain.channel_policy import Way
from bot.store.database import Database

A = TypeVar("A")
R = TypeVar("R")

log = structlog.get_logger("delivery")

#: Who has less than this left of its lease does not begin: another would send it again meanwhile.
_LEAST_LEFT = timedelta(seconds=45)
#: What comes back within so many seconds is settled in one transaction.
_GATHER = 0.03
#: Milliseconds that a round gives way to people who wait for an answer, and between two looks.
_LONGEST_WAY, _STEP = 200, 10


class Outbound(Protocol):
    """The channel, as ``bot.channel.official_account.OfficialAccount`` is it."""

    def send_text(self, openid: str, text: str) -> Result: ...

    def send_template(
        self,
        openid: str,
        template_id: str,
        fields: dict[str, str],
        url: str = "",
        client_msg_id: str = "",
    ) -> Result: ...

    def send_subscription(
        self, openid: str, template_id: str, fields: dict[str, str], url: str = ""
    ) -> Result: ...


@dataclass(frozen=True, slots=True)
class Crashed:
    """A send that raised although it should not: tried again, and logged."""

    reason: str
    outcome: str = "retry"
    errcode: int | None = None
    message_id: str | None = None


def send(outbound: Outbound, leased: Leased) -> Result:
    """One message out, in the shape that the lease chose. Never raises."""
    said = leased.said
    try:
        if leased.way is Way.CUSTOMER_SERVICE:
            return outbound.send_text(leased.openid, said.text)
        if leased.way is Way.SUBSCRIPTION:
            return outbound.send_subscription(
                leased.openid, said.template_id, dict(said.fields), said.url
            )
        return outbound.send_template(
            leased.openid, said.template_id, dict(said.fields), said.url, leased.client_msg_id
        )
    except Exception as error:
        log.exception("send_crashed", notice=leased.notice_id)
        return Crashed(f"程序出错：{type(error).__name__}")


class Delivery:
    """The delivery of one process. Several processes may run one each on PostgreSQL.

    ``start()`` and ``stop()`` for the threads; ``wake()`` when something was queued, so that a push
    leaves at once; ``tick()`` delivers what is due in the calling thread (tests, commands)."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        outbound: Outbound,
        *,
        on_told: OnTold | None = None,
        threads: int = 8,
        every: float = 0.5,
        lease_for: timedelta = delivery.LEASE,
    ) -> None:
        self._database = database
        self._clock = clock
        self._outbound = outbound
        self._on_told = on_told
        self._threads = threads
        self._every = every
        self._lease_for = lease_for
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._is_busy: Callable[[], bool] = lambda: False

    def give_way_to(self, is_busy: Callable[[], bool]) -> None:
        """Before ``start``: while ``is_busy`` says that people wait for an answer, each round of
        the delivery waits for them, a fifth of a second at most."""
        self._is_busy = is_busy

    def wake(self) -> None:
        """Something was queued: look now. Costs nothing."""
        self._woken.set()

    def start(self) -> None:
        """Deliver in threads until ``stop``."""
        self._thread = threading.Thread(target=self._run, name="delivery", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish what is on its way, then end."""
        self._stopping.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join()

    def tick(self, limit: int = 100) -> int:
        """Deliver, here and now, what is due; how many notices were tried."""
        tried = 0
        while leased := self._lease(limit):
            for one in leased:
                self._settle(self._send(one, fresh=False))
            tried += len(leased)
        return tried

    def send_some(self, limit: int) -> int:
        """One round, as the threads go it, in the calling thread; how many were tried."""
        leased = self._lease(limit)
        tried = [self._send_group(group) for group in _by_contact(leased)]
        self._settle([one for each in tried for one in each])
        return len(leased)

    def _run(self) -> None:
        on_way: set[Future[list[Tried]]] = set()
        with ThreadPoolExecutor(self._threads, "send") as pool:
            while not self._stopping.is_set() or on_way:
                self._give_way()
                leased = None
                if not self._stopping.is_set():
                    leased = _guarded(self._lease, self._threads - len(on_way))
                for group in _by_contact(leased or ()):
                    on_way.add(pool.submit(self._send_group, group))
                if on_way:
                    done, on_way = wait(on_way, _GATHER)
                    _guarded(self._settle, [one for each in done for one in each.result()])
                elif not leased:
                    self._woken.wait(self._every)
                    self._woken.clear()

    def _give_way(self) -> None:
        for _ in range(_LONGEST_WAY // _STEP):
            if not self._is_busy():
                return
            self._stopping.wait(_STEP / 1000)

    def _lease(self, limit: int) -> list[Leased]:
        if limit < 1:
            return []
        now = self._clock.now()
        with self._database.read() as session:
            if not delivery.is_due(session, now):
                return []
        with self._database.write() as session:
            return delivery.lease(session, now, limit, self._lease_for)

    def _send_group(self, group: Sequence[Leased]) -> list[Tried]:
        """One person's notices, in order. All but the last are settled here: what became of one
        may forbid the next."""
        tried: list[Tried] = []
        for n, leased in enumerate(group):
            _guarded(self._settle, tried)
            tried = _guarded(partial(self._send, fresh=n == 0), leased) or []
        return tried

    def _send(self, leased: Leased, *, fresh: bool) -> list[Tried]:
        """Send it, if that is still allowed. ``fresh``: its lease has just looked."""
        if not self._may_still_send(leased, fresh):
            with self._database.write() as session:
                settling.release(session, leased, self._clock.now())
            return []
        return [Tried(leased.notice_id, leased.attempt_id, send(self._outbound, leased))]

    def _settle(self, tried: Sequence[Tried]) -> None:
        """Write down what became of them, in one transaction; if that breaks, one by one: what was
        sent must not be sent again because of another."""
        try:
            self._settle_together(tried)
        except OperationalError:
            raise
        except Exception as error:
            log.warning("settled one by one", count=len(tried), error=type(error).__name__)
            for one in tried:
                _guarded(self._settle_together, [one])

    def _settle_together(self, tried: Sequence[Tried]) -> None:
        if not tried:
            return
        with self._database.write() as session:
            settled = settling.settle_all(session, tried, self._clock.now(), on_told=self._on_told)
        for one, end in zip(tried, settled, strict=True):
            if end.alarm:
                log.error("operator_needed", notice=one.notice_id, what=end.alarm)

    def _may_still_send(self, leased: Leased, fresh: bool) -> bool:
        now = self._clock.now()
        if now > leased.until - min(_LEAST_LEFT, self._lease_for / 2):
            return False
        if fresh:
            return True
        with self._database.read() as session:
            return delivery.may_still_send(session, leased, now)


def _by_contact(leased: Sequence[Leased]) -> list[list[Leased]]:
    groups: dict[int, list[Leased]] = defaultdict(list)
    for one in leased:
        groups[one.contact_id].append(one)
    return list(groups.values())


def _guarded(work: Callable[[A], R], what: A) -> R | None:
    """A database that is away for a moment must not end the delivery."""
    try:
        return work(what)
    except Exception:
        log.exception("delivery_trouble")
        threading.Event().wait(1)
        return None
