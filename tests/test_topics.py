"""What a chat message is about, and who handles it in a county."""

import csv
from pathlib import Path

import pytest

from nlp.bureaus import BureauReader, resolve
from nlp.hand import FILES, hand_words
from nlp.normal import normal
from nlp.tables import SHIPPED
from nlp.topics import TopicReader, topic_reader
from nlp.vocabulary import BureauName, PlaceName, Vocabulary

DATA = Path(__file__).parent / "data"


def sayings(file: str = "topic_sayings.csv") -> list[tuple[str, str]]:
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        return [(row["topic"], row["text"]) for row in csv.DictReader(lines)]


@pytest.fixture(scope="module")
def reader() -> TopicReader:
    return topic_reader(SHIPPED)


def test_the_plain_form_keeps_places_in_the_text() -> None:
    plain = normal("ＬＥＤ路燈①不亮😭")
    assert plain.text == "led路灯1不亮 "
    assert plain.offsets is None
    assert plain.original(3) == 3


def test_invisible_joints_and_words_spelt_apart_are_closed_and_lead_back() -> None:
    written = "垃\u200b圾 路 灯 不 亮"
    plain = normal(written)
    assert plain.text == "垃圾 路灯不亮"
    start = plain.text.index("路灯")
    assert written[plain.original(start)] == "路"
    assert written[plain.original(start + 1)] == "灯"


def test_every_hand_rule_names_a_path_of_at_most_three_levels() -> None:
    assert len(FILES) == 2
    for paths in hand_words().values():
        for path in paths:
            assert 1 <= len(path.split("/")) <= 3


def test_a_longer_hand_word_replaces_the_shorter_ones_inside_it() -> None:
    untrained = TopicReader(None)
    assert untrained.classify("信号灯坏了").topic == "政法"
    assert untrained.classify("手机没信号").topic == "科技与信息产业"


def test_a_message_without_a_telling_word_has_no_topic(reader: TopicReader) -> None:
    reading = reader.classify("👍")
    assert reading.topic is None
    assert reading.path == ()
    assert reading.confidence == 0.0
    assert reading.reasons == ()


def test_the_words_that_decided_are_words_of_the_message(reader: TopicReader) -> None:
    text = "俺村路灯不亮好几天了"
    reading = reader.classify(text)
    assert reading.topic == "城乡建设"
    assert reading.reasons
    for reason in reading.reasons:
        assert reason.word in text
        assert reason.for_ == "城乡建设"
        assert reason.weight > 0


def test_traditional_characters_and_full_width_read_the_same(reader: TopicReader) -> None:
    assert reader.classify("自來水停了三天").topic == reader.classify("自来水停了三天").topic


def test_a_village_street_lamp_goes_to_the_townships_own_power_station() -> None:
    vocabulary = Vocabulary(
        places=(
            PlaceName("QH", "青禾县", "county"),
            PlaceName("QH01", "城关镇", "township", "QH"),
            PlaceName("QH0101", "东坪村", "village", "QH01"),
            PlaceName("QH02", "石桥镇", "township", "QH"),
        ),
        bureaus=(
            BureauName("B1", "国网供电公司", role="power_supply"),
            BureauName("B2", "城关供电所", area="QH01", role="power_supply"),
            BureauName("B3", "城关镇人民政府", area="QH01", role="township_government"),
        ),
    )
    reading = topic_reader(SHIPPED).classify("东坪村路灯不亮")
    bureaus = BureauReader()
    names = [
        b.name
        for b in bureaus.rank("", reading, level="village", vocabulary=vocabulary, area="QH0101")
    ]
    assert names[:2] == ["城关供电所", "城关镇人民政府"]
    elsewhere = bureaus.rank("", reading, level="village", vocabulary=vocabulary, area="QH02")
    assert elsewhere[0].name == "国网供电公司"
    body = resolve("power_supply", vocabulary, None)
    assert body is not None
    assert body.code == "B1"


def test_a_countys_own_rule_comes_before_the_shipped_table() -> None:
    rules = {("城乡建设/城市建设和市政管理", "village"): ("县路灯所", "township_government")}
    vocabulary = Vocabulary(
        bureau_rules=rules, bureaus=(BureauName("B9", "县路灯管理所", aliases=("县路灯所",)),)
    )
    reading = topic_reader(SHIPPED).classify("东坪村路灯不亮")
    ranked = BureauReader().rank("", reading, level="village", vocabulary=vocabulary)
    names = BureauReader().names("", reading, level="village", vocabulary=vocabulary)
    assert names == tuple(body.name for body in ranked)
    assert ranked[0].name == "县路灯管理所"
    county = BureauReader().rank("", reading, level="county", vocabulary=vocabulary)
    assert county[0].name != "县路灯管理所"


def test_at_most_three_bureaus_none_twice_surest_first(reader: TopicReader) -> None:
    bureaus = BureauReader()
    for _, text in sayings():
        for level in ("county", "village"):
            ranked = bureaus.rank(text, reader.classify(text), level=level)
            names = [b.name for b in ranked]
            assert len(names) == len(set(names)) <= 3


def test_the_22_bureaus_are_named_as_in_their_labels() -> None:
    ranked = BureauReader(SHIPPED, "bureaus22").rank(
        "咨询小孩小升初入学划片的问题", topic_reader(SHIPPED).classify("")
    )
    assert ranked[0].name == "教育"
    assert ranked[0].score >= ranked[1].score >= ranked[2].score


def test_an_unknown_scheme_is_refused() -> None:
    with pytest.raises(ValueError, match="scheme"):
        TopicReader(None, "eight")


@pytest.mark.parametrize(
    ("file", "least"), [("topic_sayings.csv", 0.9), ("topic_sayings_2.csv", 0.9)]
)
def test_chat_sentences_the_rules_were_written_for_stay_right(
    reader: TopicReader, file: str, least: float
) -> None:
    drill = sayings(file)
    right = sum(reader.classify(text).topic == topic for topic, text in drill)
    assert right / len(drill) >= least


def test_chat_sentences_the_rules_have_not_seen_are_mostly_right_and_known_when_not(
    reader: TopicReader,
) -> None:
    drill = [(topic, reader.classify(text)) for topic, text in sayings("topic_sayings_3.csv")]
    assert sum(r.topic == topic for topic, r in drill) / len(drill) >= 0.65
    among = sum(topic in [t for t, _ in r.scores[:3]] for topic, r in drill)
    assert among / len(drill) >= 0.78
    surest = sorted(drill, key=lambda d: -d[1].confidence)[: len(drill) // 2]
    assert sum(r.topic == topic for topic, r in surest) / len(surest) >= 0.85


def test_a_countys_certain_word_decides_and_one_that_counts_no_more_is_silent() -> None:
    """What a county says 「一定是」 of outweighs all that was learned; 「不再算」 takes the learned
    weight away as well."""
    text, model = "北街路灯灭了三天没人修", SHIPPED
    plain = TopicReader(model).classify(text)
    assert plain.topic == "城乡建设"
    certain = TopicReader(model, own={"路灯": {"卫生计生/医政监管": 3.0}}).classify(text)
    assert certain.path == ("卫生计生", "医政监管") and certain.confidence > 0.9
    silent = TopicReader(model, own={"路灯": {"城乡建设": 0.0}}).classify(text)
    assert dict(silent.scores)["城乡建设"] < dict(plain.scores)["城乡建设"]
    assert "路灯" in [one.word for one in plain.reasons]
    assert "路灯" not in [one.word for one in silent.reasons]
    likely = TopicReader(model, own={"路灯": {"卫生计生": 2.0}}).classify(text)
    assert likely.topic == "城乡建设"
