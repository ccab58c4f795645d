"""The rules of the house: who imports whom, who asks the time, who commits, what texts exist."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "handlers", "nlp", "scheduler")

#: Floor → what it may import of ours. A longer prefix wins.
MAY_IMPORT = {
    "bot.domain": ("bot.domain",),
    "bot.texts": ("bot.texts",),
    "bot.store": ("bot.store", "bot.domain"),
    "bot.clock": ("bot.store",),
    "bot.settings": (),
    "bot.actions": ("bot.actions", "bot.store", "bot.domain", "bot.texts", "nlp"),
    "bot.channel": ("bot.channel",),
    "bot.papers": ("bot.papers", "bot.domain", "bot.texts", "bot.store", "bot.actions"),
    "bot.cli": ("bot",),
    "bot.demo": ("bot", "nlp"),
    "bot.__main__": ("bot",),
    "nlp": ("nlp", "bot.domain.calendars"),
    "handlers": ("handlers", "bot", "nlp"),
    "scheduler": ("scheduler", "bot"),
}

#: Library → the only place that knows it.
KNOWN_ONLY_IN = {
    "flask": ("handlers", "service"),
    "apscheduler": ("scheduler",),
    "wechatpy": ("bot.channel",),
    "jieba": ("nlp",),
    "daachorse": ("nlp",),
    "werkzeug": ("handlers",),
}


@cache
def modules() -> tuple[tuple[str, ast.Module], ...]:
    return tuple(_modules())


def _modules() -> Iterator[tuple[str, ast.Module]]:
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    for path in [*paths, ROOT / "app.py", ROOT / "service.py"]:
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        yield name, ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def floor(name: str, floors: dict[str, tuple[str, ...]]) -> str | None:
    found = [key for key in floors if name == key or name.startswith(key + ".")]
    return max(found, key=len, default=None)


def test_nobody_imports_from_a_floor_above() -> None:
    wrong = []
    for name, tree in modules():
        own = floor(name, MAY_IMPORT)
        if own is None:
            continue
        allowed = MAY_IMPORT[own]
        for imported in imports(tree):
            if imported.split(".")[0] not in PACKAGES:
                continue
            if not any(imported == ok or imported.startswith(ok + ".") for ok in allowed):
                wrong.append(f"{name} imports {imported}")
    assert wrong == []


def test_nobody_but_the_composition_imports_handlers_or_scheduler() -> None:
    wrong = [
        f"{name} imports {imported}"
        for name, tree in modules()
        for imported in imports(tree)
        if imported.split(".")[0] in ("handlers", "scheduler")
        and name.split(".")[0] != imported.split(".")[0]
        and name not in ("app", "service")
    ]
    assert wrong == []


@pytest.mark.parametrize("library", KNOWN_ONLY_IN)
def test_a_library_is_known_in_its_own_place_only(library: str) -> None:
    wrong = [
        name
        for name, tree in modules()
        for imported in imports(tree)
        if imported.split(".")[0] == library and not name.startswith(KNOWN_ONLY_IN[library])
    ]
    assert wrong == []


_ASKS_TIME = re.compile(r"\b(datetime\.now|datetime\.utcnow|date\.today|time\.time)\(")


def test_nobody_asks_the_time_but_the_clock() -> None:
    asked = []
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            if path == ROOT / "bot" / "clock.py":
                continue
            if _ASKS_TIME.search(path.read_text(encoding="utf-8")):
                asked.append(str(path.relative_to(ROOT)))
    assert asked == []


def test_actions_never_commit() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "bot" / "actions").rglob("*.py")
        if re.search(r"\.(commit|rollback)\(\)", path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_only_take_step_changes_the_state_of_a_case() -> None:
    """``x.state = …`` on issues and hand-overs stands in casework.py alone; other tables (notices,
    messages, media, duties) are no procedures."""
    cases = re.compile(r"\b(issue|case|row\.issue|hand_over|suggestion|assignment)\.state = ")
    wrong = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if cases.search(line) and path.name != "casework.py"
    ]
    assert wrong == []


def test_no_test_uses_mocks() -> None:
    word = "unittest" + ".mock"
    wrong = [
        path.name
        for path in (ROOT / "tests").rglob("*.py")
        if word in path.read_text(encoding="utf-8")
    ]
    assert wrong == []


def test_nothing_is_left_to_do_in_the_code() -> None:
    words = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    wrong = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if words.search(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []
