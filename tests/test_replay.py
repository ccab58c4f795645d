"""``python -m bot replay`` against the real webhook: nothing lost, nothing doubled, also when the
service dies half-way; and when something is lost or refused, it says so."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select
from werkzeug.wrappers import Request, Response

from bot.cli.common import Office, Stop
from bot.cli.replay import Sender, pushes_of, summary, texts_of
from bot.settings import Settings
from bot.store.database import Database
from bot.store.models import Issue, Message
from tests.crypto.platform import AES_KEY, APP_ID, NOW, TOKEN
from tests.http_parts import served, webhook
from tests.talking import StillClock

LETTERS = "id,title,detail\n" + "".join(
    f"{n},路灯的事,东坪村{n}组路灯不亮，晚上走路怕\n" for n in range(1, 7)
)


def office(database: Database, mode: str = "safe") -> Office:
    settings = Settings(
        database_url=database.url,
        wechat_app_id=APP_ID,
        wechat_app_secret="a-secret-of-the-tests",
        wechat_token=TOKEN,
        wechat_aes_key=AES_KEY,
        wechat_mode=mode,
        wechat_api_base="http://127.0.0.1:9",
        public_url="http://127.0.0.1:9",
        secret_key="a-secret-of-the-tests",
        data_key=b"d" * 32,
        lookup_key=b"l" * 32,
        media_dir=Path("nowhere"),
        trusted_proxies=0,
        demo=False,
        host="127.0.0.1",
        port=0,
        sandbox_port=0,
    )
    return Office(settings, database, StillClock(NOW))


@pytest.fixture
def letters(tmp_path: Path) -> list[str]:
    path = tmp_path / "letters.csv"
    path.write_text(LETTERS, encoding="utf-8")
    return texts_of(path)


@pytest.fixture
def here(database: Database, tmp_path: Path) -> Iterator[tuple[Office, int]]:
    with webhook(database, NOW, "safe", tmp_path) as (_, port):
        yield office(database), port


def counts(database: Database) -> tuple[int, int]:
    """Messages, issues."""
    with database.read() as session:
        return (
            session.scalar(select(func.count(Message.id))) or 0,
            session.scalar(select(func.count(Issue.id))) or 0,
        )


def test_every_row_of_each_round_is_kept_once_and_the_summary_says_so(
    here: tuple[Office, int], letters: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    given, port = here
    pushes = list(pushes_of(letters, 3, "letters.csv", given))
    sent = Sender(f"http://127.0.0.1:{port}/wechat", given, 30).send_all(pushes, 4)
    assert summary(sent, 1.0, given.database) == 0
    said = capsys.readouterr().out
    assert counts(given.database) == (18, 18)
    for line in ("已应答 acknowledged", "已派出 routed"):
        assert any(row.startswith(line) and row.split()[-1] == "18" for row in said.splitlines())
    assert "丢失 lost                         0" in said


def test_the_same_pushes_again_do_nothing_again(
    here: tuple[Office, int], letters: list[str]
) -> None:
    given, port = here
    pushes = list(pushes_of(letters, 1, "letters.csv", given))
    sender = Sender(f"http://127.0.0.1:{port}/wechat", given, 30)
    # Each three times at once, as a platform that has lost patience does.
    sender.send_all([push for push in pushes for _ in range(3)], 6)
    assert counts(given.database) == (6, 6)


def test_a_service_that_dies_after_it_has_stored_is_asked_again_and_stores_nothing_twice(
    here: tuple[Office, int], letters: list[str]
) -> None:
    given, port = here
    inner = Sender(f"http://127.0.0.1:{port}/wechat", given, 30)
    died: set[str] = set()
    lock = threading.Lock()

    @Request.application
    def dying(request: Request) -> Response:
        """Passes on, and loses the first answer of every push."""
        reply = inner._session().post(
            inner._url, params=request.args.to_dict(), data=request.get_data(), timeout=30
        )
        who = request.args["openid"]
        with lock:
            first = who not in died
            died.add(who)
        return Response(status=502) if first else Response(reply.content)

    pushes = list(pushes_of(letters, 1, "letters.csv", given))
    with served(dying) as front:
        sent = Sender(f"http://127.0.0.1:{front}/wechat", given, 30).send_all(pushes, 3)
    assert {one.outcome for one in sent} == {"acknowledged"}
    assert [one.tries for one in sent] == [2] * 6
    assert counts(given.database) == (6, 6)


def test_what_was_acknowledged_and_is_gone_is_reported_as_lost(
    here: tuple[Office, int], letters: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    given, port = here
    pushes = list(pushes_of(letters, 1, "letters.csv", given))
    sent = Sender(f"http://127.0.0.1:{port}/wechat", given, 30).send_all(pushes, 2)
    with given.database.write() as session:
        session.execute(delete(Message).where(Message.key == pushes[2].key))
    assert summary(sent, 1.0, given.database) == 1
    assert "丢失 lost                         1" in capsys.readouterr().out


def test_pushes_with_another_token_are_refused_and_counted(
    here: tuple[Office, int], letters: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    given, port = here
    stranger = office(given.database, "plain")
    pushes = list(pushes_of(letters, 1, "letters.csv", stranger))
    sent = Sender(f"http://127.0.0.1:{port}/wechat", stranger, 30).send_all(pushes, 2)
    assert summary(sent, 1.0, given.database) == 1
    assert "403×6" in capsys.readouterr().out
    assert counts(given.database) == (0, 0)


def test_a_file_without_letters_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "numbers.csv"
    path.write_text("id,likes\n1,2\n", encoding="utf-8")
    with pytest.raises(Stop, match="title、detail"):
        texts_of(path)
