"""Pending work: the first role in which a text reads as an act."""

import re
from dataclasses import replace

from bot.actions import exchanges
from bot.actions.casework import label
from bot.store.models import Issue
from bot.texts import say
from handlers.conversation import in_bulk, pending, staff, staff_subject
from handlers.conversation.about_own import about_own
from handlers.conversation.case_numbers import NUMBER
from handlers.conversation.context import Answer, Talk
from handlers.conversation.how_far import is_surely_done
from handlers.conversation.own_cases import about_own_case
from handlers.conversation.pending import Item
from handlers.conversation.reading import read
from handlers.conversation.replies import held, items_of, own_acts, reply_of
from nlp.belonging import OpenCase, likeness
from nlp.reading import Reading
from nlp.replies import Act, Reply
from nlp.replies.references import shared_words

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
    if _is_round(talk):
        return Answer(say("staff.round"), "staff")
    if _OF_A_TASK.match(talk.text.strip()) and _has_no_task(talk):
        return Answer(say("staff.no_task"), "bureau")
    question: tuple[str, str] | None = None
    said = _of_the_exchange(talk, reading)
    if said is not None:
        return said
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
        elif (
            reply.ask
            and items
            and question is None
            and not _reports_another(reading, items)
            and not _reports_own(talk, reading, items)
        ):
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
    theirs = not own.acts or _may_be_of_the_task(talk, own)
    gone_on = _goes_on(talk, *question) if question is not None and theirs else None
    if gone_on is not None:
        return gone_on
    answer = about_own(talk, reading, own) if own.acts else None
    if answer is not None:
        return answer
    if question is not None:
        role, ask = question
        return ask_back(talk, role, ask)
    if own.ask and reading.kind not in ("problem", "thanks", "greeting"):
        return ask_back(talk, "constituent", own.ask)
    return None


#: A thing was named that none of theirs is: no other one is meant.
_NAMED_NONE = "没找到"


def _goes_on(talk: Talk, role: str, question: str) -> Answer | None:
    """Without a number: an act on the case just spoken of, or a fact that is kept with it."""
    items = [item for item in items_of(talk, role) if item.pending.kind in _CASES]
    spoken = staff_subject.spoken_of(talk, items)
    if _NAMED_NONE in question or NUMBER.search(talk.text):
        return None
    if not staff_subject.is_fact(talk.text):
        return None
    if spoken is None:
        pushed = staff_subject.just_pushed(talk, items) if len(items) > 1 else None
        if pushed is None or reply_of(talk, role, [pushed]).acts:
            # An act, and several that it may be about: asked which.
            return None
        return staff_subject.ask_whether(talk, role, pushed)
    if staff_subject.names_another(talk, items, spoken):
        return None
    reply = reply_of(talk, role, [spoken])
    if any(spoken.pending.ref in act.refs for act in reply.acts):
        return perform(talk, role, reply, [spoken])
    return staff_subject.keep(talk, role, spoken, talk.text)


_CASES = ("issue", "handover", "revisit")
#: What answers a push: it is about the newest of them as well as about the case just spoken of.
_ANSWERS_A_PUSH = frozenset(
    {"take", "leave_to_station", "not_mine", "confirm_receipt", "acknowledge", "told", "rate"}
)


def _of_the_exchange(talk: Talk, reading: Reading) -> Answer | None:
    """「装上了」 a moment after 「公厕门我们明天去装」: of the case that they were at, in
    the role in which they were, whatever waits for them in another one (design 3)."""
    if NUMBER.search(talk.text) or _DIGIT.match(talk.text.strip()) or _OF_MANY.search(talk.text):
        return None
    waiting = [
        (role, item)
        for role in held(talk)
        if role != "officer"
        for item in items_of(talk, role)
        if item.pending.kind in _CASES
    ]
    items = [item for _, item in waiting]
    spoken = staff_subject.acted_on(talk, items)
    if spoken is None or len(items) < _SEVERAL or staff_subject.names_another(talk, items, spoken):
        return None
    if _reports_another(reading, items) or _reports_own(talk, reading, items):
        return None
    for role, item in waiting:
        if item.pending.ref != spoken.pending.ref:
            continue
        reply = reply_of(talk, role, [item])
        acts = {act.act for act in reply.acts if item.pending.ref in act.refs}
        if acts and not acts & _ANSWERS_A_PUSH and len(acts) == len(reply.acts):
            return perform(talk, role, reply, [item])
        if not acts and role == "bureau" and is_surely_done(talk.text):
            return staff_subject.keep(talk, role, item, talk.text)
    return None


