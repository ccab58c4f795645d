"""To which matter does a sentence of a constituent belong? The one place that decides it: plain
facts in, one answer out, by the first rule of ``RULES`` that has one.

People tell one thing in several sentences, answer late and have two matters open. Within one
exchange a sentence goes on with what was spoken of last, unless it begins another matter by its
words, its place or its thing. What is open is never left for 「没太明白」: if unsure, the words are
kept with the matter spoken of last and it is said so, with a way out (「另一件」)."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from nlp.things import NOTHING, Things


@dataclass(frozen=True, slots=True)
class Said:
    """The sentence. ``place``: code of the area that it names; ``groups``: 三组, 五组 in it;
    ``who``: whom it blames; ``somebody``: it speaks of a person in office or of 他."""

    things: Things = NOTHING
    wrong: bool = False
    place: str | None = None
    groups: frozenset[str] = frozenset()
    kind: str = "problem"
    who: frozenset[str] = frozenset()
    somebody: bool = False
    #: 「…也是他弄坏的」.
    him: bool = False
    #: 「晚上没灯更危险」, 「害得…」: what comes of something.
    comes_of_it: bool = False
    #: 「不对，是…」: what was said before is taken back.
    denies: bool = False
    #: 「菜场公厕也锁着」.
    also: bool = False
    #: It begins so: 还有, 另外, 再说个事.
    another: bool = False
    #: Its topic is beyond doubt, or it says whose the thing is; ``likely``: is no mere guess.
    clear: bool = False
    likely: bool = False
    #: It begins with a spot of its own: 村口, 二组, 卫生所, 隔壁.
    own_spot: bool = False
    asks: bool = False
    #: 「…说没钱」, 「那个最满」, 「…旁边」: of what was spoken of.
    of_it: bool = False
    #: 「学校说是孩子自己吃坏的」, 「…，他不认」: what was answered to it.
    answered: bool = False
    topic: str | None = None
    #: The case that it calls by number or by most of its title.
    named: int | None = None
    long: bool = False
    #: Long enough to say what is the matter with something.
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A matter of theirs. ``number``: 民…; ``area``: codes of its place and all above and below it
    that would be the same place said more or less exactly; ``hidden``: kept above the village, or
    only shown its lawful way; ``too_low``: who handles it must not hear whom the sentence blames;
    ``begun``: it holds no matter yet; ``unlike``: see there."""

    number: int
    things: Things = NOTHING
    topic: str | None = None
    area: Callable[[str], bool] = field(default=lambda code: True)
    placed: bool = True
    groups: frozenset[str] = frozenset()
    hidden: bool = False
    who: frozenset[str] = frozenset()
    too_low: bool = False
    begun: bool = False
    #: It says what is wrong, and not a pair of its letters is in the sentence.
    unlike: bool = False
    #: Not a pair of its letters is in the sentence, whatever it says; ``far``: at most one that
    #: many sentences share (三组, 一截).
    apart: bool = False
    far: bool = False
    #: It says what it is about: a thing, or what is not as it should be.
    told: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """``cases``: their matters under way, the one spoken of last first; ``newest``: the first of
    them, if it was spoken of within this exchange."""

    said: Said
    cases: Sequence[Case] = ()
    newest: Case | None = None


@dataclass(frozen=True, slots=True)
class Belongs:
    """``case``: where the words go; None: a matter of its own. ``sure``: else it is said how to
    part them again. ``rule``: which rule decided."""

    case: Case | None
    rule: str
    sure: bool = True


#: Questions and wishes that are a matter without anything being wrong.
_ASKING = frozenset({"policy_question", "project_wish", "law_opinion"})
#: Ways of their own, whatever was said before.
_OWN_WAYS = frozenset({"lawful_channel", "gathering"})
_WHOLE = frozenset({"problem", "joining", "accusation", *_ASKING, *_OWN_WAYS})


def _elsewhere(said: Said, case: Case) -> bool:
    """Whether a place is named at which the matter is not: another village, another 组."""
    if said.place is not None and not case.area(said.place):
        return True
    return bool(said.groups and case.groups and not said.groups & case.groups)


def _tells(said: Said) -> bool:
    """Whether it is a matter and not only a word about one."""
    asks = said.asks and bool(said.things.named)  # 「高龄补贴咋领」
    return said.wrong or (said.kind in _ASKING and (said.long or asks))


def _by_name(facts: Facts) -> Belongs | None:
    """「民12…」, or most of a title said again."""
    found = next((case for case in facts.cases if case.number == facts.said.named), None)
    return None if found is None or found.too_low else Belongs(found, "by_name")


