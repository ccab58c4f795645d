"""Somebody came to the station, rang or wrote, and an officer types it in the chat: entered for
them, through the same door as on the page (bot/actions/entering.py), danger before everything."""

import re

from sqlalchemy import select

from bot.actions import entering, messages
from bot.actions.calendar import say_when
from bot.actions.casework import label, link_to
from bot.actions.rules import rule
from bot.domain.workflows.issue import ANSWERED, TOLD
from bot.store.models import BureauLiaison, Issue, Media, Message, Officer
from bot.texts import say
from handlers.conversation.case_numbers import NUMBER
from handlers.conversation.context import Answer, Talk
from handlers.conversation.how_far import is_surely_done
from handlers.conversation.pending import Item
from handlers.conversation.staff import kept, orders, which_case
from handlers.conversation.staff.frames import in_order, told_in_frame
from handlers.conversation.staff.known_cases import known_to
from handlers.conversation.staff.left_over import in_title, left_of
from handlers.conversation.staff.naming import is_called
from handlers.conversation.staff.who_came import Told, told_by
from nlp.things import is_wrong, things

_HOW_TO_ENTER = re.compile(r"^(替群众|帮群众|代群众)?(登记|录入|录一件|登记一下|代录)[。！!]?$")
#: What somebody says to news of their case, and no matter.
_AN_ANSWER = re.compile(
    r"^(?:她|他)?(?:都|也|已经?)?(?:好了|好着呢?|知道|晓得|行|中|可以|没事|满意|不满意|谢谢|感谢"
    r"|同意|不同意|没接|不在|再说|算了"
    r"|(?:还)?没(?:有)?(?:好|[修弄办解换清]决?(?:好|完|妥)?|来|动)|又|还是)(?:了|的|呢|吧)?(?:[，,。].{0,8})?$"
)
_LEAST = 3
#: Who it was stands within so many letters.
_HEAD = 6
#: ①, ②: one after another.
_CIRCLED = re.compile(r"[①-⑨][、.．]?")


#: 「有人打电话来问垃圾的事」: of what was reported already.
_ASKS_AFTER = re.compile(r"(?:[来在电话]|又)(?:问|打听|催|过问)(?!题)")


def told(talk: Talk) -> Told | None:
    """Whom the message tells of, and what; None: of nobody."""
    return next(iter(all_told(talk)), None)


def all_told(talk: Talk) -> tuple[Told, ...]:
    """Everybody of whom the message tells, in its order."""
    text = _CIRCLED.sub(lambda found: f"{ord(found[0]) - ord('①') + 1}、", talk.text.strip())
    if orders.is_word_for(text):
        return ()
    text = in_order(text)
    places = talk.reader.place(text).found
    spans = [(place.start, place.end) for place in places if place.code]
    several = told_in_frame(text, spans) if talk.roles.officer_roles else ()
    if len(several) > 1:
        return several
    one = told_by(text, spans)
    found = (one,) if one is not None and not (one.source == "heard" and several) else several
    case = _their_case(talk, found[0]) if len(found) == 1 and talk.roles.officer_roles else None
    # 「老王说灯还是闪」 of what was reported as done is what he says of it.
    return () if case is not None and case.state in (ANSWERED, TOLD) else found


def entered(talk: Talk) -> Answer | None:
    """What somebody who came or rang said, entered for them; None: nobody did."""
    if not talk.roles.officer_roles:
        return None
    if _HOW_TO_ENTER.match(talk.text.strip()):
        address = f"{talk.session.info.get('public_url', '')}/console/new"
        return Answer(say("staff.enter_here", link=address), "station")
    given = all_told(talk)
    if not given or NUMBER.match(talk.text.strip()):
        return None
    if any(not _is_matter(talk, one) or is_at_work(talk, one.name) for one in given):
        return None
    known = _their_case(talk, given[0]) if len(given) == 1 else None
    if known is not None:
        meant = which_case.among(talk, f"民{known.number}")
        return kept.keep(talk, meant, talk.text.strip())
    asked_after = _asked_after(talk)
    if asked_after is not None:
        # Who rang stands in it: kept for the desk, and sent to no bureau.
        return kept.note(talk, "station", asked_after, talk.text.strip())
    answers = [enter(talk, one) for one in given]
    text = "\n".join(answer.text for answer in answers)
    return Answer(text, answers[-1].taken_as, answers[-1].issue_id)


