"""Words of a deputy that would open a citizen's matter although they are likely about the own
draft, which was read out just now: they go out to nobody before the deputy has said so. Questions
about one's own suggestions open none either."""

import re
from collections.abc import Sequence

from bot.actions import exchanges
from bot.actions.casework import label
from bot.actions.suggestions import drafts
from bot.actions.suggestions.kind import link_to, name_of, say_date
from bot.domain.calendars import local_day
from bot.domain.suggestions import QUESTIONS
from bot.domain.workflows.suggestion import WRITING
from bot.store.models import Exchange, Message, Suggestion
from bot.texts import say
from handlers.conversation.citizen.constituents import as_constituent
from handlers.conversation.context import Answer, Talk
from handlers.conversation.reading import read
from handlers.conversation.replies import held, items_of, reply_of
from handlers.conversation.suggestions import added, on_table, wish_held
from handlers.conversation.suggestions import newest as suggestion_newest
from handlers.conversation.suggestions.asked import of_any
from handlers.conversation.suggestions.beside import HELD, asked, mind
from handlers.conversation.suggestions.changes import part_of, with_more
from handlers.conversation.suggestions.how_it_stands import one, own_of
from handlers.conversation.suggestions.lies_open import (
    ASKS_BACK,
    NOD,
    OF_THE_TRADE,
    is_newest,
    names_a_case,
    read_out,
    shares,
)
from handlers.conversation.suggestions.wish_held import held_words
from handlers.conversation.suggestions.words import bare, do, titled
from nlp.corruption import is_corruption
from nlp.reading import Reading

#: How a deputy begins to tell of a visit.
_TODAY = re.compile(r"^(?:我|俺|咱)?(?:们)?(?:今[天早晚日儿]|昨[天日儿]|前天|刚才?|这半月|这两天)")
#: Shorter words say nothing that one could put into a text.
_LEAST = 6
#: What is plainly for somebody else: said as ever.
_NOT_HELD = frozenset(
    {"status", "human", "withdrawal", "data_rights", "advertising", "accusation", "thanks", "chat"}
)
_PARTS = {name: part for part, (name, _) in QUESTIONS.items()} | {"题目": "title"}
_CHOSEN = re.compile(
    r"^(?:把?(?:它|这句))?(?:(?P<more>加到|加进|加在|补到|补进|添到|接在|放到)|是|就是|写进|写到|放进|换到|换成|换掉|改)?"
    r"(?P<part>情况|分析|建议|题目)(?P<back>后头|后面|里头|里)?(?:去|吧|的|那段|部分)*[。！!]?$"
)
_YES = re.compile(
    r"(?:是|对|嗯|好|行|中|加|写)(?:是|对|的|啊|呀|了|吧|上|进去|进|加|写|就|[，,。！! ])*"
)
_ANOTHER = re.compile(
    r"^(?:这)?(?:是|算|就是)?(?:另外?|别的|新的?|再)(?:报|反映|说)?(?:的|是)?(?:一)?(?:件|个|条)?"
    r"(?:事情?|问题)?(?:报上去)?(?:吧|了)?[。！!]?$"
)
_DRAFT_NUMBER = re.compile(r"稿\s*(\d{1,5})")
_ABOUT = re.compile(
    r"^(?:我|俺|咱)?(?:们)?(?:想)?(?:问问?|查查?|看看?)?(?:提的|写的|那个)?(?P<words>.{2,14}?)"
    r"的?(?:那|这)?(?:[件条个份])?的?(?:代表)?(?:建议|稿子?)"
)
_ASKS = re.compile(r"[?？吗呢么]\s*$|几|多少|什么|啥|咋|怎么|怎样|哪|谁|有没有|是不是|能不能|改过")
_VERSIONS = re.compile(r"版本|几版|几稿|(?:改|修改)(?:了|过)(?:几|多少|哪|什么|啥|没)|改过哪")


