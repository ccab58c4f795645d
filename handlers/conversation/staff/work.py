"""Pending work: what is said of the case that is meant, else the first role in which a text reads
as an act."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.actions import exchanges
from bot.texts import say
from handlers.conversation import pending
from handlers.conversation.case_numbers import named, without
from handlers.conversation.citizen.about_own import about_own
from handlers.conversation.citizen.own_cases import about_own_case
from handlers.conversation.context import Answer, Talk
from handlers.conversation.pending import Item
from handlers.conversation.reading import read
from handlers.conversation.replies import held, items_of, own_acts, reply_of
from handlers.conversation.staff import in_bulk, kept, own_matter, which_case
from handlers.conversation.staff import performing as staff
from handlers.conversation.staff.which_case import Which
from nlp.reading import Reading
from nlp.replies import Act, Reply
from nlp.replies.likeness import as_known
from nlp.replies.questions import only_named, unknown
from nlp.replies.references import shared_words
from nlp.replies.rules import RULES

#: Role in which replies are read → where its deeds stand.
_STAFF = {
    "officer": "station",
    "bureau": "bureau",
    "deputy": "deputy",
    "station": "station",
}
_DIGIT = re.compile(r"^[1-9]$")


def pending_work(talk: Talk, reading: Reading) -> Answer | None:
    """What is said of the case that is meant; else the first role in which the text reads as an
    act; else the first question about one. Alarms ask nothing back: they would stand before
    everything else for days."""
    before = in_bulk.confirmed(talk)
    if before is not None:
        role, acts, items = before
        return staff.perform(talk, _STAFF[role], acts, items)
    if _is_round(talk):
        return Answer(say("staff.round"), "staff")
    if _OF_A_TASK.match(talk.text.strip()) and _has_no_task(talk):
        return Answer(say("staff.no_task"), "bureau")
    one_case = talk.roles.any and not _counts(talk) and not _is_free(talk)
    which = which_case.of(talk) if one_case else Which()
    said = _of_several(talk, reading) or _of_its_case(talk, reading, which)
    if said is not None:
        return said
    if _is_of_own_matter(talk, which):
        own = own_acts(talk)
        return about_own(talk, reading, own) if own.acts else None
    question: tuple[str, str] | None = None
    for role in held(talk):
        items = items_of(talk, role)
        if _DIGIT.match(talk.text.strip()):
            items = pending.last_pushed(talk, items)
        reply = reply_of(talk, role, items)
        if which.called and items and any(act.refs for act in reply.acts):
            # A thing is named that none of theirs is: it is done to nothing else.
            return ask_back(talk, role, unknown(which.called, [item.pending for item in items]))
        if reply.acts and _speaks_for_another(which, reply):
            return _ask_likeliest(talk, which, role)
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
            and not own_matter.reports_another(reading, items)
            and not own_matter.reports_own(talk, reading, items)
        ):
            question = (role, reply.ask)
    return _without_an_act(talk, reading, which, question)


def _without_an_act(
    talk: Talk, reading: Reading, which: Which, question: tuple[str, str] | None
) -> Answer | None:
    own = own_acts(talk)
    if (
        question is not None
        and _OF_MANY.search(talk.text)
        and not ({act.act for act in own.acts} - {"supplement", "rate"})
    ):
        # 「除了272都办好了」 is no word about their own tap.
        role, ask = question
        return ask_back(talk, role, ask)
    theirs = not own.acts or own_matter.may_be_of_the_task(talk, own)
    numbers = named(talk.text)
    unread = question is not None and _is_unclear(
        question[0], items_of(talk, question[0]), question[1], numbers
    )
    if unread and theirs and len(numbers) == 1:
        # 「259你再跟水利局说说」: no act, and nobody need guess of which.
        text = without(talk.text, numbers)
        kept_there = kept.keep(talk, which_case.among(talk, f"民{numbers[0]}"), text)
        if text and kept_there is not None:
            return kept_there
    fact = unread and theirs and not numbers and not _NO_FACT.search(talk.text)
    if question is not None and fact and which.likely:
        return _ask_likeliest(talk, which, question[0])
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
#: Words of command, which are about no case.
_NO_FACT = re.compile(r"待办|帮助|请假|销假|解绑|绑定")


# ------------------------------------------------------------------------- of the case meant


def _counts(talk: Talk) -> bool:
    """Whether it names cases by number, by their place in a list, or all of them: the reader of
    replies does that."""
    said = talk.text.strip()
    many = RULES.patterns["all"].search(said) or RULES.patterns["rest"].search(said)
    return bool(said[:1].isdigit() or named(said) or _OF_MANY.search(said) or many) or bool(
        pending.ORDINAL.search(said)
    )


def _of_several(talk: Talk, reading: Reading) -> Answer | None:
    """「菜市场那个我晚点看，斑马线那个站里先办」: each half of its own."""
    if not talk.roles.any or _counts(talk):
        return None
    said = []
    for part, which in which_case.parts(talk):
        answer = _of_its_case(replace(talk, text=part), reading, which)
        if answer is not None:
            said.append(answer)
    if not said:
        return None
    text = "\n".join(answer.text for answer in said)
    return Answer(text, said[-1].taken_as, said[-1].issue_id)


def of_case(talk: Talk, reading: Reading, ref: str) -> Answer | None:
    """What was said is of this case, as they have answered."""
    return _of_its_case(talk, reading, Which(which_case.among(talk, ref), "words"))


def _of_its_case(talk: Talk, reading: Reading, which: Which) -> Answer | None:
    """An act on the case that is meant, in whatever role it is theirs; else the words are kept
    there. None: no case is plainly meant, or something else is spoken of."""
    if not which.meant:
        return None
    items = [item for _, item in which.meant]
    by_name = which.why == "words" and (which_case.calls(talk.text) or not which.reasons)
    if not by_name and _is_another_matter(talk, reading, items):
        return None
    question, kept_anyway = "", False
    at_work = [(role, item) for role, item in which.meant if role != "constituent"]
    for role, item in at_work:
        reply = _reply_about(talk, role, item)
        acts = {act.act for act in reply.acts if item.pending.ref in act.refs}
        of_a_body = _is_of_a_body(talk, reply)
        if (acts == {"ask"} and of_a_body) or (
            acts == {"hand_over"}
            and role == "deputy"
            and not _HANDS_OVER.search(talk.text)
            and kept.promises(talk.text)
        ):
            # 「水费的事问一下水利局」 asks no constituent, 「我让村里先垫上」 hands over nothing.
            acts, reply, kept_anyway = set(), Reply(), True
        if acts and acts <= _TELLING and not _SAYS_TO_TELL.search(talk.text):
            if which.why != "words" and which_case.of_a_case_of_others(talk, talk.text, item):
                return _ask_whether(talk, role, item.pending.ref, item.pending.title)
            said = kept.instead(talk, role, item, talk.text)
            if said is not None:
                return said
        if acts and len(acts) == len({act.act for act in reply.acts}):
            if (
                which.why == "talk"
                and acts & _ANSWERS_A_PUSH
                and which_case.pushed_since(talk, item)
            ):
                # It may be about what came meanwhile: the reader asks, or finds the only one.
                return None
            return _and_quoted(talk, item, acts, perform(talk, role, reply, [item]))
        if role == "officer":
            answer = _rang_in_vain(talk, [item])
            if answer is not None:
                return answer
        elif reply.ask:
            question = question or ("" if _is_unclear(role, [item], reply.ask) else reply.ask)
            continue
    if question:
        return ask_back(talk, at_work[0][0], question, refs=[which.ref])
    if not (kept_anyway or _is_kept(talk, which, at_work)):
        return None
    if which.why != "words" and which_case.of_a_case_of_others(talk, talk.text, items[0]):
        return _ask_whether(talk, at_work[0][0], items[0].pending.ref, items[0].pending.title)
    return kept.keep(talk, at_work, talk.text)


#: 「我晚点去看看」 says no more than that they go.
_GOES = re.compile(
    r"民?\d+|[我俺咱去看瞧瞅就会来吧呢的好行了]|今[天晚]|明[天早]|[上下]午|晚上|晚点|回头|马上|一下|收到|知道|抽空|有空"
    r"|[这那][个件事儿边]*|\W"
)
_SAYS_MORE = 4


def _and_quoted(talk: Talk, item: Item, acts: set[str], answer: Answer | None) -> Answer | None:
    """「我去找施工队来填」: taken up, and the constituent reads what they said."""
    more = _GOES.sub("", talk.text.replace(which_case.calls(talk.text), ""))
    if acts != {"take"} or answer is None or len(more) < _SAYS_MORE:
        return answer
    act = Act("write_word", (item.pending.ref,), {"text": talk.text.strip()})
    told = staff.perform(talk, "deputy", [act], [item])
    return answer if told is None else replace(answer, text=f"{answer.text}\n{told.text}")


def _reply_about(talk: Talk, role: str, item: Item) -> Reply:
    """What it would be about this case alone, also where the reader knows not what it is called."""
    reply = reply_of(talk, role, [item])
    text = which_case.signed(talk.text, item.pending.ref)
    return reply if reply.acts or text == talk.text else reply_of(talk, role, [item], text)


_HANDS_OVER = re.compile(r"转|站里|交给")


def _is_of_a_body(talk: Talk, reply: Reply) -> bool:
    """Whether what an act is given is the name of a body."""
    given = {str(value) for act in reply.acts for value in act.fields.values()}
    return bool(given & {name for body in talk.reader.bodies for name in body.split("|")})


#: What is told of the work, without a word that asks for it to be told.
_TELLING = frozenset({"report_progress", "answer", "write", "write_word"})
_SAYS_TO_TELL = re.compile(r"进展|答复|回复|告诉|转告")


def _is_of_own_matter(talk: Talk, which: Which) -> bool:
    """Whether they go on about what they brought themselves, and nothing came meanwhile."""
    if which.why != "talk" or any(role != "constituent" for role, _ in which.meant):
        return False
    return not which_case.pushed_since(talk, which.meant[0][1])


def _is_kept(talk: Talk, which: Which, at_work: Sequence[tuple[str, Item]]) -> bool:
    """Whether words that are no act are kept with it."""
    if _NO_FACT.search(talk.text) or len(talk.text.strip()) < _LEAST:
        return False
    if which.why == "words":
        return True
    if which.why == "only" and kept.is_question(talk.text):
        return False
    return any(reply_of(talk, role, [item]).ask for role, item in at_work)


#: A fact has so many letters.
_LEAST = 2


#: How the question begins that finds no act.
_UNREAD = RULES.questions["unclear"].partition("{")[0]


def _is_unclear(role: str, items: Sequence[Item], ask: str, numbers: Sequence[int] = ()) -> bool:
    """Whether no act was read; else it asks for what one lacks (of which, to whom, until when).
    ``numbers``: of these cases alone."""
    refs = {f"民{number}" for number in numbers}
    meant = [item.pending for item in items if not refs or item.pending.ref in refs]
    known = as_known(role, tuple(meant))
    return ask.startswith(_UNREAD) or ask == only_named(role, known)


def _is_free(talk: Talk) -> bool:
    """「走访了八户」, 「请假」: about the person, whatever was spoken of."""
    for role in held(talk):
        acts = reply_of(talk, role, items_of(talk, role)).acts
        if any(not act.refs for act in acts):
            return True
    return False


def _is_another_matter(talk: Talk, reading: Reading, items: list[Item]) -> bool:
    return own_matter.reports_another(reading, items) or own_matter.reports_own(
        talk, reading, items
    )


def _speaks_for_another(which: Which, reply: Reply) -> bool:
    """Words that would reach a constituent, on another case than the one that is spoken of, or on
    one that is named in passing (「已经让市场管理员换」)."""
    refs = {ref for act in reply.acts if act.act in _WITH_WORDS for ref in act.refs}
    if which.meant:
        return bool(refs - {which.ref})
    if not which.likely:
        return False
    alone = len(which.likely) == 1 and not which.reasons
    moved = {ref for act in reply.acts if act.act not in _ANSWERS_A_PUSH for ref in act.refs}
    # The only one, and old, or about another thing: nothing is done to it unasked.
    return bool(refs & which.reasons.keys()) or (alone and bool(moved))


#: What answers a push: it is about the newest of them as well as about the case just spoken of.
_ANSWERS_A_PUSH = frozenset(
    {"take", "leave_to_station", "not_mine", "confirm_receipt", "acknowledge", "told", "rate"}
)
_WITH_WORDS = frozenset(
    {"answer", "write", "write_word", "report_done", "report_progress", "ask", "promise", "refer"}
)


def _ask_likeliest(talk: Talk, which: Which, role: str) -> Answer:
    held_in = which.meant or which.likely[0].held
    role, item = next((pair for pair in held_in if pair[0] != "constituent"), (role, held_in[0][1]))
    return _ask_whether(talk, role, item.pending.ref, item.pending.title)


def _ask_whether(talk: Talk, role: str, ref: str, title: str) -> Answer:
    """「这句是说民275…吗？」, with the words kept for the answer."""
    return ask_back(talk, role, say("staff.is_it", ref=ref, title=title), refs=[ref])


_OF_MANY = re.compile(r"^\W*除|^\d{2,}|(?:其[他它余]|全部?|都|这几件)(?:办|修|弄|收|签|报|转)")


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
        by_name = [act for act in reply.acts if _names(talk.text, act, items)]
        if not by_name:
            return ask_back(talk, role, reply.ask)
        reply = replace(reply, acts=tuple(by_name))
    answer = staff.perform(talk, _STAFF[role], reply.acts, items)
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


def _names(text: str, act: Act, items: list[Item]) -> bool:
    """Whether the cases of an act are named in the text, by number or by a word of their title."""
    numbers = set(re.findall(r"\d+", text))
    meant = [item.pending for item in items if item.pending.ref in act.refs]
    return all(
        re.sub(r"\D", "", each.ref) in numbers or shared_words(text, each.title) for each in meant
    )


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
