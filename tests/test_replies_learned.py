"""The learned second opinion on short answers: what it adds, what it never does, how it is
learned."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from bot.domain.calendars import LOCAL, CountyCalendar
from nlp import learn_replies
from nlp.__main__ import main
from nlp.replies import Pending, Reply, read_reply
from nlp.tables import read_table

NOW = datetime(2026, 11, 20, 9, tzinfo=LOCAL)
DRAIN = Pending("民12", "handover", "in_hand", "北街下水道堵了")
LAMP = Pending("民22", "issue", "routed", "东坪三组路灯不亮")
WALK = Pending("走访", "duty", "reminded", "半月走访")


def read(text: str, role: str, *pending: Pending) -> Reply:
    return read_reply(text, role=role, pending=pending, now=NOW, calendar=CountyCalendar())


@pytest.mark.parametrize(
    ("text", "role", "pending", "act"),
    [
        ("今晚收工我绕过去望一眼", "deputy", LAMP, "take"),
        ("我在外头进货顾不上，站里帮着跑跑吧", "deputy", LAMP, "leave_to_station"),
        ("串了五六家门，都嫌水小", "deputy", WALK, "report_duty"),
    ],
)
def test_words_that_no_rule_knows_are_taken_when_they_surely_read_like_an_act(
    text: str, role: str, pending: Pending, act: str
) -> None:
    assert [each.act for each in read(text, role, pending).acts] == [act]


@pytest.mark.parametrize(
    ("text", "role", "pending"),
    [
        ("要是雨停了我就绕过去望一眼", "deputy", (LAMP,)),
        ("听说街道那边掏过了", "bureau", (DRAIN,)),
        ("3533", "deputy", (LAMP,)),
        ("反映人不配合，还骂人", "bureau", (DRAIN,)),
        ("三件收到两件", "bureau", (DRAIN, Pending("民18", "handover", "handed_over", "路灯"))),
    ],
)
def test_nothing_supposed_heard_or_half_said_becomes_an_act(
    text: str, role: str, pending: tuple[Pending, ...]
) -> None:
    assert read(text, role, *pending).acts == ()


def row(text: str, *acts: str) -> str:
    pending = [{"ref": "民1", "kind": "issue", "state": "routed", "title": "路灯不亮"}]
    return json.dumps(
        {
            "role": "deputy",
            "pending": pending,
            "now": NOW.isoformat(),
            "text": text,
            "acts": [list(acts)],
        }
    )


def test_the_same_replies_give_the_same_table_without_their_sentences(tmp_path: Path) -> None:
    said = [("我去瞅瞅", "take"), ("我去转转", "take"), ("站里办吧", "leave_to_station")]
    rows = [row(text, act) for text, act in said * 3] + [row("嗯"), row("一会儿说")] * 3
    source = tmp_path / "replies.jsonl"
    source.write_text("\n".join(rows), "utf-8")
    first, second = tmp_path / "1.tsv", tmp_path / "2.tsv"
    for out in (first, second):
        assert main(["replies", str(source), "--out", str(out)]) == 0
    assert first.read_bytes() == second.read_bytes()
    table = read_table(first)
    assert set(table.labels) == {"take", "leave_to_station", "none"}
    assert max(map(len, (w for w in table.rows if "=" not in w))) == learn_replies.LONGEST


def test_what_teaches_nothing_is_left_out() -> None:
    both = json.loads(row("我去，路灯转供电所", "take", "hand_over"))
    assert learn_replies.line_of(both, 0) is None
    unclear = json.loads(row("好了"))
    unclear["pending"] *= 2
    assert learn_replies.line_of(unclear, 0) is None
    assert learn_replies.line_of(json.loads(row("我去", "take")), 0) is not None
