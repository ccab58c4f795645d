"""Hot topics: many voices, one problem (G07, P26)."""

import argparse
import csv
import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from nlp.cluster import (
    LOCAL,
    Report,
    add_arguments,
    hot_topics,
    read_reports,
    run,
    same_problems,
    trend,
)

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=LOCAL)
LAMPS = [
    ("青松岭小区路灯不亮", "青松岭小区里的路灯坏了一排，晚上看不见路"),
    ("青松岭小区的路灯坏了", "路灯坏了半个月，老人晚上不敢下楼，物业不管"),
    ("请修青松岭小区路灯", "小区路灯全灭了，孩子放学摔跤"),
    ("青松岭小区路灯什么时候修", "打了电话没人来，路灯还是不亮"),
]
WATER = [
    ("红旗水库边养猪场排污", "养猪场的粪水直接排到红旗水库，臭得很"),
    ("红旗水库被养猪场污染", "水库的水变黑了，养猪场偷偷排污"),
    ("举报养猪场往红旗水库排粪水", "夜里排污，水库死鱼"),
]
OTHERS = [
    ("咨询社保转移", "在外地打工，想把养老保险转回来"),
    ("学校食堂饭菜凉", "二中的食堂中午的饭菜是凉的"),
    ("公交车太少", "去城里的班车一天只有两趟"),
    ("工资没发", "在工地干了三个月，老板跑了"),
    ("低保问题", "家里有病人，想申请低保"),
]


def reports() -> list[Report]:
    told = [*LAMPS, *WATER, *OTHERS]
    return [
        Report(str(number), title, detail, NOW - timedelta(days=number))
        for number, (title, detail) in enumerate(told)
    ]


def test_messages_of_one_problem_at_one_place_are_one_topic_and_the_rest_stand_alone() -> None:
    lamps, water = hot_topics(reports(), NOW)
    assert lamps.ids == ("0", "1", "2", "3")
    assert water.ids == ("4", "5", "6")
    assert "路灯" in lamps.name
    assert "红旗水库" in water.name
    assert lamps.place == "青松岭小区"
    assert (lamps.first, lamps.last) == (NOW - timedelta(days=3), NOW)


def test_who_wants_the_problems_alone_gets_the_same_ones_without_names() -> None:
    told = reports()
    found = sorted([told[at].id for at in group] for group in same_problems(told))
    assert found == sorted(list(topic.ids) for topic in hot_topics(told, NOW)) != []


def test_the_grid_told_by_the_office_is_the_place() -> None:
    told = [
        Report(str(n), title, detail, NOW, grid="城关一网格")
        for n, (title, detail) in enumerate(LAMPS)
    ]
    (lamps,) = hot_topics(told, NOW)
    assert lamps.place == "城关一网格"


def test_what_is_recent_is_hotter_than_what_was_once_loud() -> None:
    told = [
        Report(f"a{n}", title, detail, NOW - timedelta(days=400))
        for n, (title, detail) in enumerate(LAMPS)
    ] + [Report(f"b{n}", title, detail, NOW) for n, (title, detail) in enumerate(WATER)]
    assert [topic.ids[0][0] for topic in hot_topics(told, NOW)] == ["b", "a"]


@pytest.mark.parametrize(
    ("days", "word"),
    [
        ([1, 2], "new"),
        ([1, 2, 40], "rising"),
        ([1, 40], "steady"),
        ([1, 40, 41], "falling"),
        ([40], "falling"),
        ([100], "quiet"),
        ([], "quiet"),
    ],
)
def test_the_trend_compares_the_last_thirty_days_with_the_thirty_before(
    days: list[int], word: str
) -> None:
    assert trend([NOW - timedelta(days=day) for day in days], NOW) == word


def test_nothing_gives_no_topics() -> None:
    assert hot_topics([], NOW) == []
    assert hot_topics([Report("1", "", "")], NOW) == []


def test_two_topics_never_share_a_name() -> None:
    names = [topic.name for topic in hot_topics(reports() + reports(), NOW)]
    assert len(names) == len(set(names))


def write(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def parsed(path: Path) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args([str(path)])


def test_the_command_writes_id_and_topic_and_no_row_for_who_stands_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = [*LAMPS, *OTHERS]
    rows = [[str(n), "2019/2/28 11:25:05", title, detail] for n, (title, detail) in enumerate(told)]
    path = write(tmp_path / "in.csv", [["id", "sent_at", "title", "detail"], *rows])
    assert run(parsed(path)) == 0
    written = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["id"] for row in written] == ["0", "1", "2", "3"]
    assert len({row["topic"] for row in written}) == 1


def test_a_file_without_the_columns_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "in.csv", [["id", "text"], ["1", "x"]])
    assert run(parsed(path)) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2019/2/28 11:25:05", datetime(2019, 2, 28, 11, 25, tzinfo=LOCAL)),
        ("2019-11-13 11:20:00", datetime(2019, 11, 13, 11, 20, tzinfo=LOCAL)),
        ("2019/2/8", datetime(2019, 2, 8, tzinfo=LOCAL)),
        ("昨天", None),
        ("2019/13/45", None),
    ],
)
def test_times_are_read_as_people_export_them(
    tmp_path: Path, written: str, read: datetime | None
) -> None:
    rows = [["id", "sent_at", "title", "detail"], ["1", written, "t", "d"]]
    (report,) = read_reports(write(tmp_path / "in.csv", rows))
    assert report.sent_at == read