def chosen(talk: Talk) -> Answer | None:
    """「情况」, 「另一件」: what the words are that were held back. Raises Refused."""
    reported = wish_held.reported(talk)
    if reported is not None:
        return reported
    held = _held(talk)
    if held is None:
        return None
    before = talk.session.get(Message, held.waiting.get("message"))
    text = "。".join(one.strip().rstrip("。") for one in held_words(talk, held))
    draft = talk.session.get(Suggestion, held.case_id)
    if before is None or not text or draft is None:
        return None
    said = bare(talk)
    found = _CHOSEN.match(said)
    if found is not None or _YES.fullmatch(said):
        if draft.state not in WRITING:
            return None
        exchanges.finish(held, talk.now)
        if found is None:
            part = str(held.waiting.get("part") or part_of(text))
            text = with_more(talk, draft, part, text.strip())
            return Answer(do(talk, "answer_part", draft, part=part, text=text), "deputy")
        part = _PARTS[found["part"]]
        if found["more"] and part != "title":
            text = with_more(talk, draft, part, text.strip())
        return Answer(do(talk, "answer_part", draft, part=part, text=text.strip()), "deputy")
    if _ANOTHER.match(said):
        exchanges.finish(held, talk.now)
        # As if it had been said now: nothing of it was passed on.
        talk.message, talk.text = before, text
        return as_constituent(talk, read(talk))
    return None


def _held(talk: Talk) -> Exchange | None:
    rows = exchanges.open_with(talk.session, talk.contact.id, talk.now, "words")
    return next((row for row in reversed(rows) if row.waiting.get("act") == HELD), None)


def held_back(talk: Talk, reading: Reading) -> Answer | None:
    """What is said right after a draft was read out and is no act on anything: asked about, before
    it goes anywhere. A question about one's own suggestion is answered. None: neither."""
    if not talk.roles.deputies or reading.urgency == "危急":
        return None
    said = bare(talk)
    if "民" in said and re.search(r"民\s*\d", said):
        return None
    question = asks_of_own(talk, said)
    if question is not None:
        return question
    draft = read_out(talk)
    if draft is None or len(said) < _LEAST or reading.kind in _NOT_HELD:
        return None
    return _hold(talk, draft)


def on_their_mind(talk: Talk, reading: Reading) -> bool:
    """Whether a draft was just read out to them, which an unmarked sentence is about before it is
    any matter that they bring."""
    if not talk.roles.deputies or reading.urgency == "危急":
        return False
    return not re.search(r"民\s*\d", talk.text) and read_out(talk) is not None


def rather_than_work(talk: Talk) -> Answer | None:
    """The same before other work is looked at: with a draft just read out, a sentence that would be
    an act on a case with which it shares no word is about the draft. Short orders are orders."""
    said = bare(talk)
    if re.search(r"民\s*\d", said):
        return None
    of_own = of_any(talk, said)
    if of_own is not None:
        return of_own
    if _TODAY.match(said):
        return None
    lies = on_table.on_table(talk) if _PROPOSES.match(said) and asked(talk) is None else None
    if lies is not None and "proposal" in drafts.missing(talk.session, lies):
        return _hold(talk, lies)
    draft = read_out(talk)
    wished = wish_held.held(talk, said, draft)
    if wished is not None:
        return wished
    if draft is None:
        return _about_what_was_told(talk, said)
    if (nod := added.nodded(talk, draft)) is not None:
        return Answer(nod, "deputy")
    if names_a_case(talk, said, draft):
        return None
    if OF_THE_TRADE.search(said):
        return _hold(talk, draft)
    reading = read(talk)
    # 「请明确由供电所管护」 sounds like a complaint of a body, and is what the proposal says.
    if reading.urgency == "危急":
        return None
    if is_newest(talk, draft) and _goes_onto_a_case(talk, said):
        return _hold(talk, draft)
    if len(said) < _LEAST:
        return None
    if reading.kind != "accusation" and not _taken_for_work(talk, said):
        return None
    # What sounds like an accusation is asked about as well: nobody reads it meanwhile.
    others = _NOT_HELD - {"accusation"}
    if reading.kind in others and (reading.kind != "data_rights" or _OWN_DATA.search(said)):
        return None
    return _hold(talk, draft)


