"""The office's list of suggestions: stages, pages, filters that can be kept, and whose they are."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actions import people
from bot.actions.desk import suggestion_list
from bot.actions.desk.scope import Desk
from bot.actions.desk.suggestion_list import STAGES, Filter
from bot.actions.suggestions import (
    drafts,
    extensions,
    parties,
    ratings,
    receipts,
    replies,
    returns,
    review,
)
from bot.domain.workflow import Party
from bot.store.database import Database
from bot.store.models import Assignment, Officer, OfficerRole, Suggestion
from tests import suggestion_parts
from tests.console_parts import everything
from tests.pages_parts import Office, words_of
from tests.small_county import SINCE, person
from tests.suggestion_parts import NEW_YEARS_EVE, Scene


@pytest.fixture
def office(year_end_office: Office) -> Office:
    return year_end_office


def several(scene: Scene) -> None:
    """One in review, one of a township's, one to assign, two being handled, one given back."""
    scene.filed(title="给东坪小学门口划斑马线")
    scene.assigned(title="修复西坪村水渠", supporting=("县交通局",))
    scene.assigned("县交通局", title="增开城关镇到县医院的早班车")
    about = scene.draft(title="清理东坪河道")
    drafts.submit(scene.session, about, scene.lead(about), now=scene.now)
    township = scene.draft("吕乡", title="硬化东坪村三组道路")
    drafts.submit(
        scene.session, township, scene.actor("吕乡", township, Party.DEPUTY), now=scene.now
    )


def with_scene(office: Office) -> None:
    with office.town.database.write() as session:
        several(Scene(session, office.town.clock.now()))


def desk(scene: Scene, name: str) -> Desk:
    contact = scene.contact(name)
    return Desk(
        scene.session, contact, people.roles_of(scene.session, contact, scene.now), scene.now
    )


def titles_in(own: Desk, *stages: str) -> set[str]:
    return {
        line.about.title
        for stage in stages
        for line in suggestion_list.page(own, Filter(stage=stage)).rows
    }


def reviewed(own: Desk) -> set[str]:
    return titles_in(own, "reviewed")


def waiting(own: Desk) -> set[str]:
    return titles_in(own, *(key for key, stage in STAGES.items() if stage.waits))


def general_office(scene: Scene) -> None:
    """柳办 of 常委会办公室, who holds the last level of review."""
    officer = Officer(
        code="O10", contact=person(scene.session, "柳办", scene.now), name="柳办", since=SINCE
    )
    scene.session.add(officer)
    scene.session.flush()
    scene.session.add(OfficerRole(officer_id=officer.id, role="general_office", since=SINCE))
    scene.session.flush()


def test_what_the_list_shows_is_what_the_desk_is_a_party_to(database: Database) -> None:
    with database.write() as session:
        scene = suggestion_parts.build(session, NEW_YEARS_EVE)
        several(scene)
        general_office(scene)
        rows = session.scalars(select(Suggestion)).all()
        for name in ("郑科员", "冯主席", "柳办", "周干事", "卫主任"):
            own = desk(scene, name)
            held = {
                row.title
                for row in rows
                if parties.parties_of(session, row, own.contact.id, own.roles, scene.now)
                & {Party.OFFICE, Party.PRESIDIUM}
            }
            shown = {
                line.about.title
                for stage in STAGES
                for line in suggestion_list.page(own, Filter(stage=stage)).rows
                if stage != "all"
            }
            if name in ("郑科员", "卫主任"):
                # 卫主任 stands at the last level only, and sees all the same.
                assert shown == held, name
            else:
                # Beyond that only what passed the own seat, and never among what waits.
                assert shown - held <= reviewed(own), name
                assert not waiting(own) - held, name
        assert "硬化东坪村三组道路" not in {
            line.about.title
            for line in suggestion_list.page(desk(scene, "郑科员"), Filter(stage="review")).rows
        }


def test_the_general_office_sees_what_waits_at_its_level_or_passed_it_and_nothing_else(
    database: Database,
) -> None:
    with database.write() as session:
        scene = suggestion_parts.build(session, NEW_YEARS_EVE)
        several(scene)
        general_office(scene)
        own = desk(scene, "柳办")
        assert suggestion_list.counts(own) == {}
        about = session.scalars(select(Suggestion).where(Suggestion.title == "清理东坪河道")).one()
        for name in ("冯主席", "郑科员"):
            who = scene.actor(name, about, Party.PRESIDIUM, Party.OFFICE)
            review.pass_on(session, about, who, now=scene.now)
        assert suggestion_list.counts(own) == {"review": 1}
        assert [
            line.about.title for line in suggestion_list.page(own, Filter(stage="review")).rows
        ] == ["清理东坪河道"]
        assert "清理东坪河道" in scene.told("柳办")[-1]
        review.pass_on(session, about, scene.actor("柳办", about, Party.OFFICE), now=scene.now)
        assert about.number is not None
        # What it has passed it goes on reading; the others, numbered long ago, it does not.
        assert suggestion_list.counts(own) == {"reviewed": 1}


