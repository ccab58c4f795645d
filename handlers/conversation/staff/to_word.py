"""What somebody at work says to a word to many (群发): an answer, for who sent it. A word of its
text chooses it, whatever else is in their hands; without one it is the newest thing they were shown
or spoke of; where that is neither, one question. It confirms no case and is no leave."""

import re
from collections.abc import Sequence
from typing import Any

from bot.actions import broadcast_answers, exchanges
from bot.actions.broadcast_answers import Shown
from bot.domain.workflow import Party
from bot.store.models import Broadcast, Exchange, Message
from bot.texts import say
from handlers.conversation.case_numbers import NUMBER
from handlers.conversation.context import Answer, Talk
from handlers.conversation.replies import held, items_of, reply_of
from handlers.conversation.staff.coming import asks, asks_who_comes, coming
from handlers.conversation.staff.known_cases import known_to
from nlp.reading import Reading
from nlp.replies.references import shared_words
from nlp.things import holds_a_matter, is_wrong
from nlp.urgency import by_rules

_LONGEST = 80
#: Anything short, within hours: a question back, a word of how one comes.
_SHORT = 40
_ACT = broadcast_answers.WHICH
#: Words that only take note.
_NOTED = re.compile(
    r"^(?:好的?|行|嗯+|哦|中|可以|没问题|ok|收到|收悉|知道|晓得|明白|清楚|了解|知悉|已阅|看到|记住|记下)",
    re.I,
)
#: Shared with any word to many: they choose none. People, and the request to answer.
_CHOOSES_NONE = re.compile(
    r"(?:上午|下午|晚上|明天|后天|今天|那天|各位|大家|代表|同志|领导|请|镇政府|村里|镇里|县里|参加|能来的?|来不来?|告诉|"
    r"回个?话|回一?[句声]|说一?声|有事|不想|想不想|需要|安排|时间|地点|收到|可以|准时|不能|一个|的)+"
)
#: A day or an hour of it: chooses it for who says of coming or asks, not for a report.
_WHEN = re.compile(
    r"(?:下|本|这)?(?:周|星期|礼拜)[一二三四五六日天]|(?:\d+|[一二三四五六七八九十]+)[月日号点]半?|月底|年底|周末|(?:上|下)午|晚上"
)
#: Letters of a title that stand anywhere.
_NO_LETTERS = re.compile(
    r"[的了是不有在和与到来去上下会日月年天个们我你他人大中小请要通知代表\W\d]"
)
#: 「订几份告诉我」 is answered by 「我订两份」.
_HOW_MANY = re.compile(r"几([份个人位辆套名本斤])")
#: 「7号我来」 speaks of 「12月7日」.
_DAY = re.compile(r"(\d{1,2})[日号]")
_SO_MANY = "[一二两三四五六七八九十\\d]+"
#: One's own work: a visit, a task, a suggestion, one of several, how a case stands. A sentence of
#: these is heard as such, also where the word to many was about the same.
_OF_WORK = re.compile(
    r"走访|进站|接待(?!日)|入户|任务|提醒|建议|议案|稿\s*\d|建\s*(?:〔|\d)|反映|附议|联名|联系人|满意|评价|答复|办结|签收|申退|"
    r"延期|转给|不归|网格|到哪[一]?步|咋样了|怎么样了|第[一二三四五六\d]+件|全部|全都|那[件个]案?子?$|这件|"
    r"\d{2,7}号?(?:收到|签收|同意|转)|^(?:收到|签收)\s*\d"
)
#: The day of it, and what one asks of how it goes: where more lies before them, likely about it.
_ITS_DAY = re.compile(
    r"那天|当天|到时候?|会上|几点|集合|带(?:什么|啥)|改(?:到|个|时间)|换个?时间|代替|替我"
)
#: What no sentence to a sender reads like: a greeting, thanks, a wish for one's data.
_NOT_TO_SENDER = frozenset({"greeting", "thanks", "data_rights", "rating", "law_opinion"})
_ALL_OF_THEM = re.compile(
    r"(?:两|俩|几|三|四)[^，,。]{0,3}都|^都|全(?:都)?(?:去|来|参加)|都(?:去|来|参加|行)"
)
#: From so many on one asks which; an answer to that is not longer than this.
_SEVERAL, _CHOICE = 2, 12
_YES = re.compile(r"(?:就?是(?:的|它|这个|这条)?|对(?:的|头)?|嗯+|没错)[了吧啊，,]*[。！!]?")
_NO = re.compile(r"(?:不是(?:的|这个|这条)?|不对|没有)[了吧啊，,]*[。！!]?")


