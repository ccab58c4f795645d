"""Officers' accounts: made, signed in to, locked after too many failures, reset, taken away."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from argon2 import Parameters, PasswordHasher, profiles
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from bot.actions import audit
from bot.actions.people import Roles, in_force, new_contact
from bot.actions.vocabulary import roster_changed
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.store.models import BureauLiaison, Grid, Officer, OfficerRole, Station, Substitute

#: After so many wrong passwords in a row the account rests for so long (peers.md, limits).
TRIES = 10
RESTS = timedelta(minutes=15)
SHORTEST = 10
#: No 0/O, 1/l/I: passwords are read out on the telephone.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"

#: Roles of the county office.
COUNTY = ("office", "office_director")
#: Who reads what is kept from the rest of the office: sealed ratings, the ladder of measures.
LEADING = ("office_director", "leader")

ROLE_LABELS = {
    "liaison_officer": "联络站联络员",
    "station_chief": "联络站站长",
    "presidium": "乡镇人大主席团",
    "office": "代表工委",
    "office_director": "代表工委主任",
    "leader": "县人大领导",
    "general_office": "常委会办公室",
    "committee": "专工委",
    "bureau": "承办单位",
}


@dataclass(frozen=True, slots=True)
class SignIn:
    """What came of a try to sign in. ``officer`` None: ``key`` names the sentence that says why.
    A failed try is counted in the session, so whoever asked has to commit."""

    officer: Officer | None
    key: str = ""
    until: datetime | None = None


_hasher = PasswordHasher.from_parameters(profiles.RFC_9106_LOW_MEMORY)


def hash_at(cost: Parameters) -> None:
    """What a new password's hash costs from now on in this process; a known one keeps its own."""
    global _hasher
    _hasher = PasswordHasher.from_parameters(cost)
    _nobodys.cache_clear()


@cache
def _nobodys() -> str:
    """A hash to check against when there is no such login, so that both take the same time."""
    return _hasher.hash(secrets.token_hex())


