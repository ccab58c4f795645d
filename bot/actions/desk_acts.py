"""What a desk does beside the procedure: the number of the same matter elsewhere, a word to the
deputies or to a bureau. Both stand in the history as notes."""

import re
from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions import issues, outbox, recipients
from bot.actions import words as wording
from bot.actions.casework import Actor, case_fields, label
from bot.domain.workflow import Party, Refused
from bot.store.models import HandOver, Issue

#: Where the same matter may already be under way → how one says it.
ELSEWHERE = {"12345": "12345热线", "信访": "信访", "其他": "别处"}
_NUMBER = re.compile(r"[\w〔〕\-/]{3,48}")


def note_elsewhere(
    session: Session, issue: Issue, actor: Actor, where: str, number: str, *, now: datetime
) -> None:
    """The same matter has a number there (12345, 信访). Raises Refused for what is no number."""
    number = number.strip()
    if where not in ELSEWHERE or not _NUMBER.fullmatch(number):
        raise Refused("console.no_number")
    said = f"{ELSEWHERE[where]}已有编号：{number}"
    words = wording.keep(session, said, said_by=_who(actor), now=now, masked=said)
    issues.note(session, issue, actor, words, now=now)
    issue.outside_number = f"{where} {number}"[:64]


def write_to(
    session: Session,
    issue: Issue,
    actor: Actor,
    text: str,
    *,
    now: datetime,
    row: HandOver | None = None,
) -> int:
    """A word to the bureau of ``row``, or to the deputies who may know of the case. They read the
    masked words. Returns how many are told. Raises Refused if there is nobody to tell."""
    if row is not None:
        if not recipients.bureau_allowed(session, issue, row.bureau):
            raise Refused("refused.avoidance", case=label(issue), bureau=row.bureau.name)
        told = recipients.contacts_for(session, Party.BUREAU, issue, row, now)
        to, kind = row.bureau.name, "desk.word_to_bureau"
    else:
        told = recipients.contacts_for(session, Party.DEPUTY, issue, None, now)
        to, kind = "代表", "desk.word_to_deputy"
    if not told:
        raise Refused("console.nobody_to_write_to", case=label(issue))
    shown = wording.mask(text)
    words = wording.keep(
        session, f"写给{to}：{text}", said_by=_who(actor), now=now, masked=f"写给{to}：{shown}"
    )
    issues.note(session, issue, actor, words, now=now)
    fields = case_fields(session, issue, now) | {"words": shown, "who": actor.name}
    for contact_id in told:
        outbox.queue(
            session,
            kind,
            contact_id,
            key=f"{kind}:{words.id}:{contact_id}",
            fields=fields,
            now=now,
            case=("hand_over", row.id) if row is not None else ("issue", issue.id),
        )
    return len(told)


def _who(actor: Actor) -> int | None:
    return actor.contact.id if actor.contact else None
