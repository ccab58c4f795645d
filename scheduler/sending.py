"""Lease, send, settle: what leaves the house. Nothing is held open while the platform thinks."""

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, TypeVar

import structlog

from bot.actions import delivery, settling
from bot.actions.delivery import Leased
from bot.actions.settling import OnTold, Result
from bot.clock import Clock
from bot.domain.channel_policy import Way
from bot.store.database import Database

A = TypeVar("A")
R = TypeVar("R")

log = structlog.get_logger("delivery")

#: Who has less than this left of its lease does not begin: another would send it again meanwhile.
_LEAST_LEFT = timedelta(seconds=45)


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
                self._send_and_settle(one)
            tried += len(leased)
        return tried

    def _run(self) -> None:
        running: set[Future[None]] = set()
        with ThreadPoolExecutor(self._threads, "send") as pool:
            while not self._stopping.is_set():
                leased = _guarded(self._lease, self._threads - len(running))
                for group in _by_contact(leased or ()):
                    running.add(pool.submit(self._send_group, group))
                if running:
                    _, running = wait(running, 0.05, FIRST_COMPLETED)
                elif not leased:
                    self._woken.wait(self._every)
                    self._woken.clear()

    def _lease(self, limit: int) -> list[Leased]:
        if limit < 1:
            return []
        now = self._clock.now()
        with self._database.read() as session:
            if not delivery.is_due(session, now):
                return []
        with self._database.write() as session:
            return delivery.lease(session, now, limit, self._lease_for)

    def _send_group(self, group: Sequence[Leased]) -> None:
        """One person's notices, in order."""
        for leased in group:
            _guarded(self._send_and_settle, leased)

    def _send_and_settle(self, leased: Leased) -> None:
        if not self._may_still_send(leased):
            with self._database.write() as session:
                settling.release(session, leased, self._clock.now())
            return
        result = send(self._outbound, leased)
        now = self._clock.now()
        with self._database.write() as session:
            settled = settling.settle(
                session,
                leased.notice_id,
                result,
                now,
                attempt_id=leased.attempt_id,
                on_told=self._on_told,
            )
        if settled.alarm:
            log.error("operator_needed", notice=leased.notice_id, what=settled.alarm)

    def _may_still_send(self, leased: Leased) -> bool:
        now = self._clock.now()
        if now > leased.until - min(_LEAST_LEFT, self._lease_for / 2):
            return False
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
