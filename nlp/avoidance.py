"""Whom a message speaks about, so that it never reaches them (avoidance, design 1.3).

Spoken about is who is blamed: by office (村支书), by body (镇政府, a bureau by name or alias) or by
name from the county's roster. Being greeted, asked, told or praised is not being spoken about.
In doubt it is: a complaint kept from a village costs a day, one shown to it costs the trust.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from nlp import spelt_names
from nlp.avoidance_words import (
    BARS,
    BARS_OF_THANKS,
    BLAME,
    BLAMED_THOUGH_ASKED,
    BLAMED_THOUGH_MENTIONED,
    BLAMED_WITHOUT_CONDUCT,
    BODY,
    BY_SURNAME,
    CALM,
    COMPLAINS,
    LEVEL_GROUPS,
    LONGEST,
    NAMES,
    NOT_KNOW,
    NOT_SCANNED,
    NOT_TOO,
    OF_VILLAGE,
    OFFICIAL,
    PRIVATE,
    SITS_IN,
    SOMEBODY,
    SOMEBODY_OF,
    SOMEBODY_UNNAMED,
    SPOKEN_TO,
    TOO_GROUPS,
    UPWARDS,
    VAGUE,
    WHO,
    WRONGS,
)
from nlp.behind_it import is_behind_it, is_in_the_way
from nlp.blame import (
    BODIES,
    GREETED,
    PLACES_TOO,
    TAKEN,
    is_appealed_to,
    is_asked,
    is_beside,
    is_blamed,
    is_kept_from,
    is_only_a_place,
    is_only_mentioned,
    is_said_for_the_place,
    is_taken,
    taken,
)
from nlp.blames_nobody import is_how_it_runs, is_of_no_office, is_own_wish
from nlp.conduct import (
    is_in_a_longer_word,
    is_never_seen,
    is_only_reported,
    is_shut,
    tells_of_conduct,
)
from nlp.corruption import is_among_them
from nlp.cues import Cues, Found, Span, overlaps, word_groups
from nlp.gates import GROUP_SHARE, gate
from nlp.vocabulary import BureauName, Official, Vocabulary


@dataclass(frozen=True, slots=True)
class About:
    """``who``: office or body as people call it (村支书); ``level``: county · township · village,
    of the one spoken about; ``area``: code of the area they answer for, if known; ``name``: their
    official name (a person of the roster, a bureau), if known."""

    who: str
    level: str
    area: str | None = None
    name: str | None = None


class AvoidanceReader:
    """Built once from the county's vocabulary; :meth:`groups` must be part of each scan, and
    :meth:`chat_groups` of that of a short message."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._officials: dict[str, list[Official]] = {}
        for official in vocabulary.officials:
            if len(official.name) >= 2:
                self._officials.setdefault(official.name, []).append(official)
        self._bodies: dict[str, BureauName] = {}
        for bureau in vocabulary.bureaus:
            for name in (bureau.name, *bureau.aliases):
                if len(name) >= 2:
                    self._bodies.setdefault(name, bureau)
        self._level_of = {place.code: place.level for place in vocabulary.places}
        self._parent = {place.code: place.parent for place in vocabulary.places}

    def groups(self) -> dict[str, tuple[str, ...]]:
        """Word groups to look for in every message."""
        return {
            **{n: words for n, words in _own_groups().items() if n not in _CHAT_ONLY},
            OFFICIAL: tuple(self._officials),
            BODY: tuple(self._bodies),
            TAKEN: tuple(taken()),
        }

    def chat_groups(self) -> dict[str, tuple[str, ...]]:
        """Word groups to look for as well in messages up to :data:`LONGEST`."""
        return {n: words for n, words in _own_groups().items() if n in _CHAT_ONLY}

    def is_a_name(self, text: str) -> bool:
        """Whether the whole of a message is the name of one of the county's people."""
        return text.strip(" 。.！!，,") in self._officials

    def find(
        self,
        text: str,
        found: Found,
        home: str | None = None,
        *,
        kind: str = "problem",
        in_talk: bool = False,
    ) -> tuple[About, ...]:
        """Who is spoken about in ``text``, each once. ``home``: code of the area the message is
        about (or its sender lives in): 村支书 without a name is the one of that village. ``kind``
        of message: praise, questions and the like blame less often than complaints; ``in_talk``: it
        is said while a case is open, so whose it is (是村支书家的) is spoken of as well."""
        about: dict[tuple[str, str | None], About] = {}
        if len(text) <= LONGEST and is_own_wish(text):
            return ()
        if found.any(WHO) and (found.any(BLAME) or is_taken(text, found)):
            for span, make in self._mentioned(text, found, home):
                if is_blamed(text, found, span) and not is_beside(text, span):
                    who = make()
                    about.setdefault((who.who, who.name), who)
        if len(text) > LONGEST:
            return tuple(about.values())
        told = kind in COMPLAINS or kind == "greeting"
        for span, make in self._mentioned(text, found, home) if told else ():
            if is_shut(text, span):
                who = make()
                about.setdefault((who.who, who.name), who)
        never_seen = is_never_seen(text)
        told = never_seen or (kind in COMPLAINS and "家" in text)
        for span, who in self._named(text, found, home) if told else ():
            if never_seen or is_in_the_way(text, span):
                about.setdefault((who.who, who.name), who)
        for who in self._kept_from(text, found, home):
            about.setdefault((who.who, who.name), who)
        for who in self._named_in_person(text, found, home) if kind in COMPLAINS else ():
            about.setdefault((who.who, who.name), who)
        for who in self._spelt(text, home) if kind in COMPLAINS else ():
            about.setdefault((who.who, who.name), who)
        if in_talk and kind not in _NOT_OF_A_CASE:
            for span, who in self._named(text, found, home):
                if is_behind_it(text, span):
                    about.setdefault((who.who, who.name), who)
        if not about:
            bars = BARS_OF_THANKS if kind in SPOKEN_TO else BARS[kind not in CALM]
            learned = self._learned(text, found, home, bars, kind)
            if not learned and is_among_them(text):
                return (About(SOMEBODY_UNNAMED, "county"),)
            return learned
        return tuple(about.values())

    def _kept_from(self, text: str, found: Found, home: str | None) -> Iterable[About]:
        """Who must not know who speaks (别给村干部看到), whatever is said of them."""
        if not NOT_KNOW.search(text):
            return []
        return [who for span, who in self._named(text, found, home) if is_kept_from(text, span)]

    def _named_in_person(self, text: str, found: Found, home: str | None) -> Iterable[About]:
        """Who of the county's people stands in a complaint by name, whatever is said of them
        (陈志远家的狗咬人), and 老孙 beside a word of blame, where the place has one of that
        surname; not who is asked, told, quoted or praised."""
        for span in _longest(found[OFFICIAL]):
            if not is_only_mentioned(text, found, span):
                yield self._official(text, span, home)
        if not found["avoidance.blame"] and not WRONGS.search(text):
            return
        for match in BY_SURNAME.finditer(text):
            for names in self._officials.values():
                for official in names:
                    near = home is not None and official.area in self._above(home)
                    if near and official.name.startswith(match["surname"]):
                        level = self._level_of.get(official.area, "village")
                        yield About(
                            official.title, _body_level(level), official.area, official.name
                        )

    def _spelt(self, text: str, home: str | None) -> Iterable[About]:
        """Who is named in pinyin, by name or by office."""
        if not spelt_names.runs(text):
            return
        for name in spelt_names.names(text, self._officials):
            yield self._about(self._officials[name], home)
        for word, level in spelt_names.offices(text):
            yield self._at(word, level, home)

    def _learned(
        self,
        text: str,
        found: Found,
        home: str | None,
        bars: tuple[float, float, float],
        kind: str,
    ) -> tuple[About, ...]:
        """Who is meant when a chat message reads like blame although no rule says so: everybody
        named, but for who is only asked or greeted, if anybody else is named."""
        learned = gate("blame")
        score = learned.score(text, _learned_groups(found))
        more = GROUP_SHARE * learned.groups.get(SOMEBODY, 0.0)
        of_office, of_body, of_nobody = bars
        if score + max(more, 0.0) < of_office:
            return ()  # whatever the slower pattern would find
        if SOMEBODY_OF.search(text):
            score += more
        if score < of_office:
            return ()
        everybody = self._named(text, found, home)
        named = [
            (span, who)
            for span, who in everybody
            if not is_beside(text, span)
            and not is_appealed_to(text, span)
            and not (score < BLAMED_THOUGH_MENTIONED and is_said_for_the_place(text, span))
        ]
        doubted = everybody and score < BLAMED_THOUGH_MENTIONED
        if everybody and score < BLAMED_WITHOUT_CONDUCT and not tells_of_conduct(text):
            return ()
        if doubted and (not named or any(is_only_reported(text, span) for span, _ in named)):
            return ()
        if not everybody and score >= of_nobody:
            if kind == "abuse" or is_of_no_office(text) or is_how_it_runs(text):
                return ()
            return (About(SOMEBODY_UNNAMED, "county"),)
        bodies = (*found[BODY], *(s for group in VAGUE for s in found[group]))
        if score < of_body and all(
            span in bodies or text[slice(*span)] in PLACES_TOO or text[slice(*span)] in BODIES
            for span, _ in named
        ):
            return ()
        named = named or everybody
        apart = [
            (span, who)
            for span, who in named
            if not is_asked(text[max(0, span[0] - 6) : span[0]])
            and not GREETED.match(text[span[1] : span[1] + 8])
        ]
        if not apart and score < BLAMED_THOUGH_ASKED:
            return ()
        about: dict[tuple[str, str | None], About] = {}
        for _, who in apart or named:
            about.setdefault((who.who, who.name), who)
        return tuple(about.values())

    def _named(self, text: str, found: Found, home: str | None) -> list[tuple[Span, About]]:
        """Everybody a message names by name, office, body or craft."""
        named = [(span, make()) for span, make in self._mentioned(text, found, home)]
        taken = [span for span, _ in named]
        offices = [
            (s, level)
            for group, level in TOO_GROUPS
            for s in found[group]
            if not is_in_a_longer_word(text, s)
        ]
        for span in _longest([s for s, _ in offices]):
            if not overlaps(span, (*taken, *found[NOT_TOO], *found["avoidance.not_office"])):
                level = next(level for s, level in offices if s == span)
                named.append((span, self._office(text, span, level, home)))
        for match in SOMEBODY_OF.finditer(text):
            span = match.span(match.lastgroup or 0)
            private = PRIVATE.search(text, max(0, span[0] - 2), match.end())
            if not private and not overlaps(span, [other for other, _ in named]):
                # An office nobody has listed: kept from township and village alike.
                named.append((span, self._office(text, span, "county", home)))
        return named

    def _mentioned(
        self, text: str, found: Found, home: str | None
    ) -> Iterable[tuple[Span, Callable[[], About]]]:
        taken: list[Span] = []
        for span in _longest(found[OFFICIAL]):
            taken.append(span)
            yield span, lambda span=span: self._official(text, span, home)  # type: ignore[misc]
        for span in _longest(found[BODY]):
            taken.append(span)
            yield span, lambda span=span: self._body(text, span)  # type: ignore[misc]
        offices = [
            (s, level)
            for group, level in LEVEL_GROUPS
            for s in found[group]
            if not is_only_a_place(text, s) and not is_in_a_longer_word(text, s)
        ]
        for span in _longest([s for s, _ in offices]):
            if overlaps(span, taken) or overlaps(span, found["avoidance.not_office"]):
                continue
            if text[slice(*span)] == "工作人员" and not _of_an_office(text, span):
                continue
            level = next(level for s, level in offices if s == span)
            yield span, lambda span=span, level=level: self._office(text, span, level, home)  # type: ignore[misc]

    def _official(self, text: str, span: Span, home: str | None) -> About:
        return self._about(self._officials[text[slice(*span)]], home)

    def _about(self, namesakes: list[Official], home: str | None) -> About:
        near = [o for o in namesakes if home and o.area in self._above(home)]
        official = (near or namesakes)[0]
        level = self._level_of.get(official.area, "village")
        return About(official.title, _body_level(level), official.area, official.name)

    def _body(self, text: str, span: Span) -> About:
        bureau = self._bodies[text[slice(*span)]]
        level = self._level_of.get(bureau.area or "", "county") if bureau.area else "county"
        return About(text[slice(*span)], _body_level(level), bureau.area, bureau.name)

    def _office(self, text: str, span: Span, level: str, home: str | None) -> About:
        word = text[slice(*span)]
        level = self._raised(text[max(0, span[0] - 8) : span[0]], word, level, home)
        return self._at(word, level, home)

    def _at(self, word: str, level: str, home: str | None) -> About:
        area = None
        if home:
            area = next((c for c in self._above(home) if self._level_of.get(c) == level), None)
        return About(NAMES.get(word, word), level, area)

    def _raised(self, before: str, word: str, level: str, home: str | None) -> str:
        """The level of an office, or that of the body it is said to sit in (新城街道有干部). Where
        only a township is known, a cadre without a village is one of the township's."""
        said = SITS_IN.search(before)
        if said:
            return max(level, "county" if said["county"] else "township", key=UPWARDS.index)
        of_village = word.startswith(OF_VILLAGE)
        if not of_village and home and self._level_of.get(home) == "township":
            return max(level, "township", key=UPWARDS.index)
        return level

    def _above(self, code: str) -> list[str]:
        chain: list[str] = []
        at: str | None = code
        while at and at not in chain:
            chain.append(at)
            at = self._parent.get(at)
        return chain


