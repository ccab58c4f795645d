"""What somebody at work says to a word to many (群发): an answer, for who sent it. A word of its
text chooses it, whatever else is in their hands; without one it is the newest thing they were shown
or spoke of; where that is neither, one question. It confirms no case and is no leave."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.actions import broadcast_answers, exchanges
from bot.actions.broadcast_answers import Shown
from bot.store.models import Broadcast, Exchange, Message
from bot.texts import say
from handlers.conversation.case_numbers import NUMBER
from handlers.conversation.context import Answer, Talk
from handlers.conversation.replies import own_acts
from handlers.conversation.staff import word_senders
from handlers.conversation.staff.coming import BREATHS, asks, asks_who_comes, coming
from handlers.conversation.staff.known_cases import known_to
from handlers.conversation.staff.word_kept import (
    NOTED,
    WRITTEN,
    acts_on_work,
    fresh_ones,
    keep,
    others_named,
    own_coming,
    take,
    take_all,
    taken_as,
)
from handlers.conversation.staff.word_named import Part, length, parts, so_many, telling, words_of
from nlp.reading import Reading
from nlp.replies.references import shared_words
from nlp.things import holds_a_matter, is_wrong, things
from nlp.urgency import by_rules

_LONGEST = 80
#: Anything short, within hours: a question back, a word of how one comes.
_SHORT = 40
_ACT = broadcast_answers.WHICH
#: Nothing but that: said to all that came one behind the other.
_ONLY_NOTED = re.compile(
    r"(?:[两俩三]?[个条]?都)?(?:收到|收悉|知道|晓得|明白|了解|知悉|已阅|看到)(?:了|啦)*[，,。！!]*(?:谢谢\S{0,4})?"
)
#: Letters of a title that stand anywhere.
_NO_LETTERS = re.compile(
    r"[的了是不有在和与到来去上下会日月年天个们我你他人大中小请要通知代表\W\d]"
)
#: One's own work: a visit, a task, a suggestion, one of several, how a case stands. A sentence of
#: these is heard as such, also where the word to many was about the same.
_OF_WORK = re.compile(
    r"走访|进站|接待(?!日)|入户|任务|提醒|建议|议案|稿\s*\d|建\s*(?:〔|\d)|反映|附议|联名|联系人|满意|评价|答复|办结|签收|申退|"
    r"延期|转给|不归|网格|到哪[一]?步|咋样了|怎么样了|第[一二三四五六\d]+件|全部|全都|那[件个]案?子?$|这件|"
    r"\d{2,7}号?(?:收到|签收|同意|转)|^(?:收到|签收)\s*\d"
)
#: The day of it, and what one asks of how it goes: where more lies before them, likely about it.
_ITS_DAY = re.compile(
    r"那天|当天|到时候?|会上|几点|集合|带(?:什么|啥)|改(?:到|个|时间)|换个?时间|代替|替我|报名|参加"
)
#: 「来不了」 names no case of which it was said too.
_OF_COMING = re.compile(r"[我来去到不能了]+")
#: No case is come to in these words.
_OF_A_MEETING = re.compile(r"参加|出席|参会|到会|缺席|报名|开会|会上")
#: What no sentence to a sender reads like: a greeting, thanks, a wish for one's data.
_NOT_TO_SENDER = frozenset({"greeting", "thanks", "data_rights", "rating", "law_opinion"})
_ALL_OF_THEM = re.compile(
    r"(?:两|俩|几|三|四)[^，,。]{0,3}都|^都|全(?:都)?(?:去|来|参加)|都(?:去|来|参加|行)|^(?:两|俩|三)[个条]?$|一[个条]都"
)
_ALL_BUT = re.compile(r"除(?:了|开|去)?[^，,。]{1,12}?[，,]?(?:别的|其他的?|其它的?)?都")
#: A breath that says of coming and nothing else, beside one of another matter.
_PLAINLY = re.compile(
    r"(?:我|俺|就|也|那天|那|怕是?|会|开会|实在|所以|恐怕)*(?:(?:去|来|到|参加|赶)不(?:了|成|上)|不(?:能)?(?:去|来|参加)|请个?假|"
    r"(?:能|一定|准时)(?:去|来|到|参加)|参加|去|来)(?:了|啊|的|吧)*"
)
#: From so many on one asks which; an answer to that is not longer than this.
_SEVERAL, _CHOICE = 2, 12
_YES = re.compile(r"(?:就?是(?:的|它|这个|这条)?|对(?:的|头)?|嗯+|没错)[了吧啊，,]*[。！!]?")
_NO = re.compile(
    r"(?:都?不是(?:的|这[个条]|那[个条])?|不对|没有|哪[个条]都不是)[了吧啊，,]*[。！!]?"
)


def answered(talk: Talk, reading: Reading) -> Answer | None:
    """What becomes of an answer to a word to many; None: none was shown, or it is no answer."""
    text = talk.text.strip()
    if not talk.roles.any or not text or len(text) > _LONGEST or by_rules(text):
        return None
    if NUMBER.search(text):
        return None
    of_sender = word_senders.heard(talk)
    if of_sender is not None:
        return of_sender
    shown = broadcast_answers.shown_lately(talk.session, talk.contact.id, talk.now)
    if not shown:
        return None
    said = _said_which(talk, text, shown)
    if said is not None:
        return said
    given = parts(talk, text, shown, _row(talk, shown))
    if _is_matter(text, reading, given) and not says_who_comes(talk):
        _keep_beside(talk, text, shown, given)
        return None
    several = [(part.to.row, own_coming(talk, part.to.row, part)) for part in given]
    if given and _ALL_BUT.search(text):
        return _all_but(talk, text, shown, given)
    if len(several) >= _SEVERAL and (any(says for _, says in several) or not acts_on_work(talk)):
        return take_all(talk, several)
    named = _named(talk, text, shown)
    if named is None and len(given) == 1 and _says(given[0].to.row, given[0].bare):
        # By its day, its place in the row, or who sent it.
        named = given[0].to
    if named is not None:
        return (
            take(talk, named.row, text, _part(given, named))
            if _is_answer(talk, named.row, text)
            else None
        )
    of_several = _of_several(talk, text, shown)
    if of_several is not None:
        return of_several
    if _is_half(talk, text, shown):
        return None
    newest = _newest(talk, shown, text)
    if not _may_be_unnamed(talk, newest, text, reading):
        return None
    if not broadcast_answers.something_since(talk.session, talk.contact.id, newest, talk.now):
        either = _either(talk, shown, newest, text)
        return _ask_which(talk, either) if either else take(talk, newest.row, text)
    return _ask(talk, newest, text)


# ----------------------------------------------------------------------------- of several


def _row(talk: Talk, shown: Sequence[Shown]) -> Sequence[Shown]:
    """What 「第一个」 may be of."""
    return fresh_ones(talk, shown) if len(shown) >= _SEVERAL else ()


def _part(given: Sequence[Part], named: Shown) -> Part | None:
    return next((part for part in given if part.to.row.id == named.row.id), None)


def _of_several(talk: Talk, text: str, shown: Sequence[Shown]) -> Answer | None:
    """Of several of these hours: 「两个都去」, 「收到」 and what stands in their texts is of all of
    them; who says only that they come, or not, is asked once, by their titles."""
    fresh = fresh_ones(talk, shown)
    every = bool(_ALL_OF_THEM.search(text))
    of = [one for one in fresh if asks_who_comes(words_of(one.row))]
    says = bool(of) and own_coming(talk, of[0].row, text)
    if len(fresh) >= _SEVERAL and not says and (every or _ONLY_NOTED.fullmatch(text)):
        of = fresh if every else [one for one in fresh if one.at == one.since]
        return take_all(talk, [(one.row, "") for one in of]) if len(of) >= _SEVERAL else None
    if len(fresh) >= _SEVERAL and WRITTEN.search(text) and not any(_letters(fresh, text).values()):
        return take_all(talk, [(one.row, "") for one in fresh])
    if len(of) < _SEVERAL or not says or _newest(talk, shown, text) not in of:
        return None
    if every:
        return take_all(talk, [(one.row, own_coming(talk, one.row, text)) for one in of])
    open_ones = [one for one in of if not one.answered]
    if len(open_ones) < _SEVERAL or _ITS_DAY.search(text):
        return None
    return _ask_which(talk, [one.row for one in open_ones])


def _either(talk: Talk, shown: Sequence[Shown], newest: Shown, text: str) -> Sequence[Broadcast]:
    """Those of these hours, where they have said nothing to either, and nothing tells which."""
    fresh = fresh_ones(talk, shown)
    silent = len(fresh) >= _SEVERAL and all(one.at == one.since for one in fresh)
    if not silent or NOTED.match(text) or coming(text, words_of(newest.row)):
        return []
    hinted = any(_letters_of(words_of(one.row)) & set(text) for one in fresh)
    return [] if hinted else [one.row for one in fresh]


def _all_but(talk: Talk, text: str, shown: Sequence[Shown], given: Sequence[Part]) -> Answer | None:
    """「除了述职都行」: of all but the one that is named; that one is left open."""
    named = {part.to.row.id for part in given}
    rest = [one.row for one in fresh_ones(talk, shown) if one.row.id not in named]
    said = re.split(r"[，,]|(?=都)", text)[-1]
    open_ones = [(part.to.row, "") for part in given]
    return take_all(talk, [*((row, own_coming(talk, row, said)) for row in rest), *open_ones])


def _ask_which(talk: Talk, rows: Sequence[Broadcast]) -> Answer:
    _wait(talk, rows)
    titles = "、".join(f"“{row.title}”" for row in rows)
    return Answer(say("word.which", titles=titles), taken_as(talk))


def _wait(talk: Talk, rows: Sequence[Broadcast]) -> None:
    """Ask which is meant. What was said stands on the pages of all of them until they say it."""
    waiting: dict[str, Any] = {"message": talk.message.id, "words": [row.id for row in rows]}
    for row in rows:
        broadcast_answers.tell_sender(talk.session, row, now=talk.now)
    exchanges.ask(talk.session, talk.contact.id, "words", now=talk.now, act=_ACT, **waiting)


def _letters(shown: Sequence[Shown], text: str) -> dict[int, int]:
    """How many letters of each title are said."""
    return {one.row.id: len(_letters_of(one.row.title) & set(text)) for one in shown}


def _letters_of(words: str) -> set[str]:
    return set(_NO_LETTERS.sub("", words))


def _newest(talk: Talk, shown: Sequence[Shown], text: str) -> Shown:
    """The newest; of several the one of whose title a letter is said; for who says of coming or of
    its day, the newest that asks who comes; else, of these hours, the one of whose text."""
    letters = _letters(shown, text)
    if max(letters.values()):
        return max(shown, key=lambda one: letters[one.row.id])
    inviting = [one for one in shown if asks_who_comes(words_of(one.row))]
    if inviting and (_ITS_DAY.search(text) or coming(text, words_of(inviting[0].row))):
        return inviting[0]
    fresh = [one for one in shown if broadcast_answers.is_fresh(talk.session, one, talk.now)]
    return max(fresh, key=lambda one: len(_letters_of(one.row.text) & set(text)), default=shown[0])


# ------------------------------------------------------------------------ what is said of it


def says_who_comes(talk: Talk) -> bool:
    """Whether it says in words of a word to many that they come to that, or not: 「水库我算一个」
    is no burst dam. What rules hear as danger, or says that something is wrong, is never that."""
    text = talk.text.strip()
    if not talk.roles.any or len(text) > _SHORT or by_rules(text) or is_wrong(text):
        return False
    rows = [
        one.row for one in broadcast_answers.shown_lately(talk.session, talk.contact.id, talk.now)
    ]
    return any(length(telling(talk, text, row)) and coming(text, words_of(row)) for row in rows)


def tells_for_another(talk: Talk) -> bool:
    """「王芳打电话说来不了」 of somebody at work, where a word to many asks who comes: nobody came
    with a matter."""
    text = talk.text.strip()
    if not talk.roles.any or len(text) > _SHORT or is_wrong(text) or things(text):
        return False
    shown = broadcast_answers.shown_lately(talk.session, talk.contact.id, talk.now)
    asked = [one for one in shown if asks_who_comes(words_of(one.row))]
    return bool(asked and coming(text, words_of(asked[0].row)) and others_named(talk, text))


def _is_matter(text: str, reading: Reading, given: Sequence[Part]) -> bool:
    """A matter of its own, with a place or a thing that is wrong; 「巡河带狗行不」 only asks about
    what it names."""
    if holds_a_matter(text) or reading.urgency == "危急":
        return True
    if given and asks(text) and not is_wrong(text):
        return False
    return bool(reading.grid_code or reading.places)


def _keep_beside(talk: Talk, text: str, shown: Sequence[Shown], given: Sequence[Part]) -> None:
    """What stands beside a matter that they tell: 「俺村水管爆了，去不了」 is both."""
    plain = "，".join(breath for breath in BREATHS.split(text) if _PLAINLY.fullmatch(breath))
    fresh = [one for one in fresh_ones(talk, shown) if asks_who_comes(words_of(one.row))]
    rows = [part.to.row for part in given if plain or asks(part.text)]
    if not rows and plain and len(fresh) == 1:
        rows = [fresh[0].row]
    for row in rows[:1]:
        keep(talk, row, coming(plain, words_of(row)))
        talk.beside = say("word.beside" if plain else "word.beside_asked", who=row.maker.name)


def _is_half(talk: Talk, text: str, shown: Sequence[Shown]) -> bool:
    """「那天去不了，灯倒是亮了」: one breath is kept with it, the other is left to be heard."""
    breaths = [breath for breath in BREATHS.split(text) if breath]
    plain = [breath for breath in breaths if _PLAINLY.fullmatch(breath)]
    fresh = [one for one in fresh_ones(talk, shown) if asks_who_comes(words_of(one.row))]
    rest = "，".join(breath for breath in breaths if breath not in plain)
    if not plain or not rest or len(fresh) != 1:
        return False
    other = replace(talk, text=rest)
    if coming(rest, "") or asks(rest) or NOTED.match(rest) or _ITS_DAY.search(rest):
        return False
    if not (acts_on_work(other) or own_acts(other).acts):
        return False
    row = fresh[0].row
    keep(talk, row, coming("，".join(plain), words_of(row)))
    talk.beside, talk.text = say("word.beside", who=row.maker.name), rest
    return True


def _named(talk: Talk, text: str, shown: Sequence[Shown]) -> Shown | None:
    """The one whose words are said, the newest of equals; none where a case of theirs is named
    as well as it."""
    told = {one.row.id: telling(talk, text, one.row) for one in shown}
    weight = {n: (length(words), sum(map(len, words))) for n, words in told.items()}
    best = max(shown, key=lambda one: weight[one.row.id])
    letters, at_all = weight[best.row.id]
    if not at_all or (not letters and not _says(best.row, text)):
        return None
    return None if _names_a_case(talk, text, best.row) > at_all else best


def _names_a_case(talk: Talk, text: str, row: Broadcast) -> int:
    """How many letters of a case of theirs are said that do not stand in ``row``."""
    own = words_of(row)
    return max(
        (
            sum(
                len(word)
                for word in shared_words(text, f"{known.title}，{known.told}")
                if word not in own and not _OF_COMING.fullmatch(word)
            )
            for known in known_to(talk)
        ),
        default=0,
    )


def _is_answer(talk: Talk, row: Broadcast, text: str) -> bool:
    """Of one whose words are said: whatever is no report of one's own work, nor an act on it."""
    if _OF_WORK.search(text):
        return _says(row, text) and bool(_OF_WORK.search(words_of(row)))
    return _says(row, text) or (len(text) <= _SHORT and not acts_on_work(talk))


