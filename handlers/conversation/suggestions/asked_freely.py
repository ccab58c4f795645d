"""What people ask of a suggestion that they name by what it is about, in whatever words:
「小学那条路为啥拖」, 「淤泥那事谁管着」. It opens no citizen's matter and changes nothing."""

import re
from collections.abc import Sequence

from sqlalchemy import select

from bot.actions.casework import label
from bot.actions.kinds import gist
from bot.actions.suggestions import parties, receipts
from bot.actions.suggestions.kind import say_date
from bot.domain.workflows.assignment import ASSIGNMENT, CANCELLED, REASSIGNED
from bot.store.models import Assignment, HandOver, History, Issue, Suggestion, Words
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.replies import held, items_of
from handlers.conversation.suggestions.asked_days import why_later
from handlers.conversation.suggestions.how_it_stands import one, own_of
from handlers.conversation.suggestions.words import bare, most_said_of, numbered, titled
from nlp.replies.references import shared_words
from nlp.things import things

_WHEN = r"(?:啥时候|什么时候|几时|哪天|多会儿|多久)"
OF_ITS_COURSE = re.compile(
    r"(?:为[啥何]|为什么|咋|怎么|凭啥)[^，,。]{0,4}(?:拖|延|推|没|不|慢|停|卡|晚)"
    r"|谁(?:在|来)?(?:管|办|负责|接|包|跟)|(?:交|转|派|给)(?:给|到)?了?(?:谁|哪)|(?:归|由|是)(?:谁|哪)|(?:干|办|弄|搞|走|进行)?到(?:哪|啥|什么)"
    r"|有(?:没有|啥|什么)?(?:下文|动静|消息|信儿?|结果|着落|眉目|进展|说法)|(?:啥|什么)(?:情况|动静|进展)"
    r"|(?:动静|消息|信儿?|回音)(?:都|也)?没有?|(?:咋|怎么)(?:处理|解决|弄|办)的|[一-鿿][了过](?:没有?|吗)[?？]?$"
    rf"|还(?:办|管|修|弄|搞)不|{_WHEN}|(?:批|定|开工|动工|验收)(?:了)?(?:没有?|吗)"
)
#: 「建1现在谁跟着」: by its number, whatever it is about.
NUMBERED = re.compile(r"^(?P<n>建(?:〔\d{1,2}[-－]\d{1,2}〕)?\d{1,5})(?!\d)")
_LATER = re.compile(r"拖|延|推|晚")
_OPINION = re.compile(
    r"(?:会办|配合|协办).{0,8}(?:给|交|来|到|报|有|回)(?:了|过)?(?:没有?|吗|么|不)"
    r"|(?:局|委|办|所|院|府|公司)的?(?:会办)?意见.{0,4}(?:给|交|来|到|回)(?:了|过)?(?:没有?|吗|么)"
    r"|会办(?:单位|意见)?.{0,6}(?:谁|哪[家些个]).{0,4}没"
)
_MOST = 20
_LONGEST = 24
_CASES = ("issue", "handover", "revisit")


def heard(talk: Talk, said: str) -> str | None:
    """None: it asks of none of theirs, or of something besides."""
    if len(said) > _LONGEST or re.search(r"民\s*\d", said):
        return None
    if _OPINION.search(said) and talk.roles.liaisons:
        return _opinions(talk, said)
    if not OF_ITS_COURSE.search(said):
        return None
    number = NUMBERED.match(said)
    own = own_of(talk)
    meant = numbered(own, number["n"]) if number is not None else most_said_of(own, said)
    sure = number is not None or "建议" in said
    if len(meant) != 1 or (not sure and names_a_case(talk, said)):
        return None
    about = meant[0]
    if number is None and things(said).named - things(about.title).named:
        # 「小学那条路为啥没路灯」 is of lamps.
        return None
    later = why_later(talk, [about]) if _LATER.search(said) else ""
    return later or one(talk, about)


