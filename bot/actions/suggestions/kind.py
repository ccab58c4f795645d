"""What suggestions and assignments tell ``take_step`` about themselves."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.actions import recipients
from bot.actions.kinds import Audience, Kind, Taken, address, gist, unnamed
from bot.actions.rules import rule
from bot.actions.suggestions import parties
from bot.domain.calendars import local_day
from bot.domain.deadlines import say_day
from bot.domain.workflow import Party
from bot.domain.workflows import assignment as a
from bot.domain.workflows import suggestion as s
from bot.domain.workflows.suggestion import SUGGESTION as TABLE
from bot.store.asked_once import once
from bot.store.models import Assignment, Bureau, Deputy, Suggestion, SuggestionVersion
from bot.texts import say

Case = Suggestion | Assignment

#: Step → the moment that it stamps.
#: For whoever has it in review, and nobody else at the desk.
OF_REVIEW = ("suggestion.to_review", "suggestion.revised", "suggestion.said_in_review")
_SUGGESTION_STAMPS = {
    "submit": "submitted_at",
    "hand_in": "submitted_at",
    "file": "filed_at",
    "all_replied": "replied_at",
    "close_procedure": "closed_at",
    "close_out": "closed_out_at",
}
_ASSIGNMENT_STAMPS = {
    "confirm_receipt": "received_at",
    "show_draft": "draft_shown_at",
    "reply": "replied_at",
    "give_opinion": "replied_at",
}


#: Said only where a lead bureau gets another day.
_OF_THE_LEAD = (
    "suggestion.extension_told",
    "suggestion.extension_signer",
    "suggestion.extension_citizen",
)


def suggestion_of(case: Case) -> Suggestion:
    return case if isinstance(case, Suggestion) else case.suggestion


def label(case: Case) -> str:
    """建〔16-6〕37号《东坪村安全饮水》; 稿12《…》 until it has its number."""
    suggestion = suggestion_of(case)
    return f"{name_of(suggestion)}《{suggestion.title}》"


def say_deputy(suggestion: Suggestion) -> str:
    """「李明代表」; after an election who goes on with it, and who raised it."""
    raised = f"{suggestion.lead.name}代表"
    follows = suggestion.successor
    return f"{follows.name}代表（接{raised}）" if follows is not None else raised


def name_of(suggestion: Suggestion) -> str:
    """建〔16-6〕37号, or 稿12."""
    if suggestion.number is None:
        return f"稿{suggestion.draft_number}"
    return f"建{suggestion.number}号"


def short(case: Case) -> str:
    """建〔16-6〕37号“东坪村安全饮…”: where several are named."""
    suggestion = suggestion_of(case)
    return f"{name_of(suggestion)}“{gist(suggestion.title, 12)}”"


def say_date(day: date, now: datetime) -> str:
    """「2月22日（周一）」. Never 明天 or 周四: a notice may wait over a night or a holiday."""
    return say_day(day, local_day(now))


def code_of(suggestion: Suggestion) -> str:
    """16-6-37, or 12 of 稿12: the card's field allows no Chinese; its first line says the name."""
    if suggestion.session is None or suggestion.serial is None:
        return str(suggestion.draft_number)
    return f"{suggestion.session.term}-{suggestion.session.number}-{suggestion.serial}"


def link_to(session: Session, suggestion: Suggestion) -> str:
    """Address of its page."""
    return address(session, f"/p/suggestion/{suggestion.draft_number}")


def newest(session: Session, suggestion: Suggestion) -> SuggestionVersion | None:
    """The text as it is now."""
    which = {"suggestion_id": suggestion.id, "number": suggestion.version}
    return once(
        session,
        ("newest text", *which.values()),
        lambda: session.query(SuggestionVersion).filter_by(**which).one_or_none(),
    )


def case_fields(session: Session, case: Case, now: datetime) -> dict[str, Any]:
    """What every notice about a suggestion may say. Words are masked; nothing of a rating."""
    suggestion = suggestion_of(case)
    text = newest(session, suggestion)
    spoken = (text.proposal or text.situation) if text is not None else None
    running = parties.assignments_of(session, suggestion)
    lead = [row for row in running if row.role == "lead"]
    owing = [row for row in lead if row.state in a.RESPONSIBLE] or lead
    following = parties.follower(session, suggestion, now)
    fields: dict[str, Any] = {
        "case": label(suggestion),
        "title": suggestion.title,
        "number": name_of(suggestion),
        "code": code_of(suggestion),
        "serial": suggestion.serial or "",
        "gist": gist(spoken.masked) if spoken is not None else suggestion.title,
        "link": link_to(session, suggestion),
        "deputy": (following or suggestion.lead).name,
        "signed": 1 + len(parties.signers(session, suggestion)),
        "unseen": _say_unseen(session, suggestion),
        "state": TABLE.states[suggestion.state],
        "bureau": lead[0].bureau.name if lead else "",
        "bureaus": say_bureaus(running),
        "leads": "、".join(row.bureau.name for row in owing),
        "desk": desk_name(session, suggestion, now),
        "due": say_date(max(row.due for row in owing), now) if owing else "",
        "reviewer": parties.reviewer_name(session, suggestion, now),
        "remarks": "",
    }
    if isinstance(case, Assignment):
        fields |= {"bureau": case.bureau.name, "due": say_date(case.due, now)}
        fields |= class_fields(session, case.outcome_class, now)
    return fields


