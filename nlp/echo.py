"""A short echo of a message, such as 东坪三组路灯不亮, for 「民312“东坪三组路灯不亮”」."""

import math
import re
from collections.abc import Iterable, Sequence

from nlp.cues import Span
from nlp.things import holds_a_matter

#: Characters an echo may have: it stands inside sentences and template fields of 20.
LONGEST = 14

_CLAUSE = re.compile(r"(?:[^，,。！!？?；;：:、\s…~“”\"（）()]|(?<=[a-zA-Z]) (?=[a-zA-Z]))+")
#: Where somebody who speaks into the telephone would have paused.
_BREATH = re.compile(
    r"然后(?:呢|就)?|(?:就是)?我跟你[说讲](?:个事)?|就是(?:说|那个)?|你们(?:能不能)?(?:来)?(?:看看|管管)"
    r"|(?<=[一-鿿]{4})(?:呢|啊|哈|嘛)(?=[一-鿿]{3})|而且|但是|结果|能不能|有没有"
)
#: No echo ends with these: 「…大坑呢上回摔了个」.
_DANGLING = re.compile(
    r"(?:上回|上次|到现在|[也还就都又没不冇的你我他把被叫让给一个到得地和跟很太再才能要会在有])+$"
)
_PLACE_AHEAD = re.compile(r"^[一-鿿]{2,3}(?:村|镇|乡|社区|街道|小区)(?![里上口委民长干支会医])")
_COURTESY = re.compile(
    r"^(?:尊敬的.{0,8}领导|尊敬的.{0,6}|各位领导|领导|同志|书记|您好|你好|喂|请问(?:一下)?|麻烦(?:问一下|你们|您)?|我想(?:问一下|问问|问|反映一下|反映|咨询一下|咨询|说一下|说)"
    r"|我要(?:反映|投诉|举报|问)|想(?:问一下|问|反映一下|反映|咨询)|反映一下|反映|投诉|咨询一下|咨询|关于|就是说?|那个|这个|嗯+|啊|呃|哎|诶|还有|另外|对了|顺便|今天|最近|现在|请|然后(?:呢|就)?|就是)+"
)
_WHO = re.compile(r"^(?:我|俺|咱)们?(?:是|住在?|叫)")
_TAIL = re.compile(
    r"(?:的问题|的情况|请(?:你们|您|领导)?.{0,4}(?:解决|处理).*|了?(?:啊|呀|呢|哦|哈|嘛|吧|啦|咯|哩)+|怎么办|咋办|咋整)$"
)
#: What is wrong comes before what follows from it: 「水渠塌了一截，庄稼浇不上」.
_BROKEN = re.compile(r"[坏塌断停堵漏裂垮破倒]了|不[亮通平]|没有?[灯水电路网]|没人[修拉管]")
#: A clause that says only how it feels, or that nobody came, is taken when there is no other.
_EMPTY = re.compile(
    r"^(?:也|都|就|一直|到现在|反映了?.{0,3}|打了?.{0,5}电话)*(?:没人|无人|不见人)(?:管|理|来|修|问|搭理|处理)"
    r"|^(?:我|俺|前后|已经)?(?:跑|去|找)了?(?:有)?[一二两三四五六七八九十几好多\d]+(?:来)?[趟回次遍]$"
    r"|^.{0,2}(?:[吵臭熏冻热急气愁闹晒]得|[吵臭熏冻热急气愁闹晒怕]死)"
)


#: What comes of it for people: 「过道没灯，老人摔了好几回」.
_COMES_OF_IT = re.compile(
    r"^(?:老人|孩子|娃|学生|大家|行人|路人|村民|老百姓|我[妈爸爷奶]|天黑|晚上)[^，]{0,4}(?:摔|怕|绊|跌|不敢|绕|睡不|看不见)"
)


#: 「柳树湾桥头的，护栏没了一截」: where it is, and nothing that is wrong there.
_ONLY_WHERE = re.compile(
    r"^[一-鿿\d]{2,12}(?:村|组|社区|镇|乡|湾|屯|街|路口|桥头|门口|那边|这边|附近|旁边)(?:的|上|里|那儿)*$"
)


def echo(text: str, hidden: Iterable[Span], words: Sequence[str]) -> str:
    """At most :data:`LONGEST` characters of ``text`` that say what it is about.

    ``hidden`` are spans that must not appear (personal data, abuse); ``words`` decided the topic:
    the clause with most of them is taken. Empty if nothing fit to be shown is left.
    """
    chars = list(text)
    for start, end in hidden:
        chars[start:end] = "\n" * (end - start)
    best, most = "", (False, -math.inf)
    for place, clause in enumerate(_clauses("".join(chars)[:600])):
        short = _TAIL.sub("", _COURTESY.sub("", clause))
        if len(short) < 2:
            continue
        score = sum(2.0 + len(w) / 4 for w in words if w in clause)
        score += 1.5 if _BROKEN.search(clause) else 0.0
        score += 2.5 if holds_a_matter(clause) else 0.0
        score -= 4.0 if _ONLY_WHERE.match(short) else 0.0
        score -= 3.0 if _COMES_OF_IT.match(short) else 0.0
        score += min(len(short), 8) / 8 - place * 0.15 - (4.0 if _WHO.match(clause) else 0.0)
        rank = (not _EMPTY.match(short), score)
        if rank > most:
            best, most = short, rank
    return _fit(best, words)


def _clauses(text: str) -> Iterable[str]:
    """The clauses; where somebody spoke on without a pause, those that a breath would part."""
    for match in _CLAUSE.finditer(text):
        clause = match.group()
        if len(clause) <= LONGEST:
            yield clause
            continue
        yield from (part for part in _BREATH.split(clause) if part)


def _fit(clause: str, words: Sequence[str]) -> str:
    if len(clause) > LONGEST:
        clause = _PLACE_AHEAD.sub("", clause).removeprefix("的")
    if len(clause) <= LONGEST:
        return clause
    if clause.isascii():
        return clause[: LONGEST + 1].rpartition(" ")[0] or clause[:LONGEST]
    return _cut(clause, words)


def _cut(clause: str, words: Sequence[str]) -> str:
    piece = _window(clause, words)
    whole = _DANGLING.sub("", piece)
    return whole if len(whole) >= LONGEST // 2 else piece


def _window(clause: str, words: Sequence[str]) -> str:
    at = max((clause.find(w) + len(w) for w in words if w in clause), default=LONGEST)
    if at <= LONGEST:
        return clause[:LONGEST]
    start = min(at - LONGEST + 2, len(clause) - LONGEST)
    return clause[start : start + LONGEST]
