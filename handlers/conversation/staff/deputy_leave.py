"""A deputy who cannot come for a while, in whatever words: 「动手术，歇半月」, 「下礼拜去广东，有事
找别人」; and who is back: 「出院了，可以派活了」. Why, for how long and what is asked for are read
apart; two of them together are leave, one alone may be about anything."""

import re
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select

from bot.actions import duties, exchanges
from bot.actions.calendar import county_calendar, say_when
from bot.domain.calendars import local_day
from bot.store.models import Deputy
from bot.texts import say
from handlers.conversation.case_numbers import named
from handlers.conversation.context import Answer, Talk
from handlers.conversation.replies import items_of
from handlers.conversation.staff.known_cases import issue_of
from nlp.dates import DayFound, find_days
from nlp.things import holds_a_matter, things

#: Why somebody is away. 「住院的那户」 is somebody else.
_WHY = re.compile(
    r"(?:动|做|要)(?:个|了)?(?:大|小)?手术|(?:住|进)(?:了)?(?:医)?院(?!的|墙|子)|(?:生|得"
    r"|害)?病(?:了|倒|重)|生病|骨折|(?:摔|崴|扭|伤|烫|撞)(?:着|了|伤|断)(?:了)?(?:腿|脚|腰|胳膊"
    r"|手|头)?"
    r"|(?:腰|颈)(?:椎|间盘)[^，,。]{0,6}|躺(?:在)?床|下不了床|中风|偏瘫|心梗|脑梗|身(?:体|子)(?:骨)?(?:不(?:好|舒服|行|适)|出了?毛病)|化疗|养(?:病|伤|胎)|产假|(?:生|带"
    r"|养)(?:孩子|娃|二胎)|坐月子|待产|保胎|陪(?:床|护)|伺候|照顾"
    r"|出差|出(?:趟)?(?:远)?门|外出|在(?:外地|外省|外头)|(?:去|上|到|回)(?:趟)?(?:外地|外省|省里"
    r"|省城|市里|县里|党校|北京|上海|深圳|广东|广州|浙江|郑州|武汉|西安|成都|南方|老家|娘家|国外"
    r"|[一-鿿]{2}(?:市|省))"
    r"|(?:去|参加)(?:[一-鿿]{0,4})(?:学习|培训|进修|打工)|学习(?:班)?|培训|农忙|(?:收|种|采|摘|割"
    r"|播)[一-鿿]{1,3}忙|忙(?:着)?(?:收|种|采|摘|不过来|得很|死|高考|期末|考试|秋收|夏收)"
    r"|(?:期末|考试|高考|秋收|夏收|春耕|年底|家里)[一-鿿]{0,4}忙|(?:去世|过世|老了人|办(?:丧"
    r"|白)事|白事|奔丧|办喜事|家里有(?:急)?事)"
)
#: That they rest, or are not there.
_AWAY = re.compile(
    r"(?:歇|休(?:息|养)?|养|请|停)(?=.{0,2}(?:[一二两三四五六七八九十半几\d]+(?:个)?(?:天|周|星期"
    r"|礼拜|月|年)|阵|段|些天))|请(?:个|了)?[病事产长]?假|不在(?:家|村|县)?|起不来|下不了床|动不了|来不了|回不[来去]"
    r"|(?:才|再|就)?(?:回来|回得来)|下(?:个)?月(?:初|中|底)?见|见不着"
    r"|出去(?=[一二两三四五六七八九十半几\d])"
)
#: What they ask for.
_NO_WORK = re.compile(
    r"(?:先|暂时|最近|这(?:段|阵|几天|半?个?月|周)[^，,]{0,3}|就|都)*(?:别|不要|不用|莫|甭"
    r"|停)(?:再|老)?(?:给我|往我这|跟我)?(?:派|发|推|安排|分)(?!放|现|钱)"
    r"|(?:接|干|跑|走|顾|管|照应)不(?:了|上|过来|动)|没法(?:接|干|跑|去|管)|没(?:空|时间"
    r"|工夫)(?=走访|下去|下网格|跑|接|$|[，,。])|再(?:给我)?(?:派|发)"
    r"|(?:派|分|转|交)给别人|(?:有事|事情?|活儿?|任务)?(?:先|就)?(?:找|让|叫)(?:别人|别的代表"
    r"|其他代表|旁人|(?!人)[一-鿿]{2,3}(?<![换修装补焊填铺抽拉拆扶接挖清扫掏疏上好下])(?=[吧。！]*$|代表|替|顶|代))"
)
_OF_VISITS = re.compile(r"走访|下网格|入户|进网格")
_ASKS = re.compile(
    r"[?？吗么]\W*$|呢\W*$|来着|(?:几|多少)(?:回|趟|次|户|家)|咋|怎么|啥时|几[时天点]|能不能|是不是|可不可以|哪"
)
#: Who else is away or ill.
_SOMEBODY = re.compile(
    r"(?:他|她|群众|人家|那户|那家|这户|这家|老(?![了家人娘爹伴妈婆公爸母父丈])[一-鿿](?!人)|村民|老乡"
    r"|师傅|书记|主任"
    r"|大[爷娘妈嫂姐]|施工|工人|单位|厂)(?!别|找)"
)
_LONGEST = 48

