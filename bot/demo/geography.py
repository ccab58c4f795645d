"""Where the demo county lies and what is in it: townships, villages, grids, landmarks, stations."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.demo.names import COMMUNITIES, COUNTY, TOWN_VILLAGES, TOWNSHIPS, villages

#: South-west corner of the county, degrees (GCJ-02); townships are squares of this many degrees.
_WEST, _SOUTH, _SIDE = 112.10, 33.60, 0.09
_ACROSS = 5
GRIDS_IN_ALL = 338

Table = list[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Area:
    """One area as the generator knows it."""

    code: str
    name: str
    level: str
    parent: str
    aliases: tuple[str, ...] = ()
    landmarks: tuple[str, ...] = ()
    longitude: float = 0.0
    latitude: float = 0.0
    boundary: str = ""


@dataclass(frozen=True, slots=True)
class County:
    """All areas, and of each village its grids."""

    areas: tuple[Area, ...]
    townships: tuple[Area, ...]
    #: Code of a township → its villages; code of a village → its grids.
    villages: dict[str, tuple[Area, ...]] = field(default_factory=dict)
    grids: dict[str, tuple[Area, ...]] = field(default_factory=dict)

    def village(self, name: str) -> Area:
        return next(area for area in self.areas if area.name == name and area.level == "村")


def make(rng: random.Random) -> County:
    """The county: 1 + 19 + 300 + 338 areas."""
    west = (_WEST + _SIDE * _ACROSS / 2, _SOUTH + _SIDE * 2)
    areas = [Area("QH", COUNTY, "县", "", ("青禾",), (), *west)]
    fresh, communities = villages(rng), iter(COMMUNITIES)
    townships, of_township, of_village = [], {}, {}
    two_grids = _with_two_grids(rng)
    count = 0
    for index, (name, many) in enumerate(TOWNSHIPS):
        code = f"QH{index + 1:02d}"
        corner = (_WEST + _SIDE * (index % _ACROSS), _SOUTH + _SIDE * (index // _ACROSS))
        township = _township(code, name, corner)
        townships.append(township)
        areas.append(township)
        named = _village_names(name, many, fresh, communities)
        made = []
        for at, village_name in enumerate(named):
            village = _village(rng, code, at, village_name, corner, index == 0)
            grids = _grids(rng, village, 2 if count in two_grids else 1, index == 0)
            count += 1
            made.append(village)
            of_village[village.code] = grids
        of_township[code] = tuple(made)
        areas += made
        areas += [grid for village in made for grid in of_village[village.code]]
    return County(tuple(areas), tuple(townships), of_township, of_village)


def _with_two_grids(rng: random.Random) -> set[int]:
    """Running numbers of the larger villages; 东坪 (0), 西坪 (1) and 北街 (2) are among them."""
    all_villages = sum(many for _, many in TOWNSHIPS)
    larger = {0, 1, 2}
    while len(larger) < GRIDS_IN_ALL - all_villages:
        larger.add(rng.randrange(all_villages))
    return larger


def _township(code: str, name: str, corner: tuple[float, float]) -> Area:
    stem = name[:-2] if name.endswith("街道") else name[:-1]
    alias = (stem,) if name.endswith(("镇", "乡")) else (f"{stem}办事处",)
    landmarks: tuple[str, ...] = (f"{stem}大桥", f"{stem}中学", f"{stem}集贸市场")
    if name == "城关镇":
        landmarks = ("青禾河", "人民广场", "县医院", "汽车站", "青禾一中")
    middle = (corner[0] + _SIDE / 2, corner[1] + _SIDE / 2)
    return Area(code, name, "乡镇", "QH", alias, landmarks, *_round(middle))


def _village_names(
    township: str, many: int, fresh: Iterator[str], communities: Iterator[str]
) -> list[str]:
    if township == "城关镇":
        return list(TOWN_VILLAGES)
    if township.endswith("街道"):
        return [f"{next(communities)}社区" for _ in range(many)]
    return [next(fresh) for _ in range(many)]


def _village(
    rng: random.Random, above: str, at: int, name: str, corner: tuple[float, float], drawn: bool
) -> Area:
    code = f"{above}-{at + 1:02d}"
    step = _SIDE / 5
    west, south = corner[0] + step * (at % 5), corner[1] + step * (at // 5)
    middle = _round((west + step / 2, south + step / 2))
    stem = name.removesuffix("村").removesuffix("社区")
    landmarks: list[str] = []
    if name.endswith("村"):
        landmarks += [f"{stem}小学"] if rng.random() < 0.4 else []
        landmarks += [f"{stem}桥"] if rng.random() < 0.3 else []
        landmarks += [f"{stem}水库"] if rng.random() < 0.1 else []
    landmarks += _KNOWN_LANDMARKS.get(name, [])
    boundary = _ring(west, south, step, step) if drawn else ""
    return Area(code, name, "村", above, (), tuple(dict.fromkeys(landmarks)), *middle, boundary)


_KNOWN_LANDMARKS = {
    "东坪村": ["东坪小学", "东坪桥", "东坪水库", "东坪敬老院"],
    "西坪村": ["西坪小学", "西坪渠"],
    "北街社区": ["北街", "北街农贸市场", "实验小学"],
    "南街社区": ["南街", "青禾二中"],
    "东关社区": ["东关大道", "东关幼儿园"],
    "西关社区": ["西关路", "西关污水处理厂"],
    "沙河村": ["沙河", "沙河漫水桥"],
    "龙泉村": ["龙泉水厂"],
}


def _grids(rng: random.Random, village: Area, many: int, drawn: bool) -> tuple[Area, ...]:
    """One or two grids of a village, each with its groups (三组) or buildings."""
    rural = village.name.endswith("村")
    stem = village.name
    groups = rng.randint(3, 5) if many == 1 else 6
    step = _SIDE / 5
    west, south = village.longitude - step / 2, village.latitude - step / 2
    made = []
    for at in range(many):
        own = range(1, groups + 1) if many == 1 else range(1 + 3 * at, 4 + 3 * at)
        aliases = tuple(f"{_NUMBERS[n]}组" for n in own) if rural else ()
        name = f"{stem}网格" if many == 1 else f"{stem}第{_NUMBERS[at + 1]}网格"
        width = step / many
        here = _round((west + width * (at + 0.5), village.latitude))
        boundary = _ring(west + width * at, south, width, step) if drawn and many > 1 else ""
        landmarks = ("东坪学校后坡",) if name == "东坪村第一网格" else ()
        made.append(
            Area(
                f"{village.code}-{at + 1}",
                name,
                "网格",
                village.code,
                aliases,
                landmarks,
                *here,
                boundary,
            )
        )
    return tuple(made)


_NUMBERS = "零一二三四五六七八九十"


def _round(point: tuple[float, float]) -> tuple[float, float]:
    return round(point[0], 5), round(point[1], 5)


def _ring(west: float, south: float, width: float, height: float) -> str:
    corners = ((0, 0), (1, 0), (1, 1), (0, 1))
    return ";".join(f"{west + width * x:.5f} {south + height * y:.5f}" for x, y in corners)


def grid_table(county: County) -> Table:
    """The sheet 网格."""
    rows: Table = [
        ["编码", "名称", "级别", "上级编码", "别名", "地标", "经度", "纬度", "边界", "启用"]
    ]
    for area in county.areas:
        rows.append(
            [
                area.code,
                area.name,
                area.level,
                area.parent,
                "、".join(area.aliases),
                "、".join(area.landmarks),
                area.longitude,
                area.latitude,
                area.boundary,
                "是",
            ]
        )
    return rows
