"""HTTP to the platform: one request out, JSON or bytes back, every mishap a PlatformError.

The question that matters when something breaks is whether the message may have arrived. Before the
connection stood: no, RETRY. Afterwards, without a readable answer: nobody knows, UNKNOWN_DELIVERY.
"""

import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Final
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter

from bot.channel.errors import Outcome, PlatformError, judge

MAX_ANSWER: Final = 2 * 1024 * 1024
#: The platform's own limit for a video is 10 MB.
MAX_MEDIA: Final = 20 * 1024 * 1024

_LATER: Final = "连不上微信"
_UNKNOWN: Final = "发出后没有收到微信的回音，可能已送达"


@dataclass(frozen=True, slots=True)
class Reply:
    """Bytes of an HTTP 200."""

    content_type: str
    body: bytes

    @property
    def says_json(self) -> bool:
        """The platform labels its errors text/plain, so the body has the word: no picture, sound or
        video begins with a brace."""
        return self.body[:64].lstrip()[:1] == b"{"


def open_session(base: str) -> requests.Session:
    """A session for several threads: connections are kept, cookies are not. A proxy of the
    environment is used, but not towards this machine itself."""
    session = requests.Session()
    session.mount("https://", HTTPAdapter(pool_maxsize=32))
    session.mount("http://", HTTPAdapter(pool_maxsize=32))
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.trust_env = not is_local(base)
    return session


def exchange(
    session: requests.Session,
    method: str,
    url: str,
    *,
    timeout: tuple[float, float],
    limit: int = MAX_ANSWER,
    **more: Any,
) -> Reply:
    """One request. ``timeout``: seconds to connect, seconds of silence. ``more`` goes to requests.
    Raises PlatformError, also for every status but 200."""
    try:
        with session.request(
            method, url, timeout=timeout, allow_redirects=False, stream=True, **more
        ) as response:
            _check_status(response.status_code)
            body = bytearray()
            for chunk in response.iter_content(64 * 1024):
                body += chunk
                if len(body) > limit:
                    raise PlatformError(Outcome.GIVE_UP, "微信的回答太大")
            return Reply(response.headers.get("Content-Type", ""), bytes(body))
    except requests.RequestException as error:
        # The error's text holds the address with the token: its kind has to do.
        raise _mishap(error) from None


def answer_of(body: bytes) -> dict[str, Any]:
    """The JSON object in ``body``. Raises PlatformError if it is none, or if it says errcode."""
    try:
        answer = json.loads(body.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        if body.lstrip()[:1] == b"{":
            raise PlatformError(Outcome.UNKNOWN_DELIVERY, _UNKNOWN, detail="broken JSON")
        # A page of some gateway in between, which did not pass the request on.
        raise PlatformError(Outcome.RETRY, "微信的回答看不懂", detail="not JSON")
    errcode = _errcode(answer)
    outcome, reason = judge(errcode)
    if outcome is not Outcome.SENT:
        raise PlatformError(outcome, reason, errcode, str(answer.get("errmsg", ""))[:200])
    return answer


def packed(data: Mapping[str, Any]) -> dict[str, Any]:
    """``data`` as a JSON body. Chinese stays Chinese: the platform refuses \\uXXXX (40033)."""
    words = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return {
        "data": words.encode("utf-8", "ignore"),
        "headers": {"Content-Type": "application/json; charset=utf-8"},
    }


def _errcode(answer: Mapping[str, Any]) -> int:
    value = answer.get("errcode", 0)
    try:
        return int(value)
    except (TypeError, ValueError):
        raise PlatformError(
            Outcome.UNKNOWN_DELIVERY, _UNKNOWN, detail="errcode is no number"
        ) from None


def _check_status(status: int) -> None:
    if status == 200:
        return
    if status == 504:
        raise PlatformError(Outcome.UNKNOWN_DELIVERY, _UNKNOWN, detail="HTTP 504")
    if status == 429 or status >= 500:
        raise PlatformError(Outcome.RETRY, "微信暂时出错", detail=f"HTTP {status}")
    raise PlatformError(Outcome.CONFIGURATION, "微信接口地址不对", detail=f"HTTP {status}")


def _mishap(error: requests.RequestException) -> PlatformError:
    kind = type(error).__name__
    before_sending = isinstance(
        error, requests.ConnectTimeout | requests.exceptions.ProxyError
    ) or isinstance(_cause(error), urllib3.exceptions.NewConnectionError)
    if before_sending:
        return PlatformError(Outcome.RETRY, _LATER, detail=kind)
    if isinstance(error, requests.exceptions.SSLError):
        return PlatformError(Outcome.RETRY, "微信接口的证书核对不过", detail=kind)
    if isinstance(error, ValueError):
        # InvalidURL, InvalidSchema, MissingSchema, InvalidHeader: ours.
        return PlatformError(Outcome.CONFIGURATION, "微信接口地址不对", detail=kind)
    return PlatformError(Outcome.UNKNOWN_DELIVERY, _UNKNOWN, detail=kind)


def _cause(error: requests.RequestException) -> object:
    inner = error.args[0] if error.args else None
    return inner.reason if isinstance(inner, urllib3.exceptions.MaxRetryError) else inner


def is_local(base: str) -> bool:
    """Whether the address ``base`` is this machine's own."""
    host = urlsplit(base).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
