"""To which matter a sentence belongs, in natural conversations: nothing is dropped, nothing opens a
case that is none, and nothing reaches whom it must not (conversation/citizen/belonging.py)."""

import pytest
from sqlalchemy import func, select

from bot.store.models import Grid, GridStaff, Identity, Issue, Message, Notice
from bot.store.vault import vault
from handlers.conversation.citizen.belonging import RULES, Case, Facts, Said, decide
from nlp.things import things
from tests import small_county
from tests.small_county import SINCE
from tests.talking import Town

#: The rules are the same on both databases; what asks the store in its own way runs on both.
ON_ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

#: A turn: what is said, and the number of the matter that it goes to. A number that is not there
#: yet is a new one; 0: answered, and neither kept as a case nor told anybody.
Turns = list[tuple[str, int]]

CONVERSATIONS: dict[str, Turns] = {
    "one matter in many sentences": [
        ("东坪村三组路灯不亮", 1),
        ("都半个月了", 1),
        ("就在小卖部旁边", 1),
        ("我昨天差点摔了", 1),
        ("村里说等钱", 1),
        ("你们公家就会推", 0),
        ("俺78了等不起", 1),
        ("灯杆也歪着", 1),
        ("高龄补贴咋领", 2),
        ("老年卡在哪办", 3),
    ],
    "an introduction, then the matter": [
        ("你好，我想问下，我在东坪村开了个面馆", 0),
        ("门口那个井盖坏了两个月了，昨天有个老太太差点绊倒", 1),
        ("井口有脸盆那么大", 1),
        ("还有个事，垃圾桶满了没人倒", 2),
        ("垃圾都招苍蝇了", 2),
        ("井盖是铁的那种", 1),
    ],
    "for somebody else": [
        ("我是替我二姨说的，她不会用微信", 0),
        ("她在西坪村，房子漏雨，去年说给修到现在没动静", 1),
        ("她叫刘桂枝，71了，电话是家里座机 0377-63221100", 1),
        ("不过她耳朵背，打给我吧 13900001111", 1),
        ("我在深圳，白天上班接不了", 1),
        ("房顶是瓦的", 1),
    ],
    "grumbling first": [
        ("你们到底管不管事！！！", 0),
        ("东坪小学门口那条路全是坑，东坪村的", 1),
        ("我昨天差点被撞", 1),
        ("你们看着办吧", 1),
        ("另外下水道也堵了", 2),
        ("下水道那味儿可大了", 2),
        ("路上的坑有一尺深", 1),
    ],
    "two at once, each by its thing": [
        ("东坪村五组的路灯不亮，还有就是俺家的高龄补贴三个月没发了", 1),
        ("补贴是我婆婆的 83了", 2),
        ("路灯是在小卖部旁边", 1),
        ("她叫张桂兰", 1),
        ("津贴卡是农商行的", 2),
    ],
    "another matter each, of things nobody listed": [
        ("西坪村渡口的踏板烂了", 1),
        ("另外俺闺女上幼儿园名额咋报", 2),
        ("村口垃圾桶没人拉臭半条街", 3),
        ("俺家低保停了", 4),
        ("停了两月", 4),
        ("踏板又掉一块", 1),
    ],
    "what comes of it": [
        ("东坪村村口的桥护栏断了", 1),
        ("娃上学天天过", 1),
        ("下雨滑得很，差点掉下去", 1),
    ],
    "water is not every water": [
        ("东坪村的水渠塌了一截，麦子浇不上水", 1),
        ("三组公厕化粪池满了往外冒", 2),
        ("五保户屋里的锅炉不热，老人都裹被子", 3),
        ("村委楼前的水泥地裂了大缝", 4),
        ("水渠还没人修", 1),
    ],
    "some days later": [
        ("东坪村三组自来水是黄的，有沙子", 1),
        ("+3", 0),
        ("我儿媳妇说她打过电话你们没人接", 1),
        ("水今天好点了，就是还有沙", 1),
        ("+2", 0),
        ("西坪村的桥栏杆断了", 2),
        ("水又黄了", 1),
    ],
    "another village": [
        ("东坪村路灯坏了", 1),
        ("西坪村也坏了两盏", 2),
        ("东坪那个是三组的", 1),
        ("西坪的在桥头", 2),
    ],
    "asked for the place": [
        ("俺那疙瘩路不中了", 1),
        ("坑里能养鱼", 1),
        ("我是市长", 1),
        ("东坪村", 1),
        ("天天颠得慌", 1),
    ],
    "one place for all that lack one": [
        ("门前的路不平", 1),
        ("家里也停水了", 2),
        ("西坪村", 1),
        ("水是早上停的", 2),
    ],
    "questions about the service": [
        ("东坪村三组路灯不亮", 1),
        ("你是真人吗", 0),
        ("代表是干啥的", 0),
        ("那你们给谁看了", 0),
        ("12388是哪的", 0),
        ("代表叫啥", 0),
        ("明天是几号啊", 0),
        ("灯泡是好的，线断了", 1),
    ],
    "small words in the middle of it": [
        ("东坪村二组老刘头一个人住，腿摔了没人管", 1),
        ("他儿子不管他", 1),
        ("不用来太早", 1),
        ("我姓周", 1),
        ("去镇上问，让回村里", 1),
        ("钱谁出", 1),
    ],
    "another thing, and it falls away": [
        ("先问一句，你们保密不", 0),
        ("东坪村门口井盖坏了", 1),
        ("打过12345，说转城管了，没下文", 1),
        ("就在桥头", 1),
        ("对了，旁边垃圾桶也满了没人收", 2),
        ("井盖是昨天又翘起来的", 1),
    ],
    "what was begun grows up": [
        ("打了八遍电话没人接", 1),
        ("东坪村二组半个月没垃圾车来了", 1),
        ("臭得不行", 1),
    ],
}


