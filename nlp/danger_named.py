"""Whether a text can be of the kind of danger that it sounds like to the learned gate, and of which
it is if not."""

import re

from nlp.cues import rules
from nlp.likely import Pattern

_NEEDS = {str(kind): Pattern(str(words)) for kind, words in rules("urgency")["needs"].items()}
#: Somebody, or what can happen to one; and what is written in Latin letters.
_OF_SOMEBODY = re.compile(
    r"人|娃|孩|师傅|[公婆爷奶妈爸爹娘叔]|学生|保姆|死|血|伤|嘴|脸|手(?!机)|脚|头|身|命|救|炸|青|昏|晕|[a-z]{2}"
)
#: 「小孩掉井里了」: who fell in is not missing.
_FELL = Pattern(
    r"(?:掉|摔|跌|栽|滑|落)(?:下|进|到|在|入)[^，。]{0,6}(?:井|窖|洞|坑|沟|缝|管道|槽|去了|去啦|下去)"
)
#: Only then somebody is to be looked for; 「娃吞了电池」 is for a doctor.
_LOST = re.compile(
    r"抢|不见|少了|[约哄领]走|丢|走失|找不|没找|没回|没来|带走|抱走|拐|失联|没影|跟着|尾随|拉上|拽|骗"
)
_UNDER_WATER = re.compile(r"淹|溺|沉(?:下|到|底)")
#: 「大爷摔了，头上都是血」 was hit by nobody.
_TUMBLED = re.compile(r"摔|跌|滑倒|绊倒|磕")
_ATTACKED = re.compile(r"打|砍|捅|刺|踢|揍|推|掐|刀|棍|凶|抢|被|吵|架")
_SHUT = re.compile(r"锁|困|卡|夹|压|关在|反锁")


def has_its_thing(kind: str | None, text: str) -> bool:
    """Whether that stands in ``text`` without which no danger is of ``kind``."""
    needs = _NEEDS.get(kind or "")
    return needs is None or needs.search(text) is not None


def is_of_somebody(text: str) -> bool:
    return _OF_SOMEBODY.search(text) is not None


def as_told(kind: str, text: str) -> str:
    """``kind``, or what befell somebody who is not to be looked for."""
    if kind == "violence" and _TUMBLED.search(text) and not _ATTACKED.search(text):
        return "medical"
    if kind not in ("child", "missing") or _LOST.search(text):
        return kind
    if _UNDER_WATER.search(text):
        return "drowning"
    return "trapped" if _FELL.search(text) or _SHUT.search(text) else "medical"
