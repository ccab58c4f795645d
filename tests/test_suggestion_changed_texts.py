"""Names in a text, signatures under an older one, what it is called: what is remarked of it."""

import pytest

from bot.actions.suggestions import parties
from bot.store.models import Suggestion
from tests.talking import Town
from tests.test_suggestion_chat import (
    ANALYSIS,
    PROPOSAL,
    SITUATION,
    newest,
    written,
)


@pytest.fixture
def town(old_year: Town) -> Town:
    return old_year


def test_a_villagers_name_and_number_are_remarked_and_do_not_block(town: Town) -> None:
    town.says("李明", "我要提个建议")
    town.says("李明", "群众王桂兰说学生晚上放学害怕，她的电话13911112222，三组路灯坏了七盏")
    town.says("李明", "没有人管护，换了又坏，村里没有这笔钱")
    said = town.says("李明", "请县交通局统一更换并纳入每年管护，列入预算")
    assert "稿里有人的姓名或电话" in said and "不改也能交" in said
    said = town.says("李明", "交上去")
    assert "交上去了" in said and "还有人的姓名或电话" in said
    assert "写了个人的姓名或电话" in town.last_told("冯主席")


def test_a_text_without_anybodys_name_is_not_remarked(town: Town) -> None:
    written(town)
    assert "姓名或电话" not in town.says("李明", "情况：群众普遍反映路灯坏了七盏，学生放学害怕")


def test_who_signed_an_older_text_is_asked_again_and_the_reviewer_knows(town: Town) -> None:
    written(town)
    town.says("李明", "请陈桂附议")
    town.says("陈桂", "附议")
    town.says("李明", "建议：请县水利局更换主管道五公里，县财政安排二十万元")
    said = town.says("李明", "交上去")
    assert "陈桂代表还没看过" in said
    assert "二十万元" in town.last_told("陈桂") and "又改过" in town.last_told("陈桂")
    assert "陈桂代表附议的是改之前的稿" in town.last_told("冯主席")
    assert "不附议" in town.says("陈桂", "不附议")
    with town.database.read() as session:
        assert parties.signers(session, session.get_one(Suggestion, newest(town).id)) == []


def test_who_signs_the_changed_text_as_well_is_not_asked_a_third_time(town: Town) -> None:
    written(town)
    town.says("李明", "请陈桂附议")
    town.says("陈桂", "附议")
    town.says("李明", "建议：请县水利局更换主管道五公里，县财政安排二十万元")
    town.says("李明", "交上去")
    told = len(town.told("陈桂"))
    assert "您附议了" in town.says("陈桂", "附议")
    with town.database.read() as session:
        about = session.get_one(Suggestion, newest(town).id)
        assert parties.unseen(session, about) == [] and len(parties.signers(session, about)) == 1
    assert len(town.told("陈桂")) == told
    assert "没有等您附议" in town.says("陈桂", "附议")


@pytest.mark.parametrize(
    "said", ["用这个题目", "好，就用这个题目吧", "题目就用这个", "题目：关于统一管护农村路灯的建议"]
)
def test_the_title_is_cut_by_meaning_and_one_is_proposed_when_the_matter_has_outgrown_it(
    town: Town, said: str
) -> None:
    town.says("李明", "我要提个建议")
    town.says("李明", "县里到市里的高速口下来路灯全不亮，晚上常出事故")
    assert newest(town).title == "县里到市里的高速口下来路灯全不亮"
    town.says("李明", "各村自己管，没钱交电费")
    whole = town.says("李明", "请县里统一管护农村路灯，每年安排二十万元")
    assert "要不要叫《关于统一管护农村路灯的建议》" in whole
    assert "《关于统一管护农村路灯的建议》" in town.says("李明", said)
    assert newest(town).title == "关于统一管护农村路灯的建议"
    # Chosen: nobody proposes another one any more.
    assert "要不要叫" not in town.says("李明", "看看稿子")
    # One that is called nearly the same is an earlier one like it.
    town.says("李明", "交上去")
    town.says("陈桂", "我要提个建议")
    for part in ("修农村路灯", "灯杆都锈了", "请镇里出钱换灯泡"):
        last = town.says("陈桂", part)
    assert "以前有差不多的：" in last and "关于统一管护农村路灯的建议" in last


@pytest.mark.parametrize(
    "said",
    [
        "算了不写了",
        "不想提了",
        "算了吧，不弄了",
        "撤回",
        "不写了，撤回",
        "不写了不写了",
        "撤回这个稿子",
        "不提这个了",
    ],
)
def test_who_gives_up_is_not_taken_for_an_answer(town: Town, said: str) -> None:
    town.says("李明", "我要提个建议")
    town.says("李明", SITUATION)
    answer = town.says("李明", said)
    assert "分析记下了" not in answer and "接着写" in answer, answer
    town.says("李明", "接着写")
    for part in (ANALYSIS, PROPOSAL):
        town.says("李明", part)
    assert "撤回稿1" in town.says("李明", "撤回")


def test_what_is_no_suggestion_is_said_at_once_and_a_second_matter_is_noticed(town: Town) -> None:
    town.says("李明", "我要提个建议")
    said = town.says("李明", "我弟弟的官司在法院判了两年，法官偏心，还有学校门口的路灯也不亮")
    assert "12368" in said and "像是写了两件事" in said and "接着说分析" in said
    assert "12368" not in town.says("李明", "法院一直没有给说法")
    again = town.says("李明", "那不提这个。提一个：东坪村三组的路灯没人管护，晚上黑漆漆的")
    assert "情况记下了" in again and newest(town).draft_number == 2
