"""python -m bot template | import | pilot"""

from argparse import Namespace, _SubParsersAction
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.actions import audit, roster
from bot.actions.import_sheets import SHEETS
from bot.actions.vocabulary import roster_changed
from bot.cli.common import Stop, office
from bot.papers.tables import Unreadable, read_tables, template
from bot.store.models import Grid

#: So many lines of a long list are shown; the rest is counted.
_SHOWN = 20


class _DryRun(Exception):
    """Leave the transaction without keeping anything."""


def add_commands(commands: "_SubParsersAction[Any]") -> None:
    """Register the commands of this file."""
    command = commands.add_parser("template", help="写一份空的 county.xlsx 供填写")
    command.add_argument("out", type=Path, metavar="OUT.xlsx")
    command.set_defaults(run=run_template)
    command = commands.add_parser("import", help="导入县里的网格、站、代表、单位")
    command.add_argument("file", type=Path, help="county.xlsx、单张 csv，或放 csv 的文件夹")
    command.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    command.add_argument("--all", action="store_true", help="名单全部列出，不省略")
    command.set_defaults(run=run_import)
    command = commands.add_parser("pilot", help="先只开一个乡镇；--all 全县都开")
    command.add_argument("township", nargs="?", help="乡镇的名称或编码")
    command.add_argument("--all", action="store_true", help="全县都开")
    command.set_defaults(run=run_pilot)


def run_template(given: Namespace) -> int:
    if given.out.suffix.lower() != ".xlsx":
        raise Stop("文件名要以 .xlsx 结尾")
    try:
        template(SHEETS).save(given.out)
    except OSError as error:
        raise Stop(f"写不了 {given.out}：{error.strerror}") from None
    print(f"写好了 {given.out}，共{len(SHEETS)}张表；填好后先试导：")
    print(f"python -m bot import {given.out} --dry-run")
    return 0


def run_import(given: Namespace) -> int:
    """0: done (or would be); 1: mistakes, nothing written."""
    try:
        tables = read_tables(given.file)
    except Unreadable as error:
        raise Stop(str(error)) from None
    tables.pop("说明", None)
    report = roster.Report()
    with office() as here:
        try:
            with here.database.write() as session:
                report = roster.import_county(session, tables, now=here.clock.now())
                if given.dry_run or report.problems:
                    raise _DryRun
        except _DryRun:
            pass
    _say(report, given.dry_run, None if given.all else _SHOWN)
    return 1 if report.problems else 0


def _say(report: roster.Report, dry_run: bool, most: int | None) -> None:
    if report.problems:
        print(f"有{len(report.problems)}处错，什么都没有写入：")
        for problem in report.problems:
            print(f"  {problem}")
    _list("请看一眼", [str(note) for note in report.notes], most)
    if report.problems:
        return
    filled = {t: c for t, c in report.counts.items() if c.new or c.changed or c.same}
    if not filled:
        print("表里还没有填东西，什么都没有写入。")
        return
    print("试导没有错，还没有写入：" if dry_run else "导入好了：")
    for title, count in filled.items():
        print(f"  {title}：新增{count.new}，改动{count.changed}，没变{count.same}")
    absent = [f"{one.sheet} {one.name}（{one.code}）" for one in report.absent]
    _list("没在表里的（未作任何改动）", absent, most)
    gaps = report.gaps
    _list("还没有代表的网格", gaps.empty_grids, most)
    _list("还没有编进网格的代表", gaps.deputies_without_grid, most)
    _list("还没有编进联络站的代表", gaps.deputies_without_station, most)
    _list("没有联络员的联络站", gaps.stations_without_liaison_officer, most)
    _list("没有站长的联络站", gaps.stations_without_chief, most)


def _list(title: str, lines: Sequence[str], most: int | None) -> None:
    if not lines:
        return
    print(f"{title}：{len(lines)}")
    for line in lines[:most]:
        print(f"  {line}")
    if most is not None and len(lines) > most:
        print(f"  ……还有{len(lines) - most}个，加 --all 全部列出")


def run_pilot(given: Namespace) -> int:
    if bool(given.township) == given.all:
        raise Stop("写一个乡镇的名称或编码；全县都开用 --all")
    with office() as here, here.database.write() as session:
        if given.all:
            session.execute(update(Grid).values(active=True))
            said = "全县都开了。"
        else:
            township = _township(session, given.township)
            session.execute(update(Grid).where(Grid.level != "county").values(active=False))
            session.execute(
                update(Grid).where(Grid.path.startswith(township.path)).values(active=True)
            )
            said = f"现在只开{township.name}；别处的网格先停用。全县都开：python -m bot pilot --all"
        roster_changed(session)
        audit.record(
            session, "pilot.set", contact_id=None, now=here.clock.now(), fact=given.township or "*"
        )
    print(said)
    return 0


def _township(session: Session, said: str) -> Grid:
    found = (
        session.scalars(
            select(Grid).where(Grid.level == "township", (Grid.code == said) | (Grid.name == said))
        ).all()
        or session.scalars(
            select(Grid).where(
                Grid.level == "township", Grid.name.startswith(said, autoescape=True)
            )
        ).all()
    )
    if len(found) != 1:
        names = "、".join(session.scalars(select(Grid.name).where(Grid.level == "township")))
        raise Stop(f"没有叫“{said}”的乡镇。可以填：{names or '（还没有导入网格）'}")
    return found[0]
