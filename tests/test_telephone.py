"""The telephone list: who has to be rung, what to say, and what came of it."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.actions import people, telephone
from bot.actions.calendar import say_when
from bot.actions.delivery import lease
from bot.actions.outbox import fields_at, fields_of, queue
from bot.store.database import Database
from bot.store.models import Attempt, Audit, Notice
from tests.delivery_parts import RESULT, TASK


def on_the_list(
    session: Session, now: datetime, kind: str = "issue.task", key: str = "n1", phone: str = ""
) -> int:
    """A notice to somebody without WeChat, brought to the list by the delivery."""
    contact = people.new_contact(session, now=now, name="王桂兰", phone=phone or None)
    notice = queue(session, kind, contact.id, key=key, fields=TASK | RESULT, now=now)
    assert notice is not None
    assert lease(session, now, 10) == []
    return notice.id


def test_an_entry_says_whom_to_ring_why_and_what_to_say(
    database: Database, monday: datetime
) -> None:
    with database.write() as session:
        on_the_list(session, monday, phone="13800001111")
        (call,) = telephone.calls(session, now=monday)
    assert (call.name, call.phone, call.reason) == ("王桂兰", "13800001111", "没有绑定微信")
    assert call.script.startswith("陈水生您好，我是人大联络站。")
    assert call.unanswered == 0


def test_who_was_told_leaves_the_list_and_the_hook_hears_of_a_result(
    database: Database, monday: datetime
) -> None:
    told: list[str] = []
    with database.write() as session:
        officer = people.new_contact(session, now=monday).id
        notice_id = on_the_list(session, monday, "issue.result", "result")
        telephone.record_call(
            session,
            notice_id,
            telephone.TOLD,
            by=officer,
            now=monday,
            on_told=lambda _session, notice, _now: told.append(notice.key),
        )
        assert telephone.calls(session, now=monday) == []
        notice = session.get_one(Notice, notice_id)
        assert (notice.state, notice.told_by, notice.told_how) == ("told", officer, "已告知")
        attempt = session.query(Attempt).one()
        assert (
            attempt.said == telephone.script_of(notice, monday) and attempt.channel == "telephone"
        )
        assert session.query(Audit).filter_by(act="telephone.recorded").one().contact_id == officer
    assert told == ["result"]


def test_who_did_not_answer_stays_on_the_list_with_the_count_of_calls(
    database: Database, monday: datetime
) -> None:
    with database.write() as session:
        officer = people.new_contact(session, now=monday).id
        notice_id = on_the_list(session, monday)
        for _ in range(2):
            telephone.record_call(session, notice_id, "没接", by=officer, now=monday)
        (call,) = telephone.calls(session, now=monday)
    assert (call.unanswered, call.last_call_at) == (2, monday)


def test_a_message_left_with_somebody_ends_it_and_a_second_record_is_refused(
    database: Database, monday: datetime
) -> None:
    with database.write() as session:
        officer = people.new_contact(session, now=monday).id
        notice_id = on_the_list(session, monday)
        telephone.record_call(session, notice_id, "托人转告", by=officer, now=monday)
        with pytest.raises(telephone.NotOnTheList):
            telephone.record_call(session, notice_id, "已告知", by=officer, now=monday)
        with pytest.raises(ValueError, match="忙音"):
            telephone.record_call(session, notice_id, "忙音", by=officer, now=monday)


def test_the_list_is_read_in_pages_and_danger_comes_first(
    database: Database, monday: datetime
) -> None:
    with database.write() as session:
        tasks = [on_the_list(session, monday, key=f"n{i}") for i in range(3)]
        heard = on_the_list(session, monday, "alarm.passed_on", "danger")
        first = telephone.calls(session, now=monday, limit=2)
        last = session.get_one(Notice, first[-1].notice_id)
        rest = telephone.calls(session, now=monday, after=(last.rank, last.id))
    assert [call.notice_id for call in first + rest] == [heard, *tasks]


def test_who_answers_by_themselves_need_not_be_rung(database: Database, monday: datetime) -> None:
    with database.write() as session:
        contact = people.new_contact(session, now=monday)
        queue(
            session,
            "issue.result",
            contact.id,
            key="r",
            fields=RESULT,
            now=monday,
            case=("issue", 7),
        )
        lease(session, monday, 1)
        assert telephone.no_longer_needed(session, contact.id, ("issue", 8), monday) == 0
        assert telephone.no_longer_needed(session, contact.id, ("issue", 7), monday) == 1
        assert telephone.calls(session, now=monday) == []


def test_words_that_waited_for_the_morning_say_when_they_were_said(
    database: Database, monday: datetime
) -> None:
    with database.write() as session:
        contact = people.new_contact(session, now=monday, name="郭福琴").id
        for words in ("明天去看", "灯泡已经换好"):
            fields = RESULT | {"words": words}
            queue(session, "issue.word", contact, key=words, fields=fields, now=monday)
    with database.write() as session:
        later = monday + timedelta(days=1)
        said = {notice.key: notice for notice in session.query(Notice)}
        assert fields_at(said["明天去看"], monday)["words"] == "明天去看"
        assert fields_at(said["明天去看"], later)["words"] == "明天去看（昨天说的）"
        assert fields_at(said["灯泡已经换好"], later)["words"] == "灯泡已经换好"
        last = fields_at(said["明天去看"], monday + timedelta(days=3))["words"]
        assert last == "明天去看（11月23日（周一）说的）"


def test_a_day_is_said_anew_when_it_is_read_out_or_sent_later(
    database: Database, monday: datetime
) -> None:
    friday = monday - timedelta(days=3)
    due = date(2026, 11, 27)
    with database.write() as session:
        contact = people.new_contact(session, now=friday, name="郭福琴").id
        fields = TASK | RESULT | {"due": say_when(due, friday)}
        queue(session, "hand_over.new", contact, key="later", fields=fields, now=friday)
    with database.write() as session:
        notice = session.query(Notice).filter_by(key="later").one()
        assert fields_of(notice)["due"] == "下周五"
        assert fields_at(notice, monday)["due"] == "周五"
        assert fields_at(notice, monday + timedelta(days=3))["due"] == "明天"
        assert fields_at(notice, monday + timedelta(days=7))["due"] == "11月27日（周五）"
        assert lease(session, friday, 10) == []
        assert "下周五" in telephone.script_of(notice, friday)
        assert "下周五" not in (later := telephone.script_of(notice, monday)) and "周五" in later
