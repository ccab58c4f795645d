"""Start and stop what happens by itself, in the service's process or in one of its own."""

import signal
import threading
from dataclasses import dataclass

import structlog

from scheduler.sending import Delivery
from scheduler.service import Scheduler

log = structlog.get_logger("scheduler")


@dataclass(frozen=True, slots=True)
class ByItself:
    """What runs in this process. ``scheduler`` None: delivery only."""

    delivery: Delivery
    scheduler: Scheduler | None

    def stop(self) -> None:
        """Finish what is on its way; nothing is lost, since what is due stands in tables."""
        if self.scheduler is not None:
            self.scheduler.stop()
        self.delivery.stop()


def start(delivery: Delivery, scheduler: Scheduler | None = None) -> ByItself:
    """Begin, in threads of this process."""
    delivery.start()
    if scheduler is not None:
        scheduler.start()
    return ByItself(delivery, scheduler)


def run_until_signal(by_itself: ByItself) -> None:
    """Wait for SIGTERM or SIGINT, then stop in order. In the main thread only."""
    asked = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.set())
    log.info("running", scheduler=by_itself.scheduler is not None)
    asked.wait()
    by_itself.stop()
    log.info("stopped")
