"""``python -m scheduler`` (one at a time; a second one stands by) and ``python -m scheduler
--delivery-only`` (any number): the parts are put together where all parts are, in ``app.py``."""

import runpy
import sys
from pathlib import Path


def main(arguments: list[str]) -> None:
    if arguments not in ([], ["--delivery-only"]):
        raise SystemExit("usage: python -m scheduler [--delivery-only]")
    app = Path(__file__).parents[1] / "app.py"
    sys.argv = [str(app), "delivery" if arguments else "scheduler"]
    runpy.run_path(str(app), run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])
