"""What kind of message it is: hand rules, and in chat learned words that weigh them.

Letters are read by the hand rules alone. In short messages the learned words decide, with what the
rules say as one voice among theirs; some rules are plain enough to stand as they are.
"""

from dataclasses import replace

from nlp.cues import Found
from nlp.kind_names import KINDS, LETTER, PROBLEM, ROUTED, KindReading
from nlp.kind_rules import by_rules, chat_groups, groups, is_chat, only_nods, stands
from nlp.kind_words import kind_words, signs, speaks_of_cadres
from nlp.likely import Pattern

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
#: Who will not be heard here goes higher: to Beijing, to the press.
_GOES_HIGHER = Pattern(
    r"(?:去|上|到|进|往)(?:北京|京|省里|省城|省上|省府|市里|中央|国务院)[^，。]{0,6}(?:访|告|反映|讨|说理|闹)"
    r"|(?:找|联系|请|叫)(?:个|了)?(?:记者|媒体|电视台|报社)|曝光|发抖音|上抖音"
)
#: A binding code that somebody sends within a sentence.
_CODE = Pattern(
    r"码(?:就?是|为|：|:)?\s*(?=[a-z]*[0-9])(?=[0-9]*[a-z])[a-z0-9]{4}[\s-]?[a-z0-9]{4}(?![a-z0-9])"
)
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
    reading = _read(
        text,
        found,
        certain=certain,
        place=place,
        ours=ours,
        other_county=other_county,
        open_cases=open_cases,
        written=written,
        nameless=nameless,
    )
    if reading.kind == "elsewhere" and _GOES_HIGHER.search(text):
        return KindReading(PROBLEM, reading.words)  # 「上北京告」: angry here, not about Beijing
    if len(text) <= LETTER and _CODE.search(text):
        return KindReading("unclear", reading.words)
    return reading


def _read(
    text: str,
    found: Found,
    *,
    certain: float,
    place: bool,
    ours: bool,
    other_county: bool,
    open_cases: bool,
    written: str,
    nameless: str | None,
) -> KindReading:
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
    (score, best), (_, second), *_ = reader.scores(text if nameless is None else nameless, known)
    if best == rule.kind or score < (_SURE_TO_DROP if best in _DROPPED else _SURE_ENOUGH):
        return replace(rule, beside=second) if best == "accusation" else rule
    return KindReading(best, reader.loudest(text, best), second)
