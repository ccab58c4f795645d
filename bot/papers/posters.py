"""办结公示: what was done, to hang up at the station. No person, no telephone but the station's, no
bureau in red; what came of it in one plain sentence, with the picture of it."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from bot.papers.grids import fill, keep_together, table
from bot.papers.page import RED, SIZE_4, Faces, Paper, exact, line, new_paper, to_bytes, write
from bot.papers.pictures import Photo, put
from bot.papers.plain import clean, cut, day, one_line, said
from bot.papers.sheets import qr_png


@dataclass(frozen=True, slots=True)
class PosterItem:
    """One case closed. ``title`` and ``result`` were read by a person before they hang on a wall;
    ``confirmed``: 群众确认 or 代表回访 …"""

    title: str
    place: str
    bureau: str
    result: str
    done_on: date
    confirmed: str = ""
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, slots=True)
class Poster:
    """``until``: how long it hangs; ``qr``: what its code opens, empty for none."""

    county: str
    station: str
    phone: str
    on: date
    until: date | None
    items: tuple[PosterItem, ...]
    qr: str = ""
    faces: Faces = field(default_factory=Faces)


def poster(made: Poster) -> bytes:
    """A4 as a docx (printed larger by the printer); items never torn apart."""
    paper = new_paper(
        made.faces,
        office=clean(made.station),
        title="办结公示",
        margins=(18, 18, 18, 18),
        grid=False,
    )
    head = paper.document.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    exact(write(head, "办 结 公 示", paper.faces.title, 44, colour=RED), 62)
    where = f"{one_line(clean(made.county))}　{one_line(clean(made.station))}"
    line(paper, where, centre=True)
    span = f"{day(made.on)}起" if made.until is None else f"{day(made.on)}至{day(made.until)}"
    line(paper, f"公示时间：{span}", size=SIZE_4, centre=True)
    for item in made.items:
        _item(paper, item)
    if not made.items:
        line(paper, "这段时间没有办结的事项。", centre=True)
    _foot(paper, made)
    return to_bytes(paper)


def _item(paper: Paper, item: PosterItem) -> None:
    rows = [
        ("大家反映", one_line(said(item.title))),
        ("地点", one_line(said(item.place))),
        ("谁办的", one_line(clean(item.bureau))),
        ("办得怎样", said(item.result)),
        ("办结时间", "　".join(filter(None, (day(item.done_on), one_line(clean(item.confirmed)))))),
    ]
    block = table(paper, (30, 144), rows, size=SIZE_4, height=10, labels=(0,))
    photos = item.photos[:2]
    if photos:
        row = block.add_row()  # type: ignore[no-untyped-call]
        whole = row.cells[0].merge(row.cells[1])
        inner = whole.add_table(rows=1, cols=len(photos))
        for cell, photo in zip(inner.rows[0].cells, photos, strict=True):
            put(paper, cell, photo, 150 / len(photos), 70)
        fill(paper, whole, "", 1)
    keep_together(block)
    exact(paper.document.add_paragraph(), 10)


def _foot(paper: Paper, made: Poster) -> None:
    phone = one_line(clean(made.phone))
    told = f"没办好、办得不实，请告诉我们。电话：{phone}"
    line(paper, told, size=SIZE_4, centre=True)
    if made.qr:
        picture = paper.document.add_paragraph()
        picture.alignment = WD_ALIGN_PARAGRAPH.CENTER
        picture.add_run().add_picture(io.BytesIO(qr_png(made.qr)), width=Mm(35))
        line(paper, "微信扫一扫，身边的事说给代表听", size=SIZE_4, centre=True)


def titles(items: Sequence[PosterItem]) -> list[str]:
    """What a person has to read before the poster hangs: one line per item."""
    return [f"{cut(said(item.title), 30)}：{cut(said(item.result), 60)}" for item in items]
