"""The record: everything is said in Chinese words, found by person, day, kind and case, and whether
it is whole is said plainly."""

import ast
import html
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.actions import quotas, seals, switches
from bot.actions.channel_policy import pause_name
from bot.actions.desk import audit_list
from bot.actions.desk.audit_list import Asked
from bot.store.database import Database
from bot.store.models import Audit, Erasure, History
from tests.cli_parts import Shell, use_environment
from tests.pages_parts import Office, words_of
from tests.pages_scene import busy_day

ROOT = Path(__file__).parent.parent


def acts_in_the_code() -> set[str]:
    """Every act that is recorded by a plain word."""
    found = set()
    for package in ("bot", "handlers", "scheduler"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call):
                    continue
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in ("record", "_record", "_note"):
                    found |= {
                        one.value
                        for given in node.args
                        for one in ast.walk(given)
                        if isinstance(one, ast.Constant)
                        and isinstance(one.value, str)
                        and "." in one.value
                        and not one.value.endswith(".")
                    }
    return found


def test_every_act_that_is_recorded_is_said_in_chinese() -> None:
    acts = acts_in_the_code()
    assert len(acts) > 30
    silent = sorted(act for act in acts if audit_list.say_act(act).isascii())
    assert silent == []
    # A rule that has no field of its own is said by its name as well.
    assert audit_list.say_fact("rule.set", "routing.words") == "“派件的词”"
    # Nobody takes a channel that rested by itself for the key that stops everything.
    for name in (switches.STOP, "retention", *map(pause_name, quotas.LIMITS)):
        for turned in ("on", "off"):
            assert audit_list.say_fact("switch.turn", f"{name}={turned}"), name


def test_it_is_found_by_person_kind_day_and_case_and_steps_too(office: Office) -> None:
    numbers = busy_day(office)
    lamp = numbers["lamp"]
    desk = office.desk("郑科员")
    office.desk("周干事").get(f"/console/issue/{lamp}")
    desk.get("/console/codes?q=赵刚")
    desk.post("/console/codes", of="deputy", code="D3")
    assert "赵刚（D3）" in words_of(desk.get("/console/record"))
    steps = words_of(desk.get(f"/console/record?group=steps&issue=民{lamp}"))
    assert "周干事 转承办单位 民" in steps and "孙电 报办好了" in steps and "群众 没好" in steps
    # Whoever looks for a case is shown its steps, and where the rest stands.
    page = desk.get(f"/console/record?group=all&issue=民{lamp}")
    link = re.search(r'href="(/console/record\?group=looked&amp;issue=[^"]+)"', page.text)
    assert link and "周干事" in words_of(desk.get(html.unescape(link[1]))).split("哪件事")[1]
    mine = words_of(desk.get("/console/record?group=steps&who=O1")).split("再往前")[0]
    assert "周干事" in mine and "李明" not in mine.split("哪件事")[1].replace("李明 ", "", 0)
    today = office.town.clock.now().date()
    other = (today - timedelta(days=1)).isoformat()
    assert "没有这样的记录" in words_of(
        desk.get(f"/console/record?group=steps&since=2020-01-01&until={other}")
    )
    assert f"民{lamp}" in words_of(desk.get(f"/console/record?group=steps&since={today}"))
    for odd in ("民", "民999", "民" + "9" * 23, "稿" + "9" * 23, "〔9-9〕9", "稿7", "x" * 40, "%"):
        assert desk.get(f"/console/record?group=steps&issue={odd}").status_code == 200, odd


def test_a_day_is_found_by_halving_and_pages_go_down_without_gaps(
    database: Database, monday: datetime
) -> None:
    with database.write() as session:
        for at in range(400):
            session.add(Audit(at=monday + timedelta(hours=at), act="rule.set", fact=f"r{at}"))
    wanted = monday.date() + timedelta(days=5)
    found: list[str] = []
    with database.read() as session:
        asked = Asked(since=wanted, until=wanted + timedelta(days=3))
        before = None
        while True:
            page = audit_list.page(session, asked, before=before)
            found += [line.fact for line in page.lines]
            before = page.before
            if before is None:
                break
    # Monday 9:00 is hour 0; four whole days from Saturday on.
    first = 5 * 24 - 9
    assert found == [f"r{at}" for at in range(first + 4 * 24 - 1, first - 1, -1)]


def _sealed(database: Database, now: datetime) -> None:
    with database.write() as session:
        session.add(Audit(at=now, act="rule.set", fact="county.name"))
        session.add(
            History(
                case_kind="issue",
                case_id=1,
                step="note",
                from_state="routed",
                to_state="routed",
                party="station",
                at=now,
            )
        )
    with database.write() as session:
        assert seals.seal(session, now + timedelta(minutes=10)) is not None


def test_the_command_says_whether_the_record_is_whole_and_between_when_it_was_broken(
    database: Database,
    monday: datetime,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    use_environment(monkeypatch, database, tmp_path)
    shell = Shell(capsys)
    assert shell.run("audit", "verify") == 0 and "还没有封存过" in shell.said
    _sealed(database, monday)
    _sealed(database, monday + timedelta(days=1))
    assert shell.run("audit", "verify") == 0
    assert "一条没动" in shell.said and "封存的" in shell.said
    with database.write() as session:
        session.execute(update(History).where(History.id == 2).values(fact="别的"))
    assert shell.run("audit", "verify") == 1
    assert "2026-11-23 09:10到2026-11-24 09:10之间的记录被人动过了" in shell.said
    assert shell.run("privacy", "due") == 0
    assert "到期自动清：关着" in shell.said and "留36个月" in shell.said
    with database.write() as session:
        session.add(Erasure(at=monday, cases=[], counts={}, files=[]))
    assert shell.run("privacy", "erased") == 0
    assert "2026-11-23 09:00\t到期\t（没有立成事的）" in shell.said
