"""Which case somebody with work speaks of without its number, among one, two, five and ten: by the
words that name it, by the running exchange, as the only one; and what becomes of their words."""

import pytest
from sqlalchemy import select

from bot.store.models import Contact, Deputy, DeputyGrid, Grid, HandOver, Issue
from tests import small_county
from tests.talking import Town

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

#: Who said what; 民1 … 民10 in this order.
MATTERS = (
    ("大娘", "东坪村六组自来水又黄又浑，不敢喝"),
    ("二叔", "东坪村菜市场后头的垃圾桶满了没人倒"),
    ("三婶", "东坪村幼儿园门口没有斑马线"),
    ("四爷", "东坪村三组路灯不亮好几天了"),
    ("五哥", "东坪村公厕门坏了关不上"),
    ("六姑", "东坪村东头那个抽水机坏了，浇不上地"),
    ("七舅", "东坪村一组化粪池满了往外冒"),
    ("八姨", "东坪村路边大树朝路上歪着长"),
    ("九妹", "东坪村路面挖的坑没填，天天绊人"),
    ("十弟", "东坪村卫生室老是锁着门"),
)


def waiting(town: Town, count: int, first: int = 1) -> None:
    """``count`` cases are open, that of number ``first`` among them as 民1."""
    rows = [MATTERS[first - 1], *(row for n, row in enumerate(MATTERS, 1) if n != first)]
    for who, said in rows[:count]:
        town.says(who, said)
    town.clock.forward(minutes=90)


def steps_of(town: Town, number: int) -> str:
    with town.database.read() as session:
        return session.scalars(select(Issue.state).where(Issue.number == number)).one()


@pytest.mark.parametrize("count", [1, 2, 5, 10])
@pytest.mark.parametrize(
    ("first", "said"),
    [
        (1, "水黄那件转水利局"),
        (1, "自来水的事转水利局"),
        (2, "菜市场那个转水利局"),
        (4, "路灯的转水利局"),
        (5, "公厕门转水利局"),
        (6, "抽水机那件转水利局"),
        (8, "大树那个转水利局"),
        (9, "没填的坑那件转水利局"),
    ],
)
def test_an_order_finds_its_case_by_a_word_among_many(
    town: Town, count: int, first: int, said: str
) -> None:
    waiting(town, count, first)
    assert "已转县水利局（民1“" in town.says("周干事", said)
    assert [steps_of(town, n) for n in range(2, count + 1)] == ["routed"] * (count - 1)


@pytest.mark.parametrize("said", ["喷泉那件转水利局", "你们这帮人那件其实是化肥，转水利局"])
def test_what_is_named_and_not_there_is_done_to_nothing(town: Town, said: str) -> None:
    waiting(town, 5)
    town.says("周干事", "路灯那个记一下，催过了")
    town.says("周干事", said)
    with town.database.read() as session:
        assert session.scalars(select(HandOver.id)).all() == []


@pytest.mark.parametrize("count", [1, 2, 10])
def test_what_a_bureau_says_after_its_receipt_is_told_to_that_constituent(
    town: Town, count: int
) -> None:
    waiting(town, count)
    town.says("周干事", "水黄那件转水利局")
    if count > 1:
        town.says("周干事", "民2转水利局")
    town.says("钱水", "民1收到")
    for said in ("上午派了两个人去取样", "初步看是管网老化掉锈", "水烧开了再喝"):
        assert "进展会告诉群众（民1“" in town.says("钱水", said)
        assert said in town.last_told("大娘")
    if count > 1:
        # Nothing of it is of this case by its words: it is asked, and 「是」 sends it.
        assert "是发给反映民1“" in town.says("钱水", "车堵在路上，晚一个小时")
        assert "好，没有动" in town.says("钱水", "不是")
        town.says("钱水", "车堵在路上，晚一个小时")
        assert "车堵在路上" not in town.last_told("大娘")
        town.says("钱水", "是")
    else:
        # It is all that they have at work, and nothing else is named.
        assert "进展会告诉群众" in town.says("钱水", "车堵在路上，晚一个小时")
    assert "车堵在路上" in town.last_told("大娘")
    assert "好了回1" not in town.last_told("大娘")
    assert "会请群众去看看（民1“" in town.says("钱水", "冲了三遍管，水样合格")
    town.says("大娘", "没好，还是黄")
    town.says("周干事", "水黄那件再办")
    assert "还是黄" in town.last_told("钱水")
    town.says("钱水", "好的再去一趟")
    assert "会请群众去看看（民1“" in town.says("钱水", "又冲了一遍，水清了")
    assert "水清了" in town.last_told("大娘")