_IS_BACK = (
    r"(?:我|俺)?(?:今天|昨天|昨晚|刚|现在|已经?|提前|终于|都)*(?:(?P<sure>出院|销假|病好|腿好"
    r"|伤好|养好|好利索|好多了|恢复(?:得)?(?:好|差不多)|(?:培训|学习|手术|考试|秋收|夏收|农忙"
    r"|出差)(?:完|结束|做完|考完)|(?:休|歇)(?:完|够|好)(?:假)?|忙(?:完|过去)|不忙"
    r"|(?:能|可以|接着|继续|照常|又能|照样)+(?:给我)?(?:接|干|派|发|跑|走访|安排"
    r"|上岗)(?:着)?(?:干|活|任务|事)?)|回来(?:上班)?|到家|上班|返(?:岗|回)|回(?:村|县"
    r"|到村)(?:里)?|出差回来|复工|会(?:议)?(?:都)?(?:开完|结束|散))"
    r"(?:了|啦|活|任务|吧|着|干)*"
)
BACK_WORDS = _IS_BACK.replace("?P<sure>", "?:")
_BACK = re.compile(rf"\W*(?:{BACK_WORDS}[，,。！! ]*)+")
_SURELY_BACK = re.compile(
    r"出院|销假|好多了|恢复|结束|[病伤腿]好|养好|利索|(?:休|歇|忙)完|不忙|(?:能|可以|接着|继续)"
)
_LATELY = timedelta(days=7)
_ACT = "leave"
#: Days of mourning and feasts, and not how long somebody is away.
_TODAY = re.compile(r"今[天晚日儿]|下午|晚上")
_MOURNING = re.compile(r"百日|百天|头七|三七|五七|[一二三]?周年|满月|周岁")
#: A day and so few letters beside it answer 「到几号」.
_A_DAY = 8


def heard(talk: Talk, stands_in: str = "") -> Answer | None:
    """None: it is neither, or who says it is no deputy. ``stands_in``: the colleague who is named
    for them."""
    if not talk.roles.deputies:
        return None
    text = talk.text.strip()
    if _BACK.fullmatch(text):
        return _back(talk, text)
    until = _asked_until(talk, text)
    if until is not None:
        return _away(talk, until)
    if not (_is_leave(talk, text) or (stands_in and not named(text) and not _ASKS.search(text))):
        return None
    day = _later(talk, text)
    if day is not None and not _OF_VISITS.search(text):
        # Nothing stops before that day, and a day is no leave of half a month.
        said = say("deputy.away_a_day", day=say_when(day, talk.now))
        return Answer(said + (_say_who(talk, stands_in) if stands_in else ""), "deputy")
    until = _until(talk, text)
    if until is None and stands_in and _TODAY.search(text):
        until = local_day(talk.now) + timedelta(days=1)
    if until is None and not _OF_VISITS.search(text):
        exchanges.ask(talk.session, talk.contact.id, "words", now=talk.now, act=_ACT)
    answer = _away(talk, None if _OF_VISITS.search(text) else until)
    if not stands_in:
        return answer
    return replace(answer, text=f"{answer.text}{_say_who(talk, stands_in)}")


def _say_who(talk: Talk, name: str) -> str:
    """What becomes of what comes meanwhile: every deputy of the grid is told of it anyway, nobody
    is made to act for another by that one's word."""
    grids = {row.grid_id for deputy in talk.roles.deputies for row in deputy.grids}
    others = talk.session.scalars(select(Deputy).where(Deputy.name == name)).all()
    shared = any(row.grid_id in grids for deputy in others for row in deputy.grids)
    return say("deputy.stood_in" if shared else "deputy.stood_in_elsewhere", who=name)


def for_a_time(talk: Talk) -> Answer | None:
    """Leave for the time that is said by somebody who speaks of nothing but himself; None: no time
    is said."""
    text = talk.text.strip()
    if _ASKS.search(text) or not _days(talk, text):
        return None
    if (day := _later(talk, text)) is not None:
        return Answer(say("deputy.away_a_day", day=say_when(day, talk.now)), "deputy")
    until = _until(talk, text)
    return _away(talk, until) if until is not None else None


