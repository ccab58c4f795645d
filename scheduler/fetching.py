"""Fetch what people sent (pictures, voices, videos) from the platform, outside any transaction."""

from pathlib import Path
from typing import Protocol

import structlog

from bot.actions import media
from bot.actions.cleaning import Unusable, clean
from bot.channel.errors import Outcome, PlatformError
from bot.clock import Clock
from bot.store.database import Database

log = structlog.get_logger("media")

#: What the platform will not say differently tomorrow.
_FINAL = frozenset({Outcome.OPERATOR, Outcome.GIVE_UP, Outcome.NEXT_CHANNEL})


class File(Protocol):
    @property
    def data(self) -> bytes: ...


class Store(Protocol):
    """The channel, as OfficialAccount is it."""

    def download_media(self, media_id: str) -> File:
        """Raises PlatformError."""
        ...


def fetch_media(
    database: Database, clock: Clock, store: Store, folder: Path, limit: int = 10
) -> int:
    """Fetch what is due, clean it, keep it; how many were tried."""
    with database.read() as session:
        if not media.is_waiting(session, clock.now()):
            return 0
    with database.write() as session:
        waiting = media.take_waiting(session, clock.now(), limit)
    for one in waiting:
        _fetch(database, clock, store, folder, one)
    return len(waiting)


def _fetch(
    database: Database, clock: Clock, store: Store, folder: Path, one: media.Waiting
) -> None:
    try:
        original = store.download_media(one.platform_id).data
        cleaned = clean(one.kind, original)
        name = media.keep(folder, original, cleaned)
    except (PlatformError, Unusable) as error:
        final = isinstance(error, Unusable) or error.outcome in _FINAL
        log.warning("media_not_fetched", media=one.media_id, reason=str(error), final=final)
        shown = str(error) if isinstance(error, Unusable) else media.NOT_FETCHED
        with database.write() as session:
            media.failed(session, one.media_id, shown, clock.now(), final=final)
        return
    with database.write() as session:
        kept = media.fetched(session, one.media_id, name, cleaned.content_type)
    if not kept:
        (folder / name).unlink(missing_ok=True)