def test_a_presidium_finds_its_townships_and_what_waits_at_its_level(database: Database) -> None:
    with database.write() as session:
        scene = suggestion_parts.build(session, NEW_YEARS_EVE)
        several(scene)
        titles = [
            line.about.title
            for line in suggestion_list.page(desk(scene, "冯主席"), Filter(stage="review")).rows
        ]
        assert sorted(titles) == ["清理东坪河道", "硬化东坪村三组道路"]


def test_a_township_follows_what_it_has_reviewed_and_decides_nothing_there(office: Office) -> None:
    town = office.town
    with town.database.write() as session:
        scene = Scene(session, town.clock.now())
        several(scene)
        about = session.scalars(select(Suggestion).where(Suggestion.title == "清理东坪河道")).one()
        number = about.draft_number
        # Handed in by somebody else's hand: nothing that this township ever saw.
        other = scene.draft("陈桂", title="修缮县图书馆")
        drafts.submit(session, other, scene.actor("陈桂", other, Party.DEPUTY), now=scene.now)
        unseen = other.draft_number
        other.level = 1
    desk_ = office.desk("冯主席")
    assert "清理东坪河道" in words_of(desk_.get("/console/suggestions"))
    desk_.get(f"/console/suggestion/{number}")
    done = desk_.post(f"/console/suggestion/{number}/act", role="office", act="pass_on")
    # He stays with what he has just decided, and reads where it is now.
    assert done.status_code == 200 and done.url.endswith(f"/console/suggestion/{number}")
    said = words_of(done)
    assert "代表工委在审" in said and "这件您只看，不用办" in said
    assert 'name="act"' not in done.text
    # Nor is there a way around the page.
    before = everything(town.database)
    desk_.post(f"/console/suggestion/{number}/act", role="office", act="pass_on")
    assert everything(town.database) == before
    listed = words_of(desk_.get("/console/suggestions?stage=reviewed"))
    assert "我审过的" in listed and "清理东坪河道" in listed and "修缮县图书馆" not in listed
    assert desk_.get(f"/console/suggestion/{unseen}").status_code == 404
    # What was numbered by others after he had passed it is his to follow, among all.
    with town.database.write() as session:
        scene = Scene(session, town.clock.now())
        scene.review(
            session.scalars(select(Suggestion).where(Suggestion.draft_number == number)).one()
        )
    assert "清理东坪河道" in words_of(desk_.get("/console/suggestions?stage=all"))
    # That an answer was rated is the county office's alone to read: in the list as on the page.
    with town.database.write() as session:
        passed = select(Suggestion).where(Suggestion.draft_number == number)
        session.scalars(passed).one().state = "rated"
    for stage in ("all", "reviewed", "weigh", "rating"):
        said = words_of(desk_.get(f"/console/suggestions?stage={stage}"))
        assert "已评价" not in said and ("已答复" in said) == (stage in ("all", "reviewed")), stage
    # Neither the meeting of the county nor its lists are his.
    assert "清理东坪河道" not in words_of(desk_.get("/console/suggestions/meeting"))
    # 周干事 of the same township's station has no seat of review.
    assert office.desk("周干事").get(f"/console/suggestion/{number}").status_code == 404


def test_pages_follow_each_other_without_gap_or_repeat(database: Database) -> None:
    with database.write() as session:
        scene = suggestion_parts.build(session, NEW_YEARS_EVE)
        made = [scene.filed(title=f"第{n}件").draft_number for n in range(70)]
        seen: list[int] = []
        after = None
        while True:
            page = suggestion_list.page(desk(scene, "郑科员"), Filter(stage="assign"), after=after)
            seen += [line.about.draft_number for line in page.rows]
            after = page.after
            if after is None:
                break
        assert seen == made
        assert suggestion_list.counts(desk(scene, "郑科员"))["assign"] == 70


