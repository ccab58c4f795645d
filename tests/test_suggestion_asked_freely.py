"""What is asked of a suggestion by what it is about: answered, no citizen's matter, no record."""

from datetime import date

import pytest
from sqlalchemy import func, select

from bot.actions.suggestions import drafts, extensions, replies
from bot.domain.calendars import local_day
from bot.store.models import Assignment, History, Issue
from tests.suggestion_parts import Scene
from tests.talking import Town


@pytest.fixture
def town(old_year: Town) -> Town:
    return old_year


def counts(town: Town) -> tuple[int, int]:
    with town.database.read() as session:
        history = select(func.count()).select_from(History)
        return session.scalars(history).one(), len(session.scalars(select(Issue)).all())


def test_a_question_by_title_is_answered_in_whatever_words(town: Town) -> None:
    with town.database.write() as session:
        scene = Scene(session, town.clock.now())
        for lead, supporting, deputy, title in (
            ("县水利局", [], "李明", "改造东坪村供水管网"),
            ("县水利局", [], "陈桂", "清理西干渠淤泥"),
            ("县交通局", ["县水利局"], "李明", "硬化小学门口道路"),
        ):
            scene.assigned(lead, supporting, deputy=deputy, title=title)
    assert "都签收了，共3件" in town.says("钱水", "都签了哈")
    town.says("曹交", "收悉")
    with town.database.write() as session:
        scene = Scene(session, town.clock.now())
        rows = session.scalars(select(Assignment)).all()
        row = next(one for one in rows if one.bureau.name == "县交通局")
        until = local_day(scene.now).replace(year=2027, month=5, day=10)
        why = scene.words("雨天浇不了水泥")
        extensions.request(session, row, scene.liaison(row), until, why, now=scene.now)
        extensions.decide(session, row, scene.office(row), approve=True, now=scene.now)
    before = counts(town)
    for who, said, answer in (
        ("李明", "小学那条路为啥拖", "雨天浇不了水泥"),
        ("李明", "小学那边他们干到哪了", "县交通局主办"),
        ("陈桂", "西干渠淤泥那事谁管着", "县水利局主办"),
        ("陈桂", "淤泥啥时候清哪", "县水利局主办"),
        ("曹交", "水利局会办意见给了没", "还没交"),
        ("曹交", "水利局那边配合意见来了吗", "还没交"),
        ("李明", "小学那条路交通局派人来过没", "县交通局主办"),
        ("陈桂", "淤泥清了没", "县水利局主办"),
        ("李明", "建1后来咋处理的", "改造东坪村供水管网"),
        ("李明", "哪些建议还没落实", "硬化小学门口道路"),
        ("钱水", "手机上咋填答复", "/p/suggestions"),
        ("曹交", "期限快到没", "硬化小学门口道路"),
        ("钱水", "还剩几天", "清理西干渠淤泥"),
        ("钱水", "几号到期来着", "改造东坪村供水管网"),
    ):
        assert answer in town.says(who, said), said
    assert counts(town) == before
    town.says("钱水", "3号会办意见 水沟由我局同步改造")
    assert "水沟由我局" in town.says("曹交", "会办的意见都交了吗")
    assert "申退记下了" in town.says("钱水", "2号本来是镇政府的活，退")
    # What asks of lamps is of lamps.
    assert "县交通局主办" not in town.says("李明", "小学门口为啥没有路灯")


