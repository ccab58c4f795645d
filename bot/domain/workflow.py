"""The machinery under every procedure. A procedure is a table of steps (see ``workflows``)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Party(StrEnum):
    """Who can be a party to a case; the value is stored, the label is shown."""

    CONSTITUENT = "constituent"
    DEPUTY = "deputy"
    STATION = "station"
    BUREAU = "bureau"
    OFFICE = "office"
    #: A deputy of the same congress who signed as well (附议); told as the lead one is.
    CO_SIGNER = "co_signer"
    #: 乡镇人大主席团: the first look at county suggestions, the office of township ones.
    PRESIDIUM = "presidium"
    #: 县政府办, between the congress and government bureaus.
    GOVERNMENT = "government"
    #: The lead bureau, as supporting ones and the deputy know it.
    LEAD = "lead"
    #: Who was named to watch a key item, and the committee that does (督办人).
    SUPERVISOR = "supervisor"
    SYSTEM = "system"

    @property
    def label(self) -> str:
        return _PARTY_LABELS[self]


_PARTY_LABELS = {
    Party.CONSTITUENT: "群众",
    Party.DEPUTY: "代表",
    Party.STATION: "联络站",
    Party.BUREAU: "承办单位",
    Party.OFFICE: "县人大",
    Party.CO_SIGNER: "附议代表",
    Party.PRESIDIUM: "乡镇人大主席团",
    Party.GOVERNMENT: "县政府办",
    Party.LEAD: "主办单位",
    Party.SUPERVISOR: "督办人",
    Party.SYSTEM: "系统",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One act: from which states, to which, who may, what it takes and whom it tells."""

    name: str
    #: What the button says.
    label: str
    start: tuple[str, ...]
    #: Nothing: the state stays as it is (a record beside it).
    end: str | None
    by: tuple[Party, ...]
    #: What has to be given: "words", "bureau", "until" …
    needs: tuple[str, ...] = ()
    #: Party → kind of notice (bot/texts/notices.toml).
    tells: dict[Party, str] = field(default_factory=dict)
    #: The rule whose deadline starts with this step.
    starts: str | None = None
    #: A person speaks to the constituent by it: the two-working-day clock stops.
    speaks: bool = False


@dataclass(frozen=True, slots=True)
class Workflow:
    """``states`` maps the stored word to what people read; final ones end a case."""

    name: str
    label: str
    states: dict[str, str]
    initial: tuple[str, ...]
    final: frozenset[str]
    steps: tuple[Step, ...]

    def step(self, name: str) -> Step:
        """The step of that name. Raises KeyError."""
        for step in self.steps:
            if step.name == name:
                return step
        raise KeyError(f"{self.name} has no step {name!r}")

    def possible(self, state: str, party: Party) -> Iterator[Step]:
        """What ``party`` may do while a case is in ``state``: the buttons of a page."""
        for step in self.steps:
            if state in step.start and party in step.by:
                yield step


class Refused(Exception):
    """An act that may not happen now. ``key`` names the sentence that tells the person why."""

    def __init__(self, key: str, **fields: object) -> None:
        super().__init__(key)
        self.key = key
        self.fields = fields
