"""Whatever is refused comes back as it was typed: every form of the console is sent with one wrong
field, the other fields stand in it again, and the cursor stands in the wrong one."""

import html
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pytest
import requests
from werkzeug.datastructures import MultiDict

from bot.store.vault import Vault
from handlers.first_wrong import point_out
from handlers.forms_in import Typed, put_back
from tests.full_scene import Scene, full_scene, paths

pytestmark = pytest.mark.slow

#: What is typed by kind of field; signs that a page must neither lose nor run.
TYPED = {
    "date": "2027-03-05",
    "datetime-local": "2027-03-05T10:00",
    "number": "7",
    "tel": "13812345678",
    "textarea": "第一行 <b>三组</b> & “路灯”\n第二行，说完了",
}
SHORT = "三组<i>&\"'路灯"
#: What no field takes.
WRONG = ("", "不存在的9", "2020-13-45")
_OWN = ("hidden", "submit", "button", "password", "file", "image")


def controls(form: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    page = form.getroottree().getroot()
    own = form.xpath(".//input[@name]|.//textarea[@name]|.//select[@name]")
    if form.get("id"):
        own += page.xpath(f'//*[@form="{form.get("id")}"][@name]')
    # What is switched off a browser does not send.
    sent = [one for one in own if one.get("disabled") is None]
    return [one for one in sent if one.get("type") not in _OWN]


def sample(control: lxml.html.HtmlElement) -> str:
    """Something that the field may hold."""
    if control.tag == "select":
        options = [one.get("value", one.text_content().strip()) for one in control.iter("option")]
        return next((one for one in reversed(options) if one), "")
    if control.get("type") in ("checkbox", "radio"):
        return str(control.get("value", "on"))
    if "[0-9]" in control.get("pattern", "") or control.get("inputmode") == "numeric":
        return "7"
    kind = "textarea" if control.tag == "textarea" else control.get("type", "text")
    return TYPED.get(kind, SHORT)[: int(control.get("maxlength", 5000))]


def holds(control: lxml.html.HtmlElement) -> set[str]:
    """What the field of a page shows."""
    if control.tag == "select":
        chosen = control.xpath(".//option[@selected]")
        return {one.get("value", one.text_content().strip()) for one in chosen}
    if control.get("type") in ("checkbox", "radio"):
        return {control.get("value", "on")} if control.get("checked") is not None else set()
    if control.tag == "textarea":
        return {control.text_content().lstrip("\n").replace("\r\n", "\n")}
    return {control.get("value", "")}


def hidden_of(form: lxml.html.HtmlElement) -> dict[str, str]:
    found = form.xpath('.//input[@type="hidden"][@name]')
    return {one.get("name"): one.get("value", "") for one in found}


def same_form(
    page: lxml.html.HtmlElement, form: lxml.html.HtmlElement
) -> lxml.html.HtmlElement | None:
    """The form of the page that was sent."""
    fresh = ("csrf_token", "as_seen")
    given = {name: value for name, value in hidden_of(form).items() if name not in fresh}
    names = {one.get("name") for one in controls(form)}
    fitting = [
        one
        for one in page.xpath('//form[@method="post"]')
        if one.get("action") == form.get("action")
        and given.items() <= hidden_of(one).items()
        and names <= {control.get("name") for control in controls(one)}
    ]
    return fitting[0] if fitting else None


def refused(page: lxml.html.HtmlElement) -> bool:
    return bool(page.xpath('//*[@class="flash no" or @class="trouble"]'))


def tried(
    url: str, http: requests.Session, form: lxml.html.HtmlElement
) -> tuple[str, lxml.html.HtmlElement, dict[str, str]] | None:
    """(the wrong field, the page that came back, what was typed): the first refusal."""
    typed = {one.get("name"): sample(one) for one in controls(form)}
    buttons = form.xpath(".//button[@name]")
    more = {buttons[0].get("name"): buttons[0].get("value", "")} if buttons else {}
    for name in typed:
        for wrong in WRONG:
            data = hidden_of(form) | more | typed | {name: wrong}
            answer = http.post(f"{url}{form.get('action')}", data=data, timeout=30)
            assert answer.status_code < 500, form.get("action")
            page = lxml.html.fromstring(answer.text)
            if refused(page):
                return name, page, typed
    return None


@pytest.fixture(scope="module")
def scene(
    tmp_path_factory: pytest.TempPathFactory, vault: Vault, sqlite_pattern: Path
) -> Iterator[Scene]:
    with full_scene(tmp_path_factory.mktemp("forms"), vault, sqlite_pattern) as made:
        yield made


def test_every_form_that_is_refused_comes_back_with_all_the_other_fields(scene: Scene) -> None:
    url, came_back = scene.office.url, defaultdict(set)
    never: set[str] = set()
    stands_right, stands_at = 0, 0
    lost: list[tuple[object, ...]] = []
    for role in ("郑科员", "冯主席", "孙电"):
        desk = scene.office.desk(role)
        for path in paths(scene):
            answer = desk.get(f"/console/{path}")
            if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
                continue
            page = lxml.html.fromstring(answer.text)
            for form in page.xpath('//form[@method="post"]'):
                action = form.get("action")
                if action == "/console/logout" or not controls(form):
                    continue
                result = tried(url, desk.http, form)
                if result is None:
                    never.add(action)
                    continue
                wrong, again, typed = result
                shown = same_form(again, form)
                if shown is None:
                    lost.append((action, "gone", wrong, path))
                    continue
                for control in controls(shown):
                    name = control.get("name")
                    if name == wrong or name not in typed:
                        continue
                    if control.get("type") in ("checkbox", "radio"):
                        expected = {typed[name]} & {control.get("value", "on")}
                    else:
                        expected = {typed[name]}
                    if holds(control) != expected:
                        lost.append((action, name, wrong, holds(control), expected))
                there = again.xpath("//*[@autofocus]")
                if len(there) != 1:
                    lost.append((action, "no cursor", wrong))
                elif not again.xpath(
                    "//*[@id=$id]", id=there[0].get("aria-describedby").split()[-1]
                ):
                    lost.append((action, "no words", wrong))
                stands_right += [one.get("name") for one in there] == [wrong]
                stands_at += 1
                # And it is unfolded, so that one sees it.
                if any(fold.get("open") is None for fold in shown.xpath("ancestor::details")):
                    lost.append((action, "folded"))
                came_back[action].add(role)
    assert not lost
    # What takes anything is never refused: a name for a screen, a word of praise.
    rest = {re.sub(r"\d+", "1", action) for action in never - set(came_back)}
    assert rest <= {"/console/opening/screen", "/console/suggestion/1/opening"}
    assert len(came_back) >= 40
    # The rest is told of another field: its sample is refused before the wrong one is looked at.
    assert stands_right >= 0.8 * stands_at


def _came_back(body: str, **typed: str) -> lxml.html.HtmlElement:
    page = point_out(f"<html><main>{body}</main></html>", "/x", Typed("/x", MultiDict(typed)))
    return lxml.html.fromstring(page)


def test_the_cursor_stands_in_the_field_of_which_the_sentence_speaks() -> None:
    form = (
        '<form method="post"><label for="a">姓名</label><input id="a" name="a" required autofocus>'
        '<label>电话（可不填）<input name="b"></label><details><summary>更多</summary>'
        '<label for="c">哪天</label><input id="c" name="c" type="date" min="2026-11-23"></details>'
        '<select name="d"><option>甲</option></select></form>'
    )
    for said, typed, wrong in (
        ("电话看着不对。", {"a": "张三", "b": "12"}, "b"),
        ("“县水力局&amp;”不在名册里。", {"a": "张三", "b": "县水力局&"}, "b"),
        ("还差一样。", {"a": ""}, "a"),
        ("看看日子。", {"a": "张三", "c": "2026-11-20"}, "c"),
        ("不行。", {"a": "张三", "b": "1"}, "a"),
    ):
        page = _came_back(f'<p class="flash no">{said}</p>{form}', **typed)
        (field,) = page.xpath("//*[@autofocus]")
        assert field.get("name") == wrong, said
        assert (field.get("aria-invalid") == "true") is (said != "不行。")
        (words,) = page.xpath("//*[@id=$id]", id=field.get("aria-describedby"))
        assert words.text_content() == html.unescape(said)
        assert all(fold.get("open") is not None for fold in field.xpath("ancestor::details"))
    assert not _came_back(form.replace("post", "get"), a="").xpath("//*[@aria-invalid]")


def test_a_short_sentence_whose_form_is_gone_is_shown_to_be_copied() -> None:
    values = MultiDict({"act": "write", "to": "城关供电所", "text": "先用绳子拦一下"})
    page = put_back("<html><main><h1>今日</h1></main></html>", "/x", Typed("/x/act", values))
    assert "先用绳子拦一下" in page and "城关供电所" not in page
