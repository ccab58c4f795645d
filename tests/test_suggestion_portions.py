"""What a whole county hears on one day goes out in portions: nobody twice, nobody left out, and the
writer is free between two of them."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from bot.actions.still_true import is_settled
from bot.actions.suggestions import (
    assigning,
    bureau_notices,
    notices,
    periods,
    receipts,
    still_true,
    watching,
)
from bot.domain.calendars import local_day
from bot.domain.workflows.suggestion import AT_MEETING, PROCEDURE_CLOSED, RATED, REWORK
from bot.store.models import Assignment, Bureau, Notice, Suggestion
from tests import suggestion_parts
from tests.suggestion_parts import Scene

MANY = notices.AT_ONCE + 5


def given_to_many(scene: Scene) -> Suggestion:
    """One suggestion with one lead and very many supporting bureaus."""
    bureaus = []
    for number in range(MANY):
        code, name = f"X{number}", f"第{number}单位"
        suggestion_parts._bureau(scene.session, code, name, "other", f"联络员{number}", scene.now)
        bureaus.append(scene.bureau(name))
    suggestion = scene.filed()
    item = assigning.Item(suggestion, [scene.bureau("县水利局")], bureaus)
    assigning.assign(scene.session, item, scene.office(suggestion), now=scene.now)
    return suggestion


def count(scene: Scene, kind: str) -> int:
    query = select(func.count(Notice.id)).where(Notice.kind == kind)
    return scene.session.scalar(query) or 0


def day_of(scene: Scene, suggestion: Suggestion) -> datetime:
    assert suggestion.next_notice_on is not None
    return scene.now + (suggestion.next_notice_on - scene.now.date())


def test_two_month_notices_go_out_a_few_at_a_time_and_each_once(scene: Scene) -> None:
    suggestion = given_to_many(scene)
    day = day_of(scene, suggestion)
    kind = "suggestion.regular_bureau"
    assert notices.regular_some(scene.session, now=day) == notices.AT_ONCE
    assert count(scene, kind) == notices.AT_ONCE
    # The process ends here and another one goes on: whom the store knows as told is told no more.
    assert notices.regular_some(scene.session, now=day) == MANY + 1 - notices.AT_ONCE
    assert count(scene, kind) == MANY + 1 and count(scene, "suggestion.regular_deputy") == 0
    assert notices.regular_some(scene.session, now=day) == 1
    assert count(scene, "suggestion.regular_deputy") == 1
    before = suggestion.next_notice_on
    assert notices.regular_some(scene.session, now=day) == 1
    assert suggestion.next_notice_on != before and suggestion.notices == 1
    assert notices.regular_some(scene.session, now=day) == 0
    assert notices.regular(scene.session, now=day + timedelta(hours=2)) == 0
    assert count(scene, kind) == MANY + 1


def test_an_old_mandate_that_hears_nothing_holds_up_nobody(scene: Scene) -> None:
    """Whoever is no deputy any more gets no notice; those behind them in the queue do."""
    first, second = scene.assigned(), scene.assigned(deputy="陈桂", title="修通村路")
    gone = scene.deputy("李明")
    gone.until = scene.now.date()
    day = day_of(scene, second.suggestion)
    notices.regular(scene.session, now=day)
    assert scene.told("陈桂", "suggestion.regular_deputy")
    assert not scene.told("李明", "suggestion.regular_deputy")
    assert first.suggestion.notices == 1


def test_chasing_goes_bureau_by_bureau_and_then_before_the_desk_in_one_list(scene: Scene) -> None:
    given_to_many(scene)
    day = scene.now + timedelta(days=2)
    portions = []
    while done := receipts.chase_some(scene.session, now=day):
        portions.append(done)
    assert portions == [20, 20, MANY + 1 - 40] and watching.BUREAUS_AT_ONCE == 20
    assert count(scene, "suggestion.chased") == MANY + 1
    later = day + timedelta(days=2)
    assert receipts.chase_some(scene.session, now=later) == MANY + 1
    told = scene.told("郑科员", "suggestion.not_received")
    assert len(told) == 1 and "1件" in told[0] and told[0].count("〔16-6〕1号") == 1
    assert "县水利局、" in told[0] and f"等{MANY + 1}家" in told[0]
    assert receipts.chase_some(scene.session, now=later) == 0


def test_due_days_are_told_bureau_by_bureau_but_not_while_a_return_is_undecided(
    scene: Scene,
) -> None:
    given_to_many(scene)
    rows = scene.session.scalars(select(Assignment)).all()
    asking = rows[3]
    asking.extension_until = asking.due + timedelta(days=20)
    for row in rows:
        row.chase_on = None
        row.watch_on = row.due = scene.now.date() + timedelta(days=7)
    day = scene.now + timedelta(days=7)
    while periods.look_some(scene.session, now=day):
        pass
    assert count(scene, "suggestion.due_soon") == MANY
    assert asking.watch_on is not None and asking.watch_on > day.date()
    while periods.look_some(scene.session, now=day + timedelta(days=1)):
        pass
    assert count(scene, "suggestion.overdue") == 1


def test_what_goes_to_a_bureau_for_which_nobody_answers_is_told_to_the_desk(scene: Scene) -> None:
    bureau = Bureau(code="X", name="新设的局", kind="county_bureau", role="", aliases=[])
    scene.session.add(bureau)
    scene.session.flush()
    row = scene.assigned("新设的局")
    said = scene.told("郑科员", "suggestion.no_liaison")
    assert len(said) == 1 and "新设的局" in said[0] and "〔16-6〕1号" in said[0]
    bureau_notices.tell_new(scene.session, [row], now=scene.now)
    assert len(scene.told("郑科员", "suggestion.no_liaison")) == 1


def test_two_month_notices_promise_no_day_that_is_over(scene: Scene) -> None:
    suggestion = scene.filed()
    item = assigning.Item(suggestion, [scene.bureau("县水利局")], [])
    (row,) = assigning.assign(scene.session, item, scene.office(suggestion), now=scene.now)
    day = day_of(scene, suggestion)
    row.due = local_day(day) - timedelta(days=3)
    notices.regular(scene.session, now=day)
    told = scene.told("钱水", "suggestion.regular_bureau")[0]
    assert "1件已过期" in told and "最早" not in told
    told = scene.told("李明", "suggestion.regular_deputy")[0]
    assert "已经晚了" in told and "最晚" not in told


def test_what_is_settled_meanwhile_leaves_the_telephone_list(scene: Scene) -> None:
    suggestion = scene.filed()
    asked = scene.session.scalars(
        select(Notice).where(Notice.kind == "suggestion.to_review").order_by(Notice.id)
    ).first()
    assert asked is not None and is_settled(scene.session, asked, scene.now), "it was filed"
    item = assigning.Item(suggestion, [scene.bureau("县水利局")], [])
    (row,) = assigning.assign(scene.session, item, scene.office(suggestion), now=scene.now)
    new = scene.session.scalars(select(Notice).where(Notice.kind == "suggestion.to_bureau")).one()
    assert not is_settled(scene.session, new, scene.now)
    receipts.confirm(scene.session, row, scene.liaison(row), now=scene.now)
    assert is_settled(scene.session, new, scene.now)


def test_who_was_to_decide_on_a_poor_rating_is_not_rung_up_once_it_is_decided(scene: Scene) -> None:
    about = scene.received().suggestion
    about.state = RATED
    notice = Notice(kind="suggestion.unsatisfied", case_kind="suggestion", case_id=about.id)
    assert not still_true.is_settled(scene.session, notice)
    for state in (REWORK, AT_MEETING, PROCEDURE_CLOSED):
        about.state = state
        assert still_true.is_settled(scene.session, notice)
