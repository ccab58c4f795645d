"""What a constituent says: a new matter, or a word about one that is under way."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions import alarms, exchanges, hand_overs, issues, messages, people, places
from bot.actions import words as wording
from bot.actions.actors import actor_in
from bot.actions.calendar import say_when
from bot.actions.casework import label
from bot.actions.rules import rule
from bot.domain.workflow import Party, Refused
from bot.store.models import Contact, Exchange, Grid, Issue, Words
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.pending import Item
from nlp.places import Places
from nlp.reading import Matter, Reading
from nlp.replies import Act

AS = "constituent"


# ------------------------------------------------------------------------- a new matter


def new_matter(talk: Talk, reading: Reading) -> Answer:
    """Open what the message is about and say what happens now (field-notes 4)."""
    words = _words(talk, reading)
    promised = exchanges.promised_secrecy(talk.session, talk.contact.id, talk.now)
    opened = []
    matters = matters_of(reading)
    for matter in matters:
        part = words
        if len(matters) > 1:
            part = wording.keep(talk.session, matter.text, said_by=talk.contact.id, now=talk.now)
        opened.append(
            issues.open_issue(
                talk.session,
                talk.contact,
                part,
                reading,
                matter,
                now=talk.now,
                secret=bool(promised),
            )
        )
    for row in promised:
        exchanges.finish(row, talk.now)
    for media in messages.loose_media(talk.session, talk.contact, talk.now):
        media.issue_id = opened[0].id
    talk.message.issue_id = opened[0].id
    said = say_opened(talk.session, reading, opened, talk.now, newcomer=bool(talk.asides))
    return Answer(said, AS, opened[0].id)


def matters_of(reading: Reading) -> Sequence[Matter]:
    """Danger stays whole: nobody's fire is filed in two halves."""
    if reading.urgency != "危急":
        return reading.issues
    urgent = [matter for matter in reading.issues if matter.urgency == "危急"]
    return [replace((urgent or reading.issues)[0], urgency="危急")]


def say_opened(
    session: Session,
    reading: Reading,
    opened: Sequence[Issue],
    now: datetime,
    *,
    newcomer: bool = False,
) -> str:
    """The receipt. Danger first: the safety line stands before everything else; where there may be
    danger, after it. A ``newcomer`` reads which place was understood."""
    said = _say_opened(session, reading, opened, now, newcomer)
    if reading.safety is None or opened[0].urgency == "危急":
        return said
    hint = say("answer.if_danger", line=reading.safety.line)
    return f"{said}\n{hint}"


def _say_opened(
    session: Session, reading: Reading, opened: Sequence[Issue], now: datetime, newcomer: bool
) -> str:
    urgent = [issue for issue in opened if issue.urgency == "危急"]
    if urgent:
        line = reading.safety.line if reading.safety else say("answer.danger_line")
        return say("answer.danger", line=line, number=_number(urgent[0]))
    first = opened[0]
    fields = {
        "title": first.title,
        "number": _number(first),
        "speak_by": say_when(first.speak_by, now) if first.speak_by else "",
        "station": desk_name(first),
    }
    if first.state == "referred" and reading.kind in _POINTED:
        return say(_POINTED[reading.kind], **(fields | {"number": first.number}))
    if first.seen_by != "grid" and reading.kind != "gathering":
        who = "县人大代工委" if first.seen_by == "county" else f"{desk_name(first)}"
        return say("answer.avoid", who=who, **fields)
    asking = [issue for issue in opened if issue.state == "asking"]
    if asking:
        return _ask_place(reading, asking[0], fields)
    if len(opened) > 1:
        lines = "\n".join(
            say("answer.several_line", number=_number(issue), title=issue.title) for issue in opened
        )
        return say("answer.several", count=len(opened), list=lines, **fields)
    said = say(_RECEIPTS.get(reading.kind, "answer.received"), **fields)
    if newcomer and first.grid is not None and first.grid.level in ("grid", "village"):
        said += say("answer.received_place", place=places.say_place(session, first.grid))
    return said


_POINTED = {
    "accusation": "answer.accusation",
    "lawful_channel": "answer.lawful",
    "elsewhere": "answer.elsewhere",
}
_RECEIPTS = {
    "policy_question": "answer.policy",
    "law_opinion": "answer.opinion",
    "project_wish": "answer.opinion",
    "gathering": "answer.gathering",
    "favour": "answer.favour",
}


def _ask_place(reading: Reading, issue: Issue, fields: dict[str, str]) -> str:
    if reading.ask and "还是" in reading.ask:
        return say("answer.ask_which_place", question=reading.ask, **fields)
    if issue.grid is not None and issue.grid.level == "township":
        return say("answer.ask_village", place=issue.grid.name, **fields)
    return say("answer.ask_place", **fields)


