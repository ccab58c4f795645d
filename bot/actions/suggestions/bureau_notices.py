"""What bureaus hear of several suggestions at once: a bureau gets one notice with all its items,
never one for each (field practice 3)."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.actions import outbox
from bot.actions.casework import list_link
from bot.actions.kinds import address
from bot.actions.rules import rule
from bot.actions.suggestions import parties
from bot.actions.suggestions.kind import (
    case_fields,
    code_of,
    liaison_audience,
    name_of,
    say_date,
    short,
)
from bot.actions.suggestions.serving import AT_ONCE, unserved
from bot.domain.calendars import local_day
from bot.domain.workflows.assignment import RESPONSIBLE
from bot.store.models import Assignment, Suggestion
from bot.texts import say

#: So many are named in a notice; the rest is on the page.
NAMED = 5


def name_all(rows: Sequence[Assignment | Suggestion]) -> str:
    """建〔16-6〕37号“东坪村安全饮…”、建〔16-6〕40号“…”（会办）…; beyond a handful: counted."""
    said = "、".join(short(row) + ("（会办）" if _supports(row) else "") for row in rows[:NAMED])
    return said + (f"……等{len(rows)}件" if len(rows) > NAMED else "")


def name_with_bureaus(rows: Sequence[Assignment], count: int = 0) -> str:
    """建〔16-6〕37号“…”（县水利局、县交通局会办）、…: each suggestion once. ``count``: of so many
    suggestions these are the first few; 0: of these alone."""
    bureaus: dict[str, list[str]] = {}
    for row in rows:
        name = row.bureau.name + ("会办" if _supports(row) else "")
        bureaus.setdefault(short(row), []).append(name)
    named = [f"{case}（{_some(names)}）" for case, names in bureaus.items()]
    count = count or len(named)
    shown = named[:NAMED]
    return "、".join(shown) + (f"……等{count}件" if count > len(shown) else "")


def _supports(row: Assignment | Suggestion) -> bool:
    return isinstance(row, Assignment) and row.role == "supporting"


def _owed(rows: Sequence[Assignment]) -> dict[str, object]:
    """What is missing past its day: an answer, or only an opinion to the bureau that leads."""
    if all(map(_supports, rows)):
        return {
            "owed": say("suggestion.owed_opinion"),
            "late": say("suggestion.late_opinion"),
            "ask": say("suggestion.ask_opinion"),
        }
    return {
        "owed": say("suggestion.owed_answer"),
        "late": say("suggestion.late_answer"),
        "ask": say("suggestion.ask_answer"),
    }


def own_list(session: Session) -> str:
    """Address of the list of one's own suggestions."""
    return address(session, "/p/suggestions")


def tell_new(session: Session, rows: Sequence[Assignment], *, now: datetime) -> None:
    """Push new assignments: one notice per bureau, and one for 县政府办 in the middle."""
    by_bureau: dict[int, list[Assignment]] = {}
    by_office: dict[int, list[Assignment]] = {}
    for row in rows:
        by_bureau.setdefault(row.bureau_id, []).append(row)
        if row.via_id is not None and row.via_id != row.bureau_id:
            by_office.setdefault(row.via_id, []).append(row)
    for bureau_id, own in by_bureau.items():
        _tell_bureau(session, bureau_id, own, now)
    for office_id, through in by_office.items():
        cases = list({row.suggestion_id: row for row in through}.values())
        # What is theirs is the suggestion, whichever bureau has which part in it.
        fields = _many_fields(session, cases, now) | {
            "cases": name_all([row.suggestion for row in cases]),
            "link": own_list(session),
        }
        for contact_id in liaison_audience(session, [office_id], now):
            key = f"suggestion.to_government:{through[0].id}:{len(through)}:{contact_id}"
            outbox.queue(
                session, "suggestion.to_government", contact_id, key=key, fields=fields, now=now
            )


def tell_new_lead(session: Session, made: Assignment, *, now: datetime) -> None:
    """Who still owes an opinion hears to whom it goes now."""
    for row in parties.assignments_of(session, made.suggestion):
        if row.role != "supporting" or row.state not in RESPONSIBLE:
            continue
        fields = case_fields(session, row, now) | {"lead": made.bureau.name}
        for contact_id in liaison_audience(session, [row.bureau_id], now):
            key = f"suggestion.lead_changed:{made.id}:{row.id}:{contact_id}"
            outbox.queue(
                session,
                "suggestion.lead_changed",
                contact_id,
                key=key,
                fields=fields,
                now=now,
                case=("assignment", row.id),
            )


def _tell_bureau(session: Session, bureau_id: int, own: list[Assignment], now: datetime) -> None:
    first = own[0]
    if len(own) == 1:
        kind, fields = "suggestion.to_bureau", one_fields(session, first, now)
        case: tuple[str, int] | None = ("assignment", first.id)
    else:
        kind, fields, case = "suggestion.to_bureau_many", _many_fields(session, own, now), None
    audience = liaison_audience(session, [bureau_id], now)
    if not audience:
        _tell_nobody_there(session, own, now)
    for contact_id in audience:
        outbox.queue(
            session,
            kind,
            contact_id,
            key=f"{kind}:{first.id}:{len(own)}:{contact_id}",
            fields=fields,
            now=now,
            case=case,
        )


def _tell_nobody_there(session: Session, own: list[Assignment], now: datetime) -> None:
    """A bureau without a liaison person hears of nothing: who assigned it hears that at once."""
    fields = {"bureau": own[0].bureau.name, "cases": name_all(own), "link": list_link(session)}
    for contact_id in parties.desk(session, own[0].suggestion, now):
        key = f"suggestion.no_liaison:{own[0].id}:{len(own)}:{contact_id}"
        outbox.queue(session, "suggestion.no_liaison", contact_id, key=key, fields=fields, now=now)


