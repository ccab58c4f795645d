"""Whether the rows of a county's tables fit together and fit the store, before any is written."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from bot.actions.import_cells import CLEAR, Problem, Row, duplicates
from bot.actions.import_sheets import BY_TITLE, LEVELS
from bot.store.models import (
    Bureau,
    BureauLiaison,
    Deputy,
    Grid,
    GridStaff,
    Officer,
    ProfessionalGroup,
    Station,
)
from nlp.topics import topic_reader

Tables = Mapping[str, list[Row]]

#: Title of a sheet → the table whose codes it holds.
CODED: Mapping[str, Any] = {
    "网格": Grid,
    "联络站": Station,
    "小组": ProfessionalGroup,
    "代表": Deputy,
    "网格长网格员": GridStaff,
    "承办单位": Bureau,
    "承办联络员": BureauLiaison,
    "工作人员": Officer,
}

_DEPTH = {"county": 0, "township": 1, "village": 2, "grid": 3}
_LEVEL_WORD = {value: word for word, value in reversed(LEVELS.items())}


def check(session: Session, tables: Tables) -> tuple[list[Problem], list[Problem]]:
    """(what is wrong, what is worth a look). Reads the store, writes nothing."""
    problems: list[Problem] = []
    notes: list[Problem] = []
    known = _known_codes(session, tables)
    levels = _levels(session, tables)
    for title, rows in tables.items():
        problems += duplicates(BY_TITLE[title], rows)
        problems += _unknown(title, rows, known)
        problems += _periods(title, rows)
    problems += _tree(tables.get("网格", []), levels, session)
    problems += _loops("联络站", "上级站", tables) + _loops("承办单位", "上级单位", tables)
    problems += _deputy_places(tables, levels)
    problems += _officers(tables.get("工作人员", []), levels)
    problems += _one_name("工作人员", tables.get("工作人员", []))
    problems += _accounts_of_liaisons(session, tables)
    notes += _same_phone(tables) + _without_function(tables.get("承办单位", []), session)
    return problems, notes


def _known_codes(session: Session, tables: Tables) -> dict[str, set[str]]:
    known = {}
    for title, table in CODED.items():
        known[title] = set(session.scalars(select(table.code)))
        known[title] |= {row.get("编码") for row in tables.get(title, [])} - {None}
    return known


def _levels(session: Session, tables: Tables) -> dict[str, str]:
    """Code of a grid → its level once the tables are in."""
    levels: dict[str, str] = {}
    for code, level in session.execute(select(Grid.code, Grid.level)):
        levels[code] = level
    for row in tables.get("网格", []):
        if row.get("编码") and row.get("级别"):
            levels[row.get("编码")] = row.get("级别")
    return levels


def _unknown(title: str, rows: Iterable[Row], known: Mapping[str, set[str]]) -> list[Problem]:
    found = []
    for column in BY_TITLE[title].columns:
        if column.kind not in ("refer", "refers"):
            continue
        for row in rows:
            given = row.get(column.title)
            codes = (given,) if isinstance(given, str) else given or ()
            for code in codes:
                if code not in known[column.of]:
                    text = f"没有编码为“{code}”的{column.of}"
                    found.append(Problem(title, row.number, column.title, text))
    return found


def _without_function(rows: list[Row], session: Session) -> list[Problem]:
    """Bodies that routing cannot find."""
    has = set(session.scalars(select(Bureau.code).where(Bureau.role != "")))
    text = "没填职能，系统不会往这里派件"
    return [
        Problem("承办单位", row.number, "职能", text)
        for row in rows
        if row.values.get("职能") is CLEAR
        or (row.get("职能") is None and row.get("编码") not in has)
    ]


def _periods(title: str, rows: Iterable[Row]) -> list[Problem]:
    return [
        Problem(title, row.number, "止", "比“起”还早")
        for row in rows
        if row.get("起") and row.get("止") and row.get("止") < row.get("起")
    ]


def _tree(rows: list[Row], levels: Mapping[str, str], session: Session) -> list[Problem]:
    """Each area lies in a coarser one; there is one county."""
    found = []
    county = session.scalar(select(Grid.code).where(Grid.level == "county"))
    parents: dict[str, str | None] = {}
    above = aliased(Grid)
    for code, up in session.execute(
        select(Grid.code, above.code).outerjoin(above, above.id == Grid.parent_id)
    ):
        parents[code] = up
    for row in rows:
        code, level = row.get("编码"), row.get("级别")
        if not code or not level:
            continue
        parent = row.get("上级编码") or parents.get(code)
        if level == "county":
            if county not in (None, code):
                found.append(Problem("网格", row.number, "级别", f"已经有一个县了（{county}）"))
            if row.get("上级编码"):
                found.append(Problem("网格", row.number, "上级编码", "县没有上级，请空着"))
            county = code
        elif not parent:
            found.append(Problem("网格", row.number, "上级编码", "不能空着"))
        elif parent in levels and _DEPTH[levels[parent]] >= _DEPTH[level]:
            text = f"上级“{parent}”是{_LEVEL_WORD[levels[parent]]}，管不到{_LEVEL_WORD[level]}"
            found.append(Problem("网格", row.number, "上级编码", text))
        if row.values.get("上级编码") is CLEAR and level != "county":
            found.append(Problem("网格", row.number, "上级编码", "不能填“无”"))
    # Whoever hangs below a row whose level changes is checked too.
    given = {row.get("编码") for row in rows}
    changed = {row.get("编码"): row for row in rows if row.get("级别")}
    for code, parent in parents.items():
        if parent is None or code in given or parent not in changed:
            continue
        if _DEPTH[levels[parent]] >= _DEPTH[levels[code]]:
            text = (
                f"改不成{_LEVEL_WORD[levels[parent]]}，下面还有{_LEVEL_WORD[levels[code]]}“{code}”"
            )
            found.append(Problem("网格", changed[parent].number, "级别", text))
    return found


def _loops(title: str, column: str, tables: Tables) -> list[Problem]:
    above = {row.get("编码"): row.get(column) for row in tables.get(title, [])}
    found = []
    for row in tables.get(title, []):
        at, seen = row.get(column), {row.get("编码")}
        while at is not None and at not in seen:
            seen.add(at)
            at = above.get(at)
        if at is not None and at == row.get("编码"):
            found.append(Problem(title, row.number, column, "绕了一圈又回到自己"))
    return found


def _deputy_places(tables: Tables, levels: Mapping[str, str]) -> list[Problem]:
    """Deputies are put into villages and grids; who is put into a township would get everything."""
    found = []
    for title, column in (("代表", "网格"), ("代表网格", "网格编码")):
        for row in tables.get(title, []):
            given = row.get(column)
            for code in (given,) if isinstance(given, str) else given or ():
                if levels.get(code) in ("county", "township"):
                    text = f"“{code}”是{_LEVEL_WORD[levels[code]]}，代表要编到村或网格"
                    found.append(Problem(title, row.number, column, text))
    return found


def _officers(rows: list[Row], levels: Mapping[str, str]) -> list[Problem]:
    found = []
    for row in rows:
        role = row.get("角色")
        if role in ("station_chief", "liaison_officer") and not row.get("联络站"):
            found.append(Problem("工作人员", row.number, "联络站", "站长、联络员要填联络站"))
        if role == "presidium":
            area = row.get("区域")
            if not area:
                found.append(Problem("工作人员", row.number, "区域", "主席团要填乡镇的编码"))
            elif levels.get(area, "township") != "township":
                found.append(Problem("工作人员", row.number, "区域", f"“{area}”不是乡镇"))
        if role == "committee":
            found += _topics(row)
        if role == "bureau" and not row.get("联络员编码"):
            text = "承办单位的账号开给单位的联络员，要填是哪一位"
            found.append(Problem("工作人员", row.number, "联络员编码", text))
    return found


def _accounts_of_liaisons(session: Session, tables: Tables) -> list[Problem]:
    """The account of a bureau is its liaison person's own."""
    rows = [row for row in tables.get("工作人员", []) if row.get("联络员编码")]
    if not rows:
        return []
    names = {row.code: row.name for row in session.scalars(select(BureauLiaison))}
    names |= {row.get("编码"): row.get("姓名") for row in tables.get("承办联络员", [])}
    return [
        Problem("工作人员", row.number, "联络员编码", f"这位联络员叫{names[code]}，姓名要一样")
        for row in rows
        if (code := row.get("联络员编码")) in names and names[code] != row.get("姓名")
    ]


