"""附议, 满意, 见过, 可以: short words that answer a notice, heard only while something waits for
just that."""

import re
from datetime import timedelta

from sqlalchemy import select

from bot.domain.workflows.suggestion import RUNNING
from bot.store.models import Notice
from bot.texts import say
from handlers.conversation import suggestion_items as items
from handlers.conversation.context import Talk
from handlers.conversation.replies import held, items_of, reply_of
from handlers.conversation.suggestion_words import bare, do, one_of, which

_LAST_PUSH = timedelta(hours=24)
_SIGN = re.compile(
    r"^(?:稿?(?P<n>\d{1,5})号?[，, ]?)?(?:我|俺)?(?:也)?(?P<no>不(?:同意|想|参加)?)?(?:同意)?"
    r"(?:附议|联名)(?:了|吧)?[。！!]?$|^(?P<bare>(?:我|俺)?(?:也)?(?P<not>不)?同意)[。！!]?$"
)
_RATE = re.compile(
    r"^(?:对)?(?P<first>(?:建|〔)?[〔〕\d\-号件]{0,14}?)[，, ]?(?:的答复)?(?:我)?"
    r"(?:还是|仍然?|这次|比较)?"
    r"(?P<grade>基本满意|很满意|非常满意|不太满意|不满意|满意)(?P<last>\d{1,5})?(?:号)?"
    r"(?:[，,。；;：: ！!]+(?P<why>.+))?[。！!]?$",
    re.DOTALL,
)
_MET = re.compile(
    r"^(?:(?P<n>[建〔〕\d\-号]{1,14})[，, ]?)?(?:是的?|对)?[，, ]?"
    r"(?:确实|刚才说错了|记错了)?[，, ]?"
    r"(?P<not>没有?|没)?(?:见过|来过|见了|面商过|谈过)(?:面)?(?:了)?[。！!]?(?:[，, ](?P<why>.+))?$"
)
_NOBODY = re.compile(
    r"^(?:(?P<n>[建〔〕\d\-号]{1,14})[，, ]?)?(?:还是?|一直|到现在)?(?:没有?人|没谁)"
    r"(?:来)?联系(?:过?我?)[。！!]?$"
)
_PLAIN = re.compile(
    r"(?:我)?(?:看过?了?[，, ]?)?(?:可以|没(?:有|啥|什么)?意见|同意|行|好)(?:的|了)?[。！!]?"
)
_OF_DRAFT = re.compile(r"答复稿|这个稿|稿子")
#: What is plainly about a task or about oneself, also just after a draft reply was shown. What a
#: deputy asks or says otherwise then is said of the draft.
_NO_COMMENT = frozenset(
    {
        "take",
        "leave_to_station",
        "not_mine",
        "hand_over",
        "raise",
        "report_duty",
        "request_leave",
        "rate",
    }
)
_ISSUE = re.compile(r"民\s*\d")


def short_word(talk: Talk) -> str | None:
    """The sentence that answers it; None if it is about something else. Raises Refused."""
    said = bare(talk)
    if found := _SIGN.match(said):
        answered = _signed(talk, found)
        if answered is not None:
            return answered
    if found := _RATE.match(said):
        answered = _rated(talk, found)
        if answered is not None:
            return answered
    if found := _MET.match(said):
        answered = _met(talk, found)
        if answered is not None:
            return answered
    if found := _NOBODY.match(said):
        running = items.mine(talk, RUNNING)
        if running:
            return one_of(talk, "nobody_came", running, found["n"] or "", {})
    return _commented(talk)


def _signed(talk: Talk, found: re.Match[str]) -> str | None:
    waiting = items.invitations(talk)
    refuses = bool(found["no"] or found["not"])
    if found["bare"] and items.drafts_shown(talk):
        return None
    if not waiting:
        return None if found["bare"] else say("writing.nothing_to_sign")
    act = "not_co_sign" if refuses else "co_sign"
    return one_of(talk, act, waiting, found["n"] or "", {})


def _rated(talk: Talk, found: re.Match[str]) -> str | None:
    named = found["first"] or found["last"] or ""
    waiting = items.to_rate(talk)
    if not waiting:
        # A later word of the same round still counts, as long as nobody has decided.
        waiting = [one for one in items.mine(talk, ("rated",)) if named]
    if not waiting:
        return None
    grade = found["grade"]
    word = {"很满意": "满意", "非常满意": "满意", "不太满意": "不满意"}.get(grade, grade)
    given = {"rating": word, "reason": (found["why"] or "").strip()}
    return one_of(talk, "rate", waiting, named, given)


def _met(talk: Talk, found: re.Match[str]) -> str | None:
    """A record that nobody has answered; else the last word that the deputy takes back."""
    act = "dispute_meeting" if found["not"] else "confirm_meeting"
    given = {"text": found["why"] or ""}
    waiting = items.with_meetings(talk)
    if waiting:
        return one_of(talk, act, waiting, found["n"] or "", given)
    answered = items.with_answered_meetings(talk)
    return one_of(talk, act, answered, found["n"] or "", given) if answered else None


def _commented(talk: Talk) -> str | None:
    """Whatever is said after a draft reply was shown, while nothing else was pushed since."""
    waiting = items.drafts_shown(talk)
    if not waiting:
        return None
    last = talk.session.scalar(
        select(Notice)
        .where(Notice.contact_id == talk.contact.id, Notice.created_at > talk.now - _LAST_PUSH)
        .order_by(Notice.id.desc())
        .limit(1)
    )
    about_it = last is not None and last.kind == "suggestion.draft_shown"
    if not about_it and not _OF_DRAFT.search(talk.text):
        return None
    if not _PLAIN.fullmatch(talk.text.strip()) and _is_other(talk):
        return None
    if len(waiting) > 1:
        return which(waiting)
    return do(talk, "comment", waiting[0].suggestion, text=talk.text.strip())


def _is_other(talk: Talk) -> bool:
    """Whether it names a citizen's matter, or is plainly no word on a draft."""
    if _ISSUE.search(talk.text):
        return True
    acts = [act for role in held(talk) for act in reply_of(talk, role, items_of(talk, role)).acts]
    return any(act.act in _NO_COMMENT for act in acts)
