"""A matter that somebody at work brings, what people told them or their own, is a case of its own:
its place is known, what follows goes with it, and no stranger hears of it."""

import pytest
from sqlalchemy import select

from bot.store.models import Issue
from tests.talking import Town

LAMP = "东坪村三组路灯不亮好几天了"

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def issues(town: Town) -> dict[int, tuple[str, str, str]]:
    """Number → title, place, state."""
    with town.database.read() as session:
        rows = session.scalars(select(Issue).order_by(Issue.number))
        return {
            row.number: (row.title, row.grid.name if row.grid else "", row.state) for row in rows
        }


@pytest.mark.parametrize(
    ("who", "said", "title", "place"),
    [
        ("李明", "几个老乡跟我说村口那座小桥护栏晃", "村口那座小桥护栏晃", "东坪村网格"),
        ("王芳", "接送孩子的家长反映校门口没有减速带", "校门口没有减速带", "东坪村网格"),
        ("王芳", "家长说校门口有人卖三无零食", "校门口有人卖三无零食", "东坪村网格"),
        ("李明", "二组有几户吃水困难，井快干了", "二组有几户吃水困难", "东坪村网格"),
        ("李明", "村里想修个公厕，能不能帮着争取", "村里想修个公厕", "东坪村网格"),
        ("孙电", "西坪村健身步道塌了一截", "西坪村健身步道塌了一截", "西坪村网格"),
        (
            "周干事",
            "我妈住西坪村，楼道灯坏半个月了，我自己反映一下",
            "楼道灯坏半个月",
            "西坪村网格",
        ),
    ],
)
def test_what_is_brought_is_a_case_with_a_place_and_nobody_elses(
    town: Town, who: str, said: str, title: str, place: str
) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "转供电所")
    town.says("孙电", "收到")
    before = town.told("大娘")
    assert "民2" in town.says(who, said)
    assert issues(town)[2][0].startswith(title) and issues(town)[2][1].startswith(place[:3])
    town.says(who, "都一个月了")
    assert town.told("大娘") == before and len(issues(town)) == 2


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("李明", "群众说还没修好"),
        ("李明", "看了，是镇流器坏了，归供电所"),
        ("李明", "村里说灯杆没人管，等供电所"),
        ("孙电", "三组的灯头烧了，明天换"),
        ("孙电", "东坪村三组线路也老化了，得一起换"),
        ("孙电", "换了灯头，亮了"),
    ],
)
def test_what_is_of_the_case_at_hand_opens_none(town: Town, who: str, said: str) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "转供电所")
    town.says("孙电", "收到")
    town.says(who, said)
    assert len(issues(town)) == 1


def test_what_is_denied_of_somebody_blames_nobody(town: Town) -> None:
    town.says("王芳", "家长说校门口有人卖三无零食")
    town.says("王芳", "不是投诉我们学校，是门口的摊子")
    assert len(issues(town)) == 1
