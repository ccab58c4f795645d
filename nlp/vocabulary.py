"""What a county calls its places, people and bodies; passed in by whoever builds a reader."""

from dataclasses import dataclass, field

#: Levels of a place, coarsest first (mechanism X01, X03).
LEVELS = ("county", "township", "village", "grid")


@dataclass(frozen=True, slots=True)
class PlaceName:
    """One area or landmark. ``code`` is the grid's stable code; a landmark (road, school, river)
    carries the code of the area it lies in and ``landmark=True``."""

    code: str
    name: str
    level: str
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    #: Ring of (longitude, latitude) in GCJ-02, closed or not; None: only a point is known.
    boundary: tuple[tuple[float, float], ...] | None = None
    landmark: bool = False


@dataclass(frozen=True, slots=True)
class Official:
    """Somebody whom a complaint may be about (design: avoidance)."""

    name: str
    title: str  # 村支书, 镇长, 站长, 县人大代表 …
    body: str  # the name of the body they belong to
    area: str  # code of the area they answer for
    deputy: bool = False


@dataclass(frozen=True, slots=True)
class BureauName:
    """A body that handles (county bureau, township government, 站所, village committee)."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    area: str | None = None  # None: the whole county
    #: What kind of body it is, the same in every township: "township_government", "power_supply" …
    role: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything local that reading needs. Empty is valid: a county that starts with nothing."""

    county: str = ""
    places: tuple[PlaceName, ...] = ()
    officials: tuple[Official, ...] = ()
    bureaus: tuple[BureauName, ...] = ()
    #: (topic path joined by "/", level of the place) → lead role or bureau name, then supporting.
    bureau_rules: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    #: Words of the county's own: word → topic path joined by "/" → weight, as in nlp/rules; they
    #: count instead of the shipped ones, 0 takes a word away from a topic.
    words: dict[str, dict[str, float]] = field(default_factory=dict)
    #: More county names: a message that names one of them is about elsewhere.
    other_counties: tuple[str, ...] = ()