def _says(row: Broadcast, text: str) -> bool:
    """Whether it says of coming, takes note, says how many or asks, as one does to such a word."""
    words = words_of(row)
    noted = NOTED.match(text) or _ONLY_NOTED.search(text)
    return bool(coming(text, words) or noted or asks(text) or so_many(text, words))


def _may_be_unnamed(talk: Talk, newest: Shown, text: str, reading: Reading) -> bool:
    """Whether it may be said to the newest, though it names nothing of it."""
    words = words_of(newest.row)
    says = coming(text, words)
    if says and _ITS_DAY.search(text) and asks_who_comes(words):
        return True
    if _OF_WORK.search(text) or _names_a_case(talk, text, newest.row):
        return False
    if NOTED.match(text) or (says and (asks_who_comes(words) or not acts_on_work(talk))):
        return True
    of_its_day = _ITS_DAY.search(text) and asks(text)
    if of_its_day:
        return True
    if len(text) > _SHORT or reading.kind in _NOT_TO_SENDER or any(map(str.isdigit, text)):
        return False
    if not broadcast_answers.is_fresh(talk.session, newest, talk.now):
        return False
    return asks(text) or bool(_ITS_DAY.search(text)) or not acts_on_work(talk)


def _ask(talk: Talk, newest: Shown, text: str) -> Answer | None:
    """One question, where something else came since: of who says of coming where that was asked,
    or speaks of its day. Who says it in words of a meeting is not asked."""
    row = newest.row
    of_its_day = bool(_ITS_DAY.search(text))
    comes = coming(text, words_of(row)) and asks_who_comes(words_of(row))
    if comes and _OF_A_MEETING.search(text) and not NOTED.match(text):
        return take(talk, row, text)
    if not comes and not (of_its_day and asks(text)):
        return None
    if NOTED.match(text) or text.isdigit():
        return None
    # 「我去」 is of what came within hours.
    hours_ago = broadcast_answers.hours_before(talk.session, talk.now)
    since = replace(newest, at=max(newest.at, hours_ago))
    just_now = broadcast_answers.something_since(talk.session, talk.contact.id, since, talk.now)
    if not of_its_day and acts_on_work(talk) and (newest.answered or just_now):
        return None
    _wait(talk, [row])
    return Answer(say("word.is_it", title=row.title, who=row.maker.name), taken_as(talk))


