"""A delivery process is killed in the middle of its work; another one goes on."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

from bot.store.database import Database
from tests.delivery_parts import running_world
from tests.sandbox_parts import DEPUTY, VILLAGER

NOTICES = 30


def test_after_a_kill_everything_arrives_once_and_what_was_sent_again_is_counted(
    database: Database, tmp_path: Path
) -> None:
    with running_world(database, tmp_path / "platform") as world:
        people = [world.person(DEPUTY), world.person(VILLAGER)]
        notices = [
            world.queue("issue.task", people[i % 2], key=f"n{i}", title=f"第{i}件事")
            for i in range(NOTICES)
        ]
        world.fault("slow", "message/template/send")
        address = database.engine.url.render_as_string(hide_password=False)
        child = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.delivery_child",
                address,
                world.platform.url,
                world.now.isoformat(),
            ]
        )
        try:
            # Not only heard by the platform: some written down as sent, others under way.
            for _ in range(400):
                states = Counter(world.notice(each).state for each in notices)
                if states["sent"] and states["leased"]:
                    break
                threading.Event().wait(0.05)
        finally:
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
        world.repair("slow", "message/template/send")
        states = Counter(world.notice(each).state for each in notices)
        assert states["sent"] >= 1 and states["leased"] >= 1, states
        world.delivery.tick()
        world.forward(minutes=3)  # the dead process's leases run out
        world.delivery.tick()
        assert {world.notice(each).state for each in notices} == {"sent"}
        outcomes = Counter(a.outcome for each in notices for a in world.attempts(each))
        assert outcomes["sent"] == NOTICES and outcomes["interrupted"] == states["leased"]
        shown = world.shown(DEPUTY) + world.shown(VILLAGER)
        seen = Counter(i for i in range(NOTICES) for text in shown if f"第{i}件事" in text)
        assert seen == Counter(range(NOTICES)), "client_msg_id: nobody reads a card twice"
