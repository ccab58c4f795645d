"""A notice goes out: by which way, again after what, and once."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import delivery, late_results, outgoing, settling, switches
from bot.actions.people import identity_of
from bot.store.database import Database
from bot.store.models import Notice
from scheduler.sending import Delivery
from tests.delivery_parts import World, running_world
from tests.sandbox_parts import DEPUTY, STRANGER, VILLAGER


@pytest.fixture
def world(database: Database, tmp_path: Path) -> Iterator[World]:
    with running_world(database, tmp_path / "platform") as running:
        yield running


def write(world: World, openid: str, text: str = "在吗") -> None:
    """The person writes to the account: the platform and we both see it."""
    world.platform.say(openid, text)
    with world.database.write() as session:
        identity = identity_of(session, openid)
        assert identity is not None
        settling.user_spoke(identity, world.now)


def test_who_wrote_lately_reads_the_whole_text_in_chat(world: World) -> None:
    contact = world.person(DEPUTY)
    write(world, DEPUTY)
    notice = world.queue("issue.task", contact, link="https://county.example/c/abc")
    world.delivery.tick()
    assert world.notice(notice).state == "sent"
    (shown,) = [text for text in world.shown(DEPUTY) if "路灯坏了五天" in text]
    assert "https://county.example/c/abc" in shown
    (attempt,) = world.attempts(notice)
    assert attempt.channel == "customer_service" and "回1我去看看" in attempt.said


def test_who_was_silent_for_three_days_gets_a_card_that_opens_the_page(world: World) -> None:
    contact = world.person(DEPUTY, wrote_ago=timedelta(days=3))
    notice = world.queue("issue.task", contact, link="https://county.example/c/abc")
    world.delivery.tick()
    assert world.notice(notice).state == "sent"
    (call,) = world.calls("message/template/send")
    assert call["request"]["url"] == "https://county.example/c/abc"
    assert call["request"]["data"]["thing1"]["value"] == "东坪三组路灯不亮"
    assert world.attempts(notice)[0].message_id


def test_who_agreed_to_it_gets_the_subscription_message(world: World) -> None:
    contact = world.person(VILLAGER, consents="S-PROGRESS")
    world.platform.control("consent", openid=VILLAGER, template_id="S-PROGRESS", on=True)
    notice = world.queue("issue.result", contact)
    world.delivery.tick()
    assert world.notice(notice).state == "sent"
    assert world.attempts(notice)[0].channel == "subscription"


def test_after_five_messages_in_the_window_the_sixth_is_a_card(world: World) -> None:
    contact = world.person(DEPUTY)
    write(world, DEPUTY)
    notices = [world.queue("issue.task", contact, key=f"n{i}") for i in range(6)]
    world.delivery.tick()
    ways = [world.attempts(notice)[0].channel for notice in notices]
    assert ways == ["customer_service"] * 5 + ["template"]
    assert [call["errcode"] for call in world.calls("message/custom/send")] == [0] * 5


def test_the_window_counts_anew_when_the_person_writes_again(world: World) -> None:
    contact = world.person(DEPUTY)
    write(world, DEPUTY)
    for i in range(5):
        world.queue("issue.task", contact, key=f"n{i}")
    world.delivery.tick()
    write(world, DEPUTY)
    notice = world.queue("issue.task", contact, key="later")
    world.delivery.tick()
    assert world.attempts(notice)[0].channel == "customer_service"


def test_a_scan_opens_a_minute_for_three_messages(world: World) -> None:
    contact = world.person(VILLAGER)
    world.platform.control("scan", openid=VILLAGER, scene="station-1", wait=True)
    with world.database.write() as session:
        identity = identity_of(session, VILLAGER)
        assert identity is not None
        settling.user_spoke(identity, world.now, event=True)
    notices = [world.queue("issue.taken", contact, key=f"n{i}", deputy="陈水生") for i in range(4)]
    world.delivery.tick()
    assert [world.notice(n).state for n in notices] == ["sent"] * 3 + ["telephone"]
    world.forward(minutes=2)
    late = world.queue("issue.taken", contact, key="late", deputy="陈水生")
    world.delivery.tick()
    assert world.notice(late).state == "telephone"


def test_who_never_bound_wechat_is_on_the_telephone_list(world: World) -> None:
    notice = world.queue("issue.task", world.person(None, phone="13800001111"))
    world.delivery.tick()
    row = world.notice(notice)
    assert (row.state, row.reason) == ("telephone", "没有绑定微信")


def test_who_does_not_follow_is_marked_and_rung_up(world: World) -> None:
    contact = world.person(STRANGER, wrote_ago=timedelta(hours=1))
    notice = world.queue("issue.task", contact)
    world.delivery.tick()
    row = world.notice(notice)
    assert (row.state, row.reason) == ("telephone", "没有关注公众号")
    assert not world.identity(contact).following


def test_the_platforms_own_count_is_believed_and_the_next_way_taken(world: World) -> None:
    # We think that the deputy wrote an hour ago; the platform knows of three days.
    contact = world.person(DEPUTY, wrote_ago=timedelta(hours=1))
    notice = world.queue("issue.task", contact)
    world.delivery.tick()
    assert world.notice(notice).state == "sent"
    assert [(a.channel, a.outcome) for a in world.attempts(notice)] == [
        ("customer_service", "next_channel"),
        ("template", "sent"),
    ]
    second = world.queue("issue.task", contact, key="n2")
    world.delivery.tick()
    assert [a.channel for a in world.attempts(second)] == ["template"]


def test_a_busy_platform_is_tried_again_after_1_5_30_and_120_minutes_then_rung_up(
    world: World,
) -> None:
    contact = world.person(DEPUTY, phone="13800001111")
    notice = world.queue("issue.task", contact)
    world.fault("system", "message/template/send")
    waits = []
    for _ in range(5):
        world.delivery.tick()
        row = world.notice(notice)
        if row.state == "queued":
            waits.append((row.next_at - world.now) / timedelta(minutes=1))
            world.platform.clock.forward(row.next_at - world.now)
    assert waits == [1, 5, 30, 120]
    row = world.notice(notice)
    assert (row.state, row.reason) == ("telephone", "微信系统繁忙")
    assert len(world.attempts(notice)) == 5


def test_a_process_that_died_before_settling_is_followed_by_another_try_that_is_counted(
    world: World,
) -> None:
    contact = world.person(DEPUTY)
    notice = world.queue("issue.task", contact)
    with world.database.write() as session:
        (leased,) = delivery.lease(session, world.now, 10)
    # It was sent, but the process died before it could say so.
    sent = world.account.send_template(
        leased.openid, leased.said.template_id, leased.said.fields, "", leased.client_msg_id
    )
    assert sent.outcome == "sent"
    assert world.delivery.tick() == 0, "leased: nobody else may have it yet"
    world.forward(minutes=3)
    assert world.delivery.tick() == 1
    assert world.notice(notice).state == "sent"
    assert [a.outcome for a in world.attempts(notice)] == ["interrupted", "sent"]
    shown = [text for text in world.shown(DEPUTY) if "东坪三组路灯不亮" in text]
    assert len(shown) == 1, "the platform knows the same client_msg_id"


def test_an_answer_that_never_came_is_asked_for_again(world: World) -> None:
    contact = world.person(DEPUTY)
    notice = world.queue("issue.task", contact)
    world.fault("reset", "message/template/send", times=1)
    world.delivery.tick()
    assert world.notice(notice).state == "queued"
    world.forward(minutes=1)
    world.delivery.tick()
    outcomes = [a.outcome for a in world.attempts(notice)]
    assert outcomes == ["unknown_delivery", "sent"]


def test_45009_stops_that_api_until_midnight_and_loses_nothing(world: World) -> None:
    first, second = world.person(DEPUTY), world.person(VILLAGER)
    world.fault("quota", "message/template/send", times=1)
    notices = [
        world.queue("issue.task", first, key="a"),
        world.queue("issue.task", second, key="b"),
    ]
    world.delivery.tick()
    assert [world.notice(n).state for n in notices] == ["queued", "queued"]
    assert len(world.calls("message/template/send")) == 1
    assert "明天" in world.notice(notices[1]).reason
    world.forward(hours=24)
    world.delivery.tick()
    assert [world.notice(n).state for n in notices] == ["sent", "sent"]


def test_a_wrong_configuration_is_an_alarm_and_the_notice_leaves_once_it_is_repaired(
    world: World,
) -> None:
    contact = world.person(DEPUTY)
    world.fault("ip")
    notice = world.queue("issue.task", contact)
    world.delivery.tick()
    row = world.notice(notice)
    assert row.state == "queued" and "IP白名单" in row.reason
    other = world.queue("issue.task", contact, key="n2")
    world.delivery.tick()
    assert world.attempts(other) == [], "left alone for a while, not knocked at for each"
    world.repair("ip")
    world.forward(minutes=6)
    world.delivery.tick()
    assert world.notice(notice).state == world.notice(other).state == "sent"


@pytest.mark.parametrize(
    ("fault", "hours"), [(("ip",), 0.1), (("quota", "message/template/send"), 24)]
)
def test_danger_is_rung_up_at_once_while_wechat_is_blocked_and_comes_there_as_soon_as_it_may(
    world: World, fault: tuple[str, ...], hours: float
) -> None:
    contact = world.person(DEPUTY)
    world.fault(*fault)
    fields = {"number_to_call": "95598", "phone": "", "duty_room": "0000-12345"}
    notice = world.queue("alarm.call_back", contact, **fields)
    world.delivery.tick()
    for _ in range(3):
        world.delivery.tick()
        with world.database.read() as session:
            rung = session.scalars(select(Notice).where(Notice.state == "telephone")).all()
            assert [row.kind for row in rung] == ["alarm.call_back"]
        world.forward(minutes=1)
    world.repair(*fault)
    world.forward(hours=hours)
    world.delivery.tick()
    assert world.notice(notice).state == "sent"


def test_a_field_the_platform_refuses_is_told_and_the_person_is_rung_up(world: World) -> None:
    contact = world.person(DEPUTY)
    notice = world.queue("issue.task", contact, code="民312")
    world.delivery.tick()
    row = world.notice(notice)
    assert (row.state, row.reason) == ("telephone", "模板字段不合规则")


def test_emergencies_overtake_everything_that_waits(world: World) -> None:
    contact = world.person(DEPUTY)
    for i in range(3):
        world.queue("issue.confirmed", contact, key=f"slow{i}")
    fields = {"number_to_call": "95598", "phone": "", "duty_room": "0000-12345"}
    urgent = world.queue("alarm.call_back", contact, key="urgent", **fields)
    with world.database.write() as session:
        (first,) = delivery.lease(session, world.now, 1)
    assert first.notice_id == urgent


def test_the_key_that_stops_everything_stops_danger_too_and_keeps_the_queue(world: World) -> None:
    contact = world.person(DEPUTY)
    with world.database.write() as session:
        switches.turn(session, switches.STOP, True, by=contact, now=world.now)
    fields = {"number_to_call": "95598", "phone": "", "duty_room": "0000-12345"}
    notices = [
        world.queue("alarm.call_back", contact, key="a", **fields),
        world.queue("issue.task", contact, key="b"),
    ]
    assert world.delivery.tick() == 0
    assert [world.notice(n).state for n in notices] == ["queued", "queued"]
    with world.database.write() as session:
        switches.turn(session, switches.STOP, False, by=contact, now=world.now)
    world.delivery.tick()
    assert [world.notice(n).state for n in notices] == ["sent", "sent"]


def test_a_stop_between_lease_and_send_puts_it_back_with_its_room_in_the_window(
    world: World,
) -> None:
    contact = world.person(DEPUTY)
    write(world, DEPUTY)
    notice = world.queue("issue.task", contact)
    with world.database.write() as session:
        (leased,) = delivery.lease(session, world.now, 1)
    assert world.identity(contact).sent_in_window == 1
    with world.database.write() as session:
        settling.release(session, leased, world.now)
    row = world.notice(notice)
    assert (row.state, row.tries) == ("queued", 0)
    assert world.identity(contact).sent_in_window == 0


def test_a_block_that_the_platform_tells_later_leads_to_the_telephone(world: World) -> None:
    contact = world.person(DEPUTY, phone="13800001111")
    world.platform.control("block", openid=DEPUTY, on=True)
    notice = world.queue("issue.task", contact)
    world.delivery.tick()
    assert world.notice(notice).state == "sent"
    msgid = world.attempts(notice)[0].message_id
    with world.database.write() as session:
        assert late_results.template_finished(session, msgid, "failed:user block", world.now)
        assert late_results.template_finished(session, msgid, "failed:user block", world.now)
        assert not late_results.template_finished(session, "no-such", "success", world.now)
    world.delivery.tick()
    row = world.notice(notice)
    assert (row.state, row.reason) == ("telephone", "对方拒收了模板消息")


def test_a_card_about_a_danger_has_arrived_only_when_the_platform_says_so(world: World) -> None:
    contacts = [world.person(DEPUTY, phone="13800001111"), world.person(VILLAGER)]
    cards = [world.queue("alarm.call_back", each, key=f"a{each}") for each in contacts]
    lost: list[str] = []

    def late(notice: int, status: str) -> None:
        msgid = world.attempts(notice)[0].message_id
        with world.database.write() as session:
            assert late_results.template_finished(
                session,
                msgid,
                status,
                world.now,
                on_told=lambda _session, row, _now: world.told.append(row.key),
                on_lost=lambda _session, row, _now: lost.append(row.key),
            )

    world.delivery.tick()
    assert [world.notice(card).state for card in cards] == ["sent", "sent"] and world.told == []
    late(cards[0], "failed: system failed")
    late(cards[1], "success")
    assert world.told == [f"a{contacts[1]}"] and lost == [f"a{contacts[0]}"]
    world.delivery.tick()
    assert (world.notice(cards[0]).state, world.notice(cards[0]).reason) == (
        "telephone",
        "微信没有送到",
    )


def test_a_result_that_went_as_a_card_is_also_on_the_telephone_list(world: World) -> None:
    contact = world.person(VILLAGER, consents="S-PROGRESS", phone="13800001111")
    world.platform.control("consent", openid=VILLAGER, template_id="S-PROGRESS", on=True)
    world.queue("issue.result", contact, key="issue:312:result")
    world.delivery.tick()
    assert world.told == ["issue:312:result"]
    with world.database.read() as session:
        calls = session.query(delivery.Notice).filter_by(state="telephone").all()
    assert [(call.kind, call.reason[:7]) for call in calls] == [("issue.result", "只发了微信卡片")]


def test_a_result_read_in_chat_needs_no_telephone(world: World) -> None:
    contact = world.person(VILLAGER, phone="13800001111")
    write(world, VILLAGER)
    world.queue("issue.result", contact, key="issue:312:result")
    world.delivery.tick()
    with world.database.read() as session:
        assert session.query(delivery.Notice).filter_by(state="telephone").count() == 0
    assert world.told == ["issue:312:result"]


def test_a_night_holds_a_task_and_an_answer_leaves_when_the_person_writes(world: World) -> None:
    contact = world.person(DEPUTY)
    write(world, DEPUTY)
    world.forward(hours=14)  # 23:00
    task = world.queue("issue.task", contact, key="task")
    answer = world.queue("issue.result", contact, key="answer")
    world.delivery.tick()
    assert world.notice(task).state == world.notice(answer).state == "queued"
    assert world.notice(answer).next_at == world.now + timedelta(hours=8, minutes=30)
    write(world, DEPUTY)
    world.delivery.tick()
    assert world.notice(answer).state == "sent"
    assert world.notice(task).state == "queued"
    world.forward(hours=8, minutes=30)
    world.delivery.tick()
    assert world.notice(task).state == "sent"


def test_a_notice_past_its_day_is_dropped_and_not_sent(world: World) -> None:
    contact = world.person(DEPUTY)
    notice = world.queue("issue.task", contact, expires="2026-11-19")
    world.delivery.tick()
    assert world.notice(notice).state == "dropped" and world.attempts(notice) == []


def test_a_text_too_long_for_the_platform_is_cut_before_its_link(world: World) -> None:
    contact = world.person(DEPUTY)
    write(world, DEPUTY)
    link = "https://county.example/c/abc"
    notice = world.queue("issue.task", contact, gist="灯" * 900, link=link)
    world.delivery.tick()
    assert world.notice(notice).state == "sent"
    said = world.attempts(notice)[0].said
    assert said.endswith("…" + link) and len(said.encode()) <= 2048


def test_a_notice_in_the_background_leaves_within_moments_of_the_wake_up(world: World) -> None:
    contact = world.person(DEPUTY)
    world.delivery.start()
    try:
        notices = [world.queue("issue.task", contact, key=f"n{i}") for i in range(20)]
        world.delivery.wake()
        world.platform.webhook.wait_for(20)  # one TEMPLATESENDJOBFINISH each
    finally:
        world.delivery.stop()
    assert [world.notice(n).state for n in notices] == ["sent"] * 20
    assert all(len(world.attempts(n)) == 1 for n in notices)


def test_notices_leave_however_long_people_stand_in_line(world: World) -> None:
    contact = world.person(DEPUTY)
    notice = world.queue("issue.task", contact)
    looks: list[int] = []

    def always() -> bool:
        looks.append(1)
        return True

    world.delivery.give_way_to(always)
    world.delivery.start()
    try:
        world.platform.webhook.wait_for(1)
    finally:
        world.delivery.stop()
    assert world.notice(notice).state == "sent"
    assert len(looks) > 1


def test_a_consent_that_was_withdrawn_is_not_tried_again(world: World) -> None:
    contact = world.person(VILLAGER, consents="S-PROGRESS,S-OTHER", phone="13800001111")
    notice = world.queue("issue.taken", contact, deputy="陈水生")
    world.delivery.tick()
    row = world.notice(notice)
    assert (row.state, row.reason) == ("telephone", "没有订阅，或已拒收这类消息")
    assert world.identity(contact).consents == "S-OTHER"


def test_several_deliveries_at_once_send_each_notice_once(world: World) -> None:
    contacts = [world.person(DEPUTY), world.person(VILLAGER)]
    notices = [world.queue("issue.task", contacts[i % 2], key=f"n{i}") for i in range(24)]
    several = [Delivery(world.database, world.platform.clock, world.account) for _ in range(3)]
    before = len(world.platform.webhook.received)
    for each in several:
        each.start()
    try:
        world.platform.webhook.wait_for(before + 24)
    finally:
        for each in several:
            each.stop()
    assert [world.notice(n).state for n in notices] == ["sent"] * 24
    assert [len(world.attempts(n)) for n in notices] == [1] * 24
    assert len(world.calls("message/template/send")) == 24


def test_what_follows_a_result_may_fail_without_sending_it_again(
    database: Database, tmp_path: Path
) -> None:
    def fails(session: Session, notice: Notice, now: datetime) -> None:
        session.add(Notice(key=notice.key))  # as good as any other mistake in the database
        session.flush()

    with running_world(database, tmp_path / "other") as world:
        contact = world.person(VILLAGER, phone="13800001111")
        write(world, VILLAGER)
        notice = world.queue("issue.result", contact)
        delivery = Delivery(database, world.platform.clock, world.account, on_told=fails)
        assert delivery.tick() == 1
        assert world.notice(notice).state == "sent"
        world.forward(minutes=10)
        assert delivery.tick() == 0


def test_the_health_report_names_what_an_operator_has_to_do(world: World) -> None:
    contact = world.person(DEPUTY)
    world.fault("ip")
    world.queue("issue.task", contact)
    world.delivery.tick()
    with world.database.write() as session:
        standing = outgoing.standing(session, world.now)
        assert standing.troubles == ("模板卡片停发：服务器地址不在公众号的IP白名单里",)
        assert (standing.waiting, standing.due, standing.telephone) == (1, 0, 0)
        switches.turn(session, switches.STOP, True, by=contact, now=world.now)
        stopped = outgoing.standing(session, world.now)
        assert stopped.stopped_by == contact and stopped.troubles[0].startswith("总开关已关")
    world.repair("ip")
    world.forward(minutes=6)
    with world.database.write() as session:
        switches.turn(session, switches.STOP, False, by=contact, now=world.now)
    world.delivery.tick()
    with world.database.read() as session:
        assert outgoing.standing(session, world.now).troubles == ()
