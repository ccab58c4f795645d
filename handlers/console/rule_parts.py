"""What all pages of the rules share: the versions of one, as lines."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions import rule_book
from handlers.pages.history import say_moment


def versions_of(session: Session, name: str, now: datetime) -> list[dict[str, object]]:
    """Who, when, why, and the button back."""
    return [
        {
            "number": one.number,
            "said": one.said,
            "who": one.who,
            "when": say_moment(one.at, now) if one.at is not None else "",
            "why": one.why,
            "now": one.now,
            "name": name,
        }
        for one in rule_book.versions(session, name, now)
    ]
