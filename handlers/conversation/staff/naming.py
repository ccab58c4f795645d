"""How much the words of a sentence speak of each case: 「水黄那件」 of 「自来水又黄又浑」, 「葛大娘
那个树」 of the tree that she reported. Pure but for the bodies of the county."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from handlers.conversation.staff.known_cases import Known
from nlp.nouns import words_of
from nlp.replies.rules import RULES
from nlp.things import things


@dataclass(slots=True)
class Weight:
    """What speaks for a case: how much, by which words; ``outright``: they are what the sentence is
    about, and not said in passing."""

    total: float = 0.0
    marks: list[str] = field(default_factory=list)
    outright: bool = False

    def add(self, mark: str, worth: float) -> None:
        self.total += worth
        self.marks.append(mark)


#: 「水黄那件」, 「葛大娘那个树」, 「化粪池的事」, 「红绿灯的同意退」, 「墙缝那家」.
_CALLS = re.compile(
    r"(?P<what>[^，,。；;：:！!？?\s]{1,14}?)(?:的)?(?:那|这)一?(?:件|个(?!月|礼拜|星期|季度|周|点)|条|户|处|事|棵|盏|座|口|根|段|家|边|块|台)"
    r"(?:事情?)?(?P<more>[树灯路桥井沟渠坑门墙杆厕水电管窗车狗房屋地]?)"
    r"|(?P<matter>[^，,。；;：:！!？?\s]{1,12}?)的(?:事|问题)"
    r"|^(?P<head>[^，,。；;：:！!？?\s\d]{1,8}?)的(?=也?(?:都|先|快|抓紧)?(?:同意|不同意|准|给|转|交|退|再办|站里|收到|归|不归|是|修|办|弄|装|换|清|派|甩|丢|请|叫|让|咋|怎么|谁|哪|答复|回复|回话))"
    # 「篮球场转城管」, 「窨井盖也给城管」
    r"|^(?P<order>[^，,。；;：:！!？?\s\d]{1,8}?)(?=(?:也|都|就|还是)*(?:转[一-鿿]{2}|派给|交给|甩给|同意退|再办|给[一-鿿]{1,6}(?:局|所|公司|政府|站|队|办|委|城管|交警|供电)))"
)
#: 「那根杆查了」, 「这盏灯」: one letter is enough for what is pointed at.
_THAT_THING = re.compile(
    r"(?:那|这)一?(?:根|盏|条|座|口|段|棵|块|堵|个|处)([杆灯路桥井沟渠坑管墙树池线门厕窗])"
)
#: 「核实过了转供电所」 names nothing.
_NO_THING = re.compile(
    r"[好行可以同意核实看查问了解清楚过请帮我们咱麻烦马上赶紧快先都就直接立即统一起并两三四五六七八九几尽确认属情况这那个件事它收到知道明白还是再应该要得改不对错您你给把抓]+"
)
#: 「这是交通局的事」 says whose it is, and calls no case.
_A_BODY = re.compile(r"(?:局|所|政府|街道办|公司|大队|中心|队|委|办)$")
#: What may stand before the name of a case.
_BEFORE = re.compile(
    r"^.*(?:把|给|跟|和|让|叫|请|对|关于|帮|问下?|催下?|去看|看了|看看|收到|同意|办了|转)|"
    r"^(?:刚才|刚刚|上午|下午|昨天|今天|前面|上面|上次|您?说|你说|我说|我们?|咱们?|俺们?|他们?|她|你们?|您|还有|就是|就|那|这|的|先|是|不是|都|也)+"
)
#: Whom an order is for, and who has it: no words of a case.
_BODIES = re.compile(
    r"(?:转|交|派|让|叫|请|找|归|跟|等)(?:给|到|由)?[一-鿿]{1,8}?(?:局|所|政府|街道办|公司|大队|中心|站|队|委)"
)
TIMES = re.compile(
    r"今[天早晚日年]|明[天早晚日年]|后[天日]|昨[天晚]|[上下]午|早上|晚上|中午|[上下]?(?:周|星期|礼拜)[一二三四五六日天]?|月底|月初|小时|分钟|刚才|刚刚|现在|马上"
    r"|晚[点些]儿?|[待等]一?会儿?|稍[后等微]|回头|随后|过(?:会儿?|阵子?)"
    r"|[两几三四五]天|这两天|村里|镇里|县里|站里|单位|群众|领导|大家|他们|我们|你们|自己|人家"
)
_FUNCTION = frozenset(
    "的了是在我你您他她们这那哪有不没么还也就都和与吗呢啊吧哦嗯去来到说要把被让请叫给跟很太再又只个件条为得着过会能可"
)
#: Letters that name nothing by themselves.
VAGUE = _FUNCTION | frozenset("人天年月日号多大小老新坏好上下里外前后中心手头事家村组")
#: What a bigram or a letter is worth, by where it stands.
_TITLE, _TOLD, _LATER = 1.0, 0.6, 0.4
_LETTER, _THING, _MEANT, _NAME, _NOUN = 0.6, 0.5, 0.3, 1.5, 0.3
#: 电杆 of 电线杆 is as good as the word itself.
_SHORTENED = 1.0
#: 「跟市场那边说了」 speaks of those who were asked.
_TO_SOMEBODY = tuple("跟和给让叫请找问")
#: What stands within so many letters is what a sentence is about.
_HEAD = 5
#: 「填平了」 of who said of it that it will be filled.
_ECHO = 0.7
DID = re.compile(
    r"(?<![没不未])(?:"
    r"([修弄换装补焊填铺抽拉拆扶刷接挖清扫锯砍拴挪紧垫盖立钉压夯测说问劝谈送运搬疏掏冲批报量])(?:干净)?"
    r"|([\u4e00-\u9fff])[好上完走通平掉正净实过齐稳牢死光])了"
)
#: Settled cases are meant less often.
_ENDED = 0.7
#: From so much on words name a case, and against a running exchange.
ENOUGH, AGAINST = 0.6, 0.7
#: Clearly best is so many times the second.
CLEARLY = 1.5


def calls(text: str) -> str:
    """The words by which a sentence calls a case (「水黄那件」); empty: it calls none."""
    found = _CALLS.search(text)
    if found is None:
        return ""
    what = _named_by(found)
    return what + (found["more"] or "") if what else ""


def signed(text: str, ref: str) -> str:
    """``text`` with the number in place of the words that call the case."""
    found = _CALLS.search(text)
    what = _named_by(found) if found is not None else ""
    if found is None or not what:
        return text
    end = found.start("more") if found["what"] else found.end()
    return f"{text[: text.index(what, found.start())]}{ref}{text[end:]}"


_WHOEVER = re.compile(
    r"(?:[这那][个位])?(?:[大老]?[娘爷妈婶叔伯嫂姨]|[爷奶]{2}|大[姐哥]|老乡|群众|反映人|人家|[他她]家?)"
)


def points_at(text: str) -> set[str]:
    """The things, of one letter each, that are pointed at: 「那根杆」."""
    return set(_THAT_THING.findall(text)) - VAGUE


def _named_by(found: re.Match[str]) -> str:
    what: str = found["what"] or found["matter"] or found["head"] or found["order"] or ""
    beside = found["what"] and found[0].endswith(("边", "家"))
    if beside and (what.startswith(_TO_SOMEBODY) or _A_BODY.search(what)):
        # 「跟市场那边说了」, 「供电所那边我打过电话了」 say who was asked.
        return ""
    if found["order"] and not _NO_THING.sub("", TIMES.sub("", what)):
        return ""
    before = None
    while before != what:
        before = what
        what = _BEFORE.sub("", what)
    if _WHOEVER.fullmatch(what):
        # 「大娘的那个转供电所」 says who reported it, and that nobody here is called.
        return ""
    if found["matter"] and _A_BODY.search(what):
        return ""
    if any_ := RULES.patterns["that_any"].fullmatch(what):
        what = what.removeprefix(any_[0])
    return what


def pairs_of(text: str) -> set[str]:
    """Letters that stand side by side, without times and words of every case."""
    for stop in (RULES.patterns["title_stop"], TIMES):
        text = stop.sub(" ", text)
    return {
        a + b
        for a, b in pairwise(text)
        if a.isalpha() and b.isalpha() and a not in _FUNCTION and b not in _FUNCTION
    }


def without_bodies(bodies: Iterable[str], text: str) -> str:
    """Without bodies: 「转水利局」 names no water."""
    for body in bodies:
        for name in body.split("|"):
            if len(name) > 1 and name in text:
                text = text.replace(name, " ")
    return _BODIES.sub(" ", text)


def done_in(text: str) -> set[str]:
    """What was done, by its verb: 填平了, 拆了."""
    return {verb for found in DID.findall(text) for verb in found if verb} - _NO_VERBS


#: 「这回弄好了」 says of no case which it is, also where it was said of one before.
_OF_ANY_WORK = frozenset("弄修")
_NO_VERBS = frozenset("都也已就又全没不还")


def short_of(name: str) -> str:
    """民政 of 县民政局; empty: it has no shorter name."""
    short = name[:-1].removeprefix("县") if name[-1:] in "局所委办" else ""
    return short if len(short) > 1 else ""


def names_body(said: str, body: str) -> bool:
    """Whether ``said`` names a body, "name|alias|alias": also as 民政, 水利."""
    for name in body.split("|"):
        short = short_of(name)
        if (len(name) > 1 and name in said) or (short and short in said):
            return True
    return False


def fits(case: Known, body: str) -> bool:
    """Whether it looks like this body's, or somebody has said that it is."""
    proposed = case.issue.bureaus if case.issue is not None else ()
    return body.split("|")[0] in proposed or names_body(case.later, body)


