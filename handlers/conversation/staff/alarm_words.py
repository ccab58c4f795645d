"""What an officer on call answers while several alarms are open: 「272、274都接了」「都报了」
「民274没打通」「给王桂兰打过电话了，人没事」. It is about alarms and nothing else; if it is
not clear about which of them, that is asked."""

import re
from collections.abc import Sequence

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
from handlers.conversation.staff import known_cases, rung_by_name, which_case
from handlers.conversation.staff import performing as staff
from handlers.conversation.staff.alarm_reading import (
    HEARD,
    IN_VAIN,
    LONGEST,
    OVER,
    PASSED_ON,
    SPOKE,
    STILL,
    WHAT_CAME,
    Said,
    asks,
    is_question,
    is_safe,
    is_surely_of_alarm,
    read,
)
from nlp.replies import Act
from nlp.replies.rules import RULES

_ALL = re.compile(r"全部|所有|[都全](?!不|没)|几(件|个)")
#: A number of a case, and none to ring: 「119到了」.
_NUMBERS = re.compile(
    r"(?:民\s*|(?<!\d)(?!1(?:10|19|20)(?!\d|号)))(\d{1,7})(?!\d)(?!分|点|岁|号楼|个|次|遍)"
)
_SHORT = 12
#: Beside more letters than the word needs, what was said is worth keeping.
_WORTH_KEEPING = 6


def answered(talk: Talk) -> Answer | None:
    """Do what was said about alarms, or ask which one. None: it is not about an alarm."""
    if not talk.roles.officer_roles:
        return None
    items = pending.for_alarms(talk)
    if asks(talk.text):
        return _standing(talk, items)
    before = _ended_before(talk, items)
    if before is not None:
        return before
    if not items:
        return _outcome(talk, items)
    before = _asked_before(talk, items)
    if before is not None:
        return before
    if is_safe(talk.text):
        return _is_past(talk, items)
    if _NOD.fullmatch(talk.text.strip()) and not _was_told_last(talk):
        unheard = [item for item in items if _alarm(item).heard_at is None]
        cases = "、".join(label(_alarm(item).issue) for item in unheard)
        return Answer(say("alarm.heard_or_not", cases=cases), "officer") if unheard else None
    said = read(talk.text)
    sure = said is not None and is_surely_of_alarm(talk.text)
    spoke = said is not None and said.how == "打通了"
    if not (spoke or sure) and reply_of(talk, "officer", items).acts:
        return None
    if STILL.search(talk.text) and len(talk.text) <= LONGEST:
        going = _goes_on(talk, items)
        if going is not None:
            return going
    if said is not None and sure:
        return _do(talk, said, items, talk.text)
    if _is_of_another(talk, items) or RULES.patterns["rings_others"].search(talk.text):
        return None
    if said is None:
        return _outcome(talk, items)
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
    r"|险情|(?:险|危险|警报)(?:都|已经?)?(?:排除|解除|消除)|处理(?:完|好)了|(?:到|去)(?:了)?现场|到场|拉走了|围起来|封了路"
)


def _outcome(talk: Talk, items: Sequence[Item]) -> Answer | None:
    """How it ended, of what this officer passed on, else of the only one that waits: it stays with
    the case."""
    told = _OUTCOME.search(talk.text) or WHAT_CAME.search(talk.text)
    if len(talk.text) > LONGEST or not told or is_question(talk.text):
        return None
    alarm = alarms.heard_lately(talk.session, talk.contact, talk.now)
    if alarm is None and len(items) == 1:
        alarm = _alarm(items[0])
    numbers = {int(number) for number in _NUMBERS.findall(talk.text)}
    if alarm is None or (numbers and alarm.issue.number not in numbers):
        return None
    words = wording.keep(talk.session, talk.text, said_by=talk.contact.id, now=talk.now)
    alarms.note(talk.session, alarm, talk.contact, words, now=talk.now)
    return Answer(say("alarm.noted", case=label(alarm.issue)), "officer", alarm.issue_id)


def _standing(talk: Talk, items: Sequence[Item]) -> Answer | None:
    """How far the alarm is about which they ask; None: there is none."""
    found = [_alarm(item) for item in items]
    lately = alarms.heard_lately(talk.session, talk.contact, talk.now)
    found += [lately] if lately is not None and lately not in found else []
    if not found:
        return None
    lines = [
        say(
            "alarm.how_far",
            case=label(alarm.issue),
            heard=say("alarm.is_heard" if alarm.heard_at else "alarm.is_unheard"),
            room=say("alarm.room_knows" if alarm.passed_on_at else "alarm.room_knows_not"),
        )
        for alarm in found
    ]
    return Answer("\n".join(lines), "officer")


