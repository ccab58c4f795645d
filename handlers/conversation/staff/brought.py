"""A matter that somebody at work brings: what people told them (「四组老乡反映机耕道叫水冲断了」),
what they saw in their own grid, or their own (「西坪村健身步道塌了一截」 of a bureau's person who
lives there). It is opened as anybody's is, where they are at home if no place is said, and is never
a note in somebody else's case. What may be of a case of theirs is left to who reads that."""

import re
from dataclasses import replace

from bot.actions import places
from bot.store.models import Grid
from bot.texts import say
from handlers.conversation.case_numbers import named
from handlers.conversation.citizen.belonging import ANOTHER
from handlers.conversation.citizen.matters import new_matter
from handlers.conversation.context import Answer, Talk
from handlers.conversation.how_far import is_not_yet, is_surely_done
from handlers.conversation.reading import read
from handlers.conversation.replies import held, items_of, reply_of
from handlers.conversation.staff import kept, walk_ins, which_case
from handlers.conversation.staff.carrying_out import ask_whether
from handlers.conversation.staff.known_cases import Known, known_to, running
from handlers.conversation.staff.own_matter import (
    asks_or_orders,
    is_far,
    is_theirs,
    wants_to_report,
)
from handlers.conversation.staff.who_came import Told
from nlp.corruption import is_corruption
from nlp.reading import Reading
from nlp.things import Things, holds_a_matter, is_wrong, things

_MATTERS = frozenset({"problem", "project_wish", "policy_question", "accusation"})
#: Of these a reader of replies makes more than a matter: a visit, a leave.
_DUTIES = frozenset({"report_duty", "report_reception", "request_leave", "take", "request_return"})
#: 「二组有几户…」: a place of their own grid.
_GROUP = re.compile(r"[一二三四五六七八九十\d]{1,3}(?:组|队|社(?!区))|网格|村口|村头|校门口|学校")
_REPORTED = re.compile(r"反映|反应|投诉|跟我|给我|向我|找我|拉着我|问我|有人")
#: 「这个我知道，村里没钱修」 is of what was just shown.
_THIS = re.compile(r"(?:这|那)(?:个|件|事|条|边)")
_WISHES = re.compile(r"(?:都)?(?:盼|希望|要求|想要|巴望)")
#: 「三组」 of both names no case.
_UNIT = re.compile(r"第?[一二三四五六七八九十\d]{1,3}(?:组|队|社(?!区))")
_WELL = re.compile(
    r"(?:都|挺|很|一切|没(?:啥|什么|有)?)(?:好|正常|事|问题|毛病)(?:的|着|呢|了)*\W*$"
)
_ORDERS = re.compile(
    r"(?:转|交)给?[一-鿿]{2,10}|站里(?:办|转|先|给)|同意|退回|归[^，,。]{1,8}管|再办|办结|收到|^(?:这|那)?(?:个|件|事)*(?:不归|不属于?|不该)(?:我|俺|咱)们"
)


#: 「小王回来说堵得厉害」 of who was sent there.
_COLLEAGUE = re.compile(
    r"^(?:我们|俺们|咱们)?(?:[小老][一-鿿]|师傅们?|工人们?|所里|队里|他们)[^，,。]{0,3}(?:回来|去?看[了过完]|查[了过完])"
)


def brought(talk: Talk, reading: Reading) -> Answer | None:
    """Opened, or None: it is not surely a matter that none of their cases is."""
    if not talk.roles.any or reading.urgency == "危急" or named(talk.text):
        return None
    if not _is_of_the_people(talk) and _COLLEAGUE.match(talk.text.strip()):
        return None
    told = walk_ins.told(talk)
    said = told.said if told is not None else talk.text.strip()
    if told is not None and walk_ins.is_an_answer(told):
        return _asked(talk, said, reading)
    if (
        is_not_yet(said)
        or _THIS.match(said)
        or _WELL.search(said)
        or asks_or_orders(said, reading.places)
    ):
        return None
    if _ORDERS.search(said) or kept.promises(said):
        return None
    if is_surely_done(said) and not (holds_a_matter(said) or _WISHES.match(said)):
        return None
    own = told is not None or wants_to_report(said) or is_theirs(said)
    then = replace(talk, text=said)
    found = read(then) if told is not None else reading
    if found.kind == "accusation" and found.avoid and is_corruption(said):
        # 「有人举报村会计吃回扣」 lies on no other case, and its own lies above who is named.
        return _opened(talk, then, found, told)
    if not _is_a_matter(said, found, own=own) or (not own and is_far(said)):
        return None
    # 「俺家楼道灯坏了，想反映一下」 of a bureau's person who has another's lamp in hand.
    plainly = told is None and is_theirs(said) and wants_to_report(said)
    if _does_a_duty(talk) or (not plainly and _is_called(talk, then, found)):
        return None
    if not plainly and not _is_new(talk, said, found, own=own, reported=told is not None):
        return _asked(talk, said, found) if told is not None else None
    return _opened(talk, then, found, told)


