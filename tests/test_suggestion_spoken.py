"""A draft in the order in which people speak, and what reviewers say of the one before them: it is
never a word to a villager, nor written into an old case."""

import pytest
from sqlalchemy import select

from bot.actions.suggestions import drafts
from bot.store.models import Suggestion
from tests.talking import Town
from tests.test_suggestion_chat import handed_in, newest
from tests.test_suggestion_own_words import counts


@pytest.fixture
def town(old_year: Town) -> Town:
    old_year.says("大爷", "东坪村五组的滴灌带老是漏水没人管")
    old_year.says("大娘", "东坪村三组到小学的路下雨全是烂泥，学生没法走")
    return old_year


def text_of(town: Town) -> tuple[str, str, str]:
    with town.database.read() as session:
        about = session.get_one(Suggestion, newest(town).id)
        text = drafts.text_of(drafts.versions(session, about)[-1])
        return text.situation, text.analysis, text.proposal


def wrote(town: Town, name: str, *said: str) -> str:
    """A draft from nothing, said part by part and then titled; the last answer."""
    for one in ("我要提个建议", *said):
        last = town.says(name, one)
    return last


def test_what_tells_what_is_becomes_no_proposal_also_behind_a_citizens_words(town: Town) -> None:
    town.says("李明", "民2我想写成建议往上提")
    road = "路是2016年修的土路，长一里半，雨一下就泥水齐脚脖子，四十来个学生天天走"
    assert "接着说分析" in town.says("李明", road)
    told = ("当年只铺了一层碎石，没有排水沟，两次维修都是填填坑", "那会儿是村里垫的钱，没列进公路")
    for said in told:
        assert "接着说建议" in town.says("李明", said), said
    asked = "把这条路列进明年通村道路硬化，顺带把两边水沟修了"
    assert "三样都齐了" in town.says("李明", asked)
    situation, analysis, proposal = text_of(town)
    assert situation.endswith(road) and analysis == "。".join(told) and proposal == asked


@pytest.mark.parametrize("said", ["塔是九几年的", "十几年了", "不归村里管", "转给水利局了没动静"])
def test_a_short_answer_to_a_question_of_ours_is_no_act_on_another_case(
    town: Town, said: str
) -> None:
    wrote(town, "李明", "五组的水塔漏得厉害，两百口人吃水难")
    before = counts(town)
    assert "分析记下了" in town.says("李明", said) and counts(town) == before


def test_one_matter_of_two_topics_is_one_and_the_own_one_like_it_is_shown(town: Town) -> None:
    wrote(town, "李明", "东坪村三组的上学路下雨全是烂泥", "没列计划", "请县交通局硬化这条路")
    for who, said in (
        ("李明", "题目：硬化东坪村三组上学路"),
        ("李明", "请陈桂附议"),
        ("陈桂", "附议"),
    ):
        town.says(who, said)
    handed_in(town, "李明", "县交通局")
    road = "东坪村通小学的土路一下雨就烂，娃娃上学难"
    last = wrote(town, "陈桂", road, "村里没钱", "请县交通局硬化东坪三组到小学的路")
    assert "以前有差不多的：建〔16-6〕1号" in last and "两件事" not in last
    last = wrote(town, "王芳", "东坪三组的学生没法走上学路", "没人管", "请交通局把路硬化一下")
    assert "两件事" not in last
    assert "两件事" in wrote(town, "吕乡", "三组路灯坏了一排，另外村小学的饮水机也坏了")


# ------------------------------------------------------------------ who reviews it


@pytest.fixture
def two(town: Town) -> Town:
    """稿1 about a bridge, 稿2 about benches, both before 冯主席; 稿2 was shown last."""
    for who, title, where in (
        ("李明", "重修东坪村口老桥", "村口老桥的护栏断了，学生天天过"),
        ("陈桂", "在文化广场装长椅", "文化广场没有长椅，老人站着看戏"),
    ):
        wrote(town, who, where, "一直没列计划", f"请县交通局{title}")
        town.says(who, f"题目：{title}")
        town.says(who, "交上去")
    return town


def decided(town: Town) -> dict[int, tuple[str, int]]:
    """Number of a draft → its state and level."""
    with town.database.read() as session:
        rows = session.scalars(select(Suggestion))
        return {row.draft_number: (row.state, row.level) for row in rows}


@pytest.mark.parametrize(
    "said, first, second",
    [
        ("长椅这个中，立了吧", ("reviewing", 0), ("reviewing", 1)),
        ("老桥那个行，往上报；长椅那个退回，写清放几条", ("reviewing", 1), ("sent_back", 0)),
        ("让陈代表补个预算", ("reviewing", 0), ("sent_back", 0)),
        ("李明的打回去，写清多少钱", ("sent_back", 0), ("reviewing", 0)),
        ("都通过", ("reviewing", 1), ("reviewing", 1)),
    ],
)
def test_a_reviewer_decides_in_own_words(
    two: Town, said: str, first: tuple[str, int], second: tuple[str, int]
) -> None:
    before = counts(two)[0]
    two.says("冯主席", said)
    assert decided(two) == {1: first, 2: second} and counts(two)[0] == before


def test_what_a_reviewer_says_half_is_asked_and_merging_is_asked_once(two: Town) -> None:
    before, as_it_was = counts(two), decided(two)
    for said, answer in (
        # Both were shown since he decided anything: the last is likely meant, and is asked about.
        ("退给他，写清放哪儿", "退回稿2"),
        ("这稿子不行，太简单", "退回稿2"),
        ("不同意，长椅归镇里管", "退回稿2"),
        ("这不能算建议，是他家自己的事", "/console/suggestion/2"),
        ("打回去重写", "退回稿2"),
        ("老桥的和长椅那件是一回事", "把稿1《重修东坪村口老桥》并进稿2"),
        ("稿2不予受理", "/console/suggestion/2"),
        ("建稿1不立", "/console/suggestion/1"),
        ("1和2是同一件，并进去", "把稿1《重修东坪村口老桥》并进稿2"),
    ):
        assert answer in two.says("冯主席", said), said
        assert (counts(two), decided(two)) == (before, as_it_was), said
    assert "并入" in two.says("冯主席", "是") and decided(two)[1][0] == "merged"
    before, as_it_was = counts(two), decided(two)
    for said in ("稿1不予受理", "不收稿1了，归镇里", "建稿1不立"):
        assert "现在不等您审" in two.says("冯主席", said), "it has left that desk"
        assert (counts(two), decided(two)) == (before, as_it_was), said


@pytest.mark.parametrize("said", ["有人给我提建议说路太烂", "村民跟我提了个建议，要修这条路"])
def test_what_others_propose_to_a_deputy_begins_nothing_and_tells_nobody(
    town: Town, said: str
) -> None:
    before = len(town.told("大娘"))
    town.says("李明", said)
    with town.database.read() as session:
        assert session.scalars(select(Suggestion)).all() == []
    assert len(town.told("大娘")) == before
