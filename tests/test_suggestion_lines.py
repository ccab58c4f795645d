"""What a bureau says of its suggestions in everyday words, with several of them in hand."""

import pytest
from sqlalchemy import select

from bot.actions.suggestions import meetings, receipts
from bot.store.models import Assignment, History, Meeting, Words
from tests.talking import Town
from tests.test_suggestion_chat import assigned, handed_in, scene_of


@pytest.fixture
def town(old_year: Town) -> Town:
    """Two suggestions at 县水利局: 李明's of the water and 陈桂's of the road."""
    assigned(old_year)
    for said in ("我要提个建议", "到小学的土路下雨全是烂泥", "没列计划", "请县交通局硬化上学路"):
        old_year.says("陈桂", said)
    handed_in(old_year, "陈桂")
    return old_year


def met(town: Town) -> list[tuple[int, str, str]]:
    """Number, how it is said, and the words, of every meeting on record."""
    with town.database.read() as session:
        return [
            (row.assignment.suggestion.serial or 0, meetings.say(row), row.words.text or "")
            for row in session.scalars(select(Meeting).order_by(Meeting.id))
        ]


@pytest.mark.parametrize("said", ["好的，建2收下了", "2我们收", "2号件我局已签收", "行，2接收了"])
def test_it_is_received_in_many_words(town: Town, said: str) -> None:
    assert "签收了：建〔16-6〕2号" in town.says("钱水", said)


def test_what_is_received_after_its_day_is_asked_for_soon_and_names_no_day_to_come(
    town: Town,
) -> None:
    town.clock.forward(days=120)
    answer = town.says("钱水", "收到2")
    assert "签收了：建〔16-6〕2号" in answer
    assert "已经过了，请尽快" in answer and "就行" not in answer


@pytest.mark.parametrize(
    "said, kept",
    [
        (
            "今天上午十点和陈代表、村支书一起到现场看了路，王副局长带队",
            "办中协商（分管负责人到场）",
        ),
        ("2号我昨天给陈代表打了电话，约好周四上午九点去看路", "办前沟通（电话联系）"),
        ("2，办前联系了陈代表，电话里说好周三看现场", "办前沟通（电话联系）"),
    ],
)
def test_whom_they_met_says_which_one_it_is_and_a_call_is_no_meeting(
    town: Town, said: str, kept: str
) -> None:
    town.says("钱水", said)
    [(number, how, words)] = met(town)
    assert number == 2 and how.endswith(kept) and words in said and len(words) > 10


def test_the_number_that_answers_which_one_is_not_the_record(town: Town) -> None:
    line = "昨天去面商了，王副局长带队，谈了一上午"
    assert "哪一件" in town.says("钱水", line)
    town.says("钱水", "1")
    [(number, how, words)] = met(town)
    assert number == 1 and how.endswith("面商（分管负责人到场）") and words == line


@pytest.mark.parametrize(
    "said", ["没人给我打过电话啊", "没这回事，周一没人联系我", "哪有的事", "瞎编的"]
)
def test_a_denial_in_whatever_words_answers_the_card_that_asks(town: Town, said: str) -> None:
    town.says("钱水", "2，昨天和陈代表到现场看了路")
    assert "记下没见过" in town.says("陈桂", said)


def requested(town: Town, number: int) -> tuple[str, str]:
    """The day that was asked for, and why."""
    with town.database.read() as session:
        row = next(r for r in session.scalars(select(Assignment)) if r.suggestion.serial == number)
        why = session.scalar(
            select(Words)
            .join(History, History.words_id == Words.id)
            .where(History.step == "request_extension", History.case_id == row.id)
            .order_by(History.id.desc())
        )
        return str(row.extension_until), (why.text or "") if why is not None else ""


def test_the_reason_is_kept_over_the_question_about_the_day(town: Town) -> None:
    assert "哪一天" in town.says("钱水", "2申请延到明年9月，等预算")
    assert "想延到2027年6月10日" in town.says("钱水", "延到2027年6月10日")
    day, why = requested(town, 2)
    assert day == "2027-06-10" and "等预算" in why


def test_a_vague_day_is_asked_about_and_a_new_one_replaces_what_nobody_has_decided(
    town: Town,
) -> None:
    asked = town.says("钱水", "2这件想往后推推，等省里资金，大概明年清明前后能答复")
    assert "准日子" in asked and requested(town, 2)[0] == "None"
    town.says("钱水", "推到2027年5月10日")
    town.says("钱水", "改到2027年5月20日")
    day, why = requested(town, 2)
    assert day == "2027-05-20" and "等省里资金" in why


@pytest.mark.parametrize(
    "said",
    [
        "1代表怎么评价的",
        "陈代表给2打了几分",
        "代表满意不",
        "是不是李老师给我们打了不满意",
        "1代表咋评的",
    ],
)
def test_how_they_were_rated_is_not_told_and_opens_nothing(town: Town, said: str) -> None:
    before = town.told("郑科员")
    assert "只有县人大代工委看得到" in town.says("钱水", said)
    assert town.told("郑科员") == before


@pytest.mark.parametrize("which", ["1号和2号", "1和土路那件", "建1、建2"])
def test_one_answer_for_several_is_read_by_each_deputy_as_the_own_one(
    town: Town, which: str
) -> None:
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        for row in session.scalars(select(Assignment)):
            receipts.confirm(session, row, scene.liaison(row), now=scene.now)
    town.clock.forward(seconds=1)
    said = "管子5月换完，路列进明年计划"
    assert "各发给各的代表" in town.says("钱水", f"{which}一起答复：{said}")
    first, second = town.last_told("李明"), town.last_told("陈桂")
    assert said in first and "1号" in first and "2号" not in first
    assert said in second and "2号" in second and "1号" not in second.replace("〔16-6〕2号", "")
