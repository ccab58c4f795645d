"""群众反映: filters that can be kept, search, acts on several at once, a table to take away."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from urllib.parse import urlencode

from flask import Response, g, request
from flask.typing import ResponseReturnValue

from bot.actions import audit, bureaus, places, second, word_index
from bot.actions import issues as issues_of
from bot.actions.calendar import say_due, say_when
from bot.actions.casework import gist
from bot.actions.desk import choices, issue_list, kept
from bot.actions.desk.issue_list import Filter, filter_from
from bot.actions.desk.scope import Desk
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.domain.workflows import ALL
from bot.store.models import Issue, KeptFilter, Officer
from bot.texts import say
from handlers.case_view import NotYours
from handlers.console import kept_filters
from handlers.console.page import back_to, desk_of, number_in, sentence, show
from handlers.pages.acting import act
from handlers.parts import parts
from handlers.tables import table_of

_HERE = "/console/issues"
#: Pages of the list that one table holds at most.
_PAGES = 40
#: How a sentence about one case begins: where one sentence is said of ten, the numbers stand first.
_CALLED = re.compile(r"^(?:民\d+)?“[^”]*”|^民\d+")
#: What may be done to several at once: act → (label, what the text is for; "" needs none).
BULK = {
    "hand_over": ("转给一个单位", ""),
    "note": ("都记一笔", "记什么（群众看不到）"),
    "close": ("核实办结", "核实了什么"),
}


def issues() -> ResponseReturnValue:
    now = parts().clock.now()
    asked = filter_from(request.args)
    with parts().database.read() as session:
        desk = desk_of(session, now)
        page = issue_list.page(desk, asked, before=_key_in(request.args.get("before", "")))
        more = {**asked.asked, "before": str(page.before)} if page.before else {}
        return show(
            "issues.html",
            "issues",
            asked=asked,
            rows=[_row(desk, issue) for issue in page.issues],
            more=f"{_HERE}?{urlencode(more)}" if more else "",
            searching=_searching(desk, asked),
            later="before" in request.args,
            kept=[(row.id, row.name, _address(row)) for row in kept.of(session, g.officer_id)],
            states=issue_list.STATES,
            whose=issue_list.WHOSE,
            ages=issue_list.AGES,
            urgencies=issue_list.URGENCIES,
            topics=choices.topics(),
            areas=choices.areas(desk),
            bodies=choices.bodies(desk),
            bulk=BULK,
            query=urlencode(asked.asked),
            wishes=_wishes(desk, now),
        )


def _key_in(given: str) -> int | None:
    """Where the next page goes on, from an address; of the keys some stand below 0."""
    key = number_in(given.removeprefix("-"))
    return -key if key and given.startswith("-") else key or None


def _searching(desk: Desk, asked: Filter) -> str:
    """What has to be known of a search while the index is written for the first time."""
    waits = asked.q and not word_index.is_complete(desk.session)
    return say("console.searching") if waits else ""


def _address(row: KeptFilter) -> str:
    return f"{_HERE}?{urlencode(row.fields)}"


def _row(desk: Desk, issue: Issue) -> dict[str, object]:
    today = local_day(desk.now)
    under_way = issue.state in issue_list.UNDER_WAY
    # Nobody waits for a word on what was taken back or went into another case.
    waits = under_way and issue.speak_by is not None and issue.spoken_at is None
    days = (today - local_day(issue.created_at)).days
    late = bool(waits and issue.speak_by and issue.speak_by < today)
    until = f"{say_when(issue.speak_by, desk.now)}前回话" if waits and issue.speak_by else ""
    return {
        "number": issue.number,
        "title": issue.title,
        "place": places.say_place(desk.session, issue.grid),
        "state": ALL["issue"].states[issue.state],
        "gist": gist(issue.words.masked, 60),
        "topic": issue.topic or "",
        "urgency": "" if issue.urgency == "普通" else issue.urgency,
        "age": "今天" if days == 0 else f"{days}天了" if under_way else f"{days}天前",
        "due": say_due(until, late),
        "late": late,
    }


def keep() -> ResponseReturnValue:
    now = parts().clock.now()
    asked = filter_from(request.form)
    try:
        with parts().database.write() as session:
            kept.keep(session, g.officer_id, request.form.get("name", ""), asked.asked, now=now)
    except Refused as refused:
        return back_to(_back(asked), sentence(refused), good=False)
    return back_to(_back(asked), "存好了，下次点一下就是。", good=True)


def drop() -> ResponseReturnValue:
    return kept_filters.change(_HERE)


def _back(asked: Filter) -> str:
    query = urlencode(asked.asked)
    return f"{_HERE}?{query}" if query else _HERE


def bulk() -> ResponseReturnValue:
    """The same act on every ticked case, each by itself: one that refuses stops no other."""
    asked = filter_from(request.form)
    name = request.form.get("act", "")
    given = [number_in(one) for one in request.form.getlist("number")]
    numbers = list(dict.fromkeys(one for one in given if one is not None))
    if name not in BULK:
        return back_to(_back(asked), "选一下办什么。", good=False)
    if not numbers:
        return back_to(_back(asked), "先在左边勾几件。", good=False)
    form = {"role": "station", "act": name, "text": request.form.get("text", "").strip()}
    if BULK[name][1] and not form["text"]:
        g.wrong_field = "text"
        return back_to(_back(asked), f"先写一句：{BULK[name][1]}。", good=False)
    if name == "hand_over":
        to = request.form.get("to", "").strip()
        if request.form.get("sure") != to:
            return _ask_first(asked, numbers[: issue_list.PAGE], to)
        form = {**form, "to": to, "text": ""}
    done = 0
    not_done: dict[str, list[str]] = {}
    for number in numbers[: issue_list.PAGE]:
        try:
            came = act(number, g.contact_id, form, [])
        except NotYours:
            came = None
        if came is not None and came.good:
            done += 1
        else:
            why = came.text if came is not None else "不在您这里。"
            not_done.setdefault(_CALLED.sub("", why), []).append(f"民{number}")
    where = f"转给{form['to']}：" if name == "hand_over" else ""
    text = where + (f"办了{done}件。" if done else "一件都没办。") + _say_reasons(not_done)
    return back_to(_back(asked), text, good=not not_done)


def _say_reasons(not_done: Mapping[str, Sequence[str]]) -> str:
    """「没办的：民3、民4（2件）：现在是“已办结”……」: each reason once."""
    said = [
        f"{'、'.join(which)}{f'（{len(which)}件）' if len(which) > 2 else ''}：{why}"
        for why, which in not_done.items()
    ]
    return f"没办的：{''.join(said)}" if said else ""


def _ask_first(asked: Filter, numbers: list[int], to: str) -> ResponseReturnValue:
    """Citizens are told at once where their matter went: which bureau it is and which cases they
    are is read once before it goes. What cannot go there is named with its reason."""
    now = parts().clock.now()
    if not to:
        return back_to(_back(asked), "转给哪个单位，写一下。", good=False)
    going: dict[str, list[dict[str, object]]] = {}
    without: dict[str, list[str]] = {}
    with parts().database.read() as session:
        desk = desk_of(session, now)
        for number in numbers:
            issue = issues_of.by_number(session, number)
            if issue is None or not desk.mine(issue):
                without.setdefault("不在您这里。", []).append(f"民{number}")
                continue
            if issue.state not in ALL["issue"].step("hand_over").start:
                stands = f"现在是“{ALL['issue'].states[issue.state]}”，不用转了。"
                without.setdefault(stands, []).append(f"民{number}“{issue.title}”")
                continue
            body = bureaus.find(session, to, issue.grid)
            if body is None:
                why = f"没认出“{to}”是哪个单位。"
                without.setdefault(why, []).append(f"民{number}“{issue.title}”")
                continue
            likely = issue.bureaus[0] if issue.bureaus else ""
            row = _row(desk, issue) | {
                "likely": likely if likely != body.name else "",
                "of_somebody": bool(issue.avoid),
            }
            going.setdefault(body.name, []).append(row)
        if not going:
            return back_to(_back(asked), f"一件都没转。{_say_reasons(without)}", good=False)
        return show(
            "bulk_sure.html",
            "issues",
            asked=asked,
            going=going,
            without=without,
            back=_back(asked),
        )


# ------------------------------------------------------------------------------ tables


def _wishes(desk: Desk, now: datetime) -> list[dict[str, object]]:
    """This officer's requests to take away a table with names, and how they stand."""
    found = []
    for row in second.of_asker(desk.session, g.officer_id, now):
        if row.act != "export" or row.used_at is not None or "filter" not in row.what:
            continue
        answer = second.answer_to(row, now)
        found.append(
            {
                "id": row.id,
                "said": row.what.get("said", ""),
                "state": answer.text,
                "ready": answer.ready,
            }
        )
    return found[:3]


