"""Who hears of a case. This is the gate of avoidance (design 1.3): nothing is pushed to anybody
who is not named here, and who may not hear of a case is not a party to it either."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, bindparam, case, or_, select
from sqlalchemy.orm import Session, joinedload

from bot.actions import bureaus, places, remembered
from bot.actions.people import Roles, in_force
from bot.domain.calendars import local_day
from bot.domain.workflow import Party
from bot.domain.workflows.issue import AT_STATION, RECHECK, ROUTED
from bot.store.models import (
    Bureau,
    BureauLiaison,
    Contact,
    Deputy,
    Grid,
    HandOver,
    Identity,
    Issue,
    Officer,
    OfficerRole,
    OnCall,
    Subscriber,
    Substitute,
    Suggestion,
    SuggestionIssue,
)

#: Nobody has it in hand yet, or nobody any more.
_UNTAKEN = (ROUTED, AT_STATION, RECHECK)
#: Asked at every task, so built once: a statement costs more to build than to run. Nothing of the
#: roster changes within a message, so nothing has to be written before it is read.
_AT_EASE = {"autoflush": False}


def _holders(place: ColumnElement[bool]) -> Select[OfficerRole]:
    return (
        select(OfficerRole)
        .where(
            place,
            OfficerRole.role.in_(bindparam("roles", expanding=True)),
            in_force(OfficerRole, bindparam("day")),
        )
        .options(joinedload(OfficerRole.officer))
        .order_by(OfficerRole.id)
        .execution_options(**_AT_EASE)
    )


_AT_STATION = _holders(OfficerRole.station_id == bindparam("station"))
_AT_COUNTY = _holders(OfficerRole.station_id.is_(None))
_SUBSTITUTES = (
    select(Substitute)
    .where(
        Substitute.officer_id.in_(bindparam("officers", expanding=True)),
        in_force(Substitute, bindparam("day")),
    )
    .execution_options(**_AT_EASE)
)
_JOINED = select(Subscriber.contact_id).where(Subscriber.issue_id == bindparam("issue"))

STATION_ROLES = ("liaison_officer", "station_chief")
COUNTY_ROLES = ("office", "office_director")


def constituents(session: Session, issue: Issue) -> list[int]:
    """Contact ids of who reported it and of everybody who joined."""
    joined = session.scalars(_JOINED, {"issue": issue.id}).all()
    return list(dict.fromkeys([issue.reporter_id, *joined]))


def deputies(session: Session, issue: Issue, now: datetime) -> Sequence[Deputy]:
    """The deputies who may know of it: those of its grid, unless it is kept above them."""
    may_know = {deputy.id for deputy in near(session, issue, now)}
    if not may_know or issue.grid is None:
        return ()
    found = places.deputies_of(session, issue.grid, now)
    return [deputy for deputy in found if deputy.id in may_know]


def near(session: Session, issue: Issue, now: datetime) -> list[places.Near]:
    """The same as facts only: what is asked at every task."""
    if issue.seen_by != "grid" or issue.grid is None:
        return []
    return [
        deputy
        for deputy in places.deputies_near(session, issue.grid, now)
        if not _named(issue, deputy.name) and deputy.contact_id != issue.reporter_id
    ]


def brought_by(session: Session, issue: Issue, now: datetime) -> Deputy | None:
    """The deputy of its grid who reported it and may take it up, as long as nobody has."""
    if issue.seen_by != "grid" or issue.grid is None or issue.state not in _UNTAKEN:
        return None
    for deputy in places.deputies_of(session, issue.grid, now):
        if deputy.contact_id == issue.reporter_id and not _named(issue, deputy.name):
            return deputy
    return None


def deputies_to_push(session: Session, issue: Issue, now: datetime) -> list[places.Near]:
    """Of these, whom to push a new task to: not who is on leave or wants no push."""
    day = local_day(now)
    return [
        deputy
        for deputy in near(session, issue, now)
        if deputy.push == "all" and (deputy.paused_until is None or deputy.paused_until < day)
    ]


def desk(session: Session, issue: Issue, now: datetime) -> list[int]:
    """Contact ids of the people at the desk that handles it: the station's liaison officer (and
    its chief, once it is the chief's turn), or the county office where it is kept there."""
    station = issue.station.id if issue.station is not None else None
    if issue.seen_by == "county" or station is None:
        return office(session, issue, now)
    wanted = ["liaison_officer"]
    if issue.attention != "grid":
        wanted.append("station_chief")
    found = _officers(session, station, wanted, now) or _officers(
        session, station, STATION_ROLES, now
    )
    found = [officer for officer in found if not _named(issue, officer.name)]
    contacts = [officer.contact_id for officer in found]
    if issue.attention == "county" or not contacts:
        contacts += office(session, issue, now)
    return list(dict.fromkeys(contacts))


