"""Whose telephone a sentence tells: only theirs, or of somebody of theirs, is rung."""

import pytest

from handlers.conversation.citizen.phones import in_digits, is_own


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
