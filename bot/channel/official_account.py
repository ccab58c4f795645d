"""What one official account can do on the platform, by its verbs."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from bot.channel.answers import Follower, Media, QRCode, Quota, Template
from bot.channel.envelope import fits
from bot.channel.errors import Delivery, Outcome, PlatformError
from bot.channel.gate import Gate
from bot.channel.wire import MAX_MEDIA, answer_of, exchange, packed

__all__ = [
    "Delivery",
    "Follower",
    "Media",
    "OfficialAccount",
    "Outcome",
    "PlatformError",
    "QRCode",
    "Quota",
    "Template",
]

_MONTH: Final = timedelta(days=30)


class OfficialAccount(Gate):
    """OfficialAccount(app_id, secret, api_base, tokens, clock=clock.now): see Gate.

    The send_ methods and ``typing`` return a Delivery whatever the platform or the network does.
    The others return what they are asked for or raise PlatformError.
    """

    # -- messages to one person ------------------------------------------------------------

    def send_text(self, openid: str, text: str) -> Delivery:
        """A customer-service message: 5 within 48 hours of a message of the person's. At most 2048
        bytes, cut with …"""
        return self._custom(openid, "text", {"content": fits(text)})

    def send_news(
        self, openid: str, title: str, description: str, url: str, picture_url: str = ""
    ) -> Delivery:
        """A customer-service message as a card that opens ``url``."""
        article = {"title": title, "description": description, "url": url, "picurl": picture_url}
        return self._custom(openid, "news", {"articles": [article]})

    def send_image(self, openid: str, media_id: str) -> Delivery:
        """A customer-service message with a picture that was uploaded."""
        return self._custom(openid, "image", {"media_id": media_id})

    def send_template(
        self,
        openid: str,
        template_id: str,
        fields: Mapping[str, str],
        url: str = "",
        client_msg_id: str = "",
    ) -> Delivery:
        """A template message; ``fields`` by name (``bot.channel.shapes`` checks them before). With
        ``client_msg_id`` (≤ 32 characters) the platform sends the same one only once within ten
        minutes, so that an unknown delivery may be repeated. ``message_id`` is what the later
        TEMPLATESENDJOBFINISH is about."""
        data = {"touser": openid, "template_id": template_id, "data": _values(fields)}
        data |= {"url": url} if url else {}
        data |= {"client_msg_id": client_msg_id} if client_msg_id else {}
        return self._deliver("message/template/send", data)

    def send_subscription(
        self, openid: str, template_id: str, fields: Mapping[str, str], url: str = ""
    ) -> Delivery:
        """A subscription message (订阅通知) to somebody who agreed to its template. It opens
        ``url``."""
        data = {"touser": openid, "template_id": template_id, "data": _values(fields)}
        data |= {"page": url} if url else {}
        return self._deliver("message/subscribe/bizsend", data)

    def typing(self, openid: str, on: bool = True) -> Delivery:
        """Show (or end) 「对方正在输入」."""
        command = "Typing" if on else "CancelTyping"
        return self._deliver("message/custom/typing", {"touser": openid, "command": command})

    # -- people, media, menu, codes --------------------------------------------------------

    def user_info(self, openid: str) -> Follower:
        answer = self._get_json("user/info", openid=openid, lang="zh_CN")
        seconds = _whole(answer.get("subscribe_time"))
        return Follower(
            openid=openid,
            following=answer.get("subscribe") == 1,
            followed_at=datetime.fromtimestamp(seconds, UTC) if seconds else None,
            unionid=str(answer.get("unionid", "")),
            came_by=str(answer.get("subscribe_scene", "")),
            scene=str(answer.get("qr_scene_str") or answer.get("qr_scene") or ""),
        )

    def download_media(self, media_id: str) -> Media:
        """A picture, voice or video that somebody sent; the platform keeps it for three days."""
        url = f"{self.API_BASE_URL}media/get"
        reply = self._through("get", url, MAX_MEDIA, params={"media_id": media_id})
        if not reply.says_json:
            return Media(reply.body, reply.content_type)
        # A video comes as an address, to be fetched without the token.
        address = str(answer_of(reply.body).get("video_url", ""))
        if not self._may_fetch(address):
            raise PlatformError(Outcome.GIVE_UP, "微信给的视频地址不对")
        reply = exchange(self._http, "get", address, timeout=self.timeout, limit=MAX_MEDIA)
        return Media(reply.body, reply.content_type)

    def upload(self, kind: str, data: bytes, filename: str, content_type: str) -> str:
        """Keep a file with the platform for three days; ``kind``: image, voice, video, thumb.
        Returns its media id."""
        answer = self._post_json(
            "media/upload",
            params={"type": kind},
            files={"media": (filename, data, content_type)},
        )
        return str(answer.get("media_id") or answer.get("thumb_media_id") or "")

    def create_menu(self, menu: Mapping[str, Any]) -> None:
        """``menu``: {"button": […]} as the platform defines it."""
        self._post_json("menu/create", **packed(menu))

    def get_menu(self) -> dict[str, Any] | None:
        """The menu as ``create_menu`` takes it, or None if there is none."""
        try:
            menu = self._get_json("menu/get").get("menu")
        except PlatformError as error:
            if error.errcode == 46003:
                return None
            raise
        return menu if isinstance(menu, dict) else None

    def delete_menu(self) -> None:
        self._get_json("menu/delete")

    def create_qr(self, scene: str, keep: timedelta | None = None) -> QRCode:
        """A code that brings ``scene`` (1–64 characters) back in a scan; kept for ``keep`` (at most
        30 days), or for ever (at most 100,000 of those)."""
        if not 1 <= len(scene) <= 64:
            raise ValueError("a scene has 1 to 64 characters")
        if keep is not None and not timedelta(minutes=1) <= keep <= _MONTH:
            raise ValueError("a temporary code lives for a minute to 30 days")
        data: dict[str, Any] = {
            "action_name": "QR_LIMIT_STR_SCENE" if keep is None else "QR_STR_SCENE",
            "action_info": {"scene": {"scene_str": scene}},
        }
        if keep is not None:
            data["expire_seconds"] = int(keep.total_seconds())
        answer = self._post_json("qrcode/create", **packed(data))
        ticket = str(answer.get("ticket", ""))
        base = self._pages_base or "https://mp.weixin.qq.com"
        picture = f"{base}/cgi-bin/showqrcode?{urlencode({'ticket': ticket})}"
        return QRCode(str(answer.get("url", "")), ticket, picture)

    # -- signing in on a page --------------------------------------------------------------

    def oauth_url(self, redirect: str, state: str) -> str:
        """Where to send a browser so that it comes back to ``redirect`` with ?code=…&state=…,
        without asking the person anything (snsapi_base)."""
        asked = {
            "appid": self.appid,
            "redirect_uri": redirect,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
        }
        base = self._pages_base or "https://open.weixin.qq.com"
        return f"{base}/connect/oauth2/authorize?{urlencode(asked)}#wechat_redirect"

    def oauth_user(self, code: str) -> str:
        """The openid of who came back with ``code``. A code is good once, for five minutes."""
        asked = {
            "appid": self.appid,
            "secret": self.secret,
            "code": code,
            "grant_type": "authorization_code",
        }
        url = f"{self._base}/sns/oauth2/access_token"
        reply = exchange(self._http, "get", url, timeout=self.timeout, params=asked)
        openid = answer_of(reply.body).get("openid")
        if not isinstance(openid, str) or not openid:
            raise PlatformError(Outcome.GIVE_UP, "微信没有说是谁")
        return openid

    # -- what an operator asks -------------------------------------------------------------

    def quota(self, api: str) -> Quota:
        """How often ``api`` (/cgi-bin/message/custom/send …) may be called today."""
        answer = self._post_json(
            f"{self._base}/cgi-bin/openapi/quota/get", **packed({"cgi_path": api})
        )
        found = answer.get("quota")
        quota = found if isinstance(found, dict) else {}
        return Quota(*(_whole(quota.get(name)) for name in ("daily_limit", "used", "remain")))

    def ips(self) -> tuple[str, ...]:
        """From which addresses the platform pushes to us."""
        found = self._get_json("getcallbackip").get("ip_list")
        return tuple(str(ip) for ip in found) if isinstance(found, list) else ()

    def templates(self) -> tuple[Template, ...]:
        """The template messages of the account, to compare with what is configured."""
        found = self._get_json("template/get_all_private_template").get("template_list")
        return tuple(
            Template(
                str(one.get("template_id", "")),
                str(one.get("title", "")),
                tuple(re.findall(r"\{\{\s*(\w+)\.DATA\s*\}\}", str(one.get("content", "")))),
            )
            for one in (found if isinstance(found, list) else ())
            if isinstance(one, dict)
        )

    def check(self) -> None:
        """Whether the platform gives us a token now, whatever is held. Raises PlatformError."""
        self._tokens.refresh(self.appid, self._fetch, self._clock(), force=True)


def _values(fields: Mapping[str, str]) -> dict[str, dict[str, str]]:
    return {name: {"value": value} for name, value in fields.items()}


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
