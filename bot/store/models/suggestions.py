"""Suggestions (代表建议): who raised what, in which words, and how far the procedure is."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.database import Base
from bot.store.models.congresses import CongressSession
from bot.store.models.deputies import Deputy
from bot.store.models.issues import Issue
from bot.store.models.messages import Media, Words
from bot.store.models.places import Grid
from bot.store.types import Json, Moment


class Suggestion(Base):
    __tablename__ = "suggestions"
    __table_args__ = (
        CheckConstraint(
            "congress IN ('national','province','city','county','township')",
            name="suggestion_congress",
        ),
        CheckConstraint("source IN ('session','between','motion')", name="suggestion_source"),
        UniqueConstraint("session_id", "serial", name="suggestion_serial"),
        Index("suggestions_open", "state", "id"),
        Index("suggestions_notices", "next_notice_on"),
        Index("suggestions_rating", "rating_watch_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: 稿12: running, what a draft is called until it has its formal number.
    draft_number: Mapped[int] = mapped_column(unique=True)
    #: 〔16-6〕37; a township's with its name before it: 城关镇〔10-3〕5. Nothing until filed.
    number: Mapped[str | None] = mapped_column(String(48), unique=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("congress_sessions.id"))
    serial: Mapped[int | None] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(24))
    #: The congress it goes to, which is the lead deputy's (design 1.7), and its area.
    congress: Mapped[str] = mapped_column(String(16))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("grids.id"), index=True)
    #: session, between (闭会期间), motion (议案转建议); the handling is the same (X15).
    source: Mapped[str] = mapped_column(String(16), default="between")
    #: How it came in: chat, page, sheet (typed in from paper), import, visit.
    came_by: Mapped[str] = mapped_column(String(16), default="chat")
    #: Who raised it; on paper that never changes.
    lead_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True)
    #: Who follows it after an election, when the lead deputy is one no longer.
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("deputies.id"), index=True)
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    #: Newest version of the text (SuggestionVersion.number).
    version: Mapped[int] = mapped_column(default=0)
    #: Levels of review that it goes through, as they were when submitted, and how many are passed.
    levels: Mapped[list[str]] = mapped_column(Json, default=list)
    level: Mapped[int] = mapped_column(default=0)
    topic: Mapped[str | None] = mapped_column(String(32), index=True)
    #: The office chose the topic; no later reading of the text changes it.
    topic_chosen: Mapped[bool] = mapped_column(default=False)
    #: Digests that say what it is like (no words), to find similar ones; bureaus that it names.
    signature: Mapped[dict[str, Any] | None] = mapped_column(Json)
    bureaus: Mapped[list[str]] = mapped_column(Json, default=list)
    #: What the program remarked on the text: ["two_matters", "no_proposal"]; never a refusal.
    remarks: Mapped[list[str]] = mapped_column(Json, default=list)
    #: Its number in a provincial system or at 政府办, by which an import knows it again.
    outside_number: Mapped[str] = mapped_column(String(64), default="", index=True)
    decline_reason: Mapped[str] = mapped_column(String(32), default="")
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("suggestions.id"))
    #: 资金、土地、多部门: needs the county government to coordinate (P21).
    coordination: Mapped[bool] = mapped_column(default=False)
    #: The deputy or the office says that it must not be published.
    not_public: Mapped[bool] = mapped_column(default=False)

    created_at: Mapped[datetime] = mapped_column(Moment, index=True)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    filed_at: Mapped[datetime | None] = mapped_column(Moment)
    #: The day of the first assignment: two-month notices and the six-month cap count from it.
    assigned_on: Mapped[date | None]
    cap: Mapped[date | None]
    cap_proof: Mapped[str] = mapped_column(String(512), default="")
    #: The working day of the next two-month notice; nothing: none any more.
    next_notice_on: Mapped[date | None]
    #: How many two-month notices have gone out.
    notices: Mapped[int] = mapped_column(default=0)
    replied_at: Mapped[datetime | None] = mapped_column(Moment)
    #: 1 for the first handling, 2 after one rework …; ratings belong to a round.
    round: Mapped[int] = mapped_column(default=1)
    #: The last day of the rating window, and the day of the next look at a silent deputy.
    rate_by: Mapped[date | None]
    rate_proof: Mapped[str] = mapped_column(String(512), default="")
    rating_watch_on: Mapped[date | None]
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_out_at: Mapped[datetime | None] = mapped_column(Moment)

    session: Mapped[CongressSession | None] = relationship()
    area: Mapped[Grid | None] = relationship()
    lead: Mapped[Deputy] = relationship(foreign_keys=[lead_id])
    successor: Mapped[Deputy | None] = relationship(foreign_keys=[successor_id])


class SuggestionVersion(Base):
    """The text as it was at one time. A part that did not change keeps its row of words."""

    __tablename__ = "suggestion_versions"
    __table_args__ = (UniqueConstraint("suggestion_id", "number", name="suggestion_version_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    #: 情况, 分析, 建议: the three questions (P06, G10). Nothing: not said yet.
    situation_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))
    analysis_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))
    written_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    situation: Mapped[Words | None] = relationship(foreign_keys=[situation_id])
    analysis: Mapped[Words | None] = relationship(foreign_keys=[analysis_id])
    proposal: Mapped[Words | None] = relationship(foreign_keys=[proposal_id])


class SuggestionFile(Base):
    """A file that belongs to the text itself: the signed sheet, photos, a study (docx, pdf)."""

    __tablename__ = "suggestion_files"
    __table_args__ = (UniqueConstraint("suggestion_id", "media_id", name="suggestion_file_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"))
    media_id: Mapped[int] = mapped_column(ForeignKey("media.id"))
    #: What the file was called where it came from, without what a name must not hold.
    name: Mapped[str] = mapped_column(String(80), default="")
    added_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    added_at: Mapped[datetime] = mapped_column(Moment)
    #: Taken out while the draft was still written; nobody is shown it any more.
    removed_at: Mapped[datetime | None] = mapped_column(Moment)

    media: Mapped[Media] = relationship()


class SuggestionIssue(Base):
    """An issue behind a suggestion: the people who reported it hear of it in plain sentences."""

    __tablename__ = "suggestion_issues"
    __table_args__ = (UniqueConstraint("suggestion_id", "issue_id", name="suggestion_issue_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"), index=True)

    issue: Mapped[Issue] = relationship()


class CoSigner(Base):
    """A deputy of the same congress who was asked to sign as well (附议)."""

    __tablename__ = "co_signers"
    __table_args__ = (
        UniqueConstraint("suggestion_id", "deputy_id", name="co_signer_once"),
        CheckConstraint("state IN ('invited','signed','refused')", name="co_signer_state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True)
    state: Mapped[str] = mapped_column(String(16), default="invited")
    asked_at: Mapped[datetime] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)

    deputy: Mapped[Deputy] = relationship()
