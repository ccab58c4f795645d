"""One word over many cases: 「全部转镇政府」. Light acts are done at once; what moves or ends a
case is asked about once, with the number of cases, and what speaks of somebody or is a danger is
taken one by one only: nobody hands such a case over by the way."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.actions import exchanges
from bot.actions.casework import label
from bot.domain.workflows.hand_over import WORKING
from bot.store.models import HandOver, Issue, Message
from bot.texts import say
from handlers.conversation.case_numbers import named
from handlers.conversation.context import Answer, Talk
from handlers.conversation.how_far import is_surely_done
from handlers.conversation.pending import COUNTED, Item, shown_last
from handlers.conversation.replies import items_of, reply_of
from nlp.replies import Act

#: Acts that end or move nothing.
_LIGHT = {"confirm_receipt", "acknowledge", "take", "leave_to_station", "told", "heard", "rate"}
#: So many at once are still looked over with one glance.
_FEW = 3
_ACT = "bulk"
_YES = re.compile(
    r"^(?:对|是的?|好的?|行|嗯)[。！!]?$|^(?:对|是的?|嗯)?[，,]?(?:确认|确定|都?转吧?|都办|就这样)[了吧的]?[。！!]?$"
)


def asked_first(talk: Talk, role: str, acts: Sequence[Act], items: list[Item]) -> Answer | None:
    """A question, if one word would move or end many cases that were not named one by one, or such
    as are counted along a list that was never shown."""
    weighty = [act for act in acts if act.act not in _LIGHT and not _all_named(talk, act)]
    if weighty and role == "station" and not talk.sure and _counts_blindly(talk, items):
        return _along_which(talk, role, items)
    if not any(len(act.refs) > _FEW for act in weighty):
        return None
    refs = {ref for act in weighty for ref in act.refs}
    apart = _to_be_taken_alone(refs, items)
    _ask(talk, role, sorted(refs - set(apart)))
    left = say("staff.in_bulk_apart", cases="、".join(apart.values())) if apart else ""
    return Answer(say("staff.in_bulk", count=len(refs) - len(apart)) + left, role)


def _counts_blindly(talk: Talk, items: list[Item]) -> bool:
    if len(items) < _SEVERAL or not COUNTED.search(talk.text):
        return False
    return not set(shown_last(talk)) & {item.pending.ref for item in items}


def _along_which(talk: Talk, role: str, items: list[Item]) -> Answer:
    if len(items) > _LIST:
        return Answer(say("staff.counted_many", count=len(items)), role)
    _ask(talk, role, [item.pending.ref for item in items])
    lines = [say("staff.line", ref=one.pending.ref, title=one.pending.title) for one in items]
    return Answer(say("staff.counted", list="\n".join(lines)), role)


def _ask(talk: Talk, role: str, refs: list[str], *, done: bool = False) -> None:
    exchanges.ask(
        talk.session,
        talk.contact.id,
        "words",
        now=talk.now,
        act=_ACT,
        role=role,
        message=talk.message.id,
        refs=refs,
        done=done,
    )


def done_asked(talk: Talk) -> Answer | None:
    """「剩下的都办完了」 of a bureau that has several: whether these are meant."""
    if not talk.roles.liaisons or not _MANY.search(talk.text) or named(talk.text):
        return None
    if not is_surely_done(talk.text) or _ASKS.search(talk.text):
        return None
    at_work = [
        item
        for item in items_of(talk, "bureau")
        if isinstance(item.case, HandOver) and item.case.state in WORKING
    ]
    if len(at_work) < _SEVERAL:
        return None
    refs = [item.pending.ref for item in at_work]
    _ask(talk, "bureau", refs, done=True)
    cases = "、".join(f"{item.pending.ref}“{item.pending.title}”" for item in at_work)
    return Answer(say("staff.in_bulk_done", count=len(refs), cases=cases), "bureau")


_SEVERAL = 2
_ASKS = re.compile(r"[?？吗么吧]\W*$|没(?:有)?\W*$")
#: So many are looked over in one message.
_LIST = 10
_MANY = re.compile(
    r"(?:剩下|其[他它余]|余下|另外|别的|手上)[^，,。]{0,4}(?:都|全)|^\W*(?:全部?|都)"
)


def confirmed(talk: Talk) -> tuple[str, list[Act], list[Item]] | None:
    """What 「确认」 says after that question: role, acts and the cases asked about."""
    if not _YES.match(talk.text.strip()):
        return None
    for asked in exchanges.open_with(talk.session, talk.contact.id, talk.now, "words"):
        message = talk.session.get(Message, asked.waiting.get("message") or 0)
        if asked.waiting.get("act") != _ACT or message is None or message.words is None:
            continue
        exchanges.finish(asked, talk.now)
        role, meant = str(asked.waiting["role"]), set(asked.waiting["refs"])
        items = [item for item in items_of(talk, role) if item.pending.ref in meant]
        if asked.waiting.get("done"):
            text = message.words.text or ""
            return role, [Act("report_done", tuple(meant), {"text": text})], items
        acts = reply_of(talk, role, items, message.words.text).acts
        return role, [replace(act, refs=_among(act.refs, meant)) for act in acts], items
    return None


def _among(refs: tuple[str, ...], meant: set[str]) -> tuple[str, ...]:
    return tuple(ref for ref in refs if ref in meant)


def _all_named(talk: Talk, act: Act) -> bool:
    named = set(re.findall(r"\d+", talk.text))
    return all(re.sub(r"\D", "", ref) in named for ref in act.refs)


def _to_be_taken_alone(refs: set[str], items: list[Item]) -> dict[str, str]:
    """Ref → label of the cases that speak of somebody or tell of danger."""
    alone = {}
    for item in items:
        case = item.case.issue if isinstance(item.case, HandOver) else item.case
        delicate = isinstance(case, Issue) and (case.avoid or case.urgency == "危急")
        if delicate and isinstance(case, Issue) and item.pending.ref in refs:
            alone[item.pending.ref] = label(case)
    return alone
