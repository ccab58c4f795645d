"""The words that people read, with a look at every shape in which they go out."""

import math
from collections import defaultdict
from datetime import datetime
from typing import Any

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bot.actions import rule_book
from bot.domain.workflow import Refused
from bot.texts import THING, fields_of, notices, sentences, shipped, templates, with_words
from handlers.console.page import back_to, desk_of, nothing_here, sentence, show
from handlers.console.rule_parts import versions_of
from handlers.parts import parts

#: What stands in the fields of a look; anything else is shown as ……
SAMPLE = {
    "name": "陈志远代表",
    "deputy": "陈志远",
    "case": "民312“东坪三组路灯不亮”",
    "number": "民312",
    "code": "M312",
    "title": "东坪三组路灯不亮",
    "place": "城关镇东坪村",
    "gist": "东坪三组的路灯坏了五天了，学生夜里走路怕。",
    "speak_by": "周四",
    "station": "城关镇联络站",
    "bureau": "城关镇供电所",
    "due": "10月8日",
    "until": "10月8日",
    "county": "青禾县",
    "phone": "0000-12345",
    "link": "（点开看）",
    "desk": "县人大代工委",
    "who": "县人大代工委",
    "text": "已经换了新灯，晚上您看一眼。",
    "words": "已经换了新灯，晚上您看一眼。",
    "serial": "〔16-6〕37",
    "line": "先离远点，别碰电线，马上打95598。",
    "count": "2",
    "cases": "民312“东坪三组路灯不亮”、民315“水渠塌了一截”",
    "bureaus": "县水利局、县交通运输局",
    "duty_room": "0000-12346",
    "ringing": "正在给您回电话。",
    "number_to_call": "95598",
    "list": "民312“东坪三组路灯不亮”",
    "promise": "10月底前换好三盏灯",
    "issue": "民312“东坪三组路灯不亮”",
    "issue_title": "东坪三组路灯不亮",
    "issue_code": "M312",
    "gist_words": "东坪三组的路灯坏了五天了",
    "numbers": "110、119",
    "leads": "县交通运输局",
    "draft": "稿14《增开早班车》",
    "meeting": "11月22日办中协商",
    "day": "10月8日",
    "days": "3",
    "when": "10月8日 09:00",
    "since": "9月26日",
    "reviewer": "镇人大主席团",
    "sender": "城关镇人大",
    "alike": "",
    "likely": "",
    "avoid": "",
    "deputies": "",
    "privacy": "",
}
SHAPES = {"chat": "微信里说", "phone": "打电话念"}
#: Letters of one short message of Chinese; of each part of a longer one.
_ONE_SMS, _PART_SMS = 70, 67
PAGE = 40


def add_texts(blueprint: Blueprint) -> None:
    blueprint.get("/rules/texts")(texts_page)
    blueprint.get("/rules/text")(text_page)
    blueprint.post("/rules/text")(change_text)


class _Sample(defaultdict[str, object]):
    def __missing__(self, name: str) -> object:
        return "……"


def _sample(text: str) -> "_Sample":
    """What fills ``text``; where 代表 stands behind the name, the name alone."""
    named = {"name": SAMPLE["deputy"]} if "{name}代表" in text else {}
    return _Sample(None, SAMPLE | named)


def _filled(text: str) -> str:
    return text.format_map(_sample(text))


def _all() -> dict[str, str]:
    """Name of the rule → the shipped words, sentences first."""
    found = {f"text.{key}": text for key, text in sentences().items()}
    for kind in sorted(notices()):
        found[f"notice.{kind}"] = shipped(f"notice.{kind}")["chat"]
    return found


def texts_page() -> ResponseReturnValue:
    now = parts().clock.now()
    q = request.args.get("q", "").strip()[:30]
    with parts().database.read() as session:
        if not desk_of(session, now).county:
            return nothing_here()
        own = rule_book.changed(session)
        found = []
        for name, text in _all().items():
            value = rule_book.current(session, name, now) if name in own else text
            words = value if isinstance(value, str) else value["chat"]
            if q in words or q in name:
                found.append(
                    {
                        "name": name,
                        "said": _filled(words)[:80],
                        "own": name in own,
                        "kind": "通知" if name.startswith("notice.") else "聊天",
                    }
                )
        return show("rule_texts.html", "rules", rows=found[:PAGE], more=len(found) - PAGE, q=q)


