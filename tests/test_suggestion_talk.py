"""Suggestions as people speak of them: from a visit, with more matters behind them, asked about,
taken back; what is meant for one thing is not swallowed by another."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actions.suggestions import drafts, parties, promises, receipts, replies
from bot.store.models import Assignment, Duty, Issue, Rating, Suggestion
from tests.databases import one_store
from tests.talking import Town
from tests.test_suggestion_chat import (
    ANALYSIS,
    PROPOSAL,
    SITUATION,
    assigned,
    newest,
    scene_of,
    written,
)


@pytest.fixture
def town(old_year: Town) -> Town:
    return old_year


def situation_of(town: Town) -> str:
    with town.database.read() as session:
        version = drafts.versions(session, session.get_one(Suggestion, newest(town).id))[-1]
        return drafts.text_of(version).situation


def issues_behind(town: Town) -> list[int]:
    with town.database.read() as session:
        rows = parties.issues_of(session, session.get_one(Suggestion, newest(town).id))
        return [row.number for row in rows]


def visits(town: Town) -> int:
    with town.database.read() as session:
        return sum(row.visits for row in session.scalars(select(Duty)))


# ------------------------------------------------------------------ from a visit


def test_a_visit_becomes_a_draft_with_its_words_and_its_matters(town: Town) -> None:
    town.says("李明", "今天走访发现三组路灯坏了一排，晚上黑")
    said = town.says("李明", "把走访看到的写成建议")
    assert "照您走访说的写上了" in said and "接着说分析" in said
    assert newest(town).came_by == "visit" and newest(town).title != "未命名"
    assert situation_of(town).startswith("今天走访发现三组路灯坏了一排")
    assert issues_behind(town) == [1] and visits(town) == 1


@pytest.mark.parametrize(
    "said", ["把刚才走访的事转成建议", "这次走访的情况提个建议", "走访看到的写成建议吧"]
)
def test_the_wish_to_write_a_visit_down_is_no_visit_and_no_matter(town: Town, said: str) -> None:
    town.says("李明", "今天去东坪三组转了转，看了五户，没啥事")
    assert "开了个稿子" in town.says("李明", said)
    assert visits(town) == 1
    with town.database.read() as session:
        assert session.scalars(select(Issue)).all() == []


def test_a_visit_and_the_wish_in_one_message_are_both_done(town: Town) -> None:
    said = town.says("李明", "昨天走访看到五组的桥栏杆断了，想转成建议")
    assert "走访算一次" in said and "开了个稿子" in said
    assert visits(town) == 1 and "桥栏杆断了" in situation_of(town)


def test_without_a_visit_in_mind_the_draft_begins_from_nothing(town: Town) -> None:
    said = town.says("李明", "把走访看到的写成建议")
    assert "没有记过" in said and "先说情况" in said


def test_a_visit_told_while_a_part_is_asked_for_is_a_visit(town: Town) -> None:
    town.says("李明", "我要提个建议")
    town.says("李明", SITUATION)
    said = town.says("李明", "今天去东坪三组转了转，看了五户，没啥事")
    assert "走访算一次" in said and "分析还等您一句" in said
    assert visits(town) == 1 and newest(town).version == 1
    assert town.says("李明", ANALYSIS).startswith("分析记下了")


def test_what_was_seen_on_a_visit_is_the_situation_that_we_asked_for(town: Town) -> None:
    town.says("李明", "我要提个建议")
    said = town.says("李明", "今天去五组走访，看到水管漏得厉害，地里进不去人")
    assert "走访算一次" in said and "情况记下了" in said
    assert visits(town) == 1 and "水管漏得厉害" in situation_of(town)


# ------------------------------------------------------------------ drafts


@pytest.mark.parametrize(
    "said", ["提建议", "我要反映个建议", "想给县里提个建议", "我想写份建议", "向人大提一条建议"]
)
def test_a_suggestion_is_begun_in_many_words(town: Town, said: str) -> None:
    assert "开了个稿子" in town.says("李明", said)


def test_what_follows_the_wish_is_the_first_answer(town: Town) -> None:
    said = town.says("李明", "想给县里提个建议，东坪村的水管二十年没换了")
    assert "开了个稿子" in said and "情况记下了" in said and "接着说分析" in said


@pytest.mark.parametrize("said", ["把民2也加进去", "民2也写进稿1", "稿1加上民2"])
def test_one_more_matter_is_put_behind_the_draft(town: Town, said: str) -> None:
    town.says("大娘", "东坪村三组自来水停了好几天了")
    town.says("大爷", "东坪村五组的自来水是浑的，没法喝")
    town.says("李明", "民1转建议")
    assert "写进" in town.says("李明", said)
    assert issues_behind(town) == [1, 2]
    assert "三组自来水停" in situation_of(town) and "五组的自来水是浑的" in situation_of(town)
    assert "建议" in town.last_told("大爷")
    assert "已经有了" in town.says("李明", said)


def test_both_said_together_go_behind_the_draft_that_is_there(town: Town) -> None:
    town.says("大娘", "东坪村三组自来水停了好几天了")
    town.says("大爷", "东坪村五组的自来水是浑的，没法喝")
    town.says("李明", "民1转建议")
    town.says("李明", "民1、民2合起来写成一条建议")
    assert issues_behind(town) == [1, 2]


def test_a_matter_that_is_not_theirs_is_put_behind_nothing(town: Town) -> None:
    town.says("大娘", "西坪村的水渠塌了一段，浇不上地")
    town.says("李明", "我要提个建议")
    assert "没有编号民1" in town.says("李明", "把民1也加进去")
    assert issues_behind(town) == []


@pytest.mark.parametrize("said", ["不写了", "这条不要了", "删了这个稿子"])
def test_nothing_is_thrown_away_before_it_is_named(town: Town, said: str) -> None:
    written(town)
    assert "撤回稿1" in town.says("李明", said)
    assert newest(town).state == "draft"
    assert "撤回了" in town.says("李明", "撤回稿1")


# ------------------------------------------------------------------ questions


@pytest.mark.parametrize(
    "said",
    [
        "建1咋样了",
        "〔16-6〕1办得怎么样了？",
        "1号建议到哪一步了",
        "供水管网那件建议咋样了",
        "我的建议",
    ],
)
def test_a_deputy_hears_how_far_a_suggestion_is(town: Town, said: str) -> None:
    serial = assigned(town)
    town.says("李明", "题目改成东坪村供水管网改造")
    title = newest(town).title
    said = said.replace("供水管网", title[:4])
    answer = town.says("李明", said)
    assert "建〔16-6〕1号" in answer and "办理中" in answer and serial == 1
    assert "县水利局" in town.says("李明", "建1是谁在办，啥时候答复我")


def test_a_deputy_who_signed_may_ask_and_a_stranger_hears_nothing(town: Town) -> None:
    written(town)
    town.says("李明", "请陈桂代表附议")
    town.says("陈桂", "附议")
    assert "稿1" in town.says("陈桂", "稿1咋样了")
    assert "稿1" not in town.says("王芳", "稿1咋样了")


def test_the_bureaus_own_list_is_asked_for_in_a_line(town: Town) -> None:
    assigned(town, count=2)
    for said in ("我们局的建议件都有哪些", "我的交办件", "手上还有几件建议"):
        answer = town.says("钱水", said)
        assert "〔16-6〕1号" in answer and "〔16-6〕2号" in answer and "前答复" in answer


def test_the_last_progress_and_the_counting_of_the_day_are_told(town: Town) -> None:
    assigned(town)
    town.says("钱水", "收到")
    town.says("钱水", "1进展 设计单位进场了")
    assert "：设计单位进场了" in town.says("李明", "建1到哪一步了")
    for who in ("李明", "钱水"):
        assert "3个月" in town.says(who, "1号的期限怎么算的")


def test_the_answer_is_read_out(town: Town) -> None:
    replied(town)
    for said in ("答复怎么说的", "念念答复", "1号的答复是啥内容"):
        assert "列入明年计划" in town.says("李明", said)


# ------------------------------------------------------------------ notices


def replied(town: Town) -> None:
    assigned(town)
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        row = session.scalars(select(Assignment)).one()
        receipts.confirm(session, row, scene.liaison(row), now=scene.now)
        letter = replies.Letter(scene.words("主管道列入明年计划"), "高局长", "A", place="东坪村口")
        replies.reply(session, row, scene.liaison(row), letter, now=scene.now)


@one_store
def test_a_question_about_promises_is_answered_with_them_and_a_formal_step_is_of_the_suggestion(
    town: Town,
) -> None:
    town.says("大娘", "东坪村三组自来水停了好几天了")
    assigned(town)
    assert "没有答应过" in town.says("钱水", "我们答应过的事有哪些")
    with town.database.write() as session:
        scene, row = scene_of(session, town.clock.now()), session.scalars(select(Assignment)).one()
        receipts.confirm(session, row, scene.liaison(row), now=scene.now)
        words, until = scene.words("主管道两道闸阀装好"), scene.now.date() + timedelta(days=2)
        promises.make(session, row, scene.liaison(row), words, until, now=scene.now)
    before = [len(town.told(name)) for name in ("李明", "郑科员")]
    for said in ("我们答应过的事有哪些", "我们还欠哪些承诺", "承诺清单列一下", "待办"):
        assert "两道闸阀装好" in town.says("钱水", said), said
    for said in ("1提请会议研究", "建1程序办结", "1号先别销号"):
        answer = town.says("郑科员", said)
        assert "请在页面办" in answer and "民1" not in answer, said
    assert before == [len(town.told(name)) for name in ("李明", "郑科员")]


def test_what_was_shown_and_commented_stays_with_the_words_that_were_said(town: Town) -> None:
    for said in ("我要提个建议", SITUATION, ANALYSIS, PROPOSAL):
        town.says("李明", said)
    town.says("李明", "交上去")
    assert "审核中" in town.says("李明", "我的稿子到哪一步了")


# ------------------------------------------------------------------ ratings


def both_replied(town: Town) -> None:
    """建1 and 建2 are answered and wait for 李明's rating."""
    assigned(town, count=2)
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        for row in session.scalars(select(Assignment).order_by(Assignment.id)):
            receipts.confirm(session, row, scene.liaison(row), now=scene.now)
            letter = replies.Letter(scene.words("换好了"), "高局长", "A", place="村口")
            replies.reply(session, row, scene.liaison(row), letter, now=scene.now)


