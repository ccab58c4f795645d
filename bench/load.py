"""So many connections, so many requests, every latency: a load generator on loopback, bounded in
count and in time."""

import multiprocessing
import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass

#: Nobody waits longer than this for a whole run, seconds.
LONGEST = 120.0
PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Ran:
    """``seconds`` of the whole run; ``latencies`` in seconds, sorted; ``bad``: got no 200."""

    seconds: float
    latencies: tuple[float, ...]
    bad: int

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, part: float) -> float:
        """Milliseconds within which ``part`` (0–1) of the requests were answered."""
        if not self.latencies:
            return float("inf")
        return self.latencies[min(len(self.latencies) - 1, int(len(self.latencies) * part))] * 1000


def post(path: str, body: bytes) -> bytes:
    """One HTTP request, kept alive."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def run(port: int, requests: Sequence[bytes], connections: int) -> Ran:
    """Send all of ``requests`` over ``connections`` kept-alive connections, one at a time each."""
    context = multiprocessing.get_context("fork")
    results: multiprocessing.SimpleQueue[tuple[list[float], int]] = context.SimpleQueue()
    workers = [
        context.Process(
            target=_work,
            args=(port, requests[n::PROCESSES], connections // PROCESSES, results),
            daemon=True,
        )
        for n in range(PROCESSES)
    ]
    begun = time.perf_counter()
    for worker in workers:
        worker.start()
    latencies: list[float] = []
    bad = 0
    for _ in workers:
        some, wrong = results.get()
        latencies += some
        bad += wrong
    seconds = time.perf_counter() - begun
    for worker in workers:
        worker.join()
    return Ran(seconds, tuple(sorted(latencies)), bad)


def _work(
    port: int,
    requests: Sequence[bytes],
    connections: int,
    results: "multiprocessing.SimpleQueue[tuple[list[float], int]]",
) -> None:
    until = time.perf_counter() + LONGEST
    chosen = selectors.DefaultSelector()
    waiting = list(reversed(requests))
    latencies: list[float] = []
    bad = open_ones = 0

    def begin(connection: socket.socket) -> bool:
        if not waiting:
            return False
        connection.sendall(waiting.pop())
        chosen.modify(connection, selectors.EVENT_READ, [time.perf_counter(), b""])
        return True

    for _ in range(min(connections, len(waiting))):
        connection = socket.create_connection(("127.0.0.1", port), timeout=10)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        chosen.register(connection, selectors.EVENT_READ, [0.0, b""])
        begin(connection)
        open_ones += 1
    while open_ones and time.perf_counter() < until:
        for key, _ in chosen.select(1.0):
            connection = key.fileobj  # type: ignore[assignment]
            got = connection.recv(65536)
            key.data[1] += got
            if got and not _whole(key.data[1]):
                continue
            latencies.append(time.perf_counter() - key.data[0])
            bad += not key.data[1].startswith(b"HTTP/1.1 200")
            if not got or not begin(connection):
                chosen.unregister(connection)
                connection.close()
                open_ones -= 1
    results.put((latencies, bad + len(waiting) + open_ones))


def _whole(answer: bytes) -> bool:
    head, found, body = answer.partition(b"\r\n\r\n")
    if not found:
        return False
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return len(body) >= int(line.split(b":")[1])
    return True
