"""python -m bot papers assignment-letter|assignment-ledger|resolved-ledger|yearly-report …

Everything written here is a draft for people to read, correct and sign (design 1.2)."""

import io
from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from bot.actions.bureaus import called
from bot.actions.suggestions import parties
from bot.cli.common import Stop, office, progress, settings
from bot.domain.calendars import local_day
from bot.papers import (
    binder,
    bureaus,
    duty_book,
    ledgers,
    meetings,
    monday,
    posters,
    replies,
    yearly,
)
from bot.papers.gather import binders, duty_books, offices, one_case, stations, weeks, years
from bot.papers.gather import bureaus as from_bureaus
from bot.papers.gather import key_items as from_key_items
from bot.papers.gather import ledgers as from_ledgers
from bot.papers.gather import letters as from_letters
from bot.papers.pictures import Photo
from bot.store.models import Assignment, Bureau, Deputy, Grid, Station, Suggestion

#: What a command makes of its arguments: the bytes of the file.
Written = Callable[[Session, Namespace, datetime], bytes]

_PICTURES = (".jpg", ".jpeg", ".png", ".webp")


def add_commands(commands: "_SubParsersAction[Any]") -> None:
    """Register the commands of this file."""
    own = commands.add_parser("papers", help="出公文和表格（都是草稿，签发由人）").add_subparsers(
        dest="act", metavar="哪一种", required=True
    )

    def add(name: str, about: str, written: Written, suffixes: str = ".docx") -> ArgumentParser:
        command: ArgumentParser = own.add_parser(name, help=about)
        command.add_argument("--out", required=True, type=Path, help=f"写到哪里（{suffixes}）")
        command.set_defaults(run=run, written=written, suffixes=suffixes.split("、"))
        return command

    letter = add("assignment-letter", "交办函", _of_bureau(one_case.assignment_letter))
    letter.add_argument("number", help="建议的编号，如 〔16-6〕37 或 16-6-37")
    letter.add_argument("--bureau", help="给哪家承办单位（编码或名字）；不写是主办单位")
    round_ = add(
        "sign-off-sheet",
        "发文稿纸：交办函的拟稿、签发、编号、用印",
        _of_bureau(one_case.sign_off_sheet),
    )
    round_.add_argument("number", help="建议的编号")
    round_.add_argument("--bureau", help="给哪家承办单位（编码或名字）；不写是主办单位")
    for name, about, written in (
        ("opinion-form", "办理情况征询意见表，每位代表一张", _of_lead(one_case.opinion_forms)),
        ("explanation", "书面解释通知（草稿）", _of_lead(_explanation)),
    ):
        add(name, about, written).add_argument("number", help="建议的编号")
    sheet = add("deadline-sheet", "答复期限说明，给承办单位看", _of_bureau(one_case.deadline_sheet))
    sheet.add_argument("number", help="建议的编号")
    sheet.add_argument("--bureau", help="哪家承办单位（编码或名字）；不写是主办单位")
    add("bureau-list", "一家单位承办的建议，按期限排", _bureau_list, ".xlsx").add_argument(
        "bureau", help="承办单位的编码或名字"
    )
    profile = add("bureau-profile", "一家单位一年的办理情况", _bureau_profile)
    profile.add_argument("bureau", help="承办单位的编码或名字")
    profile.add_argument("--year", type=int, help="哪一年；不写是今年")
    add("reply-form", "空白答复函，发给承办单位填", _reply_form)
    for name, about, written, suffixes in (
        ("assignment-ledger", "交办清单", _assignment_ledger, ".docx、.xlsx"),
        ("resolved-ledger", "解决事项清单", _resolved_ledger, ".docx、.xlsx"),
        ("signature-sheet", "交办会签收表", _signature, ".docx"),
        ("yearly-report", "年度办理报告", _yearly, ".docx"),
        ("chairpersons-report", "主任会议汇报稿", _chairpersons, ".docx"),
        ("key-sheets", "重点督办会议交办单", _key_sheets, ".docx"),
        ("evaluation-sheets", "11月汇报评议表", _evaluation, ".docx"),
    ):
        command = add(name, about, written, suffixes)
        command.add_argument("--year", type=int, help="哪一年；不写是今年")
        if name.endswith("ledger") or name == "signature-sheet":
            command.add_argument("--area", help="乡镇的编码或名字：乡镇人大自己的建议")
        if name in ("signature-sheet", "key-sheets"):
            command.add_argument("--meeting", default="", help="会议名称")
    add("monday", "周一一页纸", _monday)
    poster = add("poster", "办结公示", _poster)
    poster.add_argument("station", help="联络站的编码或名字")
    poster.add_argument("numbers", type=int, nargs="+", help="民几号，挑好看过的")
    book = add("binder", "联络站年度台账；件多的装成分册（.zip）", _binder, ".docx、.zip")
    book.add_argument("station", help="联络站的编码或名字")
    book.add_argument("--year", type=int, help="哪一年；不写是今年")
    book.add_argument("--photos", type=Path, help="照片文件夹，文件名就是说明")
    of_one = add("duty-book", "一位代表的履职手册", _duty_book)
    of_one.add_argument("deputy", help="代表的编码或名字")
    of_one.add_argument("--year", type=int, help="哪一年；不写是今年")
    every = add("duty-books", "全县代表的履职手册，一人一本", _duty_books, ".zip")
    every.add_argument("--year", type=int, help="哪一年；不写是今年")


