"""Whether a text speaks of somebody by name, though nothing blames them in so many words: whoever
would read it is left out (design 1.3). In doubt it is so; others read it all the same."""

import re

#: Before a name: who is asked, told or thanked is spoken to.
_SPOKEN_TO = re.compile(
    r"(?:找|请|问|转告|告诉|转给|交给|发给|谢谢|感谢|多谢|麻烦|联系|尊敬的|敬爱的)$"
)
#: Behind a name at the beginning: so people address somebody.
_ADDRESSED = re.compile(
    r"(?:代表|书记|主任|站长|主席|镇长|同志|老师|大哥|大姐|叔|婶|领导)*(?:[您你]们?)?(?:好|[，,：:！!。]|$)"
)
#: Half a name is somebody only who does something to others: 老孙霸占水渠, 小李家的狗咬人.
_HALF = r"[老小姓]{surname}(?![一-鿿]?村)[^，,。；;]{{0,8}}?{does}"
_DOES = (
    r"(?:霸占|侵占|占[了着]|占我|打[了我人过]|骂|欺负|咬|偷|抢|堵[了着住]|拦[着住]|不让|不给|贪|吃拿|卡要|威胁|吓唬|报复"
    r"|赖[着账]|欠[我了]|骗|告[他她过]|举报|砍[了我]|拆[了我]|挖[了我断]|倒在|排到|毁)"
)


def speaks_of(text: str, name: str) -> bool:
    """Whether ``text`` speaks of the person ``name`` (of the roster), not to them."""
    if len(name) < 2:
        return False
    start = text.find(name)
    if start >= 0:
        before, behind = text[:start].strip(" 　"), text[start + len(name) :]
        first = not before or bool(re.fullmatch(r"[您你]好[，,！!]?|请问[，,]?", before))
        spoken_to = (first and _ADDRESSED.match(behind)) or _SPOKEN_TO.search(before)
        # 「孙德胜」 alone says whom it is about.
        return not spoken_to or text.strip(" 。.！!，,") == name
    half = _HALF.format(surname=name[0], does=_DOES)
    return name[0] in text and re.search(half, text) is not None
