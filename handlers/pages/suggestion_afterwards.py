"""The forms of what follows an answer: promises, look-backs, classes, 落实销号, supervision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.desk import promise_list
from bot.actions.kinds import gist
from bot.actions.people import in_force
from bot.actions.rules import rule
from bot.actions.suggestions import (
    behind,
    looking_back,
    parties,
    promises,
    revisits,
    succession,
    supervision,
    taking_part,
)
from bot.actions.suggestions.kind import say_date
from bot.domain.calendars import local_day
from bot.domain.workflow import Party
from bot.domain.workflows.assignment import OPINION_GIVEN, REPLIED
from bot.domain.workflows.suggestion import AT_MEETING
from bot.store.models import Assignment, KeySupervision, Officer, OfficerRole, Suggestion
from handlers.deeds.suggestions_afterwards import PROOFS
from handlers.pages.history import say_moment
from handlers.pages.suggestion_seen import Seen
from handlers.parts import parts


@dataclass(frozen=True, slots=True)
class Form:
    """One act of ``ACTS[role][act]``. ``needs`` have to be filled, ``may`` may."""

    role: str
    act: str
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    hint: str = ""
    sure: str = ""
    loud: bool = False
    label: str = ""


_D, _O, _S, _C = "deputy", "office", "supervisor", "co_signer"
#: No step of the table moves a proposal or a flag: they are offered while one waits.
DECIDE, REVISITED = "decide_proposal", "settle_flags"
#: 「换一位」 stands where somebody was named and has done nothing yet.
ANEW = "hand_on_anew"
WAITING = (DECIDE, REVISITED, ANEW)

FORMS: dict[tuple[str, str, str], Form] = {
    (_O, "suggestion", DECIDE): Form(
        "office", DECIDE, ("agreed",), ("text",), "说明", loud=True, label="定一下这个提议"
    ),
    (_O, "suggestion", REVISITED): Form(
        "office", REVISITED, loud=True, sure="打过电话或当面问过了再点。", label="回访过了"
    ),
    (_O, "suggestion", "hand_on"): Form(
        "office", "hand_on", ("successor",), loud=True, label="定谁接着跟"
    ),
    (_O, "suggestion", ANEW): Form(
        "office", "hand_on", ("successor",), label="接着跟的定错了，换一位"
    ),
    (_O, "suggestion", "look_back"): Form(
        "office", "look_back", ("found", "text"), hint="看到了什么", loud=True
    ),
    (_O, "suggestion", "close_out"): Form(
        "office", "close_out", (), ("proof", "text", "evidence"), "看到什么、谁说的"
    ),
    (_O, "assignment", "move_promise"): Form(
        "office", "move_promise", ("until",), ("promise_place",)
    ),
    (_O, "suggestion", "supervise"): Form(
        "office", "supervise", ("text",), hint="督办日志：做了什么、说了什么"
    ),
    (_S, "suggestion", "supervise"): Form(
        "supervisor", "supervise", ("text",), hint="督办日志：做了什么、说了什么"
    ),
    (_O, "suggestion", "invite_to_meeting"): Form(
        "office", "invite_to_meeting", ("until", "text"), hint="什么会、几点、在哪里"
    ),
    (_D, "suggestion", "comes_to_meeting"): Form("deputy", "comes_to_meeting", loud=True),
    (_D, "suggestion", "misses_meeting"): Form(
        "deputy", "misses_meeting", may=("text",), hint="为什么"
    ),
    (_C, "suggestion", "comes_to_meeting"): Form("deputy", "comes_to_meeting", loud=True),
    (_C, "suggestion", "misses_meeting"): Form(
        "deputy", "misses_meeting", may=("text",), hint="为什么"
    ),
    (_O, "suggestion", "mark_key"): Form(
        "office",
        "mark_key",
        ("decided_on",),
        ("supervisors", "leading_officer", "committee"),
        label="列为重点督办",
    ),
    (_O, "suggestion", "unmark_key"): Form(
        "office", "unmark_key", ("text",), hint="哪次会怎么定的，或者点错了（代表、单位也看得到）"
    ),
    (_O, "assignment", "change_class"): Form(
        "office", "change_class", ("class",), ("text",), "为什么改"
    ),
    (_O, "suggestion", "reopen"): Form("office", "reopen", ("text",), hint="为什么重开"),
    (_O, "assignment", "propose_class"): Form(
        "office", "propose_class", ("class", "text"), hint="为什么该是这一类"
    ),
    (_O, "suggestion", "propose_reopening"): Form(
        "office", "propose_reopening", ("text",), hint="哪里没办到"
    ),
    (_D, "assignment", "propose_class"): Form(
        "deputy", "propose_class", ("class", "text"), hint="为什么该是这一类（由人大定）"
    ),
    (_D, "suggestion", "propose_reopening"): Form(
        "deputy", "propose_reopening", ("text",), hint="哪里没办到（由人大定）"
    ),
}
#: Stands on the page of 「可选措施」 only.
MEASURE = Form(
    "office", "note_measure", ("measure", "decided_by", "decided_on", "text"), hint="怎么定的"
)


def fits(session: Session, about: Suggestion, seen: Seen, step: str) -> bool:
    """Whether there is something that the act could be done to."""
    match step:
        case "decide_proposal":
            return bool(proposals(session, about))
        case "settle_flags":
            return bool(flags(session, about, seen))
        case "look_back":
            return any(one.suggestion_id == about.id for one in looking_back.waiting(session))
        case "close_out":
            return all(one.state != "open" for one in promises.of_suggestion(session, about))
        case "comes_to_meeting" | "misses_meeting":
            now = parts().clock.now()
            return taking_part.is_asked(session, seen.contact.id, about, now)
        case "hand_on":
            now = parts().clock.now()
            return about in succession.nobody_follows(session, now)
        case "hand_on_anew":
            return succession.untouched(session, about, parts().clock.now()) is not None
        case "mark_key":
            return supervision.key_of(session, about) is None
        case "unmark_key":
            return supervision.key_of(session, about) is not None
        case _:
            return True


def _successors(session: Session, about: Suggestion, now: datetime) -> list[tuple[str, str]]:
    """(code, name with electoral unit) of who may follow it, where nobody does, or who was named
    has done nothing yet."""
    named = succession.untouched(session, about, now)
    if named is None and about not in succession.nobody_follows(session, now):
        return []
    return [
        (one.code, f"{one.name}（{one.electoral_unit}）" if one.electoral_unit else one.name)
        for one in succession.may_follow(session, about, local_day(now))
    ]


def promised(session: Session, row: Assignment) -> bool:
    """Whether the bureau of ``row`` has a promise to keep."""
    return any(
        one.state == "open" and one.assignment_id == row.id
        for one in promises.of_suggestion(session, row.suggestion)
    )


def open_promises(session: Session, numbered: Sequence[Assignment]) -> dict[int, list[str]]:
    """Number of the assignment on the page → its open promises, where one has to be chosen."""
    found = {}
    for place, row in enumerate(numbered, 1):
        several = promises.open_of(session, row)
        if len(several) > 1:
            found[place] = [gist(one.words.masked, 24) for one in several]
    return found


def proposed_days(
    session: Session, numbered: Sequence[Assignment], now: datetime
) -> dict[int, str]:
    """Number of the assignment on the page → the day to which its bureau wants its promise moved,
    filled in where the office decides it."""
    days = {
        place: promise_list.wants_day(session, row, now) for place, row in enumerate(numbered, 1)
    }
    return {place: day.isoformat() for place, day in days.items() if day is not None}


def proposals(session: Session, about: Suggestion) -> list[str]:
    """What waits for the office's yes or no, oldest first, in words."""
    found = []
    for one in looking_back.undecided(session):
        if one.suggestion_id == about.id:
            what = "提议重开" if one.kind == "reopen" else f"提议改为{one.value}类"
            found.append(f"{what}：{one.words.masked}")
    return found


