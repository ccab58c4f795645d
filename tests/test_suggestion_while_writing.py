"""What is said while a draft is open goes where it belongs: into the right part, to the case that
it names, or to nobody; and a reviewer passes only the one that the words are of."""

import pytest
from sqlalchemy import select

from bot.actions.suggestions import drafts
from bot.store.models import Issue, Suggestion
from handlers.conversation.suggestions import draft_words
from handlers.conversation.suggestions.parts import is_measure, why_and_measure
from tests.talking import Town
from tests.test_suggestion_chat import SITUATION, newest, scene_of, written


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


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("有没有类似的", "没找到"),
        ("以前有人提过类似的吗", "没找到"),
        ("有没有人提过这样的建议", "没找到"),
        ("类似的建议有哪些", "没找到"),
        ("对了你们食堂几点开饭", "没有写进稿里"),
    ],
)
def test_what_is_asked_beside_a_part_is_written_nowhere(town: Town, said: str, answer: str) -> None:
    town.says("李明", "我要提个建议")
    town.says("李明", CHANNEL)
    assert answer in town.says("李明", said)
    assert parts(town) == (CHANNEL, "", "")
    assert "建议记下了" in town.says("李明", "请县水利局拨钱修一修")
    assert answer in town.says("李明", said) or "没有往外发" in town.says("李明", said)
    assert parts(town)[2] == "请县水利局拨钱修一修"


def test_similar_ones_are_named_while_a_part_is_asked_for(town: Town) -> None:
    written(town)
    town.says("李明", "交上去")
    town.says("李明", "我要提个建议")
    town.says("李明", SITUATION)
    said = town.says("李明", "有没有类似的")
    assert "以前有差不多的：稿1" in said and "分析还等您一句" in said
    assert parts(town) == (SITUATION, "", "")


def test_several_parts_in_one_sentence_stand_each_in_its_place(town: Town) -> None:
    town.says("李明", "我要提个建议")
    said = "情况是村小学围墙裂了三条缝；原因是建了三十年没大修；建议教体局明年维修"
    assert "分开记下了" in town.says("李明", said)
    assert parts(town) == ("村小学围墙裂了三条缝", "建了三十年没大修", "建议教体局明年维修")
    town.says("李明", "我再提个建议")
    town.says("李明", "东坪村进村路只有三米宽，校车进不来")
    assert "分开记下了" in town.says("李明", "路太窄，建议加宽到五米")
    assert parts(town)[1:] == ("路太窄", "建议加宽到五米")


def test_why_and_what_shall_be_done_are_told_apart_and_nothing_is_lost() -> None:
    for why, measure in (
        ("没地方会车，出过两回事", "应该在弯道装凸面镜"),
        ("主要是没人管", "应该由镇里统一管护"),
        ("水管老了，水厂压力也不够", "请水利局换主管道，再加一台泵"),
        ("管护没人", "最好每村配一个管水员，工资县里出"),
        ("没列进计划", "得列入明年的计划"),
    ):
        assert why_and_measure(f"{why}，{measure}") == (why, measure)
    turned = why_and_measure("建议加宽到五米，因为路太窄会不了车")
    assert turned == ("因为路太窄会不了车", "建议加宽到五米")
    for told in (
        "管子老化，要换没人出钱",
        "当年应该修宽，没修",
        "学生上学得走两里路，家长得天天接送",
        "路灯坏了，要三千块钱换",
        "应该去年就修的，一直拖",
        "没人管护，请站里也没用",
        "管道老化，要求过多次",
    ):
        assert why_and_measure(told) is None, told


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


