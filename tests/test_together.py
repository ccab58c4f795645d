"""Pushes that come at the same time share a transaction, and nothing else."""

import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import SQLAlchemyError

from bot.store.database import Database
from bot.store.models import Contact, Issue, Message
from bot.texts import say
from handlers.together import MOST, Together
from tests import small_county
from tests.crypto.platform import NOW
from tests.talking import StillClock, Town


@pytest.fixture
def town(database: Database) -> Town:
    with database.write() as session:
        small_county.build(session, NOW)
    town = Town(database, StillClock(NOW))
    town.intake.warm_up()
    return town


def test_who_waits_is_taken_together_and_each_gets_what_is_theirs() -> None:
    groups: list[list[int]] = []
    go = threading.Event()

    def work(asked: Sequence[int]) -> list[int | Exception]:
        go.wait(10)
        groups.append(list(asked))
        return [ValueError(str(each)) if each % 10 == 7 else -each for each in asked]

    line = Together(work)
    with ThreadPoolExecutor(40) as pool:
        waiting = {each: pool.submit(line.do, each) for each in range(40)}
        threading.Event().wait(0.2)
        go.set()
        results = {each: _outcome(future) for each, future in waiting.items()}
    assert results == {each: "wrong" if each % 10 == 7 else -each for each in range(40)}
    assert sorted(each for group in groups for each in group) == list(range(40))
    assert len(groups) < 40 and max(map(len, groups)) <= MOST


def test_work_that_breaks_is_everybodys_and_the_line_goes_on() -> None:
    def work(asked: Sequence[int]) -> list[int | Exception]:
        if 1 in asked:
            raise ValueError("broken")
        return list(asked)

    line = Together(work)
    with pytest.raises(ValueError, match="broken"):
        line.do(1)
    assert line.do(2) == 2


def _outcome(future: "Future[int]") -> int | str:
    try:
        return future.result(timeout=20)
    except ValueError:
        return "wrong"


def test_pushes_that_meet_are_each_taken_once_and_share_commits(town: Town) -> None:
    commits: list[object] = []
    event.listen(town.database.engine, "commit", lambda _: commits.append(1))
    pushes = [town.push(f"群众{n}", text=f"东坪村{n}组路灯不亮了，晚上怕") for n in range(12)]
    pushes += pushes[:4]
    ready = threading.Barrier(len(pushes))

    def take(n: int) -> str:
        ready.wait(10)
        return town.intake.take(pushes[n])

    with ThreadPoolExecutor(len(pushes)) as pool:
        answers = list(pool.map(take, range(len(pushes))))
    assert answers[12:] == answers[:4]
    with town.database.read() as session:
        assert len(session.scalars(select(Message)).all()) == 12
        numbers = session.scalars(select(Issue.number).order_by(Issue.number)).all()
    assert list(numbers) == list(range(1, 13))
    assert len(commits) < len(pushes)


def test_one_push_that_cannot_be_kept_spoils_nobody_elses(town: Town) -> None:
    # Half a character: no encoding takes it, so its words cannot be sealed.
    pushes = [town.push(f"群众{n}", text="东坪村三组路灯不亮了") for n in range(8)]
    pushes[5] = town.push("群众5", text="路灯\ud800")
    ready = threading.Barrier(len(pushes))

    def take(n: int) -> str:
        ready.wait(10)
        try:
            return town.intake.take(pushes[n])
        except (SQLAlchemyError, UnicodeError):
            return "not kept"

    with ThreadPoolExecutor(len(pushes)) as pool:
        answers = list(pool.map(take, range(len(pushes))))
    assert [n for n, answer in enumerate(answers) if answer == "not kept"] == [5]
    with town.database.read() as session:
        keys = Counter(session.scalars(select(Message.key)))
        assert len(session.scalars(select(Contact.id).where(Contact.name.is_(None))).all()) >= 7
    assert keys == Counter(push.key for n, push in enumerate(pushes) if n != 5)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_who_waited_too_long_is_kept_answered_at_once_and_served_later(town: Town) -> None:
    problem = town.push("王大爷", text="东坪村三组路灯不亮了，晚上怕")
    danger = town.push("李婶", text="东坪村三组电线掉下来了，在冒火花，有人触电")
    with ThreadPoolExecutor(2) as pool:
        with town.database.write():
            taken = [pool.submit(town.intake.take, each) for each in (problem, danger)]
            threading.Event().wait(0.3)
            town.clock.forward(seconds=4)
        late, urgent = (each.result(timeout=20) for each in taken)
    assert late == say("answer.failed")
    assert "120" in urgent or "95598" in urgent
    town.clock.forward(minutes=5)
    assert town.intake.again() == 1
    assert "路灯" in town.last_told("王大爷")


def test_who_stands_in_line_is_seen_until_their_work_begins() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work(asked: Sequence[int]) -> Sequence[int]:
        begun.set()
        go_on.wait(10)
        return asked

    together = Together(work)
    assert not together.is_waited_for()
    threads = [threading.Thread(target=together.do, args=(n,)) for n in range(2)]
    threads[0].start()
    assert begun.wait(10)
    assert not together.is_waited_for()
    threads[1].start()
    while not together.is_waited_for():
        threads[1].join(0.01)
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert not together.is_waited_for()
