"""python -m bot officer add|reset|list · code one|many"""

import re
from argparse import Namespace, _SubParsersAction
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import bindings, officers
from bot.actions.import_sheets import OFFICER_ROLES
from bot.actions.rules import rule
from bot.cli.common import Office, Stop, office
from bot.domain.calendars import local_time
from bot.domain.workflow import Refused
from bot.papers.sheets import CodeSlip, code_slips
from bot.papers.tables import workbook
from bot.store.models import BureauLiaison, Grid, Officer, Station

#: Refusals of the accounts, as the command line says them.
_WHY = {
    "refused.role_needs_station": "站长、联络员要写 --station 联络站的编码",
    "refused.role_needs_area": "主席团要写 --area 乡镇的编码",
    "refused.role_needs_topics": "专工委要写 --topics 看哪几类事，用逗号隔开，如 农村农业,民政",
    "refused.role_needs_liaison": "承办单位要写 --liaison 单位联络员的编码",
    "refused.code_taken": "编码 {code} 已经是{name}的，换一个编码",
    "refused.login_taken": "登录名 {login} 已经有人用了",
    "refused.password_short": "密码至少{least}位",
}
_ROLES = {
    "deputy": "代表",
    "bureau_liaison": "承办联络员",
    "officer": "工作人员",
    "grid_staff": "网格长网格员",
}


def add_commands(commands: "_SubParsersAction[Any]") -> None:
    """Register the commands of this file."""
    own = commands.add_parser("officer", help="工作台的账号").add_subparsers(
        dest="act", metavar="add|reset|list", required=True
    )
    add = own.add_parser("add", help="加一个工作人员，或给名单里的人开登录")
    add.add_argument("code", help="编码；名单里已有的，只开登录")
    add.add_argument("login", help="登录名：小写字母、数字")
    add.add_argument("--name", help="姓名（新加的人要写）")
    add.add_argument("--role", choices=sorted(set(OFFICER_ROLES)), metavar="角色", help="如 联络员")
    add.add_argument("--station", help="联络站的编码")
    add.add_argument("--area", help="乡镇的编码")
    add.add_argument("--phone", help="手机号")
    add.add_argument("--topics", default="", help="专工委看哪几类事，用逗号隔开")
    add.add_argument("--liaison", help="承办单位：单位联络员的编码")
    add.add_argument(
        "--reset", action="store_true", help="已经有登录名的，也换成这个登录名和一个新密码"
    )
    add.set_defaults(run=run_officer_add)
    reset = own.add_parser("reset", help="换一个新密码，旧的登录全部退出")
    reset.add_argument("login")
    reset.set_defaults(run=run_officer_reset)
    own.add_parser("list", help="列出所有人和角色").set_defaults(run=run_officer_list)

    codes = commands.add_parser("code", help="绑定微信用的一次性码").add_subparsers(
        dest="act", metavar="one|many", required=True
    )
    one = codes.add_parser("one", help="给一个人")
    one.add_argument("who", help="编码或姓名")
    one.set_defaults(run=run_code_one)
    many = codes.add_parser("many", help="给一批还没绑定的人，写成 xlsx 或可剪开的 docx")
    many.add_argument("role", metavar="谁", help="、".join(_ROLES.values()))
    many.add_argument("out", type=Path, metavar="OUT.xlsx|OUT.docx")
    many.add_argument("--area", help="只要这个乡镇、村的（编码或名称）")
    many.add_argument("--again", action="store_true", help="已绑定的也给")
    many.set_defaults(run=run_code_many)


def run_officer_add(given: Namespace) -> int:
    if not re.fullmatch(r"[a-z][a-z0-9._-]{1,30}", given.login):
        raise Stop("登录名只用小写字母、数字、点和横线，字母开头，2到31位")
    with office() as here, here.database.write() as session:
        try:
            officer = _officer(session, given, here)
            before = officer.login
            if before and not given.reset:
                _keep_login(officer, given)
                return 0
            password, now = officers.new_password(), here.clock.now()
            # Who typed the command has seen it.
            officers.give_login(session, officer, given.login, password, now=now, must_change=True)
        except Refused as refused:
            raise Stop(_why(refused)) from None
        said = f"{officer.name}：登录名 {given.login}，密码 {password}"
    print(said)
    if before and before != given.login:
        print(f"以前的登录名 {before} 不能用了。")
    if before:
        print("旧密码和旧的登录都不能用了。")
    print("密码只显示这一次，请当面或电话告诉本人。")
    return 0


def _keep_login(officer: Officer, given: Namespace) -> None:
    """Somebody works with that login: nobody takes it from them by adding it once more."""
    has = f"{officer.name}已经有登录名 {officer.login}，"
    if given.login != officer.login:
        raise Stop(f"{has}没有改。要换成 {given.login}、换新密码，再加上 --reset。")
    reset = f"要换密码：python -m bot officer reset {officer.login}"
    if not given.role:
        raise Stop(f"{has}密码没有动。{reset}")
    print(f"{officer.name}：角色加上了，登录名还是 {officer.login}，密码没有动。")
    print(reset)


