"""Replies (答复): drafts shown to the deputy, the signed letter, opinions of supporting bureaus."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.database import Base
from bot.store.models.assignments import Assignment
from bot.store.models.messages import Media, Words
from bot.store.types import Moment


class Reply(Base):
    __tablename__ = "replies"
    __table_args__ = (
        CheckConstraint("kind IN ('draft','reply','again','opinion')", name="reply_kind"),
        CheckConstraint(
            "outcome_class IS NULL OR outcome_class IN ('A','B','C','D')", name="reply_class"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), index=True)
    #: draft: shown to the deputy; reply: the formal one; again: 二次答复; opinion: 会办意见.
    kind: Mapped[str] = mapped_column(String(16))
    #: Which round of handling it answers (1, 2 after a rework …).
    round: Mapped[int] = mapped_column(default=1)
    words_id: Mapped[int] = mapped_column(ForeignKey("words.id"))
    #: The open version, without personal data; nothing: not to be published, or not made yet.
    open_words_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))
    outcome_class: Mapped[str | None] = mapped_column(String(1))
    #: 签发人: the head of the bureau, as written on the letter.
    signer: Mapped[str] = mapped_column(String(32), default="")
    #: 发文字号 of the letter.
    letter_number: Mapped[str] = mapped_column(String(64), default="")
    #: Evidence of class A in words: where it can be seen.
    place: Mapped[str] = mapped_column(String(128), default="")
    #: One letter for several items (并案答复): the first of them.
    joint_id: Mapped[int | None] = mapped_column(ForeignKey("replies.id"))
    written_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    assignment: Mapped[Assignment] = relationship()
    words: Mapped[Words] = relationship(foreign_keys=[words_id])
    open_words: Mapped[Words | None] = relationship(foreign_keys=[open_words_id])


class ReplyFile(Base):
    """A file of a reply: the letter itself (docx, pdf, a photo of it), or evidence."""

    __tablename__ = "reply_files"
    __table_args__ = (
        UniqueConstraint("reply_id", "media_id", name="reply_file_once"),
        CheckConstraint("kind IN ('letter','evidence')", name="reply_file_kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("replies.id"))
    media_id: Mapped[int] = mapped_column(ForeignKey("media.id"))
    kind: Mapped[str] = mapped_column(String(16))

    media: Mapped[Media] = relationship()
