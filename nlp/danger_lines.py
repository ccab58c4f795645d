"""What is said first in some scenes, more exactly than the kind of danger alone would tell: who
fell into a hole needs no lift's bell, who lies still in the bath has breathed gas
(``rules/urgency.toml`` [[line]])."""

from dataclasses import dataclass

from nlp.cues import rules
from nlp.danger_kinds import SAFETY, Safety
from nlp.likely import Pattern


@dataclass(frozen=True, slots=True)
class Line:
    """``of``: kinds of danger it stands for; ``unless``: then it does not."""

    of: frozenset[str]
    pattern: Pattern
    unless: Pattern | None
    safety: Safety


LINES = tuple(
    Line(
        frozenset(map(str, row["of"])),
        Pattern(str(row["pattern"])),
        Pattern(str(row["unless"])) if "unless" in row else None,
        Safety(str(row["line"]), tuple(map(str, row["numbers"]))),
    )
    for row in rules("urgency")["line"]
)


def safety_of(kind: str, text: str) -> Safety:
    """What is said first to who wrote ``text`` (plain form), a danger of ``kind``."""
    for line in LINES:
        meant = kind in line.of and line.pattern.search(text)
        if meant and not (line.unless and line.unless.search(text)):
            return line.safety
    return SAFETY[kind]