#: 「请镇里一周拉一次」 with a draft that has no 建议 yet.
_PROPOSES = re.compile(
    r"^(?:建议|请|由|让|希望)(?!假|站里|问|看).{0,10}?(?:局|委|办|院|府|所|站|公司|镇|县|乡|村|上级|政府|单位|部门)[里上]?.{3,}"
)


def _about_what_was_told(talk: Talk, said: str) -> Answer | None:
    """The same of a suggestion that was the newest thing they were told of: what would be done to,
    or noted with, a case of which it says no word, or a complaint without a place."""
    if len(said) < _LEAST_OF_TOLD or (about := suggestion_newest.on_mind(talk)) is None:
        return None
    if (question := asks_of_own(talk, said)) is not None:
        return question
    reading = read(talk)
    listed = items_of(talk, "deputy")
    # What is no act on any of them may be one on the only case of a citizen.
    cases = [item for item in listed if item.pending.kind == "issue"]
    reply = reply_of(talk, "deputy", listed)
    reply = reply if reply.acts else reply_of(talk, "deputy", cases)
    # 「修好了，我看过了」 sounds content, and would be done to a citizen's case as their answer.
    others = _WISHES if reply.acts else _NOT_HELD - {"accusation", "status"}
    if reading.urgency == "危急" or reading.kind in others or is_corruption(said):
        return None
    if any(act.act in _NO_WORD_ON_IT for act in reply.acts):
        return None
    titles = {item.pending.ref: item.pending.title for item in cases}
    of_it = _share(said, about.title)
    for act in reply.acts:
        if any(_share(said, titles.get(ref, "")) for ref in act.refs) and not of_it:
            return None
        of_case = any(ref.startswith("民") for ref in act.refs)
        if act.act in _OWN_ANSWERS or (of_case and act.act not in _WORDY):
            return None
    # 「村里估算要三十多万」 names no place.
    places = [place for place in reading.places if not place.endswith("里")]
    if not reply.acts and places and not of_it:
        # What is wrong at another place is a matter of its own.
        return None
    return suggestion_newest.hold(talk, about)


#: About a task, about oneself, or a word that is listened for: done as ever.
_NO_WORD_ON_IT = frozenset({"request_leave", "report_duty", "rate", "confirm_meeting", "comment"})
_LEAST_OF_TOLD = 4
#: What a suggestion has an answer for.
_OWN_ANSWERS = frozenset(
    {"acknowledge", "co_sign", "not_co_sign", "dispute_meeting", "nobody_came"}
)
_WISHES = frozenset({"human", "withdrawal", "data_rights", "advertising"})
#: What somebody wants to see or have taken out who speaks of the own data.
_OWN_DATA = re.compile(r"信息|资料|数据|隐私|记录|我的")


def _taken_for_work(talk: Talk, said: str) -> bool:
    """Whether there is a case that would be taken for their subject, although the words name
    none: something would be done to it, or noted with it."""
    found = False
    for role in held(talk):
        listed = [item for item in items_of(talk, role) if item.pending.kind == "issue"]
        if not listed:
            continue
        reply = reply_of(talk, role, listed)
        titles = {item.pending.ref: item.pending.title for item in listed}
        for act in reply.acts:
            short = act.act not in _WORDY and len(said) <= _SHORT_ORDER
            if act.act in _THEIR_OWN or short or _PASSES_ON.search(said):
                return False
            if any(_share(said, titles.get(ref, "")) for ref in act.refs):
                return False
        if not reply.acts and any(_share(said, title) for title in titles.values()):
            return False
        found = True
    return found


