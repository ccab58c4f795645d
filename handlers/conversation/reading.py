"""A text read in the light of who wrote it: home and cases under way."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.actions import issues, people, places
from bot.domain.workflows.issue import OPEN
from bot.store.models import Issue
from handlers.conversation.citizen.belonging import speaks_of_him, speaks_of_office
from handlers.conversation.citizen.spoken import last_spoken, said_before
from handlers.conversation.citizen.wishes import read_wish
from handlers.conversation.context import Talk
from handlers.conversation.replies import held, items_of
from nlp.avoidance import About
from nlp.avoidance_words import SOMEBODY_UNNAMED
from nlp.conduct import GRUDGE, is_never_seen
from nlp.corruption import is_corruption
from nlp.danger_talk import is_at_an_edge
from nlp.reading import OpenCase, Reading
from nlp.things import holds_a_matter

#: How somebody treats people, in whatever else is said.
_TREATS = re.compile(
    r"态度|不(理|管|办|接|回|作为|负责)|凶|骂|吼|推(脱|诿|来推去)|收(钱|礼|费)|吃拿|刁难|敷衍"
    rf"|糊弄|欺负|偏心|包庇|{GRUDGE}"
)


def is_complaint(text: str) -> bool:
    """Words about how somebody treats people."""
    return _TREATS.search(text) is not None


#: 「镇长说了修路，到现在没动静」: somebody's word that is not kept.
_BROKEN = re.compile(
    r"(?:答应|承诺|保证|许(?:下|过|了)|说(?:好|过|了|要|是)).{0,16}"
    r"(?:没(?:下文|动静|消息|影|兑现|见|修|办|来|信)|不兑现|不算(?:数|话)"
    r"|[\u4e00-\u9fff]呢(?:[，,。？?！!]|$))"
)
#: Of whom it is said, and the level that they are of.
_OFFICES = (
    ("county", re.compile(r"县长|局长|县委书记")),
    ("township", re.compile(r"[镇乡](?:长|党委书记|干部|领导)|主席|街道(?:书记|主任)")),
    ("village", re.compile(r"支书|村书记|村主任|村长|村干部|社区(?:书记|主任)|书记")),
)


#: 「你们公家就会推」, 「你们到底管不管事」: nobody is named, and nothing is told of anybody.
_GRUMBLES = re.compile(
    r"^\W*(?:你们|恁们?|您们)?(?:这些|这帮|那些)?(?:公家|政府|当官的|官老爷|领导|干部|单位|部门"
    r"|人大|上面|人)?(?:的人)?"
    r"(?:除了|光|一天到晚|整天|天天)?(?:拿(?:着)?(?:工资|钱|(?:我们|俺们|老百姓"
    r"|纳税人)的钱))?(?:还|都|就|只|光|净|还是|到底|真)*(?:能|会|是|知道|晓得)?(?:互相)?(?:推"
    r"|踢皮球|糊弄|敷衍|拖|哄|骗人|忽悠|打官腔|说空话|磨洋工|不管事|管不管"
    r"|没用|吃(?:干|闲|白)饭|会干(?:啥|什么)|干啥吃|有(?:啥|什么|屁)用|要你们|干(?:啥|什么)的?"
    r"|不干(?:活|事)|不办事|光说不(?:干|练|做)|说说而已|摆设|走过场)[^，,。]{0,6}\W*$"
)
#: 「村里说等钱」, 「派出所说等等」, 「城管来人了」: what became of it; nobody is blamed.
_HEARSAY = re.compile(
    r"(?:村|镇|乡|社区|派出所|城管|公安|警察|供电|水利|交警|医院|学校|物业|单位|他们|人家|代表|所"
    r"|局|站)[^，,。]{0,4}"
    r"(?:说|讲|让|叫|答复|回话|通知|来(?:人|了|过|看)|去(?:人|了|过))"
    r"|(?:找过|问过|跟[^，,。]{1,6}(?:说|讲|反映)过?|打(?:过|了)?(?:电话"
    r"|\d{5}))[^，,。]{0,8}[，,]?[他她]?(?:就)?(?:说|讲|让|叫)"
)


#: 「一天天就知道开会，屁事不干」.
_DO_NOTHING = re.compile(
    r"^\W*(?:你们|他们|这帮人|这些人)?(?:一天天|一天到晚|整天|天天|成天)?(?:就|光|只|净)(?:知道"
    r"|会|晓得)(?:开会|喝茶|看报|吹牛|说|糊弄|推)[^，,。]{0,4}"
    r"(?:[，,]?(?:屁事?|啥事?|正事|人事|实事)?(?:都|也)?不?(?:干|办|管|顶用)[^，,。]{0,4})?\W*$"
    r"|^\W*(?:屁|啥|正|人|实)事(?:都|也)?不(?:干|办|管)\W*$"
)


def is_grumble(text: str) -> bool:
    """Whether it only says how angry somebody is with those above, and names nobody."""
    return bool(_GRUMBLES.match(text) or _DO_NOTHING.match(text))


def only_quotes(reading: Reading) -> bool:
    """Whether it only passes on what somebody said, or that they came."""
    text = reading.text
    if is_complaint(text) or is_corruption(text) or reading.kind == "lawful_channel":
        return False
    if is_never_seen(text):
        return False  # 「代表从来没来过」
    return _HEARSAY.search(text) is not None


def _area(talk: Talk, found: Reading, level: str) -> str | None:
    """Code of the area of that level in which the place of the matter lies."""
    grid = places.by_code(talk.session, found.grid_code) if found.grid_code else talk.home()
    while grid is not None and grid.level != level:
        grid = grid.parent
    return grid.code if grid is not None else None


def is_broken_promise(text: str) -> bool:
    return _BROKEN.search(text) is not None


def _offices(text: str) -> list[tuple[str, str]]:
    """Offices whose word it was, each with its level; the highest that is named."""
    for level, office in _OFFICES:
        if found := office.search(text):
            return [(found[0], level)]
    return []


#: Longer than this, with a matter in it, nothing is only a wish to talk.
_A_LETTER = 24
#: 「王代表电话都打不通」: whom nobody can reach does not read that either.
_UNREACHED = re.compile(
    r"(?:电话|手机|微信)[^，,。]{0,4}(?:打不通|不接|没人接|关机|不回)|(?:找|见|寻)不(?:着|到|见)(?:人|面|影|他|她)?"
    r"|(?:没|没有|从没)(?:见过|露过|来过)|不露面|没影"
)
#: 「孙德胜也拉了」 after 「陈志远把沙子拉自己家去了」.
_TOO = re.compile(r"也|同样|一样|还有")


#: 「不是投诉我们学校，是门口的摊子」: whom it is not about.
_NOT_OF = re.compile(
    r"(?:我|俺)?(?:这)?(?:可)?(?:不是|没有?|没想|不想)(?:要|想|在|来)?(?:投诉|举报|告|针对|指责"
    r"|埋怨|怪|骂)[^，,。；;]{0,10}(?:[，,。；;]|$)"
)


def read(talk: Talk) -> Reading:
    denied = _NOT_OF.search(talk.text)
    if denied is not None and len(rest := talk.text.replace(denied[0], "").strip()) > 1:
        found = _whole(replace(talk, text=rest))
        return replace(found, text=talk.text)
    return _whole(talk)


def _whole(talk: Talk) -> Reading:
    home = talk.home()
    found = read_wish(talk.reader, _read(talk), home.code if home else None)
    if is_grumble(talk.text):
        found = replace(found, avoid=())
    if found.kind == "human" and len(talk.text) > _A_LETTER and holds_a_matter(talk.text):
        # 「…希望领导派人来看看」 behind a ditch and three lamps asks for no call.
        found = replace(found, kind="problem")
    if found.urgency == "危急" and not talk.roles.any:
        return _in_its_scene(talk, found)
    if found.urgency == "危急" or talk.roles.officer_roles:
        return found
    found = _of_him(talk, found)
    too = _TOO.search(talk.text) is not None and _has_blamed(talk)
    broken = is_broken_promise(talk.text) or _UNREACHED.search(talk.text) is not None
    if not (found.avoid or too or broken or is_complaint(talk.text)):
        return found
    deputies = _deputies(talk) if found.avoid or too or broken else {}
    # A county deputy who is blamed is above the township, whatever else they are (design 1.3).
    avoid = [
        replace(each, level="deputy") if deputies.get(str(each.name)) else each
        for each in found.avoid
    ]
    known = {each.name for each in avoid}
    more = [each for each in _officers(talk) if each.name not in known]
    if broken and not avoid:
        more += [About(who, level, _area(talk, found, level)) for who, level in _offices(talk.text)]
    if too or broken:
        more += [
            About(name, "deputy" if of_county else "village", None, name)
            for name, of_county in deputies.items()
            if name not in known
        ]
    # Whoever is complained of by name does not read it, whatever else the sentence asks for.
    kind = found.kind
    if more and kind in ("human", "status", "unclear", "thanks", "joining", "supplement"):
        kind = "problem"
    return replace(found, avoid=(*avoid, *more), kind=kind)


#: Dangers that sound alike wherever they happen, and so few letters that name no thing.
_ANYWHERE = frozenset({"fire", "explosion", "general", "cry"})
_NO_SCENE = 6


def _in_its_scene(talk: Talk, found: Reading) -> Reading:
    """「冒烟哩」 right after 「树枝搭到电线上了」: what to do there, not at home."""
    if found.danger not in _ANYWHERE or len(talk.text) > _NO_SCENE or found.places:
        return found
    for before in said_before(talk)[:1]:
        scene = talk.reader.read(f"{before}，{talk.text}")
        if scene.urgency == "危急" and scene.danger not in _ANYWHERE:
            return replace(found, danger=scene.danger, safety=scene.safety)
    return found


def _of_him(talk: Talk, found: Reading) -> Reading:
    """「他还骂人」 in the middle of a talk: whoever in office was named last in it; where nobody
    was, it is the electrician or the man next door, and no accusation."""
    unnamed = [each.who for each in found.avoid] == [SOMEBODY_UNNAMED]
    blames = unnamed or (not found.avoid and is_complaint(talk.text))
    if not blames or len(talk.text) > _A_LETTER or not speaks_of_him(talk.text):
        return found
    before = said_before(talk)
    for text in before:
        if named := _offices(text):
            avoid = tuple(About(who, level, _area(talk, found, level)) for who, level in named)
            return replace(found, avoid=avoid, kind="problem")
    if unnamed and _has_blamed(talk):
        # It lies with what was said of them.
        return replace(found, avoid=(), kind="supplement")
    if not before or not unnamed or any(speaks_of_office(text) for text in before):
        return found
    return replace(found, avoid=(), kind="supplement")


def _has_blamed(talk: Talk) -> bool:
    """Whether this person has a case under way that is kept above somebody."""
    own = issues.of_reporter(talk.session, talk.contact, limit=8)
    return any(issue.avoid and issue.state in OPEN for issue in own)


def _deputies(talk: Talk) -> dict[str, bool]:
    """Names of deputies that are in the text, and whether they are of the county or above it."""
    found: dict[str, bool] = {}
    for name, congress in people.deputy_names(talk.session):
        if len(name) > 1 and name in talk.text:
            found[name] = found.get(name, False) or congress not in ("township", "advisory")
    return found


def _officers(talk: Talk) -> list[About]:
    """Officers whose full name is in the text: of stations and townships, and of the county."""
    levels: dict[str, str] = {}
    for name, local in people.officer_names(talk.session):
        if len(name) > 1 and name in talk.text:
            levels[name] = "township" if local and levels.get(name) != "county" else "county"
    return [About(name, level, None, name) for name, level in levels.items()]


def _read(talk: Talk) -> Reading:
    home = talk.home()
    own = issues.of_reporter(talk.session, talk.contact, limit=8)
    read = partial(
        talk.reader.read,
        talk.text,
        home=home.code if home else None,
        open_cases=[
            OpenCase(
                f"民{issue.number}",
                issue.title,
                issue.topic,
                issue.grid.code if issue.grid else None,
            )
            for issue in own
            # Nothing else belongs to a request about one's own data: the county office alone
            # reads it, and nobody would go and look.
            # What belongs to a danger is asked before anything else is read (danger.py).
            if issue.state not in ("closed", "withdrawn", "merged")
            and issue.kind != "data_rights"
            and (issue.urgency != "危急" or f"民{issue.number}" in talk.text)
        ],
    )
    found = read()
    if not found.danger:
        return found
    at_work = _works_on_the_harmless(talk)
    if at_work or (own and _talks_of_the_harmless(talk, own)):
        return read(in_talk=True, at_work=at_work)
    return found


def _works_on_the_harmless(talk: Talk) -> bool:
    """Whether something that is no alarm waits for this person at work, who then speaks of that."""
    waiting = [item.pending.kind for role in held(talk) for item in items_of(talk, role)]
    return bool(waiting) and "alarm" not in waiting


def _talks_of_the_harmless(talk: Talk, own: Sequence[Issue]) -> bool:
    """Whether this person, or we with them, spoke last of a matter that endangers nobody: what
    then sounds like danger may be where the rubbish lies."""
    _, subject = last_spoken(talk, own)
    if subject is None or subject.urgency == "危急":
        return False
    return not is_at_an_edge(subject.words.text or "")


#: 「就是赵刚」, 「占地的是赵刚」.
_IS_HIM = re.compile(
    r"^\W*(?:[^，,。]{1,8}的)??(?:就是|是|说的是|我说的是)?(?P<name>[一-鿿]{2,4})\W*$"
)


def named_alone_in(talk: Talk) -> tuple[About, ...]:
    """「就是孙德胜」 and no more: a deputy's or an officer's own name, and so whom it is about."""
    found = _IS_HIM.match(talk.text.strip())
    if found is None:
        return ()
    name = found["name"]
    deputies = [
        About(each, "deputy" if of_county else "village", None, each)
        for each, of_county in _deputies(talk).items()
        if each == name
    ]
    return tuple(deputies) or tuple(each for each in _officers(talk) if each.name == name)
