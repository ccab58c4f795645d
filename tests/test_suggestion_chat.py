"""Suggestions by chat: three spoken questions, signing together, submitting, receipt."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.actions.suggestions import assigning, notices
from bot.domain.calendars import local_day
from bot.store.models import Assignment, CongressSession, CoSigner, Issue, Suggestion
from handlers.conversation.suggestions.wish import Wish, read
from tests import suggestion_parts
from tests.talking import Town

SITUATION = "东坪村自来水管是二十年前铺的，一到夏天就停水，三百多户吃水困难"
ANALYSIS = "管道老化，水厂压力不够，村里凑不出改造的钱"
PROPOSAL = "请县水利局把东坪村管网改造列入明年农村饮水计划，更换主管道三公里"


@pytest.fixture
def town(old_year: Town) -> Town:
    return old_year


def newest(town: Town) -> Suggestion:
    with town.database.read() as session:
        row = session.scalars(select(Suggestion).order_by(Suggestion.id.desc())).first()
        assert row is not None
        return row


def written(town: Town, name: str = "李明") -> Suggestion:
    """A whole draft by chat."""
    town.says(name, "我要提个建议")
    for said in (SITUATION, ANALYSIS, PROPOSAL):
        town.says(name, said)
    return newest(town)


def assigned(town: Town, leads: str = "县水利局", count: int = 1, name: str = "李明") -> int:
    """``count`` suggestions, reviewed and assigned; the serial number of the first."""
    serials = []
    for _ in range(count):
        written(town, name)
        serials.append(handed_in(town, name, leads))
    return serials[0]


def handed_in(town: Town, name: str = "李明", *leads: str) -> int:
    """The newest draft, handed in, reviewed and assigned (to 县水利局 unless said); its number."""
    assert "交上去了" in town.says(name, "交上去")
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        row = session.get_one(Suggestion, newest(town).id)
        scene.review(row)
        item = assigning.Item(row, [scene.bureau(each) for each in leads or ("县水利局",)], [])
        assigning.assign(session, item, scene.office(row), now=scene.now)
        assert row.serial is not None
        return row.serial


def scene_of(session: object, now: datetime) -> suggestion_parts.Scene:
    return suggestion_parts.Scene(session, now)


def test_three_questions_one_after_the_other_each_answer_kept_at_once(town: Town) -> None:
    assert "情况" in town.says("李明", "我要提个建议")
    said = town.says("李明", SITUATION)
    assert said.startswith("情况记下了") and "接着说分析" in said
    said = town.says("李明", ANALYSIS)
    assert said.startswith("分析记下了") and "接着说建议" in said
    said = town.says("李明", PROPOSAL)
    assert "三样都齐了" in said and "交上去" in said and "/p/suggestion/" in said
    assert newest(town).state == "draft" and newest(town).version == 3
    said = town.says("李明", "交上去")
    assert "交上去了" in said and "冯主席" not in said
    assert newest(town).state == "reviewing"
    assert "审核" in town.last_told("冯主席")


def test_an_issue_becomes_a_draft_with_what_the_citizen_said_masked(town: Town) -> None:
    town.says("大娘", "东坪村三组自来水停了好几天了，我电话13812345678")
    said = town.says("李明", "民1转建议")
    assert "情况先照群众说的写上了" in said and "13812345678" not in said
    assert "〔" not in said.split("要改")[0], "a formal text names no constituent, not even masked"
    assert "接着说分析" in said
    assert "建议" in town.last_told("大娘")
    again = town.says("李明", "转建议")
    assert "分析" in again and newest(town).draft_number == 1


def test_several_issues_become_one_draft(town: Town) -> None:
    town.says("大娘", "东坪村三组自来水停了好几天了")
    town.says("大爷", "东坪村五组的自来水是浑的，没法喝")
    said = town.says("李明", "民1和民2一起转建议")
    assert "稿1" in said and "接着说分析" in said
    with town.database.read() as session:
        assert len(session.scalars(select(Suggestion)).all()) == 1


def test_a_case_that_is_not_theirs_is_no_case_to_them(town: Town) -> None:
    town.says("大娘", "西坪村的水渠塌了一段，浇不上地")
    said = town.says("李明", "民1转建议")
    assert "没有编号民1" in said
    assert said == town.says("李明", "民9转建议").replace("民9", "民1")
    with town.database.read() as session:
        assert session.scalars(select(Suggestion)).all() == []


def test_it_lies_until_it_is_wanted_again(town: Town) -> None:
    town.says("李明", "我要提个建议")
    town.says("李明", SITUATION)
    assert "先放着" in town.says("李明", "先放着")
    town.clock.forward(days=20)
    assert "分析" in town.says("李明", "接着写")
    assert "接着说建议" in town.says("李明", ANALYSIS)
    assert newest(town).version == 2


def test_something_else_between_two_answers_is_done_and_the_question_stays_open(
    town: Town,
) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("李明", "我要提个建议")
    assert "算您在跟了" in town.says("李明", "民1我去看看")
    assert town.says("李明", SITUATION).startswith("情况记下了")


def test_danger_goes_before_every_question(town: Town) -> None:
    town.says("李明", "我要提个建议")
    said = town.says("李明", "东坪村口电线掉地上冒火花，快来人")
    assert "95598" in said
    assert newest(town).version == 0


def test_a_part_can_be_said_again(town: Town) -> None:
    written(town)
    said = town.says("李明", "建议：请县水利局今年先换一公里主管道，明年再换两公里")
    assert "先换一公里" in said
    assert "题目记下了" in town.says("李明", "题目改成改造东坪村供水管网")
    assert newest(town).title == "改造东坪村供水管网"


def test_just_after_writing_a_part_is_said_anew_without_a_colon(town: Town) -> None:
    for said in ("我要提个建议", SITUATION, ANALYSIS, PROPOSAL):
        town.says("李明", said)
    said = town.says("李明", "建议镇里把水管统一交给水厂管护，经费列入预算")
    assert said.startswith("建议记下了") and "统一交给水厂管护" in said
    assert newest(town).version == 4


def test_what_is_no_suggestion_is_said_with_where_it_belongs(town: Town) -> None:
    town.says("李明", "我要提个建议")
    town.says("李明", "我儿子的工作调动一直没批下来，家里很困难")
    town.says("李明", "单位说没有编制，找了几次都不行")
    said = town.says("李明", "请县人社局把我儿子的工作调动尽快办了")
    assert "先跟您说一声" in said and "12345" in said


def test_similar_ones_are_shown_with_what_became_of_them(town: Town) -> None:
    assigned(town)
    town.says("陈桂", "我要提个建议")
    town.says("陈桂", SITUATION)
    town.says("陈桂", ANALYSIS)
    said = town.says("陈桂", PROPOSAL)
    assert "以前有差不多的" in said and "〔16-6〕1号" in said


def test_signing_together_is_by_reply_and_within_one_congress(town: Town) -> None:
    written(town)
    said = town.says("李明", "请陈桂附议")
    assert "已请陈桂代表附议" in said
    assert "附议" in town.last_told("陈桂")
    assert "您附议了" in town.says("陈桂", "附议")
    assert "附议了" in town.last_told("李明")
    refused = town.says("李明", "请王芳附议")
    assert "是县人大的，只能由同一级人大的代表附议，王芳代表不是县人大代表" in refused
    assert "议政代表" in town.says("李明", "请施议附议")
    assert "没找到" in town.says("李明", "请张三丰附议")
    with town.database.read() as session:
        states = [row.state for row in session.scalars(select(CoSigner))]
    assert states == ["signed"]


def test_an_advisory_deputy_is_told_kindly_that_it_is_an_issue(town: Town) -> None:
    assert "议政代表不提代表建议" in town.says("施议", "我要提个建议")
    assert newest_or_none(town) is None


def newest_or_none(town: Town) -> Suggestion | None:
    with town.database.read() as session:
        return session.scalars(select(Suggestion)).first()


def test_a_city_deputys_text_is_prepared_for_their_own_congress(town: Town) -> None:
    written(town, "何市")
    assert "请在市人大的系统里提交" in town.says("何市", "交上去")
    assert newest(town).state == "prepared"


def test_nothing_is_submitted_with_a_question_open(town: Town) -> None:
    town.says("李明", "我要提个建议")
    town.says("李明", SITUATION)
    assert "还差：分析、建议" in town.says("李明", "交上去")


def test_a_bureau_confirms_by_number_or_all_at_once(town: Town) -> None:
    serial = assigned(town, count=3)
    assert f"回“收到{serial}”" in town.told("钱水")[0]
    said = town.says("钱水", f"收到{serial}")
    assert said.startswith("签收了") and f"〔16-6〕{serial}号" in said
    said = town.says("钱水", "全部收到")
    assert "共2件" in said
    with town.database.read() as session:
        assert {row.state for row in session.scalars(select(Assignment))} == {"received"}


def test_an_answer_is_written_on_the_page_and_never_sent_in_chat(town: Town) -> None:
    serial = assigned(town)
    said = town.says("钱水", f"{serial}报答复")
    assert "微信里不传文件" in said and "/p/suggestion/1" in said
    assert "眼下没有要定的" in town.says("钱水", f"{serial}落实了，管子全换完了")


def test_a_supporting_bureau_gives_its_opinion_in_a_line(town: Town) -> None:
    serial = assigned(town)
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        row = session.scalars(select(Assignment)).one()
        about = row.suggestion
        roads = scene.bureau("县交通局")
        assigning.add_bureau(
            session, about, roads, "supporting", scene.office(about), now=scene.now
        )
    town.says("曹交", f"收到{serial}")
    said = town.says("曹交", f"{serial}号会办意见：路口归我局，开挖前报一下就行")
    assert "会办意见" in said and "开挖前报一下" in town.last_told("钱水")
    said = town.says("钱水", f"{serial}号会办意见：管网我们来换")
    assert "微信里不传文件" in said
    with town.database.read() as session:
        states = {row.bureau.name: row.state for row in session.scalars(select(Assignment))}
    assert states["县交通局"] == "opinion_given" and states["县水利局"] == "assigned"


def test_who_was_not_asked_to_sign_opens_no_case_by_saying_so(town: Town) -> None:
    assert "没有等您附议的" in town.says("陈桂", "同意联名")


def test_whom_nobody_rang_says_so_and_it_stays_on_record(town: Town) -> None:
    assigned(town)
    assert "记下没人联系您" in town.says("李明", "没人联系")
    assert "没有人联系过他" in town.last_told("郑科员")


def test_receipt_stands_and_two_months_later_everybody_hears_where_it_is(town: Town) -> None:
    serial = assigned(town)
    town.says("钱水", f"收到{serial}")
    with town.database.write() as session:
        row = session.scalars(select(Suggestion)).one()
        assert row.next_notice_on is not None
        due = row.next_notice_on
    while town.clock.now().date() < due:
        town.clock.forward(days=1)
    with town.database.write() as session:
        notices.regular(session, now=town.clock.now())
    assert "两月一报" in town.last_told("钱水")
    assert "办到哪儿了" in town.last_told("李明")


def test_what_a_deputy_proposes_without_a_draft_reaches_nobody_before_they_have_said_what_it_is(
    town: Town,
) -> None:
    for said in ("昨天的建议差啥", "我那个建议还差什么"):
        assert "您还没有建议" in town.says("李明", said), said
    for said, name in (
        ("镇上应该建个停车场", "陈桂"),
        ("建议\n1、镇上建停车场\n2、东坪村修桥", "李明"),
        ("能不能在学校门口装个红绿灯", "王芳"),
    ):
        assert "写成代表建议，还是按群众反映记" in town.says(name, said), said
    assert "镇上应该建个停车场" in town.says("陈桂", "写成建议")
    # Another matter that begins with the word of the answer is held as well, and lost by neither.
    assert "按群众反映记" in town.says("王芳", "群众反映东坪村得有个卫生室")
    town.says("王芳", "反映吧，路口车多")
    told = town.last_told("周干事")
    assert "红绿灯" in told and "卫生室" in told and "路口车多" in told
    with town.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Issue)) == 1
    for said, wish in (
        ("替老百姓提一条，桥塌了没人修", Wish("桥塌了没人修", topic=False, sure=True)),
        ("写一条关于养老的", Wish("养老", topic=True, sure=True)),
        ("帮我写个关于校车的建议", Wish("校车", topic=True, sure=True)),
    ):
        assert read(said) == wish, said


def test_who_hands_in_after_the_closing_time_of_a_sitting_session_is_told(town: Town) -> None:
    now = town.clock.now()
    with town.database.write() as session:
        sitting = session.scalars(
            select(CongressSession).where(CongressSession.congress == "county")
        ).one()
        sitting.opens, sitting.closes = local_day(now), local_day(now) + timedelta(days=2)
        sitting.submit_until = now + timedelta(hours=3)
    written(town)
    assert "为止" not in town.says("李明", "交上去")
    town.clock.forward(hours=4)
    written(town)
    said = town.says("李明", "交上去")
    assert "大会建议收到" in said and "12:00为止，这件按闭会期间的建议办" in said
    with town.database.read() as session:
        sources = session.scalars(select(Suggestion.source).order_by(Suggestion.id)).all()
    assert sources == ["session", "between"]
