"""What a bureau says of its suggestions in everyday words where many other things wait as well:
that they have it, whom of the deputies they met, another day for what they asked, one answer for
several."""

import re
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from bot.actions.calendar import county_calendar
from bot.actions.casework import label
from bot.actions.rules import rule
from bot.actions.suggestions import receipts
from bot.actions.suggestions.kind import link_to, short
from bot.domain.workflows.assignment import ASSIGNED, ASSIGNMENT, RESPONSIBLE, REWORK
from bot.store.models import Assignment, Message
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.replies import items_of, reply_of
from handlers.conversation.suggestions import appointed, items
from handlers.conversation.suggestions.named_row import DEPUTY, called, is_called
from handlers.conversation.suggestions.which_row import acted_on
from handlers.conversation.suggestions.words import bare, do, titled, which
from nlp.dates import find_days

_NUMBER = r"(?:建)?(?:〔\d{1,2}[-－]\d{1,2}〕)?(?:建)?第?(?P<n>\d{1,5})(?:号|件|这件|号件)?"
#: 「好的，建11收下了」, 「14我们收」.
_HAVE_IT = re.compile(
    rf"^(?:好的?|行|嗯)?[，,。 ]*{_NUMBER}(?:的)?[，, ]?(?:我们?|我局|我所|单位|这边)?(?:已经?|都)?"
    r"(?:收(?:到|下)?|接(?:收|到)?|签(?:收)?|领)(?:了|啦)?[。！!]?$"
)
#: 「收到11」.
_RECEIPT_OF = re.compile(
    rf"^(?:好的?|行|嗯)?[，,。 ]*(?:收到|收悉|收下|签收|接收|领)(?:了|啦)?[，, ]*{_NUMBER}"
    r"(?:了)?[。！!]?$"
)
_SHOWN = 5
#: 「办前联系了孙代表，电话里说好周三看现场」.
_SPOKE = re.compile(
    r"(?:联系|沟通|商量|协商|座谈|面商|见|谈|汇报|通报|请教|征求)(?:了|过|上)|电话里|打(?:了|过|通)(?:个)?电话"
)
_NOT_YET = re.compile(r"没|未|准备|打算|计划|想|请代表|联系不上")
#: 「推到明年4月10日」 of what was asked for before.
_ANOTHER_DAY = re.compile(
    r"^(?:那|哦|嗯|改一?下)*[，, ]*(?:就|先|还是|那就)?"
    r"(?:推|延|缓|改|拖|推迟|延期|延长)?(?:迟|期|后)?(?:到|至|成)(?P<day>.{2,20})$"
)
#: 「城关镇1号和11号一起答：水渠4月清完」.
_JOINTLY = re.compile(
    r"^(?P<which>.{2,60}?)(?:都|这几件|这两件|这些)?"
    r"(?:合着|放)?(?:一起|一并|一块儿?|合并|并案|合在一起|合成一份|合着)(?:书面)?(?:答复?|回复|办理?答复)"
    r"(?:了|吧|(?:可以|行|成|好)(?:吗|不行?|不)?)?\W?(?:[：:，,。 ]+(?P<text>.+))?$",
    re.DOTALL,
)


def of_bureau(talk: Talk, bureaus: Sequence[int]) -> Answer | None:
    """None: it is about something else. Raises Refused."""
    said = bare(talk)
    answered = (
        _received(talk, bureaus, said)
        or _received_before(talk, bureaus, said)
        or _jointly(talk, bureaus, said)
        or _another_day(talk, said)
        or _met(talk, said)
    )
    return Answer(answered, "bureau") if answered else None


def _received(talk: Talk, bureaus: Sequence[int], said: str) -> str | None:
    found = _HAVE_IT.match(said) or _RECEIPT_OF.match(said)
    if found is None or "民" in said:
        return None
    if any(item.pending.ref == f"民{found['n']}" for item in items_of(talk, "bureau")):
        return None
    every = receipts.find(talk.session, bureaus, int(found["n"]))
    if not every:
        return _no_such(talk, bureaus, int(found["n"]))
    rows = [row for row in every if row.state == ASSIGNED]
    rows = rows or [row for row in every if row.state in RESPONSIBLE]
    if not rows:
        return None
    return do(talk, "confirm_receipt", rows[0], role="bureau") if len(rows) == 1 else which(rows)


#: 「桥那件重办收到」.
_RECEIPT_OF_THAT = re.compile(
    r"^(?P<words>[^，,。\d]{1,10}?)的?(?:那|这)[件条个](?:建议)?[^，,。不没]{0,4}(?:收到|签收|接到|收悉)"
    r"(?:了|啦)?[。！!]?$"
)


def _received_before(talk: Talk, bureaus: Sequence[int], said: str) -> str | None:
    """How it stands with the one that is named and waits for no receipt: another that does is not
    confirmed instead."""
    found = _RECEIPT_OF_THAT.match(said)
    if found is None:
        return None
    answered = receipts.answered_of(talk.session, bureaus)
    rows = [*receipts.open_of(talk.session, bureaus), *answered]
    named = [row for row in rows if found["words"] in row.suggestion.title]
    if len(named) != 1 or named[0].state in (ASSIGNED, REWORK):
        return None
    state = ASSIGNMENT.states[named[0].state]
    return say("handling.received_before", case=label(named[0]), state=state)


