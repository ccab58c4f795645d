"""Runs of characters and the tables that weigh them (nlp/pieces.py)."""

from hypothesis import given
from hypothesis import strategies as st

from nlp.keywords import Finder
from nlp.packed import pack
from nlp.pieces import PieceTable, pieces
from nlp.tables import Table

_TEXTS = st.text(alphabet="煤气漏水了快来人^$0", max_size=16)


@given(text=_TEXTS, longest=st.integers(1, 4))
def test_pieces_are_all_runs_each_once(text: str, longest: int) -> None:
    runs = {
        text[i : i + size] for size in range(1, longest + 1) for i in range(len(text) - size + 1)
    }
    found = pieces(text, longest)
    assert set(found) == runs
    assert len(found) == len(runs)


@given(text=_TEXTS, words=st.sets(_TEXTS.filter(lambda word: 1 <= len(word) <= 3), min_size=1))
def test_looking_up_pieces_finds_what_searching_for_the_words_finds(
    text: str, words: set[str]
) -> None:
    longest = max(map(len, words))
    assert words & set(pieces(text, longest)) == Finder(sorted(words)).words_in(text)


def _table(rows: dict[str, tuple[float, ...]]) -> PieceTable:
    return PieceTable(pack(Table(("gas", "water"), rows, (-0.5, -0.5))), 0.5, "=")


def test_pieces_sounds_and_signs_add_up() -> None:
    table = _table(
        {"漏": (1.0, 1.0), "漏水": (0.0, 2.0), "'mei'qi'": (3.0, 0.0), "at=home": (1, 0)}
    )
    gas, water = table.scores("漏水", "没气", ["at=home", "unknown=1"])
    assert gas == -0.5 + 1.0 / 2**0.5 + 3.0 + 0.5
    assert water == -0.5 + 3.0 / 2**0.5


def test_a_text_without_known_pieces_scores_what_a_label_starts_from() -> None:
    assert _table({"漏": (1.0, 1.0)}).scores("快来", "快来", []) == [-0.5, -0.5]


def test_the_loudest_pieces_come_first() -> None:
    table = _table({"漏": (0.5, 0.0), "煤气": (2.0, 0.0), "水": (-1.0, 0.0)})
    assert [word for _, word in table.loudest("煤气漏水", "gas")] == ["煤气", "漏", "水"]
