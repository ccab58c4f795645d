"""A danger on the pages: what an officer reads and presses who rings back."""

import pytest
from sqlalchemy import select

from bot.store.models import Alarm
from tests.pages_parts import Office, words_of

SPARKS = "东坪村三组电线掉地上冒火花，有人倒在那儿了"


def alarm(office: Office) -> Alarm:
    with office.town.database.read() as session:
        return session.scalars(select(Alarm)).one()


def test_who_enters_a_danger_is_told_to_have_them_ring_and_promises_no_evening(
    office: Office,
) -> None:
    desk = office.desk("周干事")
    desk.get("/console/new")
    form = {"place": "东坪村", "name": "", "phone": "13700002222", "source": "telephone"}
    slip = words_of(desk.post("/console/new", None, said=SPARKS, **form))
    assert f"请马上叫他打{alarm(office).numbers}" in slip
    assert "下班前" not in slip and "别等回话" in slip
    assert "已让他先打" not in office.town.last_told("郑科员")
    assert "还不知道他打没打" in office.town.last_told("郑科员")
    for page in ("/console/", "/console/issue/1"):
        assert "还不知道他打没打" in words_of(office.desk("郑科员").get(page))


@pytest.mark.parametrize("door", ["/console", "/p"])
def test_what_was_said_after_a_danger_stands_under_the_alarm_the_newest_first(
    office: Office, door: str
) -> None:
    office.town.says("大娘", SPARKS)
    office.town.says("大娘", "没打，电话在家里")
    office.town.says("大娘", "现在冒烟了")
    officer = office.desk("郑科员") if door == "/console" else office.phone("郑科员")
    page = words_of(officer.get(f"{door}/issue/1"))
    first, second = page.index("现在冒烟了"), page.index("没打，电话在家里")
    assert page.index("危急。") < first < second < page.index("地点")


@pytest.mark.parametrize(("act", "told"), [("spoken", ""), ("in_vain", "没"), ("over", "")])
def test_what_came_of_the_call_is_pressed_on_the_list_of_today(
    office: Office, act: str, told: str
) -> None:
    office.town.says("大娘", SPARKS)
    office.town.says("大娘", "13800001234")
    desk = office.desk("郑科员")
    today = desk.get("/console/").text
    assert f'value="{act}"' in today
    desk.post("/console/issue/1/act", None, role="station", act=act, back="list")
    assert alarm(office).heard_at is not None
    assert (alarm(office).over_at is not None) == (act == "over")
    assert told in office.town.last_told("大娘")


def test_who_has_no_number_or_must_not_be_rung_is_not_rung_from_the_list(office: Office) -> None:
    office.town.says("大娘", SPARKS)
    desk = office.desk("郑科员")
    for page in ("/console/", "/console/issue/1"):
        assert "没留电话" in desk.get(page).text and "in_vain" not in desk.get(page).text
    office.town.says("大娘", "13800001234")
    assert "tel:13800001234" in desk.get("/console/").text
    office.town.says("大娘", "别打我电话，他会听见")
    today = desk.get("/console/").text
    assert "先不要打" in today
    assert "tel:13800001234" not in today and "in_vain" not in today


def test_a_call_in_vain_pressed_twice_is_told_once(office: Office) -> None:
    office.town.says("大娘", SPARKS)
    office.town.says("大娘", "13800001234")
    desk = office.desk("郑科员")
    for _ in range(2):
        desk.post("/console/issue/1/act", None, role="station", act="in_vain", back="list")
    assert len([told for told in office.town.told("大娘") if "没打通" in told]) == 1


def test_who_presses_after_another_called_it_over_hears_who_and_what_to_do(office: Office) -> None:
    office.town.says("大娘", SPARKS)
    office.town.says("大娘", "13800001234")
    late, first = office.desk("周干事"), office.desk("郑科员")
    office.town.clock.forward(minutes=40)
    late.get("/console/")
    first.get("/console/")
    form = {"role": "station", "back": "list"}
    first.post("/console/issue/1/act", None, act="over", **form)
    told = office.town.told("大娘")
    for act in ("passed_on", "in_vain", "spoken", "heard"):
        words = words_of(late.post("/console/issue/1/act", None, act=act, **form))
        assert "郑科员今天" in words and "点“还是真的" in words, act
    assert office.town.told("大娘") == told
    assert "接着跟" in late.act(1, "station", "still_real")
    assert "已报总值班室" in words_of(late.post("/console/issue/1/act", None, act="heard", **form))
    words = late.act(1, "station", "passed_on")
    assert "转了总值班室" in words and "还是真的" not in words
    first.get("/console/")
    words = words_of(first.post("/console/issue/1/act", None, act="over", **form))
    assert "周干事今天" in words and "说一声" in words
    assert "已转总值班室" in office.town.last_told("大娘")
