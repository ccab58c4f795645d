"""What is said while a bureau has a case in its hands: by the bureau, by the deputy who follows it,
by the desk that waits for news, by who reported it. What is told is true, and nothing is lost."""

import pytest
from sqlalchemy import select

from bot.store.models import Contact, Issue
from tests.databases import one_store
from tests.talking import Town

LAMP = "东坪村三组路灯坏了，晚上看不见"
DITCH = "西坪村水渠塌了一段，水过不来"


@pytest.fixture
def lamp(town: Town) -> Town:
    """民1 lies with 城关供电所."""
    town.says("大娘", LAMP)
    town.says("李明", "请站里办")
    town.says("周干事", "转供电所")
    return town


@pytest.fixture
def ditch(town: Town) -> Town:
    """民1 lies with 县水利局, and 赵刚 is at it too."""
    town.says("二叔", DITCH)
    town.says("赵刚", "我去看看")
    town.says("周干事", "转水利局")
    town.says("钱水", "收到")
    return town


def state_of(town: Town) -> str:
    with town.database.read() as session:
        return session.scalars(select(Issue.state)).one()


def test_a_result_reaches_the_constituent_also_after_a_deputy_has_answered(ditch: Town) -> None:
    ditch.says("赵刚", "问了水利局，已经修好了")
    assert "请群众去看看" in ditch.says("钱水", "塌的那段重新砌好了，通水了")
    assert "通水了" in ditch.last_told("二叔") and "好了回1" in ditch.last_told("二叔")
    ditch.says("二叔", "1")
    assert state_of(ditch) == "closed"


@one_store
@pytest.mark.parametrize(
    "said", ["清了一半了，明天接着干", "已经清了一半", "清了一部分，明天接着清"]
)
def test_half_of_it_is_news_and_nobody_is_asked_whether_it_is_good(ditch: Town, said: str) -> None:
    ditch.says("赵刚", said)
    assert said in ditch.last_told("二叔") and "好了回1" not in ditch.last_told("二叔")
    assert state_of(ditch) == "handed_over"


@one_store
def test_who_is_told_to_look_for_themselves_is_not_visited(ditch: Town) -> None:
    assert "我去看看" not in ditch.says("赵刚", "修好了，去看看吧")


@one_store
@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("跟群众说一声，周五来换", "周五来换"),
        ("现场看了，要换两根杆子", "要换两根杆子"),
        ("换好了，拍了照", "好了回1"),
    ],
)
def test_a_bureau_with_one_task_is_understood_and_told_in_its_own_words(
    lamp: Town, said: str, read: str
) -> None:
    lamp.says("孙电", said)
    assert read in lamp.last_told("大娘") and "说一声" not in lamp.last_told("大娘")


@one_store
def test_days_that_are_asked_for_wait_for_the_desk(lamp: Town) -> None:
    lamp.says("孙电", "收到")
    assert "站里定了告诉您" in lamp.says("孙电", "人手不够，晚两天")


@one_store
@pytest.mark.parametrize("asked", ["这件谁交办的", "啥时候交的", "谁转来的"])
def test_a_bureau_hears_from_whom_and_when_it_has_a_case(lamp: Town, asked: str) -> None:
    answer = lamp.says("孙电", asked)
    assert "城关镇代表联络站" in answer and "今天" in answer


@one_store
def test_the_desk_hears_of_a_body_what_lies_there_or_that_nothing_does(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("李明", "请站里办")
    assert "没有从您这里转去" in town.says("周干事", "供电所那边还没动静吗")
    town.says("周干事", "转供电所")
    assert "待签收" in town.says("周干事", "供电所收到没")
    assert "县水利局手上眼下没有" in town.says("周干事", "水利局那边有消息没")


@one_store
@pytest.mark.parametrize("said", ["那行", "那好吧", "也行", "那就好"])
def test_a_nod_of_the_constituent_rings_nobody(lamp: Town, said: str) -> None:
    before = [len(lamp.told(who)) for who in ("周干事", "李明", "王芳", "孙电")]
    assert "有消息就告诉您" in lamp.says("大娘", said)
    assert [len(lamp.told(who)) for who in ("周干事", "李明", "王芳", "孙电")] == before


@one_store
@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("给城关镇站打个电话", "要您自己打"),
        ("通知各站，周五前报材料", "/console/broadcasts"),
        ("哪个镇最慢", "/console/pictures"),
        ("今年办结了几件，晚了几件", "今年全县没有群众反映"),
    ],
)
def test_what_an_office_says_of_many_opens_no_case(town: Town, said: str, answer: str) -> None:
    assert answer in town.says("郑科员", said)
    with town.database.read() as session:
        assert session.scalars(select(Issue.id)).all() == []


@one_store
def test_days_later_its_own_thing_is_enough(lamp: Town) -> None:
    lamp.says("孙电", "收到，后天去")
    lamp.clock.forward(days=2)
    lamp.says("孙电", "修不了，要换整个灯头，得报县局")
    assert "得报县局" in lamp.last_told("大娘")


@one_store
def test_a_place_is_called_as_everybody_calls_it(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("二叔", "东坪村公厕堵了，臭得很")
    town.says("王芳", "厕所那个我已经叫人掏了")
    assert "叫人掏了" in town.last_told("二叔") and "叫人掏了" not in town.last_told("大娘")


@one_store
def test_what_a_deputy_brings_for_somebody_lies_on_no_other_case(town: Town) -> None:
    town.says("大娘", LAMP)
    assert "编号民2" in town.says("李明", "帮王大爷反映一下，东坪村一组自来水水小")


@one_store
def test_the_number_of_somebody_else_is_not_kept_as_ones_own(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("李明", "我去看看")
    town.says("李明", "王大爷电话13811112222")
    with town.database.read() as session:
        numbers = session.scalars(select(Contact.phone)).all()
    assert "13811112222" not in numbers


@one_store
def test_how_long_it_takes_is_a_question_about_the_case(lamp: Town) -> None:
    assert "城关供电所" in lamp.says("大娘", "那得多久")


@one_store
def test_the_same_words_again_are_of_what_came_since(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("李明", "我去看看")
    town.says("二叔", "东坪村小学门口没有减速带，车开得快")
    assert "民2" in town.says("李明", "我去看看")
    assert "李明代表接手了" in town.last_told("二叔")


@one_store
def test_words_said_before_of_one_case_name_it_no_more_than_another(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("李明", "好嘞，上午开完会我去看一眼")
    town.says("二叔", "东坪村小学门口没有减速带，车开得快")
    before = len(town.told("大娘"))
    assert "民2" in town.says("李明", "好嘞，上午开完会我去看一眼")
    assert len(town.told("大娘")) == before


@one_store
def test_what_is_bought_and_not_put_in_is_on_its_way(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("李明", "我去看看")
    town.says("李明", "灯头买好了，下午换")
    assert "下午换" in town.last_told("大娘") and "好了回1" not in town.last_told("大娘")


@one_store
def test_a_thing_told_again_after_a_complaint_lies_with_the_thing(town: Town) -> None:
    town.says("大娘", "东坪村三组停电了，一下午了")
    town.says("大娘", "供电所的电话打不通")
    assert "民1" in town.says("大娘", "东坪村三组又停电了，一下午了")
