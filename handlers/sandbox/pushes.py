"""Pushing to the service's webhook, and reading what it answers.

As on the platform: the connection is given up after 5 s, the push is sent three times in all, every
time signed afresh; an empty body or `success` says nothing; what is no proper answer in the
configured mode makes the phone show that the account is out of order. A push is kept until it is
settled, so one that was under way when the sandbox stopped goes on at its next start.
"""

from __future__ import annotations

import json
import logging
import secrets
import threading
from typing import Any

import requests

from handlers.sandbox import crypto, faults, phones, replies, xml
from handlers.sandbox.config import SandboxConfig
from handlers.sandbox.core import Sandbox

log = logging.getLogger(__name__)

TRIES = 3
FAILED_TEXT = "该公众号提供的服务出现故障，请稍后再试"
JUNK_TEXT = "该公众号暂时无法提供服务，请稍后再试"
#: Events whose failure no phone shows: nobody is looking at it.
SILENT_EVENTS = {
    "unsubscribe",
    "TEMPLATESENDJOBFINISH",
    "VIEW",
    "LOCATION",
    "subscribe_msg_popup_event",
    "subscribe_msg_change_event",
    "subscribe_msg_sent_event",
}


class Undelivered(Exception):
    """One try failed; `wait` tells whether to pause before the next."""

    def __init__(self, reason: str, *, wait: bool) -> None:
        super().__init__(reason)
        self.wait = wait


def sealed(config: SandboxConfig, openid: str, body: str, stamp: int) -> tuple[dict[str, str], str]:
    """Return the URL parameters and the body of a push in the configured mode."""
    nonce = str(secrets.randbelow(2_000_000_000))
    params = {
        "signature": crypto.signature(config.token, str(stamp), nonce),
        "timestamp": str(stamp),
        "nonce": nonce,
        "openid": openid,
    }
    if config.mode == "plain":
        return params, body
    encrypted = crypto.encrypt(body, config.aes_key, config.app_id)
    params["encrypt_type"] = "aes"
    params["msg_signature"] = crypto.signature(config.token, str(stamp), nonce, encrypted)
    if config.mode == "compatible":
        return params, body.replace("</xml>", f"<Encrypt>{xml.cdata(encrypted)}</Encrypt></xml>")
    fields = [("ToUserName", config.account_id), ("Encrypt", encrypted)]
    return params, xml.write(fields)


