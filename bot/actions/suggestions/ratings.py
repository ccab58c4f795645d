"""评价, sealed: for 代工委 alone; the bureau learns what to redo, not who grumbled (design 1.4)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.actions import outbox
from bot.actions.casework import Actor, take_step
from bot.actions.rules import rule
from bot.actions.suggestions import notices, parties, periods, returns, revisits, weighing
from bot.actions.suggestions.kind import case_fields, label, say_date
from bot.actions.suggestions.whole import whole
from bot.actions.terms import term_from
from bot.domain.calendars import local_day
from bot.domain.suggestions import GRADES
from bot.domain.workflow import Party, Refused
from bot.domain.workflows import assignment as a
from bot.domain.workflows import suggestion as s
from bot.store.asked_once import once
from bot.store.models import CoSigner, Deputy, Rating, Suggestion, Words


@whole
def rate(
    session: Session,
    suggestion: Suggestion,
    actor: Actor,
    grade: str,
    words: Words | None,
    *,
    now: datetime,
) -> Rating:
    """The lead deputy's rating (satisfied, fair, unsatisfied), or the office's for one who
    telephoned. Until the window is over the deputy may say otherwise, and add a reason as long as
    nobody has decided. Nothing of it goes into the history, which others read. Raises Refused."""
    _check_grade(suggestion, grade)
    before = weighing.lead_rating(session, suggestion) if suggestion.state == s.RATED else None
    if before is not None and before.grade != grade:
        _check_still_open(suggestion, now)
    was = before.grade if before is not None else ""
    if words is None and was == grade and before is not None:
        words = before.words
    deputy = parties.follower(session, suggestion, now)
    if deputy is None:
        raise Refused("refused.needs_deputy", case=label(suggestion), act="评价")
    by_desk = actor.party in (Party.OFFICE, Party.PRESIDIUM)
    step = "rate_for" if by_desk else "rate"
    take_step(session, suggestion, step, actor, now=now, grade=grade)
    entered_by = actor.contact.id if by_desk and actor.contact else None
    row = _keep(session, suggestion, deputy, True, grade, words, entered_by, now)
    revisits.flag_after_rating(session, row, now=now)
    if grade == "unsatisfied":
        _tell_unsatisfied(session, suggestion, words, now)
    elif was == "unsatisfied":
        _tell_changed(session, suggestion, grade, now)
    if grade != "unsatisfied" and weighing.window_over(session, suggestion, now):
        suggestion.rating_watch_on = periods.tomorrow(session, now)
    return row


def view(
    session: Session,
    suggestion: Suggestion,
    actor: Actor,
    deputy: Deputy,
    grade: str,
    words: Words | None,
    *,
    now: datetime,
) -> Rating:
    """A co-signer's view, beside the lead deputy's rating. Once in a round."""
    _check_grade(suggestion, grade)
    take_step(session, suggestion, "view", actor, now=now, grade=grade)
    return _keep(session, suggestion, deputy, False, grade, words, None, now)


def _check_still_open(suggestion: Suggestion, now: datetime) -> None:
    """Another grade only within the window: afterwards nobody is to be talked out of one."""
    until = suggestion.rate_by
    if until is None or local_day(now) > until:
        raise Refused("refused.rating_over", case=label(suggestion))


def _check_grade(suggestion: Suggestion, grade: str) -> None:
    if grade not in GRADES:
        raise Refused("refused.needs_grade", case=label(suggestion), act="评价")


def _keep(
    session: Session,
    suggestion: Suggestion,
    deputy: Deputy,
    lead: bool,
    grade: str,
    words: Words | None,
    entered_by: int | None,
    now: datetime,
) -> Rating:
    row = session.scalar(
        select(Rating).where(
            Rating.suggestion_id == suggestion.id,
            Rating.round == suggestion.round,
            Rating.deputy_id == deputy.id,
        )
    )
    if row is None:
        row = Rating(suggestion=suggestion, round=suggestion.round, deputy=deputy, lead=lead)
        session.add(row)
    row.grade, row.words, row.entered_by, row.at = grade, words, entered_by, now
    session.flush()
    return row


def _tell_unsatisfied(
    session: Session, suggestion: Suggestion, words: Words | None, now: datetime
) -> None:
    """Straight to the desk of the congress; never to a bureau."""
    until = weighing.rated_until(session, suggestion, now)
    fields = case_fields(session, suggestion, now) | {
        "count": times_unsatisfied(session, suggestion),
        # Others who signed may still speak: until then nothing of it is told to a bureau.
        "when": f"{until.month}月{until.day}日后" if until is not None else "",
        "words": words.masked if words is not None else "没有写原因",
    }
    said = "why" if words is not None else ""
    for contact_id in parties.desk(session, suggestion, now):
        outbox.queue(
            session,
            "suggestion.unsatisfied",
            contact_id,
            key=f"suggestion.unsatisfied:{suggestion.id}:{suggestion.round}:{said}:{contact_id}",
            fields=fields,
            now=now,
            case=("suggestion", suggestion.id),
        )


def _tell_changed(session: Session, suggestion: Suggestion, grade: str, now: datetime) -> None:
    """不满意 became something else: the desk hears it, for it may want to ring the deputy."""
    fields = case_fields(session, suggestion, now) | {"grade": GRADES[grade]}
    for contact_id in parties.desk(session, suggestion, now):
        outbox.queue(
            session,
            "suggestion.rating_changed",
            contact_id,
            key=f"suggestion.rating_changed:{suggestion.id}:{suggestion.round}:{grade}:{contact_id}",
            fields=fields,
            now=now,
            case=("suggestion", suggestion.id),
        )


def times_unsatisfied(session: Session, suggestion: Suggestion) -> int:
    """How many rounds the lead deputy has ended with 不满意."""
    return len(
        session.scalars(
            select(Rating.id).where(
                Rating.suggestion_id == suggestion.id,
                Rating.lead,
                Rating.grade == "unsatisfied",
            )
        ).all()
    )


def pending(session: Session, contact_id: int, now: datetime) -> list[Suggestion]:
    """Answered suggestions that wait for this person's rating, oldest first."""
    asked_for = ("to rate", contact_id, now)
    return list(once(session, asked_for, lambda: _pending(session, contact_id, now)))


