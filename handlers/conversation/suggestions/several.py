"""What a bureau says of several of its things in one message: 「1号收到，2号也收到」, 「建1在招标，
建2完工了」. Each hears its own words; a number that two of them have is asked about, the others are
done."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.actions.suggestions import receipts
from bot.domain.workflow import Refused
from bot.domain.workflows.assignment import ASSIGNED, RESPONSIBLE, REWORK
from bot.domain.workflows.hand_over import HANDED_OVER
from bot.store.models import Assignment, HandOver
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.replies import items_of
from handlers.conversation.suggestions import named_row
from handlers.conversation.suggestions.words import bare
from handlers.deeds import ACTS, Doing
from handlers.deeds.suggestions_bureaus import say_confirmed

#: A number at the beginning of a clause or of a list: 「2号泵」 and 「3公里」 are none.
_MENTION = re.compile(
    r"(?:^|(?<=[，,；;。、\s和跟与及到])|(?<=[\d号件])(?=[建民]))"
    r"(?P<mark>民|建)?\s*(?:〔\d{1,2}[-－]\d{1,2}〕)?建?(?P<n>\d{1,5})(?P<no>号)?(?:[这那]?件|建议)?"
    r"(?!\d|[月日年点米条个户盏万元次天公里人家处%％.]|\s*[-－/])"
    r"(?(no)(?![泵井楼线路桥机站组门阀管片区沟渠灯杆塔池厂房地标]))"
)
_JOINS = "，,；;。、 \n和跟与及"
_RECEIPT = re.compile(
    r"(?:好的?|行|嗯|我们?|我局|我所|单位|这边|也|都|已经?|全部?|给|一并|一起|[，, ])*"
    r"(?:收(?:到|下|悉)?|签收|接(?:到|收|下)?|领)(?:了|啦|收到)*"
)
#: What only says that words follow, or to whom one speaks.
_HEADING = re.compile(r"(?:的|报|最新|进展|情况|办理|关于|好的?|行|嗯|我们?|[：:，, ])*")
_TOGETHER = re.compile(r"(?:一起|一并|一块儿?|合并|并案|合在一起)[^，,。]{0,4}[答回]")
_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class _Portion:
    mark: str
    number: int
    words: str


def heard(talk: Talk, bureaus: Sequence[int]) -> Answer | None:
    """None: it is of one alone, or a number in it is none of theirs. Raises Refused."""
    said = bare(talk)
    portions = _portions(said)
    if _TOGETHER.search(said):
        # One answer for all of them has its own listener.
        return None
    if len({(each.mark, each.number) for each in portions}) < _SEVERAL:
        return None
    handed = {
        item.pending.ref: item.case
        for item in items_of(talk, "bureau")
        if isinstance(item.case, HandOver)
    }
    meant = [(each, *_meant(talk, bureaus, each, handed)) for each in portions]
    if not all(row or case for _, row, case in meant):
        return None
    if all(row is None for _, row, _ in meant):
        # Of citizens' cases alone, which have their own listener.
        return None
    if any(row is None and not _RECEIPT.fullmatch(each.words) for each, row, _ in meant):
        return None
    lines: list[str] = []
    unclear: list[str] = []
    new: list[Assignment] = []
    for portion, row, case in meant:
        receipt = _RECEIPT.fullmatch(portion.words) is not None
        if row is not None and case is not None:
            unclear.append(say("handling.two_of_one_number", number=portion.number))
        elif row is not None and not receipt:
            lines.append(_on(talk, row, portion.words))
        elif row is not None and row.state == ASSIGNED:
            _received(talk, row)
            new.append(row)
        elif one := row or case:
            lines.append(_received(talk, one))
    if new:
        lines.append(say_confirmed(new, talk.now))
    return Answer("\n".join((*lines, *unclear)), "bureau")


def _portions(said: str) -> list[_Portion]:
    """Each number with the words behind it; numbers in a row share those behind the last, or those
    before the first (「收到1、2」). Empty: something else stands before them."""
    found = list(_MENTION.finditer(said))
    if len(found) < _SEVERAL:
        return []
    before = said[: found[0].start()].strip(_JOINS)
    ends = [each.start() for each in found[1:]] + [len(said)]
    words = [
        said[each.end() : end].strip(f"{_JOINS}！!") for each, end in zip(found, ends, strict=True)
    ]
    if not words[-1]:
        words[-1], before = before, ""
    if not (_HEADING.fullmatch(before) or _RECEIPT.fullmatch(before)):
        return []
    for at in reversed(range(len(words) - 1)):
        words[at] = words[at] or words[at + 1]
    if any(_HEADING.fullmatch(each) for each in words):
        # 「1进展，2号……」 is of one.
        return []
    return [
        _Portion(each["mark"] or "", int(each["n"]), text)
        for each, text in zip(found, words, strict=True)
    ]


def _meant(
    talk: Talk, bureaus: Sequence[int], portion: _Portion, handed: dict[str, HandOver]
) -> tuple[Assignment | None, HandOver | None]:
    """The suggestion and the citizen's case of that number; of a receipt only what waits for it."""
    case = handed.get(f"民{portion.number}") if portion.mark != "建" else None
    rows = receipts.find(talk.session, bureaus, portion.number) if portion.mark != "民" else ()
    rows = [one for one in rows if one.state in RESPONSIBLE]
    rows = [one for one in rows if one.suggestion.congress == "county"] or rows
    row = rows[0] if rows else None
    if row is None or case is None or not _RECEIPT.fullmatch(portion.words):
        return row, case
    waits = row.state in (ASSIGNED, REWORK)
    if waits == (case.state == HANDED_OVER):
        return row, case
    return (row, None) if waits else (None, case)


def _on(talk: Talk, row: Assignment, words: str) -> str:
    answer = named_row.on(replace(talk, text=words), row, words)
    return answer.text if answer is not None else named_row.kept(talk, row, words)


def _received(talk: Talk, case: Assignment | HandOver) -> str:
    doing = Doing(
        session=talk.session,
        now=talk.now,
        contact=talk.contact,
        roles=talk.roles,
        reader=talk.reader,
        case=case,
        fields={},
        said=talk.text,
    )
    try:
        with talk.session.begin_nested():
            return ACTS["bureau"]["confirm_receipt"](doing)
    except Refused as refused:
        return say(refused.key, **refused.fields)
