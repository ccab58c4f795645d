"""回头看: class A is sampled each year; reopening and other classes are
proposed and then decided; 落实销号 only with evidence (mechanisms N12, P22, P30, L08, X29)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.actions import outbox, recipients
from bot.actions.calendar import county_calendar
from bot.actions.casework import Actor, take_step
from bot.actions.kinds import gist
from bot.actions.rules import rule
from bot.actions.suggestions import behind, bureau_notices, parties, promises, ratings
from bot.actions.suggestions.handling import NOT_SO
from bot.actions.suggestions.kind import case_fields, class_fields, label, say_date
from bot.actions.suggestions.whole import whole
from bot.domain.calendars import local_day, local_time
from bot.domain.suggestions import key_wanted
from bot.domain.workflow import Party, Refused
from bot.domain.workflows.suggestion import CLOSED_OUT, ENDED, PROCEDURE_CLOSED
from bot.store.models import (
    Assignment,
    CloseOutEvidence,
    History,
    LookBack,
    Media,
    Proposal,
    Suggestion,
    Words,
)
from bot.texts import say

FOUND = {"real": "确实办好了", "partly": "办了一部分", "not_done": "没有办"}


# ------------------------------------------------------------------ proposals and decisions
def propose_class(
    session: Session,
    row: Assignment,
    actor: Actor,
    outcome_class: str,
    words: Words,
    *,
    now: datetime,
) -> Proposal:
    """「不是A类」: proposed with a reason, decided by the office."""
    if outcome_class not in rule(session, "suggestion.classes", now):
        raise Refused("refused.needs_outcome_class", case=label(row), act="提议改类")
    take_step(session, row, "propose_class", actor, now=now, words=words, fact=outcome_class)
    return _propose(session, row.suggestion, row, "class", outcome_class, actor, words, now)


def propose_reopening(
    session: Session, suggestion: Suggestion, actor: Actor, words: Words, *, now: datetime
) -> Proposal:
    """「答应的没办」: proposed by whoever is a party, decided by the office."""
    take_step(session, suggestion, "propose_reopening", actor, now=now, words=words)
    return _propose(session, suggestion, None, "reopen", "", actor, words, now)


def _propose(
    session: Session,
    suggestion: Suggestion,
    row: Assignment | None,
    kind: str,
    value: str,
    actor: Actor,
    words: Words,
    now: datetime,
) -> Proposal:
    made = Proposal(
        suggestion=suggestion,
        assignment_id=row.id if row is not None else None,
        kind=kind,
        value=value,
        words=words,
        party=actor.party.value,
        proposed_by=actor.contact.id if actor.contact else None,
        proposed_at=now,
    )
    session.add(made)
    session.flush()
    return made


def undecided(session: Session) -> Sequence[Proposal]:
    """Proposals that wait for the office, oldest first."""
    return session.scalars(
        select(Proposal).where(Proposal.approved.is_(None)).order_by(Proposal.id)
    ).all()


def decide(
    session: Session,
    proposal: Proposal,
    actor: Actor,
    *,
    approve: bool,
    now: datetime,
    words: Words | None = None,
) -> None:
    """The office's yes or no; yes does it. Raises Refused if it was decided already."""
    if proposal.approved is not None:
        raise Refused("refused.nothing_to_decide", case=label(proposal.suggestion))
    if approve and proposal.kind == "reopen":
        reopen(session, proposal.suggestion, actor, words or proposal.words, now=now)
    elif approve and proposal.assignment_id is not None:
        row = session.get_one(Assignment, proposal.assignment_id)
        change_class(session, row, actor, proposal.value, words or proposal.words, now=now)
    _note(proposal, actor, approve, now)
    if not approve:
        _tell_refused(session, proposal, actor, words, now)


def _note(proposal: Proposal, actor: Actor, approve: bool, now: datetime) -> None:
    proposal.approved, proposal.decided_at = approve, now
    proposal.decided_by = actor.contact.id if actor.contact else None


def _tell_refused(
    session: Session, proposal: Proposal, actor: Actor, words: Words | None, now: datetime
) -> None:
    """Whoever proposed it hears that it will not be, and why; a yes they hear by what is done."""
    contact_id = proposal.proposed_by
    if contact_id is None or (actor.contact is not None and contact_id == actor.contact.id):
        return
    what = (
        say("suggestion.proposed_reopening")
        if proposal.kind == "reopen"
        else say("suggestion.proposed_class", outcome_class=proposal.value)
    )
    why = f"：{words.masked}" if words is not None else ""
    outbox.queue(
        session,
        "suggestion.proposal_refused",
        contact_id,
        key=f"suggestion.proposal_refused:{proposal.id}",
        fields=case_fields(session, proposal.suggestion, now) | {"what": what, "why": why},
        now=now,
        case=("suggestion", proposal.suggestion_id),
    )


