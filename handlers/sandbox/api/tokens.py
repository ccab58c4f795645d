"""GET token, POST stable_token."""

from __future__ import annotations

import hmac
from typing import Any

from handlers.sandbox import faults
from handlers.sandbox.api import pools
from handlers.sandbox.api.gate import Call
from handlers.sandbox.core import Sandbox
from handlers.sandbox.errors import PlatformError


def issue(sandbox: Sandbox, call: Call) -> dict[str, Any]:
    """A new token each time; the one before lives five minutes more."""
    _check_credentials(sandbox, call.args, call.remote)
    token, seconds = pools.fresh(sandbox, "basic")
    return {"access_token": token, "expires_in": seconds}


def issue_stable(sandbox: Sandbox, call: Call) -> dict[str, Any]:
    """The same token until it nears its end, unless `force_refresh`."""
    _check_credentials(sandbox, call.body, call.remote)
    token, seconds = pools.stable(sandbox, force=call.body.get("force_refresh") is True)
    return {"access_token": token, "expires_in": seconds}


def _check_credentials(sandbox: Sandbox, given: dict[str, Any], remote: str) -> None:
    config = sandbox.config
    if given.get("grant_type") != "client_credential":
        raise PlatformError(40002)
    if not given.get("appid"):
        raise PlatformError(41002)
    if not given.get("secret"):
        raise PlatformError(41004)
    if given["appid"] != config.app_id:
        raise PlatformError(40013)
    if not hmac.compare_digest(str(given["secret"]).encode(), config.app_secret.encode()):
        raise PlatformError(40125)
    strange = bool(config.allowed_ips) and remote not in config.allowed_ips
    if strange or faults.strikes(sandbox, "ip", "token"):
        raise PlatformError(40164, f"{remote} ipv6 ::ffff:{remote}")