def flags(session: Session, about: Suggestion, seen: Seen) -> list[str]:
    """「需回访」, for 代工委 only."""
    if Party.OFFICE not in seen.parties:
        return []
    return [
        revisits.LABELS[one.kind]
        for one in revisits.waiting(session)
        if one.suggestion_id == about.id
    ]


def said_behind(session: Session, about: Suggestion, seen: Seen, now: datetime) -> list[str]:
    """What its citizens said since a bureau has it, masked, for the desk and the deputy who
    follows it; what is kept above the deputies is the office's alone, and of what is about somebody
    nothing stands here."""
    return [
        f"民{issue.number}，{say_moment(at, now)}：{said}"
        for issue, at, said in behind.said_behind(session, about)
        if not issue.avoid and (Party.OFFICE in seen.parties or issue.seen_by == "grid")
    ]


def _say_key(session: Session, key: KeySupervision, now: datetime) -> str:
    """「11月23日（周一）定的，张副县长领办，刘主任、马主任督办」."""
    who = "、".join(supervision.supervisors_of(session, key))
    said = [f"{say_date(key.decided_on, now)}定的"]
    said += [f"{key.leading_officer}领办"] if key.leading_officer else []
    said += [f"{who}督办"] if who else []
    said += [f"{key.committee}对口"] if key.committee else []
    return "，".join(said)


def _watchers(session: Session, now: datetime) -> Sequence[Officer]:
    """Who may be named to watch a key item: the county's, as they are today."""
    today = local_day(now)
    held = select(OfficerRole.officer_id).where(
        OfficerRole.role.in_(("leader", "office", "office_director")), in_force(OfficerRole, today)
    )
    return session.scalars(
        select(Officer).where(Officer.id.in_(held), in_force(Officer, today)).order_by(Officer.code)
    ).all()


def choices(session: Session, about: Suggestion, seen: Seen, now: datetime) -> dict[str, Any]:
    """What the fields of these forms offer, and what waits."""
    if not seen.desk:
        sees = supervision.may_see_ladder(session, about, seen.roles, now)
        heard = said_behind(session, about, seen, now) if seen.deputy else []
        return {"ladder": seen.reader and sees, "said_behind": heard}
    key = supervision.key_of(session, about)
    return {
        "redo": [
            (row.bureau_id, f"{row.bureau.name}（{'主办' if row.role == 'lead' else '会办'}）")
            for row in parties.assignments_of(session, about)
            if row.state in (REPLIED, OPINION_GIVEN)
        ],
        "found": looking_back.FOUND,
        "proofs": PROOFS,
        "officers": _watchers(session, now),
        "supervisors": int(rule(session, "key_supervision.supervisors", now)),
        "successors": _successors(session, about, now),
        "proposals": proposals(session, about),
        "flags": flags(session, about, seen),
        "said_behind": said_behind(session, about, seen, now),
        "key": _say_key(session, key, now) if key is not None else "",
        "meeting": Party.OFFICE in seen.parties and about.state == AT_MEETING,
        "ladder": Party.OFFICE in seen.parties
        and supervision.may_see_ladder(session, about, seen.roles, now),
    }
