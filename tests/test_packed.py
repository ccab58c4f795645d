"""Learned tables kept in packed form for the next start (nlp/packed.py)."""

from pathlib import Path

import pytest

from nlp.packed import read_packed
from nlp.tables import Table, TableError, write_table

_ROWS: dict[str, tuple[float, ...]] = {
    "漏": (1.25, -0.5),
    "漏水": (0.0, -2.0),
    "'mei'qi'": (3.0, 0.0),
}


def _written(folder: Path, rows: dict[str, tuple[float, ...]]) -> Path:
    path = folder / "words.tsv"
    write_table(path, Table(("gas", "water"), rows, (-0.5, 0.25)))
    return path


def _kept(folder: Path) -> list[Path]:
    return sorted((folder / "__pycache__").glob("*.packed"))


def test_what_was_kept_reads_like_the_table(tmp_path: Path) -> None:
    path = _written(tmp_path, _ROWS)
    first, again = read_packed(path), read_packed(path)
    assert len(_kept(tmp_path)) == 1
    for packed in (first, again):
        assert packed.weights.labels == ("gas", "water")
        assert packed.start == (-0.5, 0.25)
        assert {word: packed.weights.of(word) for word in packed.weights.words()} == _ROWS


def test_an_edited_table_is_packed_anew_and_the_old_form_goes(tmp_path: Path) -> None:
    read_packed(_written(tmp_path, _ROWS))
    before = _kept(tmp_path)
    changed = read_packed(_written(tmp_path, {**_ROWS, "漏": (9.0, 0.0)}))
    assert changed.weights.of("漏") == (9.0, 0.0)
    assert len(_kept(tmp_path)) == 1
    assert _kept(tmp_path) != before


@pytest.mark.parametrize("damage", [b"", b"{}\n", b"no json", b'{"labels": 1}\n123'])
def test_a_damaged_packed_form_is_passed_over(tmp_path: Path, damage: bytes) -> None:
    path = _written(tmp_path, _ROWS)
    read_packed(path)
    (kept,) = _kept(tmp_path)
    kept.write_bytes(damage)
    assert read_packed(path).weights.of("漏") == (1.25, -0.5)
    assert read_packed(path).weights.of("漏") == (1.25, -0.5)


def test_a_cut_packed_form_is_passed_over(tmp_path: Path) -> None:
    path = _written(tmp_path, _ROWS)
    read_packed(path)
    (kept,) = _kept(tmp_path)
    kept.write_bytes(kept.read_bytes()[:-1])
    assert read_packed(path).weights.of("漏水") == (0.0, -2.0)


def test_where_nothing_can_be_kept_the_table_is_read_all_the_same(tmp_path: Path) -> None:
    path = _written(tmp_path, _ROWS)
    (tmp_path / "__pycache__").write_text("in the way")
    assert read_packed(path).weights.of("漏") == (1.25, -0.5)


def test_a_table_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    path.write_text("word\tgas\n漏\t1\t2\n")
    with pytest.raises(TableError, match="line 2"):
        read_packed(path)
