"""The answer to 「您说的是哪一件」 and 「是把民254转县城市管理局吗」: what was said before is done
on the case that is named now. A sentence that is an act of its own ends the question."""

import re
from dataclasses import replace

from bot.actions import exchanges
from bot.store.models import Exchange, Message
from bot.texts import say
from handlers.conversation.case_numbers import named, without
from handlers.conversation.citizen.matters import new_matter
from handlers.conversation.context import Answer, Talk
from handlers.conversation.pending import Item
from handlers.conversation.reading import read
from handlers.conversation.replies import held, items_of, reply_of
from handlers.conversation.staff import brought, orders, walk_ins, which_case
from handlers.conversation.staff.carrying_out import perform
from handlers.conversation.staff.its_case import of_case
from handlers.conversation.staff.left_over import left_of
from handlers.conversation.staff.own_matter import says_own
from handlers.conversation.staff.performing import ask_back

_NUMBER = re.compile(r"民\s*\d")
#: A number and nothing else, or the place of one in a list.
_CHOICE = re.compile(
    r"(?:就?是)?(?:[民建稿案第]?\s*+[\d一二三四五六七八九十]++\s*+[号件个]?[，,、和跟]*+)++(?:那件|的)?[。.]?"
)
_YES = re.compile(r"(?:就?是(?:的|它|这件|那件|这个)?|对(?:的|头)?|嗯+|没错)[了吧啊，,]*[。！!]?")
_NO = re.compile(r"(?:不是|不对|没有|不)(?:的|它|这件|那件|这个|说这个)?[了吧啊，,]*[。！!]?")
#: Nobody names more cases in one breath than these letters hold.
_LONGEST_LIST = 80
#: 「路灯那件，东坪三组的」 chooses; more words are a matter of their own.
_LONGEST_CHOICE = 16
#: 「水利局」, 「下周五」, 「转给他们」: what a question lacked, and no sentence of its own.
_FILLS = re.compile(
    r"(?:那?就|是|转|给|交|派|归|找|请)*+(?:[\u4e00-\u9fff]{1,10}(?:局|所|站|公司|政府|办|委|队|中心|村|镇|社区|供电|城管|交警|水利|民政|交通|住建)"
    r"|(?:[\d一二三四五六七八九十本这下周月明后今年底前之天日号末]|星期|礼拜)++)(?:吧|办|管|了|那边)*+[。！!]?"
)
#: What decides, moves or reports by itself, whatever was asked before.
_OF_ITS_OWN = re.compile(
    r"答复|回复|同意|收到|签收|办结|再办|进展|延期|退回|申退|站里办|不是咱这?片"
)


