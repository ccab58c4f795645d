"""What a sentence says of a rating, by its words alone: a plain grade (with its number, and what is
added to it), a question, that it waits, or something near a grade. Only what is said plainly is a
grade: each clause that holds one may hold little beside it, and nothing in front of it may be a
condition or somebody else's wish."""

import re
from dataclasses import dataclass

from handlers.conversation.suggestions.words import NUMBER

#: What is kept ← what people say of it.
GRADES = {
    "很满意": "满意",
    "非常满意": "满意",
    "挺满意": "满意",
    "比较满意": "基本满意",
    "不太满意": "不满意",
    "不大满意": "不满意",
    "很不满意": "不满意",
    "非常不满意": "不满意",
}
_GRADE = re.compile(
    r"(?:很|非常)不满意|基本(?:上)?满意|(?:很|非常|挺|比较)满意|不[太大]满意|不满意|满意"
)
#: Not 评理, 评低保, 评上贫困户.
_NO_GRADING = r"(?!评|估|定|议|选|上|为|审|低保|残|级|职|先进|优|论|比|理)"
_OF_RATING = re.compile(
    r"满意|[差好中]评|评[价分]|打(?:没打)?(?:低|高|满|什么|啥|了?多少|[的了过个]?几|[的了过个]{1,2})?颗?[分星]|给(?:的|了|过|个)?(?:几|多少|低|高|满)(?:颗)?[分星]"
    r"|评错|评(?:了|的|得|过|没|不|成|个|几|完|好|一下|出来|\W|$)"
    rf"|(?:不|没|先|再|来|去|要|想|该|咋|怎么|重新|谁|代表|可以|能|[替帮代][我俺咱]|着)评{_NO_GRADING}|弃权|不表态"
)
#: Whose satisfaction is told is somebody else's.
_OF_OTHERS = re.compile(r"群众|百姓|老乡|村民|乡亲|大家|大娘|大爷|住户|居民|家长|学生|反映人|人家")
_OF_ISSUE = re.compile(r"民\s*\d")
_ASKS = re.compile(
    r"会不会|能不能|能否|可不可以|可以不|要不要|用不用|是不是|有没有|看不看|得不得|(?P<twice>[打给评])没(?P=twice)|满不满意|满意(?:还是)?(?:基本|不)满意|实名|匿名"
    r"|[?？]|(?:吗|么|呢|不|没有?)\W*$|(?:替|帮|代)(?:我|俺|咱)|你们.{0,4}着评|怎么|咋|谁|啥|什么|哪|几|多少|是吧|对吧|如何|看得[到见]"
)
_IF = re.compile(
    r"要是|如果|假如|万一|假使|要不(?!然?就)|的话|除非|只要|等.{0,12}再|[打评]了.{0,4}会"
)
#: What may come of it: asked behind the grade.
_WORRIES = re.compile(
    r"会不会|记恨|得罪|穿小鞋|报复|为难|看得[到见]|(?:单位|他们|局|谁|人家|会|能)[^，,没]{0,3}看[到见]|知道不|晓得|影响|能改|能撤|还能|要写|行不|行吗|可以吗|成不|对不|好不好|合适|[是对]吧$|是不是"
    r"|[?？]\W*$|[吗么]\W*$"
)
_LATER = re.compile(
    r"(?:先|暂时|暂|还|现在|眼下|我)?(?:都)?(?:不|没|别)(?:想|打算|急着?|敢|好|便|着急)?(?:评|打|给)(?!低)|评不了|弃权|不表态|(?:等|回头|过).{0,14}再(?:评|说|打)"
    r"|(?:先|下[周月次回]|[明后]天|改天|晚[上点些]|[看想]).{0,8}再(?:评|打分)"
)
#: 「勉强满意」, 「还算满意」: one step less, and asked.
_SOFT = re.compile(
    r"勉强|算(?!了)|还(?!是)|凑合|大体|大致|大概|总的|也就|差不多|比较|基本|只能|可以|将就|马马虎虎|一般"
)
#: 「满意是满意，可别光说不练」.
_HALF = re.compile(r"满意(?:是|归|倒是?)(?:满意)?[，, ]*.{0,6}(?:可|但|就是|不过|只是|只)")
_CHANGES = re.compile(r"改|换成|撤|[点说打评选按]错|打重|错了|不对|还是|重新|再评|收回")
#: 「从不满意改到基本满意」: the second is meant.
_FROM = re.compile(rf"(?:把|从|由)?(?:{_GRADE.pattern})(?:改|换)(?:到|成|为)")
_ADDS = re.compile(r"再加|还有|补充|补一[句条]|再补|加一[句条]|另外")
#: In front of the grade others speak, or want something.
_THEIRS = re.compile(
    r"让|叫|求|催|逼|劝|要我|托|(?<!啥)(?<!么)(?<!得)说(?!实话|错|重|真的|起来|明)|讲(?!真)"
)
#: What may stand beside a grade in its clause and adds nothing to it.
_FILLER = (
    r"算了|那就|那|就|先(?=[给打评])|唉|哎|嗯+|哦|好|行|得|不对|不(?=[，,])|错了|[点说打评选按]错了?|刚才|等等|想了想|再想想|说实话|实话说|老实说|讲真"
    r"|[^不没未非别难谈说，, ]{1,8}?(?:局|所|公司|政府|委|院|站)"
    r"|总的来说|总体(?:上|来说|来看)?|整体(?:上)?|我们?|俺|咱|本人|个人|给|打|评|下|个|一个|他们|它|这[次回个件]|这|件|号|的|对|于|还是|仍然?|还|算|是|应该|觉得|认为|感觉"
    r"|看来|(?:综合|整体|总的)(?:来)?看|勉强|可以|我?想|我?要的|说重了|看过了?|看了|看|改成|改为|改回|改|换成|变成|成|评价|评分|结果|办理|情况|答复函?|回复|建议|把|了|吧|也|都|两|几|三|全部?|统统|表示|比较|得了|跟(?!没|说|白|不)[一-鿿]{1,3}一样"
)
_TAIL = r"(?:再)?补(?:充)?一?[句条点]|吧|了|的|呗|得了|算了|好了|哈|啊|呀|就行"
_ABOUT = (
    r"(?P<about>[^不没未非别难谈，, ]{2,14}?)"
    r"(?:的?(?:那|这)[件个条](?:建议|事)?(?:的)?(?:答复)?|的?(?:答复|回复|建议)"
    # 「卫生室的改成基本满意」.
    r"|的?(?=(?:我)?(?:想|要|得|再)?(?:改|换成|变成)))"
)
_PLAIN = re.compile(
    rf"^(?:{_FILLER}|[，, ]++){{0,8}}(?:{_ABOUT})??(?:{_FILLER}|[，, ]++){{0,8}}"
    rf"(?P<first>{NUMBER})??(?:{_FILLER}|[，, ]++){{0,8}}?(?P<grade>{_GRADE.pattern})(?:{_TAIL})*"
    rf"(?P<last>\d{{1,5}})?号?(?:{_TAIL})*$"
)
_EACH = re.compile(
    rf"(?P<named>(?:建|〔[\d\-－]+〕)*\d{{1,5}})(?:号|件)?(?:的答复)?(?:我)?(?:也|都)?(?:给|打|评)?(?P<grade>{_GRADE.pattern})"
)
_ALL = re.compile(
    r"(?:这)?[几两二三四五六\d]件?个?(?:答复)?(?:我|俺)?(?:全部?|都|统统)|全部?|统统|^(?:我|俺|这[次回]|[，,])*都(?:[给打评是]|$)"
)
#: The number in front of everything, or before the word of rating.
_NUMBERED = re.compile(
    rf"^(?:算了|那|唉|哎|嗯|哦|[，, ])*(?P<n>{NUMBER})"
    r"(?=[号件的这那嘛呢吧我给打评改还也能代，, ]|[^\d月日年点分米公里盏户次天万元%％个])"
)
_WITHIN = re.compile(r"(?<![\d月年.])(?P<n>\d{1,5})(?![\d月日年点分.天次个米盏户万元公里条块])")
#: Too near to a grade to be anything else, and none that is kept.
_NEAR = (
    (
        "不满意",
        re.compile(
            r"差评|[打给][^，,]{0,3}(?:低分|零分|负分|一星|最低)|不(?:是很|怎么|够|咋|很)满意"
        ),
    ),
    ("基本满意", re.compile(r"中评|还算满意|还(?:比较)?满意|勉强满意|满意是满意|将就")),
    ("满意", re.compile(r"好评|满分|五星|蛮满意|十分满意|相当满意")),
)
_LONGEST_CLAUSE = 40
#: Where a clause ends; who writes 「满意 不过…」 ends one by a blank.
_ENDS = re.compile(r"[，,。；;！!：:\n]+|(?<!\d)\s+(?=[一-鿿]{2})")


