"""A case on its page: who sees it, what each party sees of it, what each may do there."""

import pytest
from sqlalchemy import select

from bot.actions.issues import join
from bot.actions.people import meet
from bot.domain.workflows import ALL
from bot.store.models import Audit, Issue
from handlers.pages.history import sentences
from tests.databases import one_store
from tests.pages_parts import Office, words_of

GONE = "这件事不在您这里。"


@pytest.fixture
def lamp(office: Office) -> Office:
    """民1: the lamp of 东坪, said by 大娘 with her telephone in it."""
    office.town.says("大娘", "东坪村三组路灯不亮好几天了，我电话13812345678")
    return office


def test_the_reporter_reads_her_own_words_and_where_it_stands(lamp: Office) -> None:
    page = lamp.phone("大娘").get("/p/issue/1")
    assert page.status_code == 200
    assert "13812345678" in page.text
    assert "前有人给您回话" in words_of(page)
    assert "您在微信里说的" in words_of(page)


def test_a_forwarded_link_shows_nothing_and_does_not_tell_whether_there_is_a_case(
    lamp: Office,
) -> None:
    for name in ("生人", "大爷", "赵刚", "孙电"):
        real = lamp.phone(name).get("/p/issue/1")
        none = lamp.phone(name).get("/p/issue/99")
        assert real.status_code == none.status_code == 404
        assert GONE in real.text
        assert real.text == none.text
        assert "路灯" not in real.text and "民1" not in real.text


def test_the_deputy_reads_masked_words_and_no_name(lamp: Office) -> None:
    text = words_of(lamp.phone("李明").get("/p/issue/1"))
    assert "路灯不亮" in text and "我去看看" in text
    assert "13812345678" not in text and "大娘" not in text


@one_store
def test_another_deputy_of_the_grid_sees_it_and_the_neighbours_do_not(lamp: Office) -> None:
    assert lamp.phone("王芳").get("/p/issue/1").status_code == 200
    assert lamp.phone("赵刚").get("/p/issue/1").status_code == 404


def test_the_bureau_sees_it_masked_once_it_has_it_and_the_phone_only_with_a_yes(
    lamp: Office,
) -> None:
    lamp.town.says("大娘", "13800001111")
    lamp.town.says("周干事", "民1转供电所")
    text = words_of(lamp.phone("孙电").get("/p/issue/1"))
    assert "路灯不亮" in text and "13812345678" not in text and "13800001111" not in text
    assert "怎么算的" in text and "工作日" in text, "the deadline with its proof"
    lamp.phone("大娘").act(1, "constituent", "allow_phone")
    assert "13800001111" in words_of(lamp.phone("孙电").get("/p/issue/1"))
    lamp.phone("大娘").act(1, "constituent", "keep_secret")
    assert "13800001111" not in words_of(lamp.phone("孙电").get("/p/issue/1"))


def test_a_case_that_was_given_back_is_no_longer_the_bureaus_to_read(lamp: Office) -> None:
    lamp.town.says("周干事", "民1转供电所")
    lamp.phone("孙电").act(1, "bureau", "request_return", row="1", text="归县供电公司管")
    lamp.desk("周干事").act(1, "station", "approve", row="1")
    assert lamp.phone("孙电").get("/p/issue/1").status_code == 404


def test_the_station_reads_who_said_it_until_it_is_secret_then_only_the_office(
    lamp: Office,
) -> None:
    lamp.town.says("大娘", "13800001111")
    station, county = lamp.desk("周干事"), lamp.desk("郑科员")
    open_case = words_of(station.get("/console/issue/1"))
    assert "13812345678" in open_case and "13800001111" in open_case
    lamp.phone("大娘").act(1, "constituent", "keep_secret")
    hidden = words_of(station.get("/console/issue/1"))
    assert "13812345678" not in hidden and "13800001111" not in hidden and "保密" in hidden
    assert "13800001111" in words_of(county.get("/console/issue/1"))


def test_every_look_at_who_said_it_is_on_record(lamp: Office) -> None:
    lamp.desk("周干事").get("/console/issue/1")
    lamp.phone("大娘").act(1, "constituent", "keep_secret")
    lamp.desk("周干事").get("/console/issue/1")
    lamp.desk("郑科员").get("/console/issue/1")
    lamp.phone("大娘").get("/p/issue/1")
    with lamp.town.database.read() as session:
        looks = session.scalars(select(Audit).where(Audit.act == "issue.looked")).all()
    assert [look.fact for look in looks] == ["", "secret"], "one each by station and office"


@one_store
def test_why_it_was_routed_is_shown_to_the_desk_only(lamp: Office) -> None:
    assert "“路灯" in words_of(lamp.desk("周干事").get("/console/issue/1"))
    for name in ("大娘", "李明"):
        assert "“路灯" not in words_of(lamp.phone(name).get("/p/issue/1"))


def test_who_joined_sees_how_it_goes_but_not_the_others_words(lamp: Office) -> None:
    with lamp.town.database.write() as session:
        issue = session.scalars(select(Issue)).one()
        lamp_joins = meet(session, "o-大爷", now=lamp.town.clock.now())
        join(session, issue, lamp_joins.contact, now=lamp.town.clock.now())
    phone = lamp.phone("大爷")
    text = words_of(phone.get("/p/issue/1"))
    assert "有您一份" in text and "13812345678" not in text and "晚上" not in text
    assert "撤回" not in text and "保密" not in text
    assert "不在您这里" in phone.act(1, "constituent", "withdraw")
    assert "撤回" in words_of(lamp.phone("大娘").get("/p/issue/1"))


@one_store
def test_the_history_speaks_in_sentences_and_each_party_reads_its_own(lamp: Office) -> None:
    town = lamp.town
    town.says("李明", "1")
    town.says("李明", "民1请站里转供电所")
    town.says("周干事", "民1转供电所")
    lamp.desk("周干事").act(1, "station", "note", text="所长说线杆要换")
    own = words_of(lamp.phone("大娘").get("/p/issue/1"))
    assert "李明代表接手了" in own and "城关镇代表联络站转给城关供电所办" in own
    assert "周干事" not in own and "线杆要换" not in own
    assert "周干事（城关镇代表联络站）转给" in words_of(lamp.desk("吴站长").get("/console/issue/1"))
    assert "线杆要换" not in words_of(lamp.phone("李明").get("/p/issue/1"))


def test_every_step_of_every_procedure_has_its_sentence() -> None:
    wanted = {
        f"{workflow.name}.{step.name}" for workflow in ALL.values() for step in workflow.steps
    }
    assert wanted <= set(sentences())
    assert set(sentences()) - wanted == {"issue.telephone", "hand_over.telephone"}


@one_store
def test_pages_are_not_kept_nor_framed_nor_run_scripts(lamp: Office) -> None:
    answer = lamp.browser().get("/console/login")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe-inline" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "<script" not in answer.text and "style=" not in answer.text
