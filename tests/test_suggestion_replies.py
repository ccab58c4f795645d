"""Reply, sealed rating, rework, promises, look-back and close-out."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.actions.casework import Actor, take_step
from bot.actions.rules import set_rule
from bot.actions.suggestions import (
    assigning,
    co_signing,
    drafts,
    parties,
    periods,
    ratings,
    receipts,
    replies,
    returns,
    revisits,
    succession,
    weighing,
)
from bot.domain.workflow import Party, Refused
from bot.store.models import Assignment, Deputy, History, Notice, Suggestion
from tests.suggestion_parts import Scene
from tests.test_suggestion_assigning import citizens_behind
from tests.test_suggestion_drafts import refused


def letter(scene: Scene, outcome_class: str = "A", **given: object) -> replies.Letter:
    plain: dict[str, object] = {"place": "东坪村口"} if outcome_class == "A" else {}
    if outcome_class in "BC":
        plain = {
            "promise": scene.words("换完三公里主管道"),
            "promise_until": date(2027, 6, 30),
            "condition": "资金到位后",
        }
    return replies.Letter(
        scene.words("东坪村管网已全部更换"),
        "高局长",
        outcome_class,
        **(plain | given),  # type: ignore[arg-type]
    )


def answered(scene: Scene, outcome_class: str = "A", title: str = "改造供水管网") -> Suggestion:
    row = scene.received(title=title)
    given = letter(scene, outcome_class)
    replies.reply(scene.session, row, scene.liaison(row), given, now=scene.now)
    return row.suggestion


def rate(scene: Scene, suggestion: Suggestion, grade: str, words: str = "") -> None:
    said = scene.words(words) if words else None
    ratings.rate(scene.session, suggestion, scene.lead(suggestion), grade, said, now=scene.now)


def days_pass(scene: Scene, days: int) -> None:
    for _ in range(days):
        scene.now += timedelta(days=1)
        weighing.look(scene.session, now=scene.now)


def only(scene: Scene, suggestion: Suggestion) -> Assignment:
    return parties.leads(scene.session, suggestion)[0]


def test_the_draft_goes_to_the_deputy_first_and_the_letter_names_who_signed(scene: Scene) -> None:
    row = scene.received()
    bureau = scene.liaison(row)
    replies.show_draft(scene.session, row, bureau, scene.words("拟更换主管道"), now=scene.now)
    assert "县水利局的答复稿先请您看：拟更换主管道" in scene.told("李明")[-1]
    replies.comment(
        scene.session, row, scene.lead(row), scene.words("写明哪个月开工"), now=scene.now
    )
    assert "李明代表看了答复稿说：写明哪个月开工" in scene.told("钱水")[-1]
    with pytest.raises(Refused) as error:
        nobody = replies.Letter(scene.words("好"), " ", "D")
        replies.reply(scene.session, row, bureau, nobody, now=scene.now)
    assert refused(error) == "refused.needs_signer" and row.state == "draft_shown"
    kept = replies.reply(scene.session, row, bureau, letter(scene), now=scene.now)
    assert (row.state, row.suggestion.state, kept.signer) == ("replied", "replied", "高局长")
    told = scene.told("李明", "suggestion.replied")[0]
    assert "高局长签发，A类：已经解决或基本解决" in told and "回“满意1”" in told
    assert scene.told("郑科员", "suggestion.replied_copy")
    assert scene.told("张办", "suggestion.replied_copy")


@pytest.mark.parametrize(
    ("outcome_class", "key"),
    [
        ("A", "refused.class_needs_evidence"),
        ("B", "refused.class_needs_promise"),
        ("E", "refused.needs_outcome_class"),
    ],
)
def test_a_class_needs_what_makes_it_true(scene: Scene, outcome_class: str, key: str) -> None:
    row = scene.received()
    with pytest.raises(Refused) as error:
        bare = replies.Letter(scene.words("已办"), "高局长", outcome_class)
        replies.reply(scene.session, row, scene.liaison(row), bare, now=scene.now)
    assert refused(error) == key and row.state == "received"


def test_one_letter_may_answer_several_items(scene: Scene) -> None:
    rows = [scene.received(title=f"第{n}件") for n in (1, 2, 3)]
    made = replies.reply_jointly(
        scene.session, rows, [scene.liaison(row) for row in rows], letter(scene), now=scene.now
    )
    assert [row.joint_id for row in made] == [None, made[0].id, made[0].id]
    assert {row.suggestion.state for row in rows} == {"replied"}


def test_the_window_opens_when_the_last_lead_bureau_has_answered(scene: Scene) -> None:
    suggestion = scene.filed()
    leads = [scene.bureau("县水利局"), scene.bureau("县交通局")]
    item = assigning.Item(suggestion, leads)
    rows = assigning.assign(scene.session, item, scene.office(suggestion), now=scene.now)
    for row, state in zip(rows, ("assigned", "replied"), strict=True):
        receipts.confirm(scene.session, row, scene.liaison(row), now=scene.now)
        replies.reply(scene.session, row, scene.liaison(row), letter(scene), now=scene.now)
        assert suggestion.state == state
    assert suggestion.rate_by == date(2026, 12, 7) and "10个工作日" in suggestion.rate_proof


def test_ratings_are_sealed_no_bureau_reads_a_word_of_them(scene: Scene) -> None:
    suggestion = answered(scene)
    before = len(scene.told("钱水"))
    rate(scene, suggestion, "unsatisfied", "只换了一半，糊弄人")
    assert "糊弄人" in scene.told("郑科员", "suggestion.unsatisfied")[0]
    assert len(scene.told("钱水")) == before
    assert not any("不满意" in text or "糊弄" in text for text in scene.told("张办"))
    history = scene.session.scalars(
        select(History).where(History.case_kind == "suggestion", History.step == "rate")
    ).one()
    assert history.fact == "" and history.words_id is None
    with pytest.raises(Refused):
        scene.actor("钱水", suggestion, Party.DEPUTY)


def test_who_was_satisfied_closes_when_the_window_is_over_and_not_at_once(scene: Scene) -> None:
    suggestion = answered(scene)
    rate(scene, suggestion, "fair")
    assert suggestion.state == "rated"
    days_pass(scene, 14)
    assert suggestion.state == "rated", "the hour would say what was said"
    days_pass(scene, 1)
    assert suggestion.state == "procedure_closed" and suggestion.closed_at == scene.now
    assert suggestion.next_notice_on is None


def test_silence_is_asked_once_and_then_recorded_as_unrated(scene: Scene) -> None:
    first, second = answered(scene), answered(scene, title="修渠")
    days_pass(scene, 40)
    asked = scene.told("李明", "suggestion.rating_asked")
    assert len(asked) == 1 and "建〔16-6〕1号" in asked[0] and "建〔16-6〕2号" in asked[0]
    assert (first.state, second.state) == ("unrated", "unrated")
    assert len(scene.told("郑科员", "suggestion.unrated")) == 2
    rate(scene, first, "satisfied", "看了，好")
    days_pass(scene, 4)
    assert first.state == "procedure_closed"
    ratings.close(scene.session, second, scene.office(second), None, now=scene.now)
    assert second.state == "procedure_closed"


def test_nobody_is_unrated_whom_nobody_asked(scene: Scene) -> None:
    """The service was down from before the day of asking until after the window."""
    suggestion = answered(scene)
    scene.now += timedelta(days=30)
    weighing.look(scene.session, now=scene.now)
    (asked,) = scene.told("李明", "suggestion.rating_asked")
    assert suggestion.state == "replied" and "12月28日" in asked and "/p/suggestion/" in asked
    assert "催评" in suggestion.rate_proof
    days_pass(scene, 6)
    assert suggestion.state == "unrated"


def test_a_bureau_whose_opinion_nobody_needs_any_more_owes_nothing_and_gets_no_page(
    scene: Scene,
) -> None:
    row = scene.received(supporting=["县交通局"])
    replies.reply(scene.session, row, scene.liaison(row), letter(scene, "B"), now=scene.now)
    rate(scene, row.suggestion, "fair")
    ratings.close(scene.session, row.suggestion, scene.office(row.suggestion), None, now=scene.now)
    (lead,), (other,) = (scene.told(name, "suggestion.closed_bureau") for name in ("钱水", "曹交"))
    assert "答应过的事" in lead
    assert "答应" not in other and "/p/" not in other and "不用再交" in other


def test_what_leaves_nothing_to_do_is_not_said_to_go_on(scene: Scene) -> None:
    row = scene.received()
    with_reason = replies.Letter(scene.words("政策不允许"), "高局长", "D")
    replies.reply(scene.session, row, scene.liaison(row), with_reason, now=scene.now)
    rate(scene, row.suggestion, "fair")
    ratings.close(scene.session, row.suggestion, scene.office(row.suggestion), None, now=scene.now)
    (deputy,), (bureau,) = (
        scene.told(who, f"suggestion.closed_{kind}")
        for who, kind in (("李明", "deputy"), ("钱水", "bureau"))
    )
    assert "再告诉您" not in deputy and "没有要接着办的" in deputy and "答应" not in bureau


def test_the_office_orders_the_rework_and_the_bureau_reads_only_what_to_redo(scene: Scene) -> None:
    suggestion = answered(scene)
    rate(scene, suggestion, "unsatisfied", "糊弄人")
    office = scene.office(suggestion)
    what = scene.words("把剩下一公里管道换完")
    ratings.order_rework(scene.session, suggestion, office, what, now=scene.now)
    row = only(scene, suggestion)
    assert (suggestion.state, suggestion.round, row.state) == ("rework", 2, "rework")
    told = scene.told("钱水", "suggestion.rework")[0]
    assert "把剩下一公里管道换完" in told and "糊弄人" not in told and "不满意" not in told
    assert row.due == date(2026, 12, 23) and "重新办理" in row.proof
    # A rework that is late is chased as the first answer would be.
    for days in range(40):
        periods.look(scene.session, now=scene.now + timedelta(days=days))
    for name, kind in (("钱水", "due_soon"), ("钱水", "late_bureau"), ("李明", "late_deputy")):
        assert len(scene.told(name, f"suggestion.{kind}")) == 1, kind
    assert len(scene.told("郑科员", "suggestion.overdue")) == 1
    replies.reply(scene.session, row, scene.liaison(row), letter(scene), now=scene.now)
    rate(scene, suggestion, "unsatisfied", "还是没换")
    assert "2次" in scene.told("郑科员", "suggestion.unsatisfied")[-1]
    days_pass(scene, 30)
    with pytest.raises(Refused) as error:
        ratings.order_rework(scene.session, suggestion, office, what, now=scene.now)
    assert refused(error) == "refused.rework_over"
    ratings.take_to_meeting(scene.session, suggestion, office, now=scene.now)
    assert suggestion.state == "at_meeting"


def test_a_county_may_leave_the_first_day_to_who_answered_early(scene: Scene) -> None:
    now = scene.now
    set_rule(scene.session, "suggestion.rework_counts", "not_before_first", origin="本县", now=now)
    suggestion = answered(scene)
    first = only(scene, suggestion).due
    rate(scene, suggestion, "unsatisfied", "糊弄人")
    what = scene.words("把剩下一公里管道换完")
    ratings.order_rework(scene.session, suggestion, scene.office(suggestion), what, now=now)
    row = only(scene, suggestion)
    assert row.due == first and "仍按原来的" in row.proof


def test_while_co_signers_may_still_speak_nothing_is_handed_down(scene: Scene) -> None:
    suggestion = scene.draft()
    chen = scene.deputy("陈桂")
    co_signing.invite(scene.session, suggestion, scene.lead(suggestion), [chen], now=scene.now)
    signer = scene.actor("陈桂", suggestion, Party.CO_SIGNER)
    co_signing.answer(scene.session, suggestion, signer, chen, True, now=scene.now)
    drafts.submit(scene.session, suggestion, scene.lead(suggestion), now=scene.now)
    scene.review(suggestion)
    item = assigning.Item(suggestion, [scene.bureau("县水利局")])
    row = assigning.assign(scene.session, item, scene.office(suggestion), now=scene.now)[0]
    receipts.confirm(scene.session, row, scene.liaison(row), now=scene.now)
    replies.reply(scene.session, row, scene.liaison(row), letter(scene), now=scene.now)
    assert scene.told("陈桂", "suggestion.replied"), "each co-signer reads the reply"
    rate(scene, suggestion, "unsatisfied")
    office, what = scene.office(suggestion), scene.words("再换一公里")
    with pytest.raises(Refused) as error:
        ratings.order_rework(scene.session, suggestion, office, what, now=scene.now)
    assert refused(error) == "refused.window_open"
    assert ratings.views_pending(scene.session, chen) == [suggestion]
    ratings.view(scene.session, suggestion, signer, chen, "fair", None, now=scene.now)
    ratings.order_rework(scene.session, suggestion, office, what, now=scene.now)
    assert suggestion.state == "rework"


def test_the_outcome_of_the_meeting_is_told_to_all_and_nobody_owes_an_opinion_any_more(
    scene: Scene,
) -> None:
    suggestion = scene.draft()
    chen = scene.deputy("陈桂")
    co_signing.add_signed(scene.session, suggestion, chen, now=scene.now)
    drafts.submit(scene.session, suggestion, scene.lead(suggestion), now=scene.now)
    scene.review(suggestion)
    item = assigning.Item(suggestion, [scene.bureau("县水利局")], [scene.bureau("县交通局")])
    office = scene.office(suggestion)
    row, helper = assigning.assign(scene.session, item, office, now=scene.now)
    for again in (False, True):
        if again:
            days_pass(scene, 30)
            what = scene.words("再换一公里")
            ratings.order_rework(scene.session, suggestion, office, what, now=scene.now)
            assert "重新办理" in scene.told("陈桂", "suggestion.rework_signer")[-1]
        else:
            receipts.confirm(scene.session, row, scene.liaison(row), now=scene.now)
        replies.reply(scene.session, row, scene.liaison(row), letter(scene), now=scene.now)
        rate(scene, suggestion, "unsatisfied", "糊弄人")
    ratings.take_to_meeting(scene.session, suggestion, office, now=scene.now)
    assert "提请会议" in scene.told("陈桂", "suggestion.at_meeting_signer")[0]
    why = scene.words("主任会议10月9日研究，列入明年计划")
    ratings.close(scene.session, suggestion, office, why, now=scene.now)
    (deputy,) = scene.told("李明", "suggestion.closed_deputy")
    assert "经会议研究" in deputy and "列入明年计划" in deputy
    for name, kind in (("陈桂", "signer"), ("钱水", "bureau"), ("曹交", "bureau")):
        (said,) = scene.told(name, f"suggestion.closed_{kind}")
        assert "程序办结" in said and "明年计划" not in said, name
    assert (row.state, helper.state) == ("replied", "cancelled")
    with pytest.raises(Refused):
        to = scene.bureau("县人民法院")
        returns.reassign(scene.session, helper, to, office, restart=True, now=scene.now)


def test_a_meeting_needs_two_unsatisfied_rounds(scene: Scene) -> None:
    suggestion = answered(scene)
    rate(scene, suggestion, "unsatisfied")
    with pytest.raises(Refused) as error:
        ratings.take_to_meeting(scene.session, suggestion, scene.office(suggestion), now=scene.now)
    assert refused(error) == "refused.meeting_after_second"


def test_many_satisfied_in_minutes_are_a_reason_to_ring(scene: Scene) -> None:
    rows = [answered(scene, title=f"第{n}件") for n in range(5)]
    for row in rows:
        rate(scene, row, "satisfied")
    assert {flag.kind for flag in revisits.waiting(scene.session)} == {"many_at_once"}
    assert len(revisits.waiting(scene.session)) == 5
    revisits.settle(
        scene.session, revisits.waiting(scene.session)[0], scene.contact("郑科员"), now=scene.now
    )
    assert len(revisits.waiting(scene.session)) == 4


def test_a_citizen_who_says_it_is_not_done_is_a_reason_to_ring(scene: Scene) -> None:
    suggestion = answered(scene)
    citizens_behind(scene, suggestion, "王桂兰")
    rate(scene, suggestion, "satisfied")
    assert revisits.look(scene.session, now=scene.now) == 0
    issue = parties.issues_of(scene.session, suggestion)[0]
    actor = Actor(Party.CONSTITUENT, issue.reporter)
    take_step(scene.session, issue, "not_done", actor, now=scene.now)
    assert revisits.look(scene.session, now=scene.now) == 1
    assert revisits.look(scene.session, now=scene.now) == 0
    assert [row.kind for row in revisits.waiting(scene.session)] == ["citizen_says_not"]
    assert not any("没好" in text for text in scene.told("钱水"))


def test_who_is_elected_again_follows_as_before(scene: Scene) -> None:
    suggestion = answered(scene)
    before = scene.deputy("李明")
    before.until = date(2026, 12, 31)
    again = Deputy(
        code="D1b",
        contact=before.contact,
        name="李明",
        congress="county",
        electoral_unit="",
        since=date(2027, 1, 1),
    )
    scene.session.add(again)
    scene.session.flush()
    scene.now = scene.now.replace(year=2027, month=1, day=4)
    assert parties.follower(scene.session, suggestion, scene.now) == again
    assert list(succession.nobody_follows(scene.session, scene.now)) == []
    rate(scene, suggestion, "fair")
    assert suggestion.state == "rated"


def test_an_open_version_has_no_personal_data(scene: Scene) -> None:
    row = scene.received()
    text = scene.words("已联系村民王桂兰（13812345678），东坪村管网已更换")
    kept = replies.reply(
        scene.session,
        row,
        scene.liaison(row),
        replies.Letter(text, "高局长", "A", place="东坪村口"),
        now=scene.now,
    )
    proposed = replies.propose_open_version(kept)
    opened = replies.open_version(
        scene.session, kept, proposed, scene.contact("郑科员"), now=scene.now
    )
    assert "13812345678" not in (opened.text or "") and "管网已更换" in (opened.text or "")
    row.suggestion.not_public = True
    with pytest.raises(Refused):
        replies.open_version(scene.session, kept, proposed, scene.contact("郑科员"), now=scene.now)


def test_what_is_refused_leaves_no_trace(scene: Scene) -> None:
    row = scene.received()
    before = scene.session.query(Notice).count(), scene.session.query(History).count()
    with pytest.raises(Refused):
        returns.reassign(
            scene.session,
            row,
            scene.bureau("县水利局"),
            scene.office(row),
            restart=True,
            now=scene.now,
        )
    assert row.state == "received"
    assert (scene.session.query(Notice).count(), scene.session.query(History).count()) == before
