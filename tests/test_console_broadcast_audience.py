"""群发: to whom it goes, by level, role, place and what they have not done, each once."""

import re
from datetime import timedelta

from sqlalchemy import func, select

from bot.actions import duties
from bot.store.models import (
    Broadcast,
    BroadcastRecipient,
    Deputy,
    Grid,
    Officer,
)
from tests.broadcast_parts import TEXT, agree, queued, sending, tick, unfollow, write
from tests.console_parts import second_township
from tests.pages_parts import Office, words_of


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
