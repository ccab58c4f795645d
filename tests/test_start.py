"""What the service needs before it answers, and what it does not."""

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent.parent


def test_the_service_starts_without_the_libraries_of_its_papers() -> None:
    asked = "import json, sys, service; print(json.dumps(sorted(sys.modules)))"
    said = subprocess.run(
        [sys.executable, "-c", asked], cwd=HERE, capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(said.stdout))
    assert "handlers.console.entering" in loaded
    assert not loaded & {"docx", "openpyxl", "numpy"}
