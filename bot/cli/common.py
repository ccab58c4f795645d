"""What every command needs: settings from the environment, the open store, the clock, and a way
to fail in one line."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.exc import OperationalError

from bot.channel.official_account import OfficialAccount
from bot.channel.tokens import Token
from bot.clock import Clock, DemoClock, SystemClock
from bot.settings import BadSettings, Settings, read_settings
from bot.store.database import Database
from bot.store.keys import wrong_key
from bot.store.migrate import is_current
from bot.store.vault import Vault


class Stop(Exception):
    """A command cannot go on: one line in Chinese for whoever typed it. ``code``: exit code."""

    def __init__(self, line: str, code: int = 1) -> None:
        super().__init__(line)
        self.code = code


@dataclass(frozen=True, slots=True)
class Office:
    """What a command works with."""

    settings: Settings
    database: Database
    clock: Clock


def settings() -> Settings:
    """The settings of this environment. Raises Stop."""
    try:
        return read_settings(os.environ)
    except BadSettings as error:
        raise Stop(f"配置不对：{error}") from None


@contextmanager
def office(*, migrated: bool = True, same_keys: bool = True) -> Iterator[Office]:
    """The store, open. ``migrated``: refuse one whose shape is not this version's; ``same_keys``:
    refuse one that was written with other keys."""
    found = settings()
    vault = Vault(found.data_key, found.lookup_key)
    database = Database(found.database_url, vault, public_url=found.public_url)
    try:
        if migrated:
            _check_shape(database)
        if migrated and same_keys and (wrong := wrong_key(database, vault)):
            raise Stop(f"配置不对：{wrong} 不是写这个数据库时用的那一把，请找回原来的")
        yield Office(found, database, DemoClock(database) if found.demo else SystemClock())
    finally:
        database.close()


def _check_shape(database: Database) -> None:
    try:
        current = is_current(database)
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise Stop(f"连不上数据库：{reason}") from None
    if not current:
        raise Stop("数据库还没有建好或不是这一版的，先运行：python -m bot migrate")


def account(given: Office) -> OfficialAccount:
    """The county's account, with the token that all processes share."""
    from bot.actions.tokens import DatabaseTokens

    return OfficialAccount(
        given.settings.wechat_app_id,
        given.settings.wechat_app_secret,
        given.settings.wechat_api_base,
        DatabaseTokens(given.database, Token),
        clock=given.clock.now,
    )


def progress(line: str) -> None:
    """A line that replaces the one before, if a person is looking."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{line}")
        sys.stderr.flush()
