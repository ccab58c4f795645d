"""What a deputy says while a part of a draft is asked for, and is not that part: a nod, that they
do not know, another suggestion, several parts at once, another part, or a question. What is none
of these is the answer to our question."""

import re

from bot.actions.suggestions import drafts
from bot.actions.suggestions.kind import name_of, newest
from bot.domain.suggestions import QUESTIONS
from bot.domain.workflows.suggestion import WRITING
from bot.store.models import Suggestion
from bot.texts import say
from handlers.conversation.context import Talk
from handlers.conversation.suggestions import newest as suggestion_newest
from handlers.conversation.suggestions.beside import asked
from handlers.conversation.suggestions.changes import with_more
from handlers.conversation.suggestions.lies_open import NOD, speaks_of
from handlers.conversation.suggestions.parts import asks_for, is_measure, says_why, why_and_measure
from handlers.conversation.suggestions.words import bare, do

_PART_NAMES = "|".join(name for name, _ in QUESTIONS.values())
_CALLED = {name: part for part, (name, _) in QUESTIONS.items()} | {
    "现状": "situation",
    "原因": "analysis",
    "主要": "analysis",
}
#: 「原因我也说不上来」, 「不知道，你看着写」, 「跳过」.
_UNKNOWN = re.compile(
    rf"^(?:(?:这|那)[个段条样]?|(?:{_PART_NAMES}|原因|为啥|为什么|卡在哪儿?)(?:这|那)?[个段条]?)?"
    rf"(?:的话)?[，, ]*(?:我"
    rf"|俺|咱)?(?:也|还|真|先|都|就|可|现在|暂时)*"
    r"(?:不(?:太|大|很)?(?:知道|清楚|晓得|明白|懂|会(?:写|说)?|好说)|说不(?:上来?|清楚?|好|来"
    r"|出来?)|[写想]不(?:出|上|好)来?"
    r"|没(?:想好|想过|细想)|拿不准|弄不清楚?|跳过|略过|下一[个段条步]"
    r"|空(?:着|下)|不(?:写|说|填)(?:这[个段条])?(?:行不?)?)(?:的|了|吧|啊|呢|去)*"
    r"(?:[，,。 ]*(?:你|您)?(?:们)?(?:看着|帮我?|替我|随便)?(?:写|弄|填|编|办|说)?(?:下面"
    r"|下一[个段条]|别的)?(?:吧|呗|了)?)?$"
)
_LABEL = re.compile(
    rf"(?:^|(?<=[；;。，,\n：: ]))(?P<part>{_PART_NAMES}|现状|原因|主要)(?:那?段)?"
    r"(?:就?是|写|方面|呢|说|[：:，, ])*"
)
#: What follows a label that is no word of the sentence itself (「建议局里装灯」 keeps it).
_CLEAR = re.compile(r"[：:]|是|呢")
#: 「就这个原因」, 「就这些了」: that they are done with the part before.
_THAT_IS_ALL = re.compile(
    r"^(?:也|主要|大概|差不多|反正)*(?:就|是|就是)(?:这|那)(?:个|些|样|么|两[个条])?(?:的)?"
    r"(?:原因|情况|问题|理由|缘故|意思|回事|事)?(?:了|吧|呗|啊|些)*[。！!]?$"
)
_LEAST = 3
#: 「先说建议吧：…」.
_THAT_PART = re.compile(
    rf"^(?:先|就|直接|那)*(?:我)?(?:说|写|讲)?(?P<part>{_PART_NAMES})(?:先)?(?:说|写)?(?:吧|的话"
    rf"|这块|部分|是)?"
    r"[：:，, ]+(?P<text>.{4,})$",
    re.DOTALL,
)
_BIDS = re.compile(
    r"^(?:我|俺)?(?:想|就)?(?:建议|请|恳请|希望|盼|要求|能不能|能否|最好|应该|应当|尽快|列入"
    r"|纳入)(?!假)"
)
_QUESTION = re.compile(
    r"(?:[?？]|[吗呢么]|不(?:行|能|可以|中|成)?不|(?<![有还从都])没有?|啥意思|什么意思|行不|中不"
    r"|成不|咋样|怎么样|咋整|咋办|咋弄)(?:啊"
    r"|呀|了)?\W*$"
)
#: 「你们食堂几点开饭」, 「有没有人管这个」: asked of us, or of anybody, without a mark at its end.
_ASKS_US = re.compile(
    r"^(?:对了|那|哎|请问|顺便问一?下?|[，, ])*"
    r"(?:有没有|你们?.{0,8}(?:几点|几号|哪天|哪儿|哪里|在哪|多少|什么时候|啥时候)|"
    r"(?:几点|几号|啥时候|什么时候).{0,6}(?:上班|下班|开会|开门|开饭|放假))"
)
_LONGEST_QUESTION = 20