def answered(talk: Talk, reading: Reading) -> Answer | None:
    """What becomes of an answer to a word to many; None: none was shown, or it is no answer."""
    text = talk.text.strip()
    if not talk.roles.any or not text or len(text) > _LONGEST or by_rules(text):
        return None
    shown = broadcast_answers.shown_lately(talk.session, talk.contact.id, talk.now)
    if not shown or NUMBER.search(text):
        return None
    said = _said_which(talk, text, shown)
    if said is not None:
        return said
    if _is_matter(text, reading) and not says_who_comes(talk):
        return None
    named = _named(talk, text, shown)
    if named is not None:
        return _take(talk, named.row, text) if _is_answer(talk, named.row, text) else None
    both = _of_several(talk, text, shown)
    if both is not None:
        return both
    newest = _newest(shown, text)
    if not _may_be_unnamed(talk, newest, text, reading):
        return None
    if not broadcast_answers.something_since(talk.session, talk.contact.id, newest, talk.now):
        return _take(talk, newest.row, text)
    return _ask(talk, newest, text)


def _of_several(talk: Talk, text: str, shown: Sequence[Shown]) -> Answer | None:
    """Who says only that they come, or not, where several of these hours ask that: 「两个都去」 is
    of all of them, 「行」 is asked about once, by their titles."""
    of = [
        one
        for one in shown
        if asks_who_comes(_words_of(one.row))
        and broadcast_answers.is_fresh(talk.session, one, talk.now)
    ]
    says = of and coming(text, _words_of(of[0].row))
    if len(of) < _SEVERAL or not says or _newest(shown, text) not in of[:1]:
        return None
    if _ALL_OF_THEM.search(text):
        for one in of:
            _take(talk, one.row, text)
        who = "、".join(dict.fromkeys(one.row.maker.name for one in of))
        return Answer(say("word.kept", who=who), _taken_as(talk))
    open_ones = [one for one in of if not one.answered]
    if len(open_ones) < _SEVERAL or _ITS_DAY.search(text):
        return None
    _wait(talk, [one.row for one in open_ones])
    titles = "、".join(f"“{one.row.title}”" for one in open_ones)
    return Answer(say("word.which", titles=titles), _taken_as(talk))


def _wait(talk: Talk, rows: Sequence[Broadcast]) -> None:
    """Ask which is meant. What was said stands on the pages of all of them until they say it."""
    waiting: dict[str, Any] = {"message": talk.message.id, "words": [row.id for row in rows]}
    for row in rows:
        broadcast_answers.tell_sender(talk.session, row, now=talk.now)
    exchanges.ask(talk.session, talk.contact.id, "words", now=talk.now, act=_ACT, **waiting)


def _newest(shown: Sequence[Shown], text: str) -> Shown:
    """The newest; of several the one of whose title a letter is said; for who says of coming or of
    its day, the newest that asks who comes."""
    letters = {
        one.row.id: len(set(_NO_LETTERS.sub("", one.row.title)) & set(text)) for one in shown
    }
    if max(letters.values()):
        return max(shown, key=lambda one: letters[one.row.id])
    inviting = [one for one in shown if asks_who_comes(_words_of(one.row))]
    of_it = inviting and (_ITS_DAY.search(text) or coming(text, _words_of(inviting[0].row)))
    return inviting[0] if of_it else shown[0]


def says_who_comes(talk: Talk) -> bool:
    """Whether it says in words of a word to many that they come to that, or not: 「水库我算一个」
    is no burst dam. What rules hear as danger, or says that something is wrong, is never that."""
    text = talk.text.strip()
    if not talk.roles.any or len(text) > _SHORT or by_rules(text) or is_wrong(text):
        return False
    shown = broadcast_answers.shown_lately(talk.session, talk.contact.id, talk.now)
    texts = [_words_of(one.row) for one in shown]
    return any(_length(_telling(text, words)) and coming(text, words) for words in texts)


def _words_of(row: Broadcast) -> str:
    return f"{row.title}，{row.text}"


def _is_matter(text: str, reading: Reading) -> bool:
    """A matter of its own, with a place or a thing that is wrong."""
    somewhere = reading.grid_code or reading.places
    return bool(somewhere or reading.urgency == "危急" or holds_a_matter(text))


def _named(talk: Talk, text: str, shown: Sequence[Shown]) -> Shown | None:
    """The one whose words are said, the newest of equals; none where a case of theirs is named
    as well as it."""
    told = {one.row.id: _telling(text, _words_of(one.row)) for one in shown}
    weight = {n: (_length(words), sum(map(len, words))) for n, words in told.items()}
    best = max(shown, key=lambda one: weight[one.row.id])
    length, at_all = weight[best.row.id]
    if not at_all or (not length and not _says(best.row, text)):
        return None
    return None if _names_a_case(talk, text, best.row) > at_all else best


def _telling(text: str, words: str) -> list[str]:
    """The words that choose among several, and of how many one was asked to say."""
    shared = [word for word in shared_words(text, words) if not _CHOOSES_NONE.fullmatch(word)]
    days = set(_DAY.findall(words)) & set(_DAY.findall(text))
    return [*shared, *_so_many(text, words), *(f"{day}日" for day in days)]


def _so_many(text: str, words: str) -> list[str]:
    counted = (re.search(_SO_MANY + unit, text) for unit in _HOW_MANY.findall(words))
    return [found[0] for found in counted if found]


def _length(words: Sequence[str]) -> int:
    """How many letters of them are more than a day or an hour."""
    return sum(len(word) for word in words if not _WHEN.fullmatch(word))


