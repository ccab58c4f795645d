"""What the stand-in remembers: over restarts, and when the personas file changes."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from handlers.sandbox import create_sandbox
from tests.sandbox_parts import (
    APP_ID,
    DEPUTY,
    PERSONAS,
    SECRET,
    VILLAGER,
    StillClock,
    make_config,
    running_webhook,
    write_files,
)


def post(app: Flask, path: str, body: Any) -> Any:
    return app.test_client().post(path, json=body).json


def get(app: Flask, path: str) -> Any:
    return app.test_client().get(path).json


def token(app: Flask) -> str:
    body = {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET}
    return str(post(app, "/cgi-bin/stable_token", body)["access_token"])


def test_a_restart_keeps_tokens_windows_followers_consents_menu_and_faults(tmp_path: Path) -> None:
    write_files(tmp_path)
    clock = StillClock()
    with running_webhook(lambda received: "success") as webhook:
        config = make_config(tmp_path, webhook.url)
        first = create_sandbox(config, clock)
        given = token(first)
        post(first, "/_control/send", {"openid": VILLAGER, "content": "您好", "wait": True})
        post(first, "/_control/consent", {"openid": VILLAGER, "template_id": "ONCE"})
        post(first, "/_control/unsubscribe", {"openid": DEPUTY, "wait": True})
        post(first, "/_control/fault", {"kind": "quota", "target": "user/get"})
        menu = {"button": [{"type": "click", "name": "一", "key": "k"}]}
        post(first, f"/cgi-bin/menu/create?access_token={given}", menu)
        send = f"/cgi-bin/message/custom/send?access_token={given}"
        text = {"touser": VILLAGER, "msgtype": "text", "text": {"content": "好"}}
        assert [post(first, send, text)["errcode"] for _ in range(3)] == [0, 0, 0]
        webhook.wait_for(3)
        first.extensions["sandbox"].close()

        second = create_sandbox(config, clock)
        assert token(second) == given
        assert [post(second, send, text)["errcode"] for _ in range(3)] == [0, 0, 45047]
        assert get(second, f"/cgi-bin/user/info?access_token={given}&openid={DEPUTY}") == {
            "subscribe": 0,
            "openid": DEPUTY,
            "tagid_list": [],
        }
        assert get(second, f"/cgi-bin/menu/get?access_token={given}")["menu"] == menu
        assert get(second, f"/cgi-bin/user/get?access_token={given}")["errcode"] == 45009
        templates = get(second, f"/_control/consents?openid={VILLAGER}")["templates"]
        assert {one["template_id"]: one["left"] for one in templates} == {"LONG": 0, "ONCE": 1}
        second.extensions["sandbox"].close()


def test_a_changed_personas_file_adds_renames_and_removes_phones(tmp_path: Path) -> None:
    write_files(tmp_path)
    app = create_sandbox(make_config(tmp_path, "http://127.0.0.1:9/wechat"), StillClock())

    def names() -> list[str]:
        return [one["name"] for one in get(app, "/_phones/state")["people"]]

    assert names() == ["王桂兰", "陈水生", "小李"]
    changed = [PERSONAS[0] | {"name": "王大妈"}, {"openid": "oNew", "name": "站长", "role": "站长"}]
    path = tmp_path / "personas.json"
    path.write_text(json.dumps(changed, ensure_ascii=False), encoding="utf-8")
    assert names() == ["王大妈", "站长"]
    path.write_text("[{half", encoding="utf-8")
    assert names() == ["王大妈", "站长"]
    app.extensions["sandbox"].close()


def test_time_is_moved_by_the_demo_clock_and_never_back(tmp_path: Path) -> None:
    write_files(tmp_path)
    clock = StillClock()
    app = create_sandbox(make_config(tmp_path, "http://127.0.0.1:9/wechat"), clock)
    for step, expected in (
        ({"minutes": 10}, "2026-11-20T09:10"),
        ({"until": "tomorrow"}, "2026-11-21T09:00"),
        ({"until": "next_month"}, "2026-12-01T09:00"),
        ({"until": "2027-01-31T10:00:00+08:00"}, "2027-01-31T10:00"),
        ({"until": "next_month"}, "2027-02-01T09:00"),
    ):
        post(app, "/_control/forward", step)
        local = clock.now() + timedelta(hours=8)
        assert local.strftime("%Y-%m-%dT%H:%M") == expected
    back = app.test_client().post("/_control/forward", json={"hours": -1})
    assert back.status_code == 409
    app.extensions["sandbox"].close()


def test_a_clock_that_cannot_be_moved_is_left_alone(tmp_path: Path) -> None:
    class Fixed:
        def now(self) -> Any:
            return StillClock().now()

    write_files(tmp_path)
    app = create_sandbox(make_config(tmp_path, "http://127.0.0.1:9/wechat"), Fixed())
    assert app.test_client().post("/_control/forward", json={"hours": 1}).status_code == 409
    assert get(app, "/_phones/state")["moved"] is None
    app.extensions["sandbox"].close()


class WholeSeconds(StillClock):
    """Moves by whole seconds, as the demo's clock does."""

    def forward(self, by: timedelta) -> None:
        super().forward(timedelta(seconds=int(by.total_seconds())))


def test_nine_tomorrow_is_not_a_second_to_nine(tmp_path: Path) -> None:
    write_files(tmp_path)
    clock = WholeSeconds()
    clock.moved = timedelta(milliseconds=400)
    app = create_sandbox(make_config(tmp_path, "http://127.0.0.1:9/wechat"), clock)
    post(app, "/_control/forward", {"until": "tomorrow"})
    assert (clock.now() + timedelta(hours=8)).strftime("%H:%M") == "09:00"
    app.extensions["sandbox"].close()
