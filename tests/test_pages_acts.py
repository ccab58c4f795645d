"""Acts by buttons and words on the page of a case: the same deeds as by chat."""

import re
import threading

import pytest
from sqlalchemy import func, select

from bot.domain.workflows import ALL
from bot.store.models import HandOver, History, Issue
from handlers.deeds import ACTS
from handlers.pages.buttons import FORMS
from handlers.pages.own_deeds import OWN
from tests.pages_parts import Office, words_of


@pytest.fixture
def office(office: Office) -> Office:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    return office


def state(office: Office, number: int = 1) -> str:
    with office.town.database.read() as session:
        return session.scalars(select(Issue).where(Issue.number == number)).one().state


def test_the_whole_way_by_buttons(office: Office) -> None:
    deputy, desk, bureau = office.phone("李明"), office.desk("周干事"), office.phone("孙电")
    assert "算您在跟" in deputy.act(1, "deputy", "take")
    assert "李明代表接手了" in office.town.last_told("大娘")
    assert "已请站里把民1" in deputy.act(1, "deputy", "hand_over", to="城关供电所")
    assert "已转城关供电所" in desk.act(1, "station", "hand_over", to="城关供电所")
    assert "签收了" in bureau.act(1, "bureau", "confirm_receipt", row="1")
    assert "进展" in bureau.act(1, "bureau", "report_progress", row="1", text="线杆已经运来")
    assert "线杆已经运来" in office.town.last_told("大娘")
    assert "记下了" in bureau.act(1, "bureau", "report_done", row="1", text="换了灯，亮了")
    assert "办结" in office.phone("大娘").act(1, "constituent", "rate", rating="好了")
    assert state(office) == "closed"


def test_a_second_click_is_refused_gently_and_does_nothing(office: Office) -> None:
    deputy = office.phone("李明")
    deputy.act(1, "deputy", "take")
    deputy.get("/p/issue/1")
    again = words_of(deputy.post("/p/issue/1/act", role="deputy", act="take"))
    assert "现在是“代表在跟”，不用再“我去看看”了" in again
    asked = deputy.act(1, "deputy", "ask", text="是哪一盏灯？")
    assert "替您问群众" in asked
    assert "刚才已经记下了" in deputy.act(1, "deputy", "ask", text="是哪一盏灯？")
    assert sum("是哪一盏灯" in said for said in office.town.told("大娘")) == 1


