"""群众反映: search in Chinese, filters that are kept, acts on several, tables to take away."""

import io
import re
from datetime import datetime, timedelta
from urllib.parse import quote

import openpyxl
from sqlalchemy import func, insert, select

from bot.actions import words as wording
from bot.actions.desk.marks import marked
from bot.actions.desk.search import number_in, parts_of, words_like
from bot.actions.privacy.showing import looks_at
from bot.store.database import Database
from bot.store.models import Audit, History, Issue, Words
from scheduler.indexing import index_words
from tests.databases import one_store
from tests.pages_parts import Office, numbers, through_all_pages, words_of
from tests.test_idle_looks import statements


def test_chinese_is_found_wherever_it_stands_and_only_where_it_stands(
    database: Database, monday: datetime
) -> None:
    with database.write() as session:
        ids = {
            text: wording.keep(session, text, said_by=None, now=monday, masked=text).id
            for text in ("东坪三组路灯不亮", "路上的灯笼不好看", "灯，坏了", "KTV半夜吵")
        }
        erased = wording.keep(session, "路灯说了不该说的", said_by=None, now=monday)
        session.flush()
        erased.text, erased.masked = None, ""
    with database.read() as session:

        def found(said: str) -> set[int]:
            return set(words_like(session, said).ids)

        assert found("路灯") == {ids["东坪三组路灯不亮"]}
        assert found("灯") == {ids[text] for text in list(ids)[:3]}
        assert found("不亮 三组") == {ids["东坪三组路灯不亮"]}
        assert found("灯坏") == set(), "what a comma parts is no word"
        assert found("灯，坏") == {ids["灯，坏了"]}
        assert found("KTV半夜") == {ids["KTV半夜吵"]}
        assert found('"') == found("") == found("%") == set()
        first = words_like(session, "灯", limit=2)
        rest = words_like(session, "灯", below=first.below, limit=2)
        assert [*first.ids, *rest.ids] == sorted(found("灯"), reverse=True)


@one_store
def test_a_case_under_way_is_found_behind_any_number_of_closed_ones_on_the_first_page(
    office: Office,
) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    office.town.says("大娘", "就在水渠那边，天天摸黑")
    now = office.town.clock.now()
    with office.town.database.write() as session:
        first = (session.scalar(select(func.max(Words.id))) or 0) + 1
        ids = range(first, first + 3000)
        said = {"masked": "路灯和水渠", "said_at": now}
        session.execute(insert(Words), [{"id": n, **said} for n in ids])
        closed = {"state": "closed", "kind": "problem", "created_at": now, "reporter_id": 1}
        rows = [{"number": n + 10, "title": "旧事", "words_id": n, **closed} for n in ids]
        session.execute(insert(Issue), rows)
    desk = office.desk("郑科员")
    for _ in range(2):
        assert (numbers(desk, "q=路灯"), numbers(desk, "q=水渠")) == ([1], [2])
        assert "再往前" not in desk.get("/console/issues?q=路灯").text
        index_words(office.town.database)
        index_words(office.town.database)


@one_store
def test_what_is_over_is_found_behind_any_number_of_open_cases_with_a_few_looks(
    office: Office,
) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    now = office.town.clock.now()
    with office.town.database.write() as session:
        first = (session.scalar(select(func.max(Words.id))) or 0) + 1
        ids = range(first, first + 1540)
        said = {"masked": "路灯和水渠", "said_at": now}
        session.execute(insert(Words), [{"id": n, **said} for n in ids])
        case = {"title": "旧事", "kind": "problem", "created_at": now, "reporter_id": 1}
        over = dict.fromkeys(range(40), "closed")
        rows = [
            {"number": n + 10, "words_id": words, "state": over.get(n, "routed"), **case}
            for n, words in enumerate(ids)
        ]
        session.execute(insert(Issue), rows)
        # What one said of a case that is over, when the newest of the open ones was told.
        about = session.scalars(select(Issue).where(Issue.number == 10)).one()
        session.add(
            History(
                case_kind="issue",
                case_id=about.id,
                step="add",
                from_state="closed",
                to_state="closed",
                party="constituent",
                words_id=ids[-1 - 200],
                at=now,
            )
        )
    desk = office.desk("郑科员")
    for _ in range(2):
        assert numbers(desk, "state=done&q=路灯") == [10, *range(49, 20, -1)]
        plain, searched = [
            statements_of(office, f"/console/issues?{query}")
            for query in ("state=done", "state=done&q=路灯")
        ]
        assert searched <= plain + 20, (searched, plain)
        index_words(office.town.database)
        index_words(office.town.database)


