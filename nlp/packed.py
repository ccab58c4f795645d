"""A learned table packed for adding up (:class:`nlp.keywords.Weights`), kept for the next start.

Reading and packing twenty thousand rows of text takes longer than everything else at start. The
packed form lies in ``__pycache__`` beside the table, under a name made from the table's contents:
an edited table is packed anew, and what cannot be written or read again is only slower.
"""

import contextlib
import json
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from nlp.keywords import STEPS, Weights
from nlp.tables import Table, read_table

#: Changes with the form of the file.
_FORM = f"1 {STEPS}"


@dataclass(frozen=True, slots=True)
class Packed:
    """``start``: where each label starts, in the order of the weights' labels."""

    weights: Weights
    start: tuple[float, ...]


def pack(table: Table) -> Packed:
    return Packed(Weights(table.labels, table.rows), table.start)


def read_packed(path: Path) -> Packed:
    """The table at ``path``. Raises TableError when it cannot be read."""
    kept = _kept(path)
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        return _from_bytes(kept.read_bytes())
    packed = pack(read_table(path))
    with contextlib.suppress(OSError):
        _keep(packed, kept, path.stem)
    return packed


def _kept(path: Path) -> Path:
    digest = sha256(_FORM.encode() + path.read_bytes()).hexdigest()
    return path.parent / "__pycache__" / f"{path.stem}.{digest[:32]}.packed"


def _keep(packed: Packed, kept: Path, stem: str) -> None:
    kept.parent.mkdir(exist_ok=True)
    for old in kept.parent.glob(f"{stem}.*.packed"):
        old.unlink(missing_ok=True)
    written = kept.with_suffix(f".{os.getpid()}")
    written.write_bytes(_to_bytes(packed))
    written.replace(kept)  # whole or not at all


def _to_bytes(packed: Packed) -> bytes:
    numbers = packed.weights.packed.values()
    size = 1 + max((number.bit_length() for number in numbers), default=0) // 8
    head = {
        "labels": packed.weights.labels,
        "start": packed.start,
        "words": list(packed.weights.words()),
        "size": size,
    }
    body = b"".join(number.to_bytes(size, "little", signed=True) for number in numbers)
    return json.dumps(head, ensure_ascii=False).encode() + b"\n" + body


def _from_bytes(kept: bytes) -> Packed:
    line, _, body = kept.partition(b"\n")
    head = json.loads(line)
    words, size, read = head["words"], head["size"], int.from_bytes
    if len(body) != size * len(words):
        raise ValueError("cut short")
    numbers = [
        read(body[at : at + size], "little", signed=True) for at in range(0, len(body), size)
    ]
    weights = Weights.of_packed(head["labels"], dict(zip(words, numbers, strict=True)))
    return Packed(weights, tuple(head["start"]))
