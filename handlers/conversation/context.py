"""One message being answered: who said what, and what we know about them."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import places
from bot.actions.people import Roles
from bot.actions.rules import rule
from bot.store.models import Contact, Grid, Identity, Message
from nlp.reading import Reader

#: In which role a message was taken that is nobody's work.
AS_CONSTITUENT = "constituent"
#: A message of so many characters with a topic of its own is a matter of its own.
OWN_MATTER = 12


_THANKS = re.compile(
    r"谢谢|多谢|感谢|麻烦|辛苦|操心|费心|关心|帮忙|了|啊|你们|您们?|大家|代表|领导|同志|[\W_]"
)
#: With fewer letters beside it thanks say nothing else.
_MORE_THAN_THANKS = 2


def only_thanks(text: str) -> bool:
    """「谢谢你们啊」; 「孩子救上来了，谢谢」 says something."""
    return len(_THANKS.sub("", text)) < _MORE_THAN_THANKS


@dataclass(slots=True)
class Talk:
    session: Session
    now: datetime
    identity: Identity
    contact: Contact
    roles: Roles
    message: Message
    text: str
    reader: Reader
    #: What was said to a newcomer goes before or after the answer.
    asides: list[str] = field(default_factory=list)
    #: Id of a question of ours that this message left aside; said at the end of the answer.
    left_open: int | None = None
    #: Numbers that were named beside others and are none of theirs; said at the end of the answer.
    unknown: list[int] = field(default_factory=list)
    #: What else became of this message, beside its answer; said at the end of that.
    beside: str = ""

    #: Whether they have answered which case is meant, and what would be done with it.
    sure: bool = False

    @property
    def said_at(self) -> datetime:
        """When it was said: what failed and is tried again belongs where it belonged then."""
        return min(self.message.received_at, self.now)

    def home(self) -> Grid | None:
        """The area this person lives in or works for, as far as known."""
        grid_id = self.contact.grid_id
        if grid_id is not None:
            return places.by_id(self.session, grid_id)
        if self.roles.grid_staff:
            return self.roles.grid_staff[0].grid
        return places.of_deputies(self.session, self.roles.deputies, self.now)

    def county(self) -> str:
        """The county's name as people say it."""
        name = self.session.scalar(select(Grid.name).where(Grid.level == "county").limit(1))
        return name or str(rule(self.session, "county.name", self.now))


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said back, and in which role the message was taken."""

    text: str
    taken_as: str
    #: Whether something was understood; False lets the next listener try.
    issue_id: int | None = None
