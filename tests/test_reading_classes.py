"""Classes of messages that were misread once: each has its look-alike beside it."""

import pytest

from nlp.urgency import DANGER
from tests.reading_helpers import reader


@pytest.mark.parametrize(
    "text",
    [
        "说是来上班，手机被收了，门外有人看着不让走",
        "楼上又打孩子，打着打着没声了",
        "这辈子没啥盼头了，后事交代好了，拜托你们照看我妈",
        "一百多个工友往高速去了，说要堵路讨钱",
        "电梯把我们关了，电梯关了半个小时了",
        "隔壁喝醉了，说要点房子",
        "渡船船舱进水了，还没到岸",
        "孩子三年没拿到工钱，想跳楼",
    ],
)
def test_danger_told_without_its_words_is_danger(text: str) -> None:
    assert reader().read(text).urgency == DANGER


@pytest.mark.parametrize(
    "text",
    [
        "今天走了三户，都好",
        "刘子萱在二小三年级，座位太靠后看不清黑板",
        "派出所把跳河的老人救上来了，要表扬",
        "这球看得我想跳楼，哈哈",
        "绿灯才八秒",
        "3栋2单元502改厨房，水漏到我家",
        "管子到货了",
        "就在校门口",
        "东坪村，我妈85了",
        "我调走了，以后找老周",
    ],
)
def test_what_only_sounds_like_danger_wakes_nobody(text: str) -> None:
    assert reader().read(text).urgency != DANGER


def test_who_fell_in_is_not_missing() -> None:
    safety = reader().read("井盖没了，一个小孩掉下去了").safety
    assert safety is not None and "不见" not in safety.line and "119" in safety.numbers


@pytest.mark.parametrize("text", ["别让村干部知道是我说的", "我的号码莫给支书看到"])
def test_whom_somebody_hides_from_does_not_receive_it(text: str) -> None:
    assert reader().read(text).avoid


@pytest.mark.parametrize(
    "text",
    ["卫生院后头的垃圾没人收", "派出所门口的路灯黑了", "支书让大家提意见，我提一个：修个晒场"],
)
def test_a_spot_or_a_call_for_wishes_blames_nobody(text: str) -> None:
    assert reader().read(text).avoid == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("村支书收了两条烟一个红包才给批地", "accusation"),
        ("举报村主任打人", "accusation"),
        ("村支书欺负人，不给我们放水", "problem"),
    ],
)
def test_outwards_only_graft_and_reports_are_accusations(text: str, kind: str) -> None:
    answer = reader().read(text).as_json()
    assert answer["kind"] == kind
    assert answer["avoid"]


def test_what_is_an_accusation_within_never_goes_out_without_somebody_to_avoid() -> None:
    for text in ("村里的头头不像话，欺负老实人", "当官的没一个好东西，欺负我们"):
        answer = reader().read(text).as_json()
        assert answer["kind"] != "problem" or answer["avoid"], text


@pytest.mark.parametrize(
    ("text", "matters"),
    [
        ("第一个是水管爆了没人修第二个是班车停了", 2),
        ("1东街路窄会不了车 2西街厕所锁着", 2),
        ("停车位不够的事先放放，路灯也坏了三盏", 2),
        ("接送娃天天堵；再问下午托费怎么退", 2),
        ("第一个路口的路灯不亮", 1),
        ("孩子被狗咬了，卫生院说没有疫苗", 1),
    ],
)
def test_matters_are_counted_as_people_line_them_up(text: str, matters: int) -> None:
    assert len(reader().read(text).issues) == matters


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("李子墨在二小三年级，转学办不下来", "李子墨"),
        ("5栋302钱大勇养了一屋鸡", "钱大勇"),
        ("我家小满被老师罚站了一上午", "小满"),
        ("我登记的名字写错了，改成余小燕", "余小燕"),
    ],
)
def test_names_without_a_word_before_them_are_hidden(text: str, hidden: str) -> None:
    assert hidden not in reader().read(text).masked


def test_who_goes_higher_is_angry_here_and_a_code_is_no_matter() -> None:
    assert reader().read("我要去北京上访，找记者曝光").kind == "problem"
    assert reader().read("我的码是 k7hx p6cd").kind == "unclear"


def test_a_child_that_swallowed_something_needs_a_doctor_first() -> None:
    safety = reader().read("娃娃吞了个纽扣电池").safety
    assert safety is not None and safety.numbers[0] == "120"
