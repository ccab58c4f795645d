"""What people at a desk say in their own words: an order that sounds like an alarm, 「民12再办」,
「给她打过电话了」, a word to a colleague."""

import re
from dataclasses import replace

from bot.actions import hand_overs, outbox, recipients
from bot.actions import words as wording
from bot.actions.casework import case_fields, label
from bot.domain.workflows.issue import MERGED
from bot.store.models import Contact, Issue
from bot.texts import say
from handlers.conversation import at_desk, staff, taking_back
from handlers.conversation.case_numbers import NUMBER
from handlers.conversation.context import Answer, Talk
from handlers.conversation.pending import Item
from handlers.conversation.replies import held, items_of, reply_of
from handlers.conversation.staff_subject import THAT_ONE, acted_on, issue_of, told
from nlp.replies import Act
from nlp.replies.references import shared_words
from nlp.urgency import by_rules

#: 「我给她打过电话了，明天环卫来」; not 「打过电话没接」.
_RANG = re.compile(
    r"(给|跟|和|与)(他|她|群众|老乡|人家|大[娘爷叔婶]|[\u4e00-\u9fff]{2,4})?(打|通)(过|了|完)?(个)?电话"
    r"|(打|通)(过|了|完)(个)?电话|电话(里|上|中)?(已经?|都)?(说|讲|沟通|联系|打)(过|好|了)"
)
_IN_VAIN = re.compile(r"没(人)?接|打不通|没打通|关机|空号|停机|联系不上|拒接|不在家")
_UNMERGE = re.compile(
    r"不并了?|并错|不该并|分开办?|拆开|(取消|撤销|撤回|解除)(合并|并案|并入)|不是(同?一)(件|回事|码事)"
)
#: 「民353再办 再看看」, 「路灯那件再办」, 「请他们再去冲一下」: whichever case it is said of.
_AGAIN = re.compile(
    r"^(?P<what>[^，,。；;！!]{0,20}?)[号，,：: ]*(?:请|让|叫|麻烦)?"
    r"(?:他们|单位|环卫|[一-鿿]{2,6}[局所站办司])?"
    r"(?:再办|返工|重新?办理?|再(?:去|来)?(?:派人)?(?:看|修|弄|清|冲|查|处理|检查|换|补)(?:看|修|一下|一次|一趟)?)(?:一[下次趟])?"
    r"(?:[，,：:。！! ]+(?P<words>\S.*))?[。！!]?$",
    re.DOTALL,
)
#: 「民258请王敏今天回个话」.
_PLEASE = re.compile(
    r"民\s*(\d{1,7})(?!\d)[，, ]*(请|让|叫|麻烦)([\u4e00-\u9fff]{2,4}?)(同志)?"
    r"(?=[今明后马抓尽给去把再回先看联])"
)


def is_order(talk: Talk) -> bool:
    """「民258再办 请环卫今天就去」 of somebody at whom 民258 waits, and nothing in it is danger by
    the rules: an order about that case, however it reads."""
    if talk.roles.any and not _CRIES.search(talk.text) and speaks_of_work(talk):
        # Titles of dangerous things hold words of danger.
        return True
    if not talk.roles.any or by_rules(talk.text):
        return False
    named = {f"民{int(number)}" for number in NUMBER.findall(talk.text)}
    if not named:
        return False
    for role in held(talk):
        for act in reply_of(talk, role, items_of(talk, role)).acts:
            if named & set(act.refs):
                return True
    return False


#: 「电线太低那件转供电所」.
_THAT_ONE = re.compile(
    r"(?:那|这)(?:件|个|条|户)[^，,。；;]{0,8}(?:转|派|交|请|让|同意|不同意|办结|答复|再|催|退|问|收到|办好|修好)"
    r"|^[^，,。；;]{2,16}(?:的)?(?:转|派给?|交给?)[一-鿿]{2,10}(?:所|局|政府|站|公司|办|社区|村委?)"
    r"|(?:^|[，,。；;！! ])(?:快|赶紧|马上|请|都|先|抓紧)*"
    r"(?:转|派给|交给)[一-鿿]{2,10}(?:所|局|政府|站|公司)"
)


_OF_A_CASE = re.compile(r"(?P<what>[^，,。；;！!]{1,14}?)(?:的)?(?:那|这)(?:件|个|条|户|处)")
#: Whose own home it is, or who calls for help.
_CRIES = re.compile(r"我家|俺家|我们家|快来|救命|救救|来人")


def speaks_of_work(talk: Talk) -> bool:
    """「墙要倒那件赶快办，砸着人咋办」: an act, or one of the cases at which they are, by name."""
    if _THAT_ONE.search(talk.text) and _orders(talk):
        return True
    found = _OF_A_CASE.search(talk.text)
    if found is None:
        return False
    waiting = [item for role in held(talk) for item in items_of(talk, role)]
    return any(shared_words(found["what"], told(item)) for item in waiting)


