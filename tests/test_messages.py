"""The messages that carry every label, and how a text sounds (nlp/messages.py, nlp/sounds.py)."""

from pathlib import Path

import pytest

from nlp import learn_gates, sounds
from nlp.at_home import is_of_the_home
from nlp.danger_lines import safety_of
from nlp.kinds import KINDS
from nlp.messages import FIELDS, WHERE, messages
from nlp.normal import normal
from nlp.reading import ASK_STILL, ASK_TOWN, ASK_WHERE
from nlp.urgency import DANGER, NORMAL, SAFETY, SOON
from tests.reading_helpers import reader


def test_every_message_carries_labels_that_exist() -> None:
    assert len(messages()) >= 2500
    for message in messages():
        assert message.kind in KINDS, message
        assert message.urgency in (NORMAL, SOON, DANGER), message
        assert bool(message.danger) == (message.urgency == DANGER), message
        assert not message.danger or message.danger in SAFETY, message
        assert message.blame or not message.avoid, message
        assert message.matters >= 1, message


def test_no_message_stands_there_twice() -> None:
    texts = [message.text for message in messages()]
    assert len(texts) == len(set(texts))


def test_each_file_holds_what_it_is_named_after() -> None:
    danger = messages(WHERE)
    assert {path.stem for path in WHERE.glob("*.tsv")} == {
        "blame",
        "danger",
        "other_kinds",
        "problem",
    }
    lines = (WHERE / "danger.tsv").read_text("utf-8").splitlines()[1:]
    assert len(lines) == sum(message.urgency == DANGER for message in danger)


@pytest.mark.parametrize("line", ["路灯不亮\tproblem", "路灯不亮\tproblem\t普通\t\t0\t\t一"])
def test_a_line_that_cannot_be_read_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "some.tsv").write_text("\t".join(FIELDS) + "\n" + line + "\n", "utf-8")
    with pytest.raises(ValueError):
        messages(tmp_path)


def test_a_file_without_its_heading_is_refused(tmp_path: Path) -> None:
    (tmp_path / "some.tsv").write_text("路灯不亮\tproblem\n", "utf-8")
    with pytest.raises(ValueError, match="first line"):
        messages(tmp_path)


@pytest.mark.parametrize("written", ["没汽漏了", "meiqi louqile", "mei qi lou qi le"])
def test_slips_of_the_pen_and_pinyin_sound_like_what_is_meant(written: str) -> None:
    assert "'mei'qi'" in sounds.pairs("煤气漏气了")
    assert "'mei'qi'" in sounds.pairs(written)


def test_what_dialects_confuse_sounds_alike() -> None:
    assert sounds.sounds("南方") == sounds.sounds("兰方")
    assert sounds.sounds("是床") == sounds.sounds("四窗")
    assert sounds.sounds("wifi ktv") == ""


def test_a_text_in_pinyin_sounds_like_itself() -> None:
    for text in ("煤气漏了", "着火了", "水太深"):
        assert sounds.pairs(sounds.in_pinyin(text)) == sounds.pairs(text)


@pytest.mark.parametrize(
    "text",
    [
        "mei qi guan po le man wu zi wei er kuai lai",
        "hai zi diao jin shui ku li le",
        "没气罐子漏了满屋子味 人晕了",
    ],
)
def test_danger_in_pinyin_or_misspelt_is_danger(text: str) -> None:
    assert reader().read(text).urgency == DANGER


def test_what_may_be_danger_is_pressing_gets_the_safety_line_and_is_asked_about() -> None:
    asked = [
        reading
        for _, text in learn_gates.labelled(learn_gates.TRAINING / "danger.tsv")
        if (reading := reader().read(text)).urgency == SOON
        and reading.danger
        and not reading.rumour
    ]
    assert asked
    for reading in asked:
        assert reading.safety == safety_of(reading.danger or "", normal(reading.text).text)
        assert not reading.auto
        if reading.kind == "problem":
            assert reading.ask == ASK_STILL.format(numbers="、".join(reading.safety.numbers))
        elif reading.kind in ("advertising", "thanks", "project_wish", "accusation", "status"):
            assert reading.danger == "suicide" or not (reading.ask or "").startswith("现在还有危险")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("野猪冲进院子把我妈拱倒了", {"110", "120"}),
        ("厨房轰一下烧起来了 窗户里全是火", {"119"}),
        ("电线断了掉在水里 有人倒了", {"95598", "120"}),
        ("老人走丢了 天黑还没见人", {"110"}),
    ],
)
def test_each_danger_has_its_own_numbers(text: str, numbers: set[str]) -> None:
    reading = reader().read(text)
    assert reading.safety is not None
    assert numbers & set(reading.safety.numbers)