def _back(talk: Talk, text: str) -> Answer | None:
    if duties.come_back(talk.session, talk.roles.deputies, talk.now):
        return Answer(say("deputy.back"), "deputy")
    # 「回来了」 may be from looking at something, unless a leave was over only just now.
    ends = [one.paused_until for one in talk.roles.deputies if one.paused_until is not None]
    lately = any(local_day(talk.now) - end <= _LATELY for end in ends)
    if lately:
        return Answer(say("deputy.back_in_time"), "deputy")
    return Answer(say("deputy.back_already"), "deputy") if _SURELY_BACK.search(text) else None


def _away(talk: Talk, until: date | None) -> Answer:
    for deputy in talk.roles.deputies:
        duties.excuse(talk.session, deputy, until, now=talk.now)
    if until is None:
        return Answer(say("deputy.excused_period"), "deputy")
    return Answer(say("deputy.excused", until=say_when(until, talk.now)), "deputy")


def _is_leave(talk: Talk, text: str) -> bool:
    if len(text) > _LONGEST or named(text) or _ASKS.search(text) or _SOMEBODY.search(text):
        return False
    why, away, no_work = (bool(each.search(text)) for each in (_WHY, _AWAY, _NO_WORK))
    days = _days(talk, text)
    if not ((why and (away or no_work or days)) or ((no_work or away) and days)):
        return False
    if holds_a_matter(text):
        return False
    # 「住院了，路灯站里办」 says what becomes of a case as well: the reader of replies does that.
    said = things(_WHY.sub("", text))
    cases = (issue_of(item) for item in items_of(talk, "deputy"))
    return not any(said.of(things(issue.title)) for issue in cases if issue is not None)


def _days(talk: Talk, text: str) -> bool:
    return bool(_found(talk, _MOURNING.sub("", text)))


def _found(talk: Talk, text: str) -> list[DayFound]:
    """The days that are named; 「12号」 is one if no case of theirs has that number."""
    calendar = county_calendar(talk.session, talk.now)
    refs = {item.pending.ref for item in items_of(talk, "deputy")}
    return [
        day
        for day in find_days(text, now=talk.now, calendar=calendar)
        if not (day.bare and f"民{day.day.day}" in refs)
    ]


def _later(talk: Talk, text: str) -> date | None:
    """「下礼拜二我要去县里体检」: the one day to come of which alone it is said."""
    found = _found(talk, text)
    if len(found) != 1 or found[0].length or found[0].vague or found[0].first != found[0].day:
        return None
    day, behind = found[0], text[found[0].end :]
    if text[: day.start].endswith(("到", "至", "从", "歇", "停")) or _FROM_OR_TILL.match(behind):
        return None
    return day.day if day.day > local_day(talk.now) else None


_FROM_OR_TILL = re.compile(r"[^，,]{0,3}(?:起|开始|前|见|再|回来|能|为止)|之?后")


def _until(talk: Talk, text: str) -> date | None:
    """The first day on which they are there again; None: they did not say."""
    text = _MOURNING.sub("", text)
    today = local_day(talk.now)
    # 「15号生孩子，陪床一礼拜」: a bare day ends a leave only behind 到.
    found = tuple(
        day
        for day in _found(talk, text)
        if day.day > today and (not day.bare or text[: day.start].endswith(("到", "至")))
    )
    lengths = [day.day - today for day in found if day.length]
    # 「下个月见」 begins with its first day; 「请到下周五」 ends with its last.
    starts = [day for day in found if not day.length]
    if lengths:
        start = min((day.first for day in starts), default=today)
        return max(start, today) + max(lengths)
    if not starts:
        return None
    # 「20号到25号」, said on the 23rd.
    till = [day for day in starts if text[: day.start].endswith(("到", "至"))]
    last = max(till or starts, key=lambda day: day.day)
    if re.match(r"[^，,]{0,3}(?:见|再|回来|能)", text[last.end :]) and last.first > today:
        return last.first
    if last.vague:
        return None
    # 「明天替我跑」 is over with that day; 「请到周五」 may be either, and they said until when.
    ends = text[: last.start].endswith(("到", "至")) or text[last.end :].startswith("前")
    return last.day if ends else last.day + timedelta(days=1)


def _asked_until(talk: Talk, text: str) -> date | None:
    """「到月底」, to 「请假到几号」."""
    open_ones = exchanges.open_with(talk.session, talk.contact.id, talk.now, "words")
    asked = next((each for each in open_ones if each.waiting.get("act") == _ACT), None)
    if asked is None:
        return None
    found = find_days(text, now=talk.now, calendar=county_calendar(talk.session, talk.now))
    rest = text
    for day in found:
        rest = rest.replace(day.text, "")
    if not found or len(rest.strip("到。，,吧 请假")) > _A_DAY:
        return None
    until = _until(talk, text)
    if until is None or until - local_day(talk.now) > timedelta(days=366):
        return None
    exchanges.finish(asked, talk.now)
    return until
