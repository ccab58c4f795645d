"""What a deputy says near the own suggestions stays with them: an early rating, a correction right
after the text was read out, names to be asked. None of it becomes a citizen's matter."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.actions.suggestions import assigning, parties, receipts, replies
from bot.store.database import Database
from bot.store.models import Issue, Notice, Rating, Suggestion
from tests import suggestion_parts
from tests.suggestion_parts import NEW_YEARS_EVE
from tests.talking import StillClock, Town
from tests.test_suggestion_chat import newest, scene_of, written


@pytest.fixture
def town(database: Database) -> Iterator[Town]:
    now = NEW_YEARS_EVE - timedelta(days=2)
    with database.write() as session:
        suggestion_parts.build(session, now)
    yield Town(database, StillClock(now))


def counts(town: Town) -> tuple[int, int]:
    """Matters and notices that there are."""
    with town.database.read() as session:
        return tuple(  # type: ignore[return-value]
            session.scalar(select(func.count()).select_from(model)) for model in (Issue, Notice)
        )


def half_answered(town: Town) -> int:
    """A suggestion with two lead bureaus, of which one has answered; its serial number."""
    written(town)
    town.says("李明", "交上去")
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        about = session.get_one(Suggestion, newest(town).id)
        scene.review(about)
        leads = [scene.bureau("县水利局"), scene.bureau("县交通局")]
        assigning.assign(
            session, assigning.Item(about, leads, []), scene.office(about), now=scene.now
        )
        row = parties.leads(session, about)[0]
        receipts.confirm(session, row, scene.liaison(row), now=scene.now)
        letter = replies.Letter(scene.words("主管道换了"), "高局长", "A", place="东坪村口")
        replies.reply(session, row, scene.liaison(row), letter, now=scene.now)
        assert about.serial is not None
        return about.serial


@pytest.mark.parametrize(
    "said",
    [
        "不满意，只修七盏，钱没说清",
        "不满意",
        "建{n}不满意，只换了一半",
        "县水利局的答复我不太满意，没说钱从哪来",
        "基本满意吧",
    ],
)
def test_a_rating_before_all_bureaus_have_answered_goes_to_nobody(town: Town, said: str) -> None:
    serial = half_answered(town)
    town.says("李明", "西坪村的路灯坏了")
    before = counts(town)
    answer = town.says("李明", said.format(n=serial))
    assert "还等县交通局答复" in answer and "没有转给任何人" in answer
    assert counts(town) == before
    with town.database.read() as session:
        assert session.scalars(select(Rating)).all() == []


def test_a_bare_rating_with_nothing_to_rate_asks_which(town: Town) -> None:
    half_answered(town)
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        about = session.get_one(Suggestion, newest(town).id)
        row = next(row for row in parties.leads(session, about) if row.state != "replied")
        receipts.confirm(session, row, scene.liaison(row), now=scene.now)
        letter = replies.Letter(scene.words("路面补好了"), "曹局长", "A", place="村口")
        replies.reply(session, row, scene.liaison(row), letter, now=scene.now)
    assert "您满意" in town.says("李明", "满意")
    town.clock.forward(days=6)
    before = counts(town)
    answer = town.says("李明", "不满意，只修七盏")
    assert "没有转给任何人" in answer and counts(town) == before
