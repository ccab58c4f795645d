"""What somebody who has matters under way says, put where it belongs: the facts for
``belonging.decide``, and what is done and said then. Nothing of it is dropped."""

import re
from collections.abc import Sequence
from datetime import timedelta

from bot.actions import hand_overs, issues, places
from bot.actions.rules import rule
from bot.domain.workflows.issue import ANSWERED, EARLY, HANDED_OVER, OPEN, REFERRED, TOLD
from bot.store.models import Issue
from handlers.conversation.case_numbers import NUMBER
from handlers.conversation.citizen.about_own import comes_back
from handlers.conversation.citizen.adding import add, add_parts, said_of_each
from handlers.conversation.citizen.belonging import (
    ANOTHER,
    BY_THE_WAY,
    Case,
    Facts,
    Said,
    begins_elsewhere,
    comes_of_it,
    decide,
    denies,
    groups_of,
    is_answered_back,
    is_of_it,
    speaks_of_him,
    speaks_of_office,
    speaks_of_somebody,
)
from handlers.conversation.citizen.matters import new_matter
from handlers.conversation.citizen.spoken import last_spoken
from handlers.conversation.citizen.wishes import wishes
from handlers.conversation.context import Answer, Talk, only_thanks
from handlers.conversation.place_only import is_only_a_place, of_the_matter
from handlers.conversation.reading import is_grumble, only_quotes
from handlers.conversation.replies import own_acts
from nlp.belonging import OpenCase, likeness
from nlp.blames_nobody import is_own_wish
from nlp.corruption import is_corruption
from nlp.reading import Reading
from nlp.things import is_wrong, things

#: Of what is over a later sentence opens anew.
_UNDER_WAY = (*EARLY, *OPEN, ANSWERED, TOLD)
#: Requests and records of their own, to which nothing else belongs.
_NO_MATTERS = frozenset({"data_rights", "praise"})
#: Kinds that are answered and not kept; a thing that is wrong beside them is.
_ANSWERED = frozenset({"status", "human", "data_rights", "greeting", "advertising", "thanks"})
#: Acts that a case beside it does not undo.
_FINAL = frozenset({"withdraw", "keep_secret", "correct"})
#: What is asked about before it is done, where it may be said of several.
_ASKED_BACK = frozenset({"withdrawal", "rating"})
_SURE, _LIKELY = 0.9, 0.6
_VERY_ALIKE = 0.6
#: A letter or two that many sentences share (三组, 一截) make nothing alike.
_ALIKE = 0.13
_LONG, _SHORTEST = 9, 7
_GREETS = re.compile(
    r"(?:你们?|您|大家)?(?:好|早|辛苦了?)+\W*|[喂嗨哈喽在吗啊呀]+\W*|早上好|晚上好|晚安"
)
_WHOSE = re.compile(r"^\W*(?:我|俺)(?:的|家|妈|爸|爹|娘|儿|孙|老|们村|们组)")
_ASKS = re.compile(
    r"[吗呢没么？?]\W*$|咋|怎|啥|什么|多久|几|哪|谁|到底|([能给管要行])不\1|可不可以"
)


