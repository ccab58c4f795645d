"""How a deputy begins a draft by chat: by a word, by the matter and the wish in one sentence, from
citizens' matters, from a visit."""

import re
from datetime import timedelta
from typing import Any

from bot.actions import exchanges
from bot.actions.suggestions import parties
from bot.actions.suggestions.kind import name_of
from bot.store.models import Exchange, Message, Suggestion
from bot.texts import say
from handlers.conversation.context import Talk
from handlers.conversation.replies import items_of, reply_of
from handlers.conversation.staff.left_over import left_of
from handlers.conversation.suggestions import changes as suggestion_changes
from handlers.conversation.suggestions import on_table
from handlers.conversation.suggestions import wish as wishes
from handlers.conversation.suggestions.beside import asked, mind, which_draft
from handlers.conversation.suggestions.words import bare, do
from nlp.replies.references import shared_words

_ISSUE = re.compile(r"民\s*(\d{1,7})(?!\d)")
_RAISE = re.compile(
    r"(?:转|写|合|并|提)(?:成|为|作|到一起转|起来转)?(?:一[件条个份])?(?:代表)?建议"
)
#: 「转建议」 and no more: of what waits; without anything that waits we ask for its number.
_BARE_RAISE = re.compile(r"(?:转|写|提)(?:成|为|作)?(?:代表)?建议(?:吧|了)?[。！!]?")
_NO_RAISE = re.compile(r"不(?:要|想|用|能)?转|怎么转|没转")
#: 「把民2也加进去」「稿1加上民2」: one more matter behind the draft.
_ADD = re.compile(
    r"(?:加|写|放|并|合|算|归|添|带)(?:进|到|上|入|在)(?:去|来|里头?|一起|稿|这|建议|(?=民))"
    r"|一并写|一起写"
)
#: What the conversation waits for: whether kept words are to become a suggestion.
WISH = "draft_wish"
_ASKED_JUST_NOW = timedelta(minutes=30)
_YES = re.compile(
    r"^(?:是|对|嗯|好|行|中|要|写|可以|成)"
    r"(?:是|对|的|啊|呀|了|吧|写|成|就|个|条|一|建议|[，,。！! ])*$"
    r"|^(?:是|就|按)?(?:写|提|转)?(?:成)?(?:个|一条)?(?:代表)?建议(?:写|提|算)?(?:吧|了)?[。！!]?$"
)
#: 「建议就写：一周清运一次」.
_OF_ITS_PART = re.compile(r"^(?:在|给|往|把|再)*(?:建议|情况|分析|题目)(?!吧)")
_SEEN = r"(?:走访|入户|进网格|转了?转|看到|看见|碰到|了解到)"
_FROM_VISIT = re.compile(
    rf"^(?=.*{_SEEN}).*?(?:(?:转|写|提|变|作|做|报|形成)(?:成|为|作|个|成个)?|形成)"
    rf"(?:一?[件条个份])?"
    r"(?:代表)?建议(?:吧|了|提上去|报上去|交上去|[。！!])*$"
)
#: 「那不提这个。提一个：农村路灯没人管护」: this one is put aside, another begins.
_INSTEAD = re.compile(
    r"^(?:那|算了)?[，, ]*(?:就)?(?:先)?不(?:提|写|说|要)(?:这|那)[个件条](?:了)?[，,。；; ]+"
    r"(?:我)?(?:想|要|来|就)?(?:另外?|再|重新|改)?"
    r"(?:(?:提|写|说|换)(?:一)?[个件条](?:别的|新的)?[：:，, ]+|(?:写|提|换成?)"
    r"(?=[^，,。：:]{2,14}$))(?P<rest>.{2,})$",
    re.DOTALL,
)


