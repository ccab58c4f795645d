"""What in a sentence to a bureau would say how somebody rated, or who: ratings are sealed from the
bureaus (design 1.4), and a slip of the pen would open them."""

import re
from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions.suggestions import parties
from bot.store.models import Suggestion

#: What a rating is called.
_OF_RATING = re.compile(
    r"(?:基本|很|太|大|非常|不)*满意度?|评价|[评打]了?.{0,2}分|[差好中]评|评[的了为成]"
)
#: Whose word it is, without a name.
_WHOSE = re.compile(
    r"(?:领衔|牵头|附议|联名|署名)的?(?:人|代表)?"
    r"|[一两二三四五六七八九十几\d有各]+[位个名]?代表"
    r"|代表(?:们|本人|自己|都|也|还是|还|仍然?|总|老|又|再|就|这次|那边|一直|觉得|心里)*"
    r"(?:说(?!明)|嫌|讲|认为|觉得|感到|反映|抱怨|怪|骂|不认|不同意|不高兴|有意见|意见|评|打|投|要求|要的?是|指出|提出)"
)
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
    "顾侯邵孟龙段雷钱汤尹黎易常武乔贺赖龚"
)
_SOME_DEPUTY = re.compile(rf"[{_SURNAMES}][一-鿿]{{0,2}}?代表")
#: How people call each other by the family name.
_CALLED = r"代表|老师|支书|书记|主任|大夫|医生|总|工|大姐|大哥|姐|哥|叔|婶|校长|院长|老板|经理"


def gives_away(session: Session, about: Suggestion, said: str, *, now: datetime) -> list[str]:
    """The stretches of ``said`` that name who signed, any deputy, or a rating; empty: none."""
    deputies = [about.lead, *(row.deputy for row in parties.signers(session, about))]
    if (following := parties.follower(session, about, now)) is not None:
        deputies.append(following)
    found = [
        one[0] for name in {each.name for each in deputies} for one in _names(name).finditer(said)
    ]
    for pattern in (_SOME_DEPUTY, _WHOSE, _OF_RATING):
        found += [one[0] for one in pattern.finditer(said)]
    alone = dict.fromkeys(found)
    return [one for one in alone if not any(one != other and one in other for other in alone)]


def _names(name: str) -> re.Pattern[str]:
    """李秀英, 秀英, 老李, 小李, 李老师, 李姐."""
    family, given = re.escape(name[0]), re.escape(name[1:])
    ways = [
        re.escape(name),
        rf"[老小]{family}(?![一-鿿]?[村庄家屯路沟桥])",
        f"{family}(?:{_CALLED})",
    ]
    if len(name) > 2:
        ways.append(given)
    return re.compile("|".join(ways))
