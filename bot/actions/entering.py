"""Entering for people who came, rang or wrote into the reception book, by page and chat (G08)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import issues, people, places, reading
from bot.actions import words as wording
from bot.store.models import Contact, Issue
from bot.store.vault import vault
from nlp.reading import Reading

#: The same words from the same officer within this time are the same click.
_AGAIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Entered:
    """The five fields. ``source``: walk_in, telephone, book; all but ``said`` may be empty."""

    said: str
    place: str
    name: str
    phone: str
    source: str


def enter(
    session: Session, officer: Contact, given: Entered, *, now: datetime, silent: bool = False
) -> tuple[list[Issue], Reading | None]:
    """What the person said, as if they had written it: the same gates as by chat (danger,
    accusation, lawsuit, avoidance). The issues, and how it was read; None if the same words were
    entered just before, whose issues come back. ``silent``: they asked that nobody know."""
    reader = reading.reader(session)
    home = _home(session, officer, now)
    code = place_of(session, officer, given.place, now) if given.place else None
    read = reader.read(given.said, home=code or home)
    parts = issues.parts_of(reader, read)
    said = [part.matter.text for part in parts] if len(parts) > 1 else [given.said]
    before = _entered_before(session, officer, said, given.name, now)
    if before:
        return before, None
    reporter = _reporter(session, given, now)
    words = wording.keep(session, given.said, said_by=reporter.id, now=now, masked=read.masked)
    grid = places.by_code(session, code) if code else None
    if grid is None and home is not None and read.kind != "elsewhere":
        # Who comes to a station and names no place is of its township until somebody asks.
        grid = None if read.grid_code or reporter.grid_id else places.by_code(session, home)
    opened = []
    for part, text in zip(parts, said, strict=True):
        own = words
        if text != given.said:
            own = wording.keep(session, text, said_by=reporter.id, now=now)
        opened.append(
            issues.open_issue(
                session,
                reporter,
                own,
                part.reading,
                part.matter,
                now=now,
                source=given.source,
                entered_by=officer,
                # 「东坪二组…，西坪…」: where a part says its own place, that counts.
                grid=None if part.matter.grid_code != read.grid_code else grid,
                secret=silent,
            )
        )
    return opened, read


def place_of(session: Session, officer: Contact, text: str, now: datetime) -> str | None:
    """Code of the place that the field says, as people of the officer's area call it."""
    return reading.reader(session).place(text, home=_home(session, officer, now)).grid_code


def _entered_before(
    session: Session, officer: Contact, parts: list[str], name: str, now: datetime
) -> list[Issue]:
    """The issues of exactly these parts, if all of them were entered a moment ago for somebody who
    is not called otherwise."""
    rows = session.scalars(
        select(Issue).where(Issue.entered_by == officer.id, Issue.created_at > now - _AGAIN)
    )
    known = {row.words.text: row for row in rows if row.reporter.name in (name or None, None)}
    return [known[part] for part in parts] if all(part in known for part in parts) else []


def _home(session: Session, officer: Contact, now: datetime) -> str | None:
    """The officer's own area: 东坪村 is the one of this township."""
    for role in people.roles_of(session, officer, now).officer_roles:
        area = role.area
        if area is not None and area.level != "county":
            return area.code
    return None


def _reporter(session: Session, given: Entered, now: datetime) -> Contact:
    """Who has this telephone and no other name is the same person; else somebody new."""
    phone = given.phone.replace("-", "").replace(" ", "")
    if phone:
        known = session.scalars(
            select(Contact)
            .where(Contact.phone_digest == vault().digest(phone))
            .order_by(Contact.id)
        ).all()
        for contact in known:
            if not given.name or contact.name in (None, "", given.name):
                contact.name = contact.name or given.name or None
                return contact
    return people.new_contact(session, now=now, name=given.name or None, phone=phone or None)