def one_fields(session: Session, row: Assignment, now: datetime) -> dict[str, object]:
    lead = row.role == "lead"
    return case_fields(session, row, now) | {
        "by": _by(session, row, now),
        "role": "主办" if lead else "会办",
        "answer": "书面答复代表" if lead else "把会办意见给主办单位",
        "return_by": say_date(row.return_by, now),
        "serial": row.suggestion.serial or "",
    }


def _many_fields(session: Session, rows: list[Assignment], now: datetime) -> dict[str, object]:
    return {
        "by": _by(session, rows[0], now),
        "count": len(rows),
        "bureau": rows[0].bureau.name,
        "cases": name_all(rows),
        "code": code_of(rows[0].suggestion),
        "number": name_of(rows[0].suggestion),
        "due": say_date(min(row.due for row in rows), now),
        "when": _when(rows, now),
        "return_by": say_date(min(row.return_by for row in rows), now),
        "link": own_list(session),
        "held": _held(session, rows),
    } | _owed(rows)


def _held(session: Session, rows: Sequence[Assignment]) -> str:
    """How many the bureau has in hand, and how many of them this notice is about."""
    query = select(func.count()).where(
        Assignment.bureau_id == rows[0].bureau_id, Assignment.state.in_(RESPONSIBLE)
    )
    in_hand = session.scalar(query) or 0
    if in_hand <= len(rows):
        return say("suggestion.held", count=len(rows))
    return say("suggestion.held_some", count=len(rows), all=in_hand)


def _when(rows: Sequence[Assignment], now: datetime) -> str:
    late = sum(row.due < local_day(now) for row in rows)
    if late:
        ask = say("suggestion.ask_opinion" if all(map(_supports, rows)) else "suggestion.ask_soon")
        return say("suggestion.some_late", count=late, ask=ask)
    due = say_date(min(row.due for row in rows), now)
    if all(map(_supports, rows)):
        return say("suggestion.first_opinion_due", due=due)
    return say("suggestion.first_due", due=due)


def _by(session: Session, row: Assignment, now: datetime) -> str:
    names = rule(session, "suggestion.assigned_by", now)
    if row.via_id is not None:
        return str(names["joint"])
    return str(names[row.suggestion.congress])


def digest(
    session: Session,
    kind: str,
    bureau_id: int,
    rows: Sequence[Assignment],
    *,
    key: str,
    now: datetime,
    expires: str | None = None,
) -> int:
    """One notice of ``kind`` to the liaisons of a bureau about ``rows``, once for ``key``.
    ``expires``: the last day on which it is worth saying (ISO). Returns how many were queued."""
    fields = _many_fields(session, list(rows), now)
    if expires is not None:
        fields["expires"] = expires
    queued = 0
    for contact_id in liaison_audience(session, [bureau_id], now):
        done = outbox.queue(
            session, kind, contact_id, key=f"{kind}:{key}:{contact_id}", fields=fields, now=now
        )
        queued += done is not None
    return queued


def digest_each(
    session: Session,
    kind: str,
    bureau_ids: Sequence[int],
    owed: Callable[[int], Sequence[Assignment]],
    *,
    today: date,
    now: datetime,
    until: Callable[[Sequence[Assignment]], str | None] = lambda _: None,
) -> int:
    """The same to the next few of these bureaus that have not heard it ``today``, each about what
    it owes. ``until``: how long it is worth saying. How many were queued; 0: everybody has."""
    wanted = [
        (f"{bureau_id}:{today}:{contact_id}", bureau_id)
        for bureau_id in bureau_ids
        for contact_id in liaison_audience(session, [bureau_id], now)
    ]
    queued = 0
    for bureau_id in dict.fromkeys(unserved(session, kind, wanted)):
        if queued >= AT_ONCE:
            break
        key = f"{bureau_id}:{today}"
        rows = owed(bureau_id)
        queued += digest(session, kind, bureau_id, rows, key=key, now=now, expires=until(rows))
    return queued


def desk_digest(
    session: Session,
    kind: str,
    contact_id: int,
    rows: Sequence[Assignment | Suggestion],
    *,
    key: str,
    now: datetime,
) -> bool:
    """The same for one person of the office."""
    fields = {"count": len(rows), "cases": name_all(rows), "link": list_link(session)}
    full = f"{kind}:{key}:{contact_id}"
    return outbox.queue(session, kind, contact_id, key=full, fields=fields, now=now) is not None


def late_digest(
    session: Session,
    kind: str,
    contact_id: int,
    rows: Sequence[Assignment],
    *,
    key: str,
    now: datetime,
    count: int,
    stage: str,
) -> bool:
    """To one person of the office, each suggestion once with the bureaus that are late: whom to
    ring. ``rows``: those of the first few of ``count`` suggestions, which all stand in ``stage`` of
    the office's list."""
    cases = name_with_bureaus(rows, count)
    link = address(session, f"/console/suggestions?stage={stage}")
    fields = {"count": count, "cases": cases, "link": link} | _owed(rows)
    fields["rows"] = [row.id for row in rows]
    full = f"{kind}:{key}:{contact_id}"
    return outbox.queue(session, kind, contact_id, key=full, fields=fields, now=now) is not None


def _some(names: Sequence[str]) -> str:
    more = f"等{len(names)}家" if len(names) > NAMED else ""
    return "、".join(names[:NAMED]) + more
