"""看图: counts that follow every change of an issue, within what one may see; the same as xlsx."""

import io
import random
from collections import Counter as Tally
from datetime import timedelta

from openpyxl import load_workbook
from sqlalchemy import func, select

from bot.actions import counting, duties
from bot.actions.desk import pictures
from bot.actions.vocabulary import roster_changed
from bot.domain.calendars import LOCAL, local_day
from bot.store.models import (
    Bureau,
    Deputy,
    Grid,
    HandOver,
    Issue,
    IssueCount,
    Officer,
    OfficerRole,
)
from tests.console_parts import second_township
from tests.pages_parts import Office, words_of
from tests.small_county import SINCE, person


def count(office: Office) -> None:
    with office.town.database.write() as session:
        counting.count_all(session, now=office.town.clock.now())


def of(office: Office, code: str, seen: tuple[str, ...] = pictures.COUNTY) -> dict[str, int]:
    """The counts of an area, of the last twelve months."""
    now = office.town.clock.now()
    with office.town.database.read() as session:
        area = session.scalars(select(Grid).where(Grid.code == code)).one()
        return pictures.totals(session, area, seen, pictures.months_back(now, 12))


def table(office: Office, key: str, code: str = "QH") -> pictures.Table:
    now = office.town.clock.now()
    with office.town.database.read() as session:
        area = session.scalars(select(Grid).where(Grid.code == code)).one()
        drawn = pictures.tables(session, area, pictures.COUNTY, 12, now)
        return next(one for one in drawn if one.key == key)


def test_what_lies_in_no_area_below_has_a_row_so_that_the_areas_add_up(office: Office) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了，晚上学生走夜路")
    office.town.says("小张", "路灯坏了好几天了，没人修")
    count(office)
    rows = table(office, "areas").rows
    assert rows[-1] == ("没说清是哪一片", (1, 0)), rows
    whole = sum(counts[0] for _, counts in table(office, "months").rows)
    assert sum(counts[0] for _, counts in rows) == whole == 2
    assert "没说清是哪一片" not in dict(table(office, "areas", "QH01").rows)


def test_an_issue_is_counted_where_it_lies_and_goes_on_with_it(office: Office) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了，晚上学生走夜路")
    count(office)
    for code, opened in (("QH", 1), ("QH01", 1), ("QH0101", 1), ("QH0102", 0)):
        assert of(office, code)["opened"] == opened, code
    assert of(office, "QH")["owed"] == 1 and of(office, "QH")["in_time"] == 0
    office.desk("周干事").act(1, "station", "answer", text="供电所今天下午来换灯。")
    count(office)
    found = of(office, "QH0101")
    assert (found["spoken"], found["in_time"], found["settled"], found["closed"]) == (1, 1, 1, 0)
    office.town.says("大娘", "好了")
    count(office)
    found = of(office, "QH0101")
    assert (found["closed"], found["good"], found["bad"]) == (1, 1, 0)
    assert table(office, "said").rows[-1] == ("2026年11月", (1, 0, 0))


def test_what_is_withdrawn_is_in_no_count_any_more(office: Office) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了，晚上学生走夜路")
    count(office)
    office.town.says("大娘", "撤回民1")
    count(office)
    assert of(office, "QH") == dict.fromkeys(counting.COUNTS, 0)


def test_looking_again_adds_nothing_and_a_moved_issue_counts_in_its_new_place(
    office: Office,
) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了，晚上学生走夜路")
    now = office.town.clock.now()
    for _ in range(3):
        count(office)
        with office.town.database.write() as session:
            counting.recount(session, [1], now)
    assert of(office, "QH")["opened"] == 1
    with office.town.database.write() as session:
        issue = session.get_one(Issue, 1)
        issue.grid_id = session.scalars(select(Grid.id).where(Grid.code == "QH010201")).one()
        issue.topic = "农业农村"
        session.flush()
        counting.recount(session, [1], now)
    assert (of(office, "QH0101")["opened"], of(office, "QH0102")["opened"]) == (0, 1)
    assert [row for row in table(office, "topics").rows if any(row[1])] == [("农业农村", (1, 0))]


