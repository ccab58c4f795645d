"""Facts that nobody can change unseen: audit and history, digested in batches, each chained to the
one before (network security law, article 21: logs kept; nothing in them silently changed)."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from bot.store.models import Audit, AuditSeal, History

#: Rows get their number before they are committed: the youngest may still get elder siblings.
_SETTLED_AFTER = timedelta(minutes=2)
_FIRST = "0" * 64
_AT_ONCE = 5000

_AUDIT = (Audit.id, Audit.at, Audit.contact_id, Audit.act, Audit.thing, Audit.thing_id, Audit.fact)
_HISTORY = (
    History.id,
    History.case_kind,
    History.case_id,
    History.step,
    History.from_state,
    History.to_state,
    History.party,
    History.contact_id,
    History.words_id,
    History.fact,
    History.at,
)


@dataclass(frozen=True, slots=True)
class Broken:
    """The first batch whose rows are no longer what was sealed. ``since``: when the batch before
    was sealed; nothing: it is the very first."""

    seal_id: int
    sealed_at: datetime
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """The whole chain: how many batches and rows it holds, up to when, and how many rows are
    younger than the last batch and therefore not covered yet."""

    broken: Broken | None
    batches: int
    rows: int
    until: datetime | None
    not_yet: int


def seal(session: Session, now: datetime) -> AuditSeal | None:
    """Seal what has been written since the last batch; None if there is nothing. One process at a
    time calls this (the scheduler)."""
    last = session.scalars(select(AuditSeal).order_by(AuditSeal.id.desc()).limit(1)).first()
    after = (last.last_audit_id, last.last_history_id) if last else (0, 0)
    upto = (
        _settled(session, Audit.id, Audit.at, after[0], now),
        _settled(session, History.id, History.at, after[1], now),
    )
    if upto == after:
        return None
    row = AuditSeal(
        last_audit_id=upto[0],
        last_history_id=upto[1],
        digest=_digest(session, last.digest if last else _FIRST, after, upto),
        sealed_at=now,
    )
    session.add(row)
    session.flush()
    return row


def verify(session: Session) -> Broken | None:
    """Go along the whole chain; the first batch that does not fit, or None if all is as sealed.
    Rows younger than the last batch are not looked at."""
    return verified(session).broken


def verified(session: Session) -> Verified:
    """Go along the whole chain, as ``verify``, and count what it covers."""
    digest, after, batches = _FIRST, (0, 0), 0
    last: AuditSeal | None = None
    broken: Broken | None = None
    for row in session.scalars(select(AuditSeal).order_by(AuditSeal.id)):
        upto = (row.last_audit_id, row.last_history_id)
        digest = _digest(session, digest, after, upto)
        if digest != row.digest:
            broken = Broken(row.id, row.sealed_at, last.sealed_at if last else None)
            break
        after, last, batches = upto, row, batches + 1
    return Verified(
        broken=broken,
        batches=batches,
        rows=_count(session, Audit.id <= after[0], History.id <= after[1]),
        until=last.sealed_at if last else None,
        not_yet=_count(session, Audit.id > after[0], History.id > after[1]),
    )


def _count(session: Session, audit: ColumnElement[bool], history: ColumnElement[bool]) -> int:
    rows = session.scalar(select(func.count(Audit.id)).where(audit)) or 0
    return rows + (session.scalar(select(func.count(History.id)).where(history)) or 0)


def _settled(session: Session, number: Any, at: Any, after: int, now: datetime) -> int:
    """The last row number of the next batch: everything below the youngest rows."""
    youngest = session.scalar(
        select(func.min(number)).where(number > after, at > now - _SETTLED_AFTER)
    )
    below: Sequence[ColumnElement[bool]] = [number < youngest] if youngest else []
    return session.scalar(select(func.max(number)).where(number > after, *below)) or after


def _digest(session: Session, before: str, after: tuple[int, int], upto: tuple[int, int]) -> str:
    digest = hashlib.sha256(before.encode())
    for line in _lines(session, _AUDIT, after[0], upto[0]):
        digest.update(line)
    digest.update(b"--\n")
    for line in _lines(session, _HISTORY, after[1], upto[1]):
        digest.update(line)
    return digest.hexdigest()


def _lines(session: Session, columns: Sequence[Any], after: int, upto: int) -> Iterator[bytes]:
    number = columns[0]
    query = select(*columns).where(number > after, number <= upto).order_by(number)
    for row in session.execute(query.execution_options(yield_per=_AT_ONCE)):
        values = [_plain(value) for value in row]
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: object) -> object:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