def goes(talk: Talk, reading: Reading) -> Answer | None:
    """The words where they belong. None: they have nothing under way, or it is an act on it."""
    if reading.urgency == "危急":
        return None
    known = facts(talk, reading)
    if known is None:
        return None
    found = decide(known)
    own = own_acts(talk)
    acts = {act.act for act in own.acts} - {"supplement"}
    if found.rule == "there":
        # Which of theirs, and no other place for the one spoken of last.
        acts -= {"correct"}
    if known.newest is not None and _issue(talk, known.newest).state in EARLY:
        # Nobody has done anything yet that could be good.
        acts -= {"rate"}
    if _NO_ANSWER.search(talk.text):
        # 「打电话没人接」 asks for nobody to ring.
        acts -= {"human"}
    if _DENIES_IT.search(talk.text):
        # 「恢复啥了，没恢复」 asks how nothing stands.
        acts -= {"status"}
    if found.rule == "hidden" and reading.kind == "accusation":
        # However it sounds, it is no word about a tap that runs again.
        acts = set()
    if wishes(talk.text) or acts & _FINAL or (own.ask and reading.kind in _ASKED_BACK):
        return None
    opens = found.case is None and found.rule not in ("first", "blames")
    opens = opens and (found.rule == "another" or not comes_back(talk.text))
    if opens or (found.case is None and found.rule == "blames" and not acts):
        return new_matter(talk, reading, _of_what(talk, known) if found.rule == "place" else "")
    if acts or found.case is None:
        return None
    if is_only_a_place(talk, reading) and not known.said.things:
        there = found.case if found.rule == "there" else known.newest
        return of_the_matter(talk, _issue(talk, there), reading) if there is not None else None
    if reading.kind in _ANSWERED and not _tells_something(talk, reading, known):
        return None
    of = [(case, case.things) for case in known.cases]
    parts = said_of_each(talk.text, of) if found.rule == "thing" else []
    if len(parts) > 1 and not any(case.hidden for case, _ in parts):
        return add_parts(talk, [(_issue(talk, case), text) for case, text in parts])
    return add(talk, reading, _issue(talk, found.case), found)


def _of_what(talk: Talk, known: Facts) -> str:
    """「我们东坪村也是」 says of nothing what it is: the words that it goes on with."""
    said, newest = known.said, known.newest
    if newest is None or newest.hidden or not said.also or said.things:
        return ""
    return _issue(talk, newest).words.text or ""


def _issue(talk: Talk, case: Case) -> Issue:
    own = issues.of_reporter(talk.session, talk.contact, limit=8)
    return next(issue for issue in own if issue.number == case.number)


def _tells_something(talk: Talk, reading: Reading, known: Facts) -> bool:
    """Whether a question, thanks or a greeting holds something that has to be kept."""
    if reading.kind == "thanks":
        return not only_thanks(talk.text)
    if reading.kind in ("greeting", "advertising"):
        # However it sounds in the middle of a talk, it is about that.
        return known.newest is not None and not _GREETS.fullmatch(talk.text.strip())
    if reading.kind in ("human", "data_rights"):
        return False
    if known.said.things and known.said.wrong and known.newest is not None:
        return True
    if known.newest is not None and _SO_LONG.match(talk.text):
        # 「好几天了」 in one breath with the matter: since when, and no question how it stands.
        minutes = int(rule(talk.session, "conversation.talk_minutes", talk.now))
        opened = _issue(talk, known.newest).created_at
        return opened > talk.said_at - timedelta(minutes=minutes)
    if _DENIES_IT.search(talk.text):
        return True
    if reading.kind != "status" or _ASKS.search(talk.text):
        return False
    # 「塌的那个先修吧」, 「我签了的」: however it is read, nothing is asked.
    told = known.said.named is not None or _OF_THEMSELVES.match(talk.text)
    return known.said.long or (bool(told) and not _HOW_IT_STANDS.search(talk.text))


_DENIES_IT = re.compile(
    r"(?P<did>[一-鿿]{1,2})(?:个)?(?:啥|什么|屁|鬼)了?[，,!！\s]+[^，,]{0,4}没(?:有)?(?P=did)"
)
_SO_LONG = re.compile(
    r"\W*(?:都|已经|有)*好?[几多两三四五六七八九十半一\d]+个?多?(?:天|月|年|周|星期|礼拜|来天)多?[了啦]\W*$"
)
_OF_THEMSELVES = re.compile(r"\W*(?:我|俺)(?!的|们?等)")
_HOW_IT_STANDS = re.compile(
    r"(?:天|月|年|周|星期|礼拜)[了啦]|进[度展]|情况|结果|回[音话信复]|消息|动静|[办查看催问]|反映|快|急|等|信儿?|事|下文|民\s*\d|待办|状态"
)


