"""The county's calendar and its quiet hours, with what the county itself has set."""

from datetime import date, datetime, time

from sqlalchemy.orm import Session

from bot.actions.rules import rule
from bot.domain.calendars import CountyCalendar, QuietHours, local_day, local_time
from bot.domain.deadlines import say_day
from bot.texts import say


def county_calendar(session: Session, now: datetime) -> CountyCalendar:
    """Working days with the county's own exceptions (rule ``calendar.days``: day → working?)."""
    known: CountyCalendar | None = session.info.get("calendar")
    if known is None:
        days = rule(session, "calendar.days", now)
        known = CountyCalendar({date.fromisoformat(day): on for day, on in days.items()})
        session.info["calendar"] = known
    return known


def quiet_hours(session: Session, now: datetime) -> QuietHours:
    spans = (rule(session, "quiet.night", now), rule(session, "quiet.noon", now))
    return QuietHours(
        tuple((time.fromisoformat(span[0]), time.fromisoformat(span[1])) for span in spans if span)
    )


def say_moved(session: Session, until: date, now: datetime) -> str:
    """For whoever asks to have until then, or agrees to it: which day counts, where nobody works
    on that one; empty where they do."""
    due = county_calendar(session, now).next_working_day(until)
    today = local_day(now)
    if due == until:
        return ""
    return say("suggestion.extension_moved", until=say_day(until, today), due=say_day(due, today))


class SaidDay(str):
    """A day in words that are true today only; what is sent or read out later says ``day`` anew
    (bot.actions.outbox)."""

    day: date


def say_due(said: str, late: bool) -> str:
    """「11月20日前回话，过期了」: a colour alone tells not everybody that it is late."""
    return f"{said}，过期了" if said and late else said


def say_when(day: date, now: datetime) -> SaidDay:
    """How one says a day to a person: 今天, 明天, 周四, 下周二, 11月30日（周一）."""
    said = SaidDay(_in_words(day, local_day(now)))
    said.day = day
    return said


def say_day_ago(day: date, today: date) -> str:
    """昨天, 前天, 11月20日."""
    ago = (today - day).days
    return ("昨天", "前天")[ago - 1] if ago in (1, 2) else say_day(day, today)


def say_clock(at: datetime, now: datetime) -> str:
    """14:30; of another day 明天7:30, 周四7:30."""
    there = local_time(at)
    day = "" if local_day(at) == local_day(now) else say_when(local_day(at), now)
    return f"{day}{there.hour}:{there:%M}"


def _in_words(day: date, today: date) -> str:
    ahead = (day - today).days
    if ahead in (0, 1, 2):
        return ("今天", "明天", "后天")[ahead]
    weekday = "一二三四五六日"[day.weekday()]
    weeks = (day.toordinal() - day.weekday() - today.toordinal() + today.weekday()) // 7
    if ahead > 0 and weeks in (0, 1):
        return f"周{weekday}" if weeks == 0 else f"下周{weekday}"
    return say_day(day, today)
