"""What an end of a suggestion means for others: the citizens' matters behind it, its promises."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.actions.suggestions import (
    assigning,
    drafts,
    idle_drafts,
    kind,
    looking_back,
    promises,
    ratings,
    receipts,
    replies,
    review,
)
from bot.domain.workflow import Party
from bot.store.models import Assignment, Issue, Promise, Suggestion
from tests.talking import Town
from tests.test_suggestion_chat import ANALYSIS, PROPOSAL, assigned, scene_of


@pytest.fixture
def town(old_year: Town) -> Town:
    return old_year


def raised(town: Town) -> None:
    """The citizen's matter is behind 稿1 of 李明."""
    town.says("大娘", "东坪村三组自来水停了好几天了")
    town.says("李明", "民1转建议")
    town.says("李明", ANALYSIS)
    town.says("李明", PROPOSAL)


def issue_state(town: Town) -> str:
    with town.database.read() as session:
        return session.scalars(select(Issue)).one().state


def test_a_withdrawn_suggestion_gives_the_matter_back_to_the_station(town: Town) -> None:
    raised(town)
    assert issue_state(town) == "raised"
    before = len(town.told("冯主席") + town.told("郑科员"))
    town.says("李明", "撤回稿1")
    assert issue_state(town) == "at_station"
    assert len(town.told("冯主席") + town.told("郑科员")) == before, "nobody had that draft"
    assert "接着办" in town.last_told("大娘") and "民1" in town.last_told("大娘")
    assert "请站里接着办" in "\n".join(town.told("王敏") + town.told("周干事"))


def test_a_declined_one_gives_it_back_as_well(town: Town) -> None:
    raised(town)
    town.says("李明", "交上去")
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        row = session.scalars(select(Suggestion)).one()
        desk = scene.actor("冯主席", row, Party.PRESIDIUM)
        review.talk(session, row, desk, scene.words("谈过"), now=scene.now)
        review.decline(session, row, desk, "empty", scene.words("没有实际内容"), now=scene.now)
    assert issue_state(town) == "at_station" and "接着办" in town.last_told("大娘")


def test_it_stays_raised_where_another_deputy_goes_on_with_it(town: Town) -> None:
    raised(town)
    assert "开了个稿子" in town.says("陈桂", "民1转建议")
    town.says("李明", "撤回稿1")
    assert issue_state(town) == "raised"
    town.says("陈桂", "撤回稿2")
    assert issue_state(town) == "at_station"


def closed_out(town: Town) -> None:
    raised(town)
    town.says("李明", "交上去")
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        row = session.scalars(select(Suggestion)).one()
        scene.review(row)
        item = assigning.Item(row, [scene.bureau("县水利局")])
        given = assigning.assign(session, item, scene.office(row), now=scene.now)[0]
        receipts.confirm(session, given, scene.liaison(given), now=scene.now)
        letter = replies.Letter(scene.words("都换好了"), "高局长", "A", place="东坪村口")
        replies.reply(session, given, scene.liaison(given), letter, now=scene.now)
        ratings.rate(session, row, scene.lead(row), "satisfied", None, now=scene.now)
        ratings.close(session, row, scene.office(row), scene.words("走完了"), now=scene.now)
        assert session.scalars(select(Issue)).one().state == "raised", "a reply is not done"
        looking_back.add_evidence(
            session, row, scene.office(row), "visit", scene.words("去看了，通水了"), now=scene.now
        )
        looking_back.close_out(session, row, scene.office(row), now=scene.now)


def test_only_what_is_really_done_closes_the_matter_behind_it(town: Town) -> None:
    closed_out(town)
    assert issue_state(town) == "closed"
    assert "经核实办好了" in town.last_told("大娘")


