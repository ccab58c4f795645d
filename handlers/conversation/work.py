"""Pending work: the first role in which a text reads as an act."""

import re

from bot.actions import exchanges
from bot.actions.casework import label
from bot.store.models import Issue
from handlers.conversation import in_bulk, pending, staff
from handlers.conversation.about_own import about_own
from handlers.conversation.context import Answer, Talk
from handlers.conversation.own_cases import about_own_case
from handlers.conversation.pending import Item
from handlers.conversation.reading import read
from handlers.conversation.replies import held, items_of, own_acts, reply_of
from nlp.belonging import OpenCase, likeness
from nlp.reading import Reading
from nlp.replies import Act, Reply

#: Role in which replies are read → where its deeds stand.
_STAFF = {
    "officer": "station",
    "bureau": "bureau",
    "deputy": "deputy",
    "station": "station",
}
_DIGIT = re.compile(r"^[1-9]$")


def pending_work(talk: Talk, reading: Reading) -> Answer | None:
    """The first role in which the text reads as an act; else the first question about one. Alarms
    ask nothing back: they would stand before everything else for days."""
    before = in_bulk.confirmed(talk)
    if before is not None:
        role, acts, items = before
        return staff.perform(talk, _STAFF[role], acts, items)
    question: tuple[str, str] | None = None
    for role in held(talk):
        items = items_of(talk, role)
        if _DIGIT.match(talk.text.strip()):
            items = pending.last_pushed(talk, items)
        reply = reply_of(talk, role, items)
        if reply.acts:
            answer = perform(talk, role, reply, items)
            if answer is not None:
                return answer
        elif role == "officer":
            answer = _rang_in_vain(talk, items)
            if answer is not None:
                return answer
        elif reply.ask and items and question is None and not _reports_another(reading, items):
            question = (role, reply.ask)
    own = own_acts(talk)
    if (
        question is not None
        and _OF_MANY.search(talk.text)
        and not ({act.act for act in own.acts} - {"supplement", "rate"})
    ):
        # 「除了272都办好了」 is no word about their own tap.
        role, ask = question
        return ask_back(talk, role, ask)
    answer = about_own(talk, reading, own) if own.acts else None
    if answer is not None:
        return answer
    if question is not None:
        role, ask = question
        return ask_back(talk, role, ask)
    if own.ask and reading.kind not in ("problem", "thanks", "greeting"):
        return ask_back(talk, "constituent", own.ask)
    return None


_OF_MANY = re.compile(r"^\W*除|^\d{2,}|(?:其[他它余]|全部?|都|这几件)(?:办|修|弄|收|签|报|转)")
#: So sure of its topic, something pressing is a matter without a second look.
_SURE = 0.75
#: What two cases of one place and topic have in common anyway is less than this.
_SAME_THING = 0.25


def _reports_another(reading: Reading, items: list[Item]) -> bool:
    """「西坪三组的桥塌了」 of a deputy at whom a lamp waits: a clear matter with a place, of
    another topic, area or thing than all that is pending. What they saw is not to be lost."""
    clear = reading.auto or (reading.confidence >= _SURE and reading.urgency != "普通")
    if reading.kind != "problem" or not clear or not reading.places:
        return False
    cases = [getattr(item.case, "issue", item.case) for item in items]
    return all(
        isinstance(case, Issue)
        and (
            case.topic != reading.topic
            or (case.grid and case.grid.code != reading.grid_code)
            or _likeness(reading, case) < _SAME_THING
        )
        for case in cases
    )


def _likeness(reading: Reading, issue: Issue) -> float:
    grid = issue.grid.code if issue.grid else None
    case = OpenCase(label(issue), issue.title, issue.topic, grid)
    return likeness(reading.text, reading.topic, reading.grid_code, case)


#: What an officer writes who rang and spoke to nobody.
IN_VAIN = re.compile(
    r"^(?:电话|号码)?(?:我|他|她|群众)?(?:打了?|是|说)?(?:几[次遍个]|[两三]遍)?(?:都|也)?[，, ]?"
    r"(?:没(?:人)?接|无人接听?|打不通|没打通|没通|关机|空号|停机|联系不上|拒接|错号|号码不对)(?:了|的)?"
    r"(?P<room>[，, ]?(?:已经?|都)?(?:报|转|告诉)(?:了|给|过)?总?值班室了?)?[。！]?$"
)


def _rang_in_vain(talk: Talk, items: list[Item]) -> Answer | None:
    """「没人接」 of the officer on call while one alarm is open: rung, and nobody spoken to. With a
    call from the telephone list open as well, it may be about that one."""
    found = IN_VAIN.match(talk.text.strip())
    if found is None or len(items) != 1 or pending.for_undelivered(talk):
        return None
    how = "没接通，已转总值班室" if found["room"] else "没接通"
    act = Act("told", (items[0].pending.ref,), {"how": how})
    return staff.perform(talk, _STAFF["officer"], [act], items)


def perform(talk: Talk, role: str, reply: Reply, items: list[Item]) -> Answer | None:
    if role == "constituent":
        return about_own_case(talk, reply.acts, items, read(talk))
    asked = in_bulk.asked_first(talk, role, reply.acts, items)
    if asked is not None:
        return asked
    answer = staff.perform(talk, _STAFF[role], reply.acts, items)
    if answer is None or not reply.ask:
        return answer
    # Part of the message was clear and is done; the rest is asked about.
    asked = ask_back(talk, role, reply.ask, partly=True)
    return Answer(f"{answer.text}\n{asked.text}", answer.taken_as)


def ask_back(talk: Talk, role: str, question: str, *, partly: bool = False) -> Answer:
    """Ask about what was not clear; ``partly``: the rest of the message is done already."""
    exchanges.ask(
        talk.session,
        talk.contact.id,
        "which",
        now=talk.now,
        message=talk.message.id,
        role=role,
        partly=partly,
    )
    return Answer(question, role)
