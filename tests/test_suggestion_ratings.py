"""Every sentence about a rating is about the rating, whatever else is open: rated, changed, asked
or answered, and never a citizen's matter, a note, a progress or anybody else's card."""

import pytest
from sqlalchemy import select

from bot.actions.suggestions import revisits, weighing
from bot.store.models import Assignment, CloseOutEvidence, Issue, Rating, Suggestion
from handlers.conversation.suggestions.rating_words import read
from tests.databases import one_store
from tests.talking import Town
from tests.test_suggestion_chat import handed_in, scene_of, written
from tests.test_suggestion_own_words import counts
from tests.test_suggestion_told import answer_all


@pytest.fixture
def town(old_year: Town) -> Town:
    """建1 of 李明 (陈桂 signed) came from 大娘; 建2 of 陈桂 (李明 signed); both were answered, 建1
    last. Beside them 李明's own matter, two that wait for him or the bureau, and a draft that
    was sent back."""
    town = old_year
    town.says("大娘", "东坪村三组自来水停了好几天了")
    for said in ("民1转建议", "管道老化", "请县水利局更换主管道", "题目：更换东坪村主管道"):
        town.says("李明", said)
    town.says("李明", "请陈桂附议")
    town.says("陈桂", "附议")
    handed_in(town)
    written(town, "陈桂")
    for who, said in (
        ("陈桂", "题目：硬化三组上学路"),
        ("陈桂", "请李明附议"),
        ("李明", "附议"),
    ):
        town.says(who, said)
    handed_in(town, "陈桂")
    for who, said in (
        ("大爷", "东坪村五组的滴灌带老是漏水没人管"),
        ("大爷", "东坪村村口的机井坏了半个月了"),
        ("李明", "我家门口的垃圾桶没人收，在东坪村一组"),
    ):
        town.says(who, said)
    town.says("周干事", "民3转县水利局")
    written(town)
    town.says("李明", "交上去")
    town.says("冯主席", "稿3退回，写清每年多少钱")
    town.clock.forward(hours=30)
    for about in (2, 1):
        answer_all(town, "都换好了", about)
        town.clock.forward(seconds=1)
    return town


def grades(town: Town) -> dict[tuple[int, bool], tuple[str, str]]:
    """Number, whether it is the lead's → grade and words."""
    with town.database.read() as session:
        return {
            (row.suggestion.serial or 0, row.lead): (
                row.grade,
                (row.words.text or "") if row.words else "",
            )
            for row in session.scalars(select(Rating))
        }


def test_what_is_no_plain_grade_rates_nothing_and_reaches_nobody(town: Town) -> None:
    before = counts(town)
    for who, said, answer in (
        ("李明", "打个差评会不会被记恨", "没有算成评价"),
        ("李明", "不满意要写理由不", "没有算成评价"),
        ("李明", "要是不满意，他们会重新来修吗", "没有算成评价"),
        ("李明", "满意还是不满意，我再想想", "没有算成评价"),
        ("李明", "老百姓满意我就满意", "谁也没转"),
        ("李明", "单位打电话让我评满意", "谁也没转"),
        ("李明", "谈不上对这个答复满意", "谁也没转"),
        ("李明", "都换了，不错", "谁也没转"),
        ("李明", "等通水了我再评", "没有算成评价"),
        ("李明", "先不评", "前评都行"),
        ("李明", "勉强过得去", "算“基本满意”吗"),
        ("李明", "好评差评他们都看得见吧", "看不到"),
        ("陈桂", "领衔的评了没", "没有算成评价"),
        ("李明", "1我评了没", "您还没有评"),
        ("李明", "1号我评过了吗", "您还没有评"),
        ("陈桂", "满意", "您说的是哪一件"),
        ("钱水", "李代表给没给满意", "只有县人大代工委看得到"),
        ("钱水", "是不是打了差评", "只有县人大代工委看得到"),
        ("钱水", "1评了没", "只有县人大代工委看得到"),
        ("钱水", "能让代表改成满意吗", "只有县人大代工委看得到"),
        ("冯主席", "2评得咋样", "只有县人大代工委看得到"),
        ("郑科员", "陈代表给2打了几分", "/console/suggestion/2"),
        ("郑科员", "李明代表打电话来说1改成基本满意", "/console/suggestion/1"),
        ("大娘", "代表满意不", "只有县人大代工委看得到"),
    ):
        assert answer in town.says(who, said), said
        assert counts(town) == before, said
    assert grades(town) == {}


