"""Whether a text speaks of one of those who would read it, by whatever they are called: 德胜家,
姓孙的, 李老师 of the school, 陈代表, 一把手. Who is spoken of reads nothing of it, and where they
are blamed from the first it goes above them (design 1.3). In doubt it is so: others read it."""

import re

from nlp.named import speaks_of

#: Before a given name these are another family's.
SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏"
    "薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武"
    "乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷"
)
#: Behind what is the name of a place.
_OF_A_PLACE = frozenset("村镇乡街路社小桥")
#: What people call somebody by, and the post or occupation that it fits; empty: anybody's.
_TITLES = (
    (r"代表", ""),
    (r"书记|支书|村长|主任", r"书记|主任|村委|支委|社区"),
    (r"老师|校长", r"教师|老师|校长|小学|中学|幼儿园|学校"),
    (r"医生|大夫|院长", r"医|卫生"),
    (r"会计|文书", r"会计|文书"),
    (r"站长|主席|干事|联络员|同志", r"站长|主席|干事|联络员|工作人员"),
    (
        r"镇长|乡长|局长|所长|科长|经理|老板|厂长",
        r"镇长|乡长|局长|所长|科长|经理|老板|厂长|企业|公司|厂",
    ),
)
#: The head of a village without any name; 村里修的 is his work as well.
_HEAD = re.compile(
    r"(?:一把手|当家的|管事的|头头|村官|村?(?:党)?支部(?!书记)|两委|村委会?)|村(?:里|委|上|干部)[^，,。]{0,6}(?:修|建|铺|装|盖|搞|弄|承包)的"
)
_HEADS = re.compile(r"(?:村|社区|支部)[^，,。]{0,6}(?:书记|主任)|书记|村主任|村长")
_BLAMED = re.compile(
    r"不(?:开会|公开|公示|管|办|理|来|修|让|给|干|作为|兑现|回|见)|没(?:办|管|下文|动静|兑现|影)|霸占|侵占|占[了着我]|打[了我人骂]|骂|欺负|体罚|偷"
    r"|吃了[我俺]|糟[蹋踏]|踩[了坏]|抢|堵|拦|贪|吃拿|威胁|吓唬|报复|骗|挖|砍|拆|倒在|排到|毁|豆腐渣|态度|推(?:脱|诿)|收(?:钱|礼|费)|偏心|包庇|糊弄|敷衍|咬"
)


def is_called(text: str, name: str, post: str) -> bool:
    """Whether ``text`` speaks of ``name``, of the occupation or post ``post``, and not to them."""
    if _HEADS.search(post) and _HEAD.search(text) and is_blamed(text):
        return True
    if len(name) < 2 or not (name[0] in text or (len(name) > 2 and name[1:] in text)):
        return False
    if speaks_of(text, name):
        return True
    if name in text:
        return False
    return any(speaks_of(text.replace(form, name, 1), name) for form in _forms(text, name, post))


def _forms(text: str, name: str, post: str) -> list[str]:
    """How the person is called in ``text``, without the whole name."""
    surname, given = name[0], name[1:]
    forms = [f"姓{surname}的", f"姓{surname}"] if f"姓{surname}" in text else []
    family = re.search(f"(?:老)?{surname}家(?![村庄湾沟岭坪屯寨沱坝桥])", text)
    if family is not None and is_blamed(text):
        forms.append(family[0])
    at = text.find(given) if len(given) > 1 else -1
    behind = text[at + len(given) : at + len(given) + 1]
    if at >= 0 and (at == 0 or text[at - 1] not in SURNAMES) and behind not in _OF_A_PLACE:
        forms.append(given)
    for titles, fits in _TITLES:
        found = re.search(f"{surname}(?:{titles})", text)
        if found and (not fits or re.search(fits, post)):
            forms.append(found[0])
    return sorted(forms, key=len, reverse=True)


def is_head(post: str) -> bool:
    """Whether an occupation is that of a village's head."""
    return _HEADS.search(post) is not None


