"""Who is listened to, and what has been understood so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.calendars import CountyCalendar
from nlp.replies.model import Act, Pending
from nlp.replies.rules import RULES
from nlp.replies.spoken import Spoken
from nlp.replies.statements import Statement


@dataclass
class Result:
    """Acts, questions and notes of the statements read so far."""

    acts: list[Act] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Listener:
    """The person's role, what is pending for them, and when they speak."""

    role: str
    pending: tuple[Pending, ...]
    now: datetime
    calendar: CountyCalendar
    #: The county's own bodies, each "name" or "name|alias|alias".
    bodies: tuple[str, ...] = ()
    #: Nobody else finds out to which matter a sentence belongs: it is of the only one pending.
    alone: bool = False


def spoken_by(listener: Listener, statement: Statement) -> Spoken:
    """The statement as said by this person at this moment."""
    return Spoken(statement, listener.now, listener.calendar, listener.bodies)


def options_of(listener: Listener, item: Pending) -> dict[str, str]:
    """Digits that mean something about this item: those of the push, else the usual ones."""
    if item.options:
        return dict(item.options)
    for role, kind, states, options in RULES.defaults:
        if role == listener.role and kind == item.kind and (not states or item.state in states):
            return dict(options)
    return {}
