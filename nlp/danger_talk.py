"""What a second sentence sounds like in a talk about something harmless, and is not.

「在桥底下压着」 is where the rubbish lies, 「还在流」 a pipe, 「掉进去一只鸡」 a hen. Who has just
told of a thing that endangers nobody goes on about that thing: only who tells of somebody, or of
what kills (fire, gas, wires, poison, knives, water in a house), is taken for danger at once; the
rest is pressing, within the case."""

import re

#: No danger to anybody, though a body or a death is named: manners of speaking, what was long ago.
_MANNER = re.compile(
    r"[臭吓熏气烦急愁害热冷吵黑]死个?人了?|(?:气|急|烦|愁|累|热|冷|吵|臭|困)死(?:了|我)?"
    r"|(?:臭|吵|累|气|急|热|闷|烦|咸)[^，。]{0,3}[得的][^，。]{0,4}(?:喘不[上过]来?气|头(?:都|也)?(?:要|快)?(?:疼|晕|大|炸)了?|想吐|受不了)"
    r"|等[水雨钱米药][^，。]{0,3}救命|安眠药[^，。]{0,4}才(?:能)?睡|手机[^，。]{0,4}没电|没气了?(?=[，,]?(?:做|烧|煮|用|开))"
    r"|(?:血压|降压|降糖|心脏|止疼|感冒|慢病|糖尿病)[^，。]{0,2}药|打[^，。]{0,3}药(?=[^，。]{0,4}(?:不管用|没用))"
    # Where rubbish lies or a pipe runs, without anybody.
    r"|^(?:就)?(?:在|压在|堆在|扔在)?[^，。人娃孩\s]{1,5}(?:底下|上|里|边|旁)(?:压|堆|放|扔|搁|横)着(?:呢|的)?$"
)
#: Words for people that mean nobody who is in it.
_NOBODY = re.compile(
    r"[没别无]人|(?:看不见|找不[着到]|不见)人|人家|(?:就|只|剩|剩下|光)(?:我|俺|他|她)?一个人|一个人(?=了|在家|住|过)|人都(?=没|不)"
    r"|人(?=工|脸|情|口|名|气|民)"
)
#: 「有孩子在里面玩过」, 「掉下去过一个人」.
_ONCE = re.compile(
    r"(?:掉|摔|栽|滑|跌|玩|咬|撞|淹|烧|着|爆|炸|塌|死|断|打|砸|出|关|陷|伤)[^，。过]{0,4}过(?!去|来|河|桥|路|马路|敏|头|年)"
    r"|[^，。]{0,6}(?:上来了|出来了|下来了)[，,]?(?:都)?说"
)
_SOMEBODY = re.compile(
    r"人|爸|妈|爹|娘(?!家)|老伴|媳妇|老婆|老公|老头|老太|老汉|大爷|大娘|奶奶|爷爷|[俺我他她]爷|[俺我他她]奶|孙[子女]|儿子|闺女|女儿"
    r"|哥|弟|姐|妹|叔|婶|姑|舅|嫂|侄|邻居|老乡|孩|娃|伢|崽|学生|同学|老师|师傅|工友|司机|乘客|[女男]的|婴|小伙"
    r"|老(?![是样毛早远高鼠路房化井地板往大])[一-鿿]|小[一-鿿](?=[在骑摔掉倒没栽躺被叫昏晕走去下闷撞])|[放赶骑开][一-鿿]{1,2}的(?=[掉被栽摔叫]|$)|有车|吐(?!槽|痰)|全(?:班|家|村|校|楼)|里头有|里面有(?!树|草|泥|水|石)|[他她](?!们?(?:又|还)?(?:说|往|把我家|家))|有个?[一-鿿]{1,4}的|的(?=(?:刚|才|都)?(?:掉|栽|摔|滑|跌|下去)|没上来|也晕|没露头)|班车|校车|客车|中巴|面包车|三轮"
    r"|(?:我|俺)们?[^，。]{0,6}(?:摔|晕|疼|喘|吐|血|卡住|困[住在]|压住|夹[住了]|烫|麻|掉|淹|中毒|站不|起不来|出不[去来]|喊|怕是|快不行)"
    r"|倒了(?:一|两|[几三])个|几个|[一两二三俩]个(?=$|[，。])"
    r"|胸口|心口|喘不|血|昏|晕|抽搐|口吐|吐白|头疼|恶心|救|没声|不吭|叫不|喊不|不省|断气|没气|发紫|呼吸|休克|骨折|翻白眼"
)
_KILLS = re.compile(
    r"火(?!车|腿|锅|炉|急|气|热|花|烧|石|罐)|着了|起火|失火|烧(?:起|着了|到|过来|伤|死)|冒(?:黑|浓|白)?烟|煤气(?!灶|费|卡|表|本|炉)|燃气(?!灶|费|卡|表|公司|站)"
    r"|液化气|天然气(?!灶|费|卡|表|公司)|瓦斯|沼气|臭鸡蛋|漏电|触电|带电|电(?:着|到|了)|麻手|冒(?:电)?火花|电线|电缆|高压|变压器[^，。]{0,3}(?:炸|冒|着|爆)|爆炸|炸(?!了)|砰|轰"
    r"|农药|毒|敌敌畏|百草枯|安眠药|药(?:都|全)?(?:喝|吃|吞)|[喝吃吞]了?[^，。]{0,4}药|刀|斧|棍|钢管|枪|汽油|泼|砍|捅|杀(?!猪|鸡|虫)|坝|洪|泥石流|滑坡|水库"
    r"|山(?:上|体)?[^，。]{0,4}(?:滑|塌|掉|滚|裂|石)|不(?:想|敢)?活|活不|跳(?:楼|河|桥|井|下)|上吊|割腕|轻生|寻死|想死|死(?:了|给|在)|蛇|蜂|狗[^，。]{0,6}咬|野猪[^，。]{0,4}(?:顶|咬|撞|拱人)"
    r"|嗤嗤|嘶嘶|滋滋|绳[^，。]{0,4}(?:挂|吊|套|脖)|脖子|叼|咬住|哭|喊|叫声|埋着|能点着|除草剂|脱水|(?:手|腿|脚|胳膊|头|身子)[^，。]{0,6}(?:抽不|拔不|出不|卡|夹|绞)"
    r"|(?:漫|灌|淹|进|涌)(?:进|到|了|上)?[^，。]{0,2}(?:屋|家|院|教室|病房|床)|水[^，。]{0,4}(?:涨|上房|齐腰|没腰)|房[^，。]{0,4}(?:塌|倒|垮)|墙[^，。]{0,4}(?:塌|倒|垮|歪)|楼[^，。]{0,4}(?:塌|倒|垮|晃)"
    r"|口子[^，。]{0,6}(?:越[^，。]{1,3}越|大了|宽了|冲|撕|撑|垮)|(?:快|要|正在|开始)(?:要)?垮|越冲越|(?:水|泥)[^，。]{0,2}(?:往下|往外|往村|往家)[^，。]{0,3}(?:冲|喷|灌|泄|涌)"
    r"|氨|氯|硫酸|酸罐|放射|被埋|埋了|救命"
    # Somebody drove it.
    r"|车祸|翻(?:了|下|进)(?:一|两)?[辆台部个]?(?![架手板]|平板)[^，。斗]{0,3}车|(?<!架子)(?<!平板)(?<!手推)车翻(?![修新斗晒盖地土出])"
)
#: What is done to somebody, or how they are.
_HARM = re.compile(
    r"血|肠|没(?:了)?动静|没声|没影|不吭|昏|晕|闷|断气|没气|喘不|叫不|喊不|不省|吐(?!槽|痰)|抽(?!水|空|查)|救|(?<![拿买开取送领配抓])药(?![店房费品材钱])|咬|砸|埋|淹|困|夹|卡住|摔|撞|捅|砍|压(?:住|着|到)"
)
#: What then fell, lies or goes on is a thing or a beast: nobody is asked whether there is danger.
_THINGS = re.compile(
    r"鸡|鸭|鹅|羊|牛|猪|猫|狗|鱼|鸟|兔|马(?!上|路)|手机|钥匙|卡|折子?|管子?|垃圾|袋|草|柴|砖|石|沙|土|泥|木|树|枝|瓦|漆|灯|杆|罩|盖|板|锁|轮|车|钱|水管"
    r"|炉|灶|存折|证|地界|菜地|庄稼|苞谷|麦|菜|[一-鿿]?坑|缝|^[^，。]{0,2}还在[一-鿿]{1,2}着?$|^[^，。]{1,6}底下$"
)
#: 「掉下去了！快！」: nobody cries so for a hen.
_CRY = re.compile(r"快[！!]|[！!]\s*快|快(?:点)?(?:来|救)|来人")
#: Of a place like this, where people come by, 「掉下去了」 is about them.
_EDGE = re.compile(r"水库|[河塘湖渠井池沟桥崖坑江海坝]|楼顶|天台")
_COMES_BY = re.compile(r"(?:孩|娃|学生|老人|人)[^。]{0,12}(?:玩|耍|过|走|去|游|掉|摔)")
#: A longer message tells its own story; of a thing or of what once was a little more is told.
LONGEST_OF_A_TALK, _LONGEST_OF_A_THING = 13, 30