Row = TypeVar("Row", Bureau, Grid, Station, Deputy)


def run(given: Namespace) -> int:
    """Write one paper."""
    if given.out.suffix.lower() not in given.suffixes:
        raise Stop(f"文件名要以 {' 或 '.join(given.suffixes)} 结尾")
    with office() as here, here.database.read() as session:
        data = given.written(session, given, here.clock.now())
    try:
        given.out.write_bytes(data)
    except OSError as error:
        raise Stop(f"写不了 {given.out}：{error.strerror}") from None
    print(f"写好了：{given.out}。请人看过、改过、签发了再用。")
    return 0


def _suggestion(session: Session, number: str) -> Suggestion:
    wanted = number.strip().removeprefix("建").removesuffix("号")
    parts = wanted.split("-")
    if len(parts) == 3:
        wanted = f"〔{parts[0]}-{parts[1]}〕{parts[2]}"
    named = Suggestion.serial == int(wanted) if wanted.isdecimal() else Suggestion.number == wanted
    found = session.scalars(select(Suggestion).where(named).order_by(Suggestion.id)).all()
    if not found:
        raise Stop(f"没有编号“{number}”的建议（写37，或写全：16-6-37）")
    if len(found) > 1:
        raise Stop(f"有几件{wanted}号，请写全：{'、'.join(row.number or '' for row in found)}")
    return found[0]


def _one(
    session: Session, rows: type[Row], wanted: str, what: str, *only: ColumnElement[bool]
) -> Row:
    """The one with this code or name; a bureau also by what people call it. Raises Stop for none,
    and for several of one name."""
    if rows is Bureau:
        ids = [row.id for row in called(session, wanted, *only)]
        named: ColumnElement[bool] = rows.id.in_(ids)
    else:
        named = or_(rows.code == wanted, rows.name == wanted)
    found = session.scalars(select(rows).where(named, *only).order_by(rows.code)).all()
    if not found:
        raise Stop(f"没有编码或名字是“{wanted}”的{what}")
    if len(found) > 1:
        raise Stop(f"有几个“{wanted}”，请写编码：{'、'.join(row.code for row in found)}")
    return found[0]


def _assignment(session: Session, given: Namespace) -> Assignment:
    case = _suggestion(session, given.number)
    rows = parties.assignments_of(session, case)
    meant = called(session, given.bureau) if given.bureau else []
    wanted = [row for row in rows if (row.bureau in meant if meant else row.role == "lead")]
    if given.bureau and not meant:
        raise Stop(f"没有编码或名字是“{given.bureau}”的承办单位")
    if not wanted:
        raise Stop("这件建议没有交办给这家单位" if given.bureau else "这件建议还没有交办")
    if len(wanted) > 1:
        codes = "、".join(f"{row.bureau.code}（{row.bureau.name}）" for row in wanted)
        raise Stop(f"有几家主办，请用 --bureau 指一家：{codes}")
    return wanted[0]


def _explanation(session: Session, row: Assignment, now: datetime) -> bytes:
    if not from_letters.may_ask_why(session, row.suggestion):
        raise Stop("这件还不用单位书面解释：还没答复，或者没有评不满意")
    return one_case.explanation_notice(session, row, now)


def _of_bureau(made: one_case.Made) -> Written:
    """A paper of one assignment, named by ``given.number`` and perhaps ``given.bureau``."""

    def write(session: Session, given: Namespace, now: datetime) -> bytes:
        return made(session, _assignment(session, given), now)

    return write


def _of_lead(made: one_case.Made) -> Written:
    """A paper that is made once for the suggestion, at its first lead bureau."""

    def write(session: Session, given: Namespace, now: datetime) -> bytes:
        rows = parties.leads(session, _suggestion(session, given.number))
        if not rows:
            raise Stop("这件建议没有主办单位")
        return made(session, rows[0], now)

    return write


def _bureau(session: Session, given: Namespace) -> Bureau:
    return _one(session, Bureau, given.bureau, "承办单位")


def _bureau_list(session: Session, given: Namespace, now: datetime) -> bytes:
    found = _bureau(session, given)
    head = from_ledgers.ledger(session, local_day(now).year, now)
    return bureaus.bureau_list(head, found.name, from_bureaus.bureau_rows(session, found, now))


