"""Sentences that name the place first and who came to harm last: 「井里掉了个人」, 「桥上翻了车」.

Chinese tells so what somebody comes upon; the rules of danger are written for the other order
(「人掉井里了」), so such a sentence is read in that order, too."""

from nlp.likely import Pattern

_WHERE = r"[^，。,\s年月次回天]{1,10}?(?:里头|里面|下面|底下|上面|上头|中间|里|上|下|底|边|中)"
_WHO = (
    r"(?:小|老|女|男|大)?(?:人(?!家|工|行|民|情)|娃娃?|孩子?|婴儿|老[汉头太]太?|[大老](?:爷|娘|妈|婆)"
    r"|女的|男的|妇女|学生|工人|民工|师傅)"
)
_SO_MANY = r"[好一两俩三仨四五六七八九十几\d]+(?:来|多|几)?"
_ENDS = r"(?=$|[，。,！!\s])"
_WHOM = (
    rf"(?:(?:{_SO_MANY})?(?:个|位|口|名|些)?(?:大活)?{_WHO}"
    rf"|{_SO_MANY}(?:个|口|人|名){_ENDS}|[俩仨]{_ENDS})"
)
_FELL = (
    r"(?:掉|落|栽|摔|跌|滚|滑|沉|淹|冲|陷|埋|压|砸|轧|卷|夹|绞|卡|困|关|锁|挂|吊|电|闷|熏|晕|昏|倒)"
)
_DOWN, _OUT = r"(?:了|进去|下去|进|下)+了?", r"(?:倒|住|翻|晕|昏|伤|走)"
_CAR = (
    rf"(?:{_SO_MANY})?(?:辆|台|部|艘|条|个)?"
    r"(?:(?:三轮|摩托|面包|拖拉机|[大小货客校轿卡油罐农用半挂]{0,3})车|三轮|摩托|拖拉机|船)"
)
_TURNED = Pattern(
    rf"(?P<where>{_WHERE})(?:又|刚|还|刚刚|刚才|正|有|都)*"
    rf"(?:(?:(?P<fell>{_FELL}){_DOWN}|(?P<so>{_FELL}{_OUT})了?)(?P<whom>{_WHOM})"
    rf"|(?P<over>翻|卡|掉|冲|滚|栽){_DOWN}(?P<car>{_CAR}))"
)
#: Who is held there is no one in danger.
_NOT_THERE = Pattern(r"(?:派出所|看守所|监狱|公安局|医院|网上|手机|群|名单|系统|电脑)[里上]")


def in_plain_order(text: str) -> str | None:
    """``text`` (plain form) with its first such clause turned round; None: there is none.

    >>> in_plain_order("东坪村井里掉了个人")
    '一个人掉在东坪村井里了'
    """
    found = _TURNED.search(text)
    if found is None or _NOT_THERE.search(text):
        return None
    who = found["whom"] or found["car"]
    who = f"{who}人" if who.endswith(("个", "俩", "仨")) else who
    who = f"一{who}" if who.startswith(("个", "位", "辆", "台", "部", "艘")) else who
    befell = found["fell"] or found["so"] or found["over"]
    turned = f"{who}{befell}{'' if found['car'] else '在'}{found['where']}了"
    after = text[found.end() :].lstrip("，, ")
    return text[: found.start()] + turned + ("，" + after if after else "")
