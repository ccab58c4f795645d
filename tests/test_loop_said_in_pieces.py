"""What constituents say around a matter: in pieces, after a report, of a telephone, in secret. It
goes where it belongs, asks for no more than is needed, and a question closes nothing."""

import pytest
from sqlalchemy import select

from bot.store.models import Contact, Deputy, DeputyGrid, Grid, Identity, Issue
from bot.store.vault import vault
from tests.databases import one_store
from tests.talking import Town

LAMP = "东坪村三组的灯一明一暗"
BEATEN = "东坪村二组，我儿媳妇不给我饭吃"


def issue(town: Town, number: int) -> Issue:
    with town.database.read() as session:
        return session.scalars(select(Issue).where(Issue.number == number)).one()


def phone_of(town: Town, name: str) -> str | None:
    with town.database.read() as session:
        digest = vault().digest(f"o-{name}")
        rows = select(Contact).join(Identity).where(Identity.digest == digest)
        return session.scalars(rows).one().phone


@one_store
@pytest.mark.parametrize(
    ("said", "state", "answer"),
    [
        ("好是好了，就是路面挖的坑没填", "recheck", "还差"),
        ("亮是亮了，第三盏还是暗", "recheck", "还差"),
        ("灯不闪了", "closed", "办结"),
        ("好了回1是啥意思", "answered", "还没去看，先不用回"),
        ("怎么回", "answered", "还没去看，先不用回"),
    ],
)
def test_asked_how_it_is_people_say_it_in_their_own_words(
    town: Town, said: str, state: str, answer: str
) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "民1答复 变压器换好了")
    assert answer in town.says("大娘", said) or state == "recheck"
    assert issue(town, 1).state == state


@one_store
def test_part_of_what_was_owed_is_not_good(town: Town) -> None:
    town.says("大娘", "东坪村修路占了我家地，补偿款没给")
    assert "太好了" not in town.says("大娘", "补了一部分")


@one_store
def test_pieces_before_the_matter_are_the_matter(town: Town) -> None:
    for piece in ("那啥", "就是那个路", "坑", "西坪村的", "俺都摔两回了"):
        town.says("大娘", piece)
    assert "路" in issue(town, 1).title and issue(town, 1).grid_id is not None
    assert "坑" in town.last_told("赵刚")
    town.says("二叔", "你们这帮人除了拿工资还会干啥")
    assert "编号民2" in town.says("二叔", "东坪村一组化粪池满了往外冒")
    assert "化粪池" in issue(town, 2).title and "化粪池" in town.last_told("李明")


@one_store
@pytest.mark.parametrize(
    "said", [BEATEN, "邻居天天骂我还扔石头，东坪村一组", "东坪村，我被儿子打了"]
)
def test_what_is_suffered_at_home_reaches_nobody_of_the_village(town: Town, said: str) -> None:
    assert "打110" in town.says("大娘", said)
    assert town.told("李明") == town.told("王芳") == []
    assert "民1" in town.last_told("周干事")


@one_store
@pytest.mark.parametrize(
    "said",
    [
        "电话137 0000 8888",
        "137-0000-8888 晚上打",
        "打我儿子的 13700008888 他姓吴",
        "一三七零零零零八八八八",
    ],
)
def test_a_telephone_that_was_asked_for_is_kept_however_it_is_typed(town: Town, said: str) -> None:
    town.says("大娘", LAMP)
    town.says("大娘", "找人")
    assert "电话记下了" in town.says("大娘", said)
    assert phone_of(town, "大娘") == "13700008888"


@one_store
def test_the_telephone_of_whom_they_complain_is_never_kept_as_theirs(town: Town) -> None:
    town.says("大娘", "东坪村俺家门口垃圾堆成山，苍蝇嗡嗡的")
    for said in (
        "垃圾是隔壁老王倒的，他电话13800001234",
        "老板姓刘，电话13800001234",
        "包工头叫王五，手机13800001234",
        "13800001234是房东的号",
        "物业经理的 138 0000 1234",
        "对方13800001234",
    ):
        assert "电话记下了" not in town.says("大娘", said), said
        assert phone_of(town, "大娘") is None, said
    town.says("大娘", "我听不清，打她电话13900001111，是我闺女")
    assert phone_of(town, "大娘") == "13900001111"