def weigh(bodies: Iterable[str], text: str, cases: Sequence[Known]) -> dict[str, Weight]:
    """Number of the case → how much the words of ``text`` speak of it, and by which words. What
    many of them have in common weighs little."""
    called = calls(text)
    said = without_bodies(bodies, text)
    lines = things(f"{said}，{called}")
    marks: list[tuple[str, dict[str, float]]] = []
    for pair in pairs_of(said) | pairs_of(called):
        # 「上午开完会我去看一眼」 again names no case by having been said in one.
        of = [case for case in cases if not only_in_own_words(pair, case)]
        marks.append((pair, {case.ref: _where(pair, case) for case in of}))
    letters = {letter for letter in called if letter.isalpha() and letter not in VAGUE}
    # One letter of two names nothing: 「帮人那件」 is not 「没人倒」.
    pointed = points_at(said)
    letters |= pointed
    in_it = {case.ref: {one for one in letters if _where(one, case)} for case in cases}
    enough = {ref for ref, found in in_it.items() if len(found) >= min(2, len(letters))}
    thing = called[-1:] if (found := _CALLS.search(text)) and found["more"] else ""
    enough |= {case.ref for case in cases if thing and thing in case.title}
    for one in letters:
        marks.append((one, {c.ref: _LETTER * _where(one, c) for c in cases if c.ref in enough}))
    for line in lines.named:
        marks.append((f"事{line}", {c.ref: _THING * (line in c.named.named) for c in cases}))
    for line in lines.meant:
        marks.append((f"事{line}", {c.ref: _MEANT * (line in c.named.named) for c in cases}))
    for word in words_of(said):
        if word.names and len(word.text) > 1:
            stem = word.text[0] if word.text[1:] in ("子", "头") else word.text
            there = {c.ref: _NOUN * bool(_where(stem, c)) for c in cases}
            if not any(there.values()):
                there = {c.ref: _SHORTENED * is_short_for(word.text, c.title) for c in cases}
            marks.append((word.text, there))
        elif word.names and word.text not in VAGUE:
            marks.append((word.text, {c.ref: _NOUN * (word.text in c.title) for c in cases}))
    topic = topic_of(said, cases)
    if topic:
        marks.append((topic, {case.ref: _TOPIC_WORTH * (topic in case.title) for case in cases}))
    marks += [(case.name, {case.ref: _NAME}) for case in cases if is_called(case.name, text)]
    did = done_in(text) - _OF_ANY_WORK
    for verb in did:
        marks.append((f"{verb}…了", {c.ref: _ECHO * (c.open and verb in c.said) for c in cases}))
    weights = {case.ref: Weight() for case in cases}
    ended = {case.ref for case in cases if not case.open}
    for mark, worth in marks:
        having = [ref for ref, each in worth.items() if each]
        for ref in having:
            weights[ref].add(mark, worth[ref] / len(having) * (_ENDED if ref in ended else 1.0))
    for weight in weights.values():
        echoed = did and any(mark.endswith("…了") for mark in weight.marks)
        weight.outright = bool(called or echoed or pointed) or _stands_first(text, weight.marks)
        weight.outright |= bool(topic) and topic in weight.marks
    return weights


