"""What every handler of the app may need, kept in one place of the Flask app."""

from dataclasses import dataclass

from flask import current_app

from bot.channel.official_account import OfficialAccount
from bot.clock import Clock
from bot.settings import Settings
from bot.store.database import Database
from handlers.intake import Intake


@dataclass(frozen=True, slots=True)
class Parts:
    settings: Settings
    database: Database
    clock: Clock
    account: OfficialAccount
    intake: Intake


def parts() -> Parts:
    """The parts of the app that is answering now."""
    found: Parts = current_app.extensions["parts"]
    return found
