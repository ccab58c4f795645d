"""「不满意，只修七盏」 before a rating is open: ratings are sealed (design 1.4), so such words are
never taken for a citizen's, and go to nobody. It is said who still owes the answer."""

import re

from bot.actions import issues
from bot.actions.casework import label
from bot.actions.suggestions import parties
from bot.actions.suggestions.kind import say_date
from bot.domain.calendars import local_day
from bot.domain.workflows import issue as issue_states
from bot.domain.workflows.assignment import REPLIED as ANSWERED
from bot.domain.workflows.assignment import RESPONSIBLE
from bot.domain.workflows.suggestion import HANDLING, RUNNING
from bot.store.models import Suggestion
from bot.texts import say
from handlers.conversation.context import Talk
from handlers.conversation.suggestions import items
from handlers.conversation.suggestions.newest import last_told, suggestion_of
from handlers.conversation.suggestions.words import numbered

_SATISFIED = re.compile(r"满意")
#: Whose satisfaction is told is somebody else's, or it is a citizen's matter that is named.
_OF_OTHERS = re.compile(r"群众|老百姓|百姓|老乡|村民|大家|大娘|大爷|他们|她|民\s*\d")
_OF_AN_ANSWER = re.compile(r"答复|回复|建议|单位|建\s*\d")
#: 「建11」, 「11号」, or the number that a rating begins or ends with.
_NUMBER = re.compile(r"(?:建|〔[\d\-－]+〕)+\d{1,5}号?|^\d{1,5}(?=\D)|(?<=满意)\d{1,5}$")


def too_early(talk: Talk, said: str, *, plain: bool) -> str | None:
    """The sentence for a rating that is not open. ``plain``: it is a rating and nothing else. None:
    it is about something else."""
    if not _SATISFIED.search(said) or _OF_OTHERS.search(said):
        return None
    own = [*items.mine(talk, RUNNING), *items.signed(talk, RUNNING)]
    if not own:
        return None
    found = _NUMBER.search(said)
    if found is not None:
        own = numbered(own, found[0])
    owed = [one for one in own if one.state in HANDLING]
    if not plain:
        owed = [one for one in owed if _partly(talk, one)]
        about_it = _OF_AN_ANSWER.search(said) or _pushed_last(talk) in owed
        return _say_owed(talk, owed) if owed and about_it else None
    owed = [one for one in owed if _partly(talk, one)] or owed
    return _say_owed(talk, owed) if owed else None


def nothing_waits(talk: Talk, said: str) -> str | None:
    """The sentence for a bare rating where none is asked for and none is owed; None: it has a
    number, or may be of a matter of their own."""
    if not _SATISFIED.search(said) or _OF_OTHERS.search(said) or _NUMBER.search(said):
        return None
    own = [*items.mine(talk, RUNNING), *items.signed(talk, RUNNING)]
    return say("writing.rate_none") if own and not _rates_own_matter(talk) else None


def pushed_early(talk: Talk) -> str | None:
    """Where the last push was one bureau's answer and another still owes its own: a bare rating is
    about that one, and not about an older one that waits."""
    last = _pushed_last(talk)
    return _say_owed(talk, [last]) if last is not None and _partly(talk, last) else None


def _say_owed(talk: Talk, owed: list[Suggestion]) -> str:
    lines = []
    for one in list(dict.fromkeys(owed))[:3]:
        rows = [row for row in parties.leads(talk.session, one) if row.state in RESPONSIBLE]
        if not rows:
            continue
        names = "、".join(row.bureau.name for row in rows)
        last = max(row.due for row in rows)
        key = "writing.rate_early_late" if last < local_day(talk.now) else "writing.rate_early"
        lines.append(say(key, case=label(one), bureaus=names, due=say_date(last, talk.now)))
    lines.append(say("writing.rate_kept_back"))
    if _rates_own_matter(talk):
        lines.append(say("writing.rate_own_matter"))
    return "\n".join(lines)


def _partly(talk: Talk, about: Suggestion) -> bool:
    """Whether one lead bureau has answered and another has not."""
    if about.state not in HANDLING:
        return False
    states = {row.state for row in parties.leads(talk.session, about)}
    return ANSWERED in states and bool(states & set(RESPONSIBLE))


def _pushed_last(talk: Talk) -> Suggestion | None:
    """The suggestion whose answer was the last thing that this person was told."""
    last = last_told(talk)
    if last is None or last.kind != "suggestion.replied":
        return None
    return suggestion_of(talk, last)


def _rates_own_matter(talk: Talk) -> bool:
    """Whether a matter that this person reported waits for just such a word."""
    waiting = (issue_states.ANSWERED, issue_states.TOLD)
    own = issues.of_reporter(talk.session, talk.contact, limit=8)
    return any(issue.state in waiting for issue in own)
