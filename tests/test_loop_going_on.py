"""Words that go on with a case: again, more of it, how it is, whom it is hidden from."""

import pytest
from sqlalchemy import select

from bot.actions import issues
from bot.store.models import Issue
from tests.talking import Town

LAMP = "东坪村三组路灯不亮好几天了"
WATER = "东坪村二组自来水停了三天"


def issue(town: Town, number: int) -> Issue:
    with town.database.read() as session:
        found = session.scalars(select(Issue).where(Issue.number == number)).one()
        assert found.grid is None or found.grid.name
        return found


def count(town: Town) -> int:
    with town.database.read() as session:
        return len(session.scalars(select(Issue)).all())


# ------------------------------------------------------------------------ more of it


def test_a_question_without_a_thing_of_its_own_is_of_what_they_told(town: Town) -> None:
    town.says("大娘", "东坪村到县城的班车又停了")
    assert "加到民1" in town.says("大娘", "能不能一天一趟")
    town.clock.forward(days=1)
    assert "加到民1" in town.says("大娘", "12月10号能通不")
    assert "编号民2" in town.says("大娘", "高龄补贴去哪领")


@pytest.mark.parametrize("more", ["就是张老三家门口那个", "水是黄的"])
def test_more_of_a_case_is_added_to_it_and_opens_none(town: Town, more: str) -> None:
    town.says("大娘", WATER)
    assert town.says("大娘", more).startswith("加到民1")
    assert more in town.last_told("周干事") and count(town) == 1


def test_more_goes_to_the_case_that_was_spoken_of_just_now(town: Town) -> None:
    town.says("大娘", LAMP)
    town.clock.forward(days=1)
    town.says("大娘", WATER)
    assert town.says("大娘", "就是张老三家门口那个").startswith("加到民2")


# ------------------------------------------------------------------------ again


def test_what_was_taken_back_and_is_bad_again_goes_on_as_the_same_case(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("大娘", "撤回")
    assert issue(town, 1).state == "withdrawn"
    assert "民1" in town.says("大娘", "又坏了") and issue(town, 1).state == "recheck"
    assert "撤回过" in town.last_told("周干事") and "又坏了" in town.last_told("周干事")
    assert "已转城关供电所" in town.says("周干事", "民1转供电所")


def test_no_need_is_no_danger_and_is_asked_about_and_again_is_added(town: Town) -> None:
    town.says("大娘", LAMP)
    asked = town.says("大娘", "不用了")
    assert "民1" in asked and "12356" not in asked
    assert "民1" in town.says("大娘", "又坏了")
    assert "又坏了" in town.last_told("周干事") and count(town) == 1


def test_what_was_called_good_and_is_bad_again_is_looked_at_again(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "民1答复：灯换好了")
    town.says("大娘", "好了")
    assert issue(town, 1).state == "closed"
    assert "接着问" in town.says("大娘", "民1没好，昨晚又灭了")
    assert issue(town, 1).state == "recheck"


def test_of_several_cases_it_is_asked_which_is_bad_again(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("大娘", WATER)
    town.says("大娘", "民1撤回")
    town.says("大娘", "民2撤回")
    town.clock.forward(days=3)
    asked = town.says("大娘", "又坏了")
    assert "民1" in asked and "民2" in asked
    assert "民1" in town.says("大娘", "民1")
    assert (issue(town, 1).state, issue(town, 2).state) == ("recheck", "withdrawn")


# ------------------------------------------------------------------------ the right place


def test_not_x_but_y_is_y(town: Town) -> None:
    town.says("大娘", "东坪村二组的路坑坑洼洼")
    assert "西坪村" in town.says("大娘", "不是东坪村，是西坪村")
    with town.database.read() as session:
        found = session.scalars(select(Issue)).one()
        assert found.grid is not None and found.grid.name.startswith("西坪")


# ------------------------------------------------------------------------ secrecy


def test_secrecy_without_a_number_covers_all_and_says_so(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("大娘", WATER)
    said = town.says("大娘", "保密")
    assert "您说过的都保密" in said and "民1" in said and "民2" in said
    assert issue(town, 1).secret and issue(town, 2).secret


def test_secrecy_with_a_number_covers_that_one(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("大娘", WATER)
    town.says("大娘", "民1保密")
    assert issue(town, 1).secret and not issue(town, 2).secret


def test_what_was_taken_back_can_be_kept_secret(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("大娘", "撤回")
    assert "保密" in town.says("大娘", "保密") and issue(town, 1).secret


# ------------------------------------------------------------------------ the day of the receipt


def test_a_promised_day_that_is_over_is_not_said_as_a_promise(town: Town) -> None:
    town.says("大娘", LAMP)
    town.clock.forward(days=4)
    with town.database.write() as session:
        issues.move_attention(session, now=town.clock.now())
    said = town.says("大娘", "办得咋样了")
    assert "本来" in said and "对不住" in said


@pytest.mark.parametrize("said", ["没好，昨晚又灭了", "路灯又灭了", "又灭了"])
def test_what_was_called_good_is_reopened_without_a_number_too(town: Town, said: str) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "民1答复：灯换好了")
    town.says("大娘", "好了")
    town.says("大娘", said)
    assert issue(town, 1).state == "recheck" and count(town) == 1


# ------------------------------------------------------------------------ about somebody else, too


def test_who_is_named_after_an_accusation_does_not_read_it_either(town: Town) -> None:
    town.says("大娘", "西坪村书记赵刚把修路的沙子拉自己家去了")
    before = {name: len(town.told(name)) for name in ("李明", "王芳", "赵刚", "周干事")}
    town.says("大娘", "李明也拉了")
    for name in ("李明", "王芳", "赵刚", "周干事"):
        assert len(town.told(name)) == before[name], name


def test_a_plain_matter_beside_a_blame_goes_to_who_can_mend_it_and_both_numbers_are_told(
    town: Town,
) -> None:
    town.says("大娘", WATER)
    said = town.says("大娘", "还有个事，我店门口的路灯也不亮，另外城管老来收费不给票")
    assert "民2" in said and "民3" in said
    for name in ("李明", "周干事"):
        assert "路灯" in town.last_told(name)
        assert not any("城管" in told for told in town.told(name))
    assert "城管" in town.last_told("郑科员")
    assert (issue(town, 2).seen_by, issue(town, 3).seen_by) == ("grid", "county")


def test_a_half_that_speaks_of_the_same_person_stays_above_with_the_blame(town: Town) -> None:
    town.says("大娘", "路灯也是他弄坏的，灯都不亮了，另外城管老来收费不给票")
    assert not any("路灯" in told for told in town.told("李明"))