def number(town: Town, name: str) -> int:
    """The matter that ``name``'s last message is about; 0: none."""
    with town.database.read() as session:
        return (
            session.scalar(
                select(Issue.number)
                .join(Message, Message.issue_id == Issue.id)
                .join(Identity, Identity.contact_id == Message.contact_id)
                .where(Identity.digest == vault().digest(f"o-{name}"))
                .where(Message.id == select(func.max(Message.id)).scalar_subquery())
            )
            or 0
        )


def counts(town: Town) -> tuple[int, int]:
    """How many cases there are, and how many notices."""
    with town.database.read() as session:
        issues = session.scalar(select(func.count(Issue.id))) or 0
        return issues, session.scalar(select(func.count(Notice.id))) or 0


@ON_ONE
@pytest.mark.parametrize("name", CONVERSATIONS)
def test_each_sentence_goes_to_its_matter(town: Town, name: str) -> None:
    known = 0
    for said, wanted in CONVERSATIONS[name]:
        if said.startswith("+"):
            town.clock.forward(days=int(said))
            continue
        before = counts(town)
        answer = town.says("大娘", said)
        assert "没太明白" not in answer and "稍后回复" not in answer, (said, answer)
        assert number(town, "大娘") == wanted, (said, answer)
        if wanted == 0:
            assert counts(town) == before, (said, answer)
        known = max(known, wanted, 2 if "还有就是" in said else 0)
        assert counts(town)[0] == known, (said, answer)


def issue(town: Town, number: int = 1) -> Issue:
    with town.database.read() as session:
        found = session.scalars(select(Issue).where(Issue.number == number)).one()
        assert found.words.text is not None and (found.grid is None or found.grid.name)
        return found


# ------------------------------------------------------------------------------- what is hidden


@ON_ONE
@pytest.mark.parametrize(
    "first",
    [
        "我说个事你们可别往外传",
        "先说好，别让村里知道是我说的",
        "我要说的事不能让村里知道",
        "有个事，别写我名",
        "怕他们报复",
    ],
)
def test_secrecy_before_the_matter_holds_for_it_and_is_said_back(town: Town, first: str) -> None:
    assert "只有县人大机关看得到是谁说的" in town.says("大娘", first)
    assert counts(town) == (0, 0)
    said = town.says("大娘", "东坪村三组有人往水渠里倒垃圾")
    assert "按您说的保密" in said and "不想让村里知道" not in said
    assert issue(town).secret
    town.says("大娘", "车牌豫R12345 白色的")
    assert number(town, "大娘") == 1


