"""Addresses are printed when somebody answers there."""

import subprocess
import sys
from pathlib import Path

import pytest
import requests

from app import wait_until_alive
from tests.demo_parts import free_port

_LATE = (
    "import sys, time, http.server as h; time.sleep(float(sys.argv[2]));"
    " h.test(h.SimpleHTTPRequestHandler, port=int(sys.argv[1]), bind='127.0.0.1')"
)


def test_no_address_is_given_before_both_answer_nor_when_one_has_ended(tmp_path: Path) -> None:
    (tmp_path / "healthz").write_text("ok")
    ports = free_port(), free_port()
    late = [
        subprocess.Popen([sys.executable, "-c", _LATE, str(port), wait], cwd=tmp_path)
        for port, wait in zip(ports, ("0.1", "1"), strict=True)
    ]
    ended = subprocess.Popen([sys.executable, "-c", ""])
    try:
        wait_until_alive(*ports, late)
        assert all(
            requests.get(f"http://127.0.0.1:{port}/healthz", timeout=20).ok for port in ports
        )
        ended.wait()
        with pytest.raises(SystemExit, match="没有起来"):
            wait_until_alive(free_port(), ports[1], [*late, ended])
    finally:
        for process in late:
            process.kill()
            process.wait()
