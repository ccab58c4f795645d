"""Whether a message tells of danger without a word that means it: then only what was learned
speaks, and it must be surer."""

import re

from nlp.cues import Found

#: Word groups that stand in ordinary messages as often as in danger (a house, now, not any more),
#: or say something only beside another (漏, 塌了).
_COMMON = frozenset(
    f"urgency.{name}"
    for name in (
        "about",
        "alarm_now",
        "assault_now",
        "blast_thing",
        "building",
        "burnable",
        "child",
        "child_danger",
        "chronic",
        "crowd_many",
        "dam_danger",
        "faint_all",
        "falling",
        "fear",
        "fell",
        "flood_danger",
        "gas_leak",
        "harmless",
        "hazmat_leak",
        "high_place",
        "hurt",
        "hypothetical",
        "jump_hint",
        "leak_place",
        "lift",
        "many_eaters",
        "medical",
        "missing_who",
        "now",
        "over",
        "over_not",
        "past",
        "seen",
        "soon",
        "trapped",
        "vehicle",
        "weigh",
        "wire_down",
        "yesterday",
    )
)


def is_untold(found: Found) -> bool:
    """Whether no word of danger stands in the message: then the learned score alone is sure of it
    from higher on, and of a very short one, where a chance word is all there is, from higher still.
    """
    return _COMMON.issuperset(found.groups())


#: 「就在西坪桥下面」, the name of the place blanked but for its last letter.
_ONLY_WHERE = re.compile(
    r"(?:就|是|在|还是|那|这|靠|村|东|西|南|北|头|口|前|后|老|大|小|新|水|铁|石|信号|学校|庄|组|队|号"
    r"|[一二三四五六七八九十]|的|\s|(?<=\s)[一-鿿])*(?:桥|塔|树|坡|坎|楼|路|墙|山|梁|崖|堤|坝|棚|渠|塘)"
    r"(?:头|墩|洞)?(?:下面|底下|下头|下边|旁边?|边上?|对面|后面|后头|跟前|附近|那儿?|那边|上头|上面)+"
    r"(?:的|哩|呢|啊)*"
)


def is_only_where(text: str) -> bool:
    """Whether it names a place and not a word of what happens there."""
    return _ONLY_WHERE.fullmatch(text.strip(" 。！!，,")) is not None


#: A hole in the road that grows, a red ear: in so few words nobody is in danger.
_NO_MORE_THAN_THAT = re.compile(
    r"(?:路[上面中]?|门口|村口|那|这|个|的|大|小)*坑洼?(?:也|都|是)*(?:越来越|更|变)(?:大|深|多)了?"
    r"|(?:我|俺|家|的|孙子|孙女|孩子|娃|儿子|女儿|闺女)*(?:耳朵|脸|手|屁股|胳膊|腿)(?:都|也|全|有点)*"
    r"(?:打|冻|晒|拧|揪)?红肿?了"
    r"|(?:现在|平时|白天|晚上|家里|屋里|就|只有?|都是|还是|[我俺他她的剩有了])*(?:老?[妈娘爸爹]|爸妈|爹娘|父母"
    r"|老人|老两口|爷爷?|奶奶?|老伴|外[公婆]|姥[姥爷]|岳[父母])(?:就|都|也|自己|[她他])*(?:[一两]个|俩)?人?"
    r"(?:在(?:老家|家里?|屋里?|村里?)|住|过|生活)+[了着呢的]?"
    r"|[^，。人娃孩]{0,10}(?:自来)?水管子?[又都]?[爆破裂断][了开]*[，, ]*"
    r"水?(?:往[外上]|一直|哗哗|到处|直)*地?[喷流冒淌漏漫]*[了着呢]*"
    r"|[^，。着]{0,8}(?:烧烤|炸串|早点|油条|煎饼|小吃)(?:摊|店|车)(?:子)?(?:也|都|老|天天|一直)*冒(?:油)?烟"
)


#: Who was in the house is out of it.
_MOVED = re.compile(
    r"(?:人|老人家?|老两口|[他她]|一家人?|全家|[他她我俺的家]{0,2}(?:爹|妈|爸|娘|爷爷?|奶奶?)|孩子|大[爷娘妈])"
    r"(?:已经?|都|先|现在|刚|全)*(?:搬|接|住|送|挪|转移|安置|撤)(?:到|去|进|回|在|出来)了?"
    r"[^，。]{0,8}?(?:家|屋|亲戚|村委会?|村部|敬老院|安置点|学校|外面|安全地方)?[里去住上了]*"
)


def have_moved(text: str) -> bool:
    """「人已经搬到他儿子家」: that people are safe, and nothing else."""
    return _MOVED.fullmatch(text.strip(" 。！!，,")) is not None


def is_no_more_than(text: str) -> bool:
    """「坑越来越大」, 「我孙子耳朵都红了」, 「就我妈一个人在家」: all that is said."""
    return _NO_MORE_THAN_THAT.fullmatch(text.strip(" 。！!，,")) is not None or have_moved(text)
