"""Where the problem is, read from what people write (X01, X03)."""

import pytest

from nlp.places import Gazetteer
from nlp.vocabulary import PlaceName, Vocabulary


def township(code: str, name: str, *aliases: str) -> PlaceName:
    return PlaceName(code, name, "township", parent="C", aliases=aliases)


PLACES = (
    PlaceName("C", "河阳县", "county"),
    township("T1", "城关镇", "城关"),
    township("T2", "石门镇"),
    PlaceName("V1", "东坪村", "village", parent="T1"),
    PlaceName("V2", "东坪村", "village", parent="T2"),
    PlaceName("V3", "太平村", "village", parent="T2"),
    PlaceName("V4", "柳树湾村", "village", parent="T2", aliases=("柳湾",)),
    PlaceName("V5", "北街社区", "village", parent="T1"),
    PlaceName("V6", "张家庄村", "village", parent="T1"),
    PlaceName("G13", "东坪村三组", "grid", parent="V1"),
    PlaceName("G14", "东坪村四组", "grid", parent="V1"),
    PlaceName("G33", "太平村三组", "grid", parent="V3"),
    PlaceName("V3", "太平河", "village", parent="T2", landmark=True),
    PlaceName("V4", "县第三中学", "village", parent="T2", landmark=True),
)


@pytest.fixture(scope="module")
def county() -> Gazetteer:
    return Gazetteer(Vocabulary(county="河阳县", places=PLACES))


@pytest.mark.parametrize(
    ("text", "home", "code"),
    [
        ("柳树湾村的路灯不亮", None, "V4"),
        ("柳树湾那边的路灯不亮", None, "V4"),
        ("柳湾的桥塌了一角", None, "V4"),
        ("城关镇东坪村三组路灯不亮", None, "G13"),
        ("城关东坪3组路灯不亮", None, "G13"),
        ("城关镇东坪村第三村民小组没有水", None, "G13"),
        ("东坪三组路灯不亮", "G14", "G13"),
        ("三组的路灯不亮", "G14", "G13"),
        ("3组没水了", "V3", "G33"),
        ("俺村的井干了", "G33", "V3"),
        ("咱村没路灯", "G13", "V1"),
        ("城官镇北街社区下水道堵了", None, "V5"),
        ("石们镇街上没有路灯", None, "T2"),
        ("章家庄村的自来水是黄的", None, "V6"),
        ("柳数湾村停电", None, "V4"),
        ("太平河臭得很", None, "V3"),
        ("太平三组停水了", None, "G33"),
        ("三中门口堵车，就是县三中", None, "V4"),
        ("我是张家庄村的，柳树湾村的桥断了", None, "V4"),
        ("我是张家庄村的，我们村的桥断了", "G33", "V6"),
        ("人家柳树湾村都修好路了，张家庄村还是泥路", None, "V6"),
        ("我家住张家庄村，门口的路灯不亮", None, "V6"),
        ("东坪村的路烂了", "G33", "V2"),
        ("石门镇东坪村的路烂了", "G13", "V2"),
    ],
)
def test_the_place_of_the_problem_is_found_as_people_write_it(
    county: Gazetteer, text: str, home: str | None, code: str
) -> None:
    assert county.find(text, home=home).grid_code == code


def test_of_two_villages_of_one_name_one_short_question_is_asked(county: Gazetteer) -> None:
    places = county.find("东坪村的路烂了")
    assert places.ask == "东坪村有两个，是城关镇的还是石门镇的？"
    assert places.grid_code is None
    assert not places.certain


@pytest.mark.parametrize("text", ["买了太平洋保险不给赔", "夜里不太平，睡不好", "柳树死了三棵"])
def test_a_name_inside_another_word_is_no_place(county: Gazetteer, text: str) -> None:
    assert county.find(text).grid is None


def test_a_homeless_own_village_is_nowhere(county: Gazetteer) -> None:
    assert county.find("俺村的井干了").grid is None


def test_offsets_point_at_the_words_as_written(county: Gazetteer) -> None:
    text = "领导好，柳树湾村停电"
    (found,) = county.find(text).found
    assert (found.text, text[found.start : found.end]) == ("柳树湾村", "柳树湾村")
    assert (found.code, found.level) == ("V4", "village")


def test_without_a_gazetteer_endings_tell_places() -> None:
    places = Gazetteer(Vocabulary()).find("城关镇北街下水道堵了，东坪村三组也没水")
    assert [place.text for place in places.found] == ["城关镇", "北街", "东坪村三组"]
    assert places.grid is None
