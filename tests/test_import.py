"""Importing a county: all or nothing, every mistake at once, nobody ended by being absent."""

import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

import nlp
from bot.actions.bureau_functions import FUNCTIONS
from bot.actions.import_cells import read_cell
from bot.actions.import_sheets import BY_TITLE, SHEETS
from bot.actions.vocabulary import vocabulary
from bot.papers.tables import harmless
from bot.store.database import Database
from bot.store.models import (
    Audit,
    Bureau,
    BureauLiaison,
    Contact,
    Deputy,
    DeputyGrid,
    Grid,
    Identity,
    Officer,
    OfficerRole,
    OnCall,
    Station,
)
from bot.store.vault import vault
from tests.roster_parts import bring_in, said, small_county


def count(database: Database, table: type) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_county_comes_in_whole(database: Database, monday: datetime) -> None:
    report = bring_in(database, small_county(), monday)
    assert report.problems == () and report.notes == ()
    assert report.counts["代表"].new == 3 and report.counts["网格"].new == 6
    with database.read() as session:
        grid = session.scalars(select(Grid).where(Grid.code == "G11")).one()
        line = [int(part) for part in grid.path.strip("/").split("/")]
        names = [session.get_one(Grid, one).name for one in line]
        assert names == ["小河县", "城关镇", "东坪村", "东坪村第一网格"]
        assert grid.names["aliases"] == ["一组", "二组", "三组"]
        chen = session.scalars(select(Deputy).where(Deputy.code == "D1")).one()
        assert {link.grid.code for link in chen.grids} == {"G11", "G12"}
        assert chen.contact.phone == "13800000001"
        chief = session.scalars(select(Officer).where(Officer.code == "O3")).one()
        assert {role.role for role in chief.roles} == {"station_chief", "presidium"}
        roster = session.scalars(select(OnCall)).one()
        assert roster.until - roster.since == timedelta(days=1)
        assert session.scalars(select(Bureau.aliases).where(Bureau.code == "B1")).one() == [
            "水利局",
            "水务局",
        ]


def test_the_same_file_again_changes_nothing(database: Database, monday: datetime) -> None:
    bring_in(database, small_county(), monday)
    before = {table: count(database, table) for table in (Contact, Deputy, DeputyGrid, OfficerRole)}
    again = bring_in(database, small_county(), monday + timedelta(days=30))
    assert all(not one.new and not one.changed for one in again.counts.values())
    assert before == {table: count(database, table) for table in before}


def test_one_mistake_stops_everything_and_all_are_told_at_once(
    database: Database, monday: datetime
) -> None:
    tables = small_county()
    tables["代表"][1] = ["D1", "陈远", "县", "1380000", "", "G99", ""]
    tables["代表"][2] = ["D2", "", "村", "13800000002", "", "T1", ""]
    tables["网格"][3] = ["V1", "东坪村", "村", "G11", "", ""]
    tables["工作人员"][2] = ["O2", "王敏", "联络员", "", "", ""]
    tables["承办联络员"].append(["L1", "重名", "B9", "A", ""])
    report = bring_in(database, tables, monday)
    assert said(report) == [
        "表“网格”第4行“上级编码”：上级“G11”是网格，管不到村",
        "表“代表”第2行“手机号”：不是手机号，也不是带区号的座机",
        "表“代表”第2行“网格”：没有编码为“G99”的网格",
        "表“代表”第3行“姓名”：不能空着",
        "表“代表”第3行“层级”：不认识“村”，可以填：县、乡、议政代表、市、省、全国",
        "表“代表”第3行“网格”：“T1”是乡镇，代表要编到村或网格",
        "表“承办联络员”第4行“编码”：和第2行重复",
        "表“承办联络员”第4行“单位编码”：没有编码为“B9”的承办单位",
        "表“工作人员”第3行“联络站”：站长、联络员要填联络站",
    ]
    assert count(database, Grid) == 0 and count(database, Contact) == 0


def test_a_reference_may_point_into_the_store(database: Database, monday: datetime) -> None:
    bring_in(database, small_county(), monday)
    more = {"代表": [["编码", "姓名", "层级", "网格"], ["D9", "新代表", "县", "V2"]]}
    report = bring_in(database, more, monday)
    assert report.problems == ()
    assert report.gaps.empty_grids == ()


def test_absence_is_told_and_ends_nobody(database: Database, monday: datetime) -> None:
    bring_in(database, small_county(), monday)
    tables = small_county()
    del tables["代表"][2], tables["承办联络员"][1]
    report = bring_in(database, tables, monday)
    assert [(one.sheet, one.code, one.name) for one in report.absent] == [
        ("代表", "D2", "孙胜"),
        ("承办联络员", "L1", "何静"),
    ]
    with database.read() as session:
        assert session.scalars(select(Deputy.until).where(Deputy.code == "D2")).one() is None


