"""Who writes: the county's office, or a township's presidium, with the county's fonts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions.rules import rule
from bot.papers.letters import Office
from bot.papers.page import Faces
from bot.store.models import Grid, Suggestion


def faces(session: Session, now: datetime) -> Faces:
    """The county's fonts (rule ``papers.fonts``); what it does not name is as shipped."""
    named = {
        name: str(face)
        for name, face in rule(session, "papers.fonts", now).items()
        if name in Faces.__slots__ and str(face).strip()
    }
    return Faces(**named)


def county_office(session: Session, now: datetime) -> Office:
    """The office of the county's standing committee."""
    county = rule(session, "county.name", now)
    letterhead = rule(session, "papers.letterhead", now) or f"{county}人大常委会代表工作委员会"
    return Office(
        county=county,
        letterhead=letterhead,
        signature=rule(session, "papers.signature", now) or letterhead,
        contact=rule(session, "papers.contact", now) or "代表工委",
        phone=rule(session, "papers.phone", now) or rule(session, "county.phone", now),
        faces=faces(session, now),
    )


def office_of(session: Session, suggestion: Suggestion, now: datetime) -> Office:
    """Whose paper it is: a township deputy's suggestion is the presidium's (代表法 51)."""
    if suggestion.congress == "township" and suggestion.area is not None:
        return township_office(session, suggestion.area, now)
    return county_office(session, now)


_BY_HAND = "＿＿＿＿＿＿＿＿"


def township_office(session: Session, area: Grid, now: datetime) -> Office:
    """The presidium of a township's congress. Its telephone is written in by hand: nobody is to
    ring the county about a township's paper."""
    county = county_office(session, now)
    name = f"{area.name}人民代表大会主席团"
    return Office(area.name, name, name, "主席团", _BY_HAND, county.faces)


def texts(session: Session, name: str, now: datetime) -> tuple[str, ...]:
    """A rule that is a list of sentences."""
    found: Sequence[object] = rule(session, name, now)
    return tuple(str(each) for each in found)
