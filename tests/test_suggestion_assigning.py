"""交办: bureaus, periods with proof, receipts, and the notices every two months."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.actions.outbox import fields_of
from bot.actions.rules import set_rule
from bot.actions.still_true import is_settled
from bot.actions.suggestions import (
    assigning,
    by_itself,
    drafts,
    notices,
    parties,
    proposing,
    receipts,
    topics,
)
from bot.actions.suggestions.assigning import Item
from bot.actions.suggestions.kind import label
from bot.domain.workflow import Party, Refused
from bot.store.database import Database
from bot.store.models import Assignment, Bureau, Contact, Notice, Suggestion, SuggestionIssue
from tests import suggestion_parts
from tests.suggestion_parts import NEW_YEARS_EVE, Scene
from tests.test_suggestion_drafts import refused


def test_the_period_is_three_months_from_the_assignment_day_and_proves_itself(
    scene: Scene,
) -> None:
    row = scene.assigned()
    assert row.due == date(2027, 2, 23)
    assert "11月23日（周一）首次交办" in row.proof and "3个月" in row.proof
    assert row.suggestion.cap == date(2027, 5, 24), "23 May is a Sunday"
    hard = scene.assigned("县交通局", title="修通村桥", hard=True)
    assert hard.due == date(2027, 5, 24) and "6个月" in hard.proof
    assert row.return_by == date(2026, 12, 7)


def test_government_bureaus_get_it_through_the_government_office_courts_directly(
    scene: Scene,
) -> None:
    row = scene.assigned("县水利局", ["县人民法院"])
    rows = {each.bureau.name: each for each in scene.session.scalars(select(Assignment))}
    assert rows["县水利局"].via_id is not None and rows["县人民法院"].via_id is None
    assert "县人大代工委、县政府办交办，请县水利局主办" in scene.told("钱水")[0]
    assert "县人大代工委交办，请县人民法院会办" in scene.told("孔法")[0]
    assert "回“收到1”即签收" in scene.told("钱水")[0]
    assert len(scene.told("张办", "suggestion.to_government")) == 1
    assert rows["县人民法院"].due == date(2027, 1, 25), "two months, and 23 January is a Saturday"
    assert "县水利局主办，县人民法院会办" in scene.told("李明", "suggestion.assigned")[0]
    assert row.suggestion.state == "assigned"


def test_a_township_suggestion_goes_to_the_township_government_without_the_county(
    scene: Scene,
) -> None:
    suggestion = scene.filed("王芳", "清理村头垃圾")
    chief = scene.actor("冯主席", suggestion, Party.PRESIDIUM)
    # Its text names 县水利局, which a presidium has no say over: nobody is proposed but its own.
    proposed = proposing.propose(scene.session, suggestion, now=scene.now)
    assert {one.bureau.name for one in proposed} <= {"城关镇政府"}
    with pytest.raises(Refused) as error:
        wrong = Item(suggestion, [scene.bureau("城关镇政府")], [scene.bureau("县水利局")])
        assigning.assign(scene.session, wrong, chief, now=scene.now)
    assert refused(error) == "refused.not_own_body" and suggestion.state == "filed"
    for said in ("请镇政府今年把水渠清一清", "建议镇里组织清理水渠", "请城关镇人民政府清水渠"):
        other = scene.draft("王芳", "清水渠")
        writer = drafts.writer(scene.session, other, None, scene.now)
        drafts.write(scene.session, other, writer, now=scene.now, proposal=said)
        named = proposing.propose(scene.session, other, now=scene.now)[0]
        assert named.bureau.name == "城关镇政府" and "点了它的名" in named.why, said
    item = Item(suggestion, [scene.bureau("城关镇政府")])
    assigning.assign(scene.session, item, chief, now=scene.now)
    assert "镇人大主席团交办，请城关镇政府主办" in scene.told("严镇")[0]
    assert scene.told("张办") == [] and scene.told("郑科员") == []


def test_a_whole_meeting_is_one_notice_for_each_bureau(scene: Scene) -> None:
    items = [
        Item(scene.filed(title=f"建议第{n}件"), [scene.bureau(name)])
        for n, name in enumerate(["县水利局", "县水利局", "县水利局", "县交通局"])
    ]
    office = scene.office(items[0].suggestion)
    rows = assigning.assign_meeting(
        scene.session, items, office, name="十六届六次交办会", now=scene.now
    )
    assert [row.meeting for row in rows] == ["十六届六次交办会"] * 4
    assert len(scene.told("钱水")) == 1 and "交办3件代表建议" in scene.told("钱水")[0]
    assert len(scene.told("曹交")) == 1 and "交办4件" in scene.told("张办")[0]
    with pytest.raises(Refused):
        assigning.assign_meeting(scene.session, items, office, name="again", now=scene.now)


def test_assigning_is_a_persons_act_on_a_day_that_has_come(scene: Scene) -> None:
    suggestion = scene.filed()
    item = Item(suggestion, [scene.bureau("县水利局")])
    with pytest.raises(Refused):
        assigning.assign(scene.session, item, scene.lead(suggestion), now=scene.now)
    office = scene.office(suggestion)
    with pytest.raises(Refused) as error:
        assigning.assign(scene.session, item, office, now=scene.now, on=date(2026, 11, 24))
    assert refused(error) == "refused.assigned_in_future"
    with pytest.raises(Refused) as error:
        assigning.assign(scene.session, item, office, now=scene.now, on=date(2020, 1, 1))
    assert refused(error) == "refused.assigned_before_filed"


def test_the_topic_that_the_office_chose_stays_whatever_is_written_later(scene: Scene) -> None:
    suggestion = scene.draft()
    topics.choose(scene.session, suggestion, "交通运输", scene.office(suggestion), now=scene.now)
    writer = drafts.writer(scene.session, suggestion, None, scene.now)
    drafts.write(
        scene.session, suggestion, writer, now=scene.now, proposal="请教体局给学校换净水器"
    )
    assert suggestion.topic == "交通运输"
    with pytest.raises(Refused) as error:
        topics.choose(scene.session, suggestion, "路", scene.office(suggestion), now=scene.now)
    assert refused(error) == "refused.no_such_topic"


def test_what_is_asked_for_says_more_than_whom_it_is_for(scene: Scene) -> None:
    road = scene.draft(title="硬化东坪村三组上学路")
    writer = drafts.writer(scene.session, road, None, scene.now)
    drafts.write(
        scene.session,
        road,
        writer,
        now=scene.now,
        situation="三组四十个小学生天天走一里半泥路上学，学校老师也说鞋都湿透了",
        analysis="路是村里自己垫的，没有列进计划",
        proposal="把这条路硬化，列进明年通村公路计划",
    )
    assert road.bureaus[0] == "交通运输局" and "教育体育局" in road.bureaus[1:]


def test_who_led_earlier_ones_like_it_or_most_of_its_topic_is_proposed_with_the_reason(
    scene: Scene,
) -> None:
    suggestion = scene.filed()
    assert any(
        row.bureau.name == "县水利局"
        for row in proposing.propose(scene.session, suggestion, now=scene.now)
    )
    earlier = scene.assigned("县交通局")
    scene.session.execute(
        Assignment.__table__.update().values(state="replied").where(Assignment.id == earlier.id)
    )
    proposed = proposing.propose(scene.session, suggestion, now=scene.now)
    # The 建议 itself asks for one by name; who led such a thing before comes next.
    assert (proposed[0].bureau.name, proposed[0].role) == ("县水利局", "lead")
    assert proposed[0].why == "建议里点了它的名"
    assert (proposed[1].bureau.name, proposed[1].why) == (
        "县交通局",
        f"差不多的{label(earlier.suggestion)}由它主办",
    )
    assert all(row.role == "supporting" for row in proposed[1:])
    # A topic is wide: one earlier one of it says nothing, three make a usual bureau.
    lamp = scene.filed(title="给南街装路灯")
    topics.choose(scene.session, lamp, suggestion.topic or "", scene.office(lamp), now=scene.now)
    lamp.signature = None
    assert "县交通局" not in [
        row.bureau.name for row in proposing.propose(scene.session, lamp, now=scene.now)
    ]
    for number in range(2):
        more = scene.assigned("县交通局", title=f"改造{number}组管网")
        more.state = "replied"
    scene.session.flush()
    assert f"“{suggestion.topic}”有3件由它主办" in [
        row.why for row in proposing.propose(scene.session, lamp, now=scene.now)
    ]


def test_a_second_body_that_the_suggestion_names_is_proposed_to_help(scene: Scene) -> None:
    brigade = Bureau(code="B-JJ", name="县公安局交警大队", kind="county_bureau", aliases=["交警队"])
    police = Bureau(code="B-GA", name="县公安局", kind="county_bureau", aliases=["公安局"])
    scene.session.add_all([police, brigade])
    scene.session.flush()
    row = scene.draft(title="给东坪小学门口划斑马线")
    drafts.write(
        scene.session,
        row,
        drafts.writer(scene.session, row, None, scene.now),
        now=scene.now,
        proposal="请县公安局交警大队牵头，县交通局配合，划斑马线。",
    )
    found = proposing.propose(scene.session, row, now=scene.now)
    assert [(one.bureau.name, one.role, one.named) for one in found[:2]] == [
        ("县公安局交警大队", "lead", True),
        ("县交通局", "supporting", True),
    ]
    # Who says 县公安局交警大队 has not said 县公安局; a village has nothing from the county.
    assert "县公安局" not in [one.bureau.name for one in found if one.named]
    assert not [one for one in found if one.bureau.kind in ("village", "local_office")]


def test_withdrawn_by_its_deputy_no_bureau_needs_to_go_on(scene: Scene) -> None:
    row = scene.assigned()
    drafts.withdraw(scene.session, row.suggestion, scene.lead(row.suggestion), now=scene.now)
    assert (row.suggestion.state, row.state) == ("withdrawn", "cancelled")
    assert "撤回了" in scene.told("钱水", "suggestion.withdrawn")[0]
    assert (row.watch_on, row.chase_on, row.suggestion.next_notice_on) == (None, None, None)


def test_one_word_confirms_one_or_all(scene: Scene) -> None:
    first, second = scene.assigned(), scene.assigned(title="修渠")
    qian = scene.contact("钱水")
    found = receipts.find(scene.session, [first.bureau_id], 2)
    assert list(found) == [second]
    receipts.confirm(scene.session, second, scene.liaison(second), now=scene.now)
    assert list(receipts.confirm_all(scene.session, [first.bureau_id], qian, now=scene.now)) == [
        first
    ]
    assert first.received_at == scene.now and first.chase_on is None
    later = scene.now + timedelta(hours=1)
    receipts.confirm(scene.session, first, scene.liaison(first), now=later)
    assert first.received_at == scene.now, "a second word of receipt changes nothing"


def test_unconfirmed_ones_are_chased_once_and_then_on_the_offices_list(scene: Scene) -> None:
    scene.assigned(), scene.assigned(title="修渠")
    days = [scene.now + timedelta(days=n) for n in range(12)]
    for day in days:
        receipts.chase(scene.session, now=day)
        receipts.chase(scene.session, now=day + timedelta(hours=1))
    chased = scene.told("钱水", "suggestion.chased")
    assert len(chased) == 1 and "有2件代表建议交办后还没签收" in chased[0]
    late = scene.told("郑科员", "suggestion.not_received")
    assert len(late) == 1 and "2件" in late[0]
    at = {row.kind: row.created_at.date() for row in scene.session.scalars(select(Notice))}
    assert at["suggestion.chased"] == date(2026, 11, 25)
    assert at["suggestion.not_received"] == date(2026, 11, 27)
    listed = scene.session.scalars(select(Notice).filter_by(kind="suggestion.not_received")).one()
    rows = scene.session.scalars(select(Assignment)).all()
    receipts.confirm(scene.session, rows[0], scene.liaison(rows[0]), now=days[-1])
    assert not is_settled(scene.session, listed, days[-1])
    receipts.confirm(scene.session, rows[1], scene.liaison(rows[1]), now=days[-1])
    assert is_settled(scene.session, listed, days[-1]), "nobody is rung about what is signed for"


def citizens_behind(scene: Scene, suggestion: Suggestion, name: str) -> Contact:
    """A person whose issue is behind the suggestion."""
    from bot.actions import words
    from bot.store.models import Issue

    contact = suggestion_parts.person(scene.session, name, scene.now)
    issue = Issue(
        number=100 + suggestion.id,
        title="东坪村停水",
        state="raised",
        kind="problem",
        words=words.keep(scene.session, "东坪村又停水了", said_by=contact.id, now=scene.now),
        reporter=contact,
        created_at=scene.now,
    )
    scene.session.add(issue)
    scene.session.flush()
    scene.session.add(SuggestionIssue(suggestion_id=suggestion.id, issue_id=issue.id))
    scene.session.flush()
    return contact


def test_two_months_after_31_december_is_28_february_and_then_30_april(
    database: Database,
) -> None:
    with database.write() as session:
        scene = suggestion_parts.build(session, NEW_YEARS_EVE)
        row = scene.received()
        seen = []
        day = NEW_YEARS_EVE
        while day.date() < date(2027, 9, 30):
            before = row.suggestion.notices
            notices.regular(session, now=day)
            notices.regular(session, now=day + timedelta(hours=3))
            if row.suggestion.notices != before:
                seen.append(day.date())
            day += timedelta(days=1)
    # 28 February 2027 is a Sunday; the next are again counted from 31 December.
    assert seen == [date(2027, 3, 1), date(2027, 4, 30), date(2027, 6, 30), date(2027, 8, 31)]


def test_each_hears_once_of_all_that_is_theirs(scene: Scene) -> None:
    first = scene.received()
    second = scene.received(title="修渠")
    citizens_behind(scene, first.suggestion, "王桂兰")
    # One assigned later has its own day: the notice says of how many it speaks.
    later = scene.received(title="修闸")
    later.suggestion.next_notice_on = date(2027, 2, 1)
    due = first.suggestion.next_notice_on
    assert due == date(2027, 1, 25), "23 January 2027 is a Saturday"
    for hours in (0, 1, 24):
        notices.regular(
            scene.session,
            now=scene.now.replace(year=2027, month=1, day=25) + timedelta(hours=hours),
        )
    kinds = Counter(
        row.kind
        for row in scene.session.scalars(select(Notice))
        if row.kind.startswith("suggestion.regular")
    )
    assert kinds == {
        "suggestion.regular_bureau": 1,
        "suggestion.regular_deputy": 1,
        "suggestion.regular_citizen": 1,
    }
    assert "在办代表建议3件，其中2件又满两个月" in scene.told("钱水", "suggestion.regular")[0]
    assert "建〔16-6〕2号" in scene.told("李明", "suggestion.regular")[0]
    told = scene.told("王桂兰", "suggestion.regular")[0]
    assert told.startswith("您反映的民") and "代表写成了建议，县水利局在办，最晚2月23日" in told
    assert second.suggestion.next_notice_on == date(2027, 3, 23)


def test_whom_nobody_rang_up_hears_the_newer_one_and_not_both(scene: Scene) -> None:
    """The answer is late, so that no promised day ends an older one."""
    row = scene.received()
    citizens_behind(scene, row.suggestion, "王桂兰")
    days = [
        datetime(2027, 3, 23, 9, tzinfo=scene.now.tzinfo),
        *(datetime(2027, 5, day, 9, tzinfo=scene.now.tzinfo) for day in (21, 24)),
    ]
    notices.regular(scene.session, now=days[0])
    told = {
        each.kind: each
        for each in scene.session.scalars(select(Notice))
        if each.kind.startswith("suggestion.regular")
    }
    assert len(told) == 3 and row.suggestion.next_notice_on == date(2027, 5, 24)
    for each in told.values():
        assert not is_settled(scene.session, each, days[1]), each.kind
        assert is_settled(scene.session, each, days[2]), each.kind
    card = fields_of(told["suggestion.regular_citizen"])["when"]
    assert card == "过了日子没答复，人大在催" and len(card) <= 20


def test_no_notice_of_the_program_leaves_on_a_holiday(scene: Scene) -> None:
    scene.assigned()
    spring_festival = datetime(2027, 2, 7, 9, 0, tzinfo=scene.now.tzinfo)
    before = scene.session.query(Notice).count()
    assert notices.regular(scene.session, now=spring_festival) == 0
    assert receipts.chase(scene.session, now=spring_festival) == 0
    assert scene.session.query(Notice).count() == before


def test_everything_that_time_does_runs_twice_as_once(scene: Scene) -> None:
    scene.assigned("县水利局", ["城关镇政府"])
    scene.received(title="修渠")
    for n in range(0, 400, 13):
        now = scene.now + timedelta(days=n)
        for act in by_itself.ACTS.values():
            act(scene.session, now=now)
        scene.session.flush()
        queued = scene.session.query(Notice).count()
        for act in by_itself.ACTS.values():
            act(scene.session, now=now)
        scene.session.flush()
        assert scene.session.query(Notice).count() == queued


def test_a_running_case_keeps_the_period_it_began_with(scene: Scene) -> None:
    row = scene.assigned()
    set_rule(scene.session, "suggestion.within_months", 2, origin="本县", now=scene.now)
    assert row.due == date(2027, 2, 23)
    assert scene.assigned(title="修渠").due == date(2027, 1, 25)


def test_a_body_that_the_citizens_complain_of_is_never_given_it(scene: Scene) -> None:
    suggestion = scene.filed()
    citizens_behind(scene, suggestion, "王桂兰")
    for issue in parties.issues_of(scene.session, suggestion):
        issue.avoid = [{"who": "县水利局", "level": "county", "area": None}]
    scene.session.flush()
    office = scene.office(suggestion)
    with pytest.raises(Refused) as error:
        item = Item(suggestion, [scene.bureau("县水利局")])
        assigning.assign(scene.session, item, office, now=scene.now)
    assert refused(error) == "refused.avoidance" and scene.told("钱水") == []
    proposed = proposing.propose(scene.session, suggestion, now=scene.now)
    assert "县水利局" not in [row.bureau.name for row in proposed]


def test_a_bureau_never_reads_who_is_behind_it(scene: Scene) -> None:
    suggestion = scene.filed()
    citizens_behind(scene, suggestion, "王桂兰")
    item = Item(suggestion, [scene.bureau("县水利局")])
    assigning.assign(scene.session, item, scene.office(suggestion), now=scene.now)
    to_bureau = scene.session.scalars(
        select(Notice).where(Notice.contact_id == scene.contact("钱水").id)
    )
    assert not any("王桂兰" in str(fields_of(row)) or "民" in row.kind for row in to_bureau)
    assert "代表写成了正式建议，现在县水利局在办" in scene.told("王桂兰")[0]
