"""What names a suggestion, a draft or its deputy is heard of that one: by a bureau with other cases
in hand, by a deputy who begins or goes on with a draft, by the desk that has just filed one."""

import pytest
from sqlalchemy import select

from bot.store.models import Assignment, Issue, Meeting
from tests.talking import Town
from tests.test_suggestion_chat import handed_in, newest, written
from tests.test_suggestion_own_words import counts
from tests.test_suggestion_spoken import text_of, wrote


@pytest.fixture
def town(old_year: Town) -> Town:
    old_year.says("大爷", "东坪村盼着接上自来水，报过好几回")
    return old_year


@pytest.fixture
def bureau(town: Town) -> Town:
    """建1 of 李明 with 县交通局, 建2 of 陈桂 with 县水利局, which has 民1 as well."""
    for name, lead in (("李明", "县交通局"), ("陈桂", "县水利局")):
        written(town, name)
        handed_in(town, name, lead)
    town.says("周干事", "民1转县水利局")
    return town


def of_second(town: Town) -> tuple[str, str, list[tuple[str, str]]]:
    """State of 建2's assignment, who is said to be right, its meetings as (kind, who was there)."""
    with town.database.read() as session:
        row = session.scalars(select(Assignment).order_by(Assignment.id.desc())).first()
        assert row is not None
        met = [(one.kind, one.present) for one in session.scalars(select(Meeting))]
        return row.state, row.return_to or "", met


@pytest.mark.parametrize(
    "said, state, right, met",
    [
        ("2收下了，这就去看", "received", "", []),
        ("全部收下", "received", "", []),
        ("管网科接了2号，这两天就去找陈代表", "received", "", []),
        ("收到，2号查了是路边的管子，得县交通局牵头", "return_requested", "县交通局", []),
        ("建2要申退，是路边的管子，该县交通局主办", "return_requested", "县交通局", []),
        ("2号我们科长去路口跟陈老师碰了头", "received", "", [("during", "liaison")]),
        ("刚才刘副局长带我们去看了路，陈代表在场", "received", "", [("during", "deputy_head")]),
        ("建2联系了代表，陈代表说后天在家", "contacted", "", [("before", "telephone")]),
    ],
)
def test_a_bureau_is_heard_of_the_suggestion_that_it_names(
    bureau: Town, said: str, state: str, right: str, met: list[tuple[str, str]]
) -> None:
    before = len(bureau.told("大爷"))
    bureau.says("钱水", said)
    assert of_second(bureau) == (state, right, met) and len(bureau.told("大爷")) == before


@pytest.mark.parametrize(
    "said, situation",
    [
        ("我有个建议，咱们镇上赶集那天车堵得走不动", "咱们镇上赶集那天车堵得走不动"),
        ("抽水泵这事不是修一回能完的，我想提个建议", "抽水泵这事不是修一回能完的"),
        (
            "五保户老赵的房子漏雨，镇里给想想办法，写成建议行不",
            "五保户老赵的房子漏雨，镇里给想想办法",
        ),
    ],
)
def test_the_matter_and_the_wish_in_one_sentence_begin_a_draft_of_these_words(
    town: Town, said: str, situation: str
) -> None:
    before = counts(town)
    assert "接着说分析" in town.says("李明", said)
    assert text_of(town)[0] == situation and counts(town) == before
    town.says("李明", "先放着")
    assert "接着说建议" in town.says("李明", f"刚才那个{situation[2:6]}的建议接着说，卡在没人管")


def test_nothing_that_is_said_of_a_draft_or_asked_about_it_becomes_a_case(town: Town) -> None:
    last = wrote(
        town, "李明", "咱们镇上赶集那天车堵得走不动", "管理上就两个人", "在老粮站那块空地建个集市"
    )
    before = counts(town)[0]
    for said, answer in (
        ("题目用你那个", "建个集市"),
        ("管理上不是就两个人，是就三个人", "就三个人"),
        ("问问陈桂愿不愿意一块签", "已请陈桂"),
        ("我那个建议审到哪了", "草稿"),
        ("有三百多户赶集", "没有往外发"),
        ("交上去", "还没写进"),
        ("加到情况", "情况记下了"),
        ("给我念一遍", "三百多户"),
        ("交主席团吧", "交上去了"),
        ("稿1递上去没有", "审核中"),
        ("我的建议现在谁手里", "稿1"),
    ):
        assert answer in town.says("李明", said), said
    assert "您附议了" in town.says("陈桂", "写得实在，我同意签，再补一句，东头也堵")
    assert counts(town)[0] == before and last


def test_an_order_after_filing_one_hands_no_older_case_over(town: Town) -> None:
    wrote(town, "吕乡", "集市那天车堵", "没有市场", "请镇里建个集市")
    town.says("吕乡", "交上去")
    assert "立案编号了" in town.says("冯主席", "集市这个可以立，编上号")
    for said in ("交给镇政府办", "城关镇1号交镇政府"):
        assert "/console/suggestion/1" in town.says("冯主席", said), said
    assert newest(town).state == "filed"
    with town.database.read() as session:
        assert session.scalars(select(Issue)).one().state == "routed"
