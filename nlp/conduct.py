"""Whether a message tells of conduct in office at all, and what only looks like somebody in office:
what is quoted from them, a thing of a body, a part of a longer word. An ordinary failing (no lamp,
a locked clinic, stalls on the road) is mended by the very ones who would be kept from it, so only
conduct is kept above whoever is named."""

import re

from nlp.cues import Span
from nlp.likely import Pattern

_STOP = re.compile(r"[。！？!?\n；;]")
_PART = re.compile(r"[，,、：:\s]")
#: What stands between somebody and who has the say over them.
GRUDGE = r"[有结]过节|不对付|[有记结]仇|记恨|报复|穿小鞋|[跟和][我俺]过不去|针对[我俺]"
#: What only who has an office, or serves people, can do wrong: integrity and conduct. What is only
#: said, asked for or lacking beside an office blames nobody of it.
_CONDUCT = Pattern(
    rf"{GRUDGE}|"
    r"[贪扣占卖砸骂吼欺霸私偷吞卡黑躲挂瞒烟酒假偏赖凶]|收(?!割|成|到|拾|麦|粮|工|音|尾)|送|红包|好处|亲戚|关系|自家|[他她]家|儿子|侄|小舅"
    r"|打(?!电话|扫|印|算|听|工|水|药|开|报告|证明|针|井)|推(?!广|荐|土|进)|不归(?:他|她|我|村|镇|乡|局|俺)|不(?:管|理|办|给|问|干|让|见人|公|作为|搭)|没人[管理]|态度|敷衍|骗|糊弄|威胁|吓|拖|哄|凭[啥什]"
    r"|光说|说话不算|说了不算|没影|没下文|没动静|不了了之|喝|打牌|麻将|玩手机|嗑|爱答|磨洋工|迟到|早退|找不[到着]人|(?<![没缺差无])(?<!没有)钱(?!包|不够|还没到)|[一二两三四五六七八九十百千万\d]块|[一二两三四五六七八九十百千万\d]{2}|罚|礼|票|名额|找(?:我|俺|他|她)?(?:的)?麻烦|吃[了顿喝拿请]|撵|轰(?:我|人|出)|扔|脸(?:比|色|冷|拉|黑)|冷着?脸|走得近|当选|换届|选举|[他她](?:爸|妈|爹|哥|姐|叔|姑|姨|媳妇|老公|老婆|弟)|[三四五六七八九十几好多\d]+[趟遍]|下班了|就没人了|查了没|就走|没见过|撞|暗示|舅|丈人|一家人|睡大觉|门槛|霉|抄|忍|指定|照个相|合影|敢|嫌|嘲|笑话|羞|逼|强(?!度|烈|风|降)"
)
_ONLY_SAYS_SO = re.compile(
    r"^(?:们|[他她]们?|那边|那里|也|都|就|又|老|只|还|现在|今天|昨天|前天|上午|下午|刚|刚才|之前|上回|上次|回)*"
    r"(?:说|讲|回复|答复|告诉|表示|通知|让|叫|要求|解释|登记|看过?|来看|来过|来|报)"
)
#: Behind 的 of a body: somebody of it, or what he does; else a thing of it is meant (残联的轮椅).
_SOMEBODY_OF_IT = re.compile(
    r"的(?:人|那|这|老|小|几|同志|干部|领导|主任|科长|[一-鿿]{0,2}长|工作|职工|师傅|大夫|医生|老师|女|男|说|来|不|把|收|就|都|也|到|去|让|要|办|讲|天天|一个|态度|服务|作风|办事|$|[，,。\s])"
)


#: 「代表从来没来过」, 「从没见代表下来过」; 「代表还没来」 asks after one's own case.
_NEVER_SEEN = Pattern(
    r"(?:代表|书记|支书|主任|村长|[镇乡县站]长|干部|领导)(?:们|的人)?(?:都|也|就|人)*"
    r"(?:(?:从来?|压根|根本|几?[一半两三四五六七八九十]+年(?:来|了)?(?:都|也)?|一[次回趟](?:都|也))(?:没有?|不)"
    r"(?:见|来|露面|下来|下村|管|问|到|走访)"
    r"|(?:也|都|就)不(?:来|下来)(?:问|看|走)+)"
    r"|(?:从来?|压根|一[次回](?:都|也))没有?(?:见|看)(?:到|着|过)?[^，。]{0,3}(?:代表|书记|支书|主任|村长|[镇乡县站]长|干部|领导)"
    r"|(?:代表|干部|领导)(?:们)?(?:都|全|就)?是(?:个)?摆设"
)


