"""What a bureau's people say of their suggestions in their own words: it is done with the one that
it names, asked about once where it names none, and never becomes a citizen's matter."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.actions.desk import promise_list
from bot.actions.suggestions import (
    assigning,
    looking_back,
    promises,
    ratings,
    receipts,
    replies,
    unplaced,
)
from bot.domain.workflow import Refused
from bot.store.models import Assignment, Issue, Meeting, Promise, Suggestion
from tests.databases import one_store
from tests.suggestion_parts import Scene
from tests.talking import Town
from tests.test_suggestion_chat import scene_of


@pytest.fixture
def town(old_year: Town) -> Town:
    return old_year


def scene(town: Town, session: object) -> Scene:
    return scene_of(session, town.clock.now())


def three(town: Town) -> None:
    """1 and 2 for 县水利局, 3 for 县交通局 with 县水利局 beside it."""
    with town.database.write() as session:
        made = scene(town, session)
        made.assigned("县水利局", ["县交通局"])
        made.assigned("县水利局", deputy="陈桂", title="清淤西干渠")
        made.assigned("县交通局", ["县水利局"], deputy="陈桂", title="硬化三组上学路")


def issues(town: Town) -> int:
    with town.database.read() as session:
        return len(session.scalars(select(Issue)).all())


def state(town: Town, serial: int, bureau: str) -> str:
    with town.database.read() as session:
        rows = session.scalars(select(Assignment))
        return next(
            row.state
            for row in rows
            if row.suggestion.serial == serial and row.bureau.name == bureau
        )


def test_a_second_opinion_stands_beside_the_first_whose_day_counts(town: Town) -> None:
    three(town)
    town.says("曹交", "收到1")
    assert "会办意见" in town.says("曹交", "会办意见：开挖前到我局办手续")
    first = opinion_at(town)
    town.clock.forward(days=3)
    assert "会办意见" in town.says("曹交", "会办意见补充：夜间施工要报备")
    told = "\n".join(town.told("钱水"))
    assert "开挖前到我局办手续" in told and "夜间施工要报备" in told
    assert opinion_at(town) == first


def test_of_many_that_are_confirmed_at_once_some_are_named_and_all_are_counted(town: Town) -> None:
    three(town)
    with town.database.write() as session:
        scene(town, session).assigned("县水利局", title="修东坪桥")
    said = town.says("钱水", "全部收到")
    assert "……共4件" in said and said.count("建〔") == 3


def opinion_at(town: Town) -> object:
    """When 县交通局 gave its opinion on 1."""
    with town.database.read() as session:
        rows = session.scalars(select(Assignment).where(Assignment.role == "supporting"))
        return next(row.replied_at for row in rows if row.suggestion.serial == 1)


@one_store
def test_words_that_name_a_suggestion_by_its_title_are_of_that_one(town: Town) -> None:
    three(town)
    assert "签收了" in town.says("钱水", "西干渠那件我们局接了")
    assert state(town, 2, "县水利局") == "received"
    assert "交给主办单位了" in town.says("钱水", "上学路那个协办的，我们没意见")
    assert "没意见" in town.last_told("曹交")
    assert "会告诉代表" in town.says("钱水", "西干渠清了一半")
    assert "清了一半" in town.last_told("陈桂")
    told = len(town.told("陈桂"))
    kept = town.says("钱水", "西干渠代表老是催，烦人")
    assert "没有转给代表" in kept and len(town.told("陈桂")) == told
    assert "没有转给代表" in town.says("钱水", "西干渠的事局长过问了")
    assert "会告诉代表" in town.says("钱水", "告诉代表")
    assert town.last_told("陈桂").count("局长过问了") == 1
    assert "延到哪一天" in town.says("钱水", "西干渠想缓一缓")
    assert "理由" in town.says("钱水", "到5月底")
    assert issues(town) == 0


@one_store
def test_words_that_name_none_are_asked_about_once_and_go_along_with_the_number(town: Town) -> None:
    three(town)
    town.says("钱水", "全部收到")
    assert "哪一件" in town.says("钱水", "勘测队后天去")
    for said in ("下周局长开会研究", "资金县财政还没批"):
        assert "也记着" in town.says("钱水", said)
    with town.database.read() as session:
        (waits,) = unplaced.listed(session, town.clock.now(), 5)
        assert len(waits.texts) == 3 and (waits.bureau, waits.name) == ("县水利局", "钱水")
    town.says("钱水", "西干渠那件")
    assert "勘测队后天去" in "".join(town.told("陈桂"))
    with town.database.read() as session:
        assert unplaced.listed(session, town.clock.now(), 5) == []
    assert issues(town) == 0 and "签发" in town.says("钱水", "答复函要找谁签字")
    # What anybody might tell is told as anybody does.
    assert "民1" in town.says("钱水", "我家门口的下水道堵了，东坪村三组")


@one_store
def test_the_only_one_takes_what_is_plainly_of_its_work(town: Town) -> None:
    with town.database.write() as session:
        scene(town, session).assigned("城关供电所", title="更换村口路灯")
    town.says("孙电", "收到")
    assert "会告诉代表" in town.says("孙电", "灯换了十二盏，还差三盏没货")
    assert "会告诉代表" in town.says("孙电", "这个月底换完")
    told = len(town.told("李明"))
    for said in ("县局要我们写个情况说明", "所长让抓紧"):
        assert "没有转给代表" in town.says("孙电", said)
    assert len(town.told("李明")) == told
    assert "定时间" in town.says("孙电", "明天请代表来看看")
    assert "知道了" in town.says("孙电", "收到，马上安排") and issues(town) == 0


@one_store
def test_a_weekday_on_which_they_met_is_the_one_that_is_over(town: Town) -> None:
    three(town)
    town.says("钱水", "周四和陈桂代表在渠上见了面，副局长带的队")
    with town.database.read() as session:
        assert session.scalars(select(Meeting)).one().held_on == date(2026, 12, 24)


# ------------------------------------------------------------------ done again, promised, seen


def replied(town: Town, lead: str, promise: str = "", until: date | None = None) -> None:
    with town.database.write() as session:
        made = scene(town, session)
        bureau = made.bureau(lead)
        row = session.scalars(select(Assignment).where(Assignment.bureau_id == bureau.id)).one()
        words = made.words(promise) if promise else None
        letter = replies.Letter(
            words=made.words("凉亭今年修。"),
            signer="刘局长",
            outcome_class="B" if promise else "A",
            place="三组",
            promise=words,
            promise_until=until,
        )
        who = made.liaison(row)
        receipts.received(session, row, who, made.now)
        replies.reply(session, row, who, letter, now=made.now)


@one_store
def test_the_desk_says_which_bureaus_do_it_again_and_they_confirm_it(town: Town) -> None:
    with town.database.write() as session:
        made = scene(town, session)
        about = made.filed()
        bodies = [made.bureau(name) for name in ("县水利局", "县交通局")]
        assigning.assign(session, assigning.Item(about, bodies), made.office(about), now=made.now)
    for name in ("县水利局", "县交通局"):
        replied(town, name)
    town.says("李明", "1不满意，三组高处还是没水")
    town.clock.forward(days=40)
    with town.database.write() as session:
        made = scene(town, session)
        about, water = session.scalars(select(Suggestion)).one(), made.bureau("县水利局")
        what, office = made.words("高处加压"), made.office(about)
        with pytest.raises(Refused):
            ratings.order_rework(session, about, office, what, now=made.now, only=[9999])
        ratings.order_rework(session, about, office, what, now=made.now, only=[water.id])
    assert (state(town, 1, "县水利局"), state(town, 1, "县交通局")) == ("rework", "replied")
    for said in ("收到", "1收到", "全部收到"):
        assert "知道了" in town.says("钱水", said), said
    assert state(town, 1, "县水利局") == "rework"


@one_store
def test_each_part_of_a_promise_comes_back_on_its_own_day_and_is_noted_once(town: Town) -> None:
    with town.database.write() as session:
        scene(town, session).received("县交通局", deputy="陈桂", title="粉刷三组凉亭")
    first, last = date(2027, 1, 15), date(2027, 3, 31)
    said = "先换顶，2027年1月15日前完成；其余2027年3月31日前刷完"
    replied(town, "县交通局", said, last)
    with town.database.write() as session:
        made = scene(town, session)
        row = session.scalars(select(Assignment)).one()
        assert [one.due for one in promises.open_of(session, row)] == [first, last]
        who = made.liaison(row)
        promises.make(session, row, who, made.words(said), last, now=made.now)
        again = made.words("我局将在2027年1月20日前全部换顶先完成")
        whole = promises.parts(session, "2027年1月10日开工，3月31日前完工", last, made.now)
        assert len(whole) == 1 and len(promises.open_of(session, row)) == 2 and again.id
    town.clock.forward(days=17)
    assert "告诉代表和人大" in town.says("曹交", "先换一半顶，2月20日；其余2027年4月30日")
    with town.database.write() as session:
        made = scene(town, session)
        row = session.scalars(select(Assignment)).one()
        day = promise_list.wants_day(session, row, made.now)
        assert day == date(2027, 4, 30)
        promises.move(
            session, promises.open_of(session, row)[0], made.office(row), day, now=made.now
        )
        days = [one.due for one in promises.open_of(session, row)]
        assert days == [date(2027, 2, 20), last, day]


@one_store
def test_what_a_deputy_saw_undone_stands_against_the_end_until_somebody_looks_again(
    town: Town,
) -> None:
    with town.database.write() as session:
        scene(town, session).received("县交通局", deputy="陈桂", title="粉刷三组凉亭")
    replied(town, "县交通局", "凉亭换顶重漆", date(2027, 1, 15))
    town.says("陈桂", "1满意")
    with town.database.write() as session:
        made = scene(town, session)
        about = session.scalars(select(Suggestion)).one()
        ratings.close(session, about, made.office(about), None, now=made.now)
    town.clock.forward(days=17)
    with town.database.write() as session:
        promises.look(session, now=town.clock.now())
    town.says("陈桂", "去看了，只刷了漆")
    with town.database.write() as session:
        made = scene(town, session)
        about, office = session.scalars(select(Suggestion)).one(), made.office
        for one in session.scalars(select(Promise)):
            promises.keep(
                session, one, made.liaison(one.assignment), made.words("好"), now=made.now
            )
        with pytest.raises(Refused) as refused:
            looking_back.close_out(session, about, office(about), now=made.now)
        assert "只刷了漆" in str(refused.value.fields["words"])
    town.clock.forward(hours=1)
    with town.database.write() as session:
        made = scene(town, session)
        about = session.scalars(select(Suggestion)).one()
        who, seen = made.office(about), made.words("顶也换了")
        looking_back.add_evidence(session, about, who, "visit", seen, now=made.now)
        looking_back.close_out(session, about, who, now=made.now)
        assert about.state == "closed_out"


@one_store
def test_several_numbers_in_one_message_are_each_done_and_one_of_two_is_asked_about(
    town: Town,
) -> None:
    town.says("大娘", "东坪村三组自来水停了好几天了")
    town.says("周干事", "民1转县水利局")
    three(town)
    answer = town.says("钱水", "1号收到，2号也收到")
    assert "建〔16-6〕2号" in answer and "民1和建1" in answer
    assert (state(town, 1, "县水利局"), state(town, 2, "县水利局")) == ("assigned", "received")
    answer = town.says("钱水", "建1收到，民1也收到")
    assert "签收了：民1" in answer and "签收了：建〔16-6〕1号" in answer
    town.says("钱水", "建1在做预算，建2正在招标")
    assert "：在做预算" in town.told("李明")[-1] and "：正在招标" in town.last_told("陈桂")
    town.says("钱水", "建1进展，2号泵装好了")
    assert "2号泵装好了" in town.last_told("李明") and "：建进展" not in town.last_told("李明")


@one_store
def test_a_meeting_to_come_is_told_and_stands_on_no_record(town: Town) -> None:
    three(town)
    for said in (
        "2跟代表约好后天看渠",
        "建2约了陈代表下周三去现场",
        "2定好明天上午和代表面商",
        "西干渠那件和陈代表说好下周二见面",
    ):
        answer = town.says("钱水", said)
        assert "会告诉代表" in answer and "建〔16-6〕2号" in answer, (said, answer)
        assert not town.last_told("陈桂").endswith(f"：{said}") or "2" not in said[:2]
    with town.database.read() as session:
        assert session.scalars(select(Meeting)).all() == []
    town.says("钱水", "2给陈代表打了电话，约好后天看渠")
    town.says("钱水", "2昨天跟陈代表见过了，约好下周再看")
    with town.database.read() as session:
        assert len(session.scalars(select(Meeting)).all()) == 2


def test_a_promise_without_a_number_goes_by_its_words_or_is_asked_about(town: Town) -> None:
    three(town)
    with town.database.write() as session:
        made = scene(town, session)
        row = receipts.find(session, [made.bureau("县水利局").id], 2)[0]
        receipts.confirm(session, row, made.liaison(row), now=made.now)
        letter = replies.Letter(
            made.words("已列入计划"),
            "高局长",
            "B",
            promise=made.words("6月30日前清完西干渠"),
            promise_until=date(2027, 6, 30),
        )
        replies.reply(session, row, made.liaison(row), letter, now=made.now)
    before = len(town.told("陈桂"))
    # Of 建1 by its words, of none by them, and of 建1 again: none of it is the promise of 建2.
    assert "会告诉代表（建〔16-6〕1号" in town.says("钱水", "我局答应4月底前换完供水管网")
    assert "说的是哪一件" in town.says("钱水", "承诺5月底前把闸门也修好")
    assert "供水管网" in town.says("钱水", "1")
    town.says("钱水", "供水管网那件承诺落实了")
    assert len(town.told("陈桂")) == before
    assert "照实告诉代表" in town.says("钱水", "承诺的日子要推到8月，渠上还在收麦子")
    assert len(town.told("陈桂")) == before + 1
    with town.database.read() as session:
        assert [row.state for row in session.scalars(select(Promise))] == ["open"]
    # Who asks whether it is done has not said that it is.
    for said in ("承诺落实了吗", "西干渠那件承诺办完了没有", "2落实了？", "2落实了吗"):
        assert "6月30日前清完西干渠" in town.says("钱水", said), said
    with town.database.read() as session:
        assert [row.state for row in session.scalars(select(Promise))] == ["open"]
    town.says("钱水", "西干渠那件承诺落实了，都清完了")
    with town.database.read() as session:
        assert [row.state for row in session.scalars(select(Promise))] == ["kept"]


def test_a_part_of_a_promise_is_told_and_the_rest_comes_back_on_its_day(town: Town) -> None:
    with town.database.write() as session:
        made = scene(town, session)
        row = made.received("县水利局")
        words = made.words("一月底换完主管道；二月底接通到户")
        until = date(2027, 2, 26)
        letter = replies.Letter(words, "高局长", "B", promise=words, promise_until=until)
        replies.reply(session, row, made.liaison(row), letter, now=made.now)
    assert "照实告诉代表" in town.says("钱水", "主管道换好了，照片回头传")
    with town.database.read() as session:
        promise = session.scalars(select(Promise)).one()
        assert promise.state == "open" and promise.watch_on is not None
    assert "/console/suggestion/1" in town.says("郑科员", "供水管网那件改到3月10号")
    assert "告诉代表和人大" in town.says("钱水", "主管道换好了，也接通到户了")
    with town.database.read() as session:
        assert session.scalars(select(Promise.state)).one() == "kept"
        assert session.scalars(select(Issue)).all() == []


def test_of_two_promises_the_one_is_kept_of_which_the_words_are(town: Town) -> None:
    with town.database.write() as session:
        made = scene(town, session)
        row = made.received("县水利局")
        words = made.words("5月底前换完主管道，6月底前接通到户")
        until = date(2027, 6, 30)
        letter = replies.Letter(words, "高局长", "B", promise=words, promise_until=until)
        replies.reply(session, row, made.liaison(row), letter, now=made.now)
    town.says("钱水", "主管道都换完了")
    with town.database.read() as session:
        rows = session.scalars(select(Promise).order_by(Promise.due)).all()
        assert [row.state for row in rows] == ["kept", "open"]
    town.says("钱水", "也接通到户了，全部落实")
    with town.database.read() as session:
        assert set(session.scalars(select(Promise.state))) == {"kept"}


def test_what_is_said_twice_or_of_another_number_is_done_once_and_of_none(town: Town) -> None:
    with town.database.write() as session:
        scene(town, session).assigned("县水利局")
    assert "什么都没有签收" in town.says("钱水", "收到2")
    assert state(town, 1, "县水利局") == "assigned"
    assert "签收了" in town.says("钱水", "收到1")
    assert "知道了" in town.says("钱水", "收到1")
    for said in ("春节放假能顺延吗", "期限咋算的"):
        assert "怎么算的" in town.says("钱水", said), said
    for said in ("三个月从哪天算", "答复什么时候给"):
        assert "怎么算的" in town.says("李明", said), said
    assert "会催单位" in town.says("李明", "过期了咋办")
    assert "主任会议" in town.says("李明", "我这件能不能列重点")
    town.says("李明", "没人联系我")
    told = len(town.told("郑科员"))
    town.says("李明", "没人联系我")
    assert len(town.told("郑科员")) == told
    assert "/console/suggestions/figures" in town.says("郑科员", "哪个局重办的多")
    town.says("钱水", "申退1，这是卫健局的事")
    assert "申退报过了" in town.says("钱水", "申退1")
    town.says("李明", "确定撤回建1")
    assert "不用再办" in town.says("钱水", "建1还用答复不")
    assert issues(town) == 0
