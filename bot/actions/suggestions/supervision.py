"""重点督办: key items by a decision of the chairpersons' meeting, who watches them, the log, the
ladder as options for two people only (mechanisms C25, P12–P14, X33, N09)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, joinedload

from bot.actions import audit
from bot.actions.casework import Actor, number_of, take_step
from bot.actions.people import Roles, in_force
from bot.actions.rules import rule
from bot.actions.suggestions import parties, readers
from bot.actions.suggestions.kind import label
from bot.domain.calendars import local_day
from bot.domain.suggestions import LADDER, RESULTS, Rung, key_wanted
from bot.domain.workflow import Refused
from bot.domain.workflows.suggestion import NUMBERED
from bot.store.models import (
    Bureau,
    CommitteeMember,
    CommitteePair,
    Contact,
    KeySupervision,
    Officer,
    OfficerRole,
    Suggestion,
    SupervisionLog,
    Supervisor,
    Words,
)


def mark_key(
    session: Session,
    suggestion: Suggestion,
    actor: Actor,
    *,
    decided_on: date,
    now: datetime,
    supervisors: Sequence[Officer] = (),
    leading_officer: str = "",
    committee: str = "",
) -> KeySupervision:
    """列为重点督办, as the meeting of ``decided_on`` decided. Raises Refused where the county wants
    another number of supervisors, or the day has not come."""
    wanted = int(rule(session, "key_supervision.supervisors", now))
    if wanted and len({officer.id for officer in supervisors}) != wanted:
        raise Refused("refused.supervisors", case=label(suggestion), wanted=wanted)
    if decided_on > local_day(now):
        raise Refused("refused.decided_in_future", case=label(suggestion))
    if key_of(session, suggestion) is not None:
        raise Refused("refused.key_already", case=label(suggestion))
    take_step(
        session,
        suggestion,
        "mark_key",
        actor,
        now=now,
        fact=decided_on.isoformat(),
        until=decided_on,
    )
    key = KeySupervision(
        suggestion=suggestion,
        decided_on=decided_on,
        leading_officer=leading_officer.strip()[:32],
        committee=(committee or _paired(session, suggestion))[:64],
        noted_by=actor.contact.id if actor.contact else None,
        at=now,
    )
    session.add(key)
    session.flush()
    for officer in supervisors:
        session.add(Supervisor(key_id=key.id, officer_id=officer.id))
    session.flush()
    return key


def unmark_key(
    session: Session, suggestion: Suggestion, actor: Actor, words: Words, *, now: datetime
) -> None:
    """No key item any more, or it never was one (the wrong line was clicked): ``words`` say why.
    What was written in its log stays. Raises Refused."""
    key = key_of(session, suggestion)
    if key is None:
        raise Refused("refused.no_key", case=label(suggestion))
    take_step(session, suggestion, "unmark_key", actor, now=now, words=words)
    session.execute(delete(Supervisor).where(Supervisor.key_id == key.id))
    session.delete(key)
    session.flush()


def key_of(session: Session, suggestion: Suggestion) -> KeySupervision | None:
    return session.scalar(
        select(KeySupervision).where(KeySupervision.suggestion_id == suggestion.id)
    )


def pair(session: Session, committee: str, bureau: Bureau) -> CommitteePair:
    """对口督办: this committee watches this bureau."""
    row = CommitteePair(committee=committee.strip()[:64], bureau=bureau)
    session.add(row)
    session.flush()
    return row


def add_member(session: Session, committee: str, officer: Officer) -> CommitteeMember:
    """This officer is of this committee: what it watches, they look at."""
    row = CommitteeMember(committee=committee.strip()[:64], officer=officer)
    session.add(row)
    session.flush()
    return row


def _paired(session: Session, suggestion: Suggestion) -> str:
    ids = [row.bureau_id for row in parties.leads(session, suggestion)]
    found = session.scalars(
        select(CommitteePair.committee)
        .where(CommitteePair.bureau_id.in_(ids))
        .order_by(CommitteePair.id)
    ).first()
    return found or ""


@dataclass(frozen=True, slots=True)
class Share:
    """Key items of one year: ``count`` suggestions, ``wanted`` by the ratio, ``have``."""

    count: int
    wanted: int
    have: int

    @property
    def missing(self) -> int:
        return max(self.wanted - self.have, 0)


def share(session: Session, year: int, now: datetime) -> Share:
    """How many key items the county's ratio asks for (rounded up), and how many there are."""
    of_year = (
        Suggestion.congress == "county",
        Suggestion.state.in_(NUMBERED),
        Suggestion.assigned_on >= date(year, 1, 1),
        Suggestion.assigned_on <= date(year, 12, 31),
    )
    count = session.scalar(select(func.count(Suggestion.id)).where(*of_year)) or 0
    have = session.scalar(
        select(func.count(KeySupervision.id))
        .join(Suggestion, KeySupervision.suggestion_id == Suggestion.id)
        .where(*of_year)
    )
    return Share(
        count, key_wanted(count, int(rule(session, "key_supervision.percent", now))), have or 0
    )


def of_year(session: Session, year: int) -> Sequence[KeySupervision]:
    """The key items that were decided in that year, in the order of their numbers."""
    return session.scalars(
        select(KeySupervision)
        .join(Suggestion, KeySupervision.suggestion_id == Suggestion.id)
        .where(
            KeySupervision.decided_on >= date(year, 1, 1),
            KeySupervision.decided_on <= date(year, 12, 31),
        )
        .order_by(Suggestion.session_id, Suggestion.serial, Suggestion.id)
    ).all()


