"""What an act carries along: reason, other body, day, class, words, names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nlp.replies.bodies import find_body, official_name
from nlp.replies.duties import duty, leave, reception
from nlp.replies.ratings import citizen_rating, deputy_rating, revisit_result
from nlp.replies.rules import RULES
from nlp.replies.spoken import Fields, Spoken, coming_day, is_receipt, said_words
from nlp.replies.statements import DAY_MARK, only_a_year, trim

P = RULES.patterns


_CITIZEN = "他|她|老乡|群众|反映人|村民|本人|人家"


_CLASSES = {"甲": "A", "乙": "B", "丙": "C", "丁": "D"}


#: 「1、2收到，3、4不是我们的」: what is said of others, and the numbers.
_BEFORE_THE_REASON = re.compile(
    r"^(?:[、，,；;\s\d民号和跟]*(?:都|全)?(?:已?收到|签收|收了|收下)了?[，,；;、\s]+)?"
    r"(?:[\d民号、，,和跟\s]+(?=不|是|归|属|退))?(?:申请)?(?:申退|退回|退件|退办|退单)?[，,：: ]*"
)


def _return(spoken: Spoken) -> Fields:
    pieces = [piece for piece in spoken.statement.pieces if piece.content]
    told = [
        trim(_BEFORE_THE_REASON.sub("", piece.quote))
        for piece in pieces
        if not P["return_word"].match(piece.content) and not is_receipt(piece.content)
    ]
    # 「…，是交警的」 is their word, 「建议交通局」 a wish.
    reasons = [
        words
        for words in told
        if words and (words[0] in "是归属" or not P["to_clause"].match(words))
    ]
    if not reasons:
        reasons = [words for words in told if words]
    fields: Fields = {"reason": "，".join(reasons)} if reasons else {}
    to = find_body("，".join(piece.content for piece in pieces), spoken.bodies)
    return fields | ({"to": to} if to else {})


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
    return is_receipt(words) or bool(
        re.fullmatch(
            r"(?:申请|请求|想|能不能|可否|请|需要|要)?.{0,2}(?:延期|宽限|延长|推迟|缓办)(?:.{0,4})"
            r"|(?:行不行|行吗|可以吗|可不可以|好吗|好不好|望批准|请批准|中不中|请同意)",
            words,
        )
    )


def _class(words: str) -> str | None:
    match = P["class"].search(words)
    if not match:
        return None
    letter = next(group for group in match.groups() if group)
    return _CLASSES.get(letter, letter.upper())


def _done(spoken: Spoken) -> Fields:
    content = spoken.statement.content
    fields: Fields = {}
    if letter := _class(content):
        fields["class"] = letter
    fields["text"] = said_words(spoken)
    if P["attachment"].search(content):
        fields["attachment"] = True
    return fields


def _progress(spoken: Spoken) -> Fields:
    found = coming_day(spoken)
    fields: Fields = {"text": said_words(spoken)}
    if found and not found.vague:
        fields["expected"] = found.day.isoformat()
    return fields


def _promise(spoken: Spoken) -> Fields:
    found = coming_day(spoken)
    fields: Fields = {"what": said_words(spoken)}
    if (
        found
        and not only_a_year(found)
        and not (found.vague and found.length is False and found.first == spoken.today)
    ):
        fields["until"] = found.day.isoformat()
    if letter := _class(spoken.statement.content):
        fields["class"] = letter
    return fields


def _meeting(spoken: Spoken) -> Fields:
    content = spoken.statement.content
    fields: Fields = {}
    if stage := P["stage"].search(content):
        fields["stage"] = f"办{stage['stage'] or stage['stage2']}"
    if who := P["who"].search(content):
        fields["who"] = re.sub(r"^(?:和|与|跟|同|向|已|找|见|了)+", "", who["who2"] or who["who"])
        if fields["who"] == "代表" or fields["who"][0] in "向请约与和":
            del fields["who"]
    return fields


def _inside(spoken: Spoken) -> Fields:
    match = re.search(
        r"(?:转|交|派|分|给)(?:给|到|由|办)*(?:了)?(?:我们?|局里?|我局)?"
        r"(?P<to>[\u4e00-\u9fff]{1,8}?(?:股|科|办公室|室|队|河长办)|[小老][\u4e00-\u9fff]"
        r"|[\u4e00-\u9fff]{1,2}(?:主任|局长|科长|股长|队长|所长|站长|同志|师傅|工))",
        spoken.statement.content,
    )
    match = match or re.search(
        r"(?:^|，|由|让|安排)(?P<to>[小老][\u4e00-\u9fff]|[\u4e00-\u9fff]{2,6}[股科])(?:来|去)?(?:具体)?(?:负责|跟进|经办|承办|办|处理|看)",
        spoken.statement.content,
    )
    return {"to": match["to"]} if match else {}


#: 「小王负责，以后找他」.
_IN_CHARGE = re.compile(
    r"(?:^|，)(?P<name>[小老][\u4e00-\u9fff]|[\u4e00-\u9fff]{1,2}(?:主任|科长|股长|工)|[\u4e00-\u9fff]{2,3})"
    r"(?:来|在)?(?:负责|经办|管这|对接)"
)


def _contact(spoken: Spoken) -> Fields:
    content = re.sub(r"换(?:了)?(?:个)?联系人(?:了)?", "换联系人 ", spoken.statement.content)
    content = re.sub(
        r"新来的|我们?(?:的)?(?:同事|科室)(?:的)?|(?<=联系人)(?=[换改变])", " ", content
    )
    content = re.sub(r"(?<=找|换|成|为|给) (?=[\u4e00-\u9fff])|联系人 ", "", content)
    for match in P["name"].finditer(content):
        if not re.match(r"我们?|你们?|他|她|以后|换|联系|今后|小组|这|那|谁", match["name"]):
            return {"name": match["name"]}
    found = _IN_CHARGE.search(spoken.statement.content)
    return {"name": found["name"]} if found else {}


def _question(spoken: Spoken) -> Fields:
    words = said_words(spoken)
    words = re.sub(
        rf"^(?:帮我|麻烦|请)?问(?:(?:问|一下|下|清楚)?(?:{_CITIZEN})们?[，,：: ]*"
        r"|(?:一下|下|问)?[：:，,]\s*)",
        "",
        words,
    )
    return {"question": words}


def _answer(spoken: Spoken) -> Fields:
    words = said_words(spoken)
    words = re.sub(
        r"^(?:请|麻烦|帮我)?(?:(?:告诉|告知|跟|和|给|回复?|答复|转告)"
        rf"(?:{_CITIZEN})们?(?:回(?=个|句|一))?|回复|答复|转告|告诉)"
        r"(?:说|讲|一声|一下|就说|一?句话?(?=[，,：: ])|个[话信]儿?)*"
        r"[，,：: ]*(?:就?说(?=[^，]{2}))?",
        "",
        words,
    )
    return {"text": words}


def _said(spoken: Spoken) -> Fields:
    return {"text": said_words(spoken)}


#: 「转供电所说错了，应该是镇政府」: what follows is meant.
_RATHER = re.compile(r"错了?[，,]*(?=应|该|得|改|是|转|给)")


def _to(spoken: Spoken) -> Fields:
    content = spoken.statement.content
    if rather := _RATHER.search(content):
        content = content[rather.end() :]
    to = find_body(content, spoken.bodies)
    return {"to": to} if to else {}


_SOMEBODY_THERE = re.compile(
    r"(?:的|那边的?)?(?!吧|去|问|说|讲|办|反映|就|行|的?电话|热线|先|看|来|要|处理|解决|[了啊])"
    r"[\u4e00-\u9fff]{1,7}?(?=$|[，,。]|就行|去?问|去?说|去?办|反映|吧)"
)


def _where(spoken: Spoken) -> Fields:
    match = P["where"].search(spoken.statement.content)
    if not match:
        match = re.search(r"走(?P<where>法律|司法|信访|诉讼|仲裁)", spoken.statement.content)
    if not match:
        return {}
    where = re.sub(
        r"^(?:他|她|老乡|群众)?们?(?:直接|自己|先)?(?:打|拨|找|去|到)+", "", match["where"]
    )
    behind = _SOMEBODY_THERE.match(spoken.statement.content, match.end("where"))
    if behind and where.endswith(("村里", "村上", "组里", "队里", "镇里", "镇上", "社区")):
        # 「找村里保洁员老周」 is told as it was said.
        return {"where": f"{where}{behind[0]}"}
    return {"where": official_name(where, spoken.bodies)}


def _reason(spoken: Spoken) -> Fields:
    words = re.sub(r"^[1-9][、.，, ]+", "", said_words(spoken))
    return {"reason": words} if words else {}


def _reject(spoken: Spoken) -> Fields:
    words = re.sub(
        r"^(?:我)?(?:不同意|不予同意|不批准?|驳回|不行|不准|不可以|不能|不通过|不办)"
        r"(?:退回?|申退|退件|延期?|延)?(?:了|的)?"
        r"(?:[，,：: ]*(?:因为|理由(?:是|[:：])|原因(?:是|[:：])|是因为))?[，,：: ]*",
        "",
        said_words(spoken),
    )
    return {"reason": words} if len(words) > 1 else {}


def _text(spoken: Spoken) -> Fields:
    words = re.sub(r"^[+＋]?\s*补充(?:一下|一点|一句|说明)?[：:，, ]*", "", said_words(spoken))
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
    ("deputy", "rate"): deputy_rating,
    ("constituent", "rate"): citizen_rating,
    ("constituent", "supplement"): _text,
    ("constituent", "correct"): _text,
    ("", "ask"): _question,
    ("", "hand_over"): _to,
    ("", "rework"): _said,
    ("", "reject"): _reject,
    ("", "revisit"): revisit_result,
    ("", "report_duty"): duty,
    ("", "report_reception"): reception,
    ("", "request_leave"): leave,
}


def read_fields(role: str, act: str, spoken: Spoken) -> Fields:
    """The fields of the contract that were said."""
    read = _READERS.get((role, act)) or _READERS.get(("", act))
    return read(spoken) if read else {}
