"""What a deputy says while a part of a draft is asked for, and is no part of it: an act about a
matter that is named by its number, or a plain word of command. The draft stays where it was."""

import re
from collections.abc import Collection, Sequence
from datetime import timedelta

from bot.actions import exchanges
from bot.actions.suggestions.kind import name_of, newest
from bot.domain.suggestions import QUESTIONS
from bot.domain.workflows.suggestion import WRITING
from bot.store.models import Exchange, Suggestion
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.replies import held, items_of, read_among
from handlers.conversation.suggestions import items
from handlers.deeds.suggestions_deputies import ASKED
from nlp.replies import Act, Pending
from nlp.replies.references import find_mentions, tail_number

#: What the conversation waits for: whether held words belong to the draft.
HELD = "draft_words"
_JUST_WRITTEN = timedelta(minutes=30)
#: A longer text without a number is an answer to our question.
_SHORT = 12
#: Nobody orders about a matter in more letters than these.
_LONGEST_ORDER = 60
_ISSUE = re.compile(r"民\s*(\d{1,7})(?!\d)")
#: 「278不归我们管」; 「1、管道老化；2、没人管护」 is a list.
_LEADING = re.compile(r"^(\d{1,7})(?!\d|\s*[、.．)）:：,，]\s*\S{3,}.*\d\s*[、.．)）])")
#: Orders that are meant also where several matters wait and we have to ask which.
_ORDERS = frozenset(
    {"raise", "take", "leave_to_station", "not_mine", "request_leave", "acknowledge"}
)
#: What is plainly done to something else in a few words; whatever else a short sentence sounds
#: like, it is the answer to our question (「塔是九几年的」 asks no villager anything).
_PLAINLY = frozenset({"raise", "take", "leave_to_station", "request_leave", "acknowledge"})
#: The same only in such words.
_IN_WORDS = {
    "ask": re.compile(r"问(?:一?下|问|群众|他|她|老乡|反映)"),
    "not_mine": re.compile(r"不(?:是|归|在|属)(?:于)?(?:我|咱|俺)"),
    # 「转给水利局了没动静」 tells of it.
    "hand_over": re.compile(r"^(?!.*[了过没]).*(?:转|交|派)(?:给|到|办)?"),
    "refer": re.compile(r"^(?!.*[了过没]).*(?:转|交|派)(?:给|到|办)?"),
}


def is_beside(talk: Talk, part: str) -> bool:
    """Whether the text is an act on something else than the ``part`` that we asked for."""
    said = talk.text.strip()
    number = _named(said)
    if number is not None and len(said) <= _LONGEST_ORDER:
        return any(tail_number(ref) == number for act in _about(talk, number) for ref in act.refs)
    if len(said) > _SHORT:
        return False
    if exchanges.open_with(talk.session, talk.contact.id, talk.now, "which") and _names_one(talk):
        return True
    return any(_orders(talk, role, part) for role in held(talk))


def _named(said: str) -> int | None:
    found = _ISSUE.search(said) or _LEADING.match(said)
    return int(found[1]) if found else None


def _names_one(talk: Talk) -> bool:
    """「3」, 「路灯那件」: which of several was asked last, and this says it."""
    pending = [item.pending for role in held(talk) for item in items_of(talk, role)]
    return bool(find_mentions(talk.text.strip(), pending, ()))


def _about(talk: Talk, number: int) -> Sequence[Act]:
    """What is said of the matter with this number, whether it waits for this person or not."""
    acts: list[Act] = []
    for role in held(talk):
        pending = [item.pending for item in items_of(talk, role)]
        if not any(tail_number(each.ref) == number for each in pending):
            pending.append(_one(f"民{number}"))
        acts += read_among(talk, role, pending).acts
    return acts


def _one(ref: str) -> Pending:
    """A matter of which only the number is known: enough to tell an order from a part."""
    return Pending(ref, "issue", "routed", "")


def _orders(talk: Talk, role: str, part: str) -> bool:
    pending = [item.pending for item in items_of(talk, role)]
    said = talk.text.strip()
    acts = {act.act for act in read_among(talk, role, pending).acts}
    if acts & _PLAINLY:
        return True
    # 「请县水利局来修」 is what a proposal says.
    worded = acts & _IN_WORDS.keys() - ({"hand_over", "refer"} if part == "proposal" else set())
    if any(_IN_WORDS[act].search(said) for act in worded):
        return True
    if role != "deputy":
        return bool(acts - _IN_WORDS.keys())
    # Several wait, or none: then it is asked which, or said that nothing waits.
    mine = next((each for each in pending if each.kind == "issue"), _one("民0"))
    orders = {act.act for act in read_among(talk, role, [mine]).acts} & _ORDERS
    return bool(in_words(orders, said))


def in_words(acts: Collection[str], said: str) -> set[str]:
    """Those of ``acts`` that stand in the words, and are not only what the sentence sounds like."""
    return {act for act in acts if act not in _IN_WORDS or _IN_WORDS[act].search(said)}


def asked(talk: Talk) -> Exchange | None:
    """The part of a draft that we wait for."""
    rows = exchanges.open_with(talk.session, talk.contact.id, talk.now, ASKED)
    return rows[-1] if rows else None


def mind(talk: Talk) -> None:
    """Remember what we had asked before this message: the answer says that it still waits."""
    waiting = asked(talk)
    talk.left_open = waiting.id if waiting is not None else None


def with_what_waits(talk: Talk, answer: Answer) -> Answer:
    """The answer to something else, and in a line that the draft is where it was."""
    before = talk.session.get(Exchange, talk.left_open) if talk.left_open is not None else None
    draft = talk.session.get(Suggestion, before.case_id) if before is not None else None
    if before is None or draft is None or draft.state not in WRITING or not answer.text:
        return answer
    part = QUESTIONS[str(before.waiting["part"])][0]
    key = "writing.still_open"
    if before.finished_at is not None:
        now_asked = asked(talk)
        if now_asked is None or now_asked.case_id == draft.id:
            return answer
        key = "writing.left_for_another"
    line = say(key, case=name_of(draft), part=part)
    return Answer(f"{answer.text}\n{line}", answer.taken_as, answer.issue_id)


def which_draft(talk: Talk, number: int | None) -> Suggestion | None:
    """The draft that is meant: by its number, the one being asked about, else the newest."""
    own = items.own_drafts(talk)
    if number is not None:
        return next((one for one in own if one.draft_number == number), None)
    open_one = asked(talk)
    if open_one is not None:
        for one in own:
            if one.id == open_one.case_id:
                return one
    return own[0] if own else None


def just_written(talk: Talk, draft: Suggestion) -> bool:
    """Whether the draft is on the deputy's mind, with none of its questions open."""
    text = newest(talk.session, draft)
    return not asked(talk) and text is not None and talk.now - text.at < _JUST_WRITTEN
