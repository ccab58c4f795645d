"""「不要打我电话，他会听见」: nobody rings, and no word of ours says to; what is known of how to
reach somebody in danger stands in every notice about it."""

from bot.actions import alarms, issues
from tests.talking import Town

HIT = "我男人打我，不要打我电话，他会听见，我在东坪村"
FIRE = "东坪村三组着火了，快来人"


def rounds(town: Town, count: int) -> None:
    for _ in range(count):
        town.clock.forward(minutes=6)
        with town.database.write() as session:
            alarms.next_round(session, now=town.clock.now())


def test_who_must_not_be_rung_is_not_rung_from_the_first_word_on(town: Town) -> None:
    said = town.says("大娘", HIT + "，13800001111")
    assert "您说别打电话" in said and "12110" in said
    rounds(town, 2)
    for who in ("郑科员", "吴站长"):
        cards = town.told(who)
        assert cards, who
        for card in cards:
            assert "回电话" not in card and "请打电话" not in card and "13800001111" not in card
    assert "先不要打" in town.told("郑科员")[0]
    assert "页面写" in town.says("郑科员", "接了")
    assert "先不给您打电话" in town.last_told("大娘")


def test_a_number_left_afterwards_is_not_rung_either(town: Town) -> None:
    town.says("大娘", HIT)
    town.says("大娘", "13800001111")
    assert "可他说过别打，先不要打" in town.last_told("郑科员")


def test_the_wish_said_later_is_pushed_once(town: Town) -> None:
    town.says("大娘", "我男人打我，我在东坪村，救命")
    before = len(town.told("郑科员"))
    town.says("大娘", "不要打我电话，他会听见")
    assert len(town.told("郑科员")) == before + 1
    assert "先不要打" in town.last_told("郑科员")


def test_who_asks_not_to_ring_somebody_else_is_rung(town: Town) -> None:
    town.says("大娘", f"{FIRE}，不要打电话给我儿子，我电话13800001111")
    assert "13800001111" in town.told("郑科员")[0]


def test_a_number_in_the_first_words_of_a_danger_is_rung(town: Town) -> None:
    town.says("大娘", f"{FIRE}！13800001111")
    assert "请您现在给他回电话（13800001111）" in town.told("郑科员")[0]


def test_without_a_number_nobody_is_asked_to_ring(town: Town) -> None:
    town.says("大娘", FIRE)
    assert "给他回话（没留电话" in town.told("郑科员")[0]


def test_somebody_elses_number_in_a_plain_matter_is_not_taken_for_theirs(town: Town) -> None:
    town.says("大娘", "东坪村路灯不亮，村电工电话13800002222没人接")
    town.says("二叔", "东坪村水渠塌了一截，联系我13800003333")
    with town.database.read() as session:
        phones = [issues.by_number(session, number).reporter.phone for number in (1, 2)]  # type: ignore[union-attr]
    assert phones == [None, "13800003333"]


def test_who_was_taken_care_of_gets_no_card_that_nobody_spoke(town: Town) -> None:
    """The officer has it; what became of it is theirs to say, not a late receipt's."""
    town.says("大娘", FIRE)
    town.says("郑科员", "接了")
    before = town.told("大娘")
    town.clock.forward(days=4)
    with town.database.write() as session:
        issues.move_attention(session, now=town.clock.now())
    assert town.told("大娘") == before
