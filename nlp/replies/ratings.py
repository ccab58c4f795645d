"""好了, 还差点, 没好; 满意, 不满意: what people think of what was done."""

from __future__ import annotations

import re

from nlp.replies.rules import RULES
from nlp.replies.spoken import Fields, Spoken, said_words
from nlp.replies.statements import trim

P = RULES.patterns

#: Said outright, whatever stands beside it.
_WORST = re.compile(
    r"差评|(?:^|[，,打给评])(?:[零0一1](?:分|星)|负分)(?![钟不都也没钱])|满意个|满意才怪|满意.{0,2}呵呵"
)
#: 「不能说不满意」: neither yes nor no, unless something is added.
_NOT_UNHAPPY = re.compile(
    r"(?:不能|不好|不敢|不该|没法|谈不上|说不上|不至于|没有?|不是|并非|并不|也不)(?:说|讲|算|是)?"
    r"(?:不(?:太|是很|怎么|够)?满意|没好)"
)
#: 「灯是亮了但是一闪一闪的」
_YET = re.compile(
    r"(?:了|亮|好|通)[，,]?(?:但是?|可是?|就是|只是|不过)(?![^，]{0,2}(?:谢|辛苦|麻烦|感谢))[^，]{2,}"
)
_BUT = r"就是|只是|但|不过|可是|还差|还有"


def judge(content: str) -> str | None:
    """好了, 还差点, 没好: what somebody says of a thing that was to be mended; None if unclear.
    Mixed words are 还差点; praise beside blame is irony and counts as the blame."""
    good = any(
        not P["negation"].search(content[: match.start()])
        for match in re.finditer(P["good"].pattern, content)
    )
    if _WORST.search(content):
        return "没好"
    if _NOT_UNHAPPY.search(content):
        return "还差点" if re.search(_BUT, content) else None
    if P["irony"].search(content):
        flat = re.search("谁说|骗|好什么好", content) or P["bad"].search(content)
        return "没好" if flat else None
    if P["half"].search(content):
        return "还差点"
    if P["bad"].search(content):
        mixed = good and re.search(r"但|可是|不过|就是|只是|剩|还有", content)
        return "还差点" if mixed else "没好"
    if good and _YET.search(content):
        return "还差点"
    if good and re.search(r"[没不]", P["harmless_no"].sub("", P["good"].sub("", content))):
        return None  # 「好了，路面没恢复」: let them say it plainly
    return "好了" if good else None


def citizen_rating(spoken: Spoken) -> Fields:
    """{rating, reason}: 好了, 还差点 or 没好; empty if unclear."""
    rating = judge(spoken.statement.content)
    if rating is None:
        return {}
    words = said_words(spoken)
    return {"rating": rating} | ({"reason": words} if len(words) > 4 else {})


def revisit_result(spoken: Spoken) -> Fields:
    """{result, text}: 好了, 还差点 or 没好; empty if unclear."""
    rating = judge(spoken.statement.content)
    return {"result": rating, "text": said_words(spoken)} if rating else {}


def deputy_rating(spoken: Spoken) -> Fields:
    """{rating, reason}: 满意, 基本满意 or 不满意."""
    content = spoken.statement.content
    if _NOT_UNHAPPY.search(content):
        if not re.search(_BUT, content):
            return {}
        rating = "基本满意"
    elif _WORST.search(content) or re.search(r"不(?:太|是很|怎么|够|咋|很|大)?满意", content):
        rating = "不满意"
    else:
        rating = "基本满意" if "基本满意" in content else "满意"
    words = re.sub(
        r"(?:我)?(?:对这个?(?:答复|办理|结果))?(?:非常|很|还算)?(?:基本|不太?|不是很|不怎么|不够)?满意(?:了|吧)?"
        r"(?:[，,：: ]*(?:因为|理由是?))?",
        "",
        said_words(spoken),
    )
    words = trim(words)
    return {"rating": rating} | ({"reason": words} if len(words) > 1 else {})
