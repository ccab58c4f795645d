"""Short replies of deputies, bureaus and desks, as the reader understood them, become deeds."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.actions import exchanges, hand_overs, one_card
from bot.actions.casework import label
from bot.domain.workflow import Refused
from bot.domain.workflows.assignment import ASSIGNED
from bot.domain.workflows.hand_over import RETURN_REQUESTED, WORKING
from bot.domain.workflows.issue import AT_STATION, HANDED_OVER, OPEN, ROUTED, TAKEN_UP
from bot.store.models import Alarm, Assignment, Duty, HandOver, Issue
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.how_far import (
    is_done,
    is_found,
    is_half_way,
    is_sent_away,
    is_surely_done,
    is_to_come,
    tells_when,
    will_be,
)
from handlers.conversation.pending import Item
from handlers.conversation.replies import items_of
from handlers.conversation.staff import explained, orders
from handlers.conversation.staff.known_cases import known_to
from handlers.conversation.suggestions import wish as wishes
from handlers.deeds import ACTS, Doing, bureaus
from handlers.deeds.suggestions_bureaus import say_confirmed
from nlp.replies import Act
from nlp.replies.rules import RULES
from nlp.things import things


def perform(talk: Talk, role: str, acts: Sequence[Act], items: Sequence[Item]) -> Answer | None:
    """Do every act that was read; if one of several is refused, do the rest and name it. None if
    nothing of it belongs to this role."""
    asked = _asked_first(talk, role, acts, items)
    if asked is not None:
        # 「收到，先用沙袋挡着」: that they have it stands, whatever else is asked.
        receipts = [act for act in acts if _receives(act)]
        had = perform(talk, role, receipts, items) if receipts else None
        return asked if had is None else replace(asked, text=f"{had.text}\n{asked.text}")
    said: list[str] = []
    about: list[int] = []
    confirmed: list[HandOver] = []
    assigned: list[Assignment] = []
    for act in acts:
        act = _as_meant(talk, act, role)
        if role == "deputy" and act.act == "take" and _NOT_GOING.search(talk.text):
            # Nobody is said to be on the way who has not said so.
            said += [say("deputy.take_or_not", ref=ref) for ref in act.refs]
            continue
        answered = {ref for each in acts if each.act == "answer" for ref in each.refs}
        doer = ACTS[role].get(act.act)
        if doer is None or (act.act == "take" and answered >= set(act.refs)):
            # 「修好了，去看看吧」 is said to who reported it.
            continue
        for item in _named_of(talk, act, _meant(act, items)):
            about += _issue_id(item)
            first = item is not None and item.pending.state == ASSIGNED
            try:
                with talk.session.begin_nested():
                    line = doer(_doing(talk, act, item))
            except Refused as refused:
                more = _said_again(talk, act, item, refused)
                if more is None:
                    said.append(_too_late(talk, role, item, refused))
                    continue
                if any(each.act == more.act for each in acts):
                    continue  # their words go along anyway
                line = ACTS[role][more.act](_doing(talk, more, item))
            if act.act == "confirm_receipt" and item and isinstance(item.case, HandOver):
                confirmed.append(item.case)
            elif first and item and isinstance(item.case, Assignment) and _receives(act):
                assigned.append(item.case)
            else:
                said.append(line)
    if len(set(about)) > 1:
        one_card.put_together(talk.session, talk.now)
    if assigned:
        said.insert(0, say_confirmed(assigned, talk.now))
    if confirmed:
        said.insert(0, _say_confirmed(confirmed, talk.now))
    if not said:
        return None
    # What they were at last is what the next sentence goes on with.
    return Answer("\n".join(dict.fromkeys(said)), role, about[-1] if about else None)


def _receives(act: Act) -> bool:
    return act.act == "confirm_receipt"


def _asked_first(
    talk: Talk, role: str, acts: Sequence[Act], items: Sequence[Item]
) -> Answer | None:
    """The question whether that case is meant, where what was said does not explain it."""
    refs = {ref for act in acts for ref in act.refs}
    item = next((item for item in items if item.pending.ref in refs), None)
    if talk.sure or len(refs) != 1 or item is None:
        return None
    for act in acts:
        other = _at_work_beside(talk, role, act, item)
        if other is not None and not explained.is_named(talk, item):
            question = explained.question(talk, act, other.issue)
            return ask_back(talk, role, question, refs=[f"民{other.issue.number}"])
        question, ref = explained.doubt(talk, role, _as_meant(talk, act, role), item)
        if question:
            return ask_back(talk, role, question, refs=[ref])
    return None


def ask_back(
    talk: Talk, role: str, question: str, *, partly: bool = False, refs: Sequence[str] = ()
) -> Answer:
    """Ask about what was not clear; ``partly``: the rest of the message is done already;
    ``refs``: what it is likely about, which 「是」 says."""
    exchanges.ask(
        talk.session,
        talk.contact.id,
        "which",
        now=talk.now,
        message=talk.message.id,
        role=role,
        partly=partly,
        refs=list(refs),
    )
    return Answer(question, role)


def _at_work_beside(talk: Talk, role: str, act: Act, item: Item) -> HandOver | None:
    """「换完了」 of a bureau that has just asked to return one: the only other that it works at."""
    case = item.case
    if not isinstance(case, HandOver) or case.state != RETURN_REQUESTED or act.act not in _WORKS:
        return None
    rows = [each.case for each in items_of(talk, role) if isinstance(each.case, HandOver)]
    at_work = [row for row in rows if row.state in WORKING]
    return at_work[0] if len(at_work) == 1 else None


_WORKS = frozenset({"report_done", "report_progress", "promise"})


def _issue_id(item: Item | None) -> list[int]:
    case = item.case if item is not None else None
    if isinstance(case, HandOver | Alarm):
        return [case.issue_id]
    return [case.id] if isinstance(case, Issue) else []


#: Then it is the answer, whatever it says; else it is one only if something was done.
_ANSWERS = re.compile(r"答复|回复|答(?:他|她|群众)?[：:]")


#: 「这事我知道，学校的事学校管」: neither that they go nor that it is not theirs.
_NOT_GOING = re.compile(r"的事.{0,8}(?:管|办|负责)|(?:该|归)(?!我).{1,8}(?:管|办|负责)")


#: So many letters propose something.
_PROPOSES = 6
_AGREED = re.compile(
    r"(?:跟|和|同|与)[^，,。；]{2,}?(?:说|讲|谈|商量|联系|协调|约|沟通|对接|定)(?:好|妥|定)了?(?:的)?\W*$"
)
_CALLS = frozenset({"spoken_by_phone", "told"})
_WORD = {"station": "write", "deputy": "write_word"}


def _as_meant(talk: Talk, act: Act, role: str) -> Act:
    """「回复：明天疏通」, 「我也去看了，每天七八辆」 are words on the way, no answers that could be
    rated: nothing was done."""
    said = str(act.fields.get("text", ""))
    if role == "bureau" and said and orders.told_by(said) != said:
        said = orders.told_by(said)
        act = replace(act, fields={**act.fields, "text": said})
    if act.act == "raise" and (wish := wishes.read(talk.text)) and len(wish.rest) >= _PROPOSES:
        # 「转建议，门口装个红绿灯」
        return replace(act, fields={**act.fields, "proposal": wish.rest})
    if act.act == "report_done" and (is_to_come(talk.text) or is_sent_away(talk.text)):
        return replace(act, act="report_progress")
    if act.act == "hand_over" and orders.tells_done(talk.text):
        # 「让供水站的人先撤开了」 gives the case to nobody.
        return Act("note", act.refs, {"text": talk.text.strip()})
    of_the_list = any(ref.startswith("电") for ref in act.refs)
    if act.act in _CALLS and not of_the_list and RULES.patterns["rings_others"].search(talk.text):
        # 「给镇长打过电话了」: nobody has spoken to who reported it.
        return Act("note", act.refs, {"text": talk.text.strip()})
    if act.act in ("answer", "revisit") and role in _WORD and _AGREED.search(talk.text):
        # 「我跟水利局说好了」: agreed, and nothing is done yet.
        kept = "note" if role == "station" else _WORD[role]
        return Act(kept, act.refs, {"text": talk.text.strip()})
    half = is_half_way(said)
    done = (is_done(said) or is_surely_done(said)) and not half
    if act.act != "answer" or role not in ("station", "deputy") or done:
        return act
    on_the_way = half or will_be(said) or is_found(said) or not _ANSWERS.search(talk.text)
    return replace(act, act=_WORD[role]) if on_the_way else act


def _said_again(talk: Talk, act: Act, item: Item | None, refused: Refused) -> Act | None:
    """「我今晚去瞅瞅是线断了还是灯泡」 of the deputy who has it already: a word on the way."""
    issue = item.case if item is not None else None
    if (
        refused.key.startswith("refused.state")
        and act.act == "revisit"
        and act.fields.get("result") == "好了"
        and isinstance(issue, Issue)
        and issue.state in (ROUTED, TAKEN_UP, AT_STATION)
        and is_surely_done(talk.text)
    ):
        # 「村里回话了，掏通了」 where nobody has answered yet: the constituent is asked.
        return Act("answer", act.refs, {"text": talk.text.strip()})
    if (
        not refused.key.startswith("refused.state")
        or act.act != "take"
        or not isinstance(issue, Issue)
    ):
        return None
    mine = any(deputy.id == issue.deputy_id for deputy in talk.roles.deputies)
    text = talk.text.strip()
    if not mine or issue.state not in OPEN:
        return None
    if len(text) < _WORTH_SAYING and not (_MENDS.search(text) or tells_when(text)):
        return None
    return Act("write_word", act.refs, {"text": talk.text.strip()})


#: 「我去看看」 again says nothing new.
_WORTH_SAYING = 8
#: 「晚上去换」 does.
_MENDS = re.compile(r"[修换装补焊填铺抽拉拆扶接挖清扫通掏弄买订]")


def _too_late(talk: Talk, role: str, item: Item | None, refused: Refused) -> str:
    """Why not; to a deputy who comes when others have done it already, in other words."""
    issue = item.case if item is not None else None
    if refused.key.startswith("refused.state") and role == "deputy" and isinstance(issue, Issue):
        row = hand_overs.latest(talk.session, issue)
        if issue.state == HANDED_OVER and row is not None:
            return say("deputy.late_handed_over", case=label(issue), bureau=row.bureau.name)
        if issue.state == AT_STATION:
            return say("deputy.late_at_station", case=label(issue))
        mine = any(deputy.id == issue.deputy_id for deputy in talk.roles.deputies)
        if mine and issue.state == TAKEN_UP:
            return say("deputy.yours_already", case=label(issue))
    return say(refused.key, **refused.fields)


def _doing(talk: Talk, act: Act, item: Item | None) -> Doing:
    return Doing(
        session=talk.session,
        now=talk.now,
        contact=talk.contact,
        roles=talk.roles,
        reader=talk.reader,
        case=item.case if item else None,
        fields=act.fields,
        said=talk.text,
    )


def _meant(act: Act, items: Sequence[Item]) -> Sequence[Item | None]:
    """The cases that an act is about; an act about the person has none."""
    found: dict[str, Item] = {}
    for item in items:
        # A hand-over that waits for a decision stands before its own issue: same number, one deed.
        if item.pending.ref in act.refs:
            found.setdefault(item.pending.ref, item)
    if found:
        return list(found.values())
    duty = [item for item in items if isinstance(item.case, Duty)]
    return duty or [None]


#: What is told to who reported it.
_TOLD_ON = frozenset({"report_progress", "promise", "report_done"})
#: 「都修好了，变压器也换了」.
_EACH = re.compile(r"[都也]|(?:全部|两件|一起)(?!收到|签收)")


def _named_of(talk: Talk, act: Act, found: Sequence[Item | None]) -> Sequence[Item | None]:
    """「全部收到，变压器的明天换」: of several only those that are of the thing it names."""
    said = things(talk.text)
    for_all = act.act not in _TOLD_ON or _EACH.search(talk.text)
    if len(found) < len("两件") or for_all or not said.named:
        return found
    rows = {known.ref: known.named for known in known_to(talk)}
    return [one for one in found if one and said.of(rows.get(one.pending.ref, said))] or found


def _say_confirmed(rows: list[HandOver], now: datetime) -> str:
    if len(rows) == 1:
        return bureaus.say_confirmed(rows[0], now)
    cases = "、".join(label(row.issue) for row in rows)
    return say("bureau.confirmed_many", cases=cases, count=len(rows))
