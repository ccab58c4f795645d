"""What people at a desk say in their own words: an order that sounds like an alarm, 「给她打过电话
了」, somebody who came to the station, a word to a colleague."""

import re

from bot.actions import entering, hand_overs, issues, outbox, recipients
from bot.actions import words as wording
from bot.actions.calendar import say_when
from bot.actions.casework import case_fields, label, link_to
from bot.domain.workflows.issue import MERGED
from bot.store.models import Contact, Issue
from bot.texts import say
from handlers.conversation import pending, staff
from handlers.conversation.context import Answer, Talk
from handlers.conversation.danger import PHONE
from handlers.conversation.pending import Item
from handlers.conversation.replies import held, items_of, reply_of
from nlp.replies import Act
from nlp.replies.references import tail_number
from nlp.urgency import by_rules

_NUMBER = re.compile(r"民\s*(\d{1,7})(?!\d)")
#: 「我给她打过电话了，明天环卫来」; not 「打过电话没接」.
_RANG = re.compile(
    r"(给|跟|和|与)(他|她|群众|老乡|人家|大[娘爷叔婶]|[\u4e00-\u9fff]{2,4})?(打|通)(过|了|完)?(个)?电话"
    r"|(打|通)(过|了|完)(个)?电话|电话(里|上|中)?(已经?|都)?(说|讲|沟通|联系|打)(过|好|了)"
)
_IN_VAIN = re.compile(r"没(人)?接|打不通|没打通|关机|空号|停机|联系不上|拒接|不在家")
_UNMERGE = re.compile(
    r"不并了?|并错|不该并|分开办?|拆开|(取消|撤销|撤回|解除)(合并|并案|并入)|不是(同?一)(件|回事|码事)"
)
#: Somebody came, rang, or is spoken for.
_WALK_IN = re.compile(
    r"(来|到)(咱|我们)?(站里?|镇里|乡里)(来|过来)?[\u4e00-\u9fff]{0,3}(说|讲|反映|问)"
    r"|[\u4e00-\u9fff]{1,4}(来站里|来电话?|打电话(来|过来)?|打来电话)(说|讲|反映)"
    r"|^(代|替|帮)[\u4e00-\u9fff]{1,6}?(反映|说|登记|记)(一下|一条|一件)?[：:，, ]"
    r"|^(登记|接访|来访|来电)(一下|一条|一件)?[：:，, ]"
)
_HOW_TO_ENTER = re.compile(r"^(替群众|帮群众|代群众)?(登记|录入|录一件|登记一下|代录)[。！!]?$")
_LEAST = 10
#: 「民258请王敏今天回个话」.
_PLEASE = re.compile(
    r"民\s*(\d{1,7})(?!\d)[，, ]*(请|让|叫|麻烦)([\u4e00-\u9fff]{2,4}?)(同志)?"
    r"(?=[今明后马抓尽给去把再回先看联])"
)


def is_order(talk: Talk) -> bool:
    """「民258再办 请环卫今天就去」 of somebody at whom 民258 waits, and nothing in it is danger by
    the rules: an order about that case, however it reads."""
    if not talk.roles.any or by_rules(talk.text):
        return False
    named = {f"民{int(number)}" for number in _NUMBER.findall(talk.text)}
    if not named:
        return False
    for role in held(talk):
        for act in reply_of(talk, role, items_of(talk, role)).acts:
            if named & set(act.refs):
                return True
    return False


#: 「290我去看了」; not 「3户」「12号楼」「5组的路」.
_LEADING = re.compile(
    r"^(\d{2,5})(?=[一-鿿，,：: ])(?!\s*(?:个|户|家|天|年|月|日|号|点|米|块|元|组|岁|人|次|"
    r"里|多|亩|度|路|国道|省道|县道|乡道|栋|楼|期|盏|根|吨|斤|公里|分|时|到|至|和|、))"
)


