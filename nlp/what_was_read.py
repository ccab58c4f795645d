"""What a reading of one message holds: :class:`Reading`, and a :class:`Matter` per issue in it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from nlp import avoidance, masks
from nlp.avoidance import About
from nlp.avoidance_words import SOMEBODY_UNNAMED
from nlp.corruption import is_accusation
from nlp.cues import Span
from nlp.echo import echo
from nlp.masks import Mask
from nlp.privacy import Hidden
from nlp.topics import TopicReading
from nlp.urgency import Safety


@dataclass(frozen=True, slots=True)
class Reason:
    """A word that decided ``what`` it was for ("topic:城乡建设", "urgency", "kind", "avoid")."""

    word: str
    what: str
    weight: float


@dataclass(frozen=True, slots=True)
class Matter:
    """One of several matters in a message. ``bureaus``: names, surest first, at most three."""

    text: str
    topic: str | None
    topic_path: tuple[str, ...]
    bureaus: tuple[str, ...]
    urgency: str
    places: tuple[str, ...]
    grid_code: str | None
    _hidden: Iterable[Span] = field(default=(), repr=False)
    _topic: TopicReading | None = field(default=None, repr=False)

    @property
    def title(self) -> str:
        """A short echo of at most 14 characters; may be empty."""
        return echo(self.text, self._hidden, _loudest(self._topic))


#: Where nobody is blamed, what reads like an accusation may only quote somebody in office.
_QUOTING = frozenset({"policy_question", "project_wish", "status", "thanks", "law_opinion"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What one message says. ``text`` is what was written (with its title before it, if given);
    offsets of ``masks`` are code points of the message itself, without the title. ``crime``: it
    reports what is the police's alone (:mod:`nlp.crime`)."""

    text: str
    kind: str
    topic: str | None
    topic_path: tuple[str, ...]
    bureaus: tuple[str, ...]
    confidence: float
    auto: bool
    urgency: str
    places: tuple[str, ...]
    grid: str | None
    grid_code: str | None
    grid_level: str | None
    issues: tuple[Matter, ...]
    avoid: tuple[About, ...]
    ask: str | None
    danger: str | None = None
    safety: Safety | None = None
    belongs_to: str | None = None
    rumour: bool = False
    crime: bool = False
    _hidden: Hidden | None = field(default=None, repr=False)
    _topic: TopicReading | None = field(default=None, repr=False)
    _kind_words: tuple[str, ...] = field(default=(), repr=False)
    _urgency_words: tuple[str, ...] = field(default=(), repr=False)
    _kind_beside: str | None = field(default=None, repr=False)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The words that decided; worked out when asked for."""
        about_topic = self._topic.reasons if self._topic else ()
        return (
            *(Reason(r.word, f"topic:{r.for_}", r.weight) for r in about_topic),
            *(Reason(word, f"kind:{self.kind}", 1.0) for word in self._kind_words),
            *(Reason(word, f"urgency:{self.urgency}", 1.0) for word in self._urgency_words),
            *(Reason(who.name or who.who, "avoid", 1.0) for who in self.avoid),
        )

    @property
    def masks(self) -> tuple[Mask, ...]:
        """Personal data in the message itself, without the title; looked for when asked for, where
        nothing else depends on it."""
        return self._hidden.masks if self._hidden else ()

    @property
    def masked(self) -> str:
        """The message with personal data replaced by labels such as 〔电话〕."""
        return masks.hide(self.text, self.masks)

    @property
    def title(self) -> str:
        """A short echo of at most 14 characters; may be empty."""
        words = (*_loudest(self._topic), *self._urgency_words)
        return echo(self.text, self._hidden or (), words)

    @property
    def said_kind(self) -> str:
        """The kind as the route contract names it. ``kind`` is stricter: whoever speaks ill of
        somebody in office accuses, so that nobody below hears of it; there it is an accusation only
        if it reports somebody (graft, abuse of office), else what it is beside that."""
        if self.crime and self.kind == "problem" and self.urgency != "危急":
            return "lawful_channel"
        if self.kind != "accusation" or is_accusation(self.text):
            return self.kind
        quotes = not self.avoid and self._kind_beside in _QUOTING
        return str(self._kind_beside) if quotes else "problem"

    def as_json(self) -> dict[str, Any]:
        """The fields of the route contract, ready for ``json.dumps``."""
        kind = self.said_kind
        avoid = avoidance.labels(self.avoid)
        if kind == "problem" and self.kind == "accusation" and not avoid:
            avoid = [SOMEBODY_UNNAMED]
        return {
            "kind": kind,
            "topic": self.topic,
            "topic_path": list(self.topic_path),
            "bureaus": list(self.bureaus),
            "confidence": round(self.confidence, 4),
            "auto": self.auto,
            "urgency": self.urgency,
            "places": list(self.places),
            "grid": self.grid,
            "issues": [
                {
                    "text": m.text,
                    "topic": m.topic,
                    "bureaus": list(m.bureaus),
                    "urgency": m.urgency,
                }
                for m in self.issues
            ],
            "masks": [asdict(mask) for mask in self.masks],
            "masked": self.masked,
            "avoid": avoid,
            "ask": self.ask,
            "reasons": [
                {"word": r.word, "for": r.what, "weight": round(r.weight, 3)} for r in self.reasons
            ],
        }


def _loudest(topic: TopicReading | None) -> tuple[str, ...]:
    return tuple(reason.word for reason in topic.reasons[:5]) if topic else ()