def _hidden(facts: Facts) -> Belongs | None:
    """What may be about whom was blamed stays where that lies. Only a plain thing elsewhere in the
    village, told as another one, is for those who can mend it."""
    said, newest = facts.said, facts.newest
    if newest is None or not newest.hidden:
        return None
    asks = said.kind in _ASKING and said.long
    other = said.things and (said.wrong or asks) and not said.things.of(newest.things)
    plain = said.kind not in ("accusation", *_OWN_WAYS) and not said.who and not said.somebody
    # 「俺想问问医保今年交多少」 is of nobody who was blamed.
    elsewhere = said.place is not None or said.another or (asks and newest.apart)
    if other and plain and elsewhere:
        return None
    known = (c for c in facts.cases if not c.hidden and c.things.of(said.things))
    if plain and not said.things.of(newest.things) and next(known, None) is not None:
        # 「路灯还没修」 of who has told of the lamp as well.
        return None
    return Belongs(newest, "hidden")


def _blames(facts: Facts) -> Belongs | None:
    """Whoever is blamed never reads it beside some lamp (design 1.3): with what was said of them
    before, else by itself."""
    low = [case for case in facts.cases if not case.hidden]
    if not low or not all(case.too_low for case in low):
        return None
    same = (case for case in facts.cases if case.hidden and case.who & facts.said.who)
    return Belongs(next(same, None), "blames")


def _him(facts: Facts) -> Belongs | None:
    """「路灯也是他弄坏的」 of somebody who has blamed the secretary: where that lies."""
    blamed = (case for case in facts.cases if case.hidden and case.who)
    found = next(blamed, None) if facts.said.him and not facts.said.who else None
    return Belongs(found, "him") if found is not None else None


def _begun(facts: Facts) -> Belongs | None:
    """What was begun without saying what is wrong is this."""
    newest = facts.newest
    return Belongs(newest, "begun") if newest is not None and newest.begun else None


def _there(facts: Facts) -> Belongs | None:
    """「东坪那个是三组的」 of who spoke of 西坪 last: the place of one of theirs names it."""
    said, newest = facts.said, facts.newest
    if said.place is None or newest is None or not _elsewhere(said, newest) or said.denies:
        return None
    there = [case for case in facts.cases if not _elsewhere(said, case) and case.placed]
    told = _tells(said) and said.things and not any(c.things.of(said.things) for c in there)
    return Belongs(there[0], "there") if there and not told else None


def _another(facts: Facts) -> Belongs | None:
    """「还有…」, 「另外…」, with a thing or a fault of its own."""
    said, newest = facts.said, facts.newest
    if not said.another or not (_tells(said) or said.things or said.place):
        return None
    same = newest is not None and said.things and said.things.of(newest.things)
    if same and newest is not None and not _elsewhere(said, newest):
        return None
    return Belongs(None, "another")


def _place(facts: Facts) -> Belongs | None:
    """Something is wrong at a place where none of theirs is: 「我们东坪村也是」."""
    said = facts.said
    told = _tells(said) or (said.things and said.long)
    if not (said.place or said.groups) or not (told or (said.also and facts.newest is not None)):
        return None
    near = [facts.newest] if facts.newest is not None else facts.cases
    return Belongs(None, "place") if near and all(_elsewhere(said, c) for c in near) else None


def _thing(facts: Facts) -> Belongs | None:
    """Its thing is that of one of their matters, also days later: then without a place, since who
    tells everything anew tells of something new."""
    said = facts.said
    anew = facts.newest is None and said.wrong
    if not said.things or (anew and said.place is not None):
        return None
    of = [c for c in facts.cases if c.things.of(said.things) and not _elsewhere(said, c)]
    if facts.newest is None and said.groups and (said.wrong or said.long):
        # 「五组机井的泵不出水」 of who told of the village's canal days ago.
        of = [case for case in of if case.groups & said.groups]
    plainly = [case for case in of if case.things.named & said.things.named]
    if said.own_spot and said.wrong and said.whole:
        # 「合作社欠俺果子钱」, 「对门盖房把俺家出路堵死了」: not a word more of the matter that
        # 钱 or 路 may mean.
        of = [case for case in of if case in plainly or not case.far]
    found = next(iter(plainly or of), None)
    if facts.newest in of and not (plainly and facts.newest not in plainly):
        found = facts.newest
    return Belongs(found, "thing") if found is not None else None


