"""Codes by chat, and giving a role back: no role, number or word goes along with another's."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.actions import bindings, people
from bot.store.models import BureauLiaison, Contact, Deputy, Identity, Issue, Officer
from tests.talking import Town

#: Table of the role, and who holds it.
_HOLDERS: tuple[tuple[Any, str], ...] = (
    (Deputy, "李明"),
    (Deputy, "王芳"),
    (BureauLiaison, "孙电"),
)


@pytest.fixture
def town(town: Town) -> Town:
    """李明, 王芳 and 孙电 are on no WeChat yet."""
    with town.database.write() as session:
        for table, name in _HOLDERS:
            row: Any = session.scalars(select(table).where(table.name == name)).one()
            own = session.scalars(
                select(Identity).where(Identity.contact_id == row.contact_id)
            ).one()
            session.delete(own)
            row.contact.phone = {"李明": "13800000011", "王芳": "13800000012"}.get(name)
    return town


def code(town: Town, table: Any, name: str) -> str:
    role = "deputy" if table is Deputy else "bureau_liaison"
    with town.database.write() as session:
        row = session.scalars(select(table).where(table.name == name)).one()
        return bindings.issue_code(session, role, row.id, issued_by=None, now=town.clock.now())


def contact_of(town: Town, name: str) -> Contact:
    with town.database.read() as session:
        return session.scalars(select(Deputy).where(Deputy.name == name)).one().contact


@pytest.mark.parametrize(
    "said", ["我的码是 {a} {b}", "绑定{a}{b}", "给我的码：{a}-{b}，帮我绑一下"]
)
def test_a_code_within_a_sentence_binds_and_opens_no_case(town: Town, said: str) -> None:
    found = code(town, Deputy, "李明").lower()
    assert "绑好了" in town.says("甲", said.format(a=found[:4], b=found[4:]))
    with town.database.read() as session:
        assert session.scalars(select(Issue)).all() == []


@pytest.mark.parametrize("said", ["我是李明，我是人大代表", "我是人大代表", "我是供电所联络员"])
def test_who_says_to_be_somebody_is_told_how_one_binds(town: Town, said: str) -> None:
    assert "八位的码" in town.says("甲", said)


def test_who_binds_reads_how_much_waits(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    assert "1件" in town.says("甲", code(town, Deputy, "李明"))


def test_who_sends_the_code_a_second_time_reads_that_it_is_bound(town: Town) -> None:
    own = code(town, Deputy, "李明")
    town.says("甲", own)
    again = town.says("甲", own)
    assert "已经绑好了" in again and "代表" in again and "李明" in again
    assert "用过了，请" in town.says("乙", own)


def test_which_role_is_given_back_is_asked_and_the_other_stays(town: Town) -> None:
    town.says("甲", code(town, BureauLiaison, "孙电"))
    town.says("甲", code(town, Deputy, "李明"))
    asked = town.says("甲", "解除绑定")
    assert "解除代表" in asked and "解除联络员" in asked
    assert town.says("甲", "我只退代表的，供电所的还要").startswith("已解除：县人大代表")
    with town.database.read() as session:
        liaison = session.scalars(select(BureauLiaison).where(BureauLiaison.name == "孙电")).one()
        assert [each.external_id for each in liaison.contact.identities] == ["o-甲"]
    assert contact_of(town, "李明").id != liaison.contact_id


def test_a_role_that_was_given_back_does_not_come_along_with_anothers_code(town: Town) -> None:
    town.says("甲", code(town, BureauLiaison, "孙电"))
    town.says("甲", code(town, Deputy, "李明"))
    assert "联络员" in town.says("甲", "全部解除")
    assert "联络员" in town.says("甲", code(town, BureauLiaison, "孙电"))
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    assert "李明" not in "".join(town.told("甲"))
    assert "民1" not in town.says("甲", "待办")
    assert "李明" not in town.says("甲", "民1答复 修好了")
    assert town.told("大娘") == []


def test_the_telephone_of_who_gives_a_role_back_is_their_own_and_not_somebody_elses(
    town: Town,
) -> None:
    town.says("甲", "13900000099")
    town.says("甲", code(town, Deputy, "李明"))
    town.says("甲", "解除绑定")
    assert contact_of(town, "李明").phone == "13800000011"
    town.says("乙", code(town, Deputy, "王芳"))
    town.says("乙", "解除绑定")
    assert contact_of(town, "王芳").phone == "13800000012"


def test_who_gave_the_role_back_is_still_named_in_what_they_did(town: Town) -> None:
    with town.database.write() as session:
        row = session.scalars(select(Deputy).where(Deputy.code == "D1")).one()
        name, before = row.name, row.contact
        assert bindings.unbind(session, before, now=town.clock.now())
        assert row.contact_id != before.id
        assert people.deputy_who_was(session, before.id) == name
        assert people.deputy_who_was(session, row.contact_id) == name
        assert people.deputy_who_was(session, None) == ""


def test_who_acted_before_their_first_binding_is_still_named_after_it(town: Town) -> None:
    now, holders = town.clock.now(), {"deputy": (Deputy, "李明"), "officer": (Officer, "周干事")}
    before = {}
    for role, (table, name) in holders.items():
        with town.database.write() as session:
            row = session.scalars(select(table).where(table.name == name)).one()
            before[role] = row.contact_id
            given = bindings.issue_code(session, role, row.id, issued_by=None, now=now)
        town.says(f"新{name}", given)
    with town.database.read() as session:
        for role, (table, name) in holders.items():
            row = session.scalars(select(table).where(table.name == name)).one()
            assert row.contact_id != before[role]
        assert people.deputy_who_was(session, before["deputy"]) == "李明"
        assert people.officer_who_was(session, before["officer"]) == "周干事"
        assert not people.officer_who_was(session, before["deputy"])
