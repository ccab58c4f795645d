"""Papers printed by command: by number, code or name; what cannot be printed, said in a line."""

import io
from datetime import datetime
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from bot.store.database import Database
from tests import paper_scene
from tests.cli_parts import Shell, use_environment


@pytest.fixture
def shell(
    database: Database,
    monday: datetime,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Shell:
    with database.write() as session:
        paper_scene.build(session, monday)
    use_environment(monkeypatch, database, tmp_path)
    monkeypatch.chdir(tmp_path)
    return Shell(capsys)


COMMANDS = {
    "assignment-letter": ("1",),
    "opinion-form": ("〔16-6〕1",),
    "explanation": ("建〔16-6〕5号",),
    "sign-off-sheet": ("16-6-1",),
    "deadline-sheet": ("16-6-1",),
    # As people call it.
    "bureau-profile": ("水利局", "--year", "2026"),
    "reply-form": (),
    "assignment-ledger": ("--year", "2026"),
    "resolved-ledger": ("--year", "2026"),
    "signature-sheet": ("--year", "2026", "--meeting", "集中交办会"),
    "yearly-report": ("--year", "2026"),
    "chairpersons-report": ("--year", "2026"),
    "key-sheets": ("--year", "2026"),
    "evaluation-sheets": ("--year", "2026"),
    "monday": (),
    "binder": ("Z01", "--year", "2026"),
    "duty-book": ("D1", "--year", "2026"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_paper_is_printed_by_its_command(shell: Shell, tmp_path: Path, name: str) -> None:
    out = tmp_path / "out.docx"
    assert shell.run("papers", name, *COMMANDS[name], "--out", str(out)) == 0, shell.complained
    assert Document(io.BytesIO(out.read_bytes())).element.body is not None
    assert "签发" in shell.said


@pytest.mark.parametrize("name", ["assignment-ledger", "resolved-ledger"])
def test_a_ledger_is_a_workbook_if_its_file_is_named_so(
    shell: Shell, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "out.xlsx"
    assert shell.run("papers", name, "--year", "2026", "--out", str(out)) == 0
    (sheet,) = load_workbook(out).worksheets
    assert sheet["B4"].value == "〔16-6〕1"


def test_what_cannot_be_printed_is_said_in_one_line(shell: Shell, tmp_path: Path) -> None:
    out = str(tmp_path / "out.docx")
    for arguments, why in (
        (("assignment-letter", "16-6-99", "--out", out), "没有编号"),
        (("explanation", "16-6-1", "--out", out), "还不用单位书面解释"),
        (("assignment-letter", "16-6-1", "--bureau", "B9", "--out", out), "没有编码或名字"),
        (("assignment-letter", "16-6-1", "--bureau", "镇政府", "--out", out), "没有交办给这家"),
        (("assignment-letter", "16-6-1", "--out", str(tmp_path / "x.pdf")), "结尾"),
        (("assignment-ledger", "--area", "NONE", "--out", out), "没有编码"),
        (("yearly-report", "--year", "3", "--out", out), "年份不对"),
        (("binder", "Z99", "--out", out), "没有编码"),
        (("duty-book", "李明二", "--out", out), "名字是“李明二”的代表"),
        (("poster", "Z01", "7", "--out", out), "民7"),
        (("monday", "--out", str(tmp_path / "no" / "x.docx")), "写不了"),
    ):
        assert shell.run("papers", *arguments) == 1
        assert why in shell.complained and shell.complained.count("\n") == 1
    assert not Path(out).exists()
