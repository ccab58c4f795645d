"""What one officer reaches, and the pieces of their list."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, literal, or_, select, true
from sqlalchemy.orm import Session

from bot.actions import places, readers, recipients
from bot.actions.calendar import county_calendar, say_when
from bot.actions.casework import gist
from bot.actions.people import Roles
from bot.store.models import Contact, Grid, Issue

#: More than this in one group nobody works off in a day; the rest comes up as these are done.
MOST = 60


@dataclass(frozen=True, slots=True)
class Button:
    """One click from the list: ``ACTS[role][act]``. ``asks``: the label of a field to fill
    first; ``field``: its name, "text" or "grid". ``to``: what the click itself gives, the bureau
    unless ``field`` names something else."""

    label: str
    act: str
    row: int = 0
    asks: str = ""
    quiet: bool = False
    field: str = "text"
    to: str = ""
    role: str = "station"

    @property
    def carries(self) -> str:
        """Name of the field in which ``to`` goes along."""
        return "to" if self.field == "text" else self.field


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits. ``number``: of the issue, 0 where there is none."""

    number: int
    title: str
    place: str
    gist: str
    #: Until when, in words; ``late``: that is over.
    due: str = ""
    late: bool = False
    note: str = ""
    #: To ring: shown as a link that dials.
    phone: str = ""
    #: Id of the issue whose constituent is named here, or whose telephone this is: a look at it.
    shows: int = 0
    buttons: tuple[Button, ...] = ()
    proposed: str = ""
    #: Of the telephone list, of an unread message, of a request that takes two: its row.
    notice: int = 0
    message: int = 0
    approval: int = 0
    #: Of a bureau that names another liaison person: its row, who it is now, who comes.
    change: int = 0
    comes: tuple[str, str] = ("", "")
    #: Of what a bureau says of its address or telephone: its row.
    news: int = 0
    #: Voices to listen to (ids of media).
    voices: tuple[int, ...] = ()
    #: Page where it is decided, for what is no issue.
    link: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One group of the list. ``more``: there are more than are shown."""

    key: str
    title: str
    items: list[Item] = field(default_factory=list)
    more: bool = False


def lies_in(areas: Sequence[Grid]) -> ColumnElement[bool]:
    """SQL: the grid is one of ``areas`` or lies in one of them."""
    return or_(false(), *(Grid.path.startswith(area.path) for area in areas))


@dataclass(frozen=True, slots=True)
class Desk:
    """One officer at work."""

    session: Session
    contact: Contact
    roles: Roles
    now: datetime

    @property
    def county(self) -> bool:
        return any(role.role in recipients.COUNTY_ROLES for role in self.roles.officer_roles)

    @property
    def leads(self) -> bool:
        """A county leader: looks at the county's figures, and does nothing in a case."""
        return any(role.role == "leader" for role in self.roles.officer_roles)

    @property
    def bureaus(self) -> list[int] | None:
        """The bureaus whose cases are all that this officer looks at; None: they see more."""
        if any(role.role != "bureau" for role in self.roles.officer_roles):
            return None
        return readers.bureaus_of(self.roles)

    def areas(self) -> list[Grid]:
        found = [role.area for role in self.roles.officer_roles]
        return [area for area in found if area is not None]

    def stations(self) -> list[int]:
        return [role.station_id for role in self.roles.officer_roles if role.station_id]

    def reaches(self) -> ColumnElement[bool]:
        """SQL: issues that may wait for this officer; ``mine`` decides."""
        townships = [
            role.grid
            for role in self.roles.officer_roles
            if role.station is None and role.grid is not None
        ]
        below = select(Grid.id).where(lies_in(townships))
        own = or_(Issue.station_id.in_(self.stations()), Issue.grid_id.in_(below))
        first_county = or_(
            Issue.seen_by == "county", Issue.attention == "county", Issue.station_id.is_(None)
        )
        above_office = and_(literal(self.leads), Issue.seen_by == "county")
        return or_(own, and_(literal(self.county), first_county), above_office)

    def sees(self) -> ColumnElement[bool]:
        """SQL: issues that this officer may look at; ``mine`` decides. The county office looks at
        all of them, whoever handles them."""
        if self.county:
            return true()
        below = select(Grid.id).where(lies_in(self.areas()))
        own = and_(
            Issue.seen_by != "county",
            or_(Issue.station_id.in_(self.stations()), Issue.grid_id.in_(below)),
        )
        return or_(own, readers.read_by(self.roles))

    def mine(self, issue: Issue) -> bool:
        return bool(recipients.desks_of(self.session, issue, self.roles, self.now))

    def may_see(self, issue: Issue) -> bool:
        return bool(self.seen([issue]))

    def seen(self, issues: Sequence[Issue]) -> set[int]:
        """Ids of those of ``issues`` that are ``mine``, or there to be looked at only, or cases of
        the own bureau."""
        own = {
            issue.id for issue in issues if self.mine(issue) or readers.may_read(issue, self.roles)
        }
        others = [issue for issue in issues if issue.id not in own]
        return own | readers.bureaus_have(self.session, others, self.roles)

    def named(self, issue: Issue) -> bool:
        """The case is about this officer, or about the office that they are of."""
        if self.county and recipients.is_about_office(self.session, issue, self.now):
            return True
        return any(
            about.get("name") == officer.name or officer.name in str(about.get("who", ""))
            for about in issue.avoid
            for officer in self.roles.officers
        )

    def issues(
        self, *where: ColumnElement[bool], order: Sequence[Any] = (Issue.id,)
    ) -> list[Issue]:
        query = select(Issue).where(self.reaches(), *where).order_by(*order)
        return [issue for issue in self.session.scalars(query.limit(MOST)) if self.mine(issue)]

    def say_until(self, day: date) -> str:
        """A day that a bureau asks for, and which one counts where nobody works on it."""
        due = county_calendar(self.session, self.now).next_working_day(day)
        said = say_when(day, self.now)
        return said if due == day else f"{said}，那天不上班，同意了算到{say_when(due, self.now)}"

    def item(self, issue: Issue, **more: Any) -> Item:
        return Item(
            number=issue.number,
            title=issue.title,
            place=places.say_place(self.session, issue.grid),
            gist=gist(issue.words.masked),
            **more,
        )
