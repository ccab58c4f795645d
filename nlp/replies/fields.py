"""What an act carries along: reason, other body, day, class, words, names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.domain.calendars import CountyCalendar, local_day
from nlp.dates import DayFound, chinese_number
from nlp.replies.rules import RULES
from nlp.replies.statements import DAY_MARK, Statement, tidy, trim

_P = RULES.patterns
_CITIZEN = "他|她|老乡|群众|反映人|村民|本人|人家"
_CLASSES = {"甲": "A", "乙": "B", "丙": "C", "丁": "D"}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A statement with what is needed to read its fields. ``matched``: the words of the act."""

    statement: Statement
    now: datetime
    calendar: CountyCalendar
    matched: str = ""

    @property
    def today(self) -> date:
        """The county's day."""
        return local_day(self.now)


Fields = dict[str, Any]


def coming_day(spoken: Spoken) -> DayFound | None:
    """The last day still to come that is named; a stretch counts from today."""
    days = [each for each in spoken.statement.days if each.day >= spoken.today]
    return days[-1] if days else None


def find_body(words: str) -> str | None:
    """The body something is said to belong to: 「归水利局管」, 「是交通的」 → 交通局."""
    position = 0
    while match := _P["to_mark"].search(words, position):
        position = match.start() + 1
        if _P["to_not"].search(words[:position]) or _P["to_not"].search(words[: match.start()]):
            continue
        name = re.sub(
            r"^(?:改派|转办|转交|转|移交|提请|把|这个|这件事|这事|给|到|由|的|了|是|请|让|叫|找|去|他|她|咱"
            r"|交(?!通|警)|办(?!公室|事))+",
            "",
            match["to"],
        )
        if name and not _P["own"].match(name) and len(name) > 1:
            return RULES.bodies.get(name, name)
    owner = _P["to_owner"].search(words)
    if owner is None or _P["own"].match(owner["to"]):
        return None
    name = re.sub(r"^(?:这|那|得|该|应|要|是|事|个|叫|让|请|由)+", "", owner["to"])
    return RULES.bodies.get(name, name)


def _return(spoken: Spoken) -> Fields:
    pieces = [piece for piece in spoken.statement.pieces if piece.content]
    told = [
        trim(re.sub(r"^(?:申请)?(?:申退|退回|退件|退办|退单)[，,：: ]*", "", piece.quote))
        for piece in pieces
        if not _P["return_word"].match(piece.content) and not _is_receipt(piece.content)
    ]
    reasons = [words for words in told if words and not _P["to_clause"].match(words)]
    if not reasons:
        reasons = [words for words in told if words]
    fields: Fields = {"reason": "，".join(reasons)} if reasons else {}
    to = find_body("，".join(piece.content for piece in pieces))
    return fields | ({"to": to} if to else {})


def _is_receipt(words: str) -> bool:
    return bool(re.fullmatch(r"(?:好的?|嗯|已)?(?:收到|收悉|知悉|已阅)(?:了|的)?", words))


def _extension(spoken: Spoken) -> Fields:
    found = coming_day(spoken)
    reasons = [
        piece.quote
        for piece in spoken.statement.pieces
        if piece.content and DAY_MARK not in piece.content and not _is_plea(piece.content)
    ]
    fields: Fields = {}
    if found and not found.vague:
        fields["until"] = found.day.isoformat()
    if reasons:
        fields["reason"] = "，".join(reasons)
    return fields


def _is_plea(words: str) -> bool:
    return _is_receipt(words) or bool(
        re.fullmatch(
            r"(?:申请|请求|想|能不能|可否|请|需要|要)?.{0,2}(?:延期|宽限|延长|推迟|缓办)(?:.{0,4})"
            r"|(?:行不行|行吗|可以吗|可不可以|好吗|好不好|望批准|请批准|中不中|请同意)",
            words,
        )
    )


