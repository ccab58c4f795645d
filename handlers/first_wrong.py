"""A form that was refused: the cursor stands in the first field that is wrong, what is wrong stands
beside it too, and who hears the page hears it there. Works on the text of the page and without
JavaScript, for every form alike. A handler that knows the field says so (``flask.g.wrong_field``);
else it is told from what the page says and from what was typed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from handlers.forms_in import Control, Form, Page, Said, Typed, fields_of, form_sent, start_tag

#: Id of the words that belong to the field.
_HERE = "what-is-wrong"
#: Into these nobody types.
_MUTE = frozenset({"hidden", "submit", "button", "image", "reset", "option"})
#: The box that says that one has looked and means it.
_SURE = "sure"
_QUOTED = re.compile(r"[“「]([^”」]+)[”」]")
#: Of a label what names the field: 「转给 （转单位才填）」 → 「转给」.
_NAME = re.compile(r"[^（(：:，。\s]+")


@dataclass(frozen=True, slots=True)
class _Found:
    """``beside``: the line of the page that says it already; ``sure``: it is this field."""

    control: Control
    sure: bool
    beside: Said | None = None


def point_out(page: str, path: str, typed: Typed, named: str = "") -> str:
    """The page with the first wrong field of the form that was sent marked; as it is where the form
    is not on it, or has nothing to type into. ``named``: the field, where the handler knows it."""
    read = Page(page)
    form = form_sent(read, path, typed)
    if form is None:
        return page
    open_ones = [one for one in fields_of(read, form) if _is_open(one)]
    found = _first_wrong(read, form, open_ones, typed, named)
    if found is None:
        return page
    edits = _marked(read, found)
    for other in read.controls:
        if "autofocus" in other.attrs and other is not found.control:
            kept = {name: value for name, value in other.attrs.items() if name != "autofocus"}
            edits.append((other.start, other.end, start_tag(other.tag, kept)))
    for start, end in found.control.folds:
        tag = page[start:end]
        edits.append((start, end, tag if " open" in tag else f"{tag[:-1]} open>"))
    for start, end, text in sorted(set(edits), reverse=True):
        page = page[:start] + text + page[end:]
    return page


def _is_open(control: Control) -> bool:
    given = control.attrs
    return (
        bool(control.name) and control.kind not in _MUTE and not {"disabled", "readonly"} & {*given}
    )


def _first_wrong(
    read: Page, form: Form, controls: Sequence[Control], typed: Typed, named: str
) -> _Found | None:
    if not controls:
        return None
    for one in controls:
        if one.name == named or (one.name == _SURE and _SURE not in typed.values):
            return _Found(one, one.name == named)
    for said in read.said:
        before = [one for one in controls if one.end <= said.start]
        if said.form == form.key and before and said.text.strip():
            return _Found(before[-1], True, said)
    words = next((one.text for one in read.said if one.text.strip()), "")
    told = _quoted(controls, words, typed) or _named(read, controls, words)
    told = told or next((one for one in controls if _unfit(one, typed)), None)
    return _Found(told or controls[0], told is not None)


def _quoted(controls: Sequence[Control], words: str, typed: Typed) -> Control | None:
    """The field whose words the sentence repeats."""
    quoted = _QUOTED.findall(words)
    for one in controls:
        said = [text for text in typed.values.getlist(one.name) if len(text) > 1]
        if any(each == text or each in text for text in said for each in quoted):
            return one
    return None


def _named(read: Page, controls: Sequence[Control], words: str) -> Control | None:
    """The field that the sentence calls by its name: of several the one named first."""
    best: tuple[int, int, Control] | None = None
    for one in controls:
        label = "".join(one.label or read.labels.get(one.attrs.get("id") or "", []))
        name = _NAME.search(label)
        at = words.find(name.group()) if name is not None and len(name.group()) > 1 else -1
        if name is not None and at >= 0 and (best is None or (at, -len(name.group())) < best[:2]):
            best = (at, -len(name.group()), one)
    return best[2] if best is not None else None


def _unfit(control: Control, typed: Typed) -> bool:
    """Whether its own marks do not allow what was typed: it must be filled in, or be a day."""
    given = control.attrs
    texts = [text.strip() for text in typed.values.getlist(control.name)]
    text = texts[0] if texts else ""
    if not text:
        return "required" in given and control.name not in typed.files
    if control.kind == "date":
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return True
        return bool(given.get("min")) and day.isoformat() < (given["min"] or "")
    pattern = given.get("pattern")
    try:
        return bool(pattern) and re.fullmatch(pattern or "", text) is None
    except re.error:
        return False


def _marked(read: Page, found: _Found) -> list[tuple[int, int, str]]:
    """What has to be changed in the page for the field: (from, to, text)."""
    control, edits = found.control, []
    attrs = control.attrs | {"autofocus": None}
    said = found.beside or next((one for one in read.said if one.text.strip()), None)
    if said is not None:
        here = said.id if said is found.beside and said.id else _HERE
        attrs["aria-describedby"] = f"{control.attrs.get('aria-describedby') or ''} {here}".strip()
    if found.sure:
        attrs["aria-invalid"] = "true"
    edits.append((control.start, control.end, start_tag(control.tag, attrs)))
    if said is found.beside and said is not None:
        if not said.id:
            edits.append((said.end - 1, said.end, f' id="{_HERE}">'))
    elif said is not None and found.sure:
        after = _after(control)
        words = escape(said.text.strip())
        edits.append((after, after, f'<span class="trouble beside" id="{_HERE}">{words}</span>'))
    elif said is not None:
        edits.append((said.end - 1, said.end, f' id="{_HERE}">'))
    return edits


def _after(control: Control) -> int:
    """Where the field ends in the page."""
    return control.close + len(f"</{control.tag}>") if control.close else control.end
