"""Learning from labelled messages: a plain table, tried before it is put in force."""

import csv
from pathlib import Path

import pytest

from nlp.evaluate import cross_validate, evaluate, figures, judge_topics, report, wilson
from nlp.features import scores, words_of
from nlp.keywords import Finder, Weights
from nlp.labelled import LabelledFileError, read_labelled
from nlp.learn import (
    NothingToLearnError,
    Plain,
    fit_sureness,
    learn,
    train,
    twins_together,
)
from nlp.tables import (
    SHIPPED,
    Table,
    TableError,
    go_back,
    put_in_force,
    read_table,
    read_version,
    write_table,
)
from nlp.topics import TopicReader
from nlp.versions import compare

PLACES = ("东坪村", "西坪村", "石桥镇", "柳林镇", "北街", "南街", "双河镇", "青龙镇")
LAMPS = ("路灯不亮三天", "晚上路灯黑着", "路灯灯泡坏", "那盏路灯闪得厉害", "路灯线断")
WATER = ("自来水停了", "水管漏水", "水压太小没水", "自来水发黄", "水表坏")


def write_rows(path: Path, rows: list[tuple[str, str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("title", "detail", "topic"))
        writer.writerows(rows)
    return path


@pytest.fixture()
def labelled(tmp_path: Path) -> Path:
    rows = [
        (f"{place}{saying}", f"{place}{saying}，请来人看看，编号{i}{j}", label)
        for label, sayings in (("灯", LAMPS), ("水", WATER))
        for i, place in enumerate(PLACES)
        for j, saying in enumerate(sayings)
    ]
    return write_rows(tmp_path / "rows.csv", rows)


def test_learning_works_for_any_labels_and_the_version_reads_with_them(
    labelled: Path, tmp_path: Path
) -> None:
    about = learn([labelled], tmp_path / "v1", learned_on="2026-11-20", source="test")
    assert about["topic"]["rows"] == 80
    reader = TopicReader(tmp_path / "v1", "seven")
    assert reader.classify("城关镇路灯又坏了").topic == "灯"
    assert reader.classify("家里水管漏了").topic == "水"
    assert 0.5 < reader.classify("路灯不亮").confidence <= 1


def test_learning_twice_from_the_same_rows_gives_the_same_files(
    labelled: Path, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        learn([labelled], tmp_path / name, learned_on="2026-11-20")
    for file in ("topics.tsv", "version.toml"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_a_person_can_edit_the_table_and_the_reader_obeys(labelled: Path, tmp_path: Path) -> None:
    learn([labelled], tmp_path / "v1")
    path = tmp_path / "v1" / "topics.tsv"
    with path.open("a", encoding="utf-8") as out:
        out.write("变压器\t9\t-9\n")
    labels = read_table(path).labels
    assert TopicReader(tmp_path / "v1", "seven").classify("变压器").topic == labels[0]


def test_a_broken_line_of_a_table_is_named(tmp_path: Path) -> None:
    path = tmp_path / "topics.tsv"
    path.write_text("word\ta\tb\n路灯\t1\n", "utf-8")
    with pytest.raises(TableError, match="line 2"):
        read_table(path)
    path.write_text("word\ta\tb\n路灯\t1\tmuch\n", "utf-8")
    with pytest.raises(TableError, match="line 2"):
        read_table(path)


def test_a_table_written_and_read_keeps_its_weights_to_a_hundredth(tmp_path: Path) -> None:
    table = Table(("甲", "乙"), {"路灯": (1.234, -0.5), "水": (0.0, 2.0)}, (0.1, -0.2))
    write_table(tmp_path / "t.tsv", table)
    assert read_table(tmp_path / "t.tsv") == Table(
        ("甲", "乙"), {"路灯": (1.23, -0.5), "水": (0.0, 2.0)}, (0.1, -0.2)
    )


def test_packed_weights_add_up_like_plain_numbers() -> None:
    rows = {"路灯": (1.5, -2.25, 0.0), "灯": (-0.5, 0.25, 31.0), "水": (40.0, -40.0, 0.5)}
    weights = Weights(("a", "b", "c"), rows)
    assert weights.total({"路灯", "灯"}) == [1.0, -2.0, 31.0]
    assert weights.total(set()) == [0.0, 0.0, 0.0]
    assert weights.of("水") == (31.0, -31.0, 0.5)
    assert weights.of("没有") == (0.0, 0.0, 0.0)
    assert weights.total_of_counted({"路灯": 1, "灯": 4}) == [0.5, -1.75, 62.0]
    assert weights.steps({0: 1, 1: 4})[0] == 0.5 * 8 * 1024


def test_a_word_said_again_says_less_each_time_and_a_long_text_no_more_than_a_short_one() -> None:
    weights = Weights(("灯", "水"), {"路灯": (1.0, 0.0), "自来水": (0.0, 1.0)})
    finder = Finder(weights.words())
    whole, lead = words_of(finder, "路灯，路灯，路灯，自来水" + "。" * 30 + "路灯")
    assert whole == {"路灯": 4, "自来水": 1} and lead == {"路灯": 3, "自来水": 1}
    lamp, water = scores(weights, (0.0, 0.0), whole, {})
    assert lamp == 2 * water and lamp**2 == pytest.approx(4 / 3)
    again, _ = words_of(finder, "路灯，路灯，路灯，自来水" * 9)
    assert scores(weights, (0.0, 0.0), again, {})[1] < 1.1


def test_words_inside_words_are_found_too() -> None:
    finder = Finder(["路灯", "灯", "灯不亮"])
    assert finder.words_in("路灯不亮") == {"路灯", "灯", "灯不亮"}


def test_a_file_without_labels_says_what_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("title,detail\n路灯,不亮\n", "utf-8")
    with pytest.raises(LabelledFileError, match="topic or bureau"):
        read_labelled([path])


def test_a_file_as_excel_writes_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("text,topic\n路灯不亮,灯\n".encode("gb18030"))
    assert read_labelled([path])[0].text == "路灯不亮"


def test_one_label_alone_teaches_nothing() -> None:
    with pytest.raises(NothingToLearnError):
        train([Plain("路灯不亮", None, "灯")] * 5)


def test_near_duplicates_are_drawn_together() -> None:
    long = "南街路灯坏了十多天一直没有人来修孩子晚上上学害怕请尽快处理"
    rows = [Plain(f"{long}{i}", None, "灯") for i in range(5)]
    rows += [Plain(f"第{i}件完全不同的事情说的是另外一回事情哦{i}", None, "水") for i in range(40)]
    drawn = twins_together(rows)
    assert len(set(drawn[:5])) == 1
    assert len(set(drawn[5:])) > 10
    assert drawn[5:] == twins_together([rows[0]] * 5 + rows[5:])[5:], "whoever the twins are"


def test_sureness_rises_with_the_margin_and_meets_the_share_that_was_right() -> None:
    margins = [i / 100 for i in range(200)]
    right = [i % 2 == 0 or i > 100 for i in range(200)]
    sure = fit_sureness(margins, right)
    assert sure.of(0.0) < sure.of(1.0) < sure.of(2.0)
    average = sum(sure.of(m) for m in margins) / len(margins)
    assert abs(average - sum(right) / len(right)) < 0.01


def test_figures_count_right_wrong_and_among_three(labelled: Path, tmp_path: Path) -> None:
    learn([labelled], tmp_path / "v1")
    rows = read_labelled([labelled])
    found = figures(judge_topics(rows, TopicReader(tmp_path / "v1", "seven")))
    assert found.messages == 80
    assert found.accuracy == found.macro_f1 == found.among_three == 1.0
    assert found.interval[0] < 1.0
    assert evaluate(labelled, tmp_path / "v1")["topic"].accuracy == 1.0
    assert "80 messages" in report("topic", found)


def test_cross_validation_reads_every_row_once_by_a_version_that_has_not_seen_it(
    labelled: Path,
) -> None:
    rows = read_labelled([labelled])
    folds: list[str] = []
    found = cross_validate(labelled, 3, say=folds.append)
    assert found["topic"].messages == len(rows)
    assert found["topic"].accuracy > 0.5
    assert len(folds) == 3
    with pytest.raises(ValueError, match="two folds"):
        cross_validate(labelled, 1)


def test_the_interval_of_a_share_is_wilsons() -> None:
    low, high = wilson(50, 100)
    assert (round(low, 3), round(high, 3)) == (0.404, 0.596)


def test_a_new_version_shows_what_would_change_before_it_is_in_force(
    labelled: Path, tmp_path: Path
) -> None:
    learn([labelled], tmp_path / "v1")
    rows = read_labelled([labelled])
    swapped = [(r.title or "", r.text, "水" if r.topic == "灯" else "灯") for r in rows]
    learn([write_rows(tmp_path / "wrong.csv", swapped)], tmp_path / "v2")
    before, after = (TopicReader(tmp_path / v, "seven") for v in ("v1", "v2"))
    texts, labels = [r.text for r in rows], [r.topic for r in rows]
    found = compare(before, after, texts, labels)
    assert len(found.changes) == found.worse == 80
    assert found.better == 0
    assert compare(before, before, texts).changes == ()


def test_going_back_is_one_act_and_a_broken_version_never_comes_into_force(
    labelled: Path, tmp_path: Path
) -> None:
    for name in ("v1", "v2"):
        learn([labelled], tmp_path / name)
    put_in_force(tmp_path, "v1")
    put_in_force(tmp_path, "v2")
    assert read_version(tmp_path).name == "v2"
    (tmp_path / "v3").mkdir()
    with pytest.raises(TableError):
        put_in_force(tmp_path, "v3")
    with pytest.raises(TableError):
        put_in_force(tmp_path, "../v1")
    assert read_version(tmp_path).name == "v2"
    assert go_back(tmp_path) == "v1"
    assert read_version(tmp_path).name == "v1"


def test_the_shipped_version_says_what_it_was_learned_from() -> None:
    version = read_version(SHIPPED)
    assert version.topics is not None
    assert version.bureaus is not None
    assert len(version.bureaus.labels) == 22
    assert version.about["version"]["learned_on"]
    assert version.about["topic"]["rows"] > 8000
