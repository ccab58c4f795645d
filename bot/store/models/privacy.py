"""What was erased, at whose wish, and what must not be erased yet. No words, no names."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.database import Base
from bot.store.models.issues import Issue
from bot.store.types import Json, Moment


class Erasure(Base):
    """Personal data that is gone: at a person's request, or because its period was over."""

    __tablename__ = "erasures"
    __table_args__ = (
        Index(
            "erasures_unfinished",
            "id",
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Whose data; nothing: several people's, because a period was over.
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    #: The request's own case; nothing: nobody asked, a period was over.
    request_id: Mapped[int | None] = mapped_column(ForeignKey("issues.id"))
    #: Contact ids of who did it and of the second person.
    by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    second: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    #: Database ids of the cases, and how many rows of what: {"words": 12, "media": 3}.
    cases: Mapped[list[int]] = mapped_column(Json, default=list)
    counts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    #: Files below MEDIA_DIR that are still to be deleted from the disk.
    files: Mapped[list[str]] = mapped_column(Json, default=list)
    #: The last word to the person: until it has gone out, their address stays; then that goes too.
    last_word_id: Mapped[int | None]
    #: Nothing of it is on the disk any more.
    finished_at: Mapped[datetime | None] = mapped_column(Moment)


class Hold(Base):
    """A case whose words must stay for now (a lawsuit, an inquiry), as a person noted."""

    __tablename__ = "holds"

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"), index=True)
    #: One of the rule row privacy.hold_reasons.
    why: Mapped[str] = mapped_column(String(64))
    by: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    issue: Mapped[Issue] = relationship()
