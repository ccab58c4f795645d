"""Replies that were written without a look at the rules: how many are read right, and a bar.

``replies_blind.jsonl``: 300 by another hand. At the first run 224 were right, 9 more but for a
text, 35 asked about without need, 11 missed, 21 acted on wrongly. ``replies_fresh.jsonl``: 80 by
the hand that wrote the rules, after that; at the first run 71 were right, 6 asked about, 1 missed,
2 acted on wrongly. The rules have since been widened with both in view: the bars keep what was won,
they do not say how well unseen replies are read."""

import json
from collections import Counter
from pathlib import Path

import pytest

from bot.domain.calendars import CountyCalendar
from nlp.replies import answer_one

DATA = Path(__file__).parent / "data"
#: Fields of which another value makes the act wrong.
HARD = {"until", "expected", "from", "class", "people"}
#: Acts about the person, whose case may be left out.
PERSONAL = {"report_duty", "request_leave", "report_reception", "human", "keep_secret"}


def pairs(acts):
    return {(act["act"], ref): act for act in acts for ref in (act.get("refs") or ["*"])}


def known(key, have):
    if key in have or key[0] not in PERSONAL:
        return key
    return (key[0], "*")


def verdict(outcome, answer):
    have, asked = pairs(answer["acts"]), bool(answer["ask"])
    if "acts" not in outcome:
        if have:
            return "wrong"
        return "right" if asked or "ask" not in outcome else "silent"
    if not have:
        return "asked" if asked else "missed"
    want = {known(key, have): act for key, act in pairs(outcome["acts"]).items()}
    if have.keys() - want.keys():
        return "wrong"
    for key, act in want.items():
        for name in HARD & act.keys() & have.get(key, {}).keys():
            allowed = tuple(act[name].upper().split("|"))
            if not str(have[key][name]).upper().startswith(allowed):
                return "wrong"
    if want.keys() - have.keys():
        return "missed"
    return "asked" if asked else "right"


ORDER = ["right", "asked", "silent", "missed", "wrong"]


def counted(name):
    counts = Counter()
    with (DATA / name).open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            answer = answer_one(row, CountyCalendar())
            outcomes = [row["expect"], *row["expect"].get("also", [])]
            counts[min((verdict(each, answer) for each in outcomes), key=ORDER.index)] += 1
    return counts


@pytest.mark.parametrize(
    ("name", "total", "right", "wrong"),
    [("replies_blind.jsonl", 300, 288, 4), ("replies_fresh.jsonl", 80, 80, 0)],
)
def test_what_was_won_on_replies_by_another_hand_is_kept(name, total, right, wrong):
    counts = counted(name)
    assert counts.total() == total
    assert counts["wrong"] <= wrong
    assert counts["right"] >= right


@pytest.mark.parametrize(
    ("outcome", "answer", "expected"),
    [
        ({"ask": True}, {"acts": [{"act": "take", "refs": ["民1"]}], "ask": None}, "wrong"),
        ({"ask": True}, {"acts": [], "ask": "哪一件？"}, "right"),
        ({"ask": True}, {"acts": [], "ask": None}, "silent"),
        ({"none": True}, {"acts": [], "ask": None}, "right"),
        ({"acts": [{"act": "take", "refs": ["民1"]}]}, {"acts": [], "ask": "哪一件？"}, "asked"),
        ({"acts": [{"act": "take", "refs": ["民1"]}]}, {"acts": [], "ask": None}, "missed"),
    ],
)
def test_the_count_weighs_answers_as_the_contract_does(outcome, answer, expected):
    assert verdict(outcome, answer) == expected