def grades(town: Town) -> dict[int, tuple[str, str]]:
    with town.database.read() as session:
        return {
            row.suggestion.serial or 0: (row.grade, row.words.text or "" if row.words else "")
            for row in session.scalars(select(Rating).where(Rating.lead))
        }


def test_two_ratings_in_one_message_are_two_ratings(town: Town) -> None:
    both_replied(town)
    town.says("李明", "1满意，2不满意，管子没说换多长")
    assert grades(town) == {1: ("satisfied", ""), 2: ("unsatisfied", "管子没说换多长")}


def test_all_of_them_are_rated_in_a_word(town: Town) -> None:
    both_replied(town)
    assert town.says("李明", "两件都基本满意").count("基本满意") == 2
    assert {grade for grade, _ in grades(town).values()} == {"fair"}


def test_a_rating_is_never_taken_for_another_suggestion_than_the_named_one(town: Town) -> None:
    both_replied(town)
    town.says("李明", "建1满意")
    for said in ("建1满意", "1号满意", "建7不满意"):
        town.says("李明", said)
        assert 2 not in grades(town)


def test_the_words_before_the_grade_do_not_hide_it(town: Town) -> None:
    both_replied(town)
    town.says("李明", "建2答复我看了，不太满意，没写时间")
    assert grades(town) == {2: ("unsatisfied", "没写时间")}


