"""What once went wrong when people wrote in an order nobody had thought of."""

import pytest
from sqlalchemy import select

from bot.store.models import HandOver, Issue
from tests.talking import Town

LAMP = "东坪村三组路灯不亮好几天了"


def states(town: Town) -> dict[int, str]:
    with town.database.read() as session:
        return {row.number: row.state for row in session.scalars(select(Issue))}


@pytest.mark.parametrize("said", ["路灯不亮", "没水了", "停电了"])
def test_a_matter_in_four_letters_is_one_and_its_place_is_asked(town: Town, said: str) -> None:
    assert "哪个乡镇哪个村" in town.says("小伙", said)
    assert "记在城关镇东坪村" in town.says("小伙", "东坪")


@pytest.mark.parametrize("said", ["骗人", "没用", "不行", "嗯嗯"])
def test_a_grunt_is_no_matter(town: Town, said: str) -> None:
    answer = town.says("小伙", said)
    assert "没太明白" in answer or "接着说" in answer


def test_the_first_is_the_first_of_the_receipt_and_of_the_list(town: Town) -> None:
    said = town.says("大娘", "东坪三组路灯不亮，水渠也塌了，还有低保没给办")
    assert said.index("民1") < said.index("民2") < said.index("民3")
    listed = town.says("大娘", "进度")
    assert listed.index("民1") < listed.index("民2") < listed.index("民3")
    assert "民1" in town.says("大娘", "撤回第一件")
    assert (states(town)[1], states(town)[3]) == ("withdrawn", "routed")


