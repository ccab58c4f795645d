"""Counts that are kept up as issues change, so that a picture costs the same however many there
are; screens for a hall; and what a person has let out to the public."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.database import Base
from bot.store.models.issues import Issue
from bot.store.models.officers import Officer
from bot.store.models.places import Grid, Station
from bot.store.types import Moment


class IssueCount(Base):
    """How many issues that came in a month, by area, topic and who may see it, got how far."""

    __tablename__ = "issue_counts"

    #: Village, township or county; an issue is counted in each that it lies in.
    area_id: Mapped[int] = mapped_column(primary_key=True)
    #: 2026-11: when the issue came.
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    #: First level; empty: all topics together.
    topic: Mapped[str] = mapped_column(String(32), primary_key=True)
    #: As ``issues.seen_by``; nobody: about somebody of the office itself, in no picture at all.
    seen_by: Mapped[str] = mapped_column(String(16), primary_key=True)
    opened: Mapped[int] = mapped_column(default=0)
    #: A person was to speak to the constituent by a day; did; did in time.
    owed: Mapped[int] = mapped_column(default=0)
    spoken: Mapped[int] = mapped_column(default=0)
    in_time: Mapped[int] = mapped_column(default=0)
    #: There is an answer; the constituent said that it is done, or it was closed.
    settled: Mapped[int] = mapped_column(default=0)
    closed: Mapped[int] = mapped_column(default=0)
    #: 好了, 还差点, 没好.
    good: Mapped[int] = mapped_column(default=0)
    partly: Mapped[int] = mapped_column(default=0)
    bad: Mapped[int] = mapped_column(default=0)


class CountedIssue(Base):
    """What one issue has added to the counts, to be taken away when it changes. No words."""

    __tablename__ = "counted_issues"

    issue_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    month: Mapped[str] = mapped_column(String(7))
    #: Where it lies: the ids of its areas, as in ``grids.path``.
    areas: Mapped[str] = mapped_column(String(255))
    topic: Mapped[str] = mapped_column(String(32))
    seen_by: Mapped[str] = mapped_column(String(16))
    #: Names of the columns of IssueCount that it adds one to, comma separated.
    adds: Mapped[str] = mapped_column(String(96))


class HallScreen(Base):
    """A screen on a wall. Whoever has its address sees counts; an officer ends it."""

    __tablename__ = "hall_screens"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Keyed digest of the secret part of the address; the address itself is never stored.
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    #: Whose counts: a township, or the county.
    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"))
    #: Where it hangs, for those who end it.
    name: Mapped[str] = mapped_column(String(32))
    made_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    grid: Mapped[Grid] = relationship()
    maker: Mapped[Officer] = relationship()


class PublishedResult(Base):
    """办结公示: a case that is done, in words that a person read and let out, until taken back."""

    __tablename__ = "published_results"
    __table_args__ = (Index("published_results_shown", "station_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"), unique=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    #: What it was, where, what came of it: public words, without a person.
    title: Mapped[str] = mapped_column(String(64))
    place: Mapped[str] = mapped_column(String(64))
    bureau: Mapped[str] = mapped_column(String(64), default="")
    result: Mapped[str] = mapped_column(Text)
    done_on: Mapped[date]
    released_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    released_at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)

    issue: Mapped[Issue] = relationship()
    station: Mapped[Station] = relationship()
    releaser: Mapped[Officer] = relationship()
