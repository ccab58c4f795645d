"""python -m bot suggestions import|export FILE.xlsx (columns: docs/operations.md)"""

from argparse import Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.actions.suggestions import tables
from bot.cli.common import Stop, office
from bot.domain.workflow import Refused
from bot.papers.tables import Unreadable, read_tables, workbook
from bot.store.models import Bureau
from bot.texts import say

_SHEET = "代表建议"


def add_commands(commands: "_SubParsersAction[Any]") -> None:
    """Register the commands of this file."""
    command = commands.add_parser("suggestions", help="代表建议：和省平台、政府办互相导入导出")
    acts = command.add_subparsers(dest="act", metavar="做什么", required=True)
    taking = acts.add_parser("import", help="把别处的建议导入成草稿；编号已有的跳过")
    taking.add_argument("file", type=Path, metavar="FILE.xlsx")
    taking.set_defaults(run=run_import)
    giving = acts.add_parser("export", help="导出全部建议，或一个单位的清单")
    giving.add_argument("file", type=Path, metavar="FILE.xlsx")
    giving.add_argument("--bureau", help="只要这个单位的，按答复期限排")
    giving.add_argument("--open", action="store_true", help="只要还没答复的（和 --bureau 一起用）")
    giving.set_defaults(run=run_export)


def run_import(given: Namespace) -> int:
    """0: everything taken or known; 1: some rows are wrong, the others went in."""
    try:
        found = read_tables(given.file)
    except Unreadable as error:
        raise Stop(str(error)) from None
    try:
        rows = tables.by_column(found.get(_SHEET) or next(iter(found.values()), []))
    except Refused as refused:
        raise Stop(say(refused.key, **refused.fields)) from None
    with office() as here, here.database.write() as session:
        done = tables.take_in(session, rows, None, now=here.clock.now())
    print(f"新导入{done.made}件草稿，已有{done.known}件跳过，有错{len(done.wrong)}行。")
    for number, why in done.wrong:
        print(f"  第{number}行：{why}")
    return 1 if done.wrong else 0


def run_export(given: Namespace) -> int:
    if given.file.suffix.lower() != ".xlsx":
        raise Stop("文件名要以 .xlsx 结尾")
    with office() as here, here.database.read() as session:
        ids: list[int] = []
        if given.bureau:
            ids = list(session.scalars(select(Bureau.id).where(Bureau.name == given.bureau)))
            if not ids:
                raise Stop(f"没有这个单位：{given.bureau}")
        rows = list(tables.rows_out(session, bureau_ids=ids, open_only=given.open))
    try:
        workbook({_SHEET: [list(tables.COLUMNS), *rows]}).save(given.file)
    except OSError as error:
        raise Stop(f"写不了 {given.file}：{error.strerror}") from None
    print(f"写好了 {given.file}，共{len(rows)}行。")
    return 0
