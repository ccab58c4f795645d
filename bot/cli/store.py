"""python -m bot migrate | demo | docs"""

from argparse import Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from sqlalchemy.exc import OperationalError

from bot.actions.import_sheets import SHEETS
from bot.cli.common import Stop, office, settings
from bot.papers import diagrams, import_guide
from bot.store.migrate import make_room, migrate


def add_commands(commands: "_SubParsersAction[Any]") -> None:
    """Register the commands of this file."""
    command = commands.add_parser("migrate", help="把数据库建好，或升到这一版")
    command.set_defaults(run=run_migrate)
    command = commands.add_parser("demo", help="把演示县（青禾县，虚构）装进空的演示库")
    command.add_argument("--folder", type=Path, default=Path("var/demo"), help="沙箱读的文件放哪里")
    command.set_defaults(run=run_demo)
    command = commands.add_parser("docs", help="重写由表格生成的文档（开发用）")
    command.set_defaults(run=run_docs)


def run_docs(given: Namespace) -> int:
    """docs/workflows.md and docs/import.md."""
    written = (
        (diagrams.FILE, diagrams.document()),
        (import_guide.FILE, import_guide.document(SHEETS)),
    )
    for path, text in written:
        path.write_text(text, encoding="utf-8")
        print(path)
    return 0


def run_migrate(given: Namespace) -> int:
    with office(migrated=False) as here:
        make_room(here.settings.database_url)
        try:
            migrate(here.database)
        except OperationalError as error:
            reason = str(error.orig).strip().splitlines()[0]
            raise Stop(f"连不上数据库：{reason}") from None
    print("数据库已是最新。")
    return 0


def run_demo(given: Namespace) -> int:
    """Only into a demo's store: elsewhere it would mix invented people with real ones."""
    from bot.clock import SystemClock
    from bot.demo import load

    if not settings().demo:
        raise Stop("只有演示库（环境变量 DEMO=1）能装演示数据")
    run_migrate(given)
    with office() as here:
        load.write_sandbox_files(given.folder)
        try:
            loaded = load.load(here.database, SystemClock().now())
        except load.NotEmpty as error:
            print(f"{error}；没有再装。沙箱的文件已写到 {given.folder}。")
            return 0
    print(load.say(loaded, given.folder))
    return 0
