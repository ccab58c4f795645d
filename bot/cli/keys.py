"""python -m bot rekey"""

import os
from argparse import Namespace, _SubParsersAction
from typing import Any

from bot.cli.common import Stop, office, progress
from bot.settings import BadSettings, key_from
from bot.store.rekey import rekey
from bot.store.vault import Vault


def add_commands(commands: "_SubParsersAction[Any]") -> None:
    """Register the commands of this file."""
    command = commands.add_parser(
        "rekey", help="换 DATA_KEY：新密钥在 DATA_KEY，旧密钥在 OLD_DATA_KEY；先停服务"
    )
    command.set_defaults(run=run_rekey)


def run_rekey(given: Namespace) -> int:
    """Everything sealed with OLD_DATA_KEY is sealed with DATA_KEY. May be cut off and run again."""
    try:
        old_key = key_from(os.environ, "OLD_DATA_KEY")
    except BadSettings as error:
        raise Stop(f"配置不对：{error}") from None
    with office(same_keys=False) as here:
        if old_key == here.settings.data_key:
            raise Stop("OLD_DATA_KEY 和 DATA_KEY 是同一个，没有要换的")
        lookup = here.settings.lookup_key
        old, new = Vault(old_key, lookup), Vault(here.settings.data_key, lookup)
        changed = before = unreadable = 0
        for batch in rekey(here.database, old, new):
            changed += batch.changed
            before += batch.done_before
            unreadable += batch.unreadable
            progress(f"{batch.table}：已换{changed}项")
    print(f"换好了{changed}项；早已换过的{before}项。")
    if unreadable:
        raise Stop(f"有{unreadable}项两把密钥都打不开，原样没动；查查 OLD_DATA_KEY 对不对。")
    return 0
