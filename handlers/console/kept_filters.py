"""A filter that was kept, called otherwise or taken away: the same on each list that has some."""

from flask import g, request
from flask.typing import ResponseReturnValue

from bot.actions.desk import kept
from bot.domain.workflow import Refused
from handlers.console.page import back_to, number_in, sentence
from handlers.parts import parts


def change(here: str) -> ResponseReturnValue:
    """``here``: the list that it is of."""
    wanted = number_in(request.form.get("filter"))
    renames = request.form.get("what") == "rename"
    try:
        if wanted is not None:
            with parts().database.write() as session:
                if renames:
                    name = request.form.get("name", "")
                    kept.rename(session, g.officer_id, wanted, name)
                else:
                    kept.drop(session, g.officer_id, wanted)
    except Refused as refused:
        return back_to(here, sentence(refused), good=False)
    return back_to(here, "名字改好了。" if renames else "删掉了。", good=True)
