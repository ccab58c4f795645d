"""What a deputy says in words of their own: of two cases at once, of what they heard from a bureau,
of a matter that they brought themselves; and what an officer asks about a deputy or a place."""

import pytest
from sqlalchemy import select

from bot.store.models import Issue
from tests.databases import one_store
from tests.talking import Town

LAMP = "东坪村三组路灯坏了，晚上看不见"


def states(town: Town) -> list[tuple[str, bool]]:
    with town.database.read() as session:
        rows = session.scalars(select(Issue).order_by(Issue.id))
        return [(row.state, row.deputy is not None) for row in rows]


@pytest.fixture
def lamp(town: Town) -> Town:
    town.says("大娘", LAMP)
    return town


@one_store
@pytest.mark.parametrize("said", ["明天上午我跟供电所的人一起去", "我去供电所问问"])
def test_who_goes_there_with_others_or_to_ask_takes_it_up(lamp: Town, said: str) -> None:
    assert "算您在跟了" in lamp.says("李明", said)
    assert said in lamp.last_told("大娘")


@one_store
@pytest.mark.parametrize("said", ["这事站里牵头，我配合", "我先拿绳子拦一下，让站里报上去"])
def test_who_lets_the_station_lead_leaves_it_there(lamp: Town, said: str) -> None:
    assert "站里办" in lamp.says("李明", said)


@one_store
@pytest.mark.parametrize("said", ["两件都看", "这两个我都跟"])
def test_two_at_once_are_both_taken_up(lamp: Town, said: str) -> None:
    lamp.says("二叔", "东坪村水渠塌了")
    lamp.says("李明", said)
    assert states(lamp) == [("taken_up", True), ("taken_up", True)]


@one_store
@pytest.mark.parametrize(
    "said", ["供电所那边我打过电话了，他们说周三来", "问了，说是变压器检修，周末结束"]
)
def test_what_they_heard_of_the_case_in_their_hands_is_told(lamp: Town, said: str) -> None:
    lamp.says("李明", "我去问问")
    lamp.says("李明", said)
    assert said in lamp.last_told("大娘")


@one_store
def test_in_a_few_days_is_no_question(town: Town) -> None:
    town.says("大娘", "东坪村自来水一股味")
    said = town.says("李明", "水利局最近在换管子，过几天就好")
    assert "会告诉周干事" not in said and "发给群众" in said


@one_store
@pytest.mark.parametrize("said", ["民1回他一句：这两天联系供电所", "民1回个话：这两天联系供电所"])
def test_a_word_for_the_constituent_is_sent_without_its_order(lamp: Town, said: str) -> None:
    lamp.says("周干事", said)
    assert lamp.last_told("大娘").endswith("给您回话：这两天联系供电所")


def test_a_deputy_takes_up_what_they_brought_from_a_visit(town: Town) -> None:
    assert "民1“东坪村水渠堵了”" in town.says("李明", "今天走访，张大爷说东坪村水渠堵了")
    assert "记在这件里" in town.says("李明", "水渠我去看看")
    assert states(town) == [("taken_up", True)]
    before = len(town.told("李明"))
    town.says("李明", "看了，是树枝堵的，得叫人来清")
    assert "李明代表又说：看了，是树枝堵的" in town.last_told("周干事")
    assert len(town.told("李明")) == before
    assert len(states(town)) == 1


@one_store
def test_a_deputy_asks_the_station_to_hand_over_what_they_brought(town: Town) -> None:
    town.says("李明", "今天下村，有人说东坪村路灯坏了")
    assert "转给城关供电所" in town.says("李明", "路灯请站里转供电所")
    assert states(town) == [("at_station", False)]


@one_store
def test_the_station_reads_that_a_deputy_raised_it_where_there_is_no_other(town: Town) -> None:
    town.says("赵刚", "今天下村，有人说西坪村路灯坏了")
    assert "是这片的赵刚代表自己反映的" in town.last_told("周干事")


@one_store
@pytest.mark.parametrize(
    ("said", "state"),
    [("1", "closed"), ("好了", "closed"), ("亮了", "closed"), ("没好", "recheck")],
)
def test_a_deputy_says_how_it_is_with_what_they_reported(town: Town, said: str, state: str) -> None:
    town.says("李明", "东坪村的路灯坏了")
    town.says("周干事", "民1转供电所")
    town.says("孙电", "修好了")
    town.says("李明", said)
    assert [one for one, _ in states(town)] == [state]


@one_store
def test_an_officer_asks_about_a_deputy_and_about_a_place(lamp: Town) -> None:
    lamp.says("李明", "我去看看")
    assert "李明代表手上在跟1件：民1" in lamp.says("郑科员", "李明代表最近办得咋样")
    assert "在跟1件" in lamp.says("郑科员", "李明代表手上几件")
    assert "还没记过走访" in lamp.says("吴站长", "王芳走访了没")
    lamp.says("王芳", "走访了五户，都挺好")
    assert "走访记了1次" in lamp.says("吴站长", "王芳走访了没")
    assert "这个月城关镇群众反映1件" in lamp.says("郑科员", "城关镇这个月多少件")
    assert lamp.says("郑科员", "西坪村这个月几件") == "这个月西坪村没有群众反映。"
    assert "李明代表" not in lamp.says("王芳", "李明走访了没")


@one_store
def test_what_another_body_did_is_not_told_of_the_only_case_without_asking(town: Town) -> None:
    town.says("二叔", "东坪村水渠塌了一段")
    town.says("李明", "我去看看")
    before = len(town.told("二叔"))
    assert "就回“是”" in town.says("李明", "供电所今天来换了，好了")
    assert len(town.told("二叔")) == before


@one_store
def test_of_two_the_one_is_meant_that_looks_like_the_body_that_came(lamp: Town) -> None:
    lamp.says("二叔", "东坪村水渠塌了一段")
    lamp.says("李明", "两件都看")
    lamp.says("李明", "水渠我看了，塌了三米")
    lamp.says("李明", "供电所今天来换了，好了")
    assert "供电所今天来换了" in lamp.last_told("大娘")


@one_store
@pytest.mark.parametrize("said", ["这个可以转建议，门口装个红绿灯", "转建议：门口装个红绿灯"])
def test_what_is_proposed_with_the_order_stands_in_the_draft(town: Town, said: str) -> None:
    town.says("三婶", "东坪村小学门口车太多，孩子过马路危险")
    assert "建议照您说的写上了：“门口装个红绿灯”" in town.says("李明", said)
    assert "接着写稿1" in town.says("李明", "转建议")


@one_store
def test_what_is_not_mended_yet_is_no_matter_of_a_deputy_who_has_none(town: Town) -> None:
    assert "没有等着办的事" in town.says("李明", "还没修完")
    assert states(town) == []
