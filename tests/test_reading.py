"""One reading of one message, as the service and the command line use it."""

import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.echo import LONGEST
from nlp.reading import OpenCase, Reader
from nlp.vocabulary import PlaceName, Vocabulary
from tests.reading_helpers import reader

FIELDS = [
    *("kind", "topic", "topic_path", "bureaus", "confidence", "auto", "urgency", "places", "grid"),
    *("issues", "masks", "masked", "avoid", "ask", "reasons"),
]


def test_the_contracts_example_is_read_without_any_county_vocabulary() -> None:
    answer = Reader(model=None).read("城关镇北街下水道堵了").as_json()
    assert list(answer) == FIELDS
    assert answer["kind"] == "problem"
    assert answer["topic"] == "城乡建设"
    assert "城关镇" in "".join(answer["places"])
    assert answer["urgency"] == "普通"
    assert len(answer["issues"]) == 1
    assert 0 <= answer["confidence"] <= 1
    assert answer["reasons"]


def test_a_place_of_the_county_is_found_with_its_code_and_level() -> None:
    reading = reader().read("东坪三组路灯不亮")
    assert (reading.grid, reading.grid_code, reading.grid_level) == ("东坪三组", "Q111", "grid")


def test_two_problems_joined_by_also_are_two_matters() -> None:
    first, second = reader().read("东坪三组路灯不亮，还有自来水是黄的").issues
    assert "路灯" in first.text
    assert "自来水" in second.text
    assert second.grid_code == "Q111"


@pytest.mark.parametrize(
    ("text", "matters"),
    [
        ("1、路灯不亮 2、垃圾没人拉 3、没有公交", 3),
        ("一是路灯坏了，二是水渠塌了", 2),
        ("东坪村路灯坏了。另外想问一下低保怎么申请", 2),
        ("路灯不亮，都三个月了，还没人修", 1),
        ("路灯坏了还有三个月才修吗", 1),
        ("自来水停了两天，做不了饭，老人孩子都没水喝", 1),
        ("3栋1单元电梯坏了", 1),
        ("①渠道漏水 ②机井没电", 2),
        ("三个事 一个路灯瞎了 二个水有铁锈味 三个卫生室没人", 3),
        ("说几个点 柏油路全是坑 标线磨没了 黑车拉客打架", 3),
        ("饮水机坏了一学期 篮球架要倒 还有厕所没门", 3),
        ("收购商打白条跑了 有七户人受骗 另外产业路的边沟堵完了", 2),
        ("北街下水道堵了，污水淌到店门口，顾客都绕着走", 1),
        ("路灯不亮，晚上学生走路怕", 1),
        ("屋子着火了 还有个老人没出来", 1),
        ("西坪村水渠堵了，东坪村二组路也塌了一块", 2),
    ],
)
def test_messages_are_split_where_the_matter_changes(text: str, matters: int) -> None:
    assert len(reader().read(text).issues) == matters


def test_each_matter_has_its_own_urgency_and_the_whole_has_the_highest() -> None:
    reading = reader().read("一是路灯坏了，二是我家房子现在要塌了，老人还在里面")
    assert reading.urgency == "危急"
    assert [m.urgency for m in reading.issues] == ["普通", "危急"]


def test_the_title_is_a_short_echo() -> None:
    assert reader().read("您好，东坪三组路灯不亮，请尽快解决").title == "东坪三组路灯不亮"


def test_the_title_names_what_is_wrong_and_not_how_it_feels() -> None:
    assert reader().read("东坪村的变压器天天响，吵得睡不着").title == "东坪村的变压器天天响"
    assert reader().read("气死我了 物业乱收费").title == "物业乱收费"
    assert reader().read("一直没人来修").title == "一直没人来修"
    assert reader().read("孩子近视 教室灯太暗").title == "教室灯太暗"
    said = "我是残疾人 坐轮椅 村部门口没坡道 上不去"
    assert reader().read(said).title == "村部门口没坡道"


def test_the_title_shows_neither_personal_data_nor_abuse() -> None:
    reading = reader().read("他妈的我叫李四13812345678，路灯坏了")
    assert "李四" not in reading.title
    assert "138" not in reading.title
    assert "妈" not in reading.title
    assert reading.title == "路灯坏了"


CASES = (
    OpenCase("民312", "东坪三组路灯不亮", "城乡建设", "Q111"),
    OpenCase("民305", "西坪村自来水发黄", "城乡建设", "Q12"),
)


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("民312怎么样了", "民312"),
        ("路灯那件修好没", "民312"),
        ("补充一下，自来水早上最黄", "民305"),
        ("我家低保停了", None),
        ("城关镇医院停车难", None),
    ],
)
def test_a_message_finds_the_open_case_it_belongs_to(text: str, ref: str | None) -> None:
    assert reader().read(text, open_cases=CASES).belongs_to == ref


