"""What a deputy says near the own drafts stays with them: a correction right after the text was
read out, names to be asked, words of command. None of it becomes a citizen's matter."""

import pytest
from sqlalchemy import func, select

from bot.actions.suggestions import drafts
from bot.store.models import Issue, Notice, Suggestion
from tests.databases import one_store
from tests.talking import Town
from tests.test_suggestion_chat import (
    PROPOSAL,
    SITUATION,
    newest,
    written,
)


@pytest.fixture
def town(old_year: Town) -> Town:
    return old_year


def counts(town: Town) -> tuple[int, int]:
    """Matters and notices that there are."""
    with town.database.read() as session:
        return tuple(  # type: ignore[return-value]
            session.scalar(select(func.count()).select_from(model)) for model in (Issue, Notice)
        )


# ------------------------------------------------------------------ right after it was read out


def situation(town: Town) -> str:
    with town.database.read() as session:
        about = session.get_one(Suggestion, newest(town).id)
        return drafts.text_of(drafts.versions(session, about)[-1]).situation


@pytest.mark.parametrize(
    "said",
    [
        "情况改一下：东坪村三组十二盏路灯坏了七盏，学生晚上放学害怕",
        "把情况改成东坪村三组十二盏路灯坏了七盏，学生晚上放学害怕",
        "情况要改改，东坪村三组十二盏路灯坏了七盏，学生晚上放学害怕",
    ],
)
def test_a_part_is_changed_in_everyday_words(town: Town, said: str) -> None:
    written(town)
    before = counts(town)
    assert "交上去" in town.says("李明", said)
    assert situation(town) == "东坪村三组十二盏路灯坏了七盏，学生晚上放学害怕"
    assert counts(town) == before


def test_words_right_after_a_draft_go_out_to_nobody_before_it_is_said_what_they_are(
    town: Town,
) -> None:
    written(town)
    before, said = counts(town), "东坪村三组十二盏路灯坏了七盏，学生晚上放学害怕"
    assert "没有往外发" in town.says("李明", said)
    assert counts(town) == before
    assert "情况记下了" in town.says("李明", "情况")
    assert situation(town) == said and counts(town) == before


def test_words_right_after_a_draft_may_be_another_matter_all_the_same(town: Town) -> None:
    written(town)
    town.says("李明", "东坪村三组十二盏路灯坏了七盏，学生晚上放学害怕")
    assert "民1" in town.says("李明", "另一件")
    with town.database.read() as session:
        issue = session.scalars(select(Issue)).one()
        assert "十二盏路灯" in issue.words.masked
    town.clock.forward(hours=1)
    assert "民2" in town.says("李明", "西坪村的水渠塌了一段，浇不上地")


# ------------------------------------------------------------------ signing together


@pytest.mark.parametrize("said", ["联名陈桂、吕乡", "请陈桂、吕乡附议", "我想和陈桂、吕乡联名"])
def test_who_can_sign_is_asked_and_who_cannot_is_named(town: Town, said: str) -> None:
    written(town)
    answer = town.says("李明", said)
    assert "已请陈桂代表附议" in answer and "吕乡代表不是" in answer
    assert "附议" in town.last_told("陈桂") and town.told("吕乡") == []
    with town.database.read() as session:
        assert session.scalars(select(Issue)).all() == []


# ------------------------------------------------------------------ questions, words of the desk


def test_questions_about_ones_own_suggestion_are_no_citizens_matter(town: Town) -> None:
    written(town)
    assert "题目记下了" in town.says("李明", "题目：东坪村管网改造")
    town.says("李明", "交上去")
    before = counts(town)
    assert "一共写过4稿" in town.says("李明", "管网改造这建议有几个版本")
    assert "已经交上去了" in town.says("李明", "交上去")
    assert "审核中" in town.says("李明", "管网改造这建议是谁在看啊？")
    assert counts(town) == before