def _class(words: str) -> str | None:
    match = _P["class"].search(words)
    if not match:
        return None
    letter = next(group for group in match.groups() if group)
    return _CLASSES.get(letter, letter.upper())


def _words(spoken: Spoken) -> str:
    pieces = [piece for piece in spoken.statement.pieces if not _is_receipt(piece.content)]
    return "，".join(piece.quote for piece in pieces if piece.quote)


def _done(spoken: Spoken) -> Fields:
    content = spoken.statement.content
    fields: Fields = {}
    if letter := _class(content):
        fields["class"] = letter
    fields["text"] = _words(spoken)
    if _P["attachment"].search(content):
        fields["attachment"] = True
    return fields


def _progress(spoken: Spoken) -> Fields:
    found = coming_day(spoken)
    fields: Fields = {"text": _words(spoken)}
    if found and not found.vague:
        fields["expected"] = found.day.isoformat()
    return fields


def _promise(spoken: Spoken) -> Fields:
    found = coming_day(spoken)
    fields: Fields = {"what": _words(spoken)}
    if found and not (found.vague and found.length is False and found.first == spoken.today):
        fields["until"] = found.day.isoformat()
    if letter := _class(spoken.statement.content):
        fields["class"] = letter
    return fields


def _meeting(spoken: Spoken) -> Fields:
    content = spoken.statement.content
    fields: Fields = {}
    if stage := _P["stage"].search(content):
        fields["stage"] = f"办{stage['stage'] or stage['stage2']}"
    if who := _P["who"].search(content):
        fields["who"] = re.sub(r"^(?:和|与|跟|同|向|已|找|见|了)+", "", who["who2"] or who["who"])
        if fields["who"] == "代表" or fields["who"][0] in "向请约与和":
            del fields["who"]
    return fields


def _inside(spoken: Spoken) -> Fields:
    match = re.search(
        r"(?:转|交|派|分)(?:给|到|由|办)*(?:了)?(?:我们?|局里?|我局)?"
        r"(?P<to>[\u4e00-\u9fff]{1,8}?(?:股|科|办公室|室|队)|[小老][\u4e00-\u9fff]"
        r"|[\u4e00-\u9fff]{1,2}(?:主任|局长|科长|股长|队长|所长|站长|同志|师傅|工))",
        spoken.statement.content,
    )
    match = match or re.search(
        r"(?:^|，|由|让|安排)(?P<to>[小老][\u4e00-\u9fff]|[\u4e00-\u9fff]{2,6}[股科])(?:来|去)?(?:具体)?(?:负责|跟进|经办|承办|办|处理|看)",
        spoken.statement.content,
    )
    return {"to": match["to"]} if match else {}


def _contact(spoken: Spoken) -> Fields:
    content = re.sub(r"换(?:了)?(?:个)?联系人(?:了)?", "换联系人 ", spoken.statement.content)
    for match in _P["name"].finditer(content):
        if not re.match(r"我们?|你们?|他|她|以后|换|联系|今后|小组|这|那|谁", match["name"]):
            return {"name": match["name"]}
    return {}


def _question(spoken: Spoken) -> Fields:
    words = _words(spoken)
    words = re.sub(
        rf"^(?:帮我|麻烦|请)?问(?:问|一下|下|清楚)?(?:{_CITIZEN})们?[，,：: ]*",
        "",
        words,
    )
    return {"question": words}


def _answer(spoken: Spoken) -> Fields:
    words = _words(spoken)
    words = re.sub(
        r"^(?:请|麻烦|帮我)?(?:(?:告诉|告知|跟|和|给|回复?|答复|转告)"
        rf"(?:{_CITIZEN})们?|回复|答复|转告|告诉)"
        r"(?:说|讲|一声|一下|就说)*[，,：: ]*",
        "",
        words,
    )
    return {"text": words}


def _to(spoken: Spoken) -> Fields:
    to = find_body(spoken.statement.content)
    return {"to": to} if to else {}


