"""Which words name somebody in office, at which level, and from which learned scores on they are
taken for blamed (nlp/avoidance.py, ``rules/avoidance.toml``)."""

import re

from nlp.cues import rules
from nlp.likely import Pattern

NAMES: dict[str, str] = {str(k): str(v) for k, v in rules("avoidance")["names"].items()}
LEVEL_GROUPS = (
    ("avoidance.village", "village"),
    ("avoidance.township", "township"),
    ("avoidance.county", "county"),
    ("avoidance.deputy", "township"),
)
#: Words for who holds an office that the rules leave alone; only what was learned judges them.
TOO_GROUPS = (
    ("avoidance.deputy_too", "township"),
    ("avoidance.village_too", "village"),
    ("avoidance.township_too", "township"),
    ("avoidance.county_too", "county"),
    ("avoidance.vague_village", "village"),
    ("avoidance.vague_township", "township"),
    ("avoidance.vague_county", "county"),
)
#: What the learned gate counts where only the form of the words tells of somebody of a body.
SOMEBODY = "avoidance.somebody"
#: Somebody of a body that is in no list: 粮管所老周, 登记处那个女的, 招办的人.
SOMEBODY_OF = Pattern(
    r"(?P<who>(?![我俺咱]们?)[一-鿿]{1,2}(?:站|所|办|委|局|院|队|科|室|处|组|庭|馆|大厅|中心|政)(?:里|上)?)"
    r"(?=的(?!时候|路|水|门|灯|电话|机耕|沟|渠|田|地|桥|塘|井|公路|广播|晒)|那|这|老(?!人|街|路|桥|家)[一-鿿]|小(?!学|区|组|路|桥|河|沟|卖)[一-鿿]|姓|几个|大夫|医生)"
    r"|(?P<title>[一-鿿](?:[站所局院校馆队科处]长|管理员|指导员|护路员|协管员|总务主任|支委))"
    r"|(?P<one>[管收办发][一-鿿]{1,3}的(?=[那老小姓，, ]))"
)
PRIVATE = re.compile(
    r"公司|物业|超市|银行|驾校|商场|业委|合作社|诊所|中介|保安|施工|厕所|场所|住院|医院|法院判|电影院"
)
VAGUE = ("avoidance.vague_village", "avoidance.vague_township", "avoidance.vague_county")
NOT_TOO = "avoidance.not_office_too"
#: From these learned scores on somebody is blamed: where an office is named, where only a body, a
#: place or a craft is, where nobody is. In doubt it is so (see above), so the bar is low for
#: messages that complain, and higher for the others. Chosen on messages held out of learning.
BARS = {True: (-0.4, -0.3, 0.1), False: (0.0, 0.1, 0.5)}
#: Who thanks names the thanked.
BARS_OF_THANKS = (0.4, 0.4, 0.8)
#: Kinds of message that name whom they speak to.
SPOKEN_TO = frozenset({"thanks", "favour"})
#: From here on also who is only asked, told or a place is blamed, if nobody else is.
BLAMED_THOUGH_ASKED = 0.1
#: From here on also who is only quoted, appealed to or named for the spot.
BLAMED_THOUGH_MENTIONED = 0.7
#: From here on without a word of what only who has an office can do wrong (nlp/conduct.py).
BLAMED_WITHOUT_CONDUCT = 0.1
#: Whom a message speaks ill of that names nobody (不敢说是谁): kept from township and village.
SOMEBODY_UNNAMED = "未点名的人"
#: Kinds of message that do not complain.
CALM = frozenset(
    {
        "advertising",
        "correction",
        "elsewhere",
        "favour",
        "greeting",
        "human",
        "joining",
        "policy_question",
        "project_wish",
        "status",
        "thanks",
        "unclear",
        "withdrawal",
    }
)
#: Kinds of message in which somebody by name is rather blamed than not.
COMPLAINS = frozenset({"problem", "accusation", "supplement", "joining", "gathering"})
#: 老孙, 小周 (not 老人, 小学).
BY_SURNAME = Pattern(
    r"[老小](?P<surname>[一-鿿])(?![一-鿿]?(?:路|村|镇|桥|组|街|店|超市|学))"
    r"(?=[家他她]|霸|占|打|骂|欺|咬|偷|砍|推|拿|把|不|又|天天|老是|的|$|，)"
)
WRONGS = re.compile(r"霸|占|打|骂|欺|咬|偷|砍|挡|拦|堵|毁|踢|抢|赖|倒垃圾|放炮|威胁")
UPWARDS = ("village", "township", "county")
#: Right before an office: the body that whoever holds it sits in.
SITS_IN = re.compile(
    r"(?:(?P<county>县|县城|县直|局|委办)|镇|乡|街道|街道办|办事处)(?:政府|机关)?[里上]?"
    r"(?:的|有的?|有些|有人是|某些?|个别|一个|有个|有一个|那个|那些|几个)?$"
)
OF_VILLAGE = ("村", "社区", "居", "大队", "生产队", "网格", "队", "组", "屯", "庄", "寨", "湾")
#: Before the slower look at who must not know.
NOT_KNOW = re.compile(
    r"(?:别|莫|不要|不能|不准|不许|不想|不愿|千万|甭|勿|休).{0,8}?(?:给|让|叫|告诉|告知|跟|被|同|和|对|向)"
)
#: A longer message tells of many; in it the rules alone say who of them is blamed.
LONGEST = 160
NOT_SCANNED = "avoidance.asked"  # looked at right before an office only
OFFICIAL = "avoidance.official"
BODY = "avoidance.body"
BLAME = ("avoidance.blame", "avoidance.accuse")
WHO = (OFFICIAL, BODY, *(group for group, _ in LEVEL_GROUPS))
