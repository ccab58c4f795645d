"""What became of a call to the platform, and what each of its error codes means for us."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Outcome(StrEnum):
    """What the caller does next."""

    SENT = "sent"
    #: Not sent, nobody's fault: again later.
    RETRY = "retry"
    #: This person cannot be reached this way now: the next channel.
    NEXT_CHANNEL = "next_channel"
    #: Permanent: the person does not follow the account (any more).
    NOT_FOLLOWING = "not_following"
    #: Permanent for this message: tell the operator what is wrong with it.
    OPERATOR = "operator"
    #: This API is used up for today: stop it until midnight.
    QUOTA = "quota"
    #: Nothing will be sent until somebody changes the configuration: alarm, never retry.
    CONFIGURATION = "configuration"
    GIVE_UP = "give_up"
    #: The request was on its way when the line broke: it may have arrived or not.
    UNKNOWN_DELIVERY = "unknown_delivery"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one message."""

    outcome: Outcome
    #: The platform's code, 0 if sent, None if there was no answer.
    errcode: int | None
    #: Chinese, for officers; empty if sent.
    reason: str
    #: What a later TEMPLATESENDJOBFINISH calls MsgID (``Incoming.job_id``).
    message_id: str | None = None
    #: The platform's own words (they name the wrong field, the refused address, a rid to ask
    #: about); for the operator and the log.
    detail: str = ""


class PlatformError(Exception):
    """A call that did not succeed: ``outcome``, ``errcode``, ``reason`` and ``detail`` as in
    Delivery. Its text never holds an address, so never a token or a secret."""

    def __init__(
        self, outcome: Outcome, reason: str, errcode: int | None = None, detail: str = ""
    ) -> None:
        super().__init__(f"{outcome} {errcode if errcode is not None else ''} {reason} {detail}")
        self.outcome = outcome
        self.reason = reason
        self.errcode = errcode
        self.detail = detail

    @property
    def delivery(self) -> Delivery:
        return Delivery(self.outcome, self.errcode, self.reason, None, self.detail)


#: The token is not (or no longer) good: a new one and one more try.
TOKEN_REFUSED: Final = frozenset({40001, 40014, 42001})

_O = Outcome
#: Sources: developers.weixin.qq.com, global return codes; send template message; send subscription
#: notice; stable access token.
CODES: Final[dict[int, tuple[Outcome, str]]] = {
    0: (_O.SENT, ""),
    -1: (_O.RETRY, "微信系统繁忙"),
    40001: (_O.RETRY, "微信不认我们的登录凭证，换了新的也不认"),
    40014: (_O.RETRY, "微信不认我们的登录凭证，换了新的也不认"),
    42001: (_O.RETRY, "微信不认我们的登录凭证，换了新的也不认"),
    43108: (_O.RETRY, "同时发送太多"),
    45011: (_O.RETRY, "调用太频繁"),
    45066: (_O.RETRY, "重发太快"),
    # The same clientmsgid again: the first one went out.
    45065: (_O.SENT, ""),
    40003: (_O.NOT_FOLLOWING, "没有关注公众号"),
    43004: (_O.NOT_FOLLOWING, "没有关注公众号"),
    46004: (_O.NOT_FOLLOWING, "没有这个用户"),
    50005: (_O.NOT_FOLLOWING, "没有关注公众号"),
    43019: (_O.NEXT_CHANNEL, "在公众号的黑名单里"),
    43101: (_O.NEXT_CHANNEL, "没有订阅，或已拒收这类消息"),
    45015: (_O.NEXT_CHANNEL, "超过48小时会话窗口"),
    45047: (_O.NEXT_CHANNEL, "会话窗口内的条数已用完"),
    48002: (_O.NEXT_CHANNEL, "关闭了接收公众号消息"),
    40007: (_O.OPERATOR, "素材编号无效或已过期"),
    40008: (_O.OPERATOR, "消息类型不对"),
    40035: (_O.OPERATOR, "参数不合规则"),
    40036: (_O.OPERATOR, "模板编号的格式不对"),
    40037: (_O.OPERATOR, "模板编号不对，或模板已删除"),
    40039: (_O.OPERATOR, "链接太长"),
    40048: (_O.OPERATOR, "链接无效"),
    40058: (_O.OPERATOR, "参数不合规则"),
    40063: (_O.OPERATOR, "参数不合规则"),
    40066: (_O.OPERATOR, "链接无效"),
    41028: (_O.OPERATOR, "模板消息的参数不对"),
    41030: (_O.OPERATOR, "跳转页面不对"),
    44004: (_O.OPERATOR, "内容是空的"),
    45002: (_O.OPERATOR, "内容太长"),
    45166: (_O.OPERATOR, "内容不合微信的规定"),
    45168: (_O.OPERATOR, "内容里有敏感词"),
    47001: (_O.OPERATOR, "数据格式不对"),
    47003: (_O.OPERATOR, "模板字段不合规则"),
    87014: (_O.OPERATOR, "内容不合微信的规定"),
    45009: (_O.QUOTA, "这个接口今天的次数已用完"),
    40002: (_O.CONFIGURATION, "凭证类型不对"),
    40013: (_O.CONFIGURATION, "AppID 不对"),
    40125: (_O.CONFIGURATION, "AppSecret 不对"),
    40164: (_O.CONFIGURATION, "服务器地址不在公众号的IP白名单里"),
    40243: (_O.CONFIGURATION, "AppSecret 已被冻结"),
    41002: (_O.CONFIGURATION, "缺少 AppID"),
    41004: (_O.CONFIGURATION, "缺少 AppSecret"),
    43107: (_O.CONFIGURATION, "订阅通知的能力被封禁"),
    45109: (_O.CONFIGURATION, "微信已停用这个接口"),
    48001: (_O.CONFIGURATION, "公众号没有这个接口的权限"),
    48003: (_O.CONFIGURATION, "管理员还没有同意群发协议"),
    48004: (_O.CONFIGURATION, "接口被封禁"),
    48008: (_O.CONFIGURATION, "没有这类消息的发送权限"),
    50002: (_O.CONFIGURATION, "公众号受限"),
    61004: (_O.CONFIGURATION, "服务器地址没有登记"),
    61007: (_O.CONFIGURATION, "公众号没有授权这个接口"),
    89501: (_O.CONFIGURATION, "服务器地址正在等管理员确认"),
    89503: (_O.CONFIGURATION, "服务器地址正在等管理员确认"),
    89506: (_O.CONFIGURATION, "管理员24小时内拒绝过这个服务器地址"),
    89507: (_O.CONFIGURATION, "管理员1小时内拒绝过这个服务器地址"),
    40029: (_O.GIVE_UP, "微信登录已失效，请重新打开"),
    40163: (_O.GIVE_UP, "微信登录已失效，请重新打开"),
    42003: (_O.GIVE_UP, "微信登录已失效，请重新打开"),
    45080: (_O.GIVE_UP, "对方30秒内没有发过消息"),
    45081: (_O.GIVE_UP, "已经在显示正在输入"),
    46003: (_O.GIVE_UP, "还没有菜单"),
}


def judge(errcode: int) -> tuple[Outcome, str]:
    """What ``errcode`` means: what to do, and why in Chinese. An unknown one: give up, show it."""
    return CODES.get(errcode) or (Outcome.GIVE_UP, f"微信返回未知错误 {errcode}")