def _learned_groups(found: Found) -> set[str]:
    """The groups of a scan as the learned gate counts them: names of the county's people and
    bodies count like the offices they hold."""
    groups = set(found.groups())
    if OFFICIAL in groups:
        groups.add("avoidance.village")
    if BODY in groups:
        groups.add("avoidance.county")
    return groups


#: Nothing is said there of what is open.
_NOT_OF_A_CASE = frozenset({"advertising", "greeting", "thanks"})
_CHAT_ONLY = frozenset((NOT_TOO, *(group for group, _ in TOO_GROUPS)))


def _own_groups() -> dict[str, tuple[str, ...]]:
    return {n: words for n, words in word_groups("avoidance").items() if n != NOT_SCANNED}


@cache
def _own_cues() -> Cues:
    return Cues(_own_groups())


def blame_groups(text: str) -> Iterable[str]:
    """The word groups that occur in a plain text, as the learned gate counts them."""
    groups = _learned_groups(_own_cues().scan(text))
    return groups | {SOMEBODY} if SOMEBODY_OF.search(text) else groups


def _of_an_office(text: str, span: Span) -> bool:
    """Whether 工作人员 are those of a public body, not of a shop."""
    return bool(
        re.search(
            r"政府|局|大厅|村|镇|乡|街道|社区|窗口|办事处|[站所]|中心",
            text[max(0, span[0] - 10) : span[0]],
        )
    )


def _body_level(level: str) -> str:
    return "village" if level == "grid" else level


def _longest(spans: Iterable[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s[0], -s[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def labels(about: Iterable[About]) -> list[str]:
    """As in the route contract: one string each, 村支书 or 村支书王大发."""
    return [a.who if a.name is None or a.name == a.who else f"{a.who}{a.name}" for a in about]