def test_what_follows_an_accusation_never_reaches_the_village(town: Town) -> None:
    town.says("大娘", "俺村的低保都给了支书家亲戚，真穷的没有")
    for said in (
        "西坪村",
        "支书叫赵刚",
        "还有会计，他俩一伙的",
        "三组那个张家开着小车还吃低保",
        "我反映的低保也不给办",
        "我手上有录音",
    ):
        answer = town.says("大娘", said)
        assert number(town, "大娘") == 1, (said, answer)
    for name in ("赵刚", "李明", "王芳"):
        assert town.told(name) == [], name
    assert "一伙" in "".join(town.told("郑科员"))
    # A plain thing at a place, told as another one, is for those who can mend it.
    town.says("大娘", "还有西坪村三组路灯不亮")
    assert number(town, "大娘") == 2 and "路灯" in town.last_told("赵刚")


@ON_ONE
def test_words_after_a_lawsuit_are_kept_and_the_way_is_shown_again(town: Town) -> None:
    town.says("大爷", "我家宅基地的官司法院判了两年了执行不了")
    for said in ("能不能帮帮忙", "是东坪村的", "对方是开砖厂的"):
        town.says("大爷", said)
        assert number(town, "大爷") == 1, said
    assert town.told("李明") == [] and "砖厂" in town.last_told("郑科员")


@ON_ONE
@pytest.mark.parametrize("said", ["我要举报村会计", "村支书家占了路", "城管打人"])
def test_an_accusation_after_a_lamp_is_its_own_and_leaves_the_lamp_where_it_is(
    town: Town, said: str
) -> None:
    town.says("大娘", "西坪村三组路灯坏了")
    town.says("大娘", said)
    assert number(town, "大娘") == 2 and issue(town, 2).seen_by != "grid"
    assert issue(town).seen_by == "grid" and len(town.told("赵刚")) == 1
    town.says("大娘", "路灯还没修")
    assert number(town, "大娘") == 1 and "还没修" in town.last_told("赵刚")


@ON_ONE
def test_who_was_only_asked_is_left_out_and_the_others_keep_it(town: Town) -> None:
    town.says("大娘", "东坪村路灯坏了")
    town.says("大娘", "找过李明代表，他说让我等")
    assert issue(town).seen_by == "grid" and "让我等" in town.last_told("王芳")
    assert "让我等" not in "".join(town.told("李明"))


# ------------------------------------------------------------------------------- one by one


