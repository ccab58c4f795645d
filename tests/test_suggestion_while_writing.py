"""What is said while a draft is open goes where it belongs: into the right part, to the case that
it names, or to nobody; and a reviewer passes only the one that the words are of."""

import pytest
from sqlalchemy import select

from bot.actions.suggestions import drafts
from bot.store.models import Issue, Suggestion
from handlers.conversation.suggestions import draft_words
from tests.talking import Town
from tests.test_suggestion_chat import newest, written


@pytest.fixture
def town(old_year: Town) -> Town:
    return old_year


def parts(town: Town) -> tuple[str, str, str]:
    with town.database.read() as session:
        text = drafts.text_of(drafts.versions(session, newest(town))[-1])
        return text.situation, text.analysis, text.proposal


def states(town: Town) -> list[str]:
    with town.database.read() as session:
        return list(session.scalars(select(Suggestion.state).order_by(Suggestion.id)))


CHANNEL = "村里灌溉渠十来里长，有四处塌了，浇不上地"


def test_while_a_part_is_asked_for_what_is_no_part_is_not_written_into_it(town: Town) -> None:
    town.says("大叔", "东坪村三组路灯坏了好几盏，黑灯瞎火")
    town.says("李明", "我要提个建议")
    for said, answer in (
        ("这个咋写呀，给个样子看看", "先说情况"),
        ("写到一半能存着吗", "丢不了"),
        ("几个人附议才行", "一位代表就能提"),
        ("我语音说行不", "直接发语音"),
        ("嗯嗯", "写到情况了"),
        ("到啥时候截止", "平时随时"),
    ):
        assert answer in town.says("李明", said), said
    assert "情况记下了" in town.says("李明", CHANNEL)
    assert "分析先空着" in town.says("李明", "原因我也说不上来") and parts(town)[1] == ""
    assert "建议记下了" in town.says("李明", "请县水利局拨钱修一修")
    assert "已请站里" in town.says("李明", "路灯那件我们这片管不了，转给供电所")
    assert "五处塌了" in town.says("李明", "刚才说错了，是五处")
    assert parts(town) == (CHANNEL.replace("四处", "五处"), "", "请县水利局拨钱修一修")
    assert "先放着" in town.says("李明", "算了先不说这个，手头有事")
    town.clock.forward(days=1)
    assert "接着写稿1" in town.says("李明", "接着昨天那个")
    assert "卫生室没药" in town.says("李明", "我另外还想提一条，卫生室没药")
    assert states(town) == ["draft", "draft"]


def test_several_parts_in_one_sentence_stand_each_in_its_place(town: Town) -> None:
    town.says("李明", "我要提个建议")
    said = "情况是村小学围墙裂了三条缝；原因是建了三十年没大修；建议教体局明年维修"
    assert "分开记下了" in town.says("李明", said)
    assert parts(town) == ("村小学围墙裂了三条缝", "建了三十年没大修", "建议教体局明年维修")


def test_a_sentence_on_the_whole_draft_is_put_into_it_by_its_words_and_taken_out_again(
    town: Town,
) -> None:
    town.says("大叔", "东坪村三组路灯坏了好几盏，黑灯瞎火")
    written(town)
    before = parts(town)
    assert "还没交" in town.says("李明", "可以") and states(town) == ["draft"]
    assert "要改哪段" in town.says("李明", "题目太长了")
    assert "补到情况后头了" in town.says("李明", "水厂去年检修过一回，还是停水")
    assert parts(town)[0].endswith("还是停水")
    assert "去掉了" in town.says("李明", "去掉这句") and parts(town) == before
    town.says("李明", "建议里加上请镇里出人管护")
    assert parts(town)[2] == before[2] + "。请镇里出人管护"
    assert "审过编号" in town.says("李明", "交了以后多久有结果")
    assert "写进稿1" in town.says("李明", "把路灯的事也写进去")
    with town.database.read() as session:
        assert session.scalars(select(Issue.state)).all() == ["raised"]


def test_a_reviewer_passes_the_one_that_the_words_are_of(town: Town) -> None:
    town.says("李明", "我要提个建议")
    for said in (CHANNEL, "七几年修的", "请水利局拨钱", "交上去"):
        town.says("李明", said)
    town.says("陈桂", "我要提个建议")
    for said in ("幼儿园门口放学堵车", "没人管", "请交通局装红绿灯", "交上去"):
        town.says("陈桂", said)
    assert "哪一件" in town.says("冯主席", "同意"), "two were shown since they spoke"
    assert "稿1" in town.says("冯主席", "渠那件我看行")
    assert "稿2" in town.says("冯主席", "红绿灯那个没问题")


def test_stopping_is_heard_in_more_words() -> None:
    for said in ("今天累了，明儿接着", "先打住吧", "算了，先不弄了", "过会儿再写"):
        read = draft_words.read(said)
        assert read is not None and read.act == "put_aside", said