def _goes_onto_a_case(talk: Talk, said: str) -> bool:
    """Whether such words would be noted with, or done to, a case of which they share no word: the
    draft is the newest thing before their eyes. A number and a plain order are for the case."""
    cases = [item for item in items_of(talk, "deputy") if item.pending.kind == "issue"]
    if not cases or len(said) < _A_WORD or NOD.fullmatch(said) or _PLAIN_ORDER.search(said):
        return False
    return not any(shares(said, item.pending.title) for item in cases)


_A_WORD = 2
_PLAIN_ORDER = re.compile(
    r"\d|请假|走访|入户|(?:去|过去|到).{0,3}[看瞧]|请站里|站里(?:先)?办|(?:转|交|派)(?:给|到)"
    r"|不(?:是|归|在|属).{0,2}(?:我|咱|俺)|待办|帮助|反映|列表|撤回|积分|[?？吗呢没]\W*$"
)


#: Acts that carry whatever was said; a long sentence is easily taken for one.
_WORDY = frozenset({"hand_over", "refer", "answer", "ask", "supplement"})
#: About oneself, whatever else is open.
_THEIR_OWN = frozenset({"request_leave", "report_duty"})
_SHORT_ORDER = 12
_PASSES_ON = re.compile(
    r"^(?:请)?(?:把)?(?:这|那)?[件个条]?(?:事)?(?:请站里)?(?:转给|转到|转交|交给|派给)"
)


def _share(said: str, title: str) -> bool:
    """Whether they have two pairs of letters in common, or the one that a short title has."""
    pairs = {title[at : at + 2] for at in range(len(title) - 1)}
    return sum(pair in said for pair in pairs) >= min(2, len(pairs)) > 0


def _hold(talk: Talk, draft: Suggestion) -> Answer:
    """Nothing of it goes out before the deputy has said what it is. A question is answered."""
    said = bare(talk)
    if ASKS_BACK.search(said):
        return Answer(one(talk, draft), "deputy")
    told = added.heard(talk, draft)
    if told is not None:
        return Answer(told, "deputy")
    return hold_words(talk, draft, part_of(said))


def hold_words(talk: Talk, draft: Suggestion, part: str) -> Answer:
    """Kept, and asked once whether they belong into that part."""
    before = _held(talk)
    earlier: list[int] = []
    if before is not None and before.case_id == draft.id:
        earlier = [*before.waiting.get("earlier", ()), before.waiting["message"]]
    exchanges.ask(
        talk.session,
        talk.contact.id,
        "words",
        now=talk.now,
        case=("suggestion", draft.id),
        act=HELD,
        message=talk.message.id,
        earlier=earlier,
        part=part,
    )
    link, name = link_to(talk.session, draft), QUESTIONS[part][0]
    if asked(talk) is not None:
        mind(talk)
        return Answer(say("writing.not_in_draft", part=name), "deputy")
    words = say("writing.whose_words", draft=name_of(draft), part=name, link=link)
    return Answer(words, "deputy")


def asks_of_own(talk: Talk, said: str) -> Answer | None:
    """「路灯这建议有几个版本」: how it stands; of its versions, how many and where they are."""
    if not _ASKS.search(said):
        return None
    meant = _meant(talk, said)
    if len(meant) != 1:
        return None
    about = meant[0]
    if not _VERSIONS.search(said):
        return Answer(one(talk, about), "deputy")
    rows = drafts.versions(talk.session, about)
    if not rows:
        return None
    day = say_date(local_day(rows[-1].at), talk.now)
    return Answer(
        say(
            "asking.versions",
            case=label(about),
            count=len(rows),
            day=day,
            link=link_to(talk.session, about),
        ),
        "deputy",
    )


def _meant(talk: Talk, said: str) -> Sequence[Suggestion]:
    own = own_of(talk)
    if number := _DRAFT_NUMBER.search(said):
        return [row for row in own if row.draft_number == int(number[1])]
    if found := _ABOUT.match(said):
        return titled(own, found["words"])
    return []
