"""What a deputy says of a suggestion that is in review: the text is still theirs, who has it before
them hears of it, and nothing of it becomes a citizen's matter."""

import pytest
from sqlalchemy import select

from bot.actions.suggestions import drafts
from bot.store.models import Issue, Suggestion
from tests.databases import one_store
from tests.talking import Town
from tests.test_suggestion_chat import newest, written


@pytest.fixture
def town(old_year: Town) -> Town:
    return old_year


@pytest.fixture
def reviewing(town: Town) -> Town:
    """稿1 of 李明, signed by 陈桂, handed in."""
    written(town)
    town.says("李明", "请陈桂代表附议")
    town.says("陈桂", "附议")
    town.says("李明", "交上去")
    return town


def version(town: Town) -> dict[str, str]:
    with town.database.read() as session:
        row = drafts.versions(session, session.get_one(Suggestion, newest(town).id))[-1]
        text = drafts.text_of(row)
        return {part: getattr(text, part) for part in ("title", *drafts.PARTS)}


def test_the_text_changes_in_review_by_a_line_and_the_reviewer_hears_of_each(
    reviewing: Town,
) -> None:
    first = version(reviewing)
    for said, part, now_there in (
        ("题目改成东坪村供水管网改造", "title", "东坪村供水管网改造"),
        ("情况那段写错了，是四百多户不是三百多户", "situation", "四百多户吃水困难"),
        ("情况加一句：冬天还冻裂过两回", "situation", "冻裂过两回"),
        ("建议里三公里改成五公里", "proposal", "更换主管道五公里"),
        ("我想再加一段，三组的水压也不够", "analysis", "三组的水压也不够"),
    ):
        before = len(reviewing.told("冯主席"))
        answer = reviewing.says("李明", said)
        assert "改前的都留着" in answer and "会请城关镇人大主席团" in answer, said
        assert now_there in version(reviewing)[part], said
        assert len(reviewing.told("冯主席")) == before + 1 and "改了稿子" in reviewing.last_told(
            "冯主席"
        )
    assert version(reviewing)["situation"].startswith("东坪村自来水管是二十年前铺的")
    assert "还同意回“附议”" in reviewing.last_told("陈桂")
    with reviewing.database.read() as session:
        kept = drafts.versions(session, session.get_one(Suggestion, newest(reviewing).id))
        assert drafts.text_of(kept[2]).title == first["title"] and len(kept) == 8
        assert newest(reviewing).state == "reviewing"


@one_store
def test_what_to_do_about_a_text_in_review_is_said_and_what_shall_wait_goes_to_the_reviewer(
    reviewing: Town,
) -> None:
    for said, wanted in (
        ("建议题目写错了，想换一个", "回“题目改成……”"),
        ("题目能改不", "回“题目改成……”"),
        ("补两张照片", "在页面上添"),
        ("有材料想附上，咋传", "在页面上添"),
        ("现在审到谁那儿了", "现在在城关镇人大主席团"),
        ("别报了，村里说能修", "回“撤回稿1”"),
    ):
        answer = reviewing.says("李明", said)
        assert wanted in answer, (said, answer)
    assert len(reviewing.told("冯主席")) == 1
    for said in ("能不能先别往上报", "先撤回来，我再改改", "稿1先别审，退给我改"):
        assert "转给城关镇人大主席团" in reviewing.says("李明", said), said
        assert "退回修改" in reviewing.last_told("冯主席")
    assert "先替您留着" in reviewing.says("李明", "三百户那个数我再核核")
    assert "转给城关镇人大主席团" in reviewing.says("李明", "转给他们")
    assert "三百户那个数" in reviewing.last_told("冯主席")
    assert "不附议" in reviewing.says("陈桂", "我那个签名撤回来")
    with reviewing.database.read() as session:
        assert len(session.scalars(select(Suggestion)).all()) == 1
        assert session.scalars(select(Issue)).all() == []
    assert newest(reviewing).state == "reviewing" and newest(reviewing).version == 3


@one_store
def test_a_withdrawal_is_heard_in_any_order_of_its_words_and_twice_withdraws_nothing_else(
    reviewing: Town,
) -> None:
    written(reviewing)
    reviewing.says("李明", "交上去")
    for said in ("稿1能撤回来吗", "稿1先撤回来，我再改改"):
        reviewing.says("李明", said)
        assert newest(reviewing).state == "reviewing", said
    for said in ("稿2我撤回", "撤了稿2吧，路已经修好了", "撤回稿2，和别人的重了"):
        answer = reviewing.says("李明", said)
        assert "稿2" in answer and "撤回" in answer, said
        assert newest(reviewing).state == "withdrawn"
    with reviewing.database.read() as session:
        states = session.scalars(select(Suggestion.state).order_by(Suggestion.id)).all()
        assert states == ["reviewing", "withdrawn"]
        assert session.scalars(select(Issue)).all() == []