def shown_in(session: Session, year: int) -> Sequence[KeySupervision]:
    """The key items of a year's page: those of suggestions assigned in it, which ``share`` counts,
    and those decided in it of other years' suggestions."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return session.scalars(
        select(KeySupervision)
        .join(Suggestion, KeySupervision.suggestion_id == Suggestion.id)
        .where(
            KeySupervision.decided_on.between(first, last)
            | Suggestion.assigned_on.between(first, last)
        )
        .order_by(Suggestion.session_id, Suggestion.serial, Suggestion.id)
    ).all()


def supervisors_of(session: Session, key: KeySupervision) -> list[str]:
    """Names of who watches it."""
    return list(
        session.scalars(
            select(Officer.name)
            .join(Supervisor, Supervisor.officer_id == Officer.id)
            .where(Supervisor.key_id == key.id)
            .order_by(Supervisor.id)
        )
    )


def report_received(
    session: Session, key: KeySupervision, actor: Actor, on: date, *, now: datetime
) -> None:
    """The bureau's November report (P14) came in on that day. Raises Refused for a day to come."""
    if on > local_day(now):
        raise Refused("refused.decided_in_future", case=label(key.suggestion))
    key.report_received_on = on
    audit.record(
        session,
        "key.report_received",
        contact_id=actor.contact.id if actor.contact else None,
        now=now,
        thing="suggestion",
        thing_id=key.suggestion_id,
        fact=on.isoformat(),
    )


def log(
    session: Session, suggestion: Suggestion, actor: Actor, words: Words, *, now: datetime
) -> SupervisionLog:
    """A line in the log of who watches (督办日志)."""
    return _write(session, suggestion, actor, words, now=now)


def _write(
    session: Session,
    suggestion: Suggestion,
    actor: Actor,
    words: Words,
    *,
    now: datetime,
    measure: str = "",
    decided_by: str = "",
    decided_on: date | None = None,
) -> SupervisionLog:
    take_step(session, suggestion, "supervise", actor, now=now, words=words, fact=measure)
    row = SupervisionLog(
        suggestion_id=suggestion.id,
        measure=measure,
        decided_by=decided_by.strip()[:64],
        decided_on=decided_on,
        words=words,
        written_by=actor.contact.id if actor.contact else None,
        at=now,
    )
    session.add(row)
    session.flush()
    return row


def may_see_ladder(session: Session, suggestion: Suggestion, roles: Roles, now: datetime) -> bool:
    """Only 代工委主任 and the responsible 副主任 (field notes 2), and who stands in for them. A
    leader is responsible who supervises this item, whom the county names (``ladder_leaders``:
    codes), or who is its only leader."""
    if any(role.role == "office_director" for role in roles.officer_roles):
        return True
    mine = {role.officer for role in roles.officer_roles if role.role == "leader"}
    if not mine:
        return False
    named = set(rule(session, "key_supervision.ladder_leaders", now))
    if any(officer.code in named for officer in mine):
        return True
    if readers.supervises(session, suggestion, roles):
        return True
    if named:
        return False
    today = local_day(now)
    leaders = session.scalars(
        select(OfficerRole.officer_id)
        .join(Officer, OfficerRole.officer_id == Officer.id)
        .where(OfficerRole.role == "leader", in_force(OfficerRole, today), in_force(Officer, today))
        .distinct()
    ).all()
    return {officer.id for officer in mine} == set(leaders)


def options(
    session: Session, suggestion: Suggestion, contact: Contact, roles: Roles, *, now: datetime
) -> tuple[Rung, ...]:
    """「可选措施」 with the lawful number of people; nothing for anybody else. That somebody looked
    is on record."""
    if not may_see_ladder(session, suggestion, roles, now):
        return ()
    audit.record(
        session,
        "ladder.seen",
        contact_id=contact.id,
        now=now,
        thing="suggestion",
        thing_id=suggestion.id,
    )
    return LADDER


def note_measure(
    session: Session,
    suggestion: Suggestion,
    actor: Actor,
    roles: Roles,
    measure: str,
    words: Words,
    *,
    decided_by: str,
    decided_on: date,
    now: datetime,
) -> SupervisionLog:
    """Write down a measure that people have decided, or what came of one (RESULTS). The program
    starts none. Raises Refused."""
    if not may_see_ladder(session, suggestion, roles, now):
        raise Refused("refused.not_yours", case=number_of(suggestion))
    if measure not in {rung.name for rung in (*LADDER, RESULTS)} or not decided_by.strip():
        raise Refused("refused.measure_needs_decision", case=label(suggestion))
    if decided_on > local_day(now):
        raise Refused("refused.decided_in_future", case=label(suggestion))
    return _write(
        session,
        suggestion,
        actor,
        words,
        now=now,
        measure=measure,
        decided_by=decided_by,
        decided_on=decided_on,
    )


def noted(session: Session, suggestion: Suggestion) -> Sequence[SupervisionLog]:
    """The measures that people decided about it and what came of them, in order."""
    return session.scalars(
        select(SupervisionLog)
        .where(SupervisionLog.suggestion_id == suggestion.id, SupervisionLog.measure != "")
        .options(joinedload(SupervisionLog.words))
        .order_by(SupervisionLog.decided_on, SupervisionLog.id)
    ).all()
