"""What an operator types: clear one-line errors, never a stack trace; the acts themselves."""

import base64
import json
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from bot.actions import bindings, people, rules, switches
from bot.actions.officers import RESTS, TRIES, sign_in
from bot.cli import main
from bot.settings import read_settings
from bot.store.database import Database
from bot.store.models import Deputy, Grid, Officer, Rule
from bot.store.vault import Vault, use_vault
from service import open_parts
from tests.cli_parts import Shell, use_environment
from tests.roster_parts import Tables, bring_in, small_county
from tests.sandbox_parts import running_platform


@pytest.fixture
def shell(
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Shell:
    use_environment(monkeypatch, database, tmp_path)
    monkeypatch.chdir(tmp_path)
    return Shell(capsys)


@pytest.fixture
def county(shell: Shell, database: Database, monday: datetime) -> Shell:
    bring_in(database, small_county(), monday - timedelta(days=365))
    return shell


def write_xlsx(path: Path, tables: Tables) -> None:
    book = Workbook()
    book.remove(book.active)
    for title, rows in tables.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)


def test_a_wrong_setting_is_one_line(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WECHAT_AES_KEY", "short")
    assert shell.run("officer", "list") == 1
    assert shell.complained.count("\n") == 1 and "WECHAT_AES_KEY" in shell.complained


def test_a_database_that_is_not_there_is_one_line(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/new/county.db")
    assert shell.run("officer", "list") == 1
    assert shell.complained.count("\n") == 1
    assert shell.run("migrate") == 0
    assert shell.run("officer", "list") == 0
    assert shell.run("migrate") == 0


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("import nothing.xlsx", "没有这个文件"),
        ("template out.pdf", ".xlsx"),
        ("code one 某某", "名单里没有“某某”"),
        ("code many 代表 out.pdf", ".docx"),
        ("officer add O9 nobody", "--name"),
        ("officer add O1 BAD!", "小写字母"),
        ("officer reset nobody", "没有登录名"),
        ("preset use 火星", "可以用"),
        ("rule set nothing 3", "没有规则"),
        ("rule set issue.speak_within soon", "整数"),
        ("rule set issue.speak_within -1", "负数"),
        ("pilot 火星镇", "城关镇"),
        ("pilot", "--all"),
        ("wechat menu nothing.json", "读不了"),
        ("qr out.pdf", ".docx"),
        ("replay nothing.csv", "没有这个文件"),
    ],
)
def test_bad_input_is_answered_in_one_line(county: Shell, typed: str, told: str) -> None:
    assert county.run(*typed.split()) == 1
    assert told in county.complained and county.complained.count("\n") == 1
    assert county.said == ""


def test_an_unknown_command_is_explained() -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["nonsense"])
    assert stopped.value.code == 2


def test_the_template_can_be_filled_and_imported(
    shell: Shell, database: Database, tmp_path: Path
) -> None:
    assert shell.run("template", "county.xlsx") == 0
    book = load_workbook("county.xlsx")
    for title, rows in small_county().items():
        sheet = book[title]
        heading = [str(cell.value).rstrip("*") for cell in sheet[1]]
        assert str(sheet.cell(2, 1).value).startswith("说明")
        for at, row in enumerate(rows[1:], 3):
            for name, value in zip(rows[0], row, strict=True):
                sheet.cell(at, heading.index(str(name)) + 1).value = value
    book.save("county.xlsx")
    assert shell.run("import", "county.xlsx", "--dry-run") == 0
    assert "还没有写入" in shell.said
    with database.read() as session:
        assert session.scalars(select(Grid)).all() == []
    assert shell.run("import", "county.xlsx") == 0
    assert "代表：新增3，改动0，没变0" in shell.said
    assert "还没有代表的网格：1\n  城关镇西坪村" in shell.said
    assert "没有联络员的联络站：1\n  县联络总站（S0）" in shell.said