def statements_of(office: Office, path: str) -> int:
    with statements(office.town.database) as seen:
        office.desk("郑科员").get(path)
    return len(seen)


def test_what_is_under_way_stands_on_the_first_page_however_much_came_in_since(
    office: Office,
) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    now = office.town.clock.now()
    with office.town.database.write() as session:
        later = wording.keep(session, "旧事", said_by=None, now=now)
        session.add(
            Issue(
                id=40_000,
                number=40_000,
                title="旧事",
                words=later,
                state="closed",
                kind="problem",
                created_at=now,
                reporter_id=1,
            )
        )
    desk = office.desk("郑科员")
    assert numbers(desk, "") == [1]
    assert "再往前" not in desk.get("/console/issues").text


def test_what_was_typed_is_taken_apart_or_for_a_number() -> None:
    assert parts_of(" 路灯，不亮! _x ") == ["路灯", "不亮", "x"]
    assert [number_in(said) for said in ("民12", "12", "12号", "十二", "民12路灯")] == [
        *(12, 12, 12),
        *(None, None),
    ]


def test_the_list_is_searched_and_filtered(office: Office) -> None:
    town = office.town
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.clock.forward(days=9)
    town.says("大爷", "西坪村的水渠塌了一段，浇不上地")
    town.says("小王", "自来水停了两天了")
    # That it is late is said in a word, not by the colour alone.
    for page in ("/console/", "/console/issues"):
        assert "前回话，过期了" in words_of(office.desk("周干事").get(page))
    town.says("李明", "民1我去看看")
    town.says("周干事", "民1转供电所")
    desk, county = office.desk("周干事"), office.desk("郑科员")
    assert numbers(desk, "") == [2, 1]
    assert numbers(county, "") == [3, 2, 1]
    assert numbers(county, "q=路灯") == [1]
    assert numbers(county, "q=民2") == [2] == numbers(county, "q=2")
    assert numbers(county, "state=bureau") == [1]
    assert numbers(county, "bureau=城关供电所") == [1]
    assert numbers(county, "age=7") == [1]
    assert numbers(county, "whose=unclear") == [3] == numbers(county, "whose=mine")
    assert numbers(county, "grid=QH0102") == [2]
    assert numbers(county, "grid=nowhere") == []
    assert numbers(county, "state=done") == []
    assert numbers(county, "state=rubbish&age=8&whose=x") == [3, 2, 1]
    # A name finds what lies with, at or in the hands of whom it names, though nobody said it.
    assert numbers(county, "bureau=供电所") == numbers(county, "q=供电所") == [1]
    assert numbers(county, "q=供电所 路灯") == numbers(desk, "q=东坪 路灯") == [1]
    assert numbers(county, "q=供电所 水渠") == numbers(county, "q=水利局") == []
    assert numbers(desk, "q=西坪村") == numbers(desk, "q=城关镇西坪村") == [2]
    assert numbers(county, "q=城关") == [2, 1] and numbers(county, "q=自来水") == [3]
    town.says("小王", "供电所的人态度不好，东坪村电费也看不懂")
    assert numbers(county, "q=李明") == [1] and numbers(county, "q=李明 水渠") == []
    assert numbers(county, "state=all&q=供电所") == [1, 3], "where it is said stands below"
    town.says("大爷", "民2撤回")
    gone = words_of(county.get("/console/issues?state=gone"))
    assert "西坪" in gone and "前回话" not in gone, "nobody waits for a word any more"


@one_store
def test_pages_follow_each_other_without_gap_or_repeat(office: Office) -> None:
    for turn in range(70):
        office.town.says(f"村民{turn}", f"东坪村第{turn}根电线杆旁边的路灯不亮了")
    desk = office.desk("郑科员")
    for query in ("state=all", "state=all&q=路灯", "state=all&q=城关镇", "state=all&q=东坪 路灯"):
        shown = through_all_pages(desk, query)
        with office.town.database.read() as session:
            known = session.scalars(select(Issue.number).order_by(Issue.number.desc())).all()
        assert len(known) >= 60
        assert shown == list(known)