@dataclass(frozen=True, slots=True)
class ReadsIt:
    """Who would hear of a case. ``post``: occupation or post, as people may call them by it;
    ``level``: whose rule of avoidance says who is above them."""

    name: str
    post: str
    level: str


#: Whatever they are called at a station.
_POSTS = "站长、主席、干事、联络员、工作人员"


def readers(session: Session, issue: Issue, now: datetime) -> list[ReadsIt]:
    """The deputies and the station's people who would hear of it."""
    found = [
        # Whoever sits in the county's congress or above it is above the township.
        ReadsIt(
            each.name,
            each.occupation,
            "village" if each.congress in ("township", "advisory") else "deputy",
        )
        for each in near(session, issue, now)
    ]
    if issue.station is not None:
        at_desk = _officers(session, issue.station.id, STATION_ROLES, now)
        found += [
            ReadsIt(each.name, _POSTS, "township")
            for each in at_desk
            if not _named(issue, each.name)
        ]
    return found


def office(session: Session, issue: Issue, now: datetime) -> list[int]:
    """Contact ids of the county office's clerks; of its director if there is no clerk; of the
    county's leaders where it is about the office itself or its director."""
    above = is_about_office(session, issue, now)
    for role in ("leader",) if above else COUNTY_ROLES:
        found = _officers(session, None, (role,), now)
        contacts = [officer.contact_id for officer in found if not _named(issue, officer.name)]
        if contacts:
            return list(dict.fromkeys(contacts))
    return []


#: The office itself, as people call it; 人大代表 are others.
_OFFICE = re.compile(r"代表工委|代工委|人大(?:常委会|机关|办)|^县?人大$")


def is_about_office(session: Session, issue: Issue, now: datetime) -> bool:
    """Whether it speaks of the county office or names its director: then nobody there receives it,
    only the leaders above (design 1.3)."""
    if not issue.avoid:
        return False
    if any(_OFFICE.search(str(about.get("who", ""))) for about in issue.avoid):
        return True
    directors = _officers(session, None, ("office_director",), now)
    return any(_named(issue, officer.name) for officer in directors)


def on_call(session: Session, now: datetime) -> list[int]:
    """Contact ids of who is on call now; nobody on the roster: empty."""
    return list(
        session.scalars(
            select(Officer.contact_id)
            .join(OnCall, OnCall.officer_id == Officer.id)
            .where(OnCall.since <= now, OnCall.until > now)
        ).all()
    )


def asked_first(session: Session, issue: Issue, now: datetime) -> list[int]:
    """Contact ids of whom a danger goes to at once: who is on call; where nobody is on the roster,
    or no message reaches any of them, the county office as well."""
    contacts = on_call(session, now)
    if not any_reached(session, contacts):
        contacts = [*contacts, *office(session, issue, now)]
    return list(dict.fromkeys(contacts))


def any_reached(session: Session, contacts: Sequence[int]) -> bool:
    """Whether a message reaches any of them: who has no WeChat here has to be rung."""
    reached = session.scalar(
        select(Identity.id).where(Identity.contact_id.in_(contacts), Identity.following).limit(1)
    )
    return reached is not None


def above_on_call(session: Session, issue: Issue, now: datetime) -> list[int]:
    """Contact ids of whom a danger goes to that the officer on call has not answered: the desk, the
    station's chief, the county office and its director."""
    found = [
        officer.contact_id
        for officer in _officers(session, None, COUNTY_ROLES, now)
        if not _named(issue, officer.name)
    ]
    if issue.station is not None and issue.seen_by != "county":
        found += [
            officer.contact_id
            for officer in _officers(session, issue.station.id, STATION_ROLES, now)
            if not _named(issue, officer.name)
        ]
    return list(dict.fromkeys([*desk(session, issue, now), *found]))


