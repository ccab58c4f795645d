"""「跟代表约好后天看路」: a meeting that is still to come. The deputy hears of it; on record stands
only what has been."""

import re

from bot.actions.calendar import county_calendar
from bot.domain.calendars import local_day
from bot.store.models import Assignment
from bot.texts import say
from handlers.conversation.context import Talk
from handlers.conversation.suggestions.words import do
from nlp.dates import find_days

_AGREED = re.compile(
    r"(?:约|定|说|商量|沟通|联系|讲|敲)(?:好|定|妥|了|下)|(?:预约|商定|确定|约定|定于|定在|约在)"
)
#: 「明天上午跟李代表在卫生室碰头」: planned, and said of nobody else.
_PLANS = re.compile(
    r"(?:跟|和|与|同|见|找|拜访)[一-鿿]{0,3}代表.{0,12}?(?:碰|见|面商|座谈|看|谈|商)"
)
_MEETS = re.compile(r"见|面商|碰|看|现场|去|来|到|谈|聊|座谈|坐")
#: Who rang has spoken with them, whatever was agreed for later.
_RANG = re.compile(r"电话|打(?:了|过|通)|微信")
_OVER = re.compile(
    r"(?:见|谈|聊|碰|座谈|面商|看|去|来)(?:了|过)(?!面?再)|(?:今天|昨天|前天|刚才?|上午)(?:已|去|见|来|和|跟)"
)


def is_appointed(talk: Talk, said: str) -> bool:
    """Whether it speaks of a day to come on which they will meet, and of no meeting that was."""
    agreed = _AGREED.search(said) and _MEETS.search(said)
    if not (agreed or (_PLANS.search(said) and not is_wished(said))):
        return False
    if _RANG.search(said) or _OVER.search(said):
        return False
    calendar = county_calendar(talk.session, talk.now)
    days = [one.day for one in find_days(said, now=talk.now, calendar=calendar)]
    return bool(days) and min(days) > local_day(talk.now)


#: 「下周一想跟李代表碰个头」: the day is the deputy's to say.
_WISHES = re.compile(
    r"(?:想|要|打算|准备|计划|希望|拟)(?:[一-鿿]{0,4}?)(?:跟|和|与|同|找|约|见|拜访)(?:一下)?[一-鿿]{0,3}代表"
    r"|(?:跟|和|与|同|找|约|见|拜访)[一-鿿]{0,3}代表[^，,。]{0,8}"
    r"(?:方便吗|行不行|行吗|可以吗|好吗|有空吗|成不成)"
)


def is_wished(said: str) -> bool:
    """Whether it asks the deputy to meet, and tells of no meeting that was."""
    return bool(_WISHES.search(said) and _MEETS.search(said)) and not _WAS.search(said)


_WAS = re.compile(r"(?:见|谈|聊|碰|座谈|面商|看|去|来|沟通|联系|打)(?:了|过)(?!面?再)|已经?")


def told(talk: Talk, row: Assignment, said: str) -> str:
    """The deputy hears it as it was said. Raises Refused."""
    number = rf"^\s*(?:建?〔[\d\-－]+〕)?建?{row.suggestion.serial}号?(?:这?件|建议)?[，,：: ]*"
    text = re.sub(number, "", said, count=1)
    noted = do(talk, "report_progress", row, role="bureau", text=text)
    return noted + say("handling.appointed")
