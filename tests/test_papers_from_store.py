"""Papers filled from the store: the right cases, nothing sealed, nothing of
what is about somebody."""

import io
from datetime import date, datetime, timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import rules, words
from bot.actions.suggestions import assigning, extensions, parties, returns
from bot.actions.suggestions import figures as counted
from bot.domain.calendars import local_time
from bot.papers import bureaus
from bot.papers.binder import station_binder
from bot.papers.figures import Figure
from bot.papers.gather import binders, key_items, ledgers, letters, offices, stations, weeks, years
from bot.papers.gather import bureaus as gather_bureaus
from bot.papers.ledgers import assignment_ledger, resolved_ledger
from bot.papers.letters import assignment_letter
from bot.papers.meetings import chairpersons_report
from bot.papers.monday import monday_page
from bot.papers.posters import poster
from bot.papers.yearly import yearly_report
from bot.store.database import Database
from bot.store.models import (
    Alarm,
    Assignment,
    Bureau,
    Contact,
    Grid,
    HandOver,
    Issue,
    Paper,
    Suggestion,
)
from tests import paper_scene, suggestion_parts
from tests.paper_scene import PHONE
from tests.test_papers_letters import opened, texts


@pytest.fixture
def filled(database: Database, monday: datetime) -> Database:
    with database.write() as session:
        paper_scene.build(session, monday)
    return database


def named(session: object, title: str) -> Suggestion:
    return session.scalars(select(Suggestion).where(Suggestion.title == title)).one()  # type: ignore[attr-defined]


def test_a_letter_is_filled_with_bureaus_deputies_key_mark_and_proof(
    filled: Database, monday: datetime
) -> None:
    with filled.read() as session:
        case = named(session, "东坪三组路灯")
        rows = parties.assignments_of(session, case)
        to_lead, to_other = (letters.letter_to(session, row, monday) for row in rows)
    assert to_lead.to == "城关供电所" and to_lead.is_lead and not to_other.is_lead
    assert to_lead.deputies == ("李明", "王芳") and to_lead.supporting == ("县水利局",)
    assert to_lead.key is not None and to_lead.key.supervisors == ("郑科员",)
    assert to_other.supporting_term is not None
    assert to_other.supporting_term.due == date(2026, 5, 6)
    assert to_lead.receipt.due == date(2026, 3, 4) and "工作日" in to_lead.receipt.proof
    assert to_lead.sign_off.is_draft
    text = texts(opened(assignment_letter(to_lead)))
    assert PHONE not in text and "路灯坏了半个月" in text
    assert "3个月后是6月2日" in text and "副县长张明" in text


def test_a_letter_after_the_real_way_to_the_bureau_has_its_number_proof_and_middle(
    database: Database, monday: datetime
) -> None:
    with database.write() as session:
        scene = suggestion_parts.build(session, monday)
        row = scene.assigned("县水利局", ["县人民法院"])
        text = texts(opened(assignment_letter(letters.letter_to(session, row, monday))))
        number = row.suggestion.number
        middle = row.via.name if row.via is not None else ""
        page = weeks.monday(session, monday)
    assert number and f"{number}号《改造东坪村供水管网》" in text
    assert "主办：县水利局。会办：县人民法院。" in text
    assert "2027年2月23日前由主办单位书面答复" in text and "首次交办" in text
    assert "会办意见：2027年1月25日前送主办单位。" in text
    assert "不属职责：2026年12月7日前可书面申退" in text
    assert middle and f"抄送：{middle}。" in text
    assert {each.name: each.count for each in page.counts}["在办建议"] == 1


