"""Several matters in one message: where one ends and the next begins.

People number them (一是… 二是…, 1. 2.), join them (还有, 另外, 顺便) or just line them up. Only
parts that say something of their own become matters; an opening or closing stays with the next.
"""

import itertools
import re

from nlp.cues import rules
from nlp.things import is_wrong

#: A part shorter than this is no matter of its own (a name, a courtesy).
LEAST = 4
#: The same where they are numbered: 「3.公厕没水」.
LEAST_NUMBERED = 3
#: Longer than this it is a letter: what it numbers are mostly the points of one matter.
LONGEST = 220
#: Up to here lined-up complaints are told apart by their things.
CHAT = 110

#: Behind 第一 these count no matters: 第一小学, 第二天.
_NO_ORDER = "[名次季批组中小初高年届章节条期代天实医人方时间步轮种类书记线产党车手眼排胎栋单]"
_NUMBERED = re.compile(
    r"(?:(?<=^)|(?<=[\s，,。！!？?；;：:、\n了]))"
    r"(?:第?[一二三四五六七八九](?:是|个是|、|，|[.．:：)）])"
    r"|(?<![0-9])[1-9][.．、,，:：)）](?!\d)|[（(][一二三四五六七八九1-9][)）]|[①②③④⑤⑥⑦⑧⑨]|第[一二三四五六七八九](?:[个件条点][，,、是：:]?|[，,、是：:]|(?!_NO_ORDER))"
    r"|其[一二三四五][，,是、：:]?|首先|其次|再次|最后)".replace("_NO_ORDER", _NO_ORDER)
)
#: After a pause these join; without one (voice) only the ones that are never part of a sentence.
_JOINED = re.compile(
    r"[，,。！!？?；;、\s]+(?=还有(?!没|人|多久|一年|几|个?[老孩娃人]|[一二两三四五六七八九十0-9]+[个名位口](?!事|问题|是))|另外|此外|再就是|再一个|再有(?!一?刻|半|几|[一二两三四五六七八九十0-9]+(?:个)?(?:小时|分|天|刻|月))|再者|顺便|对了|还想|还要反映|另有|外加|除此|而且|并且|再问|旁边[^，。\s]{1,8}(?:还|也))"
    r"|(?<=[一-鿿])(?=还有(?:就是|一个|一件|个事|件事|那个)|还有(?!没|人|在|的|些|多|一年|几|两|三|什么|别|可能|机会|必要|没有|个?[老孩娃人]|[一二两三四五六七八九十0-9]+[个名位口])|另外(?!一|的|几|两)|再就是|再一个|顺便)"
)
_LEAD = re.compile(
    r"^(?:[\s，,。、；;：:]|还有(?:就是|一个|一件)?(?:事|问题)?|另外|此外|再就是|再一个|再有|再者|顺便(?:问一下|反映|说一下|问)?|对了|再问(?:一?下|问)?|首先|其次|再次|最后|除此之外)+"
)
_CUE = re.compile(
    r"还有|另外|再问|此外|再就是|再一个|再有|再者|顺便|对了|还想|还要反映|另有|另一个|后一个|而且|并且|旁边|第二|二一个|二[个件]|二来|二是|二、|三、|2[.．、,，:：)）]|②|（二|（2|其二|其次|其一|外加|除此"
)


