"""Every text exists, is used and can be filled; what goes into a card fits into it."""

import ast
import re
from pathlib import Path

import pytest

from bot.domain.workflows import ALL
from bot.texts import fields_of, notices, on_a_page, say, sentences, templates

ROOT = Path(__file__).parent.parent
SOURCES = [
    path for package in ("bot", "handlers", "scheduler") for path in (ROOT / package).rglob("*.py")
]


def said_keys() -> dict[str, set[str]]:
    """Key → names of the fields it is filled with, for each plain ``say("key", …)``."""
    found: dict[str, set[str]] = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("say", "Refused")
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
            ):
                if any(keyword.arg is None for keyword in node.keywords):
                    continue
                names = {keyword.arg for keyword in node.keywords if keyword.arg}
                key = node.args[0].value
                found[key] = found.get(key, names) & names
    return found


def test_every_sentence_that_is_said_exists_and_is_filled() -> None:
    said = said_keys()
    assert [key for key in said if not re.fullmatch(r"[a-z_]+\.[a-z_]+", key)] == []
    assert [key for key in said if key not in sentences()] == []
    assert [key for key in said if not fields_of(sentences()[key]) <= said[key]] == []


def test_what_is_said_on_a_page_stands_for_a_sentence_of_the_chat_and_says_no_answer() -> None:
    for key, text in on_a_page().items():
        assert fields_of(text) <= fields_of(sentences()[key]), key
        assert not re.search("回“|回复|再说一遍", text), key


def test_every_sentence_is_used() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    families = (
        "status.",
        "refused.needs_",
        "alarm.ring_",
        "alarm.write_",
        "alarm.quiet_",
    )
    unused = [key for key in sentences() if f'"{key}"' not in code and not key.startswith(families)]
    assert unused == []


def test_every_notice_of_a_procedure_exists() -> None:
    wanted = {
        kind for workflow in ALL.values() for step in workflow.steps for kind in step.tells.values()
    }
    assert wanted <= set(notices())


@pytest.mark.parametrize("kind", sorted(notices()))
def test_a_notice_fills_its_template_exactly(kind: str) -> None:
    text = notices()[kind]
    assert text.template in templates()
    assert set(text.values) == set(templates()[text.template]["fields"])


@pytest.mark.parametrize("kind", sorted(notices()))
def test_fixed_words_on_a_card_are_not_cut(kind: str) -> None:
    for name, value in notices()[kind].values.items():
        fixed = re.sub(r"\{[^}]*\}", "", value)
        assert len(fixed) <= 20, f"{name}: {value}"


def test_what_is_read_out_on_the_telephone_does_not_run_into_what_the_citizen_wrote() -> None:
    task = notices()["issue.task"]
    spoken = {end: task.on_the_phone({"gist": f"灯不亮{end}"}) for end in ("", "。", "？", "…")}
    assert "灯不亮。您方便" in spoken[""]
    assert all(f"灯不亮{end}您方便" in spoken[end] for end in "。？…")


def test_a_missing_field_is_an_error_and_not_a_hole() -> None:
    with pytest.raises(KeyError):
        say("deputy.took")


def test_nothing_that_people_read_shows_a_placeholder_or_english() -> None:
    for key, text in sentences().items():
        bare = re.sub(r"\{[^}]*\}", "", text)
        assert not re.search(r"[A-Za-z]{3,}", bare), key


def test_a_day_that_is_near_ends_with_its_work() -> None:
    told = {"今天": "今天下班前", "后天": "后天下班前", "下周二": "下周二前"}
    for day, until in told.items():
        said = say("status.routed", place="东坪村", speak_by=day)
        assert f"，{until}有人给您回话" in said
