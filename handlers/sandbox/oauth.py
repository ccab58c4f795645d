"""Web authorisation (网页授权): who opened the page.

`/connect/oauth2/authorize` knows nobody: a plain browser is asked to open the link in WeChat. A
phone reaches the same address under `/_phone/<openid>/`: that is how the stand-in knows who asks.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from handlers.sandbox import people
from handlers.sandbox.addresses import inside_phone
from handlers.sandbox.core import Sandbox, new_id

_SCOPES = ("snsapi_base", "snsapi_userinfo")


def blueprint(sandbox: Sandbox) -> Blueprint:
    """The authorisation addresses."""
    pages = Blueprint("oauth", __name__)

    @pages.get("/connect/oauth2/authorize")
    def authorize_nobody() -> ResponseReturnValue:
        return error_page("请在微信客户端打开链接", 200)

    @pages.get("/_phone/<openid>/connect/oauth2/authorize")
    def authorize(openid: str) -> ResponseReturnValue:
        return _authorize(sandbox, openid)

    return pages


def error_page(text: str, status: int = 200) -> ResponseReturnValue:
    """A page as WeChat shows it when something is wrong with a link."""
    return render_template("phone_error.html", text=text), status


def _authorize(sandbox: Sandbox, openid: str) -> ResponseReturnValue:
    if people.find(sandbox, openid) is None:
        return error_page("请在微信客户端打开链接")
    if request.args.get("appid") != sandbox.config.app_id:
        return error_page("appid 参数错误（10013）")
    if request.args.get("response_type") != "code":
        return error_page("response_type 参数错误")
    scope = request.args.get("scope", "")
    if scope not in _SCOPES:
        return error_page("Scope 参数错误或没有 Scope 权限（10005）")
    target = request.args.get("redirect_uri", "")
    parts = urlsplit(target)
    if parts.netloc != urlsplit(sandbox.config.public_url).netloc:
        return error_page("redirect_uri域名与后台配置不一致（10003）")
    if scope == "snsapi_userinfo" and "agreed" not in request.args:
        return render_template("phone_consent.html", account=sandbox.config.account_name)
    code = new_id(32)
    sandbox.state.run(
        "INSERT INTO codes (code, openid, scope, at) VALUES (?, ?, ?, ?)",
        code,
        openid,
        scope,
        sandbox.seconds(),
    )
    query = [*parse_qsl(parts.query, keep_blank_values=True), ("code", code)]
    query.append(("state", request.args.get("state", "")))
    back = urlunsplit(parts._replace(query=urlencode(query)))
    return redirect(inside_phone(sandbox, openid, back) or back)
