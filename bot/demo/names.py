"""Names for a county that does not exist: townships, villages, people, telephones."""

import random
from collections.abc import Iterator


def words(text: str) -> list[str]:
    """The words of a line; easier to write and to read than a list of them."""
    return text.split()


COUNTY = "青禾县"

#: Name, and how many villages or communities it has; 300 in all. The first is where the demo plays.
TOWNSHIPS = (
    ("城关镇", 24),
    ("石桥镇", 18),
    ("柳林镇", 17),
    ("双河镇", 17),
    ("青龙镇", 16),
    ("大营镇", 16),
    ("安平镇", 16),
    ("云岭镇", 15),
    ("竹园镇", 15),
    ("清水镇", 15),
    ("马庄镇", 15),
    ("白塔镇", 15),
    ("枫岭乡", 14),
    ("桃园乡", 14),
    ("黑石乡", 14),
    ("南坡乡", 14),
    ("东城街道", 15),
    ("新城街道", 15),
    ("河西街道", 15),
)

#: 城关镇 is written by hand, so that the demo's sentences have something to hold on to.
TOWN_VILLAGES = (
    "东坪村",
    "西坪村",
    "北街社区",
    "南街社区",
    "东关社区",
    "西关社区",
    "柳树湾村",
    "杨家沟村",
    "塔下村",
    "李家庄村",
    "上店村",
    "下店村",
    "前营村",
    "后营村",
    "核桃园村",
    "石槽沟村",
    "龙泉村",
    "大槐树村",
    "马蹄岭村",
    "凉水泉村",
    "周家洼村",
    "沙河村",
    "砖窑村",
    "金盆村",
)
COMMUNITIES = words(
    "育才 文昌 滨河 光明 建设路 人民路 丰收路 站前 府前 桂花园 翠竹 望江 向阳 朝阳路 杏花 "
    "新安 学府 迎宾 锦绣 和平路 银杏 健康路 东风 团结 幸福里 长虹 金桥 玉兰 荷塘 曙光 "
    "河滨 码头 柳荫 渔家巷 西园 石榴园 陶瓷厂 纺织厂 桥头 晚霞 康乐 书院 古井 磨坊街 水文"
)
_FAMILIES = "张王李赵刘陈杨黄周吴徐孙马朱胡郭何高罗郑梁谢宋唐许韩冯邓曹彭曾田董袁潘蒋蔡余杜叶"
_WORDS = words(
    "枣林 桃花 石榴 黄楝 白果 青石 红石 清泉 马跑 竹林 茶庵 油坊 瓦窑 碾盘 磨石 铁炉 皂角 栗子 "
    "双槐 三棵树 九里 十里 五里 七里 老君 观音 土门 石门 羊角 牛心 鹰嘴 鸡公 虎头 狮子 乌龙 黄龙"
)
_SIDES = "上下前后东西南北大小"
_LIES = [
    "庄",
    "沟",
    "湾",
    "岭",
    "洼",
    "营",
    "坪",
    "寨",
    "店",
    "坡",
    "冲",
    "畈",
    "垭",
    "河",
    "台",
    "堂",
    "铺",
    "集",
]

_SURNAMES = (
    _FAMILIES + "丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷"
    "白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚"
)
_FIRST = (
    "建国文志永春秀玉红海明德保新学兴长世天万福成金树正光立家俊晓丽艳雪彩桂凤素翠庆广立荣少云运"
)
_LAST = "生平华英芳军民兰梅强勇萍霞敏杰涛亮祥林峰波琴花莲珍根田山虎龙洋超鹏辉刚斌玲娟燕宁安才贵富有"


def villages(rng: random.Random) -> Iterator[str]:
    """Village names, none twice: 张家沟村, 枣林坪村, 上河村."""
    heads = [f"{family}家" for family in _FAMILIES] + _WORDS
    names = [f"{head}{lie}村" for head in heads for lie in _LIES if head[-1] != lie]
    names += [f"{side}{lie}村" for side in _SIDES for lie in _LIES]
    rng.shuffle(names)
    yield from (name for name in names if name not in TOWN_VILLAGES)


def people(rng: random.Random) -> Iterator[str]:
    """Full names, none twice."""
    seen: set[str] = set()
    while True:
        given = rng.choice(_FIRST) + rng.choice(_LAST)
        if rng.random() < 0.12:
            given = given[1]
        name = rng.choice(_SURNAMES) + given
        if name not in seen and len(set(name)) == len(name):
            seen.add(name)
            yield name


def phones() -> Iterator[str]:
    """Numbers that nobody has: 1380000 and four digits."""
    for number in range(1, 10_000):
        yield f"1380000{number:04d}"
