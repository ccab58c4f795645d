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


@pytest.mark.parametrize(
    ("text", "matters"),
    [
        ("路塌了，我娘的低保也没批下来", 2),
        ("低保停了不知为啥，门口那条沟也该清了", 2),
        ("东坪三组停电，供电所的人来了要收钱才给修", 2),
        ("下水道堵了，俺家厕所也没法用", 1),
        ("支书收钱才给办低保", 1),
    ],
)
def test_what_is_broken_beside_a_demand_for_money_or_a_paper_is_a_matter_of_its_own(
    text: str, matters: int
) -> None:
    assert len(reader().read(text).issues) == matters


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("wangdafa zhan wo jia di", "王大发"),
        ("wang shu ji bu gan huo", None),
        ("cunzhishu shou qian", None),
    ],
)
def test_who_is_named_in_pinyin_is_kept_from_it(text: str, who: str | None) -> None:
    assert [about.name for about in reader().read(text).avoid] == [who]
    assert reader().read("cun li lu deng huai le").avoid == ()


@pytest.mark.parametrize(
    "text",
    [
        "会计拿俺们的身份证套补贴",
        "办个残疾证一人要八百，民政所的人亲口说的",
        "支书把鱼塘租给他小舅子，一年三百",
        "换届前挨家发米发油，主任就这么上的",
        "妇女主任没上过一天班，补贴照领",
        "拆迁款村干部扣走两成",
    ],
)
def test_graft_told_as_plain_fact_is_a_report_of_it(text: str) -> None:
    assert reader().read(text).as_json()["kind"] == "accusation"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("可别给我说出去", "supplement"),
        ("俺说的那条路是不是黄了", "status"),
        ("能不能把场院硬化成水泥的", "project_wish"),
        ("刚才报的二组不对，是四组", "correction"),
        ("替我谢谢站里的同志", "thanks"),
        ("能不能照顾一下俺外甥的施工队", "favour"),
        ("买了三轮车低保会不会取消", "policy_question"),
        ("我家的号码你们给谁看了", "data_rights"),
        ("我在苏州厂里，爹娘在东坪村", "greeting"),
        ("我在东莞打工，老家东坪村的桥断了", "problem"),
        ("我在东莞打工，厂里不给买社保，你们能管不", "elsewhere"),
    ],
)
def test_the_form_of_a_sentence_tells_its_kind(text: str, kind: str) -> None:
    assert reader().read(text).kind == kind