def test_gaps_are_told_after_an_import(database: Database, monday: datetime) -> None:
    gaps = bring_in(database, small_county(), monday).gaps
    assert gaps.empty_grids == ("城关镇西坪村",)
    assert gaps.deputies_without_grid == ("李英（D3）",)
    assert gaps.deputies_without_station == ("李英（D3）",)
    assert gaps.stations_without_liaison_officer == ("县联络总站（S0）",)
    assert gaps.stations_without_chief == ("县联络总站（S0）",)


def test_an_empty_cell_keeps_what_was_there_and_the_word_for_nothing_empties_it(
    database: Database, monday: datetime
) -> None:
    bring_in(database, small_county(), monday)
    tables = small_county()
    tables["代表"] = [
        ["编码", "姓名", "层级", "手机号", "职业职务", "止"],
        ["D1", "陈远", "县", "", "", ""],
        ["D2", "孙胜", "乡", "", "无", "2026-12-31"],
    ]
    bring_in(database, {"代表": tables["代表"]}, monday)
    with database.read() as session:
        chen, sun = session.scalars(
            select(Deputy).where(Deputy.code.in_(("D1", "D2"))).order_by(Deputy.code)
        )
        assert (chen.occupation, chen.contact.phone) == ("种香菇", "13800000001")
        assert (sun.occupation, sun.until) == ("", date(2026, 12, 31))
        assert len(chen.grids) == 2


def test_a_new_name_and_a_new_number_is_another_person_who_binds_anew(
    database: Database, monday: datetime
) -> None:
    bring_in(database, small_county(), monday)
    with database.write() as session:
        liaison = session.scalars(select(BureauLiaison).where(BureauLiaison.code == "L2")).one()
        was = liaison.contact_id
        session.add(
            Identity(
                contact_id=was, external_id="oMa", digest=vault().digest("oMa"), channel="wechat"
            )
        )
    tables = small_county()
    tables["承办联络员"][2] = ["L2", "吴新", "B2", "A", "13800000099"]
    report = bring_in(database, tables, monday)
    assert [str(note) for note in report.notes] == [
        "表“承办联络员”第3行“姓名”：编码“L2”由马强换成了吴新，新的人要重新绑定微信"
    ]
    with database.read() as session:
        liaison = session.scalars(select(BureauLiaison).where(BureauLiaison.code == "L2")).one()
        assert liaison.contact_id != was and liaison.contact.identities == []


def test_a_corrected_name_stays_the_same_person(database: Database, monday: datetime) -> None:
    bring_in(database, small_county(), monday)
    tables = small_county()
    tables["承办联络员"][2] = ["L2", "马墙", "B2", "A", "13800000006"]
    before = count(database, Contact)
    report = bring_in(database, tables, monday)
    assert "原来是马强，现在写成马墙" in report.notes[0].text
    assert [one.cells for one in report.others] == [(("姓名", "马强", "马墙"),)]
    assert count(database, Contact) == before


def test_one_person_in_two_roles_is_one_contact(database: Database, monday: datetime) -> None:
    tables = small_county()
    tables["承办联络员"].append(["L3", "陈远", "B1", "B", "138-0000-0001"])
    bring_in(database, tables, monday)
    with database.read() as session:
        deputy = session.scalars(select(Deputy).where(Deputy.code == "D1")).one()
        liaison = session.scalars(select(BureauLiaison).where(BureauLiaison.code == "L3")).one()
        assert deputy.contact_id == liaison.contact_id


def test_one_number_under_two_names_is_flagged(database: Database, monday: datetime) -> None:
    tables = small_county()
    tables["承办联络员"][1] = ["L1", "何静", "B1", "A", "13800000001"]
    report = bring_in(database, tables, monday)
    assert [str(note) for note in report.notes] == [
        "表“承办联络员”第2行“手机号”：和表“代表”第2行的陈远是同一个号，请核对"
    ]
    with database.read() as session:
        deputy = session.scalars(select(Deputy).where(Deputy.code == "D1")).one()
        liaison = session.scalars(select(BureauLiaison).where(BureauLiaison.code == "L1")).one()
        assert deputy.contact_id != liaison.contact_id


