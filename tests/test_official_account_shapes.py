"""What fits into the fields of a template message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channel.shapes import MAX_THING, Problem, check, kind_of, trim_thing


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("thing1", "东坪三组路灯不亮，学生夜里走路怕啊啊啊"),
        ("thing1", "《关于修路的建议》A-1"),
        ("character_string2", "[16-6] 37 a/b"),
        ("phrase3", "已办结"),
        ("phrase3", "一二三四五"),
        ("name4", "欧阳娜娜"),
        ("name4", "阿卜杜热合曼·买买提"),
        ("name4", "Anna-Maria O'Neil"),
        ("time5", "15:01"),
        ("time5", "2026年11月20日 15:01"),
        ("time5", "2026-11-20 15:01:59"),
        ("time5", "2026年11月20日 15:01~2026年11月20日 16:00"),
        ("date6", "2026年11月20日"),
        ("date6", "2026-11-20"),
        ("date6", "2026/11/20~2026/11/30"),
        ("number7", "12"),
        ("number7", "-3.5"),
        ("letter8", "ABc"),
        ("amount9", "¥12.50"),
        ("amount9", "12元"),
        ("phone_number10", "0710-1234567"),
        ("car_number11", "鄂A8Z888"),
        ("const12", "办理中"),
        ("keyword1", "老模板没有公布规则"),
    ],
)
def test_what_the_platform_takes_has_no_problem(name: str, value: str) -> None:
    assert check({name: value}, [name]) == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("thing1", ""),
        ("thing1", "  "),
        ("thing1", "字" * 21),
        ("thing1", "🚰" * 11),
        ("thing1", "两行\n字"),
        ("thing1", "控\x00制"),
        ("character_string2", "〔16-6〕37号"),
        ("character_string2", "a" * 33),
        ("phrase3", "一二三四五六"),
        ("phrase3", "已办结1"),
        ("phrase3", "已办结。"),
        ("name4", "一二三四五六七八九十一"),
        ("name4", "张三(站长)"),
        ("time5", "2026年11月20日"),
        ("time5", "25:00"),
        ("time5", "明天上午"),
        ("date6", "11月20日"),
        ("date6", "2026-11/20"),
        ("number7", "12个"),
        ("number7", "１２"),
        ("number7", "1" * 33),
        ("letter8", "字"),
        ("amount9", "十二元"),
        ("phone_number10", "0710-1234567-123456"),
        ("car_number11", "鄂A8Z88888"),
    ],
)
def test_what_the_platform_refuses_has_a_problem_in_chinese(name: str, value: str) -> None:
    (problem,) = check({name: value}, [name])
    assert problem.field == name
    assert any("\u4e00" <= char <= "\u9fff" for char in problem.reason)


def test_missing_and_unknown_fields_are_problems() -> None:
    assert check({"thing9": "字"}, ["thing1"]) == (
        Problem("thing9", "模板里没有这一项"),
        Problem("thing1", "没有填"),
    )


def test_a_constant_must_be_one_that_was_approved() -> None:
    approved = {"const1": ("已受理", "已办结")}
    assert check({"const1": "已办结"}, ["const1"], approved) == ()
    assert check({"const1": "办完了"}, ["const1"], approved) == (
        Problem("const1", "不在批准的选项里"),
    )


def test_the_kind_of_a_field_is_its_name_without_the_number() -> None:
    assert [kind_of(name) for name in ("thing12", "character_string3", "const1")] == [
        "thing",
        "character_string",
        "const",
    ]


def test_a_long_title_is_cut_to_twenty_characters_and_shows_it() -> None:
    assert trim_thing("东坪三组路灯\n不亮 ") == "东坪三组路灯 不亮"
    assert trim_thing("字" * 20) == "字" * 20
    assert trim_thing("字" * 21) == "字" * 19 + "…"
    assert trim_thing("a" * 18 + "👩‍👧x") == "a" * 18 + "…"


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=60))
def test_a_trimmed_text_fits_a_thing_or_is_empty(text: str) -> None:
    trimmed = trim_thing(text)
    assert len(trimmed) <= MAX_THING
    assert not trimmed or check({"thing1": trimmed}, ["thing1"]) == ()
