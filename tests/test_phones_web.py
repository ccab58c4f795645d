"""The phones' built-in browser: who opened a page, and that phones do not mix."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from werkzeug.wrappers import Request, Response

from handlers.sandbox import create_sandbox
from tests.sandbox_parts import (
    APP_ID,
    DEPUTY,
    SECRET,
    VILLAGER,
    Platform,
    StillClock,
    make_config,
    query_of,
    running_platform,
    write_files,
)


class Pages:
    """A service's pages: signed in by OAuth, a session cookie, a form, absolute links."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.agents: list[str] = []

    def __call__(self, request: Request) -> Response:
        self.agents.append(request.headers.get("User-Agent", ""))
        origin = self.platform.webhook.url.removesuffix("/wechat")
        if request.path == "/style.css":
            return Response("body{}", mimetype="text/css")
        if "code" in request.args:
            return self._signed_in(request)
        if "who" not in request.cookies:
            query = (
                f"appid={APP_ID}&redirect_uri={origin}{request.path}&response_type=code"
                "&scope=snsapi_base&state=s"
            )
            return _to(f"{self.platform.url}/connect/oauth2/authorize?{query}#wechat_redirect")
        who, said = request.cookies["who"], request.form.get("said", "")
        page = (
            f"<title>case</title><p>{who} {html.escape(said)}</p><a href='/next'>next</a>"
            f'<a href="{origin}/abs?a=1&amp;b=2" target="_blank">abs</a>'
            '<a href="https://www.12345.gov.cn/x">out</a><form method="post" action="/case"></form>'
        )
        response = Response(page, mimetype="text/html")
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Content-Security-Policy"] = "default-src 'self'; frame-ancestors 'none'"
        return response

    def _signed_in(self, request: Request) -> Response:
        query = {
            "appid": APP_ID,
            "secret": SECRET,
            "code": request.args["code"],
            "grant_type": "authorization_code",
        }
        url = f"{self.platform.url}/sns/oauth2/access_token"
        openid = requests.get(url, params=query, timeout=5).json()["openid"]
        response = _to(request.path)
        response.set_cookie("who", openid, httponly=True)
        return response


def _to(address: str) -> Response:
    return Response(status=302, headers={"Location": address})


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    with running_platform(tmp_path) as running:
        running.webhook.pages = Pages(running)
        yield running


def opened(platform: Platform, openid: str, path: str = "/case") -> requests.Response:
    url = platform.webhook.url.replace("/wechat", path)
    return requests.get(f"{platform.url}/_phone/{openid}/open", params={"url": url}, timeout=10)


def test_a_page_learns_by_oauth_whose_phone_opened_it(platform: Platform) -> None:
    page = opened(platform, DEPUTY)
    assert f"<p>{DEPUTY} </p>" in page.text
    assert "MicroMessenger" in platform.webhook.pages.agents[0]
    assert page.url.startswith(f"{platform.url}/_web/{DEPUTY}/case")


def test_two_phones_have_two_sessions_though_they_stand_in_one_browser(platform: Platform) -> None:
    assert f"<p>{DEPUTY} " in opened(platform, DEPUTY).text
    assert f"<p>{VILLAGER} " in opened(platform, VILLAGER).text
    assert f"<p>{DEPUTY} " in opened(platform, DEPUTY).text


def test_links_and_forms_stay_inside_the_phone(platform: Platform) -> None:
    page = opened(platform, DEPUTY)
    assert f"href='/_web/{DEPUTY}/next'" in page.text
    assert f'href="/_web/{DEPUTY}/abs?a=1&amp;b=2">abs' in page.text
    assert f'action="/_web/{DEPUTY}/case"' in page.text
    posted = requests.post(
        f"{platform.url}/_web/{DEPUTY}/case", data={"said": "<去看看>"}, timeout=5
    )
    assert "&lt;去看看&gt;" in posted.text


def test_what_forbids_frames_does_not_reach_the_phone(platform: Platform) -> None:
    page = opened(platform, DEPUTY)
    assert "X-Frame-Options" not in page.headers
    assert page.headers["Content-Security-Policy"] == "default-src 'self'"
    assert "Set-Cookie" not in page.headers


def test_a_script_asking_for_an_absolute_path_is_led_back_into_its_phone(
    platform: Platform,
) -> None:
    page = opened(platform, DEPUTY)
    asked = requests.get(
        f"{platform.url}/style.css",
        headers={"Referer": page.url},
        allow_redirects=False,
        timeout=5,
    )
    assert asked.status_code == 307
    assert asked.headers["Location"] == f"/_web/{DEPUTY}/style.css"
    assert requests.get(f"{platform.url}/style.css", timeout=5).status_code == 404


def test_an_address_outside_is_named_and_not_fetched(platform: Platform) -> None:
    page = opened(platform, DEPUTY)
    assert f'href="/_phone/{DEPUTY}/open?url=https%3A%2F%2Fwww.12345.gov.cn%2Fx"' in page.text
    url = "https://www.12345.gov.cn/<script>"
    outside = requests.get(f"{platform.url}/_phone/{DEPUTY}/open", params={"url": url}, timeout=5)
    assert "这是外部网页" in outside.text
    assert "&lt;script&gt;" in outside.text
    elsewhere = requests.get(
        f"{platform.url}/_phone/{DEPUTY}/open", params={"url": "http://127.0.0.1:22/"}, timeout=5
    )
    assert "这是外部网页" in elsewhere.text


def test_a_link_opened_without_a_phone_asks_for_wechat(platform: Platform) -> None:
    direct = requests.get(platform.webhook.url.replace("/wechat", "/case"), timeout=5)
    assert "请在微信客户端打开链接" in direct.text


def test_only_the_services_own_domain_gets_a_code(platform: Platform) -> None:
    url = f"{platform.url}/_phone/{DEPUTY}/connect/oauth2/authorize"
    query = {
        "appid": APP_ID,
        "redirect_uri": "http://evil.example/x",
        "response_type": "code",
        "scope": "snsapi_base",
    }
    refused = requests.get(url, params=query, allow_redirects=False, timeout=5)
    assert "10003" in refused.text
    own = platform.webhook.url.replace("/wechat", "/case?n=1")
    passed = requests.get(
        url, params=query | {"redirect_uri": own, "state": "a b"}, allow_redirects=False, timeout=5
    )
    given = query_of(passed.headers["Location"])
    assert (given["n"], given["state"]) == ("1", "a b")
    assert len(given["code"]) == 32


def test_a_stopped_service_shows_a_page_that_says_so(tmp_path: Path) -> None:
    write_files(tmp_path)
    app = create_sandbox(make_config(tmp_path, "http://127.0.0.1:9/wechat"), StillClock())
    page = app.test_client().get(f"/_web/{DEPUTY}/case")
    app.extensions["sandbox"].close()
    assert page.status_code == 502
    assert "网页无法打开" in page.text


def test_uploaded_files_are_never_pages(platform: Platform) -> None:
    files = {"file": ("x.html", b"<script>alert(1)</script>", "text/html")}
    url = f"{platform.url}/_control/upload"
    refused = requests.post(url, data={"kind": "image"}, files=files, timeout=5)
    assert refused.status_code == 409
    files = {"file": ("x.png", b"<script>alert(1)</script>", "text/html")}
    media = requests.post(url, data={"kind": "image"}, files=files, timeout=5).json()["media_id"]
    shown = requests.get(f"{platform.url}/_media/{media}", timeout=5)
    assert shown.headers["Content-Type"] == "image/png"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