def heard(talk: Talk, draft: Suggestion, part: str) -> str | None:
    """What is answered; None: it is the part. Raises Refused."""
    said = bare(talk)
    if NOD.fullmatch(said) or _THAT_IS_ALL.match(said):
        return _nodded(talk, draft, part)
    if _UNKNOWN.match(said):
        return do(talk, "skip_part", draft, part=part)
    found = _THAT_PART.match(said)
    if found is not None:
        return _into(talk, draft, _CALLED[found["part"]], found["text"].strip())
    both = why_and_measure(said) if part != "proposal" else None
    if both is not None and min(map(len, both)) >= _LEAST:
        measure = with_more(talk, draft, "proposal", both[1])
        return do(talk, "answer_parts", draft, **{part: both[0], "proposal": measure})
    bids = _BIDS.match(said) and asks_for(said) and not says_why(said)
    if (part != "proposal" and bids) or (part == "analysis" and is_measure(said)):
        return _into(talk, draft, "proposal", said)
    return None


def several(talk: Talk) -> str | None:
    """「情况是…；原因是…；建议…」: each piece where it belongs. Raises Refused."""
    waiting = asked(talk)
    draft = talk.session.get(Suggestion, waiting.case_id) if waiting is not None else None
    if waiting is None or draft is None or draft.state not in WRITING:
        return None
    told = _several(talk, draft, str(waiting.waiting["part"]), bare(talk))
    return do(talk, "answer_parts", draft, **told) if told is not None else None


def asks(talk: Talk, draft: Suggestion, said: str) -> bool:
    """Whether it is a question to somebody, and none that the draft puts (「这渠归谁管」)."""
    short = len(said) <= _LONGEST_QUESTION
    asked_so = _QUESTION.search(said) or _ASKS_US.match(said)
    return bool(short and asked_so) and not speaks_of(talk, draft, said)


def _nodded(talk: Talk, draft: Suggestion, part: str) -> str | None:
    """「嗯嗯」, 「好」: the question again, if nothing was put before them since."""
    waiting, told = asked(talk), suggestion_newest.last_told(talk)
    if waiting is None or (told is not None and told.created_at > waiting.asked_at):
        return None
    name, question = QUESTIONS[part]
    return say("writing.nod_part", case=name_of(draft), part=name, question=question)


def _into(talk: Talk, draft: Suggestion, part: str, text: str) -> str:
    return do(talk, "answer_part", draft, part=part, text=with_more(talk, draft, part, text))


def _several(talk: Talk, draft: Suggestion, part: str, said: str) -> dict[str, str] | None:
    """The parts that one sentence tells, by their names in it; what stands before the first is the
    one that was asked for."""
    marks = list(_LABEL.finditer(said))
    if part == "proposal" or not marks:
        return None
    first = said[: marks[0].start()].strip("，,；;。\n ")
    pieces = [(part, first)] if first else []
    for at, mark in enumerate(marks):
        end = marks[at + 1].start() if at + 1 < len(marks) else len(said)
        begin = mark.end() if _CLEAR.search(mark[0]) else mark.start()
        pieces.append((_CALLED[mark["part"]], said[begin:end].strip("，,；;。：:\n ")))
    written = drafts.text_of(newest(talk.session, draft))
    found: dict[str, str] = {}
    for name, text in pieces:
        if len(text) < _LEAST or name in found or getattr(written, name):
            return None
        found[name] = text
    return found if len(found) > 1 else None
