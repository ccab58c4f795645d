"""What goes a little differently: a late word of the platform, somebody who comes to WeChat after
all, a switch that is off."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import requests
from sqlalchemy import select

from bot.actions import bindings, people, switches, telephone
from bot.actions.outbox import queue
from bot.channel.incoming import Incoming, sent_result
from bot.store.database import Database
from bot.store.models import Attempt, Deputy, Identity, Issue, Notice
from bot.store.vault import vault
from tests.pages_parts import running_office
from tests.talking import Town

LAMP = "东坪村三组路灯不亮好几天了"


def to_the_list(town: Town, name: str) -> list[int]:
    """Everything queued for ``name`` goes on the telephone list, as the delivery puts it there."""
    with town.database.write() as session:
        rows = session.scalars(
            select(Notice)
            .join(Identity, Identity.contact_id == Notice.contact_id)
            .where(Identity.digest == vault().digest(f"o-{name}"))
        ).all()
        for row in rows:
            row.state, row.reason, row.channels_tried = "telephone", "没有关注公众号", "template"
        return [row.id for row in rows]


def states(town: Town, ids: list[int]) -> list[str]:
    with town.database.read() as session:
        return [session.get_one(Notice, each).state for each in ids]


def follows_again(town: Town, name: str) -> None:
    town.says(name, "", kind="event", event="subscribe")


# -------------------------------------------------------- from the telephone list to WeChat


def test_who_follows_gets_by_wechat_what_was_on_the_telephone_list(town: Town) -> None:
    town.says("大娘", LAMP)
    ids = to_the_list(town, "李明")
    follows_again(town, "李明")
    assert states(town, ids) == ["queued"]
    with town.database.read() as session:
        notice = session.get_one(Notice, ids[0])
        assert (notice.channels_tried, notice.next_at) == ("", town.clock.now())


def test_what_somebody_has_told_by_telephone_is_not_said_again(town: Town) -> None:
    town.says("大娘", LAMP)
    ids = to_the_list(town, "李明")
    with town.database.write() as session:
        officer = people.new_contact(session, now=town.clock.now()).id
        telephone.record_call(session, ids[0], telephone.TOLD, by=officer, now=town.clock.now())
    follows_again(town, "李明")
    assert states(town, ids) == ["told"]


def test_a_task_that_is_none_any_more_or_is_long_ago_stays_where_it_is(town: Town) -> None:
    town.says("大娘", LAMP)
    ids = to_the_list(town, "李明")
    town.says("大娘", "算了，撤了吧")
    with town.database.write() as session:
        assert session.scalars(select(Issue.state)).one() == "withdrawn"
    follows_again(town, "李明")
    assert states(town, ids) == ["telephone"]
    town.says("二叔", "东坪村水渠塌了一截，浇不上地")
    later = [each for each in to_the_list(town, "李明") if each not in ids]
    town.clock.forward(days=15)
    follows_again(town, "李明")
    assert set(states(town, later)) == {"telephone"}


def test_who_binds_gets_what_waited_for_them_on_the_telephone_list(town: Town) -> None:
    with town.database.write() as session:
        deputy = session.scalars(select(Deputy).where(Deputy.name == "赵刚")).one()
        stub = people.new_contact(session, now=town.clock.now(), name="赵刚")
        deputy.contact = stub
        session.flush()
        notice = queue(
            session,
            "issue.want_human",
            stub.id,
            key="x",
            fields=dict.fromkeys(("case", "link", "title", "code", "place"), "x"),
            now=town.clock.now(),
        )
        assert notice is not None
        notice.state = "telephone"
        session.flush()
        ids = [notice.id]
        code = bindings.issue_code(
            session, "deputy", deputy.id, issued_by=None, now=town.clock.now()
        )
    assert "赵刚" in town.says("赵刚新号", code)
    assert states(town, ids) == ["queued"]


# ------------------------------------------------------------------- a late word of the platform


def result_event(town: Town, name: str, **said: str) -> Incoming:
    fields = {f"SubscribeMsgSentEvent.List.{key}": value for key, value in said.items()}
    return town.push(name, kind="event", event="subscribe_msg_sent_event", fields=fields)


def sent_by_subscription(town: Town, name: str, message_id: str = "") -> int:
    """The deputy's task went out as a subscription message."""
    with town.database.write() as session:
        identity = session.scalars(
            select(Identity).where(Identity.digest == vault().digest(f"o-{name}"))
        ).one()
        identity.consents = "TPL,OTHER"
        notice = session.scalars(
            select(Notice).where(Notice.contact_id == identity.contact_id)
        ).one()
        notice.state, notice.settled_at = "sent", town.clock.now()
        session.add(
            Attempt(
                notice_id=notice.id,
                at=town.clock.now(),
                channel="subscription",
                said="",
                outcome="sent",
                reason="",
                message_id=message_id,
                details={"template_id": "TPL", "identity": identity.id},
            )
        )
        return notice.id


