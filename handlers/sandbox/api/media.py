"""Temporary media: upload by the account, download of what users sent."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Response

from handlers.sandbox import faults, files
from handlers.sandbox.api.gate import Call
from handlers.sandbox.core import Sandbox
from handlers.sandbox.errors import PlatformError


def upload(sandbox: Sandbox, call: Call) -> dict[str, Any]:
    """Multipart field `media`, `type` in the query; the answer names a thumb differently."""
    kind = call.args.get("type", "")
    if call.file is None:
        raise PlatformError(41005)
    media_id = files.keep(sandbox, kind, call.file.filename or "", call.file.read())
    key = "thumb_media_id" if kind == "thumb" else "media_id"
    return {"type": kind, key: media_id, "created_at": int(sandbox.seconds())}


def get(sandbox: Sandbox, call: Call) -> dict[str, Any] | Response:
    """The bytes; for a video the address to fetch them from; 40007 once expired."""
    if not call.args.get("media_id"):
        raise PlatformError(41006)
    if faults.strikes(sandbox, "media", "media/get"):
        raise PlatformError(40007)
    row = files.find(sandbox, call.args["media_id"])
    if row is None:
        raise PlatformError(40007)
    if row["kind"] == "video":
        return {"video_url": f"{call.url_root}_media/{row['media_id']}"}
    response = Response(row["content"], content_type=row["content_type"])
    response.headers["Content-Disposition"] = f'attachment; filename="{quote(row["filename"])}"'
    return response
