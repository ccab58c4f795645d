"""Short messages whose form leaves no doubt of their kind, whatever their words are about: what is
added to something said before, asked how it stands, or no more than talk."""

import re

from nlp.likely import Pattern

#: Longer ones are told in too many ways.
LONGEST = 30

#: 「我报的路灯还修不修了」, 「说好修的路呢」: how things stand.
STILL = Pattern(
    r"(?:我|俺|咱们?)(?:上次|上回|之前|昨天|前些天)?(?:报|说|反映|提|投诉|讲)(?:的|过的)[^，。]{0,10}(?:还|到底)?(?P<do>修|办|弄|管|填|装|换|通|发|来|改)不(?P=do)"
    r"|上(?:回|次)(?:我|俺)?(?:说|报|反映|提)的?(?:那个|这个|那)?[^，。]{1,8}(?:还|到底)(?P<does>管|修|办|弄|换|通)不(?P=does)"
    r"|说(?:好的?)?(?:月底|月初|周[一二三四五六日末]|[一二三四五六七八九十几两\d]+天)[^，。]{0,6}"
    r"[，,\s]?(?:今天|现在|这)都"
    r"|没人理(?:我|俺)(?:吗|么|们)?|把(?:我|俺)(?:们)?(?:的|这个?|那个?|家)?(?:事情?|问题)?(?:给)?忘(?:了|到|掉|脑)"
)
#: The same as whole messages: 几天能好, 能不能快点, 急死了, 昨天问的那个咋样.
_HURRIES = re.compile(
    r"^(?:还要|还得|大概)?(?:几天|多久|啥时候?|什么时候|何时|哪天|几时)(?:才)?(?:能|可以|会)(?:给)?(?:我|俺)?(?:好|来|修|弄|办|通|解决|有信)[^，。]{0,4}$"
    r"|^(?:你们)?(?:能不能|可不可以|麻烦|请)?(?:给|帮)?(?:我|俺)?(?:办)?快(?:点|些|一点)(?:吧|啊|呗|行不|嘛|办)?$|^(?:真是|都)?急死(?:了|人了|我了|个人)?$"
    r"|^(?:我|俺)?(?:昨天|前天|昨晚|上次|上回|那天|刚才|早上)(?:问|说|报|反映|提)的(?:那个|那件|那|事)?(?:事)?(?:咋样|怎么样|如何|好了没|办了没|有信没|呢)[^，。]{0,3}$"
    r"|^(?:咋|咋个|怎么|为啥|为什么|干嘛|干吗)又(?:给)?(?:转|推|退|派|换|踢)[^，。]{0,7}$"
    r"|^(?:你们?|他们|代表|上面|站里)?(?:到底)?(?:(?:听|收|看)(?:到|见|清)?了?|来|来过|去|去过|问过|管|办)(?:没有?|吗|么)$"
    r"|^(?:你们?|他们|代表)?(?:到底)?(?:(?P<does>[给管查办修来理])不(?P=does))(?:事|查|办|管|修|人)?(?:了|啊|呢)?$"
    r"|^(?:你们?)?(?:别|少|不要)(?:再)?(?:跟|和|给|对)(?:我|俺)(?:说|讲|扯|来|打官腔)(?:这些?|那些?|什么|啥|没用)?[^，。]{0,6}$"
)
#: 「再不来我就曝光你们」: who waits threatens with the press or a higher place, with nothing else.
_THREATENS = re.compile(
    r"^(?:你们?|恁们?)?(?:要是|如果)?(?:再|还)(?:不|没人?)(?:给)?(?:我|俺)?(?:们)?(?:来|回话|回复|理|搭理)[^，。]{0,4}[，,\s]?"
    r"(?:我|俺|咱)们?(?:可)?(?:就|要|真|直接|只好|只能)*(?:把[^，。]{1,6})?(?:去|上|到|找|打|发|给)?[^，。跳死]{0,6}"
    r"(?:曝光|抖音|快手|记者|媒体|电视台|发网上|北京|上访|信访|告|12345|投诉|省里|市里|县里)[^，。跳死]{0,4}$"
)
#: 「代表来过了？」: the mark alone asks.
_ASKS_IF_CAME = re.compile(
    r"^(?:你们?|代表|他们?|师傅|站长|人|有人)(?:都|已经)?(?:来|去|看)过?了?[?？]+$"
)
_DO_NOT_RING = re.compile(
    r"^(?:先|可|千万)?(?:不要|别|莫|不能)(?:再)?(?:给(?:我|俺))?打(?:我|俺)?(?:的)?电话"
)
#: Who speaks, as a whole message; and what is no more than talk.
_WHO_I_AM = re.compile(
    r"^(?:你好|您好|大家好)?[，,\s]?我(?:就)?是(?!说|想|来|在|要|问|不)[^，。]{0,8}"
    r"(?:代表|人大|[局站所市县镇乡村校园院]长|书记|主任|干部|记者|律师)的?[一-鿿]{0,3}$"
)
_TALK = re.compile(
    r"^(?:今天|明天|后天|今儿|明儿)?(?:是)?(?:几号|几月几号|星期几|周几|礼拜几|初几|几点了?)(?:啊|了|呀)?(?:[，,\s].{0,8})?$"
    r"|^\d+[+\-*/xX×÷加减乘除]\d+(?:等于|=|是)?(?:几|多少)?$"
)
_ASKS_WHAT_IT_IS = re.compile(
    r"^(?:你|您|恁)们?(?:到底)?是(?:个)?(?:机器|电脑|真人|活人|人工|人)[^。]{0,16}$"
)
#: 「派出所小陈帮我找回电瓶车，必须夸」, 「支书好，给我们修了路」
_PRAISES = re.compile(
    r"(?:要|必须|得|想|应该|该)(?:好好|点名|特别)?(?:表扬|夸|点个?赞)(?!不)"
    r"|(?:书记|支书|主任|代表|干部|镇长|村长|站长|师傅)(?:们)?(?:真|人|可|太|就是)*(?:好|中|行)[，,！!\s].{0,4}[给帮替]"
)
#: A fact about who is spoken of, which goes with what was said before: 园长姓王, 他舅是社区主任;
#: and what others are only quoted with: 村里说过两天, 报警了派出所说等等.
ADDED_FACT = re.compile(
    r"^[^，。\s]{1,8}(?:姓[一-鿿]|叫[一-鿿]{2,3}|就?是(?:我们?)?[^，。\s]{0,4}(?:主任|书记|支书|会计|老师|校长|村长|园长|所长|站长|镇长|局长|代表|委员|干部|亲戚|小舅子))$"
    r"|^(?:可)?(?:别|莫|不要|甭)(?:去)?找[^，。\s]{1,8}麻烦$"
    r"|^就?(?:是)?那[^，。]{1,6}(?:是)?最(?:急|要紧|严重|难走|厉害|坏)的?$"
)
QUOTES = re.compile(
    r"^(?:(?:报|打)(?:过|了)?(?:警|110|119|120|电话)了?[，,\s]?)?"
    r"(?:村里|村上|镇里|镇上|乡里|县里|局里|所里|站里|派出所|供电所|供水站|水厂|物业|学校|厂里|他们|人家|那边|师傅|老板|代表|支书|书记|主任)(?:的?人)?"
    r"(?:刚|今天|昨天)?(?:回话)?(?:说|讲|答应|让|叫)(?:是|我|俺|我们)?(?:先)?"
    r"(?:再)?(?:等|过|后天|明天|今天|今晚|月底|下周|下个?月|这[两几]天|马上|就来|在路上|在走|走程序|在修|在办|正在|快|会|修好|弄好|报上去|知道了?)[^，。没不]{0,12}$"
    r"|^(?:找|问|跟|和|给)过?[一-鿿]{1,3}(?:书记|支书|主任|代表|站长|镇长|村长|会计)(?:说|讲|反映|打电话)?过?了?[，,\s](?:他|她|人家)?(?:说|让我|叫我)[^，。]{0,8}$"
)
#: In whose name somebody writes: 「我替我二姨说的」; where they come from: 「我是柳树湾的」.
_FOR_WHOM = re.compile(
    r"^(?:我|俺)?(?:是)?(?:替|帮|代)(?:我|俺)?(?:们)?(?:家)?[一-鿿]{1,5}(?:说|反映|问|报|发|写|打)的"
    r"|^(?:我|俺)们?(?:家)?(?:就)?(?:是|住|在|住在)[一-鿿]{2,6}(?:村|组|社区|镇|湾|坪|屯|庄|店)?(?:的|人|这边)$"
)
#: When they can be rung: 「我在深圳，白天上班接不了」.
_WHEN_TO_RING = re.compile(
    r"(?:白天|上班|晚上|平时|中午|下班|周末|[一-鿿\d]{1,2}点)[^，。]{0,6}(?:接不了|接不到|没法接|不方便接|不能接|才?有空|才?能接|才?方便)"
    r"|^(?:你们)?不会(?:真的?)?(?:来)?(?:找|打给|联系)(?:我|俺|上门)[^，。]{0,4}$"
)
#: Where who wrote can be reached, and nothing else.
_REACHED_AT = re.compile(
    r"(?:打|联系|找|拨)(?:我|他|她|俺|孙女|孙子|儿子|女儿|闺女|老伴|媳妇)?[^，。]{0,4}(?:电话|手机|号码?)|(?:我|他|她|俺|家里)的?(?:电话|手机|号码|座机)|座机|打给(?:我|他|她|俺)"
    r"|^[\d\s-]{7,13}[，,\s]*(?:上午|下午|晚上|中午|白天|早上)?(?:打|联系|找我|可以打)"
)
_TELEPHONE = re.compile(r"1[3-9]\d{9}|(?<!\d)(?:0\d{2,3}[- ]?)?[2-8]\d{6,7}(?!\d)")
#: That something is wrong, so that a telephone number is not all that is said.
_WRONG = re.compile(
    r"坏|没(?!事|空)|不(?!在|方便|过|会|能接|用)|停|堵|漏|断|欠|塌|脏|臭|吵|占|问|请|找不|反映|投诉|低保|补"
)
#: What is over, or somebody is back: 「谢谢 火灭了」, 「回来了回来了，在同学家」.
_IS_OVER = re.compile(
    r"^(?:谢谢|好了|没事了|放心)?[，,\s]*(?:人|孩子|娃|娃娃|火|老人|他|她|狗|洪水|车|我妈|我爸|孙子|孙女|儿子|闺女)?(?:都|已经|刚刚?|自己|全)?"
    r"(?:找到|找着|回来|回家|到家|灭|扑灭|救出来|救上来|出来|下来|醒|醒过来|退|抓住|拴住|脱险|拉走|清走)了(?:，|,|\s|$|回来)(?!但|可|又|还|没)"
)
#: Which of what was said: 「路灯是在小卖部旁边」, 「补贴那个急，路灯不急」, 「修路那个工程」.
_POINTS = re.compile(
    r"^[一-鿿]{2,5}(?:就)?(?:是)?在[^，。]{2,10}(?:旁边|边上|门口|对面|那边|后面|前面|附近|拐角|路口|那儿|那里)$"
    r"|^.{2,6}(?:那个|这个|那件|这件)(?:事)?(?:最|更|比较|要|不|可)?(?:急|要紧|着急)(?:[，,\s].{2,8}(?:不急|不要紧|晚点|先放))?$"
    r"|^(?:就是)?[一-鿿]{2,5}(?:那个|那件|那项)(?:工程|项目)$"
    r"|^(?:就是)?(?:上|这|前|大前)?(?:周|礼拜|星期|个?月|天|年)[一二三四五六日天]?(?:早上|上午|下午|晚上|夜里)?的事$"
    r"|^(?:我|俺)(?:刚才)?说的[^，。]{1,8}是[^，。]{1,10}[，,\s]?不是[^，。]{1,10}$"
)


def threatens(said: str) -> bool:
    """Whether somebody only threatens with the press or a higher place, if nobody comes."""
    return len(said) <= LONGEST and bool(_THREATENS.match(said))


def plainly(said: str, text: str) -> str | None:
    """The kind of a short message whose form leaves no doubt; None of any other. ``said``: the text
    without marks at its end."""
    if _DO_NOT_RING.match(said) or _FOR_WHOM.match(said) or _POINTS.match(said):
        return "supplement"
    if _HURRIES.match(said) or _THREATENS.match(said) or _ASKS_IF_CAME.match(text.strip()):
        return "status"
    if _WHO_I_AM.match(said) or _TALK.match(said):
        return "greeting"
    if _ASKS_WHAT_IT_IS.match(said):
        return "human"
    if _PRAISES.search(said) and not _WRONG.search(said):
        return "thanks"
    if _IS_OVER.match(said) and not _WRONG.search(said):
        return "supplement"
    if _WHEN_TO_RING.search(said) and not _WRONG.search(said.replace("接不", "")):
        return "supplement"
    reached = _TELEPHONE.search(said) and _REACHED_AT.search(said)
    return "supplement" if reached and not _WRONG.search(said) else None
