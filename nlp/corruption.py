"""Whether blame is a report of corruption: then it is 12388's, and nobody here receives it."""

import re
from functools import cache

from nlp.cues import word_groups
from nlp.normal import normal

#: Money for what is owed anyway (收钱才给办, 不塞烟不盖章), and money that ended in a pocket.
_BOUGHT = re.compile(
    r"[收要拿送塞递].{0,3}(?:钱|红包|好处|烟|酒|礼|卡|回扣|意思).{0,5}才(?:[给能肯会让]|[批办盖签发管])"
    r"|不[送塞给]{1,2}.{0,3}(?:钱|红包|好处|烟|酒|礼)[^。！？]{0,4}[就]?(?:不|没)[给能肯批办盖签发管让]"
    r"|(?:钱|款|补助|补贴|低保)[^。！？]{0,3}[被叫让给][^。！？]{1,8}(?:吃了|吞了|贪了|黑了|昧了|揣|装进|装自己|独吞)"
    r"|吃[、，]?拿[、，]?卡[、，]?要"
    r"|随(?:了)?(?:礼|份子|一万|\d+)[^。]{0,10}不(?:随|送|给)[^。]{0,6}(?:结账|结|办|给)"
    r"|(?:合伙|联手|串通|跟|和)[^，。]{0,8}(?:老板|亲戚|承包商|包工头)[^，。]{0,4}(?:吃|分|赚|捞)[^，。]{0,8}(?:费|钱|款|补)"
    r"|(?:费|款|钱|租金|分红|收入|补助|补贴)[^。]{0,6}(?:装|揣|进|落)(?:到|进|了)?[^，。]{0,6}(?:兜|口袋|腰包|荷包)"
    r"|不给[^，。]{1,4}[送塞][^，。]{0,4}(?:烟|酒|红包|钱|礼)[^。]{0,12}(?:不|没|难)"
    r"|(?:卖|包|租)(?:掉|出去|给)?了?[^，。]{0,4}(?:集体|村里|组上|公家)[^，。]{0,6}[，,]?[^，。]{0,4}(?:钱|款)[^，。]{0,6}(?:哪去|没公示|没见|不见|没下文)"
    r"|收了?[^，。]{0,6}(?:条烟|箱酒|瓶酒|红包|卡|礼)"
    r"|(?:小舅子|小姨子|亲戚|儿子|女婿|侄子|弟弟|老婆|连襟|外甥)[^，。]{0,4}(?:包|承包|揽|中)(?:了|下|走)?[^，。]{0,8}(?:工程|项目|大棚|标)"
    r"|(?:小舅子|小姨子|亲戚|儿子|女婿|侄子|弟弟|老婆|连襟|外甥)[^，。]{0,4}承?包(?:了)?的[^。]{0,16}(?:捞|赚|挣|钱没|没完)"
    r"|(?:给|跟|往)(?:支书|书记|主任|村长|干部|会计|[镇乡局站所校院]长|领导|他|她)[^，。]{0,3}[送塞](?:了|过)?(?:的)?(?:礼|钱|红包|烟|酒|卡)"
    r"|(?:羊|牛|猪|鸡|鸭|苗|肥|种子|米|面|油|物资|钱|款)[^。]{0,20}[被让叫给](?:干部|村干部|他们|支书|书记|主任|会计)[^，。]{0,3}(?:吃|吞|贪|分|拿|卖)(?:了|走)"
    r"|不交(?:钱|费)?就?不(?:给|让)?(?:报|办|批|评|盖)|(?:手续费|好处费|辛苦费|茶水费)[^。]{0,8}给(?:村|书记|主任|会计|文书|干部)"
    r"|(?:返|抽|分)(?:给)?(?:他|她|书记|主任|支书)?[一二两三四五六七八九几半\d]+(?:千|百|成|万|个点)[^，。]{0,4}才"
    r"|(?:款|费|钱)[^。]{0,14}(?:进|装|揣|落)(?:到|了|进)?(?:了)?(?:他|她)?自己[^，。]{0,3}(?:兜|口袋|腰包|荷包)"
)


#: Said outright to be a report of somebody.
_REPORTS = re.compile(r"举报|检举|揭发|控告|告发|实名反映|jubao")


def is_accusation(text: str) -> bool:
    """True if ``text`` reports somebody in office: graft or abuse of office, or in so many words;
    unfairness and rudeness are a problem like others, kept above whoever is named."""
    return is_corruption(text) or _REPORTS.search(normal(text).text) is not None


@cache
def _words() -> tuple[str, ...]:
    return word_groups("kinds")["kinds.accusation"]


def is_corruption(text: str) -> bool:
    """True if ``text`` speaks of graft (贪污, 受贿, 收钱才办 …), not of unfairness or rudeness. The
    words are those of ``rules/kinds.toml``."""
    plain = normal(text).text
    return any(word in plain for word in _words()) or _BOUGHT.search(plain) is not None
