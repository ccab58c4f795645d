"""Who has come with the very message at hand: nobody needs to look for their cases, their pictures
or our questions to them. Most who write, write for the first time. And of those who are known:
their own cases are looked for once in a message."""

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from bot.store.models import Contact, Issue

#: In ``Session.info``: contacts of whom the store knows nothing but this message.
_NEW = "newcomers"
#: In ``Session.info``: contact id → their own cases, since they wrote or got one.
_CASES = "cases_of"


def came(session: Session, contact: Contact) -> None:
    """Somebody unknown; not yet written, so by object."""
    session.info.setdefault(_NEW, []).append(contact)


def is_new(session: Session, contact_id: int) -> bool:
    """Whether nothing of this person is in the store but the message at hand."""
    return any(contact.id == contact_id for contact in session.info.get(_NEW, ()))


def known_now(session: Session, contact_id: int) -> None:
    """Something of theirs is being written, or they write again."""
    new = session.info.get(_NEW)
    if new:
        session.info[_NEW] = [contact for contact in new if contact.id != contact_id]
    cases = session.info.get(_CASES)
    if cases:
        cases.pop(contact_id, None)


def cases_of(
    session: Session, contact_id: int, ask: Callable[[], Sequence[Issue]]
) -> Sequence[Issue]:
    """What ``ask`` says, asked once until ``known_now``."""
    cases: dict[int, Sequence[Issue]] = session.info.setdefault(_CASES, {})
    if contact_id not in cases:
        cases[contact_id] = ask()
    return cases[contact_id]


def ask_cases_again(session: Session) -> None:
    """A case is somebody's again, nobody looked whose."""
    session.info.pop(_CASES, None)
