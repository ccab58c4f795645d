"""From the deputy's sentence to the formal number: drafts, co-signers, review."""

from datetime import datetime

import pytest

from bot.actions import issues
from bot.actions.suggestions import co_signing, drafts, kind, looking, review
from bot.domain.suggestions import QUESTIONS, formal_number, key_wanted
from bot.domain.workflow import Party, Refused
from bot.store.database import Database
from tests import suggestion_parts
from tests.suggestion_parts import Scene
from tests.talking import StillClock, Town


def refused(error: pytest.ExceptionInfo[Refused]) -> str:
    return error.value.key


def test_a_draft_asks_its_three_questions_one_after_the_other(scene: Scene) -> None:
    suggestion = drafts.start(scene.session, scene.deputy("李明"), now=scene.now, title="修水管")
    assert drafts.missing(scene.session, suggestion) == list(QUESTIONS)
    actor = scene.lead(suggestion)
    drafts.write(scene.session, suggestion, actor, now=scene.now, situation="东坪村夏天停水。")
    assert drafts.missing(scene.session, suggestion)[0] == "analysis"
    with pytest.raises(Refused) as error:
        drafts.submit(scene.session, suggestion, actor, now=scene.now)
    assert error.value.fields["parts"] == "分析、建议"


def test_versions_stay_with_their_differences(scene: Scene) -> None:
    suggestion = scene.draft()
    actor = scene.lead(suggestion)
    drafts.write(
        scene.session, suggestion, actor, now=scene.now, analysis="管道老化，水厂压力不够。"
    )
    older, newer = drafts.versions(scene.session, suggestion)
    assert [row.number for row in (older, newer)] == [1, 2]
    assert older.situation_id == newer.situation_id, "what did not change is not kept twice"
    changed = drafts.differences(older, newer)
    assert {change.part for change in changed} == {"analysis"}
    removed = "".join(change.text for change in changed if change.how == "removed")
    assert "村里凑不出改造的钱" in removed


def test_advisory_deputies_do_not_propose_nor_sign(scene: Scene) -> None:
    with pytest.raises(Refused) as error:
        drafts.start(scene.session, scene.deputy("施议"), now=scene.now)
    assert refused(error) == "refused.advisory_no_suggestion"
    suggestion = scene.draft()
    with pytest.raises(Refused) as error:
        co_signing.invite(
            scene.session, suggestion, scene.lead(suggestion), [scene.deputy("施议")], now=scene.now
        )
    assert refused(error) == "refused.advisory_no_signature"


def test_co_signers_are_of_the_same_congress_and_confirm_by_reply(scene: Scene) -> None:
    suggestion = scene.draft()
    lead, chen = scene.lead(suggestion), scene.deputy("陈桂")
    with pytest.raises(Refused) as error:
        co_signing.invite(
            scene.session, suggestion, lead, [chen, scene.deputy("王芳")], now=scene.now
        )
    assert refused(error) == "refused.other_congress"
    assert scene.told("陈桂") == [], "nobody is asked where one of them may not be"
    co_signing.invite(scene.session, suggestion, lead, [chen], now=scene.now)
    co_signing.invite(scene.session, suggestion, lead, [chen], now=scene.now)
    assert len(scene.told("陈桂", "suggestion.invited")) == 1
    assert co_signing.waiting_for(scene.session, chen) == [suggestion]
    actor = scene.actor("陈桂", suggestion, Party.CO_SIGNER)
    co_signing.answer(scene.session, suggestion, actor, chen, True, now=scene.now)
    co_signing.answer(scene.session, suggestion, actor, chen, True, now=scene.now)
    assert scene.told("李明", "suggestion.co_signed") == [
        "陈桂代表附议了稿1《改造东坪村供水管网》，现在一共2位代表。"
    ]