def _number(issue: Issue) -> str:
    return f"民{issue.number}"


def desk_name(issue: Issue) -> str:
    """Who will speak to the constituent, as they know it."""
    if issue.seen_by == "county" or issue.station is None:
        return "县人大机关"
    return issue.station.name


def _words(talk: Talk, reading: Reading) -> Words:
    words = talk.message.words
    if words is None:
        raise Refused("answer.unclear")
    words.masked = reading.masked
    return words


def data_rights(talk: Talk, reading: Reading) -> Answer:
    """Rights over one's own data (personal information law 44–50): to the county office only."""
    issue = issues.open_data_rights(talk.session, talk.contact, _words(talk, reading), now=talk.now)
    talk.message.issue_id = issue.id
    return Answer(
        say(
            "privacy.rights",
            number=issue.number,
            speak_by=say_when(issue.speak_by, talk.now) if issue.speak_by else "",
        ),
        AS,
        issue.id,
    )


# --------------------------------------------------------------- a word about a case of theirs


def about_own_case(
    talk: Talk, acts: Sequence[Act], items: Sequence[Item], reading: Reading
) -> Answer | None:
    """Perform what a constituent's short reply says about their own cases."""
    said: list[str] = []
    for act in acts:
        for issue in _cases(act, items):
            try:
                with talk.session.begin_nested():
                    said.append(_perform(talk, act, issue, reading))
            except Refused as refused:
                said.append(say(refused.key, **refused.fields))
    return Answer("\n".join(dict.fromkeys(said)), AS) if said else None


def _cases(act: Act, items: Sequence[Item]) -> Sequence[Issue | None]:
    found = [
        item.case for item in items if item.pending.ref in act.refs and isinstance(item.case, Issue)
    ]
    if found and act.act == "human":
        # One person rings, about the newest; not one call per case.
        return found[:1]
    if found:
        return found
    if act.act in ("status", "human", "keep_secret") or not items:
        return [None]
    newest = items[0].case
    return [newest if isinstance(newest, Issue) else None]


