"""The procedures as a document: ``python -m bot.papers.diagrams`` writes docs/workflows.md.

Nothing in it is written by hand: steps, states and notices come from bot/domain/workflows and
bot/texts, days from the shipped rules. A test compares the file with what this would write."""

from collections.abc import Iterator
from pathlib import Path

from bot.actions.rules import preset
from bot.domain.workflow import Step, Workflow
from bot.domain.workflows import ALL
from bot.texts import notices

FILE = Path(__file__).parent.parent.parent / "docs" / "workflows.md"

_HEAD = """\
# Procedures

Generated from `bot/domain/workflows` by `python -m bot.papers.diagrams`; edit the tables there,
never this file. Only `take_step` (`bot/actions/casework.py`) changes a state, and it refuses
whoever is no party to the case. "stays" is a record beside the state. Days are working days of the
shipped rules (`bot/presets/default.toml`); a county sets its own, and a running case keeps the
deadline it began with.

A hand-over begins with the step `hand_over` of its issue: {within} working days, {hard} for the
hard ones (rules `hand_over.within`, `hand_over.within_hard`). While the constituent is asked, its
clock stands still."""


def document() -> str:
    """The whole of docs/workflows.md."""
    rules = preset()
    head = _HEAD.format(within=rules["hand_over.within"], hard=rules["hand_over.within_hard"])
    return "\n".join([head, *(line for each in ALL.values() for line in _section(each))]) + "\n"


def _section(workflow: Workflow) -> Iterator[str]:
    yield f"\n## {workflow.label} (`{workflow.name}`)\n"
    yield "| state | 中文 | |"
    yield "|---|---|---|"
    for state, label in workflow.states.items():
        place = "begins here" if state in workflow.initial else ""
        yield f"| `{state}` | {label} | {'final' if state in workflow.final else place} |"
    yield "\n| step | button | from | to | who may | must be given | tells | deadline |"
    yield "|---|---|---|---|---|---|---|---|"
    for step in workflow.steps:
        yield f"| {' | '.join(_row(step))} |"
    yield "\n```mermaid"
    yield from _diagram(workflow)
    yield "```"


def _row(step: Step) -> Iterator[str]:
    yield f"`{step.name}`"
    yield step.label
    yield ", ".join(step.start)
    yield step.end or "stays"
    yield "、".join(party.label for party in step.by)
    yield ", ".join(step.needs)
    yield "; ".join(f"{party.label} `{_known(kind)}`" for party, kind in step.tells.items())
    yield _deadline(step)


def _known(kind: str) -> str:
    """The kind of a notice that exists. Raises KeyError."""
    return notices()[kind].kind


def _deadline(step: Step) -> str:
    unit = "months" if step.starts and step.starts.endswith("_months") else "days"
    starts = f"starts {preset()[step.starts]} {unit} (`{step.starts}`)" if step.starts else ""
    stops = "a person has spoken: stops `issue.speak_within`" if step.speaks else ""
    return "; ".join(part for part in (starts, stops) if part)


def _diagram(workflow: Workflow) -> Iterator[str]:
    """One arrow per pair of states, with every step that leads along it."""
    yield "stateDiagram-v2"
    for state, label in workflow.states.items():
        yield f'    state "{label}" as {state}'
    for state in workflow.initial:
        yield f"    [*] --> {state}"
    arrows: dict[tuple[str, str], list[str]] = {}
    for step in workflow.steps:
        for start in step.start:
            if step.end is not None and step.end != start:
                arrows.setdefault((start, step.end), []).append(step.label)
    for (start, end), labels in arrows.items():
        yield f"    {start} --> {end}: {'、'.join(dict.fromkeys(labels))}"
    for state in workflow.states:
        if state in workflow.final:
            yield f"    {state} --> [*]"


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(document(), encoding="utf-8")