@pytest.mark.parametrize(
    ("column", "cell", "told"),
    [
        ("手机号", '=HYPERLINK("http://x")', "是公式"),
        ("姓名", "=1+1", "是公式"),
        ("起", "二月三十", "日期看不懂"),
        ("起", "2026-02-30", "日期看不懂"),
        ("编码", "D1;DROP", "编码只能用"),
        ("姓名", "长" * 40, "太长"),
        ("推送", "也许", "可以填：全部、联络员代收、不推送"),
    ],
)
def test_a_wrong_cell_is_named(
    database: Database, monday: datetime, column: str, cell: str, told: str
) -> None:
    tables = small_county()
    heading = ["编码", "姓名", "层级", "手机号", "起", "推送"]
    row: list[object] = ["D1", "陈远", "县", "13800000001", "", ""]
    row[heading.index(column)] = cell
    tables["代表"] = [heading, row]
    report = bring_in(database, tables, monday)
    assert len(report.problems) == 1 and told in str(report.problems[0])
    assert f"第2行“{column}”" in str(report.problems[0])


def test_numbers_and_days_come_as_the_office_program_keeps_them(
    database: Database, monday: datetime
) -> None:
    tables = small_county()
    tables["代表"] = [
        ["编码*", "姓名", "层级", "手机", "任期起", "备注"],
        ["说明：编码填了不要改", "", "", "", "", ""],
        [1001.0, " 陈　远 ", "县级", 13800000001.0, datetime(2021, 12, 1), "看过"],  # noqa: DTZ001
        [None, None, "", "", "", ""],
        ["１００２", "孙胜", "县", "+86 138 0000 0002", "2021年12月1日", ""],
    ]
    report = bring_in(database, tables, monday)
    assert report.problems == ()
    assert [str(note) for note in report.notes] == ["表“代表”第1行“备注”：不认识这一列，没有读"]
    with database.read() as session:
        rows = session.scalars(select(Deputy).order_by(Deputy.code)).all()
        assert [(row.code, row.since, row.contact.phone) for row in rows] == [
            ("1001", date(2021, 12, 1), "13800000001"),
            ("1002", date(2021, 12, 1), "13800000002"),
        ]
        assert rows[0].name == "陈 远"


def test_what_a_body_does_is_said_in_words_and_a_wrong_one_is_named(
    database: Database, monday: datetime
) -> None:
    tables = small_county()
    heading = ["编码", "名称", "类型", "职能"]
    tables["承办单位"] = [
        heading,
        ["B1", "县水利局", "县直部门", "shuili"],
        ["B2", "城关镇供电所", "站所", "供电"],
        ["B3", "县档案馆", "县直部门", ""],
    ]
    report = bring_in(database, tables, monday)
    assert len(report.problems) == 1 and "第2行“职能”：不认识“shuili”" in said(report)[0]
    tables["承办单位"][1] = ["B1", "县水利局", "县直部门", "water"]
    report = bring_in(database, tables, monday)
    assert [str(note) for note in report.notes] == [
        "表“承办单位”第4行“职能”：没填职能，系统不会往这里派件"
    ]
    with database.read() as session:
        bodies = session.scalars(select(Bureau).order_by(Bureau.code)).all()
        assert [body.role for body in bodies] == ["water", "power_supply", ""]


def test_the_words_for_what_a_body_does_are_those_of_the_routing() -> None:
    rules = Path(nlp.__file__).parent / "rules" / "bureaus.toml"
    known = tomllib.loads(rules.read_text("utf-8"))["names"]
    assert set(FUNCTIONS.values()) == set(known)


def test_of_what_is_known_some_cells_are_enough(database: Database, monday: datetime) -> None:
    bring_in(database, small_county(), monday)
    some = {
        "承办单位": [["名称", "编码"], ["县水务局", "B1"], ["", "B2"]],
        "网格": [["编码", "别名"], ["V1", "东坪"]],
    }
    report = bring_in(database, some, monday)
    assert report.problems == ()
    assert (report.counts["承办单位"].changed, report.counts["承办单位"].same) == (1, 1)
    with database.read() as session:
        village = session.scalars(select(Grid).where(Grid.code == "V1")).one()
        assert (village.name, village.level) == ("东坪村", "village")
    some["承办单位"].append(["", "B9"])
    assert said(bring_in(database, some, monday)) == [
        "表“承办单位”第1行“类型”：缺这一列",
        "表“承办单位”第4行“名称”：不能空着",
    ]


def test_a_missing_column_and_an_unknown_sheet_are_named(
    database: Database, monday: datetime
) -> None:
    report = bring_in(
        database,
        {"网格": [["编码", "名称"], ["C", "小河县"]], "花名册": [["姓名"], ["某人"]]},
        monday,
    )
    assert said(report) == ["表“网格”第1行“级别”：缺这一列"]
    assert [str(note) for note in report.notes] == ["表“花名册”：不认识这张表，没有读"]
    nothing = bring_in(database, {"Sheet1": [["a"], ["b"]]}, monday)
    assert "没有一张认识的表" in said(nothing)[0]


