"""Temporary media (素材): what users send and what the account uploads; gone after three days."""

from __future__ import annotations

from pathlib import Path

from handlers.sandbox.core import Sandbox, new_id
from handlers.sandbox.errors import PlatformError
from handlers.sandbox.state import Row

KEPT_SECONDS = 3 * 24 * 3600

#: kind → (largest size in bytes, content types by suffix)
LIMITS: dict[str, tuple[int, dict[str, str]]] = {
    "image": (
        10 * 1024 * 1024,
        {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif"},
    ),
    "voice": (2 * 1024 * 1024, {".amr": "audio/amr", ".mp3": "audio/mpeg"}),
    "video": (10 * 1024 * 1024, {".mp4": "video/mp4"}),
    "thumb": (64 * 1024, {".jpg": "image/jpeg", ".jpeg": "image/jpeg"}),
}

#: A sentence about a broken street lamp, spoken by espeak-ng, made AMR-NB (12.2 kbit/s) by sox.
SAMPLE_VOICE = Path(__file__).parent / "samples" / "voice.amr"
#: The same recording in a format that browsers play.
SAMPLE_VOICE_PLAYABLE = Path(__file__).parent / "samples" / "voice.mp3"
_SAMPLE_NAME = "sample-voice.amr"


def keep(sandbox: Sandbox, kind: str, filename: str, content: bytes) -> str:
    """Keep a file as the platform does; returns its media_id. 40004, 45001, 44004 if refused."""
    if kind not in LIMITS:
        raise PlatformError(40004)
    largest, types = LIMITS[kind]
    if not content:
        raise PlatformError(44004)
    if len(content) > largest:
        raise PlatformError(45001)
    content_type = types.get(Path(filename).suffix.lower())
    if content_type is None:
        raise PlatformError(40004)
    media_id = new_id(64)
    sandbox.state.run(
        "INSERT INTO media (media_id, kind, content, content_type, filename, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        media_id,
        kind,
        content,
        content_type,
        filename,
        sandbox.seconds(),
    )
    return media_id


def keep_sample_voice(sandbox: Sandbox) -> str:
    """Somebody speaks into the phone: a real AMR recording of 13 seconds."""
    return keep(sandbox, "voice", _SAMPLE_NAME, SAMPLE_VOICE.read_bytes())


def find(sandbox: Sandbox, media_id: object) -> Row | None:
    """The file, while it is kept."""
    if not isinstance(media_id, str):
        return None
    return sandbox.state.one(
        "SELECT * FROM media WHERE media_id = ? AND (lasting OR created_at > ?)",
        media_id,
        sandbox.seconds() - KEPT_SECONDS,
    )


def is_sample(row: Row) -> bool:
    """Is this the built-in recording?"""
    return bool(row["filename"] == _SAMPLE_NAME)


def voice_seconds(sandbox: Sandbox, media_id: str) -> int:
    """Length of an AMR recording, from its frames (20 ms each); 0 if it is not AMR-NB."""
    row = find(sandbox, media_id)
    content = row["content"] if row is not None else b""
    if not content.startswith(b"#!AMR\n"):
        return 0
    sizes = (12, 13, 15, 17, 19, 20, 26, 31, 5, 0, 0, 0, 0, 0, 0, 0)
    position, frames = 6, 0
    while position < len(content):
        position += 1 + sizes[content[position] >> 3 & 15]
        frames += 1
    return max(1, round(frames / 50))
