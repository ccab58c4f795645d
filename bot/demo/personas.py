"""The people whose phones lie on the demo's table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Persona:
    """One of them. ``code``: their row in the roster; empty: a constituent. ``silent_days``: since
    their last message; None: they never wrote, and the bot does not know them."""

    openid: str
    name: str
    role: str
    hint: tuple[str, ...]
    avatar: str
    code: str = ""
    silent_days: int | None = 3
    #: Of a constituent who wrote before: telephone, and the grid they are bound to.
    phone: str = ""
    grid: str = ""


def _openid(number: int) -> str:
    return f"oQHdemo_{number:020d}"


GUILAN = Persona(
    _openid(1),
    "王桂兰",
    "村民，62岁，东坪村三组",
    (
        "俺村三组的路灯坏了五天了，学生夜里走路怕",
        "村里知道是我说的不？",
        "路灯那件咋样了",
        "保密",
        "好了",
    ),
    "#07c160",
    silent_days=20,
    phone="13800009001",
    grid="QH01-01-1",
)
DASHAN = Persona(
    _openid(2),
    "李大山",
    "村民，东坪村五组",
    (
        "东坪桥的栏杆断了一截，孩子上学从那过",
        "水渠那件好了",
        "村支书把低保给他家亲戚，没人管",
        "我也遇到了，五组路灯也不亮",
        "电线掉地上了还冒火花！",
    ),
    "#10aeff",
    silent_days=9,
    phone="13800009002",
    grid="QH01-01-2",
)
SON = Persona(
    _openid(3),
    "赵磊",
    "在外省打工，替西坪村的老母亲说话",
    (
        "我妈在西坪村住，家里停水三天了，七十多了挑不动水，我在外地回不去",
        "说错了，是东坪",
        "我的代表是谁",
    ),
    "#fa9d3b",
    silent_days=None,
)
SHOP = Persona(
    _openid(4),
    "周晓梅",
    "北街开小吃店",
    (
        "北街下水道堵了，污水淌到店门口，顾客都绕着走",
        "还没好，又冒出来了",
        "找人",
        "补充一下，是北街农贸市场东门那段",
    ),
    "#fa5151",
    silent_days=None,
)
ZHIYUAN = Persona(
    _openid(5),
    "陈志远",
    "县人大代表，东坪村种香菇，55岁",
    (
        "1",
        "我去看看",
        "没空，站里办",
        "转供电所",
        "今天走了三户，路灯亮了",
        "我要提个建议",
        "民1转建议",
    ),
    "#6467f0",
    code="DC-CZY",
)
XIUYING = Persona(
    _openid(6),
    "李秀英",
    "县人大代表，东坪小学教师",
    ("3", "不是咱这片", "请站里办", "走访了五户，都说路灯的事", "请假"),
    "#c87d2f",
    code="DC-LXY",
)
SECRETARY = Persona(
    _openid(7),
    "孙德胜",
    "镇人大代表，东坪村党支部书记（说他的事到不了他这里）",
    ("1", "这条路村里正打算修", "转镇政府"),
    "#576b95",
    code="DT-SDS",
)
POWER = Persona(
    _openid(8),
    "马强",
    "城关镇供电所联络员",
    (
        "收到",
        "全部收到",
        "路灯办好了，换了灯头，当晚就亮了",
        "缺一根线杆，月底到货",
        "这个不归我们，归镇政府",
    ),
    "#2782d7",
    code="L-QH01-GDS-A",
)
WATER = Persona(
    _openid(9),
    "何静",
    "县水利局联络员",
    ("收到", "请问是哪一户停的水？", "办好了，管子接好，今天已通水", "延到下周五，等配件"),
    "#1485ee",
    code="L-SLJ-A",
)
MIN = Persona(
    _openid(10),
    "王敏",
    "城关镇联络站联络员",
    ("转供电所", "路灯那件转供电所", "同意", "已电话告知", "办结，现场看过，灯亮了"),
    "#91d300",
    code="O-QH01-L",
)
CHIEF = Persona(
    _openid(11),
    "郑国栋",
    "城关镇人大主席，联络站站长",
    ("待办", "请王敏今天回个话", "同意"),
    "#95614b",
    code="O-QH01-Z",
)
CLERK = Persona(
    _openid(12),
    "林芳",
    "县人大代表工委，今天值班",
    ("接了", "已报", "待办", "同意退回"),
    "#e64340",
    code="O-GW1",
)

PERSONAS = (
    GUILAN,
    DASHAN,
    SON,
    SHOP,
    ZHIYUAN,
    XIUYING,
    SECRETARY,
    POWER,
    WATER,
    MIN,
    CHIEF,
    CLERK,
)
BY_CODE = {persona.code: persona for persona in PERSONAS if persona.code}
NAMES = frozenset(persona.name for persona in PERSONAS)
