"""Officers' accounts: made, signed in to, locked after too many failures, reset, taken away."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from bot.actions import audit
from bot.actions.people import in_force, new_contact
from bot.actions.vocabulary import roster_changed
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.store.models import Grid, Officer, OfficerRole, Station

#: After so many wrong passwords in a row the account rests for so long (peers.md, limits).
TRIES = 10
RESTS = timedelta(minutes=15)
SHORTEST = 10
#: No 0/O, 1/l/I: passwords are read out on the telephone.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"

ROLE_LABELS = {
    "liaison_officer": "联络站联络员",
    "station_chief": "联络站站长",
    "presidium": "乡镇人大主席团",
    "office": "代表工委",
    "office_director": "代表工委主任",
    "leader": "领导",
}


@dataclass(frozen=True, slots=True)
class SignIn:
    """What came of a try to sign in. ``officer`` None: ``key`` names the sentence that says why.
    A failed try is counted in the session, so whoever asked has to commit."""

    officer: Officer | None
    key: str = ""
    until: datetime | None = None


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys() -> str:
    """A hash to check against when there is no such login, so that both take the same time."""
    return _hasher().hash(secrets.token_hex())


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
    if _hasher().check_needs_rehash(officer.password_hash or ""):
        officer.password_hash = _hasher().hash(password)
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
        return _hasher().verify(known, password[:256])
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
    session: Session, officer: Officer, password: str, *, now: datetime, by: int | None = None
) -> None:
    """A new password; all sessions under the old one end. Raises Refused if it is too short."""
    if len(password) < SHORTEST:
        raise Refused("refused.password_short", least=SHORTEST)
    officer.password_hash = _hasher().hash(password)
    officer.session_epoch += 1
    officer.failed_logins, officer.locked_until = 0, None
    audit.record(
        session,
        "officer.password_set",
        contact_id=by,
        now=now,
        thing="officer",
        thing_id=officer.id,
    )


def give_login(
    session: Session, officer: Officer, login: str, password: str, *, now: datetime
) -> None:
    """Let an officer of the roster sign in. Raises Refused if the login is somebody else's."""
    login = login.strip().lower()
    other = by_login(session, login)
    if other is not None and other.id != officer.id:
        raise Refused("refused.login_taken", login=login)
    officer.login = login
    set_password(session, officer, password, now=now)


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
) -> Officer:
    """A new officer with one role (a further role, if the code is known). Raises Refused if the
    role lacks what it reaches."""
    if role in ("station_chief", "liaison_officer") and station is None:
        raise Refused("refused.role_needs_station")
    if role == "presidium" and area is None:
        raise Refused("refused.role_needs_area")
    today = local_day(now)
    officer = session.scalar(select(Officer).where(Officer.code == code))
    if officer is None:
        officer = Officer(
            code=code,
            contact=new_contact(session, now=now, name=name, phone=phone),
            name=name,
            failed_logins=0,
            session_epoch=0,
            since=today,
        )
        session.add(officer)
    elif officer.name != name:
        raise Refused("refused.code_taken", code=code, name=officer.name)
    session.add(OfficerRole(officer=officer, role=role, station=station, grid=area, since=today))
    session.flush()
    roster_changed(session)
    audit.record(
        session, "officer.added", contact_id=None, now=now, thing="officer", thing_id=officer.id
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
            where.setdefault(ROLE_LABELS[role.role], []).append(place)
    said = []
    for label, places in where.items():
        many = f"等{len(places)}处" if len(places) > 2 else ""
        named = places[0] if many else "、".join(place for place in places if place)
        said.append(label + (f"（{named}{many}）" if named else ""))
    return "、".join(said)
