"""县政府办 in the middle: it sees every item that it coordinates, and no rating."""

import pytest
from sqlalchemy import select

from bot.actions.suggestions import assigning, coordinating, returns
from bot.domain.calendars import local_day
from bot.store.models import Assignment, Bureau, BureauLiaison, Suggestion
from tests.talking import Town
from tests.test_suggestion_chat import newest, scene_of, written


@pytest.fixture
def town(old_year: Town) -> Town:
    """Two leads and one support of one suggestion; the court's goes there directly."""
    written(old_year)
    old_year.says("李明", "交上去")
    with old_year.database.write() as session:
        scene = scene_of(session, old_year.clock.now())
        about = session.get_one(Suggestion, newest(old_year).id)
        scene.review(about)
        leads = [scene.bureau("县水利局"), scene.bureau("县人民法院")]
        item = assigning.Item(about, leads, [scene.bureau("县交通局")])
        assigning.assign(session, item, scene.office(about), now=scene.now)
    return old_year


def test_the_notice_counts_a_suggestion_once_and_its_list_has_every_bureau(town: Town) -> None:
    told = town.last_told("张办")
    assert "交办1件代表建议" in told and told.count("建〔16-6〕1号") == 1
    assert "/p/suggestions" in told
    with town.database.read() as session:
        office = session.scalars(select(Bureau.id).where(Bureau.name == "县政府办")).all()
        today = local_day(town.clock.now())
        rows = coordinating.coordinated(session, office, today)
        assert {row.bureau.name for row in rows} == {"县水利局", "县交通局"}
        assert coordinating.counts(session, office, today).unreceived == 2


@pytest.mark.parametrize(
    "said", ["现在有哪些建议没签收", "还有哪家没签收", "有几件没签收的建议", "没签收的有哪些"]
)
def test_what_it_asks_about_them_is_answered_and_is_no_citizens_matter(
    town: Town, said: str
) -> None:
    answer = town.says("张办", said)
    assert "县水利局" in answer and "县交通局" in answer and "法院" not in answer
    assert "没签收2件" in town.says("张办", "待办")


def test_a_return_that_nobody_has_decided_is_seen_and_makes_nobody_late(town: Town) -> None:
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        row = next(r for r in session.scalars(select(Assignment)) if r.bureau.name == "县水利局")
        words = scene.words("不归我们管")
        returns.request(session, row, scene.liaison(row), words, to="县交通局", now=scene.now)
    assert "县水利局" in town.says("张办", "有没有申退的")
    town.clock.forward(days=200)
    answer = town.says("张办", "现在过期的有哪些")
    assert "县交通局" in answer and "县水利局" not in answer


def test_who_coordinates_nothing_is_answered_as_ever(town: Town) -> None:
    with town.database.read() as session:
        own = session.scalars(select(BureauLiaison).join(Bureau).where(Bureau.name == "县水利局"))
        name = own.one().name
    assert "经您办协调" not in town.says(name, "待办")


def test_how_many_there_are_and_what_is_late_is_told_to_each_of_what_is_theirs(
    town: Town,
) -> None:
    """Nobody's question becomes a note on an item, a word to a deputy, or a citizen's matter."""
    before = len(town.told("李明"))
    for who, said, answer in (
        (
            "张办",
            "水利局那几件办得咋样",
            "经您办协调的建议（县水利局主办的）：2026年提的1件：在办1件",
        ),
        ("冯主席", "镇里代表提了几件", "本镇代表提的建议：2026年提的1件：在办1件"),
        ("郑科员", "今年提了多少，办完多少", "全县代表建议：2026年提的1件：在办1件"),
        ("卫主任", "交通局手上几件建议", "（县交通局主办的）：2026年提的0件"),
        ("钱水", "我们今年有几件建议，办完几件", "贵单位主办的建议：2026年提的1件"),
        ("李明", "我今年提了几条建议", "您提的建议：2026年提的1件"),
        ("郑科员", "去年代表提了几件建议", "2025年提的0件"),
    ):
        assert answer in town.says(who, said), said
    assert len(town.told("李明")) == before
    town.clock.forward(days=100)
    late = "往年的还有1件没走完：在办1件。过了期限没答复的1件：建〔16-6〕1号"
    assert late in town.says("张办", "今年代表建议一共多少件，办了几件")
    assert "没答复的2件" in town.says("郑科员", "代表建议一共提了几件"), "the court is late, too"
    assert "县水利局" in town.says("钱水", "今年提了多少，办完多少")
