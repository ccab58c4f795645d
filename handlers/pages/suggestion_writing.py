"""A draft on its page is one form: what stands in the boxes is saved before it is handed in or sent
to others to sign. What was added meanwhile in the chat is not written over by a page that is older
than it: only boxes that were changed are written."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from bot.actions.suggestions import drafts
from bot.domain.suggestions import QUESTIONS
from bot.store.models import Suggestion, SuggestionVersion
from bot.texts import say
from handlers.pages.posted import Said

#: What may follow the saving by the same button; acts of the deputy.
THEN = ("submit", "invite")
_PARTS = ("title", *drafts.PARTS)


def then(form: MultiDict[str, str]) -> str:
    """What the button does after it has saved; empty: nothing."""
    wanted = form.get("then", "")
    return wanted if wanted in THEN else ""


def keep_what_is_newer(
    session: Session, about: Suggestion, form: MultiDict[str, str], fields: dict[str, Any]
) -> None:
    """Take out of ``fields`` what the page only shows as it was. Raises Said where the same box
    was changed here and elsewhere."""
    shown, newest = _texts(session, about, form.get("version", "")), _texts(session, about, "")
    if newest is None:
        return
    for part in _PARTS:
        written = _plain(str(fields.get(part, "")))
        before = _plain(shown[part]) if shown is not None else None
        now = _plain(newest[part])
        if written in ("", now) or written == before:
            fields.pop(part, None)
        elif before is not None and before != now:
            name = say("page.title") if part == "title" else QUESTIONS[part][0]
            raise Said(say("page.both_changed", part=name, text=newest[part]))


def says_nothing_new(fields: dict[str, Any]) -> bool:
    return not any(fields.get(part) for part in _PARTS)


def _texts(session: Session, about: Suggestion, number: str) -> dict[str, str] | None:
    """The parts of one version by its number; of the newest without one."""
    query = select(SuggestionVersion).where(SuggestionVersion.suggestion_id == about.id)
    if number.isdecimal() and len(number) < 6:
        query = query.where(SuggestionVersion.number == int(number))
    elif number:
        return None
    row = session.scalars(query.order_by(SuggestionVersion.number.desc()).limit(1)).first()
    if row is None:
        return None
    text = drafts.text_of(row)
    return {part: getattr(text, part) or "" for part in _PARTS}


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
