"""A county of one township, small enough to read, as the tables of county.xlsx."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.actions.roster import Report, import_county
from bot.store.database import Database

Tables = dict[str, list[Sequence[object]]]


def small_county() -> Tables:
    """Each call gives fresh lists, free to be changed."""
    return {
        "网格": [
            ["编码", "名称", "级别", "上级编码", "别名", "地标"],
            ["C", "小河县", "县", "", "", ""],
            ["T1", "城关镇", "乡镇", "C", "城关", ""],
            ["V1", "东坪村", "村", "T1", "", "东坪小学"],
            ["V2", "西坪村", "村", "T1", "", ""],
            ["G11", "东坪村第一网格", "网格", "V1", "一组、二组、三组", ""],
            ["G12", "东坪村第二网格", "网格", "V1", "四组、五组", ""],
        ],
        "联络站": [
            ["编码", "名称", "类型", "服务区域", "上级站"],
            ["S0", "县联络总站", "总站", "C", ""],
            ["S1", "城关镇联络站", "乡站", "T1", "S0"],
        ],
        "代表": [
            ["编码", "姓名", "层级", "手机号", "职业职务", "网格", "联络站"],
            ["D1", "陈远", "县", "13800000001", "种香菇", "G11、G12", "S1"],
            ["D2", "孙胜", "乡", "13800000002", "东坪村党支部书记", "G11", "S1"],
            ["D3", "李英", "乡", "13800000003", "教师", "", ""],
        ],
        "网格长网格员": [
            ["编码", "姓名", "类别", "网格编码", "手机号"],
            ["W1", "周格", "网格长", "G11", "13800000004"],
        ],
        "承办单位": [
            ["编码", "名称", "类型", "职能", "别名", "服务区域"],
            ["B1", "县水利局", "县直部门", "water", "水利局、水务局", ""],
            ["B2", "城关镇供电所", "站所", "power_supply", "供电所", "T1"],
        ],
        "承办联络员": [
            ["编码", "姓名", "单位编码", "岗位", "手机号"],
            ["L1", "何静", "B1", "A", "13800000005"],
            ["L2", "马强", "B2", "A", "13800000006"],
        ],
        "工作人员": [
            ["编码", "姓名", "角色", "联络站", "区域", "手机号"],
            ["O1", "林芳", "代表工委", "", "", "13800000007"],
            ["O2", "王敏", "联络员", "S1", "", "13800000008"],
            ["O3", "郑栋", "站长", "S1", "", "13800000009"],
            ["O3", "郑栋", "主席团", "", "T1", "13800000009"],
        ],
        "值班": [
            ["工作人员编码", "起", "止"],
            ["O1", "2026-11-23 08:00", "2026-11-24 08:00"],
        ],
    }


def bring_in(database: Database, tables: Any, now: datetime) -> Report:
    """Import in one transaction, as the command does."""
    with database.write() as session:
        return import_county(session, tables, now=now)


def said(report: Report) -> list[str]:
    """The mistakes, as people read them."""
    return [str(problem) for problem in report.problems]