def test_a_citizen_who_asks_hears_where_the_suggestion_stands(town: Town) -> None:
    raised(town)
    assert "要写成正式建议" in town.says("大娘", "我的事办到哪一步了")
    town.says("李明", "交上去")
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        row = session.scalars(select(Suggestion)).one()
        scene.review(row)
        item = assigning.Item(row, [scene.bureau("县水利局")])
        assigning.assign(session, item, scene.office(row), now=scene.now)
    said = town.says("大娘", "自来水那件咋样了")
    assert "县水利局在办" in said and "3月29日" in said
    # Whoever raised it may call it by what it is about, without saying 建议.
    assert "县水利局" in town.says("李明", "我提的自来水那件到哪一步了")


def test_a_reopened_one_is_under_way_again_for_the_citizen_too(town: Town) -> None:
    closed_out(town)
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        row = session.scalars(select(Suggestion)).one()
        looking_back.reopen(session, row, scene.office(row), scene.words("又停了"), now=scene.now)
    assert issue_state(town) == "raised" and "重新办" in town.last_told("大娘")


@pytest.mark.parametrize(
    "said",
    ["没落实，三组还停着水", "没有的事，三组根本没换管子，还停着水", "他们压根没来修，还停着水"],
)
def test_a_deputy_who_says_that_it_is_not_so_is_heard_by_the_office_and_nobody_else(
    town: Town, said: str
) -> None:
    closed_out(town)
    before = {name: len(town.told(name)) for name in ("王芳", "周干事", "大娘")}
    answer = town.says("李明", said)
    assert "改造东坪村" in answer or "1号" in answer, answer
    with town.database.read() as session:
        (proposal,) = looking_back.undecided(session)
        assert proposal.kind == "reopen" and "还停着水" in (proposal.words.text or "")
    assert before == {name: len(town.told(name)) for name in before}


# ------------------------------------------------------------------ promises


def promising(town: Town) -> None:
    """建1 of 县水利局, answered, with two open promises."""
    assigned(town)
    promising_too(town)


def promising_too(town: Town) -> None:
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        row = session.scalars(select(Assignment)).one()
        receipts.confirm(session, row, scene.liaison(row), now=scene.now)
        letter = replies.Letter(
            scene.words("列入计划"),
            "高局长",
            "B",
            promise=scene.words("先换一公里主管道"),
            promise_until=date(2027, 6, 30),
        )
        replies.reply(session, row, scene.liaison(row), letter, now=scene.now)
        promises.make(
            session,
            row,
            scene.liaison(row),
            scene.words("再换两公里"),
            date(2027, 12, 31),
            now=scene.now,
        )


def test_a_deputy_asks_what_was_promised_and_says_that_it_is_not_so(town: Town) -> None:
    assigned(town)
    assert "没有记下单位的承诺" in town.says("李明", "建1他们承诺啥了")
    for said in ("承诺台账", "1号承诺什么时候兑现", "水利局答应过什么没有"):
        assert "没有记下单位的承诺" in town.says("李明", said), said
    promising_too(town)
    for said in ("承诺台账", "看看答应的台账", "建1号单位承诺了啥"):
        assert "先换一公里主管道" in town.says("李明", said), said
    # A promise of a chat is none: whoever says it is told where one stands.
    assert "没有进承诺台账" in town.says("钱水", "建1我们承诺年底前把阀门也换了")
    assert len(states(town)) == 2
    town.says("钱水", "建1承诺第1个落实了，一公里全换完，通水了")
    assert states(town).count("kept") == 1
    # What is seen elsewhere shows nothing of it.
    for said in ("今天走访三户，路灯都亮了", "王大爷说路灯修好了，我看了，确实都好了"):
        assert "您看过，办好了" not in town.says("李明", said), said
    for said in ("我去看了，管子确实都换好了", "换管的批文我看了，确实批下来了"):
        assert "您看过，办好了" in town.says("李明", said), said
    office = len(town.told("郑科员"))
    for said in (
        "自来水那件他们说落实了，我去看了没有的事",
        "他们报的是换完了，根本没换",
        "水利局说都换好了。我昨天去看了，还没动工",
        "水利局说办妥了，我专门跑了一趟，沟还敞着呢",
        "他们讲管子换完了，哪有这回事",
    ):
        assert "答应的事您说没落实" in town.says("李明", said), said
    assert len(town.told("郑科员")) > office