def change_class(
    session: Session,
    row: Assignment,
    actor: Actor,
    outcome_class: str,
    words: Words | None,
    *,
    now: datetime,
) -> None:
    """改类, by the office: 假A降类."""
    if outcome_class not in rule(session, "suggestion.classes", now):
        raise Refused("refused.needs_outcome_class", case=label(row), act="改类")
    row.outcome_class = outcome_class
    take_step(
        session,
        row,
        "change_class",
        actor,
        now=now,
        words=words,
        fact=outcome_class,
        outcome_class=outcome_class,
        said=class_fields(session, outcome_class, now),
    )


@whole
def reopen(
    session: Session, suggestion: Suggestion, actor: Actor, words: Words, *, now: datetime
) -> None:
    """重开, by the office: every lead bureau again, with the rework's period."""
    if suggestion.state not in ENDED:
        take_step(session, suggestion, "reopen", actor, now=now, words=words)  # says why not
    suggestion.closed_out_at = None
    for proposal in undecided(session):
        if proposal.suggestion_id == suggestion.id and proposal.kind == "reopen":
            _note(proposal, actor, True, now)
    behind.take_up_again(session, suggestion, now=now)
    ratings.again(session, suggestion, "reopen", actor, words, now=now)


# ------------------------------------------------------------------ close-out with evidence
def add_evidence(
    session: Session,
    suggestion: Suggestion,
    actor: Actor,
    kind: str,
    words: Words,
    *,
    now: datetime,
    media: Media | None = None,
) -> CloseOutEvidence:
    """What shows that it is really done. ``kind``: visit (somebody looked), photo, citizen (who
    reported it says so). A reply letter is none (P22)."""
    row = CloseOutEvidence(
        suggestion=suggestion,
        kind=kind,
        words=words,
        media_id=media.id if media is not None else None,
        noted_by=actor.contact.id if actor.contact else None,
        at=now,
    )
    session.add(row)
    session.flush()
    return row


def evidence_of(session: Session, suggestion: Suggestion) -> Sequence[CloseOutEvidence]:
    return session.scalars(
        select(CloseOutEvidence)
        .where(CloseOutEvidence.suggestion_id == suggestion.id)
        .order_by(CloseOutEvidence.id)
    ).all()


def seen_otherwise(session: Session, suggestion: Suggestion) -> History | None:
    """The last time somebody saw that it is not done: a deputy who said so, or a look-back. Only
    what was seen since then speaks for the end."""
    ids = select(Assignment.id).where(Assignment.suggestion_id == suggestion.id)
    of_row = (History.case_kind == "assignment") & History.case_id.in_(ids)
    of_whole = (History.case_kind == "suggestion") & (History.case_id == suggestion.id)
    said_so = (History.step == "tell_bureau") & (History.fact == NOT_SO)
    not_done = [FOUND["partly"], FOUND["not_done"]]
    proposed = (History.step == "propose_reopening") & (History.party == Party.DEPUTY.value)
    looked = (History.step == "look_back") & History.fact.in_(not_done)
    return session.scalar(
        select(History)
        .where(
            (of_row & ((History.step == "deny_promise") | said_so))
            | (of_whole & (proposed | looked))
        )
        .order_by(History.id.desc())
        .limit(1)
    )


@whole
def close_out(session: Session, suggestion: Suggestion, actor: Actor, *, now: datetime) -> None:
    """落实销号. Raises Refused without evidence, or while a promise is open."""
    if any(row.state == "open" for row in promises.of_suggestion(session, suggestion)):
        raise Refused("refused.promise_open", case=label(suggestion))
    found = evidence_of(session, suggestion)
    seen = seen_otherwise(session, suggestion)
    if seen is not None and not any(row.at > seen.at for row in found):
        words = session.get(Words, seen.words_id) if seen.words_id else None
        raise Refused(
            "refused.seen_otherwise",
            case=label(suggestion),
            day=say_date(local_day(seen.at), now),
            words=gist(words.masked, 60) if words is not None else "",
        )
    take_step(
        session,
        suggestion,
        "close_out",
        actor,
        now=now,
        fact="、".join(dict.fromkeys(row.kind for row in found)),
        evidence=found[-1] if found else None,
    )
    behind.close(session, suggestion, now=now)


