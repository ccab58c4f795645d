"""Reports of crimes that are the police's alone (drugs, gambling dens): no matter for a village
(``rules/urgency.toml`` [crime])."""

from nlp.cues import rules
from nlp.likely import Pattern

_RULES = rules("urgency")["crime"]
_CRIME = Pattern(str(_RULES["pattern"]))
_UNLESS = Pattern(str(_RULES["unless"]))
_DANGER = Pattern(str(_RULES["danger"]))
#: Longer ones are letters, which tell of it among other things.
_LONGEST = 140


def reports_crime(text: str) -> bool:
    """Whether ``text`` (plain form) tells of such a crime by somebody and of nothing else."""
    return len(text) <= _LONGEST and speaks_of_crime(text)


def speaks_of_crime(text: str) -> bool:
    """Whether ``text``, however long, tells of such a crime by somebody."""
    return bool(_CRIME.search(text)) and not _UNLESS.search(text)


def endangers(text: str) -> bool:
    """Whether somebody is in danger beside the crime: then that is rung in first."""
    return bool(_DANGER.search(text))