def test_not_done_is_about_the_answer_though_a_question_is_still_open(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("李明", "民1问一下群众，是哪根灯杆？")
    assert "想问您" in town.last_told("大娘")
    town.says("李明", "民1看过了，换了灯泡")
    assert "没好回3" in town.last_told("大娘")
    assert "接着问" in town.says("大娘", "没好")
    assert states(town)[1] == "recheck"


def test_who_asks_who_reported_is_told_that_it_is_not_told(town: Town) -> None:
    town.says("大娘", LAMP)
    assert "不能告诉您" in town.says("李明", "是谁反映的")


@pytest.mark.parametrize("said", ["是谁反映的", "民1是谁说的", "反映的人叫什么名字？"])
def test_nobody_is_asked_who_they_are(town: Town, said: str) -> None:
    town.says("大娘", LAMP)
    town.says("李明", said)
    assert not any("想问您" in told for told in town.told("大娘"))


def test_what_is_said_with_thanks_reaches_the_officer(town: Town) -> None:
    town.says("大娘", "孩子掉东坪水库了，快来人")
    town.says("大娘", "打了")
    town.says("郑科员", "接了")
    town.says("大娘", "孩子救上来了，谢谢")
    assert "孩子救上来了" in town.last_told("郑科员")
    assert "孩子救上来了" in town.last_told("周干事"), "the station was shown the danger"
    assert town.told("李明") == [], "no deputy was asked anything about it"
    assert "不客气" in town.says("大娘", "谢谢你们啊")


def test_well_again_before_the_bureau_says_so_is_heard(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "民1转供电所")
    town.says("孙电", "收到")
    assert "经手的人看得到" in town.says("大娘", "好了好了")
    assert "好了好了" in town.last_told("孙电")
    assert states(town)[1] == "handed_over", "the bureau has not reported"


def test_the_lamp_does_not_lie_above_with_what_is_said_of_the_secretary(town: Town) -> None:
    town.says("二叔", "东坪村书记把低保都给他亲戚了")
    assert town.told("李明") == []
    town.says("二叔", "东坪三组路灯也不亮")
    assert "路灯" in town.last_told("李明") and "低保" not in town.last_told("李明")
    town.says("二叔", "东坪三组的路灯也是他弄坏的")
    assert len(town.told("李明")) == 1


def test_what_was_done_is_not_done_again_with_the_answer_to_what_was_not_clear(town: Town) -> None:
    """A desk agrees to one return while a question about another is open; then refuses a second."""
    for who, said in (("大娘", LAMP), ("二叔", "西坪三组的水渠塌了一截")):
        town.says(who, said)
    town.says("周干事", "民1转供电所")
    town.says("周干事", "民2转水利局")
    town.says("孙电", "民1退回，这是镇政府的事")
    town.says("钱水", "民2退回，这是镇政府的事")
    town.says("周干事", "民77不并了")
    assert "已同意" in town.says("周干事", "民1同意")
    assert "理由" in town.says("周干事", "民2不同意")
    with town.database.read() as session:
        rows = {(row.issue.number, row.bureau.name) for row in session.scalars(select(HandOver))}
    assert rows == {(1, "城关供电所"), (2, "县水利局")}


def test_leave_is_taken_once_whatever_is_asked_back(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("二叔", "东坪五组的水渠塌了一截")
    town.says("李明", "转建议")
    first = town.says("李明", "请假")
    assert "不提醒您了" in first
    assert "不提醒您了" not in town.says("李明", "民99我去看看")


def test_what_a_deputy_saw_on_the_way_is_a_matter_and_no_riddle(town: Town) -> None:
    town.says("大娘", LAMP)
    said = town.says("李明", "西坪三组的水渠塌了")
    assert "民2" in said and "这条按群众反映收的" in said
    assert "民2" in town.last_told("赵刚")
    assert states(town)[1] == "routed", "the lamp still waits"


def test_a_question_names_a_case_once(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "民1转供电所")
    town.says("孙电", "民1退回，这是镇政府的事")
    assert town.says("周干事", "民77同意").count("民1“") == 1


def test_what_is_said_of_a_mayor_is_not_proposed_to_the_mayors_own_government(town: Town) -> None:
    town.says("大娘", "城关镇的镇长占了村里的地盖房，路也堵了，镇政府不管")
    pushed = town.last_told("郑科员")
    assert "不要转给被反映的人和他那一级" in pushed
    assert "城关镇政府。" not in pushed


def test_a_case_without_a_place_reads_as_one_sentence(town: Town) -> None:
    town.says("大娘", "城关镇路灯不亮好几天了")
    town.says("小伙", "东坪村三组路灯不亮好几天了")
    assert "新到民2“" in town.last_told("周干事")


def test_two_things_broken_in_one_place_are_two_cases_and_the_same_one_twice_is_one(
    town: Town,
) -> None:
    assert "编号民1" in town.says("大娘", "东坪村三组2号楼前水管坏了2天了，麻烦修修")
    assert "编号民2" in town.says("大娘", "东坪村三组2号楼前井盖坏了3天了，麻烦修修")
    assert "加到民1" in town.says("大娘", "东坪村三组2号楼前水管坏了5天了，麻烦修修")


def test_a_polite_word_is_no_electric_shock(town: Town) -> None:
    assert "95598" not in town.says("大娘", "东坪村水管坏了2天了，麻烦修修")


@pytest.mark.parametrize("said", ["我要绑定", "怎么绑定代表身份", "我是县人大代表陈志远，给我绑定"])
def test_who_asks_how_to_bind_is_told_and_opens_no_case(town: Town, said: str) -> None:
    assert "八位的码" in town.says("大娘", said)
    assert states(town) == {}


def test_a_code_may_be_written_in_two_groups(town: Town) -> None:
    assert "这个码不对" in town.says("大娘", "u5fx csuj")


def test_nothing_pending_is_said_to_anybody_who_asks(town: Town) -> None:
    assert "没有等着回的事" in town.says("大娘", "待办")


def test_the_end_of_a_places_name_is_no_body_that_is_blamed(town: Town) -> None:
    town.says("大娘", "东坪社区的垃圾没人收，东坪村三组")
    assert "垃圾没人收" in town.last_told("周干事")
    assert "12388" not in town.says("小伙", "东坪社区2号楼的垃圾没人收")


@pytest.mark.parametrize("said", ["我家楼道灯坏了", "俺们村的井水发黄", "路灯全都不亮了"])
def test_what_a_deputy_says_of_their_own_is_a_matter_like_anybodys(town: Town, said: str) -> None:
    assert "民1" in town.says("李明", said)


@pytest.mark.parametrize(
    "said",
    [
        "已经派人去修了",
        "已经修好通水了",
        "路灯和厕所都好",
        "我这俩月去外地了，有事找陈桂",
        "让他写清路有几米宽",
        "他们要是还糊弄我就不满意",
    ],
)
def test_a_report_on_nothing_opens_no_case_and_is_not_thrown_away(town: Town, said: str) -> None:
    answer = town.says("李明", said)
    assert states(town) == {}
    if "回“反映”" in answer:
        assert "民1" in town.says("李明", "反映")
        with town.database.read() as session:
            assert said in (session.scalars(select(Issue)).one().words.text or "")


def test_another_thing_in_the_same_place_is_kept_while_work_waits(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯坏了一个")
    answer = town.says("李明", "东坪村三组井盖没了，走路要小心")
    assert "民2" in answer
    assert states(town)[1] == "routed"


def test_a_forgotten_question_is_not_put_before_the_next_act(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("二叔", "东坪村水渠塌了一截，浇不上地")
    # Neither was just shown: a day lies between.
    town.clock.forward(days=1)
    assert "哪一件" in town.says("李明", "转建议")
    town.says("李明", "2不归咱这片管")
    assert "raised" not in states(town).values()
    town.says("李明", "1我去看看")
    assert states(town)[1] == "taken_up"
