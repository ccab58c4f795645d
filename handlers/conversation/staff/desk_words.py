"""What people at a desk say in their own words: an order that sounds like an alarm, 「民12再办」,
「给她打过电话了」, a word to a colleague."""

import re
from dataclasses import replace

from bot.actions import hand_overs, issues
from bot.actions.actors import actor_in
from bot.actions.casework import label
from bot.domain.workflow import Party
from bot.domain.workflows.issue import AT_STATION, MERGED, RECHECK, ROUTED
from bot.store.models import Issue
from bot.texts import say
from handlers.conversation.case_numbers import NUMBER, named
from handlers.conversation.context import Answer, Talk
from handlers.conversation.pending import Item
from handlers.conversation.replies import held, items_of, reply_of
from handlers.conversation.staff import kept, of_a_body, taking_back, which_case
from handlers.conversation.staff import performing as staff
from nlp.replies import Act
from nlp.replies.rules import RULES
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
#: 「民1拆开：药费怎么报」: what follows is a matter of its own.
_SPLIT = re.compile(
    r"^(?:请|把)?(?:拆开|拆成两件|分成两件|拆出来?|分出来?)[：:，, ]+(?P<words>\S.*)$", re.DOTALL
)
#: 「民353再办 再看看」, 「请他们再去冲一下」: whichever case it is said of.
_AGAIN = re.compile(
    r"^[号，,：: ]*(?:请|让|叫|麻烦)?(?:他们|单位|环卫|[一-鿿]{2,6}[局所站办司])?"
    r"(?:再办|返工|重新?办理?|再(?:去|来)?(?:派人)?(?:看|修|弄|清|冲|查|处理|检查|换|补)(?:看|修|一下|一次|一趟)?)(?:一[下次趟])?"
    r"(?:[，,：:。！! ]+(?P<words>\S.*))?[。！!]?$",
    re.DOTALL,
)


def is_order(talk: Talk) -> bool:
    """「民258再办 请环卫今天就去」 of somebody at whom 民258 waits, and nothing in it is danger by
    the rules: an order about that case, however it reads."""
    splits = named(talk.text) and _SPLIT.match(_without_number(talk.text))
    if talk.roles.officer_roles and splits:
        # What follows was said by somebody else, and lies in that case already.
        return True
    if talk.roles.any and not _CRIES.search(talk.text) and speaks_of_work(talk):
        # Titles of dangerous things hold words of danger.
        return True
    if not talk.roles.any or by_rules(talk.text):
        return False
    refs = {f"民{int(number)}" for number in NUMBER.findall(talk.text)}
    if not refs:
        return False
    for role in held(talk):
        for act in reply_of(talk, role, items_of(talk, role)).acts:
            if refs & set(act.refs):
                return True
    return False


#: 「快转供电所」: whatever it says beside, it is an order.
_GIVES = re.compile(r"(?:转|派给?|交给?)[一-鿿]{2,10}(?:所|局|政府|站|公司|办|社区|村委?)")
#: Whose own home it is, or who calls for help.
_CRIES = re.compile(r"我家|俺家|我们家|快来|救命|救救|来人")


def speaks_of_work(talk: Talk) -> bool:
    """「墙要倒那件赶快办，砸着人咋办」: an act, or one of the cases at which they are, by name."""
    if _GIVES.search(talk.text) and _orders(talk):
        return True
    return bool(which_case.calls(talk.text)) and _by_words(talk) != ()


def _by_words(talk: Talk) -> tuple[tuple[str, Item], ...]:
    which = which_case.of(talk)
    return which.meant if which.why == "words" else ()


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
    if before := taking_back.taken_back(talk) or of_a_body.hurried(talk):
        return before
    if _BOTH_ONE.search(talk.text) and not named(talk.text):
        return _merges_both(talk)
    ways = (
        (_SPLITS, _splits),
        (_UNMERGE, _unmerges),
        (_AGAIN_SAID, _again),
        (_SECRET, _keeps_secret),
        (_RANG, _rang),
        (_ASKS_HIM, _colleague),
    )
    if not any(shape.search(talk.text) for shape, _ in ways):
        return None
    item, text = _here(talk)
    for shape, way in ways if item is not None else ():
        if item is not None and shape.search(talk.text):
            answer = way(talk, item, text)
            if answer is not None:
                return answer
    return None


#: The words of these ways, wherever they stand.
_SPLITS = re.compile(r"[拆分](?:开|成两件|出)")
_AGAIN_SAID = re.compile(r"再|返工|重新?办")
_ASKS_HIM = re.compile(r"请|让|叫|麻烦")


