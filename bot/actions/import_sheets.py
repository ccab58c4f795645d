"""The sheets of county.xlsx as data: what each column holds, and the note that explains it.

The template, the import and docs/import.md are all made from this table."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.actions.bureau_functions import FUNCTIONS


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``kind``: code · text · names (several texts) · choice · refer (a code of
    another sheet) · refers (several) · phone · line · day · moment · number · ring · yes_no."""

    title: str
    kind: str
    note: str
    required: bool = False
    #: What may stand in the cell → what is stored. The first ones are offered in the template.
    choices: Mapping[str, str] = field(default_factory=dict)
    #: Title of the sheet whose codes it names.
    of: str = ""
    longest: int = 64
    #: Other headings that counties use for it.
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. ``key``: the columns that tell one row from another."""

    title: str
    note: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, title: str) -> Column | None:
        """The column of that heading, however the county writes it."""
        return next((c for c in self.columns if title in (c.title, *c.also)), None)


def _choices(*groups: tuple[str, str]) -> dict[str, str]:
    """("县/县级", "county") → both words; the first of each group is the one that is offered."""
    return {word: value for words, value in groups for word in words.split("/")}


LEVELS = _choices(
    ("县/县级/区", "county"),
    ("乡镇/乡/镇/街道/乡级", "township"),
    ("村/社区/村级/村（社区）", "village"),
    ("网格", "grid"),
)
STATION_KINDS = _choices(
    ("总站/中心站", "main"),
    ("乡站/镇站/街道站/工作站/代表之家", "township"),
    ("村室/村站/联络站", "village"),
    ("产业链专站/专站/专业站/行业站", "industry"),
)
CONGRESSES = _choices(
    ("县/县级/县代表/县人大代表/区/区人大代表", "county"),
    ("乡/乡级/镇/镇级/乡镇/乡镇级/乡人大代表/镇人大代表/乡镇人大代表", "township"),
    ("议政代表/议政/街道", "advisory"),
    ("市/市级/州/市人大代表", "city"),
    ("省/省级/自治区/省人大代表", "province"),
    ("全国/全国人大代表", "national"),
)
PUSHES = _choices(("全部/推送/是", "all"), ("联络员代收/代收", "liaison"), ("不推送/否", "none"))
BUREAU_KINDS = _choices(
    ("县直部门/县直单位/县直", "county_bureau"),
    ("政府办", "government_office"),
    ("乡镇政府/街道办事处", "township_government"),
    ("站所", "local_office"),
    ("村/社区/村委会", "village"),
    ("其他", "other"),
)
OFFICER_ROLES = _choices(
    ("联络员", "liaison_officer"),
    ("站长", "station_chief"),
    ("主席团/人大主席/街道人大工委", "presidium"),
    ("代表工委/县人大/工作人员", "office"),
    ("代表工委主任", "office_director"),
    ("领导/副主任/主任", "leader"),
    ("常委会办公室/办公室", "general_office"),
    ("专工委/委室/工作委员会", "committee"),
    ("承办单位/单位", "bureau"),
)
STAFF_KINDS = _choices(("网格长", "leader"), ("网格员", "worker"))

_CODE = "本县自己的编号，填了就不要再改；下次导入靠它认人认地方"
_SINCE = "年-月-日；空着就是导入那天"
_UNTIL = "年-月-日；卸任、调离时填，以前的记录都留着"


def _code(note: str = _CODE) -> Column:
    return Column("编码", "code", note, required=True)


def _since(title: str = "起") -> Column:
    return Column(title, "day", _SINCE, also=("开始", "起始日期", "任期起"))


def _until(title: str = "止") -> Column:
    return Column(title, "day", _UNTIL, also=("结束", "终止日期", "任期止"))


def _phone(note: str = "手机或带区号的座机") -> Column:
    return Column("手机号", "phone", note, also=("电话", "手机", "联系电话", "手机号码"))


GRIDS = Sheet(
    "网格",
    "县、乡镇（街道）、村（社区）、网格都在这一张表，一行一个。",
    ("编码",),
    (
        _code(),
        Column("名称", "text", "群众平时的叫法，如东坪村", required=True),
        Column("级别", "choice", "县、乡镇、村、网格", required=True, choices=LEVELS),
        Column("上级编码", "refer", "县空着", of="网格"),
        Column("别名", "names", "老名字、组，用顿号隔开，如：三组、四组、坪上"),
        Column("地标", "names", "路、河、学校、桥，用顿号隔开"),
        Column("经度", "number", "微信里的坐标（GCJ-02），可不填"),
        Column("纬度", "number", "同上"),
        Column("边界", "ring", "一圈“经度 纬度”，用分号隔开，可不填", longest=20000),
        Column("启用", "yes_no", "先试一个乡镇时，别的可填“否”"),
    ),
)
STATIONS = Sheet(
    "联络站",
    "总站、乡站、村室、产业链专站。站长、联络员填在“工作人员”表。",
    ("编码",),
    (
        _code("会印在二维码里，填了不要再改"),
        Column("名称", "text", "如城关镇人大代表联络站", required=True),
        Column("类型", "choice", "总站、乡站、村室、产业链专站", True, STATION_KINDS),
        Column("服务区域", "refer", "“网格”表里的编码", required=True, of="网格"),
        Column("上级站", "refer", "上级站的编码", of="联络站"),
        Column("地址", "text", "群众找得到的写法", longest=128),
        Column("电话", "line", "上班时间群众可以打", longest=32, also=("联系电话",)),
        Column("接待日", "text", "如：每周一上午"),
        Column("启用", "yes_no", "停用填“否”"),
    ),
)
GROUPS = Sheet(
    "小组",
    "专业代表小组。",
    ("编码",),
    (_code(), Column("名称", "text", "如农业农村小组", required=True)),
)
DEPUTIES = Sheet(
    "代表",
    "五级代表和议政代表，一行一个身份；同一个人有两级身份就填两行，手机号相同。",
    ("编码",),
    (
        _code(),
        Column("姓名", "text", "公开的姓名", required=True, longest=32),
        Column("层级", "choice", "县、乡、议政代表、市、省、全国", True, CONGRESSES),
        _phone("只给站里打电话用，不公开"),
        Column("选区", "text", "选区或选举单位", also=("选举单位",)),
        Column("职业职务", "text", "如东坪村党支部书记；回避靠它判断", also=("职务", "职业")),
        Column("网格", "refers", "编到的村或网格，填编码，几个用顿号隔开", of="网格"),
        Column("联络站", "refers", "编到的站，几个用顿号隔开", of="联络站"),
        Column("小组", "refers", "专业小组，几个用顿号隔开", of="小组"),
        Column("推送", "choice", "全部、联络员代收、不推送；空着是全部", False, PUSHES),
        _since(),
        _until(),
    ),
)
DEPUTY_GRIDS = Sheet(
    "代表网格",
    "代表编到网格的起止日期；不记日期的，在“代表”表的“网格”一栏填就行。",
    ("代表编码", "网格编码"),
    (
        Column("代表编码", "refer", "“代表”表里的编码", True, of="代表"),
        Column("网格编码", "refer", "“网格”表里的编码", True, of="网格"),
        _since(),
        _until(),
    ),
)
DEPUTY_STATIONS = Sheet(
    "代表站",
    "代表编到站的起止日期；不记日期的，在“代表”表的“联络站”一栏填就行。",
    ("代表编码", "联络站编码"),
    (
        Column("代表编码", "refer", "“代表”表里的编码", True, of="代表"),
        Column("联络站编码", "refer", "“联络站”表里的编码", True, of="联络站"),
        _since(),
        _until(),
    ),
)
GROUP_MEMBERS = Sheet(
    "小组成员",
    "代表编到小组的起止日期；不记日期的，在“代表”表的“小组”一栏填就行。",
    ("代表编码", "小组编码"),
    (
        Column("代表编码", "refer", "“代表”表里的编码", True, of="代表"),
        Column("小组编码", "refer", "“小组”表里的编码", True, of="小组"),
        _since(),
        _until(),
    ),
)
GRID_STAFF = Sheet(
    "网格长网格员",
    "网格长、网格员。",
    ("编码",),
    (
        _code(),
        Column("姓名", "text", "", required=True, longest=32),
        Column("类别", "choice", "网格长、网格员", True, STAFF_KINDS),
        Column("网格编码", "refer", "“网格”表里的编码", True, of="网格"),
        _phone(),
        _since(),
        _until(),
    ),
)
BUREAUS = Sheet(
    "承办单位",
    "县直部门、政府办、乡镇政府、站所、村委会：凡是办事的都填。",
    ("编码",),
    (
        _code(),
        Column("名称", "text", "全称，如城关镇供电所", required=True),
        Column("类型", "choice", "县直部门、政府办、乡镇政府、站所、村、其他", True, BUREAU_KINDS),
        Column("职能", "choice", "办哪一行的事，派件靠它，如：供电、水利", choices=FUNCTIONS),
        Column("别名", "names", "大家怎么叫它，用顿号隔开，如：供电所、电管站"),
        Column("服务区域", "refer", "管哪里；管全县的空着", of="网格"),
        Column("上级单位", "refer", "上级单位的编码", of="承办单位"),
        Column("电话", "line", "", longest=32, also=("联系电话",)),
        Column("启用", "yes_no", "撤并了填“否”"),
    ),
)
LIAISONS = Sheet(
    "承办联络员",
    "每个单位的联络员，A岗在前，A不在时发给B岗。",
    ("编码",),
    (
        _code(),
        Column("姓名", "text", "", required=True, longest=32),
        Column("单位编码", "refer", "“承办单位”表里的编码", True, of="承办单位"),
        Column("岗位", "choice", "A 或 B；空着是A", False, {"A": "A", "B": "B"}),
        _phone(),
        Column("外出至", "day", "外出、请假到哪天（含当天）"),
        _since(),
        _until(),
    ),
)
OFFICERS = Sheet(
    "工作人员",
    "能上工作台的人：站长、联络员、主席团、代表工委、领导、专工委、单位；一人几个职务填几行，编码、姓名相同。",
    ("编码", "角色", "联络站", "区域"),
    (
        _code(),
        Column("姓名", "text", "", required=True, longest=32),
        Column(
            "角色",
            "choice",
            "联络员、站长、主席团、代表工委、代表工委主任、领导、常委会办公室、专工委、承办单位",
            True,
            OFFICER_ROLES,
        ),
        Column("联络站", "refer", "站长、联络员必填", of="联络站"),
        Column("区域", "refer", "主席团必填：乡镇的编码", of="网格"),
        Column("领域", "names", "专工委必填：看哪几类事，如 农村农业、民政"),
        Column("联络员编码", "refer", "承办单位必填：是哪个单位的哪位联络员", of="承办联络员"),
        _phone(),
        _since(),
        _until(),
    ),
)
SUBSTITUTES = Sheet(
    "替岗",
    "谁不在时由谁替（AB岗）。",
    ("工作人员编码", "替岗人编码", "起"),
    (
        Column("工作人员编码", "refer", "不在的人", True, of="工作人员"),
        Column("替岗人编码", "refer", "替他的人", True, of="工作人员"),
        Column("起", "day", "年-月-日", required=True),
        Column("止", "day", "年-月-日"),
    ),
)
ON_CALL = Sheet(
    "值班",
    "有人说到危险时先找谁。没排班的时候找县人大工作人员。",
    ("工作人员编码", "起"),
    (
        Column("工作人员编码", "refer", "“工作人员”表里的编码", True, of="工作人员"),
        Column("起", "moment", "年-月-日 时:分", required=True),
        Column("止", "moment", "年-月-日 时:分", required=True),
    ),
)

SHEETS = (
    GRIDS,
    STATIONS,
    GROUPS,
    DEPUTIES,
    DEPUTY_GRIDS,
    DEPUTY_STATIONS,
    GROUP_MEMBERS,
    GRID_STAFF,
    BUREAUS,
    LIAISONS,
    OFFICERS,
    SUBSTITUTES,
    ON_CALL,
)
BY_TITLE = {sheet.title: sheet for sheet in SHEETS}