def _topics(row: Row) -> list[Problem]:
    known = topic_reader(None).topics
    given = row.get("领域", ())
    if not given:
        return [Problem("工作人员", row.number, "领域", f"专工委要填，可以填：{'、'.join(known)}")]
    return [
        Problem("工作人员", row.number, "领域", f"没有“{one}”这一类，可以填：{'、'.join(known)}")
        for one in given
        if one not in known
    ]


def _one_name(title: str, rows: Iterable[Row]) -> list[Problem]:
    """Several lines of one person agree about who it is."""
    names: dict[str, str] = {}
    found = []
    for row in rows:
        code, name = row.get("编码"), row.get("姓名")
        if code and name and names.setdefault(code, name) != name:
            text = f"编码“{code}”上面写的是{names[code]}，这里写的是{name}"
            found.append(Problem(title, row.number, "姓名", text))
    return found


def _same_phone(tables: Tables) -> list[Problem]:
    """One number, several names: a slip of the pen, or a shared telephone; a person has to look."""
    bearers: dict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
    found = []
    for title in ("代表", "网格长网格员", "承办联络员", "工作人员"):
        for row in tables.get(title, []):
            phone, name = row.get("手机号"), row.get("姓名")
            if not phone or not name:
                continue
            others = {n: at for n, at in bearers[phone].items() if n != name}
            if others and name not in bearers[phone]:
                other, (sheet, number) = next(iter(others.items()))
                text = f"和表“{sheet}”第{number}行的{other}是同一个号，请核对"
                found.append(Problem(title, row.number, "手机号", text))
            bearers[phone].setdefault(name, (title, row.number))
    return found
