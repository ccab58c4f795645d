"""What people with work say without a number: it goes on with the case they were at, a fact is
kept, an order about a dangerous thing is an order, and nothing is done to a case that was not
meant."""

import pytest
from sqlalchemy import select

from bot.store.models import History, Issue, Words
from tests.databases import one_store
from tests.talking import Town

LORRIES = "东坪村学校门口那条路天天大货车，路都压坏了"
DITCH = "东坪村五组水渠塌了一截"


def steps(town: Town, number: int) -> list[str]:
    with town.database.read() as session:
        issue = session.scalars(select(Issue).where(Issue.number == number)).one()
        rows = select(History.step).where(History.case_kind == "issue", History.case_id == issue.id)
        return list(session.scalars(rows.order_by(History.id)))


def kept(town: Town) -> list[str]:
    with town.database.read() as session:
        return [text or "" for text in session.scalars(select(Words.text))]


@one_store
def test_a_deputys_next_sentence_is_of_the_case_just_spoken_of(town: Town) -> None:
    town.says("大娘", LORRIES)
    town.says("二叔", DITCH)
    town.says("李明", "去了，水渠确实塌了，村里说没钱修")
    assert "民2" in town.says("李明", "村里说后天来修")
    assert "村里说后天来修" in town.last_told("二叔") and "好了回1" not in town.last_told("二叔")
    assert "记在民2" in town.says("李明", "石头清出来不少")
    assert "石头清出来不少" in kept(town) and "note" in steps(town, 2)


@one_store
@pytest.mark.parametrize(
    "said", ["家长跟我说大货车的事，我也去看了，每天放学七八辆", "列入明年计划"]
)
def test_what_was_seen_or_planned_is_no_result(town: Town, said: str) -> None:
    town.says("大娘", LORRIES)
    town.says("李明", said if "看了" in said else f"民1答复 {said}")
    assert said in town.last_told("大娘") and "好了回1" not in town.last_told("大娘")
    assert "answer" not in steps(town, 1)


@one_store
def test_an_unclear_fact_is_kept_with_the_task_that_came_last(town: Town) -> None:
    town.says("大娘", LORRIES)
    town.clock.forward(hours=13)
    town.says("二叔", DITCH)
    assert "记在民2" in town.says("王芳", "这个我知道，村里没钱修")
    assert "这个我知道，村里没钱修" in kept(town)
    assert "站里把民2" in town.says("王芳", "得找水利局")
    assert "得找水利局" in town.last_told("周干事")


@one_store
def test_who_has_taken_it_and_says_more_is_heard(town: Town) -> None:
    town.says("大娘", LORRIES)
    town.says("李明", "1")
    assert "是发给反映民1“" in town.says("李明", "我今晚去瞅瞅到底是谁家的车")
    town.says("李明", "是")
    assert "我今晚去瞅瞅到底是谁家的车" in town.last_told("大娘")


@one_store
@pytest.mark.parametrize(
    "said", ["我们学校操场边电线老化，我想反映一下", "我家那片垃圾没人拉，想报一下"]
)
def test_a_deputys_own_matter_is_one_though_tasks_wait(town: Town, said: str) -> None:
    town.says("大娘", LORRIES)
    town.says("二叔", DITCH)
    assert "编号民3" in town.says("李明", said)


@one_store
def test_an_order_about_a_dangerous_thing_is_no_cry_for_help(town: Town) -> None:
    town.says("大娘", "东坪村一组电线太低，碰到车顶")
    town.says("二叔", DITCH)
    assert "已转城关供电所" in town.says("周干事", "电线太低那件转供电所，快点")
    assert steps(town, 1)[-1] == "hand_over" and town.told("郑科员") == []
    said = town.says("孙电", "那个去看了，是通信杆，归电信公司")
    assert "退回申请" in said and "归电信公司" in town.last_told("周干事")
    assert "通信发展" not in town.last_told("周干事")


@one_store
def test_of_a_thing_that_is_not_there_nothing_is_done_to_another(town: Town) -> None:
    town.says("二叔", DITCH)
    assert "什么都没有动" in town.says("周干事", "喷泉那件同意退，转水利局")
    assert steps(town, 1)[-1] == "route"


@one_store
@pytest.mark.parametrize("said", ["今天走访了八户，没问题", "今天转了一圈，没啥事"])
def test_a_round_with_nothing_found_is_no_word_about_an_own_case(town: Town, said: str) -> None:
    town.says("孙电", "东坪村我家门口的路灯坏了")
    before = len(town.told("李明"))
    assert "辛苦" in town.says("孙电", said)
    assert len(town.told("李明")) == before and steps(town, 1)[-1] == "route"


@one_store
def test_a_receipt_is_no_village(town: Town) -> None:
    town.says("孙电", "我家门口的路灯坏了")
    town.says("二叔", DITCH)
    town.says("周干事", "民2转供电所")
    assert "签收了：民2" in town.says("孙电", "全部收到")


@one_store
def test_a_day_gone_by_is_not_told_as_a_day_to_come_when_receipt_is_confirmed(town: Town) -> None:
    town.says("大娘", "东坪村三组自来水停了好几天了")
    town.says("周干事", "民1转县水利局")
    town.clock.forward(days=30)
    answer = town.says("钱水", "收到1")
    assert "签收了：民1" in answer and "已经过了，请尽快" in answer and "就行" not in answer


@one_store
@pytest.mark.parametrize(
    ("said", "where"),
    [
        ("我媳妇被她前夫堵门威胁", "东坪村二组"),
        ("孩子班上一个男生老打人，学校的老师说了几次也不管", "东坪村学校三年级"),
    ],
)
def test_what_happens_at_home_reaches_no_deputy_of_the_village(
    town: Town, said: str, where: str
) -> None:
    town.says("大娘", said)
    town.says("大娘", where)
    if "前夫" in said:
        assert town.told("李明") == town.told("王芳") == []


