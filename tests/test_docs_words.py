"""The glossary: what it names exists, and nothing in the code goes by a word that it forbids."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCES = [
    path
    for package in ("bot", "handlers", "nlp", "scheduler")
    for path in (ROOT / package).rglob("*.py")
]


def rows() -> Iterator[list[str]]:
    """中文, code, meaning, not: of every line of every table."""
    for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 4 and cells[0] not in ("中文", "---"):
            yield cells


def names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield name
            case ast.keyword(arg=str(name)):
                yield name


def words(name: str) -> set[str]:
    """``HandOver``, ``hand_over``: hand, over."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+", name)}


#: Names that a library gave.
GIVEN = {"full_dispatch_request"}


@cache
def used() -> dict[str, str]:
    """Word → a name that holds it."""
    found: dict[str, str] = {}
    for path in SOURCES:
        where = path.relative_to(ROOT)
        for name in (*names(ast.parse(path.read_text(encoding="utf-8"))), path.stem):
            for word in words(name) if name not in GIVEN else ():
                found.setdefault(word, f"{where}: {name}")
    return found


def test_no_name_in_the_code_uses_a_word_that_the_glossary_forbids() -> None:
    forbidden = {word for row in rows() for word in re.findall(r"[a-z]+", row[3])}
    assert len(forbidden) >= 20
    seen = used()
    assert {word: seen[word] for word in forbidden & set(seen)} == {}


def test_handler_means_code_and_never_a_body_that_handles() -> None:
    """``Handler`` stands in the code only where a library calls a class or a hook so."""
    wrong = [
        name
        for path in SOURCES
        for name in names(ast.parse(path.read_text(encoding="utf-8")))
        if name.lower() == "handler"
    ]
    assert wrong == []


def test_every_word_of_the_glossary_is_used_in_the_code() -> None:
    seen = used()
    missing = [
        row[0]
        for row in rows()
        if "not built yet" not in row[2]
        for word in re.findall(r"[a-z]+", re.sub(r"\(.*\)", "", row[1].lower()))
        if word not in seen and word.rstrip("s") not in seen
    ]
    assert missing == []
