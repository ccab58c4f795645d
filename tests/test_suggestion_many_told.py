"""What a deputy is told of several of theirs at once: one card that names them, never one each."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actions.still_true import is_settled
from bot.actions.suggestions import assigning, drafts, review
from bot.actions.suggestions.assigning import Item
from bot.domain.workflow import Party
from bot.store.models import Notice, Suggestion
from bot.texts import notices
from tests.suggestion_parts import Scene
from tests.talking import Town
from tests.test_suggestion_chat import assigned, newest, scene_of, written


def cards(scene: Scene, name: str, kind: str) -> list[Notice]:
    """What goes out, and not what went along in another card."""
    rows = scene.session.scalars(
        select(Notice)
        .where(Notice.contact_id == scene.contact(name).id, Notice.kind.startswith(kind))
        .order_by(Notice.id)
    )
    return [row for row in rows if row.state == "queued"]


def filed(scene: Scene, count: int) -> list[Suggestion]:
    made = []
    for number in range(count):
        scene.now += timedelta(minutes=1)
        made.append(scene.filed(title=f"修好第{number}条村道"))
    return made


def meeting(scene: Scene, about: list[Suggestion]) -> None:
    names = ["县水利局", "县交通局"]
    items = [Item(one, [scene.bureau(names[n % 2])]) for n, one in enumerate(about)]
    scene.now += timedelta(hours=3)
    office = scene.office(about[0])
    assigning.assign_meeting(scene.session, items, office, name="集中交办会", now=scene.now)


def test_who_leads_eight_of_a_meeting_gets_one_card_that_names_each_with_its_bureau(
    scene: Scene,
) -> None:
    about = filed(scene, 8)
    meeting(scene, about)
    (card,) = cards(scene, "李明", "suggestion.assigned")
    assert card.kind == "suggestion.assigned_many" and card.case_id is None
    said = scene.told("李明", "suggestion.assigned_many")[-1]
    assert said.startswith("您署名的8件建议交办了：")
    for number, one in enumerate(about):
        assert f"《{one.title}》：{['县水利局', '县交通局'][number % 2]}主办" in said
    assert f"如“{about[0].serial}没人联系”" in said and "/p/suggestions" in said
    assert said.count("前书面答复您") == 1 and "都在2027年2月23日（周二）前书面答复您" in said
    assert len(said.encode()) < 2048, "the platform takes no longer one"
    assert not is_settled(scene.session, card, scene.now)


def test_a_meeting_of_many_names_the_first_ten_and_counts_the_rest(scene: Scene) -> None:
    meeting(scene, filed(scene, 14))
    said = scene.told("李明", "suggestion.assigned_many")[-1]
    assert "您署名的14件" in said and "……还有4件，点开看" in said
    assert said.count("主办") == 10 and len(said.encode()) < 2048


def test_a_hard_one_among_them_gives_each_its_own_day(scene: Scene) -> None:
    about = filed(scene, 2)
    scene.now += timedelta(hours=3)
    items = [
        Item(about[0], [scene.bureau("县水利局")]),
        Item(about[1], [scene.bureau("县交通局")], hard=True),
    ]
    office = scene.office(about[0])
    assigning.assign_meeting(scene.session, items, office, name="", now=scene.now)
    said = scene.told("李明", "suggestion.assigned_many")[-1]
    assert said.count("前答复\n") == 2 and "都在" not in said


def test_each_deputy_of_a_meeting_hears_of_the_own_ones_only(scene: Scene) -> None:
    own, other = filed(scene, 2), scene.filed("陈桂", "清理西干渠")
    meeting(scene, [*own, other])
    assert "您署名的2件" in scene.told("李明", "suggestion.assigned")[-1]
    (card,) = cards(scene, "陈桂", "suggestion.assigned")
    assert card.kind == "suggestion.assigned" and card.case_id == other.id


def test_who_is_passed_several_one_after_another_hears_of_the_first_at_once_and_then_of_the_rest(
    scene: Scene,
) -> None:
    about = filed(scene, 5)
    first, rest = cards(scene, "李明", "suggestion.filed")
    assert first.case_id == about[0].id and first.next_at == first.created_at
    assert rest.kind == "suggestion.filed_many"
    assert rest.next_at == first.created_at + timedelta(minutes=30)
    said = scene.told("李明", "suggestion.filed_many")[-1]
    assert said.startswith("您署名的4件建议立案编号了：\n") and said.count("《") == 4
    # The next level of review hears of them in the same way.
    (single, many) = cards(scene, "卫主任", "suggestion.to_review")
    assert single.kind == "suggestion.to_review" and many.kind == "suggestion.to_review_many"


def test_those_assigned_before_the_card_went_out_are_not_told_as_numbered_again(
    scene: Scene,
) -> None:
    about = filed(scene, 3)
    _, rest = cards(scene, "李明", "suggestion.filed")
    assert not is_settled(scene.session, rest, scene.now)
    meeting(scene, about)
    assert is_settled(scene.session, rest, scene.now)


@pytest.mark.parametrize("kind", ["suggestion.filed_many", "suggestion.assigned_many"])
def test_a_card_fits_the_platforms_fields(kind: str) -> None:
    for value in notices()[kind].values.values():
        assert len(value.format(count=12, code="16-6-12")) <= 20


def test_a_draft_handed_in_much_later_is_told_at_once_again(scene: Scene) -> None:
    filed(scene, 1)
    scene.now += timedelta(hours=2)
    late = scene.draft(title="加装路灯")
    drafts.submit(scene.session, late, scene.lead(late), now=scene.now)
    scene.review(late)
    told = cards(scene, "李明", "suggestion.filed")
    assert [row.next_at == row.created_at for row in told] == [
        True,
        True,
    ]


@pytest.mark.parametrize(
    "said", ["2没人联系", "没人联系2", "没人联系，是2号那件", "没人联系建〔16-6〕2号"]
)
def test_which_one_nobody_has_come_about_is_said_before_or_after_it(
    old_year: Town, said: str
) -> None:
    assigned(old_year, count=3)
    assert "您说的是哪一件" in old_year.says("李明", "没人联系")
    assert "记下没人联系您（建〔16-6〕2号" in old_year.says("李明", said)


@pytest.mark.parametrize("said", ["收到", "好的", "知道了，谢谢", "收到了"])
def test_who_says_that_they_got_it_is_told_kindly_that_nothing_waits(
    old_year: Town, said: str
) -> None:
    assigned(old_year)
    assert old_year.says("李明", said) == "好。眼下没有要您办的，您的建议有下一步就告诉您。"


def test_more_than_are_named_in_a_question_are_counted(old_year: Town) -> None:
    assigned(old_year, count=8)
    asked = old_year.says("李明", "没人联系")
    assert asked.count("建〔16-6〕") == 6 and "等8件。" in asked


@pytest.mark.parametrize("said", ["收到", "好的，知道了"])
def test_who_has_a_draft_to_change_is_never_told_that_nothing_waits(
    old_year: Town, said: str
) -> None:
    written(old_year)
    old_year.says("李明", "交上去")
    with old_year.database.write() as session:
        scene = scene_of(session, old_year.clock.now())
        about = session.get_one(Suggestion, newest(old_year).id)
        chief = scene.actor("冯主席", about, Party.PRESIDIUM)
        review.send_back(session, about, chief, scene.words("补一句化验"), now=scene.now)
    heard = old_year.says("李明", said)
    assert heard.startswith("好，稿1《") and "等您改" in heard and "交上去" in heard


def test_who_has_it_in_review_hears_that_it_is_withdrawn_and_nobody_above(scene: Scene) -> None:
    about = scene.draft()
    drafts.submit(scene.session, about, scene.lead(about), now=scene.now)
    drafts.withdraw(scene.session, about, scene.lead(about), now=scene.now)
    assert len(scene.told("冯主席", "suggestion.withdrawn")) == 1
    assert not scene.told("郑科员") and not scene.told("卫主任")
    filed_one = scene.filed(title="修好二组村道")
    drafts.withdraw(scene.session, filed_one, scene.lead(filed_one), now=scene.now)
    assert len(scene.told("郑科员", "suggestion.withdrawn")) == 1
