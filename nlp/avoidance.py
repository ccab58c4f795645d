"""Whom a message speaks about, so that it never reaches them (avoidance, design 1.3).

Spoken about is who is blamed: by office (村支书), by body (镇政府, a bureau by name or alias) or by
name from the county's roster. Being greeted, asked, told or praised is not being spoken about.
In doubt it is: a complaint kept from a village costs a day, one shown to it costs the trust.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from nlp.cues import Cues, Found, Span, overlaps, rules, word_groups
from nlp.gates import GROUP_SHARE, gate
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
_VAGUE = ("avoidance.vague_village", "avoidance.vague_township", "avoidance.vague_county")
_NOT_TOO = "avoidance.not_office_too"
#: From this learned score on somebody is blamed. In doubt it is so: see above.
_BLAMED = 0.1
#: The same where nobody is named but a body, a place or a craft.
_BLAMED_VAGUE = 0.45
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
        }

    def find(self, text: str, found: Found, home: str | None = None) -> tuple[About, ...]:
        """Who is spoken about in ``text``, each once. ``home``: code of the area the message is
        about (or its sender lives in): 村支书 without a name is the one of that village."""
        about: dict[tuple[str, str | None], About] = {}
        if found.any(_BLAME) and found.any(_WHO):
            for span, make in self._mentioned(text, found, home):
                if _blamed(text, found, span):
                    who = make()
                    about.setdefault((who.who, who.name), who)
        if not about and len(text) <= _LONGEST:
            return self._learned(text, found, home)
        return tuple(about.values())

    def _learned(self, text: str, found: Found, home: str | None) -> tuple[About, ...]:
        """Who is meant when a chat message reads like blame although no rule says so: everybody
        named, but for who is only asked or greeted, if anybody else is named."""
        learned = gate("blame")
        score = learned.score(text, _learned_groups(found))
        more = GROUP_SHARE * learned.groups.get(SOMEBODY, 0.0)
        if score + max(more, 0.0) < _BLAMED:
            return ()  # whatever the slower pattern would find
        if _SOMEBODY.search(text):
            score += more
        if score < _BLAMED:
            return ()
        named = [(span, make()) for span, make in self._mentioned(text, found, home)]
        taken = [span for span, _ in named]
        offices = [(s, level) for group, level in _TOO_GROUPS for s in found[group]]
        for span in _longest([s for s, _ in offices]):
            if not overlaps(span, (*taken, *found[_NOT_TOO], *found["avoidance.not_office"])):
                level = next(level for s, level in offices if s == span)
                named.append((span, self._office(text, span, level, home)))
        bodies = (*found[_BODY], *(s for group in _VAGUE for s in found[group]))
        if (
            score < _BLAMED_VAGUE
            and named
            and all(
                span in bodies or text[slice(*span)] in _PLACES_TOO or text[slice(*span)] in _BODIES
                for span, _ in named
            )
        ):
            return ()
        for match in _SOMEBODY.finditer(text):
            span = match.span(match.lastgroup or 0)
            private = _PRIVATE.search(text, max(0, span[0] - 2), match.end())
            if not private and not overlaps(span, [other for other, _ in named]):
                # An office nobody has listed: kept from township and village alike.
                named.append((span, self._office(text, span, "county", home)))
        apart = [
            (span, who)
            for span, who in named
            if not _asked(text[max(0, span[0] - 6) : span[0]])
            and not _GREETED.match(text[span[1] : span[1] + 8])
        ]
        about: dict[tuple[str, str | None], About] = {}
        for _, who in apart or named:
            about.setdefault((who.who, who.name), who)
        return tuple(about.values())

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
        offices = [(s, level) for group, level in _LEVEL_GROUPS for s in found[group]]
        for span in _longest([s for s, _ in offices]):
            if overlaps(span, taken) or overlaps(span, found["avoidance.not_office"]):
                continue
            if text[slice(*span)] == "工作人员" and not _of_an_office(text, span):
                continue
            level = next(level for s, level in offices if s == span)
            yield span, lambda span=span, level=level: self._office(text, span, level, home)  # type: ignore[misc]

    def _official(self, text: str, span: Span, home: str | None) -> About:
        namesakes = self._officials[text[slice(*span)]]
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
        area = None
        if home:
            area = next((c for c in self._above(home) if self._level_of.get(c) == level), None)
        return About(_NAMES.get(word, word), level, area)

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


#: Somebody of a body that is in no list: 粮管所老周, 登记处那个女的, 招办的人.
_SOMEBODY = re.compile(
    r"(?P<who>[一-鿿]{1,2}(?:站|所|办|委|局|院|队|科|室|处|组|庭|馆|大厅|中心|政)(?:里|上)?)"
    r"(?=的(?!时候|路|水|门|灯|电话)|那|这|老[一-鿿]|小[一-鿿]|姓|几个|大夫|医生)"
    r"|(?P<title>[一-鿿](?:[站所局院校馆队科处]长|管理员|指导员|护路员|协管员|总务主任|支委))"
    r"|(?P<one>[管收办发][一-鿿]{1,3}的(?=[那老小姓，, ]))"
)
_PRIVATE = re.compile(
    r"公司|物业|超市|银行|驾校|商场|业委|合作社|诊所|中介|保安|施工|厕所|场所|住院|医院|法院判|电影院"
)
_STOP = re.compile(r"[。！？!?\n；;]")
_PART = re.compile(r"[，,、：:\s]")
_GREETED = re.compile(r"^[一-鿿]{0,4}(?:您好|你好|领导|们?[：:]|同志)")
#: Between an office and blame of it these make the blame somebody else's.
_TURNS = re.compile(
    r"(?:说|讲|回复|答复|告知|称|表示|知道|出面|来了|管一管|解决一下|处理一下|查处|打击|制止)"
)
#: 派出所打击赌博: what the body does something about.
_ACTS = re.compile(r"打击|查处|制止|取缔|定为|认定|整治|核实|通报|处罚|约谈|严惩|清理|监督")
#: 社区 and 村里 are places, too; only so they are the body.
_AS_A_BODY = re.compile(
    r"^(?:也|都|却|又|就|根本|完全|从来|一直|总是|还|的人|的?干部|领导|书记|主任|两委|不|没|推|互相|各种|以|把"
    r"|收|扣|卖|贪|包庇|无人|置|敷衍|态度|骗|说|称|让|拒|踢|给|拿|截|私|占|强)"
)
_PLACES_TOO = frozenset({"社区", "村里", "村上", "镇里", "乡里", "县里", "村理"})
_BODIES = frozenset(
    {
        "村委会",
        "镇政府",
        "乡政府",
        "卫生院",
        "派出所",
        "供电所",
        "中心校",
        "街道办",
        "居委会",
        "县政府",
        "交警",
        "公安局",
    }
)
_PASSIVE = re.compile(r"被(?!举报|查|抓|告|投诉|处分)|遭(?:到|受)?")
_GENTLE = frozenset(
    {
        "作风",
        "捞",
        "坑",
        "骗",
        "强行",
        "违法",
        "违规",
        "占用",
        "占了",
        "卖了",
        "送礼",
        "不合理",
        "不让",
        "从不",
        "不公平",
    }
)


def _blamed(text: str, found: Found, who: Span) -> bool:
    start, end = who
    if not (
        any(start - 8 <= s < end + 22 for s, _ in found["avoidance.blame"])
        or any(start - 8 <= e <= start for _, e in found["avoidance.accuse"])
    ):
        return False
    left = max(
        (m.end() for m in _STOP.finditer(text, max(0, start - 60), start)),
        default=max(0, start - 60),
    )
    stop = _STOP.search(text, end, min(len(text), end + 60))
    right = stop.start() if stop else min(len(text), end + 60)
    parts = [m.start() for m in _PART.finditer(text, end, right)]
    reach = min(right, (parts[1] if len(parts) > 1 else right), end + 22)
    clause_left = max((m.end() for m in _PART.finditer(text, left, start)), default=left)
    before = text[clause_left:start]
    if _GREETED.match(text[end : end + 8]) or "尊敬的" in before or "敬爱的" in before:
        return False
    accused = max(
        (e for s, e in found["avoidance.accuse"] if s >= clause_left and e <= start), default=None
    )
    if text[start:end] in _PLACES_TOO and not _AS_A_BODY.match(text[end : end + 4]):
        return False
    asked = _asked(before if accused is None else text[accused:start])
    for s, e in found["avoidance.blame"]:
        if end <= s < reach:
            between = text[end:s]
            if _praised(found, end, s) or (asked and not _unheard(text[s:e])):
                continue
            if _PASSIVE.search(between) or _ACTS.search(between):
                continue  # something else had it done to it: 社区的房子被强拆
            if text[s:e] in _GENTLE and (s - end > 6 or _TURNS.search(between)):
                continue
            if _TURNS.search(between) and not _unheard(text[s:e]) and s - end > 6:
                continue
            return True
    if asked:
        return False
    for s, e in found["avoidance.accuse"]:
        if left <= s and e <= start and start - e <= 8 and not _PART.search(text, e, start):
            if text[s:e] == "反映" and not re.search(r"问题|情况", text[end : end + 12]):
                continue
            return True
    # 「贪污的村支书」「被城管打伤」
    for s, e in found["avoidance.blame"]:
        if (
            clause_left <= s
            and e <= start
            and start - e <= 3
            and text[e:start] in ("的", "我们的", "的这个", "的那个")
        ):
            return True
    return before.endswith(("被", "遭", "遭到", "受到")) and bool(
        [1 for s, _ in found["avoidance.blame"] if end <= s < reach]
    )


_ASKED: tuple[str, ...] = tuple(rules("avoidance")["words"]["asked"])
_UNHEARD = (
    "不管",
    "不理",
    "推",
    "踢",
    "敷衍",
    "没人",
    "无人",
    "拒",
    "不作为",
    "搪塞",
    "扯皮",
    "不给",
    "不办",
    "不肯",
    "不答复",
    "不回复",
    "置之不理",
    "爱",
    "态度",
    "骂",
    "打",
    "不解决",
    "不处理",
    "没有答复",
    "不接",
    "不闻",
    "视而",
    "无动",
    "刁难",
    "拖",
    "一拖",
    "包庇",
    "偏袒",
    "应付",
    "威胁",
)


def _asked(before: str) -> bool:
    return any(word in before[-6:] for word in _ASKED)


def _unheard(word: str) -> bool:
    return word.startswith(_UNHEARD)


def _praised(found: Found, start: int, end: int) -> bool:
    return any(start <= s and e <= end for s, e in found["avoidance.praise"])


def labels(about: Iterable[About]) -> list[str]:
    """As in the route contract: one string each, 村支书 or 村支书王大发."""
    return [a.who if a.name is None or a.name == a.who else f"{a.who}{a.name}" for a in about]


def known_names(names: Mapping[str, str] = _NAMES) -> Mapping[str, str]:
    """How spellings are put into words (支书 → 村支书)."""
    return names
