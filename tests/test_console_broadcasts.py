"""群发: written by one, agreed to by another, sent in portions, stopped at once; who got it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.actions import broadcasts, delivery, duties, officers, people, rules, switches
from bot.actions import second as second_person
from bot.domain.workflow import Refused
from bot.store.models import (
    Approval,
    Attempt,
    Broadcast,
    BroadcastRecipient,
    Deputy,
    Duty,
    Grid,
    History,
    Identity,
    Issue,
    Notice,
    Officer,
)
from bot.store.vault import vault
from tests.console_parts import second_township
from tests.databases import one_store
from tests.pages_parts import Browser, Office, words_of

TEXT = {"title": "周五上午开碰头会", "text": "周五上午九点在联络站开碰头会，请带上走访本。"}


def write(desk: Browser, **fields: str) -> str:
    """Write one; the address of its page."""
    desk.get("/console/broadcasts/new")
    answer = desk.post("/console/broadcasts/new", **({"who": "deputies"} | TEXT | fields))
    assert answer.status_code == 200, words_of(answer)
    return re.sub(r"^https?://[^/]+", "", answer.url)


def agree(second: Browser, answer: str = "yes", why: str = "") -> None:
    page = second.get("/console/")
    request = re.search(r'action="/console/second/(\d+)"', page.text)
    assert request and TEXT["text"] in words_of(page)
    second.post(f"/console/second/{request[1]}", answer=answer, why=why)


def sending(office: Office, **fields: str) -> str:
    """One on its way: written by 周干事, agreed to by 郑科员."""
    writer, second = office.desk("周干事"), office.desk("郑科员")
    page = write(writer, **fields)
    assert "已请第二个人看" in words_of(writer.post(f"{page}/ask"))
    agree(second)
    writer.get(page)
    assert "发错了点" in words_of(writer.post(f"{page}/start"))
    return page


def queued(office: Office) -> list[str]:
    """Names of those for whom it is in the outbox."""
    with office.town.database.read() as session:
        rows = session.scalars(
            select(Notice).where(Notice.kind == "broadcast.word").order_by(Notice.id)
        )
        return [row.contact.name or "" for row in rows]


def tick(office: Office) -> int:
    with office.town.database.write() as session:
        return broadcasts.send_some(session, now=office.town.clock.now())


def unfollow(office: Office, name: str) -> None:
    with office.town.database.write() as session:
        digest = vault().digest(f"o-{name}")
        session.scalars(select(Identity).where(Identity.digest == digest)).one().following = False


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


def test_who_left_or_does_not_follow_is_not_counted_and_is_named(office: Office) -> None:
    unfollow(office, "王芳")
    writer = office.desk("周干事")
    page = write(writer)
    text = words_of(writer.get(page))
    left_out = "取消关注了，1人 王芳 （乡镇人大代表）"
    assert "能发到2人" in text and left_out in text
    writer.post(f"{page}/ask")
    agree(office.desk("郑科员"))
    writer.get(page)
    writer.post(f"{page}/start")
    with office.town.database.write() as session:
        zhao = session.scalars(select(Deputy).where(Deputy.name == "赵刚")).one()
        zhao.until = office.town.clock.now().date() - timedelta(days=1)
    assert tick(office) == 1 and queued(office) == ["李明"]
    said = words_of(writer.get(page))
    assert "赵刚" in said and "已不在这些人里" in said and left_out in said
    tick(office)
    assert "1人放进电话名单" in words_of(writer.post(f"{page}/ring"))
    said = words_of(writer.get(page))
    assert "王芳" in words_of(writer.get("/console/")) and left_out not in said
    assert "王芳 微信发不到的 要打电话：取消关注了" in said and "要打电话 1" in said, said


def test_those_without_a_visit_are_asked_and_who_reports_meanwhile_is_not(office: Office) -> None:
    now = office.town.clock.now()
    with office.town.database.write() as session:
        li, wang = (
            session.scalars(select(Deputy).where(Deputy.name == name)).one()
            for name in ("李明", "王芳")
        )
        duties.report_visit(session, li, None, now)
        asked_later = wang.id
    sending(office, undone="no_visit")
    with office.town.database.write() as session:
        duties.excuse(session, session.get_one(Deputy, asked_later), None, now)
    assert tick(office) == 1 and queued(office) == ["赵刚"]


def test_by_level_by_role_and_by_body(office: Office) -> None:
    county = office.desk("郑科员")
    for fields, names in (
        ({"levels": "county"}, ["李明"]),
        ({"grid": "QH0102"}, ["赵刚"]),
        ({"who": "officers", "levels": "station_chief"}, ["吴站长"]),
        ({"who": "bureaus"}, ["孙电", "钱水"]),
        ({"who": "bureaus", "bureau": "B1"}, ["孙电"]),
        ({"who": "bureaus", "grid": "QH01"}, ["孙电"]),
    ):
        text = words_of(county.get(write(county, **fields)))
        assert f"能发到{len(names)}人" in text, fields
        assert all(name in text for name in names), fields


def test_a_choice_that_is_none_for_these_people_is_sent_back_and_never_left_out(
    office: Office,
) -> None:
    desk = office.desk("郑科员")
    for fields in (
        {"undone": "overdue"},
        {"bureau": "B1"},
        {"levels": "liaison_officer"},
        {"who": "bureaus", "undone": "no_visit"},
    ):
        desk.get("/console/broadcasts/new")
        answer = desk.post("/console/broadcasts/new", **({"who": "deputies"} | TEXT | fields))
        assert "对不上" in words_of(answer) and TEXT["text"] in answer.text, fields
    with office.town.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Broadcast)) == 0


def test_who_has_something_unconfirmed_is_a_body_that_got_a_case(office: Office) -> None:
    county, station = office.desk("郑科员"), office.desk("周干事")
    page = write(county, who="bureaus", undone="unconfirmed")
    assert "能发到0人" in words_of(county.get(page))
    assert "一个人也发不到" in words_of(county.post(f"{page}/ask"))
    office.town.says("大娘", "东坪村三组路灯不亮好几天了，晚上学生走夜路")
    station.act(1, "station", "hand_over", to="城关供电所")
    text = words_of(county.get(page))
    assert "能发到1人" in text and "孙电" in text


def test_the_places_to_choose_stand_in_the_order_of_their_codes(office: Office) -> None:
    with office.town.database.write() as session:
        second_township(session, office.town.clock.now())
        # Entered last, first by its code.
        town = session.scalars(select(Grid).where(Grid.name == "东乡")).one()
        town.code = "QH00"
    page = office.desk("郑科员").get("/console/broadcasts/new").text
    places = re.findall(r'<option value="(QH[^"]+)"', page)
    assert places[:2] == ["QH00", "QH0201"] and sorted(places[2:]) == places[2:]


def test_a_township_writes_to_its_own_people_only(office: Office) -> None:
    with office.town.database.write() as session:
        second_township(session, office.town.clock.now())
    other, county, ours = office.desk("冯干事"), office.desk("郑科员"), office.desk("周干事")
    for fields in ({"who": "deputies"}, {"grid": "QH01"}, {"grid": "QH"}, {"grid": "nowhere"}):
        assert "能发到0人" in words_of(other.get(write(other, **fields))), fields
    page = write(ours)
    for path in (page, f"{page}/change"):
        assert other.get(path).status_code == 404
    other.get("/console/new")
    for act in ("ask", "start", "stop", "try", "back", "ring", "again"):
        assert other.post(f"{page}/{act}").status_code == 404, act
    assert "城关镇" not in words_of(other.get("/console/broadcasts"))
    assert "周五上午" in words_of(county.get("/console/broadcasts"))
    ours.get(page)
    ours.post(f"{page}/ask")
    assert 'action="/console/second/' not in other.get("/console/").text


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


def test_who_got_it_reads_the_whole_text_and_nobody_else(office: Office) -> None:
    page = sending(office).replace("/console/broadcasts", "/p/word")
    assert office.phone("李明").get(page).status_code == 404
    tick(office)
    assert TEXT["text"] in words_of(office.phone("李明").get(page))
    assert office.phone("大娘").get(page).status_code == 404


def test_whom_it_did_not_reach_is_rung_up_when_a_person_says_so(office: Office) -> None:
    page = sending(office)
    tick(office)
    with office.town.database.write() as session:
        for row in session.scalars(select(Notice).where(Notice.kind == "broadcast.word")):
            row.state, row.reason = "failed", "两天没来信，也没有可用的模板"
    tick(office)
    writer = office.desk("周干事")
    text = words_of(writer.get(page))
    assert "没发到：两天没来信，也没有可用的模板" in text
    # To write once more comes before adding three calls to somebody's morning.
    assert text.index("没发到的3人再发一次") < text.index("没发到的3人改打电话")
    assert "3人再发一次" in words_of(writer.post(f"{page}/again"))
    with office.town.database.write() as session:
        for row in session.scalars(select(Notice).where(Notice.kind == "broadcast.word")):
            assert row.state == "queued"
            row.state, row.reason = "failed", "两天没来信，也没有可用的模板"
    assert "3人放进电话名单" in words_of(writer.post(f"{page}/ring"))
    assert "周五上午开碰头会" in words_of(writer.get("/console/"))


def test_words_too_long_or_empty_are_sent_back_with_what_was_written(office: Office) -> None:
    writer = office.desk("周干事")
    for title, text in (("", "正文"), ("题" * 21, "正文正文"), ("标题", ""), ("标题", "字" * 501)):
        writer.get("/console/broadcasts/new")
        answer = writer.post("/console/broadcasts/new", who="deputies", title=title, text=text)
        assert "正文2到500个字" in words_of(answer) and text in words_of(answer)
    with office.town.database.read() as session:
        assert session.scalar(select(func.count(Broadcast.id))) == 0


def test_nobody_gets_it_twice_who_holds_two_roles(office: Office) -> None:
    with office.town.database.write() as session:
        li = session.scalars(select(Deputy).where(Deputy.name == "李明")).one()
        wang = session.scalars(select(Deputy).where(Deputy.name == "王芳")).one()
        wang.contact_id = li.contact_id
    sending(office)
    assert tick(office) == 2 and sorted(queued(office)) == ["李明", "赵刚"]
    with office.town.database.read() as session:
        assert session.scalar(select(func.count(BroadcastRecipient.id))) == 2
        assert session.scalar(select(func.count(Officer.id))) == 3


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


def reached(office: Office) -> None:
    """The platform took what was queued of it."""
    with office.town.database.write() as session:
        for row in session.scalars(select(Notice).where(Notice.kind == "broadcast.word")):
            row.state, row.settled_at = "sent", office.town.clock.now()


def test_what_is_said_right_after_it_is_an_answer_for_who_sent_it(office: Office) -> None:
    town = office.town
    for text in ("东坪村三组路灯不亮好几天了", "东坪村五组水渠堵了，没人清"):
        town.says("大娘", text)
    page = sending(office)
    tick(office)
    town.clock.forward(minutes=1)
    reached(office)
    for name, text in (
        ("李明", "收到"),
        ("李明", "收到，一定参加"),
        ("王芳", "周五我有事去不了"),
        ("赵刚", "周五碰头会我去不了，请假"),
        ("赵刚", "好的知道了"),
        ("赵刚", "在家带孩子呢，来不成"),
    ):
        assert town.says(name, text).startswith("收到，告诉周干事"), text
    with town.database.read() as session:
        assert session.scalar(select(func.count()).where(Duty.state == "excused")) == 0
        assert session.scalar(select(func.count()).select_from(Issue)) == 2
        steps = session.scalars(select(History.step).where(History.case_kind != "broadcast"))
        assert not {"confirm", "take", "excuse"} & set(steps)
    asked = (
        "要带雨衣不",
        "老师能带学生来看不？",
        "中午管饭不",
        "停车停哪儿",
        "下雨还搞不搞",
        "外地的能晚点到不",
    )
    for text in asked:
        assert "告诉周干事" in town.says("李明", text), text
    with town.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Issue)) == 2
    assert sum("有人回话了" in told for told in town.told("周干事")) == 1
    shown = words_of(office.desk("周干事").get(page))
    assert "说能来的1人，说不能来的2人" in shown and all(text in shown for text in asked)
    assert "收到，一定参加" in shown and "周五碰头会我去不了，请假" in shown


def test_who_was_shown_something_newer_or_names_a_case_speaks_of_that(office: Office) -> None:
    town = office.town
    page = sending(office)
    tick(office)
    town.clock.forward(minutes=1)
    reached(office)
    said = town.says("李明", "东坪村三组路灯不亮好几天了，晚上学生走夜路")
    assert "告诉周干事" not in said and "民" in said
    with town.database.write() as session:
        for row in session.scalars(select(Notice).where(Notice.kind == "issue.task")):
            row.state, row.settled_at = "sent", town.clock.now() + timedelta(minutes=1)
    assert "告诉周干事" not in town.says("李明", "收到")
    assert "告诉周干事" not in town.says("王芳", "民1收到")
    # A matter with a place is a matter; hours later a question is one again.
    assert "告诉周干事" not in town.says("赵刚", "西坪村的桥栏杆断了一截，孩子上学咋走")
    town.clock.forward(hours=13)
    assert "告诉周干事" not in town.says("王芳", "老师能带学生来看不")
    assert "回话" not in words_of(office.desk("周干事").get(page)).replace("有人回话", "")


@one_store
def test_who_asked_is_answered_by_one_officer_and_nobody_else_is_written_to(
    office: Office,
) -> None:
    page = sending(office)
    tick(office)
    reached(office)
    office.town.says("李明", "要带雨衣不")
    desk = office.desk("周干事")
    text = desk.get(page).text
    to = re.search(r'name="to" value="(\d+)"', text)
    assert to and "回他一句" in text
    said = words_of(desk.post(f"{page}/reply", to=to[1], text="带上吧，<b>天要下雨"))
    assert "发给他了" in said and "周干事：带上吧，<b>天要下雨" in said
    assert "周干事回您：带上吧" in office.town.last_told("李明")
    for fields in (
        {"to": to[1], "text": ""},
        {"to": "9999", "text": "在吗"},
        {"to": "", "text": "在"},
    ):
        assert "没有发" in words_of(desk.post(f"{page}/reply", **fields))
    assert not any("回您" in told for told in office.town.told("王芳"))


def test_a_day_that_is_true_today_only_is_named_before_it_goes(office: Office) -> None:
    writer = office.desk("周干事")
    page = write(writer, text="明天到镇里签个字")
    assert "“明天”写成“11月24日（周二）”" in words_of(writer.get(page))
    page = write(writer, text="11月24日到镇里签个字")
    assert "收到时不一定是今天" not in words_of(writer.get(page))
