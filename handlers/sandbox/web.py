"""The phone's built-in browser: the service's pages, seen by one person.

All phones stand in one browser window, so the browser's cookies would mix up who is signed in. Each
phone therefore has its own cookie jar, kept here, and its pages are fetched from the service under
`/_web/<openid>/…`: redirects and absolute links are led back into the same phone, the OAuth address
gets the phone's identity, and the browser calls itself WeChat (MicroMessenger). Only the service's
own origin is fetched; other addresses are named, not opened.
"""

from __future__ import annotations

import html
import re
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urljoin, urlsplit

import requests
from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from handlers.sandbox import people
from handlers.sandbox.addresses import inside_phone
from handlers.sandbox.core import Sandbox
from handlers.sandbox.oauth import error_page

USER_AGENT = (
    "Mozilla/5.0 (Linux; Android 14; zh-CN) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
    "Chrome/126.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.50.2701(0x28003257) "
    "WeChat/arm64 Weixin NetType/4G Language/zh_CN"
)
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_PASSED_UP = ("Accept", "Accept-Language", "Content-Type", "If-None-Match", "Range", "HX-Request")
_NOT_PASSED_DOWN = {
    "connection",
    "content-encoding",
    "content-length",
    "content-security-policy",
    "keep-alive",
    "set-cookie",
    "strict-transport-security",
    "transfer-encoding",
    "x-frame-options",
    "referrer-policy",
}
_ADDRESS = re.compile(r"""(\s(?:href|src|action|formaction)\s*=\s*)(["'])(.*?)\2""", re.I | re.S)
_TIMEOUT = 30


def blueprint(sandbox: Sandbox) -> Blueprint:
    """Opening an address on a phone, and the pages themselves."""
    pages = Blueprint("web", __name__)

    @pages.get("/_phone/<openid>/open")
    def open_page(openid: str) -> ResponseReturnValue:
        """Open `url` as the phone of `openid` does."""
        if people.find(sandbox, openid) is None:
            return error_page("没有这部手机", 404)
        url = request.args.get("url", "")
        inside = inside_phone(sandbox, openid, url)
        if inside is None:
            return render_template("phone_outside.html", url=url)
        return redirect(inside)

    @pages.route("/_web/<openid>/", defaults={"path": ""}, methods=_METHODS)
    @pages.route("/_web/<openid>/<path:path>", methods=_METHODS)
    def page(openid: str, path: str) -> ResponseReturnValue:
        if people.find(sandbox, openid) is None:
            return error_page("没有这部手机", 404)
        return _fetch(sandbox, openid, path)

    return pages


def lost_request() -> ResponseReturnValue | None:
    """Lead a script's request to an absolute path back into the phone that made it."""
    came_from = urlsplit(request.headers.get("Referer", "")).path
    found = re.match(r"/_web/[^/]+", came_from)
    if found is None or request.path.startswith("/_"):
        return None
    return redirect(found[0] + request.full_path.rstrip("?"), 307)


def _fetch(sandbox: Sandbox, openid: str, path: str) -> ResponseReturnValue:
    public = sandbox.config.public_url.rstrip("/")
    query = f"?{request.query_string.decode()}" if request.query_string else ""
    target = f"/{quote(path, safe='/:@!$&()*+,;=~-._')}{query}"
    headers = {name: request.headers[name] for name in _PASSED_UP if name in request.headers}
    headers |= {name: value for name, value in request.headers if name.lower().startswith("x-csrf")}
    headers |= {"Host": urlsplit(public).netloc, "User-Agent": USER_AGENT}
    if request.method != "GET":
        headers |= {"Origin": public, "Referer": public + target}
    cookies = _cookies(sandbox, openid)
    if cookies:
        headers["Cookie"] = cookies
    with requests.Session() as http:
        http.trust_env = False
        try:
            answer = http.request(
                request.method,
                sandbox.config.service_origin + target,
                headers=headers,
                data=request.get_data(),
                allow_redirects=False,
                timeout=_TIMEOUT,
            )
        except requests.RequestException:
            return error_page("网页无法打开，请检查服务是否已启动", 502)
    _keep_cookies(sandbox, openid, answer)
    return _as_response(sandbox, openid, public + target, answer)


def _as_response(
    sandbox: Sandbox, openid: str, address: str, answer: requests.Response
) -> Response:
    content = answer.content
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        encoding = answer.encoding or "utf-8"
        content = _rewritten(sandbox, openid, address, content.decode(encoding)).encode(encoding)
    response = Response(content, answer.status_code)
    del response.headers["Content-Type"]
    for name, value in answer.headers.items():
        lower = name.lower()
        if lower == "location":
            where = urljoin(address, value)
            inside = inside_phone(sandbox, openid, where)
            response.headers["Location"] = inside or (
                f"/_phone/{quote(openid)}/open?url={quote(where, safe='')}"
            )
        elif lower not in _NOT_PASSED_DOWN:
            response.headers[name] = value
    policy = answer.headers.get("Content-Security-Policy")
    if policy:
        kept = [
            part for part in policy.split(";") if not part.strip().startswith("frame-ancestors")
        ]
        response.headers["Content-Security-Policy"] = ";".join(kept)
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _rewritten(sandbox: Sandbox, openid: str, address: str, page: str) -> str:
    def one(found: re.Match[str]) -> str:
        written = html.unescape(found[3])
        if not written.startswith(("/", "http://", "https://")):
            return found[0]
        where = urljoin(address, written)
        inside = inside_phone(sandbox, openid, where)
        if inside is None and found[1].strip().lower().startswith("href"):
            inside = f"/_phone/{quote(openid)}/open?url={quote(where, safe='')}"
        if inside is None:
            return found[0]
        return f"{found[1]}{found[2]}{html.escape(inside)}{found[2]}"

    # A phone has no second window.
    page = re.sub(r"""\starget\s*=\s*(["'])_(blank|top|parent)\1""", "", page, flags=re.I)
    return _ADDRESS.sub(one, page)


def _cookies(sandbox: Sandbox, openid: str) -> str:
    rows = sandbox.state.all("SELECT name, value FROM cookies WHERE openid = ?", openid)
    return "; ".join(f"{row['name']}={row['value']}" for row in rows)


def _keep_cookies(sandbox: Sandbox, openid: str, answer: requests.Response) -> None:
    """Into the phone's own jar; attributes but deletion do not matter with one origin."""
    for line in answer.raw.headers.getlist("Set-Cookie"):
        jar: SimpleCookie = SimpleCookie()
        try:
            jar.load(line)
        except CookieError:
            continue
        for name, morsel in jar.items():
            gone = morsel["max-age"] == "0" or "1970" in morsel["expires"] or not morsel.value
            if gone:
                sandbox.state.run("DELETE FROM cookies WHERE openid = ? AND name = ?", openid, name)
            else:
                sandbox.state.run(
                    "INSERT OR REPLACE INTO cookies VALUES (?, ?, ?)",
                    openid,
                    name,
                    morsel.coded_value,
                )
