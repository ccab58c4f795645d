"""A deputy says in which hours nothing shall come, and it holds beside the county's quiet hours."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actions.delivery import lease
from bot.store.models import Identity, Notice
from bot.store.vault import vault
from tests.talking import Town


def own_quiet(town: Town, name: str = "李明") -> str:
    with town.database.read() as session:
        query = select(Identity.own_quiet).where(Identity.digest == vault().digest(f"o-{name}"))
        return session.scalars(query).one()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("晚上8点以后别发", "20:00-07:30"),
        ("晚上八点半以后别给我发消息了", "20:30-07:30"),
        ("8点后别发", "20:00-07:30"),
        ("早上9点以前不要发通知", "22:00-09:00"),
        ("晚上9点到早上8点别打扰", "21:00-08:00"),
        ("中午12点到3点别发消息", "12:00-15:00"),
        ("以后19:30之后别推任务", "19:30-07:30"),
    ],
)
def test_a_sentence_sets_the_hours(town: Town, said: str, kept: str) -> None:
    assert "不给您发" in town.says("李明", said)
    assert own_quiet(town) == kept


@pytest.mark.parametrize(
    "said", ["晚上8点以后别放音响了", "今天8点以后发", "晚上8点以后别发电视节目", "别发"]
)
def test_other_sentences_set_none(town: Town, said: str) -> None:
    town.says("李明", said)
    assert own_quiet(town) == ""


def test_a_constituents_words_about_the_evening_are_a_message(town: Town) -> None:
    town.says("大娘", "晚上8点以后别发")
    assert own_quiet(town, "大娘") == ""


def test_hours_that_leave_nothing_of_the_day_are_refused(town: Town) -> None:
    assert "没有能给您发消息的时间" in town.says("李明", "早上7点到晚上11点别发")
    assert own_quiet(town) == ""


def test_a_task_waits_for_the_end_of_these_hours_and_only_for_who_set_them(town: Town) -> None:
    town.says("李明", "晚上6点以后别发")
    town.clock.moment = town.clock.moment.replace(hour=18, minute=30)
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    with town.database.write() as session:
        for identity in session.scalars(select(Identity)):
            identity.last_message_at = town.clock.now() - timedelta(hours=8)
            identity.sent_in_window = 0
        openids = {leased.openid for leased in lease(session, town.clock.now(), 50)}
        assert "o-王芳" in openids and "o-李明" not in openids
        held = session.scalars(
            select(Notice)
            .join(Identity, Identity.contact_id == Notice.contact_id)
            .where(Identity.digest == vault().digest("o-李明"))
        ).one()
        assert held.next_at.astimezone(town.clock.now().tzinfo).hour == 7
    town.says("李明", "随时可以发")
    assert own_quiet(town) == ""