@one_store
def test_a_wish_for_silence_is_kept_in_many_words_and_not_given_where_it_was_not_asked(
    town: Town,
) -> None:
    for number, said in enumerate(
        ["可别给我说出去", "有人问起就说是抽查的", "千万别把我的话传出去"], 1
    ):
        town.says(f"人{number}", LAMP)
        assert "保密" in town.says(f"人{number}", said)
        assert issue(town, number).secret and issue(town, number).seen_by == "grid"
    town.says("大娘", LAMP)
    assert "不提是您说的" in town.says("大娘", "别说是我让来的，他好面子")
    assert not issue(town, 4).secret


@one_store
@pytest.mark.parametrize("said", ["东坪村低保没批", "东坪村三组栏杆没了"])
def test_the_first_matter_of_somebody_is_one_however_short(town: Town, said: str) -> None:
    assert "编号民1" in town.says("大娘", said) and "民1" in town.last_told("李明")
    for number, short in enumerate(("冬天没暖气", "买到假药", "饭馆吃出虫", "水是红的"), start=2):
        assert f"编号民{number}" in town.says(f"人{number}", short), short
    # A road is named, and no place.
    assert "什么事，接着说" not in town.says("人9", "校车绕路")


@one_store
def test_where_it_is_may_be_said_with_the_greeting_and_a_curse_speaks_of_nobody(town: Town) -> None:
    assert "东坪村" in town.says("大娘", "您好，我在宁波打工呢，我娘在东坪村")
    assert "哪个村" not in town.says("大娘", "她那房梁让虫蛀了，我怕塌")
    assert "生气" in town.says("二叔", "一天天就知道开会，屁事不干")
    town.says("二叔", "东坪村水管断了")
    assert "加到民2" in town.says("二叔", "又断了，他奶奶的")