def test_mistakes_are_told_with_sheet_row_and_column_and_nothing_is_kept(
    shell: Shell, database: Database
) -> None:
    tables = small_county()
    tables["代表"][2] = ["D2", "孙胜", "乡", '=HYPERLINK("x")', "", "G99", "S1"]
    write_xlsx(Path("county.xlsx"), tables)
    assert shell.run("import", "county.xlsx") == 1
    assert "表“代表”第3行“网格”：没有编码为“G99”的网格" in shell.said
    assert "表“代表”第3行“手机号”：是公式" in shell.said
    with database.read() as session:
        assert session.scalars(select(Grid)).all() == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_comes_in_as_the_office_program_wrote_it(
    county: Shell, database: Database, encoding: str
) -> None:
    text = '编码,姓名,层级,网格\r\nD7,周㛃,县,"V2、G12"\r\n'
    Path("代表.csv").write_bytes(text.encode(encoding))
    assert county.run("import", "代表.csv") == 0
    assert "代表：新增1" in county.said
    assert "没在表里的（未作任何改动）：3" in county.said
    with database.read() as session:
        deputy = session.scalars(select(Deputy).where(Deputy.code == "D7")).one()
        assert deputy.name == "周㛃" and len(deputy.grids) == 2


def test_a_folder_of_csv_files_is_a_county(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "县"
    folder.mkdir()
    for title, rows in small_county().items():
        lines = [",".join(str(cell) for cell in row) for row in rows]
        (folder / f"{title}.csv").write_text("\n".join(lines), encoding="gb18030")
    assert shell.run("import", str(folder)) == 0
    assert "网格：新增6" in shell.said


@pytest.mark.parametrize("name", ["broken.xlsx", "old.xls", "picture.png"])
def test_a_file_that_is_no_table_is_one_line(shell: Shell, name: str) -> None:
    Path(name).write_bytes(b"PK\x03\x04 not really")
    assert shell.run("import", name) == 1
    assert shell.complained.count("\n") == 1


def test_an_officer_of_the_roster_gets_a_login(county: Shell, database: Database) -> None:
    assert county.run("officer", "add", "O2", "wangmin") == 0
    found = re.search(r"密码 (\S+)", county.said)
    assert found
    now = datetime.now(UTC)
    with database.write() as session:
        signed = sign_in(session, " WangMin ", found[1], now=now)
        assert signed.officer is not None and signed.officer.code == "O2"
        assert signed.officer.must_change
        epoch = signed.officer.session_epoch
        assert found[1] not in (signed.officer.password_hash or "")
    assert county.run("officer", "reset", "wangmin") == 0
    with database.write() as session:
        assert sign_in(session, "wangmin", found[1], now=now).key == "refused.login"
        officer = session.scalars(select(Officer).where(Officer.code == "O2")).one()
        assert officer.session_epoch == epoch + 1
    assert county.run("officer", "list") == 0
    assert "O2\t王敏\twangmin\t可登录\t联络站联络员（城关镇联络站）" in county.said
    assert county.run("officer", "add", "O1", "wangmin") == 1
    assert "已经有人用了" in county.complained


def test_a_new_officer_needs_what_the_role_reaches(county: Shell) -> None:
    new = ["officer", "add", "O9", "new", "--name", "新人", "--role"]
    assert county.run(*new, "联络员") == 1 and "--station" in county.complained
    assert county.run(*new, "主席团") == 1 and "--area" in county.complained
    assert county.run(*new, "联络员", "--station", "S1") == 0
    assert county.run("officer", "list") == 0
    assert "新人\tnew\t可登录\t联络站联络员（城关镇联络站）" in county.said


def test_ten_wrong_passwords_lock_an_account_for_a_while(
    county: Shell, database: Database, monday: datetime
) -> None:
    county.run("officer", "add", "O2", "wangmin")
    password = re.findall(r"密码 (\S+)", county.said)[0]
    for _ in range(TRIES):
        with database.write() as session:
            assert sign_in(session, "wangmin", "wrong", now=monday).key == "refused.login"
    with database.write() as session:
        locked = sign_in(session, "wangmin", password, now=monday)
        assert (locked.officer, locked.key) == (None, "refused.login_locked")
        assert locked.until == monday + RESTS
        assert sign_in(session, "nobody", password, now=monday).key == "refused.login"
        later = sign_in(session, "wangmin", password, now=monday + RESTS)
        assert later.officer is not None


def test_a_code_from_the_command_line_binds(county: Shell, database: Database) -> None:
    assert county.run("code", "one", "陈远") == 0
    code = re.findall(r"：([A-Z2-9]{8})", county.said)[0]
    now = datetime.now(UTC)
    with database.write() as session:
        contact = people.meet(session, "oChen", now=now).contact
        assert bindings.bind(session, contact, code, now=now).name == "陈远"
    assert county.run("code", "many", "代表", "codes.xlsx", "--area", "城关镇") == 0
    rows = list(load_workbook("codes.xlsx").active.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["姓名", "孙胜"]
    assert county.run("code", "many", "承办联络员", "codes.docx") == 0
    assert "2个码" in county.said


def test_a_preset_changes_rules_and_nothing_of_the_countys_own(
    county: Shell, database: Database
) -> None:
    assert county.run("rule", "set", "county.name", "小河县") == 0
    assert county.run("preset", "use", "pingyang") == 0
    assert county.run("preset", "show", "pingyang") == 0
    assert "一样" in county.said
    now = datetime.now(UTC)
    with database.read() as session:
        assert rules.rule(session, "issue.report_direct", now) is False
        assert session.scalars(select(Rule.origin).where(Rule.name == "grid_visit.on")).one() == (
            "preset:pingyang"
        )
    assert county.run("preset", "use", "default") == 0
    with database.read() as session:
        later = datetime.now(UTC)
        assert rules.rule(session, "issue.report_direct", later) is True
        assert rules.rule(session, "county.name", later) == "小河县"


def test_every_preset_only_speaks_of_rules_that_exist(shell: Shell) -> None:
    usual = rules.preset()
    assert len(rules.presets()) >= 5
    for name in rules.presets():
        for rule, value in rules.preset(name).items():
            assert type(value) is type(usual[rule]), f"{name}: {rule}"
    assert shell.run("preset", "list") == 0
    assert all(name in shell.said for name in rules.presets())


def test_the_switch_stops_and_lets_go(county: Shell, database: Database) -> None:
    assert county.run("stop") == 0
    with database.read() as session:
        assert switches.is_on(session, switches.STOP)
    assert county.run("go") == 0
    with database.read() as session:
        assert not switches.is_on(session, switches.STOP)


@pytest.mark.parametrize("key", ["DATA_KEY", "LOOKUP_KEY"])
def test_with_the_keys_of_another_store_nothing_starts(
    county: Shell, monkeypatch: pytest.MonkeyPatch, key: str, vault: Vault
) -> None:
    assert county.run("officer", "list") == 0
    monkeypatch.setenv(key, base64.b64encode(b"x" * 32).decode())
    try:
        assert county.run("officer", "list") == 1
        assert county.complained.count("\n") == 1 and key in county.complained
        with pytest.raises(SystemExit, match=key):
            open_parts(read_settings(os.environ))
    finally:
        use_vault(vault)


def test_new_slips_say_that_the_old_ones_are_void(county: Shell, tmp_path: Path) -> None:
    assert county.run("code", "many", "代表", str(tmp_path / "codes.docx")) == 0
    assert "作废" not in county.said
    assert county.run("code", "many", "代表", str(tmp_path / "codes.xlsx")) == 0
    assert "3人以前发过还没用的码，旧码作废了" in county.said
    assert county.run("code", "many", "群众", str(tmp_path / "codes.xlsx")) == 1
    assert "可以写：代表、" in county.complained


def test_another_login_says_that_the_old_one_is_gone(county: Shell) -> None:
    assert county.run("officer", "add", "O2", "wangmin") == 0
    assert "不能用了" not in county.said
    assert county.run("officer", "add", "O2", "wangmin2") == 1
    assert "已经有登录名 wangmin" in county.complained and "--reset" in county.complained
    assert county.run("officer", "add", "O2", "wangmin2", "--reset") == 0
    assert "以前的登录名 wangmin 不能用了" in county.said


def test_a_login_that_is_there_keeps_its_password_and_the_command_says_how_to_reset_it(
    county: Shell, database: Database, monday: datetime
) -> None:
    assert county.run("officer", "add", "O2", "wangmin") == 0
    password = re.findall(r"密码 (\S+)", county.said)[0]
    assert county.run("officer", "add", "O2", "wangmin") == 1
    assert "密码没有动" in county.complained
    assert "python -m bot officer reset wangmin" in county.complained
    added = ["officer", "add", "O2", "wangmin", "--role", "站长", "--station", "S1"]
    assert county.run(*added) == 0
    assert "密码没有动" in county.said
    with database.write() as session:
        assert sign_in(session, "wangmin", password, now=monday).officer is not None
    assert county.run("officer", "add", "O2", "wangmin", "--reset") == 0
    with database.write() as session:
        assert sign_in(session, "wangmin", password, now=monday).officer is None


def test_a_pilot_opens_one_township_only(
    county: Shell, database: Database, monday: datetime
) -> None:
    more = [
        ["编码", "名称", "级别", "上级编码"],
        ["T2", "石桥镇", "乡镇", "C"],
        ["V9", "沙村", "村", "T2"],
    ]
    bring_in(database, {"网格": more}, monday)
    assert county.run("pilot", "石桥") == 0
    with database.read() as session:
        on = set(session.scalars(select(Grid.code).where(Grid.active)))
    assert on == {"C", "T2", "V9"}
    assert county.run("pilot", "--all") == 0
    with database.read() as session:
        assert session.scalars(select(Grid.code).where(~Grid.active)).all() == []


def test_demo_data_stays_out_of_a_real_store(county: Shell) -> None:
    assert county.run("demo") == 1
    assert "DEMO=1" in county.complained


def test_the_account_is_checked_point_by_point(
    county: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert county.run("wechat", "check") == 1
    assert "连不上" in county.said and "→" in county.said
    folder = tmp_path / "platform"
    folder.mkdir()
    with running_platform(folder) as platform:
        monkeypatch.setenv("WECHAT_API_BASE", platform.url)
        assert county.run("wechat", "check") == 1
        assert "要办  还没有菜单" in county.said
        assert "要办  县总值班室的电话，出了危险会打：还是样例“0000-12345”" in county.said
        assert "模板 task 还没有登记编号" in county.said
        assert "（长期订阅通知），再 python -m bot wechat templates --use task.sub" in county.said
        assert county.run("rule", "set", "danger.duty_room", "0911-7654321") == 0
        assert county.run("wechat", "templates", "--use", "progress=LONG") == 1
        assert county.run("wechat", "templates", "--use", "progress.template=LONG") == 0
        assert county.run("wechat", "check") == 1
        assert "模板 progress.template：这个编号是长期订阅通知" in county.said
        assert "好    县总值班室的电话，出了危险会打：0911-7654321" in county.said
        assert county.run("wechat", "templates", "--use", "progress.template=") == 0
        menu = Path(__file__).parent.parent / "deploy" / "menu.json"
        assert county.run("wechat", "menu", str(menu)) == 0
        use = [
            "wechat",
            "templates",
            "--use",
            "task.template=TASK",
            "--use",
            "progress.subscription=LONG",
        ]
        assert county.run(*use) == 0
        assert county.run("wechat", "check") == 1
        assert "好    菜单：反映情况、我的代表、更多" in county.said
        assert "模板 task.template“待办事项提醒”字段对不上：缺thing3、thing4" in county.said
        assert "模板 progress.subscription“诉求办理进度通知”字段对不上" in county.said
        monkeypatch.setenv("WECHAT_APP_SECRET", "wrong")
        assert county.run("wechat", "check") == 1
        assert "WECHAT_APP_SECRET" in county.said


def test_a_menu_that_is_no_menu_is_refused(county: Shell) -> None:
    Path("menu.json").write_text("[1]", encoding="utf-8")
    assert county.run("wechat", "menu", "menu.json") == 1
    Path("menu.json").write_text("{broken", encoding="utf-8")
    assert county.run("wechat", "menu", "menu.json") == 1
    assert "不是 JSON" in county.complained


def test_codes_for_stations_and_grids_are_asked_from_the_platform(
    county: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert county.run("qr", "codes.docx") == 1
    folder = tmp_path / "platform"
    folder.mkdir()
    with running_platform(folder) as platform:
        monkeypatch.setenv("WECHAT_API_BASE", platform.url)
        assert county.run("qr", "codes.docx") == 0
        assert "5个永久二维码" in county.said
        scenes = json.dumps(platform.look("codes"), ensure_ascii=False)
        assert all(scene in scenes for scene in ("S_S0", "S_S1", "G_G11", "G_G12", "G_V2"))
        assert county.run("qr", "some.docx", "--only", "grids", "--township", "城关镇") == 0
        assert "3个永久二维码" in county.said
