"""规矩: what differs between counties, changed by a person with a reason, tried first where it can
be tried, and taken back by one click."""

from datetime import datetime
from typing import Any

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bot.actions import cadence_trials, rule_book, rule_trials, rules
from bot.actions.rule_trials import Trial
from bot.domain.workflow import Refused
from handlers.console import rule_routing, rule_texts
from handlers.console.page import back_to, desk_of, nothing_here, number_in, sentence, show
from handlers.console.rule_parts import versions_of
from handlers.pages.history import say_moment
from handlers.parts import parts

_HERE = "/console/rules"


def add_rules(blueprint: Blueprint) -> None:
    """All pages of the rules."""
    blueprint.get("/rules")(rules_page)
    blueprint.get("/rules/one")(rule_page)
    blueprint.post("/rules/one")(change_rule)
    blueprint.post("/rules/back")(rule_back)
    blueprint.get("/rules/presets")(presets_page)
    blueprint.post("/rules/presets")(use_preset)
    rule_routing.add_routing(blueprint)
    rule_texts.add_texts(blueprint)


def _county(session: Session, now: datetime) -> bool:
    return desk_of(session, now).county


def rules_page() -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.read() as session:
        if not _county(session, now):
            return nothing_here()
        own = rule_book.changed(session)
        groups = [
            {
                "title": group.title,
                "purpose": group.purpose,
                "rules": [
                    {
                        "name": one.name,
                        "label": one.label,
                        "value": rule_book.say(rule_book.current(session, one.name, now), one),
                        "own": one.name in own,
                    }
                    for one in group.rules
                ],
            }
            for group in rule_book.groups()
        ]
        last = [
            (say_moment(row.in_force_from, now), who, rule_book.say_name(row.name), row.why)
            for row, who in rule_book.last_changes(session, 12)
        ]
        return show("rules.html", "rules", groups=groups, last=last)


def rule_page() -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.read() as session:
        one = rule_book.named(request.args.get("name", ""))
        if one is None or not _county(session, now):
            return nothing_here()
        return _page(session, one, now, _field(rule_book.current(session, one.name, now)))


def _field(value: Any) -> str:
    """A value as a field holds it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return str(value)


def _page(
    session: Session,
    one: rule_book.Named,
    now: datetime,
    given: str,
    why: str = "",
    trial: Trial | None = None,
    trouble: str = "",
) -> str:
    value = rule_book.default(one.name)
    kind = {bool: "switch", int: "number", list: "lines"}.get(type(value), "text")
    return show(
        "rule.html",
        "rules",
        one=one,
        kind="choice" if one.choices else kind,
        now_is=rule_book.say(rule_book.current(session, one.name, now), one),
        shipped=rule_book.say(value, one),
        given=given,
        why=why,
        trial=trial,
        trouble=trouble,
        tries=one.name in (*rule_trials.TERMS, *cadence_trials.CADENCES),
        running_stay=one.name in rule_trials.TERMS,
        versions=versions_of(session, one.name, now),
        seen=rule_book.newest(session, one.name),
    )


def change_rule() -> ResponseReturnValue:
    """Try, or change; what was typed stays whatever comes of it."""
    now = parts().clock.now()
    one = rule_book.named(request.form.get("name", ""))
    given, why = request.form.get("value", "")[:3000], request.form.get("why", "")[:200]
    tries, database = request.form.get("what") == "try", parts().database
    with database.read() if tries else database.write() as session:
        if one is None or not _county(session, now):
            return nothing_here()
        try:
            value = rule_book.read(one.name, given)
            if tries:
                trial = cadence_trials.of_cadence(session, one.name, value, now)
                trial = trial or rule_trials.of_term(session, one.name, int(value), now)
                return _page(session, one, now, given, why, trial)
            rule_book.check_seen(session, one.name, request.form.get("seen", ""))
            rule_book.change(session, one.name, value, why=why, by=g.contact_id, now=now)
        except Refused as refused:
            return _page(session, one, now, given, why, trouble=sentence(refused)), 422
    return back_to(f"{_HERE}/one?name={one.name}", "改好了，从现在起算。", good=True)


def rule_back() -> ResponseReturnValue:
    """One click back to an earlier version."""
    now = parts().clock.now()
    name, number = request.form.get("name", ""), number_in(request.form.get("version"))
    try:
        with parts().database.write() as session:
            if number is None or not rules.is_rule(name) or not _county(session, now):
                return nothing_here()
            rule_book.check_seen(session, name, request.form.get("seen", ""))
            rule_book.go_back(session, name, number, by=g.contact_id, now=now)
    except Refused as refused:
        return back_to(page_of(name), sentence(refused), good=False)
    return back_to(page_of(name), "回去了，从现在起算。", good=True)


def page_of(name: str) -> str:
    """Where a rule is changed. ``name``: a rule that there is."""
    if name.startswith(("text.", "notice.")):
        return f"{_HERE}/text?name={name}"
    if name.startswith("routing."):
        return f"{_HERE}/{name.removeprefix('routing.')}"
    return f"{_HERE}/one?name={name}"


def presets_page() -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.read() as session:
        if not _county(session, now):
            return nothing_here()
        return _presets(session, now)


def _presets(session: Session, now: datetime, trouble: str = "", why: str = "") -> str:
    rows = []
    for name in rules.presets():
        differing = rule_book.preset_changes(session, name, now)
        rows.append(
            {
                "name": name,
                "title": rules.title_of(name),
                "changes": [
                    (
                        rule_book.say_name(rule),
                        rule_book.say(have, rule_book.named(rule)),
                        rule_book.say(value, rule_book.named(rule)),
                    )
                    for rule, have, value in differing
                ],
            }
        )
    last, when, before = rule_book.last_preset(session, now)
    return show(
        "rule_presets.html",
        "rules",
        rows=rows,
        trouble=trouble,
        why=why,
        seen=rule_book.newest(session),
        last=rules.title_of(last) if last in rules.presets() else "",
        when=say_moment(when, now),
        before=[
            (
                rule_book.say_name(row.name),
                rule_book.say(row.value, rule_book.named(row.name)),
                rule_book.say(value, rule_book.named(row.name)),
            )
            for row, value in before
        ],
    )


def use_preset() -> ResponseReturnValue:
    now = parts().clock.now()
    name, why = request.form.get("name", ""), request.form.get("why", "")[:200]
    with parts().database.write() as session:
        back = request.form.get("what") == "back"
        if (name not in rules.presets() and not back) or not _county(session, now):
            return nothing_here()
        try:
            rule_book.check_seen(session, "", request.form.get("seen", ""))
            if back:
                count = rule_book.undo_preset(session, by=g.contact_id, now=now)
                said = f"退回了，{count}条和换之前一样。在办的还按原来的期限。"
                return back_to(f"{_HERE}/presets", said, good=True)
            count = rule_book.use_preset(session, name, why=why, by=g.contact_id, now=now)
        except Refused as refused:
            return _presets(session, now, sentence(refused), why), 422
    return back_to(f"{_HERE}/presets", f"换上了，改了{count}条。在办的还按原来的期限。", good=True)
