"""python -m bot wechat check|menu|templates · qr"""

import json
from argparse import Namespace, _SubParsersAction
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.actions.roster import smallest_areas
from bot.actions.rules import rule, set_rule
from bot.channel.errors import PlatformError
from bot.channel.official_account import OfficialAccount
from bot.cli.common import Stop, account, office, progress
from bot.cli.wechat_check import KINDS, check
from bot.papers.gather import scenes
from bot.papers.sheets import QrSheet, qr_sheets
from bot.store.models import Grid, Station
from bot.texts import templates


def add_commands(commands: "_SubParsersAction[Any]") -> None:
    """Register the commands of this file."""
    own = commands.add_parser("wechat", help="公众号：检查、菜单、模板").add_subparsers(
        dest="act", metavar="check|menu|templates", required=True
    )
    own.add_parser("check", help="一项一项检查公众号的配置").set_defaults(run=run_check)
    menu = own.add_parser("menu", help="按文件建菜单（样子见 deploy/menu.json）")
    menu.add_argument("file", type=Path)
    menu.set_defaults(run=run_menu)
    listed = own.add_parser("templates", help="要申请哪些模板；--use 登记申请到的编号")
    listed.add_argument(
        "--use",
        action="append",
        default=[],
        metavar="名字=模板编号",
        help="如 task.subscription=AbC…；去掉：task.subscription=",
    )
    listed.set_defaults(run=run_templates)
    codes = commands.add_parser("qr", help="打印联络站、网格的二维码")
    codes.add_argument("out", type=Path, metavar="OUT.docx")
    codes.add_argument("--only", choices=("stations", "grids"), help="只要站，或只要网格")
    codes.add_argument("--township", help="只要这个乡镇的（编码或名称）")
    codes.set_defaults(run=run_qr)


def run_check(given: Namespace) -> int:
    """0: everything is right; 1: something has to be done."""
    with office() as here:
        return check(here, account(here))


def run_menu(given: Namespace) -> int:
    try:
        text = given.file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Stop(f"读不了 {given.file}：{getattr(error, 'strerror', None) or error}") from None
    with office() as here:
        try:
            menu = json.loads(text.replace("{PUBLIC_URL}", here.settings.public_url))
        except ValueError as error:
            raise Stop(f"{given.file} 不是 JSON：{error}") from None
        if not isinstance(menu, dict) or not isinstance(menu.get("button"), list):
            raise Stop(f"{given.file} 里要有 button 一项，样子见 deploy/menu.json")
        try:
            account(here).create_menu(menu)
        except PlatformError as error:
            raise Stop(f"菜单没有建成：{say_error(error)}") from None
    names = "、".join(str(button.get("name", "?")) for button in menu["button"])
    print(f"菜单建好了：{names}。手机上要过几分钟，或取消关注再关注才看到。")
    return 0


def say_error(error: PlatformError) -> str:
    """The platform's refusal in one line."""
    code = f"（{error.errcode}）" if error.errcode is not None else ""
    return f"{error.reason}{code}"


def run_templates(given: Namespace) -> int:
    with office() as here, here.database.write() as session:
        now = here.clock.now()
        ids: dict[str, str] = dict(rule(session, "wechat.templates", now))
        if given.use:
            for pair in given.use:
                name, equals, value = pair.partition("=")
                if name in ids and equals and not value.strip():
                    del ids[name]
                elif name not in names() or not value.strip():
                    raise Stop(f"要写成 名字=模板编号，名字有：{'、'.join(names())}")
                else:
                    ids[name] = value.strip()
            set_rule(session, "wechat.templates", ids, origin="command line", now=now)
            print("登记好了。再查一遍：python -m bot wechat check")
    for name, template in templates().items():
        kind = template["kind"]
        print(f"{name}.{kind}：到公众平台申请“{template['title']}”（{KINDS[kind]}）")
        for key, label in template["fields"].items():
            print(f"    {key}\t{label}")
        for each in (name, f"{name}.subscription", f"{name}.template"):
            if each in ids:
                print(f"    已登记 {each} = {ids[each]}")
    return 0


def names() -> list[str]:
    """Names under which a template's id may be registered."""
    return [f"{name}{kind}" for name in templates() for kind in (".subscription", ".template")]


def run_qr(given: Namespace) -> int:
    if given.out.suffix.lower() != ".docx":
        raise Stop("文件名要以 .docx 结尾")
    with office() as here:
        with here.database.read() as session:
            wanted = _codes_wanted(session, given.only, given.township)
        if not wanted:
            raise Stop("没有要印的：先导入联络站和网格")
        sheets = _made(account(here), wanted)
    try:
        given.out.write_bytes(qr_sheets(sheets))
    except OSError as error:
        raise Stop(f"写不了 {given.out}：{error.strerror}") from None
    print(f"写好了 {given.out}：{len(sheets)}个永久二维码，一页一个。")
    return 0


def _codes_wanted(
    session: Session, only: str | None, township: str | None
) -> list[tuple[str, str, str]]:
    """(scene, name, sentence) of every code to print."""
    path = ""
    if township is not None:
        area = session.scalar(
            select(Grid).where((Grid.code == township) | (Grid.name == township)).limit(1)
        )
        if area is None:
            raise Stop(f"没有叫“{township}”的地方")
        path = area.path
    wanted: list[tuple[str, str, str]] = []
    if only != "grids":
        stations = select(Station).join(Grid).where(Station.active, Grid.path.startswith(path))
        wanted += scenes.of_stations(session.scalars(stations.order_by(Station.code)))
    if only != "stations":
        grids = (
            select(Grid)
            .where(Grid.active, smallest_areas(), Grid.path.startswith(path))
            .options(joinedload(Grid.parent))
            .order_by(Grid.code)
        )
        wanted += scenes.of_grids(session.scalars(grids))
    return wanted


def _made(official: OfficialAccount, wanted: Sequence[tuple[str, str, str]]) -> list[QrSheet]:
    sheets = []
    for at, (scene, name, sentence) in enumerate(wanted, 1):
        progress(f"向微信要二维码 {at}/{len(wanted)}")
        try:
            code = official.create_qr(scene)
        except PlatformError as error:
            raise Stop(f"“{name}”的二维码没有要到：{say_error(error)}") from None
        sheets.append(QrSheet(code.content, name, sentence))
    progress("")
    return sheets
