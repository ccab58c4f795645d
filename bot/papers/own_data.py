"""One person's data to hand over (personal information law 45): a table of plain sheets and the
files themselves, in one zip. Whose eyes it was under is said by office, not by name."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.actions.privacy.showing import Case, File, Look, Shown
from bot.domain.calendars import local_time
from bot.papers.tables import workbook

_Rows = list[Sequence[object]]


def table(shown: Shown) -> bytes:
    """The xlsx alone."""
    contact = shown.contact
    sheets: dict[str, _Rows] = {
        "我是谁": [
            ("项目", "内容"),
            ("姓名", contact.name or "没留"),
            ("电话", contact.phone or "没留"),
            ("微信", shown.wechat),
            ("住在或说到的地方", shown.place),
            ("第一次联系", _day(contact.created_at)),
            ("看过隐私说明", _day(contact.privacy_shown_at)),
        ],
        "我反映的事": [
            ("编号", "说的事", "地方", "哪天", "办到哪一步", "我怎么评的", "怎么来的"),
            *(_case(case) for case in shown.cases),
        ],
        "说过的话": [
            ("哪件事", "什么时候", "谁说的", "说了什么", "送到没有"),
            *_lines(shown),
        ],
        "照片和语音": [
            ("哪件事", "是什么", "什么时候", "文件"),
            *(_file(one) for one in shown.files),
        ],
        "谁看过没遮住的": [
            ("什么时候", "哪个部门", "看了什么", "为什么", "哪件事"),
            *(_look(look) for look in shown.looks),
        ],
    }
    out = io.BytesIO()
    workbook(sheets).save(out)
    return out.getvalue()


def bundle(shown: Shown, folder: Path) -> bytes:
    """The table and every file that is still there, as a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("我的信息.xlsx", table(shown))
        for one in shown.files:
            path = folder / one.media.path
            if one.shown and path.is_file():
                packed.writestr(f"照片和语音/{_name(one)}", path.read_bytes())
    return out.getvalue()


def _case(case: Case) -> tuple[object, ...]:
    issue = case.issue
    how = {"chat": "微信", "telephone": "电话", "walk_in": "上门", "book": "登记本"}
    # Of a case of somebody else's only that they joined it.
    title = issue.title if case.own else "（跟着别人反映的）"
    return (
        f"民{issue.number}",
        title,
        case.place,
        _day(issue.created_at),
        case.state,
        (issue.rating or "") if case.own else "",
        how.get(issue.source, "别的") if case.own else "也说有这件事",
    )


def _lines(shown: Shown) -> _Rows:
    rows: _Rows = []
    for case in shown.cases:
        rows += [
            (f"民{case.issue.number}", _day(line.at), _who(line.theirs), line.text, line.how)
            for line in case.lines
        ]
    rows += [("", _day(line.at), _who(line.theirs), line.text, line.how) for line in shown.loose]
    return rows


def _who(theirs: bool) -> str:
    return "我" if theirs else "对我说的"


def _file(one: File) -> tuple[object, ...]:
    number = f"民{one.number}" if one.number else ""
    name = _name(one) if one.shown else one.media.trouble or "没有取到"
    return (number, one.kind, _day(one.media.created_at), name)


def _name(one: File) -> str:
    ending = Path(one.media.path).suffix
    return f"{one.kind.split('、')[0]}{one.media.id}{ending}"


def _look(look: Look) -> tuple[object, ...]:
    return (
        _day(look.at),
        look.desk,
        look.what,
        look.why,
        f"民{look.number}" if look.number else "",
    )


def _day(at: datetime | None) -> str:
    return f"{local_time(at):%Y-%m-%d %H:%M}" if at is not None else ""
