"""WeRoBot's stateless AES echo on the same kind of server, with the same settings: what the intake
is compared with. python -m bench.echo PORT (settings from the environment)"""

import os
import sys

from granian import Granian
from granian.constants import Interfaces
from werobot import WeRoBot  # type: ignore[import-untyped]


def create_app() -> object:
    robot = WeRoBot(
        config={
            "TOKEN": os.environ["WECHAT_TOKEN"],
            "ENCODING_AES_KEY": os.environ["WECHAT_AES_KEY"],
            "APP_ID": os.environ["WECHAT_APP_ID"],
            "SESSION_STORAGE": False,
        }
    )

    def echo(message: object) -> str:
        return str(getattr(message, "content", ""))

    robot.handler(echo)
    wsgi = robot.wsgi

    def at_the_same_path(environ: dict[str, object], start_response: object) -> object:
        environ["PATH_INFO"] = "/"
        return wsgi(environ, start_response)

    return at_the_same_path


if __name__ == "__main__":
    Granian(
        "bench.echo:create_app",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        factory=True,
        workers=1,
        blocking_threads=16,
        backlog=1024,
        log_enabled=False,
    ).serve()
