"""What was read at work becomes a deed, or is asked about."""

import re
from dataclasses import replace

from bot.store.models import HandOver
from bot.texts import say
from handlers.conversation import pending
from handlers.conversation.citizen.own_cases import about_own_case
from handlers.conversation.context import Answer, Talk
from handlers.conversation.pending import Item
from handlers.conversation.reading import read
from handlers.conversation.replies import reply_of
from handlers.conversation.staff import in_bulk, kept, of_a_body
from handlers.conversation.staff import performing as staff
from handlers.conversation.staff.performing import ask_back
from nlp.replies import Act, Reply
from nlp.replies.references import shared_words
from nlp.work_words import is_bare

#: Role in which replies are read → where its deeds stand.
STAFF = {
    "officer": "station",
    "bureau": "bureau",
    "deputy": "deputy",
    "station": "station",
}
#: A thing was named that none of theirs is: no other one is meant.
_NAMED_NONE = "没找到"


def perform(talk: Talk, role: str, reply: Reply, items: list[Item]) -> Answer | None:
    """Do what was read and ask about the rest; None: nothing of it belongs to this role."""
    if role == "constituent":
        return about_own_case(talk, reply.acts, items, read(talk))
    asked = in_bulk.asked_first(talk, role, reply.acts, items)
    if asked is not None:
        return asked
    two = of_a_body.two_for_one(talk, reply.acts)
    asked = of_a_body.who_leads(*two, items) if two is not None else None
    if two is not None and asked is not None:
        rest = replace(reply, acts=tuple(act for act in reply.acts if act is not two[0]))
        done = perform(talk, role, rest, items) if rest.acts else None
        return asked if done is None else replace(done, text=f"{done.text}\n{asked.text}")
    reply = _behind_receipt(talk, role, reply, items)
    if reply.ask and _NAMED_NONE in reply.ask:
        # 「路灯那件同意退，转城管局」 where no lamp is: it is done to nothing else.
        by_name = [act for act in reply.acts if _names(talk.text, act, items)]
        if not by_name:
            return ask_back(talk, role, reply.ask)
        reply = replace(reply, acts=tuple(by_name))
    more = _unread(talk, role, reply, items)
    answer = staff.perform(talk, STAFF[role], reply.acts, items)
    if answer is not None and more is not None:
        item, behind, first = more
        noted = kept.note(talk, STAFF[role], item, behind)
        if noted is not None:
            return replace(noted, text=f"{answer.text}\n{noted.text}") if first else noted
    if answer is None or not reply.ask:
        return answer
    # Part of the message was clear and is done; the rest is asked about.
    asked = ask_back(talk, role, reply.ask, partly=True)
    return Answer(f"{answer.text}\n{asked.text}", answer.taken_as, answer.issue_id)


_RECEIPT = re.compile(r"^(?:民?\s?\d{1,7}\s?[号件]?)?(?:全部|都)?(?:已?收到|签收)了?[，,。！! ]+")


def _behind_receipt(talk: Talk, role: str, reply: Reply, items: list[Item]) -> Reply:
    """「收到 清洗过了」 of what was received before: what stands behind it is what they say."""
    rest = _RECEIPT.sub("", talk.text.strip())
    only = role == "bureau" and {act.act for act in reply.acts} == {"confirm_receipt"}
    if not only or rest == talk.text.strip():
        return reply
    refs = {ref for act in reply.acts for ref in act.refs}
    meant = [item for item in items if item.pending.ref in refs]
    if any(item.pending.state == "handed_over" for item in meant):
        return reply
    behind = reply_of(talk, role, meant, rest)
    return behind if behind.acts else reply


#: So few letters behind a receipt are a courtesy.
_LEAST = 5
_THANKS = re.compile(r"(?:好的?|多|非常|[，,\s])*(?:谢|感谢|辛苦|放心|费心|祝|一定)")


def _unread(
    talk: Talk, role: str, reply: Reply, items: list[Item]
) -> tuple[Item, str, bool] | None:
    """The only case, what stands behind its receipt and was read as no act (「收到，请站里告诉群众
    别碰灯杆」), and whether it was received only now: it is kept for the station."""
    rest = _RECEIPT.sub("", talk.text.strip())
    only = role == "bureau" and [act.act for act in reply.acts] == ["confirm_receipt"]
    if not only or reply.ask or rest == talk.text.strip() or len(rest) < _LEAST:
        return None
    meant = [item for item in items if item.pending.ref in reply.acts[0].refs]
    if len(meant) != 1 or not isinstance(meant[0].case, HandOver):
        return None
    first = meant[0].pending.state == "handed_over"
    if _THANKS.match(rest):
        return None
    return None if first and is_bare(rest, order=True) else (meant[0], rest, first)


def _names(text: str, act: Act, items: list[Item]) -> bool:
    """Whether the cases of an act are named in the text, by number or by a word of their title."""
    numbers = set(re.findall(r"\d+", text))
    meant = [item.pending for item in items if item.pending.ref in act.refs]
    return all(
        re.sub(r"\D", "", each.ref) in numbers or shared_words(text, each.title) for each in meant
    )


def ask_whether(talk: Talk, role: str, ref: str, title: str) -> Answer:
    """「这句是说民275…吗？」, with the words kept for the answer."""
    return ask_back(talk, role, say("staff.is_it", ref=ref, title=title), refs=[ref])


#: What an officer writes who rang and spoke to nobody.
IN_VAIN = re.compile(
    r"^(?:电话|号码)?(?:我|他|她|群众)?(?:打了?|是|说)?(?:几[次遍个]|[两三]遍)?(?:都|也)?[，, ]?"
    r"(?:没(?:人)?接|无人接听?|打不通|没打通|没通|关机|空号|停机|联系不上|拒接|错号|号码不对)(?:了|的)?"
    r"(?P<room>[，, ]?(?:已经?|都)?(?:报|转|告诉)(?:了|给|过)?总?值班室了?)?[。！]?$"
)


def rang_in_vain(talk: Talk, items: list[Item]) -> Answer | None:
    """「没人接」 of the officer on call while one alarm is open: rung, and nobody spoken to. With a
    call from the telephone list open as well, it may be about that one."""
    found = IN_VAIN.match(talk.text.strip())
    if found is None or len(items) != 1 or pending.for_undelivered(talk):
        return None
    how = "没接通，已转总值班室" if found["room"] else "没接通"
    act = Act("told", (items[0].pending.ref,), {"how": how})
    return staff.perform(talk, STAFF["officer"], [act], items)
