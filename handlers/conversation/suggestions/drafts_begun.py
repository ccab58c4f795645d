"""How a deputy begins a draft by chat: by a word, by the matter and the wish in one sentence, from
citizens' matters, from a visit."""

import re
from typing import Any

from bot.actions.suggestions.kind import name_of
from bot.store.models import Suggestion
from bot.texts import say
from handlers.conversation.context import Talk
from handlers.conversation.replies import items_of, reply_of
from handlers.conversation.suggestions import changes as suggestion_changes
from handlers.conversation.suggestions.beside import asked, mind, which_draft
from handlers.conversation.suggestions.words import do
from nlp.replies.references import shared_words

_ISSUE = re.compile(r"民\s*(\d{1,7})(?!\d)")
#: 「我要提个建议，东坪村的水管…」: what follows is the first answer.
_START = re.compile(
    r"^(?:你好|您好)?[，,]?(?:我|俺|咱)?(?:们)?(?:也|还)?(?:要|想|来|准备|打算)*(?:再)?"
    r"(?:(?:给|向|跟)(?:县|镇|乡|市)?(?:里|人大|政府|上面|上级|上头|领导|主席团|代表?工委)?)?"
    r"(?:提|写|反映|报|起草|做|有)(?:出)?(?:上)?(?:个|一个|一条|一件|条|件|份|一份|一下|点)?"
    r"(?:新的?)?(?:代表)?建议(?:件)?(?:吧|了)?(?:[，,：:。！! ]+(?P<rest>.+))?[。！!]?$",
    re.DOTALL,
)
_RAISE = re.compile(
    r"(?:转|写|合|并|提)(?:成|为|作|到一起转|起来转)?(?:一[件条个份])?(?:代表)?建议"
)
#: 「五保户的房子要塌，镇里给想想办法，写成建议行不」: what it is about, then the wish.
_MATTER_FIRST = re.compile(
    r"^(?P<rest>.{6,}?)[，,。；;！! ]+(?:所以|我看|干脆|还是)?(?:我|俺|咱)?"
    r"(?:们)?(?:就|也)?(?:想|要|得|准备|打算)?(?:(?:把)?(?:这|它)[^，,]{0,4}?)?(?:提|写|形成|弄|报)(?:成|个|一个|条|一条|份|成个)?(?:代表)?建议"
    r"(?:吧|可以|行|中|成|好)*(?:不|吗|么|不行|不中)?[?？。！!]*$",
    re.DOTALL,
)
#: 「有个想法当建议提：…」, 「有条建议想往上提，…」, 「关于村卫生室我想提上一条，…」: a first
#: clause in which they mean to propose, then the matter. What others propose, or what was proposed
#: before, is told of and begins nothing.
_MEANS_TO = re.compile(
    r"^(?!.*(?:群众|老百姓|乡亲|有人|人家|他们|她|老乡|村民|别人|上次|上回|[那这][条件个份]|怎么|咋|不想|不用|意见|给我))"
    r"(?:(?=.*建议)(?=.*(?:提|写|递|报|交|当|反映上去|成))(?=.*(?:想|要|得|准备|打算|琢磨|寻思|合计|有[个条件份一]|来|我|俺|咱))"
    r"|(?=.*(?:想|要|准备|打算|琢磨|寻思|来|咱|我|俺))(?=.*提(?:上|出|交)?(?:一|个)?[条件](?:$|吧|上去|议)))"
)
_OPENING = re.compile(
    r"^(?P<opening>[^，,：:。；;！!？?]{3,24})[，,：:。；;！! ]+(?P<rest>.{2,}?)$", re.DOTALL
)
_TOPIC = re.compile(r"(?:关于|针对|就|对)(?P<topic>[^，,我俺咱想要]{2,14})")
#: 「转建议」 and no more: of what waits; without anything that waits we ask for its number.
_BARE_RAISE = re.compile(r"(?:转|写|提)(?:成|为|作)?(?:代表)?建议(?:吧|了)?[。！!]?")
_NO_RAISE = re.compile(r"不(?:要|想|用|能)?转|怎么转|没转")
#: 「把民2也加进去」「稿1加上民2」: one more matter behind the draft.
_ADD = re.compile(
    r"(?:加|写|放|并|合|算|归|添|带)(?:进|到|上|入|在)(?:去|来|里头?|一起|稿|这|建议|(?=民))|一并写|一起写"
)
_SEEN = r"(?:走访|入户|进网格|转了?转|看到|看见|碰到|了解到)"
_FROM_VISIT = re.compile(
    rf"^(?=.*{_SEEN}).*?(?:(?:转|写|提|变|作|做|报|形成)(?:成|为|作|个|成个)?|形成)(?:一?[件条个份])?"
    r"(?:代表)?建议(?:吧|了|提上去|报上去|交上去|[。！!])*$"
)
#: 「那不提这个。提一个：农村路灯没人管护」: this one is put aside, another begins.
_INSTEAD = re.compile(
    r"^(?:那|算了)?[，, ]*(?:就)?(?:先)?不(?:提|写|说|要)(?:这|那)[个件条](?:了)?[，,。；; ]+"
    r"(?:我)?(?:想|要|来|就)?(?:另外?|再|重新|改)?"
    r"(?:提|写|说)(?:一)?[个件条](?:别的|新的)?[：:，, ]+(?P<rest>.{6,})$",
    re.DOTALL,
)


