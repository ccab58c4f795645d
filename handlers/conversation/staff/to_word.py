"""「收到，一定参加」 right after a word to many: an answer to it, for who sent it. It confirms no
case and is no leave from visits; who was shown something newer speaks of that."""

import re

from bot.actions import broadcast_answers
from bot.domain.workflow import Party
from bot.store.models import Broadcast
from bot.texts import say
from handlers.conversation.case_numbers import NUMBER
from handlers.conversation.context import Answer, Talk
from handlers.conversation.replies import held, items_of, reply_of
from nlp.reading import Reading
from nlp.replies.references import shared_words
from nlp.urgency import by_rules

_LONGEST = 80
#: Not come, be away, be ill.
_MISSES = re.compile(
    r"(?:去|来|到|参加|出席|赶|回|走|脱|抽)不(?:了|成|及|开|上|到|过[去来])|不(?:能|去|来|参加|出席)|没法|没空|没时间|"
    r"没办法|有(?:个|点|别的|其他|要紧的?)?(?:急|私|家|要紧)?事|请(?:个|一?天)?[病事]?假|出差|在外(?:地|面)|住院|生病|缺席|冲突|走不脱"
)
#: Come, be there.
_COMES = re.compile(
    r"参加|出席|准时|按时|一定(?:去|来|到)|会(?:去|来|到)|我(?:去|来|到)|能(?:去|来|到)|(?:去|来|到)的|到会|到场"
)
#: Words that only take note.
_NOTED = re.compile(
    r"^(?:好的?|行|嗯+|哦|中|可以|没问题|ok|收到|收悉|知道|晓得|明白|清楚|了解|知悉|已阅|看到|记住|记下)",
    re.I,
)
#: Asked about where, when and how.
_ASKS = re.compile(
    r"几点|什么时候|啥时候|在哪|哪里|地点|地方在|带(?:什么|啥)|改(?:到|个|时间)|换个?时间|晚(?:点|一?会)|迟到|代替|谁去"
)
#: Of one's own work: a visit, the tasks, a suggestion, one of several.
_OTHER = re.compile(
    r"走访|进站|接待|入户|任务|提醒|稿\s*\d|建\s*(?:〔|\d)|第[一二三四五六\d]+件|全部|全都|那[件个]|这件|\d{2,7}号?(?:收到|签收|同意|转)|"
    r"^(?:收到|签收)\s*\d"
)
_NO_MORE_THAN = 12
#: Anything short, within hours: a question back, a word of how one comes.
_SHORT = 40
_QUESTION = re.compile(
    r"[?？]|(?:吗|么|不|没|没有|呢|啊|咋办|行不行|可不可以|能不能)[。！!]*$|哪|啥|什么|怎么|多久|几[个点位天]|要不要|用不用|还是"
)
#: Of the work with suggestions, of data, of a case that is under way.
_OF_WORK = re.compile(
    r"建议|议案|反映|附议|联名|联系人|满意|评价|答复|办结|签收|申退|延期|转给|到哪[一]?步|咋样了|怎么样了|不归|网格"
)
_MAY_BE = frozenset({"policy_question", "unclear", "problem", "supplement"})


def answered(talk: Talk, reading: Reading) -> Answer | None:
    """What becomes of an answer to a word to many; None: none was shown last, or it is no
    answer to it. Within hours every short sentence is one that is no matter of its own: a
    question back to the sender becomes no case."""
    text = talk.text.strip()
    if not talk.roles.any or not text or len(text) > _LONGEST:
        return None
    if NUMBER.search(text) or by_rules(text):
        return None
    coming = _coming(text)
    plain = bool(coming or _NOTED.match(text) or _ASKS.search(text))
    if not plain and not _may_be_to_sender(talk, text, reading):
        return None
    row = broadcast_answers.shown_last(talk.session, talk.contact.id, talk.now, fresh=not plain)
    if row is None:
        return None
    if not plain and _acts_on_work(talk, text):
        return None
    if _of_own_work(talk, row, text, plain=bool(coming) or not plain):
        return None
    role = _party(talk)
    broadcast_answers.keep(
        talk.session,
        row,
        talk.contact,
        talk.message.words_id,
        party=role,
        coming=coming,
        now=talk.now,
    )
    asks = _ASKS.search(text) or (not plain and _QUESTION.search(text))
    key = "word.question" if asks and not coming else "word.kept" if plain else "word.passed"
    taken_as = {Party.BUREAU: "bureau", Party.DEPUTY: "deputy"}.get(role, "station")
    return Answer(say(key, who=row.maker.name), taken_as)


def _may_be_to_sender(talk: Talk, text: str, reading: Reading) -> bool:
    """Short, and no matter with a place, nothing about anybody, nothing of one's own work."""
    matter = reading.grid_code or reading.places or reading.avoid or reading.urgency != "普通"
    return (
        2 <= len(text) <= _SHORT
        and reading.kind in _MAY_BE
        and not matter
        and not any(sign.isdigit() for sign in text)
        and not _OF_WORK.search(text)
    )


def _acts_on_work(talk: Talk, text: str) -> bool:
    """「亮了」 and 「我去看看」 answer an older push, whatever came since; a question none."""
    if _QUESTION.search(text):
        return False
    return any(reply_of(talk, role, items_of(talk, role)).acts for role in held(talk))


def _coming(text: str) -> str:
    if _MISSES.search(text):
        return broadcast_answers.MISSES
    return broadcast_answers.COMES if _COMES.search(text) and not _ASKS.search(text) else ""


def _of_own_work(talk: Talk, row: Broadcast, text: str, *, plain: bool) -> bool:
    """Whether it names a case of theirs, or tells more of something than an answer does."""
    said = f"{row.title}，{row.text}"
    here = bool(shared_words(text, said))
    if _OTHER.search(text) and not here:
        return True
    if len(text) > _NO_MORE_THAN and not plain and not here and not _ASKS.search(text):
        return True
    theirs = (item for role in held(talk) for item in items_of(talk, role))
    return any(
        set(shared_words(text, item.pending.title)) - set(shared_words(text, said))
        for item in theirs
    )


def _party(talk: Talk) -> Party:
    if talk.roles.deputies:
        return Party.DEPUTY
    return Party.BUREAU if talk.roles.liaisons else Party.STATION
