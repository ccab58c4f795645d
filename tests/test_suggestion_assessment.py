"""What a bureau did and what deputies say of it, side by side; and what is to be put right."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from bot.actions.suggestions import assessment, figures, promises, ratings, replies
from bot.domain.workflow import Party
from bot.store.database import Database
from bot.store.models import Assignment
from tests.suggestion_parts import NEW_YEARS_EVE, Scene, build


@pytest.fixture
def scene(database: Database) -> Iterator[Scene]:
    with database.write() as session:
        yield build(session, NEW_YEARS_EVE)


def answered(scene: Scene, title: str, grade: str = "satisfied") -> Assignment:
    row = scene.received(title=title)
    letter = replies.Letter(
        scene.words("列入计划"),
        "王局长",
        "B",
        promise=scene.words("更换主管道"),
        promise_until=date(2027, 4, 30),
    )
    replies.reply(scene.session, row, scene.liaison(row), letter, now=scene.now)
    lead = scene.actor("李明", row.suggestion, Party.DEPUTY)
    words = scene.words("没说谁负责") if grade == "unsatisfied" else None
    ratings.rate(scene.session, row.suggestion, lead, grade, words, now=scene.now)
    return row


def test_both_sides_stand_beside_each_other_and_few_ratings_are_no_share(scene: Scene) -> None:
    for number in range(4):
        answered(scene, f"改造{number}组管网")
    (water,) = assessment.of_year(scene.session, 2026, now=scene.now)
    assert (water.bureau, water.led, water.met) == ("县水利局", 4, (0, 4))
    # 100 of 10, 100 of 30, 0 of 20 (nobody met), 0 of 40 (nothing closed out).
    assert water.work == 40.0 and water.voice is None
    answered(scene, "清淤", "unsatisfied")
    (water,) = assessment.of_year(scene.session, 2026, now=scene.now)
    assert water.voice == 80.0


def test_what_is_to_be_put_right_comes_from_the_cases_and_says_no_rating(scene: Scene) -> None:
    row = answered(scene, "改造管网", "unsatisfied")
    about, office = row.suggestion, scene.office(row.suggestion)
    what = scene.words("写明责任人")
    ratings.order_rework(scene.session, about, office, what, now=scene.now)
    late = scene.received(title="清淤")
    scene.now += timedelta(days=130)
    found = assessment.problems(scene.session, 2026, now=scene.now)
    said = {(one.suggestion.id, one.what) for one in found}
    assert (about.id, "重新办理1次") in said and (about.id, "承诺到期没有落实") in said
    assert (late.suggestion_id, "过了期限没有答复") in said
    assert not any("满意" in one.what or one.mended for one in found)
    (promise,) = promises.open_of(scene.session, row)
    bureau = scene.liaison(row)
    promises.keep(scene.session, promise, bureau, scene.words("换完了"), now=scene.now)
    later = assessment.problems(scene.session, 2026, now=scene.now)
    assert "承诺到期没有落实" not in {one.what for one in later}


def test_an_answer_in_time_stays_in_time_when_it_is_handled_again(scene: Scene) -> None:
    row = answered(scene, "改造管网", "unsatisfied")
    about, what = row.suggestion, scene.words("写明责任人")
    ratings.order_rework(scene.session, about, scene.office(about), what, now=scene.now)
    named = {one.name: one for one in figures.of_year(scene.session, 2026, now=scene.now)}
    assert named["replied_in_time"].share == 100.0 and named["reworked"].share == 100.0