def _is_apart(said: Said, newest: Case) -> bool:
    """「俺侄女的户口迁不回来」 of who spoke of a pond last: another thing, another topic and not a
    word of it, though no word that we know says what is wrong."""
    if said.comes_of_it or said.denies or said.of_it or newest.begun:
        return False
    own = newest.far and newest.told and said.whole
    if own and said.own_spot and not said.also and not said.things.named & newest.things.named:
        return True
    own = own and not said.things.of(newest.things)
    if said.kind not in (*_WHOLE, "supplement"):
        return False
    if said.kind in _ASKING and own:
        # 「能不能一天一趟」 is of the bus.
        return said.asks and (said.long or said.likely or bool(said.things))
    named = bool(said.things.named) and not said.things.of(newest.things)
    if said.also and named and (said.wrong or said.clear):
        return True
    if not newest.apart or said.topic in (None, newest.topic) or not newest.told:
        return False
    # Who begins with the village's name once more tells of something new.
    anew = said.place is not None and newest.placed and said.wrong
    if own and (named or anew) and said.likely and not said.also:
        return True
    # 「救护车都进不来」 has a thing and a topic as well, and is what comes of a bad road.
    whole = said.things.named if said.kind not in _ASKING else True
    return bool(whole) and said.clear and said.long and not said.things.of(newest.things)


def _word(facts: Facts) -> Belongs | None:
    """「音箱也小声了」, 「池子还没围」: a word of one other matter, and none of the newest."""
    newest = facts.newest
    if newest is None or not newest.apart or newest.hidden or facts.said.long:
        return None
    near = [case for case in facts.cases if not case.apart and not case.hidden]
    near = [case for case in near if not _elsewhere(facts.said, case)]
    return Belongs(near[0], "word") if len(near) == 1 else None


def _other_thing(facts: Facts) -> Belongs | None:
    """Another thing is wrong, or asked about; or it goes a way of its own."""
    said, newest = facts.said, facts.newest
    if newest is None or (said.answered and not said.another and said.place is None):
        return None
    other = bool(said.things) and not said.things.of(newest.things) and not said.comes_of_it
    # Nobody knows a name for what it is about: then what has one, and not a word of it.
    unknown = newest.unlike and bool(said.things.named)
    if other and (newest.things or newest.hidden or unknown) and _tells(said):
        return Belongs(None, "other_thing")
    if _is_apart(said, newest):
        return Belongs(None, "other_thing")
    topical = said.clear and said.topic not in (None, newest.topic) and not said.of_it
    if topical and said.wrong and said.kind == "problem" and not said.things and said.long:
        return Belongs(None, "other_thing")
    return Belongs(None, "own_way") if said.kind in _OWN_WAYS and said.long else None


def _goes_on(facts: Facts) -> Belongs | None:
    """Within one exchange everything else goes on with what was spoken of last."""
    if facts.newest is None:
        return None
    said = facts.said
    other = bool(said.things and facts.newest.things) and not said.things.of(facts.newest.things)
    whole = said.kind in _WHOLE and (said.wrong or said.long or other)
    doubtful = whole or said.another
    return Belongs(facts.newest, "goes_on", sure=not doubtful)


def _whole(facts: Facts) -> Belongs | None:
    """Days later a whole matter is a new one."""
    said = facts.said
    if said.kind not in _WHOLE:
        return None
    told = said.wrong and (said.things or said.place or said.clear)
    # 「12月10号能干完不」 asks of what they told before.
    asks_of_it = said.kind in _ASKING and not (said.things or said.place or said.likely)
    another_kind = said.kind != "problem" and not asks_of_it
    whole = told or ((said.place or said.groups) and said.topic and said.long) or another_kind
    return Belongs(None, "whole") if whole or not facts.cases else None


def _unsure(facts: Facts) -> Belongs | None:
    """Nothing is dropped while something is open."""
    return Belongs(facts.cases[0], "unsure", sure=False) if facts.cases else None


#: In this order; the first that has an answer decides.
RULES: tuple[Callable[[Facts], Belongs | None], ...] = (
    _by_name,
    _begun,
    _hidden,
    _blames,
    _him,
    _there,
    _another,
    _place,
    _thing,
    _word,
    _other_thing,
    _goes_on,
    _whole,
    _unsure,
)


def decide(facts: Facts) -> Belongs:
    """Where the words go. Without any matter under way they are their own."""
    return next(filter(None, (rule(facts) for rule in RULES)), Belongs(None, "first"))


# --------------------------------------------------------------------------- what a text says

