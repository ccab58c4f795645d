"""What each page of the console is for: one line each, in pages.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "pages.toml"


@cache
def purposes() -> Mapping[str, str]:
    """Name of a page (its template, without suffix) → its line."""
    with _FILE.open("rb") as file:
        return {name: line.strip() for name, line in tomllib.load(file).items()}


def purpose_of(template: str) -> str:
    """The line of the page that is drawn by ``template`` ("console/today.html", "today.html")."""
    return purposes().get(template.rpartition("/")[2].removesuffix(".html"), "")
