"""What reviewers, the desk, a deputy and a bureau say of a suggestion by chat is done to that one:
by the number that is said, by the record that is meant, by the words of a promise."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.actions.suggestions import promises, receipts
from bot.domain.calendars import local_day
from bot.store.models import (
    Assignment,
    CloseOutEvidence,
    History,
    Issue,
    Meeting,
    Promise,
    Suggestion,
)
from tests.databases import one_store
from tests.talking import Town
from tests.test_suggestion_chat import assigned, scene_of, written


@pytest.fixture
def town(old_year: Town) -> Town:
    return old_year


def test_a_number_that_is_said_is_obeyed_and_one_that_fits_none_stops(town: Town) -> None:
    for name, title in (("李明", "改造东坪村管网"), ("陈桂", "校门口装减速带")):
        written(town, name)
        town.says(name, f"题目：{title}")
        town.says(name, "交上去")
    for said in ("9号，行", "建9的申退我不同意"):
        town.says("冯主席", said)
        assert states(town) == ["reviewing", "reviewing"], said
    assert "稿1" in town.says("冯主席", "1号，行")
    town.says("冯主席", "减速带这件我看了，得说明县道归谁管，打回去补")
    assert states(town) == ["reviewing", "sent_back"]
    assert "得说明县道归谁管" in town.last_told("陈桂")


def test_a_reviewer_of_two_is_asked_which_and_what_is_on_its_way_becomes_no_citizens_matter(
    town: Town,
) -> None:
    for name, title in (("李明", "改造东坪村管网"), ("陈桂", "校门口装减速带")):
        written(town, name)
        town.says(name, f"题目：{title}")
        town.says(name, "交上去")
        town.clock.forward(hours=1)
    for name, said, answer in (
        ("冯主席", "在吗", ""),
        ("冯主席", "同意", "哪一件"),
        ("冯主席", "交给县水利局主办", "还在审"),
        ("冯主席", "知道了", "等您审的：稿1"),
        ("冯主席", "前头那份再放放", "等您审的：稿1"),
        ("郑科员", "交给县水利局主办", "没有等您交办的建议"),
        ("李明", "审到哪了", "审核中"),
        ("李明", "撤回来", "回“撤回稿1”"),
        ("陈桂", "我那个建议想再改改", "稿2"),
    ):
        assert answer in town.says(name, said), said
    with town.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Issue)) == 0
    assert states(town) == ["reviewing", "reviewing"]
    said = town.says("冯主席", "管网那个同意，减速带的退回，写清归谁管")
    assert "稿1" in said and "稿2" in said
    assert states(town) == ["reviewing", "sent_back"]
    assert "写清归谁管" in town.last_told("陈桂") and "审核" in town.last_told("郑科员")


def states(town: Town) -> list[str]:
    with town.database.read() as session:
        return list(session.scalars(select(Suggestion.state).order_by(Suggestion.id)))


def test_a_return_is_agreed_to_with_the_bureau_that_is_right_and_never_without(town: Town) -> None:
    town.says("大娘", "东坪村三组自来水停了好几天了")
    assigned(town)
    town.says("钱水", "申退1，不归我们管，该交通局办")
    assert "等您定" in town.says("郑科员", "待办")
    assert "1件" in town.says("郑科员", "县里还有几件建议没答复")
    for said in ("建1申退不同意", "1的申退我看可以", "建〔16-6〕1号不予受理", "建1不立"):
        assert "请在页面办" in town.says("郑科员", said)
    assert "改由县交通局办" in town.says("郑科员", "1申退同意，改给交通局")


def test_who_concedes_a_meeting_contests_that_record_alone(town: Town) -> None:
    assigned(town)
    town.says("钱水", "收到1")
    town.says("钱水", "1昨天给李代表打电话沟通了")
    town.says("钱水", "1今天石局长到东坪村和李代表当面谈了管网的事")
    town.says("李明", "没错，石局长亲自来的，看得细")
    assert meetings(town) == [("telephone", "recorded", False), ("head", "confirmed", False)]
    town.says("李明", "电话是打了，可我没说先顾学校")
    assert meetings(town) == [("telephone", "recorded", True), ("head", "confirmed", False)]
    assert "先顾学校" in town.last_told("郑科员")
    town.says("李明", "来是来过，石局长自己坐车里没下来")
    assert meetings(town)[1] == ("head", "recorded", True)


def meetings(town: Town) -> list[tuple[str, str, bool]]:
    with town.database.read() as session:
        rows = session.scalars(select(Meeting).order_by(Meeting.id))
        return [(one.present, one.state, one.answer_id is not None) for one in rows]


def test_done_words_keep_a_promise_and_what_the_deputy_saw_stands_beside_it(town: Town) -> None:
    assigned(town)
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        row = session.scalars(select(Assignment)).one()
        bureau, day = scene.liaison(row), local_day(scene.now) + timedelta(days=2)
        receipts.confirm(session, row, bureau, now=scene.now)
        promises.make(session, row, bureau, scene.words("闸阀装好八个"), day, now=scene.now)
    town.clock.forward(days=2)
    with town.database.write() as session:
        promises.look(session, now=town.clock.now())
    town.says("钱水", "说的日子怕不行，要拖到开春")
    assert promised(town) == "open"
    town.says("钱水", "八个闸阀装好了，照片发不上来")
    assert promised(town) == "kept"
    assert "没落实" in town.says("李明", "走过去看了，才装了五个")
    town.says("李明", "又去看了，都装好了")
    with town.database.read() as session:
        assert session.scalars(select(CloseOutEvidence)).one().words.masked == "又去看了，都装好了"


def promised(town: Town) -> str:
    with town.database.read() as session:
        return session.scalars(select(Promise)).one().state


def test_a_bare_number_of_a_draft_under_review_is_no_note_on_the_case_with_that_number(
    town: Town,
) -> None:
    town.says("大娘", "东坪村五保户张老汉的水龙头冻裂了，家里没水吃")
    written(town)
    town.says("李明", "交上去")
    with town.database.read() as session:
        notes = session.scalar(select(func.count()).select_from(History))
    for said in ("1的题目不合适", "1这份还差附件", "1先放我这儿看看"):
        assert "稿1" in town.says("冯主席", said), said
    with town.database.read() as session:
        assert session.scalar(select(func.count()).select_from(History)) == notes
    assert "审过了" in town.says("冯主席", "1我看可以，报主任")
    # The next day, and to who has both: which of the two.
    town.clock.forward(days=1)
    answer = town.says("郑科员", "1我同意，往上")
    assert "稿1" in answer and states(town) == ["reviewing"], answer


def test_what_the_desk_asks_of_suggestions_is_answered_and_is_no_citizens_matter(
    town: Town,
) -> None:
    assigned(town)
    for kind, said in (("没交办", "哪些还没交办"), ("建议", "有没有要交办的建议")):
        assert "眼下没有" in town.says("郑科员", said), kind
    written(town, "陈桂")
    town.says("陈桂", "题目：校门口装减速带")
    town.says("陈桂", "交上去")
    with town.database.write() as session:
        scene_of(session, town.clock.now()).review(session.get_one(Suggestion, 2))
    for said in ("哪些还没交办", "还有几件没交办", "有没有要交办的建议"):
        assert "校门口装减速带" in town.says("郑科员", said), said
    town.clock.forward(hours=3)
    for said in ("交给水利局主办", "这件给交通局"):
        assert "/console/suggestion/2" in town.says("郑科员", said), said
    for said, answer in (
        ("哪些还没签收", "县水利局"),
        ("哪些还没办结", "建〔16-6〕1号"),
        ("建1办结了吧", "县水利局主办"),
        ("1号建议答复了没有", "县水利局主办"),
        ("1的承诺办到了没", "没有记下单位的承诺"),
        ("李明评了没", "/console/suggestion/1"),
        ("1号重新办", "/console/suggestion/1"),
    ):
        assert answer in town.says("郑科员", said), said
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        row = session.scalars(select(Assignment)).one()
        bureau, day = scene.liaison(row), local_day(scene.now) + timedelta(days=9)
        receipts.confirm(session, row, bureau, now=scene.now)
        promises.make(session, row, bureau, scene.words("闸阀装好八个"), day, now=scene.now)
    told = len(town.told("李明"))
    for who, said in (
        ("郑科员", "1的承诺办到了没"),
        ("郑科员", "水利局答应的事做了没有"),
        ("郑科员", "建1承诺落实了吗"),
        ("李明", "他们承诺的事啥时候办"),
        ("钱水", "1的承诺办到了没"),
    ):
        assert "闸阀装好八个" in town.says(who, said), said
    assert len(town.told("李明")) == told
    with town.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Issue)) == 0


@one_store
def test_a_word_of_the_desk_about_a_return_finds_the_suggestion_without_a_number(
    town: Town,
) -> None:
    """What waits is never said not to wait; what takes the papers has its page."""
    assigned(town)
    assert "申退记下了" in town.says("钱水", "这个不归我们 是住建的")
    answer = town.says("郑科员", "不同意退 还是水利局办")
    assert "建〔16-6〕1号" in answer and "/console/suggestion/1" in answer, answer
    town.says("大娘", "东坪村三组水渠堵了")
    town.says("周干事", "民1转水利局")
    town.says("钱水", "民1退回，该归镇政府管")
    asked = town.says("郑科员", "不同意退")
    assert "民1" in asked and "建〔16-6〕1号" in asked, asked