def _officer(session: Session, given: Namespace, here: Office) -> Officer:
    known = session.scalar(select(Officer).where(Officer.code == given.code))
    if known is not None and not given.role:
        return known
    if not given.name and known is None:
        raise Stop(f"名单里没有编码 {given.code}；新加的人要写 --name 和 --role")
    if not given.role:
        raise Stop("新加的人要写 --role，如 --role 联络员")
    return officers.add(
        session,
        code=given.code,
        name=given.name or (known.name if known else ""),
        role=OFFICER_ROLES[given.role],
        now=here.clock.now(),
        station=_by_code(session, Station, given.station, "联络站"),
        area=_by_code(session, Grid, given.area, "区域"),
        phone=given.phone,
        topics=[one for one in given.topics.split(",") if one],
        liaison=_by_code(session, BureauLiaison, given.liaison, "单位联络员"),
    )


def _by_code(session: Session, table: Any, code: str | None, what: str) -> Any:
    if code is None:
        return None
    found = session.scalar(select(table).where(table.code == code))
    if found is None:
        raise Stop(f"没有编码为“{code}”的{what}")
    return found


def _why(refused: Refused) -> str:
    return _WHY.get(refused.key, refused.key).format(**refused.fields)


def run_officer_reset(given: Namespace) -> int:
    password = officers.new_password()
    with office() as here, here.database.write() as session:
        officer = officers.by_login(session, given.login)
        if officer is None:
            raise Stop(f"没有登录名 {given.login}；看名单：python -m bot officer list")
        officers.set_password(session, officer, password, now=here.clock.now(), must_change=True)
        said = f"{officer.name}：登录名 {officer.login}，新密码 {password}"
    print(said)
    print("旧密码和旧的登录都不能用了。密码只显示这一次。")
    return 0


def run_officer_list(given: Namespace) -> int:
    with office() as here, here.database.read() as session:
        now = here.clock.now()
        for officer in officers.everybody(session, now):
            locked = officer.locked_until is not None and officer.locked_until > now
            state = "已锁" if locked else "可登录" if officer.password_hash else "无密码"
            login = officer.login or "－"
            roles = officers.say_roles(officer, now) or "（没有角色）"
            print(f"{officer.code}\t{officer.name}\t{login}\t{state}\t{roles}")
    return 0


def run_code_one(given: Namespace) -> int:
    with office() as here, here.database.write() as session:
        now = here.clock.now()
        role, holder = _holder(session, given.who)
        code = bindings.issue_code(session, role, holder.id, issued_by=None, now=now)
        label = bindings.label_of(session, role, holder, now)
        days = int(rule(session, "binding.days", now))
        said = f"{bindings.name_of(holder)}（{label}）：{code}"
    print(said)
    print(f"{days}天内有效，只能用一次；以前没用的码作废了。让本人关注公众号后把码发过去。")
    return 0


def _holder(session: Session, who: str) -> tuple[str, Any]:
    found = bindings.find_holder(session, who)
    if found is not None:
        return found
    named = bindings.holders_named(session, who)
    if len(named) == 1:
        return named[0]
    if named:
        codes = "、".join(f"{row.code}（{_ROLES[role]}）" for role, row in named)
        raise Stop(f"叫“{who}”的有{len(named)}个，请写编码：{codes}")
    raise Stop(f"名单里没有“{who}”")


def run_code_many(given: Namespace) -> int:
    ending = given.out.suffix.lower()
    if ending not in (".xlsx", ".docx"):
        raise Stop("文件名要以 .xlsx 或 .docx 结尾")
    role = next((word for word, label in _ROLES.items() if label == given.role), None)
    if role is None:
        raise Stop(f"没有“{given.role}”这一种，可以写：{'、'.join(_ROLES.values())}")
    with office() as here, here.database.write() as session:
        now = here.clock.now()
        area = _area(session, given.area)
        slips = bindings.issue_many(session, role, now=now, area=area, again=given.again)
        county = str(rule(session, "county.name", now))
        # Written before the commit: codes that are on no paper are codes for nobody.
        _write_slips(given.out, [_as_paper(slip) for slip in slips], county)
    print(f"写好了 {given.out}：{len(slips)}个码。纸上的码跟钥匙一样，当面交给本人。")
    void = sum(slip.replaces for slip in slips)
    if void:
        print(f"其中{void}人以前发过还没用的码，旧码作废了，旧纸条请收回。")
    return 0


def _area(session: Session, said: str | None) -> Grid | None:
    if said is None:
        return None
    found = session.scalars(select(Grid).where((Grid.code == said) | (Grid.name == said))).all()
    if len(found) != 1:
        problem = "不止一个，请写编码" if found else "没有"
        raise Stop(f"叫“{said}”的地方{problem}")
    return found[0]


def _as_paper(slip: bindings.Slip) -> CodeSlip:
    until = local_time(slip.expires).strftime("%m月%d日").lstrip("0").replace("月0", "月")
    return CodeSlip(slip.name, slip.role, slip.place, slip.code, until)


def _write_slips(out: Path, slips: Sequence[CodeSlip], county: str) -> None:
    try:
        if out.suffix.lower() == ".docx":
            out.write_bytes(code_slips(slips, f"{county}人大代表之家"))
            return
        rows: list[Sequence[object]] = [("姓名", "身份", "地方", "码", "有效到")]
        rows += [(slip.name, slip.role, slip.place, slip.code, slip.until) for slip in slips]
        workbook({"绑定码": rows}).save(out)
    except OSError as error:
        raise Stop(f"写不了 {out}：{error.strerror}") from None