def test_who_points_at_the_only_case_means_it(town: Town) -> None:
    waiting(town, 1)
    assert "算您在跟了" in town.says("李明", "这事我来协调 明天上午叫上两家到现场")
    # What stands behind a receipt and is no act is kept for the desk, now and later.
    town.says("周干事", "1转供电所")
    answer = town.says("孙电", "收到 请站里告诉群众别碰灯杆")
    assert "签收了" in answer and "站里看得到" in answer
    assert "站里看得到" in town.says("孙电", "收到 配件没有 等一个月")


def test_what_is_said_in_one_breath_with_its_receipt_is_of_that_case(town: Town) -> None:
    waiting(town, 1)
    town.says("周干事", "1转水利局")
    answer = town.says("钱水", "收到 路灯明天修")
    assert "签收了：民1" in answer and "没对上" in answer
    assert not any("水利局说" in told for told in town.told("大娘"))
    waiting(town, 2)
    town.says("周干事", "2转供电所")
    assert "告诉群众（" not in town.says("孙电", "收到群众电话了 说是三组")
    answer = town.says("孙电", "收到了 明天带整流器去")
    assert "签收了" in answer and "进展会告诉群众" in answer
    heard = len(town.told("大娘"))
    town.says("大娘", "东坪五组变压器嗡嗡响")
    town.says("四姑", "西坪村路灯不亮")
    town.says("周干事", "3转供电所")
    town.says("周干事", "4转供电所")
    town.says("孙电", "全部收到 变压器的明天换")
    assert [told for told in town.told("大娘")[heard:] if "明天换" in told]
    assert not any("明天换" in told for told in town.told("四姑"))


@pytest.mark.parametrize("said", ["这户人难缠得很", "你们站里再核一下", "人家说的不对"])
def test_what_a_bureau_says_of_people_or_to_the_desk_is_not_sent_on(town: Town, said: str) -> None:
    waiting(town, 1)
    town.says("周干事", "转水利局")
    town.says("钱水", "收到")
    before = town.told("大娘")
    assert "没有发给群众" in town.says("钱水", said)
    assert town.told("大娘") == before


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("坑我叫人填", "坑我叫人填"),
        ("我让村里先垫上", "我让村里先垫上"),
        ("挖的坑我去找施工队", "挖的坑我去找施工队"),
    ],
)
def test_a_deputy_who_promises_takes_it_up_and_is_quoted(town: Town, said: str, told: str) -> None:
    town.says(*MATTERS[8])
    town.says("王芳", said)
    assert steps_of(town, 1) == "taken_up" and told in town.last_told("九妹")
    assert "吗？是就回“是”" in town.says("王芳", "瞧了，是水管挖的，得等两天")
    town.says("王芳", "是")
    assert "得等两天" in town.last_told("九妹") and "好了回1" not in town.last_told("九妹")
    town.says("王芳", "都填平了")
    assert "好了回1" in town.last_told("九妹")


@pytest.mark.parametrize("other", ["斑马线那个站里先办吧", "斑马线站里先办"])
def test_each_half_of_a_sentence_goes_to_its_own_case(town: Town, other: str) -> None:
    waiting(town, 5)
    town.says("李明", f"在公交上，菜市场那个我晚点看，{other}")
    assert (steps_of(town, 2), steps_of(town, 3)) == ("taken_up", "at_station")
    town.says("李明", "垃圾桶那个环卫说后天车能修好")
    assert "后天车能修好" in town.last_told("二叔")


@pytest.mark.parametrize(
    "said", ["看了灯管烧了两根，已经让市场管理员换", "跟市场那边说了，答应明天弄"]
)
def test_a_word_in_passing_tells_nobody_elses_constituent(town: Town, said: str) -> None:
    waiting(town, 5)
    before = town.told("二叔")
    assert "是说民" in town.says("李明", said)
    assert town.told("二叔") == before
    town.says("李明", "民4")
    assert said in town.last_told("四爷") and "好了回1" not in town.last_told("四爷")


