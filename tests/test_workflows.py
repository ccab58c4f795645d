"""The procedures as tables: no dead ends, every state reachable, no walk leaves the graph."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.workflow import Party, Workflow
from bot.domain.workflows import ALL

WORKFLOWS = list(ALL.values())


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda w: w.name)
def test_every_state_is_reachable(workflow: Workflow) -> None:
    seen = set(workflow.initial)
    while True:
        more = {
            step.end for step in workflow.steps if step.end is not None and seen & set(step.start)
        } - seen
        if not more:
            break
        seen |= more
    assert seen == set(workflow.states)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda w: w.name)
def test_from_every_state_that_is_not_final_there_is_a_way_on(workflow: Workflow) -> None:
    for state in set(workflow.states) - workflow.final:
        ways = [step for step in workflow.steps if state in step.start and step.end is not None]
        assert ways, state


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda w: w.name)
def test_steps_name_only_states_that_exist_and_only_once(workflow: Workflow) -> None:
    names = [step.name for step in workflow.steps]
    assert len(names) == len(set(names))
    for step in workflow.steps:
        assert set(step.start) <= set(workflow.states)
        assert step.end is None or step.end in workflow.states


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda w: w.name)
def test_the_program_itself_never_refuses_answers_or_hands_over(workflow: Workflow) -> None:
    for name in ("hand_over", "answer", "decline", "approve_return", "approve_extension"):
        for step in workflow.steps:
            if step.name == name:
                assert Party.SYSTEM not in step.by


@given(st.data())
def test_no_random_walk_leaves_the_graph(data: st.DataObject) -> None:
    workflow = data.draw(st.sampled_from(WORKFLOWS))
    state = data.draw(st.sampled_from(workflow.initial))
    for _ in range(20):
        party = data.draw(st.sampled_from(list(Party)))
        possible = list(workflow.possible(state, party))
        if not possible:
            continue
        step = data.draw(st.sampled_from(possible))
        assert state in step.start and party in step.by
        state = step.end or state
        assert state in workflow.states