def test_the_counts_are_what_one_would_count_by_hand_whatever_happened(office: Office) -> None:
    rnd = random.Random(20261121)
    now = office.town.clock.now()
    for n in range(24):
        office.town.says(f"村民{n}", f"{rnd.choice(['东坪', '西坪'])}村第{n}根电线杆的灯不亮了")
    count(office)
    states = ["routed", "answered", "told", "closed", "confirmed", "withdrawn", "merged", "recheck"]
    for _ in range(6):
        with office.town.database.write() as session:
            ids = rnd.sample(range(1, 25), 8)
            for issue in session.scalars(select(Issue).where(Issue.id.in_(ids))):
                issue.state = rnd.choice(states)
                issue.rating = rnd.choice([None, "好了", "还差点", "没好"])
                issue.topic = rnd.choice(["城乡建设", "交通运输", None])
                issue.seen_by = rnd.choice(["grid", "grid", "township", "county"])
                issue.created_at = now - timedelta(days=rnd.randrange(200))
                issue.spoken_at = rnd.choice([None, now])
            session.flush()
            counting.recount(session, ids, now)
    with office.town.database.read() as session:
        kept = session.scalars(
            select(Issue).where(Issue.state.not_in(("withdrawn", "merged")))
        ).all()
        by_hand = Tally(
            (issue.created_at.astimezone(LOCAL).strftime("%Y-%m"), issue.seen_by) for issue in kept
        )
        county = select(Grid.id).where(Grid.level == "county").scalar_subquery()
        rows = session.execute(
            select(IssueCount.month, IssueCount.seen_by, IssueCount.opened).where(
                IssueCount.area_id == county, IssueCount.topic == "", IssueCount.opened != 0
            )
        )
        assert {(month, seen): opened for month, seen, opened in rows} == dict(by_hand)
        good = sum(issue.rating == "好了" for issue in kept)
        assert (
            session.scalar(
                select(func.sum(IssueCount.good)).where(
                    IssueCount.area_id == county, IssueCount.topic == ""
                )
            )
            == good
        )
        assert session.scalar(select(func.min(IssueCount.opened))) == 0


def test_what_is_kept_above_a_station_is_in_none_of_its_counts(office: Office) -> None:
    office.town.says("大爷", "城关镇的镇长把修路的钱吃了回扣，没人敢管")
    office.town.says("大娘", "东坪村三组路灯不亮好几天了，晚上学生走夜路")
    count(office)
    station, county = office.desk("周干事"), office.desk("郑科员")
    months = "11月 {} 0 0"
    assert months.format(1) in words_of(station.get("/console/pictures"))
    assert months.format(2) in words_of(county.get("/console/pictures"))


def test_what_is_about_the_offices_own_people_is_in_nobodys_counts(office: Office) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了，晚上学生走夜路")
    with office.town.database.write() as session:
        issue = session.get_one(Issue, 1)
        issue.seen_by, issue.avoid = "county", [{"who": "县人大的郑科员", "name": "郑科员"}]
        session.flush()
        counting.recount(session, [1], office.town.clock.now())
    count(office)
    assert of(office, "QH")["opened"] == 0


def test_one_sees_the_own_area_and_none_beside_it(office: Office) -> None:
    with office.town.database.write() as session:
        second_township(session, office.town.clock.now())
    office.town.says("大娘", "东坪村三组路灯不亮好几天了，晚上学生走夜路")
    count(office)
    other = office.desk("冯干事")
    for path in ("", "?area=QH01", "?area=QH", "?area=QH0101", "?area=x&months=7"):
        text = words_of(other.get(f"/console/pictures{path}"))
        assert "看图：东乡" in text and "东坪" not in text and "11月 1 0 0" not in text, path
    county = office.desk("郑科员")
    assert "看图：东坪村" in words_of(county.get("/console/pictures?area=QH0101&months=3"))


