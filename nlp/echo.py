"""A short echo of a message, such as 东坪三组路灯不亮, for 「民312“东坪三组路灯不亮”」."""

import math
import re
from collections.abc import Iterable, Sequence

from nlp.cues import Span
from nlp.things import holds_a_matter, is_wrong, things, word_of
from nlp.undressed import undressed

#: Of a page that was pasted with its markup, enough to find words in.
_READ = 4000
#: Characters an echo may have: it stands inside sentences and template fields of 20.
LONGEST = 14

_CLAUSE = re.compile(r"(?:[^，,。！!？?；;：:、\s…~“”\"（）()]|(?<=[a-zA-Z]) (?=[a-zA-Z]))+")
#: Where somebody who speaks into the telephone would have paused.
_BREATH = re.compile(
    r"然后(?:呢|就)?|(?:就是)?我跟你[说讲](?:个事)?|就是(?:说|那个)?|你们(?:能不能)?(?:来)?(?:看看|管管)"
    r"|(?<=[一-鿿]{4})(?:呢|啊|哈|嘛)(?=[一-鿿]{3})|而且|但是|结果|能不能|有没有"
)
#: Where one statement ends and the next begins, told in one breath: 「…坏了半年了|没人修」,
#: 「…冒臭水|走路都没法走」.
_TURN = re.compile(
    r"(?<=了)(?![一二两三四五六七八九十几好半多个大老些条段截吗吧呢啊的点]|$)(?=[一-鿿]{2})"
    r"|(?<=[保困]户)(?=[一-鿿]{4})|(?<=想说说)|(?<=代表吗)|(?<=反映下)|(?<=反映一下)|(?<=想[说问])(?![说问下一])"
    r"|(?<=[天年月周回次截亩斤毛块])(?<![今昨明后当每去前]天)(?<![今去明前每]年)(?=(?:麦|老|娃|孩|没人|还没|也没|都没|路|地里|庄稼|十|大家|我|俺|社|开发|系统))"
    r"|(?<=[一-鿿]{5})(?=(?:老[人汉太头]|娃们?|孩子|学生|[夏冬]天|晚上|到现在|去年|开发商|社保局|老板|保险公司|一直|吃饭都|也没人|派出所说|物业说|村里说|他们说|说没|停一[下个]|刮风|一下雨|我们这[条栋个]|一个人在家|养老金|[想就][要]?问|我们(?=租|都|没)|[一二三四五六七八九十\d]+楼(?=老|住)|走路|出门|打电话|要到[镇县城]|附近有|一[晚学]|烧开|地里|楼道里|放柴|还有人|油烟|没地方|老百姓|还没|从来没|只能|只好|害得|弄得|搞得))"
)
#: Who speaks, told in one breath with what is wrong.
_INTRODUCES = re.compile(
    r"^(?:我|俺|咱)们?(?:家)?(?:(?:是|叫|姓|住在?|今年|都?[七八九]十)[^，]{0,18}|在[^，]{0,12}(?:读书|打工|上班|住|干活)的?|(?:就)?想说说?)$|^(?:那个啥|那啥)[^，]{0,6}$|^(?:我|俺)(?:妈|爸|娘|爹|奶|爷|婆婆|公公)?(?:今年)?[六七八九]十[一-鿿]?(?:岁)?了?$|^[^，]{0,6}五保户$"
)
#: Where it is, before the thing itself: 「北街菜市场门口那个|下水道」.
_AT = re.compile(
    r"^(?:我|俺)?家?在?[^，]{2,12}?(?:(?:对面|里头|门口|门前|村口|路口|口|旁边|边上|后面|前面|里面|里|上|下|组|村)(?:的那[个条座段]|的|那个|那条|那座|那段|那棵|那间|这个|这条)|通往[^，]{1,6}?的(?:那条)?|往[东西南北里外][^，]{0,6}?(?:那座|那条|那个|的))"
)
#: No echo ends with these: 「…大坑呢上回摔了个」.
_DANGLING = re.compile(
    r"(?:上回|上次|到现在|[也还就都又没不冇的你我他把被叫让给一个到得地和跟很太再才能要会在有])+$"
)
_PLACE_AHEAD = re.compile(r"^[一-鿿]{2,3}(?:村|镇|乡|社区|街道|小区)(?![里上口委民长干支会医])")
_COURTESY = re.compile(
    r"^(?:尊敬的.{0,8}领导|尊敬的.{0,6}|各位领导|领导|同志|书记|您好|你好|喂|麻烦(?:你们|您)?"
    r"|(?:[我俺咱]们?)?就?(?:想|要|来)(?:问问|问(?!题)|打听|咨询|反映|投诉|举报|了解|说说?)(?:一?下)?"
    r"|(?:请问|问|打听|咨询|反映|投诉)一?下|请问|反映|投诉|咨询|关于|就是说?"
    r"|那?就(?:先)?说(?!好|是|了|[要该得])|(?:我|俺)(?:要|想)?(?:说|问|讲|反映)的(?:就)?是"
    r"|(?:有人|听人|听说|老乡|群众|村民|[一-鿿]{0,2}(?:大[爷娘妈叔婶伯哥嫂]|老汉|[婶叔伯嫂]子?|爷爷|奶奶))"
    r"们?(?:都|也|还)?(?:[跟给向][我俺咱])?(?:[说讲]|反[映应])(?:了|是)?(?=[^，]{4})(?![没不])"
    r"|那个|这个|嗯+|啊|呃|哎|诶|还有(?:个(?=[老孩娃人]))?|另外|对了|顺便|今天|最近|现在|请|然后(?:呢|就)?|就是)+"
)
_WHO = re.compile(r"^(?:我|俺|咱)们?(?:是|住在?|叫)")
_TAIL = re.compile(
    r"(?:的问题|的情况|请(?:你们|您|领导)?.{0,4}(?:解决|处理).*|了?(?:啊|呀|呢|哦|哈|嘛|吧|啦|咯|哩)+|怎么办|咋办|咋整)$"
)
#: What is wrong comes before what follows from it: 「水渠塌了一截，庄稼浇不上」.
_BROKEN = re.compile(
    r"[坏塌断停堵漏裂垮破倒]了|不[亮通平]|停[水电]|[办迁刷查取充退]不[了过到下上]|太[短长近远窄陡贵慢暗黑吵挤脏旧差高小]|没有?(?:[灯水电路网药车盖]|坡道|台阶|护栏|栏杆|扶手|站牌|厕所|老师|大夫|医生)|没人[修拉管]"
)
#: A clause that says only how it feels, or that nobody came, is taken when there is no other.
_EMPTY = re.compile(
    r"^(?:也|都|就|一直|到现在|反映了?.{0,3}|打了?.{0,5}电话)*(?:没人|无人|不见人)(?:管|理|来|修|问|搭理|处理)"
    r"|^(?:我|俺|前后|已经)?(?:跑|去|找)了?(?:有)?[一二两三四五六七八九十几好多\d]+(?:来)?[趟回次遍]$"
    r"|^.{0,2}(?:[吵臭熏冻热急气愁闹晒]得|[吵臭熏冻热急气愁闹晒怕]死)"
)


