"""Photographs in papers: the bytes of a file, drawn at a width; what is no picture is said so."""

import io
from dataclasses import dataclass

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.image.exceptions import (
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    UnrecognizedImageError,
)
from docx.shared import Mm
from docx.table import _Cell
from PIL import Image, ImageOps, UnidentifiedImageError

from bot.papers.grids import fill
from bot.papers.page import SIZE_5, Paper, write
from bot.papers.plain import cut, said

#: Points of the longer side on paper; a file full of photographs can still be mailed.
_LONGER_SIDE = 1200
_MOST_PIXELS = 60_000_000


@dataclass(frozen=True, slots=True)
class Photo:
    """``data``: a PNG, JPEG or what else Pillow reads; ``caption``: one line."""

    data: bytes
    caption: str = ""


def put(paper: Paper, cell: _Cell, photo: Photo, wide: float, high: float) -> None:
    """The picture in an empty cell, at most ``wide`` × ``high`` mm, its caption under it."""
    caption = cut(said(photo.caption), 30)
    drawn = _drawn(photo.data)
    if drawn is None:
        fill(paper, cell, f"（照片打不开）{caption}", SIZE_5, centre=True)
        return
    data, ratio = drawn
    try:
        size = Mm(min(wide, high * ratio))
        cell.paragraphs[0].add_run().add_picture(io.BytesIO(data), width=size)
    except (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError):
        fill(paper, cell, f"（照片打不开）{caption}", SIZE_5, centre=True)
        return
    # A cell's lines are of fixed height; a picture needs one that grows.
    cell.paragraphs[0].paragraph_format.line_spacing = 1.0
    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    if caption:
        below = write(cell.add_paragraph(), caption, paper.faces.body, SIZE_5)
        below.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _drawn(data: bytes) -> tuple[bytes, float] | None:
    """The picture drawn anew (nothing hidden in it, no place where it was taken) and its width by
    its height; None: no picture."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                return None
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    upright.thumbnail((_LONGER_SIDE, _LONGER_SIDE))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=82)
    return out.getvalue(), upright.width / upright.height
