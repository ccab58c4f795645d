"""Deputies and their suggestions by chat: three spoken questions, signing together, and the short
words that answer a notice. What is none of these goes on to the other listeners."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.actions import exchanges, messages
from bot.actions.casework import label
from bot.actions.suggestions import receipts
from bot.actions.suggestions.kind import newest
from bot.domain.suggestions import QUESTIONS
from bot.domain.workflow import Refused
from bot.domain.workflows.suggestion import RUNNING, WRITING
from bot.store.models import Assignment, Exchange, Notice, Suggestion
from bot.texts import say
from handlers.conversation import suggestion_items as items
from handlers.conversation.context import Answer, Talk
from handlers.conversation.replies import held, items_of, reply_of
from handlers.deeds import ACTS, Doing
from handlers.deeds.suggestions_deputies import ASKED

#: A shorter text may be an act on something else that is pending; a longer one is an answer.
_SHORT = 12
_LAST_PUSH = timedelta(hours=24)

_ISSUE = re.compile(r"民\s*(\d{1,7})(?!\d)")
_NUMBER = re.compile(
    r"(?:建?〔?\d{1,2}[-－—]\d{1,2}〕?)?(?:建|稿)?第?(?P<n>\d{1,5})(?:号|件)?", re.ASCII
)
_START = re.compile(
    r"^(?:我|俺|咱)?(?:也)?(?:要|想|来|准备|打算)?(?:再)?(?:提|写)(?:个|一个|一条|一件|条|件|份|一份)?"
    r"(?:新的?)?(?:代表)?建议(?:[，,：:。！! ]+(?P<rest>.+))?[。！!]?$",
    re.DOTALL,
)
_RAISE = re.compile(r"(?:转|写|合)(?:成|为|作|到一起转)?(?:一[件条个份])?(?:代表)?建议")
_ASIDE = re.compile(
    r"^(?:先|暂时)?(?:放着|放一放|放一边|不写了|回头再[写说]|改天再[写说]|以后再[写说]|停一下)(?:吧|了)?$"
)
_GO_ON = re.compile(r"^(?:接着|继续|往下)写?(?:稿)?(?P<n>\d{1,5})?(?:吧)?$|^接着写.{0,3}建议$")
_SUBMIT = re.compile(
    r"^(?:稿?(?P<n>\d{1,5})号?[，, ]?)?(?:没错[，, ]?|可以[，, ]?|行[，, ]?)?"
    r"(?:交上去|提交|交了|报上去|交)(?:吧|了)?[。！!]?$"
)
_SHOW = re.compile(r"^(?:看看?|念一?念?)(?:我的)?稿子?(?P<n>\d{1,5})?$|^稿(?P<m>\d{1,5})$")
_INVITE = re.compile(
    r"^(?:稿?(?P<n>\d{1,5})号?[，, ]?)?(?:请|让|邀请?|找|叫)(?P<names>.{2,60}?)"
    r"(?:几位|两位|三位)?(?:代表)?(?:一起|也|来)*(?:附议|联名)(?:一下)?[。！!]?$"
)
_SIGN = re.compile(
    r"^(?:稿?(?P<n>\d{1,5})号?[，, ]?)?(?:我|俺)?(?:也)?(?P<no>不(?:同意|想|参加)?)?(?:同意)?"
    r"(?:附议|联名)(?:了|吧)?[。！!]?$|^(?P<bare>(?:我|俺)?(?:也)?(?P<not>不)?同意)[。！!]?$"
)
_PART = re.compile(
    r"^改?(?P<part>情况|分析|建议|题目)(?:改成|改为|是|[：:，, ])+(?P<text>.+)$", re.DOTALL
)
#: 「建议镇里统一管护」 just after the draft was read out: said anew, without a colon.
_ANEW = re.compile(r"^(?:我的?)?(?P<part>建议|题目)(?P<text>\S.{5,})$", re.DOTALL)
_JUST_WRITTEN = timedelta(minutes=30)
_WITHDRAW = re.compile(
    r"^(?:撤回|撤了|不提了)[，, ]?(?P<what>(?:建|稿|〔)[〔〕\d\-号]{1,14}|\d{1,5})$"
)
_RATE = re.compile(
    r"^(?:对)?(?P<first>(?:建|〔)?[〔〕\d\-号件]{0,14}?)[，, ]?(?:的答复)?(?:我)?"
    r"(?P<grade>基本满意|很满意|非常满意|不太满意|不满意|满意)(?P<last>\d{1,5})?(?:号)?"
    r"(?:[，,。；;：: ！!]+(?P<why>.+))?[。！!]?$",
    re.DOTALL,
)
_MET = re.compile(
    r"^(?:(?P<n>[建〔〕\d\-号]{1,14})[，, ]?)?(?:是的?|对)?[，, ]?(?:确实)?"
    r"(?P<not>没有?|没)?(?:见过|来过|见了|面商过|谈过)(?:面)?(?:了)?[。！!]?(?:[，, ](?P<why>.+))?$"
)
_NOBODY = re.compile(
    r"^(?:(?P<n>[建〔〕\d\-号]{1,14})[，, ]?)?(?:还是?|一直|到现在)?(?:没有?人|没谁)"
    r"(?:来)?联系(?:过?我?)[。！!]?$"
)
_OF_BUREAU = re.compile(
    r"^(?:建?〔\d{1,2}[-－]\d{1,2}〕)?建?(?P<n>\d{1,5})号?[，, ]?"
    r"(?:(?:报|写|交|要)答复|(?P<kept>(?:已经?)?落实)(?:了)?[，,：: ]*(?P<text>.+)?)[。！!]?$",
    re.DOTALL,
)
_NAMES = re.compile(r"[、，,和跟与及 ]+")

_PARTS = {name: part for part, (name, _) in QUESTIONS.items()} | {"题目": "title"}


def writing(talk: Talk) -> Answer | None:
    """A deputy's or a bureau's words about suggestions; None if they are about something else."""
    if talk.roles.liaisons:
        answer = _of_bureau(talk)
        if answer is not None:
            return answer
    if not talk.roles.deputies:
        return None
    try:
        with talk.session.begin_nested():
            said = _command(talk) or _short_word(talk) or _answer(talk)
    except Refused as refused:
        said = say(refused.key, **refused.fields)
    return Answer(said, "deputy") if said else None


def plain_word(talk: Talk) -> Answer | None:
    """接着写, 先放着, 交上去 and no more: one meaning, heard before anything is read."""
    said = talk.text.strip().strip('“”"「」 ')
    plain = any(pattern.match(said) for pattern in (_ASIDE, _GO_ON, _SUBMIT, _SHOW))
    return writing(talk) if plain and talk.roles.deputies else None


def _of_bureau(talk: Talk) -> Answer | None:
    """「37报答复」 leads to the page; 「37落实 …」 says that a promise is kept."""
    found = _OF_BUREAU.match(talk.text.strip())
    if found is None:
        return None
    bureaus = [liaison.bureau_id for liaison in talk.roles.liaisons]
    rows = receipts.find(talk.session, bureaus, int(found["n"]))
    if not rows:
        return None
    kept = found["kept"] is not None
    act = "promise_kept" if kept else "report_done"
    try:
        with talk.session.begin_nested():
            said = _do(talk, act, rows[0], role="bureau", text=(found["text"] or "").strip())
    except Refused as refused:
        said = say(refused.key, **refused.fields)
    return Answer(said, "bureau")


def _do(
    talk: Talk,
    act: str,
    case: Suggestion | Assignment | None,
    role: str = "deputy",
    **fields: Any,
) -> str:
    return ACTS[role][act](
        Doing(
            session=talk.session,
            now=talk.now,
            contact=talk.contact,
            roles=talk.roles,
            reader=talk.reader,
            case=case,
            fields=fields,
            said=talk.text,
        )
    )


# ------------------------------------------------------------------ words of command


def _command(talk: Talk) -> str | None:
    said = talk.text.strip().strip('“”"「」 ')
    if found := _START.match(said):
        return _started(talk, found)
    numbers = _ISSUE.findall(said)
    if numbers and _RAISE.search(said) and not re.search(r"不(?:要|想|用)?转|怎么转", said):
        return _do(talk, "start_suggestion", None, issues=list(dict.fromkeys(numbers)))
    if _ASIDE.match(said) and _asked(talk):
        return _do(talk, "put_aside", _draft(talk, None))
    for pattern, act in ((_GO_ON, "go_on"), (_SUBMIT, "submit"), (_SHOW, "go_on")):
        if found := pattern.match(said):
            return _on_draft(talk, act, found, said)
    if found := _INVITE.match(said):
        return _invited(talk, found)
    if found := _PART.match(said) or _ANEW.match(said):
        draft = _draft(talk, None)
        if draft is None or not (_PART.match(said) or _just_written(talk, draft)):
            return None
        part = _PARTS[found["part"]]
        return _do(talk, "answer_part", draft, part=part, text=found["text"].strip())
    if found := _WITHDRAW.match(said):
        own = items.mine(talk, (*WRITING, "reviewing", "filed", "assigned"))
        meant = _numbered(own, found["what"])
        return _do(talk, "withdraw", meant[0]) if len(meant) == 1 else None
    return None


def _just_written(talk: Talk, draft: Suggestion) -> bool:
    """Whether the draft is on the deputy's mind, with none of its questions open."""
    text = newest(talk.session, draft)
    return not _asked(talk) and text is not None and talk.now - text.at < _JUST_WRITTEN


