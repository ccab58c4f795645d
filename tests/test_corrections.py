"""What the desk decides otherwise than proposed is kept, with who, and can be learned from."""

from sqlalchemy import select

from bot.actions.corrections import rows_to_learn_from
from bot.store.models import Correction
from tests.talking import Town


def test_another_bureau_than_proposed_is_kept_with_who_decided(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了，我电话13800001234")
    town.says("周干事", "民1转水利局")
    with town.database.read() as session:
        row = session.scalars(select(Correction)).one()
        assert (row.what, row.chosen, row.party) == ("bureau", "县水利局", "station")
        assert row.contact_id is not None
        (learned,) = rows_to_learn_from(session)
    assert learned["bureau"] == "县水利局" and "13800001234" not in learned["text"]


def test_the_proposed_bureau_is_no_correction(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("李明", "请站里办")
    town.says("周干事", "民1转供电所")
    with town.database.read() as session:
        rows = session.scalars(select(Correction)).all()
    assert [row.chosen for row in rows if row.chosen == row.proposed] == []


def test_words_about_a_secretary_are_never_given_out_to_learn_from(town: Town) -> None:
    town.says("村民", "西坪村村支书把低保给了他亲戚，我们困难户没有")
    with town.database.read() as session:
        assert list(rows_to_learn_from(session)) == []
