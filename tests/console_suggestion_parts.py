"""Parts of tests of what the office does with many suggestions on the console."""

from tests.pages_parts import Browser, Office, words_of
from tests.suggestion_parts import Scene

HERE = "/console/suggestions"


def scene_in(office: Office, session: object) -> Scene:
    return Scene(session, office.town.clock.now())


def filed(office: Office, count: int) -> list[int]:
    with office.town.database.write() as session:
        scene = scene_in(office, session)
        return [scene.filed(title=f"改造{n}组管网").draft_number for n in range(count)]


def send(desk: Browser, path: str, data: list[tuple[str, str]]) -> str:
    """A form with several fields of one name."""
    answer = desk.http.post(
        f"{desk.base}{path}", data=[("csrf_token", desk.token()), *data], timeout=20
    )
    return words_of(answer)
