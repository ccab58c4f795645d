"""What hides a person, wherever and however it is written (issue 3, point 7)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reading_helpers import reader

PHONE = "13812345678"


def masked(text: str) -> list[tuple[str, str]]:
    return [(m.kind, text[m.start : m.end]) for m in reader().read(text).masks]


@pytest.mark.parametrize(
    "written",
    [
        PHONE,
        "138 1234 5678",
        "138-1234-5678",
        "１３８１２３４５６７８",
        "+86 13812345678",
        "幺三八幺二三四五六七八",
        "一三八一二三四五六七八",
        "一三八 一二三四 五六七八",
        "1-3-8-1-2-3-4-5-6-7-8",
        "138.1234.5678",
        "013812345678",
    ],
)
def test_a_telephone_is_masked_however_it_is_written(written: str) -> None:
    text = f"路灯坏了，打{written}找我"
    reading = reader().read(text)
    assert [m.kind for m in reading.masks] == ["phone"]
    assert not any(digit in reading.masked for digit in ("1234", "5678", "四五六", "１２３"))


@pytest.mark.parametrize(
    "number",
    [
        "11010119900307123X",
        "110101199003071234",  # the check digit is wrong
        "110101900307123",
        "110101 19900307 123x",
        "１１０１０１１９９００３０７１２３４",
    ],
)
def test_an_identity_card_is_masked_also_with_a_wrong_check_digit(number: str) -> None:
    assert [k for k, _ in masked(f"身份证{number}，请帮我查")] == ["id_card"]


def test_a_bank_card_is_masked_in_groups_of_four() -> None:
    assert masked("打到卡号6222 0212 3456 7890 123") == [("bank_card", "6222 0212 3456 7890 123")]


@pytest.mark.parametrize("plate", ["湘A12345", "湘A·12345", "粤BD12345", "豫a88k88", "京AF00018"])
def test_plates_are_masked_also_of_electric_cars(plate: str) -> None:
    assert masked(f"{plate}天天堵在门口") == [("plate", plate)]


def test_a_name_beside_a_telephone_is_masked_everywhere() -> None:
    text = f"联系人赵铁柱，电话{PHONE}。赵铁柱在家等"
    assert [k for k, _ in masked(text)] == ["name", "phone", "name"]
    assert "赵铁柱" not in reader().read(text).masked


@pytest.mark.parametrize(
    "text", ["我叫王小明，路灯坏了", "我叫李四今年60岁", "本人欧阳国栋，反映水费"]
)
def test_who_says_their_name_is_masked(text: str) -> None:
    assert [k for k, _ in masked(text)] == ["name"]


def test_a_childs_name_is_masked_as_a_minor_every_time() -> None:
    text = "我儿子李小虎在县一中读书，李小虎被同学打了"
    assert masked(text) == [("minor", "李小虎"), ("minor", "李小虎")]


def test_the_room_of_an_accused_neighbour_is_masked_and_the_building_is_kept() -> None:
    reading = reader().read("3栋2单元501的邻居半夜放音乐，2单元501太吵")
    assert "501" not in reading.masked
    assert "3栋" in reading.masked


def test_the_door_of_an_accused_neighbour_is_masked() -> None:
    assert masked("隔壁42号那家养猪臭得很") == [("address", "42号")]


def test_a_firm_is_masked_without_the_words_before_it() -> None:
    assert masked("举报青禾绿源农业有限公司拖欠工资") == [("company", "青禾绿源农业有限公司")]


@pytest.mark.parametrize(
    "text",
    [
        "打12345打了三次，120也打了",
        "2019年12月31日交了3500元",
        "编号20190228112505",
        "孩子马上要上学了",
        "我是东坪村的村民",
        "88路公交车改线",
        "三组到五组的路一二百米",
        "儿子高考完在家",
        "老板马上跑路了",
        "村主任和会计都来看过",
        "9月3号业主去了售楼部",
        "民312怎么样了",
    ],
)
def test_what_is_not_personal_stays(text: str) -> None:
    assert masked(text) == []


def test_offsets_count_code_points_of_the_original_also_behind_emoji() -> None:
    text = f"😀😀路燈壞了，我叫王小明 {PHONE}"
    assert masked(text) == [("name", "王小明"), ("phone", PHONE)]


@given(
    st.lists(
        st.sampled_from([PHONE, "湘A12345", "路灯坏了", "😀", "，", "\n", "12345", "我叫李四"])
    )
)
def test_masks_never_overlap_and_never_leave_the_text(parts: list[str]) -> None:
    text = "，".join(parts)
    reading = reader().read(text)
    at = 0
    for mask in reading.masks:
        assert at <= mask.start < mask.end <= len(text)
        at = mask.end
    assert PHONE not in reading.masked


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("我孙女陈小雨上学没车坐，小雨才七岁", "小雨"),
        ("我家孩子叫豆豆，走路上学", "豆豆"),
        ("邻居张三家的狗天天叫", "张三"),
        ("李芳芳13900112233和王强13900112244都在", "王强"),
        ("楼上402半夜拖桌子", "402"),
        ("身份证一一零一零一一九九零零三零七一二三四", "一九九零"),
        ("加我微信abc12345细说", "abc12345"),
        ("包工头罗大海欠我们工钱", "罗大海"),
        ("前夫胡小勇的官司", "胡小勇"),
        ("我姐丁小琴瘫在床上", "丁小琴"),
        ("我娃罗小豆七岁，上学没车", "罗小豆"),
        ("我家在石桥村四组27号", "27号"),
        ("家是8栋2单元601 李秋菊", "李秋菊"),
    ],
)
def test_what_people_write_in_passing_is_hidden_too(text: str, hidden: str) -> None:
    assert hidden not in reader().read(text).masked


@pytest.mark.parametrize(
    "text", ["叫苦不迭的业主", "和政府沟通多次", "19、812、501、213路公交车", "和幼儿园门口"]
)
def test_common_words_are_not_taken_for_names_or_numbers(text: str) -> None:
    assert masked(text) == []
