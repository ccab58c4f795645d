"""What the words of who is on call say of an alarm: that it is taken, who was spoken to, that the
duty room has it, that it is over. A question says none of it."""

import re
from dataclasses import dataclass

from handlers.conversation.how_far import WHETHER

#: In this order: who told the duty room may also say that nobody answered.
IN_VAIN = re.compile(
    r"没(人)?接(?!到群众)|无人接听?|打不通|没打通|没通|没接通|关机|空号|停机|联系不上|拒接|错号"
)
PASSED_ON = re.compile(
    r"已?(上)?报(了|过|给)?.{0,2}总?值班室|^.{0,16}(已报|报了|报过了)|转.{0,2}总?值班室"
    r"|(?:跟|给|向|和|同)总?值班室?(?:那边|的人)?(?:已经?|都|也)?[^，,。没未]{0,2}(?:说|讲|报|汇报|打电话|反映)(?:过|了)"
    r"|总?值班室?(?:那边|那头)?[，,]?(?:我|俺)?(?:已经?|都|也|刚)*(?:说|讲|报|汇报|通知|告诉|打)(?:过|了)"
)
#: Who was called has come: it is being seen to, and the duty room has not been told by that.
ON_SCENE = re.compile(
    r"(?:派出所|民警|警察|消防|120|119|110|救护车|医生|救援)[^，,。]{0,3}"
    r"(?:已经?|都|也)?(?:到|来|去|赶到)(?:了|场|现场|达)"
)
SPOKE = re.compile(
    r"打通|打给(?:他|她|群众|老人家?|反映人|家属)们?了|(?:电话|联系)(?:已经?|都)?(?:接|打)?通了|人(?:都|已经?|全)*(?:离远|撤|躲开|出来|疏散)|打(?:过|回)(?:去|来)了|回(?:过|了)(?:电话|他|她)|(?:已经?)?(?:让|叫|喊|催)(?:他|她|群众|家属|他们|本人)+(?:自己|先|赶紧|马上|去)*(?:打|报)(?:了|过)?(?:110|119|120|警|急救)?了?|通(了|过)电话|打(过|了)(他|她)?的?电话|(电话|联系)(打|联系)?(过|上)了?|说上话|人没事"
)
OVER = re.compile(
    r"^\W*(?:民\s?)?\d{1,7}\s?[号件]?[，, ]*没(?:啥|什么)?事了?\W*$"
    r"|误报|虚惊|假的|不用报|(已经?)?平安|不是(真的)?(急事|危险)|没有?危险"
)
STILL = re.compile(
    r"(还|又|就|确实|真的)?是真的|(还|又)真|不是(?:误报|虚惊|假的)|没误报|还(有|没脱离)危险|又(危险|着|漏|闹)"
)
HEARD = re.compile(r"接了|接到了?|我来(处理|接)|我(马上|现在)?(打|回)(电话|过去)|收到|知道了")
#: Of an ordinary case nobody speaks so: the duty room, who came, the danger, that one rings.
_RANG = re.compile(r"打给(?:他|她|群众|老人家?|反映人|家属)们?了")
_SURELY = re.compile(
    r"值班室?[^，,。]{0,4}[报说讲告通知打]|[报说讲告通知打][^，,。]{0,4}值班"
    r"|正在?(?:打|拨|联系)|(?:这就|马上|现在|立马|我来)就?(?:去|给[他她])?(?:打|拨)"
)
_ASKS = re.compile(rf"[?？]|[吗么]\W*$|{WHETHER}|是不是|(?<!不管)谁|哪|几点")
#: 「险情排除，可以销了」
_SAFE = re.compile(
    r"(?:险情|危险|警报|隐患)(?:都|已经?|全)?(?:排除|解除|消除|过去|控制住?)了?|(?:解除|排除)(?:了)?(?:险情|危险|警报)"
    r"|没(?:有)?险情?了"
)
_NOT_YET = re.compile(r"(?:没|未|不)(?:有|能)?(?:排除|解除|消除|过去|控制)|等|如果|要是")
LONGEST = 40
_CALLED = (
    r"(?:燃气|煤气|天然气|抢修|抢险|救援|消防|应急|供电|电力|急救|医院|卫生院)(?:公司|局|所|队|中心|员|的人|的|车)*"
    r"|1(?:19|20|10)|派出所|民警|警察|交警|公安|救护车|医生|大夫|铲车|挖(?:掘)?机|吊车|养护站|公路局"
)
#: Who was called has come or not, or what has become of the danger and of those in it.
WHAT_CAME = re.compile(
    rf"(?:{_CALLED})[^，,。；]{{0,8}}?(?:到(?:了|场|现场|达|$)|来(?:了|人|$)|赶(?:到|来)|出动|接手|走了|撤|(?:进|过|开|上)(?:不)?[来去])"
    r"|(?:火|火苗|明火|烟|险情)[^，,。；]{0,6}(?:灭|扑|救下|控制|压住|散|排除|解除|没了|小了|大了)"
    r"|(?:人|员|者|老[人汉]|孩子|娃|[大老]?[娘爷妈婶叔伯哥嫂姐])[^，,。；]{0,8}"
    r"(?:送|拉|抬|救|背|转|抱|搬|扶|带|捞)[^，,。；]{0,6}(?:医院|卫生院|走|上车|救护车|上来|出来|出去|下来)"
    r"|(?:人|员|者|老[人汉]|孩子|娃|[大老]?[娘爷妈婶叔伯哥嫂姐])(?:都|已经?|全|也|现在)*"
    r"(?:醒|没事|出来了|脱险|平安|安全|疏散|撤(?:离|出|走|了)|抢救|缓过来|没气|没了|不行)"
    r"|(?:阀门?|煤气|燃气|罐|气|总闸|电闸|闸|电源?)[^，,。；]{0,5}"
    r"(?:关|断|停|拉|搬|切)(?:上|掉|好|下|出来|出去|走|了|闸|电|气)"
    r"|(?:断|停|拉|切)了(?:电|气|总?闸)|[路道桥][^，,。；]{0,4}(?:抢?通了|清(?:开|通|出来|完)了?)"
    rf"|(?:给|跟|向)(?:{_CALLED})[^，,。；]{{0,4}}(?:打(?:了|过|(?:个)?电话)|报(?:了|告|过)|说(?:了|过)|联系)"
    rf"|(?:打(?:了|过)|联系(?:了|上|过)|报(?:了|给)|叫(?:了|来))(?:{_CALLED})"
    r"|没(?:有)?(?:煤气|燃气|煤烟)?味(?:道|儿)?了|味(?:道|儿)?(?:散|没|淡)|警戒线|疏散|围(?:起来|上)|封(?:了|上)路"
)


