"""What happens by itself: reminders, chasing, delivery, fetching.

delivery = Delivery(database, clock, account, on_told=…)          # delivery.wake() when queued
scheduler = Scheduler(database, clock, jobs(…), wake=delivery.wake)
by_itself = start(delivery, scheduler)                            # threads of this process
run_until_signal(by_itself)                                       # a process of its own
"""

from scheduler.process import ByItself, run_until_signal, start
from scheduler.sending import Delivery
from scheduler.service import Job, Scheduler
from scheduler.table import Due, jobs

__all__ = [
    "ByItself",
    "Delivery",
    "Due",
    "Job",
    "Scheduler",
    "jobs",
    "run_until_signal",
    "start",
]
