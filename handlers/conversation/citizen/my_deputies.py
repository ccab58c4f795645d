"""「我的代表」, 「我们村的人大代表都有谁」, 「想找代表反映点事，是谁呀」: the public cards of who
speaks for a place."""

import re
from collections.abc import Sequence

from sqlalchemy import literal, select

from bot.actions import exchanges, places
from bot.actions.issues.routing import bind
from bot.store.models import Deputy, Grid
from bot.texts import say
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk

#: With these alone around 代表 somebody asks who they are, and tells nothing of them.
_ASKING = re.compile(
    r"你好|您好|请问|麻烦|不(?=知道|晓得|清楚)|清楚|想要?|需要|要|找|见(?:一?见|面)?|联系(?:一?下|上)?|约|请教"
    r"|问(?:一?[下句])?|打听|知道|晓得|告诉|查|看"
    r"|反映|反应|说(?:说|一?说|道)?|谈谈?|聊聊?|讲讲?|商量|点|些|个|几|位|名字?|情况|事情?儿?|话"
    r"|问题|意见|我们?|俺们?|咱们?|你们?|他们?|她们?|您"
    r"|这|那|庄|屯|寨|家|里|儿|边|片|块|村|组|社区|小区|镇|乡|县|街道|人大|代表|都|是|有|叫|啥"
    r"|什么|谁|哪|该"
    r"|来着|上[回次]|那个|那位|来过?|找过|去过|应该|应当|怎么|怎样|咋|如何|上|到|去|能|可以"
    r"|负责|管|当(?:面|着面)?|亲自|本人|现在|电话|号码|手机|微信|联系方式|多少|给|一|下|的|了|呀|啊|呢|吗|嘛|吧|哦|嗯|\W"
)
_WHO = re.compile(
    r"谁|哪|叫啥|什么名|几[个位]|(?:咋|怎么|怎样|如何|上哪)[^，。]{0,4}(?:找|联系|见)|(?:想"
    r"|要)[^，。]{0,3}(?:找|见|联系|约)|电话|号码|手机|微信|联系方式|有(?:吗|没有)"
)
#: 「代表接待日是哪天」, 「联络站在哪儿」: it stands on the same card.
_WHEN_AND_WHERE = re.compile(
    r"(?:你好|您好|请问|想?问一?[下句]|那|[，,。 ])*(?:我们|俺们?|咱们?)?(?:[村镇乡]里?)?的?"
    r"(?:人大)?(?:代表)?(?:联络站|站里|接待室)?的?"
    r"(?:(?:接待|坐班|值班)(?:日|时间)?(?:一般)?(?:是|在)?"
    r"(?:哪[天日一里儿]*|几[号点]|星期几|周几|什么时候|啥时候|什么时间)"
    r"|(?<=[站室里])(?:在|是|设在)?(?:哪[里儿]?|什么地方|啥地方))[啊呀呢吗]*\W*"
)
_LONGEST = 40


def asked(talk: Talk) -> Answer | None:
    """None: nobody asks who the deputies are."""
    said = talk.text.strip()
    if len(said) > _LONGEST:
        return None
    found = talk.reader.place(said)
    if _WHEN_AND_WHERE.fullmatch(said):
        return my_deputies(talk)
    if "代表" not in said:
        return _of_the_village(talk, said)
    rest = said
    for place in found.found:
        rest = rest.replace(place.text, "")
    for name in _named(talk, rest):
        rest = rest.replace(name, "")
    if _ASKING.sub("", rest) or not _WHO.search(rest):
        return None
    grid = places.by_code(talk.session, found.grid_code) if found.grid_code else None
    if grid is not None and grid.level not in ("county", "township"):
        _remember(talk, grid, said)
        answer = Answer(say_deputies(talk, grid), AS_CONSTITUENT)
    else:
        answer = my_deputies(talk)
    if _TO_RING.search(said):
        return Answer("\n".join((say("deputies.no_phone"), answer.text)), AS_CONSTITUENT)
    return answer


