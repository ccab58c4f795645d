"""What stands on sheets of QR codes: the scene that a scan brings back, a name, one sentence."""

from collections.abc import Iterable

from bot.store.models import Grid, Station

#: (scene, name, sentence) of one code to print.
Wanted = tuple[str, str, str]


def of_stations(stations: Iterable[Station]) -> list[Wanted]:
    """Codes of stations, with their reception days."""
    return [
        (
            f"S_{station.code}",
            station.name,
            f"接待日：{station.reception_days}" if station.reception_days else "有事随时说",
        )
        for station in stations
    ]


def of_grids(grids: Iterable[Grid]) -> list[Wanted]:
    """Codes of grids: a message after the scan is known to come from there."""
    return [(f"G_{grid.code}", grid.name, "这一片的事，扫码就知道是哪里的") for grid in grids]
