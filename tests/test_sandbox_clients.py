"""Other people's clients and crypto against the stand-in, over real HTTP."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from wechatpy import WeChatClient, parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import WeChatClientException
from wechatpy.replies import TextReply
from wechatpy.utils import check_signature
from werobot.client import Client as WeRoBotClient
from werobot.client import ClientException
from werobot.crypto import MessageCrypt

from tests.sandbox_parts import (
    AES_KEY,
    APP_ID,
    CARD,
    DEPUTY,
    SECRET,
    TOKEN,
    VILLAGER,
    Platform,
    Received,
    running_platform,
)

PLATFORM_URL = "https://api.weixin.qq.com"


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    with running_platform(tmp_path) as running:
        yield running


class ElsewhereWeRoBot(WeRoBotClient):  # type: ignore[misc]
    """WeRoBot's client, its one way out led to the stand-in."""

    def __init__(self, base: str, secret: str = SECRET) -> None:
        super().__init__({"APP_ID": APP_ID, "APP_SECRET": secret})
        self.base = base

    def request(self, method: str, url: str, **kwargs: Any) -> Any:
        return super().request(method, url.replace(PLATFORM_URL, self.base), **kwargs)


class ElsewhereWechatpy(WeChatClient):  # type: ignore[misc]
    """wechatpy's stock client; its token address is written into it, so that one is overridden."""

    base = ""

    def fetch_access_token(self) -> Any:
        query = {"grant_type": "client_credential", "appid": self.appid, "secret": self.secret}
        return self._fetch_access_token(f"{self.base}/cgi-bin/token", query)


def wechatpy_client(platform: Platform, secret: str = SECRET) -> ElsewhereWechatpy:
    class Here(ElsewhereWechatpy):
        base = platform.url
        API_BASE_URL = f"{platform.url}/cgi-bin/"

    return Here(APP_ID, secret, timeout=5, auto_retry=False)


def test_werobots_client_does_its_daily_work(platform: Platform) -> None:
    client = ElsewhereWeRoBot(platform.url)
    platform.say(VILLAGER, "路灯不亮")
    assert client.send_text_message(VILLAGER, "记下了")["errcode"] == 0
    assert client.send_template_message(DEPUTY, "TASK", CARD)["msgid"] > 0
    button = {"type": "click", "name": "我要反映", "key": "REPORT"}
    assert client.create_menu({"button": [button]})["errcode"] == 0
    assert client.get_menu()["menu"]["button"] == [button]
    assert client.get_followers()["total"] == 2
    assert client.get_user_info(VILLAGER)["subscribe"] == 1
    assert client.get_ip_list()["ip_list"] == ["127.0.0.1"]
    scene = {"action_name": "QR_LIMIT_STR_SCENE", "action_info": {"scene": {"scene_str": "s:1"}}}
    assert client.create_qrcode(scene)["url"].startswith("http://weixin.qq.com/q/")
    picture = io.BytesIO(b"\xff\xd8jpeg")
    picture.name = "lamp.jpg"
    media_id = client.upload_media("image", picture)["media_id"]
    assert client.send_image_message(VILLAGER, media_id)["errcode"] == 0
    kinds = [one["kind"] for one in platform.phone(VILLAGER)]
    assert kinds == ["text", "text", "image"]


def test_werobots_client_understands_the_refusals(platform: Platform) -> None:
    with pytest.raises(ClientException, match=r"^45015: response out of time limit"):
        ElsewhereWeRoBot(platform.url).send_text_message(DEPUTY, "在吗")
    with pytest.raises(ClientException, match=r"^40125: invalid appsecret rid: "):
        ElsewhereWeRoBot(platform.url, secret="wrong").get_followers()


