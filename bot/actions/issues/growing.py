"""A case that was begun before anybody knew what is wrong grows up: its title, topic and way come
from the sentence that holds the matter, as long as nobody has acted on it."""

import re
from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions import alike, places
from bot.actions.issues.above import is_pointed
from bot.actions.issues.opening import lies_in, read_into, take_topic, title_of
from bot.actions.issues.routing import pass_gates
from bot.domain.workflows.issue import AT_STATION, EARLY, ROUTED
from bot.store.models import Issue, Words
from nlp.reading import Reading
from nlp.things import holds_a_matter, is_wrong, things


def begin_again(
    session: Session, issue: Issue, words: Words, reading: Reading, *, now: datetime
) -> None:
    """What was begun without a matter is this: ``words`` (all that was said so far) are its first
    words from now on, and it goes through the gates like a new one. Where its place is not known
    it goes on waiting for it, as it was asked."""
    matter = reading.issues[0]
    issue.words = words
    read_into(session, issue, reading, matter.urgency, matter, now=now)
    known = places.by_code(session, matter.grid_code) if matter.grid_code else None
    lies_in(session, issue, known, now)
    alike.remember(session, issue, matter.text, now=now)
    wide = issue.grid is None or issue.grid.level in ("township", "county")
    plain = issue.seen_by == "grid" and issue.urgency != "危急" and not is_pointed(reading)
    if not (wide and plain and issue.state == "asking"):
        pass_gates(session, issue, reading, now)


#: Kinds that say what is to be done, whether or not a thing is named.
_MATTERS = frozenset(
    {"accusation", "lawful_channel", "gathering", "policy_question", "project_wish", "law_opinion"}
)


#: Fewer letters are a piece of what comes next: 「俺们村那个路」.
_TOLD = 9


def is_begun(issue: Issue) -> bool:
    """Whether it waits for somebody to say what is wrong at all."""
    if issue.state not in EARLY or issue.kind in _MATTERS:
        return False
    said = f"{issue.title}，{issue.words.text or ''}"
    if issue.kind in ("unclear", "voice"):
        return True
    # 「集上卖肉的给俺缺秤」: so many letters of a known topic tell what it is, in whatever words.
    told = issue.topic is not None and len(issue.words.text or "") >= _TOLD
    return not (told or things(said) or is_wrong(said) or _SOMEBODY_DOES.match(said))


#: 「有人在河里炸鱼」: what somebody does, in however few letters.
_SOMEBODY_DOES = re.compile(r"有人(?:在|又|正|往|把|偷|乱|天天|老是|半夜)")


def rename(session: Session, issue: Issue, reading: Reading, *, now: datetime) -> bool:
    """A later sentence holds the matter and the first one did not: the cards name it from now on.
    False: there was no need, or somebody has acted on it under its old title."""
    early = issue.state in (*EARLY, ROUTED, AT_STATION)
    if not early or issue.deputy_id is not None or issue.spoken_at is not None:
        return False
    told = f"{issue.title}，{issue.words.text or ''}"
    if issue.seen_by != "grid" or issue.avoid or things(told).named or is_wrong(told):
        # Whom it blames is what it is about; and a thing we have no name for is one as well.
        return False
    said = things(reading.text, reading.places)
    if not said.named or not holds_a_matter(reading.text, reading.places):
        return False
    issue.title = title_of(reading, reading.issues[0])
    take_topic(issue, reading, reading.issues[0])
    return True