#: 「第一个是水管爆了第二个是…」, 「第一我家…第二…」 as it is spoken, without a pause.
_ORDINAL = re.compile(
    r"第(?P<nth>[一二三四五])(?:[个件条样点](?:事情?|问题)?(?:就?是)?|就?是"
    r"|(?![\s，,]|_NO_ORDER)|(?=[，,：: ]))[，,：: ]*".replace("_NO_ORDER", _NO_ORDER)
)
#: 「1东街积水 2西街路灯不亮」
_BARE_DIGIT = re.compile(
    r"(?:(?<=^)|(?<=[\s，,。；;]))(?P<nth>[1-5])(?=[一-鿿])"
    r"(?![号栋幢楼组个天月年点户米人期岁块元公里家路层分次只条盏台辆棵斤万千百单室班队季度周星])"
)
#: 「停车的事先放放，…」: what stands behind is another matter.
_PUT_OFF = re.compile(
    r"(?:的?事情?|那事|这事|那件|这件)?(?:可以)?(?:先)?(?:放一?放|不急|不着急|搁一边|往后放|等等再说|以后再说)[，,。；;\s]+(?:先说)?"
)
_CIRCLED = re.compile("[①-⑨]")
#: 「三个事 一个… 二个…」, 「头一个… 后一个…」
_COUNTED = re.compile(
    r"(?:(?<=^)|(?<=[\s，,。；;：:、\n]))(?:先说)?"
    r"(?:(?P<first>头一个|第一个?|一个|一件|一是|一来)|(?:后一个|二一个|两一个|第?二[个件]|二是|二来|第?三[个件]|三是|三来|另一个|另一件|再一个|第?四[个件]))"
)
#: 「说几个点」, 「反映两件事」: several are announced.
_ANNOUNCED = re.compile(
    r"(?P<many>[两二俩三四五六几2-6])\s*[个件点条样](?:事情?|问题|情况|意见|点|样)?"
)
_MANY = {"两": 2, "二": 2, "俩": 2, "三": 3, "四": 4, "五": 5, "六": 6}
#: What only closes a message, or says how the sender is to be reached.
_SAYS_NOTHING = re.compile(
    r"^(?:(?:第?三个?)?(?:没有?了|完了|就这些|就这样|没别的)|你们?记|希望|请(?!问)|谢|麻烦|恳请|我的?电话|电话|联系|本人|我姓|我叫|地址"
    r"|[两三]样都|都[讲说]了|啥原因|咋回事|为什么|什么时候修|都系|都是|哈哈)"
)


#: Kinds of message that may hold several matters.
_SEVERAL = frozenset({"problem", "project_wish", "policy_question", "law_opinion"})


def matters(kind: str, text: str, written: str) -> tuple[tuple[int, int], ...]:
    """Spans of the matters in a message of ``kind``, as :func:`split` gives them."""
    if kind in _SEVERAL:
        return split(text, written)
    return beside_blame(text, written) if kind == "accusation" else ((0, len(text)),)


def split(text: str, written: str | None = None) -> tuple[tuple[int, int], ...]:
    """Spans (code points) of the matters in ``text`` (the plain form of what was ``written``); one
    span when there is one.

    In chat also cut where people just line up complaints: 「路灯不亮，垃圾没人拉」.
    """
    whole = ((0, len(text)),)
    if len(text) > LONGEST:
        return whole
    spans: tuple[tuple[int, int], ...] = ()
    if written is not None and len(written) == len(text):
        circled = [m.start() for m in _CIRCLED.finditer(written)]
        spans = _cut(text, circled) if len(circled) >= 2 else ()
    if len(text) <= CHAT and len(spans) < 2:
        spans = _in_order(text, _ORDINAL) or _in_order(text, _BARE_DIGIT) or _after_another(text)
    if len(spans) < 2 and _CUE.search(text):
        spans = _counted(text) or _numbered(text) or _joined(text)
    if len(text) <= CHAT:
        if len(spans) < 2:
            spans = _announced(text)
        if len(spans) < 2:
            spans = _lined_up(text, 0, len(text))
        elif len(spans) == 2:
            # 「饮水机坏了 篮球架要倒 还有厕所没门」: what stands before 还有 may be several, too.
            spans = tuple(part for span in spans for part in _lined_up(text, *span))
    return spans if len(spans) >= 2 else whole


#: Who is spoken about, or what was done with office.
_SOMEBODY = re.compile(
    r"书记|主任|支书|村长|干部|会计|文书|[镇乡县局站所队组院校]长|领导|代表|委员|[他她]|这个?人|那个?人"
    r"|派出所|政府|村委|村里|镇里|[一-鿿]局|贪|收了?钱|好处|亲戚|名额"
)


def beside_blame(text: str, written: str | None = None) -> tuple[tuple[int, int], ...]:
    """The same for a message that blames somebody: parted only where one part plainly tells of a
    thing at fault and names nobody, and another does; otherwise one span."""
    whole = ((0, len(text)),)
    spans = split(text, written) if _CUE.search(text) else _before_the_demand(text)
    about = [
        bool(_SOMEBODY.search(text[start:end]) or _DEMAND.search(text[start:end]))
        for start, end in spans
    ]
    plain = [
        not named and bool(_FAULT.search(text[start:end]) and _THING.search(text[start:end]))
        for named, (start, end) in zip(about, spans, strict=True)
    ]
    return spans if any(about) and any(plain) else whole


