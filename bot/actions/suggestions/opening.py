"""What of a suggestion may be read by everybody (答复公开): an open version of each reply that a
person has read, and whether the suggestion is public at all. The program opens nothing."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from bot.actions import audit
from bot.actions.casework import Actor
from bot.actions.suggestions import replies
from bot.actions.suggestions.kind import label
from bot.domain.workflow import Refused
from bot.domain.workflows.suggestion import AT_MEETING, REWORK
from bot.store.models import Assignment, Reply, Suggestion

#: What is an answer to the deputies; a draft and an opinion between bureaus are not.
ANSWERS = ("reply", "again")


def open_reply(session: Session, reply: Reply, text: str, actor: Actor, *, now: datetime) -> None:
    """Keep the open version as ``actor`` has read it. Raises Refused for what is not public, for a
    draft, and for nothing."""
    about = reply.assignment.suggestion
    if reply.kind not in ANSWERS or not text.strip() or actor.contact is None:
        raise Refused("refused.needs_words", act="公开稿", case=label(about))
    replies.open_version(session, reply, text.strip(), actor.contact, now=now)
    _note(session, "suggestion.reply_opened", about, actor, now, str(reply.id))


def close_reply(session: Session, reply: Reply, actor: Actor, *, now: datetime) -> None:
    """The open version is taken back."""
    reply.open_words_id = None
    _note(
        session, "suggestion.reply_closed", reply.assignment.suggestion, actor, now, str(reply.id)
    )


def set_public(
    session: Session, suggestion: Suggestion, actor: Actor, *, public: bool, now: datetime
) -> None:
    """Whether it may be read by everybody; what is not has no open versions any more."""
    suggestion.not_public = not public
    if not public:
        for reply in _answers(session, suggestion):
            reply.open_words_id = None
    _note(session, "suggestion.public", suggestion, actor, now, "yes" if public else "no")


def _answers(session: Session, suggestion: Suggestion) -> Sequence[Reply]:
    return session.scalars(
        select(Reply)
        .join(Assignment, Reply.assignment_id == Assignment.id)
        .where(Assignment.suggestion_id == suggestion.id, Reply.kind.in_(ANSWERS))
    ).all()


def opened(session: Session, year: int, congress: str, area_id: int | None) -> Sequence[Reply]:
    """Open versions of the suggestions first assigned in that year, by number; ``area_id``: of one
    township's congress. Only what still holds: not an answer in whose place another was given, nor
    one that is being redone or goes to a meeting."""
    later = aliased(Reply)
    followed = (
        select(later.id)
        .where(
            later.assignment_id == Reply.assignment_id,
            or_(
                later.kind == "reply",
                and_(later.kind.in_(ANSWERS), later.outcome_class != Reply.outcome_class),
            ),
            later.id > Reply.id,
        )
        .exists()
    )
    own = [Suggestion.area_id == area_id] if area_id is not None else []
    return session.scalars(
        select(Reply)
        .join(Assignment, Reply.assignment_id == Assignment.id)
        .join(Suggestion, Assignment.suggestion_id == Suggestion.id)
        .where(
            *own,
            Reply.open_words_id.is_not(None),
            Suggestion.congress == congress,
            Suggestion.not_public.is_(False),
            Suggestion.state.not_in((REWORK, AT_MEETING)),
            ~followed,
            Suggestion.assigned_on >= date(year, 1, 1),
            Suggestion.assigned_on <= date(year, 12, 31),
        )
        .options(
            joinedload(Reply.open_words),
            joinedload(Reply.assignment).joinedload(Assignment.bureau),
            joinedload(Reply.assignment).joinedload(Assignment.suggestion),
        )
        .order_by(Suggestion.session_id, Suggestion.serial, Reply.id)
    ).all()


def _note(
    session: Session, act: str, suggestion: Suggestion, actor: Actor, now: datetime, fact: str
) -> None:
    audit.record(
        session,
        act,
        contact_id=actor.contact.id if actor.contact else None,
        now=now,
        thing="suggestion",
        thing_id=suggestion.id,
        fact=fact,
    )
