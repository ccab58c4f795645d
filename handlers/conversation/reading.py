"""A text read in the light of who wrote it: home and cases under way."""

import re
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from bot.actions import issues
from bot.store.models import OfficerRole
from handlers.conversation.context import Talk
from nlp.avoidance import About
from nlp.reading import OpenCase, Reading

#: How somebody treats people, in whatever else is said.
_TREATS = re.compile(
    r"态度|不(理|管|办|接|回|作为|负责)|凶|骂|吼|推(脱|诿|来推去)|收(钱|礼|费)|吃拿|刁难|敷衍|糊弄|欺负|偏心|包庇"
)


def is_complaint(text: str) -> bool:
    """Words about how somebody treats people."""
    return _TREATS.search(text) is not None


def read(talk: Talk) -> Reading:
    found = _read(talk)
    if found.urgency == "危急" or talk.roles.officer_roles or not is_complaint(talk.text):
        return found
    known = {about.name for about in found.avoid}
    more = [about for about in _officers(talk) if about.name not in known]
    if not more:
        return found
    # Whoever is complained of by name does not read it, whatever else the sentence asks for.
    kind = "problem" if found.kind in ("human", "status", "unclear", "thanks") else found.kind
    return replace(found, avoid=(*found.avoid, *more), kind=kind)


def _officers(talk: Talk) -> list[About]:
    """Officers whose full name is in the text: of stations and townships, and of the county."""
    roles = talk.session.scalars(select(OfficerRole).options(joinedload(OfficerRole.officer)))
    levels: dict[str, str] = {}
    for role in roles.unique():
        name = role.officer.name
        if len(name) > 1 and name in talk.text:
            local = role.station_id is not None or role.grid_id is not None
            levels[name] = "township" if local and levels.get(name) != "county" else "county"
    return [About(name, level, None, name) for name, level in levels.items()]


def _read(talk: Talk) -> Reading:
    home = talk.home()
    own = issues.of_reporter(talk.session, talk.contact, limit=8)
    return talk.reader.read(
        talk.text,
        home=home.code if home else None,
        open_cases=[
            OpenCase(
                f"民{issue.number}",
                issue.title,
                issue.topic,
                issue.grid.code if issue.grid else None,
            )
            for issue in own
            # Nothing else belongs to a request about one's own data: the county office alone
            # reads it, and nobody would go and look.
            # What belongs to a danger is asked before anything else is read (danger.py).
            if issue.state not in ("closed", "withdrawn", "merged")
            and issue.kind != "data_rights"
            and (issue.urgency != "危急" or f"民{issue.number}" in talk.text)
        ],
    )
