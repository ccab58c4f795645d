"""The forms of a page that is drawn already: which one was sent, and what was typed put back into
its fields. Works on the text of the page, so that no template has to know of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser
from itertools import accumulate

from werkzeug.datastructures import MultiDict

from bot.texts import say

#: Never put back: what is secret, and what the page itself decides.
_LEFT = frozenset({"password", "hidden", "submit", "button", "image", "reset", "file"})
#: Hidden fields that are other ones each time a page is drawn: no sign of which form it is.
_EACH_TIME = frozenset({"csrf_token", "as_seen"})
_TICKED = frozenset({"checkbox", "radio"})
#: Classes of a line that says what is wrong (``flash no`` above the page, ``trouble`` in it).
_WRONG = frozenset({"no", "trouble"})
#: Where its form is gone a sentence is worth being copied, and whatever else has so many signs: a
#: name that was picked from a list is not.
_SENTENCE, _WORTH = "text", 12


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent. ``path``: where to; ``files``: field → names; ``address``: of the page on
    which it comes back."""

    path: str
    values: MultiDict[str, str]
    files: Mapping[str, Sequence[str]] = field(default_factory=dict)
    address: str = ""


@dataclass(slots=True)
class Control:
    """One field: its start tag at ``start:end`` of the page; ``close``: where what a textarea or a
    select holds ends; ``text``: what an option says."""

    tag: str
    attrs: dict[str, str | None]
    start: int
    end: int
    form: str | int | None
    close: int = 0
    text: str = ""
    #: Name of the select that an option stands in.
    select: str = ""
    #: The label around it, if one is, and the start tags of the folds that it stands in.
    label: list[str] = field(default_factory=list)
    folds: list[tuple[int, int]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.attrs.get("name") or ""

    @property
    def kind(self) -> str:
        return (self.attrs.get("type") or "text").lower() if self.tag == "input" else self.tag


@dataclass(slots=True)
class Said:
    """A line of the page that says what is wrong: its start tag at ``start:end``; ``form``: of
    which form, None: above all of them."""

    start: int
    end: int
    id: str
    form: int | None
    text: str = ""


@dataclass(slots=True)
class Form:
    key: int
    id: str
    action: str
    #: Start tags of the folds that it stands in: (start, end).
    folds: list[tuple[int, int]]


class Page(HTMLParser):
    """Every form of the page and every field, with where they stand."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self._lines = [0, *accumulate(len(line) for line in page.split("\n"))]
        self._lines = [at + number for number, at in enumerate(self._lines)]
        self.forms: list[Form] = []
        self.controls: list[Control] = []
        self.folds: list[tuple[int, int]] = []
        self.head = (0, 0)
        self.main = 0
        #: id of a field → the label that points to it.
        self.labels: dict[str, list[str]] = {}
        self.said: list[Said] = []
        self._label: list[str] | None = None
        self._saying: Said | None = None
        self._open_folds: list[tuple[int, int]] = []
        self._form: int | None = None
        self._select = ""
        self._filling: Control | None = None
        self.feed(page)
        self.close()

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self._at()
        spot = (start, start + len(self.get_starttag_text() or ""))
        given = dict(attrs)
        match tag:
            case "html":
                self.head = spot
            case "main":
                self.main = spot[1]
            case "details":
                self._open_folds.append(spot)
            case "form":
                self._form = len(self.forms)
                action = given.get("action") or ""
                if (given.get("method") or "").lower() == "post":
                    folds = list(self._open_folds)
                    self.forms.append(Form(self._form, given.get("id") or "", action, folds))
                else:
                    self._form = None
            case "label":
                named = given.get("for")
                self._label = self.labels.setdefault(named, []) if named else []
            case "p" if _WRONG & set((given.get("class") or "").split()):
                self._saying = Said(*spot, given.get("id") or "", self._form)
                self.said.append(self._saying)
            case "input" | "textarea" | "select" | "option":
                self._filling = self._control(tag, given, spot)
                self.controls.append(self._filling)

    def _control(self, tag: str, given: dict[str, str | None], spot: tuple[int, int]) -> Control:
        control = Control(tag, given, *spot, form=given.get("form") or self._form)
        control.folds = list(self._open_folds)
        if self._label is not None:
            control.label = self._label
        if tag == "select":
            self._select = control.name
        elif tag == "option":
            control.select = self._select
        return control

    def handle_data(self, data: str) -> None:
        if self._saying is not None:
            self._saying.text += data
        elif self._label is not None and (self._filling is None or self._filling.tag == "input"):
            self._label.append(data)
        if self._filling is not None and self._filling.tag == "option":
            self._filling.text += data

    def handle_entityref(self, name: str) -> None:
        self.handle_data(unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self.handle_data(unescape(f"&#{name};"))

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "details" if self._open_folds:
                self._open_folds.pop()
            case "form":
                self._form = None
            case "select":
                self._select = ""
                for one in reversed(self.controls):
                    if one.tag == "select":
                        one.close = self._at()
                        break
            case "label":
                self._label = None
            case "p":
                self._saying = None
            case "textarea" if self._filling is not None and self._filling.tag == "textarea":
                self._filling.close = self._at()
        if tag in ("option", "textarea"):
            self._filling = None


def put_back(page: str, path: str, typed: Typed) -> str:
    """The page with what was ``typed`` in the form it came from, unfolded; above everything else
    where there is no such form any more. ``path``: of the page."""
    read = Page(page)
    chosen = form_sent(read, path, typed)
    edits = [(*read.head, start_tag("html", {"lang": "zh-CN", "data-stands-at": typed.address}))]
    if chosen is None:
        edits.append((read.main, read.main, _lost(typed)))
    else:
        for control in fields_of(read, chosen):
            edits += _filled(control, typed)
        edits += [(start, end, unfolded(page[start:end])) for start, end in chosen.folds]
    for start, end, text in sorted(edits, reverse=True):
        page = page[:start] + text + page[end:]
    return page


def fields_of(read: Page, form: Form) -> list[Control]:
    return [one for one in read.controls if one.form in (form.key, form.id or form.key)]


def form_sent(read: Page, path: str, typed: Typed) -> Form | None:
    """The form that was sent: to that address, with the same hidden fields; of several the one
    with most of the fields."""
    best: tuple[int, Form] | None = None
    for form in read.forms:
        controls = fields_of(read, form)
        if (form.action.partition("?")[0] or path) != typed.path:
            continue
        hidden = [one for one in controls if one.kind == "hidden" and one.name not in _EACH_TIME]
        if any(
            (one.attrs.get("value") or "") not in typed.values.getlist(one.name) for one in hidden
        ):
            continue
        names = {one.name for one in controls if one.kind not in _LEFT}
        fits = len(names & set(typed.values)) - len(names - set(typed.values))
        if best is None or fits > best[0]:
            best = (fits, form)
    return best[1] if best else None


def _filled(control: Control, typed: Typed) -> list[tuple[int, int, str]]:
    """What has to be changed in the page for one field: (from, to, text)."""
    values = typed.values
    given = {k: v for k, v in control.attrs.items() if k not in ("checked", "selected")}
    spot = (control.start, control.end)
    if control.kind == "file":
        names = typed.files.get(control.name)
        again = say("page.files_again", names="、".join(names)) if names else ""
        return [(control.end, control.end, f'<p class="soft">{escape(again)}</p>')] if again else []
    if control.tag == "option":
        value = control.attrs.get("value")
        value = control.text.strip() if value is None else value
        if control.select not in values:
            return []
        if value in values.getlist(control.select):
            given["selected"] = None
        return [(*spot, start_tag("option", given))]
    if not control.name or control.kind in _LEFT or control.tag == "select":
        return []
    if control.kind in _TICKED:
        if (control.attrs.get("value") or "on") in values.getlist(control.name):
            given["checked"] = None
        return [(*spot, start_tag("input", given))]
    if control.name not in values:
        return []
    said = values[control.name]
    if control.tag == "textarea":
        # A line break right after the tag is not part of the text.
        return [(control.end, control.close, "\n" + escape(said, quote=False))]
    return [(*spot, start_tag("input", given | {"value": said}))]


def _lost(typed: Typed) -> str:
    """What was typed, to be copied: the form is not on the page any more."""
    texts = [
        value
        for name, value in typed.values.items(multi=True)
        if (len(value.strip()) >= _WORTH or (name == _SENTENCE and value.strip()))
        and not value.isascii()
    ]
    if not texts:
        return ""
    said = "".join(f'<p class="said">{escape(text)}</p>' for text in texts)
    return f'<section class="card later"><p>{escape(say("page.lost"))}</p>{said}</section>'


def unfolded(tag: str) -> str:
    return tag if " open" in tag else tag[:-1] + " open>"


def start_tag(name: str, attrs: Mapping[str, str | None]) -> str:
    said = [key if value is None else f'{key}="{escape(value)}"' for key, value in attrs.items()]
    return f"<{' '.join([name, *said])}>"
