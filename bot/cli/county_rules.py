"""python -m bot preset list|show|use · rule list|set · stop · go"""

import json
import tomllib
from argparse import Namespace, _SubParsersAction
from typing import Any

from bot.actions import rules, switches
from bot.cli.common import Stop, office


def add_commands(commands: "_SubParsersAction[Any]") -> None:
    """Register the commands of this file."""
    own = commands.add_parser("preset", help="几个县的现成规则").add_subparsers(
        dest="act", metavar="list|show|use", required=True
    )
    own.add_parser("list", help="有哪些").set_defaults(run=run_preset_list)
    for name, run, about in (
        ("show", run_preset_show, "和现在的规则哪里不同"),
        ("use", run_preset_use, "用它；在办的件仍按原来的期限"),
    ):
        command = own.add_parser(name, help=about)
        command.add_argument("name")
        command.set_defaults(run=run)
    single = commands.add_parser("rule", help="看、改一条规则").add_subparsers(
        dest="act", metavar="list|set", required=True
    )
    single.add_parser("list", help="现在的全部规则").set_defaults(run=run_rule_list)
    change = single.add_parser("set", help="改一条：python -m bot rule set issue.speak_within 3")
    change.add_argument("name")
    change.add_argument("value", help="数字、true/false、文字，或 JSON")
    change.set_defaults(run=run_rule_set)
    stop = commands.add_parser("stop", help="总开关：什么都不再发出去，排着队等")
    stop.set_defaults(run=run_stop)
    commands.add_parser("go", help="总开关：恢复发送").set_defaults(run=run_go)


#: What is the county's own whatever preset it follows: its name, its telephones, its templates.
_OWN = ("county.", "wechat.", "calendar.", "danger.duty_room")


def _preset(name: str) -> dict[str, Any]:
    if name not in rules.presets():
        raise Stop(f"没有“{name}”，可以用：{'、'.join(rules.presets())}")
    preset = rules.preset(name)
    return {rule: value for rule, value in preset.items() if not rule.startswith(_OWN)}


def run_preset_list(given: Namespace) -> int:
    for name in rules.presets():
        with (rules.PRESETS / f"{name}.toml").open("rb") as file:
            print(f"{name}\t{tomllib.load(file).get('title', '')}")
    return 0


def run_preset_show(given: Namespace) -> int:
    """What would change."""
    preset = _preset(given.name)
    with office() as here, here.database.read() as session:
        now = here.clock.now()
        same = True
        for name, value in preset.items():
            current = rules.rule(session, name, now)
            if current != value:
                same = False
                print(f"{name}：现在 {_say(current)} → {_say(value)}")
    if same:
        print("和现在的规则一样。")
    return 0


def run_preset_use(given: Namespace) -> int:
    preset = _preset(given.name)
    changed = 0
    with office() as here, here.database.write() as session:
        now = here.clock.now()
        for name, value in preset.items():
            if rules.rule(session, name, now) != value:
                rules.set_rule(session, name, value, origin=f"preset:{given.name}", now=now)
                changed += 1
    print(f"改了{changed}条规则。以后新来的件按新规则，在办的按原来的。")
    return 0


def run_rule_list(given: Namespace) -> int:
    with office() as here, here.database.read() as session:
        now = here.clock.now()
        for name, usual in sorted(rules.preset().items()):
            value = rules.rule(session, name, now)
            mark = "" if value == usual else "\t（本县改过）"
            print(f"{name} = {_say(value)}{mark}")
    return 0


def run_rule_set(given: Namespace) -> int:
    usual = rules.preset().get(given.name)
    if usual is None:
        raise Stop(f"没有规则“{given.name}”；看全部：python -m bot rule list")
    value = _read(given.value, usual)
    with office() as here, here.database.write() as session:
        rules.set_rule(session, given.name, value, origin="command line", now=here.clock.now())
    print(f"{given.name} = {_say(value)}")
    return 0


def _read(text: str, usual: Any) -> Any:
    """The value as the rule has it: a number stays a number, a text a text. Raises Stop."""
    if isinstance(usual, str):
        return text
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if type(value) is not type(usual):
        wanted = {bool: "true 或 false", int: "整数", list: "JSON 列表", dict: "JSON 对象"}
        raise Stop(f"这条规则要填{wanted.get(type(usual), '数字')}，如 {_say(usual)}")
    if isinstance(value, int) and not isinstance(value, bool) and value < 0:
        raise Stop("不能是负数")
    return value


def _say(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def run_stop(given: Namespace) -> int:
    return _turn(True, "停了：现在什么都不发，收到的照样收，通知排着队。恢复：python -m bot go")


def run_go(given: Namespace) -> int:
    return _turn(False, "恢复发送：排着队的会陆续发出，过期的不再发。")


def _turn(on: bool, said: str) -> int:
    with office() as here, here.database.write() as session:
        switches.turn(session, switches.STOP, on, by=None, now=here.clock.now())
    print(said)
    return 0