def test_a_letter_says_for_good_what_held_on_the_day_of_its_assignment(
    database: Database, monday: datetime
) -> None:
    with database.write() as session:
        scene = suggestion_parts.build(session, monday)
        row = scene.assigned("县水利局", ["县交通局"])
        about, office = row.suggestion, scene.office(row.suggestion)

        def said(of: Assignment, now: datetime) -> str:
            return texts(opened(assignment_letter(letters.letter_to(session, of, now))))

        first = said(row, monday)
        # Who supports keeps a day of its own, on the slip and on the sheet that it signs.
        (helper,) = [
            one for one in parties.assignments_of(session, about) if one.role == "supporting"
        ]
        assert helper.due != row.due
        slip = said(helper, monday).split("承办单位回执")[-1]
        assert (
            f"会办意见期限{helper.due.year}年{helper.due.month}月{helper.due.day}日"
            in slip.replace("\n", "").replace("\t", "")
        )
        (line,) = ledgers.ledger_rows(session, 2026, monday)
        assert line.opinions_due == (helper.due,) and line.due == row.due
        assert "困难。建议：请县水利局" in first and "提供。来源" in first
        extensions.request(
            session, row, scene.liaison(row), date(2027, 4, 30), scene.words("等"), now=monday
        )
        extensions.decide(session, row, office, approve=True, now=monday)
        later = monday + timedelta(days=30)
        added = assigning.add_bureau(
            session, about, scene.bureau("县人民法院"), "supporting", office, now=later
        )
        other = returns.reassign(
            session, row, scene.bureau("城关供电所"), office, restart=True, now=later
        )
        about.round = 2
        assert row.due == date(2027, 4, 30) and said(row, later) == first
        # The new ones read who has it on their own day, the one that it was taken from not.
        new = said(other, later)
        assert "主办：城关供电所。会办：县交通局和县人民法院。" in new or (
            "主办：城关供电所。会办：县交通局、县人民法院。" in new
        )
        assert "县人民法院" in said(added, later)


def test_a_letter_stops_being_a_draft_when_its_paper_is_signed_numbered_and_sealed(
    filled: Database, monday: datetime
) -> None:
    with filled.write() as session:
        case = named(session, "东坪三组路灯")
        (lead, _) = parties.assignments_of(session, case)
        paper = Paper(
            kind="assignment_letter",
            suggestion_id=case.id,
            bureau_id=lead.bureau_id,
            drafted_at=monday,
        )
        session.add(paper)
        session.flush()

        def stage() -> str:
            return letters.letter_to(session, lead, monday).sign_off.stage

        assert stage() == "拟稿"
        paper.state, paper.signer, paper.signed_at = "signed", "方主任", monday
        session.flush()
        assert stage() == "已签发"
        paper.state, paper.number, paper.issued_at = "issued", "青人代工函〔2026〕1号", monday
        session.flush()
        letter = letters.letter_to(session, lead, monday)
        assert letter.sign_off.stage == "已用印" and letter.sign_off.dated == date(2026, 11, 23)
        paper.state = "void"
        session.flush()
        assert stage() == "拟稿"


def test_a_township_deputys_suggestion_has_the_presidiums_letterhead(
    filled: Database, monday: datetime
) -> None:
    with filled.read() as session:
        case = named(session, "镇区路口积水")
        (row,) = parties.assignments_of(session, case)
        letter = letters.letter_to(session, row, monday)
        of_county = [each.title for each in ledgers.ledger_rows(session, 2026, monday)]
        of_town = ledgers.ledger_rows(session, 2026, monday, case.area_id)
    assert letter.office.letterhead == "城关镇人民代表大会主席团"
    assert letter.heading == "城关镇人民代表大会闭会期间代表建议交办函"
    # A township's own affair: no copy to the county, and not the county's telephone.
    assert letter.copies == () and not any(mark.isdigit() for mark in letter.office.phone)
    assert "镇区路口积水" not in of_county
    assert [each.title for each in of_town] == ["镇区路口积水"]


def test_the_county_sets_its_fonts_and_its_letterhead(filled: Database, monday: datetime) -> None:
    with filled.write() as session:
        rules.set_rule(
            session, "papers.fonts", {"title": "华文中宋", "odd": "x"}, origin="test", now=monday
        )
        rules.set_rule(session, "papers.letterhead", "某县人大", origin="test", now=monday)
        office = offices.county_office(session, monday)
    assert office.letterhead == office.signature == "某县人大"
    assert office.faces.title == "华文中宋" and office.faces.body == "仿宋_GB2312"


