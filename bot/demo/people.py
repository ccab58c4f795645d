"""Who holds which role in the demo county: 1,235 deputies of four levels, 123 议政代表, officers,
liaison persons, grid leaders and workers, the on-call roster."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.demo import bodies, names, personas
from bot.demo.geography import Area, County, Table

#: How many deputies of each congress; 1,235 with the township's 930.
PROVINCE, CITY, COUNTY = 3, 38, 264
TOWNSHIP, ADVISORY = 930, 123
_SINCE = "2021-12-01"

_WORK = names.words(
    "村民小组长 食用菌种植户 猕猴桃种植户 养殖户 小学教师 乡村医生 个体工商户 农机手 务工人员 "
    "合作社理事长 退役军人 返乡创业 护林员 电商从业者 中学教师 企业职工"
)
_CADRES = ("党支部书记", "村委会主任", "妇联主席", "村文书")


@dataclass(slots=True)
class Sources:
    """Names and numbers not yet given away."""

    rng: random.Random
    names: Iterator[str]
    phones: Iterator[str]

    def name(self) -> str:
        return next(name for name in self.names if name not in personas.NAMES)


def sources(rng: random.Random) -> Sources:
    return Sources(rng, names.people(rng), names.phones())


def deputy_table(county: County, have: Sources) -> Table:
    """The sheet 代表. Every grid has at least one; most have three or four."""
    rows: Table = [
        [
            "编码",
            "姓名",
            "层级",
            "手机号",
            "选区",
            "职业职务",
            "网格",
            "联络站",
            "小组",
            "推送",
            "起",
        ]
    ]
    rows += _known_deputies(county, have)
    rows += _of_townships(county, have, TOWNSHIP - 1)
    rows += _of_streets(county, have)
    # 东坪 has the deputies on the demo's table and nobody else, so that one sees every push.
    played = county.village("东坪村").code
    everywhere = [
        grid for code, village in county.grids.items() if code != played for grid in village
    ]
    for congress, count, code in (
        ("县", COUNTY - 2, "DC"),
        ("市", CITY, "DS"),
        ("省", PROVINCE, "DP"),
    ):
        have.rng.shuffle(everywhere)
        for at in range(count):
            grid = everywhere[at % len(everywhere)]
            work = have.rng.choice(_WORK)
            if congress == "县" and at < len(county.townships):
                # The head of each township is usually a deputy of the county.
                township = county.townships[at]
                grid = county.grids[county.villages[township.code][3].code][0]
                head = "街道办事处主任" if township.name.endswith("街道") else "镇长"
                head = "乡长" if township.name.endswith("乡") else head
                work = f"{township.name}{head}".replace("街道街道", "街道")
            push = "不推送" if congress == "省" else "联络员代收" if congress == "市" else "全部"
            rows.append(_deputy(have, f"{code}-{at + 1:03d}", congress, grid, work, push))
    return rows


def _deputy(
    have: Sources, code: str, congress: str, grid: Area, work: str, push: str = "全部"
) -> list[object]:
    unit = f"{grid.name.split('第')[0].removesuffix('网格')}选区"
    station = f"S{grid.code[2:4]}"
    group = f"Z{have.rng.randint(1, 4)}" if congress in ("县", "市") else ""
    row = [code, have.name(), congress, next(have.phones), unit, work]
    return [*row, grid.code, station, group, push, _SINCE]


def _known_deputies(county: County, have: Sources) -> Table:
    first, second = (grid.code for grid in county.grids[county.village("东坪村").code])
    known = (
        (personas.ZHIYUAN, "县", "东坪村食用菌种植户", f"{first}、{second}", "Z1"),
        (personas.XIUYING, "县", "东坪小学教师", f"{first}、{second}", "Z2"),
        (personas.SECRETARY, "乡", "东坪村党支部书记", first, ""),
    )
    return [
        [
            who.code,
            who.name,
            congress,
            next(have.phones),
            "东坪村选区",
            work,
            grids,
            "S01",
            group,
            "全部",
            _SINCE,
        ]
        for who, congress, work, grids, group in known
    ]


def _of_townships(county: County, have: Sources, count: int) -> Iterator[list[object]]:
    """Township deputies: one for each grid, then more, evenly; the villages' cadres come first."""
    rural = [one for one in county.townships if not one.name.endswith("街道")]
    grids = [
        grid
        for township in rural
        for village in county.villages[township.code]
        if village.name != "东坪村"
        for grid in county.grids[village.code]
    ]
    cadres: dict[str, int] = {}
    for at in range(count):
        grid = grids[at % len(grids)]
        village = grid.name.split("第")[0].removesuffix("网格")
        turn = cadres.setdefault(village, 0)
        cadres[village] += 1
        work = f"{village}{_CADRES[turn]}" if turn < 2 else have.rng.choice(_WORK)
        if village.endswith("社区"):
            work = work.replace("村委会主任", "居委会主任")
        yield _deputy(have, f"DT-{at + 1:03d}", "乡", grid, work)


