"""The stand-in's platform API: errors, tokens, windows, cards, quotas, as the platform has them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.sandbox_parts import (
    APP_ID,
    CARD,
    DEPUTY,
    SECRET,
    STRANGER,
    VILLAGER,
    Platform,
    running_platform,
)


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    with running_platform(tmp_path) as running:
        yield running


def text_to(openid: str, content: str = "您好") -> dict[str, Any]:
    return {"touser": openid, "msgtype": "text", "text": {"content": content}}


def card_to(openid: str, **changes: Any) -> dict[str, Any]:
    return {"touser": openid, "template_id": "TASK", "data": CARD} | changes


def basic_token(platform: Platform, **changes: str) -> dict[str, Any]:
    query = {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET} | changes
    return requests.get(f"{platform.url}/cgi-bin/token", params=query, timeout=10).json()


def test_answers_are_compact_json_without_a_newline_and_errors_come_inside_200(
    platform: Platform,
) -> None:
    response = requests.get(f"{platform.url}/cgi-bin/user/get", timeout=10)
    assert response.status_code == 200
    assert response.text.startswith('{"errcode":41001,"errmsg":"access_token missing rid: ')
    assert response.text.endswith('"}')


def test_wrong_credentials_are_named(platform: Platform) -> None:
    assert basic_token(platform, appid="wxother")["errcode"] == 40013
    assert basic_token(platform, secret="wrong")["errcode"] == 40125
    assert basic_token(platform, grant_type="password")["errcode"] == 40002


def test_only_listed_addresses_get_a_token(tmp_path: Path) -> None:
    with running_platform(tmp_path, allowed_ips=("203.0.113.7",)) as platform:
        answer = basic_token(platform)
    assert answer["errcode"] == 40164
    assert "invalid ip 127.0.0.1" in answer["errmsg"]


def test_a_new_token_leaves_the_old_one_five_minutes(platform: Platform) -> None:
    old = basic_token(platform)["access_token"]
    new = basic_token(platform)["access_token"]
    assert old != new
    platform.clock.forward(timedelta(minutes=4))
    assert "total" in platform.get("user/get", access_token=old)
    platform.clock.forward(timedelta(minutes=2))
    assert platform.get("user/get", access_token=old)["errcode"] == 42001
    assert "total" in platform.get("user/get", access_token=new)
    assert platform.get("user/get", access_token="made-up")["errcode"] == 40001


def test_the_stable_token_stays_the_same_until_five_minutes_before_its_end(
    platform: Platform,
) -> None:
    first = platform.token()
    basic_token(platform)
    platform.clock.forward(timedelta(minutes=114))
    assert platform.token() == first
    platform.clock.forward(timedelta(minutes=2))
    assert platform.token() != first
    assert "total" in platform.get("user/get", access_token=first)


def test_a_forced_refresh_ends_the_stable_token_at_once_but_not_twice_in_half_a_minute(
    platform: Platform,
) -> None:
    first = platform.token()
    body = {
        "grant_type": "client_credential",
        "appid": APP_ID,
        "secret": SECRET,
        "force_refresh": True,
    }
    url = f"{platform.url}/cgi-bin/stable_token"
    forced = requests.post(url, json=body, timeout=10).json()["access_token"]
    assert forced != first
    assert platform.get("user/get", access_token=first)["errcode"] == 40001
    assert requests.post(url, json=body, timeout=10).json()["errcode"] == 45011


def test_after_a_message_five_answers_within_48_hours(platform: Platform) -> None:
    assert platform.post("message/custom/send", text_to(VILLAGER))["errcode"] == 45015
    platform.say(VILLAGER, "路灯不亮")
    codes = [platform.post("message/custom/send", text_to(VILLAGER))["errcode"] for _ in range(6)]
    assert codes == [0, 0, 0, 0, 0, 45047]
    platform.say(VILLAGER, "还在吗")
    platform.clock.forward(timedelta(hours=48))
    assert platform.post("message/custom/send", text_to(VILLAGER))["errcode"] == 0
    platform.clock.forward(timedelta(seconds=1))
    assert platform.post("message/custom/send", text_to(VILLAGER))["errcode"] == 45015


def test_a_click_allows_three_within_a_minute_and_does_not_open_the_long_window(
    platform: Platform,
) -> None:
    platform.control("click", openid=VILLAGER, key="MY_ISSUES", wait=True)
    codes = [platform.post("message/custom/send", text_to(VILLAGER))["errcode"] for _ in range(4)]
    assert codes == [0, 0, 0, 45047]
    platform.clock.forward(timedelta(seconds=61))
    assert platform.post("message/custom/send", text_to(VILLAGER))["errcode"] == 45015


def test_a_deputy_silent_for_three_days_cannot_be_chatted_to(platform: Platform) -> None:
    assert platform.post("message/custom/send", text_to(DEPUTY))["errcode"] == 45015
    assert platform.post("message/template/send", card_to(DEPUTY))["errcode"] == 0


def test_who_does_not_follow_cannot_be_reached(platform: Platform) -> None:
    assert platform.post("message/custom/send", text_to(STRANGER))["errcode"] == 43004
    assert platform.post("message/template/send", card_to(STRANGER))["errcode"] == 43004
    assert platform.post("message/custom/send", text_to("oNobody"))["errcode"] == 40003
    platform.control("unsubscribe", openid=DEPUTY, wait=True)
    assert platform.post("message/template/send", card_to(DEPUTY))["errcode"] == 43004


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("thing1", "东坪三组路灯不亮已经五天晚上学生走路害怕了"),
        ("thing1", ""),
        ("character_string2", "民312"),
        ("character_string2", "x" * 33),
        ("time3", "下周二"),
        ("phrase4", "等待处理中"[:5] + "了"),
        ("phrase4", "ok"),
        ("const5", "没有审核过的词"),
    ],
)
def test_a_field_that_does_not_fit_is_refused_by_name(
    platform: Platform, key: str, value: str
) -> None:
    answer = platform.post(
        "message/template/send", card_to(DEPUTY, data=CARD | {key: {"value": value}})
    )
    assert answer["errcode"] == 47003
    assert f"data.{key}.value" in answer["errmsg"]
    assert platform.phone(DEPUTY) == []


def test_a_template_that_is_not_registered_is_unknown(platform: Platform) -> None:
    answer = platform.post("message/template/send", card_to(DEPUTY, template_id="NONE"))
    assert answer["errcode"] == 40037
    answer = platform.post("message/template/send", card_to(DEPUTY, template_id="LONG"))
    assert answer["errcode"] == 40037


def test_the_same_client_msg_id_within_ten_minutes_sends_one_card(platform: Platform) -> None:
    body = card_to(DEPUTY, client_msg_id="grid-visit:7:2026-11b")
    first = platform.post("message/template/send", body)
    platform.clock.forward(timedelta(minutes=9))
    assert platform.post("message/template/send", body)["msgid"] == first["msgid"]
    assert len(platform.phone(DEPUTY)) == 1
    platform.clock.forward(timedelta(minutes=2))
    assert platform.post("message/template/send", body)["msgid"] != first["msgid"]
    assert len(platform.phone(DEPUTY)) == 2


def test_a_one_time_consent_is_worth_one_notice(platform: Platform) -> None:
    body = {
        "touser": VILLAGER,
        "template_id": "ONCE",
        "data": {"thing1": {"value": "代表接待日"}, "name2": {"value": "陈水生"}},
    }
    assert platform.post("message/subscribe/bizsend", body)["errcode"] == 43101
    platform.control("consent", openid=VILLAGER, template_id="ONCE")
    assert platform.post("message/subscribe/bizsend", body)["errcode"] == 0
    assert platform.post("message/subscribe/bizsend", body)["errcode"] == 43101


def test_a_long_term_consent_holds_until_withdrawn(platform: Platform) -> None:
    body = {"touser": DEPUTY, "template_id": "LONG", "data": {"thing1": {"value": "已转办"}}}
    platform.control("consent", openid=DEPUTY, template_id="LONG")
    codes = [platform.post("message/subscribe/bizsend", body)["errcode"] for _ in range(3)]
    assert codes == [0, 0, 0]
    platform.control("consent", openid=DEPUTY, template_id="LONG", on=False)
    assert platform.post("message/subscribe/bizsend", body)["errcode"] == 43101


def test_a_daily_quota_ends_at_midnight_in_the_county(tmp_path: Path) -> None:
    with running_platform(tmp_path, quotas={"user/get": 2}) as platform:
        token = platform.token()
        for _ in range(2):
            assert "total" in platform.get("user/get", access_token=token)
        assert platform.get("user/get", access_token=token)["errcode"] == 45009
        quota = platform.post("openapi/quota/get", {"cgi_path": "/cgi-bin/user/get"}, token)
        assert quota["quota"] == {"daily_limit": 2, "used": 2, "remain": 0}
        platform.clock.forward(timedelta(hours=15))
        assert "total" in platform.get("user/get")
        platform.get("user/get")
        assert platform.get("user/get")["errcode"] == 45009
        assert platform.post("clear_quota", {"appid": APP_ID})["errcode"] == 0
        assert "total" in platform.get("user/get")


def test_followers_are_listed_without_names(platform: Platform) -> None:
    listed = platform.get("user/get")
    assert sorted(listed["data"]["openid"]) == sorted([VILLAGER, DEPUTY])
    info = platform.get("user/info", openid=VILLAGER)
    assert info["subscribe"] == 1
    assert "nickname" not in info
    assert platform.get("user/info", openid=STRANGER)["subscribe"] == 0
    batch = {"user_list": [{"openid": VILLAGER}, {"openid": STRANGER}]}
    answer = platform.post("user/info/batchget", batch)["user_info_list"]
    assert [one["subscribe"] for one in answer] == [1, 0]


def test_a_menu_is_checked_kept_and_deleted(platform: Platform) -> None:
    assert platform.get("menu/get")["errcode"] == 46003
    button = {"type": "click", "name": "我要反映", "key": "REPORT"}
    page = {"type": "view", "name": "我的代表", "url": "http://127.0.0.1/deputies"}
    menu = {"button": [button, {"name": "我的", "sub_button": [page]}]}
    assert platform.post("menu/create", menu)["errcode"] == 0
    assert platform.get("menu/get")["menu"] == menu
    four = {"button": [button] * 4}
    assert platform.post("menu/create", four)["errcode"] == 40016
    long_name = {"button": [button | {"name": "一二三四五六"}]}
    assert platform.post("menu/create", long_name)["errcode"] == 40018
    assert platform.get("menu/delete")["errcode"] == 0
    assert platform.get("menu/get")["errcode"] == 46003


def test_methods_bodies_and_unknown_addresses_answer_with_errcodes(platform: Platform) -> None:
    token = platform.token()
    send = f"{platform.url}/cgi-bin/message/custom/send?access_token={token}"
    assert requests.get(send, timeout=10).json()["errcode"] == 43002
    assert requests.post(send, timeout=10).json()["errcode"] == 44002
    assert requests.post(send, data=b"{'a':1}", timeout=10).json()["errcode"] == 47001
    unknown = requests.get(f"{platform.url}/cgi-bin/no/such", timeout=10).json()
    assert unknown["errcode"] == 40066


def test_typing_needs_a_recent_message_and_is_not_repeated(platform: Platform) -> None:
    body = {"touser": VILLAGER, "command": "Typing"}
    assert platform.post("message/custom/typing", body)["errcode"] == 45080
    platform.say(VILLAGER, "在吗")
    assert platform.post("message/custom/typing", body)["errcode"] == 0
    assert platform.post("message/custom/typing", body)["errcode"] == 45081


def test_oauth_codes_work_once_and_for_five_minutes(platform: Platform) -> None:
    def exchange(code: str) -> dict[str, Any]:
        query = {"appid": APP_ID, "secret": SECRET, "code": code}
        query["grant_type"] = "authorization_code"
        url = f"{platform.url}/sns/oauth2/access_token"
        return requests.get(url, params=query, timeout=10).json()

    def fresh_code() -> str:
        query = {
            "appid": APP_ID,
            "redirect_uri": platform.webhook.url.replace("/wechat", "/case/312"),
            "response_type": "code",
            "scope": "snsapi_base",
            "state": "s1",
        }
        url = f"{platform.url}/_phone/{DEPUTY}/connect/oauth2/authorize"
        answer = requests.get(url, params=query, allow_redirects=False, timeout=10)
        return answer.headers["Location"].split("code=")[1].split("&")[0]

    code = fresh_code()
    assert exchange(code)["openid"] == DEPUTY
    assert exchange(code)["errcode"] == 40163
    assert exchange("made-up")["errcode"] == 40029
    late = fresh_code()
    platform.clock.forward(timedelta(minutes=6))
    assert exchange(late)["errcode"] == 40029


def test_media_are_kept_three_days(platform: Platform) -> None:
    token = platform.token()
    upload = f"{platform.url}/cgi-bin/media/upload?access_token={token}&type=image"
    files = {"media": ("灯.jpg", b"\xff\xd8jpeg", "image/jpeg")}
    media_id = requests.post(upload, files=files, timeout=10).json()["media_id"]
    get = f"{platform.url}/cgi-bin/media/get?media_id={media_id}&access_token="
    response = requests.get(get + token, timeout=10)
    assert response.content == b"\xff\xd8jpeg"
    assert response.headers["Content-Type"] == "image/jpeg"
    platform.control("fault", kind="media", times=1)
    assert requests.get(get + token, timeout=10).json()["errcode"] == 40007
    platform.clock.forward(timedelta(days=3, seconds=1))
    assert requests.get(get + platform.token(), timeout=10).json()["errcode"] == 40007
    text = {"media": ("list.txt", b"words", "text/plain")}
    refused = requests.post(upload.replace(token, platform.token()), files=text, timeout=10)
    assert refused.json()["errcode"] == 40004


def test_wecom_reports_strangers_with_errcode_0_and_drops_what_is_too_much(
    platform: Platform,
) -> None:
    config = platform.sandbox.config
    query = {"corpid": config.corp_id, "corpsecret": config.corp_secret}
    url = f"{platform.url}/cgi-bin/gettoken"
    token = requests.get(url, params=query, timeout=10).json()["access_token"]
    body = {
        "touser": f"{DEPUTY}|nobody",
        "agentid": config.agent_id,
        "msgtype": "text",
        "text": {"content": "有一件待办"},
    }
    answer = platform.post("message/send", body, token)
    assert (answer["errcode"], answer["invaliduser"]) == (0, "nobody")
    assert platform.post("message/send", body | {"touser": "nobody"}, token)["errcode"] == 81013
    codes = {platform.post("message/send", body, token)["errcode"] for _ in range(32)}
    assert codes == {0}
    assert len(platform.phone(DEPUTY)) == 30
    assert platform.post("message/send", body, platform.token())["errcode"] == 40014


def test_a_wecom_card_is_updated_once_within_three_days(platform: Platform) -> None:
    config = platform.sandbox.config
    query = {"corpid": config.corp_id, "corpsecret": config.corp_secret}
    url = f"{platform.url}/cgi-bin/gettoken"
    token = requests.get(url, params=query, timeout=10).json()["access_token"]
    card = {
        "card_type": "button_interaction",
        "main_title": {"title": "路灯"},
        "button_list": [{"text": "收到", "key": "k"}],
    }
    body = {"touser": DEPUTY, "agentid": config.agent_id, "msgtype": "template_card"}
    code = platform.post("message/send", body | {"template_card": card}, token)["response_code"]
    update = {
        "response_code": code,
        "agentid": config.agent_id,
        "button": {"replace_name": "已收到"},
    }
    assert platform.post("message/update_template_card", update, token)["errcode"] == 0
    assert platform.phone(DEPUTY)[0]["payload"]["replaced"] == "已收到"
    assert platform.post("message/update_template_card", update, token)["errcode"] == 40058