def test_the_number_or_the_newest_answer_decides_and_a_rating_is_changed_in_any_words(
    town: Town,
) -> None:
    for said, (serial, lead), grade in (
        ("给个基本满意吧", (1, True), "fair"),
        ("1还是算不满意", (1, True), "unsatisfied"),
        ("不，还是改满意", (1, True), "satisfied"),
        ("上学路那件不满意，石子都没铺", (2, False), "unsatisfied"),
        ("2的答复我看行，基本满意", (2, False), "fair"),
        ("算了1改基本满意", (1, True), "fair"),
        ("刚才评错了，是不满意", (1, True), "unsatisfied"),
        ("不满意，再加一条：井盖也没装", (1, True), "unsatisfied"),
    ):
        assert "记下了" in town.says("李明", said), said
        assert grades(town)[serial, lead][0] == grade, said
    assert grades(town)[1, True][1] == "井盖也没装"
    assert "能改" in town.says("李明", "1的评价我想改")
    for said in ("我给1评的啥", "1我评的是什么来着", "建1我当时打的几分"):
        assert "您评的是不满意，说的是“井盖也没装”" in town.says("李明", said), said


def test_a_rating_is_changed_on_the_one_that_its_words_name_and_on_no_other(town: Town) -> None:
    town.says("李明", "上学路那件满意")
    town.says("李明", "主管道那件满意")
    for said, (serial, lead), grade, why in (
        ("上学路的改成基本满意，石子没铺", (2, False), "fair", "石子没铺"),
        ("上学路那个我改主意了，不满意", (2, False), "unsatisfied", "上学路那个我改主意了"),
        ("主管道改不满意，只换了一半", (1, True), "unsatisfied", "只换了一半"),
        ("把上学路的评价换一下，基本满意吧", (2, False), "fair", "把上学路的评价换一下"),
        ("满意，主管道这回都换了", (1, True), "satisfied", "主管道这回都换了"),
    ):
        before = grades(town)
        assert "记下了" in town.says("李明", said), said
        assert grades(town) == before | {(serial, lead): (grade, why)}, said
    before = grades(town)
    assert "哪一件" in town.says("李明", "不满意，上学路那件还没人来")
    assert grades(town) == before


def test_the_words_wait_for_the_number_or_the_yes_that_was_asked_for(town: Town) -> None:
    town.clock.forward(days=3)
    assert "哪一件" in town.says("陈桂", "不满意，石子没铺")
    town.says("陈桂", "2")
    assert "算“不满意”吗" in town.says("李明", "差评，根本没人来")
    town.says("李明", "是")
    assert grades(town) == {
        (2, True): ("unsatisfied", "石子没铺"),
        (1, True): ("unsatisfied", "差评，根本没人来"),
    }


def test_who_is_behind_it_and_who_went_to_see_are_what_shows_that_it_is_done(town: Town) -> None:
    assert "销号时照着" in town.says("大娘", "水通了，谢谢你们")
    town.says("李明", "1满意")
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        about = session.scalars(select(Suggestion).where(Suggestion.serial == 1)).one()
        weighing.close_procedure(session, about, scene.office(about), None, now=scene.now)
    town.clock.forward(seconds=1)
    before = len(town.told("大爷"))
    for said in ("都弄好了，我瞧了", "嗯，我去看过了，确实立起来了"):
        assert "您看过，办好了" in town.says("李明", said), said
    assert "等人大定" in town.says("李明", "可是只有一道啊，东边那道没装")
    with town.database.read() as session:
        kinds = [row.kind for row in session.scalars(select(CloseOutEvidence))]
    assert kinds == ["citizen", "visit", "visit"] and len(town.told("大爷")) == before


def test_what_is_of_another_thing_behind_a_rating_is_no_reason_and_takes_it_to_nobody(
    town: Town,
) -> None:
    before = counts(town)
    for said, answer in (
        ("你替我评", "没有算成评价"),
        ("这答复糊弄人", "谁也没转"),
        ("我弃权", "前评都行"),
        ("不满意，垃圾桶那事还没动静", "您不满意"),
        ("满意，民2还没人来", "您满意"),
        ("基本满意吧 不过垃圾桶那事还没动静", "您基本满意"),
    ):
        assert answer in town.says("李明", said), said
        whys = " ".join(why for _, why in grades(town).values())
        assert whys.strip() in ("", "这答复糊弄人"), said
    # 1 has its rating: what follows is of 2, which waits.
    assert (grades(town)[1, True][0], grades(town)[2, False][0]) == ("unsatisfied", "fair")
    told = [len(town.told(name)) for name in ("周干事", "王芳", "赵刚", "钱水")]
    said = town.says("李明", "算了给个满意，对了，西坪村口的桥塌了没人管")
    assert "您满意" in said and "桥塌了没人管”没有跟评价记在一起" in said
    assert grades(town)[2, False] == ("satisfied", "")
    assert counts(town)[0] == before[0]
    assert told == [len(town.told(name)) for name in ("周干事", "王芳", "赵刚", "钱水")]
    town.says("陈桂", "都满意")
    assert {key for key, (grade, _) in grades(town).items() if grade == "satisfied"} == {
        (2, False),
        (1, False),
        (2, True),
    }


