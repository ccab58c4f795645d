"""The buttons of a suggestion: what the two tables let this person do now, as forms."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions.suggestions import (
    co_signing,
    coordinating,
    meetings,
    parties,
    ratings,
    returns,
    weighing,
)
from bot.domain.workflow import Party
from bot.domain.workflows.assignment import ASSIGNMENT, RETURN_REQUESTED
from bot.domain.workflows.suggestion import RATED, REVIEWING, SUGGESTION
from bot.store.models import Assignment, Suggestion
from handlers.pages import suggestion_afterwards as afterwards
from handlers.pages.suggestion_afterwards import Form
from handlers.pages.suggestion_seen import Seen
from handlers.pages.suggestion_view import View


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    form: Form
    #: The assignment's number on the page; 0: the suggestion itself.
    row: int = 0
    #: Seldom: it stands folded away.
    rare: bool = False


_LETTER = ("text", "class", "signer")
_LETTER_MAY = ("letter_number", "letter", "place", "evidence", "promise", "until", "condition")
_D, _C, _B, _L, _O = "deputy", "co_signer", "bureau", "lead", "office"

#: Who, which table, step → the form. The order is that of the buttons.
FORMS: dict[tuple[str, str, str], Form] = {
    (_D, "suggestion", "submit"): Form("deputy", "submit", loud=True),
    (_D, "suggestion", "revise_in_review"): Form("deputy", "write", may=("parts", "files")),
    (_D, "suggestion", "tell_reviewer"): Form(
        "deputy", "tell_reviewer", ("text",), hint="比如：先别往上报，我再改改"
    ),
    (_D, "suggestion", "invite"): Form(
        "deputy", "invite", ("names",), hint="请谁附议（同一级人大的代表，几位用顿号隔开）"
    ),
    (_D, "suggestion", "rate"): Form(
        "deputy", "rate", ("rating",), ("text",), "差在哪儿，或者想说的一句话", loud=True
    ),
    (_C, "suggestion", "co_sign"): Form("deputy", "co_sign", loud=True),
    (_C, "suggestion", "not_co_sign"): Form("deputy", "not_co_sign"),
    (_C, "suggestion", "view"): Form(
        "deputy", "rate", ("rating",), ("text",), "想说的一句话", label="说说看法"
    ),
    (_D, "assignment", "confirm_meeting"): Form(
        "deputy", "confirm_meeting", loud=True, label="是，见过"
    ),
    (_D, "assignment", "dispute_meeting"): Form(
        "deputy", "dispute_meeting", may=("text",), hint="怎么回事", label="没见过"
    ),
    (_D, "assignment", "comment"): Form("deputy", "comment", ("text",), hint="对答复稿的意见"),
    (_D, "assignment", "tell_bureau"): Form(
        "deputy",
        "tell_bureau",
        ("text",),
        hint="哪天方便见面，或哪里不对（人大也看得到）",
    ),
    (_D, "suggestion", "withdraw"): Form(
        "deputy", "withdraw", sure="撤回后就不再往下办了，附议的代表和单位都会知道。"
    ),
    (_B, "assignment", "confirm_receipt"): Form("bureau", "confirm_receipt", loud=True),
    (_B, "assignment", "reply"): Form(
        "bureau", "reply", _LETTER, (*_LETTER_MAY, "joint"), "答复正文", label="正式答复"
    ),
    (_B, "assignment", "show_draft"): Form("bureau", "show_draft", ("text",), hint="答复稿全文"),
    (_B, "assignment", "give_opinion"): Form(
        "bureau",
        "give_opinion",
        ("text",),
        hint="会办意见，直接交给主办单位，代表也看得到",
        loud=True,
    ),
    (_B, "assignment", "record_meeting"): Form(
        "bureau",
        "record_meeting",
        ("held_on", "kind", "present", "text"),
        ("promise", "until"),
        hint="谈了什么（请代表确认）",
    ),
    (_B, "assignment", "ask_time"): Form(
        "bureau", "ask_time", ("text",), hint="想谈什么，你们哪几天方便（代表看得到）"
    ),
    (_B, "assignment", "promise_told"): Form(
        "bureau", "promise_told", ("text",), hint="办到哪一步，想改到哪天"
    ),
    (_B, "assignment", "report_progress"): Form(
        "bureau", "report_progress", ("text",), hint="办到哪一步了（代表看得到）"
    ),
    (_B, "assignment", "request_extension"): Form(
        "bureau", "request_extension", ("until", "text"), hint="为什么要延"
    ),
    (_B, "assignment", "request_return"): Form(
        "bureau", "request_return", ("to", "text"), hint="为什么不归本单位"
    ),
    (_B, "assignment", "promise_kept"): Form(
        "bureau", "promise_kept", ("text",), ("promise_place",), "落实得怎么样，在哪里看得到"
    ),
    (_B, "assignment", "reply_again"): Form(
        "bureau", "reply_again", _LETTER, _LETTER_MAY, "再次答复正文"
    ),
    (_L, "assignment", "ask_again"): Form("bureau", "ask_again", ("text",), hint="还缺什么"),
    (_O, "suggestion", "pass_on"): Form("office", "pass_on", loud=True),
    (_O, "suggestion", "file"): Form("office", "pass_on", loud=True),
    (_O, "suggestion", "send_back"): Form("office", "send_back", ("text",), hint="请代表改什么"),
    (_O, "suggestion", "talk"): Form(
        "office", "talk", ("text",), hint="怎么谈的（只有审核的人看）"
    ),
    (_O, "suggestion", "assign"): Form(
        "office", "assign", ("leads",), ("supporting", "hard", "on"), loud=True
    ),
    (_O, "assignment", "allow_return"): Form(
        "office",
        "allow_return",
        sure="单位打过电话、确实不归它管的，准许它补写申退。写来以后您再定。",
    ),
    (_O, "assignment", "keep"): Form("office", "keep", ("text",), hint="为什么还由它办", loud=True),
    (_O, "assignment", "approve_extension"): Form("office", "approve_extension", loud=True),
    (_O, "assignment", "refuse_extension"): Form(
        "office", "refuse_extension", may=("text",), hint="为什么"
    ),
    (_O, "suggestion", "rate_for"): Form(
        "office", "rate_for", ("rating",), ("text",), "代表在电话里怎么说"
    ),
    (_O, "suggestion", "order_rework"): Form(
        "office",
        "order_rework",
        ("text",),
        ("redo",),
        hint="请单位重办什么（单位只看这一句，看不到是谁的评价）",
    ),
    (_O, "suggestion", "take_to_meeting"): Form("office", "take_to_meeting"),
    (_O, "suggestion", "close_procedure"): Form(
        "office", "close", may=("text",), hint="说明（代表不满意的要写）"
    ),
    (_O, "suggestion", "assign_further"): Form(
        "office", "add_bureau", ("leads_one", "role_there"), label="再加一个单位"
    ),
    (_O, "assignment", "ask_again"): Form("office", "ask_again", ("text",), hint="还缺什么"),
    (_O, "assignment", "reassign"): Form("office", "reassign", ("leads_one", "restart")),
    (_O, "suggestion", "merge"): Form("office", "merge", ("into",)),
    (_O, "suggestion", "coordinate"): Form(
        "office", "coordinate", ("text",), hint="缺资金、缺地，还是几家没说拢"
    ),
    (_O, "suggestion", "note"): Form("office", "note", ("text",), hint="只有人大看得到"),
    **afterwards.FORMS,
    # Comes last, with the lawful reason.
    (_O, "suggestion", "decline"): Form(
        "office", "decline", ("reason_code", "text"), hint="和代表怎么说明的"
    ),
}

#: Acts that the page folds away, whoever may do them.
_RARE = frozenset(
    {
        *(
            "reassign",
            "merge",
            "decline",
            "coordinate",
            "note",
            "withdraw",
            "mark_key",
            "unmark_key",
            "move_promise",
        ),
        *(
            "change_class",
            "reopen",
            "propose_class",
            "propose_reopening",
            "supervise",
            "add_bureau",
        ),
        *("invite_to_meeting", "talk", "refuse_extension", "ask_again", "allow_return"),
    }
)
#: Who may decide it proposes nothing to himself.
_DECIDED_BY = {"propose_class": "change_class", "propose_reopening": "reopen"}

_PARTIES = {
    _D: (Party.DEPUTY,),
    _C: (Party.CO_SIGNER,),
    _B: (Party.BUREAU,),
    _L: (Party.LEAD,),
    _O: (Party.OFFICE, Party.PRESIDIUM),
    "supervisor": (Party.SUPERVISOR,),
}


def known(role: str, act: str) -> list[Form]:
    """The forms that do this act; empty: no form does it."""
    found = [form for form in FORMS.values() if (form.role, form.act) == (role, act)]
    elsewhere = (_WRITE, afterwards.MEASURE)
    return found or [form for form in elsewhere if (form.role, form.act) == (role, act)]


_WRITE = Form("deputy", "write", may=("parts", "files"))


def buttons(session: Session, shown: View, *, holds_level: bool, now: datetime) -> list[Button]:
    """What this person may do now, the usual first."""
    about, seen = shown.about, shown.seen
    own = {row.id for row in seen.own}
    found = []
    for (who, kind, step), form in FORMS.items():
        held = [party for party in _PARTIES[who] if party in seen.parties]
        if not held or (who == "supervisor" and seen.desk):
            continue
        if kind == "suggestion":
            label = _label(SUGGESTION.possible(about.state, held[0]), step)
            if step in afterwards.WAITING:
                label = form.label
            if label and _fits(session, about, seen, step, holds_level, now):
                found.append(Button(form.label or label, form, rare=form.act in _RARE))
            continue
        for view in shown.rows:
            row = view.row
            if (who == _B and row.id not in own) or (who == _L and row.role == "lead"):
                continue
            label = _label(ASSIGNMENT.possible(row.state, held[0]), step)
            if label and _fits_row(session, shown, row, step, now):
                several = len(shown.rows) > 1 and who != _B
                name = form.label or label
                returned = row.state == RETURN_REQUESTED and who == _O
                if returned and step in _RETURNED:
                    name, form = _RETURNED[step], replace(form, loud=True)
                rare = form.act in _RARE and not returned and row.extension_until is None
                found.append(
                    Button(f"{name}（{view.bureau}）" if several else name, form, view.place, rare)
                )
    return _ordered(found)


#: What the two answers to 申退 are called.
_RETURNED = {"reassign": "同意申退，改派", "keep": "不同意申退"}


def _ordered(found: list[Button]) -> list[Button]:
    """The answers to 申退 first; nothing that one would propose to oneself."""
    acts = {(one.form.role, one.form.act, one.row) for one in found}
    kept = [
        one for one in found if (one.form.role, _DECIDED_BY.get(one.form.act), one.row) not in acts
    ]
    names = tuple(_RETURNED.values())
    return sorted(kept, key=lambda one: not one.label.startswith(names))


def _label(steps: Iterator[object], name: str) -> str:
    for step in steps:
        if getattr(step, "name", "") == name:
            return str(getattr(step, "label", ""))
    return ""


def _fits(
    session: Session, about: Suggestion, seen: Seen, step: str, holds_level: bool, now: datetime
) -> bool:
    last = about.level + 1 >= len(about.levels)
    match step:
        case "pass_on":
            return holds_level and not last
        case "coordinate":
            return coordinating.through_office(session, about)
        case "file":
            return holds_level and last
        case "send_back" | "decline" | "talk":
            return holds_level or about.state != REVIEWING
        case "co_sign" | "not_co_sign":
            return any(
                row is not None and row.state == "invited"
                for deputy in seen.roles.deputies
                if (row := co_signing.row_of(session, about, deputy)) is not None
            )
        case "order_rework" | "close_procedure" if (
            weighing.rated_until(session, about, now) is not None
        ):
            # What waits for its day is not offered; the page says when.
            return False
        case "order_rework" if about.state == RATED:
            return seen.sealed and not ratings.meeting_is_next(session, about, now)
        case "take_to_meeting":
            return seen.sealed and ratings.meeting_is_next(session, about, now)
        case "close_procedure" | "order_rework":
            return seen.sealed
        case _:
            return afterwards.fits(session, about, seen, step)


def _fits_row(session: Session, shown: View, row: Assignment, step: str, now: datetime) -> bool:
    lead = row.role == "lead"
    match step:
        case "request_return":
            return row.return_late or not returns.is_late(row, now)
        case "allow_return":
            return returns.is_late(row, now) and not row.return_late
        case "confirm_meeting" | "dispute_meeting":
            waiting = meetings.waiting_for(session, [shown.about])
            return any(one.assignment_id == row.id for one in waiting)
        case "reply" | "show_draft" | "reply_again":
            return lead
        case "give_opinion" | "ask_again":
            return not lead
        case "promise_kept" | "promise_told":
            return afterwards.promised(session, row)
        case "move_promise":
            return afterwards.promised(session, row)
        case "change_class" | "propose_class":
            return lead
        case "approve_extension" | "refuse_extension":
            return row.extension_until is not None
        case _:
            return True


def holds(session: Session, about: Suggestion, seen: Seen, now: datetime) -> bool:
    """Whether this officer holds the level of review that it waits at."""
    return seen.contact.id in parties.reviewers(session, about, now)
