"""The kinds of message, and what a reading of one is."""

from dataclasses import dataclass

from nlp.cues import Found

PROBLEM = "problem"
#: Every kind, as in the route contract.
KINDS = (
    "problem",
    "policy_question",
    "law_opinion",
    "project_wish",
    "status",
    "supplement",
    "correction",
    "withdrawal",
    "joining",
    "thanks",
    "rating",
    "greeting",
    "abuse",
    "advertising",
    "favour",
    "lawful_channel",
    "accusation",
    "gathering",
    "elsewhere",
    "data_rights",
    "human",
    "unclear",
)
#: Kinds that open a case which somebody must work on, and so need topic, bureau and place.
ROUTED = frozenset({"problem", "project_wish", "policy_question", "joining"})

SHORT = 22
CHAT = 60
LETTER = 140


@dataclass(frozen=True, slots=True)
class KindReading:
    """``words``: what decided, at most three; ``beside``: the kind that is likeliest next to an
    accusation, if the learned words were asked."""

    kind: str
    words: tuple[str, ...] = ()
    beside: str | None = None


def because(kind: str, found: Found, *names: str) -> KindReading:
    words: list[str] = []
    for name in names:
        for start, end in found[name]:
            word = found.text[start:end]
            if word not in words:
                words.append(word)
                if len(words) == 3:
                    return KindReading(kind, tuple(words))
    return KindReading(kind, tuple(words))
