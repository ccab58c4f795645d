"""What bureaus do with it: return, extension, meetings, progress, due days."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.actions.suggestions import (
    assigning,
    bureau_notices,
    co_signing,
    extensions,
    handling,
    lights,
    meetings,
    periods,
    promises,
    receipts,
    replies,
    returns,
    supervision,
)
from bot.domain.workflow import Party, Refused
from bot.store.models import Assignment, Meeting, RevisitFlag
from handlers.deeds.suggestions_bureaus import say_confirmed
from tests.suggestion_parts import Scene
from tests.test_suggestion_drafts import refused


def ask_back(scene: Scene, row: Assignment) -> None:
    returns.request(
        scene.session,
        row,
        scene.liaison(row),
        scene.words("管网归自来水公司"),
        to="县交通局",
        now=scene.now,
    )


def test_until_the_office_decides_the_bureau_stays_responsible(scene: Scene) -> None:
    row = scene.assigned()
    ask_back(scene, row)
    assert row.state == "return_requested" and row in receipts.open_of(
        scene.session, [row.bureau_id]
    )
    told = scene.told("郑科员", "suggestion.return_requested")[0]
    assert "说该由县交通局办" in told and "定之前仍由县水利局负责" in told
    assert scene.told("张办", "suggestion.return_requested"), "县政府办 hears of it"
    returns.keep(
        scene.session, row, scene.office(row), scene.words("三定方案归你们"), now=scene.now
    )
    assert row.state == "in_hand" and "申退没有同意" in scene.told("钱水")[-1]
    assert "仍由它办" in scene.told("张办", "suggestion.return_refused_copy")[0]


def test_a_late_return_needs_a_persons_word(scene: Scene) -> None:
    row = scene.received()
    scene.now += timedelta(days=20)
    with pytest.raises(Refused) as error:
        ask_back(scene, row)
    assert refused(error) == "refused.return_too_late"
    returns.allow_late(scene.session, row, scene.office(row), now=scene.now)
    assert "可以补申退" in scene.told("钱水", "suggestion.return_allowed")[0]
    ask_back(scene, row)
    assert row.return_late and "已过申退期限" in scene.told("郑科员", "suggestion.return")[0]
    # The word was given once.
    returns.keep(scene.session, row, scene.office(row), scene.words("还是你们"), now=scene.now)
    with pytest.raises(Refused) as error:
        ask_back(scene, row)
    assert refused(error) == "refused.return_too_late"


def test_nobody_needs_a_word_to_give_back_in_time(scene: Scene) -> None:
    row = scene.received()
    with pytest.raises(Refused) as error:
        returns.allow_late(scene.session, row, scene.office(row), now=scene.now)
    assert refused(error) == "refused.return_may" and not row.return_late


@pytest.mark.parametrize(("restart", "due"), [(True, date(2027, 3, 1)), (False, date(2027, 2, 23))])
def test_after_reassignment_the_office_chooses_whether_the_period_starts_again(
    scene: Scene, restart: bool, due: date
) -> None:
    row = scene.assigned(supporting=["城关镇政府"])
    ask_back(scene, row)
    scene.now += timedelta(days=7)
    office = scene.office(row)
    made = returns.reassign(
        scene.session, row, scene.bureau("县交通局"), office, restart=restart, now=scene.now
    )
    assert (row.state, made.state, made.due) == ("reassigned", "assigned", due)
    assert "改由县交通局办，县水利局不用再办" in scene.told("钱水")[-1]
    assert "请县交通局主办" in scene.told("曹交")[-1]
    # Who supports hears to whom the opinion goes now, 县政府办 what became of the return.
    assert "主办单位换成县交通局了" in scene.told("严镇", "suggestion.lead_changed")[0]
    assert "抄送" in scene.told("张办", "suggestion.reassigned_copy")[0]
    with pytest.raises(Refused):
        scene.actor("钱水", row, Party.BUREAU)


def test_who_supports_may_become_the_lead(scene: Scene) -> None:
    suggestion = scene.filed()
    item = assigning.Item(suggestion, [scene.bureau("县水利局")], [scene.bureau("县交通局")])
    office = scene.office(suggestion)
    water, roads = assigning.assign(scene.session, item, office, now=scene.now)
    ask_back(scene, water)
    to = scene.bureau("县交通局")
    made = returns.reassign(scene.session, water, to, office, restart=False, now=scene.now)
    assert (water.state, roads.state, made.role) == ("reassigned", "cancelled", "lead")
    assert made.counts_from == water.counts_from and made.due == water.due
    assert "主办" in scene.told("曹交")[-1]


def test_a_new_start_ends_at_the_cap_of_the_first_assignment(scene: Scene) -> None:
    row = scene.assigned(hard=True)
    scene.now += timedelta(days=120)
    made = returns.reassign(
        scene.session, row, scene.bureau("县交通局"), scene.office(row), restart=True, now=scene.now
    )
    assert made.due == row.suggestion.cap == date(2027, 5, 24)
    assert "不能超过最长期限" in made.proof and "首次交办" in made.proof


def test_an_extension_is_asked_decided_and_told_and_never_passes_the_cap(scene: Scene) -> None:
    row = scene.received()
    co_signing.add_signed(scene.session, row.suggestion, scene.deputy("陈桂"), now=scene.now)
    with pytest.raises(Refused):
        extensions.request(
            scene.session, row, scene.liaison(row), row.due, scene.words("来不及"), now=scene.now
        )
    until = date(2027, 8, 1)
    extensions.request(
        scene.session, row, scene.liaison(row), until, scene.words("等资金"), now=scene.now
    )
    assert lights.light_of(scene.session, row, scene.now) == "undecided"
    extensions.decide(scene.session, row, scene.office(row), approve=True, now=scene.now)
    assert row.due == date(2027, 5, 24) and "只能到" in row.proof
    assert "经同意延到5月24日" not in scene.told("李明", "suggestion.extension_told")[0][:3]
    assert "延到2027年5月24日（周一）答复李明代表和您" in scene.told("陈桂", "suggestion.ext")[0]
    (agreed,) = scene.told("钱水", "suggestion.extension_approved")
    assert "想延到2027年8月1日" in agreed and "首次交办" in agreed and "只能到这天" in agreed
    sunday = extensions.say_cap(scene.session, row, date(2027, 5, 23), scene.now)
    assert "5月23日（周日）不上班，顺延算到2027年5月24日" in sunday
    assert "延到2027年5月24日（周一）答复您" in scene.told("李明", "suggestion.extension_told")[0]
    with pytest.raises(Refused) as error:
        extensions.request(
            scene.session, row, scene.liaison(row), until, scene.words("再等"), now=scene.now
        )
    assert refused(error) == "refused.at_cap"
    with pytest.raises(Refused):
        extensions.decide(scene.session, row, scene.office(row), approve=False, now=scene.now)


def meet(scene: Scene, row: Assignment, present: str = "head", kind: str = "during") -> Meeting:
    return meetings.record(
        scene.session,
        row,
        scene.liaison(row),
        scene.words("到村里看了管道"),
        kind=kind,
        held_on=scene.now.date(),
        now=scene.now,
        present=present,
        consultation=True,
    )


def test_the_deputy_confirms_a_meeting_or_silence_lets_it_stand(scene: Scene) -> None:
    row = scene.received()
    first, second = meet(scene, row, kind="before"), meet(scene, row)
    assert row.state == "consulted"
    assert "登记11月23日面商（主要负责人到场）" in scene.told("李明", "suggestion.meeting")[0]
    assert list(meetings.waiting_for(scene.session, [row.suggestion])) == [first, second]
    meetings.confirm(scene.session, first, scene.lead(row), now=scene.now)
    meetings.stand(scene.session, now=scene.now + timedelta(days=6))
    assert second.state == "recorded"
    meetings.stand(scene.session, now=scene.now + timedelta(days=7))
    assert (first.state, second.state) == ("confirmed", "stands")
    assert meetings.flags(scene.session, row, scene.now).points == 0


@pytest.mark.parametrize("silent", [False, True])
def test_what_is_agreed_on_the_spot_is_a_promise_once_the_record_stands(
    scene: Scene, silent: bool
) -> None:
    row = scene.received()
    given: dict[str, Any] = {"kind": "during", "held_on": scene.now.date(), "now": scene.now}
    told, plan = scene.words("在现场看了水渠"), scene.words("年前清淤三百米")
    with pytest.raises(Refused) as error:
        meetings.record(scene.session, row, scene.liaison(row), told, plan=plan, **given)
    assert refused(error) == "refused.promise_day"
    meeting = meetings.record(
        scene.session,
        row,
        scene.liaison(row),
        told,
        plan=plan,
        plan_until=date(2027, 1, 29),
        **given,
    )
    assert "商定：年前清淤三百米，2027年1月29日" in scene.told("李明", "suggestion.meeting")[0]
    assert promises.open_of(scene.session, row) == []
    if silent:
        meetings.stand(scene.session, now=scene.now + timedelta(days=7))
    else:
        meetings.confirm(scene.session, meeting, scene.lead(row), now=scene.now)
    (promise,) = promises.open_of(scene.session, row)
    assert promise.words.text == "年前清淤三百米" and promise.due == date(2027, 1, 29)


def test_a_disputed_meeting_does_not_count_and_bureau_and_office_hear_of_it(scene: Scene) -> None:
    row = scene.received()
    meeting = meet(scene, row)
    meetings.dispute(scene.session, meeting, scene.lead(row), None, now=scene.now)
    assert "李明代表说没有11月23日面商" in scene.told("钱水")[-1]
    assert scene.told("郑科员", "suggestion.meeting_disputed")
    flags = meetings.flags(scene.session, row, scene.now)
    assert flags.said == ["和代表见面0次，应有2次", "没有面商"] and flags.points == 3


def test_who_has_to_come_is_higher_for_key_items(scene: Scene) -> None:
    row = scene.received()
    assert meet(scene, row, "deputy_head").level_ok is False
    assert "面商到场的人级别不够" in meetings.flags(scene.session, row, scene.now).said
    assert meet(scene, row, "head").level_ok is True
    supervision.mark_key(
        scene.session,
        row.suggestion,
        scene.office(row),
        decided_on=date(2026, 11, 20),
        now=scene.now,
    )
    assert meet(scene, row, "head").level_ok is False


def test_a_missing_meeting_costs_points_but_never_blocks_a_reply(scene: Scene) -> None:
    row = scene.received()
    letter = replies.Letter(scene.words("已换新管"), "高局长", "A", place="东坪村口")
    replies.reply(scene.session, row, scene.liaison(row), letter, now=scene.now)
    assert row.state == "replied" and row.points_lost == 3


def test_progress_in_a_line_reaches_the_deputy(scene: Scene) -> None:
    row = scene.assigned()
    handling.progress(
        scene.session, row, scene.liaison(row), scene.words("管材已经到货"), now=scene.now
    )
    assert row.state == "in_hand" and row.received_at is not None
    assert "县水利局说：管材已经到货" in scene.told("李明")[-1]


def test_supporting_bureaus_have_their_own_period_and_their_opinion_goes_to_the_lead(
    scene: Scene,
) -> None:
    lead = scene.assigned("县水利局", ["城关镇政府"])
    row = next(each for each in returns_others(scene, lead) if each.role == "supporting")
    assert row.due < lead.due
    with pytest.raises(Refused) as error:
        letter = replies.Letter(scene.words("好"), "镇长", "D")
        replies.reply(scene.session, row, scene.liaison(row), letter, now=scene.now)
    assert refused(error) == "refused.lead_replies"
    replies.give_opinion(
        scene.session, row, scene.liaison(row), scene.words("同意，镇里配合施工"), now=scene.now
    )
    assert "会办单位城关镇政府的意见：同意" in scene.told("钱水")[-1]
    lead_actor = scene.actor("钱水", row, Party.LEAD)
    returns.ask_again(scene.session, row, lead_actor, scene.words("配合什么，写清"), now=scene.now)
    assert row.state == "in_hand" and "请城关镇政府再提一次" in scene.told("严镇")[-1]


def returns_others(scene: Scene, row: Assignment) -> list[Assignment]:
    from bot.actions.suggestions import parties

    return [each for each in parties.assignments_of(scene.session, row.suggestion) if each != row]


def test_before_the_due_day_one_digest_after_it_bureau_deputy_and_office_hear_it(
    scene: Scene,
) -> None:
    rows = [scene.received(supporting=["县交通局"]), scene.received(title="修渠")]
    waiting = scene.received(title="修桥")
    day = scene.now + timedelta(days=60)
    extensions.request(
        scene.session, waiting, scene.liaison(waiting), date(2027, 4, 1), scene.words("等"), now=day
    )
    for n in range(60):
        periods.look(scene.session, now=day + timedelta(days=n))
        periods.look(scene.session, now=day + timedelta(days=n, hours=2))
    soon = scene.told("钱水", "suggestion.due_soon")
    assert len(soon) == 1 and "有2件代表建议快到期" in soon[0]
    late = scene.told("郑科员", "suggestion.overdue")
    assert len(late) == 2 and "1件" in late[0] and "县交通局会办" in late[0]
    assert "2件" in late[1] and "修桥" not in late[1], "undecided is not overdue"
    # The bureau itself and the deputy hear it too, once, of all that is theirs.
    (bureau,) = scene.told("钱水", "suggestion.late_bureau")
    assert "2件" in bureau and "修渠" in bureau and "修桥" not in bureau
    # A supporting one owes an opinion to the lead, no answer to the deputy.
    (opinion,) = scene.told("曹交", "suggestion.late_bureau")
    assert "还没给会办意见" in opinion and "请尽快交给主办单位" in opinion
    assert "（会办）" in opinion and "答复代表" not in opinion
    (deputy,) = scene.told("李明", "suggestion.late_deputy")
    assert "修渠" in deputy and "县水利局" in deputy and "修桥" not in deputy
    later = day + timedelta(days=60)
    assert lights.light_of(scene.session, rows[0], later) == "red"
    assert lights.light_of(scene.session, waiting, later) == "undecided"


def test_back_to_the_township_it_came_from_is_a_reason_to_ring(scene: Scene) -> None:
    row = scene.assigned("城关镇政府")
    flags = scene.session.query(RevisitFlag).all()
    assert [(flag.suggestion_id, flag.kind) for flag in flags] == [
        (row.suggestion_id, "back_where_it_came_from")
    ]
    office, water = scene.office(row.suggestion), scene.bureau("县水利局")
    receipts.confirm(scene.session, row, scene.liaison(row), now=scene.now)
    returns.reassign(scene.session, row, water, office, restart=True, now=scene.now)
    assert scene.session.query(RevisitFlag).all() == [], "it was assigned there by mistake"


def test_one_more_bureau_gets_its_own_period(scene: Scene) -> None:
    row = scene.received()
    scene.now += timedelta(days=10)
    made = assigning.add_bureau(
        scene.session,
        row.suggestion,
        scene.bureau("县交通局"),
        "supporting",
        scene.office(row),
        now=scene.now,
    )
    assert made.counts_from == scene.now.date() and made.due == date(2027, 2, 3)
    with pytest.raises(Refused):
        assigning.add_bureau(
            scene.session,
            row.suggestion,
            scene.bureau("县交通局"),
            "lead",
            scene.office(row),
            now=scene.now,
        )


def test_a_bureau_that_only_supports_is_asked_for_opinions_and_for_no_answer(scene: Scene) -> None:
    rows = [
        scene.assigned(supporting=["县交通局"], title=title).suggestion
        for title in ("改造供水管网", "清理西干渠")
    ]
    own = scene.session.scalars(select(Assignment).where(Assignment.role == "supporting")).all()
    bureau_notices.tell_new(scene.session, own, now=scene.now)
    told = scene.told("曹交", "suggestion.to_bureau_many")[0]
    assert len(rows) == 2 and "前给会办意见" in told and "前答复" not in told
    said = say_confirmed(own, scene.now)
    assert "前给会办意见" in said and "前答复" not in said
    late = scene.now + timedelta(days=100)
    bureau_notices.digest(
        scene.session, "suggestion.regular_bureau", own[0].bureau_id, own, key="x", now=late
    )
    assert "2件已过期，请尽快交给主办单位" in scene.told("曹交", "suggestion.regular_bureau")[0]