def test_the_first_ledger_shows_the_year_and_keeps_ratings_sealed(
    filled: Database, monday: datetime
) -> None:
    with filled.read() as session:
        rows = ledgers.ledger_rows(session, 2026, monday)
        head = ledgers.ledger(session, 2026, monday)
        none = ledgers.ledger_rows(session, 2025, monday)
    assert [row.number for row in rows] == [f"〔16-6〕{at}" for at in range(1, 6)]
    assert [row.light for row in rows] == ["", "", "红", "", ""]
    assert [row.state for row in rows] == [
        "落实销号",
        "程序办结",
        "办理中",
        "申退待定",
        "提请会议研究",
    ]
    assert rows[0].key and not rows[1].key
    assert rows[0].received_on == date(2026, 3, 3) and rows[1].received_on is None
    assert "满意" not in texts(opened(assignment_ledger(head, rows)))
    assert none == []


def test_the_second_ledger_closes_out_only_what_has_evidence(
    filled: Database, monday: datetime
) -> None:
    with filled.read() as session:
        done, closed = ledgers.resolved_rows(session, 2026, monday)
        head = ledgers.ledger(session, 2026, monday)
    assert done.closed_out_on == date(2026, 11, 23) and done.evidence == "现场查看：五盏灯都亮了"
    assert done.confirmed_by == "郑科员"
    assert closed.closed_out_on is None and closed.procedure_closed_on is not None
    assert closed.promise == "2026年11月25日前：换完主管道（资金到位后）"
    assert "本表列了2件，其中落实销号1件" in texts(opened(resolved_ledger(head, [done, closed])))


def test_the_years_figures_are_counted_from_the_cases(filled: Database, monday: datetime) -> None:
    with filled.read() as session:
        report = years.yearly(session, 2026, monday)
        nothing = years.yearly(session, 2025, monday)
    found = {figure.name: (figure.count, figure.of) for figure in (*report.figures, *report.ends)}
    assert found == {
        "交办建议": (5, None),
        "闭会期间": (4, 5),
        "按时签收": (0, 5),
        "按时答复": (1, 4),
        "重新办理": (1, 5),
        "满意": (1, 1),
        "未评价": (0, 2),
        "程序办结": (2, 5),
        "落实销号": (1, 5),
    }
    with filled.read() as session:
        # One definition: what the page shows is what the report says.
        page = {one.title: one for one in counted.of_year(session, 2026, now=monday)}
        for title, (part, whole) in found.items():
            if title in page:
                one = page[title]
                assert (len(one.part), len(one.whole)) == (part, whole), title
                assert one.counts.rstrip("。") in "".join(
                    figure.definition for figure in (*report.figures, *report.ends)
                )
    assert all(figure.definition for figure in (*report.figures, *report.ends))
    by_bureau = {row[0]: row[1:] for row in report.breakdowns[0].rows}
    assert by_bureau["县水利局"] == ("2", "1", "1", "0", "0")
    assert by_bureau["城关供电所"] == ("2", "1", "1", "1", "0")
    assert [row[1:] for row in report.breakdowns[3].rows] == [
        ("1", "50%"),
        ("1", "50%"),
        ("0", "0%"),
        ("0", "0%"),
    ]
    assert report.cases == ("〔16-6〕1号《东坪三组路灯》：五盏灯都亮了",)
    assert report.promises[0].startswith("〔16-6〕2号《西坪饮水》：2026年11月25日前")
    assert nothing.figures == () and nothing.ends[0] == Figure(
        "程序办结", 0, 0, report.ends[0].definition
    )
    assert "落实销号1件（共5件，20%）" in texts(opened(yearly_report(report)))


def test_an_extension_that_was_granted_makes_nobody_late(
    filled: Database, monday: datetime
) -> None:
    with filled.write() as session:
        (row,) = parties.assignments_of(session, named(session, "桥面破损"))
        row.due = date(2026, 12, 2)
        session.flush()
        found = {figure.name: figure for figure in years.yearly(session, 2026, monday).figures}
        assert (found["按时答复"].count, found["按时答复"].of) == (1, 3)
        assert years.chairpersons(session, 2026, monday).stuck == ()


def test_the_report_to_the_chairpersons_names_what_is_late_and_what_waits(
    filled: Database, monday: datetime
) -> None:
    with filled.read() as session:
        report = years.chairpersons(session, 2026, monday)
    assert report.stuck == ("〔16-6〕3号《桥面破损》：主办县水利局，11月2日到期，未答复",)
    assert report.to_decide == ("〔16-6〕5号《垃圾清运》",)
    assert "西坪饮水" in texts(opened(chairpersons_report(report)))