#: With one case alone there is nothing to choose.
_SEVERAL = 2


def _may_be_of_the_task(talk: Talk, own: Reply) -> bool:
    """「村里说后天修好车就拉」 of a deputy who has a matter of their own open: it is no word about
    that one unless it names it."""
    if {act.act for act in own.acts} - {"rate", "supplement", "correct"}:
        return False
    titles = (item.pending.title for item in items_of(talk, "constituent"))
    return not any(shared_words(talk.text, title) for title in titles)


#: 「我们学校操场边电线老化，我想反映一下」 of somebody at whom tasks wait.
_WANTS_TO_REPORT = re.compile(r"(?:想|要|来|得)(?:反映|报|说)(?:一下|个|件|一件|点|下)?")
_OWN_PLACE = re.compile(
    r"^.{0,4}(?:我|俺|咱)(?:们)?(?:家|学校|校|村|社区|小区|楼|组|店|厂|单位|妈|爸|爹|娘|老)"
)


def _reports_own(talk: Talk, reading: Reading, items: list[Item]) -> bool:
    """Whether somebody with work tells of something of their own, as anybody does."""
    wants = _WANTS_TO_REPORT.search(talk.text)
    if reading.kind != "problem" or reading.topic is None:
        return False
    if wants or not _OWN_PLACE.match(talk.text):
        return wants is not None
    return not any(shared_words(talk.text, item.pending.title) for item in items)


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


#: 「今天走访了八户，没问题」 of who is no deputy.
_ROUND = re.compile(
    r"(?:我|俺)?(?:今天|上午|下午|刚才?|昨天|这两天)?(?:已经?)?"
    r"(?:走访|入户|巡查|巡逻|巡|转|跑|走|看)(?:了)?[^，,。；;]{0,8}[，,。；; ]*(?:都|一切|暂时)?"
    r"(?:没(?:啥|什么|有)?(?:事|问题|情况)|正常|挺?好|平安|没发现(?:啥|什么)?问题)\W*"
)


#: 「收到，哪一段？」, 「这是村级渠，归村里管」 of a bureau's person at whom nothing waits.
_OF_A_TASK = re.compile(
    r"(?:全部|都)?(?:收到|签收|收悉)|(?:申请)?退回|(?:这|那)[^，,。]{0,10}[，,]?[^，,。]{0,6}(?:归|不归|该)[^，,。]{1,10}(?:管|办|负责)"
    r"|不(?:归|属于?)(?:我们|咱)"
)


def _has_no_task(talk: Talk) -> bool:
    if not talk.roles.liaisons or talk.roles.deputies or talk.roles.officer_roles:
        return False
    return not items_of(talk, "bureau")


def _is_round(talk: Talk) -> bool:
    return not talk.roles.deputies and bool(_ROUND.fullmatch(talk.text.strip()))


def perform(talk: Talk, role: str, reply: Reply, items: list[Item]) -> Answer | None:
    if role == "constituent":
        return about_own_case(talk, reply.acts, items, read(talk))
    asked = in_bulk.asked_first(talk, role, reply.acts, items)
    if asked is not None:
        return asked
    reply = _behind_receipt(talk, role, reply, items)
    if reply.ask and _NAMED_NONE in reply.ask:
        # 「路灯那件同意退，转城管局」 where no lamp is: it is done to nothing else.
        named = [act for act in reply.acts if _names(talk.text, act, items)]
        if not named:
            return ask_back(talk, role, reply.ask)
        reply = replace(reply, acts=tuple(named))
    answer = staff.perform(talk, _STAFF[role], reply.acts, items)
    if answer is None or not reply.ask:
        return answer
    # Part of the message was clear and is done; the rest is asked about.
    asked = ask_back(talk, role, reply.ask, partly=True)
    return Answer(f"{answer.text}\n{asked.text}", answer.taken_as)


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


def _names(text: str, act: Act, items: list[Item]) -> bool:
    """Whether the cases of an act are named in the text, by number or by a word of their title."""
    numbers = set(re.findall(r"\d+", text))
    meant = [item.pending for item in items if item.pending.ref in act.refs]
    return all(
        re.sub(r"\D", "", each.ref) in numbers or shared_words(text, each.title) for each in meant
    )


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
