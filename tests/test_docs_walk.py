"""The five minutes of the README, played by the people it names in the demo's county."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.actions import duties
from bot.actions.outbox import fields_of
from bot.demo import load, personas
from bot.store.database import Database
from bot.store.models import Alarm, Duty, Identity, Issue, Notice
from bot.store.vault import vault
from bot.texts import notices
from tests.talking import StillClock, Town

README = Path(__file__).parent.parent / "README.md"
PEOPLE = {persona.name: persona for persona in personas.PERSONAS}


def walk() -> list[tuple[str, str]]:
    """(who, what they type) of each numbered line."""
    steps = []
    for line in README.read_text(encoding="utf-8").splitlines():
        typed = re.match(r"\d+\. (.*?)`([^`]+)`", line)
        if typed:
            found = [name for name in PEOPLE if name in typed[1]]
            steps.append((max(found, key=typed[1].index), typed[2]))
    return steps


def told(town: Town, name: str, after: int = 0) -> str:
    """All that was queued for a person since notice number ``after``."""
    digest = vault().digest(PEOPLE[name].openid)
    with town.database.read() as session:
        rows = session.scalars(
            select(Notice)
            .join(Identity, Identity.contact_id == Notice.contact_id)
            .where(Identity.digest == digest, Notice.id > after)
        ).all()
        return "\n".join(notices()[row.kind].in_chat(fields_of(row)) for row in rows)


@pytest.mark.slow
def test_the_walk_of_the_readme_goes_as_it_says(database: Database) -> None:
    now = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    loaded = load.load(database, now)
    town = Town(database, StillClock(loaded.start))
    with database.read() as session:
        before = session.scalar(select(func.max(Notice.id))) or 0
    steps = walk()
    assert len(steps) == 13

    def plays(step: int) -> str:
        name, text = steps[step - 1]
        return town.says(name, text, openid=PEOPLE[name].openid)

    assert "记下了，编号民" in plays(1)
    for name in ("陈志远", "李秀英", "孙德胜", "王敏"):
        assert "路灯坏了五天" in told(town, name, before)
    assert "保密" in plays(2)
    assert "算您在跟" in plays(3)
    assert "陈志远代表接手了" in told(town, "王桂兰", before)
    assert "已转城关镇供电所" in plays(4)
    assert "请城关镇供电所办" in told(town, "马强", before)
    assert "名字电话没有给他们" in told(town, "王桂兰", before)
    assert "签收了" in plays(5)
    assert "城关镇供电所在办" in plays(6)
    assert "会请群众去看看" in plays(7)
    assert "好了回1" in told(town, "王桂兰", before)
    assert "办结" in plays(8)
    assert "群众说“好了”" in told(town, "陈志远", before)

    assert "不发给您村的代表和干部" in plays(9)
    for name in ("孙德胜", "陈志远", "李秀英", "马强"):
        assert "盖房" not in told(town, name, before)
    assert "盖房" in told(town, "王敏", before)

    answer = plays(10)
    assert answer.index("95598") < answer.index("编号民")
    assert "请您现在给他回" in told(town, "林芳", before)
    assert "接到" not in told(town, "李大山", before)
    plays(11)
    assert "值班员已接到" in told(town, "李大山", before)
    assert "总值班室" not in told(town, "李大山", before)
    plays(12)
    assert "已转总值班室" in told(town, "李大山", before)

    town.clock.moment = loaded.start + timedelta(days=2)
    with database.write() as session:
        duties.remind(session, town.clock.now())
    assert "进网格看一眼" in told(town, "陈志远", before)
    assert "走访算一次" in plays(13)
    with database.read() as session:
        visit = session.scalars(select(Duty).where(Duty.recorded_at == town.clock.now())).one()
        assert visit.state == "recorded" and visit.deputy.name == "陈志远"
        alarm = session.scalars(select(Alarm).order_by(Alarm.id.desc()).limit(1)).one()
        assert alarm.passed_on_at is not None
        closed = session.scalars(select(Issue).where(Issue.title.contains("路灯坏了五天"))).one()
        assert closed.state == "closed"
