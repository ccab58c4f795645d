"""Leave by chat: the colleague who is named receives what they would have, until that day."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from bot.store.models import Bureau, BureauLiaison, Deputy, Duty, Substitute
from tests import small_county
from tests.databases import one_store
from tests.small_county import SINCE
from tests.talking import Town

LAMP = "东坪村三组路灯不亮好几天了"


@pytest.fixture
def town(town: Town, monday: datetime) -> Town:
    with town.database.write() as session:
        power = session.scalars(select(Bureau).where(Bureau.code == "B1")).one()
        session.add(
            BureauLiaison(
                code="L9",
                bureau=power,
                contact=small_county.person(session, "刘工", monday),
                name="刘工",
                position="B",
                since=SINCE,
            )
        )
    return town


def test_a_bureaus_person_on_leave_is_stood_in_for_by_the_colleague_named(town: Town) -> None:
    assert "发给刘工" in town.says("孙电", "我请假到下周一，找小刘")
    town.says("大娘", LAMP)
    town.says("周干事", "民1转供电所")
    assert "请城关供电所办" in town.last_told("刘工")
    assert not any("请城关供电所办" in told for told in town.told("孙电"))
    town.clock.forward(days=9)
    town.says("二叔", "西坪村路灯不亮好几天了")
    town.says("周干事", "民2转供电所")
    assert "民2" in town.last_told("孙电")


def test_an_officer_on_leave_is_stood_in_for_and_the_colleague_knows_it(town: Town) -> None:
    assert "发给吴站长" in town.says("周干事", "我请假到下周一，找吴站长")
    assert "周干事请假到下周一" in town.last_told("吴站长")
    town.says("大娘", LAMP)
    assert "民1" in town.last_told("吴站长") and town.told("周干事") == []


def test_a_name_that_nobody_bears_changes_nothing_before_the_office_has_asked(town: Town) -> None:
    assert "没定之前还发给您" in town.says("孙电", "我出差到周五，找老马")
    assert "老马" in town.last_told("郑科员")
    assert "没定之前还发给您" in town.says("周干事", "我出差到周五，找老马")
    with town.database.read() as session:
        assert session.scalars(select(Substitute)).all() == []
        away = session.scalars(select(BureauLiaison.away_until)).all()
    assert away == [None] * len(away)


@one_store
def test_who_is_back_before_the_day_says_so_and_no_case_hears_it(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "民1转供电所")
    before = len(town.told("大娘"))
    for said in ("我回来了", "上班了", "销假", "出差回来了"):
        town.says("孙电", "我请假到下周一，找小刘")
        assert "照常发给您" in town.says("孙电", said), said
        town.says("周干事", "我请假到下周一，找吴站长")
        assert "吴站长不用替了" in town.says("周干事", said), said
        assert "吴站长不用替了" in town.last_told("吴站长")
        # Again, and with nothing to end: it explains no case, and nobody hears of it.
        for name in ("孙电", "周干事"):
            assert "没有别人在替" in town.says(name, said), (name, said)
    assert "发给吴站长" in town.says("周干事", "我今天到后天去市里开会，有事找吴站长")
    assert "吴站长不用替了" in town.says("周干事", "会开完了，我提前回来了")
    for said in ("不用吴站长替我了", "我已经上班了，不用再替我了", "明天不用吴站长顶班了"):
        town.says("周干事", "我下周一到下周三出差，找吴站长")
        assert "吴站长不用替了" in town.says("周干事", said), said
    town.says("周干事", "我请假到下周一，找吴站长")
    assert "周干事那一份" in town.says("吴站长", "周干事回来了，不用我替了")
    town.says("孙电", "我请假到下周一，找小刘")
    assert "孙电那一份" in town.says("刘工", "孙电上班了")
    assert len(town.told("大娘")) == before and "进展" in town.says("孙电", "民1明天换灯泡")
    with town.database.read() as session:
        today = town.clock.now().date()
        assert all(row.until and row.until < today for row in session.scalars(select(Substitute)))
        assert set(session.scalars(select(BureauLiaison.away_until))) == {None}


@pytest.mark.parametrize("said", ["请假三天", "我请假，找小刘", "我下周出差，有事找别人"])
def test_half_a_word_of_leave_is_asked_for_the_rest(town: Town, said: str) -> None:
    assert "请假到" in town.says("孙电", said)


def test_a_deputys_leave_stays_what_it_was(town: Town) -> None:
    assert "不提醒您了" in town.says("李明", "请假")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "said", ["不对我还没去呢", "说错了，这半月没走访", "刚才的走访撤回", "没去成"]
)
def test_a_visit_that_was_none_is_taken_back_and_can_be_asked_about(town: Town, said: str) -> None:
    town.says("李明", "东坪村三组路灯不亮")
    before = town.told("王芳"), town.told("周干事")
    assert "还没记" in town.says("李明", "我这半月走访够不够")
    town.says("李明", "走访了，没啥事")
    town.says("李明", "又走访了一次，都好")
    assert "2次" in town.says("李明", "本月走访几次了")
    assert "不算了" in town.says("李明", said)
    assert "1次" in town.says("李明", "走访算上了吗")
    assert "不算了" in town.says("李明", said)
    assert "还没记" in town.says("李明", "走访够了吗")
    assert (town.told("王芳"), town.told("周干事")) == before
    with town.database.read() as session:
        assert session.scalars(select(Duty.state)).one() != "recorded"
    assert "不算了" not in town.says("李明", said)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("said", "until", "back"),
    [
        ("动手术，歇半月", date(2026, 12, 8), "出院了"),
        ("摔着腿了，这一个月别给我派", date(2026, 12, 23), "好利索了"),
        ("下礼拜去广东，半个月回来，有事找王芳", date(2026, 12, 15), "到家了"),
        ("要住院，下个月见", date(2026, 12, 1), "出院了，可以派活了"),
        ("期末考试忙，两周后再派吧", date(2026, 12, 7), "不忙了"),
    ],
)
def test_a_deputy_who_is_away_says_so_in_any_words_and_no_case_hears_it(
    town: Town, said: str, until: date, back: str
) -> None:
    town.says("大娘", LAMP)
    assert "不给您发任务和提醒" in town.says("李明", said)
    with town.database.read() as session:
        assert (
            session.scalars(select(Deputy).where(Deputy.code == "D1")).one().paused_until == until
        )
    assert "照常给您发" in town.says("李明", back)
    told = town.told("大娘")
    assert told == [], "a leave is no word about a lamp"


def test_who_names_no_day_is_asked_for_it_and_answers_with_the_day_alone(town: Town) -> None:
    assert "请假到几号" in town.says("李明", "身体不好，住了院，最近接不了")
    assert "不给您发任务和提醒" in town.says("李明", "到月底")
    town.says("大娘", LAMP)
    assert "不给您发" not in town.says("王芳", "去医院看了下我娘，路灯明天去看")
    assert "不给您发" not in town.says("王芳", "住院的那户是二组老李，低保没了")
    assert "照常给您发" in town.says("李明", "能接活了")


def test_a_question_about_visits_counts_none(town: Town) -> None:
    for said in (
        "这半月我走了几回",
        "我走访记了没有",
        "这个月我一共跑了多少趟",
        "上半月的走访算上了吗",
    ):
        assert "还没记您的走访" in town.says("李明", said)
    with town.database.read() as session:
        assert session.scalars(select(Duty)).all() == []


@pytest.mark.parametrize(
    "said",
    [
        "岳父没了，得回去七天",
        "出菇忙，别老给我派活",
        "我这个月去了几家",
        "我血压高，头晕",
        "孩子高考，这几天陪考",
        "心里烦，不想干了",
        "今儿没走，明儿走",
    ],
)
def test_what_a_deputy_says_of_himself_reaches_no_constituent_and_opens_nothing(
    town: Town, said: str
) -> None:
    town.says("大娘", LAMP)
    town.says("李明", "我去看看")
    before = [len(town.told(name)) for name in ("大娘", "王芳", "周干事")]
    answer = town.says("李明", said)
    assert [len(town.told(name)) for name in ("大娘", "王芳", "周干事")] == before
    assert "民2" not in answer and "记在民1" not in answer
    assert ("下周一" in answer) is ("七天" in said)
    # A word of the case in the sentence, and it is of the case.
    town.says("李明", "我忙完这阵去看灯")
    assert "去看灯" in town.last_told("大娘")


@one_store
def test_a_deputys_words_of_visits_and_of_leaving_touch_no_case(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("李明", "1")
    before = town.told("大娘")
    for said in (
        *("这半月走访我完成没", "上回走访是哪天", "走访要走几户才算", "这俩月我转了几回来着"),
        *("我这个月去了几家", "这半月的走访我算不算完成了"),
    ):
        assert "这半月还没记您的走访" in town.says("李明", said), said
    for said in ("转了五家，说都挺好", "村里串了六户，没别的", "下午串了七八家，群众都满意"):
        assert "走访算一次" in town.says("李明", said), said
    for said in ("不想当了，把我退了吧", "这代表我干不动了，换人吧"):
        assert "回“解除代表”" in town.says("李明", said), said
    assert "不算缺勤" in town.says("李明", "腰椎间盘突出躺床上了，半个月起不来")
    assert "已解除：县人大代表" in town.says("李明", "把我的代表身份退掉")
    assert town.told("大娘") == before


@one_store
def test_one_day_to_come_is_no_leave_from_today_and_somebody_elses_leave_is_none(
    town: Town,
) -> None:
    town.says("大娘", LAMP)
    for said, day in (
        ("下礼拜二我要去县里体检", "下周二"),
        ("我30号去市里开会", "下周一"),
        ("我下周三请假", "下周三"),
        ("村医老请假，看病没人", ""),
        ("老师天天请假没人上课", ""),
    ):
        answer = town.says("李明", said)
        assert (f"{day}您有事" in answer) is bool(day), (said, answer)
        assert "不提醒您了" not in answer, said
    with town.database.read() as session:
        assert session.scalars(select(Deputy).where(Deputy.code == "D1")).one().paused_until is None
        assert session.scalars(select(Duty)).all() == []
    assert "到后天" in town.says("李明", "20号到25号我去省里学习")


@one_store
def test_who_is_back_when_the_leave_has_run_out_is_told_so_and_shown_what_waits(
    town: Town,
) -> None:
    town.says("李明", "我明天开始去省里培训15天")
    town.says("大娘", LAMP)
    town.clock.forward(days=16)
    assert "假到期了" in town.says("李明", "我回来了")
    assert "民1" in town.says("李明", "有啥事没")
