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


def test_a_yes_right_after_a_request_hands_over_and_later_nothing(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("李明", "这是供电所的事，请站里转供电所")
    assert "已转城关供电所（民1" in town.says("周干事", "行")
    town.says("大爷", "西坪村水渠堵了浇不上地")
    town.says("赵刚", "请站里转县水利局")
    town.says("周干事", "待办")
    town.says("周干事", "行")
    assert issues(town)[2][2] == "at_station"


def test_who_wants_to_be_rung_says_the_number_and_the_constituent_reads_it(town: Town) -> None:
    town.says("大娘", LAMP)
    assert "得有个号码" in town.says("李明", "叫他给我打电话") and town.told("大娘") == []
    town.says("李明", "民1让他打13812345678")
    assert "请给我打个电话，13812345678" in town.last_told("大娘")


def test_a_grunt_of_somebody_at_work_is_nothing_to_be_reported(town: Town) -> None:
    for said in ("算了", "是", "收到"):
        town.says("孙电", said)
    assert issues(town) == {}
    town.says("孙电", "我家门口路灯不亮了，东坪村二组")
    assert "算了" not in issues(town)[1][0]


def test_not_that_but_not_my_name_takes_up_and_keeps_silent(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("大娘", "算了不用管了")
    answer = town.says("大娘", "不是不管，是别留我名")
    assert "接着办" in answer and "保密" in answer


def test_what_a_deputy_says_of_a_case_in_hand_is_no_matter_of_theirs(town: Town) -> None:
    town.says("大娘", "东坪村二组机井坏了抽不上水")
    for said in ("村里没钱修", "我问了 是电机烧了", "我在现场 铲车来了"):
        assert "记下了，编号" not in town.says("李明", said), said