def unknown_number(talk: Talk) -> Answer | None:
    """A number that is none of theirs, in front of what they say: told so, and never taken for a
    word about something else."""
    found = _LEADING.match(talk.text.strip())
    if found is None or not talk.roles.any:
        return None
    number = int(found[1])
    items = [item for role in held(talk) for item in items_of(talk, role)]
    if not items or any(tail_number(item.pending.ref) == number for item in items):
        return None
    own = issues.of_reporter(talk.session, talk.contact, limit=8)
    issue = issues.by_number(talk.session, number)
    if issue is not None and (issue in own or _is_party(talk, issue)):
        return None
    return Answer(say("refused.unknown_number", number=f"民{number}"), "staff")


def _is_party(talk: Talk, issue: Issue) -> bool:
    row = hand_overs.latest(talk.session, issue)
    return bool(recipients.parties_of(talk.session, issue, talk.contact, talk.roles, talk.now, row))


def said(talk: Talk) -> Answer | None:
    """What somebody at a desk said in one of these ways. None: something else."""
    if not talk.roles.officer_roles:
        return None
    return _unmerges(talk) or _rang(talk) or _to_colleague(talk) or _walk_in(talk)


def _unmerges(talk: Talk) -> Answer | None:
    """「民249不并了」: the same by chat as by the page's button."""
    if not _UNMERGE.search(talk.text):
        return None
    items = [
        item
        for item in pending.for_desk(talk)
        if _is_named(talk, item) and isinstance(item.case, Issue) and item.case.state == MERGED
    ]
    refs = tuple(item.pending.ref for item in items[:1])
    return staff.perform(talk, "station", [Act("unmerge", refs)], items[:1]) if refs else None


def _rang(talk: Talk) -> Answer | None:
    if not _RANG.search(talk.text) or _IN_VAIN.search(talk.text):
        return None
    items = [item for item in pending.for_desk(talk) if _is_named(talk, item)]
    cases = [item for item in items if isinstance(item.case, Issue)]
    if len(cases) != 1 or reply_of(talk, "station", items_of(talk, "station")).acts:
        return None
    rest = _NUMBER.sub("", talk.text).strip(" ，,。")
    act = Act("spoken_by_phone", (cases[0].pending.ref,), {"text": rest})
    return staff.perform(talk, "station", [act], cases)


def _is_named(talk: Talk, item: Item) -> bool:
    return item.pending.ref in {f"民{int(number)}" for number in _NUMBER.findall(talk.text)}


def _to_colleague(talk: Talk) -> Answer | None:
    """A word from one officer to another of the same desk about a case of theirs."""
    found = _PLEASE.match(talk.text.strip())
    items = [item for item in pending.for_desk(talk) if _is_named(talk, item)] if found else []
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


def _walk_in(talk: Talk) -> Answer | None:
    """Somebody came or rang, and the officer types it here: entered for them, like on the page."""
    text = talk.text.strip()
    if _HOW_TO_ENTER.match(text):
        address = f"{talk.session.info.get('public_url', '')}/console/new"
        return Answer(say("staff.enter_here", link=address), "station")
    came = _WALK_IN.search(text)
    if came is None or _NUMBER.search(text) or len(text) < _LEAST:
        return None
    phone = PHONE.search(text)
    given = entering.Entered(
        said=text,
        place="",
        name="",
        phone=phone[1] if phone else "",
        source="telephone" if "电" in came[0] else "walk_in",
    )
    opened, _ = entering.enter(talk.session, talk.contact, given, now=talk.now)
    issue = opened[0]
    said = say(
        "staff.entered",
        case="、".join(label(each) for each in opened),
        speak_by=say_when(issue.speak_by, talk.now) if issue.speak_by else "两个工作日内",
        phone="" if phone else "没留电话，问一个更好回话。",
        link=link_to(talk.session, issue),
    )
    return Answer(said, "station", issue.id)
