"""「王芳走访了没」, 「李明代表最近办得咋样」 of an officer about a deputy of theirs: what they
have in hand, and their visits of this period. Facts, no judgement and no comparison (design 1.9);
it lies on no case and moves none."""

import re

from sqlalchemy import select

from bot.actions import duties, places
from bot.actions.people import in_force
from bot.actions.recipients import COUNTY_ROLES
from bot.domain.calendars import local_day
from bot.domain.workflows.issue import OPEN
from bot.store.models import Deputy, DeputyGrid, Grid, Issue
from bot.texts import say
from handlers.conversation.context import Answer, Talk

_ASKED = re.compile(
    r"(?P<name>[一-鿿]{2,4}?)(?:代表|委员)?(?:的|这边|那边|那里|那儿)?"
    r"(?:最近|近来|这段时间|这阵子?|这几天|这半?个?月|现在|眼下|还|都|手[上里头]|今年)*(?:的)?"
    r"(?:(?:办|干|做|忙|跑|履职)(?:得|的|到)?(?:咋样|怎么样|怎样|如何|啥样|情况)|(?:履职)?情况(?:咋样|怎么样|如何)?"
    r"|(?:去|到|有没有)?(?:走访|入户|下村|下去)(?:过|了)?(?:没有?|吗|几次|多少次|情况)"
    r"|(?:手[上里头])?(?:还)?(?:有|剩|接了?|办了?|跟着?)(?:几|多少)(?:件|个)(?:事|没办)?|手[上里头](?:几|多少)(?:件|个)|咋样|怎么样)[了啊呢呀吗？?。]*"
)
_MOST = 3


def asked(talk: Talk) -> Answer | None:
    """None: it asks for no such thing, or the deputy is none of theirs."""
    found = _ASKED.fullmatch(talk.text.strip()) if talk.roles.officer_roles else None
    if found is None:
        return None
    deputies = [
        deputy
        for deputy in talk.session.scalars(
            select(Deputy).where(
                Deputy.name == found["name"], in_force(Deputy, local_day(talk.now))
            )
        )
        if _is_theirs(talk, deputy)
    ]
    if len({deputy.contact_id for deputy in deputies}) != 1:
        return None
    return Answer(_said(talk, deputies), "staff")


def _said(talk: Talk, mandates: list[Deputy]) -> str:
    ids = [deputy.id for deputy in mandates]
    rows = talk.session.scalars(
        select(Issue)
        .where(Issue.deputy_id.in_(ids), Issue.state.in_(OPEN), Issue.seen_by == "grid")
        .order_by(Issue.id.desc())
    ).all()
    cases = "、".join(f"民{issue.number}“{issue.title}”" for issue in rows[:_MOST])
    visits = max(duties.visits_of(talk.session, deputy, talk.now) for deputy in mandates)
    return say(
        "staff.of_a_deputy" if rows else "staff.of_a_deputy_free",
        name=mandates[0].name,
        count=len(rows),
        cases=cases + ("等" if len(rows) > _MOST else ""),
        visits=say("staff.visited", count=visits) if visits else say("staff.not_visited"),
    )


def _is_theirs(talk: Talk, deputy: Deputy) -> bool:
    """The county's office asks of everybody, a station of the deputies of its area."""
    if any(role.role in COUNTY_ROLES for role in talk.roles.officer_roles):
        return True
    areas = [area for role in talk.roles.officer_roles if (area := role.area) is not None]
    grids = talk.session.scalars(
        select(Grid)
        .join(DeputyGrid, DeputyGrid.grid_id == Grid.id)
        .where(DeputyGrid.deputy_id == deputy.id, in_force(DeputyGrid, local_day(talk.now)))
    ).all()
    return any(places.within(grid, area) for grid in grids for area in areas)