def is_never_seen(text: str) -> bool:
    """Whether of somebody in office it is told that nobody ever sees them."""
    return _NEVER_SEEN.search(text) is not None


def tells_of_conduct(text: str) -> bool:
    """Whether something is told that only who has an office or serves people can do wrong."""
    return _CONDUCT.search(text) is not None or is_never_seen(text)


def is_only_reported(text: str, span: Span) -> bool:
    """组长说等上头拨款, 残联的轮椅还没到: what somebody said or did not have, in a message that
    tells of no conduct."""
    behind = text[span[1] : span[1] + 12]
    its_thing = behind.startswith("的") and not _SOMEBODY_OF_IT.match(behind)
    said = _ONLY_SAYS_SO.match(behind)
    # What stands behind it may turn it: 「法院让我回家等 一等两年」.
    alone = not _PART.search(text) and not _STOP.search(text[:-1])
    return alone and bool(said or its_thing) and not tells_of_conduct(text)


#: Behind a body: its door is shut, or nobody sits there when people come. A lamp at its gate, or a
#: lock that is broken, is a thing like others.
_SHUT = re.compile(
    r"(?:的)?(?:办公)?(?:大?门|大厅|大院|院子|楼|办公室|窗口|服务点|便民[^，,。]{0,4})?(?:里|上)?(?:头)?"
    r"(?:天天|[整成]天|一?天到晚|老是?|总是?|经常|常年|常常|一直|从来|平时|白天|中午|[上下]午|上班时间?"
    r"|工作日|(?:周|星期|礼拜)[一二三四五六日天末]|都|又|还|也|就|是|好?几天|一个?月|大?半天"
    r"|(?:去了?)?[一两三四五几好]+[回趟次]|[，, ])*"
    r"(?:锁着(?!不让)|关着|上着?锁|锁(?:了|上)?大?门|关(?:了|上)?大?门|不开门?(?=[，,。！!了呢啊]|$)|没开过?门?(?=[，,。！!了呢啊]|$)|大门紧闭"
    r"|没(?:有)?个?人(?:在|值班|上班|办公|办事|接待|影)?(?=[，,。！!了呢啊]|$)|找不[到着]个?人|空无一人|空着"
    r"|电话(?:也|都|老是?|总是?|一直)?(?:没人接|打不通|不接|无人接))"
)


def is_shut(text: str, span: Span) -> bool:
    """「村委会的门天天锁着」, 「镇政府大厅中午没人」: said of the body and who sits there."""
    return text[: span[1]].endswith(_SEATS) and _SHUT.match(text, span[1]) is not None


#: How the names end of what has a door: no 书记, no 站长.
_SEATS = ("会", "委", "部", "府", "办", "处", "所", "站", "厅", "中心", "社区", "窗口", "局", "队")


#: Behind an office word: it is the beginning of another (公园|长椅, 主任|医师, 会计|证).
_LONGER = {
    "长": re.compile(r"[椅凳廊期途龙寿江沙城虹街椿假短]|(?:草|毛|苔|满|出)了?"),
    "任": re.compile(r"[医护药技]师|编辑|记者"),
    "计": re.compile(r"[师证学课班]"),
    "师": re.compile(r"傅"),
    "表": re.compile(r"[性团处队作着]"),
    "席": re.compile(r"[团台位]"),
    "记": re.compile(r"[录载号得住着员]"),
}


def is_in_a_longer_word(text: str, span: Span) -> bool:
    """Whether the office at ``span`` is only a part of another word."""
    longer = _LONGER.get(text[span[1] - 1])
    return longer is not None and longer.match(text, span[1]) is not None
