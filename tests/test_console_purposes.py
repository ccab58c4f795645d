"""Each page of the console says in one line what it is for, and the lines stand in one place."""

import re
from pathlib import Path

import pytest
from flask import Flask

from bot.texts.pages import purpose_of, purposes
from handlers.console import blueprint as console
from handlers.pages import blueprint as pages
from handlers.public import blueprint as public
from tests.console_pages import FILES, FOR_EVERYBODY, IN_WECHAT, OUTSIDE_FILES, PAGES

FOLDER = Path(__file__).parent.parent / "handlers" / "templates" / "console"
TEMPLATES = sorted(
    path
    for path in FOLDER.glob("*.html")
    if not path.name.startswith("_") and path.name != "base.html"
)
#: Their line comes with the book (地方, 代表, 单位 …): one template for all of them.
BY_BOOK = {"book", "book_form"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_every_page_of_the_console_has_a_line_that_says_what_it_is_for_and_shows_it(
    path: Path,
) -> None:
    line = purpose_of(path.name)
    assert 8 <= len(line) <= 46, f"{path.stem}: one plain line in bot/texts/pages.toml"
    assert line.endswith("。") and "\n" not in line
    drawn = path.read_text(encoding="utf-8")
    if path.stem in BY_BOOK:
        assert "book.purpose" in drawn
    elif path.stem == "suggestion":
        shared = (FOLDER.parent / "_suggestion.html").read_text(encoding="utf-8")
        assert "{{ purpose }}" in shared
    else:
        assert re.search(r"heading\([^{}]*, purpose\) }}|{{ purpose }}", drawn), path.stem


def test_no_two_pages_say_the_same_and_no_line_is_left_over() -> None:
    lines = purposes()
    assert len(set(lines.values())) == len(lines)
    assert set(lines) == {path.stem for path in TEMPLATES}


def test_the_browser_looks_at_every_page_that_the_console_has() -> None:
    app = Flask(__name__)
    app.register_blueprint(console)
    found = {
        rule.endpoint.removeprefix("console.")
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and rule.endpoint.startswith("console.")
        and "." not in rule.rule
    }
    assert found - FILES == set(PAGES), "name it in tests/console_pages.py"
    assert found >= FILES


def test_the_browser_looks_at_every_page_outside_the_console() -> None:
    app = Flask(__name__)
    app.register_blueprint(pages)
    app.register_blueprint(public)
    found: dict[str, set[str]] = {"pages": set(), "public": set()}
    for rule in app.url_map.iter_rules():
        where, _, name = rule.endpoint.partition(".")
        if where in found and "GET" in (rule.methods or ()) and "." not in rule.rule:
            found[where].add(name)
    assert found["pages"] - OUTSIDE_FILES == set(IN_WECHAT), "name it in tests/console_pages.py"
    assert found["public"] - OUTSIDE_FILES == set(FOR_EVERYBODY)
    assert found["pages"] | found["public"] >= OUTSIDE_FILES
