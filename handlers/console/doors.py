"""Which pages of the console open to whom. What one sees on them is decided case by case; this
table says who gets in at all: for leaders, committees, bureaus and the general office only what
is named here, everything else for the office's own people."""

from collections.abc import Iterable

from bot.store.models import OfficerRole

#: The office's own people: county, and stations and townships for their area.
COUNTY, AREA = "county", "area"
#: Who looks and does nothing: leaders at the county, committees at their topics. Who opens the
#: cases of the own bureau; who holds a level of review.
LEADER, COMMITTEE, BUREAU, REVIEWER = "leader", "committee", "bureau", "reviewer"

KIND_OF_ROLE = {
    "office": COUNTY,
    "office_director": COUNTY,
    "presidium": AREA,
    "station_chief": AREA,
    "liaison_officer": AREA,
    "leader": LEADER,
    "committee": COMMITTEE,
    "bureau": BUREAU,
    "general_office": REVIEWER,
}
OFFICE = frozenset({COUNTY, AREA})

_EVERYBODY = ("today", "logout", "password", "change_password")
#: A leader may hold the last level of review, so the pages of suggestions open to them too.
_SUGGESTIONS = (
    *("suggestions", "suggestion", "act_on_suggestion", "suggestion_file"),
    *("measures", "measure_paper", "file_paper"),
    *("papers_page", "sign_off", "download", "keep_suggestions", "drop_suggestions"),
)
#: Endpoint → kinds to which it opens beside the office's own people.
BESIDE: dict[str, frozenset[str]] = {}


def _open(endpoints: Iterable[str], *kinds: str) -> None:
    for name in endpoints:
        BESIDE[f"console.{name}"] = BESIDE.get(f"console.{name}", frozenset()) | set(kinds)


_open(_EVERYBODY, LEADER, COMMITTEE, BUREAU, REVIEWER)
_open(("issues", "keep", "drop", "issue", "media"), LEADER, COMMITTEE, BUREAU)
#: A leader acts in what is said of the office itself, and in nothing else: parties decide.
_open(("act_on_issue",), BUREAU, LEADER)
_open(("suggestion", "act_on_suggestion", "suggestion_file"), BUREAU)
_open(_SUGGESTIONS, LEADER, REVIEWER)
#: What the chairpersons' meeting asks about (mechanisms C25, P12, X16): to look at.
_open(("key_items", "all_figures", "figure_cases", "figures_table"), LEADER)
#: What they watch: key items, and what the bureaus have that their committee is paired with.
_open(("suggestions", "suggestion", "act_on_suggestion", "suggestion_file"), COMMITTEE)
_open(("keep_suggestions", "drop_suggestions"), COMMITTEE, BUREAU)
#: What the own bureaus owe an answer to, as list and as xlsx.
_open(("suggestions", "own_suggestions"), BUREAU)
_open(("papers", "monday", "monday_document"), LEADER)
_open(("pictures", "pictures_table"), LEADER)
#: The data of people who have said something of the office itself, and the second word about it.
_open(("own_data", "person", "erasure", "agree"), LEADER)
_open((f"person_{act}" for act in ("correct", "refuse", "given", "ask-export")), LEADER)
_open((f"person_{act}" for act in ("ask-erase", "erase", "download")), LEADER)


def kinds_of(roles: Iterable[OfficerRole]) -> frozenset[str]:
    """What somebody is on the console, by the roles they hold today."""
    return frozenset(KIND_OF_ROLE[role.role] for role in roles)


def opens(endpoint: str, kinds: frozenset[str]) -> bool:
    """Whether a page (or an act) of the console is there for somebody of these kinds."""
    return bool(kinds & OFFICE) or bool(kinds & BESIDE.get(endpoint, frozenset()))