@dataclass(frozen=True, slots=True)
class Graded:
    """A plain grade: ``named`` its number or empty, ``about`` words of a title or empty, ``why``
    what was said beside it."""

    grade: str
    named: str = ""
    about: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class OfRating:
    """What a sentence about a rating says. ``near``: the grade it may mean, to be asked; ``all``:
    the grade is for all that wait."""

    grades: tuple[Graded, ...] = ()
    asks: bool = False
    later: bool = False
    changes: bool = False
    adds: bool = False
    all: bool = False
    near: str = ""
    named: str = ""


def read(said: str) -> OfRating | None:
    """None: it is about no rating, or about how content somebody else is."""
    if _OF_ISSUE.search(said):
        return None
    said = _FROM.sub("改成", said)
    clauses = [part.strip() for part in _ENDS.split(said) if part.strip()]
    marks = [
        at
        for at, part in enumerate(clauses)
        if _OF_RATING.search(part) and not _OF_OTHERS.search(part)
    ]
    if not marks:
        return None
    named = _number(said, [clauses[at] for at in marks])
    changes, adds = bool(_CHANGES.search(said)), bool(_ADDS.search(said))
    until_last, behind = clauses[: marks[-1] + 1], clauses[marks[-1] + 1 :]
    if _asks([clauses[at] for at in marks], until_last, behind):
        return OfRating(asks=True, changes=changes, named=named)
    if any(_LATER.search(clauses[at]) for at in marks):
        return OfRating(later=True, changes=changes, named=named)
    each = list(_EACH.finditer(said))
    if len(each) > 1:
        return OfRating(grades=tuple(_each(said, each)), changes=changes)
    plain = _plain(clauses, marks) if not _HALF.search(said) else None
    if plain is not None and plain[0].grade == "满意" and _soft(clauses, marks):
        return OfRating(changes=changes, adds=adds, near="基本满意", named=plain[0].named or named)
    if plain is not None:
        graded, whole = plain
        graded = Graded(graded.grade, graded.named or named, graded.about, graded.why)
        return OfRating(grades=(graded,), changes=changes, adds=adds, all=whole, named=graded.named)
    near = next((grade for grade, words in _NEAR if words.search(said)), "")
    return OfRating(changes=changes, adds=adds, near=near, named=named)


