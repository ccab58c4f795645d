"""「转错了」: a hand-over to the wrong bureau is taken back, and given to the right one."""

from bot.actions import bureaus, hand_overs
from bot.actions.calendar import say_when
from bot.actions.casework import label
from bot.texts import say
from handlers.deeds.doing import DESK, Doing


def take_back(do: Doing) -> str:
    """From the bureau that has it; ``to``: handed to that one at once, if it is known."""
    row = do.hand_over()
    wrong = row.bureau
    right = bureaus.find(do.session, do.text("to"), row.issue.grid) if do.text("to") else None
    actor = do.actor(*DESK)
    hand_overs.take_back(do.session, row, actor, now=do.now)
    if right is None or right.id == wrong.id:
        return say("desk.taken_back", case=label(row.issue), bureau=wrong.name)
    new = hand_overs.hand_over(do.session, row.issue, right, actor, now=do.now)
    return say(
        "desk.taken_back_and_given",
        case=label(row.issue),
        bureau=wrong.name,
        right=right.name,
        due=say_when(new.due, do.now),
    )
