"""A picture before its words: it waits for them for days, and then somebody looks."""

import pytest
from sqlalchemy import select

from bot.actions import issues
from bot.store.models import Issue, Media
from tests.talking import Town


def lying_at(town: Town) -> list[int | None]:
    """Number of the case at which each picture lies."""
    with town.database.read() as session:
        rows = session.scalars(select(Media).order_by(Media.id)).all()
        return [
            session.get_one(Issue, row.issue_id).number if row.issue_id else None for row in rows
        ]


def looked(town: Town) -> int:
    with town.database.write() as session:
        return issues.look_at_wordless_pictures(session, now=town.clock.now())


@pytest.mark.parametrize("minutes", [3, 31, 300])
def test_a_picture_waits_for_its_words(town: Town, minutes: int) -> None:
    assert "说一句" in town.says("生人", "", kind="image", media_id="p1")
    town.clock.forward(minutes=minutes)
    assert "民1" in town.says("生人", "西坪村桥头路陷了")
    assert lying_at(town) == [1]


def test_a_picture_whose_words_never_come_is_looked_at_on_the_next_working_day(
    town: Town,
) -> None:
    for name in ("p1", "p2"):
        town.says("生人", "", kind="image", media_id=name)
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("大娘", "", kind="image", media_id="p3")
    assert looked(town) == 0, "the words may still come today"
    town.clock.forward(days=1)
    assert looked(town) == 1 and looked(town) == 0
    assert lying_at(town) == [2, 2, 1]
    assert "民2" in town.last_told("生人") and "说一句" in town.last_told("生人")
    assert "民2" in town.last_told("郑科员") and "没说是什么事" in town.last_told("郑科员")
    assert "民2" in town.says("生人", "西坪村桥头路陷了")
    with town.database.read() as session:
        issue = session.scalars(select(Issue).where(Issue.number == 2)).one()
        assert issue.grid is not None and issue.grid.name.startswith("西坪村")


def test_nobody_is_asked_to_look_on_a_day_off(town: Town) -> None:
    town.clock.forward(days=4)
    town.says("生人", "", kind="image", media_id="p1")
    for _ in range(2):
        town.clock.forward(days=1)
        assert looked(town) == 0
    town.clock.forward(days=1)
    assert looked(town) == 1
