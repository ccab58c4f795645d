"""A bureau names another liaison person: the county office reads who, rings up, and one word of it
changes the roster."""

import pytest
from sqlalchemy import select

from bot.actions import liaison_changes, people
from bot.actions.desk.liaisons_waiting import waiting_liaisons
from bot.actions.desk.scope import Desk
from bot.store.models import BureauLiaison, Contact
from tests.suggestion_parts import Scene
from tests.talking import Town
from tests.test_suggestion_chat import assigned

SAID = "我调走了，以后联系人是赵小军，电话13911110000"


@pytest.fixture
def town(old_year: Town) -> Town:
    assigned(old_year)
    return old_year


def liaisons(town: Town) -> list[tuple[str, str, str]]:
    """Name, telephone, and whether they are it today, of 县水利局, in the order of the roster."""
    today = town.clock.now().date()
    with town.database.read() as session:
        rows = session.scalars(select(BureauLiaison).order_by(BureauLiaison.id))
        return [
            (row.name, row.contact.phone or "", "" if row.until and row.until < today else "在")
            for row in rows
            if row.bureau.name == "县水利局"
        ]


def test_a_new_address_or_telephone_is_on_the_list_of_the_day_and_changes_nothing(
    town: Town,
) -> None:
    [(name, _, _)] = liaisons(town)
    for said in ("局里电话换了，0000-5551212", "我们局搬家了，电话换成0000-5551213"):
        assert "已请县人大机关核实" in town.says(name, said)
    with town.database.write() as session:
        scene = Scene(session, town.clock.now())
        clerk = scene.contact("郑科员")
        roles = people.roles_of(session, clerk, town.clock.now())
        desk = Desk(session, clerk, roles, town.clock.now())
        [group] = waiting_liaisons(desk)
        assert [item.gist.partition("：")[2] for item in group.items] == [
            "局里电话换了，0000-5551212",
            "我们局搬家了，电话换成0000-5551213",
        ]
        assert all(name in item.gist and item.link for item in group.items)
        row = liaison_changes.house_news(session)[0]
        assert row.liaison.bureau.phone != "0000-5551212"
        liaison_changes.noted(session, row, by=clerk.id, now=town.clock.now())
        assert len(liaison_changes.house_news(session)) == 1
    assert len(liaisons(town)) == 1


@pytest.mark.parametrize("yes", ["核实了", "打过电话了，是真的，换吧", "核实过了，没错"])
def test_the_office_reads_who_comes_and_one_word_changes_the_roster(town: Town, yes: str) -> None:
    [(name, _, _)] = liaisons(town)
    assert "核实" in town.says(name, SAID)
    told = town.last_told("郑科员")
    assert "赵小军" in told and "13911110000" in told and "核实了" in told
    # Nothing has changed before the office says so.
    assert len(liaisons(town)) == 1
    done = town.says("郑科员", yes)
    assert "换成赵小军" in done
    assert "换成赵小军了" in town.last_told(name) and "不再发给您" in town.last_told(name)
    [(_, _, before), (new, phone, now)] = liaisons(town)
    assert (before, new, phone, now) == ("", "赵小军", "13911110000", "在")
    code = done.split("绑定微信的码：")[1][:8]
    town.says("新来的", code)
    assert "东坪村自来水" in town.says("新来的", "我单位的建议")


def test_a_word_that_it_is_not_so_changes_nothing(town: Town) -> None:
    [(name, _, _)] = liaisons(town)
    town.says(name, SAID)
    assert f"还发给{name}" in town.says("郑科员", "没有这回事")
    assert "没有换，件还发给您" in town.last_told(name)
    assert len(liaisons(town)) == 1
    with town.database.read() as session:
        assert liaison_changes.undecided(session) == []


def test_it_stands_on_the_list_of_the_day_with_the_form_filled_in(town: Town) -> None:
    [(name, phone, _)] = liaisons(town)
    town.says(name, SAID)
    with town.database.read() as session:
        scene = Scene(session, town.clock.now())
        contact: Contact = scene.contact("郑科员")
        roles = people.roles_of(session, contact, scene.now)
        [group] = waiting_liaisons(Desk(session, contact, roles, scene.now))
        [item] = group.items
        assert item.comes == ("赵小军", "13911110000") and SAID in item.gist
        assert item.phone == phone


@pytest.mark.parametrize(
    "said, name, phone",
    [
        ("我们局联系人换成赵小军了，他手机13911110000", "赵小军", "13911110000"),
        ("下个月起由孙丽负责，0312-5678901", "孙丽", "0312-5678901"),
        ("换联系人：周大海 13911112222", "周大海", "13911112222"),
        ("我不管这块了", "", ""),
    ],
)
def test_who_comes_is_read_from_the_words(said: str, name: str, phone: str) -> None:
    assert liaison_changes.read(said) == liaison_changes.Successor(name, phone)
