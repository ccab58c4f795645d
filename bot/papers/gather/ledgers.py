"""The two ledgers of a year: what was assigned in it, and what of that is really done."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.actions.suggestions import lights
from bot.domain.calendars import local_day
from bot.domain.workflows.assignment import (
    ASSIGNMENT,
    CANCELLED,
    REASSIGNED,
)
from bot.domain.workflows.suggestion import (
    ASSIGNED,
    ENDED,
    NUMBERED,
    PROCEDURE_CLOSED,
    REWORK,
    SUGGESTION,
)
from bot.papers.gather.letters import promise_text
from bot.papers.gather.offices import county_office, faces
from bot.papers.ledgers import Ledger, LedgerRow, ResolvedRow
from bot.store.models import (
    Assignment,
    CloseOutEvidence,
    CoSigner,
    KeySupervision,
    Officer,
    Promise,
    Suggestion,
)

#: So many ids in one question to the database.
_BATCH = 400
_EVIDENCE = {"visit": "现场查看", "photo": "照片", "citizen": "群众确认"}


def ledger(session: Session, year: int, now: datetime, area: str = "") -> Ledger:
    """The head of a ledger; ``area``: a township's name, empty for the county."""
    county = area or county_office(session, now).county
    return Ledger(county, f"{year}年", local_day(now), faces(session, now))


def assigned_in(session: Session, year: int, area_id: int | None = None) -> list[Suggestion]:
    """Suggestions first assigned in ``year``, by number; the county's, or a township's own."""
    query = (
        select(Suggestion)
        .where(
            Suggestion.assigned_on >= date(year, 1, 1),
            Suggestion.assigned_on <= date(year, 12, 31),
            Suggestion.state.in_(NUMBERED),
        )
        .options(joinedload(Suggestion.lead))
        .order_by(Suggestion.session_id, Suggestion.serial, Suggestion.id)
    )
    if area_id is None:
        query = query.where(Suggestion.congress == "county")
    else:
        query = query.where(Suggestion.congress == "township", Suggestion.area_id == area_id)
    return list(session.scalars(query))


def assignments_by_case(
    session: Session, cases: Sequence[Suggestion]
) -> dict[int, list[Assignment]]:
    """Suggestion id → its assignments that were not taken away, lead bureaus first."""
    found: dict[int, list[Assignment]] = defaultdict(list)
    for ids in _batches([case.id for case in cases]):
        rows = session.scalars(
            select(Assignment)
            .where(
                Assignment.suggestion_id.in_(ids),
                Assignment.state.not_in((REASSIGNED, CANCELLED)),
            )
            .options(joinedload(Assignment.bureau))
            .order_by(Assignment.role, Assignment.id)
        )
        for row in rows:
            found[row.suggestion_id].append(row)
    return found


def _batches(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[at : at + _BATCH] for at in range(0, len(ids), _BATCH))


def signers_by_case(session: Session, cases: Sequence[Suggestion]) -> dict[int, list[str]]:
    """Suggestion id → names of who signed as well."""
    found: dict[int, list[str]] = defaultdict(list)
    for ids in _batches([case.id for case in cases]):
        rows = session.scalars(
            select(CoSigner)
            .where(CoSigner.suggestion_id.in_(ids), CoSigner.state == "signed")
            .options(joinedload(CoSigner.deputy))
            .order_by(CoSigner.id)
        )
        for row in rows:
            found[row.suggestion_id].append(row.deputy.name)
    return found


#: One character, as printed in a narrow column.
_LIGHTS = {"red": "红", "yellow": "黄", "green": "绿", "": ""}
_SOURCES = {"session": "会议期间", "between": "闭会期间", "motion": "议案转建议"}