#: 「渠我自己去」, 「灯还是我去吧」, 「锁换了」: one letter at the head is what is spoken of.
_AT_HEAD = re.compile(
    r"^(?:喂|哎|嗯|哦|那|不对|还有|刚才|刚刚|说|[错岔]了|[，,、 ])*(?P<thing>[一-鿿])[子头儿]?"
    r"(?=[我俺咱你不没归得要有那这]|站里|村里|他们|自己|不用|还|也|都|又|就|先|已|正|刚|今|明|后天|昨|下午|上午|晚上"
    r"|[换修装清挖补通架拉扶铺盖垫掏接焊拆找让请是])"
)
_TOPIC_WORTH = 0.7


def topic_of(said: str, cases: Sequence[Known]) -> str:
    """The letter of a thing with which a sentence begins, if it is of one open case alone; none,
    where another clause begins with another's."""
    topics = {_topic_of(each, cases) for each in _BREATHS.split(said)} - {""}
    return topics.pop() if len(topics) == 1 and _topic_of(said, cases) in topics else ""


_BREATHS = re.compile(r"[，,。；;！!\s]+")


def _topic_of(said: str, cases: Sequence[Known]) -> str:
    found = _AT_HEAD.match(said)
    thing = found["thing"] if found is not None else ""
    having = [case for case in cases if case.open and thing in case.title] if thing else []
    if len(having) != 1 or thing in VAGUE:
        return ""
    nouns = (word.text for word in words_of(having[0].title) if word.names)
    return thing if any(thing in noun for noun in nouns) else ""


