"""群发: written by one, agreed to by another, sent in portions, stopped at once."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.actions import delivery, officers, people, rules, switches
from bot.actions import second as second_person
from bot.domain.workflow import Refused
from bot.store.models import (
    Approval,
    Attempt,
    Broadcast,
    Deputy,
    Notice,
    Officer,
)
from tests.broadcast_parts import TEXT, agree, queued, reached, sending, tick, unfollow, write
from tests.pages_parts import Office, words_of


def test_one_writes_another_agrees_and_only_then_it_leaves(office: Office) -> None:
    writer, second = office.desk("周干事"), office.desk("郑科员")
    page = write(writer)
    text = words_of(writer.get(page))
    assert "能发到3人" in text and "城关镇的代表" in text and "李明" in text
    assert "城关镇人大通知：周五上午开碰头会" in text and "点开看全文" in text
    assert "您好，我是城关镇人大的工作人员" in text
    assert "现在不能这样办" in words_of(writer.post(f"{page}/start"))
    writer.post(f"{page}/ask")
    assert "还没有第二个人点头" in words_of(writer.post(f"{page}/start"))
    assert not re.search(r'action="/console/second/', writer.get("/console/").text)
    assert tick(office) == 0 and queued(office) == []
    agree(second)
    assert "郑科员同意了" in words_of(writer.get(page))
    # A yes that nobody notices would lapse, and nothing would have been sent.
    today = writer.get("/console/")
    assert "郑科员同意您群发了" in words_of(today) and f'href="{page}"' in today.text
    writer.get(page)
    writer.post(f"{page}/start")
    assert "点头了，等您办的" not in words_of(writer.get("/console/"))
    assert tick(office) == 3
    assert sorted(queued(office)) == ["李明", "王芳", "赵刚"]
    assert tick(office) == 0
    assert "周五上午九点" in office.town.last_told("李明")
    with office.town.database.write() as session:
        session.execute(update(Notice).values(state="sent"))
    assert tick(office) == 0 and "发完了" in words_of(writer.get(page))


def test_what_wechat_does_not_take_yet_is_not_sent_and_can_still_be_stopped(
    office: Office,
) -> None:
    page = sending(office)
    assert tick(office) == 3 and tick(office) == 0
    writer = office.desk("周干事")
    said = words_of(writer.get(page))
    assert "正在发" in said and "发完了" not in said
    assert "还有3人没有发" in words_of(writer.post(f"{page}/stop"))
    with office.town.database.read() as session:
        of = select(Notice.state).where(Notice.kind == "broadcast.word")
        assert set(session.scalars(of)) == {"dropped"}


def test_a_no_sends_nothing_and_changed_words_take_a_new_yes(office: Office) -> None:
    writer, second = office.desk("周干事"), office.desk("郑科员")
    page = write(writer)
    writer.post(f"{page}/ask")
    agree(second, "no")
    assert "等您点头的" in words_of(second.get("/console/")), "a no without its reason is none"
    agree(second, "no", "周五县里开会，改个日子")
    assert "郑科员没有同意：周五县里开会" in words_of(writer.get(page))
    assert "郑科员没有同意：周五县里开会" in office.town.last_told("周干事")
    waits = words_of(writer.get("/console/"))
    assert "群发没有同意的" in waits and "改个日子" in waits
    for path in (page, "/console/broadcasts"):
        said = words_of(writer.get(path))
        assert "没有同意" in said and "等第二个人点头" not in said, path
    assert "还没有第二个人点头" in words_of(writer.post(f"{page}/start"))
    assert "可以改" in words_of(writer.post(f"{page}/back"))
    assert "群发没有同意的" not in words_of(writer.get("/console/"))
    writer.get(f"{page}/change")
    changed = writer.post(f"{page}/change", who="deputies", title="改到周六", text=TEXT["text"])
    assert "改到周六" in words_of(changed)
    writer.post(f"{page}/ask")
    assert "还没有第二个人点头" in words_of(writer.post(f"{page}/start"))
    agree(second)
    writer.get(page)
    assert "开始发了" in words_of(writer.post(f"{page}/start"))
    writer.get(page)
    assert writer.get(f"{page}/change").status_code == 404


def test_an_old_yes_is_void_once_it_was_taken_back(office: Office) -> None:
    writer, second = office.desk("周干事"), office.desk("郑科员")
    page = write(writer)
    writer.post(f"{page}/ask")
    agree(second)
    writer.get(page)
    writer.post(f"{page}/back")
    writer.post(f"{page}/ask")
    assert "还没有第二个人点头" in words_of(writer.post(f"{page}/start"))
    assert tick(office) == 0
    # A yes that was let lie for a day: the page offers no button that would be refused.
    agree(second)
    with office.town.database.write() as session:
        yes = session.scalars(select(Approval).order_by(Approval.id.desc())).first()
        assert yes is not None and yes.decided_at is not None
        yes.decided_at -= timedelta(hours=25)
    stale = words_of(writer.get(page))
    assert "过了一天" in stale and "拿回来" in stale and "开始发" not in stale
    assert "过了一天" in words_of(writer.get("/console/broadcasts"))


def test_it_leaves_in_portions_and_stops_in_the_middle(office: Office) -> None:
    now = office.town.clock.now()
    with office.town.database.write() as session:
        rules.set_rule(session, "broadcast.portion", 1, origin="test", now=now)
    page = sending(office)
    assert tick(office) == 1
    writer = office.desk("周干事")
    assert "还没轮到" in words_of(writer.get(page))
    assert "停下了，还有3人没有发" in words_of(writer.post(f"{page}/stop"))
    stopped = words_of(writer.get(page))
    assert "没有发 3" in stopped and "还没轮到" not in stopped
    assert tick(office) == 0
    with office.town.database.read() as session:
        row = session.scalars(select(Notice).where(Notice.kind == "broadcast.word")).one()
        assert (row.state, row.reason) == ("dropped", "群发中途停了，没有发")
    assert "周干事停的" in words_of(writer.get(page))


def test_what_was_stopped_goes_on_after_a_new_yes_to_who_has_not_got_it(office: Office) -> None:
    town = office.town
    with town.database.write() as session:
        rules.set_rule(session, "broadcast.portion", 1, origin="test", now=town.clock.now())
    page, writer, second = sending(office), office.desk("周干事"), office.desk("郑科员")
    tick(office)
    reached(office)
    first = queued(office)
    tick(office)
    # One is in the outbox, tried in vain, and one has not been written to at all.
    writer.get(page)
    assert "还有2人没有发" in words_of(writer.post(f"{page}/stop"))
    assert "接着发给2人" in words_of(writer.get(page))
    assert "现在不能这样办" in words_of(writer.post(f"{page}/start")), "it takes a new yes"
    writer.post(f"{page}/ask")
    assert "接着发给城关镇的代表里还没收到的，2人" in words_of(second.get("/console/"))
    assert tick(office) == 0 and "等第二个人点头" in words_of(writer.get(page))
    agree(second, "no", "等县里的准信")
    assert "还是停着" in words_of(writer.post(f"{page}/back"))
    writer.post(f"{page}/ask")
    agree(second)
    assert "接着发" in words_of(writer.get(page))
    writer.post(f"{page}/start")
    last = ({"李明", "王芳", "赵刚"} - set(queued(office))).pop()
    with town.database.write() as session:
        gone = session.scalars(select(Deputy).where(Deputy.name == last)).one()
        gone.until = town.clock.now().date() - timedelta(days=1)
    assert [tick(office), tick(office)] == [1, 0]
    with town.database.read() as session:
        states = {
            row.contact.name: row.state
            for row in session.scalars(select(Notice).where(Notice.kind == "broadcast.word"))
        }
    assert states == {first[0]: "sent", queued(office)[1]: "queued"}, "nobody gets it twice"
    reached(office)
    tick(office)
    said = words_of(writer.get(page))
    assert "发完了" in said and "发到了 2" in said and "没有发 1" in said, said
    assert "接着发停下的群发" in words_of(office.desk("郑科员").get("/console/record?who=周干事"))


def test_what_is_given_up_never_goes_on_and_a_failed_try_does_not_outlive_the_stop(
    office: Office,
) -> None:
    page, writer = sending(office), office.desk("周干事")
    tick(office)
    with office.town.database.write() as session:
        first, second, third = session.scalars(
            select(Notice).where(Notice.kind == "broadcast.word").order_by(Notice.id)
        )
        now = office.town.clock.now()
        for row, outcome in ((first, "retry"), (second, "unknown_delivery")):
            row.tries = 1
            session.add(
                Attempt(notice_id=row.id, at=now, channel="template", said="", outcome=outcome)
            )
        third.state, second_id = "leased", second.id
    writer.get(page)
    writer.post(f"{page}/stop")
    with office.town.database.write() as session:
        # Its try came back in vain after the stop.
        row = session.scalars(select(Notice).where(Notice.state == "leased")).one()
        row.state = "queued"
    with office.town.database.write() as session:
        assert delivery.lease(session, office.town.clock.now(), 10) == []
    said = words_of(writer.get(page))
    assert "接着发给2人" in said and "发过一次，不知道收到没有" in said
    assert "现在不能这样办" in words_of(writer.post(f"{page}/again"))
    writer.get("/console/outgoing?state=failed")
    resent = words_of(writer.post("/console/outgoing/resend", notice=str(second_id)))
    assert "这条是停下的群发" in resent
    assert "这条不再发了" in words_of(writer.post(f"{page}/give_up"))
    for act in ("ask", "start", "again", "stop", "give_up"):
        assert "现在不能这样办" in words_of(writer.post(f"{page}/{act}")), act
    assert tick(office) == 0 and "停了，不再发了" in words_of(writer.get("/console/broadcasts"))


def test_nobody_is_rung_up_with_words_that_no_second_person_agreed_to(office: Office) -> None:
    unfollow(office, "王芳")
    writer = office.desk("周干事")
    page = write(writer)
    assert "现在不能这样办" in words_of(writer.post(f"{page}/ring"))
    with office.town.database.read() as session:
        assert session.scalar(select(func.count(Notice.id)).where(Notice.state == "telephone")) == 0


def test_never_at_night_nor_on_a_day_off_nor_while_everything_is_stopped(office: Office) -> None:
    clock = office.town.clock
    begin = clock.moment
    clock.moment = begin + timedelta(hours=13, minutes=40)
    page, writer = sending(office), office.desk("周干事")
    assert "现在是休息时间，11月24日 07:30起" in words_of(writer.get(page)), "the true time"
    clock.moment = begin + timedelta(hours=1)
    assert "休息时间" not in words_of(writer.get(page))
    for away in (timedelta(hours=14), timedelta(days=5, hours=1)):
        clock.moment = begin + away
        assert tick(office) == 0, away
    clock.moment = begin + timedelta(days=1)
    with office.town.database.write() as session:
        switches.turn(session, switches.STOP, True, by=None, now=clock.now())
    assert tick(office) == 0
    with office.town.database.write() as session:
        switches.turn(session, switches.STOP, False, by=None, now=clock.now())
    assert tick(office) == 3


def test_a_trial_goes_to_who_asks_for_it_alone(office: Office) -> None:
    writer = office.desk("周干事")
    page = write(writer)
    assert "试发给您了" in words_of(writer.post(f"{page}/try"))
    assert "刚发过" in words_of(writer.post(f"{page}/try"))
    assert "试发，只有您收到" in office.town.last_told("周干事")
    assert office.town.told("李明") == []
    path = page.replace("/console/broadcasts", "/p/word")
    assert TEXT["text"] in words_of(office.phone("周干事").get(path))
    assert office.phone("李明").get(path).status_code == 404
    with office.town.database.write() as session:
        switches.turn(session, switches.STOP, True, by=None, now=office.town.clock.now())
    assert "放开以后才发给您" in words_of(writer.post(f"{write(writer)}/try"))


def test_words_too_long_or_empty_are_sent_back_with_what_was_written(office: Office) -> None:
    writer = office.desk("周干事")
    for title, text in (("", "正文"), ("题" * 21, "正文正文"), ("标题", ""), ("标题", "字" * 501)):
        writer.get("/console/broadcasts/new")
        answer = writer.post("/console/broadcasts/new", who="deputies", title=title, text=text)
        assert "正文2到500个字" in words_of(answer) and text in words_of(answer)
    with office.town.database.read() as session:
        assert session.scalar(select(func.count(Broadcast.id))) == 0


def test_whom_the_asker_gave_a_password_is_no_second_person(office: Office) -> None:
    writer = office.desk("周干事")
    page = write(writer)
    writer.post(f"{page}/ask")
    with office.town.database.write() as session:
        named = {one.name: one for one in session.scalars(select(Officer))}
        officers.set_password(
            session,
            named["郑科员"],
            "another-long-one",
            now=office.town.clock.now(),
            by=named["周干事"].contact_id,
        )
        roles = people.roles_of(session, named["郑科员"].contact, office.town.clock.now())
        with pytest.raises(Refused) as refused:
            second_person.decide(
                session, 1, named["郑科员"], roles, agreed=True, now=office.town.clock.now()
            )
        assert refused.value.key == "console.password_from_asker"
    assert "还没有第二个人点头" in words_of(writer.post(f"{page}/start"))


def test_a_day_that_is_true_today_only_is_named_before_it_goes(office: Office) -> None:
    writer = office.desk("周干事")
    page = write(writer, text="明天到镇里签个字")
    assert "“明天”写成“11月24日（周二）”" in words_of(writer.get(page))
    page = write(writer, text="11月24日到镇里签个字")
    assert "收到时不一定是今天" not in words_of(writer.get(page))