def states(town: Town) -> list[str]:
    with town.database.read() as session:
        return list(session.scalars(select(Promise.state).order_by(Promise.due)))


def test_of_several_promises_the_bureau_says_which_one_is_kept(town: Town) -> None:
    promising(town)
    said = town.says("钱水", "1落实 全部通水了")
    assert "①先换一公里" in said and "②再换两公里" in said and states(town) == ["open", "open"]
    assert "会告诉代表" in town.says("钱水", "1落实 第2个，两公里换完了")
    assert states(town) == ["open", "kept"]
    assert "会告诉代表" in town.says("钱水", "1落实 一公里也换完了")
    assert states(town) == ["kept", "kept"]


@pytest.mark.parametrize(
    "said", ["管网那件承诺第一项落实了", "1号答应的第1个办完了", "第1个承诺已经兑现了"]
)
def test_a_kept_promise_is_told_by_what_it_is_about(town: Town, said: str) -> None:
    promising(town)
    with town.database.write() as session:
        session.scalars(select(Suggestion)).one().title = "改造东坪村供水管网"
    assert "会告诉代表" in town.says("钱水", said)
    assert states(town) == ["kept", "open"]


@pytest.mark.parametrize("said", ["管网那件承诺还没落实", "承诺第1个落实不了", "正在落实承诺"])
def test_a_promise_that_is_not_kept_stays_open(town: Town, said: str) -> None:
    promising(town)
    town.says("钱水", said)
    assert states(town) == ["open", "open"]


def test_a_moved_promise_is_told_to_bureau_and_deputy(town: Town) -> None:
    promising(town)
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        promise = session.scalars(select(Promise).order_by(Promise.due)).first()
        assert promise is not None
        desk = scene.office(promise.assignment)
        promises.move(session, promise, desk, date(2027, 9, 30), now=scene.now)
    for who in ("钱水", "李明"):
        said = town.last_told(who)
        assert "6月30日" in said and "改到2027年9月30日" in said and "先换一公里" in said


def test_drafts_that_were_never_about_a_matter_end_without_a_word_to_anybody(town: Town) -> None:
    town.says("李明", "我要提个建议")
    before = len(town.told("大娘"))
    town.says("李明", "撤回稿1")
    assert len(town.told("大娘")) == before
    with town.database.read() as session:
        assert drafts.by_draft_number(session, 1).state == "withdrawn"  # type: ignore[union-attr]


# ------------------------------------------------------------------ drafts that lie


def looked(town: Town) -> None:
    with town.database.write() as session:
        idle_drafts.look(session, now=town.clock.now())


def test_a_draft_with_a_citizen_behind_it_is_asked_about_once_then_the_desk_hears(
    town: Town,
) -> None:
    town.says("大娘", "东坪村三组自来水停了好几天了")
    town.says("李明", "民1转建议")
    town.clock.forward(days=9)
    looked(town)
    assert "写了一半" not in town.last_told("李明")
    town.clock.forward(days=7)
    for _ in range(3):
        looked(town)
        town.clock.forward(days=1)
    asked = [said for said in town.told("李明") if "写了一半" in said]
    assert len(asked) == 1 and "民1" in asked[0] and "撤回稿1" in asked[0]
    assert not [said for said in town.told("郑科员") if "写了一半" in said]
    town.clock.forward(days=15)
    looked(town)
    looked(town)
    assert len([said for said in town.told("郑科员") if "请问问代表" in said]) == 1


def test_a_draft_with_nobody_behind_it_may_lie(town: Town) -> None:
    town.says("李明", "我要提个建议")
    town.says("李明", ANALYSIS)
    for _ in range(4):
        town.clock.forward(days=10)
        looked(town)
    assert not [said for said in town.told("李明") if "写了一半" in said]


def test_a_promise_that_a_second_letter_repeats_is_one_promise(town: Town) -> None:
    promising(town)
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        row = session.scalars(select(Assignment)).one()
        again = replies.Letter(
            scene.words("仍按计划办"),
            "高局长",
            "B",
            promise=scene.words("先换一公里主管道"),
            promise_until=date(2027, 6, 30),
        )
        replies.reply_again(session, row, scene.liaison(row), again, now=scene.now)
    assert states(town) == ["open", "open"]


