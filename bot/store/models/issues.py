"""Issues (社情民意): what a constituent says is wrong, and where it stands."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.database import Base
from bot.store.models.deputies import Deputy
from bot.store.models.messages import Words
from bot.store.models.people import Contact
from bot.store.models.places import Grid, Station
from bot.store.types import Json, Moment


class Issue(Base):
    __tablename__ = "issues"
    __table_args__ = (
        CheckConstraint("urgency IN ('普通','加急','危急')", name="issue_urgency"),
        CheckConstraint("seen_by IN ('grid','township','county')", name="issue_seen_by"),
        Index("issues_open", "state", "id"),
        Index(
            "issues_merged",
            "merged_into",
            sqlite_where=text("merged_into IS NOT NULL"),
            postgresql_where=text("merged_into IS NOT NULL"),
        ),
        Index(
            "issues_elsewhere",
            "outside_number",
            sqlite_where=text("outside_number <> ''"),
            postgresql_where=text("outside_number <> ''"),
        ),
        #: Nobody has spoken to the constituent yet.
        Index(
            "issues_unspoken",
            "speak_by",
            "id",
            sqlite_where=text("spoken_at IS NULL AND speak_by IS NOT NULL"),
            postgresql_where=text("spoken_at IS NULL AND speak_by IS NOT NULL"),
        ),
        Index(
            "issues_closed",
            "closed_at",
            sqlite_where=text("closed_at IS NOT NULL"),
            postgresql_where=text("closed_at IS NOT NULL"),
        ),
        Index(
            "issues_to_clear",
            "created_at",
            "id",
            sqlite_where=text("cleared_at IS NULL"),
            postgresql_where=text("cleared_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: 民312: running, never restarted. Database ids are never shown.
    number: Mapped[int] = mapped_column(unique=True)
    #: A short echo, without personal data: 东坪三组路灯不亮.
    title: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(24))
    #: The kind of message it came from: problem, accusation, lawful_channel …
    kind: Mapped[str] = mapped_column(String(24))
    urgency: Mapped[str] = mapped_column(String(8), default="普通")
    #: What kind of danger, when 危急: "gas", "electric" …
    danger: Mapped[str | None] = mapped_column(String(24))
    topic: Mapped[str | None] = mapped_column(String(32), index=True)
    topic_path: Mapped[list[str]] = mapped_column(Json, default=list)
    #: Why it was routed so: [{"word", "for", "weight"}], and the bureaus offered, surest first.
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    bureaus: Mapped[list[str]] = mapped_column(Json, default=list)

    #: Digests that say what it is like (no words), and which open issues it was like when it came:
    #: [{"number", "score", "words"}], surest first; a person decides whether to merge (G07).
    signature: Mapped[dict[str, Any] | None] = mapped_column(Json)
    alike: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)

    words_id: Mapped[int] = mapped_column(ForeignKey("words.id"), index=True)
    reporter_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    #: chat, walk_in, telephone, book (reception book), visit; and who typed it in.
    source: Mapped[str] = mapped_column(String(16), default="chat")
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    #: The place of the problem; nothing while it is being asked for.
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grids.id"), index=True)
    station_id: Mapped[int | None] = mapped_column(ForeignKey("stations.id"), index=True)

    #: Avoidance (design 1.3): who may see and receive it at all. grid: deputies and station;
    #: township: the township's people only; county: the county office only.
    seen_by: Mapped[str] = mapped_column(String(16), default="grid")
    #: About whom: [{"who", "level", "area"}].
    avoid: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    #: 「保密」: only the county office sees who said it.
    secret: Mapped[bool] = mapped_column(default=False)
    #: Yes only after the person said so: the bureau may see the telephone.
    phone_to_bureau: Mapped[bool] = mapped_column(default=False)

    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("deputies.id"), index=True)
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("issues.id"))
    created_at: Mapped[datetime] = mapped_column(Moment, index=True)
    #: The first time that a person (not the bot) spoke to the constituent.
    spoken_at: Mapped[datetime | None] = mapped_column(Moment)
    #: By the end of this day a person has to have spoken; with the proof in Chinese.
    speak_by: Mapped[date | None]
    speak_proof: Mapped[str] = mapped_column(String(512), default="")
    #: Whose attention it is first: grid, station_chief, county (moving this is not escalation).
    attention: Mapped[str] = mapped_column(String(16), default="grid")
    #: What the constituent said at the end: 好了, 还差点, 没好.
    rating: Mapped[str | None] = mapped_column(String(8))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    #: Number of the same matter where it is handled already, as a desk noted it: where that is
    #: (12345, 信访, 其他), a space, the number there: "12345 QH2026112300017".
    outside_number: Mapped[str] = mapped_column(String(64), default="")
    #: Since when nothing personal is in it any more: number, state and days are all that is left.
    cleared_at: Mapped[datetime | None] = mapped_column(Moment)

    words: Mapped[Words] = relationship()
    reporter: Mapped[Contact] = relationship(foreign_keys=[reporter_id])
    grid: Mapped[Grid | None] = relationship()
    station: Mapped[Station | None] = relationship()
    deputy: Mapped[Deputy | None] = relationship()


class Subscriber(Base):
    """Somebody who also has this problem and is told what becomes of it."""

    __tablename__ = "subscribers"
    __table_args__ = (UniqueConstraint("issue_id", "contact_id", name="subscribed_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    since: Mapped[datetime] = mapped_column(Moment)
