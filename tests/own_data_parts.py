"""Parts of tests of what is kept of one person: the wish, the two who decide, the end of it."""

import re

from scheduler.clearing import finish_erasures
from tests.pages_parts import Browser, Office, words_of
from tests.pages_scene import said


def ask_by_chat(office: Office, text: str = "把我的信息删了，姓名电话都不要留") -> int:
    return said(office.town.says("大娘", text))


def agree(second: Browser) -> str:
    """The second person says yes to what waits for them."""
    page = second.get("/console/")
    found = re.search(r'action="(/console/second/\d+)"', page.text)
    assert found, words_of(page)
    return words_of(second.post(found[1], answer="yes"))


def erase(office: Office, request: int, second: Browser) -> str:
    desk, here = office.desk("郑科员"), f"/console/own-data/{request}"
    desk.get(f"{here}/erase")
    assert "请第二个人点头" in words_of(desk.post(f"{here}/ask-erase"))
    assert "您同意了" in agree(second)
    desk.get(f"{here}/erase")
    return words_of(desk.post(f"{here}/erase"))


def finish(office: Office) -> int:
    """What the scheduler does every twenty seconds."""
    return finish_erasures(office.town.database, office.town.clock, office.settings.media_dir)
