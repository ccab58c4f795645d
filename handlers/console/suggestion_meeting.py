"""交办会: every filed suggestion on one page, assigned at once; sixty of them by keyboard. The
names of bureaus stand on the page once, for all items."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from bot.actions.actors import actor_in
from bot.actions.calendar import say_when
from bot.actions.desk import suggestion_list
from bot.actions.desk.scope import Desk, lies_in
from bot.actions.desk.suggestion_list import Filter
from bot.actions.people import officer_who_was, roles_of
from bot.actions.suggestions import assigning, parties, proposing
from bot.actions.suggestions.kind import name_of
from bot.domain.calendars import local_day
from bot.domain.workflow import Party, Refused
from bot.domain.workflows.suggestion import SUGGESTION
from bot.store.models import Bureau, Contact, History, Suggestion
from bot.texts import say
from handlers.console.page import back_to, desk_of, number_in, sentence, show
from handlers.pages.posted import Said, is_day
from handlers.parts import parts

#: Items on one page; the next ones come up when these are assigned, or by the link.
MOST = 60
#: Letters of a name's end that say which one is meant; 局 says nothing.
_SAYS_WHICH = 3
_BETWEEN = re.compile(r"[、，,；;\s]+")


def add_meeting(blueprint: Blueprint) -> None:
    """The page and what it does."""
    blueprint.get("/suggestions/meeting")(meeting)
    blueprint.post("/suggestions/meeting")(assign_all)


def meeting() -> ResponseReturnValue:
    """Every filed suggestion with what is proposed; one form for the whole meeting."""
    return _page(MultiDict(), "")


def _page(form: MultiDict[str, str], why: str, unclear: "_Unclear | None" = None) -> str:
    """The page as it is, or as it was filled in when something was wrong; ``unclear``: which body
    is meant, to be picked beside its item."""
    now = parts().clock.now()
    after = number_in(request.values.get("after"))
    with parts().database.read() as session:
        desk = desk_of(session, now)
        found = _filed(desk, after)
        return show(
            "meeting.html",
            "suggestions",
            rows=[_row(session, about, form, now) for about in found[:MOST]],
            bodies=list(dict.fromkeys(one.name for one in _offered(desk))),
            today=local_day(now).isoformat(),
            more=found[MOST - 1].id if len(found) > MOST else 0,
            after=after or 0,
            name=form.get("name", ""),
            on=form.get("on", ""),
            why=why,
            unclear=unclear,
        )


def _filed(desk: Desk, after: int | None) -> list[Suggestion]:
    found: list[Suggestion] = []
    while len(found) <= MOST:
        page = suggestion_list.page(desk, Filter(stage="assign"), after=after)
        found += [row.about for row in page.rows]
        after = page.after
        if after is None:
            break
    return found[: MOST + 1]


def _row(
    session: Session, about: Suggestion, form: Mapping[str, str], now: datetime
) -> dict[str, Any]:
    found = proposing.propose(session, about, now=now)
    proposed = [one for one in found if _fits(about, one.bureau)]
    names = [one.bureau.name for one in proposed]
    helping = [one.bureau.name for one in proposed[1:] if one.named]
    number = about.draft_number
    filled = bool(form)
    return {
        "number": number,
        "name": name_of(about),
        "title": about.title,
        "who": f"{about.lead.name}代表",
        "why": "；".join(f"{one.bureau.name}（{one.why}）" for one in proposed),
        "ticked": filled and str(number) in _ticked(form),
        "lead": form.get(f"lead-{number}", "") if filled else "".join(names[:1]),
        "supporting": _given(form, f"supporting-{number}") if filled else "、".join(helping),
        "hard": bool(form.get(f"hard-{number}")),
    }


def _ticked(form: Mapping[str, str]) -> list[str]:
    return form.getlist("number") if isinstance(form, MultiDict) else []


def _given(form: Mapping[str, str], name: str) -> str:
    values = form.getlist(name) if isinstance(form, MultiDict) else []
    return "、".join(value.strip() for value in values if value.strip())


def _offered(desk: Desk) -> Sequence[Bureau]:
    """The bodies that this desk may assign to: county bodies and the governments of townships for
    the county's congress, those of its own area for a presidium's."""
    query = select(Bureau).where(Bureau.active).order_by(Bureau.grid_id.is_not(None), Bureau.code)
    if desk.county:
        query = query.where(Bureau.grid_id.is_(None) | Bureau.kind.in_(proposing.TOWN_BODIES))
    else:
        query = query.where(Bureau.grid.has(lies_in(desk.areas())))
    return desk.session.scalars(query).all()


class _Bodies:
    """Bodies by name, alias and code, read once for the whole meeting."""

    def __init__(self, session: Session) -> None:
        self._named: dict[str, list[Bureau]] = {}
        for one in session.scalars(select(Bureau).where(Bureau.active).order_by(Bureau.id)):
            for name in dict.fromkeys((one.name, one.code, *one.aliases)):
                self._named.setdefault(name, []).append(one)

    def _called(self, said: str) -> list[Bureau]:
        """By name, alias or code; else those whose name ends so (交警大队 of 县公安局交警大队)."""
        known = self._named.get(said)
        if known is not None or len(said) < _SAYS_WHICH:
            return known or []
        ending = [one for name, rows in self._named.items() if name.endswith(said) for one in rows]
        return list(dict.fromkeys(ending))

    def called(self, body: Bureau) -> str:
        """The name that no other one has; else the code."""
        return body.name if len(self._named[body.name]) == 1 else body.code

    def find(self, about: Suggestion, said: str) -> list[Bureau]:
        """The bodies that ``said`` names, for this suggestion. Raises Said; _Unclear where several
        have the name."""
        found = []
        for name in filter(None, _BETWEEN.split(said)):
            fitting = [one for one in self._called(name) if _fits(about, one)]
            # The county's own before one of the same name in a township.
            fitting.sort(key=lambda one: one.grid_id is not None)
            clear = len(fitting) == 1 or (fitting and fitting[0].grid_id is None)
            if not clear:
                if not fitting:
                    raise Said(say("meeting.no_such_bureau", case=_case(about), name=name))
                raise _Unclear(about, name, [(self.called(one), _where(one)) for one in fitting])
            found.append(fitting[0])
        return list(dict.fromkeys(found))


def _case(about: Suggestion) -> str:
    return f"{name_of(about)}《{about.title}》"


def _where(bureau: Bureau) -> str:
    """As one tells bodies of one name apart: 城关镇 城关供电所."""
    return f"{bureau.grid.name} {bureau.name}" if bureau.grid is not None else bureau.name


class _Unclear(Said):
    """Several bodies have the name: which of them, (what the form sends, how it is called)."""

    def __init__(self, about: Suggestion, name: str, which: list[tuple[str, str]]) -> None:
        super().__init__(say("meeting.which_bureau", case=_case(about), name=name))
        self.number, self.name, self.which = about.draft_number, name, which


def _settled(form: MultiDict[str, str]) -> MultiDict[str, str]:
    """The form with each name that several bodies have replaced by the one that was picked."""
    made = MultiDict(form.items(multi=True))
    number, name, picked = (form.get(key, "") for key in ("which-of", "which-name", "which"))
    if picked and name:
        for field in (f"lead-{number}", f"supporting-{number}"):
            said = [picked if one == name else one for one in _BETWEEN.split(_given(form, field))]
            made.setlist(field, ["、".join(filter(None, said))])
    return made


def _fits(about: Suggestion, bureau: Bureau) -> bool:
    """A township's suggestion goes to the bodies of that township only."""
    if about.congress != "township" or about.area is None:
        return True
    return bureau.grid is not None and bureau.grid.path.startswith(about.area.path)


