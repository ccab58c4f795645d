"""Calls to the platform, as they go over the wire. The other side is played back by script."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.channel.official_account import (
    Media,
    OfficialAccount,
    Outcome,
    PlatformError,
    Quota,
    Template,
)
from bot.channel.tokens import MemoryTokens
from tests.crypto.platform import APP_ID, NOW, OPENID
from tests.crypto.wire import Say, Script, scripted

SECRET = "s" * 32


@pytest.fixture
def platform() -> Iterator[Script]:
    with scripted() as script:
        yield script


@pytest.fixture
def account(platform: Script) -> OfficialAccount:
    return OfficialAccount(APP_ID, SECRET, platform.base, MemoryTokens(), clock=lambda: NOW)


def test_a_text_goes_out_in_chinese_with_a_stable_token(
    platform: Script, account: OfficialAccount
) -> None:
    delivery = account.send_text(OPENID, "民312：供电所说26日换了灯。\x00")
    assert (delivery.outcome, delivery.errcode, delivery.reason) == (Outcome.SENT, 0, "")
    asked, sent = platform.requests
    assert asked.json == {
        "grant_type": "client_credential",
        "appid": APP_ID,
        "secret": SECRET,
    }
    assert sent.query == {"access_token": "token-1"}
    assert sent.json == {
        "touser": OPENID,
        "msgtype": "text",
        "text": {"content": "民312：供电所说26日换了灯。"},
    }
    # The platform refuses \uXXXX (40033).
    assert "供电所".encode() in sent.body
    assert sent.headers["Content-Type"].startswith("application/json")
    assert len(json.loads(sent.body)["text"]["content"].encode()) <= 2048


def test_one_token_serves_until_a_minute_before_its_end(platform: Script) -> None:
    now = [NOW]
    account = OfficialAccount(APP_ID, SECRET, platform.base, MemoryTokens(), clock=lambda: now[0])
    account.send_text(OPENID, "一")
    now[0] = NOW + timedelta(seconds=7139)
    account.send_text(OPENID, "二")
    assert len(platform.to("/cgi-bin/stable_token")) == 1
    now[0] = NOW + timedelta(seconds=7140)
    account.send_text(OPENID, "三")
    assert len(platform.to("/cgi-bin/stable_token")) == 2


def test_a_template_message_carries_its_fields_and_its_own_number(
    platform: Script, account: OfficialAccount
) -> None:
    platform.on("/cgi-bin/message/template/send", Say({"errcode": 0, "msgid": 200163836}))
    delivery = account.send_template(
        OPENID, "T1", {"thing1": "东坪三组路灯"}, "https://e.cn/1", "notice-7"
    )
    assert delivery.message_id == "200163836"
    assert platform.requests[-1].json == {
        "touser": OPENID,
        "template_id": "T1",
        "data": {"thing1": {"value": "东坪三组路灯"}},
        "url": "https://e.cn/1",
        "client_msg_id": "notice-7",
    }


def test_a_subscription_message_opens_its_page(platform: Script, account: OfficialAccount) -> None:
    account.send_subscription(OPENID, "S1", {"phrase1": "已办结"}, "https://e.cn/2")
    sent = platform.requests[-1]
    assert sent.path == "/cgi-bin/message/subscribe/bizsend"
    assert sent.json == {
        "touser": OPENID,
        "template_id": "S1",
        "data": {"phrase1": {"value": "已办结"}},
        "page": "https://e.cn/2",
    }


def test_a_card_a_picture_and_typing_go_out(platform: Script, account: OfficialAccount) -> None:
    account.send_news(OPENID, "待办", "两件", "https://e.cn/3", "https://e.cn/3.png")
    assert platform.requests[-1].json["news"]["articles"] == [
        {
            "title": "待办",
            "description": "两件",
            "url": "https://e.cn/3",
            "picurl": "https://e.cn/3.png",
        }
    ]
    account.send_image(OPENID, "M1")
    assert platform.requests[-1].json["image"] == {"media_id": "M1"}
    account.typing(OPENID)
    assert platform.requests[-1].json == {"touser": OPENID, "command": "Typing"}


def test_who_follows_is_told_without_a_name(platform: Script, account: OfficialAccount) -> None:
    platform.on(
        "/cgi-bin/user/info",
        Say(
            {
                "subscribe": 1,
                "openid": OPENID,
                "subscribe_time": 1434093047,
                "unionid": "U",
                "subscribe_scene": "ADD_SCENE_QR_CODE",
                "qr_scene": 0,
                "qr_scene_str": "station:12",
            }
        ),
        Say({"subscribe": 0, "openid": OPENID}),
    )
    follower = account.user_info(OPENID)
    assert follower.following
    assert follower.followed_at == datetime(2015, 6, 12, 7, 10, 47, tzinfo=UTC)
    assert (follower.unionid, follower.scene) == ("U", "station:12")
    gone = account.user_info(OPENID)
    assert (gone.following, gone.followed_at, gone.scene) == (False, None, "")


def test_media_come_as_bytes_and_their_errors_as_errors(
    platform: Script, account: OfficialAccount
) -> None:
    picture = b"\x89PNG\r\n" + b"\0" * 100_000
    platform.on(
        "/cgi-bin/media/get",
        Say(picture, content_type="image/png"),
        Say({"errcode": 40007, "errmsg": "invalid media_id"}, content_type="text/plain"),
        Say(b"#!AMR\n{", content_type="text/plain"),
    )
    assert account.download_media("M1") == Media(picture, "image/png")
    assert platform.requests[-1].query["media_id"] == "M1"
    with pytest.raises(PlatformError) as caught:
        account.download_media("M2")
    assert caught.value.errcode == 40007
    assert account.download_media("M3").data == b"#!AMR\n{"


def test_a_video_is_fetched_from_its_address_without_the_token(
    platform: Script, account: OfficialAccount
) -> None:
    platform.on("/cgi-bin/media/get", Say({"video_url": f"{platform.base}/videos/1"}))
    platform.on("/videos/1", Say(b"mp4", content_type="video/mp4"))
    assert account.download_media("V1") == Media(b"mp4", "video/mp4")
    assert platform.requests[-1].query == {}


def test_a_video_address_of_somebody_else_is_not_fetched(
    platform: Script, account: OfficialAccount
) -> None:
    for address in ("http://127.0.0.1:1/x", "file:///etc/passwd", "https://qq.com.evil.cn/v", ""):
        platform.on("/cgi-bin/media/get", Say({"video_url": address}))
        with pytest.raises(PlatformError) as caught:
            account.download_media("V1")
        assert caught.value.outcome is Outcome.GIVE_UP


def test_media_larger_than_any_are_given_up(platform: Script, account: OfficialAccount) -> None:
    platform.on("/cgi-bin/media/get", Say(b"\xff" * (21 * 1024 * 1024), content_type="video/mp4"))
    with pytest.raises(PlatformError) as caught:
        account.download_media("M1")
    assert caught.value.outcome is Outcome.GIVE_UP


def test_an_upload_is_a_form_with_a_file(platform: Script, account: OfficialAccount) -> None:
    platform.on("/cgi-bin/media/upload", Say({"type": "image", "media_id": "M9"}))
    assert account.upload("image", b"jpeg-bytes", "灯.jpg", "image/jpeg") == "M9"
    sent = platform.requests[-1]
    assert sent.query["type"] == "image"
    assert sent.headers["Content-Type"].startswith("multipart/form-data")
    assert b"jpeg-bytes" in sent.body


def test_the_menu_is_made_read_and_taken_away(platform: Script, account: OfficialAccount) -> None:
    menu = {"button": [{"type": "click", "name": "我的代表", "key": "my_deputies"}]}
    account.create_menu(menu)
    assert platform.requests[-1].json == menu
    platform.on("/cgi-bin/menu/get", Say({"menu": menu}), Say({"errcode": 46003, "errmsg": "no"}))
    assert account.get_menu() == menu
    assert account.get_menu() is None
    account.delete_menu()
    assert platform.requests[-1].path == "/cgi-bin/menu/delete"


def test_codes_are_made_for_a_while_or_for_ever(platform: Script, account: OfficialAccount) -> None:
    platform.on(
        "/cgi-bin/qrcode/create", Say({"ticket": "gQ=+/", "url": "http://weixin.qq.com/q/1"})
    )
    code = account.create_qr("station:12", timedelta(days=30))
    assert platform.requests[-1].json == {
        "action_name": "QR_STR_SCENE",
        "action_info": {"scene": {"scene_str": "station:12"}},
        "expire_seconds": 2592000,
    }
    assert code.content == "http://weixin.qq.com/q/1"
    assert code.picture_url == f"{platform.base}/cgi-bin/showqrcode?ticket=gQ%3D%2B%2F"
    account.create_qr("station:12")
    assert platform.requests[-1].json["action_name"] == "QR_LIMIT_STR_SCENE"
    for scene, keep in (("", None), ("x" * 65, None), ("x", timedelta(days=31))):
        with pytest.raises(ValueError, match=r"scene|code"):
            account.create_qr(scene, keep)


def test_signing_in_on_a_page_gives_the_openid_without_the_token(
    platform: Script, account: OfficialAccount
) -> None:
    url = account.oauth_url("https://e.cn/back?a=1", "st")
    assert url.startswith(f"{platform.base}/connect/oauth2/authorize?appid={APP_ID}&redirect_uri=")
    assert "scope=snsapi_base&state=st" in url and url.endswith("#wechat_redirect")
    platform.on(
        "/sns/oauth2/access_token",
        Say({"access_token": "user-token", "openid": OPENID}),
        Say({"errcode": 40163, "errmsg": "code been used"}),
        Say({"access_token": "user-token"}),
    )
    assert account.oauth_user("C1") == OPENID
    (asked,) = platform.requests
    assert asked.query == {
        "appid": APP_ID,
        "secret": SECRET,
        "code": "C1",
        "grant_type": "authorization_code",
    }
    for _ in range(2):
        with pytest.raises(PlatformError) as caught:
            account.oauth_user("C1")
        assert caught.value.outcome is Outcome.GIVE_UP


def test_an_operator_learns_quota_addresses_and_templates(
    platform: Script, account: OfficialAccount
) -> None:
    platform.on(
        "/cgi-bin/openapi/quota/get",
        Say({"errcode": 0, "quota": {"daily_limit": 500000, "used": 7, "remain": 499993}}),
    )
    platform.on("/cgi-bin/getcallbackip", Say({"ip_list": ["101.91.0.1", "101.91.0.2"]}))
    platform.on(
        "/cgi-bin/template/get_all_private_template",
        Say(
            {
                "template_list": [
                    {
                        "template_id": "T1",
                        "title": "办理进度",
                        "content": "事项:{{thing1.DATA}}\n时间:{{time2.DATA}}\n",
                    }
                ]
            }
        ),
    )
    assert account.quota("/cgi-bin/message/custom/send") == Quota(500000, 7, 499993)
    assert account.ips() == ("101.91.0.1", "101.91.0.2")
    assert account.templates() == (Template("T1", "办理进度", ("thing1", "time2")),)


def test_no_drawer_of_wechatpy_leaves_the_configured_address(
    platform: Script, account: OfficialAccount
) -> None:
    platform.on("/cgi-bin/tags/create", Say({"tag": {"id": 1, "name": "代表"}}))
    account.tag.create("代表")
    platform.on("/customservice/getkflist", Say({"kf_list": []}))
    account.customservice.get_accounts()
    account.template.set_industry("41", "2")
    platform.on("/datacube/getusersummary", Say({"list": []}))
    account.datacube.get_user_summary(datetime(2026, 11, 1), datetime(2026, 11, 2))  # noqa: DTZ001
    account.user.get(OPENID)
    paths = [request.path for request in platform.requests]
    assert "/cgi-bin/tags/create" in paths
    assert "/customservice/getkflist" in paths
    assert "/cgi-bin/template/api_set_industry" in paths
    assert "/datacube/getusersummary" in paths
    assert {request.query.get("access_token") for request in platform.requests[1:]} == {"token-1"}
    with pytest.raises(PlatformError):
        account.get("https://example.com/cgi-bin/menu/get")


def test_a_real_account_sends_browsers_to_the_real_pages() -> None:
    for base in ("https://api.weixin.qq.com", "http://10.1.2.3:8080"):
        account = OfficialAccount(APP_ID, SECRET, base, MemoryTokens(), clock=lambda: NOW)
        assert account.oauth_url("https://e.cn", "s").startswith("https://open.weixin.qq.com/")


@pytest.mark.parametrize(
    "settings",
    [
        ("", SECRET, "https://api.weixin.qq.com"),
        (APP_ID, "", "https://api.weixin.qq.com"),
        (APP_ID, SECRET, ""),
        (APP_ID, SECRET, "api.weixin.qq.com"),
        (APP_ID, SECRET, "ftp://api.weixin.qq.com"),
    ],
)
def test_settings_that_cannot_work_stop_the_start(settings: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError, match="WeChat"):
        OfficialAccount(*settings, MemoryTokens(), clock=lambda: NOW)
