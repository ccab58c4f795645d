"""python -m bot corrections FILE.csv: what people decided otherwise, as rows to learn from."""

import csv
from argparse import Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from bot.actions.corrections import rows_to_learn_from
from bot.cli.common import office
from bot.papers.tables import harmless


def add_commands(commands: "_SubParsersAction[Any]") -> None:
    """Register the commands of this file."""
    command = commands.add_parser(
        "corrections", help="把人改过的转办写成一张表，给 python -m nlp learn 学"
    )
    command.add_argument("out", type=Path, help="写到哪里（CSV）")
    command.set_defaults(run=run_corrections)


def run_corrections(given: Namespace) -> int:
    """Columns text, topic, bureau; UTF-8 with a mark, so that Excel reads it."""
    with office() as here, here.database.read() as session:
        rows = list(rows_to_learn_from(session))
    with given.out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, ["text", "topic", "bureau"])
        writer.writeheader()
        # Opened in Excel first: what people wrote runs nowhere.
        writer.writerows({name: harmless(said) for name, said in row.items()} for row in rows)
    print(f"写了 {len(rows)} 条到 {given.out}。")
    print(f"学一版新的：python -m nlp learn --out 新版本目录 {given.out}")
    return 0
