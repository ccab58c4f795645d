"""What bureau and deputy say to each other of meetings, of progress and of a draft reply: it
reaches whom it is meant for, and what speaks of another thing is asked about first."""

import pytest
from sqlalchemy import select

from bot.actions.suggestions import meetings, replies
from bot.store.models import Assignment, Meeting
from tests.databases import one_store
from tests.talking import Town
from tests.test_suggestion_chat import (
    assigned,
    scene_of,
)


@pytest.fixture
def town(old_year: Town) -> Town:
    return old_year


@pytest.mark.parametrize(
    "said", ["能不能写清楚哪个月通水", "时间没说", "请写明谁负责", "钱从哪儿来要说清楚"]
)
def test_a_word_on_the_draft_reply_goes_to_the_bureau_whatever_else_waits(
    town: Town, said: str
) -> None:
    assigned(town)
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("大爷", "东坪村五组的路坑坑洼洼，没法走")
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        row = session.scalars(select(Assignment)).one()
        replies.show_draft(
            session, row, scene.liaison(row), scene.words("拟列入明年计划"), now=scene.now
        )
    assert "转给县水利局" in town.says("李明", said)
    assert said in town.last_told("钱水")


def test_a_task_taken_just_after_the_draft_was_shown_is_no_word_on_it(town: Town) -> None:
    assigned(town)
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        row = session.scalars(select(Assignment)).one()
        replies.show_draft(
            session, row, scene.liaison(row), scene.words("拟列入明年计划"), now=scene.now
        )
    told = len(town.told("钱水"))
    town.says("李明", "西坪村口的桥塌了没人管")
    assert "在跟" in town.says("李明", "民1我去看看")
    assert len(town.told("钱水")) == told


def test_a_slip_about_a_meeting_is_taken_back(town: Town) -> None:
    assigned(town)
    town.says("钱水", "1号今天和李代表面商过了，王局长带队")
    assert "没见过" in town.says("李明", "没见过")
    assert "是见过" in town.says("李明", "见过面了")
    with town.database.read() as session:
        meeting = session.scalars(select(Meeting)).one()
        assert meeting.state == "confirmed"
        row = session.scalars(select(Assignment)).one()
        assert meetings.flags(session, row, town.clock.now()).consulted


@one_store
@pytest.mark.parametrize(
    "said",
    [
        "来是来了，副局长没下车",
        "见过，但日子不对",
        "见是见了，可来的不是副局长，是个科员",
        "1见倒是见了，他们说的是六月底",
    ],
)
def test_a_meeting_that_was_otherwise_is_neither_confirmed_nor_denied(
    town: Town, said: str
) -> None:
    assigned(town)
    town.says("钱水", "1号今天和李代表面商过了，王局长带队")
    assert "跟单位登记的不一样" in town.says("李明", said)
    assert said in town.last_told("郑科员") and said in town.last_told("钱水")
    with town.database.read() as session:
        meeting = session.scalars(select(Meeting)).one()
        assert (meeting.state, meeting.stands_on) == ("recorded", None)
        assert meeting.answer_id is not None
    assert "没见过" in town.says("李明", "没见过")


@pytest.mark.parametrize(
    "said",
    [
        "1答复稿：经与代表沟通，东坪村损坏的管子将于12月底前全部更换，今后由我局每月巡查一次。",
        "1号的答复初稿如下：经与代表沟通，管子12月底前换完，以后换成专人每月巡查。",
        "答复意见稿：已和代表面商，管子12月底前换完，以后每月巡查。",
    ],
)
def test_a_draft_reply_by_chat_is_shown_to_the_deputy_and_is_nothing_else(
    town: Town, said: str
) -> None:
    assigned(town)
    answer = town.says("钱水", said)
    assert "答复稿" in answer or "请代表看" in answer, answer
    told = town.last_told("李明")
    assert "答复稿先请您看" in told and "12月底前" in told
    with town.database.read() as session:
        assert session.scalars(select(Meeting)).all() == []
        assert session.scalars(select(Assignment)).one().state == "draft_shown"


@one_store
def test_what_is_to_stand_in_the_draft_is_said_to_the_bureau_whatever_it_is_of(town: Town) -> None:
    assigned(town)
    town.says("钱水", "1答复稿：管子12月底前换完，今后每月巡查。")
    town.says("李明", "稿子里没写电杆哪天移，请加上")
    assert "电杆哪天移" in town.last_told("钱水")


