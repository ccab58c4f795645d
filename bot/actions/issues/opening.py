"""A matter of a message becomes an issue, with everything that is known of it."""

import re
import textwrap
from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions import alike, newcomers, places
from bot.actions.issues.above import LEVELS, about, seen_by
from bot.actions.issues.routing import bind, pass_gates, place_desk
from bot.actions.numbers import next_number
from bot.store.models import Contact, Grid, Issue, Words
from nlp.reading import Matter, Reading
from nlp.undressed import undressed


def open_issue(
    session: Session,
    reporter: Contact,
    words: Words,
    reading: Reading,
    matter: Matter,
    *,
    now: datetime,
    source: str = "chat",
    entered_by: Contact | None = None,
    grid: Grid | None = None,
    secret: bool = False,
    out_of: Issue | None = None,
) -> Issue:
    """One matter of a message becomes an issue and goes through the gates: danger, accusation,
    lawsuit, avoidance; then it is routed, kept at a desk, or the place is asked for.

    ``grid``: a place known otherwise (QR code, location, the officer's choice). ``secret``: asked
    for before it was said. ``out_of``: the case of which it was a part; who is kept from that one
    is kept from this one, it lies there unless it names another place, and its reporter is not
    spoken with now."""
    known = grid or (places.by_code(session, matter.grid_code) if matter.grid_code else None)
    first = out_of.grid if out_of is not None else None
    if first is not None and (known is None or places.within(first, known)):
        known = first
    if known is None and reading.kind != "elsewhere" and reporter.grid_id is not None:
        known = places.by_id(session, reporter.grid_id)
    issue = Issue(
        number=next_number(session, "issue"),
        state="received",
        words=words,
        reporter=reporter,
        source=source,
        entered_by=entered_by.id if entered_by else None,
        attention="grid",
        created_at=now,
        secret=secret,
    )
    read_into(session, issue, reading, matter.urgency, matter, now=now)
    if out_of is not None:
        issue.seen_by = max(issue.seen_by, out_of.seen_by, key=LEVELS.index)
        issue.avoid = [*out_of.avoid, *issue.avoid]
    lies_in(session, issue, known, now)
    alike.remember(session, issue, matter.text, now=now)
    if out_of is not None:
        # Of all cases that one is not the same.
        issue.alike = [like for like in issue.alike or [] if like["number"] != out_of.number]
    newcomers.known_now(session, reporter.id)
    # Not in the session yet: it is written whole with its first step, not piece by piece.
    pass_gates(session, issue, reading, now, in_talk=out_of is None)
    return issue


def transcribe(
    session: Session, issue: Issue, words: Words, reading: Reading, *, now: datetime
) -> None:
    """Somebody has typed a voice in: now it is read like any message, danger first."""
    matter = reading.issues[0]
    issue.words = words
    read_into(session, issue, reading, reading.urgency, matter, now=now)
    known = places.by_code(session, matter.grid_code) if matter.grid_code else None
    lies_in(session, issue, known, now)
    pass_gates(session, issue, reading, now)


def read_into(
    session: Session, issue: Issue, reading: Reading, urgency: str, matter: Matter, *, now: datetime
) -> None:
    """What was read stands in the issue: what it is, how pressing, of whom it speaks."""
    issue.title = title_of(reading, matter)
    issue.kind = reading.kind
    issue.urgency = urgency
    issue.danger = reading.danger if urgency == "危急" else None
    take_topic(issue, reading, matter)
    issue.avoid = about(reading)
    issue.seen_by = seen_by(session, reading, now)


def take_topic(issue: Issue, reading: Reading, matter: Matter) -> None:
    """Its topic and whose it may be, with the reasons that are shown."""
    issue.topic, issue.topic_path = matter.topic, list(matter.topic_path)
    issue.bureaus = list(matter.bureaus)
    issue.reasons = [
        {"word": reason.word, "for": reason.what, "weight": round(reason.weight, 3)}
        for reason in reading.reasons
    ]


def lies_in(session: Session, issue: Issue, known: Grid | None, now: datetime) -> None:
    """Where it is, as far as that is known, and the desk of that place."""
    if known is not None:
        issue.grid = known
        bind(session, issue.reporter, known)
    if known is not None or issue.id is not None:
        # A new one without a place has no desk yet whose people could be spoken of.
        place_desk(session, issue, now)


def title_of(reading: Reading, matter: Matter) -> str:
    """A short echo in plain words without personal data; never empty, since every sentence shows
    it."""
    alone = len(reading.issues) == 1 and reading.issues[0].text == matter.text
    whole = reading.title if alone else ""
    title = whole or matter.title
    said = _LABEL.sub("", undressed(reading.masked))
    return uncut(title, said) or title or "群众来信"


#: What stands for personal data; where it was, a title says nothing.
_LABEL = re.compile("〔[^〕]*〕")
#: What counts something ends before its measure, and a Latin word before its end.
_COUNT = re.compile(
    r"[，,、 ]*(?:有|约|大概|近|快|已经?)?[0-9０-９零一二两三四五六七八九十百千半几]+$"
)
_MEASURE = re.compile(r"[天年月日周个户家米里亩次处盏根块元斤吨点分时小岁人多来几十百千号组]")
_LATIN = re.compile(r"[A-Za-z']+$")
_MOSTLY_LATIN = re.compile(r"[\x20-\x7e]*[A-Za-z][\x20-\x7e]*")
_LATIN_TITLE = 40


def uncut(title: str, text: str) -> str:
    """「水管坏了2」 of 「水管坏了2天」 ends before its count; of a sentence in Latin letters the
    first words are the title, and none of them is cut."""
    if _MOSTLY_LATIN.fullmatch(text) and title.isascii():
        words = textwrap.shorten(text, _LATIN_TITLE, placeholder="")
        return words or text[:_LATIN_TITLE]
    place = text.find(title)
    after = text[place + len(title) :] if place >= 0 and title else ""
    if _COUNT.search(title) and _MEASURE.match(after):
        return _COUNT.sub("", title)
    if after[:1].isascii() and after[:1].isalpha() and _LATIN.search(title):
        return _LATIN.sub("", title).rstrip(" ,，")
    return title
