"""What the deeds of deputies, bureaus and the office about suggestions have in common."""

import re
from collections.abc import Callable

from bot.actions.actors import actor_in
from bot.actions.casework import Actor, label
from bot.actions.kinds import gist
from bot.actions.suggestions import promises
from bot.actions.suggestions.kind import say_date
from bot.domain.workflow import Party, Refused
from bot.store.models import Assignment, Deputy, Promise, Suggestion
from handlers.deeds.doing import Doer, Doing
from nlp.replies.references import shared_words


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
    if isinstance(do.case, Suggestion):
        raise Refused("refused.not_there", case=label(do.case))
    raise Refused("refused.stopped")


def actor(do: Doing, case: Suggestion | Assignment, *parties: Party) -> Actor:
    """Who does it, in this very case. Raises Refused."""
    return actor_in(do.session, case, do.contact, do.roles, do.now, *parties)


def mandate(do: Doing, fits: Callable[[Deputy], bool]) -> Deputy:
    """The mandate of this person in which they act; the first where none fits better."""
    return next((one for one in do.roles.deputies if fits(one)), do.roles.deputies[0])


#: 「第2个」, 「②」 of several promises.
_PLACE = re.compile(r"第\s*(?P<n>[一二三四五六七八九1-9])\s*[个项条]|(?P<mark>[①-⑨])")
_CHINESE = "一二三四五六七八九"
_MARKS = "①②③④⑤⑥⑦⑧⑨"


def which_promise(do: Doing, row: Assignment) -> Promise:
    """The open promise of this assignment that is meant: the only one, 「第2个」 of several (in the
    words, or the field ``promise_place``), or the one of which the words are. Raises Refused with
    their list."""
    found = promises.open_of(do.session, row)
    if not found:
        raise Refused("refused.nothing_to_decide", case=label(row))
    if len(found) == 1:
        return found[0]
    place = _place(do.text("promise_place") or do.text("text") or do.said)
    if 1 <= place <= len(found):
        return found[place - 1]
    said = do.text("text") or do.said
    named = [one for one in found if shared_words(said, one.words.text or "")]
    if len(named) == 1:
        return named[0]
    listed = "".join(
        f"\n{_MARKS[at]}{gist(one.words.masked, 40)}（{say_date(one.due, do.now)}）"
        for at, one in enumerate(found[: len(_MARKS)])
    )
    raise Refused("handling.which_promise", case=label(row), count=len(found), list=listed)


def _place(said: str) -> int:
    if said.strip().isdecimal():
        return int(said) if len(said.strip()) < 3 else 0
    found = _PLACE.search(said)
    if found is None:
        return 0
    if found["mark"]:
        return _MARKS.index(found["mark"]) + 1
    return _CHINESE.index(found["n"]) + 1 if found["n"] in _CHINESE else int(found["n"])


def chosen(do: Doing, name: str, allowed: tuple[str, ...], otherwise: str = "") -> str:
    """A field of a form that has few values; ``otherwise`` for anything else."""
    value = do.text(name)
    return value if value in allowed else otherwise
