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

from nlp.cues import Cues, Found, Span, overlaps, rules, word_groups
from nlp.gates import gate

NORMAL = "普通"
SOON = "加急"
DANGER = "危急"

#: Longer than this, a text is a letter: its dangers need a word of "now" close by.
LETTER = 110


@dataclass(frozen=True, slots=True)
class Safety:
    """``line``: what is said first, one or two Chinese sentences; ``numbers``: whom to ring."""

    line: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Urgency:
    """``level``: 普通 · 加急 · 危急. ``danger``: kind of danger ("gas", "fire" …) when life is in
    danger now or is said to be; None otherwise. ``rumour``: only hearsay, so not 危急 but asked.
    ``words``: what decided."""

    level: str = NORMAL
    danger: str | None = None
    safety: Safety | None = None
    rumour: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Kind:
    kind: str
    safety: Safety
    sure: tuple[str, ...]
    pairs: tuple[tuple[str, str, int], ...]
    pattern: re.Pattern[str] | None
    lasts: bool
    firm: bool


@dataclass(frozen=True, slots=True)
class _Mention:
    kind: _Kind
    start: int
    end: int
    words: tuple[str, ...]


_KINDS = tuple(
    _Kind(
        kind=str(row["kind"]),
        safety=Safety(str(row["line"]), tuple(map(str, row["numbers"]))),
        sure=tuple(f"urgency.{name}" for name in row.get("sure", ())),
        pairs=tuple((f"urgency.{a}", f"urgency.{b}", gap) for a, b, gap in row.get("pairs", ())),
        pattern=re.compile("|".join(row["patterns"])) if "patterns" in row else None,
        lasts=bool(row.get("lasts", False)),
        firm=bool(row.get("firm", False)),
    )
    for row in rules("urgency")["danger"]
)
#: What only adds up to a danger is tried last.
_LAST = next(kind for kind in _KINDS if kind.kind == "cry")
_GROUPS = word_groups("urgency")
_ANCHORS = tuple(
    dict.fromkeys(
        name for kind in _KINDS for name in (*kind.sure, *(first for first, _, _ in kind.pairs))
    )
)

_PERIL = tuple(
    (int(weight), re.compile(pattern))
    for weight, pattern in rules("urgency")["peril"]["weights"].items()
)
_ENOUGH = int(rules("urgency")["peril"]["enough"])

_FULL_STOP = re.compile(r"[。！？!?\n；;…~～]+")
_COMMA = re.compile(r"[，,、：:\s]+")
_DENIED = re.compile(
    r"(?:(?<!有)没有?|(?<!是)不是|并没有?|并非|并未|未|(?<!有)无|不会|没发现|没看到|没闻到|不存在)"
    r"(?:发生|出现|什么|任何|真的|再|有|人|闻到|看到|过|被|啥)*$"
)
_DENIED_INSIDE = re.compile(r"没(?:有|再)?(?:漏|着|起火|塌|倒|断|掉|爆|炸|触电|中毒|冒)")
_DATE = re.compile(r"(?:19|20)\d\d年|\d{1,2}月\d{1,2}[日号]")
_BUT = re.compile(r"但|可是|不过|现在|又|剩")
_FIRST_PERSON = re.compile(r"[我俺咱]")

SAFETY: dict[str, Safety] = {kind.kind: kind.safety for kind in _KINDS}


def anchors() -> dict[str, tuple[str, ...]]:
    """The word groups that must be looked for in every message; the rest only if one occurs."""
    groups = {name: _GROUPS[name] for name in _ANCHORS}
    groups["urgency.soon"] = _GROUPS["urgency.soon"]
    return groups


_FIRM = tuple(dict.fromkeys(name for kind in _KINDS if kind.firm for name in kind.sure))


@cache
def _full() -> Cues:
    return Cues(_GROUPS)


@cache
def _now() -> Cues:
    return Cues({"urgency.now": _GROUPS["urgency.now"]})


#: Learned scores from which on: danger by itself; pressing, and the safety line is said; below
#: the last one, what the rules take for danger is only pressing. Chosen on the own sentences by
#: cross-validation (docs/model-card.md): nearly all dangers, at most 1 % of ordinary messages.
_SURE, _LIKELY, _UNLIKELY = 0.2, -0.1, -0.45
#: Who may harm himself is taken at his word for longer.
_UNLIKELY_FIRM = -0.8
#: The same for a message longer than a chat message: it tells of more, so more is asked of it.
_SURE_LONG = 0.6
#: The same where it is said to be over (扑灭, 没事了).
_SURE_OVER = 1.2
#: Longer ones are weighed by the rules alone.
_LONGEST = 220


