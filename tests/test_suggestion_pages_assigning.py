"""A suggestion on its pages from the assignment to the papers."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from bot.store.models import Suggestion
from tests import suggestion_parts
from tests.pages_parts import Office, words_of
from tests.test_suggestion_pages import assigned, do, submitted


@pytest.fixture
def office(year_end_office: Office) -> Office:
    return year_end_office


def test_a_whole_meeting_is_assigned_on_one_page(office: Office) -> None:
    with office.town.database.write() as session:
        scene = suggestion_parts.Scene(session, office.town.clock.now())
        numbers = [scene.filed("李明", f"改造管网{i}").draft_number for i in range(3)]
    desk = office.desk("郑科员")
    page = desk.get("/console/suggestions/meeting")
    assert page.status_code == 200
    data: dict[str, str] = {f"lead-{n}": "B2" for n in numbers}
    token = desk.token()
    answer = desk.http.post(
        f"{desk.base}/console/suggestions/meeting",
        data=[("csrf_token", token), *(("number", str(n)) for n in numbers), *data.items()],
        timeout=20,
    )
    assert "3件都交办了" in words_of(answer)
    assert len([one for one in office.town.told("钱水") if "交办3件" in one]) == 1


def test_past_its_day_a_bureau_gives_back_once_the_office_allows_it(office: Office) -> None:
    number, town = assigned(office), office.town
    town.says("钱水", "收到1")
    town.clock.moment += timedelta(days=21)
    refused = town.says("钱水", "申退1，这是交通局的事，管网归他们")
    assert "已经过了" in refused and "准许了再回申退" in refused
    page = office.phone("钱水").get(f"/p/suggestion/{number}").text
    assert "申退期限是" in page and "<summary>申退" not in page
    desk = office.desk("郑科员")
    assert "可以补申退" in do(desk, number, "office", "allow_return", row="1")
    assert "可以补申退" in town.last_told("钱水")
    assert "准许补申退" in words_of(desk.get(f"/console/suggestion/{number}"))
    assert "申退记下了" in town.says("钱水", "申退1，这是交通局的事，管网归他们")
    said = words_of(desk.get(f"/console/suggestion/{number}"))
    assert "理由：这是交通局的事，管网归他们" in said and "不同意申退（县水利局）" in said


def test_a_return_and_an_extension_are_decided_on_the_page(office: Office) -> None:
    number, town = assigned(office), office.town
    said = town.says("钱水", "申退1，这是交通局的事，管网归他们")
    assert "申退记下了" in said
    desk = office.desk("郑科员")
    assert "申退、延期等您定的" in words_of(desk.get("/console/suggestions"))
    page = desk.get(f"/console/suggestion/{number}").text
    assert "理由：" in page and "管网归他们" in page.split("理由：")[1][:80]
    open_now = page.split("别的办法")[0]
    agree = open_now.split("<summary>同意申退，改派（县水利局）</summary>")[1].split("</form>")[0]
    assert re.search(r'value="B6" selected', agree) and "看着像归" not in agree
    assert 'value="B2"' not in agree, "it is not given to whoever gives it back"
    assert "不同意申退（县水利局）" in open_now and "改派（县交通局）" not in open_now
    assert "仍由县水利局办" in do(desk, number, "office", "keep", row="1", text="供水归水利局管。")
    assert "最长只能延到2027年6月30日" in office.phone("钱水").get(f"/p/suggestion/{number}").text
    asked = town.says("钱水", "1延到2027年8月20日，等资金")
    assert "想延到" in asked and "最长期限是2027年6月30日" in asked and "首次交办" in asked
    page = words_of(desk.get(f"/console/suggestion/{number}"))
    assert "最长期限是2027年6月30日" in page and "同意延期也只到这天" in page
    do(desk, number, "office", "refuse_extension", row="1")
    # A picked day is exact, whatever word of doubt its reason holds.
    asked = office.phone("钱水")
    asked.get(f"/p/suggestion/{number}")
    form = {"role": "bureau", "act": "request_extension", "row": "1", "until": "2027-04-19"}
    why = "资金可能要四月才到，大概要等开标"
    page = words_of(asked.post(f"/p/suggestion/{number}/act", text=why, **form))
    assert "想延到2027年4月19日" in page or "想延到4月19日" in page
    assert "想延到" in town.says("钱水", "1延到4月20日，等招标")
    page = words_of(desk.get(f"/console/suggestion/{number}"))
    assert "申请延期，理由" in page and "等招标" in page and "也只到这天" not in page
    # The bureau asks for another day while the office reads the first one: nobody agrees unseen.
    assert "想延到" in town.says("钱水", "1延到4月23日，开标晚了")
    yes = {"role": "office", "act": "approve_extension", "row": "1"}
    held = words_of(desk.post(f"/console/suggestion/{number}/act", **yes))
    assert "还没有办" in held and "县水利局：申请延期（2027年4月23日）" in held
    assert "同意延到4月23日" in words_of(desk.post(f"/console/suggestion/{number}/act", **yes))
    assert "4月23日" in town.last_told("李明")


def test_the_bureau_has_one_list_by_due_day_and_takes_it_home(office: Office) -> None:
    assigned(office)
    phone = office.phone("钱水")
    assert "〔16-6〕1号" in words_of(phone.get("/p/suggestions"))
    answer = phone.get("/p/suggestions.xlsx")
    assert answer.status_code == 200 and answer.content[:2] == b"PK"


def test_papers_are_drafts_until_people_sign_number_and_seal_them(office: Office) -> None:
    assigned(office)
    desk, here = office.desk("郑科员"), "/console/suggestion/1/papers"
    assert "文书" in words_of(desk.get("/console/suggestion/1"))
    for kind in ("assignment_letter", "sign_off", "deadline", "opinion"):
        answer = desk.get(f"/console/suggestion/1/paper/{kind}/1")
        assert answer.status_code == 200 and answer.content[:2] == b"PK"
        named = unquote(answer.headers["Content-Disposition"])
        assert ("县水利局.docx" in named) == (kind != "opinion")
        assert ("（草稿）" in named) == (kind == "assignment_letter")
    # A notice to explain says that the outcome was found wanting: there is none yet.
    assert desk.get("/console/suggestion/1/paper/explanation/1").status_code == 404
    assert "书面解释通知" not in words_of(desk.get(here))
    assert desk.get("/console/suggestion/1/paper/nothing/1").status_code == 404

    def noted(**data: str) -> str:
        desk.get(here)
        return words_of(desk.post(here, **data))

    assert "拟稿" in noted(act="draft", kind="assignment_letter", place="1")
    again = noted(act="draft", kind="assignment_letter", place="1")
    assert "已经有一份在办了（郑科员今天拟稿）" in again and again.count("作废") == 2
    assert again.count("记：拟稿了") == 1, "for the other bureau only"
    paper = re.search(r'name="paper" value="(\d+)"', desk.get(here).text)
    assert paper
    assert "签发人是谁" in noted(act="sign", paper=paper[1], given=" ")
    assert "陈主任签发" in noted(act="sign", paper=paper[1], given="陈主任")
    drafts = words_of(desk.get(here)).count("下载草稿")
    said = noted(act="issue", paper=paper[1], given="青人函〔2026〕12号")
    assert "已编号用印" in said and "青人函〔2026〕12号" in said
    assert said.count("下载草稿") == drafts - 1, "what has its seal is no draft any more"
    late = noted(act="issue", paper=paper[1], given="青人函〔2026〕13号")
    assert "已编号用印”（郑科员今天记了编号用印）" in late
    assert "已经编号用印了（青人函〔2026〕12号）" in noted(
        act="draft", kind="assignment_letter", place="1"
    )
    letter = desk.get("/console/suggestion/1/paper/assignment_letter/1")
    assert "草稿" not in unquote(letter.headers["Content-Disposition"])
    assert office.phone("钱水").get("/p/suggestion/1/papers").status_code == 404


def test_what_was_taken_out_and_what_reviewers_asked_is_not_for_later_readers(
    office: Office,
) -> None:
    number, writer, chair = submitted(office), office.phone("李明"), office.desk("冯主席")
    parts = {
        "title": "改造管网",
        "analysis": "管道老化。",
        "proposal": "请县水利局换主管道三公里。",
    }
    said = "群众王桂兰13911112222说停水半个月。"
    do(writer, number, "deputy", "write", situation=said, **parts)
    do(chair, number, "office", "send_back", text="群众的名字电话请去掉。")
    do(writer, number, "deputy", "write", situation="有群众说停水半个月。", **parts)
    do(writer, number, "deputy", "submit")
    assert "王桂兰" in writer.get(f"/p/suggestion/{number}").text
    page = chair.get(f"/console/suggestion/{number}").text
    assert "王桂兰" not in page and "13911112222" not in page and "不再给别人看" in page
    for name in ("冯主席", "郑科员", "卫主任"):
        do(office.desk(name), number, "office", "pass_on")
    do(office.desk("郑科员"), number, "office", "assign", leads="B2")
    page = words_of(office.phone("钱水").get(f"/p/suggestion/{number}"))
    assert "经过" in page and "群众的名字电话" not in page


def test_papers_go_bureau_by_bureau_and_none_to_one_that_it_was_taken_from(office: Office) -> None:
    number = assigned(office)
    desk, here = office.desk("郑科员"), "/console/suggestion/1/papers"
    office.town.says("钱水", "申退1，这是供电所的事，归他们管")
    do(desk, number, "office", "reassign", row="1", leads="B1", restart="no")
    places = re.findall(r"/paper/(\w+)/(\d)", desk.get(here).text)
    assert [place for _, place in places] == ["3", "3", "3", "2", "2", "2", "3"]
    # Clicked on a page of before: what came of it, and no empty page.
    late = words_of(desk.post(here, act="draft", kind="assignment_letter", place="1"))
    assert "已经不在县水利局了" in late
    assert desk.get("/console/suggestion/1/paper/assignment_letter/1").status_code == 404
    with office.town.database.write() as session:
        about = session.scalars(select(Suggestion)).one()
        about.state = "at_meeting"
    assert "书面解释通知" in words_of(desk.get(here))


def test_a_deputy_reads_in_the_list_who_handles_each_and_by_when(office: Office) -> None:
    submitted(office)
    page = words_of(office.phone("李明").get("/p/suggestions"))
    assert "审核中 城关镇人大主席团在审" in page
    with office.town.database.write() as session:
        scene = suggestion_parts.Scene(session, office.town.clock.now())
        scene.assigned(supporting=("县交通局",), title="改造东坪村管网")
    page = words_of(office.phone("李明").get("/p/suggestions"))
    assert "办理中 县水利局主办，县交通局会办，" in page and "2027年3月31日（周三）前答复" in page
    office.town.clock.moment += timedelta(days=100)
    page = words_of(office.phone("李明").get("/p/suggestions"))
    assert "原定3月31日（周三）前答复，过期了" in page