def _started(talk: Talk, found: re.Match[str]) -> str:
    said = _do(talk, "start_suggestion", None)
    rest = (found["rest"] or "").strip()
    draft = _draft(talk, None)
    if not rest or draft is None:
        return said
    # 「我要提个建议，东坪村的水管…」: the first answer came along.
    return _do(talk, "answer_part", draft, part="situation", text=rest)


def _on_draft(talk: Talk, act: str, found: re.Match[str], said: str) -> str | None:
    groups = found.groupdict()
    number = groups.get("n") or groups.get("m")
    draft = _draft(talk, int(number) if number else None)
    if draft is None:
        # 「交」 alone may be meant for something else; the plain words are about a draft.
        return say("writing.nothing_open") if said in ("接着写", "交上去") else None
    return _do(talk, act, draft)


def _invited(talk: Talk, found: re.Match[str]) -> str | None:
    number = int(found["n"]) if found["n"] else None
    own = items.mine(talk, (*WRITING, "reviewing"))
    meant = [one for one in own if number in (None, one.draft_number)]
    if not meant:
        return None
    names = [re.sub("代表$", "", name) for name in _NAMES.split(found["names"]) if name]
    return _do(talk, "invite", meant[0], names=names)


def _draft(talk: Talk, number: int | None) -> Suggestion | None:
    """The draft that is meant: by its number, the one being asked about, else the newest."""
    own = items.own_drafts(talk)
    if number is not None:
        return next((one for one in own if one.draft_number == number), None)
    asked = _asked(talk)
    if asked is not None:
        for one in own:
            if one.id == asked.case_id:
                return one
    return own[0] if own else None