def _of_streets(county: County, have: Sources) -> Iterator[list[object]]:
    """议政代表: a street has no congress of its own."""
    grids = [
        grid
        for township in county.townships
        if township.name.endswith("街道")
        for village in county.villages[township.code]
        for grid in county.grids[village.code]
    ]
    for at in range(ADVISORY):
        grid = grids[at % len(grids)]
        yield _deputy(have, f"DY-{at + 1:03d}", "议政代表", grid, have.rng.choice(_WORK))


def group_table() -> Table:
    """The sheet 小组."""
    called = ("农业农村", "教科文卫", "城建环保", "法制监察")
    rows: Table = [["编码", "名称"]]
    return rows + [[f"Z{at}", f"{name}专业代表小组"] for at, name in enumerate(called, 1)]


def staff_table(county: County, have: Sources) -> Table:
    """The sheet 网格长网格员: one of each in every grid."""
    rows: Table = [["编码", "姓名", "类别", "网格编码", "手机号", "起"]]
    for grids in county.grids.values():
        for grid in grids:
            for kind, code in (("网格长", "Z"), ("网格员", "Y")):
                row = [f"G-{grid.code}-{code}", have.name(), kind, grid.code]
                rows.append([*row, next(have.phones), _SINCE])
    return rows


def liaison_table(bureaus: Table, have: Sources) -> Table:
    """The sheet 承办联络员: an A for each body, a B for those of the county and of 城关镇."""
    rows: Table = [["编码", "姓名", "单位编码", "岗位", "手机号", "起"]]
    for bureau in bureaus[1:]:
        own = str(bureau[0])
        both = bureau[2] == "县直部门" or own.startswith("B-QH01-")
        for position in "AB" if both else "A":
            code = f"L-{own.removeprefix('B-')}-{position}"
            known = personas.BY_CODE.get(code)
            name = known.name if known else have.name()
            rows.append([code, name, own, position, next(have.phones), _SINCE])
    return rows


def officer_table(county: County, have: Sources) -> Table:
    """The sheet 工作人员: the county office, and of each township its chief and liaison officer."""
    rows: Table = [["编码", "姓名", "角色", "联络站", "区域", "手机号", "起"]]
    office = (
        ("O-GW1", "代表工委", "", personas.CLERK.name),
        ("O-GW2", "代表工委", "", ""),
        ("O-GWZ", "代表工委主任", "", ""),
        ("O-FZR", "领导", "", ""),
    )
    for code, role, station, known in office:
        name, phone = known or have.name(), next(have.phones)
        rows.append([code, name, role, station, "", phone, _SINCE])
        if code == "O-GW2":
            rows.append([code, name, "联络员", "S00", "", phone, _SINCE])
        if code == "O-GWZ":
            rows.append([code, name, "站长", "S00", "", phone, _SINCE])
    for township in county.townships:
        rows += _township_officers(township, county, have)
    return rows


def _township_officers(township: Area, county: County, have: Sources) -> Iterator[list[object]]:
    station = f"S{township.code[2:]}"
    rooms = []
    if township.name in bodies.ROOMS:
        rooms = [f"{station}-{v.code[-2:]}" for v in county.villages[township.code][:6]]
    industry = [
        f"SC{at + 1}" for at, (_, name) in enumerate(bodies.INDUSTRY) if name == township.name
    ]
    for code, role in (("Z", "站长"), ("L", "联络员")):
        own = f"O-{township.code}-{code}"
        known = personas.BY_CODE.get(own)
        name, phone = known.name if known else have.name(), next(have.phones)
        if code == "Z":
            yield [own, name, "主席团", "", township.code, phone, _SINCE]
        for at in (station, *rooms, *industry):
            yield [own, name, role, at, "", phone, _SINCE]


def on_call_table(start: datetime) -> Table:
    """The sheet 值班: days from three months before ``start`` to two months after; 林芳 has the
    first day of the demo, and everybody's turn comes round."""
    rows: Table = [["工作人员编码", "起", "止"]]
    morning = start.replace(hour=8, minute=0, second=0, microsecond=0)
    turns = ("O-GW1", "O-GW2", "O-GWZ")
    for day in range(-90, 61):
        begins = morning + timedelta(days=day)
        ends = begins + timedelta(days=1)
        rows.append([turns[day % len(turns)], begins, ends])
    return rows