def test_the_reason_that_was_asked_for_is_added_and_a_slip_is_mended_within_the_window(
    town: Town,
) -> None:
    replied(town)
    assert "差在哪儿" in town.says("李明", "不满意")
    town.says("李明", "不满意，钱没落实")
    assert grades(town) == {1: ("unsatisfied", "钱没落实")}
    assert "钱没落实" in town.last_told("郑科员")
    town.says("李明", "基本满意")
    assert grades(town)[1][0] == "fair"
    assert "改成了“基本满意”" in town.last_told("郑科员")
    assert all("满意" not in said for said in town.told("钱水"))


def test_after_the_window_nobody_is_talked_out_of_a_rating(town: Town) -> None:
    replied(town)
    town.says("李明", "1不满意，钱没落实")
    town.clock.forward(days=40)
    assert "评价期过了" in town.says("李明", "1满意")
    assert grades(town) == {1: ("unsatisfied", "钱没落实")}


def test_a_bureau_that_has_met_the_deputy_cannot_give_it_back_any_more(town: Town) -> None:
    assigned(town)
    town.says("钱水", "1号今天和李代表面商过了，王局长带队")
    said = town.says("钱水", "1申退，这是城关镇政府的事")
    assert "过了申退的时候" in said and "人大" in said


# ------------------------------------------------------------------ a bureau asked beforehand