#: Fewer letters only name a matter.
_TOLD = 10
#: 「把路灯那件也写进来」, 「路灯和水龙头合成一条建议」.
_PUTS_IN = re.compile(
    r"(?:也|都|一起|一并|一块儿?).{0,3}(?:写|加|放|并|添|合)(?:进|到|上|入|在)|(?:写|加|放|并|添)"
    r"(?:进|到|上|入)(?:稿|建议|去|来)"
    r"|(?:合|并)(?:成|为|到|在).{0,4}(?:建议|一[起条件个份])"
)


def _called(talk: Talk, said: str) -> list[str]:
    """Numbers of the cases of theirs that such a sentence calls by a thing of their titles."""
    if not _PUTS_IN.search(said):
        return []
    found = []
    for item in items_of(talk, "deputy"):
        names = left_of(talk, item.pending.title).named
        if item.pending.kind == "issue" and any(name in said for name in names):
            found.append(item.pending.ref.removeprefix("民"))
    several = _RAISE.search(said) and len(found) > 1
    return found if several or (len(found) == 1 and not _RAISE.search(said)) else []


def begun(talk: Talk, said: str) -> str | None:
    """The answer to a sentence that begins a draft or puts matters behind one. Raises Refused."""
    if found := _INSTEAD.match(said):
        mind(talk)
        rest = found["rest"].strip().rstrip("的。")
        topic = len(rest) < _TOLD
        return with_wish(talk, wishes.Wish(rest, topic=topic, sure=True), another=True)
    numbers = list(dict.fromkeys(_ISSUE.findall(said))) or _called(talk, said)
    if not numbers and not _FROM_VISIT.search(said):
        begun = _wished(talk, said)
        if begun is not None:
            return begun
    if numbers and _RAISE.search(said) and not _NO_RAISE.search(said):
        mind(talk)
        return do(talk, "start_suggestion", None, issues=numbers)
    if _BARE_RAISE.fullmatch(said) and not said.startswith("提") and not _tasks(talk):
        mind(talk)
        draft = which_draft(talk, None) if asked(talk) is not None else None
        if draft is not None and parties.issues_of(talk.session, draft):
            # Said once more of the matter that is being written already.
            return do(talk, "go_on", draft)
        return say("writing.raise_which")
    if numbers and _ADD.search(said):
        draft = _named_draft(talk, said)
        if draft is not None:
            return do(talk, "link_issues", draft, issues=numbers)
    if not numbers and _FROM_VISIT.search(said):
        return _from_visit(talk, said)
    return None


#: 「另外还想提一条」, 「再写一个」: what follows is no part of this one.
_ANOTHER = re.compile(
    r"(?:另外?|别的|还|再|换|又).{0,6}(?:提|写|说|有|开|起草)(?:上|了)?(?:一|另)?(?:[个条件份]"
    r"|建议)"
)


def _begins_another(talk: Talk, said: str) -> bool:
    """Whether a sentence with a wish in it begins another one, while a part of one is open."""
    return asked(talk) is not None and _ANOTHER.search(said) is not None


def _wished(talk: Talk, said: str) -> str | None:
    """From a sentence that means to propose; asked once where it may mean another thing."""
    wish = wishes.read(said)
    if wish is None or (_BARE_RAISE.fullmatch(said) and re.search("[转成]", said)):
        return None
    if turns_a_case(talk, said):
        return None
    if wish.rest and all(one.congress == "advisory" for one in talk.roles.deputies):
        # An advisory deputy proposes nothing: it is a matter that they report.
        return None
    if on_table.on_table(talk) is not None and _OF_ITS_PART.match(said):
        return None
    another = _begins_another(talk, said)
    if asked(talk) is not None and (wish.rest or not wish.sure) and not another:
        # The draft that is dictated has the word 「建议」 in its own text.
        return None
    if not wish.sure and not another:
        return ask_wish(talk)
    return with_wish(talk, wish, another=another)