def test_a_filter_is_kept_by_name_for_its_officer_alone(office: Office) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    desk, county = office.desk("周干事"), office.desk("郑科员")
    desk.get("/console/issues?q=路灯&age=7")
    page = desk.post("/console/issues/keep", name="老路灯", q="路灯", age="7")
    assert "存好了" in words_of(page)
    assert "老路灯" in words_of(desk.get("/console/issues"))
    assert "老路灯" not in words_of(county.get("/console/issues"))
    address = re.search(r'<li><a href="([^"]+)">老路灯', desk.get("/console/issues").text)
    assert address and "age=7" in address[1]
    kept = re.search(r'name="filter" value="(\d+)"', desk.get("/console/issues").text)
    assert kept
    county.get("/console/issues")
    county.post("/console/issues/drop", filter=kept[1])
    assert "老路灯" in words_of(desk.get("/console/issues")), "nobody drops another's"
    renamed = {"filter": kept[1], "what": "rename", "name": "旧灯"}
    county.post("/console/issues/drop", **renamed)
    assert "起个名字" in words_of(desk.post("/console/issues/drop", **renamed | {"name": " "}))
    page = words_of(desk.post("/console/issues/drop", **renamed))
    assert "名字改好了" in page and "老路灯" not in page
    assert re.search(r'<li><a href="[^"]*age=7[^"]*">旧灯', desk.get("/console/issues").text)
    desk.post("/console/issues/drop", filter=kept[1])
    assert "旧灯" not in words_of(desk.get("/console/issues"))


def test_several_are_handed_over_at_once_and_what_one_refuses_is_named(office: Office) -> None:
    for who, where in (("大娘", "东坪村三组"), ("大爷", "西坪村口"), ("小王", "东坪村小学门口")):
        office.town.says(who, f"{where}的路灯不亮好几天了")
    desk = office.desk("周干事")
    desk.get("/console/issues")
    office.town.says("周干事", "民2转供电所")
    answer = desk.http.post(
        f"{office.url}/console/issues/bulk",
        data={
            "csrf_token": desk.token(),
            "act": "hand_over",
            "to": "供电所",
            "number": ["1", "2", "3"],
        },
        timeout=20,
    )
    # Citizens hear it at once: the page names the bureau in full and the cases before it goes.
    text = words_of(answer)
    assert "转给城关供电所 3" in text and all(f"民{number}" in text for number in (1, 2, 3))
    assert numbers(desk, "bureau=城关供电所") == [2]
    data = re.findall(r'name="(act|to|sure|number)" value="([^"]+)"', answer.text)
    given = {"csrf_token": desk.token(), "number": [value for name, value in data[3:]]}
    answer = desk.http.post(
        f"{office.url}/console/issues/bulk", data=dict(data[:3]) | given, timeout=20
    )
    text = words_of(answer)
    assert "转给城关供电所：办了2件" in text and "民2" in text and "已经在城关供电所手上了" in text
    assert numbers(desk, "bureau=城关供电所") == [3, 2, 1]
    vague = {"csrf_token": desk.token(), "act": "hand_over", "to": "没这单位", "number": ["1"]}
    answer = desk.http.post(f"{office.url}/console/issues/bulk", data=vague, timeout=20)
    assert "没认出“没这单位”是哪个单位" in words_of(answer)
    empty = {"csrf_token": desk.token(), "act": "note", "number": ["1", "3"]}
    answer = desk.http.post(f"{office.url}/console/issues/bulk", data=empty, timeout=20)
    assert "先写一句：记什么" in words_of(answer)
    early = empty | {"act": "close", "text": "看过了", "number": ["1", "2", "3"]}
    said = words_of(desk.http.post(f"{office.url}/console/issues/bulk", data=early, timeout=20))
    assert "一件都没办。没办的：民1、民2、民3（3件）：现在是" in said, "one reason is said once"
    # What is over goes nowhere, and that is seen before anything goes.
    office.town.says("大爷", "民2不用管了")
    over = vague | {"to": "供电所", "number": ["2"]}
    said = words_of(desk.http.post(f"{office.url}/console/issues/bulk", data=over, timeout=20))
    assert "一件都没转" in said and "不用转了" in said
    # Ticked with the others by mistake: it is said before it goes.
    office.town.says("小李", "西坪村的村支书把低保给了他家亲戚，没人管")
    blames = {"csrf_token": desk.token(), "act": "hand_over", "to": "供电所", "number": ["4"]}
    answer = desk.http.post(f"{office.url}/console/issues/bulk", data=blames, timeout=20)
    assert "这件说到了具体的人" in words_of(answer)


def test_a_table_without_names_is_free_and_runs_no_formula(office: Office) -> None:
    office.town.says("大娘", '=HYPERLINK("x") 东坪村路灯不亮，我电话13812345678')
    desk = office.desk("周干事")
    answer = desk.get("/console/issues.xlsx?state=all")
    # Named as people would name it: tables of several pages lie in one folder.
    assert quote("群众反映") in answer.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][0] == "民1" and "电话" not in (rows[0] or ())
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert "13812345678" not in str(rows)