def facts(talk: Talk, reading: Reading) -> Facts | None:
    """What is known of the sentence and of their matters; None: nothing of theirs is under way."""
    own = [
        issue
        for issue in issues.of_reporter(talk.session, talk.contact, limit=8)
        if issue.kind not in _NO_MATTERS and issue.urgency != "危急"
    ]
    if not own:
        return None
    said = _said(talk, reading, own)
    if said.things and said.wrong:
        # Somebody will ring; what is wrong is a matter beside that.
        own = [issue for issue in own if issue.kind != "human"]
    last, newest = last_spoken(talk, own)
    own.sort(key=lambda issue: (last[issue.id], issue.id), reverse=True)
    blames = not (only_quotes(reading) or is_grumble(talk.text) or _is_plain(reading))
    cases = [
        _case(talk, reading, issue, blames)
        for issue in own
        if issue.state in _UNDER_WAY or issue is newest
    ]
    if not cases:
        return None
    first = next((case for case in cases if newest and case.number == newest.number), None)
    return Facts(said, cases, first)


def _said(talk: Talk, reading: Reading, own: Sequence[Issue]) -> Said:
    text = talk.text.strip()
    numbers = NUMBER.findall(text)
    quoted = only_quotes(reading) or is_grumble(text)
    clear = reading.topic is not None and (reading.auto or reading.confidence >= _SURE)
    told = _CALLS.sub("", text)
    asks = reading.kind in ("policy_question", "project_wish") or _ASKS.search(told)
    another = ANOTHER.match(text) or (BY_THE_WAY.match(text) and (is_wrong(told) or asks))
    return Said(
        things=things(told, reading.places),
        wrong=is_wrong(text),
        place=reading.grid_code if reading.places and reading.grid_level != "county" else None,
        groups=groups_of(text),
        kind="problem" if _is_plain(reading) else reading.kind,
        who=frozenset() if quoted else frozenset(str(each.who) for each in reading.avoid),
        somebody=speaks_of_somebody(text),
        him=speaks_of_him(text),
        denies=denies(text),
        comes_of_it=comes_of_it(text),
        also="也" in told,
        another=bool(another),
        clear=clear or _WHOSE.match(text) is not None,
        likely=reading.topic is not None and reading.confidence >= _LIKELY,
        own_spot=begins_elsewhere(text),
        asks=bool(_ASKS.search(told)) or is_own_wish(text),
        of_it=is_of_it(text),
        answered=is_answered_back(text),
        topic=reading.topic,
        named=int(numbers[0])
        if numbers
        else _called(text, own) or _by_body(talk, own) or _by_title(reading, own),
        long=len(text) >= _LONG,
        whole=len(text) >= _SHORTEST,
    )


#: 「打电话没人接」 is how their matter goes, and no telephone that is out of order.
_CALLS = re.compile(
    r"(?:打|拨)(?:了|过)?(?:[^，,。]{0,8})(?:电话|号码?)|电话(?=[^，,。]{0,4}(?:没人接|打不通|不接|占线|没通))"
)
#: That something is not as it should be, in a few letters of many.
_AMISS = re.compile(
    r"不[净好能让给通亮平清够行]|不干净|乱|没(?:人|电|水|路|灯)|[坏停贵少吵脏]|收费"
)
_NO_ANSWER = re.compile(r"(?:没人?|不|无人)接|打不通|占线|没打通")
_AT_HOME = re.compile(
    r"儿子|女儿|闺女|媳妇|女婿|老公|丈夫|老婆|婆婆|公公|兄弟|孙子|邻居|房东|老板|同学|家长"
)
#: What is done to somebody at home is for nobody in the village.
_HARMS = re.compile(r"[打骂掐踢砍虐关锁饿]")
_CROWD = re.compile(
    r"上访|信访|围|堵(?:门|路)|集合|横幅|静坐|门口(?:坐|等|站)|一起去|[几\d十百]+(?:多)?(?:个)?人|大家|都去|讨说法"
)