def test_the_same_problem_told_again_is_attached_not_a_new_case() -> None:
    reading = reader().read("东坪三组的路灯还是不亮", open_cases=CASES)
    assert (reading.kind, reading.belongs_to) == ("supplement", "民312")


def test_the_same_problem_at_another_place_is_a_new_case() -> None:
    reading = reader().read("西坪村路灯不亮", open_cases=CASES[:1])
    assert (reading.kind, reading.belongs_to) == ("problem", None)


def test_a_new_danger_is_never_tucked_away_as_a_supplement() -> None:
    reading = reader().read("东坪三组路灯不亮，电线掉地上冒火花", open_cases=CASES)
    assert (reading.kind, reading.urgency) == ("problem", "危急")


def test_a_problem_without_a_place_is_asked_for_it_unless_home_is_known() -> None:
    assert reader().read("路灯不亮").ask
    assert reader().read("路灯不亮", home="Q111").ask is None
    assert reader().read("谢谢").ask is None


def test_a_place_is_asked_for_only_where_the_service_could_not_act_otherwise() -> None:
    assert reader().read("城关镇的路灯不亮").ask == "是城关镇哪个村（社区）的？"
    assert reader().read("城关镇的路灯不亮", home="Q111").ask is None
    assert reader().read("老年证在哪里办").ask is None
    assert reader().read("家里着火了").ask is None


def test_offsets_of_masks_are_of_the_message_when_a_title_is_given_apart() -> None:
    text = "打13812345678"
    (mask,) = reader().read(text, title="路灯坏了，电话13900001111").masks
    assert text[mask.start : mask.end] == "13812345678"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_at_all_can_be_read(text: str) -> None:
    reading = reader().read(text)
    json.dumps(reading.as_json(), ensure_ascii=False)
    assert len(reading.title) <= LONGEST
    assert reading.urgency in ("普通", "加急", "危急")
    assert len(reading.issues) >= 1


def test_importing_the_reader_loads_neither_sklearn_nor_numpy_nor_jieba() -> None:
    code = (
        "import sys; import nlp.reading;"
        "print([m for m in ('sklearn', 'numpy', 'jieba', 'scipy') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_an_empty_vocabulary_is_enough() -> None:
    assert Reader(Vocabulary(), model=None).read("路灯不亮").topic == "城乡建设"


def test_what_a_place_is_called_says_nothing_of_what_is_wrong_there() -> None:
    towns = ("Q", "青禾县", "county", None), ("Q1", "安平镇", "township", "Q")
    villages = [
        (f"Q1{number}", name, "village", "Q1")
        for number, name in enumerate(("竹林集村", "田家坡村", "孙家店村", "码头社区", "东坪村"))
    ]
    names = Reader(Vocabulary(places=tuple(PlaceName(*row) for row in (*towns, *villages))))
    for wrong in ("电线杆歪了", "水渠堵了，路灯也不亮"):
        read = [names.read(village + wrong) for _, village, _, _ in villages]
        assert len({reading.topic for reading in read}) == 1
        assert len({tuple(issue.topic for issue in reading.issues) for reading in read}) == 1


def route(lines: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nlp", "route", "--untrained", *options]
    return subprocess.run(command, input=lines, capture_output=True, text=True, check=False)


def test_the_command_keeps_the_order_and_the_ids() -> None:
    done = route('{"id":"7","text":"路灯坏了"}\n{"id":8,"text":"谢谢"}\n')
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in rows] == ["7", 8]
    assert [row["kind"] for row in rows] == ["problem", "thanks"]
    assert list(rows[0]) == ["id", *FIELDS]
    assert done.returncode == 0
    assert done.stderr == ""


def test_a_bad_line_is_named_on_stderr_and_answered_with_nothing_known() -> None:
    done = route(
        '{"id":"1","text":"路灯坏了"}\nnonsense\n{"id":"3"}\n[1]\n{"id":"5","text":"谢谢"}\n'
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in rows] == ["1", None, "3", None, "5"]
    assert rows[1]["topic"] is None
    assert rows[1]["error"]
    assert done.stderr.splitlines()[0].startswith("line 2:")
    assert "Traceback" not in done.stderr
    assert done.returncode == 1


def test_a_missing_gazetteer_is_one_clear_line() -> None:
    done = route("", "--gazetteer", "/nowhere.csv")
    assert done.returncode == 2
    assert "/nowhere.csv" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_gazetteer_file_replaces_the_places(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "places.csv"
    file.write_text("place,district\n清水河,北湖区\n", encoding="utf-8")
    done = route('{"id":"1","text":"清水河发黑发臭"}\n', "--gazetteer", str(file))
    assert json.loads(done.stdout)["grid"] == "北湖区"
