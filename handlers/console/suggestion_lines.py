"""One suggestion as one line of a list."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.actions import recipients
from bot.actions.calendar import say_due
from bot.actions.desk import suggestion_list
from bot.actions.desk.scope import Desk
from bot.actions.desk.suggestion_list import Row
from bot.actions.suggestions import parties, weighing
from bot.actions.suggestions.kind import name_of, say_asked, say_bureaus, say_date, say_deputy
from bot.actions.suggestions.lights import LIGHTS, is_late, undecided
from bot.domain.calendars import local_day
from bot.domain.workflows.assignment import ASSIGNED, RETURN_REQUESTED
from bot.domain.workflows.suggestion import SUGGESTION, sealed
from bot.store.models import Assignment, Suggestion
from bot.texts import say


@dataclass(frozen=True, slots=True)
class Note:
    """Why it stands in a list, and whom one rings about it; no ``phone``: nobody."""

    text: str
    phone: str = ""


def row_of(desk: Desk, row: Row, stage: str = "") -> dict[str, Any]:
    """One line of a list, for the template. ``stage``: what the list is of; one that waits for this
    desk says because of which bureau."""
    about, late, today = row.about, row.light == "red", local_day(desk.now)
    who = (say_deputy(about), say_bureaus(row.assignments))
    return {
        "number": about.draft_number,
        "name": name_of(about),
        "title": about.title,
        "who": "，".join(part for part in who if part),
        "mark": "您督办的重点件" if row.watched else "重点督办" if row.key else "",
        "state": waits_at(desk, about) or _state(desk, about),
        "due": say_due(f"{say_date(row.due, desk.now)}前答复" if row.due else "", late),
        "late": late,
        "light": (row.light, LIGHTS[row.light]) if row.light else None,
        "undecided": _undecided(row),
        "opinion": "会办意见过期了" if row.opinion_late else "",
        "notes": [_NOTES[stage](desk, one) for one in _because_of(row, stage, today)]
        + (_not_yet(desk, about) if stage == "weigh" else []),
    }


def _not_yet(desk: Desk, about: Suggestion) -> list[Note]:
    """When it can be decided what follows the rating, where that is not now."""
    until = weighing.rated_until(desk.session, about, desk.now)
    return [Note(f"评价期到{say_date(until, desk.now)}，过了再定")] if until is not None else []


def _undecided(row: Row) -> str:
    """Why it has no light: what of it waits for a word of the office."""
    returns = any(one.state == RETURN_REQUESTED for one in row.assignments)
    longer = any(one.extension_until is not None for one in row.assignments)
    return "申退待定" if returns else "延期待定" if longer else ""


def _state(desk: Desk, about: Suggestion) -> str:
    """Who is not its office reads the same word however, and whenever, the answer was rated
    (design 1.4), as on its page."""
    known = suggestion_list.knows_ratings(desk, about)
    return SUGGESTION.states[about.state] if known else sealed(about.state)


def _because_of(row: Row, stage: str, today: date) -> list[Assignment]:
    """The assignments that put it into this list."""
    match stage:
        case "unreceived":
            return [one for one in row.assignments if one.state == ASSIGNED and one.chased]
        case "late":
            return [one for one in row.assignments if is_late(one, today)]
        case "decide":
            return [one for one in row.assignments if undecided(one)]
    return []


def _to_ring(desk: Desk, row: Assignment) -> Note:
    """A bureau that owes something, and its liaison person."""
    bureau, owes = row.bureau.name, "还没答复"
    if row.role == "supporting":
        bureau, owes = f"{bureau}（会办）", "还没交会办意见"
    if row.state == ASSIGNED:
        owes = "还没签收"
    found = recipients.liaisons(desk.session, row.bureau_id, desk.now)
    if not found:
        return Note(f"{owes}：{bureau}，名册里没有联络员", row.bureau.phone or "")
    who = found[0]
    return Note(f"{owes}：{bureau}，{who.name}", who.contact.phone or row.bureau.phone or "")


def _to_decide(desk: Desk, row: Assignment) -> Note:
    return Note(f"{row.bureau.name}{say_asked(row, desk.now)}")


_NOTES = {"unreceived": _to_ring, "late": _to_ring, "decide": _to_decide}


def waits_at(desk: Desk, about: Suggestion) -> str:
    """「等石桥镇人大主席团审」: whom to ring; empty outside of review."""
    level = parties.level_of(about)
    if not level:
        return ""
    if desk.contact.id in parties.reviewers(desk.session, about, desk.now):
        return say("reviewing.yours")
    return say("reviewing.waits_at", reviewer=parties.reviewer_name(desk.session, about, desk.now))