def completed(talk: Talk, asked: Exchange) -> Answer | None:
    """The first message and this one, read together. None: it says something else."""
    before = talk.session.get(Message, asked.waiting.get("message"))
    if before is None or before.words is None or before.words.text is None:
        return None
    if asked.waiting.get("own") and says_own(talk.text):
        exchanges.finish(asked, talk.now)
        told = replace(talk, message=before, text=before.words.text)
        who = walk_ins.told(told)
        if who is not None and brought.is_for_others(told, told.text):
            # Theirs who came, and not the clerk's own.
            opened = walk_ins.enter(told, who)
        else:
            opened = new_matter(told, read(told))
        talk.message.issue_id = opened.issue_id
        return opened
    role = str(asked.waiting.get("role"))
    items = items_of(talk, role)
    said, before_said = talk.text.strip(), _said_before(asked, before.words.text)
    refs = asked.waiting.get("refs") or []
    if len(refs) == 1 and _NO.fullmatch(said):
        exchanges.finish(asked, talk.now)
        return Answer(say("staff.not_it"), role)
    if len(refs) == 1 and _YES.fullmatch(said):
        said = refs[0]
    chooses = len(said) <= _LONGEST_LIST and _CHOICE.fullmatch(said)
    at_work = role != "constituent"
    if at_work and not chooses and (ref := _by_name(talk, said)):
        said, chooses = ref, _CHOICE.fullmatch(ref)
    whole = not chooses and (
        _is_act(talk, said, at_work)
        or (at_work and (not _FILLS.fullmatch(said) or bool(left_of(talk, said).named)))
    )
    if whole and len(refs) != 1 and len(items) > 1 and _orders_nothing_named(talk):
        # 「不，先转住建」 after 「哪一件」 is of that question, and of no case spoken of before.
        exchanges.finish(asked, talk.now)
        cases = "、".join(dict.fromkeys(_shown(item) for item in items[:_MOST]))
        return ask_back(talk, role, say("staff.which_decision", cases=cases))
    if whole or (len(said) > _LONGEST_CHOICE and not _NUMBER.search(said)):
        # Whole by itself: what was said before is not put in front of it, nor dug out again.
        exchanges.finish(asked, talk.now)
        return None
    numbers = named(said) or named("".join(refs))
    if at_work and chooses and len(numbers) == 1 and not asked.waiting.get("partly"):
        # 「村里没钱修」, and it is of this one.
        earlier = replace(talk, text=before_said, sure=True)
        answer = of_case(earlier, talk.reader.read(before_said), f"民{numbers[0]}")
        if answer is not None:
            exchanges.finish(asked, talk.now)
            return answer
    together = reply_of(talk, role, items, f"{before_said}，{said}")
    if not together.acts:
        together = reply_of(talk, role, items, f"{said}，{before_said}")
    if asked.waiting.get("partly"):
        # What of it was clear is done; only what the new words make clear is left.
        did = [(act.act, act.refs) for act in reply_of(talk, role, items, before_said).acts]
        left = tuple(act for act in together.acts if (act.act, act.refs) not in did)
        together = replace(together, acts=left)
    if not together.acts:
        return None
    exchanges.finish(asked, talk.now)
    # What was said stands in the record, not the number that chose.
    whole_text = before_said if chooses else f"{before_said}，{said}"
    return perform(replace(talk, text=whole_text, sure=bool(chooses)), role, together, items)


def _shown(item: Item) -> str:
    return f"{item.pending.ref}“{item.pending.title}”"


#: So many cases are named in a question.
_MOST = 5


def _orders_nothing_named(talk: Talk) -> bool:
    """Whether it gives something to a body, and says not what."""
    if not talk.roles.officer_roles or named(talk.text) or not orders.given_to(talk):
        return False
    left = left_of(talk, talk.text)
    return not (left.named or left.letters)


def _said_before(asked: Exchange, text: str) -> str:
    """The words that were asked about: the half of a sentence that was of one case; without a
    number that is none of theirs, for which this one stands."""
    cut = asked.waiting.get("cut")
    if cut:
        text = text[cut[0] : cut[1]]
    return without(text, asked.waiting.get("wrong") or [])


def _is_act(talk: Talk, said: str, at_work: bool) -> bool:
    if at_work and _OF_ITS_OWN.search(said):
        return True
    roles = held(talk) if at_work else ["constituent"]
    return any(
        act.refs for role in roles for act in reply_of(talk, role, items_of(talk, role)).acts
    )


_NAMES_ONLY = re.compile(
    r"^(?:不是?[，, ]*)?(?:就?是|说的是|我说的?|说)?|(?:那|这)(?:一)?[件个家条户]|的|吧|呀|啊|\W"
)


def _by_name(talk: Talk, said: str) -> str:
    """「斑马线那个」 and nothing besides names one of theirs."""
    if len(said) > _LONGEST_CHOICE or _is_act(talk, said, True):
        return ""
    bare = _NAMES_ONLY.sub("", said)
    which = which_case.of(talk, f"{bare}那件") if len(bare) > 1 else which_case.Which()
    known = which.meant[0][1].pending.title if which.why == "words" else ""
    return which.ref if known and _is_part(bare, known) else ""


def _is_part(bare: str, title: str) -> bool:
    return all(letter in title for letter in bare)
