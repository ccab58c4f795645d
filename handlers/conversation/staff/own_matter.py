"""Whether somebody with work speaks of a matter of their own, or of one that nobody has told yet,
and not of what waits for them."""

import re
from collections.abc import Sequence

from bot.actions import exchanges
from bot.actions.casework import label
from bot.store.models import Issue
from bot.texts import say
from handlers.conversation.citizen.spoken import is_talking
from handlers.conversation.context import Answer, Talk
from handlers.conversation.how_far import is_surely_done
from handlers.conversation.pending import Item
from handlers.conversation.replies import held, items_of
from handlers.conversation.staff import kept, orders
from handlers.conversation.staff.known_cases import issue_of
from handlers.conversation.suggestions.review_freely import what_waits
from nlp.belonging import OpenCase, likeness
from nlp.reading import Reading
from nlp.replies import Reply
from nlp.replies.references import shared_words
from nlp.things import holds_a_matter, is_wrong, things


def wants_to_report(text: str) -> bool:
    return _WANTS_TO_REPORT.search(text) is not None


def is_theirs(text: str) -> bool:
    """「我妈住东关社区…」: whose it is, is said."""
    return bool(_OWN.search(text) or _OWN_PLACE.match(text))


def is_far(text: str) -> bool:
    """Whether it tells how far the work is."""
    return _FAR.search(text) is not None


def may_be_of_the_task(talk: Talk, own: Reply) -> bool:
    """「村里说后天修好车就拉」 of a deputy who has a matter of their own open: it is no word about
    that one unless it names it."""
    if {act.act for act in own.acts} - {"rate", "supplement", "correct"}:
        return False
    titles = (item.pending.title for item in items_of(talk, "constituent"))
    return not any(shared_words(talk.text, title) for title in titles)


#: 「我们学校操场边电线老化，我想反映一下」 of somebody at whom tasks wait.
_WANTS_TO_REPORT = re.compile(
    r"(?:想|要|来|得)(?:(?:反映|说)(?:一下|个|件|一件|点|下)?|报(?:一下|个|一?件|点|下))|(?:我|俺|自己)(?:也|再)?反映(?:一下"
    r"|个|件|一件)"
)
_OWN_PLACE = re.compile(
    r"^.{0,4}(?:我|俺|咱)(?:们)?(?:家|学校|校|村|社区|小区|楼|组|店|厂|单位|妈|爸|爹|娘|老)"
)


def reports_own(talk: Talk, reading: Reading, items: list[Item]) -> bool:
    """Whether somebody with work tells of something of their own, as anybody does."""
    wants = _WANTS_TO_REPORT.search(talk.text)
    if reading.kind != "problem" or reading.topic is None:
        return False
    if wants or not _OWN_PLACE.match(talk.text):
        return wants is not None
    return not any(shared_words(talk.text, item.pending.title) for item in items)


#: So sure of its topic, something pressing is a matter without a second look.
_SURE = 0.75
#: What two cases of one place and topic have in common anyway is less than this.
_SAME_THING = 0.25


def reports_another(reading: Reading, items: list[Item]) -> bool:
    """「西坪三组的桥塌了」 of a deputy at whom a lamp waits: a clear matter with a place, of
    another topic, area or thing than all that is pending. What they saw is not to be lost."""
    said = things(reading.text, reading.places)
    told = (issue for item in items if (issue := issue_of(item)) is not None)
    others = [things(f"{issue.title}，{issue.words.text or ''}") for issue in told]
    a_matter = bool(reading.places) and holds_a_matter(reading.text, reading.places)
    if a_matter and others and not any(said.of(other) for other in others):
        return True
    clear = reading.auto or (reading.confidence >= _SURE and reading.urgency != "普通")
    cases = [getattr(item.case, "issue", item.case) for item in items]
    clear = clear or _is_of_another_thing(reading, cases)
    if reading.kind != "problem" or not clear or not reading.places:
        return False
    return all(
        isinstance(case, Issue)
        and (
            case.topic != reading.topic
            or (case.grid and case.grid.code != reading.grid_code)
            or _likeness(reading, case) < _SAME_THING
        )
        for case in cases
    )


def _is_of_another_thing(reading: Reading, cases: Sequence[object]) -> bool:
    """「三组井盖没了」 where a lamp waits: a thing is named, it is broken, and none of theirs is
    it."""
    said = things(reading.text, reading.places)
    if not said.named or not holds_a_matter(reading.text, reading.places):
        return False
    told = [f"{case.title}，{case.words.text or ''}" for case in cases if isinstance(case, Issue)]
    return not any(said.of(things(each)) for each in told)


def _likeness(reading: Reading, issue: Issue) -> float:
    grid = issue.grid.code if issue.grid else None
    case = OpenCase(label(issue), issue.title, issue.topic, grid)
    return likeness(reading.text, reading.topic, reading.grid_code, case)


# ------------------------------------------------------------------ where nothing waits for it

