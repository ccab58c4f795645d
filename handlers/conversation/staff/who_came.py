"""Somebody else's matter, told by who is at work: 「后营老宋来电话，路灯杆锈断」, 「登记本上韩老三
说涵洞堵了」, 「四组老乡反映…」. What stands in front of the matter (how it came, from where, who)
is read piece by piece, in whatever order it is typed; what is left is the matter. Names and
telephones stand in fields of their own and not in the words, which deputies and bureaus read
(design 1.6). Pure: where places stand in the text is given."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.actions.issues.called import SURNAMES
from handlers.conversation.citizen.phones import NUMBER


@dataclass(frozen=True, slots=True)
class Told:
    """``said``: the matter, with its place in front. ``source``: walk_in, telephone, book; "heard":
    no word says how it came. All but ``said`` and ``source`` may be empty. ``silent``: they want
    nobody to know. ``form``: it begins or ends as what is written down (登记：, 记一下)."""

    said: str
    source: str
    place: str = ""
    name: str = ""
    phone: str = ""
    silent: bool = False
    form: bool = False


#: One letter of these begins a name.
SURNAME = f"[{''.join(sorted(SURNAMES))}付闫肖甘窦苗柴詹桑霍戚耿滕关褚宁裴牟尚冀靳]"
_S = SURNAME
_KIN = (
    r"大爷|大娘|大妈|大叔|大伯|大婶|大哥|大姐|大嫂|老汉|老太太?|奶奶|爷爷|师傅|婶子?|叔|嫂子?|伯|头"
    r"|爷|奶|姨|姑|哥|姐|妈"
)
#: Whose relative it is that came: 老刘家媳妇.
_OF_THEM = (
    r"(?:家?的?(?:儿?媳妇|大?娘|爹|公公|婆婆|哥|弟弟?|孩子|娃|儿子|闺女|女儿|老伴|孙子|孙女|侄子"
    r"|女婿|爱人|老婆)|(?:老)?两口子?|夫妇"
    r"|家的)?"
)
#: After a whole name comes one of these, or it is no name: 「高压线断了」.
_AFTER_NAME = (
    r"(?=[，,、：:；;（(。\s]|来|打|说|反映|反应|讲|问|托|的?电话|家|登|记|报|拦|到|又|上门|写|捎"
    r"|留|找|在"
    r"|投诉|抱怨|今|昨|刚|上午|下午|媳妇|两口|$)"
)
_RANK = (
    r"(?:(?:五保户?|低保户|贫困户|困难户|残疾人|老?上访户|老?党员|老?支部委员|退伍军人|老兵"
    r"|老民兵|退休教师"
    r"|独居老人|孤寡老人|留守老人|网格员|村民组长|组长|村医)的?)"
)
_NAMED = (
    # 「卖豆腐的老秦」, 「残疾人小葛」.
    rf"(?:{_RANK}|[一-鿿]{{2,4}}的(?=[老小姓]?{_S}))?(?:[老小]{_S}(?:{_KIN}|汉)?"
    rf"|{_S}老[大二三四五六七八九十幺汉]|姓{_S}的?"
    rf"|{_S}[一-鿿]?(?:{_KIN})(?![一-鿿]?[厂站店])"
    rf"|{_S}[一-鿿]{{1,2}}{_AFTER_NAME}){_OF_THEM}"
)
_COUNT = r"(?:又?有)?(?:一|两|俩|三|四|五|几|好几|仨|\d{1,2})?(?:个|位|名|户|家|些)?"
_LOOKS = (
    r"(?:抱(?:着)?(?:个)?孩子的|(?:[六七八九]十|\d\d)(?:来|多)?岁?的|上(?:了)?年纪的|年轻|中年"
    r"|种地的|做生意的|开店的|外地)?"
)
_UNNAMED = (
    r"老太太?|老大[爷娘妈]|老[汉头]儿?|老人家?|老奶奶|老爷子|老同志|老乡们?"
    r"|大[爷娘妈嫂姐哥叔伯婶]|小伙子?"
    r"|(?:小)?姑娘|(?:小)?媳妇|妇女|[男女]同志|[男女]的|[男女]人|年轻人|中年人|阿姨|师傅|婶子"
    r"|嫂子|两口子|夫妻俩?"
    r"|父子俩?|母女俩?|一家人|(?:学生|孩子)?家长们?|(?:老)?商户们?|店主|老板|业主们?|住户|居民们?"
    r"|村民们?|群众们?|老百姓"
    r"|乡亲们?|(?:退休)?(?:老师|教师|医生|工人|职工|干部)|司机|学生|街坊|邻居|大家伙?"
)
#: 接送孩子的家长.
_WHOSE_WORK = rf"(?:[一-鿿]{{2,5}}的(?=(?:{_UNNAMED})))?"
_PERSON = re.compile(
    rf"(?:{_COUNT})(?:(?P<name>{_NAMED})|{_RANK}?{_LOOKS}{_WHOSE_WORK}(?:{_UNNAMED})|{_RANK}"
    rf"|(?<=[有个位名来])人(?![家民工大]))"
    r"(?:们|都)?的?"
)
_CALLED = re.compile(
    rf"(?:他|她)?(?:名字|姓名)?(?:是|叫|名叫|名字叫)(?P<name>{_S}[一-鿿]{{1,2}}){_AFTER_NAME}"
    rf"|(?:他|她)?(?P<sur>姓{_S})(?=[，,。\s]|$)"
)
_AGED = re.compile(
    r"(?:今年)?(?:[五六七八九]十|\d\d)(?:来|多|好几)?(?:[一二三四五六七八九])?岁?了?(?=[，,])"
)
_WHEN = re.compile(
    r"(?:今[天早儿]|昨[天晚]|前天|刚才?|刚刚|方才|上午|中午|下午|早上|一?大?清?早|老早|晚上|夜里"
    r"|周[一二三四五六日]|接待日(?:上|那天|当天)?"
    r"|(?:我)?(?:下乡|走访|入户|路上|赶集|开会)(?:的)?(?:时候?|路上)?(?=[，,]|[一-鿿]))的?"
)
_HERE = r"(?:咱|我们|俺们)?(?:站里|站上|联络站|镇里|镇上|乡里|街道|大厅|窗口|办公室|单位)"
_CAME = re.compile(
    rf"(?:又|再|还)?(?:一早|专门|特意)?(?:(?:跑|找|走|赶|寻|上|摸)?(?:到|来"
    rf"|上))?{_HERE}(?:又)?(?:来|坐|反映|上访)*(?:坐|找人)?(?:了|过|一趟|的)*(?:人|[个位名])?"
    r"|来访(?:登记|群众)?|接访(?:登记)?|接待(?![日登本簿])(?:了)?|上门来?(?:了)?|(?:跑|找|走"
    r"|赶)(?:过)?来了?|来人了?"
    r"|(?:又|再)?来(?=(?:了|过)[，,\s]|(?:说|反映|讲|问|找|哭|诉))(?:了|过)?"
    r"|进(?:了)?[屋门院](?:来|里)?(?:了)?(?=[，,就说讲反哭问])|进来|(?:拦|拉|堵|碰|遇|找|撵)(?:住|着|到|上)?(?:了)?(?:我|咱)(?:们)?"
    r"|(?:碰|遇|撞)(?:见|到|上)(?:了)?(?=[\u4e00-\u9fff])"
)
#: 「来了个西坪的大嫂」, 「来两口子」.
_ARRIVED = re.compile(r"(?:又)?来(?:了|过)?(?:[一两俩]?[个位名户家])?")
_RANG = re.compile(
    # 「接到下店村群众电话」: whoever rang stands between.
    r"(?:刚|又)?接(?:到|了)(?=[^，,]{2,12}电话)|(?:的)?电话(?=[，,：: ]|$)|(?:刚)?接(?:了|到"
    r"|个)?(?:一?个)?(?:群众)?(?:来)?电话|(?:又)?(?:来|打)(?:了"
    r"|过)?(?:一?个)?(?:来|过来)?电话(?:来|过来|到站里)?(?:了|的)?"
    r"|给(?:站里|我|咱|咱们)打(?:了)?(?:个)?电话|来电(?:登记)?(?!线)|打(?:进)?来(?:过)?(?:的)?"
    r"|打过来|电话(?:记录|里|上|(?=反映|投诉))"
)
_WROTE = re.compile(
    r"(?:接待|登记|来访|接访|值班|信访|意见"
    r"|来信)(?:登记)?[簿本册箱]里?上?(?:的)?(?:第?[一二三四五六七八九十\d]+[页条行])?(?:里|上"
    r"|写着?|记着?|是)*"
    r"|(?:写|寄|送)(?:了|来)?(?:封|个)?(?:人民)?来?信(?:来|过来)?|(?:群众|人民)?来信|(?:托|让"
    r"|叫)(?:人|[一-鿿]{1,3})(?:捎|带)(?:了|来)?(?:个)?(?:话|信|口信)"
    r"|(?:捎|带)(?:了|来)?(?:个)?(?:话|口信|信)|留(?:了)?(?:个|张)?(?:条子?|言|纸条)|打?(?:12345|热线"
    r"|信访[局办])(?:热线)?(?:转|派|交)(?:来|过来|下来)?(?:了|的)?(?:一)?[件条个]?"
    r"|(?:里)?(?:有|收到)(?:了)?(?:一)?封(?:来|群众)?信"
    r"|(?<![一-鿿])(?:第[一二三四五六七八九十\d]+|下一|另一|再一|还有一)[页条行](?=[，,：: ])"
)
_FOR = re.compile(r"(?:请|麻烦)?(?:代|替|帮|给)(?=[一-鿿])")
_NOTE_IT = re.compile(
    r"(?:代)?(?:登记?|记|录入?|写|报|反映|说)(?:一?下|上|下来|进去"
    r"|个)?(?:一?[条件笔个])?(?:吧)?(?=[，,：:；; ]|$)"
)
_FORM = re.compile(
    r"(?:代)?(?:登记|接访(?:登记)?|接待(?:登记)?|来人登记|来访(?:登记)?|电话记录|记录|记一?下|登一?[条个件]|登)(?:一下|一[条件]"
    r"|群众反映)?(?=[：:，, ])"
)
_SAYS = re.compile(
    r"(?:(?:还是|又|都|一直|老|总|在|就|急着|哭着|主要)*(?:他|她|人家|是)?(?:跟|给|向|对|和|找"
    r"|拉着)?(?:我|俺|咱|站里|我们|咱们)?(?:们)?)?"
    r"(?:来)?(?:报[，,]?说|说|反映|反应|讲|问|投诉|抱怨|诉苦|提到?|报告|报修|喊|告诉我?|嫌"
    r"|称(?![号赞职]))"
    r"(?:了|是|起|过|道|一下|个事|情况|的是|说)*(?P<after>[：:，, ]*)|(?:都)?(?=盼|希望|要求|想要"
    r"|巴望)"
)
_LIVES = re.compile(r"(?:家)?(?:住|是|在|家是|家在|住在|来自)(?=[一-鿿])")
_OF_SEVERAL = re.compile(
    r"(?:有|共)?[一两三四五几]个人?(?=[，,])|(?:第[一二三四五]个|头一个|另一个|一个)是"
)
_NEXT = re.compile(r"(?:还有|再来?|又来?|下)一[个位件条](?=[，,：: ])")
_BREAK = re.compile(r"[，,。；;：:、\s（）()“”\"'—-]+")
_GROUP = re.compile(r"第?[一二三四五六七八九十\d]{1,3}(?:组|队|社(?!区)|号楼)")
#: 「李家庄老刘」 of a place that the county does not know by this name.
_LIKE_A_PLACE = re.compile(
    r"[一-鿿]{1,4}?(?:村|庄|社区|镇|乡|街|湾|沟|屯|寨|岭|营|坪|店"
    r"|洼)(?:[一二三四五六七八九十]+组)?(?:的|有个|来个)?"
)
#: 「有个龙泉的老奶奶」.
_ONE_OF = re.compile(r"又?有(?:一|两|几)?(?:个|位|名)")
_FROM = re.compile(
    rf"(?![卖种养开抱接做当打修教看上跑放赶年外])[一-鿿]{{2,3}}的(?=(?:{_UNNAMED}|[老小]{_S}))"
)
_UNIT = re.compile(
    r"(?:第?[一二三四五六七八九十\d]{1,3}(?:组|队|社(?!区)|号楼|栋))?(?:里)?(?:的|那边|那儿|这边)?"
)

#: What an officer adds for the book, and what is kept in a field of its own.
_BESIDE = re.compile(
    r"[，,。；;、 ]*(?:(?:她|他|本人|联系|家里|座机)?的?(?:电话|手机号?|号码|联系方式)(?:是|号|："
    r"|:)*\s*)?"
    rf"(?:{NUMBER})|[，,。；;、 ]*(?:(?:她|他|人)?(?:也)?没有?(?:留)?(?:个)?(?:手机号?|电话|名字?"
    rf"|姓名|联系方式)|(?:她|他)?不会用(?:手机|微信)"
    r"|不肯说名字|(?:电话|手机|名字)(?:也)?(?:没留|没有|不详)"
    r"|(?:请|麻烦|你们?)?(?:先|给|帮)?(?:记|登记?)(?:个|上|一)?下(?:来)?吧?$|(?:先)?(?:记"
    r"|登)(?:着|上)吧?$|先记着|先登上)"
)
_SILENT = re.compile(
    r"[，,。；;、 ]*(?:(?:他|她|人家|本人)?(?:要求|要|想|希望|让|叫|请)(?:给|替|帮)?(?:他"
    r"|她)?(?:保密|匿名)|不愿?(?:意)?留?露?名(?:字)?"
    r"|(?:他|她|人家|本人)?(?:要求|说|让|叫|请|可|千万)*(?:别|不要|莫)(?:写|留|说|提|登)(?:他|她"
    r"|人家)?(?:的)?(?:名字?|是谁))(?=$|[，,。；;])"
)
_NOTED = re.compile(
    r"[，,。；;、 ](?:请|麻烦|你们?)?(?:先|给|帮)?(?:记|登记?)(?:个|一)?(?:下|上|着)(?:来)?吧?$"
)
_HOME = re.compile(r"^家(?:里)?的?(?!门口|门前|旁边|后面|后头|附近|对面|长|电|具|庭)")
#: Who holds an office is no constituent of whom somebody tells.
_OFFICE = re.compile(
    r"(?<!老)支书|书记|主任|村长|会计|[镇乡县局所院校]长|主席|村委|村里(?!的)|两委|代表"
    r"|(?:[一-鿿]局|[一-鿿]所|公司|供电|环卫|城管|单位(?!上?来))|领导|他们|她们"
)
_SEVERAL_MATTERS = re.compile(r"^(?:有|就)?[两三四几俩]件(?:事|事情)[：:，, ]*")
_BEHIND = re.compile(r"[，,。； ]+(?P<place>[一-鿿]{2,8}?)的[。！ ]*$")
_LEAST = 3


@dataclass(slots=True)
class _Front:
    """What stands in front of the matter, as far as it is read. ``end``: where the matter begins,
    ``broken``: whether it begins there for sure."""

    end: int = 0
    broken: bool = True
    source: str = ""
    place: str = ""
    name: str = ""
    person: bool = False
    says: bool = False
    form: bool = False
    for_them: bool = False
    wrote_it: bool = False


def told_by(text: str, places: Sequence[tuple[int, int]]) -> Told | None:
    """The matter of somebody else that ``text`` tells, and of whom; None: it tells none so.
    ``places``: where places that are known stand in it."""
    plain = text.strip()
    phone = re.search(rf"(?<!\d)({NUMBER})(?!\d)", plain)
    front = _front(plain, [span for span in places if span[0] < len(plain)])
    noted = _NOTED.search(plain) is not None
    if front is None or _OFFICE.search(_without_places(plain[: front.end], front.place)):
        return None
    if front.for_them and not (front.form or front.wrote_it or front.says or noted):
        # 「给镇长打过电话了」
        return None
    left_phone = phone is not None and front.person and front.says
    came = front.form or front.for_them or noted or left_phone
    source = front.source or ("walk_in" if came else "heard")
    placed = front.place or any(start >= front.end for start, _ in places)
    if not front.form and not front.person and not (placed and front.source):
        return None
    if source == "heard" and not front.says:
        return None
    rest = _SILENT.sub("", plain[front.end :])
    said = without_beside(rest)
    said = _SEVERAL_MATTERS.sub("", said)
    said = _HOME.sub("", said).strip("，,。；;：:、 ）)")
    place = front.place
    if not place and (behind := _BEHIND.search(said)) is not None:
        spans = [plain[a:b] for a, b in places]
        if any(behind["place"].startswith(span) or span == behind["place"] for span in spans):
            place, said = behind["place"], said[: behind.start()].strip("，,。； ")
    if len(said) < (_LEAST if not front.form else len("危房")):
        return None
    if place and not said.startswith(place):
        said = f"{place}{said}"
    return Told(
        said,
        source,
        place,
        front.name,
        phone[1] if phone else "",
        _SILENT.search(plain) is not None,
        front.form or noted or front.for_them,
    )


def _front(text: str, places: list[tuple[int, int]]) -> _Front | None:
    """Piece by piece from the left, until something stands there that is none of it."""
    spans = dict(places)
    at, found, sure = 0, _Front(), _Front()
    while at < len(text):
        end = _piece(text, at, spans, found)
        if end is None or end <= at:
            break
        at = end
        found.end = at
        if found.broken:
            sure = replace(found)
        if found.says:
            break
    if found.says or (at < len(text) and found.broken):
        return found
    # 「老张家房子漏雨」 after 登记: the home belongs to who is named.
    if found.person and text[at : at + 1] == "家":
        return replace(found, broken=True)
    # The last piece belongs to the matter: 「来电：后营路灯杆锈断」.
    return sure if sure.end else None


def _piece(text: str, at: int, spans: dict[int, int], found: _Front) -> int | None:
    """Where the piece at ``at`` ends, which is written into ``found``; None: it is none."""
    if broken := _BREAK.match(text, at):
        found.broken = True
        return broken.end()
    before_matter = found.broken
    found.broken = False
    if not found.place and (at in spans or _GROUP.match(text, at)):
        # 「核桃园村|民」, 「前营村网格|员」: whoever lives there is no place.
        whole = spans.get(at, at)
        whole -= 1 if text[whole - 1 : whole + 1] == "村民" else 0
        whole -= 2 if text[whole - 2 : whole + 1] in ("网格员", "网格长") else 0
        unit = _UNIT.match(text, whole)
        end = unit.end() if unit else whole
        found.place = re.sub(r"(?:里)?(?:的|那边|那儿|这边)?$", "", text[at:end]) or text[at:end]
        return end
    if not found.form and before_matter and (form := _FORM.match(text, at)):
        found.form = True
        if "电话" in form[0]:
            found.source = "telephone"
        return form.end()
    if found.for_them and found.person and (noted := _NOTE_IT.match(text, at)):
        found.wrote_it = found.broken = True
        return noted.end()
    if at == 0 and (for_them := _FOR.match(text, at)):
        found.for_them = True
        return for_them.end()
    beside = _BESIDE.match(text, at)
    if beside and beside.end() > at:
        return beside.end()
    if at == 0 and (next_one := _NEXT.match(text)) and re.search(NUMBER, text):
        # 「还有一个，杨家沟罗成，137…，电杆拉线松了」: with a telephone it is one who came.
        found.form = found.broken = True
        return next_one.end()
    if several := _OF_SEVERAL.match(text, at):
        return several.end()
    one = _ONE_OF.match(text, at)
    if one and not found.place and (one.end() in spans or _FROM.match(text, one.end())):
        return one.end()
    arrived = _ARRIVED.match(text, at)
    if arrived and (arrived.end() in spans or _PERSON.match(text, arrived.end())):
        found.source = found.source or "walk_in"
        return arrived.end()
    if when := _WHEN.match(text, at):
        return when.end()
    for source, shape in (("book", _WROTE), ("telephone", _RANG), ("walk_in", _CAME)):
        if way := shape.match(text, at):
            # Who rang or wrote may have come to be told so; the first word counts.
            found.source = found.source or source
            return way.end()
    if (found.person or found.place or found.source) and (says := _SAYS.match(text, at)):
        found.says = found.broken = True
        return says.end()
    if not found.place and not found.person and (village := _FROM.match(text, at)):
        found.place = village[0].removesuffix("的")
        return village.end()
    person = _PERSON.match(text, at)
    if person and person.end() > at and (not found.person or (person["name"] and not found.name)):
        found.person = True
        found.name = (person["name"] or "").removesuffix("的")
        return person.end()
    if not found.name and (called := _CALLED.match(text, at)):
        found.person = True
        found.name = called["name"] or called["sur"]
        return called.end()
    for shape in (_AGED, _LIVES):
        if other := shape.match(text, at):
            if shape is _LIVES and other.end() not in spans:
                continue
            return other.end()
    like = _LIKE_A_PLACE.match(text, at) if not found.place else None
    if like and (_PERSON.match(text, like.end()) or _BREAK.match(text, like.end())):
        found.place = re.sub(r"(?:的|有个|来个)$", "", like[0])
        return like.end()
    found.broken = before_matter
    return None


def _without_places(front: str, place: str) -> str:
    return front.replace(place, "") if place else front


def without_beside(text: str) -> str:
    """``text`` without the telephone and the words for the book."""
    return _BESIDE.sub("", text).strip("，,。；; ")
