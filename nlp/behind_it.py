"""Who is behind an open matter, said in the talk about it: 「是村支书家的」, 「司机是村主任外甥」.

Nothing is told of conduct there, but whose it is: what somebody in office, or one of theirs, owns
or did is not shown to that office (design 1.3). Read only of short sentences about an open case."""

import re

from nlp.cues import Span

#: A longer sentence tells its own matter.
LONGEST = 40

_KIN = (
    r"(?:亲|大|小|堂|表|干|老|二|三|四|远房)*(?:儿子?|儿媳|闺女|女儿|女婿|侄|外甥|外孙|孙子|小舅|大舅|舅|姑|姨|叔|伯|婶|哥|弟|姐|妹|嫂|爹|爸|娘"
    r"|妈|父|母|老婆|媳妇|爱人|对象|老公|丈人|丈母|岳|连襟|连桥|亲家|亲戚|本家|一家|自家|自己人|兄弟|同学|战友|哥们|朋友|老表|拜把|把兄弟|亲的)"
)
_BESIDE = (
    r"(?:大?门|旁|边|对面|隔壁|附近|[前后]头|[前后]面|屋[前后]|房[前后]|那[条边头块]"
    r"|院墙|楼|[东西南北])"
)
#: Behind the office: one of theirs, or what is theirs.
_THEIRS = re.compile(
    rf"^(?:同志)?(?:[他她]|们)?家?(?:里)?的?{_KIN}"
    rf"|^(?:[他她])?家(?!{_BESIDE})(?:里?人)?(?:自己)?(?:[干弄占盖挖拉开包种养搭修建倒堵承租买挡圈][^，。]{{0,4}})?的(?!{_BESIDE})"
    rf"|^[^，。没不]{{0,3}}(?:是|算)(?:[他她我俺]|老板|那家|人家)?[^，。]{{0,3}}?{_KIN}"
    r"|^(?:[他她])?(?:有(?:股份?|份)|入了?股|合伙|占了?股|穿一条裤子|拜了?把子?|一伙|走得近)"
)
#: Before it: nobody but they are said to be it.
_IT_IS = re.compile(
    r"(?:^|[，,。\s]|[这那](?:都|就)?|都|就|也|还|就在|其实|原来)(?:是|就是)$|^(?:就|都)$"
)
#: 「是村主任家垒墙堵的」: whatever they did, but for mending it (「是村里自己换的」).
_DONE_BY_THEIRS = re.compile(
    rf"^(?:[他她])?(?:家|自己|本人)(?!{_BESIDE})(?![^，。]{{0,5}}(?:换|修|装|铺|补|清|扫|栽|掏钱|出钱))[^，。吗么没不说来]{{0,8}}的[呗啊呀嘛哩嘞]?$"
)
_IS_THEIRS = re.compile(
    r"^(?:[他她])?(?:自己|本人|他们|一家|家)?(?:[干弄占盖挖拉开包种养搭修建倒堵签批定卖租圈][^，。吗]{0,5})?(?:的(?!时候|话)[^，。说来]{0,4})?[呗啊呀嘛哩嘞]?$"
)
#: It is said not to be, who speaks is of that house, or asks.
_SPEAKER = re.compile(r"不是$|(?:^|[，,。\s])(?:我|俺|咱)们?(?:家|也|就)?(?:的[^，。]{1,2})?是?$")
_ASKS = re.compile(r"[吗么]\W*$|[?？]\W*$|是不是|谁")


def is_behind_it(text: str, span: Span) -> bool:
    """Whether the office at ``span`` of a sentence about an open case is said to be, or to be kin
    of, who did it or whose it is."""
    before, behind = text[: span[0]], text[span[1] :].rstrip("。.！!~～ ")
    if len(text) > LONGEST or _SPEAKER.search(before) or _ASKS.search(text):
        return False
    if _THEIRS.match(behind):
        return True
    is_it = _IS_THEIRS.match(behind) or _DONE_BY_THEIRS.match(behind)
    return bool(_IT_IS.search(before) and is_it)


#: 「支书家的狗咬人」, 「支书家的车天天堵我家门口」: what is theirs is in the way of others.
_IN_THE_WAY = re.compile(
    rf"^(?:同志)?(?:[他她]|们)?家(?!{_BESIDE})[^，。]{{0,6}}?(?:车|狗|犬|猫|鸡|鸭|鹅|猪|牛|羊|马|驴|蜂|树|竹子?|苗|草垛|柴|砖|沙|石料|房|屋|墙"
    r"|楼|棚|圈|栏|厂|店|场|塘|窖|井|泵|管|沟|粪|垃圾|污水|水|烟|油烟|音响|喇叭|机器|货|摊|孩子?|娃|儿子|人)"
    r"[^，。]{0,8}?(?:堵|占|咬|追|吃|踩|拱|刨|啃|糟蹋|臭|熏|吵|响|挡|遮|压|倒(?:在|到|我|俺|路)|漏(?:到|我|俺)|淹|冲|撞|砸|打|骂|欺|排(?:到|进)|流(?:到|进)|放(?:在|我|路)|停(?:在|我|路)"
    r"|堆|垒|伸|跑(?:到|进)|飞(?:到|进)|扰|拦|抢|偷)"
)


def is_in_the_way(text: str, span: Span) -> bool:
    """Whether what belongs to the house of the office at ``span`` is said to trouble others: so no
    word of it goes to that office, also where nothing is told of conduct in it."""
    if _SPEAKER.search(text[: span[0]]):
        return False
    return _IN_THE_WAY.match(text[span[1] :]) is not None
