"""Key items, who watches them, the ladder that two people see, the November report."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.actions import officers, people
from bot.actions.rules import set_rule
from bot.actions.suggestions import coordinating, figures, key_items_due, supervision
from bot.domain.calendars import local_day
from bot.domain.suggestions import LADDER
from bot.domain.workflow import Refused
from bot.store.models import Audit, Notice, Officer, Supervisor
from tests.suggestion_parts import Scene
from tests.test_suggestion_drafts import refused


def test_the_ratio_of_key_items_is_rounded_up_and_too_few_are_said(scene: Scene) -> None:
    for n in range(7):
        scene.assigned(title=f"第{n}件")
    december = scene.now.replace(month=12, day=1)
    assert key_items_due.look(scene.session, now=december) == 0, "switched off here"
    set_rule(scene.session, "key_supervision.percent", 15, origin="赤峰", now=scene.now)
    found = supervision.share(scene.session, 2026, december)
    assert (found.count, found.wanted, found.have, found.missing) == (7, 2, 0, 2)
    for day in range(9):
        key_items_due.look(scene.session, now=december + timedelta(days=day))
    told = scene.told("郑科员", "suggestion.key_too_few")
    assert len(told) == 1 and "按15%应有2件" in told[0]


def test_three_supervisors_each_where_the_county_wants_it(scene: Scene) -> None:
    row = scene.assigned()
    set_rule(scene.session, "key_supervision.supervisors", 3, origin="平阳", now=scene.now)
    officers = list(scene.session.scalars(select(Officer).order_by(Officer.id)))
    given = {"decided_on": date(2026, 11, 20), "now": scene.now}
    with pytest.raises(Refused) as error:
        supervision.mark_key(
            scene.session,
            row.suggestion,
            scene.office(row),
            supervisors=officers[:2],
            **given,  # type: ignore[arg-type]
        )
    assert refused(error) == "refused.supervisors"
    supervision.pair(scene.session, "农业农村工委", row.bureau)
    key = supervision.mark_key(
        scene.session,
        row.suggestion,
        scene.office(row),
        supervisors=officers[:3],
        leading_officer="副县长",
        **given,  # type: ignore[arg-type]
    )
    assert (key.committee, key.leading_officer) == ("农业农村工委", "副县长")
    assert scene.session.query(Supervisor).count() == 3
    with pytest.raises(Refused):
        supervision.mark_key(
            scene.session,
            row.suggestion,
            scene.office(row),
            supervisors=officers[:3],
            **given,  # type: ignore[arg-type]
        )


def test_only_two_people_see_the_ladder_and_the_program_starts_nothing(scene: Scene) -> None:
    row = scene.assigned()

    def seen_by(name: str) -> tuple[object, ...]:
        contact = scene.contact(name)
        roles = people.roles_of(scene.session, contact, scene.now)
        return supervision.options(scene.session, row.suggestion, contact, roles, now=scene.now)

    for name in ("郑科员", "冯主席", "李明", "钱水", "周干事"):
        assert seen_by(name) == ()
    assert seen_by("卫主任") == LADDER
    assert any("3人以上联名" in rung.people for rung in LADDER)
    looked = scene.session.scalars(select(Audit).where(Audit.act == "ladder.seen")).all()
    assert [each.contact_id for each in looked] == [scene.contact("卫主任").id]
    chief = scene.contact("卫主任")
    roles = people.roles_of(scene.session, chief, scene.now)
    actor = scene.office(row)
    before = scene.session.query(Notice).count()
    given = {"decided_on": date(2026, 11, 20), "now": scene.now}
    with pytest.raises(Refused) as error:
        supervision.note_measure(
            scene.session,
            row.suggestion,
            actor,
            roles,
            "admonitory_talk",
            scene.words("约谈"),
            decided_by="",
            **given,  # type: ignore[arg-type]
        )
    assert refused(error) == "refused.measure_needs_decision"
    supervision.note_measure(
        scene.session,
        row.suggestion,
        actor,
        roles,
        "admonitory_talk",
        scene.words("主任会议定的，下周谈"),
        decided_by="主任会议",
        **given,  # type: ignore[arg-type]
    )
    assert scene.session.query(Notice).count() == before, "noted, not started"


def test_of_several_leaders_only_the_responsible_one_sees_the_ladder(scene: Scene) -> None:
    row = scene.assigned()

    def sees(name: str) -> bool:
        roles = people.roles_of(scene.session, scene.contact(name), scene.now)
        return supervision.may_see_ladder(scene.session, row.suggestion, roles, scene.now)

    for code, name in (("F1", "方副主任"), ("F2", "丁副主任")):
        officers.add(scene.session, code=code, name=name, role="leader", now=scene.now)
        scene.contacts.pop(name, None)
        if code == "F1":
            assert sees("方副主任"), "the county's only leader"
    assert not sees("方副主任") and not sees("丁副主任")
    rule = "key_supervision.ladder_leaders"
    set_rule(scene.session, rule, ["F2"], origin="本县", now=scene.now)
    assert sees("丁副主任") and not sees("方副主任")
    chosen = scene.session.scalars(select(Officer).where(Officer.code == "F1")).one()
    supervision.mark_key(
        scene.session,
        row.suggestion,
        scene.office(row),
        decided_on=local_day(scene.now),
        now=scene.now,
        supervisors=[chosen],
    )
    assert sees("方副主任") and sees("卫主任") and not sees("郑科员")


def test_the_bureaus_of_key_items_are_asked_for_the_november_report_once_a_year(
    scene: Scene,
) -> None:
    rows = [scene.assigned(title=f"第{n}件") for n in range(2)]
    for row in rows:
        supervision.mark_key(
            scene.session,
            row.suggestion,
            scene.office(row),
            decided_on=date(2026, 11, 20),
            now=scene.now,
        )
    day = datetime(2027, 9, 25, 9, 0, tzinfo=scene.now.tzinfo)
    for n in range(60):
        key_items_due.look(scene.session, now=day + timedelta(days=n))
    told = scene.told("钱水", "suggestion.report_asked")
    assert len(told) == 1 and "11月15日" in told[0] and "建〔16-6〕2号" in told[0]


def test_what_needs_money_or_land_is_asked_of_the_county(scene: Scene) -> None:
    row = scene.assigned()
    about, why = row.suggestion, scene.words("要征地，三个部门")
    coordinating.ask(scene.session, about, scene.office(row), why, now=scene.now)
    (told,) = scene.told("张办", "suggestion.coordination_asked")
    assert about.coordination and "要征地" in told
    government = scene.bureau("县政府办").id
    assert coordinating.counts(scene.session, [government], scene.now.date()).asked == 1
    with pytest.raises(Refused):
        coordinating.ask(
            scene.session, about, scene.liaison(row), scene.words("要钱"), now=scene.now
        )
    # What no government bureau has in hand is not for it.
    court = scene.assigned("县人民法院").suggestion
    with pytest.raises(Refused) as error:
        coordinating.ask(scene.session, court, scene.office(court), why, now=scene.now)
    assert refused(error) == "refused.not_through_government"


def test_a_bureaus_yearly_profile_counts_only_its_own(scene: Scene) -> None:
    scene.received(title="一"), scene.received("县交通局", title="二")
    groups = {
        group.name: group for group in figures.by(scene.session, "bureau", 2026, now=scene.now)
    }
    for name in ("县水利局", "县交通局"):
        received = groups[name].figures[0]
        assert (len(received.part), len(received.whole)) == (1, 1)
