"""今日 shows what waits in suggestions, to whom it waits for and to nobody else."""

from datetime import date, timedelta

from bot.actions import exchanges
from bot.actions.desk.scope import MOST, Desk
from bot.actions.desk.suggestions_waiting import waiting_suggestions
from bot.actions.people import roles_of
from bot.actions.suggestions import drafts, extensions, returns, revisits
from bot.domain.calendars import local_day
from bot.domain.workflow import Party
from tests.suggestion_parts import Scene


def seen(scene: Scene, name: str) -> dict[str, list[str]]:
    """Heading → titles, as this officer reads 今日."""
    contact = scene.contact(name)
    desk = Desk(scene.session, contact, roles_of(scene.session, contact, scene.now), scene.now)
    return {
        group.title: [item.title for item in group.items] for group in waiting_suggestions(desk)
    }


def test_a_draft_waits_for_the_level_that_reviews_it_and_for_no_other(scene: Scene) -> None:
    about = scene.draft()
    drafts.submit(scene.session, about, scene.actor("李明", about, Party.DEPUTY), now=scene.now)
    assert seen(scene, "冯主席") == {"建议等您审核": ["稿1《改造东坪村供水管网》"]}
    assert seen(scene, "郑科员") == {}
    scene.review(about)
    assert seen(scene, "冯主席") == {}
    (heading,) = seen(scene, "郑科员")
    assert heading == "建议等交办"


def test_what_waits_for_others_hides_nothing_of_ones_own(scene: Scene) -> None:
    """More than a page of the county's drafts lie before the one for the township's seat."""
    for n in range(MOST + 5):
        about = scene.draft(title=f"整修第{n}口机井")
        about.state, about.levels, about.level = "reviewing", ["office"], 0
    about = scene.draft()
    drafts.submit(scene.session, about, scene.actor("李明", about, Party.DEPUTY), now=scene.now)
    assert seen(scene, "冯主席") == {"建议等您审核": [f"稿{MOST + 6}《改造东坪村供水管网》"]}
    contact = scene.contact("郑科员")
    desk = Desk(scene.session, contact, roles_of(scene.session, contact, scene.now), scene.now)
    (group,) = waiting_suggestions(desk)
    assert len(group.items) == MOST and group.more


def test_what_a_bureau_asks_for_waits_with_its_words_and_its_page(scene: Scene) -> None:
    row = scene.received()
    extensions.request(
        scene.session,
        row,
        scene.liaison(row),
        date(2027, 4, 30),
        scene.words("等招标"),
        now=scene.now,
    )
    contact = scene.contact("郑科员")
    desk = Desk(scene.session, contact, roles_of(scene.session, contact, scene.now), scene.now)
    (group,) = waiting_suggestions(desk)
    (item,) = group.items
    assert group.title == "申退、延期等您定"
    assert item.note.startswith("县水利局想延到") and item.link == "/console/suggestion/1"
    assert seen(scene, "冯主席") == {}


def test_a_return_names_the_bureau_that_is_said_to_be_right(scene: Scene) -> None:
    row = scene.received()
    returns.request(
        scene.session,
        row,
        scene.liaison(row),
        scene.words("管网归自来水公司"),
        to="县交通局",
        now=scene.now,
    )
    contact = scene.contact("郑科员")
    desk = Desk(scene.session, contact, roles_of(scene.session, contact, scene.now), scene.now)
    (group,) = waiting_suggestions(desk)
    assert group.items[0].note == "县水利局申退，说该归县交通局"


def test_what_no_deputy_follows_after_an_election_waits_for_the_office(scene: Scene) -> None:
    row = scene.received()
    assert seen(scene, "郑科员") == {}
    yesterday = local_day(scene.now) - timedelta(days=1)
    row.suggestion.lead.until = yesterday
    scene.session.flush()
    assert list(seen(scene, "郑科员")) == ["换届以后没有代表跟的建议"]
    assert seen(scene, "冯主席") == {}
    row.suggestion.lead.until = None
    scene.session.flush()
    assert seen(scene, "郑科员") == {}


def test_a_voice_for_a_draft_and_a_reason_to_ring_wait_for_the_county_office(scene: Scene) -> None:
    about = scene.draft()
    lead = scene.contact("李明").id
    asked = exchanges.ask(
        scene.session,
        lead,
        "draft_voice",
        now=scene.now,
        case=("media", 1),
        suggestion=about.id,
        part="situation",
    )
    assert list(seen(scene, "郑科员")) == ["代表说的稿子，等听写"]
    assert seen(scene, "冯主席") == {}
    asked.finished_at = scene.now
    row = scene.received()
    revisits.flag(scene.session, row.suggestion, "citizen_says_not", now=scene.now)
    assert list(seen(scene, "郑科员")) == ["需回访，打个电话问问"]
    # What one call settles is one line, and what came later is no part of it.
    for n in range(3):
        more = scene.received(title=f"修第{n}座桥").suggestion
        revisits.flag(scene.session, more, "many_at_once", now=scene.now)
    deputy = row.suggestion.lead.name
    (titles,) = seen(scene, "郑科员").values()
    assert titles[1:] == [f"{deputy}代表，3件"] and row.suggestion.title in titles[0]
    flags = revisits.waiting(scene.session)
    assert revisits.up_to(flags, flags[2].id) == flags[1:3]
    assert revisits.up_to(flags, 99) == []
    assert seen(scene, "冯主席") == {}
