"""What somebody suffers at home or from who lives next door: nobody of the village reads it, a
neighbour or a cousin may be the one it is about; the station and the officer on call do. Who is
beaten there may be beaten again: what to do first is said, though nobody is rung for it."""

from nlp.likely import Pattern

_OF_THE_HOUSE = (
    r"(?:前夫|前妻|老公|丈夫|男人|老婆|公公|婆婆|公婆|男朋友|对象|前男友|[继后](?:父|母|爸|妈|爹|娘)"
    r"|儿子|儿媳妇?|媳妇|女婿|闺女|女儿|孙子|孙女|外孙|养子|[我俺他她](?:家)?(?:儿|娃|爹|爸|妈|娘|哥|弟|姐|妹|嫂|叔|大伯)"
    r"|老头子?|老伴|老汉|当家的|那口子|小叔子|大伯子|哥嫂|嫂子|弟媳|妯娌|子女|儿女)"
)
_HITS = (
    r"(?:打(?!(?:这|那|此|桥|路|门|村|河|沟|坡|街|旁|边|下头|上头|底下|跟前)[^，,。]{0,6}[走过回去来]|.{0,2}电话|的?(?:这|那|几)?.{0,1}字|了?(?:疫苗|农药|除草)|工|电话|车|水|扫|针|药|听|理|算|麻将|牌|球|官司|12|11|井|印|捞|折|卡|鱼|猎|粮|谷|场|石|灰|扮|招呼|[一二两三四五六七八九十几\d]+通?个?电话)"
    r"|揍|抽(?=我|俺|她|他|孩|娃|耳光)|捶|扇(?=我|俺|她|他|耳光)|掐|砍|踢|踹|虐待|拳打|动手|拿(?:棍|刀|鞋|扫帚|皮带))"
)
_HURTS = (
    rf"(?:{_HITS}|威胁|堵门|骚扰|跟踪|骂|折磨|撵|轰[我俺他她出]|赶[我俺他她出]|饿|锁(?:在|起)|关(?:在|起|柴|猪圈|屋|黑)|逼"
    r"|不(?:让|许|准)[^，,。]{0,6}(?:进|住|吃|睡|出|回|上桌)"
    r"|(?:抢|拿|扣|花|收)[^，,。]{0,6}(?:养老钱|养老金|养老折子|低保|存折|折子|工资卡|救命钱)"
    r"|(?:养老钱|养老金|养老折子|低保|存折|折子|工资卡|救命钱|补贴)[^，,。被]{0,6}(?:抢|拿|扣|花|收|领)(?:走|了|光|去)"
    r"|(?:不给|不端|没给)[^，,。]{0,5}(?:饭|口吃|吃的?|水|看病|治|药|养老|生活费|抚养费|赡养费|地方住|一?分钱)"
    r"|(?:饭|水|药)(?:都|也)?(?:不给|不端|没给)|不(?:养|赡养|认|管|问)(?:老人?|[我俺他她]|爹娘?|娘|爸|妈)"
    r"|不(?:管|养)(?:我|俺)(?:们|了|的)?(?:吃|死活)?)"
)
_NEXT_DOOR = r"(?:邻居|隔壁|对门|楼上|楼下)"
_OTHERS = (
    rf"{_NEXT_DOOR}[^，,。]{{0,10}}(?:打(?:我|俺|人|孩子)|骂(?:我|俺|人)?|威胁|恐吓|欺负|扔(?:石头|砖|刀|瓶子)"
    r"|砸(?:我|俺|门|窗|玻璃)|泼(?:我|俺|粪|油漆)|要弄死|堵(?:我|俺)[^，,。]{0,2}门)"
)
_WEAK = r"(?:老婆|媳妇|老人|孩子|小孩|娃|闺女|儿子|爹娘|父母|婆娘|女人|亲娘|亲爹)"
_BEATS = (
    rf"家暴|(?:打|揍|抽|捶|虐待)(?:自家|自己|他|她)?的?{_WEAK}"
    rf"|{_OF_THE_HOUSE}[^，,。]{{0,8}}[，,]?[^，,。]{{0,3}}{_HITS}"
    rf"|(?:被|让|叫)(?:我|俺)?(?:的)?{_OF_THE_HOUSE}[^，,。]{{0,4}}(?:打|揍|掐|踢|踹|捶)"
)
_BEATEN = Pattern(_BEATS)
#: 「老板说再告就弄我」: whoever it is, he may have friends in the village.
_FOR_TELLING = (
    r"(?:再|敢|还)(?:去)?(?:告|举报|反映|投诉|上访|往上说|说出去)[^，,。]{0,5}"
    r"(?:弄|打|揍|整|收拾|砍|废)(?:死|断|残)?(?:了)?(?:我|俺|咱|腿|全家)"
)
_THREATENED = Pattern(_FOR_TELLING)
_AT_HOME = Pattern(
    rf"{_BEATS}|{_OF_THE_HOUSE}[^，,。]{{0,8}}[，,]?[^，,。]{{0,4}}{_HURTS}|(?:威胁|骚扰){_WEAK}"
    rf"|(?:被|让|叫)(?:我|俺)?(?:的)?{_OF_THE_HOUSE}[^，,。]{{0,4}}(?:骂|赶|撵|锁|欺负)|{_OTHERS}|{_FOR_TELLING}"
)
#: What is asked, heard in school or a matter of money between offices and nobody's home.
_NOT = Pattern(
    r"打(?:疫苗|预防针|比方|招呼|交道|折扣|扰)|补贴|补助|政策|条例|宣传|法院|判了|工地|老板|学校|老师|同学|食堂"
)


def is_of_the_home(text: str) -> bool:
    """Whether somebody is said to be hurt, hungry or afraid by those they live with or beside."""
    return bool(_AT_HOME.search(text))


def is_beaten_at_home(text: str) -> bool:
    """Whether somebody is said to be beaten there, now or again and again, or threatened for
    having told."""
    beaten = bool(_BEATEN.search(text)) and not _NOT.search(text)
    return beaten or bool(_THREATENED.search(text))