def county_clerks(session: Session, now: datetime) -> list[int]:
    """Contact ids of the county office's clerks (director if there is none), about no case."""
    for role in COUNTY_ROLES:
        found = _officers(session, None, (role,), now)
        if found:
            return list(dict.fromkeys(officer.contact_id for officer in found))
    return []


def station_liaisons(session: Session, station_id: int, now: datetime) -> list[int]:
    """Contact ids of a station's liaison officers (its chief if there is none), about no case."""
    found = _officers(session, station_id, ("liaison_officer",), now)
    found = found or _officers(session, station_id, STATION_ROLES, now)
    return list(dict.fromkeys(officer.contact_id for officer in found))


def liaisons(session: Session, bureau_id: int, now: datetime) -> list[BureauLiaison]:
    """The liaison person A of a bureau, or B while A is away or missing (AB岗)."""
    day = local_day(now)
    rows = session.scalars(
        select(BureauLiaison)
        .where(BureauLiaison.bureau_id == bureau_id, in_force(BureauLiaison, day))
        .order_by(BureauLiaison.position, BureauLiaison.id)
    ).all()
    present = [row for row in rows if row.away_until is None or row.away_until < day]
    first = [row for row in present if row.position == "A"]
    return list(first or present or rows)


def holding(session: Session, issue: Issue, now: datetime) -> Deputy | None:
    """Who took it up, as long as they are a deputy, under this mandate or the next; after that who
    follows the suggestion made of it. None: the station goes on with it until somebody is named."""
    taken, today = issue.deputy, local_day(now)
    if taken is None or taken.until is None or taken.until >= today:
        return taken
    again = session.scalars(
        select(Deputy)
        .where(Deputy.contact_id == taken.contact_id, in_force(Deputy, today))
        .order_by(Deputy.id.desc())
    ).first()
    if again is not None:
        return again
    following = session.scalars(
        select(Deputy)
        .join(
            Suggestion, or_(Deputy.id == Suggestion.successor_id, Deputy.id == Suggestion.lead_id)
        )
        .join(SuggestionIssue, SuggestionIssue.suggestion_id == Suggestion.id)
        .where(SuggestionIssue.issue_id == issue.id, in_force(Deputy, today))
        # A named successor before who raised it.
        .order_by(Suggestion.id.desc(), case((Deputy.id == Suggestion.successor_id, 0), else_=1))
    )
    for deputy in following:
        if not _named(issue, deputy.name) and deputy.contact_id != issue.reporter_id:
            return deputy
    return None


def contacts_for(
    session: Session, party: Party, issue: Issue, hand_over: HandOver | None, now: datetime
) -> list[int]:
    """Contact ids of everybody of ``party`` who is to hear of a step."""
    if party is Party.CONSTITUENT:
        return constituents(session, issue)
    if party is Party.DEPUTY:
        if issue.deputy is not None and issue.seen_by == "grid":
            holder = holding(session, issue, now)
            return [holder.contact_id] if holder is not None else []
        return [deputy.contact_id for deputy in deputies_to_push(session, issue, now)]
    if party is Party.BUREAU:
        rows = liaisons(session, hand_over.bureau_id, now) if hand_over else []
        return [row.contact_id for row in rows]
    if party is Party.STATION:
        return desk(session, issue, now)
    return office(session, issue, now)


def parties_of(
    session: Session,
    issue: Issue,
    contact: Contact,
    roles: Roles,
    now: datetime,
    hand_over: HandOver | None = None,
) -> set[Party]:
    """What ``contact`` is in this very case; empty: nothing, and then they see nothing of it."""
    parties: set[Party] = set()
    if contact.id in constituents(session, issue):
        parties.add(Party.CONSTITUENT)
    if roles.deputies:
        mine = {deputy.id for deputy in roles.deputies}
        own = contact.id == issue.reporter_id and brought_by(session, issue, now)
        if own or any(deputy.id in mine for deputy in deputies(session, issue, now)):
            parties.add(Party.DEPUTY)
    if hand_over is not None and any(
        liaison.bureau_id == hand_over.bureau_id for liaison in roles.liaisons
    ):
        parties.add(Party.BUREAU)
    return parties | desks_of(session, issue, roles, now)


