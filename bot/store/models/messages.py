"""What people said. Words are erasable; everything else refers to them by id."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.database import Base
from bot.store.models.people import Contact
from bot.store.types import Json, Moment, Sealed


class Words(Base):
    """A text that a person wrote or said: sealed as it was, plain as masked."""

    __tablename__ = "words"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str | None] = mapped_column(Sealed)
    #: Without telephones, names and numbers; searchable; nothing once erased.
    masked: Mapped[str] = mapped_column(Text, default="")
    said_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    said_at: Mapped[datetime] = mapped_column(Moment)
    erased_at: Mapped[datetime | None] = mapped_column(Moment)

    speaker: Mapped[Contact | None] = relationship()


class Message(Base):
    """One push from the platform, kept before anything else happens."""

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("state IN ('handled','unhandled','set_aside')", name="message_state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: MsgId, or for events sender + CreateTime + Event + EventKey/MsgID.
    key: Mapped[str] = mapped_column(String(191), unique=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    words_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))
    #: What the platform said beside the text: place, media id, event key … (no words).
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    sent_at: Mapped[datetime] = mapped_column(Moment)
    received_at: Mapped[datetime] = mapped_column(Moment)
    #: handled; unhandled: kept, will be tried again and shown; set_aside: a person dealt with it.
    state: Mapped[str] = mapped_column(String(16), index=True)
    tries: Mapped[int] = mapped_column(default=0)
    #: Why the last try failed, for the office, without personal data.
    trouble: Mapped[str] = mapped_column(String(255), default="")
    #: The answer that was given; a repeated push gets the same one.
    answer: Mapped[str | None] = mapped_column(Sealed)
    #: In which role it was taken: constituent, deputy, bureau …
    taken_as: Mapped[str] = mapped_column(String(16), default="")
    issue_id: Mapped[int | None] = mapped_column(ForeignKey("issues.id"), index=True)

    contact: Mapped[Contact] = relationship()
    words: Mapped[Words | None] = relationship()


class Media(Base):
    """A picture, voice or video: fetched afterwards, cleaned, kept as a file."""

    __tablename__ = "media"
    __table_args__ = (
        CheckConstraint("state IN ('waiting','fetched','failed','expired')", name="media_state"),
        Index(
            "media_unheard",
            "issue_id",
            sqlite_where=text("kind = 'voice' AND transcript_id IS NULL AND recognised = 0"),
            postgresql_where=text("kind = 'voice' AND transcript_id IS NULL AND NOT recognised"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), index=True)
    issue_id: Mapped[int | None] = mapped_column(ForeignKey("issues.id"), index=True)
    hand_over_id: Mapped[int | None] = mapped_column(ForeignKey("hand_overs.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    #: image, voice, video, file.
    kind: Mapped[str] = mapped_column(String(16))
    #: The platform's id; nothing for what was uploaded on a page.
    platform_id: Mapped[str] = mapped_column(String(191), default="")
    state: Mapped[str] = mapped_column(String(16), index=True)
    #: Name of the file below MEDIA_DIR, and of the playable copy of a voice.
    path: Mapped[str] = mapped_column(String(191), default="")
    content_type: Mapped[str] = mapped_column(String(128), default="")
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(Moment)
    #: In Chinese, shown where the picture would be.
    trouble: Mapped[str] = mapped_column(String(128), default="")
    created_at: Mapped[datetime] = mapped_column(Moment)
    #: A voice is heard when somebody has typed it in.
    transcript_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))
    #: The platform turned it into words, which came with it.
    recognised: Mapped[bool] = mapped_column(default=False, server_default=false())
