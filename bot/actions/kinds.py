"""What a kind of case (issue, hand-over, suggestion, assignment) tells ``take_step`` about itself:
what it is called, which clocks a step starts, whom it reaches and what is said to them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.workflow import Party, Step
from bot.store.models import Contact


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts in a case, as which party; ``name`` is how others read it: 李明代表."""

    party: Party
    contact: Contact | None = None
    name: str = ""


SYSTEM = Actor(Party.SYSTEM)

#: Contact id → what is said to this one alone, at least ``name`` (how to address them).
Audience = Mapping[int, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was just taken: who, with what else was given, when."""

    step: Step
    actor: Actor
    given: Mapping[str, Any]
    now: datetime


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of case. ``name`` is stored in the history and names its workflow."""

    name: str
    #: 民312“东坪三组路灯不亮”: every sentence echoes it.
    label: Callable[[Any], str]
    #: After the state has changed: the clocks that stop or start with this step.
    clocks: Callable[[Session, Any, Taken], None]
    #: Who hears a notice of this kind, as this party.
    audience: Callable[[Session, Any, Party, str, Taken], Audience]
    #: What every one of them may be told; ``told``: the audience of each party.
    fields: Callable[[Session, Any, Taken, Mapping[Party, Audience]], dict[str, Any]]
    #: Whether this contact reads the words as they were said; everybody else a masked copy.
    reads_raw: Callable[[Any, Party, int], bool]


def unnamed(contacts: Iterable[int]) -> Audience:
    """People who are not addressed by name."""
    return {contact_id: {"name": ""} for contact_id in contacts}


def gist(text: str, limit: int = 70) -> str:
    """The beginning of a text, one line, for a push."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def address(session: Session, path: str) -> str:
    """The address of a page of ours. It shows nothing to who is no party to what it shows."""
    return f"{session.info.get('public_url', '')}{path}"
