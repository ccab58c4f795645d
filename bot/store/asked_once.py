"""What a session has asked for is not asked for again until something is written in it: many
listeners look at the same rows before one of them answers a message."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

#: In ``Session.info``: what was found, by its key.
_FOUND = "asked_once"
_T = TypeVar("_T")


def once(session: Session, key: Hashable, ask: Callable[[], _T]) -> _T:
    """What ``ask`` finds. ``key`` names the question with everything that it depends on; who
    changes what was found takes a copy first."""
    if session.new or session.dirty or session.deleted:
        # What is not written yet may be what is asked for.
        return ask()
    found = session.info.get(_FOUND)
    if found is not None and key in found:
        return cast(_T, found[key])
    answer = ask()
    session.info.setdefault(_FOUND, {})[key] = answer
    return answer


def forget(session: Session) -> None:
    """Something was written, or undone."""
    session.info.pop(_FOUND, None)


def _written(session: Session, *_: Any) -> None:
    forget(session)


def _executed(state: ORMExecuteState) -> None:
    if not state.is_select:
        forget(state.session)


for _when in ("after_flush", "after_commit", "after_soft_rollback"):
    event.listen(Session, _when, _written)
event.listen(Session, "do_orm_execute", _executed)