@pytest.mark.parametrize(
    "said", ["先请水利局看看稿子", "约县水利局聊聊这件建议", "稿1先跟水利局沟通一下"]
)
def test_a_bureau_is_asked_before_the_draft_is_handed_in_and_nothing_is_assigned(
    town: Town, said: str
) -> None:
    written(town)
    assert "已请县水利局先看看" in town.says("李明", said)
    told = town.last_told("钱水")
    assert (
        "/p/" not in told
        and "李明代表" in told
        and "列入明年农村饮水计划" in told
        and "不是交办" in told
    )
    assert newest(town).state == "draft"
    with town.database.read() as session:
        assert session.scalars(select(Assignment)).all() == []
    assert "交上去了" in town.says("李明", "交上去")


def test_a_bureau_that_nobody_knows_is_not_asked(town: Town) -> None:
    written(town)
    assert "名册里没找到" in town.says("李明", "先请天文局看看稿子")


def test_a_bureau_that_the_matter_is_about_never_hears_of_the_draft(town: Town) -> None:
    town.says("大娘", "东坪村三组自来水停了好几天了")
    town.says("李明", "民1转建议")
    with town.database.write() as session:
        issue = session.scalars(select(Issue)).one()
        issue.avoid = [{"who": "县水利局", "level": "county", "area": None}]
    before = town.told("钱水")
    town.says("李明", "先请水利局看看稿子")
    assert town.told("钱水") == before


def test_a_deputy_settles_one_matter_on_the_spot_and_makes_a_suggestion_of_another(
    town: Town,
) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("大爷", "东坪村五组的自来水是浑的，没法喝")
    town.says("李明", "民1我去看了，当场让电工换了灯泡，亮了")
    town.says("李明", "民2转建议")
    with town.database.read() as session:
        states = {row.number: row.state for row in session.scalars(select(Issue))}
    assert states[1] in ("answered", "told") and states[2] == "raised"


def test_what_bureaus_are_at_work_on_is_not_taken_back_by_a_slip(town: Town) -> None:
    assigned(town)
    assert "确定撤回建1" in town.says("李明", "撤回建1")
    assert newest(town).state == "assigned"
    assert "撤回了" in town.says("李明", "确定撤回建1")
    assert newest(town).state == "withdrawn" and "不用再办" in town.last_told("钱水")


@pytest.mark.parametrize("said", ["1号建议县里怎么还没动静", "建1咋还没消息", "建议", "草稿"])
def test_impatience_and_a_bare_word_are_questions_too(town: Town, said: str) -> None:
    assigned(town)
    assert "〔16-6〕1号" in town.says("李明", said)
