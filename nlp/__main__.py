"""``python -m nlp route | answer | cluster | learn | evaluate | versions``.

The formats are in the contract.

Each subcommand is a module with ``add_arguments(parser)`` and ``run(options) -> int``; it is only
imported when it is asked for, so that ``route`` starts fast.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence

#: Subcommand → (module, help).
COMMANDS = {
    "route": ("nlp.commands.route", "read messages: JSON lines in, JSON lines out"),
    "answer": ("nlp.replies.command", "read short answers of people with something pending"),
    "cluster": ("nlp.cluster", "find messages about the same problem: CSV in, CSV out"),
    "learn": ("nlp.learn", "train a new version from labelled messages"),
    "evaluate": ("nlp.evaluate", "measure a version on labelled messages"),
    "kinds": ("nlp.learn_kinds", "learn the kinds of message again from nlp/corpus/kinds"),
    "replies": ("nlp.learn_replies", "learn the acts of short answers from labelled replies"),
    "versions": ("nlp.versions", "list, try, put in force or take back a version"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; the exit status: 0 all read, 1 some lines were bad, 2 wrong usage."""
    arguments = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(prog="python -m nlp", description="文字 → 意思")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    wanted = next((word for word in arguments if word in COMMANDS), None)
    for name, (module, text) in COMMANDS.items():
        sub = commands.add_parser(name, help=text, description=text)
        if name == wanted:
            importlib.import_module(module).add_arguments(sub)
    options = parser.parse_args(arguments)
    run = importlib.import_module(COMMANDS[options.command][0]).run
    try:
        return int(run(options))
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except (OSError, ValueError) as error:
        print(f"{options.command}: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