def new_password() -> str:
    """Twelve letters and digits in groups of four, good to read out."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def by_login(session: Session, login: str) -> Officer | None:
    return session.scalar(select(Officer).where(Officer.login == login.strip().lower()))


def sign_in(session: Session, login: str, password: str, *, now: datetime) -> SignIn:
    """Whose login and password these are. Keys: refused.login, refused.login_locked."""
    officer = by_login(session, login)
    if officer is not None and officer.locked_until and officer.locked_until > now:
        return SignIn(None, "refused.login_locked", officer.locked_until)
    known = officer.password_hash if officer is not None else None
    fits = _fits(known or _nobodys(), password) and known is not None
    today = local_day(now)
    over = officer is not None and officer.until is not None and officer.until < today
    if officer is None or not fits or over:
        if officer is not None:
            _count_failure(session, officer, now)
        return SignIn(None, "refused.login")
    officer.failed_logins, officer.locked_until = 0, None
    if _hasher.check_needs_rehash(officer.password_hash or ""):
        officer.password_hash = _hasher.hash(password)
    audit.record(
        session,
        "officer.signed_in",
        contact_id=officer.contact_id,
        now=now,
        thing="officer",
        thing_id=officer.id,
    )
    return SignIn(officer)


def _fits(known: str, password: str) -> bool:
    try:
        return _hasher.verify(known, password[:256])
    except (VerifyMismatchError, InvalidHashError):
        return False


def _count_failure(session: Session, officer: Officer, now: datetime) -> None:
    officer.failed_logins += 1
    if officer.failed_logins >= TRIES:
        officer.locked_until, officer.failed_logins = now + RESTS, 0
    audit.record(
        session,
        "officer.refused",
        contact_id=officer.contact_id,
        now=now,
        thing="officer",
        thing_id=officer.id,
    )


def set_password(
    session: Session,
    officer: Officer,
    password: str,
    *,
    now: datetime,
    by: int | None = None,
    must_change: bool = False,
) -> None:
    """A new password; all sessions under the old one end. ``must_change``: somebody else chose it,
    so the officer chooses another one first. Raises Refused if it is too short."""
    if len(password) < SHORTEST:
        raise Refused("refused.password_short", least=SHORTEST)
    officer.password_hash = _hasher.hash(password)
    officer.session_epoch += 1
    officer.must_change = must_change
    officer.failed_logins, officer.locked_until = 0, None
    audit.record(
        session,
        "officer.password_set",
        contact_id=by,
        now=now,
        thing="officer",
        thing_id=officer.id,
    )


def leads(roles: Roles) -> bool:
    """Whether this is the director or a leader: what they see and decide is theirs alone, so they
    alone open the door to it (the first one is let in by ``python -m bot officer add``)."""
    return any(role.role in LEADING for role in roles.officer_roles)


def leading(session: Session, now: datetime) -> set[tuple[int, str]]:
    """(officer, role) of whoever can sign in as the director or a leader, now or some day."""
    rows = session.execute(
        select(Officer.id, OfficerRole.role)
        .join(OfficerRole, OfficerRole.officer_id == Officer.id)
        .where(
            OfficerRole.role.in_(LEADING),
            OfficerRole.until.is_(None) | (OfficerRole.until >= local_day(now)),
            Officer.login.is_not(None),
        )
    )
    return {(officer_id, role) for officer_id, role in rows}


def may_open(other: Officer, roles: Roles, now: datetime) -> bool:
    """Whether somebody with ``roles`` may give ``other`` the means to sign in at all."""
    today = local_day(now)
    theirs = {role.role for role in other.roles if role.until is None or role.until >= today}
    return leads(roles) or not theirs & set(LEADING)


def may_reset(officer: Officer, other: Officer, roles: Roles, now: datetime) -> bool:
    """Whether ``officer`` may give ``other`` a new password: the county office anybody's below
    those who lead it, the station chief and the presidium those of their own area; one's own one
    changes with the old."""
    if other.id == officer.id or other.contact_id == officer.contact_id:
        return False
    if not may_open(other, roles, now):
        return False
    held = {role.role for role in roles.officer_roles}
    if held & set(COUNTY):
        return True
    day = local_day(now)
    theirs = [
        role
        for role in other.roles
        if role.since <= day and (role.until is None or role.until >= day)
    ]
    # Every role of theirs has to lie below: nobody hands out the keys of those above.
    return bool(theirs) and all(_below(role, roles) for role in theirs)


def _below(role: OfficerRole, roles: Roles) -> bool:
    """A station's chief is above the station's people, the presidium above its township's."""
    area = role.area
    for own in roles.officer_roles:
        inside = own.station.grid if own.station is not None else own.grid
        if area is None or inside is None or not area.path.startswith(inside.path):
            continue
        if own.role == "presidium" or (own.role == "station_chief" and role.station is not None):
            return True
    return False


def reset(
    session: Session, officer: Officer, other: Officer, roles: Roles, *, now: datetime
) -> str:
    """A new temporary password for ``other``, shown once. Raises Refused where it is not theirs to
    give, or there is no login."""
    if officer is other:
        raise Refused("console.own_password_by_old")
    if not may_reset(officer, other, roles, now) or other.login is None:
        raise Refused("console.not_yours_to_reset")
    password = new_password()
    set_password(session, other, password, now=now, by=officer.contact_id, must_change=True)
    return password


def stand_in(
    session: Session,
    officer: Officer,
    other: Officer,
    since: date,
    until: date,
    *,
    by: int,
    now: datetime,
) -> Substitute:
    """``other`` acts for ``officer`` between two days (AB岗), with their roles and no others.
    Raises Refused if the days make no sense or it is the same person."""
    if other.contact_id == officer.contact_id:
        raise Refused("console.same_person")
    if until < since or until < local_day(now):
        raise Refused("console.days_backwards")
    row = Substitute(officer_id=officer.id, substitute_id=other.id, since=since, until=until)
    session.add(row)
    session.flush()
    roster_changed(session)
    audit.record(
        session,
        "officer.stand_in",
        contact_id=by,
        now=now,
        thing="officer",
        thing_id=officer.id,
        fact=f"{other.id} {since}–{until}",
    )
    return row


def end_stand_in(session: Session, row: Substitute, *, by: int, now: datetime) -> None:
    """Back at work: it ends with yesterday."""
    row.until = min(row.until or local_day(now), local_day(now) - timedelta(days=1))
    roster_changed(session)
    audit.record(
        session,
        "officer.stand_in_ended",
        contact_id=by,
        now=now,
        thing="officer",
        thing_id=row.officer_id,
    )


