"""The buttons of a case: what the procedure's table lets this person do now, as forms.

Which steps are possible the table alone says (``Workflow.possible``); here stands only what a form
asks for, and which deed of ``handlers.deeds`` it does."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session

from bot.actions import bureaus, following, places
from bot.domain.calendars import local_day
from bot.domain.workflow import Party
from bot.domain.workflows import ALL
from bot.domain.workflows.hand_over import REPORTED, RESPONSIBLE
from bot.store.models import Alarm, Grid, Issue
from handlers.case_view import CaseView, Sees, Task, hand_overs_of, offered_bureaus

#: Fields that a form may ask for; "text" is always the words of the act.
FIELDS = ("text", "to", "hard", "until", "grid", "into", "successor")

#: A bureau that has it, or has done it once: that one is asked again, by 「请再办」.
AT_WORK = (*RESPONSIBLE, REPORTED)


@dataclass(frozen=True, slots=True)
class Form:
    """One act: ``ACTS[role][act]``. ``needs`` have to be filled, ``may`` may."""

    role: str
    act: str
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    photos: bool = False
    hint: str = ""
    fixed: dict[str, str] = field(default_factory=dict)
    #: Asked before it is done: what cannot be taken back.
    sure: str = ""
    #: Its words begin as those of the case: what is not meant is struck out.
    prefilled: bool = False
    #: Only the person who said it, not who joined (design 1.6: it is about their own data).
    own: bool = False


#: Procedure and step → the form, for each role that acts. The order is that of the buttons.
FORMS: dict[tuple[str, str, str], Form] = {
    ("deputy", "issue", "take"): Form("deputy", "take"),
    ("deputy", "issue", "leave_to_station"): Form("deputy", "leave_to_station"),
    ("deputy", "issue", "answer"): Form(
        "deputy", "answer", ("text",), photos=True, hint="看了怎么样、办成什么样了"
    ),
    ("deputy", "issue", "ask"): Form("deputy", "ask", ("text",), hint="想问群众什么"),
    ("deputy", "issue", "request_hand_over"): Form("deputy", "hand_over", ("to",)),
    ("deputy", "issue", "refer"): Form("deputy", "refer", ("text",), hint="该找哪里、电话多少"),
    ("deputy", "issue", "not_mine"): Form("deputy", "not_mine", may=("text",), hint="是哪一片的"),
    ("deputy", "issue", "give_back"): Form("deputy", "not_mine", may=("text",), hint="是哪一片的"),
    ("deputy", "issue", "raise"): Form(
        "deputy", "raise", sure="写成正式建议是代表自己的决定，会告诉群众。"
    ),
    ("bureau", "hand_over", "confirm_receipt"): Form("bureau", "confirm_receipt"),
    ("bureau", "hand_over", "report_done"): Form(
        "bureau", "report_done", ("text",), photos=True, hint="怎么办的、什么时候办好的"
    ),
    ("bureau", "hand_over", "report_progress"): Form(
        "bureau", "report_progress", ("text",), photos=True, hint="办到哪一步了（群众看得到）"
    ),
    ("bureau", "hand_over", "promise"): Form(
        "bureau", "promise", ("text", "until"), hint="在等什么、到哪天"
    ),
    ("bureau", "hand_over", "ask"): Form("bureau", "ask", ("text",), hint="想问群众什么"),
    ("bureau", "hand_over", "request_extension"): Form(
        "bureau", "request_extension", ("until", "text"), hint="为什么要延"
    ),
    ("bureau", "hand_over", "request_return"): Form(
        "bureau", "request_return", ("text",), hint="为什么不归本单位、该归谁"
    ),
    ("station", "hand_over", "rework"): Form(
        "station", "rework", ("text",), hint="哪里还不行、请他办什么"
    ),
    ("station", "issue", "hand_over"): Form("station", "hand_over", ("to",), ("hard",)),
    ("station", "issue", "answer"): Form(
        "station", "answer", ("text",), photos=True, hint="怎么答复群众（原话发给他）"
    ),
    ("station", "issue", "spoken_by_phone"): Form("station", "spoken_by_phone"),
    ("station", "issue", "ask"): Form("station", "ask", ("text",), hint="想问群众什么"),
    ("station", "issue", "write_to_constituent"): Form(
        "station", "write", ("text",), hint="先给群众回个话（还没办完）"
    ),
    ("station", "hand_over", "take_back"): Form(
        "station", "take_back", sure="单位会知道不用再办；随后请转给该办的单位。"
    ),
    ("station", "hand_over", "approve_return"): Form("station", "approve"),
    ("station", "hand_over", "refuse_return"): Form(
        "station", "reject", ("text",), hint="为什么还请他办"
    ),
    ("station", "hand_over", "approve_extension"): Form("station", "approve"),
    ("station", "hand_over", "refuse_extension"): Form("station", "reject"),
    ("station", "issue", "reroute"): Form("station", "reroute", ("grid",)),
    ("station", "issue", "refer"): Form("station", "refer", ("text",), hint="该找哪里、电话多少"),
    ("station", "issue", "close_by_desk"): Form(
        "station", "close", ("text",), hint="核实了什么（看了现场、问了群众）"
    ),
    ("station", "issue", "decline"): Form(
        "station", "decline", ("text",), hint="为什么办不了（原话发给群众）"
    ),
    ("station", "issue", "hand_on"): Form("station", "hand_on", ("successor",)),
    ("station", "issue", "station_goes_on"): Form("station", "station_goes_on"),
    ("station", "issue", "station_takes_on"): Form("station", "station_goes_on"),
    ("station", "issue", "merge"): Form("station", "merge", ("into",)),
    ("station", "issue", "unmerge"): Form("station", "unmerge"),
    ("station", "issue", "split"): Form(
        "station",
        "split",
        ("text",),
        hint="另一件是哪几句？别的删掉，也可以自己写（用他的话；照片留在这一件）",
        prefilled=True,
    ),
    ("station", "issue", "note"): Form("station", "note", ("text",), hint="只有站里和县里看得到"),
    ("constituent", "issue", "confirm"): Form(
        "constituent", "rate", fixed={"rating": "好了"}, own=True
    ),
    ("constituent", "issue", "not_good_enough"): Form(
        "constituent",
        "rate",
        may=("text",),
        photos=True,
        hint="差在哪儿",
        fixed={"rating": "还差点"},
    ),
    ("constituent", "issue", "not_done"): Form(
        "constituent",
        "rate",
        may=("text",),
        photos=True,
        hint="现在什么样",
        fixed={"rating": "没好"},
    ),
    ("constituent", "issue", "supplement"): Form(
        "constituent", "supplement", ("text",), photos=True, hint="想补充什么，长一点也行"
    ),
    ("constituent", "issue", "want_human"): Form("constituent", "human"),
    ("constituent", "issue", "keep_secret"): Form("constituent", "keep_secret", own=True),
    ("constituent", "issue", "allow_phone"): Form("constituent", "allow_phone", own=True),
    ("constituent", "issue", "withdraw"): Form(
        "constituent", "withdraw", own=True, sure="撤回后，经手的人就不再往下办了。"
    ),
}

_PARTIES = {
    "deputy": (Party.DEPUTY,),
    "bureau": (Party.BUREAU,),
    "station": (Party.STATION, Party.OFFICE),
    "constituent": (Party.CONSTITUENT,),
}
#: Only where its deputy is one no longer and nobody was named yet, or somebody wrongly.
_WHEN_DEPUTY_LEFT = frozenset({"hand_on", "station_goes_on", "station_takes_on"})
_ANEW = "接着跟的定错了，换一位"
#: Drawn loud if it is the first button: what is mostly done.
_LOUD = frozenset(
    {"take", "confirm_receipt", "report_done", "hand_over", "approve", "rework", "rate"}
)


@dataclass(frozen=True, slots=True)
class Button:
    """One button of one person, ready to be drawn. ``row``: the number of the hand-over."""

    label: str
    form: Form
    row: int = 0
    loud: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Buttons under one heading, for somebody who is several things in one case."""

    role: str
    title: str
    buttons: list[Button]


