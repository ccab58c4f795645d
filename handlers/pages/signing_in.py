"""Who opened the page: asked of the platform, silently (snsapi_base), kept in the signed cookie.

The way back is kept in the cookie as well, under a random state: an address in the query would
let anybody lead our people elsewhere; and nobody can slip their own code in under a foreign state.
"""

import secrets
from datetime import datetime, timedelta

from flask import g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from bot.actions import people
from bot.channel.official_account import PlatformError
from handlers.parts import parts

#: Asked again after so long; a person unknown to us sooner, since they may have followed meanwhile.
KNOWN, UNKNOWN = timedelta(hours=12), timedelta(minutes=2)
#: Pages that are being opened at the same time.
_MOST_STATES = 5


def ask_who() -> ResponseReturnValue | None:
    """Before every page: goes on if we know who it is, else leads to the platform and back."""
    if request.endpoint == "pages.auth":
        return None
    contact_id = _remembered(parts().clock.now())
    if contact_id is not None:
        g.contact_id = contact_id
        return None
    if request.method not in ("GET", "HEAD"):
        return render_template("sorry.html", text="页面放久了，请返回刷新一下再试。"), 401
    return redirect(_to_platform(request.full_path.rstrip("?")))


def _remembered(now: datetime) -> int | None:
    who, since = session.get("contact"), session.get("contact_since")
    if not isinstance(who, int) or not isinstance(since, str):
        return None
    age = now - datetime.fromisoformat(since)
    return who if timedelta(0) <= age < (KNOWN if who else UNKNOWN) else None


def _to_platform(back: str) -> str:
    state = secrets.token_urlsafe(16)
    open_states = list(session.get("states", []))[-_MOST_STATES + 1 :]
    session["states"] = [*open_states, [state, back]]
    redirect_to = parts().settings.public_url + url_for("pages.auth")
    return parts().account.oauth_url(redirect_to, state)


def auth() -> ResponseReturnValue:
    """The platform sends the browser back with a code."""
    states = dict(session.get("states", []))
    back = states.pop(request.args.get("state", ""), None)
    code = request.args.get("code", "")
    if back is None or not code:
        return render_template("sorry.html", text="请从聊天里重新点开这个页面。"), 400
    session["states"] = list(states.items())
    try:
        openid = parts().account.oauth_user(code)
    except PlatformError:
        return render_template("sorry.html", text="微信现在没有回应，请稍后再点一次。"), 502
    with parts().database.read() as store:
        identity = people.identity_of(store, openid)
        session["contact"] = identity.contact_id if identity else 0
    session["contact_since"] = parts().clock.now().isoformat()
    return redirect(back)