def test_a_table_with_names_takes_two_and_is_had_once(office: Office) -> None:
    office.town.says("大娘", "东坪村路灯不亮")
    office.town.says("大娘", "13812345678")
    desk, county = office.desk("周干事"), office.desk("郑科员")
    desk.get("/console/issues")
    assert "已请第二个人点头" in words_of(desk.post("/console/issues/wish", state="all"))
    assert "点头" not in words_of(desk.get("/console/")), "nobody is one's own second person"
    assert desk.post("/console/second/1", answer="yes").status_code == 200
    desk.get("/console/issues")
    assert "还没有第二个人点头" in words_of(desk.post("/console/issues/wished/1"))
    assert "周干事想导出带姓名电话的表" in words_of(county.get("/console/"))
    assert "您同意了" in words_of(county.post("/console/second/1", answer="yes"))
    assert "已经同意了" in words_of(county.post("/console/second/1", answer="no"))
    assert "郑科员同意了" in words_of(desk.get("/console/issues"))
    table = desk.http.post(
        f"{office.url}/console/issues/wished/1", data={"csrf_token": desk.token()}, timeout=20
    )
    sheet = openpyxl.load_workbook(io.BytesIO(table.content)).active
    assert sheet is not None and "13812345678" in str(list(sheet.values))
    desk.get("/console/issues")
    assert "今天已经用过了，只能用一次" in words_of(desk.post("/console/issues/wished/1"))
    with office.town.database.read() as session:
        acts = session.scalars(select(Audit.act).where(Audit.thing == "approval")).all()
        (look,) = [one for one in looks_at(session, [1]) if "导出" in one.what]
    assert list(acts) == ["second.asked", "second.agreed", "second.used"]
    assert (look.who, look.number) == ("周干事", 1), "she reads who took her telephone away"
    found = words_of(county.get("/console/looks?issue=民1"))
    assert "导出的表里有姓名电话" in found
    assert "导出的表里有" not in words_of(county.get("/console/looks")), (
        "there the table stands once"
    )


@one_store
def test_a_yes_holds_for_a_day(office: Office) -> None:
    office.town.says("大娘", "东坪村路灯不亮")
    desk, county = office.desk("周干事"), office.desk("郑科员")
    desk.get("/console/issues")
    desk.post("/console/issues/wish", state="all")
    county.get("/console/")
    county.post("/console/second/1", answer="yes")
    office.town.clock.moment += timedelta(hours=25)
    desk = office.desk("周干事")
    desk.get("/console/issues")
    assert "还没有第二个人点头" in words_of(desk.post("/console/issues/wished/1"))


def test_the_words_that_decided_are_marked_once_each_where_they_stand() -> None:
    reasons = [
        {"word": "路灯", "for": "topic:城乡建设", "weight": 1.0},
        {"word": "灯不亮", "for": "bureau:供电所", "weight": 1.0},
        {"word": "路灯", "for": "bureau:供电所", "weight": 0.5},
        {"word": "灯", "for": "en:lamp", "weight": 0.5},
    ]
    pieces = marked("三组路灯不亮，路灯坏了", reasons)
    assert [(piece.text, piece.why) for piece in pieces] == [
        ("三组路", ""),
        ("灯不亮", "供电所"),
        ("，", ""),
        ("路灯", "城乡建设、供电所"),
        ("坏了", ""),
    ]
    assert marked("", reasons) == []


def test_search_finds_what_was_said_later_and_the_number_elsewhere(office: Office) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    office.town.says("大爷", "西坪村的水渠塌了一段，浇不上地")
    desk, county = office.desk("周干事"), office.desk("郑科员")
    desk.get("/console/issue/1")
    desk.post(
        "/console/issue/1/act", role="station", act="note", text="问过电工老李13812345678，缺熔断器"
    )
    desk.get("/console/issue/1")
    desk.post("/console/issue/1/elsewhere", where="信访", number="XF20261123007")
    office.town.says("周干事", "民1转供电所")
    office.town.says("孙电", "民1进展：配电箱要换，后天到货")
    for query in ("熔断器", "配电箱", "路灯"):
        assert numbers(desk, f"q={query}") == [1], query
    assert numbers(desk, "q=13812345678") == [], "what is masked is not found"
    for query in ("XF20261123007", "信访 XF20261123007", "信访 XF20261123007 "):
        assert numbers(desk, f"state=gone&q={query}") == [1], query
    with office.town.database.write() as session:
        held = session.scalars(select(Issue).where(Issue.number == 1)).one()
        held.seen_by = "county"
    for query in ("熔断器", "配电箱", "XF20261123007"):
        assert numbers(desk, f"q={query}") == [], query
        assert numbers(county, f"q={query}") == [1], query