def _pending(session: Session, contact_id: int, now: datetime) -> list[Suggestion]:
    rows = session.scalars(
        select(Suggestion)
        .where(Suggestion.state.in_((s.REPLIED, s.UNRATED)))
        .where(
            Suggestion.lead_id.in_(_mandates(contact_id))
            | Suggestion.successor_id.in_(_mandates(contact_id))
        )
        .order_by(Suggestion.id)
    )
    found = []
    for suggestion in rows:
        following = parties.follower(session, suggestion, now)
        if following is not None and following.contact_id == contact_id:
            found.append(suggestion)
    return found


def views_pending(session: Session, deputy: Deputy) -> Sequence[Suggestion]:
    """Answered suggestions that this co-signer may say something about."""
    waiting = (
        select(Suggestion)
        .join(CoSigner, CoSigner.suggestion_id == Suggestion.id)
        .where(
            CoSigner.deputy_id == deputy.id,
            CoSigner.state == "signed",
            Suggestion.state.in_((s.REPLIED, s.RATED)),
        )
        .order_by(Suggestion.id)
    )
    return once(session, ("views", deputy.id), lambda: session.scalars(waiting).all())


def _mandates(contact_id: int) -> Select[int]:
    return select(Deputy.id).where(Deputy.contact_id == contact_id)


def order_rework(
    session: Session,
    suggestion: Suggestion,
    actor: Actor,
    words: Words,
    *,
    now: datetime,
    only: Collection[int] = (),
) -> None:
    """重新办理: ``words`` is what to redo, which the bureaus read; ``only``: ids of those who redo
    it, supporting ones too, where not every lead bureau does. Not before the window is over,
    so that nobody learns from the hour who was not satisfied; and only as often as the county
    says before people meet about it. Raises Refused."""
    _check_window_over(session, suggestion, now)
    if suggestion.state == s.RATED and meeting_is_next(session, suggestion, now):
        raise Refused("refused.rework_over", case=label(suggestion))
    again(session, suggestion, "order_rework", actor, words, now=now, only=only)


@whole
def again(
    session: Session,
    suggestion: Suggestion,
    step: str,
    actor: Actor,
    words: Words,
    *,
    now: datetime,
    only: Collection[int] = (),
) -> None:
    """A new round for every lead bureau that has answered, or for those of ``only``, with the
    rework's own period; a supporting one is asked for its opinion again. What the others answered
    stands. ``step``: order_rework or reopen. Raises Refused where no lead bureau is left."""
    found = term_from(session, "suggestion.rework_months", now, event="请重新办理")
    rows = [row for row in parties.leads(session, suggestion) if not only or row.bureau_id in only]
    if only and not any(row.state == a.REPLIED for row in rows):
        raise Refused("refused.rework_nobody", case=label(suggestion))
    for row in parties.assignments_of(session, suggestion):
        if row.bureau_id in only and row.role == "supporting" and row.state == a.OPINION_GIVEN:
            returns.ask_again(session, row, actor, words, now=now)
    suggestion.round += 1
    for row in rows:
        if row.state != a.REPLIED:
            continue
        periods.begin_round(session, row, found.due, found.proof, now=now)
        row.replied_at, row.draft_shown_at = None, None
        take_step(session, row, "rework", actor, now=now, words=words)
    take_step(session, suggestion, step, actor, now=now, words=words)
    suggestion.rate_by = None
    if suggestion.next_notice_on is None:
        notices.go_on(session, suggestion, now=now)


def _check_window_over(session: Session, suggestion: Suggestion, now: datetime) -> None:
    until = weighing.rated_until(session, suggestion, now)
    if until is not None:
        raise Refused("refused.window_open", case=label(suggestion), until=say_date(until, now))


def meeting_is_next(session: Session, suggestion: Suggestion, now: datetime) -> bool:
    """Handled again as often as the county says, and still 不满意."""
    reworks = int(rule(session, "suggestion.reworks", now))
    return times_unsatisfied(session, suggestion) > reworks


def take_to_meeting(
    session: Session, suggestion: Suggestion, actor: Actor, *, now: datetime
) -> None:
    """提请会议研究: after the second 不满意; no bureau hears of it. Raises Refused before that."""
    if not meeting_is_next(session, suggestion, now):
        raise Refused("refused.meeting_after_second", case=label(suggestion))
    take_step(session, suggestion, "take_to_meeting", actor, now=now)


def close(
    session: Session, suggestion: Suggestion, actor: Actor, words: Words | None, *, now: datetime
) -> None:
    """程序办结 by a person: unrated, or after a meeting; 不满意 only with a word why. Not before
    the window is over: the bureau hears of it. Raises Refused."""
    _check_window_over(session, suggestion, now)
    rating = weighing.lead_rating(session, suggestion)
    if rating is not None and rating.grade == "unsatisfied" and words is None:
        raise Refused("refused.needs_words", case=label(suggestion), act="程序办结")
    weighing.close_procedure(session, suggestion, actor, words, now=now)
