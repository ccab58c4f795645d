"""Words of a deputy that would open a citizen's matter although they are likely about the own
draft, which was read out just now: they go out to nobody before the deputy has said so. Questions
about one's own suggestions open none either."""

import re
from collections.abc import Sequence
from datetime import timedelta

from bot.actions import exchanges
from bot.actions.casework import label
from bot.actions.suggestions import drafts
from bot.actions.suggestions.kind import link_to, name_of, newest, say_date
from bot.domain.calendars import local_day
from bot.domain.suggestions import QUESTIONS
from bot.domain.workflows.suggestion import WRITING
from bot.store.models import Exchange, Message, Suggestion
from bot.texts import say
from handlers.conversation import suggestion_items as items
from handlers.conversation.constituents import as_constituent
from handlers.conversation.context import Answer, Talk
from handlers.conversation.reading import read
from handlers.conversation.suggestion_asked import one, own_of
from handlers.conversation.suggestion_beside import asked
from handlers.conversation.suggestion_words import bare, do, titled
from nlp.reading import Reading

#: What the conversation waits for: whether held words belong to the draft.
_HELD = "draft_words"
_JUST_NOW = timedelta(minutes=30)
#: Shorter words say nothing that one could put into a text.
_LEAST = 6
#: What is plainly for somebody else: said as ever.
_NOT_HELD = frozenset(
    {"status", "human", "withdrawal", "data_rights", "advertising", "accusation", "thanks", "chat"}
)
_PARTS = {name: part for part, (name, _) in QUESTIONS.items()} | {"题目": "title"}
_CHOSEN = re.compile(
    r"^(?:是|就是|写进|写到|放进|放到|加到|换到|换成|改)?(?P<part>情况|分析|建议|题目)(?:里|吧|的|那段|部分)*[。！!]?$"
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
    held = _held(talk)
    if held is None:
        return None
    before = talk.session.get(Message, held.waiting.get("message"))
    text = before.words.text if before is not None and before.words is not None else None
    draft = talk.session.get(Suggestion, held.case_id)
    if before is None or text is None or draft is None:
        return None
    said = bare(talk)
    if found := _CHOSEN.match(said):
        if draft.state not in WRITING:
            return None
        exchanges.finish(held, talk.now)
        part = _PARTS[found["part"]]
        return Answer(do(talk, "answer_part", draft, part=part, text=text.strip()), "deputy")
    if _ANOTHER.match(said):
        exchanges.finish(held, talk.now)
        # As if it had been said now: nothing of it was passed on.
        talk.message, talk.text = before, text
        return as_constituent(talk, read(talk))
    return None


def _held(talk: Talk) -> Exchange | None:
    rows = exchanges.open_with(talk.session, talk.contact.id, talk.now, "words")
    return next((row for row in reversed(rows) if row.waiting.get("act") == _HELD), None)


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
    draft = _read_out(talk)
    if draft is None or len(said) < _LEAST or reading.kind in _NOT_HELD:
        return None
    exchanges.ask(
        talk.session,
        talk.contact.id,
        "words",
        now=talk.now,
        case=("suggestion", draft.id),
        act=_HELD,
        message=talk.message.id,
    )
    return Answer(say("writing.whose_words", draft=name_of(draft)), "deputy")


def _read_out(talk: Talk) -> Suggestion | None:
    """The draft that is whole, and was written just now."""
    if asked(talk) is not None:
        return None
    for draft in items.own_drafts(talk)[:3]:
        text = newest(talk.session, draft)
        if text is not None and talk.now - text.at < _JUST_NOW:
            return None if drafts.missing(talk.session, draft) else draft
    return None


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
