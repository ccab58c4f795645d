"""The commands of ``python -m bot``; one file per group."""

import argparse
import sys
from collections.abc import Sequence

from bot.cli import (
    county_rules,
    keys,
    learning,
    papers,
    people,
    replay,
    roster,
    store,
    suggestions,
    wechat,
)
from bot.cli.common import Stop

_GROUPS = (store, roster, people, suggestions, wechat, county_rules, learning, papers, replay, keys)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. Whatever is typed, no stack trace comes back."""
    parser = argparse.ArgumentParser(
        prog="python -m bot", description="连心桥：人大代表联系群众的微信公众号服务"
    )
    commands = parser.add_subparsers(dest="command", metavar="命令", required=True)
    for group in _GROUPS:
        group.add_commands(commands)
    given = parser.parse_args(arguments)
    try:
        code: int = given.run(given)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return stop.code
    except KeyboardInterrupt:
        print("停了。", file=sys.stderr)
        return 130
    return code