@pytest.mark.parametrize(
    "said",
    ["没见过面，他们没找过我", "他们又没来，见面的事是假的", "没有这回事，根本没来面商", "没见过"],
)
def test_one_meeting_is_one_record_and_a_denial_leaves_none_waiting(town: Town, said: str) -> None:
    assigned(town)
    town.says("大娘", "东坪村五组的滴灌带老是漏水没人管")
    for line in ("今天和李代表见了面，看了管子", "1今天和李代表见了面，看了管子"):
        town.says("钱水", line)
    with town.database.read() as session:
        assert len(session.scalars(select(Meeting)).all()) == 1
    assert "没见过" in town.says("李明", said)
    with town.database.read() as session:
        assert [one.state for one in session.scalars(select(Meeting))] == ["disputed"]


@pytest.mark.parametrize(
    "said", ["1今天面商了，副局长带队看了管子", "1号昨天和代表见了面，看了水压"]
)
def test_a_meeting_after_the_reply_is_recorded_as_one(town: Town, said: str) -> None:
    assigned(town)
    town.says("钱水", "收到1")
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        row = session.scalars(select(Assignment)).one()
        given = replies.Letter(scene.words("换好了"), "王局长", "A", place="东坪村")
        replies.reply(session, row, scene.liaison(row), given, now=scene.now)
    assert "请代表看一眼" in town.says("钱水", said)
    with town.database.read() as session:
        assert session.scalars(select(Meeting)).one().kind == "after"
    assert "是见过" in town.says("李明", "见过")


@pytest.mark.parametrize("said", ["1没见过，他们没来过", "建1没见过面，人都没来"])
def test_a_number_says_which_meeting_whatever_was_told_last(town: Town, said: str) -> None:
    assigned(town)
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        scene.received("县交通局", title="增开城关镇到县医院的早班车")
    town.says("钱水", "1昨天去面商了，王局长带队")
    town.says("曹交", "进展，线路勘过了")
    assert "没见过" in town.says("李明", said)
    with town.database.read() as session:
        assert [one.state for one in session.scalars(select(Meeting))] == ["disputed"]
        assert "1没见过" not in town.last_told("曹交")


@pytest.mark.parametrize(
    "said", ["1请代表定时间，我们周三周四都行", "想约一下代表，看看管子", "怎么联系李代表"]
)
def test_a_bureau_asks_the_deputy_for_a_day_and_gets_the_answer(town: Town, said: str) -> None:
    assigned(town)
    assert "请代表定时间" in town.says("钱水", "收到1")
    assert "已请代表定时间" in town.says("钱水", said)
    assert "哪天方便" in town.last_told("李明")
    answer = town.says("李明", "周三上午九点，在东坪村部等你们")
    assert "转给县水利局" in answer
    assert "周三上午九点" in town.last_told("钱水") and "周三上午九点" in town.last_told("郑科员")


def test_what_a_deputy_says_against_a_progress_goes_to_the_bureau_and_the_office(
    town: Town,
) -> None:
    assigned(town)
    town.says("钱水", "1进展，管材到了，正在换")
    assert "转给县水利局" in town.says("李明", "还有两段没换，三组照样停水")
    assert "三组照样停水" in town.last_told("钱水") and "照样停水" in town.last_told("郑科员")


def show(town: Town) -> None:
    """The draft reply of the only assignment, before 李明."""
    town.clock.forward(seconds=1)
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        row = session.scalars(select(Assignment)).one()
        words = scene.words("拟列入2027年农村饮水计划，更换主管道三公里，6月底通水")
        replies.show_draft(session, row, scene.liaison(row), words, now=scene.now)


def shown(town: Town) -> None:
    """The same, with 民1 of a street lamp beside it."""
    assigned(town)
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    show(town)


@one_store
def test_what_names_another_thing_goes_to_no_bureau_as_a_word_on_its_draft(town: Town) -> None:
    shown(town)
    told = len(town.told("钱水"))
    for said in (
        "对了，镇卫生院夜里老没人值班",
        "学校门口没有斑马线，孩子过马路危险",
        "没意见，另外村小学厕所也该修了",
        "敬老院的饭不好吃，老人有意见",
        "有人举报村会计吃回扣",
        "你们这个系统挺好用",
    ):
        town.says("李明", said)
        assert len(town.told("钱水")) == told, said
    answer = town.says("李明", "反映")
    assert all(one in answer for one in ("卫生院", "斑马线", "村小学厕所")), answer
    assert len(town.told("钱水")) == told


@one_store
def test_what_speaks_of_the_draft_goes_to_the_bureau_at_once(town: Town) -> None:
    shown(town)
    for said in (
        "不行，三公里不够，要五公里",
        "6月底太晚了，能不能提前到5月",
        "太官腔了",
        "管子用啥材质没说",
        "明年汛期前必须完",
        "三组那边高处水压不够，光换主管道怕不行",
    ):
        assert "转给县水利局" in town.says("李明", said), said
        assert said in town.last_told("钱水")
        show(town)