def test_a_citizen_is_led_to_the_own_matter_and_a_deputy_is_no_citizen_of_the_own_one(
    town: Town,
) -> None:
    town.says("大娘", "东坪村三组自来水停了好几天了")
    town.says("李明", "今天走访发现三组路灯坏了一排，晚上黑")
    town.says("李明", "把走访看到的写成建议")
    town.says("李明", "把民1也加进去")
    with town.database.read() as session:
        found = kind.citizens(session, session.scalars(select(Suggestion)).one())
        contacts = {row.reporter_id: row.number for row in session.scalars(select(Issue))}
        assert [(contacts[key], own["link"]) for key, own in found.items()] == [(1, "/p/issue/1")]


@pytest.mark.parametrize(
    "said",
    [
        "没批下来，预算要到六月",
        "1承诺没落实，县里没批，请求改到2027年7月30日",
        "方案已经报县政府了",
    ],
)
def test_on_its_day_the_honest_answer_about_a_promise_is_heard(town: Town, said: str) -> None:
    promising(town)
    town.clock.forward(days=(date(2027, 6, 30) - town.clock.now().date()).days)
    with town.database.write() as session:
        promises.look(session, now=town.clock.now())
    told = town.last_told("钱水")
    assert "先换一公里" in told and "想改到哪天" in told
    assert "由人大定" in town.says("钱水", said)
    assert states(town) == ["open", "open"]
    for who in ("李明", "郑科员"):
        assert said[-6:] in town.last_told(who), who


def test_what_is_not_done_is_of_the_one_that_is_named_and_else_asked(town: Town) -> None:
    """Three of one deputy with promises that are said to be kept; the last told is 建3."""
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        for title, promised in (
            ("改造东坪村供水管网", "六月底前换完主管道"),
            ("粉刷三组凉亭", "七月底前换顶重漆"),
            ("硬化小学门口道路", "八月底前浇完水泥"),
        ):
            row = scene.received("县水利局", title=title)
            until = date(2027, 8, 31)
            letter = replies.Letter(
                scene.words("办"), "高局长", "B", promise=scene.words(promised), promise_until=until
            )
            replies.reply(session, row, scene.liaison(row), letter, now=scene.now)
            (made,) = promises.open_of(session, row)
            promises.keep(session, made, scene.liaison(row), scene.words("好了"), now=scene.now)
    town.clock.forward(seconds=1)
    bureau, office = len(town.told("钱水")), len(town.told("郑科员"))
    for said, number in (
        ("没落实", "2"),
        ("根本没动工，骗人的", "建1"),
        ("看了，都办好了", "3号那件"),
    ):
        answer = town.says("李明", said)
        assert "哪一件" in answer and "凉亭" in answer and "小学" in answer, (said, answer)
        assert len(town.told("郑科员")) == office, "nobody hears it before they have said which"
        answer = town.says("李明", number)
        assert f"〔16-6〕{number.strip('建号那件')}号" in answer, (said, answer)
        office = len(town.told("郑科员"))
    for said, serial in (
        ("没落实，凉亭还是老样子", 2),
        ("没落实，主管道一米没换", 1),
        ("我去看了，水泥只浇了一半", 3),
    ):
        assert f"〔16-6〕{serial}号" in town.says("李明", said), said
    told = "\n".join(town.told("郑科员"))
    assert "凉亭还是老样子" in told and len(town.told("钱水")) == bureau
    assert issue_count(town) == 0


def issue_count(town: Town) -> int:
    with town.database.read() as session:
        return len(session.scalars(select(Issue)).all())


def test_a_promise_not_kept_on_its_day_is_told_of_also_once_it_is_rated(town: Town) -> None:
    promising(town)
    town.says("李明", "满意1")
    town.clock.forward(days=(date(2027, 7, 1) - town.clock.now().date()).days)
    assert "答应的事您说没落实" in town.says("李明", "1没落实，一公里也没换")
