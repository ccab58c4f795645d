"""Bytes from outside → bytes that may be kept and shown: sniffed, re-encoded, without EXIF.

What a file is, its bytes decide, never the name or the type that came with it. Pictures are drawn
anew here; sound and video are read by FFmpeg's libraries in a process of their own (``sound.py``),
so that a file made to break them breaks nothing else."""

import io
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

MOST_BYTES = {"image": 20_000_000, "voice": 5_000_000, "video": 20_000_000, "file": 20_000_000}
_MOST_PIXELS = 60_000_000
#: The longer side of what is kept: enough to read a house number.
_LONGER_SIDE = 2560
_SOUND_SECONDS = 60
_NOT_ONE = {
    "image": "不是能看的图片",
    "voice": "不是能听的语音",
    "video": "不是能看的视频",
    "file": "只收 PDF、Word、Excel 文件和图片",
}
_OFFICE = "application/vnd.openxmlformats-officedocument"
#: A folder inside an Office file → what it is.
_OFFICE_KINDS = {
    "word/": (f"{_OFFICE}.wordprocessingml.document", ".docx"),
    "xl/": (f"{_OFFICE}.spreadsheetml.sheet", ".xlsx"),
}


class Unusable(Exception):
    """This file cannot be shown; its text says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    data: bytes
    content_type: str
    #: With its dot.
    suffix: str


def sniff(data: bytes) -> str:
    """image, voice (AMR), sound (MP3), video (MP4, MOV, 3GP), speex, or "" for anything else."""
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF87a", b"GIF89a", b"BM")):
        return "image"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image"
    if data.startswith((b"#!AMR\n", b"#!AMR-WB\n")):
        return "voice"
    if data.startswith((b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")):
        return "sound"
    if data[4:8] == b"ftyp":
        return "video"
    return "speex" if data.startswith(b"OggS") else ""


def clean(kind: str, data: bytes) -> Cleaned:
    """``kind``: image, voice or video, as the message said; file: a document that somebody put on
    a page, or a picture. Raises Unusable."""
    if not data:
        raise Unusable("文件是空的")
    if len(data) > MOST_BYTES[kind]:
        raise Unusable("文件太大，没有保存")
    found = sniff(data)
    if kind in ("image", "file") and found == "image":
        return _picture(data)
    if kind == "voice" and found in ("voice", "sound", "speex"):
        return Cleaned(_converted("voice", data), "audio/mpeg", ".mp3")
    if kind == "video" and found == "video":
        return Cleaned(_converted("video", data), "video/mp4", ".mp4")
    if kind == "file" and (document := _document(data)):
        return document
    raise Unusable(_NOT_ONE[kind])


def _document(data: bytes) -> Cleaned | None:
    """A document as it is, to be downloaded and never shown in our pages. Those with macros, and
    archives that only look like documents, are none."""
    if data.startswith(b"%PDF-"):
        return Cleaned(data, "application/pdf", ".pdf")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    for folder, (content_type, suffix) in _OFFICE_KINDS.items():
        if any(name.startswith(folder) for name in names):
            return Cleaned(data, content_type, suffix)
    return None


def _picture(data: bytes) -> Cleaned:
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "GIF", "BMP", "WEBP")) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise Unusable("图片太大，没有保存")
            upright = ImageOps.exif_transpose(picture)
            return _redrawn(upright)
    except Unusable:
        raise
    except Exception as error:  # Pillow raises whatever a broken file makes it stumble over
        raise Unusable("图片打不开") from error


def _redrawn(picture: Image.Image) -> Cleaned:
    """The pixels alone: a new picture knows no place, no telephone model and no thumbnail."""
    transparent = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    pixels = picture.convert("RGBA" if transparent else "RGB")
    pixels.thumbnail((_LONGER_SIDE, _LONGER_SIDE))
    fresh = Image.new(pixels.mode, pixels.size)
    fresh.paste(pixels)
    out = io.BytesIO()
    if transparent:
        fresh.save(out, "PNG", optimize=True)
        return Cleaned(out.getvalue(), "image/png", ".png")
    fresh.save(out, "JPEG", quality=88)
    return Cleaned(out.getvalue(), "image/jpeg", ".jpg")


def _converted(kind: str, data: bytes) -> bytes:
    with tempfile.TemporaryDirectory(prefix="media-") as folder:
        source, target = Path(folder) / "in", Path(folder) / "out"
        source.write_bytes(data)
        try:
            subprocess.run(  # noqa: S603 - our own module, on files that we named
                [sys.executable, "-m", "bot.actions.sound", kind, str(source), str(target)],
                check=True,
                capture_output=True,
                timeout=_SOUND_SECONDS,
                cwd=Path(__file__).parents[2],
            )
            return target.read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise Unusable("语音打不开" if kind == "voice" else "视频打不开") from error