#: 「…来了要收钱才给修」: what somebody wants for mending it.
_DEMAND = re.compile(
    r"(?:要|收|交|给|塞|拿|张嘴|开口)[^，。]{0,6}(?:钱|费|[块百千]|烟|酒|红包|好处|意思)"
)


def _before_the_demand(text: str) -> tuple[tuple[int, int], ...]:
    """「三组停电，供电所的人来了要收钱才给修」: an outage, and a demand for money beside it."""
    if len(text) > CHAT:
        return ((0, len(text)),)
    starts = [0, *(m.end() for m in _PAUSE.finditer(text))]
    at = next((a for a in starts[1:] if _DEMAND.search(text, a)), None)
    if at is None or _DEMAND.search(text, 0, at) or not is_wrong(text[:at]):
        return ((0, len(text)),)
    return _cut(text, [at])


def clean(part: str) -> str:
    """A matter's text without the word that joined it to the one before."""
    part = _NUMBERED.sub("", part, count=1) if _NUMBERED.match(part) else part
    part = _COUNTED.sub("", part, count=1) if _COUNTED.match(part) else part
    return _LEAD.sub("", part).strip(" \n\t，,；;、") or part.strip()


def _counted(text: str) -> tuple[tuple[int, int], ...]:
    matches = list(_COUNTED.finditer(text))
    firsts = [m for m in matches if m["first"]]
    if len(matches) < 2 or not firsts or matches[0] is not firsts[0]:
        return ()
    starts = [m.start() for m in matches[:1] + [m for m in matches[1:] if not m["first"]]]
    return _cut(text, starts, LEAST_NUMBERED)


def _in_order(text: str, pattern: re.Pattern[str]) -> tuple[tuple[int, int], ...]:
    """Cut at 第一个 … 第二个 …, each with something at fault behind it."""
    matches = list(pattern.finditer(text))
    order = ["一二三四五".find(m["nth"]) + 1 or int(m["nth"]) for m in matches]
    if len(matches) < 2 or order != list(range(1, len(matches) + 1)):
        return ()
    ends = [*(m.start() for m in matches[1:]), len(text)]
    parts = [text[m.end() : end] for m, end in zip(matches, ends, strict=True)]
    if not all(len(part.strip()) >= LEAST_NUMBERED and _FAULT.search(part) for part in parts):
        return ()
    # What stands before the first belongs to it: 「我是东湾的，第一个是…」.
    spans = _cut(text, [m.start() for m in matches[1:]], LEAST_NUMBERED)
    return spans if len(spans) == len(matches) else ()


def _after_another(text: str) -> tuple[tuple[int, int], ...]:
    found = _PUT_OFF.search(text)
    if not found or not _FAULT.search(text, found.end()):
        return ()
    return _cut(text, [found.end()])


def _numbered(text: str) -> tuple[tuple[int, int], ...]:
    starts = [m.start() for m in _NUMBERED.finditer(text)]
    if len(starts) < 2:
        return ()
    return _cut(text, starts, LEAST_NUMBERED)


def _announced(text: str) -> tuple[tuple[int, int], ...]:
    """「说几个点 A B C」: each clause after it is one, if they are as many as was said."""
    found = _ANNOUNCED.search(text)
    if not found or found.start() > 12:
        return ()
    after = re.compile(r"[，,。：:；;\s]+").search(text, found.end())
    if not after or after.start() - found.end() > 2:
        return ()
    starts = [after.end(), *(m.end() for m in _PAUSE.finditer(text, after.end()))]
    clauses = [
        (start, end)
        for start, end in itertools.pairwise([*starts, len(text)])
        if len(clean(text[start:end])) >= LEAST and not _SAYS_NOTHING.match(text[start:end])
    ]
    many = _MANY.get(found["many"]) or (int(found["many"]) if found["many"].isdigit() else 0)
    if len(clauses) < 2 or (many and len(clauses) != many) or len(clauses) > 5:
        return ()
    return _cut(text, [start for start, _ in clauses[1:]])


def _cut(text: str, at: list[int], least: int = LEAST) -> tuple[tuple[int, int], ...]:
    """Parts between cuts; what says too little (fewer than ``least`` characters) joins the part
    after it (at the end: before it)."""
    edges = sorted({0, *at, len(text)})
    spans: list[tuple[int, int]] = []
    pending: int | None = None
    for start, end in itertools.pairwise(edges):
        begin = start if pending is None else pending
        said = clean(text[start:end])
        if spans and _SAYS_NOTHING.match(said) and len(said) <= 12:
            spans[-1] = (spans[-1][0], end)
            continue
        if len(said) < least or (start == 0 and _is_opening(text[start:end])):
            pending = begin
            continue
        spans.append((begin, end))
        pending = None
    if pending is not None and spans:
        spans[-1] = (spans[-1][0], len(text))
    return tuple(spans)


