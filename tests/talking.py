"""Playing people against the intake without HTTP: what they write, what they are told, what is
queued for others. The HTTP path has tests of its own."""

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.actions.outbox import fields_of
from bot.channel.incoming import Incoming
from bot.store.database import Database
from bot.store.models import Identity, Notice
from bot.store.vault import vault
from bot.texts import notices
from handlers.intake import Intake

_ids = itertools.count(1)


@dataclass
class StillClock:
    """Time stands still until a test moves it."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment

    def forward(self, **by: float) -> None:
        self.moment += timedelta(**by)


@dataclass
class Town:
    """A database, a clock and an intake; people are named by their openid o-<name>."""

    database: Database
    clock: StillClock
    wakes: list[datetime] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.intake = Intake(self.database, self.clock, lambda: self.wakes.append(self.clock.now()))

    def says(self, name: str, text: str, **fields: object) -> str:
        """``name`` writes ``text``; what the bot answers at once. Each message a second later."""
        self.clock.forward(seconds=1)
        return self.intake.take(self.push(name, text=text, **fields))

    def push(self, name: str, **fields: object) -> Incoming:
        number = next(_ids)
        plain: dict[str, object] = {
            "key": f"m{number}",
            "openid": f"o-{name}",
            "to": "gh_1",
            "kind": "text",
            "sent_at": self.clock.now(),
            "text": "",
            "media_id": "",
            "thumb_media_id": "",
            "format": "",
            "recognition": "",
            "latitude": None,
            "longitude": None,
            "label": "",
            "title": "",
            "url": "",
            "event": "",
            "event_key": "",
            "ticket": "",
            "status": "",
            "fields": {},
        }
        return Incoming(**(plain | fields))  # type: ignore[arg-type]

    def told(self, name: str) -> list[str]:
        """Everything queued for ``name`` so far, as chat text, oldest first."""
        with self.database.read() as session:
            rows = session.scalars(
                select(Notice)
                .join(Identity, Identity.contact_id == Notice.contact_id)
                .where(Identity.digest == vault().digest(f"o-{name}"))
                .order_by(Notice.id)
            ).all()
            return [notices()[row.kind].in_chat(fields_of(row)) for row in rows]

    def last_told(self, name: str) -> str:
        told = self.told(name)
        return told[-1] if told else ""