def test_the_presidium_finds_and_passes_what_waits_by_title(town: Town) -> None:
    written(town)
    town.says("李明", "题目：东坪村管网改造")
    town.says("李明", "交上去")
    assert "稿1《东坪村管网改造》" in town.says("冯主席", "待办")
    assert "稿1" in town.says("冯主席", "管网建议退回，写清每年多少钱")
    assert newest(town).state == "sent_back"
    town.says("李明", "交上去")
    assert "审过了" in town.says("冯主席", "管网改造建议通过")
    assert "稿1" not in town.says("冯主席", "待办")
    assert newest(town).level == 1
    for number in ("稿1", "稿77"):
        told = len(town.told("王敏"))
        assert "不等您审" in town.says("冯主席", f"{number}通过")
        assert len(town.told("王敏")) == told


# ------------------------------------------------------------------ while another case is open


@pytest.mark.parametrize(
    "said",
    [
        "请明确由城关供电所管护，县里每年安排电费",
        "情况第二句改一下，报修了四次",
        "最好让供电所每个月查一遍，坏了三天内修好",
        "要写上每年花多少钱，谁来出",
        "钱最好县里出，别让村里摊",
    ],
)
def test_what_is_said_to_a_draft_just_read_out_is_no_act_on_another_case(
    town: Town, said: str
) -> None:
    town.says("大娘", "东坪村五组的滴灌带老是漏水没人管")
    written(town)
    before = counts(town)
    answer = town.says("李明", said)
    assert "没有往外发" in answer and counts(town) == before, answer
    added = town.says("李明", "加到建议")
    assert "建议记下了" in added and said[:8] not in town.told("王敏")
    with town.database.read() as session:
        about = session.get_one(Suggestion, newest(town).id)
        proposal = drafts.text_of(drafts.versions(session, about)[-1]).proposal
    assert proposal.endswith(said) and proposal.startswith(PROPOSAL[:10])


@pytest.mark.parametrize(
    "said", ["写好了，提交吧", "没问题，递交", "改好了，再交上去", "把稿子交上去吧", "送审吧"]
)
def test_a_draft_is_handed_in_in_many_words_whatever_else_is_open(town: Town, said: str) -> None:
    town.says("大娘", "东坪村五组的滴灌带老是漏水没人管")
    written(town)
    assert "交上去了" in town.says("李明", said)


@pytest.mark.parametrize(
    "said", ["请陈桂老师一起签个名", "让陈桂也署名", "找陈桂代表签个字", "我想请陈桂联署"]
)
def test_a_signature_is_asked_for_in_everyday_words(town: Town, said: str) -> None:
    town.says("大娘", "东坪村五组的滴灌带老是漏水没人管")
    written(town)
    assert "已请陈桂代表附议" in town.says("李明", said)
    assert "陈桂还没回" in town.says("李明", "陈桂答应了没有")
    answer = town.says("陈桂", "愿意，署上我的名字吧")
    assert "您附议了" in answer, answer
    assert "陈桂附议了" in town.says("李明", "陈桂代表签了吗")


def test_what_sounds_like_a_complaint_is_asked_about_also_with_nothing_else_open(
    town: Town,
) -> None:
    written(town)
    before = counts(town)
    said = "请明确由城关供电所管护，县里每年安排电费"
    assert "没有往外发" in town.says("李明", said) and counts(town) == before


def test_short_orders_are_orders_and_the_marks_of_a_title_are_not_said_twice(town: Town) -> None:
    town.says("大娘", "东坪村五组的滴灌带老是漏水没人管")
    written(town)
    for said in ("题目改成《关于管网的建议》", "题目叫《关于管网的建议》吧"):
        assert "《关于管网的建议》" in town.says("李明", said)
        assert newest(town).title == "关于管网的建议"
    assert "没有往外发" not in town.says("李明", "民1我去看看")