def test_three_levels_pass_it_and_the_last_one_gives_the_number(scene: Scene) -> None:
    suggestion = scene.draft()
    drafts.submit(scene.session, suggestion, scene.lead(suggestion), now=scene.now)
    assert suggestion.levels == ["presidium", "office", "general_office"]
    assert scene.told("冯主席", "suggestion.to_review")
    with pytest.raises(Refused) as error:
        review.pass_on(scene.session, suggestion, scene.office(suggestion), now=scene.now)
    assert refused(error) == "refused.other_level"
    scene.review(suggestion)
    assert (suggestion.state, suggestion.number) == ("filed", "〔16-6〕1")
    assert suggestion.source == "between"
    second = scene.filed(title="修西坪桥")
    assert second.number == "〔16-6〕2"
    assert (
        "建〔16-6〕1号《改造东坪村供水管网》已经立案编号"
        in scene.told("李明", "suggestion.filed")[0]
    )


def test_in_session_and_between_sessions_it_is_handled_alike(scene: Scene) -> None:
    between = scene.filed()
    scene.now = scene.now.replace(month=1, day=14, hour=11)
    during = scene.filed(title="修西坪桥")
    scene.now = scene.now.replace(hour=13)
    late = scene.filed(title="修东坪桥")
    assert [each.source for each in (between, during, late)] == ["between", "session", "between"]
    assert {tuple(each.levels) for each in (between, during, late)} == {tuple(between.levels)}
    assert [each.number for each in (during, late)] == ["〔16-6〕2", "〔16-6〕3"]


def test_a_signed_sheet_is_typed_in_and_handed_in_by_the_office_nothing_else_is(
    scene: Scene,
) -> None:
    clerk = scene.contact("郑科员")
    sheet = drafts.start(
        scene.session, scene.deputy("李明"), now=scene.now, came_by="sheet", entered_by=clerk
    )
    drafts.write(
        scene.session,
        sheet,
        drafts.writer(scene.session, sheet, clerk, scene.now),
        now=scene.now,
        title="修西坪桥",
        situation="西坪桥栏杆断了。",
        proposal="请县交通局修复西坪桥栏杆。",
    )
    drafts.submit(scene.session, sheet, scene.office(sheet), now=scene.now)
    assert sheet.state == "reviewing" and sheet.submitted_at == scene.now
    own = scene.draft()
    with pytest.raises(Refused) as error:
        drafts.submit(scene.session, own, scene.office(own), now=scene.now)
    assert refused(error) == "refused.deputy_hands_in"


def test_a_township_deputys_suggestion_stays_with_the_township(scene: Scene) -> None:
    suggestion = scene.draft("王芳")
    drafts.submit(scene.session, suggestion, scene.lead(suggestion, "王芳"), now=scene.now)
    assert suggestion.levels == ["presidium"]
    with pytest.raises(Refused):
        scene.office(suggestion)
    scene.review(suggestion)
    assert suggestion.number == formal_number(10, 3, 1, "城关镇")


def test_a_city_deputys_draft_is_prepared_for_the_citys_own_system(scene: Scene) -> None:
    suggestion = scene.draft("何市")
    drafts.submit(scene.session, suggestion, scene.lead(suggestion, "何市"), now=scene.now)
    assert (suggestion.state, suggestion.number) == ("prepared", None)
    assert scene.told("冯主席") == [] and scene.told("郑科员") == []


def test_sent_back_with_a_reason_it_returns_to_the_level_that_asked(scene: Scene) -> None:
    suggestion = scene.draft()
    lead = scene.lead(suggestion)
    drafts.submit(scene.session, suggestion, lead, now=scene.now)
    chief = scene.actor("冯主席", suggestion, Party.PRESIDIUM)
    review.pass_on(scene.session, suggestion, chief, now=scene.now)
    review.send_back(
        scene.session,
        suggestion,
        scene.office(suggestion),
        scene.words("写明几公里"),
        now=scene.now,
    )
    assert "写明几公里" in scene.told("李明", "suggestion.sent_back")[0]
    drafts.write(
        scene.session, suggestion, lead, now=scene.now, proposal="请县水利局更换主管道3公里。"
    )
    drafts.submit(scene.session, suggestion, lead, now=scene.now)
    assert suggestion.levels[suggestion.level] == "office"


