"""优秀选编: the office chooses what deputies may read as examples; nothing of a constituent and no
rating is in it."""

import pytest

from tests.pages_parts import Office, words_of
from tests.suggestion_parts import Scene


@pytest.fixture
def office(year_end_office: Office) -> Office:
    return year_end_office


def test_what_the_office_chooses_deputies_read_and_nobody_else(office: Office) -> None:
    town = office.town
    assert "还没有挑出范例" in town.says("陈桂", "看看写得好的建议")
    with town.database.write() as session:
        scene = Scene(session, town.clock.now())
        number = scene.assigned(title="改造东坪村供水管网").suggestion.draft_number
        draft = scene.draft(title="还没有编号的").draft_number
    desk = office.desk("郑科员")
    for about, said in ((number, "写得好的"), (draft, "")):
        desk.get(f"/console/suggestion/{number}")
        answer = desk.post(
            f"/console/suggestion/{about}/opening", act="example", text="三公里、列入明年，写得实"
        )
        assert said in words_of(answer)
    listed = words_of(office.phone("陈桂").get("/p/suggestions/examples?q=供水"))
    assert "好在：三公里、列入明年，写得实" in listed and "更换主管道三公里" in listed
    assert "还没有编号的" not in listed and "满意" not in listed
    assert "《改造东坪村供水管网》" in town.says("陈桂", "看看写得好的建议")
    assert "没有找到" in words_of(office.phone("陈桂").get("/p/suggestions/examples?q=公交"))
    assert office.phone("钱水").get("/p/suggestions/examples").status_code == 404
    desk.get(f"/console/suggestion/{number}")
    desk.post(f"/console/suggestion/{number}/opening", act="no_example")
    assert "还没有挑出来的" in words_of(office.phone("陈桂").get("/p/suggestions/examples"))
