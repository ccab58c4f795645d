"""Whose telephone a sentence tells: only theirs, or of somebody of theirs, is rung."""

import pytest

from handlers.conversation.citizen.phones import in_digits, is_own, told_as_own


@pytest.mark.parametrize(
    ("said", "own"),
    [
        ("13800001234", True),
        ("我姓刘，电话13800001234", True),
        ("王桂兰 13800001234", True),
        ("打我儿子的，13800001234", True),
        ("老板不让说，打我电话13800001234", True),
        ("我是物业的，电话13800001234", True),
        ("办好了打13800001234", True),
        ("灯坏在书记家门口，写我的号，一三八零零零零一二三四", True),
        ("老板姓刘，电话13800001234", False),
        ("书记的电话13800001234", False),
        ("他叫刘建国，13800001234", False),
        ("中介小李，微信也是13800001234", False),
        ("13800001234，这是施工队的", False),
        ("没有电话", False),
    ],
)
def test_a_number_is_theirs_unless_it_is_said_of_another(said: str, own: bool) -> None:
    assert is_own(in_digits(said)) is own


def test_within_a_matter_it_is_theirs_where_they_say_who_they_are() -> None:
    number = "13711112222"
    for said, own in (
        (f"北街下水道堵了，我叫周晓梅，电话{number}", True),
        (f"我是东坪村三组的王桂兰 {number} 路灯坏了", True),
        (f"本人姓李，手机号：{number}，路断了", True),
        (f"路灯坏了，联系电话：{number}", True),
        (f"水渠堵了，打我电话{number}", True),
        (f"我叫他来修，电话{number}", False),
        (f"我叫电工来修，电话{number}", False),
        (f"我是听老王说的，电话{number}", False),
        (f"我叫施工队停下，工头电话{number}", False),
        (f"老板姓刘，电话{number}，欠我工钱", False),
        (f"店主联系电话{number}，卖过期的", False),
        (f"隔壁老王倒的垃圾，电话{number}", False),
    ):
        assert bool(told_as_own(said)) is own, said
