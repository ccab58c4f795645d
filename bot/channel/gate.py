"""The one gate through which every call to the platform goes.

wechatpy's client with what it lacks or gets wrong put right: the stable token in a store that all
processes share, one retry of ours (wechatpy's own fetched 488 tokens for one refused call),
timeouts everywhere, errcode always read, every address redirected to ``api_base``. wechatpy's
drawers (``account.tag``, ``account.material`` …) work through the same gate; what they make of an
unexpected answer is theirs.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from wechatpy import WeChatClient

from bot.channel.errors import TOKEN_REFUSED, Delivery, Outcome, PlatformError
from bot.channel.tokens import Token, TokenStore
from bot.channel.wire import (
    MAX_ANSWER,
    Reply,
    answer_of,
    exchange,
    is_local,
    open_session,
    packed,
)

#: So long a token is used without a look into the store: another process may have a newer one, and
#: the platform takes the older one for five minutes more.
_BELIEVED: Final = timedelta(seconds=30)
#: A token this close to its end (seconds) is not begun with.
_MARGIN: Final = 60
#: Hosts that wechatpy names, and from which the platform lets videos be fetched.
_PLATFORM: Final = re.compile(r"(^|\.)(qq\.com|qpic\.cn|qlogo\.cn)$")


class Gate(WeChatClient):  # type: ignore[misc]  # wechatpy has no types
    """``api_base``: https://api.weixin.qq.com, a relay of it, or the sandbox. ``clock`` tells the
    time (aware). ``timeout``: seconds to connect, seconds of silence. ``pages_base``: where
    browsers find the platform's own pages; if not given, the sandbox if ``api_base`` is on this
    machine, else the real ones. Raises ValueError with one line for what cannot work.
    """

    def __init__(
        self,
        app_id: str,
        secret: str,
        api_base: str,
        tokens: TokenStore,
        *,
        clock: Callable[[], datetime],
        timeout: tuple[float, float] = (3, 8),
        pages_base: str = "",
    ) -> None:
        if not app_id or not secret:
            raise ValueError("WeChat app id or secret is empty")
        api_base = api_base.rstrip("/")
        parts = urlsplit(api_base)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            raise ValueError("WeChat API base must be an address that begins with http(s)://")
        super().__init__(app_id, secret, timeout=timeout, auto_retry=False)
        self.API_BASE_URL = f"{api_base}/cgi-bin/"
        self._http = open_session(api_base)
        self._base = api_base
        self._pages_base = pages_base.rstrip("/") or (api_base if is_local(api_base) else "")
        self._tokens = tokens
        self._clock = clock
        self._believed: tuple[Token | None, datetime] = (None, datetime.min.replace(tzinfo=UTC))

    def check(self) -> None:
        """Whether the platform gives us a token now, whatever is held. Raises PlatformError."""
        self.fetch_access_token()

    @property
    def access_token(self) -> str:
        """A good token (wechatpy's drawers ask for it). Raises PlatformError."""
        return self._token()

    def fetch_access_token(self) -> dict[str, Any]:
        """wechatpy's name for asking the platform in any case."""
        held = self._tokens.refresh(self.appid, self._fetch, self._clock(), force=True)
        return {"access_token": held.value}

    def _token(self, refused: str | None = None) -> str:
        now = self._clock()
        held, read_at = self._believed
        if (
            held
            and held.value != refused
            and read_at <= now < min(held.expires_at, read_at + _BELIEVED)
        ):
            return held.value
        held = self._tokens.get(self.appid, now)
        if held is None or held.value == refused:
            held = self._tokens.refresh(self.appid, self._fetch, now, refused=refused)
        self._believed = held, now
        return held.value

    def _fetch(self) -> tuple[str, int]:
        asked = {"grant_type": "client_credential", "appid": self.appid, "secret": self.secret}
        url = f"{self._base}/cgi-bin/stable_token"
        try:
            reply = exchange(self._http, "post", url, timeout=self.timeout, **packed(asked))
            answer = answer_of(reply.body)
        except PlatformError as error:
            if error.errcode in TOKEN_REFUSED:
                raise PlatformError(
                    Outcome.CONFIGURATION, "AppSecret 不对", error.errcode, error.detail
                ) from None
            if error.outcome in (Outcome.UNKNOWN_DELIVERY, Outcome.QUOTA):
                # Whatever became of this request, the message itself was not sent.
                raise PlatformError(
                    Outcome.RETRY, "暂时取不到微信凭证", error.errcode, error.detail
                ) from None
            raise
        value, seconds = answer.get("access_token"), answer.get("expires_in")
        if not (isinstance(value, str) and value and isinstance(seconds, int) and seconds > 0):
            raise PlatformError(Outcome.RETRY, "暂时取不到微信凭证", detail="no token in answer")
        return value, max(seconds - _MARGIN, 1)

    def _through(self, method: str, url: str, limit: int = MAX_ANSWER, **asked: Any) -> Reply:
        """One request with the token, and one more with a new token if this one is refused."""
        params = dict(asked.pop("params", None) or {})

        def ask(**token: str) -> Reply:
            return exchange(
                self._http,
                method,
                url,
                timeout=self.timeout,
                limit=limit,
                params=params | token,
                **asked,
            )

        if "access_token" in params:
            return ask()
        token = self._token()
        reply = ask(access_token=token)
        if _refuses_token(reply):
            reply = ask(access_token=self._token(refused=token))
        return reply

    def _request(self, method: str, url_or_endpoint: str, **kwargs: Any) -> Any:
        """wechatpy's gate, which all its drawers use: dict, or bytes as Reply."""
        kwargs.pop("timeout", None)
        base = kwargs.pop("api_base_url", None)
        processor = kwargs.pop("result_processor", None)
        if isinstance(kwargs.get("data"), dict):
            kwargs |= packed(kwargs.pop("data"))
        reply = self._through(method, self._address(url_or_endpoint, base), **kwargs)
        if not reply.says_json and reply.content_type.startswith(("image", "audio", "video")):
            return reply
        answer = answer_of(reply.body)
        return processor(answer) if processor else answer

    def _address(self, path: str, base: str | None) -> str:
        """The address of ``path`` at ``api_base``, whichever of its hosts wechatpy thought of."""
        if not path.startswith(("http://", "https://")):
            path = f"{base or self.API_BASE_URL}{path}"
        if path.startswith(f"{self._base}/"):
            return path
        parts = urlsplit(path)
        if not _PLATFORM.search(parts.hostname or ""):
            raise PlatformError(Outcome.CONFIGURATION, "微信接口地址不对", detail="foreign host")
        return f"{self._base}{parts.path}{'?' if parts.query else ''}{parts.query}"

    def _may_fetch(self, address: str) -> bool:
        if not address.startswith(("http://", "https://")):
            return False
        host = urlsplit(address).hostname or ""
        return address.startswith(f"{self._base}/") or bool(_PLATFORM.search(host))

    def _get_json(self, path: str, **params: str) -> dict[str, Any]:
        url = self._address(path, None)
        return answer_of(self._through("get", url, params=params).body)

    def _post_json(self, path: str, **asked: Any) -> dict[str, Any]:
        return answer_of(self._through("post", self._address(path, None), **asked).body)

    def _custom(self, openid: str, kind: str, content: Mapping[str, Any]) -> Delivery:
        data = {"touser": openid, "msgtype": kind, kind: content}
        return self._deliver("message/custom/send", data)

    def _deliver(self, path: str, data: Mapping[str, Any]) -> Delivery:
        try:
            answer = self._post_json(path, **packed(data))
        except PlatformError as error:
            return error.delivery
        if "errcode" not in answer:
            return Delivery(Outcome.UNKNOWN_DELIVERY, None, "微信的回答看不懂，可能已送达")
        number = answer.get("msgid")
        return Delivery(Outcome.SENT, 0, "", str(number) if number else None)


def _refuses_token(reply: Reply) -> bool:
    if not reply.says_json or len(reply.body) > 2000:
        return False
    try:
        answer_of(reply.body)
    except PlatformError as error:
        return error.errcode in TOKEN_REFUSED
    return False
