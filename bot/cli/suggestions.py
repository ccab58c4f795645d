"""python -m bot suggestions import|export|session (columns and days: docs/operations.md)"""

from argparse import ArgumentTypeError, Namespace, _SubParsersAction
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.actions import bureaus
from bot.actions.suggestions import sessions, tables
from bot.cli.common import Stop, office
from bot.domain.calendars import LOCAL
from bot.domain.workflow import Refused
from bot.papers.tables import Unreadable, read_tables, workbook
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
    sitting = acts.add_parser("session", help="登记一次人大会议；没有届次就编不了号")
    sitting.add_argument("area", metavar="AREA", help="县或乡镇的名称或编号")
    sitting.add_argument("term", type=_ordinal, metavar="届", help="第几届，如 16")
    sitting.add_argument("number", type=_ordinal, metavar="次", help="第几次会议，如 6")
    sitting.add_argument("--opens", type=_day, required=True, metavar="2026-01-12")
    sitting.add_argument("--closes", type=_day, required=True, metavar="2026-01-15")
    sitting.add_argument(
        "--until",
        type=_moment,
        required=True,
        metavar="2026-01-14T12:00",
        help="建议交到几时几分，不晚于闭会那天",
    )
    sitting.set_defaults(run=run_session)


def _ordinal(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text[:3]) <= 99 or len(text) > 2:
        raise ArgumentTypeError("届次请写1到99的数字")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError("日期请写成 2026-01-12") from None


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=LOCAL)
    except ValueError:
        raise ArgumentTypeError("时间请写成 2026-01-14T12:00") from None


def run_session(given: Namespace) -> int:
    """Enter one session of the county's congress or of a township's."""
    with office() as here, here.database.write() as session:
        found = [area for area in sessions.areas(session) if given.area in (area.name, area.code)]
        if len(found) != 1:
            names = "、".join(area.name for area in sessions.areas(session))
            raise Stop(f"没有这个地方的人大：{given.area}。有：{names}")
        try:
            sessions.open_session(
                session,
                found[0],
                term=given.term,
                number=given.number,
                opens=given.opens,
                closes=given.closes,
                submit_until=given.until,
                by=None,
                now=here.clock.now(),
            )
        except Refused as refused:
            raise Stop(say(refused.key, **refused.fields)) from None
    print(f"登记好了：{given.area}人大{given.term}届{given.number}次会议。")
    return 0


def run_import(given: Namespace) -> int:
    """0: everything taken or known; 1: some rows are wrong, the others went in."""
    try:
        found = read_tables(given.file)
    except Unreadable as error:
        raise Stop(str(error)) from None
    try:
        sheet = _SHEET if found.get(_SHEET) else next(iter(found), _SHEET)
        rows = tables.by_column(found.get(sheet, []))
    except Refused as refused:
        raise Stop(say(refused.key, **refused.fields)) from None
    with office() as here, here.database.write() as session:
        done = tables.take_in(session, rows, None, now=here.clock.now())
    print(f"新导入{done.made}件草稿，已有{done.known}件跳过，有错{len(done.wrong)}行。")
    for each in done.wrong:
        print(f"  表“{sheet}”{each.said}")
    return 1 if done.wrong else 0


def run_export(given: Namespace) -> int:
    if given.file.suffix.lower() != ".xlsx":
        raise Stop("文件名要以 .xlsx 结尾")
    with office() as here, here.database.read() as session:
        ids: list[int] = []
        if given.bureau:
            meant = bureaus.called(session, given.bureau)
            if not meant:
                raise Stop(f"没有这个单位：{given.bureau}")
            if len(meant) > 1:
                names = "、".join(row.name for row in meant)
                raise Stop(f"有几个“{given.bureau}”，请写全名：{names}")
            ids = [meant[0].id]
        rows = list(tables.rows_out(session, bureau_ids=ids, open_only=given.open))
    try:
        workbook({_SHEET: [list(tables.COLUMNS), *rows]}).save(given.file)
    except OSError as error:
        raise Stop(f"写不了 {given.file}：{error.strerror}") from None
    print(f"写好了 {given.file}，共{len(rows)}行。")
    return 0
