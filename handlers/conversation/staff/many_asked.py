"""「都转完了吧还剩谁」, 「哪几件超期了」, 「今天谁还没回我」 of somebody at work: a question about
all that is in hand. It is answered with the list, lies on no case and moves none."""

import re
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from bot.actions import exchanges
from bot.actions.calendar import say_when
from bot.domain.calendars import local_day
from bot.domain.workflows.hand_over import HANDED_OVER, RESPONSIBLE
from bot.domain.workflows.issue import AT_STATION, RECHECK, ROUTED
from bot.store.models import HandOver, Issue
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.staff import at_desk, to_do
from handlers.conversation.staff.known_cases import known_to
from handlers.conversation.staff.left_over import explains, left_of
from handlers.conversation.staff.naming import names_body
from handlers.conversation.staff.orders import named_bodies
from handlers.conversation.suggestions import desk_asked

_HOW_MANY = re.compile(
    r"[几多]少?件|哪[些几件个]|(?:还)?有?谁|还剩|剩(?:下)?(?:哪|谁|几|多少)|有没有|都[^，,。]{1,5}(?:吧|吗|没有?)"
)
_OVERDUE = re.compile(r"超期|过期|逾期|超时|误期|到期了没|红灯(?!坏|不|没|闪)")
_SOON = re.compile(r"到期|快到|临期|黄灯(?!坏|不|没|闪)")
_UNSIGNED = re.compile(r"没(?:有)?(?:人)?(?:签收|收到?(?!拾))|未签|签收?(?:了|过)?(?:没|吗)")
_SILENT = re.compile(
    r"有(?:消息|动静|回音|回话)了?(?:没|吗)|没(?:有)?(?:给)?(?:我|咱|站里)?(?:回(?!家)|报|答|办|弄|交|动静|消息|结果|信儿?)|压着|拖着|卡着|办完|办了"
)
_UNGIVEN = re.compile(r"没(?:有)?(?:人)?(?:转|交办|派|分|管|动|接|认)|转完|转出去|没处理")
_GIVEN = re.compile(r"(?:转|交|派)(?:出去|办)?了?(?:几|多少|哪)")
#: 「供电所那边还没动静吗」, 「水利局收到没」: of what lies with that body.
_ANY_NEWS = re.compile(
    r"(?:[局所委办院站队府司]|公司|中心)(?:那边|那里|那儿|的人)?(?:还是|还|咋|怎么|一直|都|给)*"
    r"(?:没(?:有)?(?:给|一点)?(?:动静|回|消息|信儿?|反应|签收|收到|办)"
    r"|有没有?(?:动静|回|消息)|有(?:动静|回音|回话|消息)了?(?:没|吗)|(?:签收|收到|回话?|办)了?(?:没|吗)).{0,4}$"
)
#: A question about all of them is short.
_LONGEST = 24
_MOST = 10
_SOON_DAYS = 2


def answered(talk: Talk) -> Answer | None:
    """None: it asks nothing of the kind, or a case is in it."""
    text = talk.text.strip()
    of_a_body = bool(_ANY_NEWS.search(text)) and bool(talk.roles.officer_roles)
    bodies = named_bodies(talk) if of_a_body else set()
    if len(text) > _LONGEST or not talk.roles.any or not (_HOW_MANY.search(text) or bodies):
        return None
    kinds = (_OVERDUE, _SOON, _UNSIGNED, _GIVEN, _UNGIVEN, _SILENT)
    kind = next((each for each in kinds if each.search(text)), None)
    if kind is None or re.search(r"民\s*\d", text):
        return None
    left = left_of(talk, _OVERDUE.sub("", text))
    if any(explains(left, case) for case in known_to(talk)):
        return None
    if not talk.roles.officer_roles:
        return to_do.said(talk)
    if kind is _UNGIVEN:
        lines = [
            say("staff.line", ref=f"民{item.case.number}", title=item.case.title)
            for item in at_desk.for_desk(talk)
            if isinstance(item.case, Issue) and item.case.state in (ROUTED, AT_STATION, RECHECK)
        ]
    else:
        lines = [_line(talk, row) for row in _of_kind(talk, kind, text)]
    name = _NAMES.get(kind, "silent")
    of_suggestions = desk_asked.waiting(talk, name, text)
    if bodies and not of_the_named(talk, text) and not of_suggestions:
        return Answer(say("staff.many_none_there", bureau="、".join(sorted(bodies))), "staff")
    if not lines:
        return Answer(of_suggestions or say("staff.many_none"), "staff")
    refs = [line.partition("“")[0] for line in lines[:_MOST]]
    exchanges.note_shown(talk.session, talk.contact.id, refs, now=talk.now)
    more = say("staff.more", count=len(lines) - _MOST) if len(lines) > _MOST else ""
    said = say(_SAID[name], count=len(lines), list="\n".join(lines[:_MOST]), more=more)
    return Answer("\n".join(filter(None, (said, of_suggestions))), "staff")


_NAMES = {
    _OVERDUE: "overdue",
    _SOON: "soon",
    _UNSIGNED: "unsigned",
    _UNGIVEN: "ungiven",
    _GIVEN: "given",
}
_SAID = {
    "overdue": "staff.many_overdue",
    "soon": "staff.many_soon",
    "unsigned": "staff.many_unsigned",
    "ungiven": "staff.many_ungiven",
    "given": "staff.many_given",
    "silent": "staff.many_silent",
}


def _of_kind(talk: Talk, kind: re.Pattern[str], text: str) -> Sequence[HandOver]:
    today = local_day(talk.now)
    found = []
    for row in _in_hand(talk):
        if kind is _OVERDUE and row.due >= today:
            continue
        if kind is _SOON and not 0 <= (row.due - today).days <= _SOON_DAYS:
            continue
        if kind is _UNSIGNED and row.state != HANDED_OVER:
            continue
        if kind is _GIVEN and local_day(row.created_at) != today and "今" in text:
            continue
        found.append(row)
    of = [row for row in found if _is_named(row, text)]
    return of or found


def of_the_named(talk: Talk, text: str) -> Sequence[HandOver]:
    """What the bureaus that are named in ``text`` have of this desk's cases."""
    return [row for row in _in_hand(talk) if _is_named(row, text)]


def _is_named(row: HandOver, text: str) -> bool:
    return names_body(text, "|".join((row.bureau.name, *row.bureau.aliases)))


def _in_hand(talk: Talk) -> Sequence[HandOver]:
    """What bureaus have of the cases at this desk, the longest due first."""
    cases = [
        item.case.issue if isinstance(item.case, HandOver) else item.case
        for item in at_desk.for_desk(talk)
    ]
    ids = {case.id for case in cases if isinstance(case, Issue)}
    return talk.session.scalars(
        select(HandOver)
        .where(HandOver.issue_id.in_(ids), HandOver.state.in_(RESPONSIBLE))
        .options(joinedload(HandOver.issue), joinedload(HandOver.bureau))
        .order_by(HandOver.due, HandOver.id)
    ).all()


def _line(talk: Talk, row: HandOver) -> str:
    return say(
        "staff.line_given",
        ref=f"民{row.issue.number}",
        title=row.issue.title,
        bureau=row.bureau.name,
        due=say_when(row.due, talk.now),
    )
