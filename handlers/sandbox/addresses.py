"""Which addresses a phone opens, and under which address of ours it does so."""

from __future__ import annotations

from urllib.parse import quote, urlsplit, urlunsplit

from handlers.sandbox.core import Sandbox


def inside_phone(sandbox: Sandbox, openid: str, url: str) -> str | None:
    """The address under which this phone opens `url`; None if it leads elsewhere."""
    parts = urlsplit(url)
    rest = urlunsplit(("", "", parts.path or "/", parts.query, parts.fragment))
    person = quote(openid)
    if parts.path == "/connect/oauth2/authorize":
        return f"/_phone/{person}{rest}"
    if parts.scheme in ("http", "https") and _is_service(sandbox, parts.netloc):
        return f"/_web/{person}{rest}"
    return None


def _is_service(sandbox: Sandbox, netloc: str) -> bool:
    origins = (sandbox.config.public_url, sandbox.config.service_origin)
    return _plain(netloc) in {_plain(urlsplit(origin).netloc) for origin in origins}


def _plain(netloc: str) -> str:
    return netloc.lower().replace("localhost", "127.0.0.1")
