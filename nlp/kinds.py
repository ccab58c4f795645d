"""What kind of message it is: hand rules, and in chat learned words that weigh them.

Letters are read by the hand rules alone. In short messages the learned words decide, with what the
rules say as one voice among theirs; some rules are plain enough to stand as they are.
"""

from nlp.cues import Found
from nlp.kind_names import KINDS, LETTER, PROBLEM, ROUTED, KindReading
from nlp.kind_rules import by_rules, chat_groups, groups, is_chat, only_nods, stands
from nlp.kind_words import kind_words, signs, speaks_of_cadres

__all__ = [
    "KINDS",
    "PROBLEM",
    "ROUTED",
    "KindReading",
    "chat_groups",
    "groups",
    "is_chat",
    "only_nods",
    "read_kind",
]


def load() -> None:
    """Reads the learned words now. TableError when they cannot be read."""
    kind_words()


#: Below this no learned word knows the message well enough to speak against the rules; for what
#: nobody will look at again it takes more (cross-validation costs nothing, titles of real letters
#: are taken for advertising five times less often).
_SURE_ENOUGH = -0.8
_SURE_TO_DROP = -0.35
_DROPPED = frozenset({"advertising", "abuse"})


def read_kind(
    text: str,
    found: Found,
    *,
    certain: float = 0.0,
    place: bool = False,
    ours: bool = False,
    other_county: bool = False,
    open_cases: bool = False,
    written: str = "",
    nameless: str | None = None,
) -> KindReading:
    """The kind of ``text`` (the plain form of what was ``written``). ``found``: a scan that covered
    :func:`groups`, and :func:`chat_groups` if :func:`is_chat`; ``certain``: the topic's confidence,
    0–1; ``place``: a place was named, ``ours``: one of the county's own; ``other_county``: it names
    another county; ``nameless``: the text with the names of places blanked;
    ``open_cases``: the sender has something pending."""
    rule = by_rules(
        text,
        found,
        certain=certain,
        place=place,
        other_county=other_county,
        open_cases=open_cases,
        written=written,
    )
    if len(text) > LETTER or other_county or stands(text, rule):
        return rule
    known = signs(
        rule.kind,
        far="far.far" in found,
        place=place,
        ours=ours,
        cadre=speaks_of_cadres(found),
    )
    reader = kind_words()
    (score, best), *_ = reader.scores(text if nameless is None else nameless, known)
    if best == rule.kind or score < (_SURE_TO_DROP if best in _DROPPED else _SURE_ENOUGH):
        return rule
    return KindReading(best, reader.loudest(text, best))