def test_declining_comes_last_and_names_the_lawful_reason(scene: Scene) -> None:
    suggestion = scene.draft(title="我家的官司")
    drafts.submit(scene.session, suggestion, scene.lead(suggestion), now=scene.now)
    chief = scene.actor("冯主席", suggestion, Party.PRESIDIUM)
    reason = scene.words("法院正在审")
    with pytest.raises(Refused) as error:
        review.decline(scene.session, suggestion, chief, "court_case", reason, now=scene.now)
    assert refused(error) == "refused.talk_first"
    review.talk(scene.session, suggestion, chief, scene.words("电话里谈了"), now=scene.now)
    with pytest.raises(Refused):
        review.decline(scene.session, suggestion, chief, "because", reason, now=scene.now)
    review.decline(scene.session, suggestion, chief, "court_case", reason, now=scene.now)
    told = scene.told("李明", "suggestion.declined")[0]
    assert "涉及具体司法案件" in told and "12368" in told


def test_merged_ones_keep_their_deputies_as_signers(scene: Scene) -> None:
    first, second = scene.filed("李明"), scene.filed("陈桂", "东坪村管网太老")
    review.merge(scene.session, second, first, scene.office(second), now=scene.now)
    assert second.state == "merged" and second.merged_into == first.id
    assert "并到一起办了" in scene.told("陈桂", "suggestion.merged")[0]
    assert scene.actor("陈桂", first, Party.CO_SIGNER).name == "陈桂代表"
    with pytest.raises(Refused):
        review.merge(scene.session, first, second, scene.office(first), now=scene.now)


def test_what_is_no_suggestion_is_said_with_where_it_belongs(scene: Scene) -> None:
    suggestion = drafts.start(scene.session, scene.deputy("李明"), now=scene.now)
    actor = scene.lead(suggestion)
    drafts.write(
        scene.session,
        suggestion,
        actor,
        now=scene.now,
        title="村道工程招标",
        situation="村道工程正在招标，听说有人内定。",
    )
    assert "bidding" in suggestion.remarks
    assert any("招标" in line for line in looking.belongs_elsewhere(suggestion))
    assert suggestion.state == "draft", "a remark, never a refusal"


def test_similar_earlier_ones_are_shown_with_what_became_of_them(scene: Scene) -> None:
    earlier = scene.filed("陈桂")
    scene.filed("陈桂", "新建文化广场")
    found = looking.similar(scene.session, scene.draft(), now=scene.now)
    assert found[0].suggestion.id == earlier.id and found[0].state == "已立案"


def test_it_begins_with_issues_and_the_citizens_hear_of_it(
    database: Database, monday: datetime
) -> None:
    town = Town(database, StillClock(monday))
    with database.write() as session:
        suggestion_parts.build(session, monday)
    town.says("王桂兰", "东坪村三组的路灯坏了五天，晚上看不见路")
    with database.write() as session:
        scene = Scene(session, town.clock.now())
        issue = issues.by_number(session, 1)
        assert issue is not None
        suggestion = drafts.start(
            session, scene.deputy("李明"), now=scene.now, issues=[issue], title=""
        )
        assert issue.state == "raised" and suggestion.title == issue.title
        text = drafts.text_of(kind.newest(session, suggestion))
        assert "路灯坏了五天" in text.situation
    assert "建议" in town.last_told("王桂兰")


def test_an_outsider_is_no_party(scene: Scene) -> None:
    suggestion = scene.draft()
    for name in ("钱水", "王芳", "周干事", "陈桂"):
        with pytest.raises(Refused) as error:
            scene.actor(name, suggestion, *Party)
        assert refused(error) == "refused.not_yours"


@pytest.mark.parametrize(
    ("count", "percent", "wanted"), [(0, 15, 0), (7, 15, 2), (20, 15, 3), (21, 15, 4), (9, 0, 0)]
)
def test_the_share_of_key_items_is_rounded_up(count: int, percent: int, wanted: int) -> None:
    assert key_wanted(count, percent) == wanted
