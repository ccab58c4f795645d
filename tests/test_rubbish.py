"""Every form and every parameter of the console takes rubbish without breaking: what the pages
themselves offer is sent back with nonsense in each field, as each of three roles. Then no page
runs a script out of it, and no table a formula."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import lxml.html
import openpyxl
import pytest
import requests

from bot.store.vault import Vault
from tests.full_scene import Scene, full_scene, paths
from tests.pages_parts import Browser

pytestmark = pytest.mark.slow

SCRIPT, FORMULA = '"><script>alert(1)</script>', "=HYPERLINK(1)"
RUBBISH = (SCRIPT, FORMULA, "9" * 40, "\x00-1", "2026-13-45", "￿😀" * 90)
#: Longer than a number may be to be read at all.
ENDLESS = "9" * 5000
#: One's own way in and out: whoever is outside tries nothing more.
SPARED = ("/console/logout", "/console/login", "/console/password")
#: A form is tried once for each of its kind, not for each row that has one.
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Sent:
    """A form as a browser would send it. ``files``: names of fields for files."""

    method: str
    action: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...]

    @property
    def kind(self) -> tuple[str, str, tuple[str, ...]]:
        names = tuple(
            f"{name}={value}" if name in ("act", "what", "role") else _NUMBER.sub("1", name)
            for name, value in self.fields
        )
        return self.method, _NUMBER.sub("1", self.action), names


@pytest.fixture(scope="module")
def scene(
    tmp_path_factory: pytest.TempPathFactory, vault: Vault, sqlite_pattern: Path
) -> Iterator[Scene]:
    with full_scene(tmp_path_factory.mktemp("rubbish"), vault, sqlite_pattern) as made:
        yield made


def forms_of(page: requests.Response) -> Iterator[Sent]:
    """The forms on a page, each with the button that sends it."""
    if not page.headers["Content-Type"].startswith("text/html"):
        return
    for form in lxml.html.fromstring(page.text).forms:
        action = (form.get("action") or page.url).replace("https://", "http://")
        path = re.sub(r"^http://[^/]+", "", action)
        if not path.startswith("/console") or path.startswith(SPARED):
            continue
        buttons: list[tuple[tuple[str, str], ...]] = [
            ((one.get("name"), one.get("value") or ""),)
            for one in form.xpath('.//button[@name and not(@type="button")]')
        ]
        files = tuple(form.xpath('.//input[@type="file"]/@name'))
        fields = tuple(
            (name, value or "") for name, value in form.form_values() if name not in files
        )
        unchosen = {name for name in form.fields if name not in dict(fields) and name not in files}
        fields += tuple((name, "") for name in sorted(unchosen))
        for button in buttons or [()]:
            yield Sent(form.method, path, (*fields, *button), files)


def nonsense(form: Sent) -> Iterator[tuple[list[tuple[str, str]], dict[str, tuple[str, bytes]]]]:
    """The form with each field turned, one after another, and with all of them turned at once."""
    names = list(dict.fromkeys(name for name, _ in form.fields if name != "csrf_token"))
    for place, name in enumerate(names):
        # Each field sees two kinds, so that all kinds come by in one form of some size.
        for one in (RUBBISH[place % 6], RUBBISH[(place + 1) % 6]):
            yield [(n, one if n == name else v) for n, v in form.fields], {}
    for one in (*RUBBISH, ENDLESS):
        kept = ("csrf_token", "act", "what", "role")
        files = {name: (f"{one[:9]}.xlsx", one.encode("utf-8", "replace")) for name in form.files}
        yield [(n, v if n in kept else one) for n, v in form.fields], files


def send(desk: Browser, form: Sent, fields: list[tuple[str, str]], files: object) -> int:
    """The answer's number; the page that comes back has none of it as a script."""
    address = desk.base + form.action
    if form.method == "GET":
        answer = desk.http.get(address, params=fields, timeout=30)
    else:
        answer = desk.http.post(address, data=fields, files=files or None, timeout=30)  # type: ignore[arg-type]
    assert "<script>alert" not in answer.text, (form.action, fields)
    return answer.status_code


#: Kinds of forms that a role before has filled with rubbish: once is enough.
TRIED: set[tuple[str, str, tuple[str, ...]]] = set()


@pytest.mark.parametrize("role", ["周干事", "冯主席", "郑科员"])
def test_rubbish_in_every_form_of_every_page_is_answered_and_never_breaks(
    scene: Scene, role: str
) -> None:
    desk, seen, broken, tried = scene.office.desk(role), set(), [], 0
    by_others = set(TRIED)
    for path in paths(scene):
        page = desk.get(f"/console/{path}")
        if page.url.endswith("/console/login"):
            desk = scene.office.desk(role)
            page = desk.get(f"/console/{path}")
        for form in forms_of(page):
            if form.kind in seen:
                continue
            seen.add(form.kind)
            TRIED.add(form.kind)
            if form.kind in by_others:
                continue
            for fields, files in nonsense(form):
                tried += 1
                status = send(desk, form, fields, files)
                if status >= 500:
                    broken.append((path, form.action, fields))
    assert not broken, "\n".join(map(str, broken[:20]))
    assert len(seen) > 20 and tried > 50, (len(seen), tried)


def test_after_all_that_no_page_runs_a_script_and_no_table_a_formula(scene: Scene) -> None:
    desk = scene.office.desk("郑科员")
    tables: set[str] = set()
    said = 0
    for path in paths(scene):
        text = desk.get(f"/console/{path}").text
        assert "<script>alert" not in text, path
        said += FORMULA in text
        tables.update(re.findall(r'href="(/console/[^"]+\.xlsx[^"]*)"', text))
    assert said, "nothing of the rubbish was kept: this test looks at nothing"
    assert len(tables) > 8
    for path in sorted(tables):
        answer = desk.http.get(desk.base + path.replace("&amp;", "&"), timeout=30)
        if answer.status_code != 200 or "spreadsheet" not in answer.headers["Content-Type"]:
            assert answer.status_code < 500, path
            continue
        for sheet in openpyxl.load_workbook(io.BytesIO(answer.content)):
            kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
            assert "f" not in kinds, path
