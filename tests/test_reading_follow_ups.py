"""What is said after something was said: added, quoted, asked how it stands, or mere talk."""

import pytest

from nlp.belonging import OpenCase, belongs_to
from nlp.urgency import DANGER
from tests.reading_helpers import reader


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("supplement", ("村里说后天修好车就拉", "报警了，派出所说等等", "镇上让我等通知")),
        ("supplement", ("我替我二姨说的，她不会用微信", "我是柳树湾的", "你们不会找我吧")),
        ("supplement", ("我在深圳，白天上班接不了", "0377-66666666 下午打", "谢谢 火灭了")),
        ("supplement", ("路灯是在小卖部旁边", "补贴那个急，路灯不急", "就那八百米是最急的")),
        ("supplement", ("他是镇代表", "回来了回来了，在同学家", "千万别打电话给我，我男人不知道")),
        ("status", ("咋又推回来了", "怎么又转了", "代表来过了？", "听见没", "再不来我就曝光你们")),
        ("greeting", ("1+1等于几", "明天是几号啊 我怕下雨")),
        ("thanks", ("东坪村支书好，给我们修了路",)),
        ("policy_question", ("灶上的软管几年换一次", "飞线充电违不违法", "独居老人给不给装报警器")),
        ("lawful_channel", ("信访局受理俩月了，没给答复书",)),
        ("supplement", ("别来找我", "不要打我手机", "补贴以前是一百二", "派出所来过一次")),
        ("supplement", ("在87号门口", "去镇上问，让回村里", "找过孙书记，他说没钱", "我姓周")),
        ("problem", ("再不解决我就去省里上访", "路灯再不修我就找记者", "村里说没钱修，路还是烂的")),
    ],
)
def test_the_form_of_a_short_word_says_what_it_is(kind: str, texts: tuple[str, ...]) -> None:
    assert {text: reader().read(text).kind for text in texts} == dict.fromkeys(texts, kind)


def test_who_is_only_quoted_is_not_spoken_ill_of() -> None:
    for text in ("村里说后天修好车就拉", "报警了，派出所说等等", "镇上让我等通知"):
        assert reader().read(text).avoid == (), text
    # A promise that was not kept is told of whoever gave it.
    for text in ("支书答应修桥，桥呢", "钱明理代表上次说给修路，路呢", "镇上说不归他们管"):
        assert reader().read(text).avoid, text


def test_a_threat_with_the_press_is_no_danger_and_one_to_jump_is() -> None:
    for text in ("再不来我就曝光你们", "再不来我就发抖音", "再不来我跳脚骂人了", "别打我电话"):
        read = reader().read(text)
        assert read.urgency != DANGER and read.safety is None, text
    for text in ("再不来我就跳楼给你看", "再不管我跳给你们看", "是不是要我跳楼你们才管"):
        read = reader().read(text)
        assert read.urgency == DANGER and "12356" in str(read.safety), text


def test_a_tree_on_a_wire_is_danger_and_a_hole_of_weeks_is_not() -> None:
    for text in ("西关社区树枝压着电线", "大风刮倒的树砸在高压线上", "杨树倒了压着电线"):
        read = reader().read(text)
        assert read.urgency == DANGER and "95598" in str(read.safety), text
    for text in (
        "树压着电线，还没断，来人修剪一下",
        "俺那屋后头的坡光往下掉土圪垯，下雨天怕人哩",
        "门口那阴沟叫车轧塌了个窟窿，晚上看不见怪吓人",
    ):
        assert reader().read(text).urgency == "加急", text


def test_a_word_of_one_title_alone_says_which_of_two_is_meant() -> None:
    lamp = OpenCase("民266", "东坪村五组的路灯不亮", "城乡建设", "Q11")
    money = OpenCase("民267", "高龄补贴三个月没发", "民政", "Q11")
    for text, ref in (("补贴是我婆婆的 83了", "民267"), ("路灯是在小卖部旁边", "民266")):
        for cases in ((lamp, money), (money, lamp)):
            assert belongs_to("supplement", text, None, None, cases) == ref
    assert belongs_to("supplement", "明天再说", None, None, (lamp, money)) is None
