"""The platform's error answers: code → message (返回码说明), always inside HTTP 200."""

from __future__ import annotations

import json
import secrets
from datetime import datetime

from flask import Response

MESSAGES = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40004: "invalid media type",
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid appid",
    40014: "invalid access_token",
    40016: "invalid button size",
    40018: "invalid button name size",
    40019: "invalid button key size",
    40020: "invalid button url size",
    40023: "invalid sub button size",
    40029: "invalid code",
    40032: "invalid openid list size",
    40035: "invalid parameter",
    40037: "invalid template_id",
    40054: "invalid sub button url domain",
    40056: "invalid agentid",
    40058: "invalid argument, {detail}",
    40063: "some parameters are invalid",
    40066: "invalid url",
    40125: "invalid appsecret",
    40163: "code been used",
    40164: "invalid ip {detail}, not in whitelist",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41005: "media data missing",
    41006: "media_id missing",
    41008: "missing code",
    41011: "missing agentid",
    42001: "access_token expired",
    43001: "require GET method",
    43002: "require POST method",
    43004: "require subscribe",
    43101: "user refuse to accept the msg",
    44002: "empty post data",
    44004: "empty content",
    45001: "media size out of limit",
    45002: "content size out of limit",
    45008: "article size out of limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45015: "response out of time limit or subscription is canceled",
    45047: "out of response count limit",
    45072: "invalid command",
    45080: "need receive user message in 30 seconds",
    45081: "has been in typing status",
    46003: "menu no exist",
    47001: "data format error",
    47003: "argument invalid! {detail}",
    48001: "api unauthorized",
    48006: "forbid to clear quota because of reaching the limit",
    76021: "cgi_path not found, please check",
    81013: "user & party & tag all invalid",
}


class PlatformError(Exception):
    """An answer with errcode; raised by the endpoint, turned into JSON by the gate."""

    def __init__(self, code: int, detail: str = "") -> None:
        """`detail` fills the message where the platform names the culprit."""
        super().__init__(code)
        self.code = code
        self.detail = detail


def request_id(now: datetime) -> str:
    """`rid: 69206b2a-5f0c31d2-1b7e04aa`: the hour in hexadecimal, then two random words."""
    return f"{int(now.timestamp()):08x}-{secrets.token_hex(4)}-{secrets.token_hex(4)}"


def error_body(error: PlatformError, now: datetime) -> dict[str, object]:
    """The JSON object of an error."""
    message = MESSAGES[error.code].replace("{detail}", error.detail).strip()
    return {"errcode": error.code, "errmsg": f"{message} rid: {request_id(now)}"}


def compact(data: object) -> Response:
    """JSON as the platform writes it: compact, UTF-8, and no newline at the end."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Response(text.encode(), content_type="application/json; encoding=utf-8")