def test_a_title_of_others_is_not_told_to_the_only_constituent(town: Town) -> None:
    town.says(*MATTERS[3])
    town.says("二叔", "西坪村电表箱门掉了")
    town.says("周干事", "民1转供电所")
    town.says("孙电", "收到")
    before = town.told("四爷")
    assert "是说民1“" in town.says("孙电", "电表箱门今天装了，拍不了照")
    assert town.told("四爷") == before
    town.says("孙电", "线查过了，等配件")
    assert "等配件" in town.last_told("四爷")


def test_an_old_case_takes_nothing_that_does_not_name_it(town: Town) -> None:
    town.says("大娘", "东坪村盼着接上自来水")
    town.clock.forward(days=60)
    before = town.told("大娘")
    assert "“篮球场”没对上" in town.says("周干事", "篮球场转水利局")
    assert "“姓曹”没对上" in town.says("周干事", "姓曹的转城关镇政府")
    assert "是说民1“" in town.says("周干事", "转水利局")
    assert town.told("大娘") == before
    assert "已转县水利局（民1“" in town.says("周干事", "是")
    town.says("钱水", "收到")
    before = town.told("大娘")
    town.says("钱水", "灯杆换新的了")
    assert town.told("大娘") == before


def _also_a_deputy(town: Town) -> None:
    with town.database.write() as session:
        contact = next(one for one in session.scalars(select(Contact)) if one.name == "孙电")
        grid = session.scalars(select(Grid).where(Grid.code == "QH010201")).one()
        deputy = Deputy(
            code="D9",
            contact=contact,
            name="孙电",
            congress="township",
            electoral_unit="",
            occupation="",
            since=small_county.SINCE,
        )
        session.add(deputy)
        session.flush()
        session.add(DeputyGrid(deputy_id=deputy.id, grid_id=grid.id, since=small_county.SINCE))


def test_who_has_two_roles_and_reported_it_is_heard_in_the_one_of_the_talk(town: Town) -> None:
    _also_a_deputy(town)
    town.says("大娘", "西坪村东头那个抽水机坏了，浇不上地")
    town.says("孙电", "东坪村公厕门口的线杆歪了")
    town.says("周干事", "线杆那件转供电所")
    assert "签收了：民2" in town.says("孙电", "收到")
    before = town.told("大娘")
    town.says("孙电", "线杆我们明天去扶")
    assert "民2" in town.says("孙电", "扶正了")
    assert town.told("大娘") == before and steps_of(town, 2) == "answered"


def test_what_was_just_decided_entered_or_brought_is_what_the_next_word_is_of(town: Town) -> None:
    waiting(town, 5)
    town.says("周干事", "民4转水利局")
    town.says("钱水", "民4收到")
    town.says("钱水", "路灯不是我们的，是供电所的")
    assert "路灯不是我们的，是供电所的" in town.last_told("周干事")
    town.says("周干事", "路灯的同意退")
    assert "（民4“" in town.says("周干事", "那就转供电所")
    town.says("周干事", "刚才李家庄老刘打电话来说他们村水塔漏水，电话13811112222")
    assert "（民6“" in town.says("周干事", "转水利局")
    town.says("李明", "东坪村四组村民跟我说，机耕路断了收割机进不去")
    assert "民7" in town.says("李明", "这事我跟着，不用站里办")
    assert "民7" in town.says("李明", "联系了镇农机站，答应垫渣土")
    assert steps_of(town, 1) == "routed"


