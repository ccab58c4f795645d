"""事前、事中、事后 are read off what was done; nothing is entered for them."""

from collections.abc import Iterator
from datetime import date

import pytest

from bot.actions.suggestions import drafts, meetings, replies, stages
from bot.domain.calendars import local_day
from bot.domain.workflow import Party
from bot.store.database import Database
from bot.store.models import Suggestion
from tests.suggestion_parts import NEW_YEARS_EVE, Scene, build


@pytest.fixture
def scene(database: Database) -> Iterator[Scene]:
    with database.write() as session:
        yield build(session, NEW_YEARS_EVE)


def said(scene: Scene, about: Suggestion) -> dict[str, tuple[str, str]]:
    return {
        stage.name: ("，".join(stage.done), "，".join(stage.missing))
        for stage in stages.of(scene.session, about)
    }


def test_before_during_and_after_show_what_was_done_and_what_is_missing(scene: Scene) -> None:
    draft = scene.draft()
    assert said(scene, draft)["事前"] == ("", "还没有走访或问过单位")
    lead = scene.actor("李明", draft, Party.DEPUTY)
    drafts.ask_bureau(scene.session, draft, lead, scene.bureau("县水利局"), now=scene.now)
    assert said(scene, draft) == {
        "事前": ("写稿时先问过单位1次", ""),
        "事中": ("", ""),
        "事后": ("", ""),
    }
    row = scene.received()
    about, bureau = row.suggestion, scene.liaison(row)
    assert said(scene, about)["事中"] == ("", "还没有面商")
    day = local_day(scene.now)
    meetings.record(
        scene.session, row, bureau, scene.words("谈了管网"), kind="during", held_on=day,
        now=scene.now, present="head", consultation=True,
    )  # fmt: skip
    letter = replies.Letter(
        scene.words("列入计划"), "王局长", "B",
        promise=scene.words("换管道"), promise_until=date(2027, 4, 30),
    )  # fmt: skip
    replies.reply(scene.session, row, bureau, letter, now=scene.now)
    assert said(scene, about)["事中"] == ("见面1次，面商过", "")
    assert said(scene, about)["事后"] == ("", "承诺还有1项没落实")
    meetings.record(
        scene.session, row, bureau, scene.words("回访了"), kind="after", held_on=day,
        now=scene.now, present="liaison",
    )  # fmt: skip
    assert said(scene, about)["事后"][0] == "办后回访1次"
