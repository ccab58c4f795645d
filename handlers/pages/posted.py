"""What posted forms have in common, whatever case they are about: what came of them, files that
come with them, second clicks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from bot.actions import uploads
from bot.actions.cleaning import Unusable
from bot.store.models import Contact, History, Words
from handlers.parts import parts

#: The same words of the same person on the same case within this time are a second click.
AGAIN = timedelta(minutes=10)
LONGEST = 5_000
#: Years that a form may name.
_YEARS = range(1950, 2151)
TWICE = "这句话刚才已经记下了，不用再点一次。"


@dataclass(frozen=True, slots=True)
class Done:
    """What the person reads now; ``good``: it was done."""

    text: str
    good: bool


class Said(Exception):
    """Not done; the text tells why."""


def receive(files: Sequence[FileStorage], *, paper: bool = False) -> list[uploads.Kept]:
    """Check, clean and keep what was uploaded, with no transaction open. Raises Unusable."""
    real = [file for file in files if file.filename]
    if len(real) > uploads.MOST_FILES:
        raise Unusable(f"一次最多{uploads.MOST_FILES}个文件")
    folder = parts().settings.media_dir
    kept: list[uploads.Kept] = []
    try:
        for file in real:
            kept.append(uploads.keep(folder, file.read(), paper=paper))
    except Unusable:
        forget(kept)
        raise
    return kept


def forget(kept: Sequence[uploads.Kept]) -> None:
    """Nothing came of the act: its files are not left lying."""
    if kept:
        with parts().database.read() as session:
            uploads.discard(session, parts().settings.media_dir, kept)


def short_enough(*texts: str) -> None:
    """Raises Said for a text that nobody reads through."""
    if any(len(text) > LONGEST for text in texts):
        raise Said(f"写得太长了，请分开说（最多{LONGEST}字）。")


def day_in(text: str | None) -> date | None:
    """The day of a form's field of dates or of an address (2026-11-23); None for anything else. A
    field lets one type the year 9999, with which nobody can reckon."""
    given = text or ""
    try:
        day = date.fromisoformat(given) if len(given) == len("2026-11-23") else None
    except ValueError:
        return None
    return day if day is not None and day.year in _YEARS else None


def is_day(text: str) -> bool:
    """Whether ``text`` is a day as a form's field of dates gives it: 2026-11-23."""
    return day_in(text) is not None


def said_before(
    session: Session,
    kind: str,
    case_id: int,
    contact: Contact,
    text: str,
    now: datetime,
    *,
    but: Collection[str] = (),
) -> bool:
    """Whether this person said just that about this case a moment ago, by another step than
    those of ``but``."""
    rows = session.scalars(
        select(Words)
        .join(History, History.words_id == Words.id)
        .where(
            History.case_kind == kind,
            History.case_id == case_id,
            History.contact_id == contact.id,
            History.at > now - AGAIN,
            History.step.not_in(but),
        )
    )
    return any(words.text == text for words in rows)
