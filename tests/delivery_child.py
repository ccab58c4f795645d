"""A delivery process of its own, for the test that kills it: database URL, address of the platform,
ISO moment. Delivers until it is killed."""

import sys
import threading
from datetime import datetime

from bot.actions.tokens import DatabaseTokens
from bot.channel.official_account import OfficialAccount
from bot.channel.tokens import Token
from bot.store.database import Database
from bot.store.vault import Vault
from scheduler.sending import Delivery
from tests.sandbox_parts import APP_ID, SECRET


class Fixed:
    """A clock that stands."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        return self._moment


def main(url: str, platform: str, moment: str) -> None:
    database = Database(url, Vault(b"d" * 32, b"l" * 32))
    clock = Fixed(datetime.fromisoformat(moment))
    tokens = DatabaseTokens(database, Token)
    account = OfficialAccount(APP_ID, SECRET, platform, tokens, clock=clock.now)
    Delivery(database, clock, account).start()
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