def test_wechatpys_client_does_its_daily_work(platform: Platform) -> None:
    client = wechatpy_client(platform)
    platform.say(VILLAGER, "路灯不亮")
    assert client.message.send_text(VILLAGER, "记下了")["errcode"] == 0
    assert client.message.send_template(DEPUTY, "TASK", CARD)["errcode"] == 0
    button = {"type": "click", "name": "我要反映", "key": "REPORT"}
    assert client.menu.create({"button": [button]})["errcode"] == 0
    assert client.menu.get()["menu"]["button"] == [button]
    assert client.user.get_followers()["count"] == 2
    assert [one["openid"] for one in client.user.get_batch([VILLAGER])] == [VILLAGER]
    media = client.media.upload("voice", ("a.amr", b"#!AMR\n" + b"\x7c" * 50, "audio/amr"))
    assert client.media.download(media["media_id"]).content.startswith(b"#!AMR")
    consented = {"thing1": {"value": "已转办"}}
    platform.control("consent", openid=DEPUTY, template_id="LONG")
    body = {"touser": DEPUTY, "template_id": "LONG", "data": consented}
    assert client.post("message/subscribe/bizsend", data=body)["errcode"] == 0


def test_wechatpys_client_understands_the_refusals(platform: Platform) -> None:
    with pytest.raises(WeChatClientException) as refused:
        wechatpy_client(platform).message.send_text(DEPUTY, "在吗")
    assert refused.value.errcode == 45015
    with pytest.raises(WeChatClientException) as refused:
        wechatpy_client(platform, secret="wrong").user.get_followers()
    assert refused.value.errcode == 40125


def test_scripted_faults_look_to_a_client_like_a_bad_day(platform: Platform) -> None:
    client = wechatpy_client(platform)
    client.timeout = 1
    assert client.user.get_followers()["total"] == 2

    def script(kind: str) -> None:
        platform.control("fault", kind=kind, target="user/get", times=1)

    for kind, code in (("system", -1), ("quota", 45009), ("token", 40001)):
        script(kind)
        with pytest.raises(WeChatClientException) as refused:
            client.user.get_followers()
        assert refused.value.errcode == code
    client.fetch_access_token()
    script("5xx")
    with pytest.raises(WeChatClientException):
        client.user.get_followers()
    script("html")
    assert isinstance(client.user.get_followers(), requests.Response)
    script("reset")
    with pytest.raises(requests.ConnectionError):
        client.user.get_followers()
    script("timeout")
    with pytest.raises(requests.Timeout):
        client.user.get_followers()
    assert client.user.get_followers()["total"] == 2


def test_wechatpy_opens_every_push_and_its_sealed_answers_are_shown(tmp_path: Path) -> None:
    crypto = WeChatCrypto(TOKEN, AES_KEY, APP_ID)

    def answer(received: Received) -> str:
        given = received.args
        check_signature(TOKEN, given["signature"], given["timestamp"], given["nonce"])
        plain = crypto.decrypt_message(
            received.body, given["msg_signature"], given["timestamp"], given["nonce"]
        )
        message = parse_message(plain)
        reply = TextReply(content=f"{message.id}：{message.content}", message=message).render()
        return str(crypto.encrypt_message(reply, "nonce123", "1763600000"))

    with running_platform(tmp_path, answer) as platform:
        for length in (1, 31, 32, 33, 200):
            text = "灯" * length
            push = platform.say(VILLAGER, text)
            number, said = push["reply"]["payload"]["text"].split("：")
            assert said == text
            assert int(number) > 24_000_000_000_000_000


def test_werobot_opens_every_push_and_its_sealed_answers_are_shown(tmp_path: Path) -> None:
    crypto = MessageCrypt(TOKEN, AES_KEY, APP_ID)

    def answer(received: Received) -> str:
        given = received.args
        sealed = received.body.split("<Encrypt><![CDATA[")[1].split("]]>")[0]
        plain = crypto.decrypt_message(
            given["timestamp"], given["nonce"], given["msg_signature"], sealed
        )
        text = plain.decode() if isinstance(plain, bytes) else plain
        content = text.split("<Content>")[1].split("</Content>")[0]
        account = text.split("<ToUserName>")[1].split("</ToUserName>")[0]
        reply = (
            f"<xml><ToUserName><![CDATA[{VILLAGER}]]></ToUserName><FromUserName>{account}"
            "</FromUserName><CreateTime>1</CreateTime><MsgType><![CDATA[text]]></MsgType>"
            f"<Content>{content}</Content></xml>"
        )
        return str(crypto.encrypt_message(reply, "1763600000", "n0nce"))

    with running_platform(tmp_path, answer) as platform:
        for text in ("a", "东坪三组路灯不亮", "<&>]]>'\""):
            assert platform.say(VILLAGER, text)["reply"]["payload"]["text"] == text
