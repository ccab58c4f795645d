"""A telephone number within what somebody says: theirs, or somebody else's."""

import re

from bot.actions import people
from handlers.conversation.context import Talk
from nlp.reading import Reading

#: A mobile number, or a landline with the code in front.
NUMBER = r"1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?[2-9]\d{6,7}"
PHONE = re.compile(rf"(?<!\d)({NUMBER})(?!\d)")
#: 「我电话13800001111」, 「联系我：…」; 「村主任电话…」 is not theirs.
_OWN = re.compile(
    r"(?:(?:我|俺|本人)(?:的|家)?(?:电话|手机号?|号码|联系方式|微信同号)|(?:联系|打给?|回)我)"
    rf"(?:电话|号码)?(?:是|[：:，, ])*({NUMBER})(?!\d)"
)
#: 「有事打她电话137…」 of a granddaughter: the number by which to reach them.
_BY_OTHERS = re.compile(
    r"(?:有事|有消息|有信|办好了|回话|回电)[^，,。\d]{0,12}[：:，, ]*"
    rf"({NUMBER})(?!\d)"
)


#: 「一三七零零零零八八八八」, as it is told and typed.
_SPELT = re.compile(r"[〇零幺一二三四五六七八九]{11}")
_DIGITS = str.maketrans("〇零幺一二三四五六七八九", "001123456789")


def in_digits(text: str) -> str:
    """The text with a spelt number in digits."""
    return _SPELT.sub(lambda found: found[0].translate(_DIGITS), text)


def keep_said(talk: Talk, reading: Reading) -> None:
    """Keep the sender's number that stands within a new matter. In danger any number is one to
    ring, unless they have left another."""
    own = _OWN.search(talk.text) or _BY_OTHERS.search(talk.text)
    if own is None and reading.urgency == "危急" and not talk.contact.phone:
        own = PHONE.search(talk.text)
    if own is not None and own[1] != talk.contact.phone:
        people.keep_phone(talk.session, talk.contact, own[1], now=talk.now)