def _no_such(talk: Talk, bureaus: Sequence[int], number: int) -> str | None:
    """Another than the one that waits is named: that one is not confirmed instead."""
    waiting = [row for row in receipts.open_of(talk.session, bureaus) if row.state == ASSIGNED]
    if not waiting:
        return None
    listed = "、".join(short(row) for row in waiting[:_SHOWN])
    return say("handling.no_such", number=number, list=listed)


def _jointly(talk: Talk, bureaus: Sequence[int], said: str) -> str | None:
    """Several of theirs and one answer: each deputy reads it as the draft for the own one; the
    letter is written on the page, for all of them at once."""
    found = _JOINTLY.match(said)
    if found is None or re.search(r"民\s*\d", found["which"]):
        return None
    open_ones = [row for row in receipts.open_of(talk.session, bureaus) if row.role == "lead"]
    rows: list[Assignment] = []
    for part in re.split(r"[、，,和跟与及]", found["which"]):
        number = re.search(r"(\d{1,5})(?:号|件)?\D*$", part)
        if number is not None:
            place = re.match(r"[一-鿿]{2,6}?(?=[〔\d])", part.removeprefix("建"))
            meant = [
                row
                for row in open_ones
                if row.suggestion.serial == int(number[1])
                and (place is None or place[0] in (row.suggestion.number or ""))
            ]
            if place is None and len(meant) > 1:
                meant = [row for row in meant if row.suggestion.congress == "county"] or meant
        else:
            words = re.sub(r"(?:那|这)[件条个]$|的?建议$", "", part.strip())
            titles = titled([row.suggestion for row in open_ones], words)
            meant = [row for row in open_ones if row.suggestion in titles]
        if len(meant) != 1:
            return which(meant) if meant else None
        rows += [row for row in meant if row not in rows]
    if len(rows) < 2:
        return None
    text = (found["text"] or "").strip()
    cases, link = "、".join(label(row) for row in rows), link_to(talk.session, rows[0].suggestion)
    if not text:
        return say("handling.jointly_on_page", cases=cases, link=link)
    for row in rows:
        do(talk, "show_draft", row, role="bureau", text=text)
    return say("handling.jointly_shown", cases=cases, link=link)


def _another_day(talk: Talk, said: str) -> str | None:
    """Another day for the one of which they spoke last, if they asked for more time there."""
    found = _ANOTHER_DAY.match(said)
    if found is None:
        return None
    row = _asked_before(talk)
    if row is None:
        row = acted_on(talk)
        row = row if row is not None and row.extension_until is not None else None
    if row is None:
        return None
    calendar = county_calendar(talk.session, talk.now)
    days = find_days(found["day"], now=talk.now, calendar=calendar)
    if len(days) != 1:
        return None
    until = days[0].day.isoformat()
    return do(talk, "request_extension", row, role="bureau", until=until)


def _asked_before(talk: Talk) -> Assignment | None:
    """The one for which their last message asked for more time, without a day that could stand."""
    minutes = int(rule(talk.session, "conversation.talk_minutes", talk.now))
    last = talk.session.scalar(
        select(Message)
        .where(
            Message.contact_id == talk.contact.id,
            Message.id != talk.message.id,
            Message.received_at > talk.now - timedelta(minutes=minutes),
        )
        .order_by(Message.id.desc())
        .limit(1)
    )
    text = (last.words.text if last is not None and last.words is not None else "") or ""
    if not re.search(r"延|推|缓|宽限", text):
        return None
    number = re.match(rf"^{_NUMBER}", text)
    bureaus = [liaison.bureau_id for liaison in talk.roles.liaisons]
    if number is not None:
        rows = receipts.find(talk.session, bureaus, int(number["n"]))
    else:
        rows = called(talk, receipts.open_of(talk.session, bureaus), text)
    return rows[0] if len(rows) == 1 and rows[0].state in RESPONSIBLE else None


def _met(talk: Talk, said: str) -> str | None:
    """With a deputy by name: of the suggestion that this deputy follows, whatever else waits."""
    names = [found["name"] for found in DEPUTY.finditer(said)]
    if not names or re.search(r"民\s*\d", said):
        return None
    bureaus = [liaison.bureau_id for liaison in talk.roles.liaisons]
    rows = [row for row in receipts.open_of(talk.session, bureaus) if row.role == "lead"]
    number = re.match(rf"^{_NUMBER}(?!\s*[月日天点人次])", said)
    named = [row for row in rows if number and row.suggestion.serial == int(number["n"])]
    meant = named or [row for row in rows if any(is_called(talk, row, name) for name in names)]
    if len(meant) != 1:
        # Two of the same deputy: the number says which, and the question keeps the words.
        return None
    if appointed.is_appointed(talk, said):
        return appointed.told(talk, meant[0], said)
    if appointed.is_wished(said):
        return do(talk, "ask_time", meant[0], role="bureau", text=said)
    fields = _fields(talk, meant[0], "record_meeting")
    if fields is None and not (_SPOKE.search(said) and not _NOT_YET.search(said)):
        return None
    given = (fields or {}) | {"text": said}
    return do(talk, "record_meeting", meant[0], role="bureau", **given)


def _fields(talk: Talk, row: Assignment, act: str) -> dict[str, str] | None:
    """What a text says if it is about this one alone; None: it is no such act."""
    listed = [item for item in items.for_bureau(talk) if item.case is row]
    acts = reply_of(talk, "bureau", listed).acts if listed else ()
    return next((dict(one.fields) for one in acts if one.act == act), None)
