"""Officers sign in with accounts of their own; a session lasts a working day at most, two hours
without a click, and ends with the next change of password."""

from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from flask import flash, g, redirect, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bot.actions import officers, outgoing, sign_ins
from bot.actions.people import roles_of
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.store.models import Officer
from bot.texts import say
from handlers.console import typed_outside
from handlers.console.doors import COUNTY, kinds_of, opens
from handlers.console.page import nothing_here, show
from handlers.pages.history import say_moment
from handlers.parts import parts

LASTS = timedelta(hours=12)
#: Without a click it ends sooner: others come by in an office. What was typed by then is kept.
IDLE = timedelta(hours=2)
#: The last click stands in the cookie, not to the minute.
_NOTED_EVERY = timedelta(minutes=5)
#: Pages that one sees without an account.
OPEN = frozenset({"console.login", "console.try_login"})
#: With a password that somebody else chose one chooses an own one, and nothing else.
WITH_LENT_PASSWORD = frozenset({"console.password", "console.change_password", "console.logout"})


def ask_officer() -> ResponseReturnValue | None:
    """Before every page of the console but the login: who are you."""
    if request.endpoint in OPEN:
        return None
    now = parts().clock.now()
    with parts().database.read() as store:
        officer = _signed_in(store.get(Officer, session.get("officer") or 0), now)
        if officer is not None:
            _note_click(now)
            g.officer_id, g.contact_id, g.name = officer.id, officer.contact_id, officer.name
            g.must_change = officer.must_change
            roles = roles_of(store, officer.contact, now)
            g.kinds = kinds_of(roles.officer_roles)
            g.county = COUNTY in g.kinds
            g.stopped = _stopped(store, now)
            if officer.must_change and request.endpoint not in WITH_LENT_PASSWORD:
                return redirect("/console/password", 303)
            return None if _open_to_all() or opens(_endpoint(), g.kinds) else nothing_here()
    kept, known = typed_outside.seal(), session.pop("officer", None) is not None
    return _over(kept) if kept else _ask_first(known)


def _ask_first(known: bool) -> ResponseReturnValue:
    """Who one is, then the page that was asked for. ``known``: was signed in until now."""
    asked = {"to": _own_page(request.full_path.rstrip("?"))} if request.method == "GET" else {}
    if known:
        asked["over"] = "1"
    query = urlencode({name: text for name, text in asked.items() if text})
    return redirect(f"/console/login?{query}" if query else "/console/login")


def _own_page(address: str) -> str:
    """``address``, if it is a page of the console other than the first one; else nothing."""
    there = urlsplit(address)
    own = there.path.startswith("/console/") and not there.scheme and not there.netloc
    return address if own and there.path not in ("/console/", "/console/login") else ""


def _note_click(now: datetime) -> None:
    seen = session.get("officer_seen")
    if not isinstance(seen, str) or now - datetime.fromisoformat(seen) >= _NOTED_EVERY:
        session["officer_seen"] = now.isoformat()


def _stopped(store: Session, now: datetime) -> str:
    """「09:12起由林芳」, while nothing goes out; empty: it does."""
    stopped = outgoing.stopped(store)
    if stopped is None:
        return ""
    since, who = stopped
    return f"{say_moment(since, now)}起{f'由{who}' if who else ''}"


def is_over() -> ResponseReturnValue | None:
    """A form without a token of this session: if nobody is signed in any more, its page asks who
    one is and keeps what was typed."""
    now = parts().clock.now()
    with parts().database.read() as store:
        if _signed_in(store.get(Officer, session.get("officer") or 0), now) is not None:
            return None
    kept = typed_outside.seal()
    return _over(kept) if kept else None


def _over(kept: str) -> ResponseReturnValue:
    return show("sign_in.html", "", login="", kept=kept, text=say("page.session_over")), 401


def _endpoint() -> str:
    return request.endpoint or ""


def _open_to_all() -> bool:
    """Signing out and an own password are for everybody with an account, whatever their roles."""
    return _endpoint() in WITH_LENT_PASSWORD or _endpoint() == "console.today"


def _signed_in(officer: Officer | None, now: datetime) -> Officer | None:
    since = session.get("officer_since")
    if officer is None or not isinstance(since, str):
        return None
    age = now - datetime.fromisoformat(since)
    still = now - datetime.fromisoformat(str(session.get("officer_seen") or since))
    over = officer.until is not None and officer.until < local_day(now)
    same = session.get("epoch") == officer.session_epoch
    fresh = timedelta(0) <= age < LASTS and still < IDLE
    return officer if same and not over and fresh else None


def login() -> ResponseReturnValue:
    text = say("page.session_over_before_reading") if "over" in request.args else ""
    return show("sign_in.html", "", login="", to=_own_page(request.args.get("to", "")), text=text)


def try_login() -> ResponseReturnValue:
    now, kept = parts().clock.now(), request.form.get("kept", "")
    to = _own_page(request.form.get("to", "")[:2000])
    name = request.form.get("login", "")[:64]
    with parts().database.write() as store:
        tried = sign_ins.sign_in(
            store,
            name,
            request.form.get("password", "")[:256],
            request.remote_addr or "",
            now=now,
        )
        if tried.officer is not None:
            # Whatever the cookie held before belongs to somebody unknown.
            session.clear()
            session["officer"] = tried.officer.id
            session["epoch"] = tried.officer.session_epoch
            session["officer_since"] = now.isoformat()
    if tried.officer is not None:
        back = typed_outside.back_with(kept, session["officer"]) if kept else None
        return back or redirect(to or "/console/", 303)
    if tried.wait is not None:
        text = _say_wait(tried.wait)
        return show("sign_in.html", "", login=name, kept=kept, to=to, text=text), 429
    text = "登录名或密码不对，看看是不是大小写或空格的问题。"
    return show("sign_in.html", "", login=name, kept=kept, to=to, text=text), 401


def _say_wait(wait: timedelta) -> str:
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    return f"试得有点多了，{minutes}分钟后再试，或者请人重设密码。"


def logout() -> ResponseReturnValue:
    session.clear()
    return redirect("/console/login", 303)


def password() -> ResponseReturnValue:
    return show("own_password.html", "", least=officers.SHORTEST)


def change_password() -> ResponseReturnValue:
    """A new password ends every other session; this one goes on."""
    now = parts().clock.now()
    old, new = request.form.get("old", "")[:256], request.form.get("new", "")[:256]
    if new != request.form.get("again", ""):
        return _again("两次写的新密码不一样。", "again")
    if new == old:
        # A lent one that stays is known to whoever lent it.
        return _again("新密码和现在的一样，换一个只有您知道的。", "new")
    if len(new) < officers.SHORTEST:
        return _again(f"新密码至少{officers.SHORTEST}个字符。", "new")
    with parts().database.write() as store:
        officer = store.get_one(Officer, g.officer_id)
        tried = sign_ins.sign_in(
            store, officer.login or "", old, request.remote_addr or "", now=now
        )
        if tried.officer is not None:
            try:
                officers.set_password(store, officer, new, now=now, by=officer.contact_id)
            except Refused:
                return _again("这个密码不能用，换一个。", "new")
            session["epoch"] = officer.session_epoch
    if tried.wait is not None:
        # Nobody has looked at the password: it may be right.
        return _again(_say_wait(tried.wait), "old")
    if tried.officer is None:
        return _again("原来的密码不对。", "old")
    flash("密码改好了，别处登录的都已退出。", "good")
    return redirect("/console/", 303)


def _again(text: str, field: str) -> ResponseReturnValue:
    g.wrong_field = field
    return show("own_password.html", "", least=officers.SHORTEST, text=text), 400
