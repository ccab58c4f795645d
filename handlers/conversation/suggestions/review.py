"""The desk's words about suggestions that wait for its review: named by number or by title, as in
「路灯建议通过」, 「稿14退回，群众电话请去掉」."""

import re
from collections.abc import Sequence

from bot.actions.casework import label
from bot.actions.kinds import address
from bot.actions.suggestions import drafts, parties, readers
from bot.domain.workflow import Refused
from bot.domain.workflows.suggestion import DRAFT
from bot.domain.workflows.suggestion import SUGGESTION as TABLE
from bot.store.models import Suggestion
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.replies import held, items_of
from handlers.conversation.suggestions import at_desk, desk_asked, desk_steps, review_freely
from handlers.conversation.suggestions.newest import shown_alone
from handlers.conversation.suggestions.words import bare, do, titled, which

_YES = (
    r"(?:(?:我看)?(?:行|可以|好)[，,]?(?:往上报|报上去|上报|立案|通过)|立案|审核通过|审过了?|也?通过|同意(?:上报|报上去|转上去|送上去|提交|立案)?|没意见"
    r"|可以(?:上报|报上去|转上去)?|上报|报上去|转上去|往上报|送上去)"
)
_BACK = (
    r"(?:先|再)?(?:打回|退回|退改|发回|返回)(?:去|给(?:他|她|代表))?"
    r"(?:修改|改改|改一改|重写|重新写|补充)?"
)
#: 「这个先打回去，让他写清路有几米宽」: of the only one, or of the one they were told of last.
_THIS_BACK = re.compile(
    rf"^(?:这[个份件条]|它|稿子|这个稿子?)(?:建议)?{_BACK}(?:吧|了)?[，,。：: ]+(?P<why>.{{4,}})$",
    re.DOTALL,
)
_THIS_YES = re.compile(
    rf"^(?:这[个份件条]|它|稿子|这个稿子?)(?:建议)?(?:我看)?(?:行|可以|好|没问题)?[，,]?{_YES}(?:吧|了)?[。！!]?$"
)
#: What takes a page: 「稿17和建11是同一件，并进去」, 「稿18交给水利局」.
_ON_PAGE = re.compile(
    r"稿\s*(?P<n>\d{1,5})(?=.*(?:同一件|一回事|并(?:进|入|到|在)|合并|并案|交办|交给|派给|主办))"
)
#: 「稿18不能作为建议」, 「稿18不予受理」: on a page too, of whoever has it before them.
_DECLINES = re.compile(
    r"^(?=.*(?:(?:不能|不该|不应|不宜|不)(?:作为|算|作|是|当).{0,4}(?:代表)?建议"
    r"|不(?:予|能|该|应)?(?:受理|立案|立|收|作为建议)|不予.{0,4}建议)).*?稿\s*(?P<n>\d{1,5})(?!\d)"
)
#: Several in one message: 「稿15通过，稿16也通过」.
_PARTS = re.compile(
    r"[；;\n]|[，,](?=(?:把)?(?:D|稿)\s*\d)|(?<=[案报过收])(?:吧|了)?[，,](?=[^，,]{2,8}(?:那|这)[个件条份])"
)
_DECIDES = re.compile(
    r"^(?:把)?(?P<named>(?:D|稿)?\s*\d{1,5}号?|.{2,14}?)(?:的)?(?:那|这)?(?:[条件个份])?(?:的)?"
    r"(?P<kind>(?:代表)?(?:建议|稿子?))?[，,：: ]?"
    rf"(?:(?P<yes>{_YES})"
    rf"|(?P<back>{_BACK}))(?:吧|了)?"
    r"(?:[，,。：: ]+(?P<why>.+))?[。！!]?$",
    re.DOTALL,
)
#: 「稿14群众名字没写，可以，同意上报」: the number first, what was looked at, then the word.
_LOOKED_AT = re.compile(
    r"^(?P<named>稿\s*\d{1,5}号?)(?!.*(?:不同意|不通过|退回|不能|不行))[^\n]{1,60}?[，,。；; ]"
    rf"(?P<kind>)(?P<yes>{_YES})(?:吧|了)?(?P<back>)(?P<why>)[。！!]?$"
)
_DRAFT = re.compile(r"(?P<mark>D|稿)?\s*(?P<n>\d{1,5})号?")


def decided(talk: Talk) -> Answer | None:
    """The answer to such an order; None where nothing that waits here is named."""
    if not talk.roles.officer_roles:
        return None
    confirmed = review_freely.confirmed(talk)
    if confirmed is not None:
        return confirmed
    formal = desk_asked.asked(talk) or desk_steps.heard(talk)
    if formal is not None:
        return formal
    parts = [part.strip() for part in _PARTS.split(bare(talk)) if part.strip()]
    answers = [_one(talk, part) for part in parts] if len(parts) > 1 else []
    if answers and all(answer is not None for answer in answers):
        return Answer("\n".join(one.text for one in answers if one is not None), "staff")
    return _one(talk, bare(talk))


