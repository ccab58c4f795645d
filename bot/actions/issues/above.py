"""Whom a message is about, and the lowest level that may see it (avoidance, design 1.3)."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import outbox, places, recipients
from bot.actions.casework import case_fields
from bot.actions.issues.called import is_blamed, is_called, is_called_by_work, is_head
from bot.actions.rules import rule
from bot.domain.workflows.issue import EARLY
from bot.store.models import Contact, Deputy, Issue, Notice
from nlp.at_home import is_of_the_home
from nlp.corruption import is_corruption
from nlp.crime import speaks_of_crime
from nlp.normal import normal
from nlp.reading import Reading

#: Kinds that are only pointed to their lawful way; kept, seen by the county office, never pushed.
POINTED = ("lawful_channel", "accusation", "elsewhere")

#: Lowest first: who may see an issue.
LEVELS = ("grid", "township", "county")


def seen_by(session: Session, reading: Reading, now: datetime) -> str:
    """The lowest level that may see it: one above everyone who is named (design 1.3)."""
    unnamed = reading.kind == "accusation" and not reading.avoid
    if unnamed or reading.kind == "gathering" or is_pointed(reading):
        return "county"
    level = "grid"
    if is_crime(reading.text):
        level = str(rule(session, "avoidance.crime", now))
    elif is_of_the_home(reading.text):
        level = str(rule(session, "avoidance.at_home", now))
    for about in reading.avoid:
        above = str(rule(session, f"avoidance.{about.level}", now))
        level = max(level, above, key=LEVELS.index)
    return level


def about(reading: Reading) -> list[dict[str, str | None]]:
    return [
        {"who": about.who, "level": about.level, "area": about.area, "name": about.name}
        for about in reading.avoid
    ]


def is_crime(text: str) -> bool:
    """Whether it tells of a crime that is no matter for a village: 110's, and kept above."""
    return speaks_of_crime(normal(text).text)


def is_pointed(reading: Reading) -> bool:
    """Whether it is only shown its lawful way: graft is 12388's; unfairness and rudeness of
    somebody in office are ours, one level above whoever is named."""
    if reading.kind == "accusation":
        return is_corruption(reading.text)
    return reading.kind in POINTED


def too_high_for(session: Session, reading: Reading, issue: Issue, now: datetime) -> bool:
    """Whether ``reading`` says something of somebody that those who handle ``issue`` must not hear:
    then it is a matter of its own, however much it belongs to the case (design 1.3)."""
    needed = LEVELS.index(seen_by(session, reading, now))
    return needed > LEVELS.index(issue.seen_by)


def speaks_above(session: Session, reading: Reading, issue: Issue, now: datetime) -> bool:
    """Whether words about ``issue`` blame somebody, and those who handle it must not hear them."""
    blames = bool(reading.avoid) or reading.kind in ("accusation", "gathering")
    blames = blames or is_crime(reading.text) or is_of_the_home(reading.text)
    return blames and too_high_for(session, reading, issue, now)


def leave_out(session: Session, issue: Issue, said: Iterable[str | None], now: datetime) -> None:
    """Who would read of ``issue`` and is spoken of in what was ``said``, by whatever name, reads
    nothing of it, even where nobody is blamed in so many words; the others do. Who is blamed in the
    first words is no more read of by their own: it goes one level above them."""
    texts = [text for text in said if text]
    for reader in recipients.readers(session, issue, now):
        about = [text for text in texts if is_called(text, reader.name, reader.post)]
        if not about and is_called_by_work("，".join(texts), reader.post):
            about = texts
        if not about:
            continue
        known = {"who": reader.name, "level": None, "area": None, "name": reader.name}
        issue.avoid = [*issue.avoid, known]
        early = issue.id is None or issue.state in EARLY
        if early and any(is_blamed(text) for text in about):
            level = str(rule(session, f"avoidance.{reader.level}", now))
            issue.seen_by = max(issue.seen_by, level, key=LEVELS.index)
    if issue.grid is not None and issue.seen_by == "township":
        issue.station = places.station_for(session, issue.grid, level="township")


def lift(session: Session, issue: Issue, reading: Reading, *, now: datetime) -> None:
    """Its reporter says later whom it is about: from now on it is kept above them. Who was told
    before has read the first words, and is told no more than that it is not theirs any longer."""
    if raise_above(session, issue, reading, now=now):
        issue.deputy = None
        _tell_who_knew(session, issue, now)


def _tell_who_knew(session: Session, issue: Issue, now: datetime) -> None:
    """Not those who may be the ones it is about: to them it would say that somebody spoke."""
    heads = any(each.get("level") == "village" for each in issue.avoid)
    told = set(
        session.scalars(
            select(Notice.contact_id).where(
                Notice.case_kind == "issue",
                Notice.case_id == issue.id,
                Notice.kind.in_(("issue.task", "issue.station_task")),
            )
        )
    )
    for contact_id in sorted(told - set(recipients.desk(session, issue, now))):
        held = session.scalars(select(Deputy).where(Deputy.contact_id == contact_id)).all()
        contact = session.get_one(Contact, contact_id)
        if recipients.is_named(issue, contact.name or ""):
            continue
        if heads and any(is_head(deputy.occupation) for deputy in held):
            continue
        outbox.queue(
            session,
            "issue.kept_above",
            contact_id,
            key=f"issue.kept_above:{issue.id}:{issue.seen_by}:{contact_id}",
            fields=case_fields(session, issue, now),
            now=now,
            case=("issue", issue.id),
        )


def lift_to_county(issue: Issue) -> None:
    """Its reporter wants it kept from the township: the county office alone goes on with it."""
    issue.seen_by = "county"
    issue.deputy = None
    issue.alike = []


def raise_above(session: Session, issue: Issue, reading: Reading, *, now: datetime) -> bool:
    """Before anybody was told of ``issue`` its reporter says whom it is about: it is kept above
    them from now on. False if there was no need."""
    if not speaks_above(session, reading, issue, now):
        return False
    issue.seen_by = seen_by(session, reading, now)
    issue.avoid = [*issue.avoid, *about(reading)]
    issue.alike = []
    return True
