"""python -m bot wechat check: what the platform and we think of each other, one line each, and
what to do about what is wrong."""

import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import requests
from sqlalchemy import func, select

from bot.actions.rules import preset, rule
from bot.channel.cipher import encrypt, key_of, sign
from bot.channel.errors import PlatformError
from bot.channel.official_account import OfficialAccount, Template
from bot.cli.common import Office
from bot.store.models import BureauLiaison, Deputy, Identity, Officer
from bot.texts import templates

#: errcode → what to do about it.
_TO_DO = {
    40013: "核对 WECHAT_APP_ID 和公众平台“基本配置”里的 AppID",
    40125: "核对 WECHAT_APP_SECRET；忘了就在“基本配置”里重置，再改环境变量",
    40243: "在“基本配置”里把 AppSecret 解冻",
    40164: "在“基本配置”的IP白名单里加上这台服务器的出口地址",
    89503: "公众号管理员微信上会收到确认，请点同意",
    89501: "公众号管理员微信上会收到确认，请点同意",
    48001: "公众号没有这个权限：要已认证的服务号",
}


#: The two kinds of a template, as the platform's pages call them.
KINDS = {"subscription": "长期订阅通知", "template": "模板消息"}

_ROLES = (("代表", Deputy), ("承办联络员", BureauLiaison), ("工作人员", Officer))


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. ``good`` None: only told."""

    good: bool | None
    what: str
    to_do: str = ""


def check(here: Office, official: OfficialAccount) -> int:
    """Print the findings; 1 if anything has to be done."""
    bad = 0
    for finding in findings(here, official):
        mark = {True: "好  ", False: "要办", None: "看看"}[finding.good]
        print(f"{mark}  {finding.what}")
        if finding.to_do:
            print(f"      → {finding.to_do}")
        bad += finding.good is False
    print(f"有{bad}处要办。" if bad else "都好。")
    return 1 if bad else 0


def findings(here: Office, official: OfficialAccount) -> Iterator[Finding]:
    """Each check in the order in which things depend on each other."""
    yield from _own_words(here)
    yield from _address(here)
    token = _asked("取微信凭证", official.check)
    yield token
    if not token.good:
        yield Finding(None, "凭证取不到，后面几项没有查")
        return
    yield from _addresses(official)
    yield from _menu(official)
    yield from _templates(here, official)
    yield from _consents(here)


def _asked(what: str, ask: Callable[[], object]) -> Finding:
    try:
        ask()
    except PlatformError as error:
        return _refused(what, error)
    return Finding(True, what)


def _refused(what: str, error: PlatformError) -> Finding:
    code = f"（{error.errcode}）" if error.errcode is not None else ""
    to_do = _TO_DO.get(error.errcode or 0, "过几分钟再试；还不行，看服务器能不能上网")
    named = re.search(r"\d+\.\d+\.\d+\.\d+", error.detail)
    if error.errcode == 40164 and named:
        to_do += f"：{named[0]}"
    return Finding(False, f"{what}：{error.reason}{code}", to_do)


#: What only this county can fill in, and what people are told with it.
_OWN_WORDS = {
    "county.name": "县名",
    "county.phone": "代表工委的电话，群众和单位会打",
    "danger.duty_room": "县总值班室的电话，出了危险会打",
}


def _own_words(here: Office) -> Iterator[Finding]:
    """Nobody in danger is told to ring the number of an example."""
    shipped = preset("default")
    with here.database.read() as session:
        for name, what in _OWN_WORDS.items():
            value = rule(session, name, here.clock.now())
            if value == shipped[name]:
                to_do = f"python -m bot rule set {name} …"
                yield Finding(False, f"{what}：还是样例“{value}”", to_do)
            else:
                yield Finding(True, f"{what}：{value}")


def _address(here: Office) -> Iterator[Finding]:
    """What the platform does when somebody saves the address there."""
    settings = here.settings
    address = f"{settings.public_url}/wechat"
    local = settings.public_url.startswith(("http://127.", "http://localhost"))
    if not settings.public_url.startswith("https://") and not local:
        yield Finding(False, "PUBLIC_URL 不是 https", "网页授权要 https：给反向代理装证书")
    echo = secrets.token_hex(8)
    stamp, nonce = str(int(here.clock.now().timestamp())), str(secrets.randbelow(10**9))
    query = {"timestamp": stamp, "nonce": nonce}
    query["signature"] = sign(settings.wechat_token, stamp, nonce)
    if settings.wechat_mode == "safe":
        query["echostr"] = encrypt(
            key_of(settings.wechat_aes_key), echo.encode(), settings.wechat_app_id
        )
        query["msg_signature"] = sign(settings.wechat_token, stamp, nonce, query["echostr"])
    else:
        query["echostr"] = echo
    try:
        reply = requests.get(address, params=query, timeout=10)
    except requests.RequestException:
        to_do = "服务起来了吗？域名、端口、反向代理、证书对吗？"
        yield Finding(False, f"地址 {address} 连不上", to_do)
        return
    if reply.status_code == 200 and reply.text == echo:
        yield Finding(True, f"地址 {address} 通，令牌和密钥对得上")
    else:
        to_do = "看反向代理是不是原样转给本服务，服务用的是不是同一份环境变量"
        yield Finding(False, f"地址 {address} 答得不对（{reply.status_code}）", to_do)


def _addresses(official: OfficialAccount) -> Iterator[Finding]:
    try:
        found = official.ips()
    except PlatformError as error:
        yield _refused("微信服务器的地址", error)
        return
    yield Finding(True, f"微信从{len(found)}个地址推送；防火墙若限来源，要放行它们")


def _menu(official: OfficialAccount) -> Iterator[Finding]:
    try:
        menu = official.get_menu()
    except PlatformError as error:
        yield _refused("菜单", error)
        return
    if menu is None:
        yield Finding(False, "还没有菜单", "python -m bot wechat menu deploy/menu.json")
        return
    names = "、".join(str(button.get("name", "?")) for button in menu.get("button", []))
    yield Finding(True, f"菜单：{names}")


def _templates(here: Office, official: OfficialAccount) -> Iterator[Finding]:
    """Every notice has a way out only if its template is there with the fields that we fill."""
    with here.database.read() as session:
        ids: dict[str, str] = rule(session, "wechat.templates", here.clock.now())
    try:
        registered = {one.template_id: one for one in official.templates()}
    except PlatformError as error:
        yield _refused("模板消息", error)
        registered = {}
    try:
        subscriptions = {one.template_id: one for one in _subscriptions(official)}
    except PlatformError as error:
        yield _refused("订阅通知", error)
        subscriptions = {}
    for name, template in templates().items():
        given = {key: value for key, value in ids.items() if key.split(".")[0] == name and value}
        if not given:
            then = f"python -m bot wechat templates --use {name}.{template['kind']}=编号"
            to_do = f"申请“{template['title']}”（{KINDS[template['kind']]}），再 {then}"
            yield Finding(False, f"模板 {name} 还没有登记编号", to_do)
        for key, value in given.items():
            kind = key.partition(".")[2] or template["kind"]
            known = {"subscription": subscriptions, "template": registered}
            other = next(each for each in known if each != kind)
            if value not in known[kind] and value in known[other]:
                to_do = f"python -m bot wechat templates --use {key}= --use {name}.{other}={value}"
                yield Finding(False, f"模板 {key}：这个编号是{KINDS[other]}", to_do)
                continue
            yield _compare(key, known[kind].get(value), list(template["fields"]))


def _compare(key: str, found: Template | None, wanted: list[str]) -> Finding:
    if found is None:
        then = f"python -m bot wechat templates --use {key}=编号"
        to_do = f"到公众平台核对编号，再 {then}；不要了就 --use {key}="
        return Finding(False, f"模板 {key}：公众号里没有这个编号", to_do)
    missing = [name for name in wanted if name not in found.fields]
    extra = [name for name in found.fields if name not in wanted]
    if missing or extra:
        differs = f"缺{'、'.join(missing)}" if missing else ""
        differs += f"多{'、'.join(extra)}" if extra else ""
        to_do = f"重新申请，字段要正好是：{'、'.join(wanted)}"
        return Finding(False, f"模板 {key}“{found.title}”字段对不上：{differs}", to_do)
    return Finding(True, f"模板 {key}“{found.title}”字段都对")


def _subscriptions(official: OfficialAccount) -> Iterator[Template]:
    """The account's subscription templates (wxaapi/newtmpl/gettemplate)."""
    answer = official.get("https://api.weixin.qq.com/wxaapi/newtmpl/gettemplate")
    found = answer.get("data") if isinstance(answer, dict) else None
    for one in found if isinstance(found, list) else ():
        fields = tuple(re.findall(r"\{\{\s*(\w+)\.DATA\s*\}\}", str(one.get("content", ""))))
        yield Template(str(one.get("priTmplId", "")), str(one.get("title", "")), fields)


def _consents(here: Office) -> Iterator[Finding]:
    """Who can still be reached when the 48 hours are over."""
    with here.database.read() as session:
        ids: dict[str, str] = rule(session, "wechat.templates", here.clock.now())
        wanted = {value for key, value in ids.items() if key.endswith(".subscription")}
        for label, table in _ROLES:
            bound = select(func.count(func.distinct(Identity.contact_id))).join(
                table, table.contact_id == Identity.contact_id
            )
            on_wechat = session.scalar(bound.where(Identity.following)) or 0
            agreed = session.scalar(bound.where(Identity.following, Identity.consents != "")) or 0
            told = f"，{agreed}人同意了长期订阅" if wanted else ""
            yield Finding(None, f"{label}：{on_wechat}人绑定了微信{told}")
    if wanted:
        yield Finding(None, "没同意长期订阅的，48小时外只能收模板消息，否则打电话")
