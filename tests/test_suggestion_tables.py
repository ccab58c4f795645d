"""Nobody types twice: rows in and out, and figures with their cases."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.actions.suggestions import (
    figures,
    looking_back,
    parties,
    ratings,
    receipts,
    replies,
    tables,
)
from bot.papers.tables import read_tables, workbook
from bot.store.database import Database
from bot.store.models import CongressSession, Grid, Suggestion
from tests import suggestion_parts
from tests.cli_parts import Shell, use_environment
from tests.suggestion_parts import Scene


def row(number: str, **given: str) -> dict[str, str]:
    return {
        "外部编号": number,
        "标题": "修西坪桥",
        "领衔代表": "李明",
        "附议代表": "陈桂",
        "情况": "西坪桥栏杆断了",
        "建议": "请县交通局修复西坪桥栏杆",
    } | given


def test_rows_come_in_once_as_drafts_and_wrong_ones_are_named(scene: Scene) -> None:
    given = [
        row("S-1"),
        row("S-2", 领衔代表="没有此人"),
        row("S-3", 建议=""),
        row("S-4", 附议代表="王芳"),
        row("S-5", 领衔代表="施议", 附议代表=""),
        row("S-1"),
        row("S-1", 标题="修东坪桥"),
    ]
    done = tables.take_in(scene.session, given, None, now=scene.now)
    assert (done.made, done.known) == (1, 1)
    assert [each.row for each in done.wrong] == [3, 4, 5, 6, 8]
    assert "“S-1”和第2行一样，标题不一样" in done.wrong[4].why
    assert done.wrong[0].said == "第3行“领衔代表”：没有此人：名册里没有"
    assert done.wrong[1].said == "第4行“建议”：没有填"
    assert done.wrong[2].column == "附议代表"
    assert "议政代表不提代表建议" in done.wrong[3].why
    again = tables.take_in(scene.session, given[:1], None, now=scene.now)
    assert (again.made, again.known) == (0, 1)
    suggestion = scene.session.query(Suggestion).one()
    assert (suggestion.state, suggestion.came_by) == ("draft", "import")
    assert scene.told("陈桂") == [], "who signed the paper is not asked again"


def test_a_table_that_was_typed_by_hand_has_no_outside_numbers_and_comes_in_once(
    scene: Scene,
) -> None:
    given = [row("", 标题="修桥", 来源="大会期间"), row("", 标题="修路"), row("", 标题="修桥")]
    first = tables.take_in(scene.session, given, None, now=scene.now)
    assert (first.made, first.known, first.wrong) == (2, 1, [])
    given.append(row("", 标题="修渠", 来源="开会"))
    again = tables.take_in(scene.session, given, None, now=scene.now)
    assert (again.made, again.known) == (0, 3)
    assert {each.source for each in scene.session.query(Suggestion)} == {"session", "between"}
    assert [(each.row, each.column) for each in again.wrong] == [(5, "来源")]
    assert "不认识“开会”，请写大会期间" in again.wrong[0].why


def test_where_it_came_from_is_read_as_other_systems_write_it_and_a_motion_is_renamed(
    scene: Scene,
) -> None:
    said = {"大会": "session", "闭会": "between", "会议期间建议": "session", "议案转": "motion"}
    given = [row("", 标题=f"{name}的议案", 来源=name) for name in said]
    for _ in range(2):
        done = tables.take_in(scene.session, given, None, now=scene.now)
        assert done.wrong == []
    assert (done.made, done.known) == (0, 4), "the renamed one is known again"
    kept = {each.title: each.source for each in scene.session.query(Suggestion)}
    assert kept.pop("议案转的建议") == "motion"
    assert kept == {f"{name}的议案": key for name, key in said.items() if key != "motion"}


def test_what_goes_out_can_come_in_elsewhere(scene: Scene, tmp_path: Path) -> None:
    tables.take_in(scene.session, [row("S-1")], None, now=scene.now)
    scene.assigned()
    scene.draft(title="还在写的，谁也没给看")
    rows = list(tables.rows_out(scene.session))
    assert [len(each) for each in rows] == [len(tables.COLUMNS)] * 2
    path = tmp_path / "out.xlsx"
    workbook({"代表建议": [list(tables.COLUMNS), *rows]}).save(path)
    read = read_tables(path)["代表建议"]
    assert read[0] == list(tables.COLUMNS)
    first = dict(zip(read[0], read[1], strict=True))
    assert (first["外部编号"], first["附议代表"], first["状态"]) == ("S-1", "陈桂", "草稿")
    again = tables.take_in(scene.session, tables.by_column(read), None, now=scene.now)
    assert (again.made, again.known, again.wrong) == (0, 2, []), "its own numbers are known"


def test_a_bureaus_own_list_goes_by_due_day(scene: Scene) -> None:
    late = scene.assigned(title="面广的事", hard=True)
    soon = scene.assigned(title="急事")
    scene.assigned("县交通局", title="别人的事")
    titles = [each[2] for each in tables.rows_out(scene.session, bureau_ids=[late.bureau_id])]
    assert titles == ["急事", "面广的事"] and soon.due < late.due


def test_figures_name_their_cases_and_count_the_two_ends_apart(scene: Scene) -> None:
    rows = [scene.received(title=f"第{n}件") for n in range(3)]
    scene.assigned("县交通局", title="没签收的")
    letter = replies.Letter(scene.words("好了"), "高局长", "A", place="村口")
    for each in rows[:2]:
        replies.reply(scene.session, each, scene.liaison(each), letter, now=scene.now)
    done = rows[0].suggestion
    ratings.rate(scene.session, done, scene.lead(done), "satisfied", None, now=scene.now)
    ratings.close(scene.session, done, scene.office(done), None, now=scene.now)
    receipts.chase(scene.session, now=scene.now + timedelta(days=3))
    found = {each.name: each for each in figures.of_year(scene.session, 2026, now=scene.now)}
    assert found["procedure_closed"].part == (done,) and found["procedure_closed"].share == 25.0
    assert found["closed_out"].part == () and found["closed_out"].share == 0.0
    assert found["satisfied"].whole == (done,) and found["satisfied"].share == 100.0
    assert len(found["class_a"].whole) == 2 and len(found["received_in_time"].part) == 3
    assert found["replied_in_time"].share == 100.0, "what is not due yet does not count against"
    assert "不等于事情办成" in found["procedure_closed"].definition
    groups = figures.by(scene.session, "bureau", 2026, now=scene.now)
    assert [group.name for group in groups] == ["县交通局", "县水利局"], "by name, not by merit"
    assert [g.name for g in figures.by(scene.session, "township", 2026, now=scene.now)] == [
        "城关镇"
    ]


def test_who_still_has_days_to_confirm_receipt_is_not_counted_as_late(scene: Scene) -> None:
    scene.received(title="签收了的"), scene.assigned("县交通局", title="今天才交办的")

    def receipt(days: int) -> tuple[int, int]:
        now = scene.now + timedelta(days=days)
        found = figures.of_year(scene.session, 2026, now=now)
        figure = next(each for each in found if each.name == "received_in_time")
        return len(figure.part), len(figure.whole)

    assert receipt(0) == (1, 1), "assigned this morning, it may still be confirmed in time"
    assert receipt(7) == (1, 2), "its days are over"


def test_what_was_raised_between_sessions_and_resolved_is_counted_by_itself(scene: Scene) -> None:
    done, open_one = scene.received(title="办成的").suggestion, scene.received(title="在办的")
    row = parties.leads(scene.session, done)[0]
    letter = replies.Letter(scene.words("好了"), "高局长", "A", place="村口")
    replies.reply(scene.session, row, scene.liaison(row), letter, now=scene.now)
    ratings.rate(scene.session, done, scene.lead(done), "satisfied", None, now=scene.now)
    office = scene.office(done)
    ratings.close(scene.session, done, office, None, now=scene.now)
    seen = scene.words("去看过")
    looking_back.add_evidence(scene.session, done, office, "visit", seen, now=scene.now)
    looking_back.close_out(scene.session, done, office, now=scene.now)
    (between,) = figures.by(scene.session, "source", 2026, now=scene.now)
    rate = next(figure for figure in between.figures if figure.name == "closed_out")
    assert between.name == "闭会期间" and rate.share == 50.0
    assert rate.part == (done,) and set(rate.whole) == {done, open_one.suggestion}


def test_the_commands_take_in_and_give_out(
    database: Database,
    monday: datetime,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    use_environment(monkeypatch, database, tmp_path)
    with database.write() as session:
        suggestion_parts.build(session, monday)
    shell = Shell(capsys)
    rows = [row("S-1"), row("S-2", 领衔代表="没有此人")]
    given, out = tmp_path / "in.xlsx", tmp_path / "out.xlsx"
    names = list(rows[0])
    workbook({"代表建议": [names, *(list(each.values()) for each in rows)]}).save(given)
    assert shell.run("suggestions", "import", str(given)) == 1
    assert "新导入1件草稿" in shell.said and "表“代表建议”第3行“领衔代表”：没有此人" in shell.said
    assert shell.run("suggestions", "import", str(given)) == 1
    assert "新导入0件草稿，已有1件跳过" in shell.said
    assert shell.run("suggestions", "export", str(out)) == 0
    assert read_tables(out)["代表建议"][1][:3] == ["S-1", None, "修西坪桥"]
    assert shell.run("suggestions", "export", str(out), "--bureau", "没有这个局") == 1
    workbook({"代表建议": [["标题"], ["甲"]]}).save(given)
    assert shell.run("suggestions", "import", str(given)) == 1
    assert "缺这几列：领衔代表" in shell.complained


def test_a_session_is_entered_by_its_command_for_the_county_or_a_township(
    database: Database,
    monday: datetime,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    use_environment(monkeypatch, database, tmp_path)
    with database.write() as session:
        suggestion_parts.build(session, monday)
        town = session.scalars(select(Grid).where(Grid.level == "township")).one().name
    shell = Shell(capsys)
    days = ["--opens", "2026-10-12", "--closes", "2026-10-13", "--until", "2026-10-12T12:00"]
    assert shell.run("suggestions", "session", town, "10", "4", *days) == 0
    assert f"{town}人大10届4次会议" in shell.said
    assert shell.run("suggestions", "session", town, "10", "4", *days) == 1
    assert "已经登记过" in shell.complained
    assert shell.run("suggestions", "session", "没有此镇", "10", "4", *days) == 1
    assert town in shell.complained
    late = [*days[:-1], "2026-10-14T12:00"]
    assert shell.run("suggestions", "session", town, "10", "5", *late) == 1
    assert "日期对不上" in shell.complained
    with database.read() as session:
        row = session.scalars(select(CongressSession).where(CongressSession.number == 4)).one()
        assert (row.congress, row.area.name) == ("township", town)


def test_a_share_is_what_the_counts_say(scene: Scene) -> None:
    suggestion = scene.draft()
    figure = figures.Figure("class_a", (suggestion,) * 358, (suggestion,) * 549)
    assert figure.share == 65.21
    assert figures.Figure("class_a", (), ()).share is None
