"""Whom a message is about must not receive it (design 1.3)."""

import pytest

from nlp.corruption import is_corruption
from nlp.reading import OpenCase
from tests.reading_helpers import COUNTY, drill, reader

UPWARDS = ("village", "township", "county")

DRILL = drill("avoidance_drill")


def test_whoever_is_blamed_is_named_and_whoever_is_only_mentioned_is_not() -> None:
    wrong = []
    for who, text in DRILL:
        about = [a.who for a in reader().read(text).avoid]
        if (who == "-" and about) or (who != "-" and who not in about):
            wrong.append((who, about, text))
    assert wrong == []


def test_a_shut_door_is_said_of_the_body_and_a_broken_one_of_a_thing() -> None:
    for said in (
        "东坪村村委会的门天天锁着",
        "东坪村委会整天没人，办事找不着人",
        "西坪村村部大门老关着，盖个章跑三趟",
        "我去东坪村委会三回都锁着门",
    ):
        assert [about.level for about in reader().read(said).avoid] == ["village"], said
    assert reader().read("城关镇政府大厅中午没人").avoid
    for said in (
        "东坪村村委会门口路灯不亮",
        "东坪村村委会厕所锁坏了",
        "东坪村村委大院的门坏了关不上",
        "东坪村村委会没人修路灯",
    ):
        assert reader().read(said).avoid == (), said


def test_an_official_named_by_name_is_found_with_office_and_area() -> None:
    (about,) = reader().read("王大发把补偿款私吞了").avoid
    assert (about.who, about.level, about.area, about.name) == (
        "村支书",
        "village",
        "Q11",
        "王大发",
    )


def test_a_village_office_without_a_name_is_the_one_of_the_place_spoken_of() -> None:
    (about,) = reader().read("东坪三组的低保，村支书都给了他家亲戚").avoid
    assert (about.who, about.level, about.area) == ("村支书", "village", "Q11")


def test_without_a_place_it_is_the_one_of_the_senders_home() -> None:
    (about,) = reader().read("村支书贪污", home="Q12").avoid
    assert about.area == "Q12"


def test_a_mayor_is_one_level_higher_than_a_village_secretary() -> None:
    levels = {a.who: a.level for a in reader().read("村支书和镇长勾结卖地，镇长收了红包").avoid}
    assert levels["镇长"] == "township"


def test_a_bureau_is_found_by_its_alias_and_named_in_full() -> None:
    (about,) = reader().read("水利局推诿，水渠三年没人修").avoid
    assert (about.name, about.level) == ("青禾县水利局", "county")


def test_a_local_station_is_of_its_township() -> None:
    (about,) = reader().read("供电所的人吃拿卡要").avoid
    assert (about.level, about.area) == ("township", "Q1")


def test_a_deputy_blamed_by_name_is_avoided() -> None:
    (about,) = reader().read("举报钱明理，占了我家的地").avoid
    assert about.name == "钱明理"


def test_what_is_about_somebody_is_never_routed_without_a_person() -> None:
    for who, text in DRILL:
        if who != "-":
            assert not reader().read(text).auto, text


def test_the_contract_lists_offices_as_plain_strings() -> None:
    assert reader().read("王大发把补偿款私吞了").as_json()["avoid"] == ["村支书王大发"]
    assert COUNTY.officials[0].name == "王大发"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("举报新城街道有干部收钱才给办事", "township"),
        ("石桥镇里有干部吃低保，他家亲戚都有", "township"),
        ("县里的干部把我们的补偿款吞了", "county"),
        ("东坪村有干部占了我家的地", "village"),
        ("有干部占了我家的地", "village"),
    ],
)
def test_a_cadre_is_of_the_body_they_are_said_to_sit_in(text: str, level: str) -> None:
    assert max((a.level for a in reader().read(text).avoid), key=UPWARDS.index) == level


def test_where_only_a_township_is_named_a_cadre_is_one_of_the_townships() -> None:
    (about,) = reader().read("城关镇今年的低保，干部都给了自家亲戚").avoid
    assert about.level == "township"


@pytest.mark.parametrize(
    ("text", "graft"),
    [
        ("干部收钱才给办事", True),
        ("不塞烟不给盖章", True),
        ("修渠的钱让村主任吃了", True),
        ("办证的吃拿卡要", True),
        ("村主任骂人，办事推来推去", False),
        ("我交钱才能看病", False),
        ("水费交了才给开闸", False),
    ],
)
def test_money_for_what_is_owed_anyway_is_corruption_and_rudeness_is_not(
    text: str, graft: bool
) -> None:
    assert is_corruption(text) is graft


def test_whose_it_is_said_of_an_open_case_is_kept_from_them() -> None:
    """Ownership and kin shut the gate in a talk; a neighbour, a helper or a no does not."""
    opened = reader().read("修路占了我的地，没给钱", home="Q11")
    cases = [OpenCase("民1", opened.text, opened.topic, "Q11")]

    def about(said: str) -> bool:
        return bool(reader().read(said, home="Q11", open_cases=cases, in_talk=True).avoid)

    shut = (
        "是村支书家的",
        "村支书家的",
        "司机是村主任外甥",
        "物业经理跟社区书记是连襟",
        "老板跟镇长是拜把子",
        "是村主任的地",
        "就是队长",
        "他老丈人是支书",
    )
    assert [said for said in shut if not about(said)] == []
    stays = (
        "主任家门口也不亮",
        "在村主任家旁边",
        "书记来看过了",
        "是主任叫我来的",
        "是不是书记家的门坏了",
        "我是村主任家的",
    )
    assert [said for said in stays if about(said)] == []


def test_what_is_theirs_and_troubles_others_is_kept_from_them() -> None:
    for text in ("东坪村支书家的车天天堵我家门口", "支书家的狗咬人", "支书家的鸡跑到我地里"):
        assert [one.who for one in reader().read(text).avoid] == ["村支书"], text
    for text in (
        "支书家门口路灯坏了",
        "支书家旁边的沟堵了",
        "支书家也停水了",
        "我是支书家的 我家房漏了",
    ):
        assert not reader().read(text).avoid, text


def test_of_whom_nobody_ever_sees_they_do_not_hear() -> None:
    for text in ("代表从来没来过", "代表也不来问问", "从没见代表下来过"):
        assert [one.who for one in reader().read(text).avoid] == ["人大代表"], text
    for text in ("代表还没来", "代表来过没"):
        assert not reader().read(text).avoid, text


def test_what_was_shared_out_or_decided_unfairly_is_a_report_and_asking_for_it_is_none() -> None:
    for text in (
        "低保名单有猫腻",
        "招标有猫腻",
        "低保走后门",
        "名额早内定了",
        "低保户开宝马",
        "投票是假的",
        "优亲厚友",
    ):
        assert reader().read(text).kind == "accusation", text
    for text in ("能不能给我走个后门", "招标怎么报名", "低保户住楼房算违规吗"):
        assert reader().read(text).kind != "accusation", text
    assert [one.who for one in reader().read("低保都给了有关系的").avoid] == ["未点名的人"]
