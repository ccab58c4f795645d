"""What a mention of danger is worth: now, once, maybe, in general, hearsay or nothing.

It is weighed by what stands around it: denied, over, long past, feared, rehearsed, hearsay or
talked about in general means not now.
"""

import re

from nlp.cues import Found, Span
from nlp.danger_kinds import FULL_STOP, GROUPS, PLAIN, Mention

_COMMA = re.compile(r"[，,、：:\s]+")
_DENIED = re.compile(
    r"(?:(?<!有)没有?|(?<!是)不是|并没有?|并非|并未|未|(?<!有)无|不会|没发现|没看到|没闻到|不存在)"
    r"(?:发生|出现|什么|任何|真的|再|有|人|闻到|看到|过|被|啥)*$"
)
_DENIED_INSIDE = re.compile(r"没(?:有|再)?(?:漏|着|起火|塌|倒|断|掉|爆|炸|触电|中毒|冒)")
_DATE = re.compile(r"(?:19|20)\d\d年|\d{1,2}月\d{1,2}[日号]")
#: 「从昨晚上就叫不醒」 goes on.
_SINCE = re.compile(r"(?:从|打|自从?|由)$")
#: 「晚上回来弄死我」 is no 上回.
_COMES_BACK = re.compile(r"[晚早马路地]上回$")
_BUT = re.compile(r"但|可是|不过|现在|又|剩")
_AGE = re.compile(
    r"(?:怀孕|怀了?|孕|身孕)[^，。]{0,4}?[一二两三四五六七八九十\d]+个?多?月|[一二两三四五六七八九十\d]+个月大|才[一二两三四五六七八九十\d]+个月"
)
#: 「真着火了咋办」: it has not come to that.
_IF_REALLY = re.compile(r"(?:真|要真|真的|真要)$")
_WHAT_THEN = re.compile(r"了?[^，。]{0,3}(?:咋办|咋弄|怎么办|谁负责|谁管|用啥|拿啥|跑都)")
_HEARER = re.compile(
    r"(?:爹|爸|妈|娘|奶|爷|婆|公公|他|她|老伴|老公|媳妇|儿子|闺女|弟|哥|姐|妹|叔|婶|孩子|老[一-鿿])(?:一|刚)?$"
)
_FIRST_PERSON = re.compile(r"[我俺咱]")


class Scene:
    """One text and what weakens a mention in it."""

    def __init__(self, text: str, found: Found, letter: bool) -> None:
        self.text = text
        self.found = found
        self.letter = letter

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

    def verdict(self, mention: Mention) -> str:
        """What a mention is worth: "now", "weak" (once, maybe, in general), "rumour" or "no"."""
        start, end = mention.start, mention.end
        sentence = self._bounds(start, end, FULL_STOP)
        clause = self._bounds(start, end, FULL_STOP, _COMMA)
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
        about = self._between("about", end, min(clause[1], end + 7))
        if about and not now and not PLAIN.search(self.text):
            return "no"
        if self._between("weigh", end, min(sentence[1] + 8, end + 18)) and not now:
            return "no"
        if self._hearsay(sentence[0], start) or self._asks_whether_true():
            return "now" if self.found["urgency.seen"] else "rumour"
        if self._lasting(sentence) and not (now or kind.firm):
            return "weak"
        if self.letter and not now:
            own = kind.firm and _FIRST_PERSON.search(self.text, clause[0], start)
            return "now" if own else "weak"
        return "now"

    def _lasting(self, sentence: Span) -> bool:
        """Whether it is told to go on for long; not by 「怀孕七个月」, an age."""
        ages = [m.span() for m in _AGE.finditer(self.text)]
        return any(
            sentence[0] <= s and e <= sentence[1] and not any(a <= s < b for a, b in ages)
            for s, e in self.found["urgency.chronic"]
        )

    def _unreal(self, start: int, end: int) -> bool:
        return any(
            start - 40 <= s and e <= end + 25 and not self.text[:s].endswith(("不是", "并非"))
            for s, e in self.found["urgency.unreal"]
        )

    def _denied_inside(self, mention: Mention) -> bool:
        return bool(_DENIED_INSIDE.search(self.text, mention.start, mention.end))

    def _past(self, mention: Mention, sentence: Span) -> bool:
        spans = [
            s
            for s in self.found["urgency.past"]
            if sentence[0] <= s[0] < sentence[1] and not _COMES_BACK.search(self.text, 0, s[1])
        ]
        if not mention.kind.lasts:
            spans += [
                s
                for s in self.found["urgency.yesterday"]
                if sentence[0] <= s[0] < sentence[1] and not _SINCE.search(self.text, 0, s[0])
            ]
        spans += [m.span() for m in _DATE.finditer(self.text, sentence[0], mention.start)]
        if not spans:
            return False
        last = max(end for _, end in spans)
        return not any(last <= s and e <= mention.end + 3 for s, e in self.found["urgency.now"])

    def _maybe(self, mention: Mention, clause: Span) -> bool:
        if mention.kind.firm:
            return False
        start = mention.start
        if self._between("hypothetical", max(clause[0], start - 16), mention.end):
            return True
        if _IF_REALLY.search(self.text, clause[0], start):
            return _WHAT_THEN.match(self.text, mention.end) is not None
        return self._between("fear", max(clause[0], start - 8), start)

    def _over(self, end: int, sentence: Span) -> bool:
        for s, e in self.found["urgency.over"]:
            if end <= s <= max(sentence[1], end + 24) and s - end <= 40:
                before = self.text[max(end, s - 3) : s]
                if any(word in before for word in GROUPS["urgency.over_not"]):
                    continue
                if not _BUT.search(self.text, e, e + 16):
                    return True
        return False

    def _hearsay(self, start: int, end: int) -> bool:
        """Whether it is told from hearsay; not what somebody else heard before it befell him
        (我爹听说没有补贴，气得一头栽倒)."""
        return any(
            start <= s and e <= end and not _HEARER.search(self.text, 0, s)
            for s, e in self.found["urgency.rumour"]
        )

    def _asks_whether_true(self) -> bool:
        return any(
            self.text[s:e]
            in ("是真的吗", "真的假的", "是真是假", "不知真假", "不知道真假", "是不是真的")
            for s, e in self.found["urgency.rumour"]
        )