# ------------------------------------------------------------------ answers to a notice


def _short_word(talk: Talk) -> str | None:
    """附议, 满意, 见过, 可以: only while something waits for just that."""
    said = talk.text.strip().strip('“”"「」 ')
    if found := _SIGN.match(said):
        answered = _signed(talk, found)
        if answered is not None:
            return answered
    if found := _RATE.match(said):
        answered = _rated(talk, found)
        if answered is not None:
            return answered
    if found := _MET.match(said):
        waiting = items.with_meetings(talk)
        act = "dispute_meeting" if found["not"] else "confirm_meeting"
        if waiting:
            return _one_of(talk, act, waiting, found["n"] or "", {"text": found["why"] or ""})
    if found := _NOBODY.match(said):
        running = items.mine(talk, RUNNING)
        if running:
            return _one_of(talk, "nobody_came", running, found["n"] or "", {})
    return _commented(talk)


def _signed(talk: Talk, found: re.Match[str]) -> str | None:
    waiting = items.invitations(talk)
    refuses = bool(found["no"] or found["not"])
    if found["bare"] and items.drafts_shown(talk):
        return None
    if not waiting:
        return None if found["bare"] else say("writing.nothing_to_sign")
    act = "not_co_sign" if refuses else "co_sign"
    return _one_of(talk, act, waiting, found["n"] or "", {})


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
    return _one_of(talk, "rate", waiting, named, given)