#: 「12到哪一步了」, 「水塔那件现在什么情况」 and no more.
_HOW_FAR = re.compile(
    r"^(?P<named>.{1,16}?)(?:[那这][件条个])?(?:的?(?:代表)?建议)?(?:现在|目前)?的?"
    r"(?:(?:干|办|弄|走|进行)?到(?:哪|啥|什么)(?:儿|里|[一个]?步|程度|地步)?|进展(?:如何|怎么样|咋样)"
    r"|是?(?:啥|什么)(?:情况|进展|动静))(?:了|啊|呢)*[?？。]*$"
)
_BARE_NUMBER = re.compile(r"建?(?:〔\d{1,2}[-－]\d{1,2}〕)?\d{1,5}号?")


def how_far(talk: Talk, bureaus: Sequence[int]) -> Answer | None:
    """What a bureau asks about one of its own is an answer to it, and no progress to be told. None:
    it asks of none, of several, or of a citizen's case with that number."""
    found = _HOW_FAR.match(bare(talk))
    if found is None or "民" in found["named"]:
        return None
    named, own = found["named"].strip("，,：: "), own_of(talk)
    if _BARE_NUMBER.fullmatch(named) is None:
        meant: Sequence[Suggestion] = titled(own, named)
        handed = names_a_case(talk, named)
    else:
        meant = numbered(own, named)
        handed = named.isdecimal() and _handed_over(talk, bureaus, int(named))
    return Answer(one(talk, meant[0]), "bureau") if len(meant) == 1 and not handed else None


def _handed_over(talk: Talk, bureaus: Sequence[int], number: int) -> bool:
    """Whether a citizen's case of this number was ever handed to these bureaus."""
    query = (
        select(HandOver.id)
        .join(Issue, Issue.id == HandOver.issue_id)
        .where(HandOver.bureau_id.in_(bureaus), Issue.number == number)
        .limit(1)
    )
    return talk.session.scalar(query) is not None


def gone(talk: Talk, said: str) -> str | None:
    """That the one they name by its title was taken back or given to another; None where it names
    one that they have."""
    bureaus = [liaison.bureau_id for liaison in talk.roles.liaisons]
    rows = talk.session.scalars(
        select(Assignment)
        .where(Assignment.bureau_id.in_(bureaus), Assignment.state.in_((CANCELLED, REASSIGNED)))
        .order_by(Assignment.id.desc())
        .limit(_MOST)
    ).all()
    meant = most_said_of([row.suggestion for row in rows], said)
    if len(meant) != 1 or most_said_of(own_of(talk), said) or names_a_case(talk, said):
        return None
    row = next(row for row in rows if row.suggestion is meant[0])
    return say("asking.gone", case=label(row), state=ASSIGNMENT.states[row.state])


def names_a_case(talk: Talk, words: str) -> bool:
    """Whether something else of theirs is called so as well."""
    roles = (*held(talk), "constituent")
    listed = (item.pending for role in roles for item in items_of(talk, role))
    return any(shared_words(words, each.title) for each in listed if each.kind in _CASES)


def _opinions(talk: Talk, said: str) -> str | None:
    """Who has given its opinion to the bureau that leads, and who has not; of the one that is named
    or of all that it leads."""
    bureaus = [liaison.bureau_id for liaison in talk.roles.liaisons]
    leads = [
        row.suggestion for row in receipts.open_of(talk.session, bureaus) if row.role == "lead"
    ]
    named: Sequence[Suggestion] = most_said_of(leads, said) or titled(leads, said)
    lines = [
        _opinion(talk, row)
        for about in (named or leads)
        for row in parties.assignments_of(talk.session, about)
        if row.role == "supporting"
    ]
    if not leads:
        return None
    return "\n".join(lines[:_SHOWN]) or say("asking.no_supporting")


_SHOWN = 6


def _opinion(talk: Talk, row: Assignment) -> str:
    words = talk.session.scalar(
        select(Words)
        .join(History, History.words_id == Words.id)
        .where(
            History.case_kind == "assignment",
            History.case_id == row.id,
            History.step == "give_opinion",
        )
        .order_by(History.id.desc())
        .limit(1)
    )
    given = {"case": label(row.suggestion), "bureau": row.bureau.name}
    if words is None:
        return say("asking.opinion_waits", due=say_date(row.due, talk.now), **given)
    return say("asking.opinion_given", words=gist(words.masked, 40), **given)