def known(role: str, act: str) -> list[Form]:
    """The forms by which a page may do this act; none: a page cannot."""
    return [form for form in FORMS.values() if (form.role, form.act) == (role, act)]


def holds(seen: Sees, role: str) -> bool:
    return any(party in seen.parties for party in _PARTIES.get(role, ()))


def groups(view: CaseView) -> list[Group]:
    """What this person may do now, most likely first."""
    found = []
    for role, title in (
        ("constituent", "您可以"),
        ("deputy", "代表可以"),
        ("bureau", "承办单位可以"),
        ("station", "站里可以"),
    ):
        buttons = list(_of(view, role)) if holds(view.sees, role) else []
        if buttons:
            buttons[0] = replace(buttons[0], loud=buttons[0].form.act in _LOUD)
            found.append(Group(role, title, buttons))
    return found


def _of(view: CaseView, role: str) -> Iterator[Button]:
    issue, seen = view.issue, view.sees
    labels = _possible("issue", issue.state, seen, role)
    by_row = [
        (task, _possible("hand_over", task.row.state, seen, role))
        for task in view.tasks
        if role == "station" or task.row in seen.rows
    ]
    for (whose, procedure, step), form in FORMS.items():
        if whose != role or (form.own and not seen.own):
            continue
        if procedure == "issue":
            if step in _WHEN_DEPUTY_LEFT and not _to_name(view, step):
                continue
            if step in labels and not _pointless(step, issue):
                anew = view.may_change and step == "hand_on"
                yield Button(_ANEW if anew else labels[step], form)
            continue
        for task, steps in by_row if issue.cleared_at is None else ():
            if step in steps and _to_decide(step, task):
                label = steps[step] if len(by_row) < 2 else f"{steps[step]}（{task.bureau}）"
                yield Button(label, form, task.place)


