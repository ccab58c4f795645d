"""A new matter, one that joins another, and rights over one's own data."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.actions import exchanges, issues, messages, places
from bot.actions import words as wording
from bot.actions.actors import actor_in
from bot.actions.calendar import say_when
from bot.actions.casework import label
from bot.domain.workflow import Party, Refused
from bot.domain.workflows.issue import OPEN
from bot.store.models import Issue, Words
from bot.texts import say
from handlers.conversation.citizen import beginnings
from handlers.conversation.citizen.phones import keep_said
from handlers.conversation.citizen.wishes import asks_for_silence, without_wish
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from handlers.conversation.receipts import say_opened
from nlp.reading import Reading
from nlp.things import holds_a_matter, is_wrong, things, up_to_thing


def new_matter(talk: Talk, reading: Reading, told: str = "", *, only_where: bool = False) -> Answer:
    """Open what the message is about and say what happens now (field-notes 4). ``told``: what they
    said before it, without which nobody would know of what it speaks; ``only_where``: it names the
    place of what they began with, and no more."""
    words = words_of(talk, reading)
    keep_said(talk, reading)
    earlier = beginnings.carried(talk)
    begun = [message.words.text or "" for message in earlier if message.words]
    reading = _together(talk, [told, *begun], reading, only_where)
    promised = exchanges.promised_secrecy(talk.session, talk.contact.id, talk.now)
    before = exchanges.promised_place(talk.session, talk.contact.id, talk.now)
    there = None
    if before is not None:
        exchanges.finish(before, talk.now)
        if not reading.places:
            there = places.by_code(talk.session, str(before.waiting["code"]))
    if told and there is None and reading.grid_code is None:
        code = talk.reader.place(told).grid_code
        there = places.by_code(talk.session, code) if code else None
    if there is None and reading.grid_code is None and talk.roles.any:
        # What a deputy or a grid's worker brings is of their own grid, unless it says where.
        there = talk.home()
    silent = asks_for_silence(talk.text)
    if silent:
        words.masked = without_wish(words.masked)
    # Asked before anything of theirs is written: a newcomer has none, and nobody need look.
    loose = messages.loose_media(talk.session, talk.contact, talk.now)
    opened = []
    parts = issues.parts_of(talk.reader, reading)
    for part in parts:
        own = words
        if len(parts) > 1:
            own = _keep(talk, part.matter.text)
        elif earlier or told:
            # 「我替我二姨说的，她不会用微信」: whoever is told of the matter reads it with it.
            own = _keep(talk, "。".join(filter(None, [told, *begun, words.text])))
        opened.append(
            issues.open_issue(
                talk.session,
                talk.contact,
                own,
                part.reading,
                part.matter,
                now=talk.now,
                grid=there,
                secret=bool(promised) or silent,
            )
        )
    for row in promised:
        exchanges.finish(row, talk.now)
    plain = {
        issue.id: part.reading for issue, part in zip(opened, parts, strict=True) if part.plain
    }
    # The whole message and its pictures lie where the gravest part may be read, nowhere lower.
    above = [issue for issue in opened if issue.id not in plain]
    for media in loose:
        media.issue_id = above[0].id
    beginnings.go_along(earlier, above[0])
    newcomer = bool(talk.asides)
    said = say_opened(talk.session, reading, above, talk.now, newcomer=newcomer)
    for issue in opened:
        if issue.id in plain:
            read = plain[issue.id]
            said += "\n" + say_opened(talk.session, read, [issue], talk.now, newcomer=newcomer)
    return Answer(said, AS_CONSTITUENT, above[0].id)


def _together(talk: Talk, earlier: Sequence[str], reading: Reading, only_where: bool) -> Reading:
    """「那个路」, 「俺都摔两回了」, 「我们东坪村也是」: what holds no matter by itself is read with
    what was said just before it."""
    plain = reading.kind in ("problem", "unclear", "joining", "supplement")
    plain = plain and reading.urgency == "普通"
    if not plain or holds_a_matter(reading.text, reading.places):
        return reading
    pieces = [piece for text in earlier if (piece := _piece(talk, text, reading))]
    if not pieces:
        return reading
    # 「就是还有两盏没亮」 of lamps that were thanked for: what is not so now is what it is.
    but = is_wrong(reading.text) and not any(is_wrong(piece) for piece in pieces)
    if but:
        text = "，".join(map(up_to_thing, pieces)) + _ONLY_THAT.sub("", reading.text)
    else:
        text = f"{''.join(pieces)}，{reading.text}"
    home = talk.home()
    found = talk.reader.read(text, home=home.code if home else None)
    # 「没米下锅了」, then 「东坪村三组的老刘」.
    only_who = not (things(reading.text, reading.places) or is_wrong(reading.text))
    before = only_who and any(beginnings.tells_what(talk, each) for each in earlier)
    told = only_where or before or holds_a_matter(text, found.places)
    if not told or found.kind not in ("problem", "joining"):
        return reading
    return replace(found, kind="problem")


#: Longer beginnings tell who speaks, but for the part that names a thing.
_A_PIECE = 12
_PARTS = re.compile(r"[，,。；;！!？?\s]+")
_ONLY_THAT = re.compile(r"^(?:就是|是|那个|这个|就|那)+")
_SAYS_NOTHING = re.compile(r"(?:那啥|那个|就是|喂|在吗?|你好|您好|嗯|啊|哦|唉|哎|同志|有人吗?)+\W*")


def _piece(talk: Talk, text: str, reading: Reading) -> str:
    """What of ``text`` tells of what ``reading`` speaks; its place only where that names none."""
    if reading.places:
        for place in talk.reader.place(text).found:
            text = text.replace(place.text, "", 1)
    if len(text) > _A_PIECE:
        named = (
            part for part in _PARTS.split(text) if len(part) <= _A_PIECE and things(part).named
        )
        text = next(named, "")
    text = _ONLY_THAT.sub("", text)
    return "" if _SAYS_NOTHING.fullmatch(text) else text


def _keep(talk: Talk, text: str) -> Words:
    shown = without_wish(wording.mask(text))
    return wording.keep(talk.session, text, said_by=talk.contact.id, now=talk.now, masked=shown)


def words_of(talk: Talk, reading: Reading) -> Words:
    words = talk.message.words
    if words is None:
        raise Refused("answer.unclear")
    if words.masked != reading.masked:
        words.masked = reading.masked
    return words


def data_rights(talk: Talk, reading: Reading) -> Answer:
    """Rights over one's own data (personal information law 44–50): to the county office only. One
    request at a time: what is asked for beside it stands with it."""
    words = words_of(talk, reading)
    own = issues.of_reporter(talk.session, talk.contact, limit=8)
    asked = (each for each in own if each.kind == "data_rights" and each.state in OPEN)
    issue = next(asked, None)
    if issue is None:
        issue = issues.open_data_rights(talk.session, talk.contact, words, now=talk.now)
    else:
        actor = actor_in(talk.session, issue, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
        issues.supplement(talk.session, issue, actor, words, now=talk.now)
    talk.message.issue_id = issue.id
    return Answer(
        say(
            "privacy.rights",
            number=f"民{issue.number}",
            speak_by=say_when(issue.speak_by, talk.now) if issue.speak_by else "",
        ),
        AS_CONSTITUENT,
        issue.id,
    )


def joined(talk: Talk, reading: Reading, issue: Issue) -> Answer:
    """「我们楼也是」: told what becomes of it. What else is said with it, who handles it reads."""
    issues.join(talk.session, issue, talk.contact, now=talk.now)
    talk.message.issue_id = issue.id
    if reading.topic is not None:
        actor = actor_in(talk.session, issue, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
        issues.supplement(talk.session, issue, actor, words_of(talk, reading), now=talk.now)
    attach_loose(talk, issue)
    return Answer(say("answer.joined", case=label(issue)), AS_CONSTITUENT, issue.id)


def attach_loose(talk: Talk, issue: Issue) -> None:
    for media in messages.loose_media(talk.session, talk.contact, talk.now):
        media.issue_id = issue.id