_TO_RING = re.compile(r"电话|号码|手机|微信|联系方式")


def _named(talk: Talk, said: str) -> Sequence[str]:
    """Names of deputies that stand in ``said``: whether there is such a one, the card does not
    say."""
    names = select(Deputy.name).where(literal(said).contains(Deputy.name), Deputy.name != "")
    return talk.session.scalars(names.distinct().limit(3)).all()


def _remember(talk: Talk, grid: Grid, said: str) -> None:
    """What they tell next is likely of that village; who says 「我们西坪村」 lives there."""
    if talk.roles.any:
        return
    if talk.home() is None and re.search(rf"[我俺咱]们?{re.escape(grid.name[:2])}", said):
        bind(talk.session, talk.contact, grid)
    exchanges.promise_place(talk.session, talk.contact.id, grid.code, now=talk.now)


_BARE = re.compile(
    r"^(?:是|在|就是|我是|俺是|我们是)?(?P<name>[一-鿿]{2,6}?)(?:村|那边|那儿|这边)?(?:的|人)*\W*$"
)


def _of_the_village(talk: Talk, said: str) -> Answer | None:
    """「龙泉」, to our question in which village they live."""
    bare = _BARE.match(said)
    if bare is None or not _asks_village(talk):
        return None
    alike = talk.session.scalars(
        select(Grid).where(Grid.level == "village", Grid.name.startswith(bare["name"])).limit(2)
    ).all()
    return whose(talk, alike[0]) if len(alike) == 1 else None


def _asks_village(talk: Talk) -> bool:
    open_ones = exchanges.open_with(talk.session, talk.contact.id, talk.now, "words")
    return any(each.waiting.get("act") == "deputies" for each in open_ones)


def my_deputies(talk: Talk) -> Answer:
    """「我的代表」: the public cards, no telephone (X06)."""
    home = talk.home()
    said = exchanges.promised_place(talk.session, talk.contact.id, talk.now)
    if home is None and said is not None:
        # The village that was named a moment ago.
        home = places.by_code(talk.session, str(said.waiting["code"]))
    if home is None or home.level in ("county", "township"):
        exchanges.ask(talk.session, talk.contact.id, "words", now=talk.now, act="deputies")
        return Answer(say("deputies.unbound"), AS_CONSTITUENT)
    return Answer(say_deputies(talk, home), AS_CONSTITUENT)


def whose(talk: Talk, grid: Grid) -> Answer | None:
    """The village that was asked for by 「我的代表」; None: it was not."""
    for asked in exchanges.open_with(talk.session, talk.contact.id, talk.now, "words"):
        if asked.waiting.get("act") == "deputies" and grid.level not in ("county", "township"):
            exchanges.finish(asked, talk.now)
            exchanges.promise_place(talk.session, talk.contact.id, grid.code, now=talk.now)
            return Answer(say_deputies(talk, grid), AS_CONSTITUENT)
    return None


_CONGRESSES = {
    "national": "全国人大代表",
    "province": "省人大代表",
    "city": "市人大代表",
    "county": "县人大代表",
    "township": "乡镇人大代表",
    "advisory": "议政代表",
}


def say_deputies(talk: Talk, grid: Grid) -> str:
    place = places.say_place(talk.session, grid)
    station = places.station_for(talk.session, grid)
    name = station.name if station else "县人大机关"
    rows = places.deputies_of(talk.session, grid, talk.now)
    if not rows:
        return say("deputies.none", place=place, station=name)
    lines = "\n".join(
        say(
            "deputies.line",
            name=row.name,
            congress=_CONGRESSES[row.congress],
            unit=f"，{row.electoral_unit}" if row.electoral_unit else "",
        )
        for row in rows
    )
    where_to_go = ""
    if station is not None and station.reception_days:
        where_to_go = say(
            "deputies.station",
            station=station.name,
            days=station.reception_days,
            address=f"，{station.address}" if station.address else "",
        )
    return say("deputies.mine", place=place, list=lines, station=where_to_go)
