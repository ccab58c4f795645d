"""Handled anew, or not: what a deputy, a co-signer and a bureau hear who ask for it or why, at each
stage, and that nothing of a rating is said by it."""

import pytest
from sqlalchemy import select

from bot.actions.suggestions import assigning, extensions, parties, ratings, receipts, weighing
from bot.store.models import Rating, Suggestion
from handlers.conversation.suggestions.rating_words import read
from handlers.conversation.suggestions.redone import _ASKED
from tests.talking import Town
from tests.test_suggestion_chat import handed_in, newest, scene_of, written
from tests.test_suggestion_own_words import counts
from tests.test_suggestion_told import answer_all


@pytest.fixture
def town(old_year: Town) -> Town:
    return old_year


def window_ends(town: Town) -> None:
    town.clock.forward(days=21)
    with town.database.write() as session:
        weighing.look(session, now=town.clock.now())


def answered(town: Town, said: str) -> None:
    """建1 of 李明, signed by 陈桂, answered and rated."""
    written(town)
    town.says("李明", "请陈桂附议")
    town.says("陈桂", "附议")
    handed_in(town)
    answer_all(town, "都换好了")
    town.says("李明", said)


def test_who_was_not_content_and_asks_for_rework_hears_who_decides(town: Town) -> None:
    answered(town, "不满意，只换了一半")
    window_ends(town)
    before = counts(town)
    for said in (
        *("能不能让他们重新办", "我想让水利局重办一回", "1号能重办吗", "怎么才能打回去重办"),
        *("要求重新办理建1", "管网那件能不能再办一次"),
    ):
        answer = town.says("李明", said)
        assert "您评的不满意" in answer and "由他们定" in answer, said
    assert town.says("李明", "建1为啥要重办").startswith("眼下没有定重新办")
    for said in ("基本满意", "改成基本满意行不行", "还能评吗"):
        assert "评价期过了，评过的改不了" in town.says("李明", said), said
    for said in ("能不能让他们重新办", "建1为啥要重办"):
        answer = town.says("陈桂", said)
        assert "由县人大代工委定" in answer and "您评的" not in answer, said
    assert counts(town) == before
    assert _ASKED.match("我的残疾证要重新办") is None
    # Nor does a citizen who asks the same want anything kept secret.
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    assert "保密" not in town.says("大娘", "能不能让他们快点")


def test_after_the_procedure_what_is_left_is_to_say_what_is_not_done(town: Town) -> None:
    answered(town, "满意")
    town.says("陈桂", "满意")
    window_ends(town)
    assert newest(town).state == "procedure_closed"
    before = counts(town)
    for said in ("能不能让他们重新办", "不满意", "基本满意", "我要改评价"):
        assert "回“1没落实”" in town.says("李明", said), said
    for who, said in (("李明", "自来水管啥时候换好"), ("钱水", "自来水管那件不是办结了吗")):
        assert "程序办结" in town.says(who, said), said
    assert "/console/suggestion/1" in town.says("郑科员", "建1重开")
    assert counts(town) == before
    assert "等人大定" in town.says("李明", "其实没换完，让他们再办一次")


def test_of_several_bureaus_those_are_named_that_do_it_anew_with_their_own_day(
    town: Town,
) -> None:
    written(town)
    town.says("李明", "交上去")
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        about = session.get_one(Suggestion, newest(town).id)
        scene.review(about)
        leads = [scene.bureau("县水利局"), scene.bureau("县交通局")]
        item = assigning.Item(about, leads, [])
        rows = assigning.assign(session, item, scene.office(about), now=scene.now)
        receipts.confirm(session, rows[1], scene.liaison(rows[1]), now=scene.now)
    town.says("曹交", "1申请延期到5月31日，车还没招标")
    asked = len(town.told("郑科员"))
    assert "记下了" in town.says("曹交", "1想延到5月31日，车还没招标")
    assert len(town.told("郑科员")) == asked, "asked twice, and decided about once"
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        row = parties.leads(session, session.get_one(Suggestion, newest(town).id))[1]
        extensions.decide(session, row, scene.office(row.suggestion), approve=True, now=scene.now)
    assert "车还没招标" in town.says("李明", "建1怎么延期了")
    answer_all(town, "都换好了")
    town.says("李明", "不满意")
    window_ends(town)
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        about = session.get_one(Suggestion, newest(town).id)
        words, only = scene.words("把剩下的一公里换完"), [scene.bureau("县水利局").id]
        office = scene.office(about)
        ratings.order_rework(session, about, office, words, now=scene.now, only=only)
        due = parties.owing(session, about)[0].due
        assert [row.bureau.name for row in parties.owing(session, about)] == ["县水利局"]
    day = f"{due.month}月{due.day}日"
    for told in (town.last_told("李明"), town.says("李明", "建1为啥要重办")):
        assert "县水利局" in told and "县交通局" not in told and day in told
    for said in ("为啥要重办", "1号不是答复过了吗，怎么又要办", "重办要办啥"):
        told = town.says("钱水", said)
        assert "把剩下的一公里换完" in told and "满意" not in told and day in told, said
    town.clock.forward(days=60)
    assert "已经晚了" in town.says("李明", "建1办到哪了")
    assert "已经过了" in town.says("钱水", "收到1")


def test_what_nobody_saw_is_a_reason_and_no_question_about_who_sees(town: Town) -> None:
    answered(town, "还是不满意，没看到车")
    with town.database.read() as session:
        row = session.scalars(select(Rating)).one()
        assert row.grade == "unsatisfied" and row.words is not None
        assert row.words.text == "没看到车"
    for said, asks in (
        ("不满意，单位看到没", True),
        ("不满意，他们会看到吗", True),
        ("不满意，我去看过，没看到人", False),
    ):
        found = read(said)
        assert found is not None and found.asks is asks, said