def is_blamed(text: str) -> bool:
    """Whether something is laid at somebody's door."""
    return _BLAMED.search(text) is not None


_WORK = (
    (re.compile(r"老师|校长|班主任"), re.compile(r"教师|老师|校长|教导")),
    (re.compile(r"医生|大夫|卫生室的人"), re.compile(r"医生|村医|大夫")),
)
_SCHOOL = re.compile(r"[一-鿿]{2,6}?(?:小学|中学|幼儿园|学校|卫生室|卫生院)")


#: What somebody grows, keeps or sells, as people say it and as the roster calls it.
_TRADES = (
    (r"菇|木耳|食用菌|菌(?:子|棒|渣|包|棚|袋|料)", r"食用菌|菌|菇|木耳"),
    (r"猪(?:场|圈|舍|粪)|养猪", r"养猪|生猪|猪|养殖|畜"),
    (r"(?:鸡|鸭|鹅)(?:场|棚|舍|粪)|养(?:鸡|鸭|鹅)", r"养鸡|鸡|鸭|鹅|禽|养殖|畜"),
    (r"(?:牛|羊)(?:场|圈|棚|舍|粪)|养(?:牛|羊)", r"养牛|养羊|牛|羊|养殖|畜"),
    (r"养殖", r"养殖|养[猪鸡鸭鹅牛羊鱼]|畜|禽"),
    (r"鱼塘|养鱼", r"鱼|水产"),
    (
        r"果园|果树|(?:种|卖)(?:苹果|梨|桃|葡萄|橘|柑|橙|枣|核桃)",
        r"果|苹果|梨|桃|葡萄|橘|柑|橙|枣|核桃",
    ),
    (r"茶(?:园|厂|场)|种茶", r"茶"),
    (r"药材", r"药材"),
    (r"大棚|种菜|菜大户", r"蔬菜|大棚|设施"),
    (r"种粮|种田大户|种地大户|承包地的|流转", r"种粮|种植|农场|粮"),
    (r"合作社", r"合作社"),
    (r"小卖部|超市|商店|小店", r"小卖部|超市|商店|个体|经商"),
    (r"饭(?:店|馆)|农家乐|民宿", r"餐|饭店|饭馆|农家乐|民宿"),
    (r"[砂沙](?:场|厂|石)|采[砂沙]", r"[砂沙]"),
    (r"砖厂|砖窑", r"砖"),
    (r"加工厂|作坊|厂子", r"厂|加工|企业"),
)
_BY_TRADE = tuple((re.compile(said), re.compile(posts)) for said, posts in _TRADES)
#: Behind a trade, that it is somebody and not the thing alone.
_WHO_DOES = re.compile(r"家|户|的人|那个人|老板|[他她]|厂|场|棚|社|店|部|市|馆|园|窑|坊|的")
_SPOILS = re.compile(
    r"倒(?:[在到进了]|[^，,。闭卖贴霉]{1,4}[里上边下口外])|压[坏烂断塌]|往[^，,。]{1,8}(?:倒|排|扔|堆|放|灌)|排(?:污|废|到|进|放|水|料)|堆[在到路满]|扔[在到了]|占[了着道用路]|冒[黑白浓烟]|烧|臭|熏|吵|轰|响|震|闹|噪|污|流[到进得]"
)


def is_called_by_work(text: str, post: str) -> bool:
    """「东坪小学的老师不管」 of a teacher of that school, 「种香菇那家把菌渣堆路上」 of who grows
    them: blamed without a name."""
    for called, posts in _WORK:
        if called.search(text) and posts.search(post) and is_blamed(text):
            return any(place in text for place in _SCHOOL.findall(post))
    if not (_SPOILS.search(text) or is_blamed(text)):
        return False
    return any(
        posts.search(post)
        and (found := said.search(text))
        and _WHO_DOES.search(text, found.start())
        for said, posts in _BY_TRADE
    )
