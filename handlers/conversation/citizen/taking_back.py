"""That a matter is not needed any more, or was sent by mistake: to take it back is final, so it is
asked first, and a plain yes to that takes it back."""

import re
from collections.abc import Sequence
from datetime import timedelta

from bot.actions import exchanges, issues
from bot.actions.actors import actor_in
from bot.actions.casework import label
from bot.actions.rules import rule
from bot.domain.workflow import Party
from bot.domain.workflows.issue import ANSWERED, EARLY, OPEN, TOLD
from bot.store.models import Issue
from bot.texts import say
from handlers.conversation.citizen.own_cases import supplement
from handlers.conversation.citizen.spoken import last_spoken_of
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from nlp.reading import Reading
from nlp.things import things

_UNDER_WAY = (*EARLY, *OPEN, ANSWERED, TOLD)
_SURE = "withdraw_sure"
#: Nothing but these answers our question.
_YES = re.compile(
    r"(?:是的?|对的?|嗯|确定|不用(?:办|管)?了?|不办了|撤(?:回|了|吧)?|作废|[，,\s]|了|啊|吧)+"
)


def heard(talk: Talk, reading: Reading, own: Sequence[Issue]) -> Answer | None:
    """None: nothing is taken back."""
    return _confirmed(talk, own) or _sent_by_mistake(talk, own) or _not_needed(talk, reading, own)


def _ask(talk: Talk, case: Issue) -> Answer:
    exchanges.ask(
        talk.session, talk.contact.id, "words", now=talk.now, act=_SURE, number=case.number
    )
    ask = say("answer.withdraw_sure", case=label(case), number=f"民{case.number}")
    return Answer(ask, AS_CONSTITUENT, case.id)


def _confirmed(talk: Talk, own: Sequence[Issue]) -> Answer | None:
    if not _YES.fullmatch(talk.text.strip(" 。！!~～")):
        return None
    since = talk.now - timedelta(
        minutes=int(rule(talk.session, "conversation.talk_minutes", talk.now))
    )
    for asked in exchanges.open_with(talk.session, talk.contact.id, talk.now, "words"):
        if asked.waiting.get("act") != _SURE or asked.asked_at < since:
            continue
        exchanges.finish(asked, talk.now)
        case = next((one for one in own if one.number == asked.waiting.get("number")), None)
        if case is None or case.state not in (*EARLY, *OPEN):
            return None
        actor = actor_in(talk.session, case, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
        issues.withdraw(talk.session, case, actor, now=talk.now)
        return Answer(say("answer.withdrawn", case=label(case)), AS_CONSTITUENT, case.id)
    return None


_SENT_BY_MISTAKE = re.compile(
    r"(?:不好意思|对不起|对不住|抱歉|哎呀|哎哟|呀|[，,。\s])*(?:刚刚?|刚才|方才|上面|上头|前面|前头)?(?:那|这|的)?(?:条|个|句|些)?(?:消息|信息|话)?(?:都|是)?是?(?:我|俺)?(?:家|们)?(?:[一-鿿]{0,2}[孙娃孩儿女])?[子女儿]?"
    r"(?:(?:不小心|手滑|瞎|乱|误|错)+(?:发|按|点|写|说|打|弄)(?:错|着玩)?|(?:发|按|点|打)错|(?:要|想|本来|打算|原想)*发给(?:我|俺)?[^，,。你您恁]{1,5}的[，,。\s]*(?:结果|咋|却)?(?:错)?(?:发|跑)(?:到|给)?(?:你|您|恁)们?(?:这|那)?(?:儿|里|边)?(?:来|去)?|(?:不是|没想)(?:要)?(?:发)?给(?:你|您|恁)们?(?:看|说|发)?)(?:人|地方|群|对象|号)?(?:了|的)*"
    r"[，,。\s]*(?:(?:发|跑)(?:到|给)?(?:你|您|恁)们?(?:这|那)?(?:儿|里|边)*(?:来|去)?|不算(?:数)?|别当真|不作数|别管(?:它)?|当没说|作废)?(?:了|啊|哈|吧)*(?:[，,。\s]*(?:不好意思|对不起|对不住|抱歉|打扰)了?)?"
)


#: It may be the talk that is over, and not the matter.
_NO_MORE_TALK = re.compile(
    r"(?:算了(?:吧|了|啦)*)?[，,。\s]*[我俺]?(?:不|先不|懒得)(?:说|讲|提)(?:吧|了|啦)+"
)


#: 「我刚说的不算，栏杆我找人焊」.
_DOES_NOT_COUNT = re.compile(
    r"\W*(?:我|俺)?(?:刚刚?|刚才|方才|上面|前面)(?:我|俺)?[说讲发写](?:的|过的)?(?:那|这)?(?:个|句|条|些)?(?:话)?(?:都|就)?"
    r"(?:不算(?:数)?|作废|别当真|别管|当没说)(?:了|啊|哈|吧)*(?:[，,。\s]+(?P<why>.{2,16}))?"
)


def _sent_by_mistake(talk: Talk, own: Sequence[Issue]) -> Answer | None:
    """「刚才那条是俺孙子瞎发的，不算」, 「算了不说了」: it is final, so it is asked."""
    said = talk.text.strip(" 。！!~～")
    ways = (_SENT_BY_MISTAKE, _NO_MORE_TALK, _DOES_NOT_COUNT)
    if not any(way.fullmatch(said) for way in ways):
        return None
    last = last_spoken_of(talk)
    case = next((issue for issue in own if issue.id == last and issue.state in _UNDER_WAY), None)
    if case is None or case.state in (ANSWERED, TOLD):
        return None
    return _ask(talk, case)


_NOT_NEEDED = re.compile(
    r"^\W*(?:算了|好吧|行吧)?[，, ]*(?:我|俺)?(?:的)?(?:那个|这个|那)?(?P<what>[一-鿿]{1,8}?)"
    r"(?:的)?(?:那|这)?(?:件|个)?(?:事情?)?"
    r"(?:就|先|都|也)?(?:(?:不用|不要|别|甭)(?:再)?(?:问|办|管|跑|催)了|(?P<bare>不(?:说|提|报)了))"
)


def _not_needed(talk: Talk, reading: Reading, own: Sequence[Issue]) -> Answer | None:
    """「那个补贴的事不用问了」: to take it back is final, so it is asked first."""
    found = _NOT_NEEDED.match(talk.text.strip())
    if found is None:
        return None
    what = found["what"]
    pairs = [what[n : n + 2] for n in range(len(what) - 1)]
    named = [
        issue
        for issue in own
        if issue.state in _UNDER_WAY and any(pair in issue.title for pair in pairs)
    ]
    if not named and found["bare"] and things(what):
        # What was said beside it falls away; the case itself stays.
        last = last_spoken_of(talk)
        return supplement(talk, next((one for one in own if one.id == last), own[0]), reading)
    if len(named) != 1:
        return None
    return _ask(talk, named[0])
