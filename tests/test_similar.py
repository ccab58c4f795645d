"""The same problem at the same place is found as it comes in, and offered for merging (G07)."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from nlp.places import Gazetteer
from nlp.similar import OFFER, Recent, RecentIndex, Signature, candidates, signature, similarity
from nlp.vocabulary import PlaceName, Vocabulary

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
COUNTY = Gazetteer(
    Vocabulary(
        places=(
            PlaceName("T", "城关镇", "township"),
            PlaceName("V1", "东坪村", "village", parent="T"),
            PlaceName("V2", "柳树湾村", "village", parent="T"),
            PlaceName("G3", "东坪村三组", "grid", parent="V1"),
        )
    )
)


def said(text: str, topic: str | None = None, home: str | None = None) -> Signature:
    places = COUNTY.find(text, home=home)
    return signature(text, topic, places.grid_code, places)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("东坪三组路灯不亮", "我们东坪村三组的路灯坏了五天了，娃娃放学看不见"),
        ("东坪三组路灯不亮", "三组那边路灯一个都不亮，请修一下"),
        ("柳树湾村的自来水发黄，有铁锈味", "柳树湾自来水又黄了，不敢喝"),
    ],
)
def test_another_voice_for_the_same_problem_is_offered(one: str, other: str) -> None:
    a, b = said(one, "设施", "G3"), said(other, "设施", "G3")
    assert similarity(a, b) >= OFFER
    assert similarity(a, b) == similarity(b, a)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("东坪三组路灯不亮", "柳树湾村路灯不亮"),
        ("东坪三组路灯不亮", "东坪三组没有自来水"),
        ("领导您好，请问什么时候解决我们的问题", "领导您好，请问一下什么时候可以处理我们的问题"),
    ],
)
def test_another_place_or_another_problem_is_not_offered(one: str, other: str) -> None:
    assert similarity(said(one), said(other)) < OFFER


def test_the_shared_words_are_shown_as_words() -> None:
    case = Recent("民312", said("东坪三组路灯不亮", "路灯"), NOW - timedelta(days=2))
    (match,) = candidates(said("东坪三组的路灯不亮了", "路灯"), [case], now=NOW)
    assert match.ref == "民312"
    assert "路灯不亮" in match.words


def test_old_cases_and_cases_from_the_future_are_not_offered() -> None:
    told = said("东坪三组路灯不亮", "路灯")
    cases = [
        Recent("old", told, NOW - timedelta(days=200)),
        Recent("later", told, NOW + timedelta(days=1)),
    ]
    assert candidates(told, cases, now=NOW) == []


def test_a_signature_survives_storing_and_holds_no_words() -> None:
    told = said("东坪三组路灯不亮，孩子放学摔跤", "路灯")
    stored = json.dumps(told.dump())
    assert Signature.load(json.loads(stored)) == told
    unnamed = json.dumps(said("东坪三组路灯不亮").dump() | {"topic": None}, ensure_ascii=False)
    assert unnamed.isascii()


def test_something_else_is_not_loaded_as_a_signature() -> None:
    with pytest.raises(ValueError, match="no signature"):
        Signature.load({"marks": "x"})


def test_the_index_finds_adds_replaces_and_forgets() -> None:
    index = RecentIndex()
    for number in range(300):
        index.add(Recent(f"x{number}", said(f"第{number}件别的事情完全不同"), NOW))
    index.add(Recent("lamp", said("东坪三组路灯不亮", "路灯"), NOW - timedelta(days=3)))
    new = said("东坪村三组路灯又不亮了", "路灯")
    assert [match.ref for match in index.find(new, now=NOW)] == ["lamp"]
    index.add(Recent("lamp", said("柳树湾村停水", "供水"), NOW))
    assert index.find(new, now=NOW) == []
    index.add(Recent("lamp", said("东坪三组路灯不亮", "路灯"), NOW - timedelta(days=3)))
    index.forget_before(NOW - timedelta(days=1))
    assert index.find(new, now=NOW) == []
    assert len(index) == 300
    index.remove("x5")
    index.remove("unknown")
    assert len(index) == 299