def _is_plain(reading: Reading) -> bool:
    """「去镇上问，让回村里」 gathers nobody; 「他儿子不管他」, 「补贴以前是一百二」 blame nobody in
    office."""
    if reading.kind == "gathering":
        return _CROWD.search(reading.text) is None
    blames = reading.avoid or is_corruption(reading.text) or speaks_of_office(reading.text)
    at_home = _AT_HOME.search(reading.text)
    if reading.kind == "problem" and at_home:
        # 「他儿子不管他」, however it is read.
        return not blames and not _HARMS.search(reading.text)
    nobody = at_home or not speaks_of_somebody(reading.text)
    return reading.kind == "accusation" and bool(nobody) and not blames


#: 「塌的那个」, 「堵的那处」: by what is wrong with it.
_BY_FAULT = re.compile(
    r"([坏堵断漏塌裂烂臭脏黑歪倒停])了?的?(?:那|这)(?:个|件|条|处|段|边|家|盏|口|头|块)"
)


def _bare(text: str, reading: Reading) -> str:
    """``text`` without the names of the places that the sentence names."""
    for place in reading.places:
        text = text.replace(place, "，")
    return text


def _called(text: str, own: Sequence[Issue]) -> int | None:
    """The only one of theirs of which that is said."""
    found = _BY_FAULT.search(text)
    of = [issue for issue in own if found and found[1] in issue.title and issue.state in _UNDER_WAY]
    return of[0].number if len(of) == 1 else None


#: A body comes, rings, measures: of the case that it has.
_A_BODY = re.compile(
    r"(?P<who>[一-鿿]{2,6}(?:局|所|办|站|政府|公司|中心))(?:的人|那边|的)?(?:[^，,。]{0,4})"
)


def _by_body(talk: Talk, own: Sequence[Issue]) -> int | None:
    """「我那件水利局联系过我」 of who has two: the only one that this bureau has in hand."""
    if len(own) < 2 or _A_BODY.search(talk.text) is None or is_wrong(talk.text):
        return None
    having = []
    for issue in own:
        row = hand_overs.latest(talk.session, issue) if issue.state == HANDED_OVER else None
        if row is not None and any(
            len(name) > 1 and name in talk.text for name in (row.bureau.name, *row.bureau.aliases)
        ):
            having.append(issue.number)
    return having[0] if len(having) == 1 else None


def _by_title(reading: Reading, own: Sequence[Issue]) -> int | None:
    """The case whose very title is said again (nlp.belonging)."""
    if reading.kind != "supplement" or reading.belongs_to is None or reading.places:
        return None
    number = int(reading.belongs_to.removeprefix("民"))
    issue = next((each for each in own if each.number == number), None)
    if issue is None:
        return None
    case = OpenCase(reading.belongs_to, issue.title, issue.topic)
    alike = likeness(reading.text, reading.topic, None, case)
    return number if alike >= _VERY_ALIKE else None


def _case(talk: Talk, reading: Reading, issue: Issue, blames: bool) -> Case:
    told = f"{issue.title}，{issue.words.text or ''}"
    hidden = issue.seen_by != "grid" or issue.state == REFERRED
    # Two things may be broken in one village: its name makes nothing alike.
    alike = likeness(_bare(reading.text, reading), None, None, OpenCase("", _bare(told, reading)))
    asks = issue.kind in ("policy_question", "project_wish", "law_opinion")

    def area(code: str) -> bool:
        grid = places.by_code(talk.session, code)
        if issue.grid is None or grid is None:
            return True
        return issue.grid.path.startswith(grid.path) or grid.path.startswith(issue.grid.path)

    return Case(
        number=issue.number,
        things=things(told),
        topic=issue.topic,
        area=area,
        placed=issue.grid is not None,
        groups=groups_of(told),
        hidden=hidden,
        who=frozenset(str(each.get("who")) for each in issue.avoid),
        too_low=blames and issues.speaks_above(talk.session, reading, issue, talk.now),
        begun=issues.is_begun(issue),
        unlike=is_wrong(told) and not alike,
        apart=not alike,
        far=alike < _ALIKE,
        told=bool(things(told)) or is_wrong(told) or _AMISS.search(told) is not None or asks,
    )
