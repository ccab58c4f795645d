"""A hall's screen: large counts, fetched anew every half minute; ended by an officer."""

from flask import render_template
from flask.typing import ResponseReturnValue

from bot.actions import hall
from bot.domain.calendars import LOCAL
from bot.texts import say
from handlers.parts import parts

_GONE = "这块屏的地址停用了，请到工作台重新开一个。"


def screen(secret: str) -> ResponseReturnValue:
    """The page; without scripts it loads itself anew every minute."""
    now = parts().clock.now()
    with parts().database.read() as session:
        row = hall.by_secret(session, secret)
        if row is None:
            return render_template("sorry.html", text=_GONE), 404
        shown = hall.shown(session, row, now)
        return render_template("public/hall.html", shown=shown, at=_say(shown))


def counts(secret: str) -> ResponseReturnValue:
    """The same as JSON: name → count, in the order of the page."""
    now = parts().clock.now()
    with parts().database.read() as session:
        row = hall.by_secret(session, secret)
        if row is None:
            return {"ended": True}, 404
        shown = hall.shown(session, row, now)
    numbers = [count for _, count in (*shown.figures, *shown.lights)]
    return {
        "at": _say(shown),
        "numbers": numbers,
        "months": [[name, *counts] for name, counts in shown.months],
        "topics": [list(one) for one in shown.topics],
    }


def _say(shown: hall.Shown) -> str:
    local = shown.at.astimezone(LOCAL)
    at = f"{local.month}月{local.day}日 {local:%H:%M}"
    return at if shown.complete else f"{at}（{say('console.counting_public')}）"