def _orders(talk: Talk) -> bool:
    """Whether it reads as an act on what waits, or as a question about which of it."""
    for role in held(talk):
        items = [item for item in items_of(talk, role) if item.pending.kind != "alarm"]
        reply = reply_of(talk, role, items)
        if reply.acts or (reply.ask and items):
            return True
    return False


def said(talk: Talk) -> Answer | None:
    """What somebody at a desk said in one of these ways. None: something else."""
    if not talk.roles.officer_roles:
        return None
    return (
        _unmerges(talk)
        or taking_back.taken_back(talk)
        or _again(talk)
        or _rang(talk)
        or _to_colleague(talk)
    )


def _unmerges(talk: Talk) -> Answer | None:
    """「民249不并了」: the same by chat as by the page's button."""
    if not _UNMERGE.search(talk.text):
        return None
    items = [
        item
        for item in at_desk.for_desk(talk)
        if _is_named(talk, item) and isinstance(item.case, Issue) and item.case.state == MERGED
    ]
    refs = tuple(item.pending.ref for item in items[:1])
    return staff.perform(talk, "station", [Act("unmerge", refs)], items[:1]) if refs else None


def _again(talk: Talk) -> Answer | None:
    """「再办」: an order to the bureau that has it or had it."""
    found = _AGAIN.match(talk.text.strip())
    if found is None:
        return None
    items = [item for item in at_desk.for_desk(talk) if isinstance(item.case, Issue)]
    if NUMBER.search(talk.text):
        cases = [item for item in items if _is_named(talk, item)]
    else:
        cases = [item for item in items if shared_words(found["what"], item.pending.title)]
        spoken = None if cases else acted_on(talk, items)
        if spoken is not None and not THAT_ONE.search(found["what"]):
            cases = [spoken]
    issue = issue_of(cases[0]) if len(cases) == 1 else None
    if issue is None or hand_overs.latest(talk.session, issue) is None:
        return None
    words = found["words"] or talk.text.strip()
    act = Act("rework", (cases[0].pending.ref,), {"text": words})
    return staff.perform(talk, "station", [act], cases)


def _rang(talk: Talk) -> Answer | None:
    if not _RANG.search(talk.text) or _IN_VAIN.search(talk.text):
        return None
    items = [item for item in at_desk.for_desk(talk) if _is_named(talk, item)]
    cases = [item for item in items if isinstance(item.case, Issue)]
    if len(cases) != 1 or reply_of(talk, "station", items_of(talk, "station")).acts:
        return None
    rest = NUMBER.sub("", talk.text).strip(" ，,。")
    act = Act("spoken_by_phone", (cases[0].pending.ref,), {"text": rest})
    return staff.perform(talk, "station", [act], cases)


def _is_named(talk: Talk, item: Item) -> bool:
    return item.pending.ref in {f"民{int(number)}" for number in NUMBER.findall(talk.text)}


#: 「请王敏今天把254回了」.
_PLEASE_HIM = re.compile(
    r"(?:请|让|叫|麻烦)(?P<who>[\u4e00-\u9fff]{2,4}?)(?:同志)?(?P<rest>(?:今天|今晚|明天|马上|赶紧|抓紧|尽快|这两天|把|给|去)"
    r".*?(?:民\s*)?(?P<number>\d{1,7})(?!\d).*)$",
    re.DOTALL,
)


def _turned(text: str) -> str:
    """The number in front, as it is typed otherwise."""
    found = _PLEASE_HIM.match(text)
    if found is None:
        return text
    return f"民{found['number']}请{found['who']}{found['rest']}"


def _to_colleague(talk: Talk) -> Answer | None:
    """A word from one officer to another of the same desk about a case of theirs."""
    talk = replace(talk, text=_turned(talk.text.strip()))
    found = _PLEASE.match(talk.text.strip())
    items = [item for item in at_desk.for_desk(talk) if _is_named(talk, item)] if found else []
    if found is None or not items or not isinstance(items[0].case, Issue):
        return None
    issue = items[0].case
    wanted = [
        contact_id
        for contact_id in recipients.above_on_call(talk.session, issue, talk.now)
        if contact_id != talk.contact.id
        and talk.session.get_one(Contact, contact_id).name == found[3]
    ]
    if not wanted:
        return None
    fields = case_fields(talk.session, issue, talk.now) | {
        "who": talk.roles.officers[0].name,
        "words": wording.mask(talk.text[found.end() :].strip()),
    }
    outbox.queue(
        talk.session,
        "issue.word_inside",
        wanted[0],
        key=f"issue.word_inside:{talk.message.id}",
        fields=fields,
        now=talk.now,
        case=("issue", issue.id),
    )
    return Answer(say("staff.passed_on", name=found[3], case=label(issue)), "station", issue.id)
