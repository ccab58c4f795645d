"""What a deputy is told of several of theirs at once: one card that names them, never one each."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actions.still_true import is_settled
from bot.actions.suggestions import assigning, drafts
from bot.actions.suggestions.assigning import Item
from bot.store.models import Notice, Suggestion
from bot.texts import notices
from tests.suggestion_parts import Scene


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
    assert f"如“没人联系{about[0].serial}”" in said and "/p/suggestions" in said
    assert len(said.encode()) < 2048, "the platform takes no longer one"
    assert not is_settled(scene.session, card, scene.now)


def test_a_meeting_of_many_names_the_first_ten_and_counts_the_rest(scene: Scene) -> None:
    meeting(scene, filed(scene, 14))
    said = scene.told("李明", "suggestion.assigned_many")[-1]
    assert "您署名的14件" in said and "……还有4件，点开看" in said
    assert said.count("主办") == 10 and len(said.encode()) < 2048


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
