"""站点年度台账 (B07): what a station shows to whoever inspects it: card and roster, reception days
and visits, register with results, hand-overs, suggestions, photographs, and a sheet for the
inspection. Numbers, not names of constituents.

A small station's year is one docx; a big one's is a zip of volumes with an index
(:func:`station_volumes`), so that no file grows beyond what Word opens."""

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bot.papers.binder_parts import PARTS
from bot.papers.figures import Figure
from bot.papers.grids import table
from bot.papers.page import (
    Faces,
    Paper,
    blank,
    heading,
    line,
    new_page,
    new_paper,
    number_pages,
    title,
    to_bytes,
)
from bot.papers.pictures import Photo
from bot.papers.plain import clean, day, one_line


@dataclass(frozen=True, slots=True)
class Member:
    """A deputy of the station: name, congress, 选区, where they visit, until when."""

    name: str
    congress: str = ""
    unit: str = ""
    grids: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Reception:
    """One day on which people came. ``noted_by``: who wrote it down."""

    on: date
    deputies: tuple[str, ...]
    visitors: int
    matters: str = ""
    noted_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """A deputy's grid visits in one period, and the issues that came of them."""

    since: str
    deputy: str
    visits: int
    brought: str = ""


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One issue: 民312, when, what (masked), with whom, what came of it, when they were told."""

    number: str
    on: date
    title: str
    bureau: str
    result: str
    told_on: date | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class HandedRow:
    """One hand-over: 民312, to whom, from when until when, confirmed, reported, what was done."""

    number: str
    bureau: str
    on: date
    due: date
    received_on: date | None
    reported_on: date | None
    state: str
    result: str = ""


@dataclass(frozen=True, slots=True)
class RaisedRow:
    """One suggestion of a deputy of the station."""

    number: str
    title: str
    deputy: str
    bureau: str
    state: str


@dataclass(frozen=True, slots=True)
class StationYear:
    """A station's year. ``card``: (label, value) beside chief and liaison; ``haves``: the six haves
    (B01) with what is known of each; ``sample``: cases drawn for the inspection."""

    county: str
    station: str
    year: int
    drawn_on: date
    chief: str
    liaison: tuple[str, ...]
    deputies: int
    register: tuple[RegisterRow, ...] = ()
    receptions: tuple[Reception, ...] = ()
    figures: tuple[Figure, ...] = ()
    activities: tuple[str, ...] = ()
    photos: tuple[Photo, ...] = ()
    faces: Faces = field(default_factory=Faces)
    card: tuple[tuple[str, str], ...] = ()
    roster: tuple[Member, ...] = ()
    visits: tuple[Visit, ...] = ()
    handed: tuple[HandedRow, ...] = ()
    raised: tuple[RaisedRow, ...] = ()
    haves: tuple[tuple[str, str], ...] = ()
    sample: tuple[str, ...] = ()
    #: Photographs that there are, and that are not bound in.
    photos_left: int = 0


def _name(year: StationYear) -> str:
    return f"{one_line(clean(year.station))}{year.year}年台账"


def _contents(paper: Paper, year: StationYear) -> None:
    rows = [
        (part.title, "" if part.count is None else f"{part.count(year)}{part.unit}")
        for part in PARTS
    ]
    table(paper, (104, 46), rows, height=9, centre=(1,))


def _cover(paper: Paper, year: StationYear) -> None:
    blank(paper, 4)
    title(paper, one_line(clean(year.county)), size=26)
    title(paper, one_line(clean(year.station)), size=30)
    title(paper, f"{year.year}年台账", size=30)
    blank(paper, 2)
    _contents(paper, year)
    blank(paper, 1)
    line(paper, f"制表日期：{day(year.drawn_on)}", centre=True)


def _paper(year: StationYear, name: str, *, cover: bool) -> Paper:
    paper = new_paper(
        year.faces, office=clean(year.station), title=name, margins=(25, 20, 22, 28), grid=False
    )
    number_pages(paper, first=not cover)
    return paper


def station_binder(year: StationYear) -> bytes:
    """The binder as one docx: a cover with contents, then a part each from a new page."""
    paper = _paper(year, _name(year), cover=True)
    _cover(paper, year)
    for part in PARTS:
        new_page(paper)
        heading(paper, part.title)
        part.write(paper, year)
    return to_bytes(paper)


# ------------------------------------------------------------------------------ volumes

#: More rows or photographs than this in one docx, and the year is bound in volumes.
ROWS, PHOTOS = 300, 48


def is_big(year: StationYear) -> bool:
    """Whether a part is longer than one volume takes."""
    return any(
        len(getattr(year, part.rows)) > _most(part.rows) for part in PARTS if part.rows is not None
    )


def _most(rows: str) -> int:
    return PHOTOS if rows == "photos" else ROWS


def _volumes(year: StationYear) -> Iterator[tuple[str, str, StationYear, int]]:
    """File name, what is in it, the year with these rows only, which part."""
    for at, part in enumerate(PARTS):
        if part.rows is None:
            yield f"{at + 1:02}{part.short}.docx", "", year, at
            continue
        rows = getattr(year, part.rows)
        most = _most(part.rows)
        starts = range(0, len(rows), most) or (0,)
        for n, start in enumerate(starts, 1):
            some = rows[start : start + most]
            suffix = f"-{n}" if len(starts) > 1 else ""
            told = f"第{start + 1}到{start + len(some)}{part.unit}" if some else "没有记录"
            one = replace(year, **{part.rows: some})
            yield f"{at + 1:02}{part.short}{suffix}.docx", told, one, at


class _Pipe(io.RawIOBase):
    """Takes what is written and gives it out again, so that a zip is sent while it grows."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        return len(data)

    def taken(self) -> bytes:
        """What was written since the last time."""
        given, self._held = bytes(self._held), bytearray()
        return given


def volumes_in_pieces(
    year: StationYear, written: Callable[[str], None] = lambda name: None
) -> Iterator[bytes]:
    """The binder as a zip, piece by piece: a docx for each volume, made one after another so that
    only one is in memory, and last 00目录.docx. ``written``: told the name of each that is done."""
    pipe = _Pipe()
    index: list[tuple[str, str]] = []
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, told, one, at in _volumes(year):
            paper = _paper(year, f"{_name(year)} {name}", cover=False)
            heading(paper, PARTS[at].title)
            PARTS[at].write(paper, one)
            _add(packed, name, to_bytes(paper))
            index.append((name, told))
            written(name)
            yield pipe.taken()
        _add(packed, "00目录.docx", _index(year, index))
    yield pipe.taken()


def station_volumes(year: StationYear, written: Callable[[str], None] = lambda name: None) -> bytes:
    """The same as one piece."""
    return b"".join(volumes_in_pieces(year, written))


def _add(packed: zipfile.ZipFile, name: str, data: bytes) -> None:
    # A date of our own: zipfile would ask the machine's clock.
    made = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    made.external_attr = 0o644 << 16
    # A docx is packed already.
    packed.writestr(made, data, zipfile.ZIP_STORED)


def _index(year: StationYear, files: Sequence[tuple[str, str]]) -> bytes:
    paper = _paper(year, f"{_name(year)} 目录", cover=True)
    _cover(paper, year)
    new_page(paper)
    heading(paper, "分册")
    table(paper, (90, 60), files, head=("文件", "里面是"), height=9, centre=(1,))
    return to_bytes(paper)
