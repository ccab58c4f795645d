"""Who is spoken of by what they do, without a name, reads nothing of it (design 1.3)."""

import pytest
from sqlalchemy import select

from bot.actions.issues.called import is_called_by_work
from bot.store.models import Deputy
from tests.talking import Town

GROWER = "东坪村食用菌种植户"


@pytest.mark.parametrize(
    ("text", "post"),
    [
        ("东坪种香菇那家把废菌棒倒河里", GROWER),
        ("东坪食用菌大户往井里排料水", GROWER),
        ("木耳棚那户半夜放音响吵得睡不着", GROWER),
        ("菇棚老板打了我", GROWER),
        ("东坪种菌棒那户半夜打料机轰隆隆", GROWER),
        ("养猪那家粪水流到俺家门口", "西坪村养殖大户"),
        ("村里小卖部半夜放歌吵", "个体工商户"),
        ("砂场的车把路压坏了", "砂石厂经理"),
        ("东坪小学的老师骂学生", "东坪小学教师"),
    ],
)
def test_who_does_harm_by_their_trade_is_meant(text: str, post: str) -> None:
    assert is_called_by_work(text, post)


@pytest.mark.parametrize(
    ("text", "post"),
    [
        ("香菇价太低了", GROWER),
        ("东坪香菇大棚没水了", GROWER),
        ("想学种香菇，有没有补贴", GROWER),
        ("养猪那家粪水流到俺家门口", GROWER),
        ("东坪超市门口乱停车", "教师"),
    ],
)
def test_a_trade_in_need_or_another_trade_is_nobodys_blame(text: str, post: str) -> None:
    assert not is_called_by_work(text, post)


def test_a_mushroom_farmer_reads_no_complaint_about_himself(town: Town) -> None:
    with town.database.write() as session:
        farmer = session.scalars(select(Deputy).where(Deputy.code == "D1")).one()
        farmer.occupation = GROWER
    before = len(town.told("李明"))
    town.says("大娘", "东坪食用菌大户往井里排料水")
    assert len(town.told("李明")) == before
    town.says("大娘", "另外东坪二组的路灯不亮")
    assert any("路灯" in text for text in town.told("李明"))
