"""Whom a message speaks about, so that it never reaches them (avoidance, design 1.3).

Spoken about is who is blamed: by office (村支书), by body (镇政府, a bureau by name or alias) or by
name from the county's roster. Being greeted, asked, told or praised is not being spoken about.
In doubt it is: a complaint kept from a village costs a day, one shown to it costs the trust.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from nlp import spelt_names
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
from nlp.cues import Cues, Found, Span, overlaps, rules, word_groups
from nlp.gates import GROUP_SHARE, gate
from nlp.likely import Pattern
from nlp.vocabulary import BureauName, Official, Vocabulary

_NAMES: dict[str, str] = {str(k): str(v) for k, v in rules("avoidance")["names"].items()}
_LEVEL_GROUPS = (
    ("avoidance.village", "village"),
    ("avoidance.township", "township"),
    ("avoidance.county", "county"),
    ("avoidance.deputy", "township"),
)
#: Words for who holds an office that the rules leave alone; only what was learned judges them.
_TOO_GROUPS = (
    ("avoidance.deputy_too", "township"),
    ("avoidance.village_too", "village"),
    ("avoidance.township_too", "township"),
    ("avoidance.county_too", "county"),
    ("avoidance.vague_village", "village"),
    ("avoidance.vague_township", "township"),
    ("avoidance.vague_county", "county"),
)
#: What the learned gate counts where only the form of the words tells of somebody of a body.
SOMEBODY = "avoidance.somebody"
#: Somebody of a body that is in no list: 粮管所老周, 登记处那个女的, 招办的人.
_SOMEBODY = Pattern(
    r"(?P<who>(?![我俺咱]们?)[一-鿿]{1,2}(?:站|所|办|委|局|院|队|科|室|处|组|庭|馆|大厅|中心|政)(?:里|上)?)"
    r"(?=的(?!时候|路|水|门|灯|电话|机耕|沟|渠|田|地|桥|塘|井|公路|广播|晒)|那|这|老[一-鿿]|小[一-鿿]|姓|几个|大夫|医生)"
    r"|(?P<title>[一-鿿](?:[站所局院校馆队科处]长|管理员|指导员|护路员|协管员|总务主任|支委))"
    r"|(?P<one>[管收办发][一-鿿]{1,3}的(?=[那老小姓，, ]))"
)
_PRIVATE = re.compile(
    r"公司|物业|超市|银行|驾校|商场|业委|合作社|诊所|中介|保安|施工|厕所|场所|住院|医院|法院判|电影院"
)
_VAGUE = ("avoidance.vague_village", "avoidance.vague_township", "avoidance.vague_county")
_NOT_TOO = "avoidance.not_office_too"
#: From these learned scores on somebody is blamed: where an office is named, where only a body, a
#: place or a craft is, where nobody is. In doubt it is so (see above), so the bar is low for
#: messages that complain, and higher for the others. Chosen on messages held out of learning.
_BARS = {True: (-0.4, -0.3, 0.1), False: (0.0, 0.1, 0.5)}
#: Who thanks names the thanked.
_BARS_OF_THANKS = (0.4, 0.4, 0.8)
#: Kinds of message that name whom they speak to.
_SPOKEN_TO = frozenset({"thanks", "favour"})
#: From here on also who is only asked, told or a place is blamed, if nobody else is.
_BLAMED_THOUGH_ASKED = 0.1
#: From here on also who is only quoted, appealed to or named for the spot.
_BLAMED_THOUGH_MENTIONED = 0.7
#: Whom a message speaks ill of that names nobody (不敢说是谁): kept from township and village.
SOMEBODY_UNNAMED = "未点名的人"
#: Kinds of message that do not complain.
_CALM = frozenset(
    {
        "advertising",
        "correction",
        "elsewhere",
        "favour",
        "greeting",
        "human",
        "joining",
        "policy_question",
        "project_wish",
        "status",
        "thanks",
        "unclear",
        "withdrawal",
    }
)
#: Kinds of message in which somebody by name is rather blamed than not.
_COMPLAINS = frozenset({"problem", "accusation", "supplement", "joining", "gathering"})
#: 老孙, 小周 (not 老人, 小学).
_BY_SURNAME = Pattern(
    r"[老小](?P<surname>[一-鿿])(?![一-鿿]?(?:路|村|镇|桥|组|街|店|超市|学))"
    r"(?=[家他她]|霸|占|打|骂|欺|咬|偷|砍|推|拿|把|不|又|天天|老是|的|$|，)"
)
_WRONGS = re.compile(r"霸|占|打|骂|欺|咬|偷|砍|挡|拦|堵|毁|踢|抢|赖|倒垃圾|放炮|威胁")
_UPWARDS = ("village", "township", "county")
#: Right before an office: the body that whoever holds it sits in.
_SITS_IN = re.compile(
    r"(?:(?P<county>县|县城|县直|局|委办)|镇|乡|街道|街道办|办事处)(?:政府|机关)?[里上]?"
    r"(?:的|有的?|有些|有人是|某些?|个别|一个|有个|有一个|那个|那些|几个)?$"
)
_OF_VILLAGE = ("村", "社区", "居", "大队", "生产队", "网格", "队", "组", "屯", "庄", "寨", "湾")
#: Before the slower look at who must not know.
_NOT_KNOW = re.compile(
    r"(?:别|莫|不要|不能|不准|不许|不想|不愿|千万|甭|勿|休).{0,8}?(?:给|让|叫|告诉|告知|跟|被|同|和|对|向)"
)
#: A longer message tells of many; in it the rules alone say who of them is blamed.
_LONGEST = 160
_NOT_SCANNED = "avoidance.asked"  # looked at right before an office only
_OFFICIAL = "avoidance.official"
_BODY = "avoidance.body"
_BLAME = ("avoidance.blame", "avoidance.accuse")
_WHO = (_OFFICIAL, _BODY, *(group for group, _ in _LEVEL_GROUPS))
_WHO_TOO = (*_WHO, *(group for group, _ in _TOO_GROUPS))


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
    """Built once from the county's vocabulary; :meth:`groups` must be part of each scan."""

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
        return {
            **{n: words for n, words in word_groups("avoidance").items() if n != _NOT_SCANNED},
            _OFFICIAL: tuple(self._officials),
            _BODY: tuple(self._bodies),
            TAKEN: tuple(taken()),
        }

    def is_a_name(self, text: str) -> bool:
        """Whether the whole of a message is the name of one of the county's people."""
        return text.strip(" 。.！!，,") in self._officials

    def find(
        self, text: str, found: Found, home: str | None = None, *, kind: str = "problem"
    ) -> tuple[About, ...]:
        """Who is spoken about in ``text``, each once. ``home``: code of the area the message is
        about (or its sender lives in): 村支书 without a name is the one of that village. ``kind``
        of message: praise, questions and the like blame less often than complaints."""
        about: dict[tuple[str, str | None], About] = {}
        if found.any(_WHO) and (found.any(_BLAME) or is_taken(text, found)):
            for span, make in self._mentioned(text, found, home):
                if is_blamed(text, found, span) and not is_beside(text, span):
                    who = make()
                    about.setdefault((who.who, who.name), who)
        for who in self._kept_from(text, found, home):
            about.setdefault((who.who, who.name), who)
        for who in self._named_in_person(text, found, home) if kind in _COMPLAINS else ():
            about.setdefault((who.who, who.name), who)
        for who in self._spelt(text, home) if kind in _COMPLAINS else ():
            about.setdefault((who.who, who.name), who)
        if not about and len(text) <= _LONGEST:
            bars = _BARS_OF_THANKS if kind in _SPOKEN_TO else _BARS[kind not in _CALM]
            return self._learned(text, found, home, bars, kind)
        return tuple(about.values())

    def _kept_from(self, text: str, found: Found, home: str | None) -> Iterable[About]:
        """Who must not know who speaks (别给村干部看到), whatever is said of them."""
        if len(text) > _LONGEST or not _NOT_KNOW.search(text):
            return []
        return [who for span, who in self._named(text, found, home) if is_kept_from(text, span)]

    def _named_in_person(self, text: str, found: Found, home: str | None) -> Iterable[About]:
        """Who of the county's people stands in a complaint by name, whatever is said of them
        (陈志远家的狗咬人), and 老孙 beside a word of blame, where the place has one of that
        surname; not who is asked, told, quoted or praised."""
        if len(text) > _LONGEST:
            return
        for span in _longest(found[_OFFICIAL]):
            if not is_only_mentioned(text, found, span):
                yield self._official(text, span, home)
        if not found["avoidance.blame"] and not _WRONGS.search(text):
            return
        for match in _BY_SURNAME.finditer(text):
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
        if len(text) > _LONGEST or not spelt_names.runs(text):
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
        if _SOMEBODY.search(text):
            score += more
        if score < of_office:
            return ()
        everybody = self._named(text, found, home)
        named = [
            (span, who)
            for span, who in everybody
            if not is_beside(text, span)
            and not is_appealed_to(text, span)
            and not (score < _BLAMED_THOUGH_MENTIONED and is_said_for_the_place(text, span))
        ]
        if everybody and not named and score < _BLAMED_THOUGH_MENTIONED:
            return ()
        if not everybody and score >= of_nobody:
            if kind == "abuse":
                return ()
            return (About(SOMEBODY_UNNAMED, "county"),)
        bodies = (*found[_BODY], *(s for group in _VAGUE for s in found[group]))
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
        if not apart and score < _BLAMED_THOUGH_ASKED:
            return ()
        about: dict[tuple[str, str | None], About] = {}
        for _, who in apart or named:
            about.setdefault((who.who, who.name), who)
        return tuple(about.values())

    def _named(self, text: str, found: Found, home: str | None) -> list[tuple[Span, About]]:
        """Everybody a message names by name, office, body or craft."""
        named = [(span, make()) for span, make in self._mentioned(text, found, home)]
        taken = [span for span, _ in named]
        offices = [(s, level) for group, level in _TOO_GROUPS for s in found[group]]
        for span in _longest([s for s, _ in offices]):
            if not overlaps(span, (*taken, *found[_NOT_TOO], *found["avoidance.not_office"])):
                level = next(level for s, level in offices if s == span)
                named.append((span, self._office(text, span, level, home)))
        for match in _SOMEBODY.finditer(text):
            span = match.span(match.lastgroup or 0)
            private = _PRIVATE.search(text, max(0, span[0] - 2), match.end())
            if not private and not overlaps(span, [other for other, _ in named]):
                # An office nobody has listed: kept from township and village alike.
                named.append((span, self._office(text, span, "county", home)))
        return named

    def _mentioned(
        self, text: str, found: Found, home: str | None
    ) -> Iterable[tuple[Span, Callable[[], About]]]:
        taken: list[Span] = []
        for span in _longest(found[_OFFICIAL]):
            taken.append(span)
            yield span, lambda span=span: self._official(text, span, home)  # type: ignore[misc]
        for span in _longest(found[_BODY]):
            taken.append(span)
            yield span, lambda span=span: self._body(text, span)  # type: ignore[misc]
        offices = [
            (s, level)
            for group, level in _LEVEL_GROUPS
            for s in found[group]
            if not is_only_a_place(text, s)
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
        return About(_NAMES.get(word, word), level, area)

    def _raised(self, before: str, word: str, level: str, home: str | None) -> str:
        """The level of an office, or that of the body it is said to sit in (新城街道有干部). Where
        only a township is known, a cadre without a village is one of the township's."""
        said = _SITS_IN.search(before)
        if said:
            return max(level, "county" if said["county"] else "township", key=_UPWARDS.index)
        of_village = word.startswith(_OF_VILLAGE)
        if not of_village and home and self._level_of.get(home) == "township":
            return max(level, "township", key=_UPWARDS.index)
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
    if _OFFICIAL in groups:
        groups.add("avoidance.village")
    if _BODY in groups:
        groups.add("avoidance.county")
    return groups


@cache
def _own_cues() -> Cues:
    return Cues({n: words for n, words in word_groups("avoidance").items() if n != _NOT_SCANNED})


def blame_groups(text: str) -> Iterable[str]:
    """The word groups that occur in a plain text, as the learned gate counts them."""
    groups = _learned_groups(_own_cues().scan(text))
    return groups | {SOMEBODY} if _SOMEBODY.search(text) else groups


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


def known_names(names: Mapping[str, str] = _NAMES) -> Mapping[str, str]:
    """How spellings are put into words (支书 → 村支书)."""
    return names