_OPENING = re.compile(
    r"(?:反映|问题|几点|几个事|几件事|如下|以下|您好|你好|情况|[两二俩三四五几2-6]\s*[个件点条样](?:事情?|意见|点)?|提[两三几]条)"
    r"[：:，,。\s]*(?:先说)?$"
)


def _is_opening(part: str) -> bool:
    return len(part) <= 30 and (part.endswith(("：", ":")) or bool(_OPENING.search(part)))


_THING_OF = {word: n for n, words in enumerate(rules("split")["things"]) for word in words}
_THING = re.compile("|".join(sorted(map(re.escape, _THING_OF), key=len, reverse=True)))
_FAULT = re.compile(str(rules("split")["faults"]))
_PAUSE = re.compile(r"[，,。！!？?；;、\n\s]+")


def _things(part: str) -> set[int]:
    return {_THING_OF[match.group()] for match in _THING.finditer(part)}


def _says_something(part: str, *, firm: bool) -> bool:
    """Whether a part is a matter. ``firm``: it is joined by 另外, not by 而且, which often
    adds to the same matter."""
    said = clean(part)
    if len(said) < LEAST or _SAYS_NOTHING.match(said):
        return False
    if _FAULT.search(said) or _THING.search(said):
        return True
    return firm and len(said) >= 7


def _joined(text: str) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    edges = sorted({0, *(m.end() for m in _JOINED.finditer(text)), len(text)})
    for start, end in itertools.pairwise(edges):
        firm = bool(_FIRMLY.match(text, start))
        if not spans or (
            _says_something(text[start:end], firm=firm)
            and _says_something(text[slice(*spans[-1])], firm=firm)
        ):
            spans.append((start, end))
        else:
            spans[-1] = (spans[-1][0], end)
    return tuple(_apart(text, spans))


def _apart(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same, with 而且 only where another thing is at fault."""
    kept = spans[:1]
    for start, end in spans[1:]:
        here, before = _things(text[start:end]), _things(text[slice(*kept[-1])])
        if text.startswith(_WEAK, start) and not (here and before and not here & before):
            kept[-1] = (kept[-1][0], end)
        else:
            kept.append((start, end))
    return kept


_WEAK = ("而且", "并且", "也", "旁边")
_FIRMLY = re.compile(r"另外|再问|还有|再一个|再有|再就是|再者|此外|顺便|对了|外加|除此")
#: What happens to people is what comes of it, not a matter of its own.
_PEOPLE = re.compile(
    r"^(?:[我俺咱]们?(?:都|家)?(?!们?(?:住的|村|组|队|小区|楼|厂))|[^，。]{1,6}(?:都说|说好?|讲|回复|答复)|大家|顾客|学生|老人(?!食堂|院|活动)|娃儿?|孩子|群众|村民|居民|行人|路人|晚上|夜里|害得|搞得|弄得|导致|结果|所以|一下雨|人家?)"
)


#: 「…，俺娘的低保也没批」 comes of nothing said before it.
_OF_THEIRS = re.compile(
    r"^[我俺咱他她][^，。]{0,4}(?:低保|五保|高龄|补贴|补助|养老|医保|残疾证|工资|户口|宅基地|房产证)"
    r"[^，。]{0,4}也(?:没|不|被|给|停|少)"
)


#: 「路也塌了」 is a road that has sunk.
_ALSO = re.compile(r"(?<=路)[也又还都](?=[塌断陷烂坏不])")


def _lined_up(text: str, first: int, last: int) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    known: set[int] = set()
    edges = sorted({first, *(m.end() for m in _PAUSE.finditer(text, first, last)), last})
    for start, end in itertools.pairwise(edges):
        part = _ALSO.sub("", text[start:end])
        things = _things(part) if _FAULT.search(part) else set()
        suffers = _PEOPLE.match(part) and not _OF_THEIRS.match(part)
        own = bool(things) and bool(_THING.search(part[:12])) and not suffers
        if spans and known and own and not things & known:
            spans.append((start, end))
            known = things
        else:
            spans[-1:] = [(spans[-1][0], end)] if spans else [(start, end)]
            known |= things
    return tuple(spans)
