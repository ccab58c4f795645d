"""What the desk does with a case whose deputy left: names who goes on."""

from sqlalchemy import select

from bot.actions import following
from bot.actions.casework import label
from bot.domain.workflow import Refused
from bot.store.models import Deputy
from bot.texts import say
from handlers.deeds.doing import DESK, Doing


def hand_on(do: Doing) -> str:
    """The field ``successor`` holds the deputy's code. Raises Refused."""
    issue = do.issue()
    code = do.text("successor")
    deputy = do.session.scalar(select(Deputy).where(Deputy.code == code)) if code else None
    if deputy is None:
        raise Refused("refused.needs_deputy", case=label(issue))
    following.hand_on(do.session, issue, do.actor(*DESK), deputy, now=do.now)
    return say("desk.handed_on", case=label(issue), deputy=deputy.name)


def station_goes_on(do: Doing) -> str:
    """Raises Refused."""
    issue = do.issue()
    following.hand_on(do.session, issue, do.actor(*DESK), None, now=do.now)
    return say("desk.station_goes_on", case=label(issue))
