"""Whether a text speaks of somebody by name, though nothing blames them in so many words: whoever
would read it is left out (design 1.3). In doubt it is so; others read it all the same."""

import re

from nlp.spelt_names import is_spelt

#: Before a name: who is asked, told or thanked is spoken to.
_SPOKEN_TO = re.compile(
    r"(?:找|请|问|转告|告诉|转给|交给|发给|谢谢|感谢|多谢|麻烦|联系|尊敬的|敬爱的)$"
)
#: Behind a name at the beginning: so people address somebody.
_ADDRESSED = re.compile(
    r"(?:代表|书记|主任|站长|主席|镇长|同志|老师|大哥|大姐|叔|婶|领导)*(?:[您你]们?)?(?:好|[，,：:！!。]|$)"
)
#: Half a name is somebody only who does something to others: 老孙霸占水渠, 小李家的狗咬人.
_HALF = (
    r"(?:[老小姓]{surname}|{surname}家(?![村湾庄沟坪屯河寨店营]))(?![一-鿿]?村)"
    r"[^，,。；;]{{0,8}}?{does}"
)
_TITLE = "老师|代表|书记|支书|主任|会计|校长|园长|站长|所长|镇长|村长|队长|医生|大夫|委员"
_CALLED = f"家|他|她|叔|婶|哥|姐|嫂|大爷|{_TITLE}"
#: Something bad of whoever was named just before.
_BADLY = re.compile(
    r"体罚|打[了我人学过孩]|骂|贪|收[了钱礼我]|吃[拿喝请]|不[管办理问干见]|没[办影管见下]|骗|糊弄|敷衍|推[来三脱]|踢皮球|态度|凶|偏|占|欺|霸|威胁|答应|说好|光[说拍照来]|只[拍照会]|假的|作假"
)
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
    return _by_half(text, name) or is_spelt(text, name)


def _by_half(text: str, name: str) -> bool:
    """德胜家挖沙, 姓孙的不管, 李老师体罚学生, 老孙霸占水渠: by a part of the name."""
    given, surname = name[1:], name[0]
    if len(given) == 2 and re.search(f"(?<!谢谢){given}(?:{_CALLED})", text):
        return True
    if surname not in text:
        return False
    if f"姓{surname}的" in text:
        return True
    titled = re.search(f"{surname}(?:{_TITLE})(?!您|你)", text)
    if (
        titled
        and _BADLY.search(text, titled.end())
        and not _SPOKEN_TO.search(text[: titled.start()])
    ):
        return True
    return re.search(_HALF.format(surname=surname, does=_DOES), text) is not None