def table() -> ResponseReturnValue:
    """The list as xlsx, masked: no names, no telephones."""
    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        return _file(_table(desk, _asked_for(desk, filter_from(request.args)), who=False))


def wish() -> ResponseReturnValue:
    """The same with names and telephones: that takes two."""
    now = parts().clock.now()
    asked = filter_from(request.form)
    what = {"filter": asked.asked, "said": _say(asked)}
    with parts().database.write() as session:
        desk = desk_of(session, now)
        officer = session.get_one(Officer, g.officer_id)
        second.ask(session, "export", what, officer, desk.roles, now=now)
    return back_to(_back(asked), "已请第二个人点头，同意了在这里下载。", good=True)


def wished(approval_id: int) -> ResponseReturnValue:
    now = parts().clock.now()
    try:
        with parts().database.write() as session:
            desk = desk_of(session, now)
            officer = session.get_one(Officer, g.officer_id)
            row = second.use(session, approval_id, officer, now=now)
            if "filter" not in row.what:
                # A yes to something else: one person's data has its own page.
                raise Refused("console.no_second_yet")
            issues = list(_asked_for(desk, filter_from(row.what["filter"])))
            _note_export(desk, issues)
            return _file(_table(desk, issues, who=True))
    except Refused as refused:
        return back_to(_HERE, sentence(refused), good=False)