def _say_unseen(session: Session, suggestion: Suggestion) -> str:
    """For whoever reviews: which signatures stand under an older text; empty without any."""
    if suggestion.state not in (*s.WRITING, s.REVIEWING):
        return ""
    names = "、".join(row.deputy.name for row in parties.unseen(session, suggestion))
    return say("reviewing.unseen", names=names) if names else ""


def desk_name(session: Session, suggestion: Suggestion, now: datetime) -> str:
    """Who keeps it, as people call them: ratings are theirs alone to read."""
    names = rule(session, "suggestion.assigned_by", now)
    return str(names.get(suggestion.congress, names["county"]))


def class_fields(session: Session, outcome_class: str | None, now: datetime) -> dict[str, str]:
    """``class`` and what that letter means in this county."""
    meaning = rule(session, "suggestion.classes", now).get(outcome_class or "", "")
    return {"class": outcome_class or "", "class_says": meaning}


def say_bureaus(running: list[Assignment] | Any) -> str:
    """县水利局主办，城关镇政府会办."""
    said = []
    for role, word in (("lead", "主办"), ("supporting", "会办")):
        names = [row.bureau.name for row in running if row.role == role]
        if names:
            said.append(f"{'、'.join(names)}{word}")
    return "，".join(said)


def say_asked(row: Assignment, now: datetime) -> str:
    """What of this bureau's the office has to decide: 申退，说该归县交通局; 想延到3月1日."""
    if row.state == a.RETURN_REQUESTED:
        return f"申退，说该归{row.return_to}" if row.return_to else "申退"
    return f"想延到{say_date(row.extension_until, now)}" if row.extension_until else ""


def _fields(
    session: Session, case: Case, taken: Taken, told: Mapping[Party, Audience]
) -> dict[str, Any]:
    fields = case_fields(session, case, taken.now) | {"who": taken.actor.name}
    for name, value in taken.given.items():
        if isinstance(value, Bureau):
            fields[name] = value.name
        elif isinstance(value, Suggestion):
            fields[name] = label(value)
        elif isinstance(value, date):
            fields[name] = say_date(value, taken.now)
        elif isinstance(value, str):
            fields[name] = value
    return fields | dict(taken.given.get("said", {}))


def _audience(session: Session, case: Case, party: Party, kind: str, taken: Taken) -> Audience:
    suggestion, now = suggestion_of(case), taken.now
    if kind in _OF_THE_LEAD and isinstance(case, Assignment) and case.role != "lead":
        # A supporting bureau's day is no day on which they are answered.
        return {}
    match party:
        case Party.DEPUTY:
            following = parties.follower(session, suggestion, now)
            return deputy_audience(following) if following is not None else {}
        case Party.CO_SIGNER:
            if "co_signer" in taken.given:
                return deputy_audience(taken.given["co_signer"].deputy)
            found: dict[int, Mapping[str, str]] = {}
            for row in parties.signers(session, suggestion):
                found |= deputy_audience(row.deputy)
            return found
        case Party.BUREAU if isinstance(case, Assignment):
            return liaison_audience(session, [case.bureau_id], now)
        case Party.BUREAU if kind == "suggestion.pre_consult":
            return liaison_audience(session, [taken.given["bureau"].id], now)
        case Party.BUREAU:
            rows = parties.assignments_of(session, suggestion)
            if kind == "suggestion.closed_bureau":
                return _of_closing(session, rows, now)
            return liaison_audience(session, [row.bureau_id for row in rows], now)
        case Party.LEAD:
            rows = parties.leads(session, suggestion)
            return liaison_audience(session, [row.bureau_id for row in rows], now)
        case Party.GOVERNMENT:
            own = [case] if isinstance(case, Assignment) else parties.assignments_of(session, case)
            via = dict.fromkeys(row.via_id for row in own if row.via_id is not None)
            return liaison_audience(session, list(via), now)
        case Party.CONSTITUENT if kind == "suggestion.further_citizen" and not _leads(
            session, suggestion, taken
        ):
            # One more bureau that supports changes nothing of what they were told.
            return {}
        case Party.CONSTITUENT:
            return citizens(session, suggestion)
        case _ if kind == "suggestion.withdrawn" and suggestion.submitted_at is None:
            # A draft that nobody had is nobody's to hear of.
            return {}
        case _ if kind == "suggestion.withdrawn":
            return unnamed(parties.last_reviewers(session, suggestion, now))
        case _ if kind in OF_REVIEW:
            return unnamed(parties.reviewers(session, suggestion, now))
        case _:
            return unnamed(parties.desk(session, suggestion, now))


