"""What a deputy says of a suggestion that is handed in and on its way: other words for it,
pictures, who else shall sign, that it shall wait or come back, how its review goes. It is never a
matter of citizens. The text is still theirs: what they change stands as a version, and whoever has
it in review hears of it. Nothing is taken back without its number."""

import re
from collections.abc import Sequence

from bot.actions.casework import label
from bot.actions.suggestions import parties
from bot.actions.suggestions.kind import link_to, name_of
from bot.domain.workflows.suggestion import ASSIGNED, FILED, HANDLING, REVIEWING, SENT_BACK, WRITING
from bot.store.models import Suggestion
from bot.texts import say
from handlers.conversation.context import Talk
from handlers.conversation.replies import items_of
from handlers.conversation.suggestions import items
from handlers.conversation.suggestions.changes import added_to, said_anew
from handlers.conversation.suggestions.draft_words import read
from handlers.conversation.suggestions.how_it_stands import say_meant
from handlers.conversation.suggestions.mended import in_other_words
from handlers.conversation.suggestions.newest import hold, on_mind
from handlers.conversation.suggestions.on_table import deputies_named
from handlers.conversation.suggestions.words import bare, do, numbered, titled, which

_ISSUE = re.compile(r"民\s*\d")
#: 「我那个建议想再改改」, 「交上去的稿子能不能再补一段」.
_CHANGES = re.compile(
    r"^(?=.*(?:建议|稿子?))(?=.*(?:[我俺咱]|那[个件条份]|交上去|刚[才交]|上[次回])).{0,16}"
    r"(?:改|补|修改|先别[往报送]|重写|重新写|换(?!届)|加(?!急|班|油)|写错|漏了|撤|收回|拿回)"
)
#: 「题目写错了，想换一个」, 「情况那段能改不」: which part, and not yet how.
_PART_CHANGES = re.compile(
    r"^(?:我|俺|那个?|交上去的|[，,])*(?:建议|稿子?)?的?(?P<part>题目|标题|名字|情况|分析|建议(?=那|里|写|也|能))"
    r"(?:那|这)?(?:一?[段句个]|部分|里头?)?.{0,8}"
    r"(?:错|不对|不准|不好|改|换|补|重写|漏|不合适|不满意).{0,10}$"
)
_FILES = re.compile(
    r"^(?=.*(?:照片|图片|相片|材料|附件|文件|视频))(?=.*(?:[补加添附传放塞带]|发上)).{2,30}$"
)
#: 「能不能先别往上报」, 「先撤回来我再改改」: for whoever has it to decide.
_HOLDS_UP = re.compile(
    r"先(?:别|不要?|甭|莫|缓)(?:急着|再|着急)?(?:往上|往县里)?(?:[报送审批递转交]|上会|立案|研究)"
    r"|(?:撤|退|拿|收)(?:回|下)?(?:来|给我).{0,8}(?:改|看|写|补|想)|退(?:给|回)(?:我|给我|来)"
    r"|(?:缓|等|停|放)(?:一[缓等下放停]|几天|两天|等).{0,4}再(?:[审报送批]|往上)"
)
#: 「别报了，村里说能修」: that it is over.
_OVER = re.compile(r"^(?:那|算了|就)?[，,]?(?:别|不用?|甭)(?:再|往上)?(?:报|提|交|审|送)了")
#: 「审到哪了」, 「主席团那边过了没」.
_ASKS = re.compile(
    r"^(?=.{2,16}$)(?=.*(?:审(?!计|判|讯|批)|主席团|代工委|批了没|过了没))"
    r".*(?:哪|谁|[?？]|没(?:有)?\W*$|吗|咋|怎[么样]|多久|几天|啥时|什么时)"
    # 「我提的那个啥时候能有信儿」.
    r"|^(?:我|俺|咱)们?(?:提|写|交)的.{0,6}(?:啥时|什么时|几时|多久|哪天).{0,8}(?:信|消息|结果|答复|下来|批)"
)
_ABOUT = re.compile(r"(?P<words>[^，,。]{2,14}?)的?那?[个件条份]?(?:建议|稿子?)")
_NUMBER = re.compile(r"^(?:把)?稿\s*\d{1,5}(?:号)?[，,的]?")
_SIGNS = re.compile(r"签|附议|联名|署|挂")
#: Said of the text itself, whatever they were told of last.
_OF_THE_TEXT = re.compile(r"题目|标题|情况|分析|建议|稿|附议|审|往上|上报")


def heard(talk: Talk) -> str | None:
    """None: it is about something else, or nothing of theirs is on its way. Raises Refused."""
    said = bare(talk)
    if _ISSUE.search(said):
        return None
    reviewing = items.mine(talk, (REVIEWING,))
    if (how := _taken_back_how(talk, said, reviewing)) is not None:
        return how
    if reviewing and (answered := _in_review(talk, said, reviewing)) is not None:
        return answered
    if not reviewing and _GIVES_UP.search(said) and _ends(talk, said):
        return _given_up(talk)
    if _ASKS.match(said):
        meant = reviewing or items.mine(talk, HANDLING) or items.mine(talk, (SENT_BACK,))
        return say_meant(talk, meant) if meant else None
    if not _CHANGES.match(said):
        return None
    meant = reviewing or items.mine(talk, HANDLING)
    found = _ABOUT.search(said)
    meant = (titled(meant, found["words"]) if found is not None else []) or meant
    if len(meant) > 1:
        return which(meant)
    return hold(talk, meant[0]).text if meant else None