def test_key_items_come_with_their_log_and_supervisors(filled: Database, monday: datetime) -> None:
    with filled.read() as session:
        (item,) = key_items.key_items(session, 2026, monday)
        assert key_items.key_items(session, 2025, monday) == []
    assert item.log[-1] == "11月23日，督办：到现场看过，灯亮了"
    assert item.mark.leader == "副县长张明" and item.outcome_class == "A"


def test_a_bureau_sees_its_own_cases_by_due_date_and_no_rating(
    filled: Database, monday: datetime
) -> None:
    with filled.read() as session:
        water = session.scalars(select(Bureau).where(Bureau.name == "县水利局")).one()
        rows = gather_bureaus.bureau_rows(session, water, monday)
        head = ledgers.ledger(session, 2026, monday)
        made = gather_bureaus.profile(session, water, 2026, monday)
    assert [(row.title, row.left, row.role) for row in rows] == [("桥面破损", -21, "主办")]
    (sheet,) = load_workbook(io.BytesIO(bureaus.bureau_list(head, "县水利局", rows))).worksheets
    assert sheet["C4"].value == "桥面破损" and sheet["I4"].value == "过21天"
    assert not [cell for line in sheet for cell in line if "满意" in str(cell.value)]
    found = {figure.name: (figure.count, figure.of) for figure in (*made.figures, *made.ends)}
    # One answered late, one late without an answer, one supported; few ratings are not summed.
    assert found["交办建议"] == (3, None) and found["按时答复"] == (0, 2)
    assert found["程序办结"] == (1, 2) and "满意" not in found
    assert "西坪饮水" in texts(opened(bureaus.bureau_profile(made)))


def test_the_sheet_of_a_deadline_shows_how_it_was_counted(
    filled: Database, monday: datetime
) -> None:
    with filled.read() as session:
        case = named(session, "东坪三组路灯")
        (row, _) = parties.assignments_of(session, case)
        text = texts(
            opened(bureaus.deadline_sheet(gather_bureaus.deadline_of(session, row, monday)))
        )
    assert "2026年6月2日" in text and "3个月后是6月2日" in text and "民法典" in text


def issue(session: object, number: int, title: str, monday: datetime, **given: object) -> None:
    station = paper_scene.station(session)  # type: ignore[arg-type]
    reporter = session.scalars(select(Contact).limit(1)).one()  # type: ignore[attr-defined]
    grid = session.scalars(select(Grid).where(Grid.code == "QH010101")).one()  # type: ignore[attr-defined]
    said = words.keep(session, title, said_by=reporter.id, now=monday)  # type: ignore[arg-type]
    fields: dict[str, object] = {
        "number": number,
        "title": title,
        "state": "routed",
        "kind": "problem",
        "words_id": said.id,
        "reporter_id": reporter.id,
        "grid_id": grid.id,
        "station_id": station.id,
        "created_at": monday - timedelta(days=5),
        "speak_by": date(2026, 11, 19),
    }
    session.add(Issue(**(fields | given)))  # type: ignore[attr-defined]
    session.flush()  # type: ignore[attr-defined]


def overdue(session: Session, number: int, due: date, **more: object) -> None:
    """A bureau has case ``number`` and did not answer by ``due``."""
    case = session.scalars(select(Issue).where(Issue.number == number)).one()
    bureau = session.scalars(select(Bureau).order_by(Bureau.id)).first()
    assert bureau is not None
    fields: dict[str, object] = {
        "issue_id": case.id,
        "bureau_id": bureau.id,
        "state": "in_hand",
        "created_at": case.created_at,
        "due": due,
        "term_days": 5,
        "pauses": [],
    }
    session.add(HandOver(**(fields | more)))
    session.flush()


def test_the_week_of_the_page_for_monday_is_seven_whole_days(
    filled: Database, monday: datetime
) -> None:
    midnight = local_time(monday).replace(hour=0, minute=0, second=0, microsecond=0)
    hour = timedelta(hours=1)
    with filled.write() as session:
        for number, came in enumerate(
            (midnight - timedelta(days=7) - hour, midnight - timedelta(days=7), midnight - hour), 1
        ):
            issue(session, number, "井盖没了", monday, created_at=came)
        issue(session, 4, "护栏倒了", monday, created_at=midnight)
    with filled.read() as session:
        counts = {figure.name: figure.count for figure in weeks.monday(session, monday).counts}
    assert counts["上周新反映"] == 2


