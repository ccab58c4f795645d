"""`python -m nlp answer`: short answers as JSON lines in, acts as JSON lines out."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.domain.calendars import CountyCalendar
from nlp.replies.model import Pending
from nlp.replies.reader import read_reply


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `python -m nlp answer`."""
    parser.add_argument("file", nargs="?", type=Path, help="JSON lines; standard input if left out")
    parser.add_argument(
        "--days",
        type=Path,
        help='JSON object of days that differ from the national calendar: {"2027-02-13": true}',
    )


def run(arguments: Namespace) -> int:
    """Read, answer, write; one line out for each line in, in the same order."""
    calendar = CountyCalendar(_overrides(arguments.days))
    lines = arguments.file.open(encoding="utf-8") if arguments.file else sys.stdin
    with lines:
        for line in lines:
            if line.strip():
                answer = answer_one(json.loads(line), calendar)
                sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return 0


def _overrides(path: Path | None) -> dict[date, bool]:
    if path is None:
        return {}
    days: dict[str, bool] = json.loads(path.read_text(encoding="utf-8"))
    return {date.fromisoformat(day): bool(works) for day, works in days.items()}


def answer_one(message: Mapping[str, Any], calendar: CountyCalendar) -> dict[str, Any]:
    """One line of the contract: {"id", "role", "now", "pending", "text"} → {"id", "acts", "ask",
    "notes"}. ``KeyError`` or ``ValueError`` if something is missing or unknown."""
    pending = [
        Pending(
            item["ref"],
            item["kind"],
            item.get("state") or "",
            item.get("title") or "",
            item.get("options") or {},
            date.fromisoformat(item["due"]) if item.get("due") else None,
        )
        for item in message.get("pending") or ()
    ]
    reply = read_reply(
        message["text"],
        role=message["role"],
        pending=pending,
        now=datetime.fromisoformat(message["now"]),
        calendar=calendar,
        alone=True,
    )
    return {"id": message.get("id"), **reply.as_json()}
