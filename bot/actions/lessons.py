"""What handing over otherwise than proposed teaches. Where people have sent the same kind of matter
to another body again and again, this says which line of the table would have proposed it. Nothing
changes by itself: a person tries the line on past messages and puts it in force."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.actions.reading import reader
from bot.actions.vocabulary import vocabulary
from bot.store.models import Correction, Grid, Issue
from nlp.bureaus import resolve, roles_for, shipped
from nlp.reading import Reading
from nlp.vocabulary import Vocabulary

#: Looked at: the corrections of one year, the newest; taught: what was decided so often.
_SPAN, _MOST, _LEAST = timedelta(days=365), 500, 2
#: So many cases are named as examples, so many bodies stand in a line.
_EXAMPLES, _BODIES = 5, 3


@dataclass(frozen=True, slots=True)
class Lesson:
    """``path``: topic as the table names it; ``level``: local or county; ``roles``: the bodies of
    the new line by their roles, the one that people chose first; ``body``: its name; ``numbers``:
    of the newest cases; ``times``: how often it was decided so."""

    path: str
    level: str
    roles: tuple[str, ...]
    body: str
    numbers: tuple[int, ...]
    times: int


def of_bureaus(session: Session, now: datetime) -> list[Lesson]:
    """Lines that would propose what people chose, the most frequent first. A kind of matter that
    went to several bodies teaches only the one that most of them went to; what is proposed by now
    teaches nothing."""
    chosen: dict[tuple[str, str], dict[tuple[str, str], list[int]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for path, level, role, body, number in _decided(session, now):
        chosen[path, level][role, body].append(number)
    found = [
        _lesson(path, level, bodies, vocabulary(session))
        for (path, level), bodies in chosen.items()
    ]
    return sorted((one for one in found if one is not None), key=lambda one: (-one.times, one.path))


def _lesson(
    path: str, level: str, bodies: dict[tuple[str, str], list[int]], known: Vocabulary
) -> Lesson | None:
    (role, body), numbers = max(bodies.items(), key=lambda one: len(one[1]))
    others = sum(len(each) for each in bodies.values()) - len(numbers)
    if len(numbers) < _LEAST or others >= len(numbers):
        return None
    usual = [each for each in roles_for(path.split("/"), level, known) if each != role]
    roles = (role, *usual)[:_BODIES]
    return Lesson(path, level, roles, body, tuple(numbers[:_EXAMPLES]), len(numbers))


def _decided(session: Session, now: datetime) -> Iterator[tuple[str, str, str, str, int]]:
    """Topic, level, role and name of the body, number of the case; newest first. Nothing that is
    kept above the grid and nothing that was erased."""
    paths, names = shipped()
    read, known = reader(session), vocabulary(session)
    rows = session.execute(
        select(Correction, Issue)
        .join(Issue, Correction.issue_id == Issue.id)
        .where(Correction.what == "bureau", Correction.at > now - _SPAN, Issue.seen_by == "grid")
        .options(joinedload(Correction.words), joinedload(Issue.grid))
        .order_by(Correction.id.desc())
        .limit(_MOST)
    ).all()
    for row, issue in rows:
        text = row.words.text if row.words.erased_at is None else None
        if not text:
            continue
        reading = read.read(text, home=issue.grid.code if issue.grid else None)
        path = _path_in(paths, reading)
        role = _role_of(row.chosen, names, known, issue.grid)
        if path and role and reading.bureaus[:1] != (row.chosen,):
            yield path, _level(issue.grid), role, row.chosen, issue.number


def _path_in(paths: Iterable[str], reading: Reading) -> str:
    """The longest part of the topic that the table has a line for."""
    whole, known = reading.topic_path, set(paths)
    found = ("/".join(whole[:depth]) for depth in range(len(whole), 0, -1))
    return next((path for path in found if path in known), "")


def _role_of(body: str, names: Iterable[str], known: Vocabulary, grid: Grid | None) -> str:
    """The role under which the table would name this body there; empty: none does."""
    area = grid.code if grid is not None else None
    held = ((role, resolve(role, known, area)) for role in names)
    return next((role for role, one in held if one is not None and one.name == body), "")


def _level(grid: Grid | None) -> str:
    return "county" if grid is None or grid.level == "county" else "local"