def begun(talk: Talk, said: str) -> str | None:
    """The answer to a sentence that begins a draft or puts matters behind one. Raises Refused."""
    if found := _START.match(said) or _INSTEAD.match(said):
        mind(talk)
        return _started(talk, found)
    numbers = list(dict.fromkeys(_ISSUE.findall(said)))
    if not numbers and (found := _MATTER_FIRST.match(said)) and not _FROM_VISIT.search(said):
        begun = _begun_with(talk, found["rest"].strip())
        if begun is not None:
            return begun
    if not numbers and (found := _means_to(said)):
        topic = _TOPIC.search(found["opening"])
        rest = found["rest"].strip()
        begun = _begun_with(talk, f"{topic['topic'].strip()}：{rest}" if topic else rest)
        if begun is not None:
            return begun
    if numbers and _RAISE.search(said) and not _NO_RAISE.search(said):
        mind(talk)
        return do(talk, "start_suggestion", None, issues=numbers)
    if _BARE_RAISE.fullmatch(said) and not said.startswith("提") and not _tasks(talk):
        mind(talk)
        return say("writing.raise_which")
    if numbers and _ADD.search(said):
        draft = _named_draft(talk, said)
        if draft is not None:
            return do(talk, "link_issues", draft, issues=numbers)
    if not numbers and _FROM_VISIT.search(said):
        return _from_visit(talk, said)
    return None


def _means_to(said: str) -> re.Match[str] | None:
    """The sentence whose first clause says that they want to propose; of that clause alone."""
    found = _OPENING.match(said)
    return found if found is not None and _MEANS_TO.match(found["opening"]) else None


def _tasks(talk: Talk) -> bool:
    """Whether any matter waits for this deputy that could become a suggestion."""
    return any(item.pending.kind == "issue" for item in items_of(talk, "deputy"))


def _started(talk: Talk, found: re.Match[str]) -> str:
    said = do(talk, "start_suggestion", None)
    rest = (found["rest"] or "").strip()
    draft = which_draft(talk, None)
    if not rest or draft is None:
        return said
    # 「我要提个建议，东坪村的水管…」: the first answer came along.
    return do(talk, "answer_part", draft, part="situation", text=rest)


def _begun_with(talk: Talk, rest: str) -> str | None:
    """From the words in front of the wish; behind them the one case of which they are. None: they
    only point at what was shown."""
    if _POINTS.match(rest) or asked(talk) is not None:
        return None
    cases = [item for item in items_of(talk, "deputy") if item.pending.kind == "issue"]
    of = [item.pending.ref for item in cases if shared_words(rest, item.pending.title)]
    mind(talk)
    numbers = [ref.removeprefix("民") for ref in of[:1]] if len(of) == 1 else []
    if not numbers:
        do(talk, "start_suggestion", None)
    else:
        do(talk, "start_suggestion", None, issues=numbers)
    draft = which_draft(talk, None)
    if draft is None:
        return None
    text = suggestion_changes.with_more(talk, draft, "situation", rest) if numbers else rest
    begun = say("writing.begun_with", draft=name_of(draft))
    return begun + do(talk, "answer_part", draft, part="situation", text=text)


#: 「这两件」, 「这事」: no matter of its own.
_POINTS = re.compile(r"^(?:把|就)?(?:这|那)[^，,]{0,6}$|^(?:我)?(?:看|想|觉得).{0,4}$")


def _from_visit(talk: Talk, said: str) -> str:
    """「把刚才走访的事写成建议」. What was seen may stand in the same message: then the visit is
    noted first, in the same words."""
    seen = re.split(r"[，,。；;！!]", said)
    before = "，".join(seen[:-1]).strip()
    fields = visit_of(talk, before) if len(before) > 6 else None
    return do(talk, "start_from_visit", None, text=before if fields is not None else "")


def visit_of(talk: Talk, said: str) -> dict[str, Any] | None:
    """What a text says about a visit, as read by the reader of replies; None if it is none."""
    acts = reply_of(talk, "deputy", items_of(talk, "deputy"), said).acts
    return next((dict(act.fields) for act in acts if act.act == "report_duty"), None)


def _named_draft(talk: Talk, said: str) -> Suggestion | None:
    number = re.search(r"稿\s*(\d{1,5})", said)
    return which_draft(talk, int(number[1]) if number else None)