# ------------------------------------------------------------------- which was asked about


def _said_which(talk: Talk, text: str, shown: Sequence[Shown]) -> Answer | None:
    """What 「是」, 「不是」, 「都」, a word of its title, or all of it said anew says after that
    question."""
    for asked in exchanges.open_with(talk.session, talk.contact.id, talk.now, "words"):
        if asked.waiting.get("act") != _ACT:
            continue
        about = sorted(
            (one for one in shown if one.row.id in asked.waiting["words"]),
            key=lambda one: one.since,
        )
        message = talk.session.get(Message, asked.waiting["message"])
        if _NO.fullmatch(text):
            _settle(asked, talk)
            return Answer(say("word.not_it"), taken_as(talk))
        if _YES.fullmatch(text) and len(about) >= _SEVERAL:
            titles = "、".join(f"“{one.row.title}”" for one in about)
            return Answer(say("word.which", titles=titles), taken_as(talk))
        meant = _chosen(talk, about, text)
        if not meant or message is None or message.words is None:
            continue
        _settle(asked, talk)
        first = message.words.text or ""
        for part in meant:
            now_said = own_coming(talk, part.to.row, part)
            keep(
                talk,
                part.to.row,
                "" if now_said else own_coming(talk, part.to.row, first),
                message.words_id,
            )
            if now_said:
                keep(talk, part.to.row, now_said)
        who = "、".join(dict.fromkeys(part.to.row.maker.name for part in meant))
        return Answer(say("word.kept", who=who), taken_as(talk))
    return None


def _settle(asked: Exchange, talk: Talk) -> None:
    exchanges.finish(asked, talk.now)
    asked.waiting = {**asked.waiting, "settled": True}


def _chosen(talk: Talk, about: Sequence[Shown], text: str) -> Sequence[Part]:
    """Which of those asked about is meant, and what is said of each; nothing: it is no choice."""
    given = parts(talk, text, about, about)
    if len(given) >= _SEVERAL and all(own_coming(talk, part.to.row, part) for part in given):
        return given
    if len(text) > _CHOICE:
        return []
    if (_YES.fullmatch(text) and len(about) == 1) or _ALL_OF_THEM.search(text):
        return [Part(one, text, "") for one in about]
    if len(given) == 1:
        return given
    named = [one for one in about if _letters_of(one.row.title) & set(text)]
    return [Part(named[0], text, "")] if len(named) == 1 else []
