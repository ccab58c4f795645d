"""What we asked a person and they have not answered yet: the next word is about it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import Base
from bot.store.types import Json, Moment


class Exchange(Base):
    """A question of ours that waits for this person's answer."""

    __tablename__ = "exchanges"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('place','which','question','words','suggestion_part','draft_voice')",
            name="exchange_kind",
        ),
        Index("exchanges_open", "contact_id", "finished_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    #: place: where is it; which: which of several cases; question: somebody's question to the
    #: constituent; words: an act still lacks its text (a reason, an answer).
    kind: Mapped[str] = mapped_column(String(16))
    case_kind: Mapped[str] = mapped_column(String(16), default="")
    case_id: Mapped[int | None]
    #: The act that waits: {"act", "fields", "refs", "role"}; never a person's words.
    waiting: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
