"""By which way one notice goes to one person, and what exactly is said there."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.actions import quotas, switches
from bot.actions.calendar import county_calendar, quiet_hours
from bot.actions.rules import rule
from bot.domain.calendars import CountyCalendar, QuietHours
from bot.domain.channel_policy import (
    HoldRules,
    Reach,
    TemplateIds,
    Way,
    after_event,
    in_window,
    ways,
    why_no_way,
)
from bot.store.models import Identity
from bot.texts import NoticeText, templates

#: The platform's limit for a customer-service text, in bytes, with a little room.
_MOST_BYTES = 2000
#: An API that answered "wrong configuration" is left alone for so long.
PAUSE = timedelta(minutes=5)
QUOTA_USED = "今天微信的发送次数已用完，明天再发"
PAUSED = "公众号的配置有问题，修好后自动再发"


@dataclass(frozen=True, slots=True)
class Policy:
    """What holds for all notices of one lease."""

    hold: HoldRules
    calendar: CountyCalendar
    template_ids: Mapping[str, str]
    to_telephone: Collection[str]
    used: Mapping[str, int]
    #: Way → until when it is left alone because the platform refused the configuration.
    paused: Mapping[str, datetime]
    #: What this lease has reserved so far.
    reserved: dict[Way, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """``way`` None: wait until ``at``. ``reason``: why not on the platform, in Chinese."""

    way: Way | None
    reason: str = ""
    at: datetime | None = None
    #: "window" or "event": which of the person's counters the message takes from.
    counter: str = ""


def pause_name(way: str) -> str:
    """Name of the switch that is on while ``way`` is left alone."""
    return f"paused:{way}"


def hold_rules(session: Session, now: datetime) -> HoldRules:
    """The county's quiet hours."""
    minutes = rule(session, "quiet.fresh_minutes", now)
    return HoldRules(quiet_hours(session, now), timedelta(minutes=minutes))


def hold_for(hold: HoldRules, identity: Identity | None) -> HoldRules:
    """The county's quiet hours and this person's own (``Identity.own_quiet``)."""
    if identity is None or not identity.own_quiet:
        return hold
    return HoldRules(with_own(hold.quiet, identity.own_quiet), hold.fresh)


def with_own(quiet: QuietHours, own: str) -> QuietHours:
    """``own``: 20:00-07:30, local time. ValueError if nothing of the day is left."""
    start, _, end = own.partition("-")
    return QuietHours((*quiet.spans, (time.fromisoformat(start), time.fromisoformat(end))))


def policy(session: Session, now: datetime) -> Policy:
    """Rules, quotas and pauses as they are now."""
    return Policy(
        hold=hold_rules(session, now),
        calendar=county_calendar(session, now),
        template_ids=rule(session, "wechat.templates", now),
        to_telephone=rule(session, "delivery.telephone", now),
        used=quotas.used_today(session, now),
        paused=paused(session, now),
    )


def paused(session: Session, now: datetime) -> dict[str, datetime]:
    """Way → until when it is left alone."""
    since = switches.on(session, [pause_name(way) for way in quotas.LIMITS])
    until = {str(way): since.get(pause_name(way), now - PAUSE) + PAUSE for way in quotas.LIMITS}
    return {way: moment for way, moment in until.items() if moment > now}


def ids_for(template: str, configured: Mapping[str, str]) -> TemplateIds:
    """The platform's ids for a template of templates.toml. The rule ``wechat.templates`` names one
    by its own name (``task``), meaning the kind that templates.toml says; a county that has both
    kinds names them ``task.subscription`` and ``task.template``."""
    kind = templates()[template]["kind"]
    plain = {kind: configured.get(template, "")}
    return TemplateIds(
        subscription=configured.get(f"{template}.subscription") or plain.get("subscription", ""),
        template=configured.get(f"{template}.template") or plain.get("template", ""),
    )


def reach_of(identity: Identity | None) -> Reach | None:
    """What the policy has to know of an identity."""
    if identity is None:
        return None
    return Reach(
        following=identity.following,
        last_message_at=identity.last_message_at,
        last_event_at=identity.last_event_at,
        sent_in_window=identity.sent_in_window,
        sent_after_event=identity.sent_after_event,
        consents=frozenset(filter(None, identity.consents.split(","))),
    )


def choose(
    rules: Policy,
    reach: Reach | None,
    ids: TemplateIds,
    tried: Collection[str],
    rank: int,
    now: datetime,
) -> Choice:
    """The way for one notice now; the telephone if the platform cannot reach this person. Where a
    way is only blocked for a while: None, and until when."""
    wait_until, why = None, ""
    open_ways = [way for way in ways(reach, ids, now) if way not in tried]
    for way in open_ways:
        if way in rules.paused:
            wait_until, why = rules.paused[way], PAUSED
        elif not quotas.has_room(rules.used.get(way, 0) + rules.reserved.get(way, 0), way, rank):
            wait_until, why = quotas.midnight_after(now), QUOTA_USED
        else:
            return Choice(way, counter=_counter(way, reach, now))
    if wait_until is not None:
        return Choice(None, why, wait_until)
    return Choice(Way.TELEPHONE, "" if tried else why_no_way(reach, ids))


def _counter(way: Way, reach: Reach | None, now: datetime) -> str:
    if way is not Way.CUSTOMER_SERVICE or reach is None:
        return ""
    # The one-minute window closes first, so it is used up first.
    if after_event(reach, now):
        return "event"
    return "window" if in_window(reach, now) else ""


@dataclass(frozen=True, slots=True)
class Shape:
    """What is said: a text, or the fields of a template with the page that it opens."""

    text: str = ""
    template_id: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    url: str = ""

    def frozen(self) -> str:
        """For the record of the attempt."""
        if self.text:
            return self.text
        said = {"template": self.template_id, "fields": dict(self.fields), "url": self.url}
        return json.dumps(said, ensure_ascii=False)


def shape(way: Way, text: NoticeText, fields: Mapping[str, Any], ids: TemplateIds) -> Shape:
    """The notice as it is said by ``way``. KeyError: a field is missing."""
    link = str(fields.get("link", ""))
    if way is Way.CUSTOMER_SERVICE:
        return Shape(text=_in_chat(text, fields, link))
    values = {name: value or "－" for name, value in text.in_template(dict(fields)).items()}
    template_id = ids.subscription if way is Way.SUBSCRIPTION else ids.template
    return Shape(template_id=template_id, fields=values, url=link.strip())


def _in_chat(text: NoticeText, fields: Mapping[str, Any], link: str) -> str:
    """The chat text; one that is too long is cut before its link, never through it."""
    full = text.in_chat(dict(fields))
    if len(full.encode()) <= _MOST_BYTES:
        return full
    tail = link if link and full.endswith(link) else ""
    head = full[: len(full) - len(tail)].encode()
    room = _MOST_BYTES - len(tail.encode()) - len("…".encode())
    return head[:room].decode(errors="ignore") + "…" + tail


def client_msg_id(key: str) -> str:
    """32 characters that are the same for every try of one notice: the platform sends a template
    message with the same one only once within ten minutes."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]