#: Words by which people come to another matter.
ANOTHER = re.compile(
    r"^\W*(?:对了|哦对|噢)?[，, ]*(?:还有(?!没|多久|几天|人在)|另外|此外|再就是|再一[个件]"
    r"|再(?:说|反映|报|问)(?:一)?[个件]|顺便|还想(?:说|问|反映)|又有(?:个|一件)|换个事|第二[个件]|别的事"
    r"|(?:我|俺)?(?:又|还|刚)?想起(?:来)?(?:了)?(?:还有)?(?:一)?[个件]|又(?:是)?一[个件]|还有一?[个件]"
    r"|(?:群众|村民|老乡|有人|老百姓)(?:[^，,。]{0,6})(?:跟|向|给|和)(?:我|俺)们?(?:反映|反应|说|讲|提))"
)
#: 「对了，俺家门口下水道也堵了」: with something that is wrong or asked.
BY_THE_WAY = re.compile(r"^\W*(?:对了|哦对|噢)[，, ]*")
_GROUP = re.compile(r"([一二三四五六七八九十\d]{1,3})(?:组|队|社(?!区)|号楼|网格)")
_DENIES = re.compile(r"^\W*(?:不对|不是|错了|[说写打弄记搞]错)|[说写打弄记搞]错了?\W*$")
_COMES_OF_IT = re.compile(
    r"^\W*[^，,。]{1,6}了[，,。 ]*(?:就是|只是|不过|但)|"
    r"^\W*(?:晚上|夜里|害得|搞得|弄得|导致|结果|所以|一?下雨)|更(?:危险|难|怕|臭|黑)"
    r"|天天(?:从这|打这|在这)?(?:儿|里)?(?:过|走)|^\W*[车狗人](?:子|都)?把[^，。]{1,5}(?:坏|烂|断|碎)了"
)
#: 「他奶奶的」 speaks of nobody.
_NO_CURSE = r"[他她](?!(?:妈|娘|奶奶|大爷|爷爷|姥姥)(?:的|个))"
_HIM = re.compile(rf"{_NO_CURSE}(?!们)|这个?人|那个?人")
_IN_OFFICE = re.compile(
    r"书记|主任|支书|村长|会计|干部|[镇乡县站局所队院校]长|领导|代表|政府|村委|[镇乡村]里|[一-鿿]局|派出所|城管|公家"
)
_SOMEBODY = re.compile(
    rf"{_NO_CURSE}|这个?人|那个?人|书记|主任|村长|会计|干部|[镇乡县站局所]长|领导|代表|一伙|亲戚|证据|收钱|好处"
)


#: 村口, 二组, 卫生所: where something else than what was spoken of stands.
_OWN_SPOT = re.compile(
    r"^\W*(?:(?:昨天|今天|前天|最近|刚才?|这几天|俺们?|我们?|[我俺](?:跟|给)?你?们?[说讲]|忘了?说了?)[，,\s]?)*(?:"
    r"(?:[村镇街屯庄][东西南北口头后前中]|[东西南北])(?:头|边|面|口|街)|[村屯庄][东西南北口头后前中]|[一二三四五六七八九十\d]+(?:组|队|社|号楼|单元)的?"
    r"|隔壁(?![村镇乡县组队])|邻居|对门|楼[上下]|路口|河[里边上]|塘[里边]|(?!就|在|离|挨)[\u4e00-\u9fff]{0,2}(?:广场|操场|菜场|市场|超市|小卖部|卫生[所室院]|医院|诊所"
    r"|学校|小学|中学|幼儿园|养老院|敬老院|幸福院|粮站|供销社|合作社|[谷农]场|公厕|祠堂|戏台|车站|班车|公交|快递|信用社|银行|邮局)"
    r")"
)
_OF_IT = re.compile(
    r"^\W*(?:就|都|正)?在|着呢\W*$|说|讲|那[个块截段头边里儿](?!诊所|卫生|医院|学校|幼儿园|超市|小卖部|饭|店|厂|塘|公厕)|这[个块截段头边里儿]|它|一样|(?:旁边|边上|对面|附近|跟前|门口|得|的)\W*$"
    r"|(?:去|来|走动?|办|弄|跑|拿|领|填)不(?:了|动)(?:的话)?(?:怎么|咋)(?:办|弄|整)"
)
_ANSWERED_BACK = re.compile(
    r"^[^，,。他她]{1,6}(?<!我)(?<!俺)(?<!听)(?<!据)说(?:是|没|不|这是|让我|要等|管不了)"
    r"|[，,]\s*(?:他|她|人家|对方)(?:家)?(?:就|又|还|也|都|却)*(?:不认|不赔|不管|不承认|不理|耍赖|推)"
)


def begins_elsewhere(text: str) -> bool:
    return _OWN_SPOT.match(text) is not None


def is_answered_back(text: str) -> bool:
    return _ANSWERED_BACK.search(text) is not None


def is_of_it(text: str) -> bool:
    return _OF_IT.search(text) is not None


def groups_of(text: str) -> frozenset[str]:
    """三组, 2号楼: places within a village that a text tells apart."""
    return frozenset(_GROUP.findall(text))


def speaks_of_somebody(text: str) -> bool:
    return _SOMEBODY.search(text) is not None


def speaks_of_him(text: str) -> bool:
    return _HIM.search(text) is not None


def denies(text: str) -> bool:
    return _DENIES.search(text) is not None


def comes_of_it(text: str) -> bool:
    return _COMES_OF_IT.search(text) is not None


def speaks_of_office(text: str) -> bool:
    return _IN_OFFICE.search(text) is not None
