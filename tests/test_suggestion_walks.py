"""Whatever anybody does in whatever order: the tables hold, within a round no deadline moves
earlier, and each explains itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.actions.casework import Actor
from bot.actions.suggestions import (
    by_itself,
    co_signing,
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
    succession,
    supervision,
)
from bot.actions.suggestions.assigning import Item, add_bureau, assign
from bot.domain.workflow import Party, Refused
from bot.domain.workflows import ALL
from bot.domain.workflows.assignment import RESPONSIBLE
from bot.store.database import Database
from bot.store.models import Assignment, History, Meeting, Notice, Promise, Suggestion
from tests import suggestion_parts
from tests.small_county import SHANGHAI
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


ANYBODY = (
    Party.DEPUTY,
    Party.OFFICE,
    Party.PRESIDIUM,
    Party.BUREAU,
    Party.LEAD,
    Party.CO_SIGNER,
)


@dataclass(frozen=True)
class Try:
    """An act that somebody may try with one case; ``step``: the row of the table it takes."""

    case: Suggestion | Assignment
    step: str
    act: Callable[[], object]

    def fits(self) -> bool:
        kind = "suggestion" if isinstance(self.case, Suggestion) else "assignment"
        return self.case.state in ALL[kind].step(self.step).start


class Walk:
    """One suggestion, and everything that anybody may try with it."""

    def __init__(self, scene: Scene, number: int) -> None:
        self.scene, self.session = scene, scene.session
        self.suggestion = scene.draft()
        #: A second one, into which it may be merged.
        self.other = scene.draft("陈桂", "修好村口的桥")
        drafts.submit(self.session, self.other, scene.lead(self.other, "陈桂"), now=scene.now)
        self.words = scene.words("一句话")
        self.took: set[str] = set()
        self.number = number
        self.dues: dict[tuple[int, int], date] = {}
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

    def acts(self, who: str) -> list[Try]:
        """Everything that may be tried, by whoever ``who`` is in it."""
        scene, session, now, about = self.scene, self.session, self.now, self.suggestion
        words, bureau = self.words, scene.bureau(BUREAUS[self.number % len(BUREAUS)])
        grade = ("fair", "unsatisfied")[self.number % 2]
        guest = scene.deputy("陈桂")

        def me() -> Actor:
            return scene.actor(who, about, *ANYBODY)

        def of(step: str, act: Callable[[], object]) -> Try:
            return Try(about, step, act)

        return [
            of("revise", lambda: drafts.write(session, about, me(), now=now, analysis="又想了想")),
            of("submit", lambda: drafts.submit(session, about, me(), now=now)),
            of("withdraw", lambda: drafts.withdraw(session, about, me(), now=now)),
            of("invite", lambda: co_signing.invite(session, about, me(), [guest], now=now)),
            of("co_sign", lambda: self.signs(me(), True)),
            of("not_co_sign", lambda: self.signs(me(), False)),
            of("pass_on", lambda: review.pass_on(session, about, me(), now=now)),
            of("talk", lambda: review.talk(session, about, me(), words, now=now)),
            of("send_back", lambda: review.send_back(session, about, me(), words, now=now)),
            of("merge", lambda: review.merge(session, about, self.other, me(), now=now)),
            of("decline", lambda: review.decline(session, about, me(), "empty", words, now=now)),
            of("assign", lambda: assign(session, Item(about, [bureau]), me(), now=now)),
            of(
                "assign_further",
                lambda: add_bureau(session, about, bureau, "supporting", me(), now=now),
            ),
            of("rate", lambda: ratings.rate(session, about, me(), grade, None, now=now)),
            of("view", lambda: ratings.view(session, about, me(), guest, grade, None, now=now)),
            of("order_rework", lambda: ratings.order_rework(session, about, me(), words, now=now)),
            of("take_to_meeting", lambda: ratings.take_to_meeting(session, about, me(), now=now)),
            of("close_procedure", lambda: ratings.close(session, about, me(), words, now=now)),
            of(
                "propose_reopening",
                lambda: looking_back.propose_reopening(session, about, me(), words, now=now),
            ),
            of("reopen", lambda: self.decides(me())),
            of("reopen", lambda: looking_back.reopen(session, about, me(), words, now=now)),
            of("close_out", lambda: self.closes_out(me())),
            of("hand_on", lambda: succession.hand_on(session, about, me(), guest, now=now)),
            of("mark_key", lambda: self.marks_key(me())),
            of(
                "unmark_key",
                lambda: supervision.unmark_key(session, about, me(), words, now=now),
            ),
            of("supervise", lambda: supervision.log(session, about, me(), words, now=now)),
            *(each for row in self.rows() for each in self.row_acts(who, row)),
        ]

    def signs(self, actor: Actor, agree: bool) -> None:
        guest = self.scene.deputy("陈桂")
        co_signing.answer(self.session, self.suggestion, actor, guest, agree, now=self.now)

    def decides(self, actor: Actor) -> None:
        for each in looking_back.undecided(self.session):
            yes = self.number % 2 > 0
            looking_back.decide(self.session, each, actor, approve=yes, now=self.now)
            return
        raise Refused("refused.nothing_to_decide")

    def closes_out(self, actor: Actor) -> None:
        with self.session.begin_nested():
            looking_back.add_evidence(
                self.session, self.suggestion, actor, "visit", self.words, now=self.now
            )
            looking_back.close_out(self.session, self.suggestion, actor, now=self.now)

    def marks_key(self, actor: Actor) -> None:
        day = self.now.date()
        supervision.mark_key(self.session, self.suggestion, actor, decided_on=day, now=self.now)

    def row_acts(self, who: str, row: Assignment) -> list[Try]:
        session, now, words = self.session, self.now, self.words
        later = row.due + timedelta(days=30 + self.number % 200)
        today, soon = now.date(), (now + timedelta(days=40)).date()
        bureau = self.scene.bureau(BUREAUS[self.number % len(BUREAUS)])
        letter = (
            replies.Letter(words, "高局长", "A", place="村口"),
            replies.Letter(words, "高局长", "C", promise=words, promise_until=soon),
        )[self.number % 2]
        restart = bool(self.number % 2)

        def me() -> Actor:
            return self.scene.actor(who, row, *ANYBODY)

        def of(step: str, act: Callable[[], object]) -> Try:
            return Try(row, step, act)

        def met(consulted: bool) -> Callable[[], object]:
            return lambda: meetings.record(
                session,
                row,
                me(),
                words,
                kind="before",
                held_on=today,
                consultation=consulted,
                now=now,
            )

        def about_meeting(meeting: Meeting) -> list[Try]:
            return [
                of(
                    "dispute_meeting",
                    lambda: meetings.dispute(session, meeting, me(), None, now=now),
                ),
                of("confirm_meeting", lambda: meetings.confirm(session, meeting, me(), now=now)),
            ]

        def about_promise(promise: Promise) -> list[Try]:
            until = promise.due + timedelta(days=30)
            return [
                of("promise_kept", lambda: promises.keep(session, promise, me(), words, now=now)),
                of("move_promise", lambda: promises.move(session, promise, me(), until, now=now)),
            ]

        def agreed() -> None:
            extensions.decide(session, row, me(), approve=True, now=now)

        def not_agreed() -> None:
            extensions.decide(session, row, me(), approve=False, now=now)

        held = session.scalars(select(Meeting).where(Meeting.assignment_id == row.id))
        promised = session.scalars(select(Promise).where(Promise.assignment_id == row.id))
        return [
            of("confirm_receipt", lambda: receipts.confirm(session, row, me(), now=now)),
            of("report_progress", lambda: handling.progress(session, row, me(), words, now=now)),
            of("note", lambda: handling.note(session, row, me(), words, now=now)),
            of("ask_time", lambda: handling.ask_time(session, row, me(), words, now=now)),
            of("tell_bureau", lambda: handling.tell_bureau(session, row, me(), words, now=now)),
            of("promise_told", lambda: handling.promise_told(session, row, me(), words, now=now)),
            of(
                "request_return",
                lambda: returns.request(session, row, me(), words, to="别的单位", now=now),
            ),
            of("keep", lambda: returns.keep(session, row, me(), words, now=now)),
            of(
                "reassign",
                lambda: returns.reassign(session, row, bureau, me(), restart=restart, now=now),
            ),
            of(
                "request_extension",
                lambda: extensions.request(session, row, me(), later, words, now=now),
            ),
            of("approve_extension", agreed),
            of("refuse_extension", not_agreed),
            of("record_meeting", met(False)),
            of("consult", met(True)),
            of("show_draft", lambda: replies.show_draft(session, row, me(), words, now=now)),
            of("comment", lambda: replies.comment(session, row, me(), words, now=now)),
            of("reply", lambda: replies.reply(session, row, me(), letter, now=now)),
            of("reply_again", lambda: replies.reply_again(session, row, me(), letter, now=now)),
            of("give_opinion", lambda: replies.give_opinion(session, row, me(), words, now=now)),
            of("ask_again", lambda: returns.ask_again(session, row, me(), words, now=now)),
            of("promise", lambda: promises.make(session, row, me(), words, soon, now=now)),
            of(
                "propose_class",
                lambda: looking_back.propose_class(session, row, me(), "B", words, now=now),
            ),
            of(
                "change_class",
                lambda: looking_back.change_class(session, row, me(), "B", words, now=now),
            ),
            *(each for meeting in held for each in about_meeting(meeting)),
            *(each for promise in promised for each in about_promise(promise)),
        ]

    def step(self, who: int, act: int, days: int) -> None:
        self.number = who * 31 + act * 7 + days
        self.scene.now += timedelta(days=days)
        for look in by_itself.ACTS.values() if days else ():
            look(self.session, now=self.now)
        # Mostly something that its table allows now, by whoever may; else anything, by anybody.
        wild = act % 4 == 0
        for other in range(1 if wild else len(PEOPLE)):
            if self.tried(PEOPLE[(who + other) % len(PEOPLE)], act, wild):
                break
        self.session.flush()
        self.check()

    def tried(self, who: str, act: int, wild: bool) -> bool:
        """Whether the act was taken; if it was refused, it left nothing behind."""
        acts = [each for each in self.acts(who) if wild or each.fits()]
        if not acts:
            return False
        before = self.session.query(History).count(), self.session.query(Notice).count()
        try:
            acts[act % len(acts)].act()
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
            self.took.add(f"{entry.case_kind}.{entry.step}")
        assert self.suggestion.state in ALL["suggestion"].states
        for row in self.rows():
            assert row.state in ALL["assignment"].states
            round_of_it = (row.id, self.suggestion.round)
            earlier = self.dues.get(round_of_it, row.due)
            assert row.due >= earlier, "within a round no deadline moves earlier"
            self.dues[round_of_it] = row.due
            assert f"{row.due.month}月{row.due.day}日" in row.proof, row.proof
            cap = self.suggestion.cap
            if cap is not None and self.suggestion.round == 1 and row.role == "lead":
                assert row.due <= cap, row.proof
            if row.state not in RESPONSIBLE:
                assert row.watch_on is None and row.chase_on is None
        if self.suggestion.state == "rated":
            assert all(
                row.state == "replied" for row in parties.leads(self.session, self.suggestion)
            )


@settings(
    max_examples=14,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(
        st.tuples(
            st.integers(0, 10), st.integers(0, 400), st.sampled_from([0, 0, 0, 1, 3, 20, 60])
        ),
        min_size=8,
        max_size=20,
    ),
    start=st.integers(0, 4),
)
def test_no_order_of_acts_leaves_the_tables(
    database: Database, steps: list[tuple[int, int, int]], start: int
) -> None:
    if not database.is_sqlite:
        pytest.skip("the rules are the same; one store is enough for so many walks")
    monday = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
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
    if start == 3:
        return
    ratings.rate(session, suggestion, scene.lead(suggestion), "satisfied", None, now=walk.now)
    ratings.close(session, suggestion, scene.office(suggestion), scene.words("走完"), now=walk.now)
