"""Of 今日: citizens' cases whose deputy left and that nobody follows yet (换届)."""

from collections.abc import Iterator

from bot.actions import following
from bot.actions.desk.scope import MOST, Button, Desk, Item

#: So many are offered on the list; the page of the case offers all of them.
_OFFERED = 2


def unfollowed(desk: Desk) -> Iterator[Item]:
    """For the station and the township's chairman, and for the county office that held the
    election, until one of them has named who goes on."""
    reach = () if desk.county else (desk.reaches(),)
    for issue in following.nobody_follows(desk.session, desk.now, *reach, most=MOST):
        if not desk.mine(issue) or desk.named(issue):
            continue
        likely = following.may_follow(desk.session, issue, desk.now)
        before = issue.deputy.name if issue.deputy else ""
        more = "；还有别的代表，点开选" if len(likely) > _OFFERED else ""
        yield desk.item(
            issue,
            note=f"原来跟着的{before}代表卸任了，定谁接着跟，会告诉群众{more}",
            buttons=(
                *(
                    Button(
                        f"{one.name}代表接着跟",
                        "hand_on",
                        to=one.code,
                        field="successor",
                        quiet=bool(place),
                    )
                    for place, one in enumerate(likely[:_OFFERED])
                ),
                Button("站里接着跟", "station_goes_on", quiet=bool(likely)),
            ),
        )
