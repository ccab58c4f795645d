"""Every page of the console as each role, on an old phone: it fits, is easy to touch, read and
name, says what it is for, complains of nothing; at a desk all is reached by keyboard alone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bot.actions import rules
from bot.store.vault import Vault
from handlers.console.page import NAVIGATION
from tests.browser.test_console_in_chromium import KNOWN, look
from tests.browser.test_pages_in_chromium import SIZES, sign_in
from tests.browser.test_pictures_in_chromium import screen_of
from tests.console_pages import FOR_EVERYBODY, IN_WECHAT, PAGES
from tests.full_scene import Scene, full_scene, paths

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: One of each role: liaison officer, chief, presidium, county clerk, director, leader, committee,
#: bureau, general office.
ROLES = ("周干事", "吴站长", "冯主席", "郑科员", "卫主任", "高主任", "林委员", "孙电", "秘书")
#: What can be reached by Tab: seen, and not switched off. Of radio buttons one is enough.
STOPS = """() => {
  const all = 'a[href],button,input:not([type=hidden]),select,textarea,summary,audio[controls]';
  const groups = new Set(); let n = 0;
  for (const e of document.querySelectorAll(all)) {
    const r = e.getBoundingClientRect();
    // What lies in a menu that is closed has a size, and is not there.
    const seen = e.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true});
    if (e.disabled || !r.width || !r.height || !seen) continue;
    if (e.type === 'radio') {
      if (groups.has(e.name)) continue;
      groups.add(e.name); }
    e.dataset.stop = ++n; }
  return n; }"""
#: Which of them has the focus, whether one sees that it has, and what it is.
AT = """() => {
  const e = document.activeElement, s = getComputedStyle(e);
  const marked = s.outlineStyle !== 'none' || s.boxShadow !== 'none';
  return [Number(e.dataset.stop || 0), e.matches(':focus-visible') && marked,
    e.outerHTML.slice(0, 90)]; }"""
#: More stops than this on one page are tried as far as this.
MOST_STOPS = 130


@pytest.fixture(scope="module")
def scene(
    tmp_path_factory: pytest.TempPathFactory, vault: Vault, sqlite_pattern: Path
) -> Iterator[Scene]:
    with full_scene(tmp_path_factory.mktemp("every-page"), vault, sqlite_pattern) as made:
        yield made


def unfold(page: Page) -> None:
    """Everything on the page itself; the menus of the bar would lie over it."""
    page.evaluate("document.querySelectorAll('main details').forEach(e => e.open = true)")


def opened(page: Page, trouble: list[str]) -> None:
    page.on("pageerror", lambda error: trouble.append(str(error)))

    def failed(request: object) -> None:
        # A picture that was still under way when the next page was opened is no trouble.
        if getattr(request, "failure", "") != "net::ERR_ABORTED":
            trouble.append(getattr(request, "url", ""))

    page.on("requestfailed", failed)

    def heard(message: object) -> None:
        text = getattr(message, "text", "")
        # A page that is not for this role answers 404: that is no trouble.
        if getattr(message, "type", "") == "error" and "404" not in text:
            trouble.append(text)

    page.on("console", heard)


#: Path → roles that were let in, as the roles come by.
LET_IN: dict[str, list[str]] = {}


@pytest.mark.parametrize("role", ROLES)
def test_every_page_fits_an_old_phone_as_each_role_sees_it(
    scene: Scene, chromium: Browser, role: str
) -> None:
    width, height = SIZES["phone"]
    page = chromium.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
    trouble: list[str] = []
    opened(page, trouble)
    sign_in(page, scene.office, role)
    for path in paths(scene):
        answer = page.goto(f"{scene.office.url}/console/{path}")
        assert answer is not None and answer.status in (200, 404), (role, path)
        if answer.status == 404:
            continue
        LET_IN.setdefault(path, []).append(role)
        if not (page.locator("h1").count() == 1 and page.locator("h1 ~ p.purpose").count()):
            trouble.append(f"{path}: one title and one line under it")
        name = f"{role}-{re.sub(r'[^0-9a-zA-Z]+', '-', path)[:40]}"
        unfold(page)
        try:
            look(page, f"every-{name}", KNOWN)
        except AssertionError as wrong:
            # All of them at once: a walk over sixty pages is not begun again for each.
            trouble.append(f"{path}: {wrong}")
    assert not trouble, "\n".join(trouble)
    page.close()


def test_every_page_was_there_for_somebody_and_the_countys_for_the_county_alone(
    scene: Scene,
) -> None:
    if set().union(*LET_IN.values()) != set(ROLES):
        pytest.skip("asked for alone: the roles have not come by")
    assert [path for path in paths(scene) if path not in LET_IN] == []
    for path in ("rules", "record", "looks", "retention", "papers/duty-books"):
        assert set(LET_IN[path]) == {"郑科员", "卫主任"}, path
    assert set(LET_IN[""]) == set(ROLES)


@pytest.mark.parametrize("role", ["周干事", "郑科员"])
def test_everything_on_a_page_is_reached_and_seen_by_keyboard(
    scene: Scene, chromium: Browser, role: str
) -> None:
    width, height = SIZES["desk"]
    page = chromium.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
    trouble: list[str] = []
    sign_in(page, scene.office, role)
    for several in PAGES.values():
        path = several[0].format(**scene.names)
        answer = page.goto(f"{scene.office.url}/console/{path}")
        if answer is None or answer.status == 404:
            continue
        unfold(page)
        wanted = min(page.evaluate(STOPS), MOST_STOPS)
        page.evaluate("document.activeElement.blur()")
        # Stop → what it is, while nobody has seen it marked; players mark a part of themselves.
        pale: dict[int, str] = {}
        marked: set[int] = set()
        for _ in range(3 * wanted + 10):
            page.keyboard.press("Tab")
            stop, shown, node = page.evaluate(AT)
            pale[stop] = node
            if shown or not stop or node.startswith("<audio"):
                marked.add(stop)
            if len(pale.keys() & set(range(1, wanted + 1))) == wanted:
                break
        nodes = [
            page.locator(f"[data-stop='{stop}']").evaluate("e => e.outerHTML.slice(0, 90)")
            for stop in range(1, wanted + 1)
            if stop not in pale
        ]
        unseen = [node for stop, node in pale.items() if stop not in marked]
        if nodes or unseen:
            trouble.append(f"{path}: not reached {nodes[:4]}, not seen {unseen[:3]}")
    assert not trouble, "\n".join(trouble)
    page.close()


def test_every_menu_of_the_bar_opens_by_keyboard_and_leads_on(
    scene: Scene, chromium: Browser
) -> None:
    page = chromium.new_page(locale="zh-CN")
    sign_in(page, scene.office, "郑科员")
    found: set[str] = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        tag, text = page.evaluate(
            "[document.activeElement.tagName, document.activeElement.textContent.trim()]"
        )
        if tag == "SUMMARY":
            page.keyboard.press("Enter")
        elif page.evaluate("!!document.activeElement.closest('header nav')"):
            found.add(text)
        if page.evaluate("!!document.activeElement.closest('main')"):
            break
    assert found == {entry.title for entry in NAVIGATION}
    page.close()


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_every_page_in_wechat_and_for_everybody_fits_and_complains_of_nothing(
    scene: Scene, chromium: Browser, size: str
) -> None:
    width, height = SIZES[size]
    with scene.office.town.database.write() as session:
        now = scene.office.town.clock.now()
        for name in ("deputies", "stations", "results", "figures"):
            rules.set_rule(session, f"functions.public_{name}", True, origin="test", now=now)
    page = chromium.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
    trouble: list[str] = []
    opened(page, trouble)
    addresses = [
        (f"{scene.office.phone(who).base}/p/{path.format(**scene.names)}", f"{who}-{path}")
        for several in IN_WECHAT.values()
        for who, path in several
    ]
    named = {**scene.names, "screen": screen_of(scene.office)}
    addresses += [
        (f"{scene.office.url}/{path.format(**named)}", path)
        for several in FOR_EVERYBODY.values()
        for path in several
    ]
    for address, name in addresses:
        answer = page.goto(address)
        if answer is None or answer.status != 200:
            trouble.append(f"{name}: {answer.status if answer else 'nothing'}")
            continue
        unfold(page)
        try:
            look(page, f"outside-{size}-{re.sub(r'[^0-9a-zA-Z]+', '-', name)}", KNOWN)
        except AssertionError as wrong:
            trouble.append(f"{name}: {wrong}")
    assert not trouble, "\n".join(trouble)
    page.close()
