"""What time does to suggestions: name → act, looked at often, decided by the store."""

from collections.abc import Callable, Mapping

from bot.actions.suggestions import (
    idle_drafts,
    key_items_due,
    looking_back,
    meetings,
    notices,
    periods,
    promises,
    receipts,
    revisits,
    succession,
    weighing,
)

ACTS: Mapping[str, Callable[..., object]] = {
    "suggestion_receipts": receipts.chase,
    "suggestion_due": periods.look,
    "suggestion_meetings": meetings.stand,
    "suggestion_ratings": weighing.look,
    "suggestion_promises": promises.look,
    "suggestion_revisits": revisits.look,
    "suggestion_samples": looking_back.look,
    "suggestion_successors": succession.look,
    "suggestion_key_items": key_items_due.look,
    "suggestion_notices": notices.regular,
    "suggestion_drafts": idle_drafts.look,
}

#: Of these the scheduler does one portion after the other, each in a transaction of its own.
PORTIONS: Mapping[str, Callable[..., object]] = {
    "suggestion_receipts": receipts.chase_some,
    "suggestion_due": periods.look_some,
    "suggestion_ratings": weighing.look_some,
    "suggestion_promises": promises.look_some,
    "suggestion_notices": notices.regular_some,
}