def desks_of(session: Session, issue: Issue, roles: Roles, now: datetime) -> set[Party]:
    """The desks at which ``roles`` handle this case: the station's, the county office's. Lists ask
    it of every row: nothing here asks the store anew."""
    held: set[Party] = set()
    if not roles.officer_roles or _names_any(issue, roles.officers):
        return held
    above = is_about_office(session, issue, now)
    for role in roles.officer_roles:
        if role.role in (("leader",) if above else COUNTY_ROLES):
            held.add(Party.OFFICE)
        elif issue.seen_by != "county" and not above and _reaches(session, role, issue):
            held.add(Party.STATION)
    return held


def bureau_allowed(session: Session, issue: Issue, bureau: Bureau) -> bool:
    """Whether ``bureau`` may be given this case: never the body that it is about, nor one of the
    same or a lower level in the area of whom it is about (design 1.3)."""
    for about in issue.avoid:
        if _same_body(about, bureau):
            return False
        area = places.by_code(session, about["area"]) if about.get("area") else None
        if area is not None and bureau.grid is not None and places.within(bureau.grid, area):
            return False
    return True


def bureaus_offered(session: Session, issue: Issue) -> list[Bureau]:
    """The bodies that it looks like belonging to, likeliest first: those that this county has and
    that may be given it."""
    found = (bureaus.find(session, name, issue.grid) for name in issue.bureaus)
    may = [each for each in found if each is not None and bureau_allowed(session, issue, each)]
    return list(dict.fromkeys(may))


def _same_body(about: dict[str, object], bureau: Bureau) -> bool:
    who = str(about.get("who", ""))
    return bool(who) and (who in (bureau.name, *bureau.aliases) or bureau.name in who)


def _reaches(session: Session, role: OfficerRole, issue: Issue) -> bool:
    """Whether a township or station role covers the case, at the level it is kept at."""
    if issue.grid is None:
        return role.station_id is not None and role.station_id == issue.station_id
    area: Grid | None = role.area
    if area is None or not places.within(issue.grid, area):
        return False
    # Kept at the township: the village's own station is below whom it is about.
    return issue.seen_by == "grid" or area.level in ("township", "county")


@dataclass(frozen=True, slots=True)
class _AtDesk:
    contact_id: int
    name: str


def _officers(
    session: Session, station: int | None, wanted: Iterable[str], now: datetime
) -> Sequence[_AtDesk]:
    """Officers holding one of the roles at ``station`` (None: the county office) today, or standing
    in for somebody who does (AB岗)."""
    day, roles = local_day(now), tuple(wanted)

    def ask() -> Sequence[_AtDesk]:
        found = _on_duty(session, station, roles, day)
        return tuple(_AtDesk(officer.contact_id, officer.name) for officer in found)

    return remembered.known(session, ("desk", station, roles, day), ask)


def _on_duty(
    session: Session, station: int | None, wanted: Sequence[str], day: date
) -> Sequence[Officer]:
    given = {"station": station, "roles": wanted, "day": day}
    roles = session.scalars(_AT_COUNTY if station is None else _AT_STATION, given).all()
    officers = [role.officer for role in roles]
    if not officers:
        return officers
    replaced = {
        row.officer_id: row.substitute_id
        for row in session.scalars(
            _SUBSTITUTES, {"officers": [officer.id for officer in officers], "day": day}
        )
    }
    if replaced:
        substitutes = {
            row.id: row
            for row in session.scalars(select(Officer).where(Officer.id.in_(replaced.values())))
        }
        officers = [
            substitutes[replaced[officer.id]] if officer.id in replaced else officer
            for officer in officers
        ]
    return [officer for officer in officers if officer.until is None or officer.until >= day]


def is_named(issue: Issue, name: str) -> bool:
    """Whether somebody of this name is among those whom it is about."""
    return bool(name) and _named(issue, name)


def _named(issue: Issue, name: str) -> bool:
    return any(
        about.get("name") == name or name in str(about.get("who", "")) for about in issue.avoid
    )


def _names_any(issue: Issue, officers: Sequence[Officer]) -> bool:
    return any(_named(issue, officer.name) for officer in officers)
