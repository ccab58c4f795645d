"""One act of one person on one case, while it is being done: what every deed is given."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.actions import (
    bureaus,
    foreseen,
    hand_overs,
    messages,
    recipients,
)
from bot.actions import words as wording
from bot.actions.actors import actor_in
from bot.actions.calendar import say_clock
from bot.actions.casework import Actor, label
from bot.actions.people import Roles
from bot.domain.workflow import Party, Refused
from bot.store.models import (
    Alarm,
    Assignment,
    Bureau,
    Contact,
    Deputy,
    Duty,
    HandOver,
    Issue,
    Notice,
    Suggestion,
    Words,
)
from bot.texts import say
from nlp.reading import Reader

Case = Issue | HandOver | Alarm | Duty | Notice | Suggestion | Assignment

_WHO_REPORTED = re.compile(
    r"(谁|哪个|哪家|哪户|啥人|什么人)(家|个|个人|户|人)?(给|在)?(反映|说|举报|告|讲|提|投诉|写|报)(上来|出来|上去)?(的(?!事)|了?这|了?那)|"
    r"(反映|举报|投诉|报事|报)(人|的人|的群众|的那个?人)(.{0,4}(是谁|叫什么|叫啥|姓名|名字|姓啥|姓什么|哪家)|$)|谁告的?状"
)


def asks_who_reported(text: str) -> bool:
    """Whether it asks who a constituent is: that is told to nobody, and asked of nobody."""
    return _WHO_REPORTED.search(text) is not None


DESK = (Party.STATION, Party.OFFICE)


@dataclass(frozen=True, slots=True)
class Doing:
    """One act of one person on one case, while it is being done."""

    session: Session
    now: datetime
    contact: Contact
    roles: Roles
    reader: Reader
    #: What it is about; nothing for an act about the person (leave, a visit).
    case: Case | None
    #: The fields of the act, as the contract names them: text, to, until, reason …
    fields: Mapping[str, Any]
    #: Everything that was said, where the act has no words of its own.
    said: str = ""

    def issue(self) -> Issue:
        if isinstance(self.case, Issue):
            return self.case
        if isinstance(self.case, HandOver | Alarm):
            return self.case.issue
        if isinstance(self.case, Suggestion | Assignment):
            raise Refused("refused.not_there", case=label(self.case))
        raise Refused("refused.stopped")

    def hand_over(self) -> HandOver:
        if isinstance(self.case, HandOver):
            return self.case
        if isinstance(self.case, Issue):
            found = hand_overs.latest(self.session, self.case)
            if found is not None:
                return found
        raise Refused("desk.nothing_to_decide", case=label(self.issue()))

    def actor(self, *parties: Party) -> Actor:
        case = self.hand_over() if Party.BUREAU in parties else self.issue()
        return actor_in(self.session, case, self.contact, self.roles, self.now, *parties)

    def text(self, *names: str) -> str:
        """The words that belong to this act; of the whole message if the reader gave none."""
        for name in names:
            value = self.fields.get(name)
            if isinstance(value, str) and value.strip():
                return value.strip()
        return ""

    def words(self, *names: str) -> Words | None:
        said = self.text(*names)
        if not said:
            return None
        return wording.keep(self.session, said, said_by=self.contact.id, now=self.now)

    def words_or_ask(self, key: str, *names: str) -> Words:
        """The words of the act; Refused with the sentence ``key`` where there are none."""
        words = self.words(*names)
        if words is None:
            raise Refused(key, case=label(self.issue()), act="这一步")
        return words

    def question(self) -> Words:
        """What to ask the constituent; Refused if it asks who they are: they would answer."""
        words = self.words_or_ask("refused.needs_words", "question", "text")
        if asks_who_reported(words.text or ""):
            raise Refused("refused.who_reported")
        return words

    def until(self) -> date | None:
        value = self.fields.get("until")
        return date.fromisoformat(value) if isinstance(value, str) else None

    def bureau(self, key: str) -> Bureau:
        """The body that is meant: named in the act, else the one that is proposed."""
        issue = self.issue()
        said = self.text("to")
        if said:
            found = bureaus.find(self.session, said, issue.grid)
        else:
            proposed = issue.bureaus[0] if issue.bureaus else ""
            found = bureaus.find(self.session, proposed, issue.grid)
        if found is None:
            likely = [each.name for each in recipients.bureaus_offered(self.session, issue)]
            raise Refused(key, case=label(issue), bureaus="、".join(likely) or "还看不出")
        return found

    def reach(self, issue: Issue) -> str:
        """To be said behind what the constituent is told: nothing where it leaves by WeChat at
        once, else until when it waits, that somebody has to ring, or that they asked not to be
        written to. Nobody is said to know what has not reached them."""
        found = foreseen.newest(self.session, issue.reporter_id, self.now)
        if found.key:
            return say(found.key, when=say_clock(found.at or self.now, self.now))
        return say("staff.wants_none") if issue.reporter.no_messages else ""

    def deputy(self) -> Deputy:
        return self.roles.deputies[0]


def attach_pictures(do: Doing, issue: Issue, row: HandOver | None = None) -> int:
    """Pictures that this person sent just before belong to what they now report."""
    loose = messages.loose_media(do.session, do.contact, do.now)
    for media in loose:
        media.issue_id = issue.id
        media.hand_over_id = row.id if row else None
    return len(loose)


Doer = Callable[[Doing], str]
