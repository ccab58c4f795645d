"""A place and nothing else: 「东坪村」, 「就在南街小学门口」. Said right after a matter it is where
that is; said by itself it is half of what somebody wants to say."""

import re
from datetime import timedelta

from bot.actions import exchanges, issues, places
from bot.actions.issues.routing import bind
from bot.domain.workflows.issue import EARLY, OPEN
from bot.store.models import Grid, Issue
from bot.texts import say
from handlers.conversation.citizen.my_deputies import whose
from handlers.conversation.citizen.own_cases import correct, supplement
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from nlp.reading import Reading
from nlp.things import is_wrong, things

#: So soon after a matter a place is said of it.
_SOON = timedelta(minutes=30)
_LONGEST = 16
_FILLERS = re.compile(
    r"^(?:哦|嗯|对了)?[，,]?(?:地[点址]|位置)?(?:就?在|是|就是|我[们]?|俺们?|咱们?)*|(?:那[里儿边块]?|这[里儿边块]?|的|里|上|呢|啊|哈)*$"
)
#: A spot without a name of its own ends so.
_SPOT = re.compile(
    r"(?:[村组社屯庄寨湾街路巷镇乡]|街道|社区|小区|网格|门口|路口|桥头|桥边|河边|旁边|附近|对面|后[面头门]|前门|大门|楼下|广场|市场|\d+号楼?)$"
)
#: Then it says what is wrong as well.
_MORE = re.compile(
    r"举报|反映|投诉|有人|贩|赌|毒|抢|打|骗|吃|给|[坏堵断漏塌没不停脏臭乱吵欠请想问能吗怎啥谁修占拆倒破烂]|了"
    r"|[冒呛烧喊哭闹淌流咬追撞砸死伤血裂歪晃响炸绕挡]|跑(?!道)|要"
)


def placed(talk: Talk, reading: Reading) -> Answer | None:
    """What to do with a place alone; None if the text says more or nothing of a place."""
    if not is_only_a_place(talk, reading):
        return None
    own = [
        issue
        for issue in issues.of_reporter(talk.session, talk.contact, limit=8)
        if issue.created_at <= talk.said_at
    ]
    if own and own[0].state in (*EARLY, *OPEN) and own[0].created_at > talk.said_at - _SOON:
        return of_the_matter(talk, own[0], reading)
    grid = places.by_code(talk.session, reading.grid_code) if reading.grid_code else None
    if grid is None:
        if own or talk.roles.any:
            return None
        # 「就在张老三家门口」 of somebody who has told nothing yet.
        exchanges.begin(talk.session, talk.contact.id, talk.message.id, now=talk.now)
        return Answer(say("answer.begun"), AS_CONSTITUENT)
    return keep_place(talk, grid)


def keep_place(talk: Talk, grid: Grid) -> Answer:
    """Where it is, before what is wrong there: it holds for what comes next."""
    bind(talk.session, talk.contact, grid)
    card = whose(talk, grid)
    if card is not None:
        return card
    exchanges.promise_place(talk.session, talk.contact.id, grid.code, now=talk.now)
    said = say("answer.place_kept", place=places.say_place(talk.session, grid))
    return Answer(said, AS_CONSTITUENT)


def of_the_matter(talk: Talk, issue: Issue, reading: Reading) -> Answer:
    known = issue.grid is not None and issue.grid.level in ("village", "grid")
    landmark = known and all(_LANDMARK.fullmatch(place) for place in reading.places)
    if (
        reading.grid_code is None
        or landmark
        or (issue.grid and issue.grid.code == reading.grid_code)
    ):
        return supplement(talk, issue, reading)
    said = correct(talk, issue, reading)
    talk.message.issue_id = issue.id
    return Answer(said, AS_CONSTITUENT, issue.id)


#: 「就在桥头」 of a matter whose village is known is no 桥头社区 of another town.
_LANDMARK = re.compile(
    r"(?:桥|村|路|街|河|渠|坡|山|沟|东|西|南|北|前|后|门)(?:头|口|边|上|下|沿)|(?:小|中)?学校?|市场|广场|车站|大门"
)


def is_only_a_place(talk: Talk, reading: Reading) -> bool:
    """Whether the text names a place or a spot, and nothing that is there."""
    said = talk.text.strip().strip("。！!，, ")
    if not said or len(said) > _LONGEST or _MORE.search(said):
        return False
    if is_wrong(said):
        return False
    # Each part of it: 「化工厂冒黄烟呛人，柳树湾村」 ends with a place and is none.
    return all(_is_place(part, reading) for part in _PARTS.split(said) if part)


_PARTS = re.compile(r"[，,。；;、\s]+")
#: A spot that has no name of its own is told in so many letters.
_SPOT_AT_MOST = 8


def _is_place(part: str, reading: Reading) -> bool:
    bare = _FILLERS.sub("", part)
    name = next((place for place in reading.places if place in bare), "")
    if name and len(bare) - len(name) <= 1:
        return True
    # 「东坪村张老三家门口」, never 「垃圾成山西坪村」.
    rest = bare.removeprefix(name) if name else bare
    spot = len(rest) <= _SPOT_AT_MOST and _SPOT.search(rest) is not None
    return spot and not (name and name in rest) and not things(_SPOT.sub("", rest))