def test_the_page_for_monday_counts_all_and_lists_nobody_that_is_spoken_about(
    filled: Database, monday: datetime
) -> None:
    with filled.write() as session:
        issue(session, 1, "三组路灯不亮", monday)
        issue(session, 2, "村干部占地", monday, seen_by="county")
        issue(session, 3, "保密的事", monday, secret=True)
        issue(session, 4, "镇上的人", monday, avoid=[{"who": "x", "level": "village"}])
        issue(session, 5, "井盖没了", monday, urgency="加急", speak_by=date(2026, 11, 20))
        issue(session, 6, "水管裂了", monday, state="handed_over", spoken_at=monday)
        overdue(session, 6, date(2026, 11, 20))
        issue(session, 7, "护栏倒了", monday, state="handed_over", spoken_at=monday)
        overdue(session, 7, date(2026, 11, 19), paused_at=monday)
        issue(session, 8, "支书的事", monday, state="recheck", spoken_at=monday, seen_by="township")
        overdue(session, 8, date(2026, 11, 18))
        for number, title, heard in ((9, "电线垂到路上", None), (10, "电杆要倒", monday)):
            issue(session, number, title, monday, urgency="危急", speak_by=date(2026, 11, 25))
            own = session.scalars(select(Issue.id).where(Issue.number == number)).one()
            session.add(Alarm(issue_id=own, raised_at=monday, heard_at=heard))
    with filled.read() as session:
        page = weeks.monday(session, monday)
    assert (page.first, page.last) == (date(2026, 11, 16), date(2026, 11, 22))
    counts = {figure.name: (figure.count, figure.of) for figure in page.counts}
    assert counts["上周新反映"] == (10, None) and counts["过期没人回话"] == (6, None)
    assert counts["在办建议"] == (3, None) and counts["建议过期"] == (1, None)
    assert counts["群众说没好"] == (1, None) and counts["单位过期没回"] == (2, None)
    unspoken, overdue_rows, late, soon, deciding, promised = page.lists
    assert [case.number for case in unspoken.cases] == ["民9", "民5", "民1"] and unspoken.total == 6
    assert unspoken.cases[0].title == "（危急）电线垂到路上", (
        "the gravest first, waiting for no day"
    )
    assert [case.number for case in overdue_rows.cases] == ["民6"] and overdue_rows.total == 2
    assert [case.title for case in late.cases] == ["桥面破损"] and soon.cases == ()
    assert [case.when for case in deciding.cases] == ["申退待定", "提请会议"]
    assert [case.title for case in promised.cases] == ["西坪饮水"]
    text = texts(opened(monday_page(page)))
    assert "三组路灯不亮" in text
    assert not [word for word in ("占地", "保密的事", "镇上的人", "支书") if word in text]


def test_binder_and_poster_show_cases_without_people_and_refuse_what_may_not_hang(
    filled: Database, monday: datetime
) -> None:
    with filled.write() as session:
        issue(session, 1, "三组路灯不亮", monday, source="walk_in")
        issue(session, 2, "村干部占地", monday, seen_by="county")
        issue(session, 3, "巷口积水", monday, state="closed", rating="好了", closed_at=monday)
    with filled.read() as session:
        station = paper_scene.station(session)
        year = binders.station_year(session, station, 2026, monday)
        made = stations.poster_of(session, station, [3], monday)
        for number in (1, 2, 99):
            with pytest.raises(ValueError, match=f"民{number}"):
                stations.poster_of(session, station, [number], monday)
    assert [row.number for row in year.register] == ["民1", "民3"]
    assert [(each.on, each.visitors) for each in year.receptions] == [(date(2026, 11, 18), 1)]
    assert year.chief == "吴站长" and year.liaison == ("周干事",)
    assert "占地" not in texts(opened(station_binder(year)))
    assert made.items[0].confirmed == "反映的群众已确认"
    assert "巷口积水" in texts(opened(poster(made)))
