"""One suggestion as one line of a list."""

from typing import Any

from bot.actions.calendar import say_due
from bot.actions.desk.scope import Desk
from bot.actions.desk.suggestion_list import Row
from bot.actions.suggestions.kind import name_of, say_bureaus, say_date
from bot.actions.suggestions.lights import LIGHTS
from bot.domain.workflows.assignment import RETURN_REQUESTED
from bot.domain.workflows.suggestion import SUGGESTION


def row_of(desk: Desk, row: Row) -> dict[str, Any]:
    """One line of a list, for the template."""
    about, late = row.about, row.light == "red"
    who = (f"{about.lead.name}代表", say_bureaus(row.assignments))
    return {
        "number": about.draft_number,
        "name": name_of(about),
        "title": about.title,
        "who": "，".join(part for part in who if part),
        "mark": "您督办的重点件" if row.watched else "重点督办" if row.key else "",
        "state": SUGGESTION.states[about.state],
        "due": say_due(f"{say_date(row.due, desk.now)}前答复" if row.due else "", late),
        "late": late,
        "light": (row.light, LIGHTS[row.light]) if row.light else None,
        "undecided": _undecided(row),
        "opinion": "会办意见过期了" if row.opinion_late else "",
    }


def _undecided(row: Row) -> str:
    """Why it has no light: what of it waits for a word of the office."""
    returns = any(one.state == RETURN_REQUESTED for one in row.assignments)
    longer = any(one.extension_until is not None for one in row.assignments)
    return "申退待定" if returns else "延期待定" if longer else ""
