"""python -m bot COMMAND: what an operator types (docs/operations.md)."""

import sys

from bot.cli import main

if __name__ == "__main__":
    sys.exit(main())
