"""What people ask about what they gave of themselves: a question (who reads it, who will know, is
it kept), a wish for silence, or a right they use (see, correct, erase, withdraw). Only the last is
a request under the personal information law; the others are answered, and nothing is opened."""

import re

from nlp.normal import normal

_DATA = (
    r"(?:信息|资料|数据|号码?|电话|手机|名字?|姓名|记录|档案|身份证|住址|地址|照片|录音|语音|聊天|账号"
    r"|登记的?|[说写讲发报反映存留记](?:的|过的|了的|着的|了我(?:哪些|啥|什么)))"
)
_WHO_SEES = re.compile(
    r"(?:谁|哪些人|哪个|啥人|别人|旁人|外人|人家|他们?|[村镇乡县]里?|书记|支书|主任|组长|代表|领导|干部|老板|邻居|对面|单位|所里?|供电所|学校)[^，。]{0,8}(?:看(?:得)?[到见着]|知道|晓得|认得?出|查(?:到|出)|听[到见说]|看(?=[不吗么没?？]|$))"
    r"|(?:给谁|谁能|谁会|谁可以|都有谁|让谁)[^，。]{0,6}(?:看|知道|见)?|看(?:得)?[到见](?:我|俺|不|吗|么)|(?:传|说|捅)出去[^，。]{0,6}(?:咋|怎么)|会不会[^，。]{0,8}(?:传|漏|泄|公开|上网|说出去|知道|晓得)"
    r"|(?:问(?:起|是谁)|打听)[^。]{0,10}(?:你们?)?(?:说不说|会不会说|说吗|告诉不|咋说)|(?:名字?|电话|号码?)[^，。]{0,4}(?:会不会|会|要)[^，。]{0,4}(?:写|登|印|公示|上墙|公开)"
)
_KEPT = re.compile(
    r"(?:保密|匿名|不留名|不记名|不写名)[^，。]{0,4}(?:不|吗|么|吧|行不|能不|可以不|反映不)|(?:存|留|记|保存)(?:着|了|下)?[^，。]{0,8}(?:不|吗|么|没|多少|多久|哪些|啥|什么|干啥)"
)
_SECRET = re.compile(
    r"保(?:个|点)?密|匿名|(?:别|莫|不要|不想|不能|不愿|不准|甭|勿|可别)[^，。]{0,4}(?:让|叫|给|跟|告诉|被|写|留|记|提|说)[^，。]{0,8}(?:知道|晓得|看[到见]|听[到见说]|名|说是我|是我|是俺|出去)|名字?[^，。]{0,2}(?:别|不要|甭|不)(?:写|记|留|说|提|露)"
)
_USES_A_RIGHT = re.compile(
    rf"(?:删|抹|清(?:除|空|掉)|注销|销(?:掉|了)|撤(?:回|销)(?:授权|同意)|收回|不同意|停(?:止)?(?:使用|处理)|退订|别再?(?:存|用|留))[^，。]{{0,8}}|(?:查|调|看|要|给|拷|复制|导出?|下载|打印|发)(?:一?份|一下|出来|给我)?[^，。谁]{{0,6}}(?:你们)?(?:存|记|留|登记|保存|收集)[^，。]{{0,6}}{_DATA}?"
    rf"|{_DATA}[^，。]{{0,6}}(?:删|抹|清|去掉|注销|更正|改(?:一下|成|正|过来)?|写错|登错|记错|不对|错了)|(?:更正|改正?|修改)[^，。]{{0,4}}{_DATA}"
)

_ASKS = re.compile(r"[吗么呢?？]|[不没]$|咋|怎么|能不能|会不会|行不|可以不")


def what_is_asked(text: str) -> str | None:
    """ "right": they use a right over their data; "question": they ask who reads or knows it, or
    whether it is kept; "secrecy": they want silence; None: none of these. A right comes first:
    what is to be erased is not only to be kept silent."""
    plain = normal(text).text
    if _USES_A_RIGHT.search(plain) and not _WHO_SEES.search(plain):
        return "right"
    if _SECRET.search(plain) and not _ASKS.search(plain):
        return "secrecy"
    if _WHO_SEES.search(plain) or _KEPT.search(plain):
        return "question"
    return "secrecy" if _SECRET.search(plain) else None