def standing_in(session: Session, now: datetime) -> Sequence[Substitute]:
    """Who stands in for whom, today and later."""
    return session.scalars(
        select(Substitute)
        .where(or_(Substitute.until.is_(None), Substitute.until >= local_day(now)))
        .order_by(Substitute.since, Substitute.id)
    ).all()


def give_login(
    session: Session,
    officer: Officer,
    login: str,
    password: str,
    *,
    now: datetime,
    by: int | None = None,
    must_change: bool = False,
) -> None:
    """Let an officer of the roster sign in; ``by``, ``must_change``: as of a new password. Raises
    Refused if the login is somebody else's."""
    login = login.strip().lower()
    other = by_login(session, login)
    if other is not None and other.id != officer.id:
        raise Refused("refused.login_taken", login=login)
    officer.login = login
    set_password(session, officer, password, now=now, by=by, must_change=must_change)


def add(
    session: Session,
    *,
    code: str,
    name: str,
    role: str,
    now: datetime,
    station: Station | None = None,
    area: Grid | None = None,
    phone: str | None = None,
    topics: Sequence[str] = (),
    liaison: BureauLiaison | None = None,
    by: int | None = None,
) -> Officer:
    """A new officer with one role (a further role, if the code is known). ``topics``: what a
    committee looks at; ``liaison``: the liaison person who opens the console for their bureau.
    Raises Refused if the role lacks what it reaches."""
    if role in ("station_chief", "liaison_officer") and station is None:
        raise Refused("refused.role_needs_station")
    if role == "presidium" and area is None:
        raise Refused("refused.role_needs_area")
    if role == "committee" and not topics:
        raise Refused("refused.role_needs_topics")
    if role == "bureau" and liaison is None:
        raise Refused("refused.role_needs_liaison")
    today = local_day(now)
    officer = session.scalar(select(Officer).where(Officer.code == code))
    if officer is None:
        officer = Officer(
            code=code,
            # The same person: what the bureau has, they have by being its liaison person.
            contact=liaison.contact
            if liaison is not None
            else new_contact(session, now=now, name=name, phone=phone),
            name=name,
            failed_logins=0,
            session_epoch=0,
            since=today,
        )
        session.add(officer)
    elif officer.name != name:
        raise Refused("refused.code_taken", code=code, name=officer.name)
    session.add(
        OfficerRole(
            officer=officer,
            role=role,
            station=station,
            grid=area,
            topics=list(topics) or None,
            since=today,
        )
    )
    session.flush()
    roster_changed(session)
    audit.record(
        session,
        "officer.added",
        contact_id=by,
        now=now,
        thing="officer",
        thing_id=officer.id,
        fact=role,
    )
    return officer


def everybody(session: Session, now: datetime) -> Sequence[Officer]:
    """Officers in office today, with their roles, by code."""
    return session.scalars(
        select(Officer)
        .where(in_force(Officer, local_day(now)))
        .options(
            selectinload(Officer.roles).joinedload(OfficerRole.station),
            selectinload(Officer.roles).joinedload(OfficerRole.grid),
        )
        .order_by(Officer.code)
    ).all()


def say_roles(officer: Officer, now: datetime) -> str:
    """联络站联络员（城关镇人大代表联络站）、乡镇人大主席团（城关镇）; many places are counted."""
    day = local_day(now)
    where: dict[str, list[str]] = {}
    for role in officer.roles:
        if role.since <= day and (role.until is None or role.until >= day):
            place = role.station.name if role.station else role.grid.name if role.grid else ""
            place = place or "、".join(role.topics or ())
            where.setdefault(_label_of(role), []).append(place)
    said = []
    for label, places in where.items():
        many = f"等{len(places)}处" if len(places) > 2 else ""
        named = places[0] if many else "、".join(place for place in places if place)
        said.append(label + (f"（{named}{many}）" if named else ""))
    return "、".join(said)


def _label_of(role: OfficerRole) -> str:
    """A sub-district has no congress of its own: the county's works there."""
    if role.role == "presidium" and role.grid is not None and role.grid.name.endswith("街道"):
        return "街道人大工委"
    return ROLE_LABELS[role.role]
