"""A number that is no case of theirs: said so, with what they do have, and never replaced by a
guess (a wrong act weighs ten questions). Whether it exists nobody learns; who was once told of it
reads that it is in other hands."""

from collections.abc import Iterable

from bot.actions import exchanges, hand_overs, issues, recipients
from bot.store.models import Issue
from bot.texts import say
from handlers.conversation.case_numbers import named, without
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from handlers.conversation.pending import Item
from handlers.conversation.replies import held, items_of, reply_of
from handlers.conversation.staff.numbered import is_party
from handlers.conversation.suggestions.how_it_stands import own_of
from nlp.replies.references import tail_number

#: So many cases are named back.
_MOST = 5
#: Who has no work says no more than that of a case; more words are a matter of their own.
_SHORT = 20


def said_so(talk: Talk) -> Answer | None:
    """None: no number is named, or one of those named is theirs, and the rest of them is done."""
    numbers = named(talk.text)
    if not numbers or (not talk.roles.any and not _is_order(talk, numbers)):
        return None
    unknown = [number for number in numbers if not _is_theirs(talk, number)]
    if not unknown:
        return None
    moved = [issue for number in unknown if (issue := _was_theirs(talk, number)) is not None]
    if moved and len(moved) == len(unknown):
        cases = "、".join(f"民{issue.number}" for issue in moved)
        return Answer(say("staff.in_other_hands", cases=cases), "staff")
    if len(unknown) < len(numbers):
        # The rest is done, and this one named (design 3).
        talk.unknown = unknown
        talk.text = without(talk.text, unknown)
        return None
    return _which(talk, unknown)


def _is_order(talk: Talk, numbers: Iterable[int]) -> bool:
    """「270好了」 of somebody without work. Secrecy and a call are never refused over a number."""
    if len(talk.text.strip()) > _SHORT:
        return False
    items = items_of(talk, "constituent")
    whole = reply_of(talk, "constituent", items)
    rest = reply_of(talk, "constituent", items, without(talk.text, numbers) or None)
    acts = {act.act for act in (*whole.acts, *rest.acts)}
    return not acts & {"keep_secret", "human"} and bool(acts or whole.ask or rest.ask)


def _is_theirs(talk: Talk, number: int) -> bool:
    """Whether it waits for them, is a case or a suggestion of theirs, or they are a party to it."""
    if any(tail_number(item.pending.ref) == number for item in _waiting(talk)):
        return True
    if any(number in (row.draft_number, tail_number(row.number or "")) for row in own_of(talk)):
        return True
    issue = issues.by_number(talk.session, number)
    if issue is None:
        return False
    mine = talk.contact.id in recipients.constituents(talk.session, issue)
    return mine or is_party(talk, issue)


def _waiting(talk: Talk) -> list[Item]:
    return [item for role in held(talk) for item in items_of(talk, role)]


def _was_theirs(talk: Talk, number: int) -> Issue | None:
    """A case of which this person was told at work, and that is in other hands now."""
    issue = issues.by_number(talk.session, number)
    if issue is None or not talk.roles.any:
        return None
    rows = hand_overs.of_issue(talk.session, issue)
    told = issues.was_told(talk.session, talk.contact, issue, [row.id for row in rows])
    return issue if told else None


def _which(talk: Talk, unknown: list[int]) -> Answer:
    """Nothing is done; what they have is named, and the next number stands for the wrong one."""
    numbers = "、".join(f"民{number}" for number in unknown)
    role = next((role for role in held(talk) if items_of(talk, role)), "constituent")
    waiting = [item for item in items_of(talk, role) if item.pending.kind != "duty"]
    taken_as = AS_CONSTITUENT if role == "constituent" else "staff"
    if not waiting:
        return Answer(say("refused.unknown_number", number=numbers), taken_as)
    shown = [f"{item.pending.ref}“{item.pending.title}”" for item in waiting]
    more = f"等{len(shown)}件" if len(shown) > _MOST else ""
    exchanges.ask(
        talk.session,
        talk.contact.id,
        "which",
        now=talk.now,
        message=talk.message.id,
        role=role,
        wrong=unknown,
        refs=list(dict.fromkeys(item.pending.ref for item in waiting)),
    )
    cases = "、".join(list(dict.fromkeys(shown))[:_MOST]) + more
    key = "answer.which_instead" if role == "constituent" else "staff.which_instead"
    return Answer(say(key, number=numbers, cases=cases), taken_as)
