"""python -m bot replay FILE.csv: send messages of a file as the platform would, and count."""

import threading
import time
from argparse import Namespace, _SubParsersAction
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import requests
from sqlalchemy import select

from bot.channel.cipher import encrypt, key_of, sign
from bot.cli.common import Office, Stop, office, progress
from bot.papers.tables import Unreadable, read_csv
from bot.settings import Settings
from bot.store.database import Database
from bot.store.models import Issue, Message

#: Between tries while the service does not answer, seconds.
_PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0)
_TIMEOUT = (3, 10)
#: What each state of an issue means for whoever wrote; anything else is under way with people.
_ASKED, _ROUTED = ("received", "asking"), ("routed",)


@dataclass(frozen=True, slots=True)
class Push:
    """One message: its MsgId (also its key in the store), who sends it, what it says."""

    key: str
    openid: str
    text: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one push: acknowledged, refused (with its status), or given up."""

    push: Push
    outcome: str
    tries: int
    status: int = 0


def add_commands(commands: "_SubParsersAction[Any]") -> None:
    """Register the commands of this file."""
    command = commands.add_parser("replay", help="把文件里的来信当作微信推送，逐条发给服务")
    command.add_argument("file", type=Path, help="CSV，有 title、detail 或 text 列")
    command.add_argument("--url", help="推送到哪里；默认 PUBLIC_URL/wechat")
    command.add_argument("--times", type=int, default=1, help="整个文件发几遍")
    command.add_argument("--at-once", type=int, default=16, help="同时发几条")
    command.add_argument("--patience", type=float, default=120, help="没有回应时，每条最多等几秒")
    command.add_argument("--limit", type=int, help="只发前几条")
    command.set_defaults(run=run_replay)


def run_replay(given: Namespace) -> int:
    """0: every message was acknowledged and stands in the store exactly once."""
    if given.times < 1 or given.at_once < 1:
        raise Stop("--times 和 --at-once 至少是 1")
    texts = texts_of(given.file)[: given.limit]
    with office() as here:
        url = given.url or f"{here.settings.public_url}/wechat"
        pushes = list(pushes_of(texts, given.times, given.file.name, here))
        started = time.monotonic()
        sender = Sender(url, here, given.patience)
        sent = sender.send_all(pushes, given.at_once)
        seconds = time.monotonic() - started
        return summary(sent, seconds, here.database)


def texts_of(path: Path) -> list[str]:
    """One text per row: title and detail, or text. Raises Stop."""
    if not path.is_file():
        raise Stop(f"没有这个文件：{path}")
    try:
        rows = read_csv(path)
    except Unreadable as error:
        raise Stop(str(error)) from None
    heading = [str(cell).strip().lstrip("\ufeff").lower() for cell in rows[0]] if rows else []
    columns = [heading.index(name) for name in ("title", "detail", "text") if name in heading]
    if not columns:
        raise Stop(f"{path.name} 里要有 title、detail 或 text 列")
    texts = []
    for row in rows[1:]:
        parts = [str(row[at]).strip() for at in columns if at < len(row)]
        text = "\n".join(part for part in parts if part)
        if text:
            texts.append(text)
    if not texts:
        raise Stop(f"{path.name} 里没有来信")
    return texts


def pushes_of(texts: Sequence[str], times: int, name: str, here: Office) -> Iterator[Push]:
    """A sender of its own and a number of its own for each row and round. The numbers of two runs
    differ, so that a second run is new messages."""
    base = int(here.clock.now().timestamp()) * 1_000_000
    for round_ in range(times):
        for at, text in enumerate(texts):
            who = sha256(f"{base}/{name}/{round_}/{at}".encode()).hexdigest()[:24]
            yield Push(str(base + round_ * len(texts) + at), f"oRep{who}", text)


class Sender:
    """Signs and encrypts as the platform does, and sends again until it is acknowledged."""

    def __init__(self, url: str, here: Office, patience: float) -> None:
        self._url, self._patience = url, patience
        self._settings: Settings = here.settings
        self._now = here.clock.now
        encrypted = self._settings.wechat_mode != "plain"
        self._key = key_of(self._settings.wechat_aes_key) if encrypted else None
        self._own = threading.local()
        self._line = threading.Lock()
        self._done: Counter[str] = Counter()

    def send_all(self, pushes: Sequence[Push], at_once: int) -> list[Sent]:
        """What became of each, in order. At most ``at_once`` are on their way at a time."""
        with ThreadPoolExecutor(at_once) as threads:
            return list(threads.map(lambda push: self._counted(push, len(pushes)), pushes))

    def _counted(self, push: Push, total: int) -> Sent:
        sent = self.send(push)
        with self._line:
            self._done[sent.outcome] += 1
            done = sum(self._done.values())
            if done % 25 == 0 or done == total:
                bar = "█" * (30 * done // total)
                progress(f"{bar:░<30} {done}/{total}" + ("\n" if done == total else ""))
        return sent

    def send(self, push: Push) -> Sent:
        """A push that nobody answers, or that is answered with a 5xx, goes out again; the same
        number each time, so that the service knows it again."""
        started, tries = time.monotonic(), 0
        while True:
            tries += 1
            status = self._once(push)
            if status == 200:
                return Sent(push, "acknowledged", tries, status)
            if 400 <= status < 500:
                return Sent(push, "refused", tries, status)
            if time.monotonic() - started > self._patience:
                return Sent(push, "given up", tries, status)
            threading.Event().wait(_PAUSES[min(tries, len(_PAUSES)) - 1])

    def _once(self, push: Push) -> int:
        """The HTTP status; 0 if nobody answered."""
        query, body = self.envelope(push)
        try:
            reply = self._session().post(
                self._url,
                params=query,
                data=body,
                headers={"Content-Type": "text/xml"},
                timeout=_TIMEOUT,
            )
            return reply.status_code
        except requests.RequestException:
            return 0

    def _session(self) -> requests.Session:
        found: requests.Session | None = getattr(self._own, "session", None)
        if found is None:
            found = self._own.session = requests.Session()
            found.trust_env = False
        return found

    def envelope(self, push: Push) -> tuple[dict[str, str], bytes]:
        """Address parameters and body, signed now, in the mode that is configured."""
        stamp = str(int(self._now().timestamp()))
        nonce = push.key[-9:]
        token = self._settings.wechat_token
        inner = _xml(
            ToUserName="gh_replay",
            FromUserName=push.openid,
            CreateTime=stamp,
            MsgType="text",
            Content=push.text,
            MsgId=push.key,
        )
        query = {
            "signature": sign(token, stamp, nonce),
            "timestamp": stamp,
            "nonce": nonce,
            "openid": push.openid,
        }
        if self._key is None:
            return query, inner
        sealed = encrypt(self._key, inner, self._settings.wechat_app_id)
        query["encrypt_type"] = "aes"
        query["msg_signature"] = sign(token, stamp, nonce, sealed)
        if self._settings.wechat_mode == "compatible":
            return query, inner.replace(b"</xml>", f"<Encrypt>{sealed}</Encrypt></xml>".encode())
        return query, _xml(ToUserName="gh_replay", Encrypt=sealed)


def _xml(**fields: str) -> bytes:
    # Characters that XML 1.0 forbids would make the platform's own push invalid.
    inside = "".join(
        f"<{name}>{escape(_printable(text))}</{name}>" for name, text in fields.items()
    )
    return f"<xml>{inside}</xml>".encode()


def _printable(text: str) -> str:
    return "".join(
        letter for letter in text if letter in "\t\n" or (ord(letter) >= 32 and letter != "\ufffe")
    )


def summary(sent: Sequence[Sent], seconds: float, database: Database) -> int:
    """Print what became of all of them, as the store has it."""
    outcomes = Counter(one.outcome for one in sent)
    acknowledged = [one.push.key for one in sent if one.outcome == "acknowledged"]
    kept, fates = in_store(database, acknowledged)
    lost = len(acknowledged) - sum(1 for count in kept.values() if count)
    doubled = sum(1 for count in kept.values() if count > 1)
    again = sum(one.tries - 1 for one in sent)
    lines = (
        ("发出", len(sent)),
        ("已应答 acknowledged", outcomes["acknowledged"]),
        ("拒收 refused", outcomes["refused"]),
        ("没等到应答 given up", outcomes["given up"]),
        ("重发 sent again", again),
        ("丢失 lost", lost),
        ("重复 doubled", doubled),
        ("已派出 routed", fates["routed"]),
        ("反问 asked", fates["asked"]),
        ("交人看 shown to a person", fates["shown"]),
        ("指路 pointed", fates["pointed"]),
        ("只回话 answered only", fates["answered"]),
    )
    for label, count in lines:
        print(f"{label:32}{count}")
    print(f"{'用时 seconds':32}{seconds:.1f}（每秒{len(sent) / max(seconds, 0.001):.0f}条）")
    refused = Counter(one.status for one in sent if one.outcome == "refused")
    if refused:
        print("拒收的状态：" + "、".join(f"{status}×{n}" for status, n in sorted(refused.items())))
    whole = outcomes["acknowledged"] == len(sent) and not lost and not doubled
    return 0 if whole else 1


def in_store(database: Database, keys: Sequence[str]) -> tuple[dict[str, int], Counter[str]]:
    """(key → how often it stands there, what became of them: routed, asked, shown, pointed,
    answered). Nothing of the texts is read."""
    kept: dict[str, int] = dict.fromkeys(keys, 0)
    fates: Counter[str] = Counter()
    with database.read() as session:
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            rows = session.execute(
                select(Message.key, Message.state, Issue.state)
                .outerjoin(Issue, Message.issue_id == Issue.id)
                .where(Message.key.in_(part))
            )
            for key, message_state, issue_state in rows:
                kept[key] += 1
                fates[_fate(message_state, issue_state)] += 1
    return kept, fates


def _fate(message: str, issue: str | None) -> str:
    if message != "handled":
        return "shown"
    if issue is None:
        return "answered"
    if issue in _ASKED:
        return "asked"
    if issue in _ROUTED:
        return "routed"
    return "pointed" if issue == "referred" else "shown"
