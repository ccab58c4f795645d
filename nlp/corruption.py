"""Whether blame is a report of corruption: then it is 12388's, and nobody here receives it."""

import re
from functools import cache

from nlp.cues import word_groups
from nlp.normal import normal

#: Money for what is owed anyway (收钱才给办, 不塞烟不盖章), and money that ended in a pocket.
_BOUGHT = re.compile(
    r"[收要拿送塞递].{0,3}(?:钱|红包|好处|烟|酒|礼|卡|回扣|意思).{0,5}才(?:[给能肯会让]|[批办盖签发管])"
    r"|不[送塞给]{1,2}.{0,3}(?:钱|红包|好处|烟|酒|礼)[^。！？]{0,4}[就]?(?:不|没)[给能肯批办盖签发管让]"
    r"|(?:钱|款|补助|补贴|低保)[^。！？]{0,3}[被叫让给][^。！？]{1,8}(?:吃了|吞了|贪了|黑了|昧了|揣|装进|装自己|独吞)"
    r"|吃[、，]?拿[、，]?卡[、，]?要"
)


@cache
def _words() -> tuple[str, ...]:
    return word_groups("kinds")["kinds.accusation"]


def is_corruption(text: str) -> bool:
    """True if ``text`` speaks of graft (贪污, 受贿, 收钱才办 …), not of unfairness or rudeness. The
    words are those of ``rules/kinds.toml``."""
    plain = normal(text).text
    return any(word in plain for word in _words()) or _BOUGHT.search(plain) is not None
