"""Hand an issue over to a bureau, and everything the bureau and the desk do with it; one file for
each of them, the verbs are called as ``hand_overs.verb``."""

from bot.actions.hand_overs.deciding import (
    approve_return,
    decide_extension,
    refuse_return,
    resume,
)
from bot.actions.hand_overs.finding import (
    asked_again,
    history,
    latest,
    newest_by,
    not_good,
    of_issue,
    open_ones,
    place_of,
)
from bot.actions.hand_overs.giving import (
    cancel_all,
    hand_over,
    rework,
    take_back,
    tell_answer,
    tell_bureau,
)
from bot.actions.hand_overs.late import (
    remind_bureaus,
    tell_overdue,
)
from bot.actions.hand_overs.reporting import (
    add_word,
    ask,
    confirm_receipt,
    correct_report,
    go_again,
    promise,
    report_done,
    report_inside,
    report_progress,
    request_extension,
    request_return,
)

__all__ = [
    "add_word",
    "approve_return",
    "ask",
    "asked_again",
    "cancel_all",
    "confirm_receipt",
    "correct_report",
    "decide_extension",
    "go_again",
    "hand_over",
    "history",
    "latest",
    "newest_by",
    "not_good",
    "of_issue",
    "open_ones",
    "place_of",
    "promise",
    "refuse_return",
    "remind_bureaus",
    "report_done",
    "report_inside",
    "report_progress",
    "request_extension",
    "request_return",
    "resume",
    "rework",
    "take_back",
    "tell_answer",
    "tell_bureau",
    "tell_overdue",
]
