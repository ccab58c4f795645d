"""换届: who follows a suggestion, a promise, when its deputy is one no longer (field notes 1)."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from bot.actions import outbox, places
from bot.actions.casework import Actor, take_step
from bot.actions.following import is_card_day
from bot.actions.people import in_force
from bot.actions.suggestions import bureau_notices, parties
from bot.actions.suggestions.dictated import typed_for
from bot.actions.suggestions.kind import case_fields, label
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.domain.workflows import suggestion as s
from bot.store.models import (
    Assignment,
    Deputy,
    DeputyGrid,
    Grid,
    History,
    Promise,
    Suggestion,
)

#: What somebody has to follow; what is closed only while a promise is open.
_GOING_ON = (*s.WRITING, s.REVIEWING, s.FILED, *s.RUNNING)
_HAND_ON = s.SUGGESTION.step("hand_on")


def hand_on(
    session: Session, suggestion: Suggestion, actor: Actor, deputy: Deputy, *, now: datetime
) -> None:
    """A person of the office names the successor: a deputy in office of the same congress; or
    another one, as long as who was named has done nothing with it. Who raised it stays on the
    paper. Raises Refused."""
    before, left = suggestion.successor, suggestion.successor or suggestion.lead
    if not _left(left, now) and left is not untouched(session, suggestion, now):
        raise Refused("refused.followed", case=label(suggestion))
    if deputy not in may_follow(session, suggestion, local_day(now)):
        raise Refused("refused.successor", case=label(suggestion), deputy=deputy.name)
    suggestion.successor = deputy
    session.flush()
    take_step(
        session,
        suggestion,
        "hand_on",
        actor,
        now=now,
        fact=deputy.name,
        deputy=deputy,
        said={"deputy": f"{deputy.name}代表"},
    )
    if before is not None and not _left(before, now):
        _tell(session, "suggestion.handed_on_anew", before, suggestion, deputy, now)
    elif suggestion.state in s.WRITING:
        # Nobody but who wrote it has seen it: its way ends for them here.
        _tell(session, "suggestion.draft_handed_on", left, suggestion, deputy, now)


def _left(deputy: Deputy, now: datetime) -> bool:
    return deputy.until is not None and deputy.until < local_day(now)


def _tell(
    session: Session, kind: str, who: Deputy, about: Suggestion, deputy: Deputy, now: datetime
) -> None:
    fields = case_fields(session, about, now) | {"name": who.name, "deputy": f"{deputy.name}代表"}
    key = f"{kind}:{about.id}:{who.id}:{now:%Y%m%d%H%M%S}"
    case = ("suggestion", about.id)
    outbox.queue(session, kind, who.contact_id, key=key, fields=fields, now=now, case=case)


def untouched(session: Session, suggestion: Suggestion, now: datetime) -> Deputy | None:
    """The deputy whom a person named and who has done nothing with it yet: named wrongly, they
    are changed for another."""
    deputy = suggestion.successor
    if deputy is None or _left(deputy, now) or suggestion.state not in _HAND_ON.start:
        return None
    rows = select(Assignment.id).where(Assignment.suggestion_id == suggestion.id)
    of_it = (History.case_kind == "suggestion") & (History.case_id == suggestion.id)
    of_row = (History.case_kind == "assignment") & History.case_id.in_(rows)
    named = select(func.max(History.id)).where(of_it, History.step == _HAND_ON.name)
    acted = select(History.id).where(
        of_it | of_row,
        History.contact_id == deputy.contact_id,
        History.id > named.scalar_subquery(),
    )
    return deputy if session.scalar(acted.limit(1)) is None else None


def may_follow(session: Session, suggestion: Suggestion, on: date) -> list[Deputy]:
    """The deputies in office on that day of the congress that it goes to, likeliest first: of the
    same electoral unit or grid as who followed it, newly elected before those who stay."""
    query = select(Deputy).where(Deputy.congress == suggestion.congress, in_force(Deputy, on))
    if suggestion.congress == "township" and suggestion.area is not None:
        inside = (
            select(DeputyGrid.deputy_id)
            .join(Grid, DeputyGrid.grid_id == Grid.id)
            .where(in_force(DeputyGrid, on), Grid.path.startswith(suggestion.area.path))
        )
        query = query.where(Deputy.id.in_(inside))
    named = suggestion.successor
    # Whoever is in office was named for who left: the likeness goes by them.
    before = named if named is not None and named.until and named.until < on else suggestion.lead
    not_again = {before.id, named.id if named is not None else before.id}
    rows = session.scalars(query.order_by(Deputy.code))
    found = [one for one in rows if one.id not in not_again]
    grids = _grids(session, [before.id, *(one.id for one in found)])
    mine = grids.get(before.id, [])
    paths, towns = {grid.path for grid in mine}, {tuple(places.line(grid)[:2]) for grid in mine}

    def near(deputy: Deputy) -> tuple[int, bool]:
        theirs = grids.get(deputy.id, [])
        if before.electoral_unit and deputy.electoral_unit == before.electoral_unit:
            how = 0
        elif any(grid.path in paths for grid in theirs):
            how = 1
        else:
            how = 2 if any(tuple(places.line(grid)[:2]) in towns for grid in theirs) else 3
        # Who was elected when the other left, before who has been there all along.
        return how, deputy.since <= (before.until or deputy.since)

    return sorted(found, key=near)


def _grids(session: Session, deputies: Sequence[int]) -> dict[int, list[Grid]]:
    found: dict[int, list[Grid]] = {}
    rows = session.execute(
        select(DeputyGrid.deputy_id, Grid)
        .join(Grid, DeputyGrid.grid_id == Grid.id)
        .where(DeputyGrid.deputy_id.in_(deputies))
    )
    for deputy_id, grid in rows:
        found.setdefault(deputy_id, []).append(grid)
    return found


def nobody_follows(session: Session, now: datetime) -> Sequence[Suggestion]:
    """What goes on, or has an open promise, and whose deputy is none any more, oldest first. Not
    what that deputy still wrote for themselves: nobody else knows of it."""
    today = local_day(now)
    # From those who left, who are few and have few: not from everything that is open.
    left = session.scalars(select(Deputy.id).where(Deputy.until < today)).all()
    if not left:
        return []
    lead, next_one, again = aliased(Deputy), aliased(Deputy), aliased(Deputy)
    promised = exists().where(
        Promise.assignment_id == Assignment.id,
        Assignment.suggestion_id == Suggestion.id,
        Promise.state == "open",
    )
    followed = exists().where(
        again.contact_id.in_([lead.contact_id, next_one.contact_id]),
        again.congress == Suggestion.congress,
        in_force(again, today),
    )
    rows = session.scalars(
        select(Suggestion)
        .join(lead, Suggestion.lead_id == lead.id)
        .outerjoin(next_one, Suggestion.successor_id == next_one.id)
        .where(
            Suggestion.lead_id.in_(left),
            (next_one.id.is_(None)) | (next_one.until < today),
            Suggestion.state.in_(_GOING_ON)
            | (Suggestion.state.in_((s.PROCEDURE_CLOSED,)) & promised),
            ~followed,
        )
        .order_by(Suggestion.id)
    ).all()
    return [row for row in rows if row.state != s.DRAFT or typed_for(session, row)]


def look(session: Session, *, now: datetime) -> int:
    """What time does, on the first working day without its deputy and of every week: who decides
    about it hears of what nobody follows (the office, a township's presidium). Returns how many
    notices were queued."""
    of_desk: dict[int, list[Suggestion]] = {}
    for suggestion in nobody_follows(session, now):
        if not is_card_day(session, now, (suggestion.successor or suggestion.lead).until):
            continue
        for contact_id in parties.desk(session, suggestion, now):
            of_desk.setdefault(contact_id, []).append(suggestion)
    return sum(
        bureau_notices.desk_digest(
            session, "suggestion.nobody_follows", contact_id, rows, key=str(local_day(now)), now=now
        )
        for contact_id, rows in of_desk.items()
    )