@pytest.mark.parametrize(
    "said", ["1通过", "稿1群众名字没写，可以，同意上报", "稿1同意上报", "稿1可以，转上去"]
)
def test_a_reviewer_passes_it_in_everyday_words_and_goes_on_knowing_where_it_is(
    town: Town, said: str
) -> None:
    written(town)
    town.says("李明", "交上去")
    assert "城关镇人大主席团" in town.says("李明", "稿1到哪一步了")
    assert "稿1" in town.says("冯主席", said) and newest(town).level == 1
    assert "代表工委" in town.says("冯主席", "稿1通过")
    for asked in ("稿1到哪一步了", "自来水管建议到哪了"):
        assert "代表工委" in town.says("冯主席", asked), asked
    assert "代表工委" in town.says("李明", "自来水管建议到哪了")
    assert newest(town).level == 1


@pytest.mark.parametrize("said", ["接着写水管那个建议", "继续写水管的建议", "接着写供水管子那个"])
def test_a_draft_put_aside_is_gone_on_with_by_what_it_is_about(town: Town, said: str) -> None:
    town.says("李明", "我要提个建议")
    town.says("李明", SITUATION)
    town.says("李明", "先放着")
    assert "稿1" in town.says("李明", "待办")
    assert "分析" in town.says("李明", said)
    assert "分析记下了" in town.says("李明", "水利局说没列计划")
    with town.database.read() as session:
        assert session.scalars(select(Issue)).all() == []


def test_a_sentence_is_added_and_what_was_held_back_is_not_left_out_in_silence(town: Town) -> None:
    written(town)
    assert "情况记下了" in town.says("李明", "情况加一句：水渠全长两公里，清淤要三万元")
    assert situation(town).startswith(SITUATION) and situation(town).endswith("三万元")
    assert "没有往外发" in town.says("李明", "两头都要立个牌子")
    assert "没有往外发" in town.says("李明", "最好写上谁来出钱")
    left = town.says("李明", "可以了，再报一次")
    assert "还没写进" in left and "立个牌子" in left and "谁来出钱" in left
    assert "交上去了" in town.says("李明", "不写了，交吧")


# ------------------------------------------------------------------ as people say it


def test_what_tells_of_things_is_no_proposal_and_what_is_replaced_is_said(town: Town) -> None:
    town.says("李明", "我要提个建议")
    town.says("李明", "三组到小学的路下雨全是烂泥")
    town.says("李明", "路是2016年修的土路，长一里半")
    told = "当年只铺了一层碎石，没有排水沟，两次维修都是填填坑"
    answer = town.says("李明", told)
    assert "分析记下了" in answer and "接着说建议" in answer
    assert "建议记下了" in town.says("李明", "把这条路列进明年通村道路硬化")
    answer = town.says("李明", "建议：请县交通局明年硬化这条路")
    assert "换下了原来的“把这条路列进明年通村道路硬化”" in answer


@pytest.mark.parametrize(
    "said", ["题目就叫硬化三组上学路", "题目叫硬化三组上学路", "标题改为硬化三组上学路"]
)
def test_a_title_is_without_the_words_that_name_it(town: Town, said: str) -> None:
    written(town)
    town.says("李明", said)
    assert newest(town).title == "硬化三组上学路"


def test_who_signed_is_answered_and_an_answer_to_a_changed_text_is_heard(town: Town) -> None:
    written(town)
    town.says("李明", "请陈桂附议")
    for said in ("谁署名了", "附议的有哪些人", "都有谁附议了？"):
        assert "陈桂还没回" in town.says("李明", said), said
    assert "分析记下了" in town.says("李明", "加到分析：每年维修花一万多")
    assert "您附议了" in town.says("陈桂", "看过了，没意见")
    assert "没有等您附议" in town.says("王芳", "我也同意")