def is_of_the_talk(text: str) -> bool:
    """Whether a sentence said in a talk about something harmless goes on about that: nobody is in
    it, and nothing that kills, or it is told of once."""
    told = is_a_thing(text) or is_a_manner(text)
    if len(text) > (_LONGEST_OF_A_THING if told else LONGEST_OF_A_TALK):
        return False
    said = _NOBODY.sub(" ", _MANNER.sub(" ", text))
    if _KILLS.search(said) or (_CRY.search(said) and not is_a_thing(text)):
        return False
    return bool(_ONCE.search(said)) or not _SOMEBODY.search(said)


def is_at_an_edge(text: str) -> bool:
    """Whether a matter is about a place where people come by and may fall in: 「水库护栏断了，
    小孩老去玩」. What is said next of a fall is then about somebody."""
    return bool(_EDGE.search(text) and _COMES_BY.search(text))


def is_a_thing(text: str) -> bool:
    """Whether what fell, lies or runs is a thing or a beast."""
    return bool(_THINGS.search(text) or _ONCE.search(text))


def is_a_manner(text: str) -> bool:
    """Whether it only speaks so (臭得喘不上气), or tells of what once was."""
    return bool(_MANNER.search(text) or _ONCE.search(text))


def names_harm(text: str) -> bool:
    """Whether what kills is named, or what is done to somebody."""
    return bool(_KILLS.search(text) or _HARM.search(text))