@pytest.mark.parametrize(
    ("who", "said", "answer", "told"),
    [
        ("周干事", "公厕那件装好了没", "民5“东坪村公厕门坏了关不上”现在是", None),
        ("吴站长", "抽水机那件到哪一步了", "民6“", None),
        ("周干事", "水黄那件我能打电话吗", "民1“", None),
        ("吴站长", "让周干事把化粪池的事今天落实", "会告诉周干事（民7“", ("周干事", "今天落实")),
        ("吴站长", "斑马线抓紧", "会告诉周干事（民3“", ("周干事", "抓紧")),
        ("周干事", "路灯催一下", "您的话会告诉他们", ("孙电", "催一下")),
        ("李明", "斑马线啥时候能画", "会告诉周干事（民3“", ("周干事", "啥时候能画")),
    ],
)
def test_a_question_is_answered_and_an_urging_reaches_who_has_it(
    town: Town, who: str, said: str, answer: str, told: tuple[str, str] | None
) -> None:
    waiting(town, 10)
    town.says("周干事", "民4转供电所")
    town.clock.forward(minutes=90)
    assert answer in town.says(who, said)
    if told is not None:
        assert told[1] in town.last_told(told[0])


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("篮球架转水利局", "“篮球架”"),
        ("健身步道转水利局", "“健身步道”"),
        ("停车场那件转水利局", "“停车场”"),
        ("路沿石的交给水利局", "“路沿石”"),
    ],
)
def test_what_the_case_does_not_explain_is_asked_about_and_completed_by_yes(
    town: Town, said: str, asked: str
) -> None:
    town.says("大娘", "东坪村到镇上的班车说停就停了")
    answer = town.says("周干事", said)
    assert asked in answer and "民1“东坪村到镇上的班车说停就停了”转县水利局吗" in answer
    assert steps_of(town, 1) == "routed"
    # An act of its own ends the question; what was held is not done by it.
    town.says("二叔", "西坪村三组井盖翘了")
    assert "答复会发给群众（民2“" in town.says("周干事", "井盖的答复：压平了")
    town.says("周干事", said)
    assert "已转县水利局（民1“" in town.says("周干事", "民1")


@pytest.mark.parametrize("said", ["同意退", "拉线的退回同意了", "可以，退吧，同意退", "延期准了"])
def test_a_word_about_a_return_hands_nothing_over(town: Town, said: str) -> None:
    town.says("大娘", "西坪村变压器漏油")
    town.says("周干事", "变压器的给供电所吧")
    town.says("孙电", "收到")
    assert "“拉线”没对上" in town.says("孙电", "拉线不是我们的，是移动公司的")
    assert "什么都没有动" in town.says("周干事", said)
    town.says("孙电", "变压器不归我们，退回")
    if "退" in said and "拉线" not in said:
        assert "好，已同意（民1“" in town.says("周干事", said)
    else:
        assert "已同意" not in town.says("周干事", said)


def test_the_case_that_was_shown_last_is_what_a_bare_order_is_of(town: Town) -> None:
    town.says("大娘", "东坪村到镇上的班车说停就停了")
    town.says("周干事", "班车的事我问问")
    town.says("二叔", "东坪村四组蓄水池裂了，漏一地")
    assert "已转县水利局（民2“" in town.says("周干事", "转水利局")
    town.says("钱水", "收到")
    assert "民2“" in town.says("周干事", "让水利局抓紧")
    town.says("钱水", "池子要补，后天来人")
    assert "会请群众去看看（民2“" in town.says("钱水", "补上了")


@pytest.mark.parametrize(
    ("who", "first", "then"),
    [("吴站长", "宣传画那件我去看了，明天叫人拆", "拆了"), ("李明", "宣传画我叫人拆", "都拆完了")],
)
def test_done_as_was_said_before_is_a_result_whoever_said_it(
    town: Town, who: str, first: str, then: str
) -> None:
    town.says("大娘", "东坪村宣传画挡了路口")
    town.says("二叔", "东坪村三组路灯不亮")
    town.says(who, first)
    assert first.split("，")[-1] in town.last_told("大娘") and steps_of(town, 1) != "answered"
    town.says(who, then)
    assert "好了回1" in town.last_told("大娘") and steps_of(town, 2) == "routed"


def test_who_was_rung_is_who_reported_it(town: Town) -> None:
    town.says("大娘", "东坪村三组水塔漏水")
    assert "记在民1" in town.says("周干事", "水塔的事给镇长打过电话了，他说明天给办")
    with town.database.read() as session:
        assert session.scalars(select(Issue.spoken_at)).one() is None
    town.says("周干事", "水塔那家跟大娘说一声，明天有人来修")
    assert "明天有人来修" in town.last_told("大娘")


