"""The measure of suggestions runs; its figures are for whoever looks at them."""

from pathlib import Path

from bench.suggestions import measure


def test_the_measure_of_many_open_suggestions_runs(tmp_path: Path) -> None:
    cost = measure(tmp_path, 60, rounds=2)
    assert cost.suggestions == 60 and cost.tick > 0 and cost.page > 0
    assert cost.office > 0 and cost.meeting > 0
