"""What the desk decided otherwise than proposed: what routing learns from."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.database import Base
from bot.store.models.messages import Words
from bot.store.types import Moment


class Correction(Base):
    __tablename__ = "corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"), index=True)
    words_id: Mapped[int] = mapped_column(ForeignKey("words.id"))
    #: bureau, topic or grid.
    what: Mapped[str] = mapped_column(String(16))
    proposed: Mapped[str] = mapped_column(String(64), default="")
    chosen: Mapped[str] = mapped_column(String(64))
    topic: Mapped[str] = mapped_column(String(32), default="")
    #: deputy, station or office; and who.
    party: Mapped[str] = mapped_column(String(16))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    why: Mapped[str] = mapped_column(String(128), default="")
    at: Mapped[datetime] = mapped_column(Moment)

    words: Mapped[Words] = relationship()