def _opened(talk: Talk, then: Talk, found: Reading, told: Told | None) -> Answer:
    if is_for_others(talk, then.text):
        return walk_ins.enter(talk, told or Told(then.text, "walk_in"))
    answer = new_matter(then, found)
    talk.message.issue_id = answer.issue_id
    return replace(answer, text=answer.text + say("role.taken_as_constituent"))


def _asked(talk: Talk, said: str, found: Reading) -> Answer | None:
    """「村民说灯又暗了」 of the only lamp that is theirs: asked, where it is no act on it."""
    about = things(said, found.places)
    same = [case for case in known_to(talk) if case.open and _is_of(case, about)]
    if len(same) != 1 or any(role == "constituent" for role, _ in same[0].held):
        return None
    role, item = same[0].held[0]
    if reply_of(talk, role, [item]).acts:
        return None
    return ask_whether(talk, role, item.pending.ref, item.pending.title)


def _is_a_matter(said: str, found: Reading, *, own: bool) -> bool:
    if holds_a_matter(said, found.places):
        return True
    if found.kind == "project_wish" and found.topic is not None:
        return True
    if own and _WISHES.match(said) and things(said, found.places):
        return True
    # 「我在现场，铲车来了」: a word that may mean many things makes no matter.
    named = bool(things(said, found.places).named)
    told = found.kind in _MATTERS and (named or is_wrong(said))
    return told or (own and found.kind in _MATTERS and found.topic is not None)


def _does_a_duty(talk: Talk) -> bool:
    for role in held(talk):
        acts = {act.act for act in reply_of(talk, role, items_of(talk, role)).acts}
        if acts & _DUTIES or ("ask" in acts and kept.is_question(talk.text)):
            return True
    return False


def _is_called(talk: Talk, then: Talk, found: Reading) -> bool:
    """Whether words of it name a case of theirs, which is not plainly somewhere else."""
    which = which_case.of(replace(then, text=_UNIT.sub("", then.text)))
    if which.why != "words":
        return False
    issue = which_case.issue_of(which.meant[0][1])
    here = _place(talk, found)
    if issue is None:
        # A suggestion: one pair of letters names none.
        return here is None and len(which.reasons.get(which.ref, ())) > 1
    return not _is_elsewhere(issue.grid, here)


def _is_new(talk: Talk, said: str, found: Reading, *, own: bool, reported: bool) -> bool:
    """Whether none of their cases can be meant."""
    cases = [case for case in known_to(talk) if case.open and case.issue is not None]
    about = things(said, found.places)
    here = _place(talk, found)
    same = [case for case in cases if _is_of(case, about) and not _lies_elsewhere(case, here)]
    if same and not ANOTHER.search(said):
        return False
    now_at = running(talk, cases)
    if now_at is not None and all(role == "constituent" for role, _ in now_at.held):
        # They go on about what they brought themselves, unless it is of another place or thing.
        return _lies_elsewhere(now_at, here) or bool(ANOTHER.search(said))
    elsewhere = here is not None and all(_lies_elsewhere(case, here) for case in cases)
    if elsewhere:
        return True
    if own:
        # 「群众说水小」 in the midst of a talk may be of that.
        return not reported or now_at is None or bool(_REPORTED.search(talk.text) or here)
    in_own_grid = _is_of_the_people(talk) and (here is not None or _GROUP.search(said) is not None)
    # 「村里没钱修」 of who has a case in hand wishes for nothing.
    wishes = found.kind == "project_wish" and bool(about.named or _WISHES.search(said))
    in_own_grid = in_own_grid or (_is_of_the_people(talk) and wishes)
    return (in_own_grid or (_is_of_the_people(talk) and not cases)) and now_at is None


def is_for_others(talk: Talk, said: str) -> bool:
    """Whether who says it sits at a desk and says nothing of their own: whoever told it or saw it,
    the clerk is not who it concerns."""
    at_desk = bool(talk.roles.officer_roles) and not _is_of_the_people(talk)
    return at_desk and not (wants_to_report(said) or is_theirs(said))


def _is_of_the_people(talk: Talk) -> bool:
    return bool(talk.roles.deputies or talk.roles.grid_staff)


def _is_of(case: Known, about: Things) -> bool:
    return about.of(case.named)


def _place(talk: Talk, found: Reading) -> Grid | None:
    """The village or grid that is named; a township says too little."""
    grid = places.by_code(talk.session, found.grid_code) if found.grid_code else None
    return grid if grid is not None and grid.level in ("village", "grid") else None


def _lies_elsewhere(case: Known, here: Grid | None) -> bool:
    return _is_elsewhere(case.issue.grid if case.issue is not None else None, here)


def _is_elsewhere(grid: Grid | None, here: Grid | None) -> bool:
    if here is None or grid is None:
        return False
    if grid.level not in ("village", "grid"):
        return not here.path.startswith(grid.path)
    whole = grid if grid.level == "village" else grid.parent
    return whole is not None and not here.path.startswith(whole.path)
