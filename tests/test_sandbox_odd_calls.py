"""Odd requests to the stand-in get an errcode, never a crash."""

from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.sandbox import create_sandbox
from handlers.sandbox.api import ENDPOINTS
from tests.sandbox_parts import (
    APP_ID,
    CARD,
    DEPUTY,
    SECRET,
    VILLAGER,
    StillClock,
    make_config,
    write_files,
)

KEYS = [
    "touser", "msgtype", "text", "content", "template_id", "data", "thing1", "value", "url", "page",
    "client_msg_id", "button", "name", "type", "key", "sub_button", "action_name", "action_info",
    "scene", "scene_str", "scene_id", "expire_seconds", "user_list", "openid", "cgi_path", "appid",
    "secret", "grant_type", "force_refresh", "command", "agentid", "template_card", "response_code",
    "articles", "news", "msgmenu", "list", "image", "media_id", "enable_duplicate_check",
    "duplicate_check_interval", "userids",
]  # fmt: skip
WORDS = [
    DEPUTY, VILLAGER, "TASK", "LONG", "text", "news", "msgmenu", "image", "click", "view", "Typing",
    "QR_STR_SCENE", "QR_SCENE", "QR_LIMIT_SCENE", APP_ID, SECRET, "client_credential",
    "template_card", "http://127.0.0.1/", "", "路灯",
]  # fmt: skip
leaves = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(WORDS) | st.text()
)
values = st.recursive(
    leaves | st.just(1000002),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    ),
    max_leaves=14,
)
VALID: dict[str, list[dict[str, Any]]] = {
    "stable_token": [{"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET}],
    "message/custom/send": [
        {"touser": VILLAGER, "msgtype": "text", "text": {"content": "您好"}},
        {"touser": VILLAGER, "msgtype": "image", "image": {"media_id": "x"}},
        {"touser": VILLAGER, "msgtype": "news", "news": {"articles": [{"url": "http://a/"}]}},
        {"touser": VILLAGER, "msgtype": "msgmenu", "msgmenu": {"list": [{"id": "1"}]}},
    ],
    "message/custom/typing": [{"touser": VILLAGER, "command": "Typing"}],
    "message/template/send": [
        {"touser": DEPUTY, "template_id": "TASK", "data": CARD, "client_msg_id": "k", "url": ""}
    ],
    "message/subscribe/bizsend": [
        {"touser": DEPUTY, "template_id": "LONG", "data": {"thing1": {"value": "一"}}, "page": ""}
    ],
    "user/info/batchget": [{"user_list": [{"openid": VILLAGER}]}],
    "menu/create": [
        {"button": [{"name": "一", "sub_button": [{"type": "click", "name": "二", "key": "k"}]}]},
        {"button": [{"type": "view", "name": "一", "url": "http://a/"}]},
    ],
    "qrcode/create": [
        {
            "action_name": "QR_STR_SCENE",
            "expire_seconds": 60,
            "action_info": {"scene": {"scene_str": "s"}},
        },
        {"action_name": "QR_LIMIT_SCENE", "action_info": {"scene": {"scene_id": 7}}},
    ],
    "openapi/quota/get": [{"cgi_path": "/cgi-bin/user/get"}],
    "clear_quota": [{"appid": APP_ID}],
    "message/send": [
        {
            "touser": DEPUTY,
            "agentid": 1000002,
            "msgtype": "template_card",
            "template_card": {"card_type": "vote_interaction"},
            "enable_duplicate_check": 1,
            "duplicate_check_interval": 60,
        }
    ],
    "message/update_template_card": [{"response_code": "x", "button": {"replace_name": "y"}}],
    "media/upload": [{}],
}


def _paths(body: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a body that can be changed."""
    inner = body.items() if isinstance(body, dict) else enumerate(body)
    found = []
    for key, value in inner:
        found.append((*at, key))
        if isinstance(value, dict | list):
            found += _paths(value, (*at, key))
    return found


@st.composite
def nearly_valid(draw: st.DrawFn) -> tuple[Any, dict[str, Any]]:
    """An endpoint and a valid body of it with up to two places spoilt."""
    endpoint = draw(st.sampled_from([one for one in ENDPOINTS if one.method == "POST"]))
    body = copy.deepcopy(draw(st.sampled_from(VALID[endpoint.name])))
    for _ in range(draw(st.integers(0, 2))):
        paths = _paths(body)
        if paths:
            *way, last = draw(st.sampled_from(paths))
            place = body
            for key in way:
                place = place[key]
            place[last] = draw(values)
    return endpoint, body


@pytest.fixture(scope="module")
def client() -> Any:
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder))
        config = make_config(Path(folder), "http://127.0.0.1:9/wechat", job_finish_delay=3600.0)
        app = create_sandbox(config, StillClock())
        yield app.test_client()
        app.extensions["sandbox"].close()


@pytest.fixture(scope="module")
def tokens(client: Any) -> dict[str | None, str]:
    config = client.application.extensions["sandbox"].config
    body = {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET}
    query = {"corpid": config.corp_id, "corpsecret": config.corp_secret}
    return {
        "account": client.post("/cgi-bin/stable_token", json=body).json["access_token"],
        "work": client.get("/cgi-bin/gettoken", query_string=query).json["access_token"],
        None: "",
    }


@settings(max_examples=1000, deadline=None)
@given(call=nearly_valid())
def test_no_spoilt_body_makes_an_endpoint_crash(
    client: Any, tokens: dict[str | None, str], call: tuple[Any, dict[str, Any]]
) -> None:
    endpoint, body = call
    url = f"{endpoint.path}?access_token={tokens[endpoint.pool]}"
    answer = client.post(url, data=json.dumps(body))
    assert answer.status_code == 200, body
    assert isinstance(json.loads(answer.data), dict)


ACTS = [
    "send", "raw", "subscribe", "scan", "click", "view", "location", "consent", "block", "fault",
]  # fmt: skip
ACT_KEYS = [
    "openid", "kind", "content", "fields", "scene", "code", "key", "url", "latitude", "longitude",
    "template_id", "on", "times", "media_id",
]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    act=st.sampled_from(ACTS),
    body=st.dictionaries(
        st.sampled_from(ACT_KEYS),
        values,
        max_size=5,
    ),
)
def test_no_json_body_makes_the_control_api_crash(
    client: Any, act: str, body: dict[str, Any]
) -> None:
    answer = client.post(f"/_control/{act}", json=body)
    assert answer.status_code in (200, 400, 409)


@pytest.mark.parametrize("raw", ['{"touser": "\\ud800"}', "[" * 100_000, "[]", '"text"', "\\xff"])
def test_a_body_that_is_no_message_at_all_is_a_format_error(
    client: Any, tokens: dict[str | None, str], raw: str
) -> None:
    url = f"/cgi-bin/message/custom/send?access_token={tokens['account']}"
    assert client.post(url, data=raw).json["errcode"] == 47001
