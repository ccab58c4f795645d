"""What a bureau asks of what it asked for, and where its page is: no word on any case."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.actions.suggestions import extensions, returns
from bot.store.models import Assignment, History, Issue
from tests.talking import Town
from tests.test_suggestion_chat import assigned, scene_of


@pytest.fixture
def town(old_year: Town) -> Town:
    return old_year


def told(town: Town) -> tuple[int, int]:
    with town.database.read() as session:
        return (
            session.scalars(select(func.count()).select_from(History)).one(),
            session.scalars(select(func.count()).select_from(Issue)).one(),
        )


def test_a_bureau_hears_how_its_request_stands_and_where_its_page_is(town: Town) -> None:
    serial = assigned(town)
    town.says("大娘", "东坪村五组的水渠漏水，地都淹了")
    town.says("周干事", "民1转县水利局")
    before = told(town)
    for said in ("退回的事批了没", "申退有结果了吗", "延期批下来没有"):
        assert "没有查到您单位报过" in town.says("钱水", said), said
    for said in (
        "我的手机",
        "我的链接",
        "待办链接发我",
        "链接打不开了",
        "把填答复的网页发我一下",
        "清单的页面在哪里",
        "密码忘了咋办",
        "我的链接丢了，再给我发一个",
    ):
        answer = town.says("钱水", said)
        assert "/p/suggestions" in answer and "/p/mine" in answer, (said, answer)
    assert "/console/" in town.says("周干事", "工作台网址发我") and "/p/" in town.says(
        "李明", "我的链接"
    )
    assert told(town) == before
    town.says("钱水", f"建{serial}申退，这是交通局的事")
    town.says("钱水", "民1退回，这是镇政府的事")
    before = told(town)
    answer = town.says("钱水", "退回的事批了没")
    assert f"{serial}号" in answer and "民1" in answer and answer.count("还没定") == 2, answer
    for said in (f"建{serial}申退咋还没回话", "我们要退的那件同意了没"):
        assert "还没定" in town.says("钱水", said), said
    assert told(town) == before
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        row = session.scalars(select(Assignment)).one()
        returns.keep(session, row, scene.office(row), scene.words("渠是水利局管的"), now=scene.now)
        until = row.due + timedelta(days=20)
        extensions.request(
            session, row, scene.liaison(row), until, scene.words("等配件"), now=scene.now
        )
        extensions.decide(session, row, scene.office(row), approve=True, now=scene.now)
    assert "没有同意退回：渠是水利局管的" in town.says("钱水", "申退那事有结果没有")
    assert "同意延期了" in town.says("钱水", "延期的申请怎么样了")
    # A bureau's word about its own work goes where it went.
    assert "没有查到" not in town.says("钱水", f"建{serial}管材到了，下周开挖")
