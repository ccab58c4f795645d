"""Where the problem is, read from what people write (X01, X03)."""

from pathlib import Path

import pytest

from nlp.geo import metres_between, wgs84_to_gcj02
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
    PlaceName("V7", "红旗村", "village", parent="T1"),
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
        ("石门东坪村的路烂了", None, "V2"),
        ("俺是城关镇东坪村的，俺村三组没有路灯", None, "G13"),
        ("张庄村路灯不亮", None, "V6"),
        ("红旗村那边停电了", None, "V7"),
        ("我叫李四，柳树湾村人，反映张家庄村乱收费", None, "V6"),
        ("从张家庄村到柳树湾村的路烂了", None, "V6"),
        ("村口的桥断了", "G33", "V3"),
        ("大平村三组没水", None, "G33"),
        ("城关镇东坪村三组和四组都没水", None, "V1"),
        ("村口的桥断了，就是柳树湾村", "G33", "V4"),
        ("liushuwan cun lu deng bu liang", None, "V4"),
        ("zhang jia zhuang cun mei shui", "G33", "V6"),
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


@pytest.mark.parametrize(
    "text", ["买了太平洋保险不给赔", "夜里不太平，睡不好", "柳树死了三棵", "门口挂红旗的单位"]
)
def test_a_name_inside_another_word_is_no_place(county: Gazetteer, text: str) -> None:
    assert county.find(text).grid is None


@pytest.mark.parametrize(
    "text", ["大营村三组没水", "太平镇的路", "上3楼的灯坏了", "东洋村的路烂了", "农村的路"]
)
def test_another_village_is_not_bent_into_a_known_one(county: Gazetteer, text: str) -> None:
    assert county.find(text, home=None).grid is None


def test_a_homeless_own_village_is_nowhere(county: Gazetteer) -> None:
    assert county.find("俺村的井干了").grid is None


def test_only_the_township_known_gives_a_question_for_the_village(county: Gazetteer) -> None:
    places = county.find("石门镇街上没有路灯")
    assert (places.grid_code, places.level, places.narrow) == (
        "T2",
        "township",
        "是石门镇哪个村（社区）的？",
    )
    assert county.find("柳树湾村没有路灯").narrow is None


def test_more_than_four_of_one_name_ask_for_the_township_alone() -> None:
    towns = [PlaceName(f"T{n}", f"{n}号镇", "township") for n in range(6)]
    villages = [PlaceName(f"V{n}", "新庄村", "village", parent=f"T{n}") for n in range(6)]
    places = Gazetteer(Vocabulary(places=(*towns, *villages))).find("新庄村没水")
    assert places.ask == "新庄村有六个，是哪个乡镇的？"


def test_a_place_far_from_every_known_one_is_nowhere() -> None:
    points = (
        PlaceName("V1", "甲村", "village", latitude=30.00, longitude=110.00),
        PlaceName("V2", "乙村", "village", latitude=30.03, longitude=110.00),
    )
    gazetteer = Gazetteer(Vocabulary(places=points))
    assert gazetteer.nearest(30.02, 110.0) == "V2"
    assert gazetteer.nearest(30.2, 110.0) is None


def test_a_boundary_beats_a_nearer_point_and_the_smallest_one_wins() -> None:
    def square(low: float, high: float) -> tuple[tuple[float, float], ...]:
        return ((110 + low, 30 + low), (110 + high, 30 + low), (110 + high, 30 + high),
                (110 + low, 30 + high))  # fmt: skip

    places = (
        PlaceName("T", "城关镇", "township", boundary=square(0, 0.2)),
        PlaceName("V", "东坪村", "village", parent="T", boundary=square(0.1, 0.2)),
        PlaceName("P", "甲村", "village", latitude=30.05, longitude=110.05),
    )
    gazetteer = Gazetteer(Vocabulary(places=places))
    assert gazetteer.nearest(30.15, 110.15) == "V"
    assert gazetteer.nearest(30.05, 110.05) == "T"


def test_gps_is_shifted_to_the_platforms_coordinates() -> None:
    # Tiananmen: published WGS-84 and GCJ-02 pair.
    latitude, longitude = wgs84_to_gcj02(39.907500, 116.391389)
    assert abs(latitude - 39.908903) < 0.0002
    assert abs(longitude - 116.397633) < 0.0002
    assert wgs84_to_gcj02(48.85, 2.35) == (48.85, 2.35)
    assert 100_000 < metres_between((30, 110), (31, 110)) < 112_000


@pytest.fixture
def rivers(tmp_path: Path) -> Gazetteer:
    path = tmp_path / "places.csv"
    path.write_text(
        "place,district\n青龙河,东山区\n白水亭河,东山区\n跃进河,西山区\n", encoding="utf-8"
    )
    return Gazetteer.from_csv(path)


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("青龙河臭得很", "东山区"),
        ("青龙内河臭得很", "东山区"),
        ("青龙支河施工半夜不停", "东山区"),
        ("水亭河边倒垃圾", "东山区"),
        ("白水停河边倒垃圾", "东山区"),
        ("跃进支河什么时候截污", "西山区"),
        ("西山区垃圾没人收", "西山区"),
        ("西山垃圾没人收", "西山区"),
        ("跃进门诊乱收费", None),
    ],
)
def test_a_table_of_places_and_districts_is_enough(
    rivers: Gazetteer, text: str, district: str | None
) -> None:
    assert rivers.find(text).grid == district


def test_a_river_of_two_districts_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("place,district\n青龙河,东山区\n青龙河,西山区\n", encoding="utf-8")
    rivers = Gazetteer.from_csv(path)
    assert rivers.find("青龙河臭").ask == "青龙河有两个，是东山区的还是西山区的？"
    assert rivers.find("西山区青龙河臭").grid == "西山区"


def test_a_table_without_the_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("name\nx\n", encoding="utf-8")
    with pytest.raises(ValueError, match="district, place"):
        Gazetteer.from_csv(path)


def test_offsets_point_at_the_words_as_written(county: Gazetteer) -> None:
    text = "领导好，柳树湾村停电"
    (found,) = county.find(text).found
    assert (found.text, text[found.start : found.end]) == ("柳树湾村", "柳树湾村")
    assert (found.code, found.level) == ("V4", "village")


def test_without_a_gazetteer_endings_tell_places() -> None:
    places = Gazetteer(Vocabulary()).find("城关镇北街下水道堵了，东坪村三组也没水")
    assert [place.text for place in places.found] == ["城关镇", "北街", "东坪村三组"]
    assert places.grid is None


def test_a_village_like_one_of_another_township_is_not_that_one(county: Gazetteer) -> None:
    found = county.find("城关镇柳树沟村的水断了", home="V5")
    assert (found.grid, found.level) == ("城关镇", "township")
    assert found.narrow is not None
    assert county.find("石门镇柳树弯村的水断了", home="V5").grid == "柳树湾村"
