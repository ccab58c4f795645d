"""What goes in and comes out when a short answer is read (`python -m nlp answer`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

ROLES = ("deputy", "bureau", "officer", "station", "grid_worker", "constituent")
KINDS = ("handover", "assignment", "suggestion", "issue", "alarm", "duty", "undelivered", "revisit")


@dataclass(frozen=True, slots=True)
class Pending:
    """One thing somebody is expected to answer.

    ``ref``: its number as shown (「民12」「〔16-6〕14」). ``kind``: one of ``KINDS``. ``state``:
    the procedure's word. ``options``: digits offered in the last push → act, with the value of its
    first field after a colon ({"1": "rate:好了"}). ``due``: the deadline in force, if any.
    """

    ref: str
    kind: str
    state: str
    title: str
    options: Mapping[str, str] = field(default_factory=dict)
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One act about ``refs`` (empty: about the person), ``fields`` as the contract names them."""

    act: str
    refs: tuple[str, ...]
    fields: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Flat: {"act", "refs", and the fields}."""
        return {"act": self.act, "refs": list(self.refs), **self.fields}


@dataclass(frozen=True, slots=True)
class Reply:
    """What to do. ``ask``: one short question in Chinese instead of, or beside, acting. Neither
    acts nor ask: the text is no answer to anything pending. ``notes``: how a doubtful word was
    taken."""

    acts: tuple[Act, ...] = ()
    ask: str | None = None
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """{"acts": […], "ask": str or None, "notes": […]}."""
        return {
            "acts": [act.as_json() for act in self.acts],
            "ask": self.ask,
            "notes": list(self.notes),
        }

    def __str__(self) -> str:
        return json.dumps(self.as_json(), ensure_ascii=False)
