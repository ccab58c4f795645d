"""What somebody at the desk can do about a notice that has not arrived, and what happens by
itself: one sentence beside the reason."""

from datetime import datetime

from bot.actions.calendar import say_clock
from bot.actions.channel_policy import PAUSED, QUOTA_USED
from bot.actions.delivery import HELD
from bot.actions.leave import ON_LEAVE
from bot.domain.channel_policy import NOT_BOUND, NOT_FOLLOWING
from bot.store.models import Attempt, Notice
from bot.texts import say

#: Codes of the platform → what has to be mended (developers.weixin.qq.com, global return codes).
_REPAIRS = {
    40164: "outgoing.mend_address",
    61004: "outgoing.mend_address",
    89501: "outgoing.mend_consent",
    89503: "outgoing.mend_consent",
    89506: "outgoing.mend_consent",
    89507: "outgoing.mend_consent",
    40002: "outgoing.mend_secret",
    40013: "outgoing.mend_secret",
    40125: "outgoing.mend_secret",
    40243: "outgoing.mend_secret",
    41002: "outgoing.mend_secret",
    41004: "outgoing.mend_secret",
}
#: The person does not want such messages, or none: no further try changes that.
_UNWANTED = frozenset({43019, 43101, 48002})
#: Nothing goes out by WeChat until they do something themselves.
_NOBODY_THERE = {
    NOT_BOUND: "outgoing.not_bound",
    NOT_FOLLOWING: "outgoing.not_following",
}
#: Sent in vain because the line or the platform failed: another try may well arrive.
_MAY_ARRIVE = frozenset({"retry", "unknown_delivery", "configuration", "quota", "interrupted"})


def may_arrive(notice: Notice, last: Attempt | None) -> bool:
    """Whether sending it once more makes sense without knowing the person."""
    if notice.state == "failed":
        return notice.reason not in _NOBODY_THERE
    return notice.state == "telephone" and last is not None and last.outcome in _MAY_ARRIVE


def advice(notice: Notice, last: Attempt | None, now: datetime) -> str:
    """``last``: the newest try by WeChat. Empty: there is nothing to add to the reason."""
    if notice.state == "queued":
        return _while_it_waits(notice, last, now)
    if notice.state == "failed" and notice.reason in _NOBODY_THERE:
        return say(_NOBODY_THERE[notice.reason])
    if notice.state not in ("failed", "telephone") or last is None:
        return ""
    if last.outcome == "operator":
        return say("outgoing.refused")
    if last.errcode in _UNWANTED:
        return say("outgoing.unwanted")
    if last.errcode in (45015, 45047):
        return say("outgoing.silent")
    return say("outgoing.works_again") if last.outcome in _MAY_ARRIVE else ""


def _while_it_waits(notice: Notice, last: Attempt | None, now: datetime) -> str:
    if notice.next_at <= now or not notice.reason or notice.reason == ON_LEAVE:
        return ""
    when = say_clock(notice.next_at, now)
    if notice.reason == HELD:
        return say("outgoing.held", when=when)
    if notice.reason == QUOTA_USED or (last is not None and last.outcome == "quota"):
        return say("outgoing.tomorrow")
    if notice.reason == PAUSED:
        return say("outgoing.paused")
    match last.outcome if last is not None else "":
        case "configuration":
            key = _REPAIRS.get((last.errcode if last else 0) or 0, "outgoing.mend_rights")
            return say("outgoing.repair", what=say(key))
        case "unknown_delivery":
            return say("outgoing.perhaps", when=when)
        case _:
            return say("outgoing.tries_again", when=when)