@one_store
def test_what_was_taken_back_goes_on_and_is_secret_when_both_are_said(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("大娘", "撤回")
    said = town.says("大娘", "哎不是撤，是不要写我名")
    assert "接着办" in said and "保密" in said
    assert issue(town, 1).secret and issue(town, 1).state == "recheck"


@one_store
def test_the_place_is_asked_only_where_the_answer_needs_it(town: Town) -> None:
    assert "哪个村" not in town.says("大娘", "新农合今年交多少")
    assert "新农合" in town.last_told("郑科员")
    assert "哪个村" in town.says("二叔", "俺村的路啥时候修")


@one_store
def test_a_nod_among_other_talk_does_not_say_that_an_alarm_was_heard(town: Town) -> None:
    town.says("大娘", "东坪村三组井房冒火花")
    town.says("二叔", "东坪村五组水渠塌了一截")
    assert "还没人接" in town.says("周干事", "好的") and town.told("大娘") == []
    assert "告诉群众您接到了" in town.says("郑科员", "收到")


@one_store
def test_who_is_deputy_of_the_whole_village_answers_what_is_pushed(town: Town) -> None:
    with town.database.write() as session:
        village = session.scalars(select(Grid).where(Grid.name == "东坪村")).one()
        deputy = session.scalars(select(Deputy).where(Deputy.name == "李明")).one()
        for row in session.scalars(select(DeputyGrid).where(DeputyGrid.deputy_id == deputy.id)):
            row.grid_id = village.id
        grid = Grid(
            code="DP-9",
            name="第九网格",
            level="grid",
            parent=village,
            path="",
            names=[],
            active=True,
        )
        session.add(grid)
        session.flush()
        grid.path = f"{village.path}{grid.id}/"
    town.says("大娘", LAMP)
    with town.database.write() as session:
        case = session.scalars(select(Issue)).one()
        case.grid = session.scalars(select(Grid).where(Grid.code == "DP-9")).one()
    assert "算您在跟了" in town.says("李明", "1")


@one_store
def test_who_the_deputies_are_is_told_when_the_village_is(town: Town) -> None:
    assert "哪个村" in town.says("大娘", "我想知道我们这儿的代表叫啥，怎么找他")
    assert "李明" in town.says("大娘", "东坪村的")
    with town.database.read() as session:
        assert session.scalars(select(Issue.id)).all() == []


@one_store
def test_beside_a_danger_each_word_goes_to_what_it_names(town: Town) -> None:
    town.says("大娘", "东坪村二组的大树要倒了砸着人咋办")
    town.says("大娘", "还有俺家的低保没发")
    before = len(town.told("郑科员"))
    assert "民2" in town.says("大娘", "低保是农商行的折子") and len(town.told("郑科员")) == before
    assert "民1" in town.says("大娘", "树呢") and len(town.told("郑科员")) == before
    assert "马上" not in town.says("大娘", "不用管了树锯了").split("再有")[0]
    assert "民1没事" in town.says("郑科员", "1打过去了，是误会，没事")
    assert "不用报" in town.says("郑科员", "民1没事")


@one_store
def test_how_a_danger_ended_is_kept_after_it_was_passed_on(town: Town) -> None:
    town.says("大娘", "东坪村二组着火了")
    town.says("郑科员", "接了")
    town.says("郑科员", "已报总值班室")
    assert "记下了（民1" in town.says("郑科员", "灭了，没伤人")


@one_store
@pytest.mark.parametrize(
    "said", ["00000000", "ABCD1234", "我叫何平，我是东坪的网格员，给我开一下", "那码找谁要"]
)
def test_who_speaks_of_a_code_disturbs_nobody(town: Town, said: str) -> None:
    town.says("大娘", LAMP)
    before = len(town.told("李明"))
    assert "码" in town.says("大娘", said) and len(town.told("李明")) == before


@one_store
@pytest.mark.parametrize(
    ("who", "said", "answer"),
    [
        ("李明", "我是谁", "县人大代表"),
        ("孙电", "我现在是啥身份", "联络员"),
        ("李明", "我能干啥", "我去看看"),
        ("孙电", "这号咋用", "签收"),
        ("大娘", "这个怎么用", "什么事"),
        ("李明", "我不干代表了", "解除代表"),
        ("周干事", "灯那件咋样了", "已派到片"),
        ("周干事", "都谁没回话", "民1"),
        ("周干事", "今天有啥要紧的", "民1"),
        ("周干事", "民1转县纪委", "12388"),
    ],
)
def test_what_people_ask_about_themselves_and_their_work_is_answered(
    town: Town, who: str, said: str, answer: str
) -> None:
    town.says("二叔", LAMP)
    assert answer in town.says(who, said)
    with town.database.read() as session:
        assert session.scalars(select(Issue.number)).all() == [1]


@one_store
def test_the_end_of_a_talk_is_not_the_end_of_a_matter(town: Town) -> None:
    assert "随时说" in town.says("大爷", "算了，不说了")
    town.says("大娘", LAMP)
    assert "撤回民1" in town.says("大娘", "算了不说了")
    assert issue(town, 1).state == "routed"


@one_store
def test_a_grudge_told_later_is_for_nobody_in_the_village(town: Town) -> None:
    town.says("大娘", "东坪村俺家的低保咋停了")
    before = town.told("李明")
    assert "不发给您村" in town.says("大娘", "村主任说是他报上去停的，他跟俺有过节")
    assert town.told("李明") == before


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_few_words_that_say_what_is_wrong_are_kept_when_the_place_comes(town: Town) -> None:
    for who, said, where in (
        ("张三", "一下雨就淹", "东坪村三组"),
        ("李四", "没米下锅了", "东坪村三组的老刘"),
    ):
        assert "哪个村" in town.says(who, said)
        assert f"“{said}”记下了" in town.says(who, where)
        assert f"：{said}。{where}" in town.last_told("李明")
    assert "记下了" in town.says("王五", "疯狗没人打")
    assert "12388" in town.says("赵六", "选举发了烟")
    assert "只由县人大代工委看" in town.says("钱七", "代表也不来问问")
    # What says nothing yet is asked about, and the place alone opens nothing.
    town.says("孙八", "一言难尽")
    assert "接着说" in town.says("孙八", "东坪村")
    assert "先打110" in town.says("周九", "出事了")
    assert "东坪村的代表：" in _village_after(town, "代表是哪个我都不晓得")
    assert "都能发" in town.says("郑十", "发照片行不行")


@one_store
def test_of_whom_nobody_sees_they_do_not_read_in_a_talk_about_a_lamp(town: Town) -> None:
    town.says("大娘", LAMP)
    told = town.told("李明")
    assert "只由县人大代工委看" in town.says("大娘", "代表从来没来过")
    assert town.told("李明") == told
    # Beside a dog that the station looks after: a report is the county's alone.
    town.says("二叔", "东坪村支书家的狗天天咬人")
    told = town.told("周干事")
    assert "12388" in town.says("二叔", "低保名单有猫腻")
    assert town.told("周干事") == told


def _village_after(town: Town, said: str) -> str:
    assert "哪个乡镇哪个村" in town.says("吴二", said)
    return town.says("吴二", "东坪村")