def _stands_first(text: str, marks: Iterable[str]) -> bool:
    """Whether a sentence begins with it (「斑马线站里先办」), or has so much of it that it is not
    said in passing (「已经让市场管理员换」)."""
    found = sorted(text.index(mark) for mark in marks if len(mark) > 1 and mark in text)
    long = any(b - a == 1 for a, b in pairwise(found))
    if not found or text[: found[0]][-1:] in _TO_SOMEBODY:
        return long
    return found[0] <= _HEAD or long


def is_short_for(word: str, title: str) -> bool:
    """Whether ``word`` is a longer one of the title, said short: 电杆 of 电线杆."""
    return len(word) == len("电杆") and bool(re.search(rf"{word[0]}[一-鿿]{{1,2}}{word[1]}", title))


def only_in_own_words(mark: str, case: Known) -> bool:
    """Whether nobody but who speaks now has used it of this case."""
    if mark in case.title or mark in case.told:
        return False
    return 0 < case.later.count(mark) <= case.said.count(mark)


def _where(mark: str, case: Known) -> float:
    if mark in case.title:
        return _TITLE
    return _TOLD if mark in case.told else _LATER if mark in case.later else 0.0


_ELDER = r"(?:大娘|大爷|大叔|大妈|大婶|大姐|大哥|婶|叔|伯|爷|奶奶|嫂|老师|师傅|老汉|家)"


def is_called(name: str, text: str) -> bool:
    """Whether ``text`` speaks of who is called ``name``: 葛秀英 is 葛大娘 and 老葛."""
    if len(name) < 2:
        return False
    return name in text or bool(
        re.search(rf"{name[0]}{_ELDER}|老{name[0]}(?![一-鿿]?[天人年])", text)
    )