def judge(text: str, found: Found) -> Urgency:
    """How urgent ``text`` is. ``found``: a scan of the same text that covered :func:`anchors`."""
    urgency = Urgency()
    if len(text) <= LETTER:
        scan = _full().scan(text)
        urgency = _learned(text, scan, _weigh(text, letter=False, found=scan))
    elif spots := [span for group in _ANCHORS if group in found for span in found[group]]:
        # Around what might be danger only: a letter is long, and mostly about something else.
        # Without a word of "now" near it nothing there is danger now, except to oneself.
        firm = any(found[group] for group in _FIRM)
        for start, end in _around(text, spots):
            if not (firm or _now().scan(text[start:end])):
                continue
            urgency = max(urgency, _weigh(text[start:end], letter=True), key=_gravity)
    if LETTER < len(text) <= _LONGEST and urgency.level != DANGER:
        scan = _full().scan(text)
        if not _UNREAL & set(scan.groups()) and (
            gate("danger").score(text, scan.groups()) >= _SURE_LONG
        ):
            urgency = _danger(text, scan, DANGER)
    if urgency.level == NORMAL and "urgency.soon" in found:
        return Urgency(SOON, words=tuple(found.words("urgency.soon")[:3]))
    return urgency


_UNREAL = {"urgency.unreal", "urgency.rumour"}


def _learned(text: str, found: Found, by_rules: Urgency) -> Urgency:
    """What the rules say, together with what is learned about how people tell of danger."""
    if not text.strip():
        return by_rules
    score = gate("danger").score(text, found.groups())
    if by_rules.level == DANGER:
        firm = any(kind.firm for kind in _KINDS if kind.kind == by_rules.danger)
        if score >= (_UNLIKELY_FIRM if firm else _UNLIKELY):
            return by_rules
        return replace(by_rules, level=SOON)
    if by_rules.rumour or score < _LIKELY or _UNREAL & set(found.groups()):
        return by_rules
    over = "urgency.over" in found and score < _SURE_OVER
    return _danger(text, found, DANGER if score >= _SURE and not over else SOON)


#: Kind → its sure groups and the other ones, for telling what a learned danger is about.
_WORDS_OF = tuple(
    (
        kind.kind,
        frozenset(kind.sure),
        frozenset(name for first, second, _ in kind.pairs for name in (first, second)),
    )
    for kind in _KINDS
    if kind.kind not in {"cry", "general"}
)


def _danger(text: str, found: Found, level: str) -> Urgency:
    """A danger that no rule names: its kind is the one whose words are there, else "general"."""
    here = set(found.groups())
    kind, best = "general", 1
    for name, sure, other in _WORDS_OF:
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
    scene = _Scene(text, found, letter)
    hearsay: _Mention | None = None
    weak: _Mention | None = None
    present: _Mention | None = None
    for mention in _mentions(found, scene):
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


def _mentions(found: Found, scene: "_Scene") -> Iterable[_Mention]:
    text = found.text
    for kind in _KINDS:
        for group in kind.sure:
            for start, end in found[group]:
                if not scene.harmless(start, end):
                    yield _Mention(kind, start, end, (text[start:end],))
        if kind.pattern and not scene.letter:
            for match in kind.pattern.finditer(text):
                start, end = match.span()
                if end > start and not scene.harmless(start, end):
                    yield _Mention(kind, start, end, (match.group(),))
        if kind is _LAST and not scene.letter:
            yield from _adds_up(kind, text, scene)
        for first, second, gap in kind.pairs:
            for a in found[first]:
                if scene.harmless(*a):
                    continue
                for b in found[second]:
                    if b[0] >= a[1] + gap + 1:
                        break
                    if _apart(a, b) > gap or overlaps(a, (b,)) or scene.harmless(*b):
                        continue
                    start, end = min(a[0], b[0]), max(a[1], b[1])
                    if not _FULL_STOP.search(text, start, end):
                        yield _Mention(kind, start, end, (text[a[0] : a[1]], text[b[0] : b[1]]))


def _adds_up(kind: _Kind, text: str, scene: "_Scene") -> Iterable[_Mention]:
    """Harm that no rule names: somebody hurt or helpless, and a cause or a cry for help."""
    weight = 0
    matches: list[re.Match[str]] = []
    for value, pattern in _PERIL:
        for match in pattern.finditer(text):
            if not scene.harmless(*match.span()) and not overlaps(
                match.span(), [m.span() for m in matches]
            ):
                weight += value
                matches.append(match)
                break
    if weight >= _ENOUGH and len(matches) >= 2:
        first = matches[0]
        yield _Mention(kind, first.start(), first.end(), tuple(m.group() for m in matches))


