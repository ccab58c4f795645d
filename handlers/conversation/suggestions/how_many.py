"""「镇里代表提了几件」, 「水利局那几件办得咋样」, 「今年提了多少，办完多少」: a short count of
suggestions with what is late, of what is theirs to know who ask: the desks of the congress, its
leaders, 县政府办, a bureau, a deputy. It lies on no case."""

import re

from sqlalchemy import select

from bot.actions.kinds import address
from bot.actions.recipients import COUNTY_ROLES
from bot.actions.suggestions import counting
from bot.actions.suggestions.kind import say_date, short
from bot.domain.calendars import local_day
from bot.store.models import Assignment, Bureau
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.suggestions.desk_asked import is_named
from handlers.conversation.suggestions.words import bare

_LONGEST = 24
_COUNTS = re.compile(r"(?<!哪)几[件条个份](?!月|人|单位|局)|多少(?!钱|人|家|分)")
_HOW = re.compile(r"咋样|怎么样|怎样|情况|如何|进[展度]")
#: That suggestions are meant, and not what citizens say.
_OF_THEM = re.compile(r"建议|代表.{0,8}[提交报]|提(?:了|过|的|上来|出)|交办件")
_SOME = re.compile(r"[那这](?:几|些|[二两三四五六七八九十\d]+)[件条个]")
#: One of them, or those that wait for something: listed elsewhere.
_ELSEWHERE = re.compile(
    r"民\s*\d|[建稿〔]\s*\d|[那这][件条个](?!事)|签收|[超过逾]期|到期"
    r"|(?:没|未).{0,3}(?:答复?|回|交办|审)|[要待等](?:我)?(?:交办|审|办)"
    r"|群众|老百姓|反映|率|哪|最多|申退|延期|重点|承诺|不?满意|[你您]|[咋怎]么?[写提交]"
)
#: Bureaus and deputies have a list of what is open; they are told figures where they ask for more.
_WHOLE = re.compile(r"今年|去年|全年|一共|总共|合计|办[完结成好]|提了")
#: Of what they raised themselves, whatever else they are.
_OWN = re.compile(r"^(?:我|俺)(?!们)|(?:我|俺)(?:一共|今年|去年)?提")


def asked(talk: Talk) -> Answer | None:
    """None: it asks for no such count, or who asks keeps no books of suggestions."""
    said = bare(talk)
    if len(said) > _LONGEST or _ELSEWHERE.search(said):
        return None
    bureaus = _named(talk, said)
    some, of_them = _SOME.search(said), _OF_THEM.search(said)
    # 「东坪路灯的建议咋样了」 is of one.
    how = some and _HOW.search(said)
    if not ((how or _COUNTS.search(said)) and (of_them or (some and bureaus))):
        return None
    role, whose, scope = _scope(talk)
    listed = role != "staff" and not (bureaus or _WHOLE.search(said))
    if scope is None or listed:
        return None
    if bureaus:
        scope = scope.within(counting.led_by([one.id for one in bureaus]))
        whose += say("asking.counted_bureau", bureau="、".join(one.name for one in bureaus))
    today = local_day(talk.now)
    year = today.year - ("去年" in said)
    found = counting.count(talk.session, scope, year, today)
    lines = [
        say(
            "asking.counted",
            whose=whose,
            year=year,
            count=found.raised,
            stages=_by_stage(found.stages),
        )
    ]
    if found.earlier:
        earlier = sum(found.earlier.values())
        lines.append(say("asking.counted_earlier", count=earlier, stages=_by_stage(found.earlier)))
    lines.append(_late(talk, found))
    page = "/console/suggestions" if role == "staff" else "/p/suggestions"
    lines.append(say("asking.counted_page", link=address(talk.session, page)))
    return Answer("".join(lines), role)


def _by_stage(stages: dict[str, int]) -> str:
    listed = "，".join(f"{name}{many}件" for name, many in stages.items())
    return f"：{listed}" if listed else ""


def _late(talk: Talk, found: counting.Count) -> str:
    if not found.late:
        # Of nothing in hand nothing is said.
        return say("asking.counted_none_late") if found.raised or found.earlier else ""
    listed = "、".join(
        say(
            "asking.counted_late_one",
            case=short(row),
            bureau=row.bureau.name,
            due=say_date(row.due, talk.now),
        )
        for row in found.latest
    )
    more = "等" if found.late > len(found.latest) else ""
    return say("asking.counted_late", count=found.late, list=listed + more)


def _scope(talk: Talk) -> tuple[str, str, counting.Scope | None]:
    """As who it is answered, how what is theirs to know is called, and what it is."""
    roles = {role.role for role in talk.roles.officer_roles}
    own = talk.roles.deputies and _OWN.search(bare(talk))
    if roles & {*COUNTY_ROLES, "leader"} and not own:
        return "staff", say("asking.counted_county"), counting.of_desk(talk.roles)
    if "presidium" in roles and not own:
        return "staff", say("asking.counted_township"), counting.of_desk(talk.roles)
    bureaus = [one.bureau for one in talk.roles.liaisons]
    offices = [one.id for one in bureaus if one.kind == "government_office"]
    if offices:
        return "bureau", say("asking.counted_government"), counting.through(offices)
    if bureaus and not own:
        return "bureau", say("asking.counted_own"), counting.led_by([one.id for one in bureaus])
    if talk.roles.deputies:
        mandates = [one.id for one in talk.roles.deputies]
        return "deputy", say("asking.counted_raised"), counting.raised_by(mandates)
    return "", "", None


def _named(talk: Talk, said: str) -> list[Bureau]:
    """The bureaus that a sentence names, of those that lead any."""
    rows = talk.session.scalars(
        select(Bureau)
        .where(
            Bureau.kind != "government_office",
            Bureau.id.in_(select(Assignment.bureau_id).distinct()),
        )
        .order_by(Bureau.id)
    )
    return [row for row in rows if is_named(row, said)]