@ON_ONE
def test_the_way_out_makes_it_a_matter_of_its_own_and_takes_it_off(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮")
    assert "回“另一件”" in town.says("大娘", "孩子们放学都得绕路走")
    answer = town.says("大娘", "另一件")
    assert "民2" in answer and counts(town)[0] == 2
    assert "另记民2" in "".join(town.told("周干事"))
    assert "您说" in town.says("大娘", "另一件") and counts(town)[0] == 2


@ON_ONE
def test_the_title_comes_from_the_sentence_that_holds_the_matter(town: Town) -> None:
    town.says("小伙", "东坪村桥头的，护栏没了一截")
    assert "护栏" in issue(town).title
    town.says("大娘", "西坪村我想请人来看一下，没法过日子了")
    town.says("大娘", "水管漏得满屋都是水")
    assert "水管" in issue(town, 2).title
    assert "民2“水管" in town.last_told("周干事"), "the cards' later words use it"


def test_the_same_place_again_is_news_for_nobody_and_another_one_tells_who_lost_it(
    town: Town,
) -> None:
    town.says("大娘", "东坪村水沟堵了")
    before = counts(town)
    assert "不用改" in town.says("大娘", "是东坪 打错了")
    assert counts(town) == before
    town.says("大娘", "不对 是西坪 我说错了")
    assert "不用管了" in town.last_told("李明") and "民1" in town.last_told("赵刚")
    assert "东坪" not in issue(town).title


@ON_ONE
def test_what_was_said_before_the_matter_goes_along_with_it(town: Town) -> None:
    town.says("小刘", "我替我二姨说的，她不会用微信")
    town.says("小刘", "东坪村三组房子漏雨")
    assert "替我二姨" in town.last_told("李明")


@ON_ONE
@pytest.mark.parametrize("said", ["算了还是管吧", "等等先别撤", "接着办吧"])
def test_what_was_taken_back_goes_on_after_all(town: Town, said: str) -> None:
    town.says("大娘", "东坪村三组路灯不亮")
    town.says("大娘", "撤回")
    assert "接着办" in town.says("大娘", said) and issue(town).state == "recheck"


@ON_ONE
def test_a_place_swallows_nothing_that_is_said_with_it(town: Town) -> None:
    assert "编号民1" in town.says("大娘", "化工厂冒黄烟呛人，东坪村")
    assert "编号民2" in town.says("小伙", "桥头有条大狗咬人，西坪村")
    assert "接着说" in town.says("二叔", "东坪村三组，桥头那儿") and counts(town)[0] == 2


@ON_ONE
def test_a_letter_that_ends_with_a_wish_for_somebody_to_come_is_its_matter(town: Town) -> None:
    said = town.says(
        "大爷", "尊敬的领导你好，东坪村八百米的水渠塌了好几年浇不上地，希望领导派人来看看，给个说法"
    )
    assert "编号民1" in said and "水渠" in issue(town).title
    assert "水渠" in town.last_told("李明")


@ON_ONE
@pytest.mark.parametrize("said", ["千万别打电话给我，我男人不知道", "不要打我手机", "别来找我"])
def test_the_wish_not_to_be_rung_stands_where_somebody_would_ring(town: Town, said: str) -> None:
    town.says("大娘", "东坪村三组路灯不亮，我电话13800001111")
    assert "不打您电话" in town.says("大娘", said)
    with town.database.read() as session:
        reporter = session.scalars(select(Issue)).one().reporter
        assert reporter.no_calls and reporter.phone
    assert "打电话" in town.says("大娘", "我要有人给我打电话")
    with town.database.read() as session:
        assert not session.scalars(select(Issue)).one().reporter.no_calls


@ON_ONE
def test_who_goes_on_without_a_place_is_looked_at_by_a_person(town: Town) -> None:
    town.says("小伙", "门前的路不平")
    for said in ("下雨天更难走", "我妈摔过一回"):
        town.says("小伙", said)
    assert issue(town).state == "at_station" and "民1" in town.last_told("郑科员")


# ------------------------------------------------------------------------------- the rules


LAMP = Case(1, things("路灯不亮"))
TAP = Case(2, things("自来水是黄的"))
SECRETARY = Case(3, hidden=True, who=frozenset({"村支书"}))


@pytest.mark.parametrize(
    ("said", "cases", "within", "where", "rule"),
    [
        (Said(kind="supplement"), (), False, None, "first"),
        (Said(named=2), (LAMP, TAP), True, 2, "by_name"),
        (Said(), (Case(4, begun=True),), True, 4, "begun"),
        (Said(things("路灯"), wrong=True), (SECRETARY, TAP), True, 3, "hidden"),
        (Said(things("路灯"), wrong=True), (SECRETARY, LAMP), True, 1, "thing"),
        (Said(things("路灯"), somebody=True), (SECRETARY, LAMP), True, 3, "hidden"),
        (Said(things("路灯"), wrong=True, place="X"), (SECRETARY,), True, None, "other_thing"),
        (Said(somebody=True, wrong=True, place="X"), (SECRETARY,), True, 3, "hidden"),
        (Said(who=frozenset({"村支书"})), (Case(1, too_low=True), SECRETARY), True, 3, "blames"),
        (Said(who=frozenset({"镇长"})), (Case(1, too_low=True),), True, None, "blames"),
        (Said(him=True), (LAMP, SECRETARY), True, 3, "him"),
        (Said(things("垃圾"), another=True), (LAMP,), True, None, "another"),
        (Said(things("路灯"), another=True), (LAMP,), True, 1, "thing"),
        (Said(wrong=True, place="X"), (Case(1, area=lambda code: False),), True, None, "place"),
        (Said(things("水"), kind="status"), (LAMP, TAP), True, 2, "thing"),
        (Said(things("水")), (LAMP, TAP), False, 2, "thing"),
        (Said(things("路灯"), wrong=True, place="X"), (LAMP,), False, None, "whole"),
        (Said(things("垃圾"), wrong=True), (LAMP,), True, None, "other_thing"),
        (Said(things("垃圾")), (LAMP,), True, 1, "goes_on"),
        (Said(things("没电"), wrong=True, comes_of_it=True), (LAMP,), True, 1, "goes_on"),
        (Said(kind="lawful_channel", long=True), (LAMP,), True, None, "own_way"),
        (Said(kind="supplement"), (LAMP, TAP), True, 1, "goes_on"),
        (Said(kind="unclear"), (LAMP, TAP), False, 1, "unsure"),
    ],
)
def test_the_first_rule_that_has_an_answer_decides(
    said: Said, cases: tuple[Case, ...], within: bool, where: int | None, rule: str
) -> None:
    found = decide(Facts(said, cases, cases[0] if within else None))
    assert (found.case and found.case.number, found.rule) == (where, rule)


def test_with_a_matter_of_this_exchange_nothing_is_left_over() -> None:
    for kind in ("unclear", "status", "supplement", "problem", "policy_question", "favour"):
        assert decide(Facts(Said(kind=kind), (LAMP,), LAMP)).case is LAMP
    assert len({each.__name__ for each in RULES}) == len(RULES)


# --------------------------------------------------------------------- people who hold a role


@ON_ONE
@pytest.mark.parametrize("name", ["牛网格", "孙电", "王芳", "大娘"])
def test_who_holds_a_role_tells_in_several_sentences_as_everybody_does(
    town: Town, name: str
) -> None:
    with town.database.write() as session:
        worker = small_county.person(session, "牛网格", town.clock.now())
        grid = session.scalars(select(Grid).where(Grid.name == "西坪村网格")).one()
        session.add(
            GridStaff(code="W1", kind="worker", grid_id=grid.id, contact_id=worker.id, since=SINCE)
        )
    assert "民1" in town.says(name, "西坪村二组老王家屋顶塌了一角，人没事")
    for said in (
        "五保户，需要民政",
        "他腿脚不好，走不远",
        "我已经看过两回",
    ):
        answer = town.says(name, said)
        assert number(town, name) == 1 and "民1" in answer, (said, answer)
    assert "五保户" in "".join(town.told("赵刚")) and counts(town)[0] == 1
    assert "民2" in town.says(name, "群众跟我反映东坪村二组水压小")
    assert number(town, name) == 2 and "水压" in town.last_told("李明")
    assert "民1" in town.says(name, "老王那个屋顶，已经让他住他侄子家了")


@ON_ONE
def test_a_task_that_the_sentence_fits_stands_before_a_matter_of_ones_own(town: Town) -> None:
    town.says("李明", "西坪村四组路灯坏了")
    town.says("大娘", "东坪村三组水管漏水")
    assert "民2" in town.says("李明", "我去看看，水管那件")
    assert issue(town, 2).state == "taken_up"
    assert "没有等着回的事" not in town.says("李明", "灯杆是水泥的，去年刚立的")


@ON_ONE
@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("东坪村三组水渠塌了一截，浇不上地", "村东头小桥护栏少一截"),
        ("东坪村三组水渠塌了一截，浇不上地", "粮站收粮给打白条"),
        ("东坪村三组水渠塌了一截，浇不上地", "俺还想问，老宅翻新要不要审批"),
        ("东坪村小学窗户漏风", "昨天村里在路口架了摄像头，对着俺家院"),
        ("东坪村小学窗户漏风", "西头老井没井盖"),
        ("东坪村三组路灯不亮", "三组的大路上撒了一路石子，骑车打滑"),
        ("东坪村三组路灯不亮", "卫生所的药比镇上贵一半"),
        ("东坪村垃圾堆了半个月没人拉", "俺庄稼叫野猪拱了"),
    ],
)
def test_a_whole_sentence_of_another_thing_or_spot_is_a_matter_of_its_own(
    town: Town, first: str, other: str
) -> None:
    town.says("大娘", first)
    assert "编号民2" in town.says("大娘", other)


@ON_ONE
@pytest.mark.parametrize(
    ("first", "more"),
    [
        (
            "东坪村二组的机井坏了抽不上水",
            ("电工看过说线圈烧了", "隔壁井离得远够不着", "两百来亩地指着它"),
        ),
        ("东坪村小学食堂饭菜凉", ("送饭的车从镇上来", "家长群里都在说", "保温桶坏了没修")),
        ("东坪村三组自来水停了三天", ("隔壁二组有水", "供水站说管子老化", "老人挑水摔了一跤")),
        ("东坪村垃圾堆了半个月没人拉", ("学校门口那个最满", "下雨脏水流到路上", "卫生费年年收")),
    ],
)
def test_what_comes_of_a_matter_or_stands_beside_it_is_no_other_one(
    town: Town, first: str, more: tuple[str, ...]
) -> None:
    town.says("大娘", first)
    for text in more:
        assert "民2" not in town.says("大娘", text), text
