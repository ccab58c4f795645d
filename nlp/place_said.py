"""Whether a message names some place at all, so that it is not asked 「哪个村」 as if it had not.

For the question only: a name that no gazetteer knows (城南夜市, 翡翠城楼下) leads to no area."""

import re

from nlp.cues import Found
from nlp.likely import needed

#: Of these a county has one, or everybody knows which: nothing is to be asked.
_ONE_OF_ITS_KIND = re.compile(
    r"县(?:人民)?(?:医院|中医院|一中|二中|[一二三四]高|城|政府|客运|车站|法院|医保)|县职[校中高]"
    r"|(?<![一-鿿])(?:[一二三四五六七八九]|实验|县直|机关)(?:中|小|高|幼)(?![间午年组队区个型孩伙])"
    r"|第[一二三四五六七八九](?:小学|中学|高中|幼儿园|人民医院)|(?<![一-鿿])[一二三四五六七八九][中小](?:食堂|门口|校长)"
    r"|(?:人社|民政|教育|卫健|住建|城管|交通|水利|农业|公安|医保|环保|生态环境|市场监管|自然资源|税务|财政|审计"
    r"|残联|供电|邮政|供水|房管|国土|林业|民宗|文旅|司法)局|政务(?:大厅|中心|服务)|便民(?:大厅|中心)|执行局"
    r"|人民法院|检察院|自来水(?:公司|厂)|(?:客运|火车|汽车)(?:总)?站|殡仪馆|看守所|交警大?队"
)
_NAMED = (
    r"[一-鿿]{2}(?:夜市|菜场|集市|商城|商贸城|批发城|步行街|老街|古街|大院|工业区|楼盘|广场|公园|宾馆|酒店|超市)",
    r"[东西南北老新](?:门|街|关|郊|城|市街)(?:菜?市场|夜市|口|街|小学|一带|那边|这边|上)?(?=[一-鿿\s，,]|$)",
    # What comes before is looked at behind: who begins with what is rare is sooner done.
    r"[城湾苑府园庭郡邸居台里轩阁](?<=[一-鿿]{3})(?=楼[上下]|[门院]口|小区|物业|业主|里[面头]|旁边|对面"
    r"|后面|附近|二期|一期|\d)",
    r"\d(?<=[一-鿿]{2}\d)\d{0,2}\s*(?:栋|幢|号楼|座|单元)",
    r"[一-鿿]{2,4}[一二三四五六七八九十]{1,2}(?:栋|幢|号楼|单元)",
    r"[一-鿿]{2}(?:一带|那一片|片区|路口|沿线)",
    r"(?:城|镇|街|集)[东西南北](?:[一-鿿]|$)",
    r"(?:在|住)(?![这那家哪外里门里村镇]|自家|我们|他们|一个|路上|山上|楼|医院|学校|外地)[一-鿿]{2}[垭坳坝坪岭沟湾塘冲坎坡岗洼畈垸圩屯庄寨店铺埠渡堡营集]",
    r"[a-z]{2,}\s?(?:lu|jie|cun|zhen|xiang|xiaoqu|he qiao|daqiao)\b",
)
_ELSEWHERE = re.compile(
    r"(?:外|邻|别的?|隔壁)(?:村|镇|乡|组|社区)|(?:老家|娘家|婆家|丈母娘家|亲戚家|女儿家|儿子家)(?:那|的|门|村|这|[有没])"
    r"|不[是在](?:我|俺|咱)们?(?:村|这|镇|组)"
)


_GROUP = {"place.one_of_its_kind": _ONE_OF_ITS_KIND, "place.elsewhere": _ELSEWHERE}
#: Some of these stand in nearly every message.
_COMMON = frozenset("在住里城")
#: The same for each of :data:`_NAMED` that needs rarer words.
_NAMED_BY = {
    f"place.named_{at}": pattern
    for at, pattern in enumerate(map(re.compile, _NAMED))
    if not _COMMON & (needed(pattern.pattern) or _COMMON)
}
_NAMED_ANYWAY = tuple(p for p in map(re.compile, _NAMED) if p not in _NAMED_BY.values())


def groups() -> dict[str, frozenset[str]]:
    """Word groups to look for in every message: without them these expressions are not tried."""
    tried = (_GROUP | _NAMED_BY).items()
    return {name: needed(pattern.pattern) or frozenset() for name, pattern in tried}


def is_one_of_its_kind(found: Found) -> bool:
    """Whether what it is about needs no place: 人社局窗口, 县医院, 一中. ``found``: a scan of the
    plain text that covered :func:`groups`."""
    return "place.one_of_its_kind" in found and bool(_ONE_OF_ITS_KIND.search(found.text))


def names_somewhere(found: Found) -> bool:
    """Whether a message names a place by some form that :mod:`nlp.place_strings` does not cut
    out. ``found`` as above."""
    for group in _NAMED_BY.keys() & found.groups():
        if _NAMED_BY[group].search(found.text):
            return True
    return any(pattern.search(found.text) for pattern in _NAMED_ANYWAY)


def is_elsewhere(found: Found) -> bool:
    """Whether it says that it is not about where the sender lives: 我娘家那边. ``found`` as
    above."""
    return "place.elsewhere" in found and bool(_ELSEWHERE.search(found.text))
