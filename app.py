"""Where the parts are put together. Everything else is told what it needs; this file asks.

    python app.py web        web and, on SQLite, scheduler and delivery in the same process
    python app.py scheduler  what happens by itself (PostgreSQL; one at a time)
    python app.py delivery   delivery only (PostgreSQL; any number)
    python app.py sandbox    the platform's stand-in with the phones page (demo)
"""

import os
import signal
import sys
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from flask import Flask

from bot.actions import alarms, hand_overs, issues
from bot.actions.tokens import DatabaseTokens
from bot.actions.truths import tell_when_true
from bot.channel.envelope import Envelope
from bot.channel.official_account import OfficialAccount
from bot.channel.tokens import Token
from bot.clock import Clock, DemoClock, SystemClock
from bot.settings import BadSettings, Settings, read_settings
from bot.store.database import Database
from bot.store.migrate import is_current
from bot.store.vault import Vault
from handlers.intake import Intake
from handlers.web import create_web
from scheduler.sending import Delivery

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Parts:
    """One process's parts."""

    settings: Settings
    database: Database
    clock: Clock
    account: OfficialAccount
    delivery: Delivery
    intake: Intake


def settings_or_exit() -> Settings:
    """The settings, or one clear line and the end."""
    try:
        return read_settings(os.environ)
    except BadSettings as error:
        sys.exit(f"settings: {error}")


def open_parts(settings: Settings) -> Parts:
    """Open the store and put the parts together. Exits with one line if migrations are missing."""
    vault = Vault(settings.data_key, settings.lookup_key)
    database = Database(settings.database_url, vault, public_url=settings.public_url)
    if not is_current(database):
        sys.exit("the database is not up to date: run `python -m bot migrate` first")
    clock: Clock = DemoClock(database) if settings.demo else SystemClock()
    account = OfficialAccount(
        settings.wechat_app_id,
        settings.wechat_app_secret,
        settings.wechat_api_base,
        DatabaseTokens(database, Token),
        clock,
    )
    delivery = Delivery(database, clock, account, on_told=tell_when_true)
    return Parts(
        settings, database, clock, account, delivery, Intake(database, clock, delivery.wake)
    )


def create_app() -> Flask:
    """The web process (WSGI). On SQLite the scheduler and the delivery run in it."""
    settings = settings_or_exit()
    parts = open_parts(settings)
    envelope = Envelope(
        settings.wechat_token, settings.wechat_app_id, settings.wechat_aes_key, settings.wechat_mode
    )
    app = create_web(
        settings, parts.database, parts.clock, parts.account, envelope, parts.intake
    )
    if parts.database.is_sqlite:
        start_by_itself(parts)
    return app
