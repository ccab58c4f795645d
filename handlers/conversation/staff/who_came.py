"""「西坪村一组赵秀兰，井水发苦，电话136…」 behind 登记: who came, from where, and what they said.
The name and the telephone stand in their own fields and not in the words, which deputies and
bureaus read (design 1.6)."""

import re
from dataclasses import dataclass

from bot.actions.issues.called import SURNAMES
from handlers.conversation.citizen.phones import NUMBER

_KIN = (
    r"大爷|大娘|大妈|大叔|大伯|大哥|大姐|大嫂|老汉|老太|奶奶|爷爷|师傅|婶子?|叔|嫂|头"
    r"|爷|奶|姨|姑|哥|姐"
)
_PLACE = re.compile(
    r"(?P<place>[一-鿿]{1,5}?(?:村|社区|镇|乡|街道|街|小区|大队)(?:[一-鿿]{2,4}(?:村|社区))?"
    r"(?:[一二三四五六七八九十\d]{1,3}(?:组|队|社|号楼))?)(?:的|有个|有位)?"
)
_SURNAME = f"[{''.join(sorted(SURNAMES))}]"
_NAMED = re.compile(
    rf"(?P<name>[老小]{_SURNAME}(?:{_KIN})?|{_SURNAME}(?:[一-鿿]?(?:{_KIN})|[一-鿿]{{1,2}}))"
    r"(?P<behind>[，,、 ]+|(?=家|说|反映|讲|来|问)|的?电话)"
)
#: What an officer adds for the book, and what is kept in a field of its own.
_BESIDE = re.compile(
    r"[，,。；; ]*(?:(?:她|他|本人|联系)?的?(?:电话|手机号?|号码)(?:是|号|：|:)*\s*)?"
    rf"(?:{NUMBER})|[，,。；; ]*(?:(?:她|他)?没有?(?:手机|电话)|不会用(?:手机|微信)"
    r"|(?:请|麻烦)?先?(?:记|登记)(?:一)?下吧?|先记着)"
)
_SAYS = re.compile(r"^[，,：:、 ]*(?:她|他)?(?:来)?(?:说|反映|讲|问)(?:了|是)?[：:，, ]*")
_HOME = re.compile(r"^家(?:里)?的?(?!门口|门前|旁边|后面|后头|附近|对面)")
_LEAST = 3


@dataclass(frozen=True, slots=True)
class Came:
    """``place`` may be empty; ``said``: the matter, with the place in front of it."""

    place: str
    name: str
    said: str


def told_apart(text: str) -> Came | None:
    """None: nobody is named in front, or nothing is said beside the name."""
    at = _PLACE.match(text)
    place = at["place"] if at else ""
    rest = text[at.end() :] if at else text
    named = _NAMED.match(rest)
    if named is None:
        return None
    said = without_beside(rest[named.end("name") :])
    said = _HOME.sub("", _SAYS.sub("", said)).strip("，,。；;：: ")
    said = _HOME.sub("", said)
    return Came(place, named["name"], f"{place}{said}") if len(said) >= _LEAST else None


def without_beside(text: str) -> str:
    """``text`` without the telephone and the words for the book."""
    return _BESIDE.sub("", text).strip("，,。；; ")
