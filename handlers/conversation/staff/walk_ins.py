"""Somebody came to the station or rang, and an officer types it in the chat: entered for them,
through the same door as on the page (bot/actions/entering.py), danger before everything."""

import re
from dataclasses import replace

from bot.actions import entering
from bot.actions.calendar import say_when
from bot.actions.casework import label, link_to
from bot.actions.rules import rule
from bot.texts import say
from handlers.conversation.case_numbers import NUMBER
from handlers.conversation.citizen.phones import PHONE
from handlers.conversation.context import Answer, Talk
from handlers.conversation.staff.who_came import told_apart, without_beside

_WHO = r"(?P<name>[一-鿿]{1,8}?)"
_WHEN = r"(?:今天|今早|刚才|刚刚|上午|下午|昨天)?"
_CAME = (
    rf"{_WHEN}(?:来|到|上|跑到)?(?:咱|我们)?(?:站里|站上|镇里|乡里|联络站)(?:来|过来)?(?:了|一趟)?"
)
_RANG = rf"{_WHEN}(?:来电话?|打电话(?:来|过来)?|打来电话|来了?(?:个)?电话)了?"
_SAID = r"[，,]?(?:他|她)?(?:说|讲|反映|问|哭着说|急着说)(?:了|是|起)?[：:，, ]*"
_SPOKE = r"(?:说|反映|反应|讲|问)(?:了|是|起)?[：:，, ]*"
#: Who came, rang or is spoken for, and what they said.
_FRAMES = (
    re.compile(rf"^(?:有个|有位|一个|一位)?{_WHO}{_CAME}{_SAID}(?P<said>.+)$", re.DOTALL),
    re.compile(rf"^(?:有个|有位|一个|一位)?{_WHO}(?P<rang>{_RANG}){_SAID}(?P<said>.+)$", re.DOTALL),
    re.compile(
        rf"^(?:代|替|帮){_WHO}(?:反映|说|登记?|记)(?:一下|一?[条件个])?[：:，, ]+(?P<said>.+)$",
        re.DOTALL,
    ),
    re.compile(
        rf"^{_WHEN}(?:(?:咱|我们)?(?:站里|站上|镇里|乡里|联络站|大厅|窗口))?{_WHEN}(?:来|到|进来|跑来)了?"
        rf"(?:一|两)?[个位名](?:(?P<place>[一-鿿]{{2,8}}?)的)?{_WHO}[，,]?{_SPOKE}(?P<said>.+)$",
        re.DOTALL,
    ),
    re.compile(
        rf"^接待(?:登记)?[簿本]上?(?:第[一二三四五六七八九十\d]+页)?[，,：: ]*{_WHO}{_SPOKE}"
        r"(?P<said>.+)$",
        re.DOTALL,
    ),
    re.compile(
        r"^(?:登记|接访|来访|(?P<rang>来电))(?:一下|一条|一件)?[：:，, ]+(?P<said>.+)$", re.DOTALL
    ),
)
#: Who is named so is no name.
_NOBODY = re.compile(
    r"^(?:有?(?:个|位|名)?(?:群众|村民|老乡|老百姓|居民|人|代表|[大老][爷娘妈嫂姐哥叔伯汉]|大爷大妈|老人|老头"
    r"|老太太?|小伙子?|阿姨|妇女|师傅|同志)|他|她|人家|谁|刚)$"
)
#: 「有个老汉」 is not called 有个老汉, and 西坪村的张三 is called 张三.
_BEFORE_NAME = re.compile(
    r"^(?:有个|有位|一个|一位|刚才|今天|上午|下午|(?P<village>.{2,8}[村组社镇乡])(?:的|里)?)"
)
_HOW_TO_ENTER = re.compile(r"^(替群众|帮群众|代群众)?(登记|录入|录一件|登记一下|代录)[。！!]?$")
_LEAST = 10


def entered(talk: Talk) -> Answer | None:
    """What somebody who came or rang said, entered for them; None: nobody did."""
    if not talk.roles.officer_roles:
        return None
    text = talk.text.strip()
    if _HOW_TO_ENTER.match(text):
        address = f"{talk.session.info.get('public_url', '')}/console/new"
        return Answer(say("staff.enter_here", link=address), "station")
    found = next((match for frame in _FRAMES if (match := frame.match(text))), None)
    if found is None or NUMBER.search(text) or len(text) < _LEAST:
        return None
    groups = found.groupdict()
    phone = PHONE.search(text)
    given = entering.Entered(
        said=without_beside(groups["said"].strip()),
        place=groups.get("place") or _place(groups.get("name")),
        name=_name(groups.get("name")),
        phone=phone[1] if phone else "",
        source="telephone" if groups.get("rang") else "walk_in",
    )
    came = None if given.name else told_apart(groups["said"].strip())
    if came is not None:
        given = replace(given, said=came.said, place=came.place, name=came.name)
    return _enter(talk, given)


def _name(said: str | None) -> str:
    name = _BEFORE_NAME.sub("", said or "")
    return "" if _NOBODY.match(name) else name


def _place(said: str | None) -> str:
    """The village that stands before the name: 西坪村的老张."""
    found = _BEFORE_NAME.match(said or "")
    return found["village"] or "" if found else ""


def _enter(talk: Talk, given: entering.Entered) -> Answer:
    opened, read = entering.enter(talk.session, talk.contact, given, now=talk.now)
    issue = opened[0]
    fields = {
        "case": "、".join(label(each) for each in opened),
        "phone": "" if given.phone else say("staff.entered_no_phone"),
        "link": link_to(talk.session, issue),
    }
    if issue.urgency == "危急":
        line = read.safety.line if read and read.safety else say("answer.danger_line")
        said = say("staff.entered_danger", line=line, **fields)
    elif issue.speak_by is None:
        days = int(rule(talk.session, "issue.speak_within", talk.now))
        said = say("staff.entered_within", days=days, **fields)
    else:
        said = say("staff.entered", speak_by=say_when(issue.speak_by, talk.now), **fields)
    above = [each for each in opened if each.seen_by == "county"]
    if above and issue.urgency != "危急":
        # Who entered it does not see it any more, and is told so.
        said += "\n" + say("staff.entered_above", case="、".join(label(each) for each in above))
    return Answer(said, "station", issue.id)
