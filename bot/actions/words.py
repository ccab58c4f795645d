"""Keep what a person said: sealed as it was, masked for everybody else."""

from datetime import datetime
from functools import cache

from sqlalchemy.orm import Session

from bot.store.models import Words
from nlp import masks, privacy
from nlp.cues import Cues
from nlp.normal import normal

#: Stands where words were that are gone, whoever wished it: at a request, or since their time is
#: over.
ERASED = "（内容已删）"


def mask(text: str) -> str:
    """``text`` with telephones, names and numbers replaced by labels such as 〔电话〕."""
    plain = normal(text).text
    return masks.hide(text, privacy.find(plain, _cues().scan(plain)))


@cache
def _cues() -> Cues:
    return Cues(privacy.groups())


def keep(
    session: Session, text: str, *, said_by: int | None, now: datetime, masked: str | None = None
) -> Words:
    """Store ``text`` and its masked copy; flushed, so that the row has its id."""
    shown = mask(text) if masked is None else masked
    words = Words(text=text, masked=shown, said_by=said_by, said_at=now)
    session.add(words)
    session.flush()
    return words
