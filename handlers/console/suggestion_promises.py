"""承诺台账 and 回头看: what was promised and comes back on its day, what somebody still has to look
at or decide."""

from datetime import date, datetime
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from bot.actions.desk import promise_list
from bot.actions.desk.scope import Desk
from bot.actions.suggestions.kind import name_of, say_date
from bot.domain.calendars import local_day
from bot.store.models import LookBack, Promise, Proposal
from handlers.console.page import desk_of, nothing_here, number_in, show
from handlers.pages.posted import is_day
from handlers.parts import parts
from handlers.tables import table_of

PAGE = 30
#: Rows of the table that one takes home.
_MOST = 5_000
STATES = {"open": "还没落实的", "kept": "说落实了的"}


def add_promises(blueprint: Blueprint) -> None:
    blueprint.get("/suggestions/promises")(promises)
    blueprint.get("/suggestions/promises.xlsx")(promises_table)


def _keeps(desk: Desk) -> bool:
    """Whether this officer keeps suggestions at all."""
    return desk.county or any(role.role == "presidium" for role in desk.roles.officer_roles)


def promises() -> ResponseReturnValue:
    now = parts().clock.now()
    state = request.args.get("state", "open")
    state = state if state in STATES else "open"
    with parts().database.read() as session:
        desk = desk_of(session, now)
        if not _keeps(desk):
            return nothing_here()
        rows = promise_list.promises(desk, state, PAGE + 1, _after())
        shown = rows[:PAGE]
        last = shown[-1] if len(rows) > PAGE else None
        denied = promise_list.denied(desk, shown) if state == "kept" else set()
        return show(
            "promises.html",
            "suggestions",
            states=STATES,
            state=state,
            rows=[_promise(desk, row, row.assignment_id in denied) for row in shown],
            after=f"{last.due}.{last.id}" if last is not None else "",
            later=_after() is not None,
            look_backs=[_look_back(row, now) for row in promise_list.look_backs(desk, PAGE)],
            proposals=[_proposal(row) for row in promise_list.proposals(desk, PAGE)],
        )


def _after() -> tuple[date, int] | None:
    """The key of the last row that was shown: its day and its row."""
    day, _, number = request.args.get("after", "").partition(".")
    found = number_in(number)
    return (date.fromisoformat(day), found) if is_day(day) and found is not None else None


def _promise(desk: Desk, row: Promise, denied: bool) -> dict[str, Any]:
    about, now = row.assignment.suggestion, desk.now
    over = promise_list.days_over(row, local_day(now))
    return {
        "number": about.draft_number,
        "name": name_of(about),
        "title": about.title,
        "bureau": row.assignment.bureau.name,
        "text": row.words.masked,
        "condition": row.condition,
        "due": f"{say_date(row.due, now)}，{over}" if over else say_date(row.due, now),
        "first": say_date(row.first_due, now) if row.first_due != row.due else "",
        "late": bool(over),
        "said": promise_list.said_of(desk, row) if row.state == "open" else "",
        "denied": denied,
        "kept": say_date(local_day(row.kept_at), now) if row.kept_at is not None else "",
    }


def promises_table() -> ResponseReturnValue:
    """The ledger as xlsx: what is still open, then what is said to be kept."""
    now = parts().clock.now()
    head = ["编号", "题目", "承办单位", "承诺", "条件", "到哪天", "最初的日子", "状态"]
    with parts().database.read() as session:
        desk = desk_of(session, now)
        if not _keeps(desk):
            return nothing_here()
        rows: list[list[object]] = [list(head)]
        for state, name in STATES.items():
            for row in promise_list.promises(desk, state, _MOST):
                about = row.assignment.suggestion
                over = promise_list.days_over(row, local_day(now))
                rows.append(
                    [
                        name_of(about),
                        about.title,
                        row.assignment.bureau.name,
                        row.words.masked,
                        row.condition,
                        row.due,
                        row.first_due,
                        f"{name}，{over}" if over else name,
                    ]
                )
    return table_of({"承诺台账": rows}, f"承诺台账{local_day(now)}")


def _look_back(row: LookBack, now: datetime) -> dict[str, Any]:
    return {
        "number": row.suggestion.draft_number,
        "name": name_of(row.suggestion),
        "title": row.suggestion.title,
        "why": f"{row.year}年抽到的A类" if row.reason == "sample" else "到日子了",
        "due": say_date(row.due, now),
        "late": row.due < local_day(now),
    }


def _proposal(row: Proposal) -> dict[str, Any]:
    return {
        "number": row.suggestion.draft_number,
        "name": name_of(row.suggestion),
        "title": row.suggestion.title,
        "what": promise_list.say_proposal(row),
    }