def attempt_and_consents(town: Town) -> tuple[str, str, Any]:
    with town.database.read() as session:
        attempt = session.scalars(select(Attempt)).one()
        consents = session.scalars(
            select(Identity.consents).where(Identity.consents.startswith("TPL"))
        ).first()
        other = session.scalars(select(Identity.consents).where(Identity.consents == "OTHER"))
        return attempt.outcome, consents or other.first() or "", attempt.details.get("finished")


@pytest.mark.parametrize("named", ["", "77"])
def test_a_subscription_message_that_arrived_is_settled_as_such(town: Town, named: str) -> None:
    town.says("大娘", LAMP)
    notice_id = sent_by_subscription(town, "李明", named)
    push = result_event(
        town, "李明", TemplateId="TPL", MsgID="77", ErrorCode="0", ErrorStatus="success"
    )
    town.intake.take(push)
    assert states(town, [notice_id]) == ["sent"]
    assert attempt_and_consents(town) == ("sent", "TPL,OTHER", "success")


def test_a_subscription_message_that_was_refused_goes_another_way_and_the_consent_is_gone(
    town: Town,
) -> None:
    town.says("大娘", LAMP)
    notice_id = sent_by_subscription(town, "李明")
    push = result_event(
        town, "李明", TemplateId="TPL", MsgID="77", ErrorCode="43101", ErrorStatus="user refuse"
    )
    town.intake.take(push)
    assert states(town, [notice_id]) == ["queued"]
    assert attempt_and_consents(town)[:2] == ("refused", "OTHER")
    with town.database.read() as session:
        assert session.get_one(Notice, notice_id).channels_tried == "subscription"


def test_a_result_of_a_message_that_is_not_ours_changes_nothing(town: Town) -> None:
    town.says("大娘", LAMP)
    notice_id = sent_by_subscription(town, "李明", "76")
    push = result_event(town, "李明", TemplateId="TPL", MsgID="1", ErrorCode="20001")
    found = sent_result(push)
    assert found is not None and found.status == "failed: 20001"
    town.intake.take(push)
    assert states(town, [notice_id]) == ["sent"]


# ------------------------------------------------------------------------------- the health page


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_health_page_shows_that_outgoing_is_stopped(
    database: Database, tmp_path: Any, monday: datetime
) -> None:
    with running_office(database, tmp_path, monday) as office:
        url = f"{office.url}/healthz"
        assert requests.get(url, timeout=20).json() == {"alive": True, "outgoing": "on"}
        with database.write() as session:
            switches.turn(session, switches.STOP, True, by=None, now=monday)
        stopped = requests.get(url, timeout=20)
        assert stopped.status_code == 200
        assert stopped.json()["outgoing"] == "stopped"
        since = datetime.fromisoformat(stopped.json()["stopped_since"])
        assert since - monday < timedelta(seconds=1)