def _asked_after(talk: Talk) -> Item | None:
    """The one case of the desk of which a word stands in 「有人打电话来问垃圾的事」."""
    if not _ASKS_AFTER.search(talk.text):
        return None
    words = left_of(talk, talk.text).named
    found = [
        item
        for case in known_to(talk)
        if case.open and any(in_title(word, case) for word in words)
        for role, item in case.held
        if role == "station"
    ]
    return found[0] if len(found) == 1 else None


def _is_matter(talk: Talk, given: Told) -> bool:
    """Whether something is told, and not what somebody says to news of their case."""
    said = given.said.removeprefix(given.place)
    if is_an_answer(given):
        return False
    if given.source != "heard":
        return len(said) >= _LEAST or bool(things(said))
    # 「有人反映龙泉村涵洞塌了半边」; 「群众说灯还没修」 is of a case.
    placed = bool(given.place) or talk.reader.place(said).grid_code is not None
    return (
        placed and bool(things(said) or is_wrong(said)) and which_case.of(talk, said).why != "words"
    )


def is_an_answer(given: Told) -> bool:
    """「说好了」: what somebody says to news of their case."""
    said = given.said.removeprefix(given.place)
    return bool(_AN_ANSWER.match(said)) or (is_surely_done(said) and not is_wrong(said))


def _their_case(talk: Talk, given: Told) -> Issue | None:
    """「王桂兰来电话，说路灯还没修」: what is said is of the case that she reported."""
    front = given.name if len(given.name) >= len("王五") else talk.text[:_HEAD]
    for case in known_to(talk):
        if case.issue is None or not case.name or not is_called(case.name, front):
            continue
        if things(given.said).of(case.named) or not things(given.said):
            return case.issue
    return None


def is_at_work(talk: Talk, name: str) -> bool:
    """「马强来电话，说明天去修」 of a bureau's own person."""
    if len(name) < len("王五"):
        return False
    return any(
        talk.session.scalar(select(table.id).where(table.name == name).limit(1)) is not None
        for table in (BureauLiaison, Officer)
    )


def enter(talk: Talk, given: Told) -> Answer:
    """Entered in their name who came, and what is said of it to the officer."""
    row = entering.Entered(
        said=given.said,
        place=given.place,
        name=given.name,
        phone=given.phone,
        source="walk_in" if given.source == "heard" else given.source,
    )
    opened, read = entering.enter(
        talk.session, talk.contact, row, now=talk.now, silent=given.silent
    )
    issue = opened[0]
    _take_picture(talk, issue, of_a_book=given.source == "book")
    fields = {
        "case": "、".join(label(each) for each in opened),
        "phone": "" if given.phone else say("staff.entered_no_phone"),
        "link": link_to(talk.session, issue),
    }
    if issue.urgency == "危急":
        line = read.safety.line if read and read.safety else say("answer.danger_line")
        said = say("staff.entered_danger", line=line, **fields)
    elif issue.speak_by is None:
        days = int(rule(talk.session, "issue.speak_within", talk.now))
        said = say("staff.entered_within", days=days, **fields)
    else:
        said = say("staff.entered", speak_by=say_when(issue.speak_by, talk.now), **fields)
    if given.silent and issue.urgency != "危急":
        said += "\n" + say("staff.entered_silent")
    above = [each for each in opened if each.seen_by == "county"]
    if above and issue.urgency != "危急":
        # Who entered it does not see it any more, and is told so.
        said += "\n" + say("staff.entered_above", case="、".join(label(each) for each in above))
    return Answer(said, "station", issue.id)


def _take_picture(talk: Talk, issue: Issue, *, of_a_book: bool) -> None:
    """What was sent before the words goes with them. A page of the reception book names others
    too: only the desk sees it."""
    before = talk.session.scalar(
        select(Message)
        .where(Message.contact_id == talk.contact.id, Message.id < talk.message.id)
        .order_by(Message.id.desc())
        .limit(1)
    )
    sent = {media.id: media for media in messages.loose_media(talk.session, talk.contact, talk.now)}
    if before is not None and before.kind == "image":
        just_now = select(Media).where(Media.message_id == before.id)
        sent |= {media.id: media for media in talk.session.scalars(just_now)}
    for media in sent.values():
        media.issue_id = issue.id
        if of_a_book and media.kind == "image":
            media.kind = "file"
