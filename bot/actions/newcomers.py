"""Who has come with the very message at hand: nobody needs to look for their cases, their pictures
or our questions to them. Most who write, write for the first time."""

from sqlalchemy.orm import Session

from bot.store.models import Contact

#: In ``Session.info``: contacts of whom the store knows nothing but this message.
_NEW = "newcomers"


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
