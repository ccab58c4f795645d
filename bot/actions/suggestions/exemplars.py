"""优秀选编: suggestions that the office shows to deputies as examples of good writing: one matter,
with its situation, analysis and proposal (mechanisms P06, P07). Chosen by a person, with a line
that says what is good about it; nobody is counted or ranked by it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from bot.actions import audit
from bot.actions.casework import Actor
from bot.actions.suggestions.kind import label
from bot.domain.workflow import Refused
from bot.domain.workflows.suggestion import NUMBERED
from bot.store.models import Exemplar, Suggestion


def choose(
    session: Session, suggestion: Suggestion, actor: Actor, why: str, *, now: datetime
) -> Exemplar:
    """Show it as an example; chosen again, the line is another one. Raises Refused for what has no
    number, or is not public."""
    if suggestion.state not in NUMBERED or suggestion.not_public:
        raise Refused("refused.no_exemplar", case=label(suggestion))
    row = of(session, suggestion)
    if row is None:
        row = Exemplar(suggestion=suggestion, at=now)
        session.add(row)
    row.why, row.at = why.strip()[:200], now
    row.chosen_by = actor.contact.id if actor.contact else None
    session.flush()
    _note(session, suggestion, actor, now, "yes")
    return row


def drop(session: Session, suggestion: Suggestion, actor: Actor, *, now: datetime) -> None:
    """It is shown no more."""
    row = of(session, suggestion)
    if row is not None:
        session.delete(row)
        session.flush()
        _note(session, suggestion, actor, now, "no")


def of(session: Session, suggestion: Suggestion) -> Exemplar | None:
    return session.scalar(select(Exemplar).where(Exemplar.suggestion_id == suggestion.id))


def listed(session: Session, asked: str = "", *, limit: int = 40) -> Sequence[Exemplar]:
    """What may be shown, newest first; ``asked``: a word of the title or of its topic."""
    query = (
        select(Exemplar)
        .join(Suggestion, Exemplar.suggestion_id == Suggestion.id)
        .where(Suggestion.not_public.is_(False), Suggestion.state.in_(NUMBERED))
        .options(joinedload(Exemplar.suggestion).joinedload(Suggestion.lead))
        .order_by(Exemplar.at.desc(), Exemplar.id.desc())
        .limit(limit)
    )
    if asked.strip():
        word = asked.strip()[:20]
        query = query.where(
            or_(
                Suggestion.title.contains(word, autoescape=True),
                Suggestion.topic.contains(word, autoescape=True),
            )
        )
    return session.scalars(query).all()


def _note(session: Session, suggestion: Suggestion, actor: Actor, now: datetime, fact: str) -> None:
    audit.record(
        session,
        "suggestion.exemplar",
        contact_id=actor.contact.id if actor.contact else None,
        now=now,
        thing="suggestion",
        thing_id=suggestion.id,
        fact=fact,
    )