@pytest.mark.parametrize(
    "said", ["就这样，交给主席团", "改好了，麻烦再送上去", "行，报给人大审", "递上去吧"]
)
def test_it_is_handed_in_to_whomever_people_name(town: Town, said: str) -> None:
    written(town)
    assert "交上去了" in town.says("李明", said)
    held = town.says("李明", "路宽三米，村里估算要三十多万")
    assert "正在城关镇人大主席团审" in held and "/p/suggestion/1" in held


@pytest.mark.parametrize(
    "said",
    ["这个先打回去，让他写清有几米宽", "稿1打回，写清有几米宽", "这份退回去，请他写清有几米宽"],
)
def test_a_reviewers_words_to_the_deputy_are_no_matter_of_a_citizen(town: Town, said: str) -> None:
    written(town)
    town.says("李明", "交上去")
    assert "退给代表改了" in town.says("冯主席", said)
    assert "有几米宽" in town.last_told("李明") and newest(town).state == "sent_back"
    with town.database.read() as session:
        assert session.scalars(select(Issue)).all() == []


def test_a_reviewer_decides_several_in_one_message_or_is_led_to_the_page(town: Town) -> None:
    for name in ("李明", "陈桂"):
        written(town, name)
        town.says(name, "交上去")
    assert "/console/suggestion/1" in town.says("冯主席", "稿1不能作为建议，这是他家自己的事")
    assert "并进稿1" in town.says("冯主席", "稿2和稿1是同一件，并进去")
    answer = town.says("冯主席", "李明那个水管的行，往上报；稿2也通过")
    assert answer.count("接下来代表工委审") == 2
    assert "不等您审" in town.says("冯主席", "稿1 同意")


# ------------------------------------------------------------------ with a citizen's case beside it


def shown_beside_a_case(town: Town) -> None:
    """A case that was pushed before, then a draft before their eyes."""
    town.says("大娘", "东坪村三组五保户的水龙头冻裂了")
    town.clock.forward(minutes=40)
    written(town)
    town.clock.forward(minutes=1)


@one_store
def test_short_words_are_about_the_draft_that_was_shown_last_and_never_go_onto_a_case(
    town: Town,
) -> None:
    shown_beside_a_case(town)
    before = counts(town)
    for said, heard in {
        "搁一搁": "先放着",
        "先撂下，吃饭去": "先放着",
        "念念看": "情况：",
        "给我从头念念": "情况：",
        "接着来吧": "情况：",
        "题目照你写的来": "题目改了",
        "都办好了": "没有往外发",
    }.items():
        assert heard in town.says("李明", said), said
    assert counts(town) == before
    # What names the case, and a plain order, are for the case as ever.
    assert "民1" in town.says("李明", "水龙头冻裂那个我去看看")


@one_store
@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("喊上陈桂", "陈桂"),
        ("陈桂也算上", "陈桂"),
        ("交差吧", "冯主席"),
        ("补好了，再送", "冯主席"),
    ],
)
def test_who_is_to_sign_and_that_it_is_done_is_said_of_the_draft_shown(
    town: Town, said: str, who: str
) -> None:
    shown_beside_a_case(town)
    before = counts(town), len(town.told(who))
    assert "稿1" in town.says("李明", said)
    assert (counts(town)[0], len(town.told(who))) == (before[0][0], before[1] + 1)


@one_store
@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("有个想法当建议提：校门口装个测速，大货车太快", "校门口装个测速，大货车太快"),
        ("有条建议想往上提，村里老井边上没栏杆", "村里老井边上没栏杆"),
        ("关于村卫生室我想提上一条，药不全", "村卫生室：药不全"),
        ("咱也提一件吧：养老院没电梯", "养老院没电梯"),
    ],
)
def test_who_means_to_propose_begins_a_draft_and_no_citizens_case(
    town: Town, said: str, kept: str
) -> None:
    before = counts(town)
    assert "接着说分析" in town.says("李明", said)
    assert counts(town) == before and situation(town) == kept