def _where(spoken: Spoken) -> Fields:
    match = _P["where"].search(spoken.statement.content)
    if not match:
        match = re.search(r"走(?P<where>法律|司法|信访|诉讼|仲裁)", spoken.statement.content)
    if not match:
        return {}
    where = re.sub(
        r"^(?:他|她|老乡|群众)?们?(?:直接|自己|先)?(?:打|拨|找|去|到)+", "", match["where"]
    )
    return {"where": RULES.bodies.get(where, where)}


def _reason(spoken: Spoken) -> Fields:
    words = re.sub(r"^[1-9][、.，, ]+", "", _words(spoken))
    return {"reason": words} if words else {}


def _reject(spoken: Spoken) -> Fields:
    words = re.sub(
        r"^(?:我)?(?:不同意|不予同意|不批准?|驳回|不行|不准|不可以|不能|不通过|不办)(?:了|的)?"
        r"(?:[，,：: ]*(?:因为|理由(?:是|[:：])|原因(?:是|[:：])|是因为))?[，,：: ]*",
        "",
        _words(spoken),
    )
    return {"reason": words} if len(words) > 1 else {}


def _deputy_rating(spoken: Spoken) -> Fields:
    content = spoken.statement.content
    if re.search(r"不(?:太|是很|怎么|够)?满意", content):
        rating = "不满意"
    else:
        rating = "基本满意" if "基本满意" in content else "满意"
    words = re.sub(
        r"(?:我)?(?:对这个?(?:答复|办理|结果))?(?:非常|很|还算)?(?:基本|不太?|不是很|不怎么|不够)?满意(?:了|吧)?"
        r"(?:[，,：: ]*(?:因为|理由是?))?",
        "",
        _words(spoken),
    )
    words = trim(words)
    return {"rating": rating} | ({"reason": words} if len(words) > 1 else {})


def judge(content: str) -> str | None:
    """好了, 还差点, 没好: what somebody says of a thing that was to be mended; None if unclear.
    Mixed words are 还差点; praise beside blame is irony and counts as the blame."""
    good = any(
        not _P["negation"].search(content[: match.start()])
        for match in re.finditer(_P["good"].pattern, content)
    )
    if _P["irony"].search(content):
        flat = re.search("谁说|骗|好什么好", content) or _P["bad"].search(content)
        return "没好" if flat else None
    if _P["half"].search(content):
        return "还差点"
    if _P["bad"].search(content):
        mixed = good and re.search(r"但|可是|不过|就是|只是|剩|还有", content)
        return "还差点" if mixed else "没好"
    if good and re.search(r"[没不]", _P["harmless_no"].sub("", _P["good"].sub("", content))):
        return None  # 「好了，路面没恢复」: let them say it plainly
    return "好了" if good else None


def _citizen_rating(spoken: Spoken) -> Fields:
    rating = judge(spoken.statement.content)
    if rating is None:
        return {}
    words = _words(spoken)
    return {"rating": rating} | ({"reason": words} if len(words) > 4 else {})


def _result(spoken: Spoken) -> Fields:
    rating = judge(spoken.statement.content)
    return {"result": rating, "text": _words(spoken)} if rating else {}


_DUTIES = (
    ("reception_day", r"接待日|坐班|接待室"),
    ("grid_meeting", r"碰头会|议事会|网格会"),
    ("policy_talk", r"宣讲|讲政策|讲了.{0,6}(?:政策|精神)"),
    ("field_study", r"调研|视察"),
)


def _duty(spoken: Spoken) -> Fields:
    content = spoken.statement.content
    named = (name for name, pattern in _DUTIES if re.search(pattern, content))
    fields: Fields = {"duty": next(named, "grid_visit")}
    if grid := _P["grid"].search(content):
        fields["grid"] = grid["grid"]
    fields["issues"] = _issues(spoken.statement)
    return fields