def test_red_yellow_and_green_are_what_bureaus_have_in_hand_now(office: Office) -> None:
    today = local_day(office.town.clock.now())
    for n, days in enumerate((-3, 1, 30, -3)):
        office.town.says(f"村民{n}", f"东坪村第{n}根电线杆旁边的路灯不亮，晚上学生走夜路")
        with office.town.database.write() as session:
            bureau = session.scalars(select(Bureau)).first()
            assert bureau is not None
            session.add(
                HandOver(
                    issue_id=n + 1,
                    bureau_id=bureau.id,
                    state="in_hand",
                    created_at=office.town.clock.now(),
                    due=today + timedelta(days=days),
                    term_days=5,
                    pauses=[],
                    paused_at=office.town.clock.now() if n == 3 else None,
                )
            )
    assert table(office, "lights").rows == (("城关镇", (1, 1, 2)),)
    assert table(office, "lights", "QH01").rows == (("东坪村", (1, 1, 2)),)
    assert "供电所" not in words_of(office.desk("郑科员").get("/console/pictures"))


def test_two_mandates_made_one_visit(office: Office) -> None:
    now = office.town.clock.now()
    with office.town.database.write() as session:
        li, wang = (
            session.scalars(select(Deputy).where(Deputy.name == name)).one()
            for name in ("李明", "王芳")
        )
        wang.contact_id = li.contact_id
        session.flush()
        duties.report_visit(session, li, None, now)
        duties.report_visit(session, li, None, now)
    assert table(office, "visits").rows[-1] == ("2026年11月", (2, 1))
    assert table(office, "visits", "QH0102").rows[-1] == ("2026年11月", (0, 0))


def test_the_tables_come_as_xlsx_and_no_name_in_them_runs(office: Office) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了，晚上学生走夜路")
    with office.town.database.write() as session:
        town = session.scalars(select(Grid).where(Grid.code == "QH01")).one()
        town.name = '=HYPERLINK("http://x","点我")'
    count(office)
    answer = office.desk("郑科员").get("/console/pictures.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    assert len(book.sheetnames) == 7
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert any("HYPERLINK" in str(cell.value) for cell in cells)
    assert ("2026年11月", 1, 0, 0) in [
        row[:4] for row in book.worksheets[0].iter_rows(values_only=True)
    ]


def test_many_changes_are_taken_in_by_portions_until_nothing_is_new(office: Office) -> None:
    for n in range(9):
        office.town.says(f"村民{n}", f"东坪村第{n}根电线杆旁边的路灯不亮，晚上学生走夜路")
    now = office.town.clock.now()
    with office.town.database.write() as session:
        assert counting.count_some(session, now=now) > 0
    with office.town.database.write() as session:
        assert counting.count_some(session, now=now) == 0
    assert of(office, "QH")["opened"] == 9


def test_a_leader_of_the_county_sees_counts_of_what_is_kept_from_nobody(office: Office) -> None:
    with office.town.database.write() as session:
        now = office.town.clock.now()
        officer = Officer(
            code="O7", contact=person(session, "何主任", now), name="何主任", since=SINCE
        )
        session.add(officer)
        session.flush()
        session.add(OfficerRole(officer_id=officer.id, role="leader", since=SINCE))
        roster_changed(session)
    office.town.says("大爷", "城关镇的镇长把修路的钱吃了回扣，没人敢管")
    office.town.says("大娘", "东坪村三组路灯不亮好几天了，晚上学生走夜路")
    count(office)
    leader = office.desk("何主任")
    text = words_of(leader.get("/console/pictures"))
    assert "看图：青禾县" in text and "11月 1 0 0" in text
    assert leader.get("/console/pictures.xlsx").status_code == 200
    assert leader.get("/console/opening").status_code == 404
    assert leader.get("/console/broadcasts").status_code == 404