def test_what_a_bureau_adds_after_its_report_is_told_and_a_plan_is_none(town: Town) -> None:
    town.says("大娘", "东坪村三组自来水发黄")
    town.says("周干事", "民1转水利局")
    town.says("钱水", "收到")
    town.says("钱水", "水样不合格，铁锰超标，要打新井，报了计划")
    assert "报了计划" in town.last_told("大娘") and "好了回1" not in town.last_told("大娘")
    town.says("钱水", "管子冲过了，水清了")
    assert "好了回1" in town.last_told("大娘")
    assert "进展会告诉群众" in town.says("钱水", "这几天先给他们送水车")
    assert "送水车" in town.last_told("大娘") and steps_of(town, 1) == "answered"
    assert "已请县水利局再办" in town.says("周干事", "还有点黄，水利局再去看看")


def test_a_half_of_an_order_is_not_lost_and_a_question_keeps_its_answer(town: Town) -> None:
    town.says("大娘", "东坪村三组自来水发黄")
    town.says("二叔", "东坪村二组老人办优待证难")
    town.says("周干事", "民1转水利局")
    town.says("钱水", "民1退回，归供电所")
    town.says("周干事", "民1同意退，转供电所")
    with town.database.read() as session:
        rows = session.execute(select(HandOver.state).order_by(HandOver.id)).scalars().all()
    assert rows == ["returned", "handed_over"]
    town.says("周干事", "民2记一下，明天办")
    assert "哪一件" in town.says("周干事", "老庞家那墙转供电所")
    assert "哪一件" in town.says("周干事", "不，先转水利局"), (
        "no case is in it, nor in what it answers"
    )
    assert steps_of(town, 2) == "routed"
    assert "已转县水利局（民2“" in town.says("周干事", "民2")
    town.says("三婶", "东坪村一组梧桐树枝搭在线上")
    assert "还没发给谁" in town.says("周干事", "梧桐枝子找供电所和水利局")
    assert "已请站里把民3“" in town.says("李明", "梧桐树站里给联系供电所呗")
    assert "已转城关供电所（民3“" in town.says("周干事", "行")


#: Who has one case says this of something else, or of himself: nobody is told, nothing is moved.
FOREIGN = (
    "岳父没了，得回去七天",
    "地里水管子爆了，换了一截",
    "我爹的药换了新的",
    "车坏半路上了，换了个轮胎",
    "玉米收完了",
    "媳妇娘家盖房，帮忙去了",
    "咱啥时候开会",
)


def test_words_without_a_reason_tell_nobody_and_lie_on_no_case(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮")
    town.says("李明", "1")
    town.says("二叔", "西坪村三组蓄水池裂了")
    town.says("周干事", "民2转水利局")
    town.says("钱水", "收到")
    told = {who: town.told(who) for who in ("大娘", "二叔", "周干事")}
    for said in FOREIGN:
        town.says("李明", said)
        town.says("钱水", said)
        assert {who: town.told(who) for who in told} == told, said
    for who, said, reader in (
        ("李明", "晚上去换", "大娘"),
        ("李明", "灯头烧了，明天换", "大娘"),
        ("钱水", "师傅在路上", "二叔"),
        ("钱水", "材料明天到货", "二叔"),
        ("钱水", "池底裂了道缝", "二叔"),
    ):
        town.says(who, said)
        assert said in town.last_told(reader), said


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("灯和厕所我看看", "taken_up"),
        ("路灯和厕所我都去看看", "taken_up"),
        ("路灯、厕所都请站里办", "at_station"),
        ("路灯、厕所，都请站里办", "at_station"),
    ],
)
def test_what_is_joined_by_an_and_is_of_each_however_it_is_called(
    town: Town, said: str, state: str
) -> None:
    town.says("四爷", "东坪村三组路灯不亮好几天了")
    town.says("五哥", "东坪村公厕堵了，臭得很")
    town.says("六姑", "东坪村东头那个抽水机坏了，浇不上地")
    town.says("李明", said)
    assert [steps_of(town, number) for number in (1, 2)] == [state] * 2
    assert steps_of(town, 3) == "routed"
