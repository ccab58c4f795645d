"""What the office does on the page of a suggestion after the answer, over real HTTP."""

import pytest
from sqlalchemy import select

from bot.actions.outbox import fields_at
from bot.actions.suggestions import revisits, weighing
from bot.domain.calendars import local_day
from bot.store.models import (
    KeySupervision,
    Notice,
    Promise,
    RevisitFlag,
    Suggestion,
    SupervisionLog,
)
from tests.pages_parts import Office, words_of
from tests.test_papers_letters import opened, texts
from tests.test_suggestion_pages import assigned, do, submitted


@pytest.fixture
def office(year_end_office: Office) -> Office:
    return year_end_office


def promised(office: Office) -> int:
    """Answered with B and a promise; the deputy is content; the procedure is closed."""
    number, town = assigned(office), office.town
    town.says("钱水", "收到1")
    said = do(
        office.phone("钱水"), number, "bureau", "reply", row="1",
        text="管网已立项。", signer="王局长", promise="更换主管道三公里", until="2027-06-30",
        condition="资金到位后", **{"class": "B"},
    )  # fmt: skip
    assert "答复发出了" in said
    assert "您满意" in town.says("李明", "满意")
    with town.database.read() as session:
        until = session.scalars(select(Suggestion)).one().rate_by
    assert until is not None
    while state(office) != "procedure_closed":
        town.clock.forward(days=1)
        with town.database.write() as session:
            weighing.look(session, now=town.clock.now())
        assert (local_day(town.clock.now()) - until).days < 20
    return number


def state(office: Office) -> str:
    with office.town.database.read() as session:
        return session.scalars(select(Suggestion)).one().state


def page(office: Office, name: str, number: int) -> str:
    return words_of(office.desk(name).get(f"/console/suggestion/{number}"))


def test_a_promise_moves_is_kept_and_only_then_it_is_closed_out_with_evidence(
    office: Office,
) -> None:
    number = promised(office)
    desk = office.desk("郑科员")
    shown = page(office, "郑科员", number)
    assert "承诺台账" in shown and "更换主管道三公里；条件：" in shown and "（还在账上）" in shown
    # While a promise is open nothing is offered that could not be done.
    assert "凭什么说落实了" not in shown and "承诺改期" in shown
    assert "还有没落实的承诺" in do(
        desk, number, "office", "close_out", proof="visit", text="去看过，通水了。"
    )
    said = do(desk, number, "office", "move_promise", row="1", until="2027-09-30")
    assert "承诺改到" in said
    with office.town.database.read() as session:
        row = session.scalars(select(Promise)).one()
        assert row.first_due.isoformat() == "2027-06-30" and row.due.isoformat() == "2027-09-30"
    assert "不" in do(desk, number, "office", "move_promise", row="1", until="2027-08-30")
    said = do(
        office.phone("钱水"), number, "bureau", "promise_kept", row="1", text="三公里都换了。"
    )
    assert "承诺" in said
    assert "销号要有凭据" in do(desk, number, "office", "close_out")
    assert state(office) == "procedure_closed"
    said = do(desk, number, "office", "close_out", proof="visit", text="到三组看过，水很大。")
    assert "落实销号" in said and "已经销号" in office.town.last_told("钱水")
    assert state(office) == "closed_out"
    # What happened is told in words: days as people say them, no code of ours.
    past = page(office, "郑科员", number)
    past = past[past.index("经过") :]
    assert "落实销号（去看过）" in past and "承诺改期（9月30日）" in past
    assert "2027-" not in past and "visit" not in past