def _one_of(
    talk: Talk,
    act: str,
    waiting: Sequence[Suggestion],
    named: str,
    fields: Mapping[str, str],
) -> str | None:
    """Do it about the one that is named, or the only one; else ask which."""
    meant = _numbered(waiting, named) if named else list(dict.fromkeys(waiting))
    if not meant:
        return None
    if len(meant) > 1:
        return say("writing.which", list="、".join(label(one) for one in meant[:6]))
    return _do(talk, act, meant[0], **fields)


def _numbered(rows: Sequence[Suggestion], named: str) -> list[Suggestion]:
    """Those whose number is named: 37, 建〔16-6〕37号, 稿12."""
    found = _NUMBER.fullmatch(named.strip())
    if found is None:
        return []
    number = int(found["n"])
    if "稿" in named:
        return [one for one in rows if one.draft_number == number]
    formal = [one for one in rows if one.serial == number]
    return formal or [one for one in rows if one.number is None and one.draft_number == number]


def _commented(talk: Talk) -> str | None:
    """Whatever is said after a draft reply was shown, while nothing else was pushed since."""
    waiting = items.drafts_shown(talk)
    if not waiting:
        return None
    plain = re.fullmatch(
        r"(?:我)?(?:看过?了?[，, ]?)?(?:可以|没(?:有|啥|什么)?意见|同意|行|好)(?:的|了)?[。！!]?",
        talk.text.strip(),
    )
    last = talk.session.scalar(
        select(Notice)
        .where(Notice.contact_id == talk.contact.id, Notice.created_at > talk.now - _LAST_PUSH)
        .order_by(Notice.id.desc())
        .limit(1)
    )
    about_it = last is not None and last.kind == "suggestion.draft_shown"
    if not about_it and not re.search(r"答复稿|这个稿|稿子", talk.text):
        return None
    if not plain and _is_other_act(talk):
        return None
    if len(waiting) > 1:
        return say("writing.which", list="、".join(label(row) for row in waiting[:6]))
    return _do(talk, "comment", waiting[0].suggestion, text=talk.text.strip())


# ------------------------------------------------------------------ answers to our questions


def _asked(talk: Talk) -> Exchange | None:
    rows = exchanges.open_with(talk.session, talk.contact.id, talk.now, ASKED)
    return rows[-1] if rows else None


def _answer(talk: Talk) -> str | None:
    """What a deputy says while we wait for a part is that part, unless it is plainly an act on
    something else. Nothing of it is lost: it can be changed before it is submitted."""
    asked = _asked(talk)
    if asked is None:
        return None
    draft = talk.session.get(Suggestion, asked.case_id)
    if draft is None or draft.state not in WRITING:
        exchanges.finish(asked, talk.now)
        return None
    if _is_other_act(talk):
        return None
    return _do(talk, "answer_part", draft, part=asked.waiting["part"], text=talk.text.strip())


def _is_other_act(talk: Talk) -> bool:
    said = talk.text.strip()
    if len(said) > _SHORT and not _ISSUE.search(said):
        return False
    if exchanges.open_with(talk.session, talk.contact.id, talk.now, "which"):
        return True
    return any(reply_of(talk, role, items_of(talk, role)).acts for role in held(talk))


# ------------------------------------------------------------------ voice


def voiced(talk: Talk, platform_id: str, file_format: str) -> Answer | None:
    """A voice while a deputy is asked for a part: somebody of the office types it in, the question
    stays open. None: it is about something else."""
    asked = _asked(talk)
    draft = talk.session.get(Suggestion, asked.case_id) if asked is not None else None
    if asked is None or draft is None or draft.state not in WRITING:
        return None
    row = messages.expect_media(
        talk.session,
        talk.message,
        kind="voice",
        platform_id=platform_id,
        now=talk.now,
        file_format=file_format,
    )
    part = asked.waiting["part"]
    exchanges.ask(
        talk.session,
        talk.contact.id,
        "draft_voice",
        now=talk.now,
        case=("media", row.id),
        suggestion=draft.id,
        part=part,
    )
    return Answer(_do(talk, "speak", draft, part=part), "deputy")