def assign_all() -> ResponseReturnValue:
    """The ticked items at once: every one or none; what was filled in is not lost."""
    now, form = parts().clock.now(), _settled(request.form)
    numbers = [n for n in form.getlist("number") if n.isdecimal() and len(n) < 9]
    day = form.get("on", "")
    try:
        if day and not is_day(day):
            raise Said("交办日请选一个日子。")
        if not numbers:
            raise Said(say("reviewing.nothing_ticked"))
        with parts().database.write() as session:
            day_of = date.fromisoformat(day) if day else None
            count = _assign(session, form, numbers, day_of, now)
    except Refused as refused:
        return _page(form, sentence(refused)), 400
    except _Unclear as why:
        return _page(form, str(why), why), 400
    except Said as why:
        return _page(form, str(why)), 400
    text = say("reviewing.assigned_many", count=count)
    return back_to("/console/suggestions/meetings", text, good=True)


def _must_wait(session: Session, about: Suggestion, now: datetime) -> None:
    """Raises Said where somebody assigned it since this page was drawn: who, and to whom."""
    if about.state in SUGGESTION.step("assign").start:
        return
    done = session.scalar(
        select(History)
        .where(History.case_kind == "suggestion", History.case_id == about.id)
        .where(History.step == "assign")
        .order_by(History.id.desc())
        .limit(1)
    )
    if done is not None:
        who = officer_who_was(session, done.contact_id) or "有人"
        bureaus = "、".join(row.bureau.name for row in parties.leads(session, about))
        when = say_when(local_day(done.at), now)
        said = say("meeting.assigned", case=_case(about), who=who, when=when, bureaus=bureaus)
        raise Said(said)


def _assign(
    session: Session, form: Mapping[str, str], numbers: list[str], day: date | None, now: datetime
) -> int:
    """How many were assigned. Raises Refused, Said."""
    contact = session.get_one(Contact, g.contact_id)
    roles = roles_of(session, contact, now)
    rows = session.scalars(
        select(Suggestion)
        .where(Suggestion.draft_number.in_([int(n) for n in numbers]))
        .order_by(Suggestion.id)
        .with_for_update()
    ).all()
    if not rows:
        raise Said(say("reviewing.nothing_ticked"))
    bodies = _Bodies(session)
    items, desks = [], []
    for about in rows:
        number = about.draft_number
        # Each by its own right: a township's are not the county's to assign.
        desks.append(actor_in(session, about, contact, roles, now, Party.OFFICE, Party.PRESIDIUM))
        _must_wait(session, about, now)
        leads = bodies.find(about, _given(form, f"lead-{number}"))
        helping = bodies.find(about, _given(form, f"supporting-{number}"))
        items.append(
            assigning.Item(
                about,
                leads,
                [one for one in helping if one not in leads],
                hard=bool(form.get(f"hard-{number}")),
            )
        )
    name = form.get("name", "").strip() or "集中交办会"
    assigning.assign_meeting(session, items, desks[0], name=name, now=now, on=day)
    return len(items)