def text_page() -> ResponseReturnValue:
    now, name = parts().clock.now(), request.args.get("name", "")
    with parts().database.read() as session:
        if shipped(name) is None or not desk_of(session, now).county:
            return nothing_here()
        return _page(session, name, now, rule_book.current(session, name, now))


def _page(
    session: Session,
    name: str,
    now: datetime,
    value: Any,
    *,
    why: str = "",
    trouble: str = "",
    looked: bool = False,
) -> str:
    usual = shipped(name)
    given = {"text": value} if isinstance(value, str) else dict(value)
    names = [usual] if isinstance(usual, str) else list(usual.values())
    # A sentence is one text; a notice has a shape for each way.
    called = {} if isinstance(usual, str) else {each: _label(name, each) for each in usual}
    return show(
        "rule_text.html",
        "rules",
        name=name,
        fields=[(shape, _label(name, shape), text) for shape, text in given.items()],
        known=sorted({field for text in names for field in fields_of(text)}),
        looks=[] if trouble else _looks(name, given),
        why=why,
        trouble=trouble,
        looked=looked,
        versions=versions_of(session, name, now, called),
        seen=rule_book.newest(session, name),
    )


def _label(name: str, shape: str) -> str:
    if shape in SHAPES or shape == "text":
        return SHAPES.get(shape, "微信里说")
    template = notices()[name.removeprefix("notice.")].template
    field = templates()[template]["fields"].get(shape, shape)
    return f"卡片上的“{field}”（{THING}个字以内）"


def _looks(name: str, given: dict[str, str]) -> list[tuple[str, str, str]]:
    """(shape, as people get it, a remark) of every shape."""
    if "text" in given:
        return [("微信里", _filled(given["text"]), "")]
    notice = with_words(notices()[name.removeprefix("notice.")], given)
    fields = _sample(notice.chat)
    chat = notice.chat.format_map(fields)
    found = [("微信里", chat, "")]
    titles = templates()[notice.template]["fields"]
    for field, text in notice.values.items():
        whole = " ".join(text.format_map(fields).split())
        cut = field.startswith("thing") and len(whole) > THING
        shown = f"{whole[: THING - 1]}…" if cut else whole
        found.append(
            (f"卡片“{titles.get(field, field)}”", shown, "放不下，后面的看不到" if cut else "")
        )
    sms = _filled(notice.chat.replace("{link}", ""))
    parts_of = 1 if len(sms) <= _ONE_SMS else math.ceil(len(sms) / _PART_SMS)
    found.append(("短信（还没接，接了是这样）", sms, f"{len(sms)}个字，算{parts_of}条"))
    found.append(("电话里念", notice.phone.format_map(fields), ""))
    return found


def change_text() -> ResponseReturnValue:
    """Look, or change; what was typed stays."""
    now, name = parts().clock.now(), request.form.get("name", "")
    why = request.form.get("why", "")[:200]
    usual = shipped(name)
    if usual is None:
        return nothing_here()
    shapes = ["text"] if isinstance(usual, str) else list(usual)
    given = {shape: request.form.get(shape, "")[:3000] for shape in shapes}
    typed: Any = given["text"] if isinstance(usual, str) else given
    looks, database = request.form.get("what") == "look", parts().database
    with database.read() if looks else database.write() as session:
        if not desk_of(session, now).county:
            return nothing_here()
        try:
            value = rule_book.read_text(name, given)
            if looks:
                return _page(session, name, now, value, why=why, looked=True)
            rule_book.check_seen(session, name, request.form.get("seen", ""))
            rule_book.change(session, name, value, why=why, by=g.contact_id, now=now)
        except Refused as refused:
            return _page(session, name, now, typed, why=why, trouble=sentence(refused)), 422
    return back_to(f"/console/rules/text?name={name}", "改好了，从现在起这样说。", good=True)
