"""Files from a page: what is kept of them, and that nothing is left of what was refused."""

import io
import zipfile
from datetime import datetime
from pathlib import Path

import docx
import pytest

from bot.actions import uploads
from bot.store.database import Database
from tests.pages_parts import running_office

AUTHOR = "县局办公室张三"


def word_file(*, signed: bool = False) -> bytes:
    document = docx.Document()
    document.add_paragraph("换了灯头，当晚就亮")
    document.core_properties.author = AUTHOR
    document.core_properties.last_modified_by = AUTHOR
    kept = io.BytesIO()
    document.save(kept)
    if signed:
        with zipfile.ZipFile(kept, "a") as folder:
            folder.writestr("_xmlsignatures/sig1.xml", "<Signature/>")
    return kept.getvalue()


def properties(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as folder:
        return folder.read("docProps/core.xml").decode()


def test_a_word_file_loses_the_names_in_its_properties_and_keeps_its_words(tmp_path: Path) -> None:
    assert AUTHOR in properties(word_file())
    kept = uploads.keep(tmp_path, word_file())
    data = (tmp_path / kept.path).read_bytes()
    assert AUTHOR not in properties(data)
    document = docx.Document(io.BytesIO(data))
    assert [part.text for part in document.paragraphs] == ["换了灯头，当晚就亮"]
    assert document.core_properties.author == ""


@pytest.mark.parametrize("data", [word_file(signed=True), b"%PDF-1.7 /Author (x) /ByteRange"])
def test_what_carries_a_seal_over_its_bytes_is_kept_byte_for_byte(
    tmp_path: Path, data: bytes
) -> None:
    kept = uploads.keep(tmp_path, data)
    assert (tmp_path / kept.path).read_bytes() == data


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_refused_act_leaves_no_file_and_an_older_one_stays(
    database: Database, tmp_path: Path, monday: datetime
) -> None:
    with running_office(database, tmp_path, monday) as office:
        office.town.says("大娘", "东坪村三组路灯不亮好几天了")
        office.town.says("周干事", "民1转供电所")
        phone = office.phone("孙电")
        media = office.settings.media_dir

        def report(data: bytes, text: str, second: bytes = b"") -> str:
            files = [("files", ("a.pdf", data, "application/pdf"))]
            if second:
                files.append(("files", ("b.exe", second, "text/plain")))
            return phone.act(1, "bureau", "report_done", files, row="1", text=text)

        def lying() -> list[str]:
            return sorted(path.suffix for path in media.rglob("*") if path.is_file())

        assert "写一句话" in report(b"%PDF-1.7 one", "")
        assert lying() == []
        assert "只收照片" in report(b"%PDF-1.7 one", "修好了", second=b"MZ")
        assert lying() == []
        assert "会请群众去看看" in report(b"%PDF-1.7 one", "修好了")
        assert lying() == [".pdf"]
        again = [("files", ("a.pdf", b"%PDF-1.7 one", "application/pdf"))]
        office.phone("大娘").act(1, "constituent", "supplement", again, text="")
        assert lying() == [".pdf"], "the case needs it, whatever else is refused"
