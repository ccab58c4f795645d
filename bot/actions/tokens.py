"""The platform's access token, one for all processes, fetched by one of them at a time.

A store for ``bot.channel`` (its TokenStore protocol), which it is handed: nobody below ``handlers``
and ``scheduler`` knows the channel, so the token's own class is passed in."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.store.database import Database
from bot.store.models import Token

T = TypeVar("T")

#: Who fetches has so long; who died over it is then succeeded. Longer than any fetch may take.
_FETCH_FOR = timedelta(seconds=30)
_LOOK_AGAIN = 0.05


class DatabaseTokens(Generic[T]):
    """Tokens in the table ``tokens``. ``make(value, expires_at)`` builds what is handed out."""

    def __init__(self, database: Database, make: Callable[[str, datetime], T]) -> None:
        self._database = database
        self._make = make

    def get(self, app_id: str, now: datetime) -> T | None:
        """The token that is good at ``now``, or None."""
        with self._database.read() as session:
            return self._good(session.get(Token, app_id), now)

    def refresh(
        self,
        app_id: str,
        fetch: Callable[[], tuple[str, int]],
        now: datetime,
        *,
        refused: str | None = None,
        force: bool = False,
    ) -> T:
        """A good token. At most one caller fetches, in whatever process; the others wait for it.
        ``refused``: one that the platform takes no more; ``force``: nor the one held now. What
        ``fetch`` raises goes through."""
        if force:
            with self._database.read() as session:
                row = session.get(Token, app_id)
                refused = row.value if row is not None else None
        waited = timedelta()
        while True:
            with self._database.write() as session:
                row = _locked(session, app_id)
                good = self._good(row, now + waited)
                if good is not None and row.value != refused:
                    return good
                if row.fetching_until is None or row.fetching_until <= now + waited:
                    row.fetching_until = now + waited + _FETCH_FOR
                    break
            threading.Event().wait(_LOOK_AGAIN)
            waited += timedelta(seconds=_LOOK_AGAIN)
        return self._fetch(app_id, fetch, now + waited)

    def _fetch(self, app_id: str, fetch: Callable[[], tuple[str, int]], now: datetime) -> T:
        try:
            value, seconds = fetch()
        except BaseException:
            with self._database.write() as session:
                _locked(session, app_id).fetching_until = None
            raise
        expires_at = now + timedelta(seconds=seconds)
        with self._database.write() as session:
            row = _locked(session, app_id)
            row.value, row.expires_at, row.fetching_until = value, expires_at, None
        return self._make(value, expires_at)

    def _good(self, row: Token | None, now: datetime) -> T | None:
        if row is None or row.value is None or row.expires_at is None or row.expires_at <= now:
            return None
        return self._make(row.value, row.expires_at)


def _locked(session: Session, app_id: str) -> Token:
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    session.execute(insert(Token).values(app_id=app_id).on_conflict_do_nothing())
    return session.get_one(Token, app_id, with_for_update=True, populate_existing=True)