def _say(asked: Filter) -> str:
    said = [issue_list.STATES[asked.state][0], issue_list.WHOSE[asked.whose]]
    said += [asked.topic, asked.bureau, asked.urgency]
    said += [issue_list.AGES[asked.age]] if asked.age else []
    return "群众反映：" + "、".join(part for part in said if part)


def _note_export(desk: Desk, issues: Sequence[Issue]) -> None:
    """Once for the record of acts; and at each case, for whoever asks who saw what is kept of
    them."""
    record = partial(audit.record, desk.session, contact_id=desk.contact.id, now=desk.now)
    record("list.exported", fact=f"{len(issues)}件")
    for issue in issues:
        if _knows_who(desk, issue):
            record("issue.exported", thing="issue", thing_id=issue.id)


def _knows_who(desk: Desk, issue: Issue) -> bool:
    """「保密」: only the county office sees who said it."""
    return desk.county or not issue.secret


def _asked_for(desk: Desk, asked: Filter) -> Iterator[Issue]:
    before: int | None = None
    for _ in range(_PAGES):
        page = issue_list.page(desk, asked, before=before)
        yield from page.issues
        before = page.before
        if before is None:
            return


def _table(desk: Desk, issues: Iterable[Issue], *, who: bool) -> list[list[object]]:
    head = ["编号", "说的事", "地点", "类别", "状态", "收到", "内容（已遮住个人信息）", "别处编号"]
    rows: list[list[object]] = [[*head, "姓名", "电话"] if who else list(head)]
    return rows + [_cells(desk, issue, who=who) for issue in issues]


def _cells(desk: Desk, issue: Issue, *, who: bool) -> list[object]:
    cells: list[object] = [
        f"民{issue.number}",
        issue.title,
        places.say_place(desk.session, issue.grid),
        issue.topic or "",
        ALL["issue"].states[issue.state],
        local_day(issue.created_at).isoformat(),
        issue.words.masked,
        issue.outside_number,
    ]
    if who:
        known = _knows_who(desk, issue)
        cells += [
            (issue.reporter.name or "") if known else "（保密）",
            (issue.reporter.phone or "") if known else "（保密）",
        ]
    return cells


def _file(rows: list[list[object]]) -> Response:
    return table_of({"群众反映": rows}, f"群众反映{local_day(parts().clock.now())}")