def _of_closing(session: Session, rows: Sequence[Assignment], now: datetime) -> Audience:
    """A bureau that still owed its opinion is let go: nothing is owed, and its page is no more."""
    over = {"link": "", "owed": "", "owed_short": say("suggestion.closed_let_go")}
    going = [row.bureau_id for row in rows if row.state in a.RESPONSIBLE]
    kept = [row.bureau_id for row in rows if row.state not in a.RESPONSIBLE]
    let_go = liaison_audience(session, going, now)
    return {one: {**own, **over} for one, own in let_go.items()} | liaison_audience(
        session, kept, now
    )


def _leads(session: Session, suggestion: Suggestion, taken: Taken) -> bool:
    """Whether the bureau that this step is about leads."""
    rows = parties.leads(session, suggestion)
    return any(row.bureau_id == taken.given["bureau"].id for row in rows)


def deputy_audience(deputy: Deputy) -> dict[int, Mapping[str, str]]:
    """Contact id → name and wish: who wants no push is read to (``delivery.READ_OUT``)."""
    return {deputy.contact_id: {"name": f"{deputy.name}代表", "push": deputy.push}}


def liaison_audience(
    session: Session, bureau_ids: list[int], now: datetime
) -> dict[int, Mapping[str, str]]:
    return {
        liaison.contact_id: {"name": liaison.name}
        for bureau_id in dict.fromkeys(bureau_ids)
        for liaison in recipients.liaisons(session, bureau_id, now)
    }


def citizens(session: Session, suggestion: Suggestion) -> dict[int, Mapping[str, str]]:
    """Everybody who reported or joined an issue behind it, each with their own case's name and
    page; who is behind several hears of the first. The deputy who raised what they saw themselves
    hears as the deputy."""
    found: dict[int, Mapping[str, str]] = {}
    for issue in parties.issues_of(session, suggestion):
        if issue.state in ("withdrawn", "merged"):
            continue
        own = {
            "name": "",
            "issue": f"民{issue.number}“{issue.title}”",
            "issue_title": issue.title,
            "issue_code": f"No.{issue.number}",
            "link": address(session, f"/p/issue/{issue.number}"),
        }
        for contact_id in recipients.constituents(session, issue):
            if contact_id != suggestion.lead.contact_id:
                found.setdefault(contact_id, own)
    return found


def _clocks(session: Session, case: Case, taken: Taken) -> None:
    stamps = _SUGGESTION_STAMPS if isinstance(case, Suggestion) else _ASSIGNMENT_STAMPS
    stamp = stamps.get(taken.step.name)
    if stamp is not None:
        setattr(case, stamp, taken.now)
    if isinstance(case, Assignment):
        if case.state != a.ASSIGNED:
            case.chase_on = None
        if case.state not in a.RESPONSIBLE:
            case.watch_on = None
            case.extension_until = None
    else:
        _stop_looking(session, case, taken.now)
        if taken.step.name == "all_replied":
            _leave_supporting(session, case)


def _stop_looking(session: Session, suggestion: Suggestion, now: datetime) -> None:
    """No notice and no chasing for what has ended, or has become something else."""
    until = rule(session, "suggestion.notice_until", now)
    going_on = s.RUNNING if until == s.PROCEDURE_CLOSED else (*s.RUNNING, s.PROCEDURE_CLOSED)
    if suggestion.state not in going_on:
        suggestion.next_notice_on = None
    if suggestion.state not in (s.REPLIED, s.RATED):
        suggestion.rating_watch_on = None


def _leave_supporting(session: Session, suggestion: Suggestion) -> None:
    """The deputy has the answer: nobody is chased for an opinion on it any more."""
    for row in parties.assignments_of(session, suggestion):
        if row.role == "supporting":
            row.watch_on = row.chase_on = None


def _reads_raw(case: Case, party: Party, contact_id: int) -> bool:
    return False


SUGGESTION = Kind("suggestion", label, _clocks, _audience, _fields, _reads_raw)
ASSIGNMENT = Kind("assignment", label, _clocks, _audience, _fields, _reads_raw)
