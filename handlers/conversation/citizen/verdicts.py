"""How it is with what was mended, in the words of who reported it: 好了, 还差点, 没好, or that
they do not know. A case is closed by it, so 好了 needs a word that says so and none beside it that
doubts or that something is wrong. Pure."""

import re

from nlp.replies.ratings import judge

GOOD, NEARLY, NOT = "好了", "还差点", "没好"
UNSURE = "unsure"

#: They guess, were told, or have not looked yet.
_UNSURE = re.compile(
    r"好像|似乎|大概|可能|估计|应该|也许|兴许|八成|没准|怕是|听(?:[^，,。]{0,4})说|据说|(?<!都)说是"
    r"|不(?:知道|晓得|清楚|确定|敢说)|说不(?:准|好|上|清)|没(?:有)?(?:顾上|来得及|空|去|回去|得空)*(?:看|瞧|瞅|试)(?![见到着])"
    r"|(?:今晚|晚上|明[天早]|回头|回家|到家|抽空|等[^，,。]{0,4}|再)[^，,。]{0,4}(?:看看|瞧瞧|瞅瞅|试试|看一?下|去看)|问问|打听"
    r"|(?:人|我|俺)?(?:现在|还)?(?:在|没在)(?:外地|外头|外面|家|村里)(?!.{0,3}[亮黑坏])|(?:好|修|换|弄|通|亮)了?(?:没|吗|么)(?:[？?了]|$)"
)
#: Somebody else says so.
_BY_OTHERS = re.compile(
    r"(?:邻居|儿子|闺女|女儿|孙[子女]|老伴|老婆|男人|媳妇|老公|人家|别人|他们?|她"
    r"|[村镇乡县局所站厂校队]里|[村镇局所站校队]长|书记|主任|会计|干部|代表|政府|物业|[局所]|老板|电工|师傅|工人)"
    r"(?:的人|那边|的同志)?(?:刚|来|打电话)?(?:说|讲|告诉)"
)
#: 「下回坏了找谁」.
_IF = re.compile(r"下[回次](?!再?(?:弄|修|办|换|装|来))|以后|今后|将来|要是|如果|万一")
#: 「钱发了吗」.
_ASKS = re.compile(r"了(?:吗|么|没有?)[？?\s]*$")
#: 「路修好要多久」, 「修好了啥时候能验收」: how long it takes, and nothing of how it is.
_ASKS_WHEN = re.compile(
    r"(?:多久|多长时间|几时|啥时候?|什么时候|何时|哪天|(?:要|得|还有)(?:几天|多少天))"
    r"(?!都|也|来的|修的|好的)[^，,。]{0,6}[呀啊呢？?]*$"
)
#: 「有水了，就是太小」.
_BUT = re.compile(
    r"(?:就是|只是|不过|可是|但是?)(?!好|快|亮|中|得劲|棒|放心|没事|不[怕冷漏堵])[^，,。\s]{2,}"
)
#: Something is wrong after all.
_TROUBLE = re.compile(
    r"(?<![不没])坏|(?<![不没天儿昨夜摸])黑(?!亮|夜|天)|(?<![不没])(?:漏|堵|断|歪|塌|碎|臭|卡|松|晃)(?!了吗)|(?<!火)灭了?|瞎火|砸|撞"
    r"|(?:是|还|又|发|有点|变)(?:黄|浑|锈|咸|苦|红)(?!昏|的?路)|(?<!没)(?<!没有)(?:有|一股(?!味[^，,。]{0,2}没)|带)(?:股|点儿?|些|怪|腥|臭|铁锈|异)*(?:味|响|沙|泥|渣|油花)|[水光火压](?:头|苗|流|压)?(?:太|有点|还是)?(?:小|细|弱|暗)(?:得|了点|$|[，,。\s])|一明一暗|忽明忽暗|时亮时|一[闪亮]一|(?<!不)闪(?!亮)"
    r"|^\W*(?:还|也)?不(?:好|中|行|成|得劲|咋样|怎么样)(?!意思)|没见(?:好|人|着|到|动)|(?:人|影)(?:都|也)没|没(?:人|谁)来|没看(?:着|见)[^，,。]{0,3}人|咋没|不(?:合适|严|合|配套|对)|下[回次](?:再|来)(?:弄|修|办|换|装)"
    r"|不(?:够|顶用|管用|顶事|见好|如|合适)|才(?:换|修|来|弄)(?:了)?[一两二]|还(?:有|剩|差)[^，,。]{0,8}(?:没|不|坏|松|差|歪)"
)
#: Good in words that the reader of short replies does not know.
_GOOD = re.compile(
    r"^\W*这[回次下](?:总?算)?(?:行|好|中|成|可以)\W*$|完美|齐活|管事了|^\W*(?:好使|中用|管用)|(?:修|办|弄|干|换)得(?:真|挺|很|可)?(?:不赖|不错|好|利索)|不赖|照得(?:老)?(?:远|亮)|看(?:得|能)?(?:见|到|清)(?:道|路|人)?了|能(?:看|走|用|浇|喝|过)[^，,。没不]{0,3}了"
    r"|(?:都|人人|谁都|大家)说(?:好|中|行|不错|可以)|不(?:害怕|怕|担心|绕路|摔)了|(?:挺|很|真|可)(?:好|亮|平|干净|满意|得劲)|得劲"
)

#: What is as they wanted it: 「暖气热了」, 「低保批下来了」.
_AS_WANTED = re.compile(
    r"(?:(?:暖气|地暖)[^，,。没不]{0,3}热乎?|暖和|不冷|水(?:变|又|都)*清亮?|(?:信号|声音?|噪音|味儿?|灰)(?:好|满|小|淡|少)(?:多)?"
    r"|(?<!没)有(?:信号|水|电|气|暖气|路灯|班车|老师|大夫)|(?:垃圾|粪|土堆?|树枝?|石头|沙子|杂物|车|摊子?)[^，,。没不]{0,5}(?:拉|清|运|搬|挪|拖|撤)(?:走|完|干净|掉)?"
    r"|(?:钱|补贴|工资|款|低保金?|补助|证|名额)[^，,。没不]{0,4}(?:到账|到手|到|发|批|办|领)(?:下来|到)?"
    r"|狗[^，,。没不咬]{0,3}(?:拴|关)(?:上|起来|好)?|路[^，,。没不]{0,3}(?:平|通|宽))了(?=$|[，,。！!\s啊呢哈呀啦])"
)


def asks_when(text: str) -> bool:
    """Whether it is asked how long something takes."""
    return _ASKS_WHEN.search(text) is not None


def verdict(text: str) -> str:
    """GOOD, NEARLY, NOT; UNSURE where they say that they do not know; empty: none of these."""
    if _UNSURE.search(text):
        return UNSURE
    if _IF.search(text) or _ASKS.search(text) or asks_when(text):
        return ""
    found = judge(text)
    if found == NEARLY:
        return NEARLY
    good = found == GOOD or any(way.search(text) for way in (_GOOD, _AS_WANTED))
    if _TROUBLE.search(text) or (good and _BUT.search(text)):
        return NEARLY if good else NOT
    if found == NOT:
        return NOT
    if good and _BY_OTHERS.search(text):
        return UNSURE
    return GOOD if good else ""
