"""The measures run, and measure what they say. Their figures are read by people, not asserted."""

import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bench import load, nlp_speed
from bench.filling import grow
from bench.pushes import Platform, Said
from bench.table import Row, table
from bot.channel.envelope import Envelope
from bot.store.database import Database
from bot.store.models import Issue
from tests import small_county
from tests.crypto.platform import AES_KEY, APP_ID, NOW, TOKEN
from tests.test_replay import office

ROOT = Path(__file__).parent.parent


@pytest.mark.slow
def test_a_quick_run_prints_every_measure_with_its_raw_figures() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "bench", "--quick"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    for measure in (
        "intake / WeRoBot's echo, sqlite",
        "intake p99, 32 connections, sqlite",
        "start to ready, sqlite",
        "memory of the web process, sqlite",
        "reading / jieba.lcut",
        "11,000 reminders, sqlite",
        "intake, 800 issues / 400",
        "scheduler tick, 800 issues / 400",
        "console pages, 800 issues / 400",
    ):
        [line] = [line for line in lines if line.startswith(measure)]
        assert any(letter.isdigit() for letter in line.removeprefix(measure)), line


def test_the_load_generator_sends_all_and_counts_what_was_not_taken() -> None:
    seen: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append(body)
            self.send_response(503 if body == b"7" else 200)
            self.send_header("Content-Length", "3")
            self.end_headers()
            self.wfile.write(b"yes")

        def log_message(self, *_: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    requests = [load.post("/x", str(n).encode()) for n in range(50)]
    ran = load.run(server.server_address[1], requests, 8)
    server.shutdown()
    server.server_close()
    assert sorted(seen, key=int) == [str(n).encode() for n in range(50)]
    assert (len(ran.latencies), ran.bad) == (50, 1)
    assert 0 < ran.percentile(0.5) <= ran.percentile(0.99) <= ran.seconds * 1000


@pytest.mark.parametrize("mode", ["safe", "compatible", "plain"])
def test_the_pushes_of_the_measures_are_opened_and_their_answers_read(
    database: Database, mode: str
) -> None:
    platform = Platform(office(database, mode).settings)
    envelope = Envelope(TOKEN, APP_ID, AES_KEY, mode)
    asked, body = platform.push(Said("oSomebody", "771", "路灯 ]]> 不亮", NOW), NOW)
    incoming = envelope.open(dict(part.split("=", 1) for part in asked.split("&")), body, NOW)
    assert (incoming.key, incoming.openid, incoming.text) == ("771", "oSomebody", "路灯 ]]> 不亮")
    assert platform.answer(envelope.seal("记下了 ]]>", incoming, NOW)) == "记下了 ]]>"
    assert platform.answer(b"success") == ""
    with pytest.raises(ValueError, match="reply"):
        platform.answer(b"<html>no</html>")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_grown_county_has_so_many_issues_and_always_as_many_open_ones(
    database: Database,
) -> None:
    with database.write() as session:
        small_county.build(session, NOW)
    for size in (1_500, 2_500):
        grow(database, size, NOW)
        with database.read() as session:
            states = [row.state for row in session.query(Issue)]
        assert (len(states), states.count("routed")) == (size, 1_000)


def test_the_made_up_letters_are_long_and_the_same_each_time() -> None:
    first = nlp_speed.letters(5)
    assert first == nlp_speed.letters(5)
    assert {len(text) for text in first} == {nlp_speed.LENGTH}


def test_the_table_keeps_its_columns_and_marks_what_is_missed() -> None:
    lines = table(
        [
            Row("读得多快", "6.5 ×", "≥ 9 ×", False, "a"),
            Row("reminders", "1 s", "< 5 s", True, "b"),
        ]
    ).splitlines()
    assert "MISSED" in lines[1] and "MISSED" not in lines[2] and "met" in lines[2]
    assert lines[2].endswith("b")
