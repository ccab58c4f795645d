"""事前、事中、事后 (P33): what was done for a suggestion before it was handed in, while it was
handled and after it was answered, read off its facts; and what is usual at its stage and still
missing. Nothing here is entered, and nothing of it hinders an act."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.suggestions import parties, promises
from bot.domain.workflows.suggestion import ENDED, WRITING
from bot.store.models import Assignment, History, LookBack, Meeting, Suggestion


@dataclass(frozen=True, slots=True)
class Stage:
    """``done`` and ``missing`` in plain words; both empty: its time has not come."""

    name: str
    done: tuple[str, ...]
    missing: tuple[str, ...]


def of(session: Session, suggestion: Suggestion) -> tuple[Stage, Stage, Stage]:
    """Before, during, after."""
    rows = parties.assignments_of(session, suggestion)
    held = session.scalars(
        select(Meeting).where(
            Meeting.assignment_id.in_([row.id for row in rows]), Meeting.state != "disputed"
        )
    ).all()
    return (
        _before(session, suggestion),
        _during(session, suggestion, rows, held),
        _after(session, suggestion, held),
    )


def _counted(session: Session, kind: str, ids: Sequence[int], step: str) -> int:
    query = select(History.id).where(
        History.case_kind == kind, History.case_id.in_(ids), History.step == step
    )
    return len(session.scalars(query).all())


def _before(session: Session, suggestion: Suggestion) -> Stage:
    behind = len(parties.issues_of(session, suggestion))
    asked = _counted(session, "suggestion", [suggestion.id], "ask_bureau")
    done = [
        "走访里看到的" if suggestion.came_by == "visit" else "",
        f"背后有群众反映{behind}件" if behind else "",
        f"写稿时先问过单位{asked}次" if asked else "",
    ]
    found = tuple(one for one in done if one)
    missing = () if found or suggestion.state not in WRITING else ("还没有走访或问过单位",)
    return Stage("事前", found, missing)


def _during(
    session: Session,
    suggestion: Suggestion,
    rows: Sequence[Assignment],
    held: Sequence[Meeting],
) -> Stage:
    if not rows:
        return Stage("事中", (), ())
    during = [one for one in held if one.kind != "after"]
    said = _counted(session, "assignment", [row.id for row in rows], "report_progress")
    asked = _counted(session, "suggestion", [suggestion.id], "invite_to_meeting")
    consulted = any(one.consultation for one in held)
    done = [
        f"见面{len(during)}次" if during else "",
        "面商过" if consulted else "",
        f"报进展{said}次" if said else "",
        f"请代表参加会议{asked}次" if asked else "",
    ]
    return Stage("事中", tuple(one for one in done if one), () if consulted else ("还没有面商",))


def _after(session: Session, suggestion: Suggestion, held: Sequence[Meeting]) -> Stage:
    if suggestion.replied_at is None:
        return Stage("事后", (), ())
    visits = sum(one.kind == "after" for one in held)
    looked = session.scalars(
        select(LookBack.id).where(
            LookBack.suggestion_id == suggestion.id, LookBack.found.is_not(None)
        )
    ).all()
    open_ones = [one for one in promises.of_suggestion(session, suggestion) if one.state == "open"]
    done = [
        f"办后回访{visits}次" if visits else "",
        f"回头看{len(looked)}次" if looked else "",
    ]
    missing = [
        "还没有回访" if not visits and not looked and suggestion.state in ENDED else "",
        f"承诺还有{len(open_ones)}项没落实" if open_ones else "",
    ]
    return Stage("事后", tuple(one for one in done if one), tuple(one for one in missing if one))