@pytest.mark.parametrize(
    "said, grade, named, why",
    [
        ("算了给个满意", "满意", "", ""),
        ("点错了，我要的是基本满意", "基本满意", "", ""),
        ("先评个基本满意，后面看看再说", "基本满意", "", "后面看看再说"),
        ("满意 不过路灯没人修", "满意", "", "不过路灯没人修"),
        ("县水利局的答复我不太满意，没说钱从哪来", "不满意", "", "没说钱从哪来"),
        ("管子换了，水也通了，基本满意", "基本满意", "", "管子换了，水也通了"),
        ("那就给1打个满意", "满意", "1", ""),
        ("不满意，三公里只换了1公里", "不满意", "", "三公里只换了1公里"),
        ("2从不满意改到基本满意", "基本满意", "2", ""),
        ("单位求我，给个满意", None, "", ""),
        ("我没啥说的，满意", "满意", "", "我没啥说的"),
        ("1基本上满意吧", "基本满意", "1", ""),
        ("勉强满意", None, "", ""),
        ("1还算满意", None, "", ""),
        ("不能说不满意", None, "", ""),
        ("满意个屁", None, "", ""),
    ],
)
def test_a_grade_is_plain_or_it_is_none(said: str, grade: str | None, named: str, why: str) -> None:
    found = read(said)
    assert found is not None
    given = [(one.grade, one.named, one.why) for one in found.grades]
    assert given == ([] if grade is None else [(grade, named, why)])
    for other in ("评低保不公平", "群众对供水不满意", "民12我不满意"):
        assert read(other) is None


def test_a_citizen_who_wants_it_done_again_is_heard_on_the_case_behind_it(town: Town) -> None:
    """No matter of its own; who is content with what the citizen calls undone is to be rung."""
    with town.database.read() as session:
        before = session.scalars(select(Issue.number).order_by(Issue.number)).all()
    assert "由人大来定" in town.says("大娘", "能不能让他们重新办")
    assert "能不能让他们重新办" in town.last_told("李明")
    assert flags(town) == []
    town.says("李明", "1满意")
    assert flags(town) == ["citizen_says_not"]
    for said in ("水又停了，让他们再修一次", "民1能不能重办", "那个事没弄好，再给办一回"):
        assert "民1" in town.says("大娘", said), said
        assert said in town.last_told("李明"), said
    with town.database.read() as session:
        assert session.scalars(select(Issue.number).order_by(Issue.number)).all() == before


@one_store
@pytest.mark.parametrize("ended", [False, True])
@pytest.mark.parametrize(
    "said", ["小学那段又裂了", "那段路又裂了", "上学的路又塌了一截", "又裂了", "小学那段又烂了"]
)
def test_what_breaks_again_behind_an_answered_suggestion_is_no_matter_of_its_own(
    old_year: Town, said: str, ended: bool
) -> None:
    """The office decides whether it is done again; who was content is to be rung."""
    town = old_year
    town.says("大爷", "东坪村村口的机井坏了半个月了")
    town.says("大娘", "东坪村三组到小学的水泥路裂了大口子，学生没法走")
    for line in ("民2转建议", "当年铺得薄", "请县交通局把这段路重铺一遍"):
        town.says("李明", line)
    handed_in(town)
    answer_all(town, "都铺好了", 1)
    town.says("李明", "1满意")
    if ended:
        town.clock.forward(days=30)
        with town.database.write() as session:
            weighing.look(session, now=town.clock.now())
    with town.database.read() as session:
        before = session.scalars(select(Issue.number).order_by(Issue.number)).all()
    assert "由人大来定" in town.says("大娘", said)
    assert said in town.last_told("李明") and flags(town) == ["citizen_says_not"]
    with town.database.read() as session:
        assert session.scalars(select(Issue.number).order_by(Issue.number)).all() == before


def flags(town: Town) -> list[str]:
    with town.database.read() as session:
        return [row.kind for row in revisits.waiting(session)]


def test_what_is_said_of_one_by_name_is_kept_with_it_and_signed_for_on_no_other(
    town: Town,
) -> None:
    told = town.says("李明", "上学路的答复我看了，还凑合吧反正")
    assert "硬化三组上学路" in told and "更换东坪主管道" not in told
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        row = scene.assigned("县水利局", title="加固西坪河堤")
        serial = row.suggestion.serial
    assert "没有动" in town.says("钱水", "主管道那件重办收到")
    with town.database.read() as session:
        found = session.scalars(select(Suggestion).where(Suggestion.serial == serial)).one()
        rows = session.scalars(select(Assignment).where(Assignment.suggestion_id == found.id))
        assert [one.state for one in rows] == ["assigned"]
    assert "/console/suggestion/" in town.says("郑科员", "堤那件安排重办")