@one_store
@pytest.mark.parametrize(
    "said", ["路灯还没修好 说错了", "民1报错了，还没弄好", "搞错了，这个没换好"]
)
def test_a_report_that_was_not_so_is_taken_back_and_everybody_reads_it(
    town: Town, said: str
) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("周干事", "民1转供电所")
    town.says("孙电", "换好了")
    assert "改过来了：民1" in town.says("孙电", said)
    assert "还在办" in town.last_told("大娘") and "更正" in town.last_told("周干事")
    assert "会请群众去看看" in town.says("孙电", "民1换好了")
    town.says("大娘", "好了")
    assert "已办结" in town.says("孙电", "民1报错了，还没弄好")


@one_store
def test_who_is_on_leave_comes_back_by_a_word(town: Town) -> None:
    town.says("李明", "请假到下周五")
    town.says("大娘", LORRIES)
    assert town.told("李明") == []
    assert "照常" in town.says("李明", "提前回来了")
    town.says("二叔", DITCH)
    assert "民2" in town.last_told("李明")


@one_store
def test_closing_what_nobody_has_answered_tells_the_answer_first(town: Town) -> None:
    town.says("大娘", LORRIES)
    assert "答复会发给群众" in town.says("周干事", "民1办结，限高杆装上了")
    assert "限高杆装上了" in town.last_told("大娘") and "好了回1" in town.last_told("大娘")


@one_store
@pytest.mark.parametrize("said", ["墙要倒那件赶快办，砸着人咋办", "墙那件转供电所，着火了谁负责"])
def test_an_officers_word_about_a_danger_is_no_second_one(town: Town, said: str) -> None:
    town.says("大娘", "东坪村五组的墙裂了，怕要倒")
    before = len(town.told("郑科员"))
    assert "120" not in town.says("周干事", said) and len(town.told("郑科员")) == before
    assert "119" in town.says("周干事", "我家厨房着火了，快来人")


@one_store
def test_words_without_a_case_are_kept_with_the_number_that_follows(town: Town) -> None:
    town.says("大娘", LORRIES)
    town.says("二叔", DITCH)
    assert "是说民2“" in town.says("李明", "这个我知道，村里没钱修")
    assert "记在民1" in town.says("李明", "民1")
    assert "这个我知道，村里没钱修" in kept(town)


@one_store
def test_a_likeness_is_offered_of_the_thing_and_not_of_the_place(town: Town) -> None:
    town.says("大娘", "东坪村三组的垃圾堆满了没人拉")
    town.says("二叔", "东坪村三组的路灯又坏了")
    assert "看着像和" not in town.last_told("周干事")
    town.says("三婶", "东坪村三组路灯不亮，黑得很")
    assert "看着像和民2是一件" in town.last_told("周干事")


@one_store
def test_who_was_told_before_reads_that_it_is_not_theirs_any_more(town: Town) -> None:
    town.says("大娘", "西坪村三组的垃圾堆满了没人拉")
    town.says("二叔", "东坪村三组的垃圾堆满了没人拉")
    before = len(town.told("赵刚"))
    for who in ("大娘", "二叔"):
        town.says(who, "他舅是村支书，拦着不让放桶")
    assert "民2往后由上一级办" in town.last_told("李明") and "垃圾" not in town.last_told("李明")
    # Whom it may be about is not told that anybody spoke.
    assert len(town.told("赵刚")) == before


@one_store
def test_a_chief_asks_the_liaison_officer_with_the_number_behind(town: Town) -> None:
    town.says("大娘", LORRIES)
    assert "会告诉周干事" in town.says("吴站长", "请周干事今天把民1回了")
    assert "今天把" in town.last_told("周干事")


@one_store
def test_an_officers_own_alarm_does_not_swallow_her_orders(town: Town) -> None:
    town.says("二叔", DITCH)
    town.says("周干事", "我家厨房着火了，快来人")
    before = len(town.told("郑科员"))
    assert "已转县水利局" in town.says("周干事", "水渠那件转水利局")
    assert len(town.told("郑科员")) == before


@one_store
@pytest.mark.parametrize("said", ["收到，哪一段？", "这是村级渠，归村里管，我们管不了"])
def test_a_bureau_without_a_task_opens_no_case_by_its_words(town: Town, said: str) -> None:
    assert "没有交办的件" in town.says("钱水", said)
    with town.database.read() as session:
        assert session.scalars(select(Issue.id)).all() == []


@one_store
def test_a_bureau_that_went_again_after_not_good_reports_again(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("周干事", "民1转供电所")
    town.says("孙电", "换好了")
    town.says("大娘", "3")
    assert "民1" in town.says("孙电", "又换了一个灯头，修好了")
    assert "又换了一个灯头" in town.last_told("大娘")


@one_store
def test_what_stands_behind_a_second_receipt_is_not_lost(town: Town) -> None:
    town.says("二叔", DITCH)
    town.says("周干事", "民1转供电所")
    town.says("孙电", "收到")
    assert "会请群众去看看" in town.says("孙电", "收到 修好了")
    assert "修好了" in town.last_told("二叔")


@one_store
def test_a_deputys_word_is_of_the_task_before_a_matter_of_their_own(town: Town) -> None:
    town.says("李明", "我家门口的垃圾没人拉，东坪村")
    town.says("大娘", LORRIES)
    town.says("二叔", DITCH)
    town.says("李明", "民3我去看看")
    town.says("李明", "村里说后天修好")
    assert "村里说后天修好" in town.last_told("二叔")