@one_store
def test_a_bureau_hears_what_the_deputy_said_and_a_deputy_says_unasked_that_they_came(
    town: Town,
) -> None:
    assigned(town)
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    assert "还没留过话" in town.says("钱水", "建1代表有啥意见没")
    assert "没登记这次见面" in town.says("李明", "我那件水利局联系过我，见了")
    assert "见了" in town.last_told("钱水")
    for said in ("代表说啥了", "水管那件代表说啥了", "主管道那件代表到底咋说的"):
        assert "我那件水利局联系过我" in town.says("钱水", said), said
    town.says("钱水", "1今天和李代表见了面，看了管子")
    town.says("大爷", "东坪村五组的路坑坑洼洼，没法走")
    assert "是见过" in town.says("李明", "水利局的人来找过我，见过面了")
    town.says("钱水", "1昨天给李代表打了电话，说了水压的事")
    assert "是见过" in town.says("李明", "建1跟水利局通了电话")
    for said in ("刚跟水利局的人通完电话", "水利局昨天来电话了，说下月动工"):
        assert "转给县水利局" in town.says("李明", said), said
        assert said in town.last_told("钱水"), said
    assert "没人联系您" in town.says("李明", "水利局到现在没再找过我")
    assert "转给县水利局" in town.says("李明", "水利局光打电话没见面")
    assert "代表看了" not in town.last_told("钱水") and "光打电话" in town.last_told("钱水")
    assert town.says("李明", "B类是啥意思").startswith("B类：")


@one_store
def test_what_is_said_after_a_draft_reply_goes_where_it_is_meant(town: Town) -> None:
    """Later comments go as the first one did; no time yet is no comment; another matter goes to
    nobody, and what is said of an accountant lies above him."""
    assigned(town)
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        row = session.scalars(select(Assignment)).one()
        replies.show_draft(
            session, row, scene.liaison(row), scene.words("2027年6月底前通水"), now=scene.now
        )
    told = len(town.told("钱水"))
    assert "不急" in town.says("李明", "我没空看，回头再说")
    assert "先替您留着" in town.says("李明", "村医老请假，看病没人")
    assert len(town.told("钱水")) == told
    assert "转给县水利局" in town.says("李明", "哪个月通水没写")
    assert "转给县水利局" in town.says("李明", "还有钱从哪来也写上")
    assert len(town.told("钱水")) == told + 2
    assert "12388" in town.says("李明", "有人举报村会计吃回扣")
    assert len(town.told("钱水")) == told + 2


@one_store
def test_a_meeting_that_is_wished_for_is_none_that_was(town: Town) -> None:
    assigned(town)
    for said in ("下周一想跟李代表碰个头 上午九点", "我们准备和代表见个面，哪天方便"):
        assert "请代表定时间" in town.says("钱水", said), said
        assert "哪天方便" in town.last_told("李明")
    assert "转给县水利局" in town.says("李明", "行 我在村部等")
    with town.database.read() as session:
        assert session.scalars(select(Meeting)).all() == []


def test_only_what_may_be_a_time_goes_to_a_bureau_that_asked_for_one(town: Town) -> None:
    """What is said to another question since, or of one's own, is told to nobody."""
    assigned(town)
    town.says("钱水", "1请代表定时间")
    told = len(town.told("钱水"))
    assert "先替您留着" in town.says("李明", "我妈住院了，这几天乱")
    town.says("李明", "我要提个建议")
    for said, part in (
        ("村里的狗太多了，每天早上咬人", "情况记下了"),
        ("一直没人管", "分析记下了"),
        ("请公安局管一管", "建议记下了"),
    ):
        assert part in town.says("李明", said), said
    answer = town.says("李明", "我的建议还撤得回来吗")
    assert "建议记下了" not in answer, "a question is no new text"
    assert len(town.told("钱水")) == told
    assert "转给县水利局" in town.says("李明", "后天下午都行，来我家")
    assert "后天下午都行" in town.last_told("钱水")


def test_a_bureau_says_in_passing_what_it_plans_has_done_and_answers_together(town: Town) -> None:
    assigned(town, count=2)
    town.says("钱水", "全部收到")
    for said, answer, heard in (
        ("建1明天上午十点跟李代表在村部碰头", "就记一次见面", "明天上午十点跟李代表在村部碰头"),
        ("建1水管到货了，下周开挖", "会告诉代表", "县水利局说：水管到货了，下周开挖"),
        ("昨天三见面都做完了，建2", "请代表看一眼", "昨天三见面都做完了"),
        ("建2初稿：拟在六月前换好，钱由局里出，您看行不行", "答复稿请代表看了", "拟在六月前换好"),
    ):
        assert answer in town.says("钱水", said), said
        assert heard in town.last_told("李明"), said
    assert "可以一起答复" in town.says("钱水", "1和2合着一块答复行不")
