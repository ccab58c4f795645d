"""「四个垃圾箱改六个」, 「是撞伤三个学生，不是两个」, 「“半个月来一回”这句去掉」: other words for
what stands in a draft; shown, and kept as a version."""

import re

from bot.actions.suggestions import drafts
from bot.actions.suggestions.kind import newest
from bot.domain.suggestions import QUESTIONS
from bot.store.models import Suggestion
from handlers.conversation.context import Talk
from handlers.conversation.suggestions.words import do

_QUOTES = '“”"「」《》‘’'
_COUNT = r"(?:[零一二两三四五六七八九十百千万几半\d]+[来多余]?|好几)"
_MEASURED = re.compile(rf"(?P<count>{_COUNT})(?P<of>[一-鿿]{{1,6}})")
_MEASURED_ONLY = re.compile(rf"^{_COUNT}[一-鿿]")
_LEAD = re.compile(r"^(?:刚才|刚刚|前面|上面|那个|对了|哦)[，,]?")
#: 「情况那段写错了，是……」.
_SLIP = re.compile(r"^(?:我)?[写说弄记打]错了?[，,：: ]+")
_IN_PART = re.compile(
    rf"^(?:在|把)?(?:{'|'.join(name for name, _ in QUESTIONS.values())}|题目)"
    r"(?:里头?|中|那段|部分)?的?[，,：:]?"
)
#: 「X改成Y」.
_INTO = re.compile(
    r"^(?:把|将)?(?P<wrong>[^，,。；;]{2,30}?)(?:这个词|几个字|这句)?"
    r"(?:改成|改为|改作|换成|换为|写成|说成|(?P<short>改|换))(?P<right>[^，,。；;]{1,40}?)(?:吧|了|就行|才对)?[。！!]?$"
)
#: 「不是X，是Y」, 「是Y，不是X」, 「X写错了，是Y」.
_NOT_BUT = re.compile(
    r"^(?P<before>.{0,12}?)不是(?P<wrong>[^，,。]{2,20})[，, ]*"
    r"(?:而|应该|应)?是(?P<right>[^，,。]{1,30})[。！!]?$"
)
_BUT_NOT = re.compile(
    r"^(?P<right>[^，,。]{2,40})[，, ]+(?:可)?不是(?P<wrong>[^，,。]{1,20})[。！!]?$"
)
_WRONG = re.compile(
    r"^(?P<wrong>[^，,。]{0,30}?)(?:我)?(?:[写说弄记打算](?:错|多|少|大|小)|不对|错)了?[，,。 ]+"
    r"(?:应该|应|其实)?(?:改成|改为|写成|为|是)(?P<right>[^，,。]{2,40})[。！!]?$"
)
#: 「是四百多户不是三百多户」.
_IS_NOT = re.compile(
    r"^(?:应该|应当?|其实)?是(?P<right>[^，,。]{2,30}?)[，,]?(?:而|可|并)?不是(?P<wrong>[^，,。]{2,20})[。！!]?$"
)
_OUT = re.compile(
    r"^(?:把|将)?(?P<wrong>.{2,60}?)(?:这句话?|那句话?|这几个字|这一?段)?(?:，)?(?:给我)?(?:不用写|去掉|删掉|删了|删去|拿掉|抹掉|不要)了?(?:吧)?[。！!]?$"
)


def mended(talk: Talk, draft: Suggestion, said: str) -> str | None:
    """The sentence that answers; None if it changes nothing of this draft. Raises Refused."""
    changed = in_other_words(talk, draft, said)
    if not changed:
        return None
    if len(changed) == 1:
        part, whole = next(iter(changed.items()))
        return do(talk, "answer_part", draft, part=part, text=whole)
    do(talk, "write", draft, **changed)
    return do(talk, "read_out", draft)


def in_other_words(talk: Talk, draft: Suggestion, said: str) -> dict[str, str]:
    """The parts that change by it, as they would stand then."""
    text = drafts.text_of(newest(talk.session, draft))
    given = {part: getattr(text, part) for part in drafts.PARTS}
    change = _change(said.strip(), given)
    if change is None:
        return {}
    wrong, right = change
    changed = {part: _with(text, wrong, right) for part, text in given.items() if wrong in text}
    return changed if all(changed.values()) else {}


def corrects(talk: Talk, draft: Suggestion, said: str) -> bool:
    """Whether it says which words of the draft are wrong, and which are right: nothing else,
    however dangerous the thing is of which the draft speaks."""
    text = drafts.text_of(newest(talk.session, draft))
    bare = _IN_PART.sub("", _LEAD.sub("", said.strip()))
    if not any(form.match(each) for form in (_NOT_BUT, _BUT_NOT, _WRONG) for each in (bare, said)):
        return False
    return _change(said.strip(), {part: getattr(text, part) for part in drafts.PARTS}) is not None


def _with(text: str, wrong: str, right: str) -> str:
    return re.sub(r"[，,]{2,}", "，", text.replace(wrong, right)).strip("，, ")


def _change(said: str, given: dict[str, str]) -> tuple[str, str] | None:
    """(what goes, what comes)."""
    whole = "\n".join(given.values())
    bare = _SLIP.sub("", _IN_PART.sub("", _LEAD.sub("", said)))
    if (found := _OUT.match(bare)) and found["wrong"].strip(_QUOTES) in whole:
        return found["wrong"].strip(_QUOTES), ""
    for form in (_IS_NOT, _NOT_BUT, _BUT_NOT, _WRONG, _INTO):
        for each in dict.fromkeys((bare, said)):
            found = form.match(each)
            if found is None:
                continue
            wrong, right = found["wrong"].strip(_QUOTES), found["right"].strip(_QUOTES)
            if found.groupdict().get("short") and not _MEASURED_ONLY.match(right):
                # 「管网改造」 is no order.
                continue
            change = _replaced(wrong, right, whole) or _counted(
                right, whole, clear=form in (_IS_NOT, _NOT_BUT, _WRONG)
            )
            if change is not None:
                return change
    return None


def _replaced(wrong: str, right: str, whole: str) -> tuple[str, str] | None:
    if len(wrong) < len("三处") or wrong not in whole:
        return None
    old, new = _MEASURED.match(wrong), _MEASURED.search(right)
    same = old is not None and new is not None and old["of"][0] == new["of"][0]
    if old is not None and new is not None and same and old["count"] != new["count"]:
        # 「三个学生，不是两个」: of both only the number differs.
        return wrong, new["count"] + wrong[len(old["count"]) :]
    return (wrong, right) if len(right) <= 2 * len(wrong) + 6 else None


def _counted(right: str, whole: str, *, clear: bool) -> tuple[str, str] | None:
    """「是撞伤一个学生」: the one other number of the same; ``clear``: said to be wrong, where
    「是五处」 is enough."""
    new = _MEASURED.search(right)
    if new is None or (len(new["of"]) < len("个人") and not clear):
        return None
    places = re.findall(rf"{_COUNT}{re.escape(new['of'][:3])}", whole)
    if len(places) != 1 or places[0].startswith(new["count"] + new["of"][0]):
        return None
    return places[0], new["count"] + new["of"][:3]