def _is_past(talk: Talk, items: Sequence[Item]) -> Answer | None:
    """「险情排除，可以销了」: of the one that they took; one that nobody took is let go by its
    number alone."""
    mine = [item for item in items if _alarm(item).heard_by == talk.contact.id]
    numbers = {int(number) for number in _NUMBERS.findall(talk.text)}
    if numbers:
        mine = [item for item in items if _alarm(item).issue.number in numbers]
    if len(mine) == 1:
        return _do(talk, Said("排除"), mine, talk.text)
    noted = _outcome(talk, ()) if not mine else None
    if noted is not None:
        return noted
    if mine or len(items) > 1:
        return _ask(talk, mine or items)
    number = f"民{_alarm(items[0]).issue.number}"
    return Answer(say("alarm.well_then", number=number), "officer")


def in_hand(talk: Talk, items: Sequence[Item]) -> list[Item]:
    """The one alarm that came to them since they last spoke, else the one of which they spoke
    last; empty: it may be several."""
    cases = known_cases.shown_issues(talk)
    came = [item for item in items if _alarm(item).issue_id in cases]
    if came:
        return came if len(came) == 1 else []
    at = known_cases.spoken_of(talk)
    return [item for item in items if _alarm(item).issue_id == at]


def _is_of_another(talk: Talk, items: Sequence[Item]) -> bool:
    """「赵秀兰没接」 of somebody who was to be rung about something else."""
    known = {name for item in items if (name := _alarm(item).issue.reporter.name)}
    others = rung_by_name.names(talk) - known
    if any(name in talk.text for name in others):
        return True
    which = which_case.of(talk)
    return which.why == "words" and which.ref not in {item.pending.ref for item in items}


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
    open_ones = open_ones or list(items)
    if said.how == "没事" or len(open_ones) < len("两件") or _ALL.search(text):
        return open_ones
    return in_hand(talk, open_ones) or open_ones


def _ended_before(talk: Talk, items: Sequence[Item]) -> Answer | None:
    """Of one that was called over or that the duty room has: 「256还是真的」 opens it again; any
    other word stands against what its constituent was told, and is answered with that."""
    said = read(talk.text)
    still = len(talk.text) <= LONGEST and STILL.search(talk.text) is not None
    if not still and said is None:
        return None
    numbers = {int(number) for number in _NUMBERS.findall(talk.text)}
    if not numbers and (items or (said is not None and said.how not in _BARE)):
        return None
    found = alarms.ended(talk.session, talk.contact, numbers, talk.now)
    if still:
        return _open_again(talk, [alarm for alarm in found if alarm.over_at])
    if len(found) != 1 or said is None:
        return None
    alarm = found[0]
    # After the duty room only that it was nothing stands against what was told.
    if alarm.passed_on_at and said.how not in _BARE:
        return None
    meant = [pending.alarm_item(alarm)]
    _keep(talk, meant, talk.text)
    return staff.perform(
        talk, "station", [Act("told", (meant[0].pending.ref,), {"how": said.how})], meant
    )


#: Said of an alarm also without a number, and where nothing else waits.
_BARE = ("已转总值班室", "没事")


def _open_again(talk: Talk, found: Sequence[Alarm]) -> Answer | None:
    if not found:
        return None
    for alarm in found:
        alarms.is_not_over(talk.session, alarm, talk.contact, now=talk.now)
    return _follows(talk, found)


def _follows(talk: Talk, found: Sequence[Alarm]) -> Answer:
    cases = "、".join(label(alarm.issue) for alarm in found)
    room = rule(talk.session, "danger.duty_room", talk.now)
    return Answer(say("alarm.not_over", case=cases, duty_room=room), "officer", found[0].issue_id)


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
        if said.how == "接了" and not ("接" in text or is_surely_of_alarm(text)):
            # 「收到」 of somebody who has other work as well.
            return None
        return _ask(talk, meant)
    if said.how == "接了" and all(_alarm(item).heard_by == talk.contact.id for item in meant):
        # 「119也到了」 of who has it already.
        _note(talk, meant, text)
        cases = "、".join(label(_alarm(item).issue) for item in meant)
        return Answer(say("alarm.noted", case=cases), "officer", _alarm(meant[0]).issue_id)
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
    for pattern in (IN_VAIN, OVER, PASSED_ON, SPOKE, HEARD, _ALL):
        rest = pattern.sub("", rest)
    if len(re.sub(r"[\W民了的]", "", rest)) < _WORTH_KEEPING:
        return
    _note(talk, meant, text)


def _note(talk: Talk, meant: Sequence[Item], text: str) -> None:
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
        if STILL.search(talk.text):
            exchanges.finish(asked, talk.now)
            return _goes_on(talk, items)
        said = read(talk.text)
        if said is None and _ONLY_WHICH.fullmatch(talk.text.strip()):
            before = talk.session.get(Message, asked.waiting.get("message"))
            text = (before.words.text or "") if before is not None and before.words else ""
            said = read(text)
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
    return _follows(talk, meant) if meant else None


def _alarm(item: Item) -> Alarm:
    if not isinstance(item.case, Alarm):
        raise TypeError(f"no alarm: {item.pending.ref}")
    return item.case
