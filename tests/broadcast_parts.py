"""What the tests of 群发 share: writing one, agreeing to it, sending it."""

import re

from sqlalchemy import select

from bot.actions import broadcasts
from bot.store.models import Identity, Notice
from bot.store.vault import vault
from tests.pages_parts import Browser, Office, words_of

TEXT = {"title": "周五上午开碰头会", "text": "周五上午九点在联络站开碰头会，请带上走访本。"}


def write(desk: Browser, **fields: str) -> str:
    """Write one; the address of its page."""
    desk.get("/console/broadcasts/new")
    answer = desk.post("/console/broadcasts/new", **({"who": "deputies"} | TEXT | fields))
    assert answer.status_code == 200, words_of(answer)
    return re.sub(r"^https?://[^/]+", "", answer.url)


def agree(second: Browser, answer: str = "yes", why: str = "") -> None:
    page = second.get("/console/")
    request = re.search(r'action="/console/second/(\d+)"', page.text)
    assert request and TEXT["text"] in words_of(page)
    second.post(f"/console/second/{request[1]}", answer=answer, why=why)


def sending(office: Office, **fields: str) -> str:
    """One on its way: written by 周干事, agreed to by 郑科员."""
    writer, second = office.desk("周干事"), office.desk("郑科员")
    page = write(writer, **fields)
    assert "已请第二个人看" in words_of(writer.post(f"{page}/ask"))
    agree(second)
    writer.get(page)
    assert "发错了点" in words_of(writer.post(f"{page}/start"))
    return page


def queued(office: Office) -> list[str]:
    """Names of those for whom it is in the outbox."""
    with office.town.database.read() as session:
        rows = session.scalars(
            select(Notice).where(Notice.kind == "broadcast.word").order_by(Notice.id)
        )
        return [row.contact.name or "" for row in rows]


def tick(office: Office) -> int:
    with office.town.database.write() as session:
        return broadcasts.send_some(session, now=office.town.clock.now())


def unfollow(office: Office, name: str) -> None:
    with office.town.database.write() as session:
        digest = vault().digest(f"o-{name}")
        session.scalars(select(Identity).where(Identity.digest == digest)).one().following = False


def reached(office: Office) -> None:
    """The platform took what was queued of it."""
    with office.town.database.write() as session:
        for row in session.scalars(select(Notice).where(Notice.kind == "broadcast.word")):
            row.state, row.settled_at = "sent", office.town.clock.now()
