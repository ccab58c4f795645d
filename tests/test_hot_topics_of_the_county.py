"""What several people speak of, as the console asks it of the store (G07, P26)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.desk.scope import Desk
from bot.actions.hot_topics import HotTopic, hot_topics, raisable
from bot.actions.people import roles_of
from bot.actions.suggestions import drafts
from bot.store.models import Deputy, Issue, Officer
from tests.talking import Town

EAST = (
    "东坪村自来水停了三天了，没水做饭",
    "东坪村的自来水又停了，我电话13812345678",
    "东坪村自来水停水好几天，没水吃",
)
WEST = ("西坪村自来水停了两天，没水做饭", "西坪村自来水停水了，没水吃")
OTHERS = ("东坪村三组路灯不亮好几天了", "西坪村河里有死猪，臭得很")


def desk_of(session: Session, town: Town, name: str) -> Desk:
    officer = session.scalars(select(Officer).where(Officer.name == name)).one()
    now = town.clock.now()
    return Desk(session, officer.contact, roles_of(session, officer.contact, now), now)


def seen_by(town: Town, name: str, *, days: int | None = None) -> tuple[HotTopic, ...]:
    with town.database.read() as session:
        return hot_topics(desk_of(session, town, name), days=days).found


def tell(town: Town, *texts: str) -> None:
    """Each from somebody else. How they are read is tested elsewhere: here all are problems."""
    for text in texts:
        town.says(f"村民{text}", text)
    with town.database.write() as session:
        for issue in session.scalars(select(Issue)):
            issue.kind, issue.seen_by, issue.avoid = "problem", "grid", []


def test_one_problem_in_two_villages_is_one_topic_with_its_places(town: Town) -> None:
    tell(town, *EAST, *WEST, *OTHERS)
    (water,) = seen_by(town, "郑科员")
    assert water.issues == (5, 4, 3, 2, 1)
    assert water.places == (("城关镇东坪村", 3), ("城关镇西坪村", 2))
    assert water.place == ""
    assert water.trend == "new"
    assert water.name == "自来水停水了", "a whole piece of what somebody said, without the place"


def test_the_name_of_a_topic_has_no_hole_where_a_place_stood(town: Town) -> None:
    tell(
        town,
        *(f"城关镇到{village}的班车停了，老人赶集不方便" for village in ("东坪村", "西坪村")),
        "从城关镇去东坪村的班车停了，赶集不方便",
    )
    (buses,) = seen_by(town, "郑科员")
    assert buses.name == "班车停了"


def test_the_name_of_a_topic_holds_no_personal_data(town: Town) -> None:
    tell(town, *EAST, *WEST)
    (water,) = seen_by(town, "郑科员")
    assert "13812345678" not in repr(water)
    assert "电话" not in water.name


def test_the_trend_is_against_the_span_before(town: Town) -> None:
    tell(town, EAST[0])
    town.clock.forward(days=40)
    tell(town, *EAST[1:], *WEST)
    (water,) = seen_by(town, "郑科员")
    assert (water.count, water.before, water.trend) == (4, 1, "rising")
    town.clock.forward(days=31)
    assert seen_by(town, "郑科员") == ()
    (longer,) = seen_by(town, "郑科员", days=60)
    assert (longer.count, longer.before) == (4, 1)


def test_few_voices_are_no_topic(town: Town) -> None:
    tell(town, *EAST[:2], *OTHERS)
    assert seen_by(town, "郑科员") == ()


def test_what_is_kept_above_is_no_part_of_what_the_station_sees(town: Town) -> None:
    tell(town, *EAST[:2], *WEST)
    with town.database.write() as session:
        kept = session.scalars(select(Issue).where(Issue.number == 2)).one()
        kept.seen_by = "county"
        other = session.scalars(select(Issue).where(Issue.number == 1)).one()
        other.seen_by = "township"
        other.avoid = [{"who": "站长", "name": "吴站长", "level": "village", "area": ""}]
    (office,) = seen_by(town, "郑科员")
    assert office.issues == (4, 3, 2, 1)
    (station,) = seen_by(town, "周干事")
    assert station.issues == (4, 3, 1)
    assert seen_by(town, "吴站长") == (), "about himself: two are left, which are no topic"


def test_a_joint_suggestion_starts_from_what_the_deputy_may_know(town: Town) -> None:
    tell(town, *EAST, *WEST)
    with town.database.write() as session:
        held = session.scalars(select(Issue).where(Issue.number == 2)).one()
        held.seen_by = "county"
    with town.database.write() as session:
        desk = desk_of(session, town, "郑科员")
        (water,) = hot_topics(desk).found
        deputy = session.scalars(select(Deputy).where(Deputy.name == "李明")).one()
        issues = raisable(desk, water, deputy)
        assert [issue.number for issue in issues] == [1, 3]
        draft = drafts.start(session, deputy, now=desk.now, issues=issues, title="解决停水问题")
        assert draft.state == "draft"
        assert draft.lead is deputy


def test_more_issues_than_are_compared_are_said_to_be_cut(town: Town) -> None:
    from bot.actions.rules import set_rule

    tell(town, *EAST, *WEST)
    with town.database.write() as session:
        set_rule(session, "hot_topics.most", 4, origin="test", now=town.clock.now())
    with town.database.read() as session:
        found = hot_topics(desk_of(session, town, "郑科员"))
    assert found.cut
    assert found.found[0].issues == (5, 4, 3, 2)
