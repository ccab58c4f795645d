"""A platform that takes every message and says ok, in a process of its own: what is measured is the
service, not the stand-in. python -m bench.platform PORT"""

import asyncio
import itertools
import json
import sys

_numbers = itertools.count(1)


def answer(head: bytes) -> bytes:
    """The body for one request, by its address."""
    said: dict[str, object] = {"errcode": 0, "errmsg": "ok", "msgid": next(_numbers)}
    if b"/cgi-bin/stable_token" in head:
        said = {"access_token": "bench", "expires_in": 7200}
    return json.dumps(said, separators=(",", ":")).encode()


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            for line in head.lower().split(b"\r\n"):
                if line.startswith(b"content-length:"):
                    await reader.readexactly(int(line.split(b":")[1]))
            body = answer(head)
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                b"Content-Length: %d\r\n\r\n" % len(body) + body
            )
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main(port: int) -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