def _soft(clauses: list[str], marks: list[int]) -> bool:
    """Whether less than the grade is meant: only 满意, 很满意 and the like alone are 满意."""
    clause = next(clauses[at] for at in marks if _GRADE.search(clauses[at]))
    grade = _GRADE.search(clause)
    return grade is not None and bool(_SOFT.search(clause[: grade.start()]))


def grade_in(said: str) -> bool:
    """Whether one of the grades stands in it, whatever is said with it."""
    return _GRADE.search(said) is not None


def around_grade(said: str) -> tuple[str, str]:
    """What stands before the first grade and what behind it; all of it before, where there is
    none."""
    found = _GRADE.search(said)
    return (said[: found.start()], said[found.end() :]) if found is not None else (said, "")


def _asks(rating: list[str], until_last: list[str], behind: list[str]) -> bool:
    if any(_IF.search(part) for part in until_last):
        return True
    return any(_ASKS.search(part) for part in rating) or any(
        _WORRIES.search(part) for part in behind
    )


def _number(said: str, rating: list[str]) -> str:
    found = _NUMBERED.match(said)
    if found is None:
        found = next((hit for part in rating if (hit := _WITHIN.search(part))), None)
    return found["n"] if found is not None else ""


def _each(said: str, each: list[re.Match[str]]) -> list[Graded]:
    ends = [following.start() for following in each[1:]] + [len(said)]
    return [
        Graded(kept(one["grade"]), one["named"], why=_tidy(said[one.end() : end]))
        for one, end in zip(each, ends, strict=True)
    ]


def _plain(clauses: list[str], marks: list[int]) -> tuple[Graded, bool] | None:
    """The one clause that is a plain grade, and whether it is said of all; what stands beside it
    is why. None where there are two grades, or others speak in front."""
    graded = [at for at in marks if _GRADE.search(clauses[at])]
    if len(graded) != 1 or len(_GRADE.findall(clauses[graded[0]])) != 1:
        return None
    at = graded[0]
    clause, before = clauses[at], clauses[:at]
    found = _PLAIN.match(clause) if len(clause) <= _LONGEST_CLAUSE else None
    if found is None or any(_THEIRS.search(part) for part in before):
        return None
    told = [part for part in (*before, *clauses[at + 1 :]) if not _is_filler(part)]
    grade = kept(found["grade"])
    one = Graded(
        grade, found["first"] or found["last"] or "", found["about"] or "", _tidy("，".join(told))
    )
    return one, bool(_ALL.search(clause[: found.start("grade")]))


def _is_filler(part: str) -> bool:
    return bool(
        re.fullmatch(rf"(?:{_FILLER}|{_TAIL}|{NUMBER}|可以|不错|不|再加一[条句]|[ ])*", part)
    )


def kept(said: str) -> str:
    """The grade that is kept for a word."""
    return GRADES.get(said, "基本满意" if said.startswith("基本") else said)


def _tidy(text: str) -> str:
    return text.strip("，,。；;：: ！!")