def _apart(a: Span, b: Span) -> int:
    return b[0] - a[1] if b[0] >= a[1] else a[0] - b[1]


class _Scene:
    """One text and what weakens a mention in it."""

    def __init__(self, text: str, found: Found, letter: bool) -> None:
        self.text = text
        self.found = found
        self.letter = letter

    def harmless(self, start: int, end: int) -> bool:
        """Whether the span lies in a longer word that means nothing (火车), or begins inside one
        (气死人了)."""
        return any(
            (s <= start and end <= e) or s < start < e for s, e in self.found["urgency.harmless"]
        )

    def _between(self, group: str, start: int, end: int) -> bool:
        return any(start <= s and e <= end for s, e in self.found[f"urgency.{group}"])

    def _bounds(self, start: int, end: int, *breaks: re.Pattern[str]) -> Span:
        left, right = 0, len(self.text)
        for pattern in breaks:
            for match in pattern.finditer(self.text):
                if match.end() <= start:
                    left = max(left, match.end())
                elif match.start() >= end:
                    right = min(right, match.start())
                    break
        return left, right

    def verdict(self, mention: _Mention) -> str:
        """What a mention is worth: "now", "weak" (once, maybe, in general), "rumour" or "no"."""
        start, end = mention.start, mention.end
        sentence = self._bounds(start, end, _FULL_STOP)
        clause = self._bounds(start, end, _FULL_STOP, _COMMA)
        kind = mention.kind
        if self._unreal(start, end):
            return "no"
        if _DENIED.search(self.text, clause[0], start) or self._denied_inside(mention):
            return "no"
        now = self._between("now", max(sentence[0], start - 30), min(sentence[1] + 14, end + 30))
        if self._past(mention, sentence):
            return "no"
        if self._maybe(mention, clause):
            return "weak"
        if self._over(end, sentence):
            return "weak"
        if self._between("about", end, min(clause[1], end + 7)) and not now:
            return "no"
        if self._between("weigh", end, min(sentence[1] + 8, end + 18)) and not now:
            return "no"
        if self._between("rumour", sentence[0], start) or self._asks_whether_true():
            return "now" if self.found["urgency.seen"] else "rumour"
        if self._between("chronic", *sentence) and not (now or kind.firm):
            return "weak"
        if self.letter and not now:
            own = kind.firm and _FIRST_PERSON.search(self.text, clause[0], start)
            return "now" if own else "weak"
        return "now"

    def _unreal(self, start: int, end: int) -> bool:
        return any(
            start - 40 <= s and e <= end + 25 and not self.text[:s].endswith(("不是", "并非"))
            for s, e in self.found["urgency.unreal"]
        )

    def _denied_inside(self, mention: _Mention) -> bool:
        return bool(_DENIED_INSIDE.search(self.text, mention.start, mention.end))

    def _past(self, mention: _Mention, sentence: Span) -> bool:
        spans = [s for s in self.found["urgency.past"] if sentence[0] <= s[0] < sentence[1]]
        if not mention.kind.lasts:
            spans += [
                s for s in self.found["urgency.yesterday"] if sentence[0] <= s[0] < sentence[1]
            ]
        spans += [m.span() for m in _DATE.finditer(self.text, sentence[0], mention.start)]
        if not spans:
            return False
        last = max(end for _, end in spans)
        return not any(last <= s and e <= mention.end + 3 for s, e in self.found["urgency.now"])

    def _maybe(self, mention: _Mention, clause: Span) -> bool:
        if mention.kind.firm:
            return False
        start = mention.start
        if self._between("hypothetical", max(clause[0], start - 16), mention.end):
            return True
        return self._between("fear", max(clause[0], start - 8), start)

    def _over(self, end: int, sentence: Span) -> bool:
        for s, e in self.found["urgency.over"]:
            if end <= s <= max(sentence[1], end + 24) and s - end <= 40:
                before = self.text[max(end, s - 3) : s]
                if any(word in before for word in _GROUPS["urgency.over_not"]):
                    continue
                if not _BUT.search(self.text, e, e + 16):
                    return True
        return False

    def _asks_whether_true(self) -> bool:
        return any(
            self.text[s:e]
            in ("是真的吗", "真的假的", "是真是假", "不知真假", "不知道真假", "是不是真的")
            for s, e in self.found["urgency.rumour"]
        )