def _bureau_profile(session: Session, given: Namespace, now: datetime) -> bytes:
    found = _bureau(session, given)
    return bureaus.bureau_profile(from_bureaus.profile(session, found, _year(given, now), now))


def _reply_form(session: Session, given: Namespace, now: datetime) -> bytes:
    county = offices.county_office(session, now)
    copies = (county.signature, *offices.texts(session, "papers.copies", now))
    return replies.blank_reply(county.faces, copies)


def _area(session: Session, given: Namespace) -> Grid | None:
    if not given.area:
        return None
    return _one(session, Grid, given.area, "乡镇", Grid.level == "township")


def _year(given: Namespace, now: datetime) -> int:
    year: int = given.year or local_day(now).year
    if not 2000 <= year <= 2100:
        raise Stop(f"年份不对：{year}")
    return year


def _assignment_ledger(session: Session, given: Namespace, now: datetime) -> bytes:
    year, area = _year(given, now), _area(session, given)
    head = from_ledgers.ledger(session, year, now, area.name if area is not None else "")
    rows = from_ledgers.ledger_rows(session, year, now, area.id if area is not None else None)
    if given.out.suffix.lower() == ".xlsx":
        return ledgers.assignment_workbook(head, rows)
    return ledgers.assignment_ledger(head, rows)


def _resolved_ledger(session: Session, given: Namespace, now: datetime) -> bytes:
    year, area = _year(given, now), _area(session, given)
    head = from_ledgers.ledger(session, year, now, area.name if area is not None else "")
    rows = from_ledgers.resolved_rows(session, year, now, area.id if area is not None else None)
    if given.out.suffix.lower() == ".xlsx":
        return ledgers.resolved_workbook(head, rows)
    return ledgers.resolved_ledger(head, rows)


def _signature(session: Session, given: Namespace, now: datetime) -> bytes:
    year, area = _year(given, now), _area(session, given)
    head = from_ledgers.ledger(session, year, now, area.name if area is not None else "")
    rows = from_ledgers.ledger_rows(session, year, now, area.id if area is not None else None)
    return ledgers.signature_sheet(head, rows, meeting=given.meeting or f"{year}年代表建议交办会")


def _yearly(session: Session, given: Namespace, now: datetime) -> bytes:
    return yearly.yearly_report(years.yearly(session, _year(given, now), now))


def _chairpersons(session: Session, given: Namespace, now: datetime) -> bytes:
    return meetings.chairpersons_report(years.chairpersons(session, _year(given, now), now))


def _key_sheets(session: Session, given: Namespace, now: datetime) -> bytes:
    county = offices.county_office(session, now)
    items = from_key_items.key_items(session, _year(given, now), now)
    meeting = given.meeting or "县人大常委会会议"
    return meetings.key_meeting_sheets(county, meeting, local_day(now), items)


def _evaluation(session: Session, given: Namespace, now: datetime) -> bytes:
    county = offices.county_office(session, now)
    items = from_key_items.key_items(session, _year(given, now), now)
    aspects = offices.texts(session, "papers.aspects", now)
    return meetings.evaluation_sheets(county, local_day(now), items, aspects)


def _monday(session: Session, given: Namespace, now: datetime) -> bytes:
    return monday.monday_page(weeks.monday(session, now))


def _station(session: Session, code: str) -> Station:
    return _one(session, Station, code, "联络站")


def _poster(session: Session, given: Namespace, now: datetime) -> bytes:
    station = _station(session, given.station)
    try:
        made = stations.poster_of(session, station, given.numbers, now)
    except ValueError as error:
        raise Stop(str(error)) from None
    print("挂出去以前，请逐条看一遍：")
    for told in posters.titles(made.items):
        print(told)
    return posters.poster(made)


def _binder(session: Session, given: Namespace, now: datetime) -> bytes:
    station = _station(session, given.station)
    photos = [Photo(path.read_bytes(), path.stem) for path in _pictures(given.photos)]
    folder = settings().media_dir
    year = binders.station_year(session, station, _year(given, now), now, photos, folder)
    if given.out.suffix.lower() == ".zip":
        return binder.station_volumes(year, lambda name: progress(f"装好{name}"))
    if binder.is_big(year):
        raise Stop("这一年的件多，要装成分册：文件名请以 .zip 结尾")
    return binder.station_binder(year)


def _duty_book(session: Session, given: Namespace, now: datetime) -> bytes:
    found = _one(session, Deputy, given.deputy, "代表")
    return duty_book.duty_book(duty_books.book_of(session, found, _year(given, now), now))


def _duty_books(session: Session, given: Namespace, now: datetime) -> bytes:
    out = io.BytesIO()
    duty_book.duty_books(duty_books.all_books(session, _year(given, now), now), out)
    return out.getvalue()


def _pictures(folder: Path | None) -> list[Path]:
    if folder is None:
        return []
    if not folder.is_dir():
        raise Stop(f"没有这个文件夹：{folder}")
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in _PICTURES)
