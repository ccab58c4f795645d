"""Somebody else's matter in whatever order an officer types it: a sentence that says who came
(「西坪一个放羊的老汉拦住我讲…」), fields as in a book (「东坪的，丁卫国，139…，井水有铁锈味」),
two people at once (「一个…说…，一个…说…」). What ``who_came`` reads strictly comes first; here the
front is what stands before the first word of saying, or the clauses that hold nothing but who, when
and where from. Pure: where places stand in the text is given."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.conversation.citizen.phones import NUMBER
from handlers.conversation.staff import who_came_words as words
from handlers.conversation.staff.who_came import Told, without_beside
from nlp.things import is_wrong, things

Spans = Sequence[tuple[int, int]]

_PHONE = re.compile(rf"(?<!\d)({NUMBER})(?!\d)")
_LETTERS = re.compile(
    r"信(?:箱|件|封)?(?![号用息])|匿名|署名|本子|接待(?:[本簿]|记录)|来访(?:记录|登记)|登记[本簿]|补录|没录|捎话|口信|纸条|留言|留(?:了)?(?:个|张)?条|(?:微信)?群里|@我"
    r"|12345|热线|市长信箱|转(?:来|过来|下来)|派(?:来|了|下来)|单子|工单"
)
_RINGS = re.compile(r"电话|来电|打(?:来|进来|过来)|接(?:到|了个)")
_COMES = re.compile(
    r"(?:又|刚|再)?来(?:了|访|过|人|问|找|说|反映|站|坐|的)|[过上跑找走赶折]来?(?:过|回)?来|上门|登记|录(?:一?下|个|一个|入)|记一?[下个]|接访"
    r"|路上|下(?:村|乡)|赶集|碰[到见上]|遇[到见上]|拦|围(?:着|住)|窗口|大厅|办公室|柜台|走的|在(?:我|咱|站里|这)|跟我|给我|向我|找我|对我|托"
)
#: The verb by which it is passed on.
_SAYS = re.compile(
    r"(?<![听据俗再小])(?:来|哭着|一直|主要|就|还|又|都)*(?:反映|反应|投诉|诉苦|哭诉|抱怨|告诉(?:我|站里)|咨询|提(?:的|到|出)|问(?![题答候])|说(?!明|好|不|得|起来)|讲(?!究|话|课|理)|称(?![号职赞]))"
    r"(?:了|的?是|说|过|一下|道)*[：:，, ]*"
)
#: One after another: 「一个…，一个…」, 「第一拨…；第二拨…」.
_EACH = re.compile(
    r"(?:^|[，,；;。：: ])(?:第[一二三四]|头一?|另外?一?|还有一?|一)"
    r"(?:个|拨|位|件|家|户)(?:是)?(?=[一-鿿])"
)
#: 「登记两件：1、东坪村赵四，水浑；2、…」
_NUMBERED = re.compile(r"(?:^|(?<=[：:；;，,。\s]))[1-9][、.．）)](?=\D)")
#: Behind a place: 「东坪二组张桂英说…」, 「西坪老李问…」.
_SOMEBODY_SAYS = re.compile(
    rf"(?:村民?|的|有个|一个)*(?:老[汉头太]太?|[老小]?{words.S}(?:[一-鿿]{{1,2}}?|{words.KIN}|汉)?)(?:[，,\s]*(?:{NUMBER}))?(?:来|家)?(?=反映|投诉|咨询|[说讲问想要提])"
)
#: 「来问低保的是东坪张桂英 139…」: the matter before who it is.
_TURNED = re.compile(
    r"^(?:刚才?|今天|上午|下午|早上)?(?:来|打电话)?(?:反映|投诉|咨询|问|说|要|想)"
    r"(?P<what>[^，,。；;是]{2,14}?)的(?:那个|那位|这个|人|群众)*[是叫]"
    r"(?P<who>[^，,。；;\s\d]{2,14})"
    rf"(?:[，,\s]*[他她]?的?(?:联系)?(?:电话|手机|号码)*[是：: ]*(?P<phone>{NUMBER}))?"
    r"(?:[，,。；;\s]+(?P<more>.{2,}))?$"
)
_CLAUSE = re.compile(r"[^，,。；;：:\s（）()]+")
#: Beside a person, a place and a time nothing of it tells a matter.
_FILLER = re.compile(
    r"半天|一趟|坐|没(?:署|留)名|不识字|刚才?|一直|住在?|家住|来电人|反映人|来访人|联系人|本人|姓名|名字|叫|是|的|了|个|位|条|件|封|有|又|在|我|他|她|们|人"
    r"|来|到|从|这|那|家|村民?|组|社区|镇|乡|一|两|俩|三|几|下|上|里|过|昨天|今天|前天|翻到|没录|补|把|录|记|接|登记|录入|事情?|吧|给|请|帮|替|哭|说|讲|反映|群众"
    r"|\d+[月日号]|[\d:：.-]+|号码?|电话|手机|派|单|转|访|信|折回|骑车|走|刚"
)
_SURE_NAME = re.compile(
    rf"(?:来电人|反映人|来访人|联系人|姓名|叫)?[：: ]*(?P<name>{words.S}[一-鿿]{{1,2}})"
)
_RELATION = r"(?:的(?:母亲|父亲|儿子|女儿|媳妇|老伴|妈|爸|娘|爹|奶奶|爷爷|家属|孙[子女]))?"
_NAME_IN = re.compile(
    rf"(?P<sur>姓{words.S})(?![一-鿿]名)|(?P<called>[老小]{words.S}(?:{words.KIN}|汉)?|{words.S}(?:{words.KIN})(?:两口子)?|{words.S}家(?:媳妇|老?[大二三]))"
    rf"|(?:人|户|的|组|村|坪|沟|湾|岭|营|店|庄|河|桥|洼|龙|泉|^)(?P<whole>{words.S}[一-鿿]{{1,2}}{_RELATION})(?=来|打|说|反映|讲|问|又|找|托|$|，)"
)
#: Who holds an office speaks for an office.
_OFFICE = re.compile(
    r"[一-鿿]局|[供交派][一-鿿]?[所站](?!里|上)|公司|供电|环卫|城管|[镇乡县局所]长|代表(?!团)|镇(?:政府|里)|施工"
)
#: These speak for a village and may bring somebody's matter all the same.
_OF_THE_VILLAGE = re.compile(r"(?<!老)支书|书记|主任|村长|会计|村委|村里(?!的)|两委")
#: What the officer did: rang, told, asked, went there.
_OUTGOING = re.compile(
    r"给(?!我|咱|俺|站|单位|镇上)[^，,。]{1,8}(?:打|回|去)|回(?:了|过)(?:个)?(?:电话|话)|打(?:通|过电话|了电话)|电话[^，,。]{0,2}(?:通知|告诉)|通知|转告|回复"
    r"|(?:我|咱)(?:们)?(?:已经|刚|又|也|今天)?(?:打|问|跟|给|让|叫|请|找|和)"
)
_NOT_NAMED = re.compile(
    r"[，,。；; ]*(?:他|她|人家|本人)?(?:让|叫|要求|要|说|求|请)?(?:我们?|咱)?"
    r"(?:别|不要|莫|甭|不愿意?|不想)(?:说|写|留|提|登|露)(?:他|她)?的?名(?:字)?|匿名|没署名|保密"
)
_OF_THEM = re.compile(
    r"^(?:他|她|人家)们?(?:是[^，,。]{1,6}的[，,])?(?!的)(?:说|讲)?|^是[^，,。]{1,6}的[，,]"
)
#: What begins like a surname and is no name.
_NO_NAME = re.compile(
    r"路[上边口过灯]|高[龄压速]|方[便面]|常[年常]|马[上路]|时[候常]|水[管渠]|白天|江边|石[头桥]|田[里地]|井[里盖]|于是|金[额秋]|安[排装]|全[部都]|成[了天]|后[来面]|谢[谢你]"
)
_LONGEST_FRONT = 44
_LEFT = 1
#: So few letters say how it came and nothing of the matter.
_HEAD = 14
#: Somebody, in words that name no kind of person by themselves.
_SOMEBODY = re.compile(
    r"[弟哥妹姐侄]|亲戚|学生|娃|残疾人|寡妇|(?:有|那|这|一)(?:一)?(?:个|位)(?![^，,。]{0,4}(?:坑|洞|灯|事))|[男女]的"
)


@dataclass(slots=True)
class _Who:
    """What the front holds."""

    place: str = ""
    name: str = ""
    phone: str = ""
    person: bool = False
    source: str = ""


def in_order(text: str) -> str:
    """Who it is before the matter, where the matter was said first."""
    found = _TURNED.match(text)
    if found is None:
        return text
    phone, more = found["phone"] or "", f"，{found['more']}" if found["more"] else ""
    return f"{found['who']} {phone}".strip() + f"说{found['what']}{more}"


def told_in_frame(text: str, places: Spans) -> tuple[Told, ...]:
    """The matters that ``text`` tells of others; none: it tells none so."""
    marks = list(_EACH.finditer(text))
    begins = [mark.start() for mark in marks]
    if len(marks) < len("两件"):
        marks = list(_NUMBERED.finditer(text))
        begins = [mark.end() for mark in marks]
    ends, how = [*(mark.start() for mark in marks[1:]), len(text)], "heard"
    if len(marks) < len("两件"):
        begins = _each_from_somewhere(text, places)
        ends, how = [*begins[1:], len(text)], "walk_in"
    if len(begins) > 1:
        lead = _who(text[: begins[0]], _inside(places, 0, begins[0]))
        parts = [
            _one(text[a:b].strip("，,；;。：: "), _moved(text, places, a, b), lead.source or how)
            for a, b in zip(begins, ends, strict=True)
        ]
        found = tuple(part for part in parts if part is not None)
        return found if len(found) == len(parts) else ()
    one = _one(text, places, "")
    return (one,) if one is not None else ()


def _each_from_somewhere(text: str, places: Spans) -> list[int]:
    """Where each begins in 「东坪二组张桂英说…，西坪老李问…」."""
    return [
        start
        for start, end in places
        if text[start - 1 : start] in ("", *"，,；;。：:、 ") and _SOMEBODY_SAYS.match(text, end)
    ]


def _one(text: str, places: Spans, source: str) -> Told | None:
    saying = next((s for s in _SAYS.finditer(text) if s.end() < len(text) - 2), None)
    if saying is not None and saying.start() <= _LONGEST_FRONT:
        who = _who(text[: saying.start()], _inside(places, 0, saying.start()))
        if who.person or who.source:
            return _told(text, text[saying.end() :], who, source)
    wants = _SOMEBODY_SAYS.match(text, places[0][1]) if places and not places[0][0] else None
    if wants is not None:
        return _told(text, text[wants.end() :], _who(text[: wants.end()], places[:1]), source)
    at = _end_of_fields(text, places)
    who = _who(text[:at], _inside(places, 0, at))
    behind = _who(text[at:], ())
    who.phone = who.phone or behind.phone
    known = sum(map(bool, (who.name, who.place, who.phone)))
    told = (who.source and (known or who.person)) or known > 1
    if not at or not told:
        return None
    return _told(text, text[at:], who, source)


def _told(text: str, said: str, who: _Who, source: str) -> Told | None:
    front = text[: len(text) - len(said)].replace(who.place, "")
    if _OFFICE.search(front) or _OUTGOING.search(front):
        return None
    if _OF_THE_VILLAGE.search(front) and not is_wrong(said):
        return None
    silent = bool(words.SILENT.search(text) or _NOT_NAMED.search(text))
    said = _SAYS.sub("", said, count=1) if _SAYS.match(said) else said
    said = _NOT_NAMED.sub("", words.SILENT.sub("", said))
    # 「…，来电人贺兰英134…」 behind the matter.
    clauses: list[str] = []
    for clause in re.split(r"(?<=[，,。；;])", said):
        name = _SURE_NAME.fullmatch(_PHONE.sub("", clause).strip("，,。；; "))
        if name is not None and clauses and not who.name:
            who.name = name["name"]
            who.phone = who.phone or _phone(clause)
            continue
        clauses.append(clause)
    who.phone = who.phone or _phone(said)
    said = _OF_THEM.sub("", without_beside("".join(clauses)))
    said = words.HOME.sub("", said).strip("，,。；;：:、 ）)")
    if len(said) < words.LEAST and not things(said):
        return None
    if who.place and who.place not in said:
        said = f"{who.place}{said}"
    form = bool(who.source)
    return Told(said, source or who.source or "heard", who.place, who.name, who.phone, silent, form)


def _end_of_fields(text: str, places: Spans) -> int:
    """Where the first clause begins that tells more than who, when and where from."""
    at = 0
    for clause in _CLAUSE.finditer(text):
        rest = clause[0]
        for a, b in _inside(places, clause.start(), clause.end()):
            rest = rest.replace(text[a:b], "")
        rest = _PHONE.sub("", words.GROUP.sub("", rest))
        name = _SURE_NAME.fullmatch(re.sub(r"^[的村组]+", "", rest))
        name = None if name is not None and _NO_NAME.match(name["name"]) else name
        for shape in (words.PERSON, _LETTERS, _RINGS, _COMES, words.WHEN, words.NOTE_IT):
            rest = shape.sub("", rest) if name is None else ""
        if len(_FILLER.sub("", rest)) > _LEFT and not (_is_head(clause[0])):
            return clause.start()
        at = clause.end()
    return at if at < len(text) else 0


def _is_head(clause: str) -> bool:
    """「12345派了个单子」, 「接待本翻到一条没录的」: how it came, in more words."""
    return bool(_LETTERS.search(clause)) and len(clause) <= _HEAD


def _who(front: str, spans: Spans) -> _Who:
    who = _Who(phone=_phone(front))
    if spans:
        a, b = min(spans)
        unit = words.UNIT.match(front, b)
        who.place = re.sub(
            r"(?:里)?(?:的|那边|那儿|这边)?$", "", front[a : unit.end() if unit else b]
        )
    plain = front
    for a, b in spans:
        plain = plain.replace(front[a:b], "，")
    plain = re.sub(r"^[，,的]+|(?<=，)的", "", words.GROUP.sub("，", _PHONE.sub("，", plain)))
    for shape, source in ((_LETTERS, "book"), (_RINGS, "telephone"), (_COMES, "walk_in")):
        if shape.search(plain):
            who.source = source
            break
    for clause in _CLAUSE.findall(plain):
        whole = _SURE_NAME.fullmatch(re.sub(r"^[的村组]+", "", clause))
        found = whole or _NAME_IN.search(clause)
        name = next(filter(None, found.groups()), "") if found is not None else ""
        if name and not who.name and not _NO_NAME.match(name):
            who.name = name
    person = words.PERSON.search(plain)
    named = person is not None and person[0].strip("的们都")
    who.person = bool(who.name or named or _SOMEBODY.search(plain))
    if not who.name and person is not None and person["name"]:
        name = person["name"].removesuffix("的")
        who.name = "" if _NO_NAME.match(name.rpartition("的")[2]) else name
    return who


def _phone(text: str) -> str:
    found = _PHONE.search(text)
    return found[1] if found is not None else ""


def _inside(places: Spans, start: int, end: int) -> Spans:
    return [(a, b) for a, b in places if a >= start and b <= end]


def _moved(text: str, places: Spans, start: int, end: int) -> Spans:
    """The places within a part of ``text``, counted from where its first letter stands."""
    part = text[start:end]
    start += len(part) - len(part.lstrip("，,；;。：: "))
    return [(a - start, b - start) for a, b in _inside(places, start, end)]
