"""Running commands in this process, as an operator would type them."""

import base64
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli import main
from bot.store.database import Database
from tests.sandbox_parts import AES_KEY, APP_ID, SECRET, TOKEN


@dataclass
class Shell:
    """Types commands and reads what they say."""

    capsys: pytest.CaptureFixture[str]
    said: str = ""
    complained: str = ""

    def run(self, *arguments: str) -> int:
        """The exit code; ``said`` and ``complained`` hold what was printed."""
        code = main(arguments)
        self.said, self.complained = self.capsys.readouterr()
        assert "Traceback" not in self.said + self.complained
        return code


def use_environment(
    monkeypatch: pytest.MonkeyPatch, database: Database, folder: Path, **more: str
) -> None:
    """The environment of a service on ``database``."""
    given = {
        # SQLAlchemy hides the password when it prints an address; ours has none.
        "DATABASE_URL": database.url,
        "WECHAT_APP_ID": APP_ID,
        "WECHAT_APP_SECRET": SECRET,
        "WECHAT_TOKEN": TOKEN,
        "WECHAT_AES_KEY": AES_KEY,
        "WECHAT_MODE": "safe",
        "WECHAT_API_BASE": "http://127.0.0.1:9",
        "PUBLIC_URL": "http://127.0.0.1:9",
        "SECRET_KEY": "a-secret-for-tests",
        "DATA_KEY": base64.b64encode(b"d" * 32).decode(),
        "LOOKUP_KEY": base64.b64encode(b"l" * 32).decode(),
        "MEDIA_DIR": str(folder / "media"),
        "DEMO": "0",
    }
    for name, value in (given | more).items():
        monkeypatch.setenv(name, value)
