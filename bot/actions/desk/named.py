"""Names typed into the field of search: of a body that has a case, of where it is, of the deputy
who looks after it. They seldom stand in the words of the case: so they are looked up, not read."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, literal, or_, select

from bot.actions import bureaus, places
from bot.actions.desk.scope import Desk
from bot.actions.desk.search import parts_of
from bot.store.models import Deputy, Grid, HandOver, Issue

#: What is left out in speech: 东坪 for 东坪村, 城关 for 城关镇.
_ENDINGS = ("", "村", "社区", "镇", "乡", "街道", "网格")


def named_in(desk: Desk, said: str) -> tuple[list[ColumnElement[bool]], str]:
    """SQL for each piece of ``said`` that is somebody's or some place's name, never NULL; and the
    other pieces, which are words."""
    found: list[ColumnElement[bool]] = []
    words: list[str] = []
    for piece in parts_of(said):
        if ways := _ways(desk, piece):
            found.append(or_(*ways))
        else:
            words.append(piece)
    return found, " ".join(words)


def _ways(desk: Desk, name: str) -> list[ColumnElement[bool]]:
    if len(name) < 2:
        return []
    return [*_with_body(desk, name), *_at_place(desk, name), *_of_deputy(desk, name)]


def _with_body(desk: Desk, name: str) -> Sequence[ColumnElement[bool]]:
    """A bureau's own people learn of no other bureau that has the case too."""
    ids = [body.id for body in bureaus.called(desk.session, name)]
    if desk.bureaus is not None:
        ids = [each for each in ids if each in desk.bureaus]
    if not ids:
        return ()
    rows = select(HandOver.id).where(HandOver.issue_id == Issue.id, HandOver.bureau_id.in_(ids))
    return (rows.correlate(Issue).exists(),)


def _at_place(desk: Desk, name: str) -> Sequence[ColumnElement[bool]]:
    short = [f"{name}{ending}" for ending in _ENDINGS]
    ends_so = literal(name).endswith(Grid.name)
    rows = desk.session.scalars(select(Grid).where(or_(Grid.name.in_(short), ends_so)))
    meant = [
        row for row in rows if row.name in short or places.say_place(desk.session, row) == name
    ]
    if not meant:
        return ()
    below = select(Grid.id).where(or_(*(Grid.path.startswith(row.path) for row in meant)))
    return (and_(Issue.grid_id.is_not(None), Issue.grid_id.in_(below)),)


def _of_deputy(desk: Desk, name: str) -> Sequence[ColumnElement[bool]]:
    ids = desk.session.scalars(select(Deputy.id).where(Deputy.name == name)).all()
    return (and_(Issue.deputy_id.is_not(None), Issue.deputy_id.in_(ids)),) if ids else ()
