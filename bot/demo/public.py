"""What the demo county shows to everybody: its public pages are on, and two stations have let out
what was done, as their liaison officers would."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import published
from bot.domain.workflow import Refused
from bot.store.models import Grid, Issue, Officer, Station

#: Switched on, so that the addresses under /open show something.
RULES = {
    f"functions.public_{name}": True for name in ("stations", "deputies", "results", "figures")
}
#: Townships whose station publishes, and how many of what it has.
_TOWNSHIPS, _EACH = ("QH01", "QH02"), 5


def release(session: Session, start: datetime) -> int:
    """Let out what those who spoke of it called good, the day after; how many."""
    made = 0
    for code in _TOWNSHIPS:
        station = session.scalars(
            select(Station)
            .join(Grid, Grid.id == Station.grid_id)
            .where(Grid.code == code)
            .order_by(Station.code)
            .limit(1)
        ).one()
        officer = session.scalars(select(Officer).where(Officer.code == f"O-{code}-L")).one()
        offered = published.candidates(session, station, limit=8 * _EACH)
        good = [draft for draft in reversed(offered) if _says_what(draft, station)][:_EACH]
        for draft in good:
            closed = session.scalar(select(Issue.closed_at).where(Issue.number == draft.number))
            at = min((closed or start) + timedelta(days=1), start - timedelta(hours=1))
            words = published.Draft(
                draft.number,
                draft.title,
                draft.place,
                draft.bureau,
                f"{draft.bureau}办好了，{draft.result}",
            )
            try:
                published.release(session, station, words, officer, now=at)
            except Refused:
                # A title that may name somebody waits for a person's eyes.
                continue
            made += 1
    return made


def _says_what(draft: published.Draft, station: Station) -> bool:
    """Said to be good, and its title tells a stranger where: others an officer would rewrite."""
    village = draft.place.removeprefix(station.grid.name)
    return bool(draft.result and village) and village in draft.title