#: What comes of it for people: 「过道没灯，老人摔了好几回」.
_COMES_OF_IT = re.compile(
    r"^(?:老人|孩子|娃|学生|大家|行人|路人|村民|老百姓|我[妈爸爷奶]|天黑|晚上)[^，]{0,4}(?:睡觉|学习|写作业|上课|走到|摔|怕|绊|跌|不敢|绕|睡不|看不见)"
    r"|^(?:浇[地水]|做饭|吃水|洗澡)(?:都)?没水$"
)


#: 「柳树湾桥头的，护栏没了一截」: where it is, and nothing that is wrong there.
_ONLY_WHERE = re.compile(
    r"^[一-鿿\d]{2,12}(?:村|组|社区|镇|乡|湾|屯|街|路口|桥头|门口|那边|这边|附近|旁边)(?:的|上|里|那儿)*$"
)


def echo(text: str, hidden: Iterable[Span], words: Sequence[str]) -> str:
    """At most :data:`LONGEST` characters of ``text`` that say what it is about, undressed.

    ``hidden`` are spans that must not appear (personal data, abuse); ``words`` decided the topic:
    the clause with most of them is taken. Empty if nothing fit to be shown is left.
    """
    chars = list(text)
    for start, end in hidden:
        chars[start:end] = "\n" * (end - start)
    plain = undressed("".join(chars)[:_READ])[:600]
    best, most = "", (False, -math.inf)
    for place, clause in enumerate(_clauses(plain)):
        short = _TAIL.sub("", _COURTESY.sub("", clause))
        if len(short) < 2:
            continue
        score = sum(2.0 + len(w) / 4 for w in words if w in clause)
        score += 2.5 if _BROKEN.search(clause) else 0.0
        score += 2.5 if holds_a_matter(clause) else 0.0
        score -= 4.0 if _ONLY_WHERE.match(short) else 0.0
        score -= 3.0 if _COMES_OF_IT.match(short) else 0.0
        score += min(len(short), 8) / 8 - place * 0.15 - (4.0 if _WHO.match(clause) else 0.0)
        rank = (not _EMPTY.match(short), score)
        if rank > most:
            best, most = short, rank
    return _fit(_with_its_thing(best, plain), words)


_GOES_ON = re.compile(r"又|还是?(?!有)|老是?(?![人汉头太师板])|总是?|一直")


def _with_its_thing(clause: str, text: str) -> str:
    """「沟又满了还臭」: what goes on with a thing named before, with that thing."""
    if not _GOES_ON.match(clause) or not is_wrong(clause) or things(clause).named:
        return clause
    thing = word_of(text[: max(text.find(clause), 0)])
    return thing + clause if len(thing + clause) <= LONGEST else clause


def is_only_where(ahead: str) -> bool:
    """Whether ``ahead`` of an echo, in the same clause, only says where it is: 「县里到市里的」."""
    if _COURTESY.match(ahead):
        return False
    return bool(_AT.fullmatch(ahead) or _PLACE_AHEAD.fullmatch(ahead.removesuffix("的")))


def _clauses(text: str) -> Iterable[str]:
    """The clauses; where somebody spoke on without a pause, those that a breath would part."""
    for match in _CLAUSE.finditer(text):
        clause = match.group()
        if len(clause) <= LONGEST:
            yield clause
            continue
        for part in _BREATH.split(clause):
            yield from _statements(part or "")


def _statements(clause: str) -> Iterable[str]:
    """What is told one after the other in a long clause, each with as many of the next as fit."""
    parts = [part for part in _TURN.split(clause) if part]
    for n, part in enumerate(parts):
        if _INTRODUCES.match(part) and n + 1 < len(parts):
            continue
        whole = part
        for behind in parts[n + 1 :]:
            # 「东坪村三组机井那边|晚上黑得看不见」: the place may go, not what is wrong.
            if len(whole) + len(behind) > LONGEST and not _ONLY_WHERE.match(whole):
                break
            whole += behind
        yield whole


def _fit(clause: str, words: Sequence[str]) -> str:
    if len(clause) > LONGEST:
        shorter = _AT.sub("", clause)
        clause = shorter if len(shorter) >= LONGEST // 2 else clause
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