#: 「我家楼道灯坏了」 of a deputy is no report on anything.
_OWN = re.compile(r"^.{0,4}(?:我|俺|咱|偶)(?:们|家|妈|爸|爹|娘|娃|孩|这[里儿边片块]|老|住|屋)")
_FAR = re.compile(r"已经?|派人|派了|安排|去看[过了]|看过了|正在|答复|回了|办好|修好|等[料货]|材料")
#: What must reach somebody, however it is told.
_GRAVE = frozenset({"accusation", "gathering", "lawful_channel", "elsewhere"})


def is_own(talk: Talk, reading: Reading, own: Sequence[Issue]) -> bool:
    """Whether what somebody with a role says, and is no work of theirs, is a matter as anybody
    tells one: of a place, of what is theirs; or of the own case that is just spoken of."""
    known_place = bool(reading.places) and talk.reader.place(talk.text).grid_code is not None
    if reading.kind in _GRAVE or _WANTS_TO_REPORT.search(talk.text):
        return True
    if not talk.roles.deputies and items_of(talk, "bureau"):
        # 「三组要增容，得报县公司」 of a bureau's person with a task is of the task, unless it says
        # whose else it is.
        return is_theirs(talk.text) and is_wrong(talk.text)
    if asks_or_orders(talk.text, reading.places) and not is_talking(talk):
        return False
    if known_place:
        return True
    # 「我们食堂换师傅了」 of a bureau's person tells nothing that is wrong.
    own_one = _OWN.search(talk.text) and (talk.roles.deputies or is_wrong(talk.text))
    tells = own_one or holds_a_matter(talk.text, reading.places)
    if tells and not _FAR.search(talk.text) and not is_surely_done(talk.text):
        return True
    return is_talking(talk) or any(shared_words(talk.text, issue.title) for issue in own)


_ASKS = re.compile(
    r"有(?:没有)?人[^，,。]{0,4}[没不](?:有)?\W*$|[吗么吧没]\W*$|[几多]少?[件个]|[?？]"
)


def asks_or_orders(text: str, places: Sequence[str]) -> bool:
    """「东坪那个灯有人管没」, 「让站里把水渠转一下」, 「我这边还剩几件」 of somebody at work:
    nothing that anybody reports."""
    text = text.strip()
    if holds_a_matter(text, places) or (is_wrong(text) and things(text, places)):
        return False
    return bool(_ASKS.search(text) or kept.URGES.search(text) or orders.commands(text))


#: 「算了」, 「收到」: nothing that could be lost.
_EMPTY = re.compile(
    r"\W*(?:(?:算了|是的?|对|好的?|行|中|成|嗯+|哦+|收到|知道了?|明白了?|没事了?|不用了?|谢谢"
    r"|辛苦了?|可以|ok|[0-9]|(?:已经?|都)?记(?:下|住|录|上)|(?:马上|这就|就)?(?:去|来)?(?:办|看看?))(?:吧|啊|呢|哈|了)*\W*)+",
    re.I,
)


def says_nothing(text: str) -> bool:
    return _EMPTY.fullmatch(text.strip()) is not None


def ask_whose(talk: Talk) -> Answer:
    """Keep the words and ask, where it is neither: a case that nobody meant would be chased for
    weeks, and whatever they say next would go into it."""
    role = next((role for role in held(talk) if items_of(talk, role)), "")
    exchanges.ask(
        talk.session,
        talk.contact.id,
        "which",
        now=talk.now,
        message=talk.message.id,
        role=role or "constituent",
        own=True,
    )
    if role:
        return Answer(say("staff.whose"), "staff")
    waits = what_waits(talk)
    return Answer("\n".join(filter(None, (say("staff.whose_own"), waits))), "staff")


#: 「上面三件都请站里办」.
_TO_STATION = re.compile(
    r"(?:[上这那]面?|[都全几件个事的吧就先一二两三四五六\d]|一起)*(?:请|让|由|交给?|麻烦|给|转)?"
    r"站里?(?:[来去先都]|帮忙?)*(?:办|处理|管|跟|看|转|弄)(?:一下|吧|了)*\W*"
)


def lies_at_the_station(talk: Talk) -> Answer | None:
    """What a deputy brought from a visit is at the station already: said, where they ask for it."""
    if not talk.roles.deputies or not _TO_STATION.fullmatch(talk.text.strip()):
        return None
    own = [item.case for item in items_of(talk, "constituent") if isinstance(item.case, Issue)]
    if not own or items_of(talk, "deputy"):
        return None
    cases = "、".join(label(issue) for issue in own[:_MOST])
    return Answer(say("deputy.lies_at_station", cases=cases), "deputy", own[0].id)


#: So many are named.
_MOST = 5
_SAYS_OWN = re.compile(
    r"(?:就?是|要)?(?:反映|记上|录上|是的?|对的?|新的?(?:事|一件)?)(?:一下|吧|的)?[。！!]?"
)


def says_own(text: str) -> bool:
    """「反映」, to that question."""
    return _SAYS_OWN.fullmatch(text.strip()) is not None