def test_blame_of_somebody_unnamed_is_kept_above_township_and_village() -> None:
    (about,) = reader().read("不敢说是谁 收了钱才办事 不送礼就卡着").avoid
    assert about.level == "county"


@pytest.mark.parametrize(
    "text",
    [
        "东坪桥的栏杆断了一截，孩子上学从那过",
        "桥栏杆断了一截",
        "渠上盖板缺了三块，娃们天天从那过",
        "学校后面的围栏倒了一段",
    ],
)
def test_what_has_long_been_broken_is_pressing_and_no_danger_now(text: str) -> None:
    reading = reader().read(text)
    assert reading.urgency == SOON
    assert not (reading.ask or "").startswith("现在还有危险")


def test_a_lamp_that_is_out_can_wait_though_pupils_go_by_it() -> None:
    assert reader().read("路灯坏了五天了，学生夜里走路怕").urgency == "普通"


@pytest.mark.parametrize(
    "text",
    [
        "桥栏杆断了一截 有个娃挂在外面",
        "护栏断了 车头悬着 人还在里面",
        "楼梯塌了一截，学生还在三楼下不来",
        "井盖没了 我娃掉下去了",
    ],
)
def test_somebody_in_what_is_broken_is_danger(text: str) -> None:
    assert reader().read(text).urgency == DANGER


@pytest.mark.parametrize(
    "text",
    [
        "他奶奶的 喊了三遍了 收割机过不去那个坎",
        "警察抱住她了 拉下来了",
        "去年俺家灶房着火烧了，救助没见着",
    ],
)
def test_curses_and_what_is_over_or_long_past_are_no_danger(text: str) -> None:
    assert reader().read(text).urgency != DANGER


def test_a_village_without_tap_water_does_not_gather() -> None:
    assert reader().read("西坪村自来水停水了，吃水要去挑").kind == "problem"


def test_who_has_a_home_is_not_asked_where_unless_it_is_elsewhere() -> None:
    assert reader().read("门前的沟堵了", home="Q111").ask is None
    assert reader().read("我娘家那边的沟堵了", home="Q111").ask == ASK_WHERE
    assert reader().read("翡翠城楼下天天有人倒车吵得很").ask == ASK_TOWN
    assert reader().read("人社局窗口的人不理人").ask is None


@pytest.mark.parametrize(
    "text",
    [
        "让他们烧开了再喝，最好先买桶装水",
        "叫大娘先别靠近那堵墙",
        "你好，我在东莞打工，我爸在西坪村，他一个人",
        "今天早上拉走了一半",
        "消防栓没水，真着火了咋办",
        "减速带叫货车轧断了",
        "有事打我儿子电话，13800000000",
        "钱压在账户里发不下来",
    ],
)
def test_advice_an_introduction_and_goods_that_are_moved_ring_nobody(text: str) -> None:
    assert reader().read(text).urgency != DANGER


@pytest.mark.parametrize(
    "text",
    [
        "怀孕六个月了突然流血不止",
        "让他们快来救人，房子塌了",
        "我妈在楼顶上不下来",
        "我孩子被人拉走了",
        "着火了咋办",
    ],
)
def test_but_who_calls_for_help_by_the_same_words_is_in_danger(text: str) -> None:
    assert reader().read(text).urgency == DANGER


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("桥墩冲空了", "别上桥"),
        ("有人跳河了快来人", "别下水硬拉"),
        ("我要去县政府门口喝农药", "12356"),
        ("路边沟里有个死人", "等民警"),
    ],
)
def test_what_is_said_first_fits_who_speaks_and_what_happened(text: str, line: str) -> None:
    reading = reader().read(text)
    assert reading.urgency == DANGER
    assert reading.safety is not None and line in reading.safety.line


@pytest.mark.parametrize(
    "text", ["隔壁天天打老婆", "我老头子天天喝醉打我", "俺爹瘫床上，俺哥拿棍子打他"]
)
def test_who_is_beaten_at_home_reads_where_to_turn(text: str) -> None:
    reading = reader().read(text)
    assert is_of_the_home(text)
    assert reading.safety is not None and "110" in reading.safety.numbers


@pytest.mark.parametrize(
    ("text", "at_home"),
    [
        ("儿媳妇骂我老不死的，饭都不给端", True),
        ("儿子把我养老折子拿走了", True),
        ("后爹不让我闺女上桌吃饭", True),
        ("我老公在工地干活老板不给钱", False),
        ("我儿子给我打电话说路坏了", False),
        ("我爸打农药中暑了", False),
        ("闺女帮俺打的字，俺家那口压水井不出水了", False),
    ],
)
def test_hunger_and_abuse_at_home_are_heard_in_their_words(text: str, at_home: bool) -> None:
    assert is_of_the_home(text) is at_home
