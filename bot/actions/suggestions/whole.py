"""An act that consists of several steps: all of them or, where one is refused, none."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

P = ParamSpec("P")
R = TypeVar("R")


def whole(
    act: Callable[Concatenate[Session, P], R],
) -> Callable[Concatenate[Session, P], R]:
    """``act`` within a savepoint: what it did before it was refused is undone."""

    @wraps(act)
    def acting(session: Session, /, *args: P.args, **given: P.kwargs) -> R:
        with session.begin_nested():
            return act(session, *args, **given)

    return acting