def test_one_finds_by_number_title_deputy_bureau_and_what_is_late(database: Database) -> None:
    with database.write() as session:
        scene = suggestion_parts.build(session, NEW_YEARS_EVE)
        several(scene)

        def found(now: timedelta = timedelta(0), **asked: str) -> list[str]:
            own = desk(scene, "郑科员")
            later = Desk(own.session, own.contact, own.roles, own.now + now)
            page = suggestion_list.page(later, Filter(**asked))
            return [line.about.title for line in page.rows]

        assert found(stage="all", q="2") == ["修复西坪村水渠"]
        assert found(stage="all", q="建〔16-6〕2号") == ["修复西坪村水渠"]
        assert found(stage="all", q="早班车") == ["增开城关镇到县医院的早班车"]
        assert len(found(stage="all", q="李明代表")) == 3
        assert found(stage="running", bureau="县水利局") == ["修复西坪村水渠"]
        assert len(found(stage="running", bureau="县交通局")) == 2
        assert found(stage="late") == []
        assert len(found(timedelta(days=200), stage="late")) == 2
        assert found(stage="all", q="100%_") == []


def test_who_was_chased_and_still_has_not_confirmed_stands_on_the_offices_list(
    database: Database,
) -> None:
    with database.write() as session:
        scene = suggestion_parts.build(session, NEW_YEARS_EVE)
        several(scene)
        asked = Filter(stage="unreceived")
        assert not suggestion_list.page(desk(scene, "郑科员"), asked).rows
        receipts.chase(session, now=NEW_YEARS_EVE + timedelta(days=7))
        rows = suggestion_list.page(desk(scene, "郑科员"), asked).rows
        assert [row.about.title for row in rows] == [
            "修复西坪村水渠",
            "增开城关镇到县医院的早班车",
        ]
        later = Scene(session, NEW_YEARS_EVE + timedelta(days=7), scene.contacts)
        for row in session.scalars(select(Assignment)).all():
            receipts.confirm(session, row, later.liaison(row), now=later.now)
        assert not suggestion_list.page(desk(scene, "郑科员"), asked).rows


def test_who_is_to_be_rung_up_stands_in_the_lists_of_the_silent_and_the_late(
    office: Office,
) -> None:
    with office.town.database.write() as session:
        scene = Scene(session, office.town.clock.now())
        row = scene.received(supporting=("县交通局",))
        other = session.scalars(select(Assignment).where(Assignment.role == "supporting")).one()
        scene.contact("曹交").phone = "13800000066"
        receipts.chase(session, now=scene.now + timedelta(days=7))
        assert (row.chased, other.chased) == (0, 1)
    page = words_of(office.desk("郑科员").get("/console/suggestions?stage=unreceived"))
    assert "还没签收：县交通局（会办），曹交 打 13800000066" in page and "：县水利局" not in page
    assert "还没签收：" not in words_of(office.desk("郑科员").get("/console/suggestions?stage=all"))
    office.town.clock.moment += timedelta(days=200)
    page = words_of(office.desk("郑科员").get("/console/suggestions?stage=late"))
    assert "还没答复：县水利局，钱水" in page and "还没签收：县交通局（会办）" in page


def test_the_list_of_what_is_to_be_decided_says_who_asks_for_what(office: Office) -> None:
    with office.town.database.write() as session:
        scene = Scene(session, office.town.clock.now())
        row, other = scene.received(), scene.received("县交通局", title="增开早班车")
        why = scene.words("路是他们养的")
        returns.request(session, row, scene.liaison(row), why, to="县交通局", now=scene.now)
        until = other.due + timedelta(days=20)
        extensions.request(session, other, scene.liaison(other), until, why, now=scene.now)
    page = words_of(office.desk("郑科员").get("/console/suggestions?stage=decide"))
    assert "县水利局申退，说该归县交通局" in page and "县交通局想延到2027年" in page


def test_the_notice_of_the_silent_opens_their_list(database: Database) -> None:
    with database.write() as session:
        scene = suggestion_parts.build(session, NEW_YEARS_EVE)
        scene.assigned()
        for days in (7, 14):
            receipts.chase(session, now=NEW_YEARS_EVE + timedelta(days=days))
        told = scene.told("郑科员", "suggestion.not_received")
        assert told[0].endswith("/console/suggestions?stage=unreceived")


def test_the_page_opens_at_what_waits_and_filters_can_be_kept(office: Office) -> None:
    with_scene(office)
    browser = office.desk("郑科员")
    page = words_of(browser.get("/console/suggestions"))
    # It waits at the presidium's seat: who keeps the list reads where.
    assert (
        "等您审核的" not in page and "还在别处审的 1" in page and "给东坪小学门口划斑马线" in page
    )
    page = words_of(browser.get("/console/suggestions?stage=elsewhere"))
    assert (
        "清理东坪河道" in page and "等城关镇人大主席团审" in page and "修复西坪村水渠" not in page
    )
    chief = words_of(office.desk("冯主席").get("/console/suggestions"))
    assert "等您审核的 2" in chief and "清理东坪河道" in chief and "等您审" in chief
    browser.get("/console/suggestions?stage=running&bureau=县交通局")
    answer = browser.post(
        "/console/suggestions/keep", stage="running", bureau="县交通局", name="交通局在办"
    )
    assert "存好了" in words_of(answer)
    page = browser.get("/console/suggestions").text
    assert "交通局在办" in page
    # The issues' list has filters of its own, and a name is given once.
    assert "交通局在办" not in browser.get("/console/issues").text
    answer = browser.post("/console/issues/keep", name="交通局在办")
    assert "在别的页存过了" in words_of(answer)
    kept = browser.get("/console/suggestions").text.split('name="filter" value="')[1].split('"')[0]
    assert "删掉了" in words_of(browser.post("/console/suggestions/drop", filter=kept))
    assert "交通局在办" not in browser.get("/console/suggestions").text