class Pusher:
    """Sends each push on a thread of its own: a slow service does not hold up other users."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._local = threading.local()
        self._busy = threading.Semaphore(32)

    def stop(self) -> None:
        """No further tries; what is pending stays in the file."""
        self._stopping.set()

    def push(
        self,
        sandbox: Sandbox,
        openid: str,
        fields: xml.Fields,
        *,
        message_id: int | None = None,
        delay: float = 0.0,
    ) -> tuple[int, threading.Thread]:
        """Keep a push and send it; returns its number and the thread to join."""
        number = sandbox.state.run(
            "INSERT INTO pushes (openid, message_id, fields, at) VALUES (?, ?, ?, ?)",
            openid,
            message_id,
            json.dumps(fields, ensure_ascii=False),
            sandbox.seconds(),
        )
        return number, self._start(sandbox, number, delay)

    def resume(self, sandbox: Sandbox) -> list[threading.Thread]:
        """Go on with what was pending when the sandbox stopped."""
        rows = sandbox.state.all("SELECT id FROM pushes WHERE state = 'pending' ORDER BY id")
        return [self._start(sandbox, row["id"], 0.0) for row in rows]

    def _start(self, sandbox: Sandbox, number: int, delay: float) -> threading.Thread:
        thread = threading.Thread(
            target=self._run, args=(sandbox, number, delay), name=f"push-{number}", daemon=True
        )
        thread.start()
        return thread

    def _run(self, sandbox: Sandbox, number: int, delay: float) -> None:
        if delay and self._stopping.wait(delay):
            return
        try:
            with self._busy:
                self._deliver(sandbox, number)
        except Exception:
            if not self._stopping.is_set():
                log.exception("push %s broke off", number)

    def _deliver(self, sandbox: Sandbox, number: int) -> None:
        row = sandbox.state.one("SELECT * FROM pushes WHERE id = ?", number)
        if row is None:
            return
        fields: list[Any] = json.loads(row["fields"])
        for attempt in range(row["attempts"] + 1, TRIES + 1):
            sandbox.state.run("UPDATE pushes SET attempts = ? WHERE id = ?", attempt, number)
            try:
                body, latency = self._attempt(sandbox, row["openid"], fields)
            except Undelivered as error:
                sandbox.state.run("UPDATE pushes SET outcome = ? WHERE id = ?", str(error), number)
                last = attempt == TRIES
                if error.wait and not last and self._stopping.wait(sandbox.config.resend_after):
                    return
                if self._stopping.is_set():
                    return
                continue
            self._answered(sandbox, number, fields, body, latency)
            if faults.strikes(sandbox, "duplicate", "webhook"):
                self._again(sandbox, number, row["openid"], fields)
            return
        self._give_up(sandbox, number, fields, FAILED_TEXT)

    def _attempt(self, sandbox: Sandbox, openid: str, fields: xml.Fields) -> tuple[str, int]:
        """One POST; returns the answer's body and its latency in ms, or raises Undelivered."""
        if faults.strikes(sandbox, "unreachable", "webhook"):
            raise Undelivered("unreachable (scripted)", wait=True)
        config = sandbox.config
        stamp = int(sandbox.seconds())
        params, body = sealed(config, openid, xml.write(fields), stamp)
        if not hasattr(self._local, "http"):
            self._local.http = requests.Session()
            self._local.http.trust_env = False  # loopback: no proxy
        try:
            response = self._local.http.post(
                config.webhook_url,
                params=params,
                data=body.encode(),
                headers={"Content-Type": "text/xml", "User-Agent": "Mozilla/4.0"},
                timeout=config.callback_timeout,
                allow_redirects=False,
            )
        except requests.Timeout as error:
            raise Undelivered("timeout", wait=False) from error
        except requests.RequestException as error:
            raise Undelivered(f"unreachable: {type(error).__name__}", wait=True) from error
        if response.status_code != 200:
            raise Undelivered(f"HTTP {response.status_code}", wait=True)
        latency = round(response.elapsed.total_seconds() * 1000)
        return response.content.decode("utf-8", "replace"), latency

    def _answered(
        self, sandbox: Sandbox, number: int, fields: list[Any], body: str, latency: int
    ) -> None:
        values = dict(fields)
        openid = values["FromUserName"]
        try:
            reply = replies.read(sandbox.config, openid, body)
        except replies.BadReply as error:
            reason = f"junk: {error}"
            sandbox.state.run(
                "UPDATE pushes SET outcome = ?, latency_ms = ? WHERE id = ?",
                reason,
                latency,
                number,
            )
            self._give_up(sandbox, number, fields, JUNK_TEXT)
            return
        shown: int | None = None
        with sandbox.state.transaction():
            row = sandbox.state.one("SELECT message_id FROM pushes WHERE id = ?", number)
            if row is not None and row["message_id"] is not None:
                phones.settle(sandbox, row["message_id"], "delivered", latency)
            if reply is not None and values.get("Event") not in SILENT_EVENTS:
                kind, payload = reply
                shown = phones.show(
                    sandbox, openid, phones.ACCOUNT, kind, payload, latency_ms=latency
                )
            sandbox.state.run(
                "UPDATE pushes SET state = 'answered', outcome = ?, latency_ms = ?, reply_id = ?"
                " WHERE id = ?",
                "reply" if reply else "silent",
                latency,
                shown,
                number,
            )

    def _again(self, sandbox: Sandbox, number: int, openid: str, fields: list[Any]) -> None:
        """The same push once more, as after a lost acknowledgement; its answer goes nowhere."""
        try:
            self._attempt(sandbox, openid, fields)
        except Undelivered as error:
            log.info("repeated push %s: %s", number, error)
        sandbox.state.run("UPDATE pushes SET repeated = repeated + 1 WHERE id = ?", number)

    def _give_up(self, sandbox: Sandbox, number: int, fields: list[Any], text: str) -> None:
        values = dict(fields)
        with sandbox.state.transaction():
            message_id = sandbox.state.value("SELECT message_id FROM pushes WHERE id = ?", number)
            if message_id is not None:
                phones.settle(sandbox, message_id, "failed")
            shown: int | None = None
            if values.get("Event") not in SILENT_EVENTS:
                openid, payload = values["FromUserName"], {"text": text}
                shown = phones.show(sandbox, openid, phones.SYSTEM, "notice", payload)
            sandbox.state.run(
                "UPDATE pushes SET state = 'failed', reply_id = ? WHERE id = ?", shown, number
            )
