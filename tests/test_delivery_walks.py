"""Whatever the platform answers, in whatever order: a notice is never lost and never spins."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.actions import people, rules
from bot.actions.channel_policy import Policy, choose
from bot.actions.outbox import RANKS, queue
from bot.channel.errors import Delivery as Sent
from bot.channel.errors import Outcome
from bot.domain.calendars import CountyCalendar, QuietHours
from bot.domain.channel_policy import HoldRules, Reach, TemplateIds, Way
from bot.store.database import Database
from bot.store.models import Attempt, Notice, Rule
from scheduler.sending import Delivery
from tests.delivery_parts import IDS, TASK
from tests.sandbox_parts import START, StillClock

ENDS = {"sent", "telephone", "failed", "dropped"}
NUMBERS = count()


@dataclass
class Scripted:
    """A platform that answers as told, then always takes the message."""

    script: list[Outcome]
    asked: int = field(default=0)

    def _next(self, *_: Any, **__: Any) -> Sent:
        self.asked += 1
        outcome = self.script.pop(0) if self.script else Outcome.SENT
        code = {Outcome.SENT: 0, Outcome.NEXT_CHANNEL: 45047}.get(outcome)
        return Sent(outcome, code, f"按剧本：{outcome}", None)

    send_text = send_template = send_subscription = _next


@given(
    script=st.lists(st.sampled_from(list(Outcome)), max_size=12),
    priority=st.sampled_from(["issue.task", "issue.confirmed", "alarm.heard"]),
    wrote_hours_ago=st.none() | st.integers(0, 60),
    consents=st.sampled_from(["", "S-PROGRESS"]),
    hour=st.integers(0, 71),
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_notice_always_comes_to_an_end_and_between_tries_there_is_time(
    database: Database,
    script: list[Outcome],
    priority: str,
    wrote_hours_ago: int | None,
    consents: str,
    hour: int,
) -> None:
    clock = StillClock()
    number = next(NUMBERS)
    clock.forward(timedelta(days=4 * number, hours=hour))
    with database.write() as session:
        if session.query(Rule).count() == 0:
            rules.set_rule(session, "wechat.templates", IDS, origin="test", now=START)
        identity = people.meet(session, f"oWalker{number:08d}", now=clock.now())
        identity.consents = consents
        if wrote_hours_ago is not None:
            identity.last_message_at = clock.now() - timedelta(hours=wrote_hours_ago)
        fields = TASK | {"number_to_call": "95598", "ringing": "会给您回电话"}
        notice = queue(
            session, priority, identity.contact_id, key=f"w{number}", fields=fields, now=clock.now()
        )
        assert notice is not None
        session.flush()
        notice_id = notice.id
    platform = Scripted(list(script))
    delivery = Delivery(database, clock, platform)
    for _ in range(60):
        delivery.tick()
        with database.read() as session:
            row = session.get_one(Notice, notice_id)
        if row.state in ENDS:
            break
        assert row.state == "queued" and row.next_at > clock.now() and row.reason
        clock.forward(row.next_at - clock.now())
    assert row.state in ENDS
    assert row.reason or row.state == "sent"
    with database.read() as session:
        tries = session.query(Attempt).filter_by(notice_id=notice_id).order_by(Attempt.id).all()
    assert len(tries) == platform.asked <= len(script) + 1
    assert row.state != "sent" or tries[-1].outcome == "sent"


MOMENT = START
WAYS = [Way.CUSTOMER_SERVICE, Way.SUBSCRIPTION, Way.TEMPLATE]


@given(
    tried=st.sets(st.sampled_from(WAYS)),
    paused=st.sets(st.sampled_from(WAYS)),
    used_up=st.sets(st.sampled_from(WAYS)),
    priority=st.sampled_from(sorted(RANKS)),
)
def test_the_way_chosen_is_open_untried_and_within_its_quota(
    tried: set[Way], paused: set[Way], used_up: set[Way], priority: str
) -> None:
    policy = Policy(
        hold=HoldRules(QuietHours(), timedelta(minutes=30)),
        calendar=CountyCalendar(),
        template_ids={},
        to_telephone=list(RANKS),
        used=dict.fromkeys(used_up, 10**9),
        paused=dict.fromkeys(paused, MOMENT + timedelta(minutes=5)),
    )
    reach = Reach(True, MOMENT, None, 0, 0, frozenset({"S"}))
    choice = choose(policy, reach, TemplateIds("S", "T"), tried, RANKS[priority], MOMENT)
    open_ways = [way for way in WAYS if way not in tried | paused | used_up]
    if open_ways:
        assert choice.way == open_ways[0]
    elif tried == set(WAYS):
        assert choice.way is Way.TELEPHONE
    else:
        assert choice.way is None and choice.at is not None and choice.at > MOMENT
        assert choice.reason