def _names_a_case(talk: Talk, text: str, row: Broadcast) -> int:
    """How many letters of a case of theirs are said that do not stand in ``row``."""
    own = _words_of(row)
    return max(
        (
            sum(len(w) for w in shared_words(text, f"{known.title}，{known.told}") if w not in own)
            for known in known_to(talk)
        ),
        default=0,
    )


def _is_answer(talk: Talk, row: Broadcast, text: str) -> bool:
    """Of one whose words are said: whatever is no report of one's own work, nor an act on it."""
    if _OF_WORK.search(text):
        return _says(row, text) and bool(_OF_WORK.search(_words_of(row)))
    return _says(row, text) or (len(text) <= _SHORT and not _acts_on_work(talk, text))


def _says(row: Broadcast, text: str) -> bool:
    """Whether it says of coming, takes note, says how many or asks, as one does to such a word."""
    words = _words_of(row)
    says = coming(text, words) or _NOTED.match(text) or asks(text) or _so_many(text, words)
    return bool(says)


def _may_be_unnamed(talk: Talk, newest: Shown, text: str, reading: Reading) -> bool:
    """Whether it may be said to the newest, though it names nothing of it."""
    if _OF_WORK.search(text) or _names_a_case(talk, text, newest.row):
        return False
    if coming(text, _words_of(newest.row)) or _NOTED.match(text):
        return True
    if len(text) > _SHORT or reading.kind in _NOT_TO_SENDER or any(map(str.isdigit, text)):
        return False
    of_its_day = _ITS_DAY.search(text) and asks(text)
    if not of_its_day and not broadcast_answers.is_fresh(talk.session, newest, talk.now):
        return False
    return asks(text) or bool(_ITS_DAY.search(text)) or not _acts_on_work(talk, text)


def _acts_on_work(talk: Talk, text: str) -> bool:
    """「亮了」 and 「我去看看」 answer an older push, whatever came since."""
    return any(reply_of(talk, role, items_of(talk, role)).acts for role in held(talk))


def _take(talk: Talk, row: Broadcast, text: str, words_id: int | None = None) -> Answer:
    says = coming(text, _words_of(row))
    broadcast_answers.keep(
        talk.session,
        row,
        talk.contact,
        words_id or talk.message.words_id,
        party=_party(talk),
        coming=says,
        now=talk.now,
    )
    plain = says or _NOTED.match(text)
    key = "word.question" if asks(text) and not says else "word.kept" if plain else "word.passed"
    return Answer(say(key, who=row.maker.name), _taken_as(talk))


def _ask(talk: Talk, newest: Shown, text: str) -> Answer | None:
    """One question, where something else came since: of who says of coming where that was asked,
    or speaks of its day."""
    row = newest.row
    of_its_day = bool(_ITS_DAY.search(text))
    comes = coming(text, _words_of(row)) and asks_who_comes(_words_of(row))
    if not comes and not (of_its_day and asks(text)):
        return None
    if _NOTED.match(text) or (not of_its_day and _acts_on_work(talk, text)):
        return None
    _wait(talk, [row])
    return Answer(say("word.is_it", title=row.title, who=row.maker.name), _taken_as(talk))


def _said_which(talk: Talk, text: str, shown: Sequence[Shown]) -> Answer | None:
    """What 「是」, 「不是」, 「都」 or a word of its title says after that question."""
    for asked in exchanges.open_with(talk.session, talk.contact.id, talk.now, "words"):
        if asked.waiting.get("act") != _ACT:
            continue
        rows = [one.row for one in shown if one.row.id in asked.waiting["words"]]
        message = talk.session.get(Message, asked.waiting["message"])
        if _NO.fullmatch(text):
            _settle(talk, asked)
            return Answer(say("word.not_it"), _taken_as(talk))
        meant = _chosen(rows, text)
        if not meant or message is None or message.words is None:
            continue
        _settle(talk, asked)
        said = [_take(talk, row, message.words.text or "", message.words_id) for row in meant]
        return said[0]
    return None


def _settle(talk: Talk, asked: Exchange) -> None:
    exchanges.finish(asked, talk.now)
    asked.waiting = {**asked.waiting, "settled": True}


def _chosen(rows: Sequence[Broadcast], text: str) -> Sequence[Broadcast]:
    """Which of those asked about is meant by so short a word; nothing: it is no choice."""
    if len(text) > _CHOICE:
        return []
    if (_YES.fullmatch(text) and len(rows) == 1) or (_ALL_OF_THEM.search(text) and rows):
        return rows
    named = [row for row in rows if _shares(row.title, text)]
    return named if len(named) == 1 else []


def _shares(title: str, text: str) -> bool:
    return bool(set(_NO_LETTERS.sub("", title)) & set(text))


def _party(talk: Talk) -> Party:
    if talk.roles.deputies:
        return Party.DEPUTY
    return Party.BUREAU if talk.roles.liaisons else Party.STATION


def _taken_as(talk: Talk) -> str:
    return {Party.BUREAU: "bureau", Party.DEPUTY: "deputy"}.get(_party(talk), "station")
