"""Which words speak for which topic, and which topic goes to which bureau: tried on past messages,
then changed. What the county adds counts instead of what is shipped."""

import re
from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bot.actions import lessons, rule_book, rule_trials
from bot.actions.desk import choices
from bot.actions.rule_trials import Trial
from bot.actions.rules import latest
from bot.actions.vocabulary import vocabulary
from bot.domain.workflow import Refused
from handlers.console.page import back_to, desk_of, nothing_here, sentence, show
from handlers.console.rule_parts import BUREAUS, LEVELS, WEIGHTS, WORDS, versions_of
from handlers.parts import parts
from nlp import bureaus as table_of_bureaus

#: A county that needs more than this wants a learned version instead.
MOST = 400


def add_routing(blueprint: Blueprint) -> None:
    blueprint.get("/rules/words")(words_page)
    blueprint.post("/rules/words")(change_words)
    blueprint.get("/rules/bureaus")(bureaus_page)
    blueprint.post("/rules/bureaus")(change_bureaus)


def words_page() -> ResponseReturnValue:
    return _shown(WORDS)


def bureaus_page() -> ResponseReturnValue:
    return _shown(BUREAUS)


def change_words() -> ResponseReturnValue:
    return _change(WORDS)


def change_bureaus() -> ResponseReturnValue:
    return _change(BUREAUS)


def _shown(name: str) -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.read() as session:
        if not desk_of(session, now).county:
            return nothing_here()
        return _page(session, name, now, {})


def _page(
    session: Session,
    name: str,
    now: datetime,
    given: dict[str, str],
    trial: Trial | None = None,
    trouble: str = "",
) -> str:
    return show(
        "rule_words.html" if name == WORDS else "rule_bureaus.html",
        "rules",
        given=given,
        trial=trial,
        trouble=trouble,
        versions=versions_of(session, name, now),
        seen=rule_book.newest(session, name),
        **(_words_shown(session) if name == WORDS else _bureaus_shown(session, now)),
    )


def _words_shown(session: Session) -> dict[str, Any]:
    own = latest(session, WORDS)
    lines = [
        (word, topic, WEIGHTS.get(str(int(weight)), str(weight)))
        for word, row in sorted(own.items())
        for topic, weight in row.items()
    ]
    return {"own": lines, "words": len(own), "topics": choices.topics(), "weights": WEIGHTS}


def _bureaus_shown(session: Session, now: datetime) -> dict[str, Any]:
    topics, names = table_of_bureaus.shipped()
    lines = [
        (path, LEVELS.get(level, level), "、".join(names.get(role, role) for role in roles))
        for path, levels in sorted(latest(session, BUREAUS).items())
        for level, roles in levels.items()
    ]
    roles = sorted(names.items(), key=lambda one: one[1])
    return {
        "own": lines,
        "topics": sorted(topics),
        "levels": LEVELS,
        "roles": roles,
        "lessons": lessons.of_bureaus(session, now),
        "table": [(path, *_now(session, path, names)) for path in sorted(topics)],
    }


def _now(session: Session, path: str, names: Mapping[str, str]) -> list[str]:
    """To whom such matters are proposed now: of a village, of the county town."""
    known = vocabulary(session)
    return [
        "、".join(names.get(role, role) for role in table_of_bureaus.roles_for(parts, level, known))
        for parts in (path.split("/"),)
        for level in LEVELS
    ]


def _change(name: str) -> ResponseReturnValue:
    """Try or change one line; the field that was typed stays."""
    now = parts().clock.now()
    given = {field: text[:200] for field, text in request.form.items()}
    database = parts().database
    # Trying takes seconds: nobody waits for it.
    opened = database.read() if given.get("what") == "try" else database.write()
    with opened as session:
        if not desk_of(session, now).county:
            return nothing_here()
        value = deepcopy(latest(session, name))
        try:
            _with_word(value, given) if name == WORDS else _with_bureaus(value, given)
            if given.get("what") == "try":
                other = latest(session, BUREAUS if name == WORDS else WORDS)
                both = (value, other) if name == WORDS else (other, value)
                return _page(session, name, now, given, rule_trials.of_routing(session, *both))
            rule_book.check_seen(session, name, given.get("seen", ""))
            rule_book.change(
                session, name, value, why=given.get("why", ""), by=g.contact_id, now=now
            )
        except Refused as refused:
            return _page(session, name, now, given, trouble=sentence(refused)), 422
    here = "/console/rules/words" if name == WORDS else "/console/rules/bureaus"
    return back_to(here, "改好了，新来的话就这样派。", good=True)


def _with_word(value: dict[str, Any], given: dict[str, str]) -> None:
    word, topic = given.get("word", "").strip(), given.get("topic", "")
    if not re.fullmatch(r"[\w]{2,12}", word):
        raise Refused("people.word_length")
    if topic not in choices.topics():
        raise Refused("people.rule_choice")
    if given.get("drop"):
        value.get(word, {}).pop(topic, None)
        if not value.get(word):
            value.pop(word, None)
        return
    if given.get("weight") not in WEIGHTS:
        raise Refused("people.rule_choice")
    value.setdefault(word, {})[topic] = int(given["weight"])
    if len(value) > MOST:
        raise Refused("people.words_full", most=MOST)


def _with_bureaus(value: dict[str, Any], given: dict[str, str]) -> None:
    topics, names = table_of_bureaus.shipped()
    path, level = given.get("topic", ""), given.get("level", "")
    said = {word: key for key, word in LEVELS.items()}
    level = said.get(level, level)
    if path not in topics or level not in LEVELS:
        raise Refused("people.rule_choice")
    if given.get("drop"):
        value.get(path, {}).pop(level, None)
        if not value.get(path):
            value.pop(path, None)
        return
    roles = [given[field] for field in ("lead", "second", "third") if given.get(field)]
    if not given.get("lead") or len(set(roles)) < len(roles) or set(roles) - set(names):
        raise Refused("people.rule_choice")
    value.setdefault(path, {})[level] = roles