def ledger_rows(
    session: Session, year: int, now: datetime, area_id: int | None = None
) -> list[LedgerRow]:
    """交办清单 of ``year``. Ratings are sealed: the column stays empty (design 1.4)."""
    cases = assigned_in(session, year, area_id)
    bureaus, signers = assignments_by_case(session, cases), signers_by_case(session, cases)
    key = set(session.scalars(select(KeySupervision.suggestion_id)))
    yellow, today = lights.yellow_days(session, now), local_day(now)
    rows = []
    for case in cases:
        running = bureaus[case.id]
        leads = [row for row in running if row.role == "lead"]
        received = [row.received_at for row in leads]
        all_received = bool(received) and all(received)
        rows.append(
            LedgerRow(
                number=case.number or "",
                title=case.title,
                source=_SOURCES.get(case.source, ""),
                deputies=(case.lead.name, *signers[case.id]),
                delegation=case.lead.electoral_unit,
                topic=case.topic or "",
                lead="、".join(row.bureau.name for row in leads),
                supporting=tuple(row.bureau.name for row in running if row.role != "lead"),
                assigned_on=case.assigned_on,
                due=max((row.due for row in leads), default=None),
                received_on=local_day(max(filter(None, received))) if all_received else None,
                replied_on=local_day(case.replied_at) if case.replied_at is not None else None,
                outcome_class="、".join(filter(None, (row.outcome_class for row in leads))),
                state=_state(case, leads),
                light=_LIGHTS[lights.of_suggestion(leads, today, yellow)],
                key=case.id in key,
                opinions_due=tuple(row.due for row in running if row.role != "lead"),
            )
        )
    return rows


def _state(case: Suggestion, leads: Sequence[Assignment]) -> str:
    if case.state in (ASSIGNED, REWORK) and len(leads) == 1:
        return ASSIGNMENT.states[leads[0].state]
    return SUGGESTION.states[case.state]


def resolved_rows(
    session: Session, year: int, now: datetime, area_id: int | None = None
) -> list[ResolvedRow]:
    """解决事项清单 of what was assigned in ``year`` and has ended; evidence as it was noted."""
    cases = [case for case in assigned_in(session, year, area_id) if case.state in ENDED]
    bureaus, signers = assignments_by_case(session, cases), signers_by_case(session, cases)
    return [_resolved(session, case, bureaus[case.id], signers[case.id]) for case in cases]


def _resolved(
    session: Session, case: Suggestion, running: Sequence[Assignment], signers: Sequence[str]
) -> ResolvedRow:
    noted = session.scalars(
        select(CloseOutEvidence)
        .where(CloseOutEvidence.suggestion_id == case.id)
        .order_by(CloseOutEvidence.id)
    ).all()
    promises = session.scalars(
        select(Promise)
        .where(Promise.assignment_id.in_([row.id for row in running]))
        .order_by(Promise.due)
    ).all()
    done = case.closed_out_at if case.state != PROCEDURE_CLOSED else None
    evidence = "；".join(f"{_EVIDENCE[row.kind]}：{row.words.masked}" for row in noted)
    return ResolvedRow(
        number=case.number or "",
        title=case.title,
        deputies=(case.lead.name, *signers),
        lead="、".join(row.bureau.name for row in running if row.role == "lead"),
        result="；".join(row.words.masked for row in noted) if done else "",
        evidence=evidence,
        procedure_closed_on=local_day(case.closed_at) if case.closed_at is not None else None,
        # A row without evidence is not closed out, whatever the state says.
        closed_out_on=local_day(done) if done is not None and evidence else None,
        confirmed_by=_confirmed_by(session, noted),
        promise="；".join(promise_text(row) for row in promises if row.state == "open"),
    )


def _confirmed_by(session: Session, noted: Sequence[CloseOutEvidence]) -> str:
    contacts = [row.noted_by for row in noted if row.noted_by is not None]
    if not contacts:
        return ""
    names = session.scalars(
        select(Officer.name).where(Officer.contact_id.in_(contacts)).order_by(Officer.id)
    )
    return "、".join(dict.fromkeys(names))
