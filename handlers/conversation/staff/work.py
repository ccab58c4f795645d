"""Pending work: what is said of the case that is meant, else the first role in which a text reads
as an act."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.texts import say
from handlers.conversation import pending
from handlers.conversation.case_numbers import named, without
from handlers.conversation.citizen.about_own import about_own
from handlers.conversation.context import Answer, Talk
from handlers.conversation.how_far import is_not_yet
from handlers.conversation.pending import Item
from handlers.conversation.replies import held, items_of, own_acts, reply_of
from handlers.conversation.staff import (
    decisions,
    explained,
    in_bulk,
    kept,
    orders,
    own_matter,
    sent_on,
    shared_out,
    which_case,
)
from handlers.conversation.staff import performing as staff
from handlers.conversation.staff.carrying_out import (
    STAFF,
    ask_whether,
    perform,
    rang_in_vain,
)
from handlers.conversation.staff.its_case import (
    ANSWERS_A_PUSH,
    NO_FACT,
    OF_MANY,
    counts,
    is_unclear,
    of_its_case,
    of_several,
)
from handlers.conversation.staff.known_cases import known_to
from handlers.conversation.staff.performing import ask_back
from handlers.conversation.staff.which_case import Which
from handlers.conversation.suggestions.review_freely import what_waits
from nlp.reading import Reading
from nlp.replies import Reply
from nlp.replies.questions import unknown
from nlp.work_words import is_bare

_DIGIT = re.compile(r"^[1-9]$")


def pending_work(talk: Talk, reading: Reading) -> Answer | None:
    """What is said of the case that is meant; else the first role in which the text reads as an
    act; else the first question about one. Alarms ask nothing back: they would stand before
    everything else for days."""
    before = in_bulk.confirmed(talk)
    if before is not None:
        role, acts, items = before
        text = next((str(each) for act in acts if (each := act.fields.get("text"))), talk.text)
        return staff.perform(replace(talk, text=text), STAFF[role], acts, items)
    sent = sent_on.sent_on(talk)
    if sent is not None:
        return sent
    rest = in_bulk.done_asked(talk)
    if rest is not None:
        return rest
    decision = decisions.decided(talk)
    if decision is not None:
        return decision
    if _is_of_no_work(talk):
        return Answer(what_waits(talk) or say("staff.nothing_waits"), "staff")
    if _is_round(talk):
        return Answer(say("staff.round"), "staff")
    if _OF_A_TASK.match(talk.text.strip()) and _has_no_task(talk):
        return Answer(say("staff.no_task"), "bureau")
    shared = shared_out.given_out(talk)
    if shared is not None:
        return shared
    nobody = orders.for_nobody(talk) if not named(talk.text) else ""
    if nobody:
        return ask_back(talk, "station", say("staff.whom", who=nobody))
    one_case = talk.roles.any and not counts(talk) and not _is_free(talk)
    which = which_case.of(talk) if one_case else Which()
    said = of_several(talk, reading) or of_its_case(talk, reading, which)
    if said is not None:
        return said
    at_station = own_matter.lies_at_the_station(talk)
    if at_station is not None:
        return at_station
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
            return _ask_of_the_called(talk, role, which.called, reply, items)
        if reply.acts and _speaks_for_another(which, reply):
            return _ask_likeliest(talk, which, role)
        if reply.acts:
            answer = perform(talk, role, reply, items)
            if answer is not None:
                return answer
        elif role == "officer":
            answer = rang_in_vain(talk, items)
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
    if talk.roles.officer_roles and not items_of(talk, "station") and orders.given_to(talk):
        # 「招牌那个转城管局」 where nothing waits: no matter of the officer's own.
        return Answer(say("staff.none_to_give", what=which.called or talk.text.strip()), "station")
    return _without_an_act(talk, reading, which, question)


def _without_an_act(
    talk: Talk, reading: Reading, which: Which, question: tuple[str, str] | None
) -> Answer | None:
    own = own_acts(talk)
    if (
        question is not None
        and OF_MANY.search(talk.text)
        and not ({act.act for act in own.acts} - {"supplement", "rate"})
    ):
        # 「除了272都办好了」 is no word about their own tap.
        role, ask = question
        return ask_back(talk, role, ask)
    theirs = not own.acts or own_matter.may_be_of_the_task(talk, own)
    numbers = named(talk.text) or _small_number(talk)
    unread = question is not None and is_unclear(
        question[0], items_of(talk, question[0]), question[1], numbers
    )
    if unread and theirs and len(numbers) == 1:
        # 「259你再跟水利局说说」: no act, and nobody need guess of which.
        text = without(talk.text, numbers)
        kept_there = kept.keep(talk, which_case.among(talk, f"民{numbers[0]}"), text)
        if text and kept_there is not None:
            return kept_there
    fact = unread and theirs and not numbers and not NO_FACT.search(talk.text)
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


_SMALL = re.compile(r"(\d{1,2})\s?(?:号件?|件)?(?![\d.:：/月点日天个户家米人])[，,、 ]*(?=[一-鿿])")


def _small_number(talk: Talk) -> tuple[int, ...]:
    """「1号我联系了环卫」, where a county has few cases yet: the number of one of theirs, since no
    act with a day was read in it."""
    found = _SMALL.match(talk.text.strip())
    number = int(found[1]) if found is not None else 0
    return (number,) if any(case.ref == f"民{number}" for case in known_to(talk)) else ()


# ------------------------------------------------------------------------- of the case meant


def _is_of_own_matter(talk: Talk, which: Which) -> bool:
    """Whether they go on about what they brought themselves, and nothing came meanwhile."""
    meant = which.meant if which.why == "talk" else ()
    if not meant and len(which.likely) == 1 and not which.called:
        # 「收割机都进不去」 of the road that they have just told of.
        meant = tuple(which.likely[0].held)
    if not meant or any(role != "constituent" for role, _ in meant):
        return False
    return not which_case.pushed_since(talk, meant[0][1])


def _is_free(talk: Talk) -> bool:
    """「走访了八户」, 「请假」: about the person, whatever was spoken of."""
    for role in held(talk):
        acts = reply_of(talk, role, items_of(talk, role)).acts
        if any(not act.refs for act in acts):
            return True
    return False


def _ask_of_the_called(
    talk: Talk, role: str, called: str, reply: Reply, items: Sequence[Item]
) -> Answer:
    refs = sorted({item.pending.ref for item in items})
    issue = which_case.issue_of(items[0])
    if len(refs) > 1 or issue is None:
        return ask_back(talk, role, unknown(called, [item.pending for item in items]))
    act = next(act for act in reply.acts if act.refs)
    return ask_back(talk, role, explained.question(talk, act, issue, called), refs=refs)


def _speaks_for_another(which: Which, reply: Reply) -> bool:
    """Words that would reach a constituent, on another case than the one that is spoken of, or on
    one that is named in passing (「已经让市场管理员换」)."""
    by_name = which.why == "words"
    telling = [act for act in reply.acts if by_name or act.act in _WITH_WORDS]
    refs = {ref for act in telling for ref in act.refs}
    if which.meant:
        return bool(refs - {which.ref})
    if not which.likely:
        return False
    alone = len(which.likely) == 1 and not which.reasons
    moved = {ref for act in reply.acts if act.act not in ANSWERS_A_PUSH for ref in act.refs}
    # The only one, and old, or about another thing: nothing is done to it unasked.
    return bool(refs & which.reasons.keys()) or (alone and bool(moved))


_WITH_WORDS = frozenset(
    {"answer", "write", "write_word", "report_done", "report_progress", "ask", "promise", "refer"}
)


def _ask_likeliest(talk: Talk, which: Which, role: str) -> Answer:
    held_in = which.meant or which.likely[0].held
    role, item = next((pair for pair in held_in if pair[0] != "constituent"), (role, held_in[0][1]))
    return ask_whether(talk, role, item.pending.ref, item.pending.title)


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


#: So short is a word that is of a case or of nothing.
_SHORT = 8


def _is_of_no_work(talk: Talk) -> bool:
    """「我去看看」, 「修好了」 of somebody at work for whom nothing waits."""
    text = talk.text.strip()
    bare = len(text) <= _SHORT and is_bare(text, order=True)
    of_work = len(text) <= _ONE_SENTENCE and _OF_WORK_ONLY.match(text)
    if not talk.roles.any or not (bare or of_work or is_not_yet(text)):
        return False
    return not (named(text) or known_to(talk))


_ONE_SENTENCE = 20
#: 「不归我们」, 「问供电所要个准话」: however it goes on, it is of work, and no matter of theirs.
_OF_WORK_ONLY = re.compile(
    r"(?:这|那)?(?:个|件|事)*(?:不归|不属于?|不该)(?:我|俺|咱)们"
    r"|(?:去)?(?:问|催|督促)(?:一下|问|促)*[一-鿿]{1,6}(?:所|局|站|办|公司|中心|代表)(?!长)"
)


def _is_round(talk: Talk) -> bool:
    return not talk.roles.deputies and bool(_ROUND.fullmatch(talk.text.strip()))
