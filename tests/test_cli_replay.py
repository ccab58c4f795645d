"""Replaying messages against a service that fails on the way: none lost, none doubled."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from bot.channel.envelope import Envelope, Refused
from bot.clock import SystemClock
from bot.store.database import Database
from bot.store.models import Identity, Message
from handlers.intake import Intake
from tests.cli_parts import Shell, use_environment
from tests.sandbox_parts import AES_KEY, APP_ID, TOKEN

ROWS = (
    "id,title,detail\n"
    "1,东坪路灯不亮,三组的路灯坏了五天了\n"
    '2,下水道堵了,"污水淌一路\n好几天了"\n'
    f"3,长的,{'路坏了。' * 700}\n"
    "4,,只有内容没有标题\n"
    "5,特别的]]> & <b>,\x07铃\n"
    "6,,\n"
)


class Service:
    """Intake behind the real envelope; the first tries of each message can fail."""

    def __init__(self, database: Database, mode: str, failures: int) -> None:
        self.intake = Intake(database, SystemClock(), lambda: None)
        self.envelope = Envelope(TOKEN, APP_ID, AES_KEY, mode)
        self.failures = failures
        self.tries: dict[str, int] = {}
        self.lock = threading.Lock()

    def __call__(self, environ: dict[str, object], start: object) -> object:
        request = Request(environ)
        try:
            incoming = self.envelope.open(
                request.args.to_dict(), request.get_data(), SystemClock().now()
            )
        except Refused as refused:
            return Response("no", refused.status)(environ, start)  # type: ignore[arg-type]
        with self.lock:
            seen = self.tries[incoming.key] = self.tries.get(incoming.key, 0) + 1
        if seen <= self.failures:
            if seen % 2:
                # Stored, but the answer is lost on the way: the platform sends it again.
                self.intake.take(incoming)
            return Response("later", 503)(environ, start)  # type: ignore[arg-type]
        answer = self.intake.take(incoming)
        body = self.envelope.seal(answer, incoming, SystemClock().now())
        return Response(body)(environ, start)  # type: ignore[arg-type]


@contextmanager
def serving(service: Service) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, service, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/wechat"
    finally:
        server.shutdown()
        server.server_close()


def figures(said: str) -> dict[str, int]:
    """The counts of a summary by their English word."""
    found = {}
    for line in said.splitlines():
        words = line.split()
        if len(words) >= 2 and words[-1].isdigit():
            found[" ".join(words[1:-1]) or words[0]] = int(words[-1])
    return found


@pytest.mark.parametrize("mode", ["safe", "compatible", "plain"])
def test_every_message_is_kept_once_although_answers_are_lost(
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    mode: str,
) -> None:
    use_environment(monkeypatch, database, tmp_path, WECHAT_MODE=mode)
    (tmp_path / "letters.csv").write_text(ROWS, encoding="utf-8")
    shell = Shell(capsys)
    with serving(Service(database, mode, failures=2)) as url:
        code = shell.run("replay", str(tmp_path / "letters.csv"), "--url", url, "--times", "2")
    assert code == 0, shell.said
    counts = figures(shell.said)
    assert counts["发出"] == 10 and counts["acknowledged"] == 10
    assert counts["sent again"] == 20 and counts["lost"] == 0 and counts["doubled"] == 0
    fates = ("routed", "asked", "shown to a person", "pointed", "answered only")
    assert sum(counts[fate] for fate in fates) == 10
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Message)) == 10
        assert session.scalar(select(func.count()).select_from(Identity)) == 10
        texts = [
            message.words.text or ""
            for message in session.scalars(select(Message))
            if message.words
        ]
    assert any(text.startswith("东坪路灯不亮\n三组") for text in texts)
    assert max(len(text) for text in texts) > 2048


def test_what_the_service_refuses_is_counted_and_not_sent_again(
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    use_environment(monkeypatch, database, tmp_path, WECHAT_TOKEN="another-token")
    (tmp_path / "letters.csv").write_text(ROWS, encoding="gb18030")
    shell = Shell(capsys)
    with serving(Service(database, "safe", failures=0)) as url:
        code = shell.run("replay", str(tmp_path / "letters.csv"), "--url", url)
    counts = figures(shell.said)
    assert code == 1 and counts["refused"] == 5 and counts["sent again"] == 0
    assert "403×5" in shell.said


def test_a_service_that_never_answers_is_given_up(
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    use_environment(monkeypatch, database, tmp_path)
    (tmp_path / "letters.csv").write_text("text\n一条\n", encoding="utf-8")
    shell = Shell(capsys)
    path = str(tmp_path / "letters.csv")
    assert shell.run("replay", path, "--url", "http://127.0.0.1:9/wechat", "--patience", "0") == 1
    assert figures(shell.said)["given up"] == 1