# ------------------------------------------------------------------ look-backs
def sample(session: Session, year: int, *, now: datetime) -> list[LookBack]:
    """Draw the year's sample of class A: the county's share, rounded up, of the suggestions whose
    procedure closed in that year; the same ones however often it is drawn."""
    closed = session.scalars(
        select(Suggestion.id)
        .join(Assignment, Assignment.suggestion_id == Suggestion.id)
        .where(
            Suggestion.congress == "county",
            Suggestion.state.in_((PROCEDURE_CLOSED, CLOSED_OUT)),
            Assignment.role == "lead",
            Assignment.outcome_class == "A",
            func.coalesce(Suggestion.closed_at, now) >= _new_year(year, now),
            func.coalesce(Suggestion.closed_at, now) < _new_year(year + 1, now),
        )
        .distinct()
        .order_by(Suggestion.id)
    ).all()
    percent = int(rule(session, "suggestion.sample_percent", now))
    wanted = key_wanted(len(closed), percent)
    drawn = session.scalars(
        select(LookBack).where(LookBack.reason == "sample", LookBack.year == year)
    ).all()
    known = {row.suggestion_id for row in drawn}
    # Spread over the year, not the first ones: every n-th by number.
    step = max(len(closed) // wanted, 1) if wanted else 1
    ordered = [*closed[::step], *closed]
    made = list(drawn)
    for suggestion_id in ordered:
        if len(made) >= wanted:
            break
        if suggestion_id not in known:
            known.add(suggestion_id)
            made.append(_new(session, suggestion_id, "sample", year, now))
    return made


def _new_year(year: int, now: datetime) -> datetime:
    return local_time(now).replace(
        year=year, month=1, day=1, hour=0, minute=0, second=0, microsecond=0
    )


def _new(session: Session, suggestion_id: int, reason: str, year: int, now: datetime) -> LookBack:
    row = LookBack(
        suggestion_id=suggestion_id,
        reason=reason,
        year=year,
        due=county_calendar(session, now).add_working_days(local_day(now), 20),
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def look(session: Session, *, now: datetime) -> int:
    """What time does, in January: draw the past year's sample once, and tell the office. Returns
    how many notices were queued."""
    today = local_day(now)
    if today.month != 1 or not county_calendar(session, now).is_working_day(today):
        return 0
    year = today.year - 1
    drawn = session.scalar(
        select(LookBack.id).where(LookBack.reason == "sample", LookBack.year == year).limit(1)
    )
    if drawn is not None:
        return 0
    rows = [row.suggestion for row in sample(session, year, now=now)]
    if not rows:
        return 0
    return sum(
        bureau_notices.desk_digest(
            session, "suggestion.look_back_due", contact_id, rows, key=str(year), now=now
        )
        for contact_id in recipients.county_clerks(session, now)
    )


def done(
    session: Session, row: LookBack, actor: Actor, found: str, words: Words, *, now: datetime
) -> None:
    """What somebody saw: real, partly, not_done. A false A is proposed down where part of it is
    done (N12); not_done proposes to reopen. The office decides either."""
    if found not in FOUND:
        raise Refused("refused.look_back_found", case=label(row.suggestion))
    if row.done_at is not None:
        raise Refused("refused.nothing_to_decide", case=label(row.suggestion))
    take_step(session, row.suggestion, "look_back", actor, now=now, words=words, fact=FOUND[found])
    row.found, row.words_id, row.done_at = found, words.id, now
    row.done_by = actor.contact.id if actor.contact else None
    if found == "real":
        add_evidence(session, row.suggestion, actor, "visit", words, now=now)
    elif found == "not_done":
        propose_reopening(session, row.suggestion, actor, words, now=now)
    else:
        _propose_down(session, row.suggestion, actor, words, now)


def _propose_down(
    session: Session, suggestion: Suggestion, actor: Actor, words: Words, now: datetime
) -> None:
    """From the first class to the next one, as the county has them."""
    first, *lower = [str(each) for each in rule(session, "suggestion.classes", now)]
    for each in parties.leads(session, suggestion):
        if each.outcome_class == first and lower:
            propose_class(session, each, actor, lower[0], words, now=now)


def waiting(session: Session) -> Sequence[LookBack]:
    """What somebody still has to look at, by day."""
    return session.scalars(
        select(LookBack).where(LookBack.done_at.is_(None)).order_by(LookBack.due, LookBack.id)
    ).all()
