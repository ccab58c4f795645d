"""Counts and index are filled by the scheduler: until they are, whoever shows them says so."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from bot.actions import counting
from bot.actions.word_index import ONE_BY_ONE
from bot.store.database import Database
from bot.store.models import Issue, Words
from scheduler.indexing import index_words
from tests.pages_parts import Office, running_office, words_of
from tests.test_public_pages import switch_on

COUNTING, SEARCHING = "还在清点", "还在编目录"


def archive(office: Office, words: int, issues: int) -> None:
    """From an older version: nothing of it is counted or in an index."""
    now = office.town.clock.now()
    with office.town.database.write() as session:
        first = (session.scalar(select(func.max(Words.id))) or 0) + 1
        said = {"masked": "路灯不亮", "said_at": now}
        session.execute(insert(Words), [{"id": first + n, **said} for n in range(words)])
        case = {"state": "closed", "kind": "problem", "created_at": now, "reporter_id": 1}
        rows = [
            {"number": 100 + n, "title": f"第{n}件", "words_id": first + n, **case}
            for n in range(issues)
        ]
        session.execute(insert(Issue), rows)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_pages_say_that_counts_and_index_are_still_being_filled(
    database: Database, tmp_path: Path, monday: datetime
) -> None:
    with running_office(database, tmp_path, monday) as office:
        switch_on(office)
        archive(office, ONE_BY_ONE + 1, 450)
        desk = office.desk("郑科员")
        desk.get("/console/opening")
        put_up = desk.post("/console/opening/screen", name="一楼大厅")
        found = re.search(r"/hall/[\w-]{20,}", put_up.text)
        assert found is not None
        counts = ("/console/pictures", "/open/figures", found[0])

        def say(address: str) -> str:
            return words_of(desk.get(address))

        for address in counts:
            assert COUNTING in say(address), address
        assert "约450件" in say("/console/pictures")
        assert SEARCHING in say("/console/issues?q=路灯&state=all")
        assert SEARCHING not in say("/console/issues")
        with database.write() as session:
            counting.count_all(session, now=monday)
        assert [index_words(database), index_words(database)] == [0, 8]
        for address in counts:
            assert COUNTING not in say(address), address
        assert SEARCHING not in say("/console/issues?q=路灯&state=all")
