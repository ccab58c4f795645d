"""附议, 见过, 可以: short words that answer a notice, heard only while something waits for just
that."""

import re

from bot.actions.casework import label
from bot.actions.rules import rule
from bot.actions.suggestions import meetings, parties, taking_part
from bot.actions.suggestions.kind import desk_name, link_to
from bot.domain.workflows.suggestion import ENDED, FILED, REVIEWING, RUNNING, WRITING
from bot.store.models import Suggestion
from bot.texts import say
from handlers.conversation.context import Talk
from handlers.conversation.replies import held, items_of, reply_of
from handlers.conversation.suggestions import draft_words, items
from handlers.conversation.suggestions.beside import in_words
from handlers.conversation.suggestions.newest import hold, last_told, on_mind
from handlers.conversation.suggestions.of_reply_draft import is_of_draft
from handlers.conversation.suggestions.words import (
    NUMBER,
    bare,
    do,
    numbered,
    one_of,
    which,
    whole_text,
)
from nlp.corruption import is_corruption
from nlp.replies.references import shared_words
from nlp.things import holds_a_matter, things

#: What asks for a signature.
_ASKS_TO_SIGN = ("suggestion.invited", "suggestion.text_changed")
#: Until it is filed a signature may be taken back.
_SIGNED_AND_OPEN = (*WRITING, REVIEWING)
_UNSIGNS = re.compile(
    r"(?:签名|签字|名字|附议|联名).{0,6}(?:撤|去掉|拿掉|划掉|抹掉|不要|取消|收回)|(?:撤|去掉|拿掉|划掉|抹掉|取消|收回)(?:回|了|掉)?我.{0,4}(?:签名|签字|名字|附议|联名)"
)
_SIGN = re.compile(
    r"^(?:稿?(?P<n>\d{1,5})号?[，, ]?)?(?:我|俺)?(?:也)?(?P<no>不(?:同意|想|参加)?)?(?:同意)?"
    r"(?:附议|联名)(?:了|吧)?[。！!]?$|^(?P<bare>(?:我|俺)?(?:也)?(?P<not>不)?同意)[。！!]?$"
)
#: 「愿意，署上我的名字吧」, while an invitation waits.
_SIGNS = re.compile(
    r"^(?:我|俺)?(?:看(?:过|完)?了[，,。 ]*)?(?:还是|照样|仍然?|没变|又)?(?:非常|很|完全|也|当然)?"
    r"(?:好的?|行|可以|愿意|乐意|支持|没问题|没(?:啥|什么)?意见|同意|赞成|算我一个|(?:带|加|算)上我)(?:签(?:字|名)?|附议)?(?:[，,]?(?:算我一个|(?:带|加|算)上我))?"
    r"(?:[，,。！ ]*(?:就|请|把)?(?:给)?(?:我也)?"
    r"(?:我)?(?:来)?(?:署|签|写|加|算)(?:上|个)?(?:一?个|我|俺|名|字|的|名字|在上面)*)?(?:吧|了)*[。！!]?$"
)
#: 「我不参加」, 「这个我就不签了」, 「别算我」, as the answer to an invitation.
_REFUSES = re.compile(
    r"^(?:谢谢|不好意思|抱歉|算了|我|俺|这[个件条回次]?|那|就|还是|先|也|真|[，,。 ])*"
    r"(?:不(?:想|能|便|敢|打算|方便|愿意?)?(?:参加|掺和|掺合|凑(?:这个)?热闹|签(?:字|名|了)?|附(?:议|了)?|联(?:名|署)?|署(?:名)?|跟)"
    r"|不愿意|不同意|不支持|不赞成|别(?:算|带|加|写|签)(?:上)?我|(?:没|没有)(?:这个)?(?:兴趣|意愿))"
    r"(?:了|吧|啊|这个|名|字)*(?:[，,。 ].{0,30})?[。！!]?$"
)
#: 「我要附议建2」, 「我也想联名卫生室那件」.
_WANTS_TO_SIGN = re.compile(
    r"^(?:我|俺)(?:也|又)?(?:想|要)(?:给|在)?(?:附议|联名|签名|署名)[^，,。]{1,14}$"
)
#: 「我又愿意了，加上我」 of who said no before.
_AGAIN = re.compile(r"又|还是|改主意|想通|附议|联名|[署签]|[带加算]上我|算我")
_WITHHOLDS = re.compile(r"不(?!错|少)|没(?!问题|意见|啥|什么)|但|可是|再(?:想|看|说)|等|[?？吗]")
#: 「同意附议，再补一句，学校东边那眼井是学生吃水的」.
_ADDS = re.compile(r"再?(?:补|加)(?:充|上|一)|顺便|还有|另外|最好|应该|希望|建议")
_MET = re.compile(
    r"^(?:(?P<n>[建〔〕\d\-号]{1,14})[，, ]?)?(?:是的?|对)?[，, ]?"
    r"(?:确实|刚才说错了|记错了)?[，, ]?"
    r"(?P<not>没有?|没)?(?:见过|来过|见了|面商过|谈过)(?:面)?(?:了)?[。！!]?(?:[，, ](?P<why>.+))?$"
)
#: 「他们又没来，见面的事是假的」: a denial in whatever words, while a record waits for just that.
_DENIES = re.compile(
    r"没(?:有)?(?:来过?|见[过着到面]?|露(?:过)?面|找过?我|到场|碰过?面|面商)"
    r"|(?:见面|面商|登记).{0,6}(?:是)?(?:假的|编的|没有的事|不属实)|(?:假的|瞎编|造假)"
)
#: The same as the answer to the very card that asks 见过 or 没见过.
_NOT_SO = re.compile(
    r"没(?:有)?(?:这(?:回|么回)?事|来|见|到|找|联系|面|影|人|谁|打|接到|碰|谈)|^(?:没有?|没)(?:的事|啊|呀)?\W*$|未(?:见|来|到)|假的|编的|哪有|哪见|瞎|胡说|不属实|不是(?:这么回事|真的)"
)
_OF_MEETING = re.compile(r"见面|面商|见[过着到]|登记|找过?我|没来")
_LONGEST_DENIAL = 60
#: 「见是见了，可来的不是副局长，是个科员」, 「看是看了，没看完」.
_OTHERWISE = re.compile(
    r"^(?:[建〔〕\d\-号]{1,14}[，, ]?)?(?:我们?|他们|人|是的?|对|嗯)*[，, ]?(?:确实|倒)?(?:是)?"
    r"(?:电话|那天|那次|面)?(?:是)?(?P<verb>见|来|谈|看|碰|到|面商|聊|去|打|通|讲|说|联系)(?:倒是|是|倒)?(?:(?P=verb))?(?:了|过|到|着)*(?:面)?"
    r"(?:了|的|是真)*[，,。 ]+(?=.*(?:但|可是|可来|就是|不过|只|结果|没(?!问题|意见|啥|毛病|错)"
    r"|不(?!错|少|赖)"
    r"|他们说的?是|说的是.*月)).{3,60}$"
)
#: 「来是来过，石局让科长讲的」: who concedes something has more to say.
_CONCEDES = re.compile(
    r"^(?:[建〔〕\d\-号]{1,14}[，, ]?)?(?:电话|人|他们)?"
    r"(?P<verb>见|来|谈|看|碰|到|聊|去|打)(?:倒)?是(?P=verb)[了过]?"
    r"[^，,。]{0,3}[，,。 ]+.{3,60}$"
)
#: 「没错，何局长亲自来的，看得细」, to the card that asks just that.
_CONFIRMS = re.compile(
    r"^(?:是的?|对|没错|嗯+|属实|确实|有这回事|就是)[，,。 ]*"
    r"(?!.*(?:但|可(?!以)|不过|就是(?!的)|只|没(?!错|问题)|不(?!错)|[?？]))"
    r"(?=.*(?:来|见|谈|看|到|打|聊|说)).{2,40}$"
)
_NOBODY = re.compile(
    r"^(?:(?P<n>[建〔〕\d\-号]{1,14})[，, ]?)?(?:都?[^，,。没]{1,5}(?:月|天|周|礼拜)了)?"
    r"(?:还是?|一直|到现在|也|都)*(?:没有?人|没谁)(?:来)?(?:联系|搭理|理|找)(?:过?[我俺]?)(?:过)?"
    rf"(?:[，, ]*(?:是|就是|说的是)?(?P<of>{NUMBER})(?:那件|这件|的)?)?[。！!]?$"
)
_PLAIN = re.compile(
    r"(?:我)?(?:看过?了?[，, ]?)?(?:可以|没(?:有|啥|什么)?意见|同意|行|好)(?:的|了)?[。！!]?"
)
#: 「参加」, 「去不了，家里有事」 after an invitation to a meeting.
_SURE = r"(?:我)?(?:好的?|行|收到)?[，, ]?(?:我)?(?:一定|准时|按时|到时候?|会|能)*"
_COMES = re.compile(
    rf"^{_SURE}(?P<meant>参加|到会|列席|去开会)(?:会)?(?:了|的|吧)?[。！!]?$"
    rf"|^{_SURE}(?:去|来|到)(?:的|吧)?[。！!]?$"
)
_MISSES = re.compile(
    r"^(?:我)?(?:这?[次回]|那天)?"
    r"(?:(?P<meant>参加不了|不(?:能)?参加|不能到会|去不了会|开不了会)"
    r"|去不了|来不了|去不成|有事去不了|没空去)(?:了)?(?:[，,。 ]+(?P<why>.+))?[。！!]?$"
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
    if _UNSIGNS.search(said) and (mine := items.signed(talk, _SIGNED_AND_OPEN)):
        return one_of(talk, "not_co_sign", mine, "", {})
    if _UNSIGNS.search(said) and (late := items.signed(talk, (FILED, *RUNNING, *ENDED))):
        return _unsigned_late(talk, late[0])
    if found := _SIGN.match(said):
        answered = _signed(talk, found)
        if answered is not None:
            return answered
    if _WANTS_TO_SIGN.match(said) and not items.invitations(talk):
        again = items.refused(talk, _SIGNED_AND_OPEN)
        return one_of(talk, "co_sign", again, "", {}) if again else say("writing.sign_how")
    if _REFUSES.match(said) and _last_kind(talk) in _ASKS_TO_SIGN and items.invitations(talk):
        return one_of(talk, "not_co_sign", items.invitations(talk), "", {})
    if _REFUSES.match(said) and re.search(r"[签附联署]", said):
        mine = items.signed(talk, _SIGNED_AND_OPEN)
        if mine:
            return one_of(talk, "not_co_sign", mine, "", {})
    clauses = re.split(r"[，,。；;！!]", said)
    signs = bool(_SIGNS.match(said)) or any(_SIGNS.match(part) for part in clauses)
    if not signs and _last_kind(talk) in _ASKS_TO_SIGN:
        signs = draft_words.signs(said)
    if (
        signs
        and not _WITHHOLDS.search(said)
        and (answered := _signs_freely(talk, said)) is not None
    ):
        return answered
    answered = _about_meeting(talk, said)
    if answered is not None:
        return answered
    answered = _met_otherwise(talk, said)
    if answered is not None:
        return answered
    if found := _MET.match(said):
        answered = _met(talk, found)
        if answered is not None:
            return answered
    confirms = _CONFIRMS.match(said) and not _ISSUE.search(said)
    waiting = items.with_meetings(talk)
    if confirms and waiting and _last_kind(talk) == "suggestion.meeting_recorded":
        return one_of(talk, "confirm_meeting", waiting, "", {"text": ""})
    answered = _denied(talk, said)
    if answered is not None:
        return answered
    if found := _NOBODY.match(said):
        running = items.mine(talk, RUNNING)
        named = found["n"] or found["of"] or ""
        if running:
            return _met_before(talk, running, named) or one_of(
                talk, "nobody_came", running, named, {}
            )
    return _commented(talk)


def _unsigned_late(talk: Talk, about: Suggestion) -> str:
    phone = str(rule(talk.session, "county.phone", talk.now))
    desk = desk_name(talk.session, about, talk.now)
    return say("writing.unsign_too_late", case=label(about), desk=desk, phone=phone)


def _signed(talk: Talk, found: re.Match[str]) -> str | None:
    waiting = items.invitations(talk)
    refuses = bool(found["no"] or found["not"])
    if found["bare"] and items.drafts_shown(talk):
        return None
    if not waiting and refuses and (mine := items.signed(talk, _SIGNED_AND_OPEN)):
        return one_of(talk, "not_co_sign", mine, found["n"] or "", {})
    if not waiting:
        # 「我也同意」 says with whom; 「同意」 alone may be about anything.
        alone = found["bare"] and "也" not in found["bare"]
        again = [] if alone or refuses else items.refused(talk, _SIGNED_AND_OPEN)
        if again:
            return one_of(talk, "co_sign", again, found["n"] or "", {})
        return None if alone else say("writing.nothing_to_sign")
    act = "not_co_sign" if refuses else "co_sign"
    return one_of(talk, act, waiting, found["n"] or "", {})


def _signs_freely(talk: Talk, said: str) -> str | None:
    """Only as the answer to an invitation that was the last thing they were told, or with a word
    of signing in it."""
    waiting = items.invitations(talk)
    if not waiting and (again := items.refused(talk, _SIGNED_AND_OPEN)) and _AGAIN.search(said):
        return one_of(talk, "co_sign", again, "", {})
    if not waiting or not (re.search(r"[署签]", said) or _last_kind(talk) in _ASKS_TO_SIGN):
        return None
    signed = one_of(talk, "co_sign", waiting, "", {})
    if signed and _ADDS.search(said):
        return signed + say("writing.co_signed_beside", who=waiting[0].lead.name)
    return signed


def _met(talk: Talk, found: re.Match[str]) -> str | None:
    """A record that nobody has answered; else the last word that the deputy takes back."""
    act = "dispute_meeting" if found["not"] else "confirm_meeting"
    given = {"text": found["why"] or ""}
    waiting = items.with_meetings(talk)
    if waiting:
        met = one_of(talk, act, waiting, found["n"] or "", given)
        return _met_and_read(talk, waiting, given["text"], met) if met and not found["not"] else met
    answered = items.with_answered_meetings(talk)
    return one_of(talk, act, answered, found["n"] or "", given) if answered else None


def _met_and_read(talk: Talk, waiting: list[Suggestion], why: str, met: str) -> str:
    """「见过了，稿子可以」: what is said behind it of the draft reply goes there as well."""
    shown = [row for row in items.drafts_shown(talk) if row.suggestion in waiting]
    if len(waiting) != 1 or not shown or not _OF_DRAFT.search(why):
        return met
    said = do(talk, "comment", shown[0].suggestion, text=why)
    return f"{met}\n{said}"


def _met_otherwise(talk: Talk, said: str) -> str | None:
    """That they met, and that it was not as written down: neither 见过 nor 没见过."""
    otherwise = _OTHERWISE.match(said) or _CONCEDES.match(said)
    if len(said) > _LONGEST_DENIAL or _ISSUE.search(said) or not otherwise:
        return None
    waiting = items.with_meetings(talk) or items.with_answered_meetings(talk)
    number = re.match(r"[建〔〕\d\-号]{1,14}(?=[，, ])", said)
    named = number[0] if number else ""
    return one_of(talk, "contest_meeting", waiting, named, {"text": said}) if waiting else None


def _denied(talk: Talk, said: str) -> str | None:
    """That there was no such meeting, said freely; only as the answer to a record that waits, or
    to one that was answered otherwise."""
    if len(said) > _LONGEST_DENIAL or _ISSUE.search(said):
        return None
    asked = _last_kind(talk) == "suggestion.meeting_recorded"
    if not (asked and _NOT_SO.search(said)) and not (
        _DENIES.search(said) and _OF_MEETING.search(said)
    ):
        return None
    waiting = items.with_meetings(talk)
    return one_of(talk, "dispute_meeting", waiting, "", {"text": said}) if waiting else None


def _met_before(talk: Talk, running: list[Suggestion], named: str) -> str | None:
    """「没人联系」 after 「见过了」, of every lead bureau of the one that is meant: one of both is
    a slip, and is asked about before anybody is told."""
    meant = numbered(running, named) if named else running
    if len(meant) != 1:
        return None
    since = talk.now - meetings.TAKEN_BACK
    rows = meetings.answered_since(talk.session, meant, since)
    met = {row.assignment_id for row in rows if row.state == "confirmed"}
    leads = parties.leads(talk.session, meant[0])
    if not leads or any(row.id not in met for row in leads):
        return None
    names = "、".join(row.bureau.name for row in leads)
    return say("writing.met_before", case=label(meant[0]), bureaus=names)


def _about_meeting(talk: Talk, said: str) -> str | None:
    """Whether they come to a meeting to which they were asked; short words only as the answer to
    just that."""
    comes = _COMES.match(said)
    found = comes or _MISSES.match(said)
    if found is None:
        return None
    asked = taking_part.waiting(talk.session, talk.contact.id, talk.now)
    if not asked or not (found["meant"] or _last_kind(talk) == "suggestion.meeting_invited"):
        return None
    about = [talk.session.get_one(Suggestion, row.case_id) for row in asked]
    if len({one.id for one in about}) > 1:
        return which(list(dict.fromkeys(about)))
    if comes:
        return do(talk, "comes_to_meeting", about[0])
    return do(talk, "misses_meeting", about[0], text=found["why"] or "")


def _last_kind(talk: Talk) -> str:
    """What was pushed last, in the last day."""
    told = last_told(talk)
    return told.kind if told is not None else ""


def _commented(talk: Talk) -> str | None:
    """Whatever is said after a draft reply was shown, while nothing else was pushed since."""
    waiting = items.drafts_shown(talk)
    if not waiting and not _PLAIN.fullmatch(bare(talk)):
        # 「还有钱从哪来也写上」, while they speak of nothing else.
        mind = on_mind(talk)
        waiting = [
            row for row in items.drafts_shown(talk, commented=True) if row.suggestion is mind
        ]
    if not waiting:
        return None
    about_it = _last_kind(talk) == "suggestion.draft_shown"
    if not about_it and not _OF_DRAFT.search(talk.text):
        return None
    if is_corruption(talk.text):
        return None
    if not _PLAIN.fullmatch(talk.text.strip()) and (
        _is_other(talk) or all(_of_another(talk, row.suggestion) for row in waiting)
    ):
        return None
    if len(waiting) > 1:
        return which(waiting)
    if _reads_later(bare(talk)):
        about = waiting[0].suggestion
        link = link_to(talk.session, about)
        return say("handling.draft_later", case=label(about), link=link)
    if not is_of_draft(talk, waiting[0], bare(talk)):
        return hold(talk, waiting[0].suggestion).text
    return do(talk, "comment", waiting[0].suggestion, text=talk.text.strip())


#: 「我没空看，回头再说」: no word on it yet.
_LATER = re.compile(
    r"(?:我|俺|今天|今晚|这会儿?|现在|这两天|太|正|在|还)*"
    r"(?:没(?:有)?(?:空|时间|工夫|顾上|来得及)?|顾不上|来不及|忙)[^，,。]{0,2}(?:看|瞧|瞅|读|着|呢)?(?:完|呢|着|了)?"
    r"|(?:我|俺)?(?:先|等|等我|回头|晚上|晚点|晚些|明[天早儿]|改天|过[两几]天|有空|抽空|得空|忙完|到家|下班)+"
    r"(?:我|俺)?(?:再|就)?(?:给你们?)?(?:细|好好|仔细)?(?:看看?|说|回|琢磨|想想|讲)?(?:一下|一眼|吧|了|哈)*"
)


def _reads_later(said: str) -> bool:
    clauses = [each for each in re.split(r"[，,。；;！!\s]+", said) if each]
    return bool(clauses) and all(_LATER.fullmatch(each) for each in clauses)


def _of_another(talk: Talk, about: Suggestion) -> bool:
    """Whether it speaks of another suggestion of theirs, or tells of another thing that is
    wrong."""
    said = bare(talk)
    named = things(said).named
    own = things(whole_text(talk, about)).named
    if named and holds_a_matter(said) and not named & own:
        return True
    others = [one for one in items.mine(talk, RUNNING) if one is not about]
    of_another = _THAT_ONE.search(said) or any(shared_words(said, one.title) for one in others)
    return bool(of_another) and not shared_words(said, about.title)


#: 「上学路那件啥情况」.
_THAT_ONE = re.compile(r"^[^，,这]{2,8}那[件个条]")


def _is_other(talk: Talk) -> bool:
    """Whether it names a citizen's matter, or is plainly no word on a draft."""
    if _ISSUE.search(talk.text):
        return True
    acts = {
        act.act for role in held(talk) for act in reply_of(talk, role, items_of(talk, role)).acts
    }
    # 「不行，三公里不够」 only sounds as if it was left to the station.
    said = bare(talk)
    if not _TO_STATION.search(said):
        acts.discard("leave_to_station")
    return bool(in_words(acts & _NO_COMMENT, said))


_TO_STATION = re.compile(r"站|联络员|你们|没空|忙|放着|去不了|^2$")
