"""What the documents say is so: commands and links exist, tables agree with the code, every
mechanism stands in the coverage once, and the project speaks of itself alone."""

import ast
import re
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from bot.papers.diagrams import FILE, document

ROOT = Path(__file__).parent.parent
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
DOCUMENTS = [*READMES, *sorted((ROOT / "docs").rglob("*.md"))]

#: Place → how many of its mechanisms there are: X01 … X43.
MECHANISMS = {"X": 43, "L": 15, "C": 32, "P": 33, "N": 19, "B": 13, "J": 10} | {
    "D": 8,
    "H": 9,
    "G": 16,
}


def table(path: Path, columns: int) -> list[list[str]]:
    """The cells of all table rows that begin with the id of a mechanism."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if re.fullmatch(r"[A-Z]\d\d", cells[0]):
            assert len(cells) == columns, line
            rows.append(cells)
    return rows


COVERAGE = ROOT / "docs" / "coverage.md"


def test_every_mechanism_stands_in_the_coverage_exactly_once() -> None:
    wanted = [f"{place}{n:02}" for place, count in MECHANISMS.items() for n in range(1, count + 1)]
    assert len(wanted) == 198
    assert Counter(row[0] for row in table(COVERAGE, 4)) == Counter(wanted)


def test_every_file_of_the_coverage_exists() -> None:
    named = {
        name for row in table(COVERAGE, 4) for name in re.findall(r"`([\w/.]+)`", row[2]) if name
    }
    assert named
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


@cache
def functions_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_mechanism_is_proved_by_a_test_that_exists_or_is_said_to_be_missing() -> None:
    wrong = []
    for row in table(COVERAGE, 4):
        proof = re.fullmatch(r"`(tests/test_\w+\.py)::(test_\w+)`", row[3])
        if proof is None:
            if row[3] != "not yet":
                wrong.append(f"{row[0]}: {row[3]}")
        elif not row[2]:
            wrong.append(f"{row[0]} is proved but lives nowhere")
        elif not (ROOT / proof[1]).is_file() or proof[2] not in functions_of(ROOT / proof[1]):
            wrong.append(f"{row[0]}: {row[3]}")
    assert wrong == []


def test_the_coverage_counts_itself() -> None:
    proved = sum(row[3] != "not yet" for row in table(COVERAGE, 4))
    assert f"{proved} of 198 are proved" in COVERAGE.read_text(encoding="utf-8")


def test_the_document_of_procedures_says_what_the_tables_say() -> None:
    """If this fails: python -m bot.papers.diagrams"""
    assert FILE.read_text(encoding="utf-8") == document()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file(path: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8"))
    relative = [link.split("#")[0] for link in links if not re.match(r"[a-z]+:|#", link)]
    assert [link for link in relative if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_the_commands_of_the_readme_are_targets_of_make(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))
    named = set(re.findall(r"make ([a-z]+)", path.read_text(encoding="utf-8")))
    assert {"demo", "test"} <= named <= targets


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_files_and_folders_of_the_readme_exist(path: Path) -> None:
    named = re.findall(r"`([\w.-]+(?:/[\w.-]*)+)`", path.read_text(encoding="utf-8"))
    inside = [name for name in named if not name.startswith("/")]
    assert [name for name in inside if not (ROOT / name).exists()] == []


def test_both_readmes_name_the_same_commands_and_addresses() -> None:
    english, chinese = (path.read_text(encoding="utf-8") for path in READMES)
    for pattern in (r"make [a-z]+", r"http://127\.0\.0\.1:\d+[\w/]*", r"python -m [\w. ]+"):
        assert set(re.findall(pattern, english)) == set(re.findall(pattern, chinese))


def test_the_sentences_of_the_walk_are_the_same_in_both_readmes() -> None:
    english, chinese = (path.read_text(encoding="utf-8") for path in READMES)
    typed = re.findall(r"^\d+\. .*?`([^`]+)`", english, flags=re.MULTILINE)
    assert len(typed) >= 8
    assert typed == re.findall(r"^\d+\. .*?`([^`]+)`", chinese, flags=re.MULTILINE)


def test_architecture_decisions_are_short_and_say_context_decision_and_consequences() -> None:
    numbered = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    assert numbered
    for path in numbered:
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 40, path.name
        for part in ("**Context.**", "**Decision.**", "**Consequences.**"):
            assert part in text, f"{path.name}: {part}"


#: Words about the machine that wrote something, not about the service.
_MACHINERY = re.compile(
    "|".join(["/wo" + "rk/", r"\.\./sha" + "red", "sub" + "agent", "helper a" + "gent"])
    + "|"
    + "|".join(
        ["Cl" + "aude", "LLM se" + "ssion", "Anth" + "ropic", "Chat" + "GPT", "Cop" + "ilot"]
    )
)
_TEXT = {".py", ".md", ".toml", ".txt", ".html", ".css", ".js", ".yml", ".json", ".service", ""}


def test_the_project_speaks_of_itself_alone() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode:
        pytest.skip("not a checkout")
    paths = [ROOT / name for name in listed.stdout.splitlines()]
    wrong = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in paths
        if path.is_file() and path.suffix in _TEXT
        for found in [_MACHINERY.search(path.read_text(encoding="utf-8", errors="replace"))]
        if found
    ]
    assert wrong == []
