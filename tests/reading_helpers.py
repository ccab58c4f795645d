"""What the tests of reading share: a small county, and drills kept as tab-separated files."""

from functools import cache
from pathlib import Path

from nlp.reading import Reader
from nlp.vocabulary import BureauName, Official, PlaceName, Vocabulary

DATA = Path(__file__).parent / "data"

COUNTY = Vocabulary(
    county="青禾县",
    places=(
        PlaceName("Q", "青禾县", "county"),
        PlaceName("Q1", "城关镇", "township", "Q"),
        PlaceName("Q11", "东坪村", "village", "Q1"),
        PlaceName("Q111", "东坪三组", "grid", "Q11", aliases=("东坪村三组",)),
        PlaceName("Q12", "西坪村", "village", "Q1"),
    ),
    officials=(
        Official("王大发", "村支书", "东坪村村委会", "Q11"),
        Official("赵国庆", "镇长", "城关镇政府", "Q1"),
        Official("钱明理", "县人大代表", "县人大", "Q1", deputy=True),
    ),
    bureaus=(
        BureauName("B1", "青禾县水利局", ("县水利局", "水利局")),
        BureauName("B2", "城关镇供电所", ("供电所",), area="Q1", role="power_supply"),
    ),
    other_counties=("白沙县",),
)


@cache
def reader() -> Reader:
    """Hand rules and the small county: what a county has on its first day."""
    return Reader(COUNTY, model=None)


def drill(name: str) -> list[tuple[str, str]]:
    """(label, message) of ``tests/data/{name}.tsv``."""
    lines = (DATA / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [(label, text) for label, text in (line.split("\t") for line in lines)]
