"""发出的消息: what did not arrive and why, sent again; the key that stops everything."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actions import delivery, quotas, switches
from bot.actions.channel_policy import PAUSED, QUOTA_USED
from bot.domain.channel_policy import Way
from bot.store.models import Attempt, Audit, Notice
from tests.console_parts import second_township
from tests.databases import one_store
from tests.pages_parts import Office, words_of


@pytest.fixture
def office(office: Office) -> Office:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了，我电话13812345678")
    with office.town.database.write() as session:
        for notice in session.scalars(select(Notice)):
            notice.state, notice.reason = "failed", "模板编号不对，微信不收"
    return office


def test_what_failed_is_shown_with_its_reason_and_sent_again_once(office: Office) -> None:
    desk = office.desk("周干事")
    page = desk.get("/console/outgoing")
    text = words_of(page)
    assert "模板编号不对，微信不收" in text and "给李明" in text and "13812345678" not in text
    notice = re.search(r'name="notice" value="(\d+)"', page.text)
    assert notice
    assert "1条马上再发一次" in words_of(desk.post("/console/outgoing/resend", notice=notice[1]))
    assert "这条不用再发了" in words_of(desk.post("/console/outgoing/resend", notice=notice[1]))
    with office.town.database.read() as session:
        row = session.get_one(Notice, int(notice[1]))
        assert (row.state, row.tries, row.reason) == ("queued", 0, "")
        assert session.scalar(select(Audit.act).where(Audit.act == "notice.resent"))
    assert "等着发" in words_of(desk.get("/console/outgoing?state=waiting"))


@one_store
def test_who_is_to_be_rung_is_rung_from_here_with_the_words_for_the_telephone(
    office: Office,
) -> None:
    office.town.says("周干事", "民1转供电所")
    with office.town.database.write() as session:
        for notice in session.scalars(select(Notice).where(Notice.kind == "issue.handed_over")):
            notice.state, notice.reason = "telephone", "没有关注公众号"
    page = office.desk("周干事").get("/console/outgoing?state=telephone")
    text = words_of(page)
    assert 'href="tel:13812345678"' in page.text and "照着说： 您反映的民1" in text
    assert "http" not in page.text.partition("照着说")[2].partition("</p>")[0]
    assert "要打电话 1" in text
    call = re.search(r"/console/call/(\d+)", page.text)
    assert call
    rung = office.desk("周干事").post(f"/console/call/{call[1]}", only="1", how="没接")
    assert "记下了：没接" in words_of(rung) and "/console/outgoing" in rung.url, "where one was"
    # That they saw it is on record, once a day; who only watches over the case opens it first.
    office.desk("周干事").get("/console/outgoing?state=telephone")
    county = office.desk("郑科员")
    beside = county.get("/console/outgoing?state=telephone")
    assert "13812345678" not in beside.text and "电话遮着，点开选个理由再看" in beside.text
    looks = words_of(county.get("/console/looks"))
    assert looks.count("在今日、发出的消息里看到姓名电话 民1") == 1 and "周干事" in looks
    # Another township's desk counts its own calls only.
    with office.town.database.write() as session:
        second_township(session, office.town.clock.now())
    assert "要打电话 1" not in words_of(office.desk("冯干事").get("/console/outgoing"))


def test_several_that_failed_are_sent_again_at_once_and_one_seen_to_meanwhile_holds_up_nobody(
    office: Office,
) -> None:
    office.town.says("大爷", "西坪村村口垃圾堆成山，没人清")
    with office.town.database.write() as session:
        for notice in session.scalars(select(Notice)):
            notice.state, notice.reason = "failed", "连不上微信"
    desk = office.desk("周干事")
    page = desk.get("/console/outgoing")
    every = list(dict.fromkeys(re.findall(r'name="notice" value="(\d+)"', page.text)))
    assert len(every) > 2 and f"这{len(every)}条都再发一次" in words_of(page)
    desk.post("/console/outgoing/resend", notice=every[0])
    done = words_of(desk.post("/console/outgoing/resend", notice=every))
    assert f"好，{len(every) - 1}条马上再发一次" in done and "这条不用再发了" in done


@one_store
@pytest.mark.parametrize(
    ("state", "outcome", "errcode", "reason", "said"),
    [
        ("queued", "retry", -1, "微信系统繁忙", "9:05自己再试"),
        ("queued", "configuration", 40164, "服务器地址不在公众号的IP白名单里", "加上服务器的地址"),
        ("queued", "configuration", 48001, "公众号没有这个接口的权限", "看看接口权限"),
        ("queued", "unknown_delivery", None, "没有收到微信的回音", "也许会收到两遍"),
        ("queued", "", None, delivery.HELD, "9:05自己发，不用管"),
        ("queued", "quota", 45009, QUOTA_USED, "不用管，到时候自己发"),
        ("queued", "", None, PAUSED, "写在这一页最上面"),
        ("telephone", "next_channel", 45015, "超过48小时会话窗口", "就又发得到"),
        ("telephone", "next_channel", 43101, "没有订阅，或已拒收这类消息", "是他自己不收的"),
        ("telephone", "retry", None, "连不上微信", "现在微信通了的话"),
        ("failed", "operator", 45168, "内容里有敏感词", "请管系统的同志看内容"),
        ("failed", "", None, "没有绑定微信", "先给他绑定码"),
        ("failed", "", None, "没有关注公众号", "请他关注公众号"),
    ],
)
def test_beside_each_reason_stands_what_happens_by_itself_and_what_one_can_do(
    office: Office, state: str, outcome: str, errcode: int | None, reason: str, said: str
) -> None:
    now = office.town.clock.now()
    with office.town.database.write() as session:
        for notice in session.scalars(select(Notice)):
            notice.state, notice.reason = state, reason
            notice.next_at = now + timedelta(minutes=5)
            if outcome:
                session.add(
                    Attempt(
                        notice_id=notice.id,
                        at=now,
                        channel=str(Way.CUSTOMER_SERVICE),
                        said="",
                        outcome=outcome,
                        errcode=errcode,
                        reason=reason,
                        message_id="",
                        details={},
                    )
                )
    shown = "waiting" if state == "queued" else state
    assert said in words_of(office.desk("周干事").get(f"/console/outgoing?state={shown}"))


@one_store
def test_nothing_ticked_sends_nothing(office: Office) -> None:
    desk = office.desk("周干事")
    desk.get("/console/outgoing")
    assert "这里没有要再发的" in words_of(desk.post("/console/outgoing/resend"))


def test_the_county_office_stops_everything_and_opens_it_again(office: Office) -> None:
    county, station = office.desk("郑科员"), office.desk("周干事")
    station.get("/console/outgoing")
    assert station.post("/console/outgoing/stop", stop="yes", sure="yes").status_code == 404
    assert "总开关" not in words_of(station.get("/console/outgoing"))
    county.get("/console/outgoing")
    assert "没有停" in words_of(county.post("/console/outgoing/stop", stop="yes"))
    assert "已全部停发" in words_of(county.post("/console/outgoing/stop", stop="yes", sure="yes"))
    assert "由郑科员全部停发" in words_of(county.get("/console/outgoing"))
    assert "郑科员已经全部停发了" in words_of(
        county.post("/console/outgoing/stop", stop="yes", sure="yes")
    )
    for desk in (county, station):
        assert "由郑科员全部停发了，危急的也发不出去" in words_of(desk.get("/console/"))
    database = office.town.database
    with database.write() as session:
        assert switches.is_on(session, switches.STOP)
        for notice in session.scalars(select(Notice)):
            notice.state = "queued"
    with database.read() as session:
        assert not delivery.is_due(session, office.town.clock.now())
    assert "已打开" in words_of(county.post("/console/outgoing/stop", stop="no"))
    assert "停发了" not in words_of(station.get("/console/"))
    with database.read() as session:
        assert delivery.is_due(session, office.town.clock.now())


def test_what_was_used_of_the_platforms_limits_is_said(office: Office) -> None:
    now = office.town.clock.now()
    with office.town.database.write() as session:
        quotas.count(session, Way.TEMPLATE, 1234, now)
        quotas.count(session, Way.SUBSCRIPTION, 321, now)
        quotas.block(session, Way.SUBSCRIPTION, now)
    text = words_of(office.desk("周干事").get("/console/outgoing"))
    assert "一天最多100,000次 1,234" in text
    assert "微信说今天到顶了 321" in text, "what really went out, not the limit"