def _one(talk: Talk, said: str) -> Answer | None:
    this = _THIS_BACK.match(said) or _THIS_YES.match(said)
    if this is not None:
        return _this(talk, this)
    elsewhere = review_freely.merged(talk, said) or review_freely.assigned(talk, said)
    if elsewhere is not None:
        return elsewhere
    on_page = _ON_PAGE.search(said)
    if on_page is not None and (answer := _takes_a_page(talk, int(on_page["n"]))) is not None:
        return answer
    declined = _DECLINES.search(said)
    if declined is not None and not talk.roles.deputies:
        return _declined(talk, int(declined["n"]))
    found = _LOOKED_AT.match(said) or _DECIDES.match(said)
    if found is None:
        return review_freely.decided(talk, said) or _is_over(talk, said)
    rows = at_desk.waiting_for_review(talk)
    meant = _named(rows, found["named"], clear=bool(found["kind"]))
    meant = meant or _of_whom(rows, found["named"])
    if not meant:
        return _decided_before(talk, found["named"]) or review_freely.decided(talk, said)
    if len(meant) > 1:
        return Answer(which(meant), "staff")
    try:
        with talk.session.begin_nested():
            if found["yes"]:
                return Answer(do(talk, "pass_on", meant[0], role="office"), "staff")
            clauses = [part for part in re.split(r"[，,。；;！!\n]+", said) if part.strip()]
            why = max((found["why"] or "").strip(), review_freely.reason(clauses), key=len)
            return Answer(do(talk, "send_back", meant[0], role="office", text=why), "staff")
    except Refused as refused:
        return Answer(say(refused.key, **refused.fields), "staff")


def _this(talk: Talk, found: re.Match[str]) -> Answer | None:
    """The only one that waits, or the one they were told of last."""
    waiting = at_desk.waiting_for_review(talk)
    meant = shown_alone(talk, waiting) or waiting
    if not meant:
        return None
    if len(meant) > 1:
        return Answer(which(meant), "staff")
    why = (found.groupdict().get("why") or "").strip()
    act = "send_back" if "why" in found.groupdict() else "pass_on"
    try:
        with talk.session.begin_nested():
            return Answer(do(talk, act, meant[0], role="office", text=why), "staff")
    except Refused as refused:
        return Answer(say(refused.key, **refused.fields), "staff")


def _takes_a_page(talk: Talk, number: int) -> Answer | None:
    """What is weighed with the texts before one's eyes: where that is done."""
    about = drafts.by_draft_number(talk.session, number)
    if about is None or about.state == DRAFT:
        return None
    if not parties.parties_of(talk.session, about, talk.contact.id, talk.roles, talk.now):
        return None
    link = address(talk.session, f"/console/suggestion/{number}")
    return Answer(say("writing.review_on_page", case=label(about), link=link), "staff")


def _declined(talk: Talk, number: int) -> Answer | None:
    """Where the lawful reason is chosen; else where it is now, and nothing is done."""
    if any(row.draft_number == number for row in at_desk.waiting_for_review(talk)):
        return _takes_a_page(talk, number)
    return _decided_before(talk, f"稿{number}")


def _of_whom(rows: Sequence[Suggestion], named: str) -> list[Suggestion]:
    """「李秀英那个饮水的」: by whose it is, and by words of its title where there are several."""
    of_lead = [row for row in rows if row.lead.name in named]
    if len(of_lead) < 2:
        return of_lead
    words = re.sub(r"^.*?(?:代表)?(?:提)?的?那[个件条]", "", named).strip("的 ")
    return titled(of_lead, words) if len(words) > 1 else of_lead


def _decided_before(talk: Talk, named: str) -> Answer | None:
    """「稿14通过」 of what does not wait for this person (any more): where it is now, if they may
    know that."""
    number = _DRAFT.fullmatch(named.strip())
    if number is None:
        return None
    if not number["mark"]:
        return _bare_number(talk, int(number["n"]))
    # Named by 稿: whatever comes of it, it is no order about a citizen's matter.
    nothing = Answer(say("writing.review_none", number=f"稿{number['n']}"), "staff")
    about = drafts.by_draft_number(talk.session, int(number["n"]))
    if about is None or about.state == DRAFT:
        return nothing
    mine = parties.parties_of(talk.session, about, talk.contact.id, talk.roles, talk.now)
    if not mine and not readers.may_read(talk.session, about, talk.roles):
        return nothing
    reviewer = parties.reviewer_name(talk.session, about, talk.now)
    where = f"，在{reviewer}" if reviewer else ""
    state = TABLE.states[about.state]
    return Answer(
        say("writing.review_passed", case=label(about), state=state, where=where), "staff"
    )


#: 「通过稿14」, 「稿14没问题」, 「稿14先别过，问问代表」: a word of reviewing, whatever its order.
_OF_REVIEW = re.compile(r"通过|同意|没问题|可以|行|过了?|报|立案|审|退|改|打回|问")


def _is_over(talk: Talk, said: str) -> Answer | None:
    """Such a word of what does not wait for them: where it is now, and nothing is kept of it."""
    number = re.search(r"稿\s*(\d{1,5})(?!\d)", said)
    if number is None or not _OF_REVIEW.search(said) or talk.roles.deputies:
        return None
    if any(row.draft_number == int(number[1]) for row in at_desk.waiting_for_review(talk)):
        return None
    return _decided_before(talk, f"稿{number[1]}")


def _bare_number(talk: Talk, number: int) -> Answer | None:
    """「14通过」 as a card says it, of what this person reviewed and no matter of a citizen."""
    about = drafts.by_draft_number(talk.session, number)
    if about is None or not readers.may_read(talk.session, about, talk.roles):
        return None
    waits = any(
        item.pending.ref == f"民{number}" for role in held(talk) for item in items_of(talk, role)
    )
    return None if waits else _decided_before(talk, f"稿{number}")


def _named(rows: Sequence[Suggestion], named: str, *, clear: bool) -> list[Suggestion]:
    """By 稿14, or the bare number of one that waits; by its title only where 建议 or 稿 is said: a
    citizen's matter may have the same."""
    if number := _DRAFT.fullmatch(named.strip()):
        return [row for row in rows if row.draft_number == int(number["n"])]
    return titled(rows, named) if clear else []