def _here(talk: Talk) -> tuple[Item | None, str]:
    """The case at this desk that is meant, and what is said of it."""
    numbers = named(talk.text)
    if len(numbers) > 1:
        return None, talk.text
    if numbers:
        meant, text = which_case.among(talk, f"民{numbers[0]}"), talk.text
    else:
        which = which_case.of(talk)
        meant, text = which.meant, which_case.signed(talk.text, which.ref)
    item = next((item for role, item in meant if role == "station"), None)
    return item, _without_number(text)


def _without_number(text: str) -> str:
    return NUMBER.sub("", text).strip(" ，,。号")


def _unmerges(talk: Talk, item: Item, text: str) -> Answer | None:
    """「民249不并了」: the same by chat as by the page's button."""
    if not isinstance(item.case, Issue) or item.case.state != MERGED:
        return None
    return staff.perform(talk, "station", [Act("unmerge", (item.pending.ref,))], [item])


#: 「这俩是一回事，合一起」.
_BOTH_ONE = re.compile(
    r"^(?:这|那|上面|刚才?)?(?:这|那)?(?:[俩两二](?:个|件|条|起)?)(?:事情?|反映|问题)?(?:其实|应该|好像|都|就)*(?:说的)?"
    r"(?:(?:是|算)(?:同)?一?(?:回|件|码|个)事?[，,\s]*(?:请|可以|给)?)?(?:把它们)?(?:合|并)(?!不|错)"
)


def _number(item: Item) -> int:
    return item.case.number if isinstance(item.case, Issue) else 0


def _merges_both(talk: Talk) -> Answer:
    """The later one into the earlier, where there are just two to be seen to."""
    waiting = [
        item
        for item in items_of(talk, "station")
        if isinstance(item.case, Issue) and item.case.state in (ROUTED, AT_STATION, RECHECK)
    ]
    if len(waiting) != 2:
        return Answer(say("staff.which_two"), "station")
    first, later = sorted(waiting, key=_number)
    act = Act("merge", (later.pending.ref,), {"into": first.pending.ref})
    meant = replace(talk, text=f"{later.pending.ref}并到{first.pending.ref}")
    done = staff.perform(meant, "station", [act], [later])
    return done or Answer(say("staff.which_two"), "station")


#: 「民3保密」, 「李大爷那件他要保密」: asked by who came or rang, and passed on.
_SECRET = re.compile(
    r"(?:那|这)?(?:件|个|条)?[，,\s]*(?:他|她|本人|人家|群众)?(?:说|要求?|请|给|得|想)*(?:保密|匿名)"
    r"(?:一下|处理|吧|哈|啊|了)*[。！!]?$"
)


def _keeps_secret(talk: Talk, item: Item, text: str) -> Answer | None:
    issue = which_case.issue_of(item)
    if issue is None or not _SECRET.search(text):
        return None
    actor = actor_in(talk.session, issue, talk.contact, talk.roles, talk.now, Party.STATION)
    issues.keep_secret(talk.session, issue, actor, now=talk.now)
    return Answer(say("staff.made_secret", case=label(issue)), "station", issue.id)


def _splits(talk: Talk, item: Item, text: str) -> Answer | None:
    """「民1拆开：药费怎么报」: the same by chat, of the case whose number is said."""
    found = _SPLIT.match(text)
    if found is None or not named(talk.text) or not isinstance(item.case, Issue):
        return None
    act = Act("split", (item.pending.ref,), {"text": found["words"].strip()})
    return staff.perform(talk, "station", [act], [item])


def _again(talk: Talk, item: Item, text: str) -> Answer | None:
    """「再办」: an order to the bureau that has it or had it."""
    found = _AGAIN.match(text)
    issue = which_case.issue_of(item)
    if found is None or issue is None or hand_overs.latest(talk.session, issue) is None:
        return None
    act = Act("rework", (item.pending.ref,), {"text": found["words"] or talk.text.strip()})
    return staff.perform(talk, "station", [act], [item])


def _rang(talk: Talk, item: Item, text: str) -> Answer | None:
    if _IN_VAIN.search(text) or not isinstance(item.case, Issue):
        return None
    if RULES.patterns["rings_others"].search(text):
        return None
    if not NUMBER.search(talk.text) or reply_of(talk, "station", items_of(talk, "station")).acts:
        return None
    act = Act("spoken_by_phone", (item.pending.ref,), {"text": text})
    return staff.perform(talk, "station", [act], [item])


def _colleague(talk: Talk, item: Item, text: str) -> Answer | None:
    """「请王敏今天把261回了」: a word to a colleague at the same desk."""
    front = re.sub(r"^民\s*\d+[号，,：: ]*", "", talk.text.strip())
    return kept.to_colleague(talk, item, front)