def test_two_clicks_at_the_same_time_do_it_once(office: Office) -> None:
    deputy = office.phone("李明")
    deputy.get("/p/issue/1")
    ready = threading.Barrier(4)

    def click() -> None:
        ready.wait()
        form = {"csrf_token": token, "role": "deputy", "act": "ask", "text": "是哪一盏灯？"}
        deputy.http.post(f"{deputy.base}/p/issue/1/act", data=form, timeout=20)

    token = deputy.token()
    clicks = [threading.Thread(target=click) for _ in range(4)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    with office.town.database.read() as session:
        count = session.scalar(select(func.count(History.id)).where(History.step == "ask"))
    assert count == 1


def test_nobody_acts_in_a_role_that_is_not_theirs(office: Office) -> None:
    office.town.says("周干事", "民1转供电所")
    tries = (
        ("大娘", "deputy", "take"),
        ("大娘", "station", "close"),
        ("李明", "station", "hand_over"),
        ("李明", "constituent", "withdraw"),
        ("孙电", "station", "approve"),
        ("李明", "deputy", "report_duty"),
        ("周干事", "bureau", "report_done"),
        ("李明", "station", "heard"),
    )
    for name, role, act in tries:
        said = office.phone(name).act(1, role, act, row="1", text="x", to="城关供电所")
        assert "现在不能办这一步" in said, (name, role, act)
    assert state(office) == "handed_over"


def test_a_stranger_cannot_act_and_learns_nothing(office: Office) -> None:
    office.town.says("赵刚", "你好")
    phone = office.phone("赵刚")
    office.town.says("赵刚", "西坪村的水渠塌了一段，浇不上地")
    phone.get("/p/issue/2")
    answer = phone.post("/p/issue/1/act", role="deputy", act="take")
    assert answer.status_code == 404
    assert state(office) == "routed"


def test_another_bureaus_hand_over_is_out_of_reach(office: Office) -> None:
    office.town.says("周干事", "民1转供电所")
    office.town.says("周干事", "民1转水利局")
    with office.town.database.read() as session:
        assert session.scalar(select(func.count(HandOver.id))) == 2
    said = office.phone("钱水").act(1, "bureau", "report_done", row="1", text="办好了")
    assert "现在不能办这一步" in said
    text = words_of(office.phone("钱水").get("/p/issue/1"))
    assert "城关供电所" not in text


def test_the_constituent_says_no_asks_for_a_person_and_takes_it_back(office: Office) -> None:
    phone = office.phone("大娘")
    assert "加到民1" in phone.act(1, "constituent", "supplement", text="是小卖部门口那盏。")
    assert "小卖部门口" in office.town.last_told("周干事")
    assert "的同志找您" in phone.act(1, "constituent", "human")
    assert "想跟人说" in office.town.last_told("周干事") or "找人" in office.town.last_told(
        "周干事"
    )
    office.town.says("周干事", "民1转供电所")
    office.town.says("孙电", "民1修好了")
    assert "接着问" in phone.act(1, "constituent", "rate", rating="没好", text="还是黑的")
    assert state(office) == "recheck"
    assert "撤回了" in phone.act(1, "constituent", "withdraw")
    assert state(office) == "withdrawn"


def test_the_desk_reroutes_merges_declines_and_closes(office: Office) -> None:
    desk, town = office.desk("周干事"), office.town
    assert "改记在城关镇西坪村" in desk.act(1, "station", "reroute", grid="QH010201")
    assert "路灯" in town.last_told("赵刚")
    town.says("大爷", "西坪村三组路灯不亮了")
    assert "并到民1" in desk.act(2, "station", "merge", into="民1")
    assert state(office, 2) == "merged"
    for wrong in ("999", "民999号", "9" * 5000, "路灯"):
        assert "您这里没有" in desk.act(1, "station", "merge", into=wrong)
    assert "就是这一件" in desk.act(1, "station", "merge", into="民 1号")
    assert "民2已经并到另一件里了" in desk.act(1, "station", "merge", into="2")
    assert "记下了" in desk.act(1, "station", "spoken_by_phone")
    assert "答复会发给群众" in desk.act(1, "station", "answer", text="供电所明天来修")
    assert "已办结" in desk.act(1, "station", "close", text="去看过，亮了")


def test_the_desk_cannot_merge_into_a_case_that_is_not_at_its_desk(office: Office) -> None:
    office.town.says("大爷", "城关镇的镇长把修路的钱吃了回扣，没人敢管")
    said = office.desk("周干事").act(1, "station", "merge", into="2")
    assert "回扣" not in said
    assert state(office) == "routed"


def test_an_extension_is_asked_for_by_a_day_and_decided(office: Office) -> None:
    town, bureau, desk = office.town, office.phone("孙电"), office.desk("周干事")
    town.says("周干事", "民1转供电所")
    assert "请选一个日子" in bureau.act(
        1, "bureau", "request_extension", row="1", text="等线杆", until="下个月"
    )
    # On a telephone, too, what was refused stands there again, unfolded.
    assert bureau.page is not None
    again = re.search(r"<details[^>]* open>(?:(?!</details>).)*等线杆", bureau.page.text, re.S)
    assert again and 'value="request_extension"' in again[0]
    assert "想延到" in bureau.act(
        1, "bureau", "request_extension", row="1", text="等线杆", until="2026-12-18"
    )
    assert "想延到12月18日" in words_of(desk.get("/console/"))
    assert "已同意" in desk.act(1, "station", "approve", row="1")
    assert "12月18日" in words_of(bureau.get("/p/issue/1"))
    # A Sunday: which day counts both sides read at once.
    monday = "12月20日（周日）不上班，顺延算到12月21日（周一）"
    assert monday in bureau.act(
        1, "bureau", "request_extension", row="1", text="还差一根", until="2026-12-20"
    )
    assert "12月20日（周日），那天不上班，同意了算到12月21日" in words_of(desk.get("/console/"))
    other = office.desk("吴站长")
    other.get("/console/issue/1")
    assert monday in town.says("周干事", "民1同意延期")
    assert monday in town.last_told("孙电")
    late = words_of(other.post("/console/issue/1/act", None, role="station", act="reject", row="1"))
    assert "周干事" in late and "这一步没有了" in late and "再点一次" not in late


def test_danger_is_heard_and_passed_on_from_the_page(office: Office) -> None:
    office.town.says("大爷", "东坪村口电线掉地上冒火花，快来人")
    desk = office.desk("郑科员")
    assert "接了，我来联系他" in words_of(desk.get("/console/issue/2"))
    assert "这就告诉群众您接到了" in desk.act(2, "station", "heard")
    assert "已接到" in office.town.last_told("大爷")
    assert "这就告诉群众转了总值班室" in desk.act(2, "station", "passed_on")
    assert "已经报过总值班室了" in desk.act(2, "station", "passed_on")


def test_every_button_of_the_tables_leads_to_a_deed() -> None:
    for (role, procedure, step), form in FORMS.items():
        assert ALL[procedure].step(step)
        table = OWN if form.role == "constituent" else ACTS[form.role]
        assert form.act in table, (role, step)


def test_avoidance_holds_for_the_bureaus_that_are_offered(office: Office) -> None:
    with office.town.database.write() as session:
        issue = session.scalars(select(Issue)).one()
        issue.avoid, issue.seen_by = [{"who": "城关供电所", "level": "township"}], "county"
    desk = office.desk("郑科员")
    offered = desk.get("/console/issue/1").text.split("转给哪个单位")[1].split("</select>")[0]
    assert "县水利局" in offered and "城关供电所" not in offered
    assert "不能转给它" in desk.act(1, "station", "hand_over", to="城关供电所")
