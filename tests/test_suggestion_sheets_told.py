"""What who reviews is told while a session's sheets are typed in: one card, not one for each."""

from datetime import timedelta

from sqlalchemy import select

from bot.actions.still_true import is_settled
from bot.actions.suggestions import drafts, sheets
from bot.store.models import Notice, Suggestion
from tests.suggestion_parts import Scene


def typed(scene: Scene, number: int) -> None:
    sheet = sheets.Sheet("李明", f"改造{number}组管网", "夏天停水。", "换主管道。")
    clerk = scene.contact("郑科员")
    made = sheets.type_in(scene.session, sheet, clerk, now=scene.now)
    sheets.hand_in(scene.session, made, clerk, now=scene.now)


def cards(scene: Scene) -> list[Notice]:
    rows = scene.session.scalars(
        select(Notice).where(
            Notice.contact_id == scene.contact("冯主席").id, Notice.kind.startswith("suggestion.to")
        )
    )
    return [row for row in rows if row.state == "queued"]


def test_sixty_sheets_are_one_card_to_who_reviews_them(scene: Scene) -> None:
    typed(scene, 0)
    (card,) = cards(scene)
    until = card.next_at
    assert scene.now < until and card.kind == "suggestion.to_review", "it waits for more"
    for number in range(1, 12):
        scene.now += timedelta(minutes=2)
        typed(scene, number)
    (card,) = cards(scene)
    assert card.next_at == until, "more sheets put it off no further"
    said = scene.told("冯主席", "suggestion.to_review_many")[-1]
    assert said.startswith("12件建议请") and "改造0组管网" in said and "改造11组管网" not in said
    assert "/console/suggestions" in said and len(said) < 200
    # After it went out the next ones are a card of their own; a deputy's own waits for nothing.
    scene.now += timedelta(hours=1)
    card.state = "sent"
    typed(scene, 12)
    own = scene.draft("陈桂", "清理西干渠")
    drafts.submit(scene.session, own, scene.lead(own, "陈桂"), now=scene.now)
    assert sorted(row.next_at > scene.now for row in cards(scene)) == [False, True]


def test_nobody_is_rung_up_about_several_that_have_all_been_reviewed(scene: Scene) -> None:
    for number in range(3):
        typed(scene, number)
    (card,) = cards(scene)
    assert card.kind == "suggestion.to_review_many"
    assert not is_settled(scene.session, card, scene.now)
    scene.now += timedelta(hours=1)
    first, *rest = scene.session.scalars(select(Suggestion)).all()
    scene.review(first)
    assert not is_settled(scene.session, card, scene.now), "two of them still wait"
    for one in rest:
        scene.review(one)
    assert is_settled(scene.session, card, scene.now)
