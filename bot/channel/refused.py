"""What comes in and is not taken."""


class Refused(Exception):
    """A request that is not a push of our account, or a malformed one.

    ``status`` is what to answer (400 malformed, 401 unsigned, 403 wrongly signed or not allowed in
    this mode, 413 too large); ``reason`` is English, for the log, and never quotes the body.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status} {reason}")
        self.status = status
        self.reason = reason


class StaleTimestamp(Refused):
    """Rightly signed, but not of this hour: either replayed, or one of the two clocks is wrong.
    The caller raises a clock alarm. ``ahead`` is how many seconds the platform's time is ahead of
    ours (negative: behind)."""

    def __init__(self, ahead: int) -> None:
        super().__init__(403, f"timestamp is {ahead:+d} s from our clock")
        self.ahead = ahead
