"""What time does to suggestions: name → act, looked at often, decided by the store."""

from collections.abc import Callable, Mapping

from bot.actions.suggestions import notices, receipts

ACTS: Mapping[str, Callable[..., object]] = {
    "suggestion_receipts": receipts.chase,
    "suggestion_notices": notices.regular,
}
