"""Whether a notice about a suggestion that has waited is still worth saying (see
:mod:`bot.actions.still_true`)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.outbox import fields_of
from bot.actions.suggestions.kind import OF_REVIEW
from bot.domain.workflows import assignment as at
from bot.domain.workflows import suggestion as of
from bot.store.models import Assignment, History, Notice, Suggestion

#: Kind → the states of the suggestion in which it is still true.
_WHILE: dict[str, tuple[str, ...]] = {
    "suggestion.invited": (*of.WRITING, of.REVIEWING),
    "suggestion.text_changed": (*of.WRITING, of.REVIEWING),
    "suggestion.draft_idle": of.WRITING,
    "suggestion.draft_idle_desk": of.WRITING,
    "suggestion.sent_back": (of.SENT_BACK,),
    "suggestion.filed": (of.FILED,),
    "suggestion.assigned": of.HANDLING,
    "suggestion.assigned_further": of.HANDLING,
    "suggestion.assigned_citizen": of.HANDLING,
    "suggestion.further_citizen": of.HANDLING,
    "suggestion.further_signer": of.HANDLING,
    "suggestion.rating_asked": (of.REPLIED,),
    "suggestion.unrated": (of.UNRATED,),
    "suggestion.unsatisfied": (of.RATED,),
    "suggestion.rework_ordered": (of.REWORK,),
    "suggestion.rework_signer": (of.REWORK,),
    "suggestion.closed_deputy": of.ENDED,
    "suggestion.closed_signer": of.ENDED,
    "suggestion.closed_bureau": of.ENDED,
    "suggestion.at_meeting": (of.AT_MEETING,),
    "suggestion.at_meeting_signer": (of.AT_MEETING,),
    "suggestion.reopened": (of.REWORK,),
}
#: Kind → the states of the assignment.
_WHILE_WITH_BUREAU: dict[str, tuple[str, ...]] = {
    "suggestion.to_bureau": (at.ASSIGNED,),
    "suggestion.return_requested": (at.RETURN_REQUESTED,),
    "suggestion.return_refused": at.RESPONSIBLE,
    "suggestion.extension_approved": at.RESPONSIBLE,
    "suggestion.extension_refused": at.RESPONSIBLE,
    "suggestion.extension_told": at.RESPONSIBLE,
    "suggestion.extension_signer": at.RESPONSIBLE,
    "suggestion.extension_citizen": at.RESPONSIBLE,
    "suggestion.progress": at.RESPONSIBLE,
    "suggestion.draft_shown": (at.DRAFT_SHOWN,),
    "suggestion.draft_commented": at.RESPONSIBLE,
    "suggestion.rework": at.RESPONSIBLE,
    "suggestion.opinion_again": at.RESPONSIBLE,
}
#: What a reviewer does takes the case off the own desk.
_REVIEWED = ("pass_on", "send_back", "file", "merge", "decline", "withdraw")


def is_settled(session: Session, notice: Notice) -> bool:
    """Whether nobody needs to hear ``notice`` any more; False for cases that are none of ours."""
    if notice.kind == "suggestion.not_received":
        return _all_received(session, fields_of(notice).get("rows"))
    if notice.case_id is None:
        return False
    if notice.case_kind == "suggestion":
        suggestion = session.get(Suggestion, notice.case_id)
        if suggestion is None:
            return False
        if notice.kind in OF_REVIEW:
            return suggestion.state != of.REVIEWING or _reviewed_since(session, notice)
        return notice.kind in _WHILE and suggestion.state not in _WHILE[notice.kind]
    row = session.get(Assignment, notice.case_id) if notice.case_kind == "assignment" else None
    if row is None:
        return False
    if notice.kind == "suggestion.extension_requested":
        return row.extension_until is None
    states = _WHILE_WITH_BUREAU.get(notice.kind)
    return states is not None and row.state not in states


def _all_received(session: Session, rows: object) -> bool:
    """Whether every bureau that a list names as silent has signed for it since."""
    if not isinstance(rows, list):
        return False
    silent = select(Assignment.id).where(Assignment.id.in_(rows), Assignment.state == at.ASSIGNED)
    return session.scalar(silent.limit(1)) is None


def _reviewed_since(session: Session, notice: Notice) -> bool:
    later = select(History.id).where(
        History.case_kind == "suggestion",
        History.case_id == notice.case_id,
        History.step.in_(_REVIEWED),
        History.at > notice.created_at,
    )
    return session.scalar(later.limit(1)) is not None
