"""A platform that answers by script, over real HTTP on loopback. Not the sandbox: it knows no
rules, it only plays back what a test wants to see survived."""

import json
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Request:
    method: str
    path: str
    query: dict[str, str]
    body: bytes
    headers: dict[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Say:
    """An answer: JSON if ``body`` is a dict. ``hang`` waits for the end of the test before it
    answers; ``reset`` breaks the connection instead."""

    body: dict[str, Any] | bytes = field(default_factory=lambda: {"errcode": 0, "errmsg": "ok"})
    status: int = 200
    content_type: str = "application/json; encoding=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    hang: bool = False
    reset: bool = False
    #: Announce this many bytes and send fewer.
    short_by: int = 0


@dataclass
class Script:
    base: str
    requests: list[Request] = field(default_factory=list)
    answers: dict[str, deque[Say]] = field(default_factory=dict)
    tokens: Iterator[str] = field(default_factory=lambda: (f"token-{n}" for n in range(1, 10_000)))
    released: threading.Event = field(default_factory=threading.Event)

    def on(self, path: str, *answers: Say) -> None:
        """Answer to ``path``, in this order; the last one for ever after."""
        self.answers[path] = deque(answers)

    def to(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    def answer(self, request: Request) -> Say:
        queue = self.answers.get(request.path)
        if queue:
            return queue.popleft() if len(queue) > 1 else queue[0]
        if request.path == "/cgi-bin/stable_token":
            return Say({"access_token": next(self.tokens), "expires_in": 7200})
        return Say()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    #: The usual 5 drops connections when thirty threads come at once.
    request_queue_size = 128

    def handle_error(self, *_: object) -> None:
        """A client that hung up early is what some tests are about."""


@contextmanager
def scripted() -> Iterator[Script]:
    server = _Server(("127.0.0.1", 0), _handler(lambda: script))
    script = Script(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield script
    finally:
        script.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(script_of: Callable[[], Script]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            script = script_of()
            parts = urlsplit(self.path)
            request = Request(
                self.command,
                parts.path,
                dict(parse_qsl(parts.query, keep_blank_values=True)),
                self.rfile.read(int(self.headers.get("Content-Length", 0))),
                dict(self.headers),
            )
            script.requests.append(request)
            say = script.answer(request)
            if say.hang:
                script.released.wait(20)
                self.close_connection = True
                return
            if say.reset:
                self.connection.setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                )
                self.close_connection = True
                self.connection.close()
                return
            body = (
                json.dumps(say.body, separators=(",", ":")).encode()
                if isinstance(say.body, dict)
                else say.body
            )
            self.send_response(say.status)
            self.send_header("Content-Type", say.content_type)
            self.send_header("Content-Length", str(len(body) + say.short_by))
            for name, value in say.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            if say.short_by:
                self.close_connection = True

        do_GET = do_POST = _serve

        def log_message(self, *_: object) -> None:
            """Silence: the test says what happened."""

    return Handler
