"""How urgent a message is: 普通, 加急 or 危急 (life in danger now), and what to say first.

The rules are data (``rules/urgency.toml``). A danger is *mentioned* when its words stand together;
each mention is then weighed: denied, over, long past, feared, rehearsed, hearsay or talked about in
general means not now. Missing a real danger is the worst error there is, so a short message needs
no word of "now"; a long letter, which mentions everything, does (design 1.5; field-notes 3).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from nlp.at_home import is_beaten_at_home
from nlp.cues import Cues, Found, Span, rules
from nlp.danger_kinds import (
    ANCHORS,
    FIRM,
    GROUPS,
    KINDS,
    PLAIN,
    SAFETY,
    WORDS_OF,
    Mention,
    Safety,
    anchors,
    mentions,
)
from nlp.danger_lines import safety_of
from nlp.danger_named import as_told, has_its_thing, is_of_somebody
from nlp.danger_scene import Scene
from nlp.danger_standing import (
    is_an_order,
    is_calm,
    is_for_sale,
    is_long_past,
    is_of_a_case,
    is_over,
    is_passed,
    is_saved,
    is_standing,
    is_told_in_sum,
    is_told_to_others,
    without_curses,
)
from nlp.danger_talk import (
    LONGEST_OF_A_TALK,
    is_a_manner,
    is_a_thing,
    is_of_the_talk,
    names_harm,
)
from nlp.danger_things import beside_things, fells_trees
from nlp.danger_untold import is_no_more_than, is_only_where, is_untold
from nlp.gates import gate, likeliest_danger
from nlp.likely import Pattern
from nlp.plain_order import in_plain_order

__all__ = [
    "DANGER",
    "LETTER",
    "LONGEST",
    "NORMAL",
    "SAFETY",
    "SOON",
    "Safety",
    "Urgency",
    "anchors",
    "judge",
]

NORMAL = "普通"
SOON = "加急"
DANGER = "危急"

#: Longer than this, a text is a letter: its dangers need a word of "now" close by.
LETTER = 110
#: Longer ones are weighed by the rules alone.
LONGEST = 220


@dataclass(frozen=True, slots=True)
class Urgency:
    """``level``: 普通 · 加急 · 危急. ``danger``: kind of danger ("gas", "fire" …) when life is in
    danger now or is said to be; None otherwise. ``rumour``: only hearsay, so not 危急 but asked.
    ``words``: what decided. ``doubtful``: just about
    learned, so not where somebody only accuses, thanks or asks."""

    level: str = NORMAL
    danger: str | None = None
    safety: Safety | None = None
    rumour: bool = False
    words: tuple[str, ...] = ()
    doubtful: bool = False


_CALM = Urgency()


@cache
def _full() -> Cues:
    return Cues(GROUPS)


_ANCHORS = frozenset(ANCHORS)
_FIRM = frozenset(FIRM)
_FIRM_KINDS = frozenset(kind.kind for kind in KINDS if kind.firm)
_SOFT = tuple(map(Pattern, rules("urgency")["soft"]["patterns"]))
_NOT_SOFT = Pattern(rules("urgency")["soft"]["unless"])

#: Learned scores from which on: danger by itself; perhaps danger: pressing, the safety line is said
#: and asked whether it goes on; below the last one, what the rules take for danger is only perhaps.
#: Chosen on messages held out of learning (docs/reading.md).
_SURE, _LIKELY, _UNLIKELY = -0.1, -0.3, -0.35
#: From here on whatever kind of message it reads like.
_SURE_OF_ANY = -0.15
#: Where no word of danger stands, in messages of at most so many letters and in longer ones.
_SHORT, _UNTOLD_SHORT, _UNTOLD = 8, 0.5, 0.1
_BLANK = re.compile(r"[\W_]+")
#: Who may harm himself is taken at his word for longer.
_UNLIKELY_FIRM = -0.8
#: The same for a message longer than a chat message: it tells of more, so more is asked of it.
_SURE_LONG = 0.6
#: The same where it is said to be over (扑灭, 没事了) or speaks in proverbs (气死人), or the rules
#: take it for supposed or feared.
_SURE_DOUBTED = 0.4
#: And where it was long ago (去年), something is for sale (跳楼价), or it is about what endangers
#: nobody (停电).
_SURE_PAST = 0.9
#: From here on what has long been broken is pressing.
_STANDS = -1.4
#: Below this a learned danger is like none whose kind was named.
_LIKE_NONE = -0.6
#: 「快来人啊」 tells of nothing else.
_CRY_ALONE = 4
#: From here on its kind is surer than the one the rules name (88 of 100 against 85).
_LIKE_SURELY = 0.0


def load() -> None:
    """Builds now what the first short message would wait for."""
    _full()


def judge(
    text: str,
    found: Found,
    nameless: str | None = None,
    *,
    in_talk: bool = False,
    at_work: bool = False,
) -> Urgency:
    """How urgent ``text`` is. ``found``: a scan of the same text that covered :func:`anchors`;
    ``nameless``: the text with the names of places blanked, in which the learned gate looks, if no
    longer than :data:`LONGEST`; ``in_talk``: whoever says it has just spoken of something harmless
    (nlp/danger_talk.py)."""
    urgency = _judged(text, found, nameless, in_talk=in_talk, at_work=at_work)
    if urgency.level == DANGER and is_told_in_sum(text):
        return Urgency(SOON, words=urgency.words)
    turned = in_plain_order(text) if len(text) <= LETTER else None
    if turned is None:
        return urgency
    without_names = None if nameless is None else in_plain_order(nameless)
    again = _judged(turned, _full().scan(turned), without_names, in_talk=in_talk, at_work=at_work)
    # Equally grave: what befell somebody is surer told in the order that the rules are written for.
    return again if _gravity(again) >= _gravity(urgency) else urgency


def _judged(
    text: str, found: Found, nameless: str | None, *, in_talk: bool, at_work: bool
) -> Urgency:
    plain = text if nameless is None else nameless
    same, no_more = plain == text, is_no_more_than(plain)
    if len(text) <= LONGEST or not _ANCHORS.isdisjoint(found.groups()):
        # In a letter without a word of danger nothing would be looked for.
        text = without_curses(text, found)
    if len(text) <= LONGEST:  # the gate alone asks for it
        plain = text if same else without_curses(plain, found)
    urgency = _CALM
    if len(text) <= LETTER:
        scan = _full().scan(text)
        ruled = _weigh(text, letter=False, found=scan)
        # What is said in all is nothing to guess at, whatever of it sounds like a curse.
        urgency = ruled if no_more else _learned(plain, scan, ruled)
        if urgency.danger and (kind := as_told(urgency.danger, text)) != urgency.danger:
            urgency = replace(urgency, danger=kind, safety=SAFETY[kind])
        if urgency.danger == "violence" and fells_trees(text):
            urgency = _CALM
        if in_talk and urgency.danger and not urgency.rumour:
            urgency = _of_the_talk(urgency, ruled, plain, scan)
        if urgency.danger and not urgency.rumour:
            urgency = _of_a_thing(urgency, text, plain, scan)
        guessed = urgency.level == DANGER and ruled.level != DANGER and not names_harm(text)
        if at_work and guessed and gate("danger").score(plain, scan.groups()) < _SURE_DOUBTED:
            # 「村里周四有人下去集中照」 of who takes pictures: nothing is guessed of work.
            urgency = replace(urgency, level=SOON)
    elif spots := [
        span for group in _ANCHORS.intersection(found.groups()) for span in found[group]
    ]:
        # Around what might be danger only: a letter is long, and mostly about something else.
        # Without a word of "now" near it nothing there is danger now, except to oneself.
        firm = not _FIRM.isdisjoint(found.groups())
        for start, end in _around(text, spots):
            if not (firm or any(start <= s and e <= end for s, e in found["urgency.now"])):
                continue
            urgency = max(urgency, _weigh(text[start:end], letter=True), key=_gravity)
    if LETTER < len(text) <= LONGEST and urgency.level != DANGER:
        scan = _full().scan(text)
        if not _UNREAL & set(scan.groups()) and (
            gate("danger").score(plain, scan.groups()) >= _SURE_LONG
        ):
            urgency = _danger(plain, scan, DANGER)
    perhaps = urgency.level == SOON and urgency.danger is not None and not urgency.rumour
    if perhaps and urgency.danger not in _FIRM_KINDS and _only_feared(text):
        urgency = Urgency(SOON, words=urgency.words)
    quiet = urgency.level != DANGER and not urgency.danger and len(text) <= LETTER
    if quiet and is_beaten_at_home(text) and not is_long_past(text):
        # Who is beaten again and again reads where to turn.
        urgency = Urgency(SOON, "violence", SAFETY["violence"])
    if urgency.level == NORMAL and "urgency.soon" in found:
        return Urgency(SOON, words=tuple(found.words("urgency.soon")[:3]))
    if urgency.safety and urgency.danger:
        return replace(urgency, safety=safety_of(urgency.danger, text))
    return urgency


def _only_feared(text: str) -> bool:
    """Whether it is only feared, or burnt or narrow day by day (rules/urgency.toml [soft])."""
    return any(soft.search(text) for soft in _SOFT) and not _NOT_SOFT.search(text)


#: Of fewer characters the gate knows nothing that the rules do not.
_LEAST = 3
_WORDS = re.compile(r"[\u4e00-\u9fff]{2}|[a-z]{4}")
_UNREAL = {"urgency.unreal", "urgency.rumour"}
_DOUBT = {"urgency.over", "urgency.harmless"}


def _learned(text: str, found: Found, by_rules: Urgency) -> Urgency:
    """What the rules say, together with what is learned about how people tell of danger."""
    if len(text.strip()) < _LEAST:
        return by_rules
    score = gate("danger").score(text, found.groups())
    if by_rules.level == DANGER:
        if not _WORDS.search(text):
            return by_rules  # sos, 🔥🔥
        firm = any(kind.firm for kind in KINDS if kind.kind == by_rules.danger)
        here = _named(by_rules, text, found)
        if not firm and is_long_past(text) and score < _SURE_PAST:
            return Urgency(SOON, words=by_rules.words)
        if firm and is_saved(text) and score < _SURE_DOUBTED:
            return Urgency(SOON, words=by_rules.words)
        if (
            not firm
            and score < _SURE_PAST
            and not (PLAIN.search(text) and by_rules.danger in ("violence", "medical"))
            and (is_calm(text) or is_for_sale(text) or is_told_to_others(text))
        ):
            return Urgency(SOON, words=by_rules.words)
        if PLAIN.search(text) and not is_long_past(text):
            return here
        if not firm and is_an_order(text):
            return Urgency(SOON, words=by_rules.words)
        least = _UNLIKELY_FIRM if firm else _SURE_DOUBTED if is_over(text) else _UNLIKELY
        if score >= least:
            return here
        if is_standing(text) and not firm:
            return Urgency(SOON, words=by_rules.words)
        return replace(here, level=SOON)
    supposed = by_rules.level == SOON and not (by_rules.rumour or is_over(text))
    if supposed and score < _SURE_DOUBTED and PLAIN.search(text) and not is_long_past(text):
        # 「学校后墙随时会塌」: nobody is rung for it, but what to do is said.
        return _danger(text, found, SOON)
    quiet = by_rules.level == NORMAL and score < _LIKELY
    if quiet and is_standing(text) and (score >= _STANDS or is_passed(text)):
        return Urgency(SOON)
    if by_rules.rumour or score < _LIKELY or _UNREAL & set(found.groups()):
        return by_rules
    if is_only_where(text):
        return by_rules
    calm = score < _SURE_PAST and (is_calm(text) or is_told_to_others(text))
    if calm or (score < _SURE_DOUBTED and is_of_a_case(text)):
        return by_rules
    doubted = by_rules.level == SOON or not _DOUBT.isdisjoint(found.groups())
    sure = _SURE_DOUBTED if doubted else _SURE
    if is_long_past(text) or is_for_sale(text):
        return _danger(text, found, DANGER) if score >= _SURE_PAST else by_rules
    if is_over(text) or is_standing(text):
        # Nobody is asked whether a railing is still broken.
        at_once = score >= _SURE_DOUBTED
        return _danger(text, found, DANGER) if at_once else replace(by_rules, level=SOON)
    if is_untold(found):
        letters = len(_BLANK.sub("", text))
        if letters <= _SHORT and score < _UNTOLD_SHORT:
            return by_rules
        sure = max(sure, _UNTOLD)
    here = _danger(text, found, DANGER if score >= sure else SOON)
    if not has_its_thing(here.danger, text):
        perhaps = here.level == SOON and not names_harm(text)
        if perhaps or (score < _SURE_DOUBTED and not is_of_somebody(text)):
            return by_rules  # 「两个亮了，一个还黑着」 sounds like a drowning
        here = replace(here, danger="general", safety=SAFETY["general"])
    return replace(here, doubtful=score < _SURE_OF_ANY)


#: Kinds in which somebody must be in it, and the learned score below which the rules alone, in a
#: talk, only hear a thing.
_TAKES_SOMEBODY = frozenset(
    {"collapse", "trapped", "traffic", "drowning", "child", "explosion", "cry"}
)
_BY_RULES_IN_TALK = 0.3


def _of_the_talk(urgency: Urgency, ruled: Urgency, text: str, found: Found) -> Urgency:
    """What a second sentence is when nobody is in it and nothing that kills: pressing, and it is
    asked whether there is danger, unless it is plainly a thing or beast that fell, lies or runs."""
    told_plainly = ruled.level == DANGER and PLAIN.search(text) and not is_a_manner(text)
    if told_plainly or not is_of_the_talk(text):
        return urgency
    score = gate("danger").score(text, found.groups())
    beside = beside_things(text)
    only_things = is_a_manner(text) or (beside is not None and beside.harmless)
    if len(text) > LONGEST_OF_A_TALK and score >= _SURE_DOUBTED and not only_things:
        return urgency  # it tells its own story, and that is one of danger
    only_a_thing = ruled.danger in _TAKES_SOMEBODY and score < _BY_RULES_IN_TALK
    if ruled.level == DANGER and not (only_a_thing or is_a_manner(text)):
        return urgency
    silent = is_a_thing(text) and ruled.level != DANGER and score < _BY_RULES_IN_TALK
    if is_a_manner(text) or silent:
        return Urgency(SOON, words=urgency.words)
    # In doubt it is said what to do if it is dangerous after all, and nobody is rung.
    return replace(urgency, level=SOON)


#: So much may be told beside a thing to which something happened, without a word of people or harm,
#: and it is no danger; of more the learned gate must doubt that it is one.
_BESIDE_A_THING = 8


def _of_a_thing(urgency: Urgency, text: str, plain: str, found: Found) -> Urgency:
    """What happened to a bucket, a hen or a fence endangers nobody (nlp/danger_things.py)."""
    beside = beside_things(text)
    if beside is None or not beside.harmless:
        return urgency
    if beside.letters <= _BESIDE_A_THING:
        return Urgency(SOON, words=urgency.words)
    if gate("danger").score(plain, found.groups()) < _SURE_DOUBTED:
        return replace(urgency, level=SOON)
    return urgency


def _named(by_rules: Urgency, text: str, found: Found) -> Urgency:
    """The kind the danger surely reads like, rather than the one the rules name: a cry for help is
    of no kind yet, and what burns after a crash is both."""
    if by_rules.danger == "cry" and len(_BLANK.sub("", text)) <= _CRY_ALONE:
        return by_rules
    kind, score = likeliest_danger(text, found.groups())
    if score < (_LIKE_NONE if by_rules.danger == "cry" else _LIKE_SURELY):
        return by_rules
    return replace(by_rules, danger=kind, safety=SAFETY[kind])


def _danger(text: str, found: Found, level: str) -> Urgency:
    """A danger that no rule names: the kind it reads like, else the one whose words are there, else
    "general"."""
    here = set(found.groups())
    kind, score = likeliest_danger(text, here)
    if score < _LIKE_NONE:
        kind, best = "general", 1
        for name, sure, other in WORDS_OF:
            own = 2 * len(sure & here) + len(other & here)
            if own > best:
                kind, best = name, own
    return Urgency(level, kind, SAFETY[kind], words=gate("danger").loudest(text))


def by_rules(text: str) -> bool:
    """Whether the rules alone take a plain text for danger to life now."""
    return _weigh(text, letter=len(text) > LETTER).level == DANGER


def groups_in(text: str) -> Iterable[str]:
    """The word groups that occur in a plain text, as the learned gate counts them."""
    return _full().scan(text).groups()


_WIDTH = 55
_ORDER = {NORMAL: 0, SOON: 1, DANGER: 2}


def _gravity(urgency: Urgency) -> int:
    return 2 * _ORDER[urgency.level] + urgency.rumour


def _around(text: str, spots: list[Span]) -> list[Span]:
    """Windows around the spots, merged where they meet."""
    windows: list[Span] = []
    for start, end in sorted(spots):
        left, right = max(0, start - _WIDTH), min(len(text), end + _WIDTH)
        if windows and left <= windows[-1][1]:
            windows[-1] = (windows[-1][0], right)
        else:
            windows.append((left, right))
    return windows


def _weigh(text: str, *, letter: bool, found: Found | None = None) -> Urgency:
    found = found or _full().scan(text)
    scene = Scene(text, found, letter)
    hearsay: Mention | None = None
    weak: Mention | None = None
    present: Mention | None = None
    for mention in mentions(found, letter=letter):
        verdict = scene.verdict(mention)
        if verdict == "now":
            present = mention
            break  # kinds stand in the order of gravity
        if verdict == "rumour":
            hearsay = hearsay or mention
        elif verdict == "weak":
            weak = weak or mention
    if present:
        return Urgency(DANGER, present.kind.kind, present.kind.safety, words=present.words)
    if hearsay:
        return Urgency(SOON, hearsay.kind.kind, hearsay.kind.safety, True, hearsay.words)
    if weak:
        return Urgency(SOON, words=weak.words)
    return Urgency()
