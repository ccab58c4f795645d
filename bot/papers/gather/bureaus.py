"""A bureau's own papers from the store."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions.suggestions import coordinating, receipts
from bot.domain.calendars import local_day
from bot.domain.workflows.assignment import ASSIGNMENT
from bot.papers.bureaus import BureauProfile, BureauRow, DeadlineSheet
from bot.papers.gather import years
from bot.papers.gather.ledgers import signers_by_case
from bot.papers.gather.offices import county_office, office_of
from bot.papers.letters import Term
from bot.store.models import Assignment, Bureau

_ROLES = {"lead": "主办", "supporting": "会办"}
#: So many lines a table has at most.
_MOST = 5000
#: With fewer ratings than this, their sum would say who rated how (ratings are sealed).
_FEWEST_RATED = 5


def bureau_rows(session: Session, bureau: Bureau, now: datetime) -> list[BureauRow]:
    """What the bureau owes an answer to, and what 县政府办 coordinates, soonest first."""
    own = receipts.open_of(session, [bureau.id])
    through = coordinating.coordinated(session, [bureau.id], local_day(now), limit=_MOST)
    rows = sorted((*own, *through), key=lambda row: (row.due, row.id))
    signers = signers_by_case(session, [row.suggestion for row in rows])
    today = local_day(now)
    return [
        BureauRow(
            number=row.suggestion.number or "",
            title=row.suggestion.title,
            role=_ROLES[row.role],
            deputies=(row.suggestion.lead.name, *signers[row.suggestion_id]),
            assigned_on=row.counts_from,
            received_on=local_day(row.received_at) if row.received_at is not None else None,
            due=row.due,
            left=(row.due - today).days,
            state=ASSIGNMENT.states[row.state],
            outside_number=row.outside_number,
            bureau=row.bureau.name,
        )
        for row in rows
    ]


def rows_of_all(session: Session, bureaus: Sequence[Bureau], now: datetime) -> list[BureauRow]:
    """The same of several bureaus of one person in one list, soonest first."""
    rows = [row for bureau in bureaus for row in bureau_rows(session, bureau, now)]
    return sorted(rows, key=lambda row: row.due)


def deadline_of(session: Session, row: Assignment, now: datetime) -> DeadlineSheet:
    """The proof of one assignment's last day, as it was kept with the case."""
    case = row.suggestion
    return DeadlineSheet(
        office=office_of(session, case, now),
        bureau=row.bureau.name,
        number=case.number or "",
        title=case.title,
        role=_ROLES[row.role],
        assigned_on=row.counts_from,
        reply=Term(row.due, row.proof),
        first_due=row.first_due,
        cap=Term(case.cap, case.cap_proof) if case.cap is not None else None,
        drawn_on=local_day(now),
    )


def profile(session: Session, bureau: Bureau, year: int, now: datetime) -> BureauProfile:
    """The bureau's year as a lead bureau of the county's suggestions."""
    cases = [
        years.Case(
            case.suggestion,
            tuple(each for each in case.leads if each.bureau_id == bureau.id),
            tuple(each for each in case.supporting if each.bureau_id == bureau.id),
            case.grade,
        )
        for case in years.cases_of(session, year)
    ]
    led = [case for case in cases if case.leads]
    involved = [case for case in cases if case.leads or case.supporting]
    rated = sum(bool(case.grade) for case in led)
    figures = [
        figure
        for figure in years.figures(session, involved, now, bureau.name)
        if rated >= _FEWEST_RATED or figure.name not in years.OF_RATINGS
    ]
    return BureauProfile(
        office=county_office(session, now),
        bureau=bureau.name,
        year=year,
        on=local_day(now),
        figures=tuple(figures),
        ends=years.ends(session, led, now, bureau.name),
        promises=tuple(years.open_promises(session, led, local_day(now))),
    )
