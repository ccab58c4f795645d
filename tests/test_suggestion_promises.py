"""Promises of an answer: they come back on their day and cross an election; closed out only with
evidence, class A looked at again."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.actions.suggestions import (
    looking_back,
    promises,
    ratings,
    replies,
    succession,
)
from bot.domain.workflow import Refused
from bot.store.models import Promise, Suggestion
from tests.suggestion_parts import Scene
from tests.test_suggestion_drafts import refused
from tests.test_suggestion_replies import answered, days_pass, letter, only, rate


def test_a_promise_comes_back_on_its_day_once_to_all_three(scene: Scene) -> None:
    suggestion = answered(scene, "B")
    promise = scene.session.scalars(select(Promise)).one()
    assert (promise.due, promise.condition) == (date(2027, 6, 30), "资金到位后")
    day = scene.now.replace(year=2027, month=6, day=20)
    for n in range(30):
        promises.look(scene.session, now=day + timedelta(days=n))
    for name in ("钱水", "李明", "郑科员"):
        told = scene.told(name, "suggestion.promise_due")
        assert len(told) == 1 and "换完三公里主管道（资金到位后）" in told[0]
    scene.now = day + timedelta(days=30)
    row = only(scene, suggestion)
    promises.keep(
        scene.session, promise, scene.liaison(row), scene.words("通水了，有照片"), now=scene.now
    )
    assert promise.state == "kept" and "落实了：通水了" in scene.told("李明")[-1]
    again = replies.reply_again(
        scene.session, row, scene.liaison(row), letter(scene), now=scene.now
    )
    assert again.kind == "again" and row.outcome_class == "A"


def test_a_promise_crosses_the_election_to_the_successor(scene: Scene) -> None:
    suggestion = answered(scene, "C")
    rate(scene, suggestion, "fair")
    days_pass(scene, 20)
    assert suggestion.state == "procedure_closed"
    scene.deputy("李明").until = date(2027, 3, 31)
    scene.now = scene.now.replace(year=2027, month=4, day=6)
    scene.session.flush()
    assert list(succession.nobody_follows(scene.session, scene.now)) == [suggestion]
    assert succession.look(scene.session, now=scene.now) == 1
    assert "建〔16-6〕1号" in scene.told("郑科员", "suggestion.nobody_follows")[0]
    office = scene.office(suggestion)
    with pytest.raises(Refused):
        succession.hand_on(scene.session, suggestion, office, scene.deputy("王芳"), now=scene.now)
    succession.hand_on(scene.session, suggestion, office, scene.deputy("陈桂"), now=scene.now)
    assert "换届后建〔16-6〕1号" in scene.told("陈桂")[-1]
    assert "往后联系陈桂代表" in scene.told("钱水", "suggestion.follower_changed")[0]
    promises.look(scene.session, now=scene.now.replace(month=6, day=30))
    assert scene.told("陈桂", "suggestion.promise_due") and not scene.told(
        "李明", "suggestion.promise_due"
    )


def closed(scene: Scene, outcome_class: str = "A", title: str = "改造供水管网") -> Suggestion:
    suggestion = answered(scene, outcome_class, title)
    rate(scene, suggestion, "satisfied")
    ratings.close(scene.session, suggestion, scene.office(suggestion), None, now=scene.now)
    return suggestion


def test_closed_out_only_with_evidence_and_without_an_open_promise(scene: Scene) -> None:
    suggestion = closed(scene, "B")
    office = scene.office(suggestion)
    with pytest.raises(Refused) as error:
        looking_back.close_out(scene.session, suggestion, office, now=scene.now)
    assert refused(error) == "refused.promise_open"
    row = only(scene, suggestion)
    promise = promises.of_suggestion(scene.session, suggestion)[0]
    promises.keep(scene.session, promise, scene.liaison(row), scene.words("换完了"), now=scene.now)
    with pytest.raises(Refused) as error:
        looking_back.close_out(scene.session, suggestion, office, now=scene.now)
    assert refused(error) == "refused.needs_evidence"
    looking_back.add_evidence(
        scene.session, suggestion, office, "visit", scene.words("到村里看过，有水"), now=scene.now
    )
    looking_back.close_out(scene.session, suggestion, office, now=scene.now)
    assert suggestion.state == "closed_out" and "确实办好了" in scene.told("李明")[-1]


def test_class_a_is_sampled_once_a_year_and_a_false_a_is_proposed_down(scene: Scene) -> None:
    rows = [closed(scene, title=f"第{n}件") for n in range(11)]
    january = scene.now.replace(year=2027, month=1, day=5)
    assert looking_back.look(scene.session, now=january) == 1
    assert looking_back.look(scene.session, now=january + timedelta(days=1)) == 0
    drawn = looking_back.waiting(scene.session)
    assert len(drawn) == 2, "10 % of 11, rounded up"
    scene.now = january
    office = scene.office(rows[0])
    looking_back.done(scene.session, drawn[0], office, "real", scene.words("有水"), now=scene.now)
    looking_back.done(
        scene.session, drawn[1], office, "not_done", scene.words("没换"), now=scene.now
    )
    proposal = looking_back.undecided(scene.session)[0]
    looking_back.decide(scene.session, proposal, office, approve=True, now=scene.now)
    again = drawn[1].suggestion
    assert (again.state, again.round) == ("rework", 2)
    assert again.next_notice_on is not None, "notices go on"
    real = drawn[0].suggestion
    assert only(scene, real).outcome_class == "A" and not looking_back.undecided(scene.session)
    row = only(scene, rows[2])
    made = looking_back.propose_class(
        scene.session, row, scene.lead(row), "B", scene.words("只换了一半"), now=scene.now
    )
    assert row.outcome_class == "A", "proposed, not decided"
    looking_back.decide(scene.session, made, office, approve=True, now=scene.now)
    assert row.outcome_class == "B" and "改为B类" in scene.told("钱水")[-1]
    with pytest.raises(Refused):
        looking_back.decide(scene.session, made, office, approve=False, now=scene.now)


def test_a_sampled_a_of_which_only_part_is_done_is_proposed_down_and_the_office_decides(
    scene: Scene,
) -> None:
    suggestion = closed(scene)
    scene.now = scene.now.replace(year=2027, month=1, day=5)
    (drawn,) = looking_back.sample(scene.session, 2026, now=scene.now)
    office = scene.office(suggestion)
    looking_back.done(
        scene.session, drawn, office, "partly", scene.words("只换了一公里"), now=scene.now
    )
    row = only(scene, suggestion)
    (proposal,) = looking_back.undecided(scene.session)
    assert (proposal.kind, proposal.value, row.outcome_class) == ("class", "B", "A")
    looking_back.decide(scene.session, proposal, office, approve=True, now=scene.now)
    assert (row.outcome_class, suggestion.state) == ("B", "procedure_closed")
