"""The platform's API, one row per endpoint; `gate` applies what all have in common."""

from __future__ import annotations

from flask import Blueprint

from handlers.sandbox.api import (
    accounts,
    cards,
    gate,
    media,
    menus,
    messages,
    tokens,
    work,
)
from handlers.sandbox.api.gate import Endpoint
from handlers.sandbox.core import Sandbox

GET, POST = "GET", "POST"
ACCOUNT, WORK = "account", "work"

ENDPOINTS = (
    Endpoint(GET, "/cgi-bin/token", "token", None, tokens.issue),
    Endpoint(POST, "/cgi-bin/stable_token", "stable_token", None, tokens.issue_stable),
    Endpoint(POST, "/cgi-bin/message/custom/send", "message/custom/send", ACCOUNT, messages.send),
    Endpoint(
        POST, "/cgi-bin/message/custom/typing", "message/custom/typing", ACCOUNT, messages.typing
    ),
    Endpoint(
        POST, "/cgi-bin/message/template/send", "message/template/send", ACCOUNT, cards.template
    ),
    Endpoint(
        POST,
        "/cgi-bin/message/subscribe/bizsend",
        "message/subscribe/bizsend",
        ACCOUNT,
        cards.subscription,
    ),
    Endpoint(
        GET,
        "/cgi-bin/template/get_all_private_template",
        "template/get_all_private_template",
        ACCOUNT,
        cards.list_templates,
    ),
    Endpoint(
        GET,
        "/wxaapi/newtmpl/gettemplate",
        "wxaapi/newtmpl/gettemplate",
        ACCOUNT,
        cards.list_subscriptions,
    ),
    Endpoint(GET, "/cgi-bin/user/info", "user/info", ACCOUNT, accounts.info),
    Endpoint(GET, "/cgi-bin/user/get", "user/get", ACCOUNT, accounts.followers),
    Endpoint(POST, "/cgi-bin/user/info/batchget", "user/info/batchget", ACCOUNT, accounts.batch),
    Endpoint(POST, "/cgi-bin/menu/create", "menu/create", ACCOUNT, menus.create),
    Endpoint(GET, "/cgi-bin/menu/get", "menu/get", ACCOUNT, menus.get),
    Endpoint(GET, "/cgi-bin/menu/delete", "menu/delete", ACCOUNT, menus.delete),
    Endpoint(POST, "/cgi-bin/qrcode/create", "qrcode/create", ACCOUNT, accounts.create_code),
    Endpoint(POST, "/cgi-bin/media/upload", "media/upload", ACCOUNT, media.upload),
    Endpoint(GET, "/cgi-bin/media/get", "media/get", ACCOUNT, media.get),
    Endpoint(POST, "/cgi-bin/clear_quota", "clear_quota", ACCOUNT, accounts.clear_quota),
    Endpoint(POST, "/cgi-bin/openapi/quota/get", "openapi/quota/get", ACCOUNT, accounts.quota),
    Endpoint(GET, "/cgi-bin/getcallbackip", "getcallbackip", ACCOUNT, accounts.addresses),
    Endpoint(GET, "/cgi-bin/get_api_domain_ip", "get_api_domain_ip", ACCOUNT, accounts.addresses),
    Endpoint(GET, "/sns/oauth2/access_token", "sns/oauth2/access_token", None, accounts.exchange),
    # WeCom 企业微信
    Endpoint(GET, "/cgi-bin/gettoken", "gettoken", None, work.issue),
    Endpoint(POST, "/cgi-bin/message/send", "message/send", WORK, work.send),
    Endpoint(
        POST,
        "/cgi-bin/message/update_template_card",
        "message/update_template_card",
        WORK,
        work.update_card,
    ),
)

BY_NAME = {endpoint.name: endpoint for endpoint in ENDPOINTS}


def blueprint(sandbox: Sandbox) -> Blueprint:
    """All endpoints as one blueprint; an unknown path under /cgi-bin/ answers 40066."""
    api = Blueprint("platform", __name__)
    for endpoint in ENDPOINTS:
        gate.register(api, sandbox, endpoint)
    gate.register_unknown(api, sandbox)
    return api