def test_areas_that_go_round_in_a_circle_are_refused(database: Database, monday: datetime) -> None:
    tables = small_county()
    tables["联络站"][1] = ["S0", "县联络总站", "总站", "C", "S1"]
    report = bring_in(database, tables, monday)
    assert said(report) == [
        "表“联络站”第2行“上级站”：绕了一圈又回到自己",
        "表“联络站”第3行“上级站”：绕了一圈又回到自己",
    ]


def test_a_village_that_moves_takes_its_grids_along(database: Database, monday: datetime) -> None:
    bring_in(database, small_county(), monday)
    moved = [
        ["编码", "名称", "级别", "上级编码"],
        ["T2", "石桥镇", "乡镇", "C"],
        ["V1", "东坪村", "村", "T2"],
    ]
    assert bring_in(database, {"网格": moved}, monday).problems == ()
    with database.read() as session:
        township = session.scalars(select(Grid).where(Grid.code == "T2")).one()
        grid = session.scalars(select(Grid).where(Grid.code == "G12")).one()
        assert grid.path.startswith(township.path)


def test_a_dated_sheet_ends_an_assignment_and_keeps_its_record(
    database: Database, monday: datetime
) -> None:
    bring_in(database, small_county(), monday)
    ended = {"代表网格": [["代表编码", "网格编码", "止"], ["D1", "G12", "2026-11-22"]]}
    assert bring_in(database, ended, monday).problems == ()
    with database.read() as session:
        chen = session.scalars(select(Deputy).where(Deputy.code == "D1")).one()
        assert sorted((link.grid.code, link.until) for link in chen.grids) == [
            ("G11", None),
            ("G12", date(2026, 11, 22)),
        ]
    # Named again later: a new assignment, the old one stays on record.
    bring_in(database, small_county(), monday)
    with database.read() as session:
        chen = session.scalars(select(Deputy).where(Deputy.code == "D1")).one()
        assert len(chen.grids) == 3


def test_an_import_is_on_record_and_the_readers_words_are_new(
    database: Database, monday: datetime
) -> None:
    with database.read() as session:
        assert vocabulary(session).places == ()
    bring_in(database, small_county(), monday)
    with database.read() as session:
        assert session.scalars(select(Audit.act).where(Audit.act == "roster.import")).one()
        words = vocabulary(session)
        assert words.county == "小河县"
        assert ("G11", "东坪村三组", "grid", "V1") in {
            (place.code, place.name, place.level, place.parent) for place in words.places
        }
        assert any(place.landmark and place.name == "东坪小学" for place in words.places)
        sun = next(one for one in words.officials if one.name == "孙胜")
        assert (sun.title, sun.body, sun.area, sun.deputy) == ("村支书", "东坪村", "V1", True)
        water = next(one for one in words.bureaus if one.role == "water")
        assert water.aliases == ("水利局", "水务局") and water.area is None
        assert vocabulary(session) is words


def test_a_whole_village_with_a_deputy_has_no_empty_grid(
    database: Database, monday: datetime
) -> None:
    tables = small_county()
    tables["代表"] = [["编码", "姓名", "层级", "网格"], ["D1", "陈远", "县", "V1、V2"]]
    assert bring_in(database, tables, monday).gaps.empty_grids == ()


def test_the_sheets_know_each_other() -> None:
    titles = {sheet.title for sheet in SHEETS}
    for sheet in SHEETS:
        assert set(sheet.key) <= {column.title for column in sheet.columns}
        assert {column.of for column in sheet.columns if column.of} <= titles


def test_a_station_may_stop_without_being_forgotten(database: Database, monday: datetime) -> None:
    bring_in(database, small_county(), monday)
    bring_in(
        database,
        {
            "联络站": [
                ["编码", "名称", "类型", "服务区域", "启用"],
                ["S0", "县联络总站", "总站", "C", "否"],
            ]
        },
        monday,
    )
    report = bring_in(database, small_county(), monday)
    assert report.gaps.stations_without_chief == ()
    with database.read() as session:
        assert session.scalars(select(Station.active).where(Station.code == "S0")).one() is False


@pytest.mark.parametrize(
    "value", ["+86驻村", "-老李", "@东坪", "=1+1", "＋1", "'加引号的", "种植户"]
)
def test_what_an_export_defused_comes_back_as_it_was(value: str) -> None:
    column = next(one for one in BY_TITLE["代表"].columns if one.title == "职业职务")
    assert read_cell(column, harmless(value)) == value
