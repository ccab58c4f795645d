"""What kind of message it is (issue 3, point 3)."""

from pathlib import Path

import pytest

from nlp.kind_words import TABLE
from nlp.kinds import KINDS
from nlp.learn_kinds import CORPUS, check, learn, read_corpus
from nlp.tables import write_table
from tests.reading_helpers import drill, reader

DRILL = drill("kinds_drill")


def test_each_message_of_the_drill_is_of_its_kind() -> None:
    wrong = [(k, r, t) for k, t in DRILL if (r := reader().read(t).kind) != k]
    assert wrong == []


def test_the_drill_has_every_kind() -> None:
    assert {kind for kind, _ in DRILL} == set(KINDS)


@pytest.mark.parametrize(
    "text",
    [
        "你们这帮废物，路灯坏了三个月没人修",
        "谢谢你们修了路，可是水又停了",
        "您好，在吗，我们这垃圾没人拉",
        "妈的，下水道又堵了",
    ],
)
def test_a_real_problem_wins_over_abuse_thanks_and_greeting(text: str) -> None:
    assert reader().read(text).kind == "problem"


def test_who_complains_of_a_trade_sells_nothing() -> None:
    for text in (
        "驾照换不了",
        "安居驾校科目二乱收费",
        "开发商违法出售人防车位",
        "小区精装修质量太差 严重不符",
    ):
        assert reader().read(text).kind == "problem", text


def test_another_county_named_without_a_place_of_ours_is_elsewhere() -> None:
    assert reader().read("白沙县汽车站的厕所坏了").kind == "elsewhere"
    assert reader().read("东坪村到白沙县的班车停了").kind == "problem"


def test_danger_is_a_problem_whatever_else_is_said() -> None:
    assert reader().read("谢谢你们了，快来，家里着火了").kind == "problem"


def test_a_threat_to_petition_is_neither_danger_nor_a_gathering() -> None:
    reading = reader().read("再不解决我就去省里上访")
    assert reading.kind == "problem"
    assert reading.urgency == "普通"
    assert reading.danger is None


def test_empty_and_meaningless_messages_are_unclear_and_asked_about() -> None:
    for text in ("", "   ", "。。。", "那个", "\u200b"):
        reading = reader().read(text)
        assert reading.kind == "unclear", repr(text)
        assert reading.ask


@pytest.mark.parametrize("text", ["好的", "嗯嗯", "收到", "知道了", "OK"])
def test_a_mere_nod_is_not_asked_what_it_means(text: str) -> None:
    reading = reader().read(text)
    assert (reading.kind, reading.ask) == ("unclear", None)


@pytest.mark.slow
def test_the_learned_words_are_those_of_the_corpus(tmp_path: Path) -> None:
    again = tmp_path / "kinds.tsv"
    write_table(again, learn(read_corpus(CORPUS)))
    assert again.read_bytes() == TABLE.read_bytes(), "run: python -m nlp kinds"


def test_no_message_of_the_corpus_stands_there_for_two_kinds() -> None:
    seen: dict[str, str] = {}
    twice = []
    for line in read_corpus(CORPUS):
        if not line.copy and seen.setdefault(line.text, line.kind) != line.kind:
            twice.append((line.text, seen[line.text], line.kind))
    assert twice == []


def test_a_file_of_no_kind_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "nonsense.txt").write_text("路灯不亮\n", encoding="utf-8")
    with pytest.raises(ValueError, match="nonsense"):
        read_corpus(tmp_path)


def test_cross_validation_keeps_a_copy_with_its_message() -> None:
    few = [line for line in read_corpus(CORPUS) if line.kind in ("greeting", "problem")][:400]
    right, by_kind = check(few)
    assert right > 0.8
    assert sum(of for _, of in by_kind.values()) == sum(not line.copy for line in few)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我在佛山做工 老板不给钱", "elsewhere"),
        ("去佛山的大巴停了 东坪村没车坐", "problem"),
        ("收粮的站长要一条烟才过秤", "accusation"),
        ("天天有人打贷款广告电话骚扰", "problem"),
        ("换好了灯泡", "unclear"),
    ],
)
def test_learned_words_tell_apart_what_no_single_word_does(text: str, kind: str) -> None:
    assert reader().read(text).kind == kind


def test_two_words_that_want_something_built_are_a_wish_and_nobodys_advertisement() -> None:
    for text in (
        *(
            "修路",
            "装健身器材",
            "装路灯",
            "村口装个减速带",
            "咱组里想打眼井",
            "俺村修水渠",
            "通自来水",
        ),
        *("东坪村三组想装几盏路灯", "建个卫生室", "给俺村装个灯"),
    ):
        assert reader().read(text).kind == "project_wish", text
    for text in (
        *("邻居挖井", "有人偷着打井", "修路把水管挖断了", "说了三年要修路"),
        *("卖健身器材", "没人修路", "路修好了", "村支书给村里修路"),
    ):
        assert reader().read(text).kind != "project_wish", text
    assert reader().read("装健身器材").topic == "教育文体"


def test_who_was_sent_here_is_of_our_county_and_whom_they_praise_is_thanked() -> None:
    assert reader().read("12345说归你们管").kind == "unclear"
    assert reader().read("越南那边的媳妇跑了 归你们管吗").kind == "elsewhere"
    assert reader().read("你们是青天大老爷啊").kind == "thanks"
    assert reader().read("父母官就是不管事").kind == "problem"
