"""A telephone number within what somebody says: theirs, or somebody else's."""

import re

from bot.actions import people
from handlers.conversation.context import Talk
from nlp.reading import Reading

#: A mobile number, or a landline with the code in front.
NUMBER = r"1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?[2-9]\d{6,7}"
PHONE = re.compile(rf"(?<!\d)({NUMBER})(?!\d)")
#: 「我电话13800001111」, 「联系我：…」, 「我叫王桂兰，电话…」, 「，联系电话…」; 「村主任电话…」 is
#: not theirs.
_OWN = re.compile(
    r"(?:(?:我|俺|本人)(?:的|家)?(?:电话|手机号?|号码|联系方式|微信同号)|(?:联系|打给?|回)我"
    r"|(?:我|俺|本人)(?:名?叫(?![他她人你您])[^，,。；;！!\d来去修看弄拿帮给送停装拆关开]{2,4}"
    r"|姓[一-鿿]{1,2}|是(?![他她人你您听看想说问来在因为])[^，,。；;！!\d]{1,14})"
    r"[，,、。；; ]*(?:我的?)?(?:电话|手机号?|号码|联系方式)?"
    r"|(?:^|[，,。；;\s])联系(?:电话|方式|号码))"
    rf"(?:电话|号码)?(?:是|[：:，, ])*({NUMBER})(?!\d)"
)
#: 「有事打她电话137…」 of a granddaughter: the number by which to reach them.
_BY_OTHERS = re.compile(
    r"(?:有事|有消息|有信|办好了|回话|回电)[^，,。\d]{0,12}[：:，, ]*"
    rf"({NUMBER})(?!\d)"
)


#: 「老板姓刘，电话…」, 「隔壁老王倒的，他电话…」: whoever is complained of, or in office, is never
#: rung as who complained.
_ANOTHER = re.compile(
    r"书记|主任|支书|代表|[镇乡县站局所队厂院校店]长|会计|干部|老板|经理|负责人|[店房车业]主|[店商卖买厂]家|房东"
    r"|中介|司机|工头|施工|物业|保安|师傅|医生|老师|开[^，,。\d]{0,4}店的|[他她它]|人家|对方|邻居|隔壁"
    r"|[那这](?:个?人|家|户)"
)
#: 「有事打她电话」 of a granddaughter, 「我是物业的」.
_CLOSE = re.compile(
    r"(?:打|找|联系|问|回)(?:给)?[他她]|[儿侄]子|闺女|女儿|孙[子女]|外甥|媳妇|女婿|老伴|丈夫|老公|老婆"
    r"|爱人|[我俺咱]家?(?:人|哥|弟|姐|妹|爸|妈|爹|娘|是)|本人"
)

#: 「一三七零零零零八八八八」, as it is told and typed.
_SPELT = re.compile(r"[〇零幺一二三四五六七八九]{11}")
_DIGITS = str.maketrans("〇零幺一二三四五六七八九", "001123456789")


_CLAUSES = re.compile(r"[，,。；;！!\s]+")


def in_digits(text: str) -> str:
    """The text with a spelt number in digits."""
    return _SPELT.sub(lambda found: found[0].translate(_DIGITS), text)


def is_own(text: str) -> bool:
    """Whether the number in ``text`` (in digits) is one to ring: theirs, or of somebody of theirs;
    by what stands in its clause and in those beside it."""
    found = PHONE.search(text)
    if found is None:
        return False
    if told_as_own(text):
        return True
    before, after = (_CLAUSES.split(part) for part in (text[: found.start()], text[found.end() :]))
    near = "，".join([*before[-2:], *after[:2]])
    return _ANOTHER.search(near) is None or _CLOSE.search(near) is not None


def told_as_own(text: str) -> re.Match[str] | None:
    """The number that stands within other words as the sender's, or as one to reach them by."""
    return _OWN.search(text) or _BY_OTHERS.search(text)


def keep_said(talk: Talk, reading: Reading) -> None:
    """Keep the sender's number that stands within a new matter. In danger any number is one to
    ring, unless they have left another."""
    own = told_as_own(talk.text)
    if own is None and reading.urgency == "危急" and not talk.contact.phone:
        own = PHONE.search(talk.text)
    if own is not None and own[1] != talk.contact.phone:
        people.keep_phone(talk.session, talk.contact, own[1], now=talk.now)
