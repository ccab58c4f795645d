"""What an officer on call answers while several alarms are open: 「272、274都接了」「都报了」
「民274没打通」「给王桂兰打过电话了，人没事」. It is about alarms and nothing else; if it is
not clear about which of them, that is asked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from bot.actions import alarms, exchanges
from bot.actions import words as wording
from bot.actions.casework import label
from bot.actions.rules import rule
from bot.store.models import Alarm, Message, Notice
from bot.texts import say
from handlers.conversation import pending
from handlers.conversation.context import Answer, Talk
from handlers.conversation.pending import Item
from handlers.conversation.replies import reply_of
from handlers.conversation.staff import performing as staff
from handlers.conversation.staff import rung_by_name, which_case
from nlp.replies import Act
from nlp.replies.rules import RULES

#: In this order: who told the duty room may also say that nobody answered.
_IN_VAIN = re.compile(
    r"没(人)?接(?!到群众)|无人接听?|打不通|没打通|没通|没接通|关机|空号|停机|联系不上|拒接|错号"
)
_PASSED_ON = re.compile(
    r"已?(上)?报(了|过|给)?.{0,2}总?值班室|^.{0,16}(已报|报了|报过了)|转.{0,2}总?值班室"
)
#: Who was called has come: it is being seen to, and the duty room has not been told by that.
_ON_SCENE = re.compile(
    r"(?:派出所|民警|警察|消防|120|119|110|救护车|医生|救援)[^，,。]{0,3}"
    r"(?:已经?|都|也)?(?:到|来|去|赶到)(?:了|场|现场|达)"
)
_SPOKE = re.compile(
    r"打通|打(?:过|回)(?:去|来)了|回(?:过|了)(?:电话|他|她)|(?:已经?)?(?:让|叫|喊|催)(?:他|她|群众|家属|他们|本人)+(?:自己|先|赶紧|马上|去)*(?:打|报)(?:了|过)?(?:110|119|120|警|急救)?了?|通(了|过)电话|打(过|了)(他|她)?的?电话|(电话|联系)(打|联系)?(过|上)了?|说上话|人没事"
)
_OVER = re.compile(
    r"^\W*(?:民\s?)?\d{1,7}\s?[号件]?[，, ]*没(?:啥|什么)?事了?\W*$"
    r"|误报|虚惊|假的|不用报|(已经?)?平安|不是(真的)?(急事|危险)|没有?危险"
)
_STILL = re.compile(
    r"(还|又|就|确实|真的)?是真的|(还|又)真|不是(?:误报|虚惊|假的)|没误报|还(有|没脱离)危险|又(危险|着|漏|闹)"
)
_HEARD = re.compile(r"接了|接到了?|我来(处理|接)|我(马上|现在)?(打|回)(电话|过去)|收到|知道了")
_ALL = re.compile(r"全部|所有|[都全](?!不|没)|几(件|个)")
_NUMBERS = re.compile(r"(?:民\s*)?(?<!\d)(\d{1,7})(?!\d)(?!分|点|岁|号楼|个|次|遍)")
#: An answer says little beside the word itself.
_LONGEST = 40
_SHORT = 12
#: Beside more letters than the word needs, what was said is worth keeping.
_WORTH_KEEPING = 6


@dataclass(frozen=True, slots=True)
class Said:
    """One word about alarms: how it went, in the words of ``deeds.desk.told``."""

    how: str


def answered(talk: Talk) -> Answer | None:
    """Do what was said about alarms, or ask which one. None: it is not about an alarm."""
    if not talk.roles.officer_roles:
        return None
    again = _taken_up_again(talk)
    items = pending.for_alarms(talk)
    if isinstance(again, Answer):
        return again
    if not items:
        return _outcome(talk)
    before = _asked_before(talk, items)
    if before is not None:
        return before
    if _NOD.fullmatch(talk.text.strip()) and not _was_told_last(talk):
        unheard = [item for item in items if _alarm(item).heard_at is None]
        cases = "、".join(label(_alarm(item).issue) for item in unheard)
        return Answer(say("alarm.heard_or_not", cases=cases), "officer") if unheard else None
    said = _read(talk.text)
    spoke = said is not None and said.how == "打通了"
    if not spoke and reply_of(talk, "officer", items).acts:
        return None
    if _STILL.search(talk.text) and len(talk.text) <= _LONGEST:
        going = _goes_on(talk, items)
        if going is not None:
            return going
    if _is_of_another(talk, items) or RULES.patterns["rings_others"].search(talk.text):
        return None
    if said is None:
        return _outcome(talk)
    return _do(talk, said, items, talk.text)


#: Among other talk they say nothing of an alarm: that somebody has heard is told the constituent.
_NOD = re.compile(r"(?:好的?|行|嗯+|可以|中|知道了?|明白了?|收到了?|ok|OK)[啊吧呢哈呀]*[。！!~～]*")


def _was_told_last(talk: Talk) -> bool:
    """Whether the call to them was the last thing that passed between us."""
    notice = talk.session.scalars(
        select(Notice)
        .where(Notice.contact_id == talk.contact.id)
        .order_by(Notice.id.desc())
        .limit(1)
    ).first()
    if notice is None or not notice.kind.startswith("alarm."):
        return False
    since = talk.session.scalar(
        select(Message.id)
        .where(
            Message.contact_id == talk.contact.id,
            Message.id < talk.message.id,
            Message.received_at > notice.created_at,
        )
        .limit(1)
    )
    return since is None


#: 「灭了，没伤人」 after the duty room was told.
_OUTCOME = re.compile(
    r"灭了|控制住|救(?:出|上)|没(?:有)?(?:人)?(?:伤|死)|人(?:都)?(?:没事|平安)|送(?:到|去)?(?:了)?医院|找(?:到|着)了|疏散|解除了"
    r"|处理(?:完|好)了|(?:到|去)(?:了)?现场|到场|拉走了|围起来|封了路"
)


def _outcome(talk: Talk) -> Answer | None:
    """How it ended, of what this officer passed on: it stays with the case."""
    if len(talk.text) > _LONGEST or not _OUTCOME.search(talk.text):
        return None
    alarm = alarms.heard_lately(talk.session, talk.contact, talk.now)
    numbers = {int(number) for number in _NUMBERS.findall(talk.text)}
    if alarm is None or (numbers and alarm.issue.number not in numbers):
        return None
    words = wording.keep(talk.session, talk.text, said_by=talk.contact.id, now=talk.now)
    alarms.note(talk.session, alarm, talk.contact, words, now=talk.now)
    return Answer(say("alarm.noted", case=label(alarm.issue)), "officer", alarm.issue_id)


def _is_of_another(talk: Talk, items: Sequence[Item]) -> bool:
    """「赵秀兰没接」 of somebody who was to be rung about something else."""
    known = {name for item in items if (name := _alarm(item).issue.reporter.name)}
    others = rung_by_name.names(talk) - known
    if any(name in talk.text for name in others):
        return True
    which = which_case.of(talk)
    return which.why == "words" and which.ref not in {item.pending.ref for item in items}


def _read(text: str) -> Said | None:
    if len(text) > _LONGEST:
        return None
    if _IN_VAIN.search(text):
        return Said("没接通，已转总值班室" if _PASSED_ON.search(text) else "没接通")
    if _OVER.search(text):
        return Said("没事")
    if _PASSED_ON.search(text):
        return Said("已转总值班室")
    if _SPOKE.search(text):
        return Said("打通了")
    return Said("接了") if _HEARD.search(text) or _ON_SCENE.search(text) else None


def _meant(said: Said, items: Sequence[Item], text: str, talk: Talk) -> list[Item] | None:
    """The alarms that are named, or all that the word can be about; None: other cases are named."""
    numbers = {int(number) for number in _NUMBERS.findall(text)}
    named = [item for item in items if _alarm(item).issue.number in numbers]
    if named:
        return named
    if numbers:
        return None
    by_name = [
        item
        for item in items
        if (name := _alarm(item).issue.reporter.name) and len(name) > 1 and name in text
    ]
    if by_name:
        return by_name
    open_ones = [item for item in items if said.how != "接了" or _alarm(item).heard_at is None]
    return open_ones or list(items)


def _taken_up_again(talk: Talk) -> Answer | None:
    """「256还是真的」, 「256已报」 about one that was called over: it is open again."""
    said = _read(talk.text)
    if not _STILL.search(talk.text) and (said is None or said.how == "没事"):
        return None
    numbers = {int(number) for number in _NUMBERS.findall(talk.text)}
    rows = [
        alarm
        for alarm in alarms.over_among(talk.session, numbers)
        if alarms.may_answer(talk.session, alarm, talk.contact, talk.now)
    ]
    for alarm in rows:
        alarms.is_not_over(talk.session, alarm, talk.contact, now=talk.now)
    if not rows or said is not None:
        return None
    cases = "、".join(label(alarm.issue) for alarm in rows)
    room = rule(talk.session, "danger.duty_room", talk.now)
    return Answer(say("alarm.not_over", case=cases, duty_room=room), "officer", rows[0].issue_id)


def _do(
    talk: Talk, said: Said, items: Sequence[Item], text: str, *, asked: bool = False
) -> Answer | None:
    meant = _meant(said, items, text, talk)
    if meant is None:
        return None
    named = bool(_NUMBERS.search(text))
    # Several that nobody spoke about are not over by one word.
    sure = named or (_ALL.search(text) and (asked or said.how != "没事"))
    if len(meant) > 1 and not sure:
        if said.how == "接了" and not (re.search("接", text) or _ON_SCENE.search(text)):
            # 「收到」 of somebody who has other work as well.
            return None
        return _ask(talk, meant)
    act = Act("told", tuple(item.pending.ref for item in meant), {"how": said.how})
    answer = staff.perform(talk, "station", [act], meant)
    if answer is None:
        return None
    _keep(talk, meant, text)
    if said.how == "打通了" and _WELL.search(text) and len(meant) == 1:
        # Nothing is let go by half a sentence: the plain word is asked for.
        number = f"民{_alarm(meant[0]).issue.number}"
        ask = say("alarm.well_then", number=number)
        return Answer(f"{answer.text}\n{ask}", answer.taken_as)
    return answer


_WELL = re.compile(r"没(?:啥|什么|有)?事|平安|没(?:有)?危险|不(?:要紧|急)|虚惊|不是(?:真的|急事)")


def _keep(talk: Talk, meant: Sequence[Item], text: str) -> None:
    """「人没事，土是小块」 is more than that somebody rang: it stays with the case."""
    rest = _NUMBERS.sub("", text)
    for pattern in (_IN_VAIN, _OVER, _PASSED_ON, _SPOKE, _HEARD, _ALL):
        rest = pattern.sub("", rest)
    if len(re.sub(r"[\W民了的]", "", rest)) < _WORTH_KEEPING:
        return
    for item in meant:
        words = wording.keep(talk.session, text, said_by=talk.contact.id, now=talk.now)
        alarms.note(talk.session, _alarm(item), talk.contact, words, now=talk.now)


def _ask(talk: Talk, meant: Sequence[Item]) -> Answer:
    exchanges.ask(
        talk.session,
        talk.contact.id,
        "words",
        now=talk.now,
        act="alarm",
        message=talk.message.id,
    )
    cases = "、".join(label(_alarm(item).issue) for item in meant)
    return Answer(say("alarm.which", cases=cases), "officer")


#: The numbers asked for, or all of them, and not a word more.
_ONLY_WHICH = re.compile(
    r"\W*(?:就?是)?(?:(?:民\s?)?\d{1,7}\s?[号件]?(?:那件|的)?"
    r"|都是?的?|全部?是?|几件都是|[，,、和跟 ])+\W*"
)


def _asked_before(talk: Talk, items: Sequence[Item]) -> Answer | None:
    """「民274」 or 「都是」 after 「是哪一件」. Whatever else is said beside the number counts, and
    that it is real most of all: an alarm is never let go by half a sentence."""
    for asked in exchanges.open_with(talk.session, talk.contact.id, talk.now, "words"):
        if asked.waiting.get("act") != "alarm" or len(talk.text) > _SHORT:
            continue
        if not (_NUMBERS.search(talk.text) or _ALL.search(talk.text)):
            continue
        if _STILL.search(talk.text):
            exchanges.finish(asked, talk.now)
            return _goes_on(talk, items)
        said = _read(talk.text)
        if said is None and _ONLY_WHICH.fullmatch(talk.text.strip()):
            before = talk.session.get(Message, asked.waiting.get("message"))
            text = (before.words.text or "") if before is not None and before.words else ""
            said = _read(text)
        if said is None:
            continue
        exchanges.finish(asked, talk.now)
        return _do(talk, said, items, talk.text, asked=True)
    return None


def _goes_on(talk: Talk, items: Sequence[Item]) -> Answer | None:
    """「312还是真的」 of one that is open: it stays open."""
    numbers = {int(number) for number in _NUMBERS.findall(talk.text)}
    meant = [_alarm(item) for item in items if _alarm(item).issue.number in numbers]
    meant = meant or ([_alarm(item) for item in items] if not numbers else [])
    if not meant:
        return None
    cases = "、".join(label(alarm.issue) for alarm in meant)
    room = rule(talk.session, "danger.duty_room", talk.now)
    return Answer(say("alarm.not_over", case=cases, duty_room=room), "officer", meant[0].issue_id)


def _alarm(item: Item) -> Alarm:
    if not isinstance(item.case, Alarm):
        raise TypeError(f"no alarm: {item.pending.ref}")
    return item.case
