"""What bureaus do with assigned suggestions: confirm, meet, ask for time, give back, answer."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from bot.actions import bureaus as bodies
from bot.actions import words as wording
from bot.actions.calendar import county_calendar
from bot.actions.casework import label
from bot.actions.rules import rule
from bot.actions.suggestions import (
    extensions,
    handling,
    meetings,
    parties,
    promises,
    receipts,
    replies,
    returns,
)
from bot.actions.suggestions.kind import link_to, say_date, short
from bot.domain.calendars import local_day
from bot.domain.suggestions import MEETING_KINDS, PRESENT
from bot.domain.workflow import Party, Refused
from bot.domain.workflows.assignment import (
    ASSIGNED,
    REPLIED,
    RESPONSIBLE,
    RETURN_REQUESTED,
    WORKING,
)
from bot.store.models import Assignment, Bureau, History, Media, Message, Words
from bot.texts import say
from handlers.deeds.doing import Doing
from handlers.deeds.suggestions import actor, assignment, chosen, which_promise
from nlp.dates import find_days

#: 「37进展，管材到了」: the word that says what it is does not belong to what is said.
#: So many are named in one sentence, as people would.
_NAMED = 3
_HEADING = re.compile(r"^建?(?:报|最新)?进展(?:是|如下)?[，,：: 。]*")
_LEADERS = (
    ("county_leader", re.compile(r"县长|县领导|常务副县长|县委书记")),
    ("deputy_head", re.compile(r"副[局镇乡院所主]|分管")),
    ("head", re.compile(r"局长|主任|镇长|乡长|院长|所长|主要负责|一把手|(?<![村支])书记")),
)


def confirm_receipt(do: Doing) -> str:
    row = assignment(do)
    first = row.state == ASSIGNED
    receipts.confirm(do.session, row, actor(do, row, Party.BUREAU), now=do.now)
    if first:
        return say_confirmed([row], do.now)
    key = "handling.received_again" if row.role == "lead" else "handling.received_again_supporting"
    if row.state in RESPONSIBLE and row.due < local_day(do.now):
        key = "handling.received_again_late"
    return say(key, case=label(row), due=say_date(row.due, do.now))


def say_confirmed(rows: Sequence[Assignment], now: datetime) -> str:
    """One sentence for all that was confirmed at once."""
    due = say_date(min(row.due for row in rows), now)
    if len(rows) == 1:
        key = "handling.confirmed" if rows[0].role == "lead" else "handling.confirmed_supporting"
        if rows[0].due < local_day(now):
            key = "handling.confirmed_late"
        return say(key, case=label(rows[0]), due=due, serial=rows[0].suggestion.serial or "")
    named = "、".join(short(row) for row in rows[:_NAMED])
    key = "handling.confirmed_many" if len(rows) <= _NAMED else "handling.confirmed_more"
    opinions = all(row.role == "supporting" for row in rows)
    when = say("suggestion.first_opinion_due" if opinions else "suggestion.first_due", due=due)
    return say(key, count=len(rows), cases=named, when=when)


def report_progress(do: Doing) -> str:
    row = assignment(do)
    said = _HEADING.sub("", do.text("text", "what", "question"))
    if not said:
        raise Refused("handling.text_missing", case=label(row))
    words = wording.keep(do.session, said, said_by=do.contact.id, now=do.now)
    handling.progress(do.session, row, actor(do, row, Party.BUREAU), words, now=do.now)
    return say("handling.progress", case=label(row))


def ask_time(do: Doing) -> str:
    """「请代表定时间」; how else the deputy is reached, where the county lets bureaus know."""
    row = assignment(do)
    words = _words(do, "handling.text_missing", "text")
    handling.ask_time(do.session, row, actor(do, row, Party.BUREAU), words, now=do.now)
    return say("handling.time_asked", case=label(row), phone=say_phone(do, row))


def say_phone(do: Doing, row: Assignment) -> str:
    """The deputy's telephone, by the county's rule; empty."""
    follower = parties.follower(do.session, row.suggestion, do.now)
    if follower is None or not rule(do.session, "suggestion.deputy_phone", do.now):
        return ""
    phone = follower.contact.phone or ""
    return say("handling.deputy_phone", name=follower.name, phone=phone) if phone else ""


def promise_told(do: Doing) -> str:
    row = assignment(do)
    words = _words(do, "handling.text_missing", "text")
    handling.promise_told(do.session, row, actor(do, row, Party.BUREAU), words, now=do.now)
    return say("handling.promise_told", case=label(row))


#: 「我们承诺年底前挪走」, not 「承诺的事办好了」.
_PROMISES = re.compile(r"(?:承诺|保证|答应)(?!的|过|书|台|事)")


def note_inside(do: Doing) -> str:
    row = assignment(do)
    words = wording.keep(do.session, do.said, said_by=do.contact.id, now=do.now)
    handling.note(do.session, row, actor(do, row, Party.BUREAU), words, now=do.now)
    if row.state == REPLIED and row.role == "lead" and _PROMISES.search(do.said):
        # A promise stands in a signed reply, not in a chat.
        link = link_to(do.session, row.suggestion)
        return say("handling.noted_promise", case=label(row), link=link)
    return say("handling.noted", case=label(row))


def request_return(do: Doing) -> str:
    """With the reason and the bureau that is right; who is right is part of it."""
    row = assignment(do)
    to = do.text("to")
    reason = do.text("reason", "text") or (do.said if to else "")
    if row.state == RETURN_REQUESTED and not (to and reason):
        return say("handling.return_waits", case=label(row))
    if not to or not reason:
        raise Refused(
            "handling.return_how",
            case=label(row),
            serial=row.suggestion.serial or "",
            other=_another(do, row),
        )
    right = bodies.find(do.session, to, None)
    reason = _GIVES_BACK.sub("", reason) or reason
    words = wording.keep(do.session, reason, said_by=do.contact.id, now=do.now)
    who = actor(do, row, Party.BUREAU)
    to = right.name if right is not None else to
    returns.request(do.session, row, who, words, to=to, now=do.now)
    return say("handling.return_requested", case=label(row), to=to)


#: 「申退12，这是交通局的事」: the reason begins behind the number.
_GIVES_BACK = re.compile(
    r"^\s*(?:建?(?:〔[\d\-－]+〕)?\d{1,5}号?)?申退(?:建?(?:〔[\d\-－]+〕)?\d{1,5}号?)?[，,：:。 ]*"
)


def _another(do: Doing, row: Assignment) -> str:
    """A bureau for the example, never the one that asks."""
    found = do.session.scalar(
        select(Bureau.name)
        .where(Bureau.id != row.bureau_id, Bureau.active, Bureau.kind == "county_bureau")
        .order_by(Bureau.id)
        .limit(1)
    )
    return found or "别的单位"


def request_extension(do: Doing) -> str:
    row, until = assignment(do), do.until()
    if until is None:
        raise Refused("refused.needs_until", case=label(row))
    # A day that was picked stands beside the reason, which may well say 「可能」.
    spoken = do.said != do.text("reason", "text")
    if spoken and _VAGUE.search(do.said) and not _EXACT.search(do.said):
        raise Refused("handling.extension_day", case=label(row), until=say_date(until, do.now))
    reason = do.text("reason", "text") or _reason_before(do, row)
    if not reason:
        raise Refused("handling.extension_why", case=label(row))
    words = wording.keep(do.session, reason, said_by=do.contact.id, now=do.now)
    who = actor(do, row, Party.BUREAU)
    extensions.request(do.session, row, who, until, words, now=do.now)
    return say(
        "handling.extension_requested",
        case=label(row),
        until=say_date(until, do.now),
        capped=extensions.say_cap(do.session, row, until, do.now),
    )


#: 「大概清明前后」: nobody decides about a day like that.
_VAGUE = re.compile(r"大概|大约|估计|差不多|前后|左右|上下|可能|争取")
_EXACT = re.compile(r"\d{1,2}[号日]|[一二三四五六七八九十]{1,3}[号日]")
_MORE_TIME = re.compile(r"延|推|缓|宽限|拖")
_REASON = re.compile(r"因|由于|等|缺|没|未|还要|需要|正在|资金|预算|招标|审批|材料|天气|施工|协调")


def _reason_before(do: Doing, row: Assignment) -> str:
    """Why, as they said it a moment ago, or in the request that nobody has decided: what a question
    about the day came in between of is not asked for again."""
    minutes = int(rule(do.session, "conversation.talk_minutes", do.now))
    said = do.session.scalars(
        select(Message)
        .where(
            Message.contact_id == do.contact.id,
            Message.received_at > do.now - timedelta(minutes=minutes),
            Message.words_id.is_not(None),
        )
        .order_by(Message.id.desc())
        .limit(_REMEMBERED)
    )
    for message in said:
        text = (message.words.text if message.words is not None else "") or ""
        kept = _without_number(text, row)
        if re.match(r"建?\d{1,5}(?!\d|月|年|日)", kept):
            # Said of another one.
            continue
        if text != do.said and _MORE_TIME.search(text) and _REASON.search(text):
            return kept
    if row.extension_until is None:
        return ""
    asked = do.session.scalar(
        select(Words)
        .join(History, History.words_id == Words.id)
        .where(
            History.case_kind == "assignment",
            History.case_id == row.id,
            History.step == "request_extension",
        )
        .order_by(History.id.desc())
        .limit(1)
    )
    return (asked.text or "") if asked is not None else ""


#: So many messages back somebody still means what they said.
_REMEMBERED = 4


def record_meeting(do: Doing) -> str:
    """「昨天去面商了，王局长带队」: the day, who came and what it was are in the line."""
    row = assignment(do)
    text = _without_number(do.text("text") or do.said, row)
    words = wording.keep(do.session, text, said_by=do.contact.id, now=do.now)
    rang = bool(_RANG.search(text)) and not _FACE_TO_FACE.search(text)
    consultation = "面商" in text or do.text("kind") == "consultation"
    plan = do.words("promise")
    meeting = meetings.record(
        do.session,
        row,
        actor(do, row, Party.BUREAU),
        words,
        kind=_kind(do, "before" if rang or _BEFORE.search(text) else "during"),
        held_on=_held_on(do, text),
        present=chosen(do, "present", tuple(PRESENT), "telephone" if rang else _present(text)),
        consultation=consultation,
        plan=plan,
        plan_until=do.until() if plan is not None else None,
        now=do.now,
    )
    until = say_date(meeting.stands_on, do.now) if meeting.stands_on else ""
    return say("handling.met", meeting=meetings.say(meeting), case=label(row), until=until)


def _without_number(said: str, row: Assignment) -> str:
    """「11昨天面商了」: the number says which one it is, and is no part of the record. 「11月3日」
    begins with a day."""
    serial = row.suggestion.serial
    number = (
        rf"(?:建?〔[\d\-－]+〕)?建?{serial}(?!\d|月|日|点|[:：\-－/.]\d)号?"
        r"(?:这?件|建议)?[，,：: 、]*"
    )
    kept = re.sub(rf"^\s*{number}", "", said, count=1)
    return kept.strip() or said


#: 「打了电话，约好周四去看路」 was a call, whatever is agreed for later.
_RANG = re.compile(
    r"电话|打(?:了|过|通)|微信(?:上)?(?:联系|沟通|说)|联系(?:了|上|过)|约(?:好|了|定)"
)
_FACE_TO_FACE = re.compile(
    r"面商|当面|见(?:了|过)面?|面谈|座谈|到(?:了)?现场|登门|上门|(?:看|跑|走|转)(?:了|过)|来(?:了|过)我?[局所单]"
)
_WEEKDAY = re.compile(r"(?:周|星期|礼拜)[一二三四五六日天]")
_BEFORE = re.compile(r"办前|办理前|答复前")


def _kind(do: Doing, otherwise: str = "during") -> str:
    stage = {"办前": "before", "办中": "during", "办后": "after"}.get(do.text("stage"), otherwise)
    return chosen(do, "kind", tuple(MEETING_KINDS), stage)


def _present(text: str) -> str:
    return next((who for who, said in _LEADERS if said.search(text)), "liaison")


def _held_on(do: Doing, text: str) -> date:
    given, today = do.text("held_on"), local_day(do.now)
    if given:
        return date.fromisoformat(given)
    found = find_days(text, now=do.now, calendar=county_calendar(do.session, do.now))
    before = next((one.day for one in found if one.day <= today), None)
    if before is None and _FACE_TO_FACE.search(text):
        # 「周四在渠上见了面」, said on a Tuesday, was last Thursday.
        weekdays = (one.day - timedelta(days=7) for one in found if _WEEKDAY.fullmatch(one.text))
        before = next((day for day in weekdays if day <= today), None)
    return before or today


def reply_on_page(do: Doing) -> str:
    """Documents are never sent in chat: the reply is written where files can be handed in. What
    was done, as they tell it, the deputy hears at once."""
    row = assignment(do)
    told = ""
    if row.role == "lead" and row.state in WORKING and _OF_WORK.search(do.said):
        words = wording.keep(do.session, _numberless(do.said), said_by=do.contact.id, now=do.now)
        handling.progress(do.session, row, actor(do, row, Party.BUREAU), words, now=do.now)
        told = say("handling.progress", case=label(row)) + "\n"
    key = "handling.reply_on_page" if row.role == "lead" else "handling.opinion_on_page"
    return told + say(key, case=label(row), link=link_to(do.session, row.suggestion))


#: More than that it is answered: what was built, and that somebody may come and look.
_OF_WORK = re.compile(
    r"^(?!.*(?:答复|回复|[?？吗呢]\W*$)).*(?:完工|竣工|验收|通[水电车]|[修装换铺建挖清浇]).{3,}"
)


def _numberless(said: str) -> str:
    number = r"^建?(?:〔[\d\-－]+〕)?\d{1,5}号?(?:那件|这件)?[，,：: ]*(?=\D)"
    return re.sub(number, "", said.strip())


# ------------------------------------------------------------------ on the page


def show_draft(do: Doing) -> str:
    row = assignment(do)
    words = _words(do, "handling.text_missing", "text")
    replies.show_draft(do.session, row, actor(do, row, Party.BUREAU), words, now=do.now)
    return say("handling.draft_shown", case=label(row))


def reply(do: Doing) -> str:
    """The formal reply, also for several items at once (``joint``: assignments of this bureau)."""
    row = assignment(do)
    rows = [row, *(do.fields.get("joint") or [])]
    actors = [actor(do, one, Party.BUREAU) for one in rows]
    replies.reply_jointly(do.session, rows, actors, _letter(do), now=do.now)
    return say("handling.replied", cases="、".join(label(one) for one in rows))


def reply_again(do: Doing) -> str:
    row = assignment(do)
    who = actor(do, row, Party.BUREAU)
    replies.reply_again(do.session, row, who, _letter(do), now=do.now)
    return say("handling.replied", cases=label(row))


def _letter(do: Doing) -> replies.Letter:
    words = _words(do, "handling.text_missing", "text")
    promised = do.words("promise")
    return replies.Letter(
        words=words,
        signer=do.text("signer"),
        outcome_class=do.text("class"),
        number=do.text("letter_number")[:64],
        place=do.text("place")[:120],
        letter=_files(do, "letter"),
        evidence=_files(do, "evidence"),
        promise=promised,
        promise_until=do.until() if promised is not None else None,
        condition=do.text("condition"),
    )


def _files(do: Doing, name: str) -> Sequence[Media]:
    ids = do.fields.get(name) or []
    if not ids:
        return []
    return do.session.scalars(
        select(Media).where(Media.id.in_(ids), Media.contact_id == do.contact.id).order_by(Media.id)
    ).all()


def give_opinion(do: Doing) -> str:
    row = assignment(do)
    words = _words(do, "handling.text_missing", "text")
    replies.give_opinion(do.session, row, actor(do, row, Party.BUREAU), words, now=do.now)
    return say("handling.opinion_given", case=label(row))


def ask_again(do: Doing) -> str:
    """The lead bureau: the opinion says nothing, once more."""
    row = assignment(do)
    words = _words(do, "handling.text_missing", "text")
    returns.ask_again(do.session, row, actor(do, row, Party.LEAD), words, now=do.now)
    return say("handling.asked_again", bureau=row.bureau.name, case=label(row))


def promise_kept(do: Doing) -> str:
    row = assignment(do)
    of_all = _EVERY_ONE.search(do.text("text") or do.said)
    owed = promises.open_of(do.session, row) if of_all else []
    meant = owed or [which_promise(do, row)]
    words = _words(do, "handling.text_missing", "text")
    for one in meant:
        promises.keep(do.session, one, actor(do, row, Party.BUREAU), words, now=do.now)
    return say("handling.promise_kept", case=label(row))


#: 「全部落实了」 is said of each of several promises.
_EVERY_ONE = re.compile(
    r"(?:全部?|都|两[项样件]|统统)(?:都)?(?:已经?)?(?:落实|兑现|办(?:好|完)|做(?:好|到|完)|完成)"
)


def _words(do: Doing, missing: str, *names: str) -> Words:
    words = do.words(*names)
    if words is None:
        raise Refused(missing, case=label(assignment(do)))
    return words
