"""An answer to a word to many (群发) is kept with it, and what is said back."""

import re
from collections.abc import Sequence

from sqlalchemy import literal, select

from bot.actions import broadcast_answers
from bot.actions.broadcast_answers import Shown
from bot.actions.kinds import address
from bot.domain.workflow import Party
from bot.store.models import Broadcast, BureauLiaison, Deputy, Officer
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.replies import held, items_of, reply_of
from handlers.conversation.staff.coming import asks, coming
from handlers.conversation.staff.word_named import Part, words_of

#: Words that only take note.
NOTED = re.compile(
    r"^(?:好的?(?!了)|行(?!了)|嗯+|哦|中(?!了)|可以|没问题|ok|(?:[两俩三]?[个条]?都)?(?:收到|收悉|知道|晓得|明白|清楚|了解|知悉|已阅|看到|记住|记下))",
    re.I,
)
#: What stands in its text: they need not wait for who sent it.
WRITTEN = re.compile(
    r"几[点号楼]|哪[天儿里]|在哪|啥时候?|什么时候|(?:周|星期|礼拜)几|(?:啥|什么)地方|[带交](?:啥|什么)|(?:说|讲|发)的?是?(?:啥|什么)|是(?:啥|什么)$"
)
_LETTERS_SHOWN = 120


def fresh_ones(talk: Talk, shown: Sequence[Shown]) -> list[Shown]:
    """Those of these hours, as they came, if nothing else came since."""
    newest = max(shown, key=lambda one: one.since)
    if broadcast_answers.something_since(talk.session, talk.contact.id, newest, talk.now):
        return []
    fresh = [one for one in shown if broadcast_answers.is_fresh(talk.session, one, talk.now)]
    return sorted(fresh, key=lambda one: one.since)


def others_named(talk: Talk, text: str) -> list[str]:
    """Names of others at work that are said."""
    said = literal(text)
    return [
        name
        for table in (Deputy, BureauLiaison, Officer)
        for name in talk.session.scalars(select(table.name).where(said.contains(table.name)))
        if name != talk.contact.name
    ]


def own_coming(talk: Talk, row: Broadcast, said: str | Part) -> str:
    """Whether they say that they come themselves: what is said of others is theirs to say."""
    asked = words_of(row)
    for text in (said,) if isinstance(said, str) else (said.text, said.bare):
        found = coming(text, asked)
        if found:
            return coming(text, asked, others_named(talk, text))
    return ""


def acts_on_work(talk: Talk) -> bool:
    """「亮了」 and 「我去看看」 answer an older push, whatever came since."""
    return any(reply_of(talk, role, items_of(talk, role)).acts for role in held(talk))


def keep(talk: Talk, row: Broadcast, says: str, words_id: int | None = None) -> None:
    broadcast_answers.keep(
        talk.session,
        row,
        talk.contact,
        words_id or talk.message.words_id,
        party=_party(talk),
        coming=says,
        now=talk.now,
    )


def take(talk: Talk, row: Broadcast, text: str, part: Part | None = None) -> Answer:
    says = own_coming(talk, row, part or text) or own_coming(talk, row, text)
    keep(talk, row, says)
    plain = says or NOTED.match(text)
    key = "word.question" if asks(text) and not says else "word.kept" if plain else "word.passed"
    if row.maker.contact_id == talk.contact.id:
        return Answer(say("word.own_noted", title=row.title), taken_as(talk))
    written = _as_written(talk, [row], text)
    return Answer(say(key, who=row.maker.name) + written, taken_as(talk))


def take_all(talk: Talk, said: Sequence[tuple[Broadcast, str]]) -> Answer:
    """Kept with each, with what it says of coming to that."""
    for row, says in said:
        keep(talk, row, says)
    who = "、".join(dict.fromkeys(row.maker.name for row, _ in said))
    asked = asks(talk.text) and not any(says for _, says in said)
    written = _as_written(talk, [row for row, _ in said], talk.text)
    return Answer(say("word.question" if asked else "word.kept", who=who) + written, taken_as(talk))


def _as_written(talk: Talk, rows: Sequence[Broadcast], text: str) -> str:
    """The words that were sent, where what is asked stands in them."""
    if not WRITTEN.search(text):
        return ""
    lines = []
    for row in rows:
        key = "word.as_written" if len(row.text) <= _LETTERS_SHOWN else "word.as_written_long"
        link = address(talk.session, f"/p/word/{row.id}")
        lines.append(say(key, title=row.title, text=row.text, link=link))
    return "\n" + "\n".join(lines)


def _party(talk: Talk) -> Party:
    if talk.roles.deputies:
        return Party.DEPUTY
    return Party.BUREAU if talk.roles.liaisons else Party.STATION


def taken_as(talk: Talk) -> str:
    return {Party.BUREAU: "bureau", Party.DEPUTY: "deputy"}.get(_party(talk), "station")
