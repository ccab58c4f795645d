"""Where the parts are put together. Everything else is told what it needs; this file asks."""

import gc
import sys
from dataclasses import dataclass

from flask import Flask

from bot.actions import (
    alarms,
    broadcasts,
    counting,
    following,
    hand_overs,
    issues,
    leaving,
    messages,
    telephone,
)
from bot.actions.privacy import retention
from bot.actions.suggestions import by_itself
from bot.actions.tokens import DatabaseTokens
from bot.actions.truths import tell_when_true
from bot.channel.envelope import Envelope
from bot.channel.official_account import OfficialAccount
from bot.channel.tokens import Token
from bot.clock import Clock, DemoClock, SystemClock
from bot.settings import Settings, settings_or_exit
from bot.store.database import Database
from bot.store.keys import wrong_key
from bot.store.migrate import is_current
from bot.store.vault import Vault
from handlers.intake import Intake
from handlers.web import create_web
from scheduler.process import ByItself, run_until_signal, start
from scheduler.sending import Delivery
from scheduler.service import Scheduler
from scheduler.table import Due, jobs

#: What time does to cases: name, seconds between two looks, act.
DUE = (
    Due("untouched", 60, issues.move_attention),
    Due("receipts", 60, hand_overs.remind_bureaus),
    Due("overdue", 60, hand_overs.tell_overdue),
    Due("alarms", 10, alarms.next_round),
    Due("alarms_unreached", 10, alarms.tell_unreached),
    Due("telephone", 60, telephone.clear),
    Due("broadcasts", 60, broadcasts.send_some),
    Due("counts", 60, counting.count_some, in_portions=True),
    Due("retention", 600, retention.clear_some, in_portions=True),
    Due("unhandled", 300, messages.tell_office_of_unhandled),
    Due("pictures", 600, issues.look_at_wordless_pictures),
    Due("unanswered", 600, issues.stop_waiting),
    Due("unfollowed", 300, following.look),
    Due("terms_over", 300, leaving.look),
    *(
        Due(name, 60, by_itself.PORTIONS.get(name, act), in_portions=name in by_itself.PORTIONS)
        for name, act in by_itself.ACTS.items()
    ),
)


@dataclass(frozen=True, slots=True)
class Parts:
    """One process's parts."""

    settings: Settings
    database: Database
    clock: Clock
    account: OfficialAccount
    delivery: Delivery
    intake: Intake


def open_database(settings: Settings) -> Database:
    vault = Vault(settings.data_key, settings.lookup_key)
    return Database(settings.database_url, vault, public_url=settings.public_url)


def open_parts(settings: Settings) -> Parts:
    """Open the store and put the parts together. Exits with one line if migrations are missing."""
    database = open_database(settings)
    if not is_current(database):
        sys.exit("the database is not up to date: run `python -m bot migrate` first")
    if wrong := wrong_key(database, Vault(settings.data_key, settings.lookup_key)):
        database.close()
        sys.exit(f"settings: {wrong} is not the one that this database was written with")
    clock: Clock = DemoClock(database) if settings.demo else SystemClock()
    account = OfficialAccount(
        settings.wechat_app_id,
        settings.wechat_app_secret,
        settings.wechat_api_base,
        DatabaseTokens(database, Token),
        clock=clock.now,
    )
    delivery = Delivery(database, clock, account, on_told=tell_when_true)
    intake = Intake(database, clock, delivery.wake)
    delivery.give_way_to(intake.is_busy)
    return Parts(settings, database, clock, account, delivery, intake)


def start_by_itself(parts: Parts) -> ByItself:
    """Delivery and scheduler, in threads of this process."""
    table = jobs(
        parts.database,
        parts.clock,
        parts.account,
        parts.settings.media_dir,
        again=parts.intake.again,
        due=DUE,
    )
    scheduler = Scheduler(parts.database, parts.clock, table, wake=parts.delivery.wake)
    return start(parts.delivery, scheduler)


def create_app() -> Flask:
    """The web process (WSGI). On SQLite what happens by itself runs in it, too."""
    parts = open_parts(settings_or_exit())
    settings = parts.settings
    envelope = Envelope(
        settings.wechat_token, settings.wechat_app_id, settings.wechat_aes_key, settings.wechat_mode
    )
    app = create_web(settings, parts.database, parts.clock, parts.account, envelope, parts.intake)
    parts.intake.warm_up()
    # The tables of the reader live as long as the process: not to be walked again and again.
    gc.collect()
    gc.freeze()
    if parts.database.is_sqlite:
        start_by_itself(parts)
    return app


def run_scheduler() -> None:
    """What happens by itself, until a signal."""
    run_until_signal(start_by_itself(open_parts(settings_or_exit())))


def run_delivery() -> None:
    """Delivery only, until a signal."""
    run_until_signal(start(open_parts(settings_or_exit()).delivery))
