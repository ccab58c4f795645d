"""One access token for all processes, fetched by one of them."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from bot.actions.tokens import DatabaseTokens
from bot.channel.tokens import Token, TokenStore
from bot.store.database import Database


class Platform:
    """Counts how often it is asked; every token is another one."""

    def __init__(self, slow: float = 0.0) -> None:
        self.asked = 0
        self._lock = threading.Lock()
        self._slow = slow

    def __call__(self) -> tuple[str, int]:
        with self._lock:
            self.asked += 1
            number = self.asked
        threading.Event().wait(self._slow)
        return f"token-{number}", 7200


def store(database: Database) -> TokenStore:
    return DatabaseTokens(database, Token)


def test_a_token_is_kept_until_it_expires(database: Database, monday: datetime) -> None:
    tokens, platform = store(database), Platform()
    assert tokens.get("wx1", monday) is None
    first = tokens.refresh("wx1", platform, monday)
    assert tokens.get("wx1", monday + timedelta(hours=1)) == first
    assert tokens.refresh("wx1", platform, monday + timedelta(hours=1)) == first
    assert tokens.get("wx1", monday + timedelta(hours=2)) is None
    assert tokens.refresh("wx1", platform, monday + timedelta(hours=2)).value == "token-2"


def test_ten_processes_that_need_a_token_at_once_fetch_it_once(
    database: Database, monday: datetime
) -> None:
    platform = Platform(slow=0.3)
    # Each caller has a store of its own, as each process has.
    with ThreadPoolExecutor(10) as pool:
        found = list(
            pool.map(lambda _: store(database).refresh("wx1", platform, monday), range(10))
        )
    assert platform.asked == 1
    assert {token.value for token in found} == {"token-1"}


def test_a_refused_token_is_replaced_once_for_all_who_held_it(
    database: Database, monday: datetime
) -> None:
    platform = Platform(slow=0.2)
    tokens = store(database)
    tokens.refresh("wx1", platform, monday)
    barrier = threading.Barrier(4)

    def refused() -> str:
        barrier.wait()
        return tokens.refresh("wx1", platform, monday, refused="token-1").value

    with ThreadPoolExecutor(4) as pool:
        found = {each.result() for each in [pool.submit(refused) for _ in range(4)]}
    assert found == {"token-2"} and platform.asked == 2
    # Who was refused the first one, and comes late, takes over what the others have.
    assert tokens.refresh("wx1", platform, monday, refused="token-1").value == "token-2"
    assert platform.asked == 2


def test_a_fetch_that_fails_is_raised_and_the_next_caller_may_try(
    database: Database, monday: datetime
) -> None:
    def broken() -> tuple[str, int]:
        raise ConnectionError("no network")

    tokens = store(database)
    with pytest.raises(ConnectionError):
        tokens.refresh("wx1", broken, monday)
    assert tokens.refresh("wx1", Platform(), monday).value == "token-1"


def test_who_died_while_fetching_is_succeeded_after_half_a_minute(
    database: Database, monday: datetime
) -> None:
    from bot.store.models import Token as Row

    with database.write() as session:
        session.add(Row(app_id="wx1", fetching_until=monday + timedelta(seconds=30)))
    platform = Platform()
    late = monday + timedelta(seconds=31)
    assert store(database).refresh("wx1", platform, late).value == "token-1"


def test_the_token_is_not_readable_in_the_store(database: Database, monday: datetime) -> None:
    from sqlalchemy import text

    store(database).refresh("wx1", Platform(), monday)
    with database.engine.connect() as connection:
        (value,) = connection.execute(text("SELECT value FROM tokens")).one()
    assert b"token-1" not in bytes(value)
