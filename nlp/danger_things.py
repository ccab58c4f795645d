"""What happened to a thing or a beast and to nobody: 「手机掉河里了」, 「界桩被车压断了」.

The words of an accident are the same for people and for buckets. So it is looked at *whom* it
happened to: where that is a thing or beast of ``rules/urgency.toml`` [things], and nothing is told
beside it of anybody or of what kills, nobody's life is in danger, whoever is named as its owner or
as who did it. Where nobody and nothing is named it stays a danger."""

import re
from dataclasses import dataclass

from nlp.cues import rules

_RULES = rules("urgency")["things"]
_THING = "(?:" + "|".join(_RULES["heads"]) + ")"
_HOW_MANY = (
    r"(?:[一二两三四五六七八九十几好多\d]+|半|全)"
    r"(?:只|头|条|个|棵|块|片|根|盏|亩|垄|截|窝|群|筐|袋|车|堆)?"
)
_HOW = r"(?:[也都又全刚已就还老总给]|已经|刚才|刚刚|昨天|昨晚|今早|今天|一下子|差点|快|自己|好像)*"
_BY = r"(?:[被让叫给][^，,。\s]{0,6}?)?"
_HAPPENED = (
    rf"(?:{'|'.join(_RULES['happened'])})"
    r"(?:[^，,。\s没不人娃孩]{0,6}?(?:了|着|的|(?=$|[，,。\s])))"
)
#: 「管子在沟底断了」.
_WHERE = r"(?:在[^，,。\s人]{1,6}?(?:里|底下?|下面|上面|边上?|中间|头|旁边))?"
#: Before the thing: the clause begins, or it is somebody's, some place's, so many or such a one; a
#: verb there has it for its object, and somebody else falls (洗衣服掉水里, 修水泵被电倒).
_BEFORE = (
    r"(?:(?<![^，,。！!、；;：:\s])|(?<=[的家里上边旁口这那个只条棵块头根盏辆件几两三四五六七八九十半新旧老大小破死"
    r"我俺他她咱村组队号前后养种买把]))"
)
_EVENT = re.compile(
    rf"{_BEFORE}{_THING}(?:{_HOW_MANY}|面|子|儿)*{_WHERE}{_HOW}{_BY}{_HOW}{_HAPPENED}(?:{_HOW_MANY})?"
    rf"|(?:{'|'.join(_RULES['done_to'])})(?:了|着|过)?(?:[我俺他她咱]们?|[我俺他她咱人]家)?(?:的)?"
    rf"(?:{_HOW_MANY})?(?:[^，,。\s人娃孩腿手脚头放赶骑开捡钓捞洗打]{{0,3}}的?)?"
    r"(?<![放赶骑开捡钓捞洗打])"
    rf"{_THING}(?!的(?:$|[，,。没不也就]))"
    # Who is counted so is a beast: 「吃了霉草料 倒了两头」.
    r"|(?:倒|死|病|瘫|丢|跑|[淹毒压热冻饿闷药咬]死|冲走)了?好?[一二两三四五六七八九十几百\d]+(?:来|多)?(?:头|只|匹|窝|群)"
)
_FROM = re.compile(r"[从由自打](?:[^，,。\s]{1,6})$")
#: Beside it: somebody, and what is told of them; or harm, whomever it befell.
_SOMEBODY = re.compile(_RULES["somebody"])
_TOLD = re.compile(_RULES["told"])
_HARM = re.compile(_RULES["harm"])
_NOBODY = re.compile(
    r"(?:里头|里面|上面|屋里|底下)?(?:都|也)?(?:没|没有|无)(?:伤|砸|碰|压|撞)?(?:着|到)?(?:有)?人(?!应|答|吭|管)|人没事|没人(?:住|在|受伤)"
)


#: 「老槐树可别砍」, 「有人偷砍山上的树」: what is cut down is a tree.
_FELLING = re.compile(
    r"[砍锯伐](?:了|掉|倒|伐)?[^，,。\s人我俺他她]{0,6}[我俺他她]?家?的?[^，,。\s人]{0,2}(?:树|竹|柴|枝|林)"
    r"|(?:树|竹子?|林子)[^，,。\s人]{0,6}[砍锯伐](?:了|掉|倒|伐)?"
)


def fells_trees(text: str) -> bool:
    """Whether what is cut down is trees, and nobody is told of beside that."""
    rest, times = _FELLING.subn(" ", text)
    told = _SOMEBODY.search(rest) and _TOLD.search(rest)
    return bool(times) and not (_HARM.search(rest) or told or re.search("[砍捅杀]", rest))


_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Beside:
    """What is told beside what befell things: ``harmless``: nobody is told of and nothing that
    kills; ``letters``: how much it is."""

    harmless: bool
    letters: int


def beside_things(text: str) -> Beside | None:
    """What ``text`` (a plain form of at most some hundred characters) tells beside what happened to
    things or beasts; None where nothing happened to one."""
    rest, end = "", 0
    for match in _EVENT.finditer(text):
        if _FROM.search(text, 0, match.start()):
            continue
        rest += text[end : match.start()] + " "
        end = match.end()
    if not end:
        return None
    rest = _NOBODY.sub(" ", rest + text[end:])
    harm = _HARM.search(rest) or (_SOMEBODY.search(rest) and _TOLD.search(rest))
    return Beside(not harm, len(_LETTERS.sub("", rest)))
