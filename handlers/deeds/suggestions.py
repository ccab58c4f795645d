"""What the deeds of deputies, bureaus and the office about suggestions have in common."""

from collections.abc import Callable

from bot.actions.actors import actor_in
from bot.actions.casework import Actor
from bot.domain.workflow import Party, Refused
from bot.store.models import Assignment, Deputy, Suggestion
from handlers.deeds.doing import Doer, Doing


def either(about_issues: Doer, about_suggestions: Doer) -> Doer:
    """One word, two procedures: 「收到」 is said of a hand-over and of an assignment."""

    def do_it(do: Doing) -> str:
        mine = isinstance(do.case, Suggestion | Assignment)
        return (about_suggestions if mine else about_issues)(do)

    return do_it


def suggestion(do: Doing) -> Suggestion:
    """The suggestion that is meant. Raises Refused."""
    if isinstance(do.case, Assignment):
        return do.case.suggestion
    if isinstance(do.case, Suggestion):
        return do.case
    raise Refused("refused.stopped")


def assignment(do: Doing) -> Assignment:
    """The assignment that is meant. Raises Refused."""
    if isinstance(do.case, Assignment):
        return do.case
    raise Refused("refused.stopped")


def actor(do: Doing, case: Suggestion | Assignment, *parties: Party) -> Actor:
    """Who does it, in this very case. Raises Refused."""
    return actor_in(do.session, case, do.contact, do.roles, do.now, *parties)


def mandate(do: Doing, fits: Callable[[Deputy], bool]) -> Deputy:
    """The mandate of this person in which they act; the first where none fits better."""
    return next((one for one in do.roles.deputies if fits(one)), do.roles.deputies[0])


def chosen(do: Doing, name: str, allowed: tuple[str, ...], otherwise: str = "") -> str:
    """A field of a form that has few values; ``otherwise`` for anything else."""
    value = do.text(name)
    return value if value in allowed else otherwise
