"""What a deputy is told of an answer, and says to it: early, right after it, or of what was told
last. None of it becomes a citizen's matter, and none of it goes to one."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.actions.outbox import fields_of
from bot.actions.suggestions import (
    assigning,
    co_signing,
    handling,
    parties,
    promises,
    receipts,
    replies,
    returns,
    weighing,
)
from bot.domain.calendars import local_day
from bot.store.models import (
    Assignment,
    BureauLiaison,
    CloseOutEvidence,
    History,
    Notice,
    Rating,
    Suggestion,
)
from bot.texts import notices
from tests import suggestion_parts
from tests.talking import Town
from tests.test_suggestion_assigning import citizens_behind
from tests.test_suggestion_chat import (
    assigned,
    handed_in,
    newest,
    scene_of,
    written,
)
from tests.test_suggestion_own_words import counts
from tests.test_suggestion_replies import answered


@pytest.fixture
def town(old_year: Town) -> Town:
    return old_year


def half_answered(town: Town) -> int:
    """A suggestion with two lead bureaus, of which one has answered; its serial number."""
    written(town)
    town.says("李明", "交上去")
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        about = session.get_one(Suggestion, newest(town).id)
        scene.review(about)
        leads = [scene.bureau("县水利局"), scene.bureau("县交通局")]
        assigning.assign(
            session, assigning.Item(about, leads, []), scene.office(about), now=scene.now
        )
        row = parties.leads(session, about)[0]
        receipts.confirm(session, row, scene.liaison(row), now=scene.now)
        letter = replies.Letter(scene.words("主管道换了"), "高局长", "A", place="东坪村口")
        replies.reply(session, row, scene.liaison(row), letter, now=scene.now)
        assert about.serial is not None
        return about.serial


def answer_all(town: Town, letter: str, serial: int | None = None) -> None:
    """Every lead bureau of the newest, or of the one with this number, gives its answer."""
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        about = session.get_one(Suggestion, newest(town).id)
        if serial is not None:
            about = session.scalars(select(Suggestion).where(Suggestion.serial == serial)).one()
        for row in parties.leads(session, about):
            if row.state == "replied":
                continue
            receipts.confirm(session, row, scene.liaison(row), now=scene.now)
            given = replies.Letter(scene.words(letter), "高局长", "A", place="村口")
            replies.reply(session, row, scene.liaison(row), given, now=scene.now)


@pytest.mark.parametrize(
    "said",
    [
        "不满意，只修七盏，钱没说清",
        "不满意",
        "建{n}不满意，只换了一半",
        "县水利局的答复我不太满意，没说钱从哪来",
        "基本满意吧",
    ],
)
def test_a_rating_before_all_bureaus_have_answered_goes_to_nobody(town: Town, said: str) -> None:
    serial = half_answered(town)
    town.says("李明", "西坪村的路灯坏了")
    before = counts(town)
    answer = town.says("李明", said.format(n=serial))
    assert "还等县交通局答复" in answer and "没有转给任何人" in answer
    assert counts(town) == before
    with town.database.read() as session:
        assert session.scalars(select(Rating)).all() == []


def test_a_bare_rating_with_nothing_to_rate_asks_which(town: Town) -> None:
    half_answered(town)
    answer_all(town, "路面补好了")
    assert "您满意" in town.says("李明", "满意")
    town.clock.forward(days=6)
    before = counts(town)
    answer = town.says("李明", "不满意，只修七盏")
    assert "没有转给任何人" in answer and counts(town) == before


def test_what_is_said_right_after_a_rating_is_about_it(town: Town) -> None:
    town.says("大娘", "东坪村五组的滴灌带老是漏水没人管")
    assigned(town)
    answer_all(town, "都换好了")
    for said in ("还行吧", "一般般，就是慢了点"):
        assert "算“基本满意”吗" in town.says("李明", said), said
    assert "您基本满意" in town.says("李明", "基本满意")
    for said in ("我刚才评价单位能看到吗", "评的满意不满意，水利局的人他们知道不"):
        assert "看不到" in town.says("李明", said), said
    assert "您满意" in town.says("李明", "算了，改成满意")


# ------------------------------------------------------------------ the newest thing they were told


def replied_beside_a_case(town: Town) -> None:
    """李明's suggestion about lamps, signed by 陈桂 and answered, while a villager's dripper waits
    for both of them."""
    town.says("大娘", "东坪村五组的滴灌带老是漏水没人管")
    town.says("李明", "我要提个建议")
    for said in ("东坪村三组路灯坏了七盏", "没人管护", "请县里统一管护农村路灯，安排电费"):
        town.says("李明", said)
    town.says("李明", "请陈桂附议")
    town.says("陈桂", "附议")
    handed_in(town)
    answer_all(town, "都换好了")
    town.clock.forward(seconds=1)


def steps(town: Town) -> int:
    with town.database.read() as session:
        return session.scalar(select(func.count()).select_from(History)) or 0


@pytest.mark.parametrize("name", ["李明", "陈桂"])
@pytest.mark.parametrize(
    "said",
    [
        "没换，还黑着呢，说已全部更换是假话",
        "修好了，我看过了",
        "路灯修好了，我看过了",
        "灯还黑着，骗人",
        "还是老样子",
        "我问过了，根本没人来",
    ],
)
def test_what_is_said_right_after_an_answer_is_of_it_and_goes_to_nobody_else(
    town: Town, name: str, said: str
) -> None:
    replied_beside_a_case(town)
    before, taken = counts(town), steps(town)
    asked = town.says(name, said)
    assert "这句谁也没转" in asked and "建〔16-6〕1号" in asked, asked
    assert counts(town) == before and steps(town) == taken
    # The word that follows takes it along, sealed.
    assert "您不满意" in town.says(name, "不满意")
    with town.database.read() as session:
        words = session.scalars(select(Rating)).one().words
        assert words is not None and words.text == said
    assert town.told("大娘") == [] and not any(said in one for one in town.told("高联络"))


@pytest.mark.parametrize(
    "said",
    ["五组的滴灌带修好了", "民1修好了，我看过了", "今天走访了八户，没问题", "西坪村的水渠堵了"],
)
def test_what_names_another_case_or_place_is_of_that_one_also_right_after_an_answer(
    town: Town, said: str
) -> None:
    replied_beside_a_case(town)
    assert "这句谁也没转" not in town.says("李明", said)


def test_what_a_deputy_turned_to_since_is_what_they_speak_of(town: Town) -> None:
    replied_beside_a_case(town)
    town.says("李明", "民1我去看看")
    assert "这句谁也没转" not in town.says("李明", "修好了，我看过了")


@pytest.mark.parametrize("said", ["没有的事，线路根本没换", "瞎说，一盏也没换"])
def test_that_a_kept_promise_is_not_so_is_heard_by_the_office_alone_while_it_is_weighed(
    town: Town, said: str
) -> None:
    replied_beside_a_case(town)
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        row = session.scalars(select(Assignment)).one()
        until = local_day(scene.now) + timedelta(days=30)
        who = scene.liaison(row)
        made = promises.make(session, row, who, scene.words("换线"), until, now=scene.now)
        promises.keep(session, made, who, scene.words("线换好了"), now=scene.now)
    town.clock.forward(seconds=1)
    bureau = town.told(liaison_of(town))
    assert "您说没落实" in town.says("李明", said)
    assert said in town.last_told("郑科员") and town.told(liaison_of(town)) == bureau


def test_a_word_to_a_bureau_at_work_is_passed_on_when_the_deputy_says_so(town: Town) -> None:
    assigned(town)
    town.says("大娘", "东坪村五组的滴灌带老是漏水没人管")
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        row = session.scalars(select(Assignment)).one()
        handling.progress(session, row, scene.liaison(row), scene.words("管材到了"), now=scene.now)
    town.clock.forward(seconds=1)
    said = "得赶在农忙前弄完，我问过了村里的人"
    assert "转给单位" in town.says("李明", said)
    assert "转给县水利局" in town.says("李明", "转给单位")
    assert said in town.last_told(liaison_of(town))


def test_the_one_whose_number_a_deputy_says_is_meant_whatever_was_shown_last(town: Town) -> None:
    serial, newer = assigned(town), assigned(town)
    assert serial != newer
    for named in (f"建〔16-6〕{serial}号", f"建{serial}"):
        answer = town.says("李明", f"{named}没落实")
        assert f"〔16-6〕{serial}号" in answer and f"〔16-6〕{newer}号" not in answer, answer


# ------------------------------------------------------------------ what is told of an answer


def test_the_notice_of_an_answer_names_who_still_owes_and_asks_for_no_rating_yet(
    town: Town,
) -> None:
    half_answered(town)
    told = town.last_told("李明")
    assert "县交通局还没答复" in told and "都答复了再请您评价" in told


def test_the_number_that_says_which_one_is_no_part_of_the_record(town: Town) -> None:
    serial = assigned(town)
    liaison = liaison_of(town)
    town.says(liaison, f"收到{serial}")
    town.says(liaison, f"{serial}昨天面商了，王局长带队到村里看了")
    told = town.last_told("李明")
    assert "昨天面商了" in told and f"{serial}昨天" not in told


def test_nobody_came_after_it_was_said_that_somebody_did_is_asked_about(town: Town) -> None:
    serial = assigned(town)
    assert "会告诉人大" in town.says("李明", "没人联系")
    liaison = liaison_of(town)
    town.says(liaison, f"收到{serial}")
    town.says(liaison, f"{serial}昨天面商了，王局长带队到村里看了")
    town.says("李明", "见过了")
    before = counts(town)
    assert "没见过就回“没见过”" in town.says("李明", "没人联系")
    assert counts(town) == before
    assert "会告诉单位和人大" in town.says("李明", "没见过")


def test_the_example_of_a_return_names_another_bureau(town: Town) -> None:
    serial = assigned(town)
    liaison = liaison_of(town)
    town.says(liaison, f"收到{serial}")
    town.says(liaison, f"申退{serial}")
    said = town.says(liaison, "不是我们的事")
    assert f"比如“申退{serial}，这是县" in said and "水利局的事" not in said


def liaison_of(town: Town) -> str:
    with town.database.read() as session:
        row = session.scalars(select(Assignment)).first()
        assert row is not None
        found = session.scalars(
            select(BureauLiaison).where(BureauLiaison.bureau_id == row.bureau_id)
        ).first()
        assert found is not None
        return found.name


def test_the_notice_of_an_answer_tells_what_was_promised(scene: suggestion_parts.Scene) -> None:
    answered(scene, "B")
    told = scene.told("李明", "suggestion.replied")[0]
    assert "答应2027年6月30日" in told and "换完三公里主管道" in told


def test_who_signed_and_who_is_behind_hear_that_another_bureau_has_it_now(
    scene: suggestion_parts.Scene,
) -> None:
    row = scene.received()
    about = row.suggestion
    co_signing.add_signed(scene.session, about, scene.deputy("陈桂"), now=scene.now)
    citizens_behind(scene, about, "周婶")
    office = scene.office(about)
    other = scene.bureau("县交通局")
    returns.reassign(scene.session, row, other, office, restart=True, now=scene.now)
    assert "县交通局主办" in scene.told("陈桂")[-1]
    assert "现在由县交通局办" in scene.told("周婶")[-1]
    heard = len(scene.told("周婶"))
    supporting = scene.bureau("县水利局")
    assigning.add_bureau(
        scene.session, about, supporting, "supporting", scene.office(about), now=scene.now
    )
    assert len(scene.told("周婶")) == heard, "one more that helps changes nothing for them"


def test_a_card_names_a_suggestion_as_everything_else_does(town: Town) -> None:
    written(town)
    town.says("李明", "交上去")
    with town.database.read() as session:
        row = session.scalars(select(Notice).where(Notice.kind == "suggestion.to_review")).first()
        assert row is not None
        card = notices()[row.kind].in_template(fields_of(row))
    assert card["thing1"].startswith("稿1：") and card["character_string2"] == "1"


def test_the_newest_answer_is_the_one_that_is_rated_and_nothing_said_of_it_is_lost(
    town: Town,
) -> None:
    for title in ("东坪村三组路灯坏了七盏", "东坪村小学没有净水器"):
        for said in ("我要提个建议", title, "一直没有人管", "请县水利局尽快安排办好"):
            town.says("李明", said)
        handed_in(town)
        answer_all(town, "办好了")
        town.clock.forward(seconds=1)
    assert "2号" in town.says("李明", "水是通了，可净水器没装")
    assert "2号" in town.says("李明", "不满意，一台也没装")
    with town.database.read() as session:
        words = session.scalars(select(Rating)).one().words
        assert words is not None and words.text == "水是通了，可净水器没装。一台也没装"


def promised(town: Town) -> None:
    """What 县水利局 promised in the suggestion about lamps, its day brought back."""
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        row = session.scalars(select(Assignment)).one()
        until = local_day(scene.now) + timedelta(days=2)
        who, words = scene.liaison(row), scene.words("上学路两侧水沟完工")
        promises.make(session, row, who, words, until, now=scene.now)
    town.clock.forward(days=6)
    with town.database.write() as session:
        promises.look(session, now=town.clock.now())
    town.clock.forward(seconds=1)


@pytest.mark.parametrize(
    "said, kept",
    [
        ("水沟修完了一大半，还差200米，估计要到6月底", False),
        ("1水沟还差200米，想改到6月30日", False),
        ("1水沟6月28日全修好了", True),
    ],
)
def test_how_far_a_promise_is_is_heard_by_its_words_or_its_number(
    town: Town, said: str, kept: bool
) -> None:
    replied_beside_a_case(town)
    promised(town)
    town.says(liaison_of(town), said)
    told = town.last_told("李明")
    assert "水沟" in told and "1水沟" not in told
    assert ("说答应的事落实了" in told) is kept


def test_that_it_is_really_done_is_kept_as_what_shows_it(town: Town) -> None:
    replied_beside_a_case(town)
    town.says("李明", "满意")
    with town.database.write() as session:
        scene = scene_of(session, town.clock.now())
        about = session.scalars(select(Suggestion)).one()
        weighing.close_procedure(session, about, scene.office(about), None, now=scene.now)
    town.clock.forward(seconds=1)
    assert "您看过，办好了" in town.says("李明", "看了，灯都修好了，没问题")
    with town.database.read() as session:
        assert session.scalars(select(CloseOutEvidence)).one().kind == "visit"


@pytest.mark.parametrize(
    "said", ["路灯那件怎么样了", "路灯那个建议现在谁在办", "我提的路灯办到哪了"]
)
def test_words_of_the_title_find_ones_own_suggestion_beside_other_cases(
    town: Town, said: str
) -> None:
    replied_beside_a_case(town)
    town.says("李明", "西坪村水渠堵了，浇不上地")
    assert "建〔16-6〕1号" in town.says("李明", said)


@pytest.mark.parametrize(
    "said, answer",
    [
        ("打了不满意会不会得罪人", "没有算成评价"),
        ("我评不满意他们会不会给我穿小鞋", "没有算成评价"),
        ("他们要是还糊弄我就不满意", "没有算成评价"),
        ("1的评价能不能撤回", "没有算成评价"),
        ("满意是满意，可别光说不练", "算“基本满意”吗"),
        ("不是很满意，钱没说清", "算“不满意”吗"),
        ("凑合吧", "算“基本满意”吗"),
        ("9改满意", "没有记"),
    ],
)
def test_nothing_is_a_rating_that_is_not_said_plainly(town: Town, said: str, answer: str) -> None:
    replied_beside_a_case(town)
    before = counts(town)
    assert answer in town.says("李明", said) and counts(town) == before
    with town.database.read() as session:
        assert session.scalars(select(Rating)).all() == []


def test_the_number_decides_which_rating_is_changed_and_the_stage_what_is_taken_along(
    town: Town,
) -> None:
    replied_beside_a_case(town)
    town.says("李明", "不满意")
    assert "您基本满意" in town.says("李明", "算了1改基本满意")
    assert "算“基本满意”吗" in town.says("李明", "马马虎虎")
    assert "您满意" in town.says("李明", "不对，改成满意吧")
    with town.database.read() as session:
        row = session.scalars(select(Rating).order_by(Rating.id.desc())).first()
        assert row is not None and row.grade == "satisfied" and row.words is None