def test_the_deputy_proposes_to_reopen_and_the_office_decides(office: Office) -> None:
    number = promised(office)
    desk = office.desk("郑科员")
    said = do(office.phone("李明"), number, "deputy", "propose_reopening", text="没有开工。")
    assert "等人大定" in said
    assert "提议重开：没有开工。" in page(office, "郑科员", number)
    assert "请选同意" in do(desk, number, "office", "decide_proposal")
    told = do(desk, number, "office", "decide_proposal", agreed="no", text="月底看过，完工了")
    assert "没有同意" in told
    with office.town.database.read() as session:
        told_no = Notice.kind == "suggestion.proposal_refused"
        (notice,) = session.scalars(select(Notice).where(told_no))
        assert fields_at(notice, notice.created_at)["why"] == "：月底看过，完工了"
    assert "没有要定的" in do(desk, number, "office", "decide_proposal", agreed="yes")
    assert state(office) == "procedure_closed"
    do(
        office.phone("李明"),
        number,
        "deputy",
        "propose_class",
        row="1",
        text="不算",
        **{"class": "C"},
    )
    assert "改为C类" in page(office, "郑科员", number)
    assert "同意了" in do(desk, number, "office", "decide_proposal", agreed="yes")
    assert "人大已改为C类" in page(office, "郑科员", number)
    assert "重开" in do(desk, number, "office", "reopen", text="请照承诺开工。")
    assert state(office) == "rework"
    past = page(office, "郑科员", number)
    # Above what can be done now, and once in what was.
    assert "重开（县水利局）" in past and past.count("请照承诺开工。") == 2


def test_key_items_and_the_log_are_the_offices_and_flags_are_for_nobody_else(
    office: Office,
) -> None:
    number = assigned(office)
    desk = office.desk("郑科员")
    assert "重点督办" in do(
        desk, number, "office", "mark_key", decided_on="2026-12-30", leading_officer="刘副县长"
    )
    assert "督办日志" in page(office, "郑科员", number)
    assert "记下了" in do(desk, number, "office", "supervise", text="去现场看了一次。")
    with office.town.database.write() as session:
        assert session.scalars(select(KeySupervision)).one().leading_officer == "刘副县长"
        assert session.scalars(select(SupervisionLog)).one().words.text == "去现场看了一次。"
        about = session.scalars(select(Suggestion)).one()
        revisits.flag(session, about, "many_at_once", now=office.town.clock.now())
    assert "需回访：几分钟里评了很多件满意" in page(office, "郑科员", number)
    for name in ("李明", "钱水"):
        shown = words_of(office.phone(name).get(f"/p/suggestion/{number}"))
        assert "需回访" not in shown and "去现场看了" not in shown, name
        assert "现在不能办" in do(office.phone(name), number, "office", "settle_flags")
    today = words_of(desk.get("/console/"))
    assert "需回访，打个电话问问 1" in today and "打电话问过了" in today
    assert "回访记下了" in do(desk, number, "office", "settle_flags")
    late = do(office.desk("卫主任"), number, "office", "settle_flags")
    assert "不用再打了" in late and "郑科员打过电话" in late
    assert "需回访" not in page(office, "郑科员", number)
    with office.town.database.read() as session:
        assert session.scalars(select(RevisitFlag)).one().settled_by is not None


def test_before_the_answer_none_of_it_is_offered(office: Office) -> None:
    number = submitted(office)
    shown = page(office, "冯主席", number)
    assert "审核通过" in shown
    for word in ("落实销号", "重开", "列为重点督办", "改类", "承诺改期", "督办日志"):
        assert word not in shown, word


