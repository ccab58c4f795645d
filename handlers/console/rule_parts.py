"""What all pages of the rules share: how a rule is called, its versions as lines."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions import rule_book
from handlers.pages.history import say_moment


def said_by(name: str) -> str:
    """How one says a rule's name: its label, or 「话：…」 for a text."""
    one = rule_book.named(name)
    if one is not None:
        return one.label
    for start, word in (("text.", "聊天里的话"), ("notice.", "通知里的话")):
        if name.startswith(start):
            return f"{word}（{name.removeprefix(start)}）"
    return rule_book.called().get(name, name)


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
