"""How often somebody may try a password (peers.md 5). The tries stand in the store, so that all
processes count together: 5 in 5 minutes for one account from one address, 10 in 15 minutes for one
account from anywhere, and an address that fails for five different accounts in 5 minutes waits.

A whole office stands behind one address: one colleague who mistypes, or one account that somebody
attacks from there, keeps nobody else out. The account itself rests after ten (``officers``).
A new password begins anew: what was tried with the old one keeps nobody waiting."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from bot.actions import audit, officers
from bot.store.models import Audit, Officer
from bot.store.vault import vault

_FAILED, _DONE = "sign_in.failed", "sign_in.done"
SHORT, LONG = timedelta(minutes=5), timedelta(minutes=15)
FROM_ONE_ADDRESS = 5
OF_ONE_ACCOUNT = 10
ACCOUNTS_OF_ONE_ADDRESS = 5


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a try. ``officer`` None: ``wait`` is how long to wait, nothing if the login or
    the password was wrong."""

    officer: Officer | None
    wait: timedelta | None = None


def sign_in(session: Session, login: str, password: str, address: str, *, now: datetime) -> Tried:
    """Sign in from ``address``. A failed try is counted in the session: commit in any case."""
    _one_at_a_time(session)
    account, place = _digest("account", login.strip().lower()), _digest("address", address)
    renewed = _renewed(session, login, now)
    wait = _must_wait(session, account, place, now, renewed)
    if wait is not None:
        # Who is told to come back in five minutes must not be told the same again then.
        return Tried(None, max(wait, _rests(session, login, now)))
    found = officers.sign_in(session, login, password, now=now)
    if found.officer is None:
        _note(session, _FAILED, account, place, now)
        return Tried(None, found.until - now if found.until else None)
    _note(session, _DONE, account, place, now)
    return Tried(found.officer)


@dataclass(frozen=True, slots=True)
class _Try:
    """One row of the record, in its order: ``id`` tells what came first within one second."""

    id: int
    account: str
    address: str
    at: datetime


def _must_wait(
    session: Session, account: str, place: str, now: datetime, renewed: int
) -> timedelta | None:
    lately = _rows(session, _FAILED, now - LONG)
    here = [one for one in lately if one.address == place and one.at > now - SHORT]
    mine = [one.at for one in here if one.account == account and one.id > renewed]
    if len(mine) >= FROM_ONE_ADDRESS:
        return mine[-FROM_ONE_ADDRESS] + SHORT - now
    everywhere = [one.at for one in lately if one.account == account and one.id > renewed]
    if len(everywhere) >= OF_ONE_ACCOUNT:
        return everywhere[-OF_ONE_ACCOUNT] + LONG - now
    done = _rows(session, _DONE, now - SHORT)
    signed_in = {one.account for one in done if one.address == place}
    first: dict[str, datetime] = {}
    for one in here:
        if one.account not in signed_in:
            first.setdefault(one.account, one.at)
    if account not in first and len(first) >= ACCOUNTS_OF_ONE_ADDRESS:
        return min(first.values()) + SHORT - now
    return None


def _rests(session: Session, login: str, now: datetime) -> timedelta:
    """How long the account itself still rests."""
    officer = officers.by_login(session, login)
    until = officer.locked_until if officer is not None else None
    return until - now if until is not None else timedelta(0)


def _renewed(session: Session, login: str, now: datetime) -> int:
    """Where in the record this account lately got a new password; 0: it did not."""
    officer = officers.by_login(session, login)
    at = session.scalar(
        select(func.max(Audit.id)).where(
            Audit.act == "officer.password_set",
            Audit.at > now - LONG,
            Audit.thing_id == (officer.id if officer is not None else 0),
        )
    )
    return at or 0


def _rows(session: Session, act: str, since: datetime) -> list[_Try]:
    """Oldest first."""
    rows = session.execute(
        select(Audit.id, Audit.fact, Audit.at)
        .where(Audit.act == act, Audit.at > since)
        .order_by(Audit.id)
    )
    return [_Try(row.id, row.fact[:32], row.fact[32:], row.at) for row in rows]


def _note(session: Session, act: str, account: str, place: str, now: datetime) -> None:
    audit.record(session, act, contact_id=None, now=now, thing="sign_in", fact=account + place)


def _digest(what: str, text: str) -> str:
    return vault().digest(f"{what}:{text}")[:32]


def _one_at_a_time(session: Session) -> None:
    """Tries are counted one after the other, else fifty at once would all see none before them.
    SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": 0x6C78715F})
