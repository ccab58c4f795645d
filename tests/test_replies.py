"""Short answers, read as a good clerk reads them: a wrong act weighs ten questions."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendars import LOCAL, CountyCalendar
from nlp.replies import Act, Pending, Reply, add_arguments, answer_one, questions, read_reply, run
from nlp.replies.model import KINDS, ROLES
from nlp.replies.rules import RULES

CALENDAR = CountyCalendar()
NOW = datetime(2026, 11, 20, 9, tzinfo=LOCAL)
OWN = Path(__file__).parent / "data" / "replies_own.jsonl"
DRAIN = Pending("民12", "handover", "handed_over", "北街下水道堵塞")
LAMPS = Pending("〔16-6〕14", "assignment", "assigned", "关于改造东坪三组路灯的建议")


def read(text, role="bureau", pending=(DRAIN,), now=NOW):
    return read_reply(text, role=role, pending=pending, now=now, calendar=CALENDAR)


def labelled():
    with OWN.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def name_of(row):
    return f"{row['id']}-{row['role']}-{row['text']}"


@pytest.mark.parametrize("row", labelled(), ids=name_of)
def test_a_reply_is_read_as_the_people_of_the_county_mean_it(row):
    answer = answer_one(row, CALENDAR)
    got = {(act["act"], tuple(sorted(act["refs"]))): act for act in answer["acts"]}
    expected = {(act["act"], tuple(sorted(act["refs"]))): act for act in row["expect"]["acts"]}
    assert got.keys() == expected.keys()
    assert bool(answer["ask"]) is row["expect"]["ask"]
    for key, act in expected.items():
        assert {name: got[key].get(name) for name in act if name != "refs"} == {
            name: value for name, value in act.items() if name != "refs"
        }


def test_the_labelled_set_is_large_and_covers_every_role():
    rows = labelled()
    assert len(rows) >= 250
    assert {row["role"] for row in rows} == set(ROLES)


def test_an_unclear_receipt_of_several_is_asked_about_by_title():
    ask = read("收到", pending=(DRAIN, LAMPS)).ask
    assert ask is not None
    assert "民12“北街下水道堵塞”" in ask
    assert "〔16-6〕14“关于改造东坪三组路灯的建议”" in ask
    assert "全部收到" in ask


def test_what_is_clear_is_done_and_only_the_rest_is_asked():
    reply = read("民12收到 99不归我们管", pending=(DRAIN, LAMPS))
    assert reply.acts == (Act("confirm_receipt", ("民12",)),)
    assert reply.ask is not None
    assert "99号" in reply.ask


def test_a_return_without_reason_is_not_performed():
    reply = read("退回")
    assert reply.acts == ()
    assert reply.ask is not None
    assert "理由" in reply.ask


def test_how_a_day_was_taken_is_noted():
    assert read("延到月底").notes == ("“月底”按11月30日（周一）算",)


def test_a_number_that_may_be_a_day_is_noted_as_the_number():
    assert read("12号收到").notes == ("“12号”按编号民12算",)


def test_an_option_of_the_last_push_wins_over_the_usual_ones():
    item = Pending("民21", "issue", "routed", "路灯", {"1": "leave_to_station", "2": "take"})
    assert read("1", "deputy", (item,)).acts == (Act("leave_to_station", ("民21",)),)


def test_an_option_may_carry_its_value():
    item = Pending("民21", "issue", "told", "路灯", {"9": "rate:还差点"})
    assert read("9", "constituent", (item,)).acts == (Act("rate", ("民21",), {"rating": "还差点"}),)


def test_what_is_no_answer_is_left_to_the_reader_of_messages():
    assert read("西街的路灯坏了一个月没人管") == Reply()
    assert read("收到", pending=()) == Reply()


def test_a_reply_is_shown_flat_as_the_contract_has_it():
    assert read("已修好 A类").as_json() == {
        "acts": [{"act": "report_done", "refs": ["民12"], "class": "A", "text": "已修好，A类"}],
        "ask": None,
        "notes": [],
    }


@pytest.mark.parametrize(
    ("role", "kind", "now", "message"),
    [
        ("mayor", "handover", NOW, "role"),
        ("bureau", "handover", NOW.replace(tzinfo=None), "naive"),
    ],
)
def test_what_the_contract_does_not_know_is_refused(role, kind, now, message):
    with pytest.raises(ValueError, match=message):
        read("收到", role, (Pending("民1", kind, "", ""),), now)


@pytest.mark.parametrize(
    ("role", "kind", "state", "text", "act"),
    [
        ("officer", "return", "requested", "同意", "approve"),
        ("officer", "extension", "requested", "不同意，群众等不起", "reject"),
        ("station", "tell", "due", "没人接", "told"),
        ("deputy", "meeting", "to_confirm", "见过面了", "confirm_meeting"),
        ("deputy", "suggestion", "co_sign", "同意", "co_sign"),
        ("bureau", "letter", "arrived", "收到", "confirm_receipt"),
        ("constituent", "wish", "new", "撤回", "withdraw"),
    ],
)
def test_a_kind_nobody_taught_is_read_as_what_it_is_like(role, kind, state, text, act):
    reply = read(text, role, (Pending("民1", kind, state, "路灯"),))
    assert [(each.act, each.refs) for each in reply.acts] == [(act, ("民1",))]


def test_the_command_answers_line_by_line_in_order(capsys, tmp_path):
    rows = labelled()[:3]
    (tmp_path / "in.jsonl").write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n\n" for row in rows), encoding="utf-8"
    )
    parser = ArgumentParser()
    add_arguments(parser)
    assert run(parser.parse_args([str(tmp_path / "in.jsonl")])) == 0
    out = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["id"] for line in out] == [row["id"] for row in rows]
    assert set(out[0]) == {"id", "acts", "ask", "notes"}


def test_days_of_the_county_may_be_given_to_the_command(tmp_path, capsys):
    days = tmp_path / "days.json"
    days.write_text('{"2026-11-23": false}', encoding="utf-8")
    row = {
        "id": "1",
        "role": "bureau",
        "now": "2026-11-20T09:00:00+08:00",
        "pending": [
            {
                "ref": "民12",
                "kind": "handover",
                "state": "in_hand",
                "title": "路",
                "due": "2026-11-20",
            }
        ],
        "text": "延期1个工作日",
    }
    lines = tmp_path / "in.jsonl"
    lines.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    parser = ArgumentParser()
    add_arguments(parser)
    run(parser.parse_args([str(lines), "--days", str(days)]))
    assert json.loads(capsys.readouterr().out)["acts"][0]["until"] == "2026-11-24"


@settings(deadline=None)
@given(
    st.text(
        st.sampled_from("收到退回延期不没好了是的1234号民〔〕-，。 ？吗我去站里办月底同意修"),
        max_size=24,
    ),
    st.sampled_from(ROLES),
)
def test_any_jumble_gets_acts_about_what_is_pending_and_nothing_else(text, role):
    pending = (
        DRAIN,
        LAMPS,
        Pending("民21", "issue", "told", "路灯", {"1": "rate:好了"}),
        Pending("走访", "duty", "due", "走访"),
    )
    reply = read(text, role, pending, datetime(2026, 11, 20, 1, tzinfo=UTC))
    refs = {item.ref for item in pending}
    for act in reply.acts:
        assert set(act.refs) <= refs
        assert act.act
    assert reply.ask is None or len(reply.ask) < 120
    json.dumps(reply.as_json())


@settings(deadline=None)
@given(
    st.sampled_from(["没", "还没", "没有", "并未"]),
    st.sampled_from(["收到", "签收", "办结", "修好"]),
)
def test_nothing_denied_is_ever_performed(negation, word):
    assert read(negation + word).acts == ()


def test_a_number_alone_is_asked_what_is_to_be_done_about_it():
    ask = read("〔16-6〕14", pending=(DRAIN, LAMPS)).ask
    assert ask is not None
    assert ask.startswith("您说的是〔16-6〕14“关于改造东坪三组路灯的建议”。")


def test_a_day_for_an_answer_may_be_an_extension_or_a_report_and_is_asked():
    item = Pending("民37", "handover", "in_hand", "老街电线乱")
    ask = read("国庆后", pending=(item,)).ask
    assert ask is not None
    assert "国庆后答复：是申请延期" in ask
    for suggested in ("延到11月25日", "正在办，预计11月25日答复"):
        assert suggested in (read("下周三前答复", pending=(item,)).ask or "")
        assert read(suggested, pending=(item,)).acts[0].refs == ("民37",)


def test_a_text_too_long_for_a_short_answer_is_never_half_read():
    long = "今天我们去了现场，" * 80 + "已经办结"
    assert read(long).acts == ()
    assert read(long).ask is not None
    assert read(long, "constituent", (Pending("民1", "issue", "told", "灯"),)) == Reply()


@pytest.mark.parametrize("rule", [rule for rule in RULES.acts if rule.ask], ids=lambda r: r.act)
def test_every_question_a_rule_may_ask_exists_and_fills(rule):
    if rule.ask == "until":
        assert "{" not in (read("延期").ask or "{")
    else:
        assert "{" not in questions.about(rule.ask, [DRAIN])


def test_every_rule_speaks_of_known_roles_kinds_and_acts():
    acts = {rule.act for rule in RULES.acts}
    for rule in RULES.acts:
        assert set(rule.roles) <= set(ROLES)
        assert set(rule.kinds) <= set(KINDS)
        assert set(rule.beats) <= acts
        assert rule.say or rule.whole
    assert all(conflict <= acts for conflict in RULES.conflicts)
