"""Whatever anybody does in whatever order: the tables hold, no deadline moves earlier, and each
explains itself."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.actions.casework import Actor
from bot.actions.suggestions import (
    by_itself,
    drafts,
    extensions,
    handling,
    looking_back,
    meetings,
    parties,
    promises,
    ratings,
    receipts,
    replies,
    returns,
    review,
)
from bot.actions.suggestions.assigning import Item, add_bureau, assign
from bot.domain.workflow import Party, Refused
from bot.domain.workflows import ALL
from bot.domain.workflows.assignment import RESPONSIBLE
from bot.store.database import Database
from bot.store.models import Assignment, History, Meeting, Notice, Promise, Suggestion
from tests import suggestion_parts
from tests.suggestion_parts import Scene

PEOPLE = (
    "李明",
    "陈桂",
    "王芳",
    "钱水",
    "曹交",
    "严镇",
    "郑科员",
    "卫主任",
    "冯主席",
    "周干事",
    "张办",
)
BUREAUS = ("县水利局", "县交通局", "城关镇政府")


class Walk:
    """One suggestion, and everything that anybody may try with it."""

    def __init__(self, scene: Scene, number: int) -> None:
        self.scene, self.session = scene, scene.session
        self.suggestion = scene.draft()
        self.words = scene.words("一句话")
        self.number = number
        self.dues: dict[int, date] = {}
        self.seen = self.session.query(History).count()

    @property
    def now(self) -> datetime:
        return self.scene.now

    def rows(self) -> list[Assignment]:
        return list(
            self.session.scalars(
                select(Assignment).where(Assignment.suggestion_id == self.suggestion.id)
            )
        )

    def acts(self, who: str) -> list[Callable[[], object]]:
        scene, session, now, suggestion = self.scene, self.session, self.now, self.suggestion
        words = self.words
        anyone = (Party.DEPUTY, Party.OFFICE, Party.PRESIDIUM, Party.BUREAU, Party.CO_SIGNER)

        def me(case: Suggestion | Assignment) -> Actor:
            return scene.actor(who, case, *anyone)

        bureau = scene.bureau(BUREAUS[self.number % len(BUREAUS)])
        promise = (now + timedelta(days=40)).date()
        letters = {
            "A": replies.Letter(words, "高局长", "A", place="村口"),
            "C": replies.Letter(words, "高局长", "C", promise=words, promise_until=promise),
        }
        letter = letters["AC"[self.number % 2]]
        acts: list[Callable[[], object]] = [
            lambda: drafts.write(session, suggestion, me(suggestion), now=now, analysis="又想了想"),
            lambda: drafts.submit(session, suggestion, me(suggestion), now=now),
            lambda: review.pass_on(session, suggestion, me(suggestion), now=now),
            lambda: review.send_back(session, suggestion, me(suggestion), words, now=now),
            lambda: assign(session, Item(suggestion, [bureau]), me(suggestion), now=now),
            lambda: add_bureau(session, suggestion, bureau, "supporting", me(suggestion), now=now),
            lambda: ratings.rate(
                session,
                suggestion,
                me(suggestion),
                ("fair", "unsatisfied")[self.number % 2],
                None,
                now=now,
            ),
            lambda: ratings.order_rework(session, suggestion, me(suggestion), words, now=now),
            lambda: ratings.take_to_meeting(session, suggestion, me(suggestion), now=now),
            lambda: ratings.close(session, suggestion, me(suggestion), words, now=now),
            lambda: looking_back.reopen(session, suggestion, me(suggestion), words, now=now),
            lambda: looking_back.add_evidence(
                session, suggestion, me(suggestion), "visit", words, now=now
            ),
            lambda: looking_back.close_out(session, suggestion, me(suggestion), now=now),
        ]
        for row in self.rows():
            acts += self.row_acts(row, me, words, bureau, letter)
        return acts

    def row_acts(self, row, me, words, bureau, letter):  # type: ignore[no-untyped-def]
        session, now = self.session, self.now
        later = row.due + timedelta(days=30 + self.number % 200)
        acts = [
            lambda: receipts.confirm(session, row, me(row), now=now),
            lambda: handling.progress(session, row, me(row), words, now=now),
            lambda: returns.request(session, row, me(row), words, to="别的单位", now=now),
            lambda: returns.keep(session, row, me(row), words, now=now),
            lambda: returns.reassign(
                session, row, bureau, me(row), restart=bool(self.number % 2), now=now
            ),
            lambda: extensions.request(session, row, me(row), later, words, now=now),
            lambda: extensions.decide(session, row, me(row), approve=self.number % 3 > 0, now=now),
            lambda: meetings.record(
                session, row, me(row), words, kind="before", held_on=now.date(), now=now
            ),
            lambda: replies.show_draft(session, row, me(row), words, now=now),
            lambda: replies.reply(session, row, me(row), letter, now=now),
            lambda: replies.give_opinion(session, row, me(row), words, now=now),
            lambda: looking_back.change_class(session, row, me(row), "B", words, now=now),
        ]
        for meeting in session.scalars(select(Meeting).where(Meeting.assignment_id == row.id)):
            acts.append(lambda m=meeting: meetings.dispute(session, m, me(row), None, now=now))
        for each in session.scalars(select(Promise).where(Promise.assignment_id == row.id)):
            acts.append(lambda p=each: promises.keep(session, p, me(row), words, now=now))
        return acts

    def step(self, who: int, act: int, days: int) -> None:
        self.number = who * 31 + act * 7 + days
        self.scene.now += timedelta(days=days)
        for look in by_itself.ACTS.values() if days else ():
            look(self.session, now=self.now)
        # Often somebody who may do it comes next, else the walk would stand still.
        for other in range(len(PEOPLE) if act % 4 else 1):
            if self.tried(PEOPLE[(who + other) % len(PEOPLE)], act):
                break
        self.session.flush()
        self.check()

    def tried(self, who: str, act: int) -> bool:
        """Whether the act was taken; if it was refused, it left nothing behind."""
        acts = self.acts(who)
        before = self.session.query(History).count(), self.session.query(Notice).count()
        try:
            acts[act % len(acts)]()
        except Refused:
            after = self.session.query(History).count(), self.session.query(Notice).count()
            assert after == before, "what is refused leaves nothing"
            return False
        return True

    def check(self) -> None:
        entries = self.session.scalars(select(History).order_by(History.id).offset(self.seen)).all()
        self.seen += len(entries)
        for entry in entries:
            step = ALL[entry.case_kind].step(entry.step)
            assert entry.from_state in step.start and entry.party in {p.value for p in step.by}
            assert entry.to_state == (step.end or entry.from_state)
        assert self.suggestion.state in ALL["suggestion"].states
        for row in self.rows():
            assert row.state in ALL["assignment"].states
            assert row.due >= self.dues.get(row.id, row.due), "a deadline never moves earlier"
            self.dues[row.id] = row.due
            assert f"{row.due.month}月{row.due.day}日" in row.proof, row.proof
            cap = self.suggestion.cap
            assert cap is None or self.suggestion.round > 1 or row.due <= cap
            if row.state not in RESPONSIBLE:
                assert row.watch_on is None and row.chase_on is None
        if self.suggestion.state == "rated":
            assert all(
                row.state == "replied" for row in parties.leads(self.session, self.suggestion)
            )


@settings(
    max_examples=10,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(
        st.tuples(st.integers(0, 10), st.integers(0, 60), st.sampled_from([0, 0, 0, 1, 3, 20, 60])),
        min_size=8,
        max_size=20,
    ),
    start=st.integers(0, 3),
)
def test_no_order_of_acts_leaves_the_tables(
    database: Database, steps: list[tuple[int, int, int]], start: int
) -> None:
    if not database.is_sqlite:
        pytest.skip("the rules are the same; one store is enough for so many walks")
    monday = datetime(2026, 11, 23, 9, 0, tzinfo=suggestion_parts.SHANGHAI)
    with database.read() as session:
        scene = suggestion_parts.build(session, monday)
        walk = Walk(scene, start)
        bring_to(walk, start)
        for who, act, days in steps:
            walk.step(who, act, days)
        session.rollback()


def bring_to(walk: Walk, start: int) -> None:
    """Begin further on, so that walks reach what lies behind the review."""
    scene, suggestion, session = walk.scene, walk.suggestion, walk.session
    if start == 0:
        return
    drafts.submit(session, suggestion, scene.lead(suggestion), now=walk.now)
    scene.review(suggestion)
    item = Item(suggestion, [scene.bureau("县水利局")], [scene.bureau("城关镇政府")])
    row = assign(session, item, scene.office(suggestion), now=walk.now)[0]
    if start == 1:
        return
    receipts.confirm(session, row, scene.liaison(row), now=walk.now)
    if start == 2:
        return
    letter = replies.Letter(scene.words("办好了"), "高局长", "A", place="村口")
    replies.reply(session, row, scene.liaison(row), letter, now=walk.now)
