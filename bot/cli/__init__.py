"""The commands of ``python -m bot``; one file per group."""

import argparse
import os
import sys
from collections.abc import Sequence

from bot.cli import (
    county_rules,
    keys,
    learning,
    papers,
    people,
    records,
    replay,
    roster,
    store,
    suggestions,
    wechat,
)
from bot.cli.common import Stop

_GROUPS = (
    *(store, roster, people, suggestions, wechat, county_rules, learning, papers, replay, keys),
    records,
)


#: What a shell says of a command whose reader has gone (128 + SIGPIPE).
_PIPE_CLOSED = 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. Whatever is typed, no stack trace comes back."""
    try:
        try:
            return _run(arguments)
        finally:
            # Here and not at the interpreter's end, where nobody could catch it.
            sys.stdout.flush()
    except BrokenPipeError:
        # 「| head」 has read enough: nothing is wrong, and nobody is there to be told.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED


def _run(arguments: Sequence[str] | None) -> int:
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