def _issues(statement: Statement) -> list[str]:
    """The troubles named in a visit report; what is mended or fine is none."""
    found: list[str] = []
    for piece in statement.pieces:
        # Voice has no commas: a new thought often follows 了.
        for part in re.split(r"(?<=了)(?=[\u4e00-\u9fff]{4,})|、(?=[^、]{3,})", piece.quote):
            words = tidy(part)
            if not _P["problem"].search(words) or _P["no_problem"].search(words):
                continue
            judged = judge(words)
            if judged == "好了":
                continue
            words = re.sub(
                r"^(?:有)?(?:群众|村民|老百姓|老乡|大家|有人|他们|她|他|一户|两户)*(?:都|还)?(?:反映|说|提出?)(?:是|了)?",
                "",
                words,
            )
            if len(words) >= 2:
                found.append(words)
    return found


def _leave(spoken: Spoken) -> Fields:
    days = [each for each in spoken.statement.days if each.day >= spoken.today]
    if not days:
        return {}
    last = days[-1]
    first = last.first if last.length is False and last.first != last.day else spoken.today
    if len(days) > 1:
        first = days[0].first
    elif not last.length and last.first == last.day and not _is_end(spoken, last):
        first = last.first
    until = last.day
    if last.length and re.search(r"[天日]", last.text) and "工作" not in last.text:
        until = last.day - timedelta(days=1)  # 「请假三天」: today is the first of them
    if last.vague:
        return {}
    return {"from": first.isoformat(), "until": until.isoformat()}


def _is_end(spoken: Spoken, day: DayFound) -> bool:
    """「请假到下周一」 ends there, 「请假明天」 is that day."""
    content = spoken.statement.content
    place = content.find(DAY_MARK)
    return (place > 0 and content[place - 1] in "到至") or "前" in day.text


def _reception(spoken: Spoken) -> Fields:
    content = spoken.statement.content
    fields: Fields = {}
    if match := _P["people"].search(content):
        fields["people"] = chinese_number(match["n"])
    elif re.search(r"没人|无人", content):
        fields["people"] = 0
    topics: list[str] = []
    if match := _P["topics"].search(spoken.statement.quote):
        parts = re.split(r"[、，,；;和及]|还有|以及", match["topics"])
        topics = [words for words in map(trim, parts) if len(words) > 1]
        topics = [
            re.sub(r"(?:等)?(?:的)?(?:问题|事情|事)$", "", words) or words for words in topics
        ]
    fields["topics"] = topics
    return fields


def _text(spoken: Spoken) -> Fields:
    words = re.sub(r"^[+＋]?\s*补充(?:一下|一点|一句|说明)?[：:，, ]*", "", _words(spoken))
    return {"text": re.sub(r"^[+＋]\s*", "", words)}


_READERS: Mapping[tuple[str, str], Callable[[Spoken], Fields]] = {
    ("bureau", "request_return"): _return,
    ("bureau", "request_extension"): _extension,
    ("bureau", "report_done"): _done,
    ("bureau", "report_progress"): _progress,
    ("bureau", "promise"): _promise,
    ("bureau", "record_meeting"): _meeting,
    ("bureau", "pass_inside"): _inside,
    ("bureau", "change_contact"): _contact,
    ("deputy", "not_mine"): _reason,
    ("deputy", "answer"): _answer,
    ("deputy", "refer"): _where,
    ("deputy", "rate"): _deputy_rating,
    ("constituent", "rate"): _citizen_rating,
    ("constituent", "supplement"): _text,
    ("constituent", "correct"): _text,
    ("", "ask"): _question,
    ("", "hand_over"): _to,
    ("", "reject"): _reject,
    ("", "revisit"): _result,
    ("", "report_duty"): _duty,
    ("", "report_reception"): _reception,
    ("", "request_leave"): _leave,
}


def read_fields(role: str, act: str, spoken: Spoken) -> Fields:
    """The fields of the contract that were said."""
    read = _READERS.get((role, act)) or _READERS.get(("", act))
    return read(spoken) if read else {}