def test_what_was_promised_and_what_was_rated_is_asked_and_told_in_plain_words(town: Town) -> None:
    with town.database.write() as session:
        scene = Scene(session, town.clock.now())
        row = scene.received("县水利局", title="改造东坪村供水管网")
        promised = scene.words("六月底前换完主管道")
        letter = replies.Letter(
            scene.words("列入计划"),
            "高局长",
            "B",
            promise=promised,
            promise_until=date(2027, 6, 30),
        )
        replies.reply(session, row, scene.liaison(row), letter, now=scene.now)
    town.clock.forward(seconds=1)
    before = counts(town)
    for who, said, answer in (
        ("李明", "他们答应六月底换完主管，现在动没动", "换完主管道"),
        ("李明", "谁能看见我打的分", "单位只知道要重办什么"),
        ("郑科员", "建1现在谁跟着", "改造东坪村供水管网"),
        ("郑科员", "管网承诺改到8月15号", "/console/suggestion/1"),
        ("钱水", "建1还办不办了", "改造东坪村供水管网"),
    ):
        assert answer in town.says(who, said), said
    assert counts(town) == before
    for said in ("主管道开挖了二百米", "建1六月底弄不完 能不能挪到八月"):
        assert "照实告诉代表" in town.says("钱水", said), said
    assert counts(town)[1] == 0


def test_who_sends_a_draft_back_says_in_one_breath_what_to_write(town: Town) -> None:
    with town.database.write() as session:
        scene = Scene(session, town.clock.now())
        about = scene.draft()
        drafts.submit(session, about, scene.lead(about), now=scene.now)
    town.clock.forward(seconds=1)
    town.says("冯主席", "这件写得含糊，退给李代表补上户数")
    assert "含糊，补上户数" in town.last_told("李明")


def test_what_is_said_in_passing_reaches_the_right_one(town: Town) -> None:
    with town.database.write() as session:
        scene = Scene(session, town.clock.now())
        scene.received("县水利局", title="改造东坪村供水管网")
        scene.received("县水利局", deputy="陈桂", title="清理西干渠淤泥")
        scene.received("县交通局", title="硬化小学门口道路")
    town.says("曹交", "3昨天和李代表在镇上面商，定了先修后埋管")
    town.says("曹交", "3答复稿：先修路后埋管，五月底完工。")
    assert "转给县交通局" in town.says("李明", "见过了，稿子可以")
    assert "稿子可以" in town.last_told("曹交")
    town.says("李明", "催一下水利局")
    assert "催一下水利局" in town.last_told("钱水")
    town.says("曹交", "3今天完工了请代表验收")
    assert "今天完工了请代表验收" in town.last_told("李明")
    assert "确定撤回建2" in town.says("陈桂", "淤泥建议我不想要了撤了")
    town.says("陈桂", "确定撤回建2")
    # What is over is not told of the only one that is left.
    before = counts(town)
    for said in ("西干渠还干不干", "西干渠挖机进场了"):
        assert "不用再办" in town.says("钱水", said), said
    assert "改造东坪村供水管网" in town.says("钱水", "咋又催")
    assert counts(town) == before and before[1] == 0


def test_the_lead_deputy_is_never_sent_to_the_lead_deputy(town: Town) -> None:
    with town.database.write() as session:
        scene = Scene(session, town.clock.now())
        row = scene.received("县水利局", title="改造东坪村供水管网")
        letter = replies.Letter(scene.words("换了"), "高局长", "A", place="村口")
        replies.reply(session, row, scene.liaison(row), letter, now=scene.now)
        row.suggestion.state = "at_meeting"
    town.clock.forward(seconds=1)
    assert "转给单位" in town.says("李明", "管网的水压还是上不去，一到晚上就断")
    assert "转给县水利局" in town.says("李明", "转给单位")
    assert "水压还是上不去" in town.last_told("郑科员")


@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize(
    "said", ["1到哪一步了", "建1进展如何", "供水管网那件现在什么情况", "供水管网那件建议到哪了"]
)
def test_a_bureau_that_asks_how_far_its_own_is_tells_nobody_anything(
    town: Town, said: str, answered: bool
) -> None:
    with town.database.write() as session:
        scene = Scene(session, town.clock.now())
        row = scene.received(title="改造东坪村供水管网")
        if answered:
            letter = replies.Letter(scene.words("换好了。"), "王局长", "A", place="东坪村")
            replies.reply(session, row, scene.liaison(row), letter, now=scene.now)
    before, told = counts(town), len(town.told("李明"))
    wanted = "已答复" if answered else "前答复代表"
    assert wanted in town.says("钱水", said)
    assert counts(town) == before and len(town.told("李明")) == told