@pytest.mark.parametrize(
    "rubbish",
    ["stage=x", "after=x", "after=99999999999999", "q='%22<b>", "source=x&topic=y", "stage="],
)
def test_a_list_that_is_asked_rubbish_answers_all_the_same(office: Office, rubbish: str) -> None:
    assert office.desk("郑科员").get(f"/console/suggestions?{rubbish}").status_code == 200


def test_the_general_office_works_off_its_level_in_its_own_console(office: Office) -> None:
    town = office.town
    with town.database.write() as session:
        scene = Scene(session, town.clock.now())
        general_office(scene)
        about = scene.draft(title="清理东坪河道")
        drafts.submit(session, about, scene.lead(about), now=scene.now)
        number = about.draft_number
        for name in ("冯主席", "郑科员"):
            who = scene.actor(name, about, Party.PRESIDIUM, Party.OFFICE)
            review.pass_on(session, about, who, now=scene.now)
    browser = office.desk("柳办")
    assert "建议等您审核" in words_of(browser.get("/console/"))
    assert "清理东坪河道" in words_of(browser.get("/console/suggestions"))
    page = words_of(browser.get(f"/console/suggestion/{number}"))
    assert "常委会办公室在审" in page
    # 代工委 has passed it on and cannot do it again.
    desk_ = office.desk("郑科员")
    desk_.get(f"/console/suggestion/{number}")
    refused = desk_.post(f"/console/suggestion/{number}/act", role="office", act="pass_on")
    assert "立案编号了" not in words_of(refused)
    browser.get(f"/console/suggestion/{number}")
    done = browser.post(f"/console/suggestion/{number}/act", role="office", act="pass_on")
    assert "立案编号了" in words_of(done)
    assert "等您审核的" not in words_of(browser.get("/console/suggestions"))
    assert browser.get(f"/console/suggestion/{number}").status_code == 200
    for path in ("roster", "suggestions/sheets", "suggestions/figures", "suggestions/promises"):
        assert browser.get(f"/console/{path}").status_code in (403, 404), path


def test_a_leader_reads_the_countys_suggestions_and_the_measures_but_no_rating_and_no_draft(
    office: Office,
) -> None:
    town = office.town
    with town.database.write() as session:
        scene = Scene(session, town.clock.now())
        several(scene)
        officer = Officer(
            code="O11", contact=person(session, "马副", scene.now), name="马副", since=SINCE
        )
        session.add(officer)
        session.flush()
        session.add(OfficerRole(officer_id=officer.id, role="leader", since=SINCE))
        row = scene.received(title="改造东坪村供水管网")
        letter = replies.Letter(
            words=scene.words("换好了。"), signer="王局长", outcome_class="A", place="东坪村"
        )
        replies.reply(session, row, scene.liaison(row), letter, now=scene.now)
        about, number = row.suggestion, row.suggestion.draft_number
        ratings.rate(
            session, about, scene.lead(about), "unsatisfied", scene.words("还没水"), now=scene.now
        )
        review_ = select(Suggestion).where(Suggestion.title == "清理东坪河道")
        hidden = session.scalars(review_).one().draft_number
    browser = office.desk("马副")
    assert "等您" not in words_of(browser.get("/console/suggestions"))
    said = words_of(browser.get("/console/suggestions?stage=all"))
    assert "改造东坪村供水管网" in said and "已答复的 1" in said
    assert not any(word in said for word in ("已评价", "等代表评价的", "定下一步的"))
    page = browser.get(f"/console/suggestion/{number}").text
    assert "换好了" in page and "还没水" not in page and "不满意" not in page
    assert 'name="act"' not in page
    said = words_of(browser.get(f"/console/suggestion/{number}/measures"))
    assert "质询" in said and "记在这里" not in said
    assert browser.get(f"/console/suggestion/{hidden}").status_code == 404
    assert browser.get(f"/console/suggestion/{number}/papers").status_code == 404
