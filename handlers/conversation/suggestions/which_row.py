"""Of which of its suggestions a bureau speaks that names no number: by the words that it shares
with their titles and promises, then with their texts. What shares none is of none of them: the one
that happens to wait is not taken for it."""

import re
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from bot.actions.rules import rule
from bot.actions.suggestions import promises, receipts
from bot.domain.workflows.assignment import RESPONSIBLE
from bot.store.models import Assignment, History
from handlers.conversation.context import Talk
from handlers.conversation.staff.naming import without_bodies
from handlers.conversation.suggestions.words import whole_text
from nlp.replies.references import shared_words

#: Days, and what is said of every work, name none.
_OF_ALL = re.compile(
    r"\d+年|\d+月|\d+[日号]|[今明后去]年|[本下上]?[月年季]度?底|承诺|答应|保证|落实|完成|解决|办好|全部|已经|我们|我局|单位"
)


def theirs(talk: Talk, bureaus: Sequence[int]) -> list[Assignment]:
    """All that this bureau could speak of: what is open, and what is answered with a promise."""
    open_ones = receipts.open_of(talk.session, bureaus)
    return list(dict.fromkeys([*open_ones, *promises.open_rows(talk.session, bureaus)]))


def by_words(talk: Talk, rows: Sequence[Assignment], said: str) -> list[Assignment]:
    """Those of ``rows`` of which most is said; none where nothing is."""
    about = _OF_ALL.sub("|", without_bodies(talk.reader.bodies, said))
    if not rows:
        return []
    weights = [(_of_title(talk, row, about), _shared(about, _text(talk, row))) for row in rows]
    most = max(weights)
    return [
        row for row, weight in zip(rows, weights, strict=True) if weight == most and any(weight)
    ]


def _of_title(talk: Talk, row: Assignment, about: str) -> int:
    promised = (one.words.text or "" for one in promises.open_of(talk.session, row))
    return max(_shared(about, each) for each in (row.suggestion.title, *promised))


def _text(talk: Talk, row: Assignment) -> str:
    return without_bodies(talk.reader.bodies, whole_text(talk, row.suggestion))


def _shared(about: str, text: str) -> int:
    return sum(map(len, shared_words(about, text)))


def acted_on(talk: Talk) -> Assignment | None:
    """The assignment on which this person acted last, within the time of a talk."""
    minutes = int(rule(talk.session, "conversation.talk_minutes", talk.now))
    last = talk.session.execute(
        select(History.case_kind, History.case_id)
        .where(
            History.contact_id == talk.contact.id,
            History.at > talk.now - timedelta(minutes=minutes),
        )
        .order_by(History.id.desc())
        .limit(1)
    ).first()
    if last is None or last[0] != "assignment":
        return None
    row = talk.session.get(Assignment, last[1])
    return row if row is not None and row.state in RESPONSIBLE else None
