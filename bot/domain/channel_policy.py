"""When a notice may go out, and by which way (design 4; wechat.md 1). Pure: the caller passes
moments, what is known of the person, and the county's rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.calendars import CountyCalendar, QuietHours


class Way(StrEnum):
    """How something is said; the words of ``attempts.channel``."""

    CUSTOMER_SERVICE = "customer_service"
    SUBSCRIPTION = "subscription"
    TEMPLATE = "template"
    TELEPHONE = "telephone"


#: The platform's windows (developers.weixin.qq.com, customer-service messages): so many messages
#: within so long after a message of the person's; after a scan, a subscription or a menu click.
WINDOW, IN_WINDOW = timedelta(hours=48), 5
EVENT_WINDOW, AFTER_EVENT = timedelta(minutes=1), 3
#: A window about to close is taken for closed: the request is still on its way then.
_MARGIN, _EVENT_MARGIN = timedelta(minutes=1), timedelta(seconds=5)

#: Between one try and the next on the same channel; after the last one the next channel.
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
#: Somebody in danger does not wait two hours for a channel that fails: one more try, then ring.
DANGER_DELAYS = (timedelta(seconds=15),)


@dataclass(frozen=True, slots=True)
class Reach:
    """What is known of one person's way on the platform."""

    following: bool
    last_message_at: datetime | None
    last_event_at: datetime | None
    sent_in_window: int
    sent_after_event: int
    #: Template ids of the long-term subscriptions that the person agreed to.
    consents: frozenset[str]


@dataclass(frozen=True, slots=True)
class TemplateIds:
    """The platform's ids for one notice; empty: the county has none."""

    subscription: str = ""
    template: str = ""


def in_window(reach: Reach, now: datetime) -> bool:
    """Whether the 48-hour window is open and has room."""
    return (
        reach.last_message_at is not None
        and now - reach.last_message_at < WINDOW - _MARGIN
        and reach.sent_in_window < IN_WINDOW
    )


def after_event(reach: Reach, now: datetime) -> bool:
    """Whether the one-minute window after a scan, subscription or click is open and has room."""
    return (
        reach.last_event_at is not None
        and now - reach.last_event_at < EVENT_WINDOW - _EVENT_MARGIN
        and reach.sent_after_event < AFTER_EVENT
    )


def ways(reach: Reach | None, ids: TemplateIds, now: datetime) -> Iterator[Way]:
    """The ways on the platform that are open to this person now, best first."""
    if reach is None or not reach.following:
        return
    if in_window(reach, now) or after_event(reach, now):
        yield Way.CUSTOMER_SERVICE
    if ids.subscription and ids.subscription in reach.consents:
        yield Way.SUBSCRIPTION
    if ids.template:
        yield Way.TEMPLATE


#: Why the platform reaches somebody not at all, in Chinese.
NOT_BOUND, NOT_FOLLOWING = "没有绑定微信", "没有关注公众号"


def why_no_way(reach: Reach | None, ids: TemplateIds) -> str:
    """In Chinese, why the platform cannot reach this person. Only if ``ways`` gave none."""
    if reach is None:
        return NOT_BOUND
    if not reach.following:
        return NOT_FOLLOWING
    if ids.template or ids.subscription:
        return "两天没来信，也没订阅这类消息"
    return "两天没来信，也没有可用的模板"


def retry_at(tries: int, priority: str, now: datetime) -> datetime | None:
    """When to try again after ``tries`` tries on one channel; None: this channel is through."""
    delays = DANGER_DELAYS if priority == "danger" else DELAYS
    return now + delays[tries - 1] if 0 < tries <= len(delays) else None


@dataclass(frozen=True, slots=True)
class HoldRules:
    """The county's quiet hours, and how long somebody who wrote counts as awake."""

    quiet: QuietHours
    fresh: timedelta


def allowed_at(
    priority: str,
    now: datetime,
    last_message_at: datetime | None,
    calendar: CountyCalendar,
    rules: HoldRules,
) -> datetime:
    """The first moment, not before ``now``, at which a notice of this priority may go out.

    Danger: now. What answers somebody who wrote within ``rules.fresh``: now. Everything else waits
    for the end of the quiet hours; reminders and broadcasts also for a working day."""
    if priority == "danger":
        return now
    fresh = last_message_at is not None and now - last_message_at <= rules.fresh
    if fresh and priority in ("answer", "result"):
        return now
    over_holidays = priority in ("reminder", "broadcast")
    return rules.quiet.next_allowed(now, working_days=calendar if over_holidays else None)
