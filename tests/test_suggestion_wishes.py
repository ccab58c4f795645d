"""Deputies who want no push (由联络员代收, 不推送) get none about suggestions either; what they
are to hear stands on the telephone list of their station, with who reads it to them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actions import delivery, people
from bot.actions.desk.calls import calls
from bot.actions.desk.scope import Desk
from bot.actions.suggestions import handling, notices
from bot.store.database import Database
from bot.store.models import Deputy, Identity, Notice
from tests.suggestion_parts import NEW_YEARS_EVE, Scene, build


@pytest.fixture
def scene(database: Database) -> Iterator[Scene]:
    with database.write() as session:
        scene = build(session, NEW_YEARS_EVE)
        for identity in session.scalars(select(Identity)):
            identity.last_message_at = scene.now  # whom WeChat reaches at once
        yield scene


def delivered(scene: Scene, name: str) -> set[str]:
    """How the notices of somebody stand once the delivery has looked at them."""
    scene.session.flush()
    delivery.lease(scene.session, scene.now, 100)
    mine = scene.contact(name).id
    rows = scene.session.scalars(select(Notice).where(Notice.contact_id == mine)).all()
    assert rows
    return {row.state for row in rows}


def read_out(scene: Scene, officer: str) -> list[tuple[str, str, str]]:
    contact = scene.contact(officer)
    roles = people.roles_of(scene.session, contact, scene.now)
    desk = Desk(scene.session, contact, roles, scene.now)
    return [(item.title, item.gist, item.note) for item in calls(desk)]


@pytest.mark.parametrize(("wish", "why"), [("liaison", "联络员代收"), ("none", "不收推送")])
def test_who_wants_no_push_is_read_to_by_the_station(scene: Scene, wish: str, why: str) -> None:
    scene.deputy("李明").push = wish
    scene.assigned()
    assert delivered(scene, "李明") == {"telephone"}
    assert "queued" not in delivered(scene, "钱水") and "telephone" not in delivered(scene, "钱水")
    listed = [entry for entry in read_out(scene, "周干事") if entry[0].startswith("李明")]
    assert listed and all(why in note for _, _, note in listed)
    assert any("交办" in gist for _, gist, _ in listed)


def test_the_two_months_notice_follows_the_wish_too(scene: Scene) -> None:
    scene.deputy("李明").push = "liaison"
    row = scene.received()
    assert row.suggestion.next_notice_on is not None
    scene.now = scene.now.replace(year=2027, month=3, day=1)
    notices.regular(scene.session, now=scene.now)
    assert scene.told("李明", "suggestion.regular_deputy")
    assert delivered(scene, "李明") == {"telephone"}


def test_everybody_else_is_pushed_as_before(scene: Scene) -> None:
    scene.assigned()
    assert {one.push for one in scene.session.scalars(select(Deputy))} == {"all"}
    assert "telephone" not in delivered(scene, "李明")


def test_reminders_wait_until_a_deputy_is_back_from_leave_and_what_is_past_is_not_said(
    scene: Scene,
) -> None:
    row = scene.received()
    scene.deputy("李明").paused_until = scene.now.date() + timedelta(days=70)
    handling.progress(
        scene.session, row, scene.liaison(row), scene.words("管材到了"), now=scene.now
    )
    scene.now = scene.now.replace(year=2027, month=3, day=1)
    notices.regular(scene.session, now=scene.now)

    def states() -> dict[str, str]:
        scene.session.flush()
        delivery.lease(scene.session, scene.now, 100)
        mine = scene.contact("李明").id
        rows = scene.session.scalars(select(Notice).where(Notice.contact_id == mine))
        return {one.kind.removeprefix("suggestion."): one.state for one in rows}

    waiting = states()
    assert (waiting["progress"], waiting["regular_deputy"]) == ("queued", "queued")
    assert waiting["assigned"] != "queued", "what asks for something or answers goes out"
    scene.now += timedelta(days=42)
    back = states()
    assert back["progress"] != "queued" and back["regular_deputy"] == "dropped"