def test_the_paper_of_a_meeting_says_who_did_each_step_and_quotes_the_answer(
    office: Office,
) -> None:
    number, desk, bureau = assigned(office), office.desk("郑科员"), office.phone("钱水")
    office.town.says("钱水", "收到1")
    assert "想延到" in office.town.says("钱水", "1延到4月20日，等图纸")
    assert "同意延到" in do(desk, number, "office", "approve_extension", row="1")
    do(
        bureau, number, "bureau", "reply", row="1",
        text="管网还要再等。", signer="王局长", promise="更换主管道三公里", until="2027-06-30",
        condition="资金到位后", **{"class": "B"},
    )  # fmt: skip
    office.town.says("李明", "不满意，没有说什么时候修")
    paper = f"/console/suggestion/{number}/measure/meeting.docx"
    assert desk.get(paper).status_code == 404
    with office.town.database.write() as session:
        about = session.scalars(select(Suggestion)).one()
        about.state = "at_meeting"
    assert paper in desk.get(f"/console/suggestion/{number}").text
    assert paper in desk.get(f"/console/suggestion/{number}/papers").text
    text = texts(opened(desk.get(paper).content))
    assert "人大同意延期（县水利局，到2027年4月20日" in text and "县水利局同意" not in text
    assert "县水利局答复（B类）：“管网还要再等" in text and "县水利局收到" in text
    assert "不满意" not in text
    assert office.desk("冯主席").get(paper).status_code == 404


def test_the_ladder_is_for_the_director_only_and_starts_nothing(office: Office) -> None:
    number = assigned(office)
    here = f"/console/suggestion/{number}/measures"
    for name in ("郑科员", "冯主席"):
        assert office.desk(name).get(here).status_code == 404, name
        assert "可选措施" not in page(office, name, number)
    said = do(
        office.desk("郑科员"), number, "office", "note_measure",
        measure="reminder", decided_by="代工委", decided_on="2026-12-30", text="提醒。",
    )  # fmt: skip
    assert "记下了" not in said
    director = office.desk("卫主任")
    assert "可选措施" in page(office, "卫主任", number)
    shown = words_of(director.get(here))
    assert "3人以上联名" in shown and "质询材料" in shown and "会议研究材料" in shown
    # Each rung has its paper, with as many lines to sign on as the law asks where people sign it,
    # and room for what was decided where a body decides; no rating.
    paper = f"/console/suggestion/{number}/measure"
    for rung, title, ends, rows in (
        ("reminder", "提醒", "六、经办人", 2),
        ("admonitory_talk", "约谈", "六、决定", 4),
        ("meeting", "会议研究", "六、决定", 4),
        ("interpellation", "质询", "六、提质询案人", 4),
        ("investigation", "特定问题调查", "五分之一以上是", 6),
    ):
        made = opened(director.get(f"{paper}/{rung}.docx").content)
        text = texts(made)
        assert f"号建议办理情况的{title}材料" in text and "县水利局" in text, rung
        assert "满意" not in text and len(made.tables[0].rows) == rows, rung
        assert ends in text, rung
    assert director.get(f"{paper}/nothing.docx").status_code == 404
    assert office.desk("郑科员").get(f"{paper}/meeting.docx").status_code == 404
    with office.town.database.read() as session:
        assert not session.scalars(select(SupervisionLog)).all()
    said = do(
        director, number, "office", "note_measure",
        measure="reminder", decided_by="代工委", decided_on="2026-12-30", text="先提醒一次。",
    )  # fmt: skip
    assert "记下了" in said
    with office.town.database.read() as session:
        assert session.scalars(select(SupervisionLog)).one().measure == "reminder"
    assert "先提醒一次" in page(office, "卫主任", number)
    assert "先提醒一次" not in page(office, "郑科员", number)
    # The four stages of 督办 stand in one file: what was decided, and what came of it (P24).
    assert "研判 还没有" in words_of(director.get(here))
    do(
        director, number, "office", "note_measure", measure="results", decided_by="县政府办",
        decided_on="2026-12-31", text="写进了管护办法。",
    )  # fmt: skip
    made = texts(opened(director.get(f"{here}.docx").content))
    asked, used = made.index("三、问政监督"), made.index("四、成果运用")
    assert "代工委定：提醒。“先提醒一次”" in made[asked:used]
    assert "县政府办定：成果运用。“写进了管护办法”" in made[used:] and "满意" not in made
    assert office.desk("郑科员").get(f"{here}.docx").status_code == 404
