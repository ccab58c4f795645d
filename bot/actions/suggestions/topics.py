"""专题 of a suggestion: read from its text, set right by the office. Figures by topic, earlier ones
of the same kind and the readers of a committee go by it (mechanism C29)."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions import audit
from bot.actions.casework import Actor
from bot.domain.workflow import Refused
from bot.store.models import Suggestion
from nlp.topics import topic_reader


def choose(
    session: Session, suggestion: Suggestion, topic: str, actor: Actor, *, now: datetime
) -> None:
    """From now on it counts under ``topic`` (one of the first level), whatever its text reads like.
    Raises Refused for another word."""
    if topic not in topic_reader(None).topics:
        raise Refused("refused.no_such_topic", topic=topic)
    before, suggestion.topic, suggestion.topic_chosen = suggestion.topic or "", topic, True
    audit.record(
        session,
        "suggestion.topic",
        contact_id=actor.contact.id if actor.contact else None,
        now=now,
        thing="suggestion",
        thing_id=suggestion.id,
        fact=f"{before}→{topic}",
    )
