"""What a deputy says of a matter that they brought themselves: 「路灯我来办」 after a visit takes
it up, the station is asked to hand it over, and what they found there is kept with it. What else
they say of it are the words of who reported it."""

from bot.actions import recipients
from bot.domain.workflows.issue import TAKEN_UP
from bot.store.models import Issue
from handlers.conversation import pending
from handlers.conversation.citizen.own_cases import supplement
from handlers.conversation.context import Answer, Talk
from handlers.conversation.replies import items_of, reply_of
from handlers.conversation.staff import explained
from handlers.conversation.staff import performing as staff
from handlers.conversation.staff.known_cases import known_to
from nlp.reading import Reading

_ACTS = frozenset({"take", "hand_over"})


def heard(talk: Talk, reading: Reading) -> Answer | None:
    """None: nothing of their own waits, or nothing says that this is of it."""
    if not talk.roles.deputies:
        return None
    cases = [item.case for item in items_of(talk, "constituent")]
    own = [case for case in cases if isinstance(case, Issue)]
    return _done(talk, own) or _found(talk, reading, own)


def _done(talk: Talk, own: list[Issue]) -> Answer | None:
    items = [pending.issue_item(issue, "issue") for issue in own if _may_take(talk, issue)]
    acts = reply_of(talk, "deputy", items).acts if items else ()
    if len(acts) != 1 or acts[0].act not in _ACTS or len(acts[0].refs) != 1:
        return None
    cases = known_to(talk)
    case = next((each for each in cases if each.ref == acts[0].refs[0]), None)
    if case is None or not explained.reason(talk, case, cases, acts[0]):
        return None
    return staff.perform(talk, "deputy", acts, items)


def _found(talk: Talk, reading: Reading, own: list[Issue]) -> Answer | None:
    """「看了，是树枝堵的」 of the one that they went to see."""
    taken = [
        issue
        for issue in own
        if issue.state == TAKEN_UP
        and issue.deputy is not None
        and issue.deputy.contact_id == talk.contact.id == issue.reporter_id
    ]
    if len(taken) != 1 or not explained.came_back(talk.text):
        return None
    return supplement(talk, taken[0], reading)


def _may_take(talk: Talk, issue: Issue) -> bool:
    return (
        issue.reporter_id == talk.contact.id
        and issue.urgency != "危急"
        and recipients.brought_by(talk.session, issue, talk.now) is not None
    )
