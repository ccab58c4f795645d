"""The procedures, as data. One file each; ``docs/workflows.md`` is generated from them."""

from bot.domain.workflow import Workflow
from bot.domain.workflows.assignment import ASSIGNMENT
from bot.domain.workflows.hand_over import HAND_OVER
from bot.domain.workflows.issue import ISSUE
from bot.domain.workflows.suggestion import SUGGESTION

ALL: dict[str, Workflow] = {
    workflow.name: workflow for workflow in (ISSUE, HAND_OVER, SUGGESTION, ASSIGNMENT)
}