def with_wish(talk: Talk, wish: wishes.Wish, *, another: bool = False) -> str | None:
    """A draft with what they propose as its first words, or with its name only."""
    if not wish.rest or _POINTS.match(wish.rest):
        mind(talk)
        return None if wish.rest else _started(talk, "")
    if wish.topic:
        mind(talk)
        do(talk, "start_suggestion", None)
        draft = which_draft(talk, None)
        if draft is None:
            return None
        do(talk, "answer_part", draft, part="title", text=wish.rest)
        return say("writing.begun_with", draft=name_of(draft)) + do(talk, "go_on", draft)
    return _begun_with(talk, wish.rest, another=another)


#: 「减速带的转建议吧」, 「这事年年有，我想写成建议」: of a case that waits for them.
_OF_A_CASE = re.compile(r"转(?:成|为|作)?(?:代表)?建议|这[个件条]?(?:事|问题|件)|这[个件条]")


def turns_a_case(talk: Talk, said: str) -> bool:
    """Whether a case that was given to them is to become a suggestion: no new one is begun."""
    acts = reply_of(talk, "deputy", items_of(talk, "deputy")).acts
    return bool(_OF_A_CASE.search(said)) and any(
        act.act == "raise" and len(act.refs) == 1 for act in acts
    )


def ask_wish(talk: Talk, before: Exchange | None = None) -> str:
    """「写成建议吗？」, with the words kept; what is said instead of an answer is kept behind."""
    earlier = [*before.waiting.get("earlier", ()), before.waiting["message"]] if before else []
    exchanges.ask(
        talk.session,
        talk.contact.id,
        "words",
        now=talk.now,
        act=WISH,
        message=talk.message.id,
        earlier=earlier,
    )
    return say("writing.wish_asked")


def wish_asked(talk: Talk) -> Exchange | None:
    """That question, if it was asked a moment ago."""
    rows = exchanges.open_with(talk.session, talk.contact.id, talk.now, "words")
    asked_since = talk.now - _ASKED_JUST_NOW
    return next(
        (
            row
            for row in reversed(rows)
            if row.waiting.get("act") == WISH and row.asked_at > asked_since
        ),
        None,
    )


def wish_answered(talk: Talk) -> str | None:
    """「是」, 「写成建议」 to that question. Raises Refused."""
    row = wish_asked(talk)
    rows = exchanges.open_with(talk.session, talk.contact.id, talk.now, "words")
    if row is None or row is not rows[-1] or not _YES.match(bare(talk)):
        return None
    ids = [*row.waiting.get("earlier", ()), row.waiting["message"]]
    kept = [talk.session.get(Message, one) for one in ids]
    told = [one.words.text for one in kept if one is not None and one.words and one.words.text]
    if not told:
        return None
    exchanges.finish(row, talk.now)
    wish = wishes.read(told[0])
    first = (
        with_wish(talk, wish)
        if wish and wish.rest
        else _begun_with(talk, wishes.matter_of(told[0]))
    )
    for text in told[1:]:
        # What was said meanwhile answers the next question.
        part = asked(talk)
        draft = which_draft(talk, None)
        if part is None or draft is None:
            break
        first = do(talk, "answer_part", draft, part=part.waiting["part"], text=text)
    return first


def _tasks(talk: Talk) -> bool:
    """Whether any matter waits for this deputy that could become a suggestion."""
    return any(item.pending.kind == "issue" for item in items_of(talk, "deputy"))


def _started(talk: Talk, rest: str) -> str:
    said = do(talk, "start_suggestion", None)
    draft = which_draft(talk, None)
    if not rest or draft is None:
        return said
    # 「我要提个建议，东坪村的水管…」: the first answer came along.
    return do(talk, "answer_part", draft, part="situation", text=rest)


def _begun_with(talk: Talk, rest: str, *, another: bool = False) -> str | None:
    """From the words in front of the wish; behind them the one case of which they are. None: they
    only point at what was shown."""
    if _POINTS.match(rest) or (asked(talk) is not None and not another):
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