def _perform(talk: Talk, act: Act, issue: Issue | None, reading: Reading) -> str:
    if act.act == "status":
        return status(talk, issue)
    if act.act == "human":
        return want_human(talk, issue)
    if act.act == "keep_secret":
        return keep_secret(talk, issue)
    if issue is None:
        raise Refused("status.none")
    actor = actor_in(talk.session, issue, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
    if act.act == "rate":
        return _rate(talk, issue, str(act.fields.get("rating", "")))
    if act.act == "withdraw":
        issues.withdraw(talk.session, issue, actor, now=talk.now)
        return say("answer.withdrawn", case=label(issue))
    if act.act == "correct":
        return correct(talk, issue, reading)
    text = str(act.fields.get("text") or talk.text)
    words = wording.keep(talk.session, text, said_by=talk.contact.id, now=talk.now)
    issues.supplement(talk.session, issue, actor, words, now=talk.now)
    _attach_loose(talk, issue)
    return say("answer.supplement", case=label(issue))


_RATINGS = {"好了": "好了", "还差点": "还差点", "没好": "没好"}


def _rate(talk: Talk, issue: Issue, rating: str) -> str:
    if rating not in _RATINGS:
        raise Refused("refused.stopped")
    if issue.rating == rating and issue.state in ("closed", "recheck"):
        return say("answer.already_rated", case=label(issue), rating=rating)
    actor = actor_in(talk.session, issue, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
    words = None
    if len(talk.text.strip()) > 3:
        words = wording.keep(talk.session, talk.text, said_by=talk.contact.id, now=talk.now)
    issues.rate(talk.session, issue, actor, rating, words, now=talk.now)
    _attach_loose(talk, issue)
    key = "answer.closed_thanks" if rating == "好了" else "answer.rated_low"
    return say(key, case=label(issue))


def supplement(talk: Talk, issue: Issue, reading: Reading) -> Answer:
    """A later message that belongs to an open case is attached, not a new case."""
    actor = actor_in(talk.session, issue, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
    issues.supplement(talk.session, issue, actor, _words(talk, reading), now=talk.now)
    _attach_loose(talk, issue)
    talk.message.issue_id = issue.id
    return Answer(say("answer.supplement", case=label(issue)), AS, issue.id)


def correct(talk: Talk, issue: Issue, reading: Reading) -> str:
    """「说错了，是西坪」."""
    actor = actor_in(talk.session, issue, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
    grid = places.by_code(talk.session, reading.grid_code) if reading.grid_code else None
    words = _words(talk, reading)
    if grid is None or issue.state not in ("received", "asking", "routed"):
        issues.supplement(talk.session, issue, actor, words, now=talk.now)
        key = "answer.supplement" if grid is None else "answer.corrected_later"
        return say(key, case=label(issue))
    issues.correct_place(talk.session, issue, actor, grid, now=talk.now)
    return say("answer.corrected", case=label(issue), place=places.say_place(talk.session, grid))


def keep_secret(talk: Talk, issue: Issue | None) -> str:
    """「保密」: about the case that is meant, else about the newest."""
    own = issues.of_reporter(talk.session, talk.contact, limit=1)
    meant = issue or (own[0] if own else None)
    if meant is None:
        # Kept: what is said next is secret from its first moment.
        exchanges.promise_secrecy(talk.session, talk.contact.id, now=talk.now)
        return say("answer.secret_nothing")
    actor = actor_in(talk.session, meant, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
    issues.keep_secret(talk.session, meant, actor, now=talk.now)
    return say("answer.secret", case=label(meant))


def allow_phone(talk: Talk) -> Answer | None:
    """「可以打电话」 after a hand-over: the bureau may see the telephone."""
    for issue in issues.of_reporter(talk.session, talk.contact, limit=8):
        row = hand_overs.latest(talk.session, issue)
        if row is None or issue.state != "handed_over":
            continue
        actor = actor_in(talk.session, issue, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
        issues.allow_phone(talk.session, issue, actor, now=talk.now)
        return Answer(
            say("answer.phone_allowed", bureau=row.bureau.name, case=label(issue)), AS, issue.id
        )
    return None


def keep_phone(talk: Talk, phone: str) -> Answer:
    """A bare telephone number: kept for who handles the case, shown to nobody else."""
    people.keep_phone(talk.session, talk.contact, phone, now=talk.now)
    return Answer(say("answer.phone_kept"), AS)


def want_human(talk: Talk, issue: Issue | None) -> str:
    """「找人」: the station rings; without a case, a case is made of it, so that nobody is lost."""
    own = issues.of_reporter(talk.session, talk.contact, limit=1)
    meant = issue or (own[0] if own else None)
    if meant is None:
        meant = issues.open_call(talk.session, talk.contact, _said(talk), now=talk.now)
        talk.message.issue_id = meant.id
    else:
        actor = actor_in(talk.session, meant, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
        issues.want_human(talk.session, meant, actor, now=talk.now)
    return say_human(talk.session, meant, talk.contact, talk.now)


def say_human(session: Session, issue: Issue, contact: Contact, now: datetime) -> str:
    """Who rings. Where the reporter is secret only the county office knows whom to ring."""
    from_station = issue.station is not None and not issue.secret and issue.seen_by != "county"
    phone = issue.station.phone if from_station and issue.station else ""
    phone = phone or str(rule(session, "county.phone", now))
    station = desk_name(issue) if from_station else "县人大机关"
    if contact.phone:
        return say("answer.human", station=station, when="上班时间", phone=phone)
    return say("answer.human_no_phone", station=station, phone=phone)


def _said(talk: Talk) -> Words:
    if talk.message.words is not None:
        talk.message.words.masked = wording.mask(talk.text)
        return talk.message.words
    return wording.keep(talk.session, talk.text, said_by=talk.contact.id, now=talk.now)


def status(talk: Talk, issue: Issue | None) -> str:
    """Where each of the person's cases stands, in a sentence each."""
    rows = [issue] if issue is not None else issues.of_reporter(talk.session, talk.contact)
    if not rows:
        return say("status.none")
    lines = [say("status.line", case=label(row), where=where(talk, row)) for row in rows]
    return lines[0] if issue is not None else say("status.head", list="\n".join(lines))


def where(talk: Talk, issue: Issue) -> str:
    """Where one case stands, as its reporter reads it."""
    row = hand_overs.latest(talk.session, issue)
    return say(
        f"status.{issue.state}",
        place=places.say_place(talk.session, issue.grid),
        station=desk_name(issue),
        deputy=issue.deputy.name if issue.deputy else "",
        bureau=row.bureau.name if row else "",
        due=say_when(row.due, talk.now) if row else "",
        speak_by=say_when(issue.speak_by, talk.now) if issue.speak_by else "",
        rating=f"“{issue.rating}”" if issue.rating else "",
    )


# -------------------------------------------------------------------- answers to our questions


def place_answer(talk: Talk, asked: Exchange, reading: Reading) -> Answer | None:
    """The answer to 「哪个村」. None: this is about something else."""
    issue = talk.session.get(Issue, asked.case_id)
    if issue is None or issue.state != "asking":
        exchanges.finish(asked, talk.now)
        return None
    found = talk.reader.place(talk.text, home=issue.grid.code if issue.grid else None)
    if reading.kind == "problem" and len(talk.text) > 15 and not _only_place(talk, found):
        # Another matter; the first is not held up by it, nor asked about again.
        _settle(talk, issue, asked, found)
        return None
    if found.grid_code is None and reading.kind in ("status", "human", "withdrawal", "data_rights"):
        return None
    grid = places.by_code(talk.session, found.grid_code) if found.grid_code else None
    if found.ask and grid is None and not asked.waiting.get("again"):
        # Two villages of that name: the question is part of the same asking.
        asked.waiting = {"again": True}
        return Answer(found.ask, AS, issue.id)
    if not issues.raise_above(talk.session, issue, reading, now=talk.now):
        words = wording.keep(talk.session, talk.text, said_by=talk.contact.id, now=talk.now)
        issues.note_words(talk.session, issue, words, now=talk.now)
        return Answer(_settle(talk, issue, asked, found), AS, issue.id)
    _settle(talk, issue, asked, found)
    words = wording.keep(talk.session, talk.text, said_by=talk.contact.id, now=talk.now)
    actor = actor_in(talk.session, issue, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
    issues.supplement(talk.session, issue, actor, words, now=talk.now)
    return Answer(say_opened(talk.session, reading, [issue], talk.now), AS, issue.id)


def _only_place(talk: Talk, found: Places) -> bool:
    named = sum(len(place.text) for place in found.found)
    return named * 2 >= len(talk.text)


def _settle(talk: Talk, issue: Issue, asked: Exchange, found: Places) -> str:
    exchanges.finish(asked, talk.now)
    grid = places.by_code(talk.session, found.grid_code) if found.grid_code else None
    issues.settle_place(talk.session, issue, grid, now=talk.now)
    key = "answer.place_settled" if issue.grid is not None else "answer.place_unknown"
    return say(
        key,
        case=label(issue),
        place=places.say_place(talk.session, issue.grid),
        station=desk_name(issue),
        speak_by=say_when(issue.speak_by, talk.now) if issue.speak_by else "",
    )


def question_answer(talk: Talk, asked: Exchange, reading: Reading) -> Answer:
    """The constituent's answer goes to who asked."""
    issue = talk.session.get_one(Issue, asked.case_id)
    exchanges.finish(asked, talk.now)
    actor = actor_in(talk.session, issue, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
    issues.answer_question(
        talk.session, issue, actor, _words(talk, reading), asked.waiting, now=talk.now
    )
    _attach_loose(talk, issue)
    talk.message.issue_id = issue.id
    alarm = alarms.of(talk.session, issue)
    if alarm is not None:
        return Answer(say("answer.danger_noted", numbers=alarm.numbers or "110"), AS, issue.id)
    return Answer(say("answer.question_answered", case=label(issue)), AS, issue.id)


def _attach_loose(talk: Talk, issue: Issue) -> None:
    for media in messages.loose_media(talk.session, talk.contact, talk.now):
        media.issue_id = issue.id


# --------------------------------------------------------------------------- my deputies


def my_deputies(talk: Talk) -> Answer:
    """「我的代表」: the public cards, no telephone (X06)."""
    home = talk.home()
    if home is None or home.level in ("county", "township"):
        return Answer(say("deputies.unbound"), AS)
    return Answer(say_deputies(talk, home), AS)


_CONGRESSES = {
    "national": "全国人大代表",
    "province": "省人大代表",
    "city": "市人大代表",
    "county": "县人大代表",
    "township": "乡镇人大代表",
    "advisory": "议政代表",
}


def say_deputies(talk: Talk, grid: Grid) -> str:
    place = places.say_place(talk.session, grid)
    station = places.station_for(talk.session, grid)
    name = station.name if station else "县人大机关"
    rows = places.deputies_of(talk.session, grid, talk.now)
    if not rows:
        return say("deputies.none", place=place, station=name)
    lines = "\n".join(
        say(
            "deputies.line",
            name=row.name,
            congress=_CONGRESSES[row.congress],
            unit=f"，{row.electoral_unit}" if row.electoral_unit else "",
        )
        for row in rows
    )
    where_to_go = ""
    if station is not None and station.reception_days:
        where_to_go = say(
            "deputies.station",
            station=station.name,
            days=station.reception_days,
            address=f"，{station.address}" if station.address else "",
        )
    return say("deputies.mine", place=place, list=lines, station=where_to_go)


def joined(talk: Talk, reading: Reading, issue: Issue) -> Answer:
    """「我们楼也是」: told what becomes of it. What else is said with it, who handles it reads."""
    issues.join(talk.session, issue, talk.contact, now=talk.now)
    talk.message.issue_id = issue.id
    if reading.topic is not None:
        actor = actor_in(talk.session, issue, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
        issues.supplement(talk.session, issue, actor, _words(talk, reading), now=talk.now)
    _attach_loose(talk, issue)
    return Answer(say("answer.joined", case=label(issue)), AS, issue.id)