def test_what_shall_be_done_is_told_from_how_things_are() -> None:
    for said in (
        "县里给补贴办食堂，一年十万",
        "由县水利局砌石护坡",
        "镇政府出钱重铺下水管",
        "给画上斑马线，再装两块减速牌就行",
        "县里给补贴，让供电所换成太阳能的",
        "由镇里统一管护",
    ):
        assert is_measure(said), said
    for said in (
        "换一次要二十万，村里拿不出",
        "县里给的补贴太少",
        "由村委会代管，管不过来",
        "让村里出，村里没钱",
        "县里给过一回补贴，修了半截",
        "建的时候就窄",
        "这段路归交通局，镇里管不了",
    ):
        assert not is_measure(said), said


def test_a_measure_and_what_is_said_of_a_part_of_yesterday_stand_where_they_belong(
    town: Town,
) -> None:
    for said in ("我要提个建议", CHANNEL, "县里给补贴修渠，每米三百"):
        told = town.says("李明", said)
    assert told.startswith("建议记下了") and "接着说分析" in told
    assert "分析记下了" in town.says("李明", "昨天那个分析里加一句，年轻人都在外头打工")
    town.clock.forward(days=1)
    for said in (
        "昨天的稿子情况里再补一句：去年旱了两个月",
        "昨天那个分析里加一句，年轻人都在外头打工",
        "前天写的那条建议里头加上一句，请县水利局来勘测",
    ):
        assert "记下了" in town.says("李明", said), said
    situation, analysis, proposal = parts(town)
    assert situation == f"{CHANNEL}。去年旱了两个月" and analysis == "年轻人都在外头打工"
    assert proposal == "县里给补贴修渠，每米三百。请县水利局来勘测"


def test_a_sentence_sent_in_halves_is_one_and_what_was_asked_for_is_put_in(town: Town) -> None:
    for said in ("我要提个建议", CHANNEL, "镇里说没钱", "就这个原因", "能不能请县水利局"):
        town.says("李明", said)
    assert "补到建议后头了" in town.says("李明", "派人来勘测，把塌的砌上")
    assert parts(town)[2] == "能不能请县水利局派人来勘测，把塌的砌上"
    assert "草稿" in town.says("李明", "交了没")
    town.says("李明", "请陈桂附议")
    assert "您不附议" in town.says("陈桂", "这个我就不参加了")
    assert "陈桂不附议" in town.says("李明", "陈桂咋说")
    town.says("李明", "交上去")
    assert "退给代表改了" in town.says("冯主席", "退回稿1，写清楚浇多少亩地")
    assert "现在不等您审" in town.says("郑科员", "稿1没问题")
    assert "退回修改" in town.says("李明", "主席团那边过了没")
    assert "补到" in town.says("李明", "这条渠管着八百亩地的水")
    assert "回“交上去”" in town.says("李明", "改好了")
    assert states(town) == ["sent_back"]
    town.says("李明", "再交一次")
    assert "审过了" in town.says("冯主席", "通过稿1")


def test_who_said_no_may_think_better_of_it_and_the_lead_hears_each_word(town: Town) -> None:
    written(town)
    town.says("李明", "请陈桂附议")
    assert "您不附议" in town.says("陈桂", "不想掺和")
    assert "陈桂代表不附议" in town.last_told("李明")
    assert "没有再请" in town.says("李明", "再请陈桂附议")
    for said, answer in (
        ("附议", "您附议了"),
        ("我看错了，名字去掉", "您不附议"),
        ("我又愿意了，加上我", "您附议了"),
    ):
        assert answer in town.says("陈桂", said), said
    town.says("李明", "交上去")
    assert "您不附议" in town.says("陈桂", "不签了")
    assert "您附议了" in town.says("陈桂", "还是签吧，算我一个")
    assert "一共2位代表" in town.last_told("李明")
    assert "也能撤" in town.says("李明", "稿1能撤不")
    with town.database.write() as session:
        scene_of(session, town.clock.now()).review(session.get_one(Suggestion, newest(town).id))
    assert "撤不了" in town.says("陈桂", "把我的名字撤了")
    assert "确定撤回建1" in town.says("李明", "这件不用办了，省里给修了")
    with town.database.read() as session:
        assert session.scalars(select(Issue)).all() == []
