"""「不想让代表知道」: who wants somebody not to hear of it blames nobody. It is kept above those
who are named, and no word of ours speaks of accusing."""

import re
from dataclasses import replace

from nlp.reading import Reader, Reading

_WISH = re.compile(
    r"[^，,。；;！!]{0,8}?(?:不想|不愿意?|不要|千万别|先别|别|不能|莫)(?:让|给|叫|跟|告诉|教)"
    # 「别跟我说什么记下了」 asks for no silence.
    r"(?![我俺咱](?!们?[村家邻]))"
    r"(?:[^，,。；;！!]{0,8}?)(?:知道|晓得|看到|看见|听见|说)(?:[^，,。；;！!]{0,4})[，,。；;！!]*"
    r"|[^，,。；;！!]{0,8}?(?:千万别|先别|别|不要|莫)(?:告诉|跟)(?![我俺咱](?!们?[村家邻]))"
    r"[^，,。；;！!]{1,8}[，,。；;！!]*"
)


def read_wish(reader: Reader, reading: Reading, home: str | None) -> Reading:
    """The reading of what is told beside the wish, kept from those whom the wish names; the same
    reading where somebody is blamed, or no such wish is said."""
    if reading.kind != "problem" or not reading.avoid or reading.urgency == "危急":
        return reading
    rest = _WISH.sub("", reading.text)
    if rest == reading.text or not rest.strip():
        return reading
    read = reader.read(rest, home=home)
    if read.avoid or read.kind != "problem":
        return reading
    # One level above the village's own people, as for a village's officer.
    return replace(reading, avoid=tuple(replace(who, level="village") for who in reading.avoid))


def is_wish(reading: Reading) -> bool:
    """Whether somebody is named in the wish, and nobody outside it."""
    rest = _WISH.sub("", reading.text)
    return rest != reading.text and _SOMEBODY.search(rest) is None


#: Who is blamed, if anybody is.
_SOMEBODY = re.compile(r"代表|书记|干部|主任|村委|镇长|乡长|站长|村长|领导|政府|[他她](?!们?家)")
#: That something is wrong, whatever it is.
_WRONG = re.compile(r"[坏堵断漏塌]了|停[水电气]|没[水电]|不[通亮平]|臭|难|黑|欠")


def wishes(text: str) -> bool:
    """Whether somebody should not hear of it."""
    return _WISH.search(text) is not None


def is_told_beside(text: str) -> bool:
    """「别让村干部知道，三组路灯不亮」: whether something that is wrong stands beside the wish."""
    rest = _WISH.sub("", text)
    return rest != text and _WRONG.search(rest) is not None


_NOT = r"(?:不想|不愿意?|不要|不能|不许|不准|可别|千万别|先别|别(?!人)|甭|莫|勿|少)"
#: 「你们保个密呗」, 「可别把我供出去」: asked for, and no question whether we would.
SILENCE = re.compile(
    r"保[一个点]?[个点]?密(?!码|吗|么|不|的[吗么])|匿(?:个|一下)?名|隐(?:去|掉)?名"
    r"|(?:替|帮|给|为)(?:我|俺)[^，,。]{0,3}(?:瞒|兜|遮|捂)"
    rf"|(?:名字?|姓名)[^，,。]{{0,3}}(?:(?:能不能|可不可以|能|可以)?不|{_NOT})(?:要)?[^，,。]{{0,2}}[写留记登露提说报印]"
    r"|(?:不|别|甭|莫|不要)(?:要)?(?:写|留|记|登|露|提|报|点)(?:上|出)?(?:我|俺)?的?(?:名字?|姓名)"
    rf"|{_NOT}[^，,。]{{0,8}}(?:[说讲提]是?(?:我|俺)(?!们)|是(?:我|俺)(?!们?[村家组])|(?:我|俺)是谁|出面|露面|露脸)"
    rf"|{_NOT}(?:把|将)(?:我|俺)[^，,。]{{0,3}}(?:供|卖[了出]|抖|捅|露|[说讲传交]出)"
)
_CLAUSE = re.compile(r"[^，,。；;！!\s]+[，,。；;！!\s]*")


def asks_for_silence(text: str) -> bool:
    """「快递车把路牌撞歪了，别露我名」: told and to be kept secret in one breath."""
    return SILENCE.search(text) is not None


def without_wish(text: str) -> str:
    """What is told beside it, for those who are not to know that it was asked; all of it, where
    nothing stands beside."""
    rest = "".join(part for part in _CLAUSE.findall(text) if not SILENCE.search(part))
    return rest.rstrip("，,；; ") or text
