"""One-time codes: single use, few days, few tries, all on record."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.actions import bindings, outbox, people
from bot.actions.roster import import_county
from bot.domain.workflow import Refused
from bot.store.database import Database
from bot.store.models import Audit, BindingCode, BureauLiaison, Contact, Deputy, Notice
from tests.roster_parts import bring_in, small_county


@pytest.fixture
def county(database: Database, monday: datetime) -> Database:
    bring_in(database, small_county(), monday)
    return database


def code_for(database: Database, code: str, now: datetime) -> str:
    with database.write() as session:
        found = bindings.find_holder(session, code)
        assert found is not None
        return bindings.issue_code(session, found[0], found[1].id, issued_by=None, now=now)


def bind(database: Database, openid: str, code: str, now: datetime) -> bindings.Bound | str:
    """What became of it; a refusal is committed, as the conversation does."""
    with database.write() as session:
        contact = people.meet(session, openid, now=now).contact
        try:
            return bindings.bind(session, contact, code, now=now)
        except Refused as refused:
            return refused.key


def roles(database: Database, openid: str, now: datetime) -> people.Roles:
    with database.read() as session:
        identity = people.identity_of(session, openid)
        assert identity is not None
        return people.roles_of(session, identity.contact, now)


def test_a_code_makes_the_sender_who_the_roster_says(county: Database, monday: datetime) -> None:
    code = code_for(county, "D1", monday)
    assert len(code) == 8 and set(code) <= set(bindings.LETTERS)
    bound = bind(county, "oChen", f" {code[:4].lower()}-{code[4:]}", monday)
    assert bound == bindings.Bound("县人大代表", "陈远")
    assert [deputy.code for deputy in roles(county, "oChen", monday).deputies] == ["D1"]
    with county.read() as session:
        identity = people.identity_of(session, "oChen")
        assert identity is not None and identity.contact.phone == "13800000001"


def test_the_code_itself_is_nowhere_in_the_store(county: Database, monday: datetime) -> None:
    code = code_for(county, "D1", monday)
    with county.read() as session:
        row = session.scalars(select(BindingCode)).one()
        assert code not in row.digest and len(row.digest) == 64


def test_a_code_works_once(county: Database, monday: datetime) -> None:
    code = code_for(county, "D1", monday)
    bind(county, "oChen", code, monday)
    assert bind(county, "oThief", code, monday) == "refused.code_used"
    assert not roles(county, "oThief", monday).any


def test_who_sends_the_own_code_again_is_told_what_they_are_and_has_not_failed(
    county: Database, monday: datetime
) -> None:
    code = code_for(county, "D1", monday)
    bind(county, "oChen", code, monday)
    for _ in range(7):
        assert bind(county, "oChen", code, monday) == "refused.code_own"
    with county.write() as session:
        bindings.unbind(session, people.meet(session, "oChen", now=monday).contact, now=monday)
    assert bind(county, "oChen", code, monday) == "refused.code_used"


def test_a_code_ends_after_seven_days(county: Database, monday: datetime) -> None:
    code = code_for(county, "D1", monday)
    late = monday + timedelta(days=7)
    assert bind(county, "oLate", code, late) == "refused.code_expired"
    code = code_for(county, "D1", monday)
    in_time = bind(county, "oInTime", code, late - timedelta(seconds=1))
    assert isinstance(in_time, bindings.Bound)


def test_a_new_code_replaces_the_older(county: Database, monday: datetime) -> None:
    first, second = code_for(county, "D1", monday), code_for(county, "D1", monday)
    assert bind(county, "oChen", first, monday) == "refused.code_expired"
    assert isinstance(bind(county, "oChen", second, monday), bindings.Bound)


def test_after_five_wrong_tries_even_the_right_code_waits_for_the_next_day(
    county: Database, monday: datetime
) -> None:
    code = code_for(county, "D1", monday)
    for _ in range(5):
        assert bind(county, "oGuess", "ABCDEFGH", monday) == "refused.code_unknown"
    assert bind(county, "oGuess", code, monday) == "refused.too_many_tries"
    tomorrow = monday + timedelta(days=1)
    assert isinstance(bind(county, "oGuess", code, tomorrow), bindings.Bound)
    with county.read() as session:
        acts = session.scalars(select(Audit.act).where(Audit.act.like("binding.%"))).all()
    assert acts.count("binding.refused") == 6
    assert acts.count("binding.bound") == 1 and acts.count("binding.issued") == 1


def test_a_code_for_somebody_who_left_office_opens_nothing(
    county: Database, monday: datetime
) -> None:
    code = code_for(county, "D1", monday)
    with county.write() as session:
        ended = [["编码", "姓名", "层级", "止"], ["D1", "陈远", "县", "2026-11-22"]]
        import_county(session, {"代表": ended}, now=monday)
    assert bind(county, "oChen", code, monday) == "refused.code_expired"


def test_all_roles_of_one_person_and_what_waits_for_them_come_along(
    database: Database, monday: datetime
) -> None:
    tables = small_county()
    tables["承办联络员"].append(["L3", "陈远", "B1", "B", "13800000001"])
    bring_in(database, tables, monday)
    with database.write() as session:
        stub = session.scalars(select(Deputy).where(Deputy.code == "D1")).one().contact_id
        fields = {"count": 2, "cases": "民1、民2", "bureau": "县水利局", "code": "No.1"}
        outbox.queue(session, "hand_over.chased", stub, key="k", fields=fields, now=monday)
    bind(database, "oChen", code_for(database, "D1", monday), monday)
    found = roles(database, "oChen", monday)
    assert [one.code for one in found.deputies] == ["D1"]
    assert [one.code for one in found.liaisons] == ["L3"]
    with database.read() as session:
        identity = people.identity_of(session, "oChen")
        assert identity is not None
        notice = session.scalars(select(Notice)).one()
        assert notice.contact_id == identity.contact_id
        left = session.get_one(Contact, stub)
        assert (left.name, left.phone, left.phone_digest) == (None, None, None)


def test_a_role_that_was_on_another_wechat_moves_alone(county: Database, monday: datetime) -> None:
    with county.write() as session:
        rows = session.scalars(select(BureauLiaison).order_by(BureauLiaison.code)).all()
        rows[1].contact = rows[0].contact
    bind(county, "oFirst", code_for(county, "L1", monday), monday)
    assert len(roles(county, "oFirst", monday).liaisons) == 2
    bind(county, "oSecond", code_for(county, "L2", monday), monday)
    assert [one.code for one in roles(county, "oFirst", monday).liaisons] == ["L1"]
    assert [one.code for one in roles(county, "oSecond", monday).liaisons] == ["L2"]
    with county.read() as session:
        told = session.scalars(select(Notice).where(Notice.kind == "binding.moved")).all()
        first = people.identity_of(session, "oFirst")
        assert first is not None and [row.contact_id for row in told] == [first.contact_id], (
            "whose WeChat it was hears of it, once, and nobody of a first binding"
        )


def test_who_unbinds_is_still_reached_by_telephone(county: Database, monday: datetime) -> None:
    bind(county, "oMin", code_for(county, "O3", monday), monday)
    with county.write() as session:
        identity = people.identity_of(session, "oMin")
        assert identity is not None
        labels = bindings.unbind(session, identity.contact, now=monday)
    assert labels == ["联络站站长（城关镇联络站）、乡镇人大主席团（城关镇）"]
    assert not roles(county, "oMin", monday).any
    with county.read() as session:
        found = bindings.find_holder(session, "O3")
        assert found is not None and found[1].contact.phone == "13800000009"
    with county.write() as session:
        identity = people.identity_of(session, "oMin")
        assert identity is not None and identity.contact.phone is None
        assert bindings.unbind(session, identity.contact, now=monday) == []


def test_codes_for_many_go_to_those_who_are_not_yet_on_wechat(
    county: Database, monday: datetime
) -> None:
    bind(county, "oChen", code_for(county, "D1", monday), monday)
    with county.write() as session:
        slips = bindings.issue_many(session, "deputy", now=monday)
        assert [slip.name for slip in slips] == ["孙胜", "李英"]
        assert all(slip.expires == monday + timedelta(days=7) for slip in slips)
        everybody = bindings.issue_many(session, "deputy", now=monday, again=True)
        assert len(everybody) == 3
        area = bindings.find_holder(session, "W1")
        assert area is not None
        here = bindings.issue_many(session, "deputy", now=monday, area=area[1].grid)
        assert [slip.name for slip in here] == ["孙胜"]
        staff = bindings.issue_many(session, "officer", now=monday, area=area[1].grid)
        assert staff == []
        named = bindings.issue_many(session, "grid_staff", now=monday)
        assert [(slip.name, slip.role) for slip in named] == [("周格", "东坪村第一网格网格长")]
    assert isinstance(bind(county, "oSun", slips[0].code, monday), str)
    assert isinstance(bind(county, "oSun", here[0].code, monday), bindings.Bound)