def _possible(procedure: str, state: str, seen: Sees, role: str) -> dict[str, str]:
    """Step → what its button says."""
    return {
        step.name: step.label
        for party in _PARTIES[role]
        if party in seen.parties
        for step in ALL[procedure].possible(state, party)
    }


def _to_name(view: CaseView, step: str) -> bool:
    """Whether somebody has to be named who goes on, or may be instead of who was."""
    at_station = view.issue.deputy is None
    return view.unfollowed or (view.may_change and (step == "hand_on" or not at_station))


def _to_decide(step: str, task: Task) -> bool:
    if step in ("approve_extension", "refuse_extension"):
        return task.row.extension_until is not None
    return True


#: Of a wish about one's own data: it is not mended and not handed over, and nobody says 没好 of it.
_OF_A_DATA_REQUEST = frozenset(
    {"supplement", "want_human", "withdraw", "write_to_constituent", "spoken_by_phone", "note"}
)


def _pointless(step: str, issue: Issue) -> bool:
    if issue.kind == "data_rights" and step not in _OF_A_DATA_REQUEST:
        return True
    if issue.cleared_at is not None and (
        step == "spoken_by_phone" or Party.CONSTITUENT in ALL["issue"].step(step).tells
    ):
        # Whose it was has been erased: it would reach nobody.
        return True
    match step:
        case "keep_secret":
            return issue.secret
        case "allow_phone":
            return issue.secret or issue.phone_to_bureau or issue.state != "handed_over"
        case "hand_over" | "reroute" | "merge" | "split":
            # Nobody has heard yet what it is about.
            return issue.kind == "voice" and issue.state == "received"
        case _:
            return False


@dataclass(frozen=True, slots=True)
class Choices:
    """What the fields of the forms offer."""

    bureaus: list[str]
    #: Those of them that look right.
    proposed: list[str]
    grids: list[tuple[str, str]]
    earliest: str
    #: Who may go on with what a deputy who left followed: code, name.
    successors: list[tuple[str, str]]


def choices(session: Session, issue: Issue, seen: Sees, now: datetime) -> Choices:
    """Bodies and places to choose from, for who may hand over or reroute: not where it lies."""
    bodies: list[str] = []
    if seen.desk or seen.deputy:
        bodies = offered_bureaus(session, issue, bureaus.serving(session, issue.grid))
    have_it = {row.bureau.name for row in hand_overs_of(session, issue) if row.state in AT_WORK}
    return Choices(
        bureaus=[name for name in bodies if name not in have_it],
        proposed=[name for name in issue.bureaus if name in bodies],
        grids=list(_grids(session, issue, seen)) if seen.desk else [],
        earliest=(local_day(now) + timedelta(days=1)).isoformat(),
        successors=list(_successors(session, issue, seen, now)),
    )


def _successors(
    session: Session, issue: Issue, seen: Sees, now: datetime
) -> Iterable[tuple[str, str]]:
    if seen.desk and following.may_be_named(session, issue, now):
        for deputy in following.may_follow(session, issue, now):
            if deputy is issue.deputy:
                continue
            unit = f"（{deputy.electoral_unit}）" if deputy.electoral_unit else ""
            yield deputy.code, f"{deputy.name}代表{unit}"


def _grids(session: Session, issue: Issue, seen: Sees) -> Iterable[tuple[str, str]]:
    """Villages and grids of the officer's own areas; of the whole county for the office."""
    query = select(Grid).where(Grid.level.in_(("village", "grid")), Grid.active)
    if not seen.office:
        areas = [role.area for role in seen.roles.officer_roles]
        inside = (Grid.path.startswith(area.path) for area in areas if area is not None)
        query = query.where(or_(false(), *inside))
    rows = places.in_order(session, session.scalars(query))
    towns = {
        row.id: row.name for row in session.scalars(select(Grid).where(Grid.level == "township"))
    }
    names = {row.id: row.name for row in rows}
    for row in rows:
        if row.id == issue.grid_id:
            continue
        town = next((towns[part] for part in places.line(row) if part in towns), "")
        village = names.get(row.parent_id or 0, "") if row.level == "grid" else ""
        name = row.name.removeprefix(village)
        yield row.code, f"{town} {village}{name}".strip()


def alarm_buttons(alarm: Alarm | None, *, may_ring: bool) -> list[Button]:
    """「接了」 and 「已报」, for the officer on call. ``may_ring``: there is a number, and it may
    be rung; else nobody can have rung it in vain."""
    if alarm is None or alarm.passed_on_at is not None or alarm.issue.closed_at is not None:
        return []
    if alarm.over_at is not None:
        return [Button("还是真的，接着跟", Form("station", "still_real"))]
    heard = (
        [] if alarm.heard_at else [Button("接了，我来联系他", Form("station", "heard"), loud=True)]
    )
    return [
        *heard,
        Button("打通了", Form("station", "spoken")),
        *([Button("没打通", Form("station", "in_vain"))] if may_ring else []),
        Button("已报总值班室", Form("station", "passed_on"), loud=True),
        Button("误报或已平安，不用报", Form("station", "over")),
    ]
