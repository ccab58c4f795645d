"""What is learned beside the word rules: danger and blame told in ways that no list foresees."""

from pathlib import Path

import pytest

from nlp import learn_gates
from nlp.danger_lines import LINES
from nlp.gates import WHERE, gate
from nlp.tables import read_table
from nlp.urgency import SAFETY
from tests.reading_helpers import drill, reader

DANGER, ORDINARY = drill("danger_unseen"), drill("ordinary_unseen")


@pytest.mark.parametrize("name", ["danger", "blame"])
def test_the_tables_hold_every_word_of_the_sentences_they_were_learned_from(name: str) -> None:
    table = read_table(WHERE / f"{name}.tsv")
    assert table.labels == (name,)
    sentences = (
        learn_gates.danger_sentences() if name == "danger" else learn_gates.blame_sentences()
    )
    own = set().union(*(learn_gates.pieces(sentence.text) for sentence in sentences))
    assert {word for word in table.rows if not word.startswith("@")} <= own


@pytest.mark.slow
def test_learning_twice_from_the_same_sentences_gives_the_same_tables(tmp_path: Path) -> None:
    learn_gates.main(["--out", str(tmp_path / "one")])
    learn_gates.main(["--out", str(tmp_path / "two")])
    for name in ("danger.tsv", "blame.tsv"):
        one, two = (tmp_path / turn / name for turn in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()


def test_most_dangers_no_gate_has_learned_from_are_taken_as_danger() -> None:
    seen = [reader().read(text).urgency == "危急" for _, text in DANGER]
    assert len(seen) >= 25
    assert sum(seen) / len(seen) >= 0.7


def test_everyday_messages_no_gate_has_learned_from_are_not_danger() -> None:
    false = [text for _, text in ORDINARY if reader().read(text).urgency == "危急"]
    assert len(ORDINARY) >= 50
    assert len(false) <= 1


@pytest.mark.slow
def test_gates_recognise_four_of_five_dangers_held_out_of_learning() -> None:
    own = learn_gates.danger_sentences()
    first = len(learn_gates.labelled(learn_gates.TRAINING / "danger.tsv"))
    scored = learn_gates.fold(own, learn_gates.DANGER_GROUPS, 3, first)
    yes = [score for danger, score, _ in scored if danger]
    no = [score for danger, score, _ in scored if not danger]
    assert len(yes) >= 600
    assert len(no) >= 800
    assert sum(score >= 0 for score in yes) / len(yes) >= 0.8
    assert sum(score >= 0 for score in no) / len(no) <= 0.15


def test_a_danger_without_a_rule_still_gets_a_safety_line_and_numbers() -> None:
    reading = reader().read("磨坊里石磙滚下来压着人 喊不应了")
    assert reading.urgency == "危急"
    assert reading.safety in (*SAFETY.values(), *(line.safety for line in LINES))
    assert {"110", "119", "120"} == set(SAFETY["general"].numbers)


def test_an_office_that_no_list_knows_is_kept_one_level_safe() -> None:
    (about,) = reader().read("粮管所的老周收红包 不送礼就扣秤").avoid
    assert about.level in {"township", "county"}


def test_a_deputy_who_is_blamed_is_avoided_though_others_are_asked_for_help() -> None:
    reading = reader().read("咱这代表自己开沙场 收了厂里的钱 还骂我们")
    assert "人大代表" in {about.who for about in reading.avoid}


def test_a_court_is_of_the_county() -> None:
    (about, *_) = reader().read("法官收了对方红包 判我输").avoid
    assert about.level == "county"


def test_the_words_that_spoke_loudest_are_given_as_reasons() -> None:
    assert gate("danger").loudest("孩子掉进机井里 还在喊")
