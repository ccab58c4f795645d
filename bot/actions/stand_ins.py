"""Who may stand in for whom (AB岗): with the role go its cases, so only somebody of the same office
does, nobody of the county office by one colleague's word, and both hear of it."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import officers, outbox, places
from bot.actions.calendar import say_when
from bot.actions.officers import COUNTY
from bot.actions.people import in_force
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.store.models import Issue, Officer, OfficerRole, Substitute

#: Roles of the county: one of these stands in for another of these.
_AT_COUNTY = frozenset({*COUNTY, "leader", "general_office", "committee"})


def _held(officer: Officer, now: datetime) -> list[OfficerRole]:
    day = local_day(now)
    return [
        role
        for role in officer.roles
        if role.since <= day and (role.until is None or role.until >= day)
    ]


def at_county(officer: Officer, now: datetime) -> bool:
    """Whether somebody holds a role of the county: not for one colleague alone to give away."""
    return any(role.role in _AT_COUNTY for role in _held(officer, now))


def check_level(officer: Officer, other: Officer, now: datetime) -> None:
    """Who works at the county is replaced by somebody of the county: ratings are sealed for it, and
    what is said about townships is kept there. Raises Refused."""
    if at_county(officer, now) and not at_county(other, now):
        raise Refused("console.other_office", name=officer.name, other=other.name)


def say_span(since: date, until: date, now: datetime) -> str:
    """「周五」, 「周五（后天起）」, 「后天（只这一天）」: until when; since when, if later."""
    till = say_when(until, now)
    if since == until:
        return f"{till}（只这一天）"
    return f"{till}（{say_when(since, now)}起）" if since > local_day(now) else till


def tell(session: Session, row: Substitute, *, by: Officer, now: datetime) -> None:
    """Both hear of it, except who did it."""
    officer = session.get_one(Officer, row.officer_id)
    other = session.get_one(Officer, row.substitute_id)
    until = say_when(row.until, now) if row.until else ""
    span = say_span(row.since, row.until, now) if row.until else ""
    told = (
        ("office.stand_in", other, {"name": officer.name, "until": span}),
        (
            "office.replaced",
            officer,
            {
                "name": other.name,
                "by": by.name,
                "since": say_when(row.since, now),
                "until": until,
            },
        ),
    )
    for kind, whom, fields in told:
        if whom.contact_id != by.contact_id:
            key = f"{kind}:{row.id}"
            outbox.queue(session, kind, whom.contact_id, key=key, fields=fields, now=now)


def end(session: Session, row: Substitute, *, by: int, now: datetime) -> None:
    """Back at work: it ends with yesterday, and both hear of it, except who said so (contact
    ``by``)."""
    officers.end_stand_in(session, row, by=by, now=now)
    officer = session.get_one(Officer, row.officer_id)
    other = session.get_one(Officer, row.substitute_id)
    for whom in (officer, other):
        if whom.contact_id != by:
            outbox.queue(
                session,
                "office.stand_in_over",
                whom.contact_id,
                key=f"office.stand_in_over:{row.id}:{whom.id}",
                fields={"name": officer.name, "other": other.name},
                now=now,
            )


def say_of_where(session: Session, contact_id: int | None, issue: Issue, day: date) -> str:
    """As what somebody handled ``issue`` on ``day`` who is not of its own desk: 「替邱芳」,
    「县人大」, the station they are of; empty: they are of its desk, or nobody knows."""
    officer = session.scalar(select(Officer).where(Officer.contact_id == contact_id).limit(1))
    if officer is None or any(_reaches(role, issue) for role in officer.roles):
        return ""
    replaced = session.scalars(
        select(Officer)
        .join(Substitute, Substitute.officer_id == Officer.id)
        .where(Substitute.substitute_id == officer.id, in_force(Substitute, day))
        .order_by(Substitute.id)
    )
    for other in replaced:
        if any(_reaches(role, issue) for role in other.roles):
            return f"替{other.name}"
    if any(role.role in _AT_COUNTY for role in officer.roles):
        return "县人大"
    return next((role.station.name for role in officer.roles if role.station is not None), "")


def _reaches(role: OfficerRole, issue: Issue) -> bool:
    """By its station or its township; the county's own reach is another desk."""
    if role.station_id is not None:
        return role.station_id == issue.station_id
    return role.grid is not None and issue.grid is not None and places.within(issue.grid, role.grid)


def say_for_whom(session: Session, officer: Officer, now: datetime) -> str:
    """「替王敏（到11月25日）」: for whom this officer is at work today; empty: for nobody."""
    rows = officers.standing_in(session, now)
    own = [row for row in rows if row.substitute_id == officer.id and row.since <= local_day(now)]
    said = []
    for row in own:
        name = session.get_one(Officer, row.officer_id).name
        said.append(f"{name}（到{say_when(row.until, now)}）" if row.until else name)
    return f"这几天替{'、'.join(said)}" if said else ""