@dataclass(frozen=True, slots=True)
class Said:
    """One word about alarms: how it went, in the words of ``deeds.desk.told``."""

    how: str


def read(text: str) -> Said | None:
    """None: it says nothing of an alarm, or asks."""
    return None if is_question(text) else _read(text)


def _read(text: str) -> Said | None:
    if len(text) > LONGEST:
        return None
    if IN_VAIN.search(text):
        return Said("没接通，已转总值班室" if PASSED_ON.search(text) else "没接通")
    if OVER.search(text):
        return Said("没事")
    if PASSED_ON.search(text):
        return Said("已转总值班室")
    if SPOKE.search(text):
        return Said("打通了")
    return Said("接了") if HEARD.search(text) or ON_SCENE.search(text) else None


def is_question(text: str) -> bool:
    """「总值班报过了吗」: nothing is done by it."""
    return _ASKS.search(text) is not None


def asks(text: str) -> bool:
    """Whether it asks how far an alarm is."""
    return is_question(text) and len(text) <= LONGEST and _SURELY.search(text) is not None


def is_surely_of_alarm(text: str) -> bool:
    """Whether it speaks of an alarm, whatever else the speaker has in hand."""
    found = _SURELY.search(text) or ON_SCENE.search(text) or _RANG.search(text)
    return found is not None and not is_question(text)


def is_safe(text: str) -> bool:
    """Whether it says that the danger is past."""
    if is_question(text) or _NOT_YET.search(text) or len(text) > LONGEST:
        return False
    return _SAFE.search(text) is not None