#: 「我不想提了」, of what has its number already.
_GIVES_UP = re.compile(r"提|报|建议|撤")
#: 「水库这件不用办了，省里给清了」, 「能撤不」: how it is taken back.
_NO_MORE = re.compile(
    r"^(?:(?P<n>建?\d{1,5}号?)|(?P<words>(?![这那])[^，,。]{2,10}?)的?)?(?:那|这)?[件个条]?(?:建议)?(?:就|都|也)?"
    r"(?:不用|别|不要|不必|甭)(?:再|他们)?(?:办|管)了(?:[，,。 ].{0,24})?$"
    r"|^(?:(?P<m>[建稿]?\d{1,5}号?)|(?P<called>(?![这那])[^，,。]{2,10}?)(?:那|这)[件个条]|这[件个条]|建议|我)?(?:还)?(?:能不能|能|可以|怎么|咋)撤(?:回|销|掉)?(?:吗|不|么|啊)?[?？]?$"
)


def _taken_back_how(talk: Talk, said: str, reviewing: Sequence[Suggestion]) -> str | None:
    """None: it names none of theirs, or nothing of theirs is on its way."""
    found = _NO_MORE.match(said)
    own = [*reviewing, *items.mine(talk, (FILED, ASSIGNED))]
    if found is None or not own or items_of(talk, "constituent"):
        return None
    if number := found["n"] or found["m"]:
        own = numbered(own, number)
    elif words := found["words"] or found["called"]:
        own = titled(own, words)
    if len(own) != 1:
        return which(own) if own else None
    if own[0].state == REVIEWING:
        return _taken_back(talk, own)
    return _given_up(talk, own)


def _given_up(talk: Talk, meant: Sequence[Suggestion] = ()) -> str | None:
    """How what bureaus may be at work on is taken back: by its number, said for sure."""
    meant = meant or ([] if items.mine(talk, WRITING) else items.mine(talk, (FILED, ASSIGNED)))
    if len(meant) != 1:
        return which(meant) if meant else None
    return say("writing.withdraw_sure", case=label(meant[0]), serial=meant[0].serial or "")


def _in_review(talk: Talk, said: str, reviewing: Sequence[Suggestion]) -> str | None:
    if _ends(talk, said):
        return _taken_back(talk, reviewing)
    number = _NUMBER.match(said)
    shown = on_mind(talk)
    meant = numbered(reviewing, number[0].strip("把，,的")) if number else list(reviewing)
    if not number and shown is not None and shown in reviewing:
        meant = [shown]
    elif not (number or _OF_THE_TEXT.search(said)):
        return None
    if number is None and shown is None and items.mine(talk, WRITING):
        # What they write just now is spoken of first.
        return None
    said = said[number.end() :] if number else said
    asked = _wanted(talk, said, meant[0], fresh=shown in meant) if len(meant) == 1 else None
    if asked is not None:
        return asked
    several = len(meant) > 1 and (_HOLDS_UP.search(said) or _PART_CHANGES.match(said))
    return which(meant) if several else None


def _wanted(talk: Talk, said: str, about: Suggestion, *, fresh: bool) -> str | None:
    parts = in_other_words(talk, about, said)
    change = added_to(talk, about, said, fresh=fresh) or said_anew(said, fresh=False)
    if parts or change:
        parts = parts or dict([change] if change else ())
        return do(talk, "change", about, **parts)
    if _HOLDS_UP.search(said):
        return do(talk, "tell_reviewer", about, text=said)
    if _SIGNS.search(said) and (names := deputies_named(talk, said)):
        return do(talk, "invite", about, names=list(names))
    link, reviewer = link_to(talk.session, about), _reviewer(talk, about)
    if _FILES.match(said):
        return say("writing.files_in_review", reviewer=reviewer, link=link)
    if found := _PART_CHANGES.match(said):
        part = "题目" if found["part"] in ("标题", "名字") else found["part"]
        return say(
            "writing.change_how_in_review",
            case=name_of(about),
            part=part,
            reviewer=reviewer,
            link=link,
        )
    return None


def _reviewer(talk: Talk, about: Suggestion) -> str:
    return parties.reviewer_name(talk.session, about, talk.now)


def _ends(talk: Talk, said: str) -> bool:
    """「撤回」 of who has told of a matter of their own may be of that."""
    withdraws = (words := read(said)) is not None and words.act == "withdraw"
    return (withdraws or _OVER.match(said) is not None) and not items_of(talk, "constituent")


def _taken_back(talk: Talk, reviewing: Sequence[Suggestion]) -> str:
    if len(reviewing) > 1:
        return which(reviewing)
    one = reviewing[0]
    link = link_to(talk.session, one)
    return say("writing.withdraw_reviewing", case=label(one), name=name_of(one), link=link)
