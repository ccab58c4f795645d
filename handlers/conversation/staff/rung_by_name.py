"""「赵秀兰没接」, 「电话告诉赵秀兰了，她说中」, 「赵秀兰那边托儿子转告了」: what came of a call, by
the name of who was rung: on the telephone list, else on their case at this desk."""

import re

from sqlalchemy import select

from bot.actions import issues, telephone
from bot.actions import words as wording
from bot.actions.actors import actor_in
from bot.actions.casework import label
from bot.actions.truths import tell_when_true
from bot.domain.workflows.issue import OPEN
from bot.store.models import Issue, Notice
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.staff import at_desk
from handlers.deeds.doing import DESK

_PASSED_ON = re.compile(
    r"(?:托|让|叫|请)[^，,。]{0,8}(?:转告|带话|捎话|捎个信|说一声|告诉)|转告(?:了|给)"
)
_IN_VAIN = re.compile(
    r"没(?:人)?接|无人接听?|打不通|没打通|没通|关机|空号|停机|联系不上|拒接|不在家|没找到人"
)
_TOLD = re.compile(
    r"(?:告诉|通知|说|讲|告知|沟通)(?:了|过|给|好|清)|打通|通了|电话(?:里|上)?(?:都|已经?)?(?:说|讲|告|打)"
    r"|(?:她|他)?(?:说|讲)(?:中|行|好|知道|可以|谢谢)"
)
_NOT_GOOD = re.compile(
    r"没(?:有)?[修弄办解换清]?决?[好完通亮]|还(?:是|在)?[不没闪漏堵黑臭响]|不满意"
)
_LONGEST = 40


def rung(talk: Talk) -> Answer | None:
    """None: nobody at this desk is named, or it is not said how the call went."""
    if not talk.roles.officer_roles or len(talk.text) > _LONGEST:
        return None
    how = _how(talk.text)
    named = [issue for issue in _at_desk(talk) if (issue.reporter.name or "") in talk.text]
    named = [issue for issue in named if len(issue.reporter.name or "") > 1]
    whom = {issue.reporter_id for issue in named}
    if not how or len(whom) != 1 or (how == telephone.TOLD and _NOT_GOOD.search(talk.text)):
        # 「王大爷电话里说还没修好」 is what he says of the result.
        return None
    contact = named[0].reporter
    waiting = talk.session.scalars(
        select(Notice)
        .where(Notice.state == "telephone", Notice.contact_id == contact.id)
        .order_by(Notice.id)
    ).first()
    if waiting is not None:
        telephone.record_call(
            talk.session,
            waiting.id,
            how,
            by=talk.contact.id,
            now=talk.now,
            on_told=tell_when_true,
        )
        return Answer(say("desk.told", how=how, case=contact.name or ""), "station", named[0].id)
    return _noted(talk, named[0], how)


def _noted(talk: Talk, issue: Issue, how: str) -> Answer:
    """Nothing was to be told: the call is a record on the case, and if they spoke, the clock that
    waits for a person stops."""
    actor = actor_in(talk.session, issue, talk.contact, talk.roles, talk.now, *DESK)
    words = wording.keep(talk.session, talk.text, said_by=talk.contact.id, now=talk.now)
    if how != telephone.NO_ANSWER and issue.spoken_at is None and issue.state in OPEN:
        issues.spoken_by_phone(talk.session, issue, actor, now=talk.now)
    issues.note(talk.session, issue, actor, words, now=talk.now)
    return Answer(say("desk.rung", how=how, case=label(issue)), "station", issue.id)


def names(talk: Talk) -> set[str]:
    """Names of who reported what waits at this desk."""
    return {name for issue in _at_desk(talk) if (name := issue.reporter.name) and len(name) > 1}


def _at_desk(talk: Talk) -> list[Issue]:
    cases = [item.case for item in at_desk.for_desk(talk)]
    return [case for case in cases if isinstance(case, Issue) and case.urgency != "危急"]


def _how(text: str) -> str:
    if _IN_VAIN.search(text):
        return telephone.NO_ANSWER
    if _PASSED_ON.search(text):
        return telephone.PASSED_ON
    return telephone.TOLD if _TOLD.search(text) else ""
