"""What a deputy says to a draft that lies before them: a closed list of acts. A sentence is one of
them if it consists of its words and of nothing else (the draft's own words may stand beside)."""

import re
from dataclasses import dataclass

from handlers.conversation.suggestions.pieces import laid_out, without_marks, words

#: Beside any of them: to whom, when, how politely.
_POLITE = words(
    "我 俺 咱 我们 咱们 俺们 你 您 就 那 那就 就是 吧 了 啦 呗 哈 啊 呀 嘛 呢 哩 喽 哎 唉 嗯 "
    "好 好的 行 行了 中 中了 成 可以 可以了 妥 妥了 得 得了 得嘞 再 还 还是 也 都 先 请 麻烦 "
    "劳驾 帮 帮我 帮忙 给我 替我 一下 下 这个 那个 这条 那条 这件 那件 这份 那份 这 它 把 将 "
    "把它 稿 稿子 草稿 建议 代表建议 的 想 要 看 来 去 现在 这会儿 刚才 刚 上午 下午 早上 "
    "中午 晚上 昨天 昨晚 今天 今儿 今儿个 前天 上回 上次 我的 我那 我这 我们的 俺那 写的 "
    "写好的 干脆 直接 正式"
)
_DONE = words(
    "写明 写明了 写清 写清了 写清楚了 补齐 补齐了 改齐了 弄清了 弄清楚了 确认 确定 没啥要改的 "
    "没什么要改的 再来 改 改好 改好了 改完 改完了 改过了 补 补好 补好了 补上 补上了 补了 补充 "
    "补充好了 弄好 弄好了 弄完 弄完了 写好 写好了 写完 写完了 填好 添上了 添好了 加上了 "
    "加好了 修改 修改好 修改好了 修改完 都弄好了 照他说的 照你说的 按他们说的 按要求 按意见 "
    "照着 按照 核对 核对过 核对过了 核对无误 无误 没问题 没问题了 没毛病 没啥问题 没别的了 "
    "没别的 没啥 没啥了 没了 没有了 没啥改的 没意见 没意见了 没说的 不改了 不用改 不用改了 "
    "不加了 不动了 就这样 就这样吧 就这 就这么 就这么着 就这些 照这样 照这个 就照这样 "
    "就按这个 按这个 这样 这样就行 定稿 定了 定下来 够了 齐了 都齐了 看过了 看了 我看 我看行 "
    "完了 完 好了 成了 重新 重 又 一次 一回 一遍 一趟 得 算了事 差不多 差不多了 满意 对 对了"
)
_TO = words(
    "给 到 往 向 去 上 上去 上来 出去 过去 县 县里 县人大 人大 镇人大 镇里 乡里 镇上 主席团 "
    "镇主席团 代工委 代表工委 工委 人大代工委 常委会 上面 上头 上级 领导 站里 审 审核 审一下 "
    "他们 组织"
)
_HAND_IN = words(
    "交 交上 交上去 交上来 交了 交吧 交差 递 递上 递上去 递上来 递交 报 报上 报上去 报送 报审 "
    "上报 上交 送 送上去 送审 送去 呈 呈上去 呈报 呈送 提交 提交上去 提上去 走 往上走 往上报 "
    "往上交 往上递 往上送 重报 重交 重递 重送 再报 再交 再递 再送 再提交 发给 发上去 转给人大 "
    "交卷 给主席团 给镇主席团 给人大 给县人大 给镇人大 给代工委 给上头 给上面 给上级 发给人大 "
    "发给主席团"
)
_ASIDE = words(
    "先不说这个 先不说 先不说了 先不弄 先不弄了 先不写这个 明儿接着 明天接着 明天接着写 "
    "明儿接着写 改天接着 回头接着 晚上接着写 下回接着 下次再写 下回再写 下次再说 "
    "过会儿再写 过会再说 过会儿再说 先到这吧 先打住 打住 到此为止 今天先这样 今天就到这 "
    "今天就到这儿 晾着 晾一晾 晾晾 留着 晚点儿再写 晚点再写 晚点儿再说 晚点再说 "
    "晚会儿再写 先别问 别问了 "
    "不忙 不忙交 先留着 往后放放 先放放 先放 放着 放放 放一放 放一边 放一下 放下 先放着 搁 "
    "搁着 搁下 搁搁 搁一搁 搁一边 搁这 搁这儿 搁那 搁那儿 搁几天 撂 撂下 撂着 撂一撂 缓缓 "
    "缓一缓 缓两天 缓几天 停停 停一停 停一下 歇歇 歇会 歇会儿 存着 存这 存这儿 压一压 等会 "
    "等会儿 等一会儿 等等 等一等 等一下 先等等 回头 回头再说 回头再写 改天 改天再写 改天再说 "
    "改日 明天再说 明天再写 明儿再写 明儿再说 晚上再说 晚上再写 晚上接着 以后再说 以后再写 "
    "有空再说 有空再写 先不写 先不写了 先不交 先不交了 先别交 先别报 先别送 先不报 先不报了 "
    "暂时不写 暂时不交 写到这 写到这儿 写到这里 到这 到这儿 到这里 先这样 先到这 先到这儿 "
    "我想想 再想想 再琢磨琢磨 过两天再说 过几天再说 以后 过两天 不急 不着急 先忙 先忙去 忙去 "
    "暂缓 暂放"
)
_ASIDE_BESIDE = words(
    "算了 写 说 弄 交 报 在 里 着 一会 一会儿 两天 几天 会儿 明天 明儿 后天 改天 晚上 回头 以后 "
    "暂时 今 个 今天 今儿个 先 在这 在那 在这儿 这里 那里 头 不 急"
)
_WITHDRAW = words(
    "不想报了 不想往上报了 不往上报了 不想往上提了 不报上去了 退就退 不想弄了 不想搞了 撤 "
    "撤了 撤回 撤掉 撤销 撤下来 撤回来 收回 收回来 收回去 拿回来 作废 作废了 删了 删掉 删除 "
    "不写了 不提了 不交了 不弄了 不报了 不要了 不搞了 不想写了 不想提了 不想交了 不想要了 "
    "不打算提了 别写了 别提了 别交了 别弄了 别报了 算了 不提这个 不提这个了 别提这个 "
    "别提这个了 不写这个了 不要这个了 取消 取消了 拉倒 不整了 不用写了 不用交了"
)
_WITHDRAW_BESIDE = words(
    "那 退 就退 往 上 先不交了 先不写了 先别交了 别 提 写 掉 吧 想 打算 一条 条 算 觉得 看 我看"
)
_SHOW = words(
    "说到哪 说到哪了 说到哪儿了 说到哪里了 弄到哪了 拿出来 拿出来看看 翻出来 打开 念 念念 念一念 "
    "念一下 念一遍 念出来 念叨 念叨念叨 读 读读 "
    "读一读 读一下 读一遍 读出来 瞅瞅 瞅一眼 瞧瞧 瞧一眼 看看 看一看 看一下 看一遍 再看一遍 "
    "过一遍 过过目 过目 发我 发我看看 发给我 发过来 发来 发我核对 全文 原文 原话 全部 "
    "完整内容 内容 写到哪 写到哪了 写到哪儿 写到哪儿了 写到哪里了 写成啥样 写成啥样了 "
    "写成什么样了 写的啥 写的什么 写了啥 写了些啥 拿来 拿来看看 调出来 核对 给我看看 让我看看 "
    "显示"
)
_SHOW_BESIDE = words(
    "那段 这段 前面那段 刚才说的 记的 记了啥 没写完 没写完的 没弄完的 早上写的 中午写的 从头 "
    "从头到尾 头 尾 我听 听 听听 我看 我瞅 "
    "我瞅瞅 我瞧瞧 一遍 一眼 一下 给 让 发 整个 整篇 前头 前面 上面 后头 后面 出来 眼 到 "
    "核对核对 全 部 完整 过 遍 写 下 里"
)
_ON = words(
    "接着 继续 往下 接着来 接着写 接着弄 接着说 接着讲 接着整 继续写 继续弄 继续说 继续来 "
    "往下写 往下说 往下弄 往下来 弄完 写完 整完 补完 接着昨天的 再写 再接着 接着编"
)
_ON_BESIDE = words(
    "没写完 没写完的 没弄完的 没说完的 写了一半的 那一半 到 哪 了 说到哪了 写到哪了 弄到哪了 现在 "
    "有空了 来 写 说 弄 讲 整 编 昨天的 刚才的 "
    "上回的 完 着 咱 稿 把 还是"
)
_TITLE = words(
    "推荐的那个 推荐的题目 上面的 你起的 您起的 你取的 您取的 你拟的 您拟的 你想的 您想的 "
    "你给的 您给的 你说的 您说的 你定的 您定的 你写的 您写的 你推荐的 您推荐的 你提的 你那个 "
    "您那个 你这个 你那 您那 依你 依您 听你 听您 听你的 听您的 按你的 按您的 照你的 照您的 "
    "随你 随您 由你 由您 你定 您定 你看着起 您看着起 你看着办 你看着定 你来定 你拿主意 照你写 "
    "照你写的 照你说的 就它 就它了 用它 就用它 叫它 用这个 就用这个 用那个 就用那个 叫那个 "
    "就叫那个 叫这个 就叫这个 上面那个 上头那个 推荐的 建议的那个 改成这样 改成这个 新题目 "
    "这个题目 那个题目 这个名字 那个名字 这个标题"
)
_TITLE_BESIDE = words(
    "题目 标题 名字 名称 用 采用 选 叫 按 照 依 着 写 起 定 取 办 来 挺好 很好 不错 合适 好听 "
    "就成 就行 就好 成 行 没意见 就 是 改 改成 换成 换 吧 它 个 说 新"
)
_NAMES_ON = words(
    "写他名 写她名 写名 叫 叫上 喊 喊上 算 算上 让 请 拉 拉上 找 邀 邀请 带上 加 加上 加进 "
    "加入 添 添上 签 签上 签名 签字 签个名 签个字 附议 附个议 附议一下 联名 联个名 联署 署 "
    "署上 署名 署个名 搭个名 挂个名 挂上 写上 一起提 一块提 共同提 算一个 算他一个 算她一个 "
    "签不签 愿不愿意 愿意不愿意 要不要签 问问 问一下 发一份 签一个 签一下 联名提 凑一个"
)
_NAMES_BESIDE = words(
    "在 稿子上 上面 里头 跟着 名单上 附议的 联名的 后头 他名 她名 我 提的 一块提的 一起提的 "
    "写 愿意就签 看看 代表 老师 同志 主任 书记 他 她 人家 也 一起 一块 一块儿 共同 跟 和 与 "
    "同 给 向 对 那儿 那边 那里 说好了 说好 说妥了 商量好了 商量过 问过 问过了 同意 同意了 "
    "答应 答应了 愿意 愿意了 乐意 要是 如果 的话 就 进 进来 名单 里 一个 个 名 的名 名字 字 "
    "上 到 一份 份 意见 说 要 想 会 能 都 去 还 人 俩 俩人 看他 看她 看 几位 两位 三位 下 签 "
    "附议 联名 意"
)
_PUSHES = re.compile(r"[，,。；;！!、 ]+")
_TO_A_BODY = re.compile(r"[请让找约跟叫交给].{1,10}?[局委院府所]|公司|中心")
#: 「我下午去看看」 is said of a place and of no draft.
_GOES = re.compile(
    r"去(?:看|瞅|瞧)|^(?:我|俺)?(?:今天|今儿|明[天早儿]|下午|晚上|中午)(?:再|先)?(?:看|瞅|瞧)"
)
#: A reason for stopping is free: 「等会儿再说，来客了」.
_FREE = 8


@dataclass(frozen=True, slots=True)
class Said:
    """``act``: withdraw, put_aside, title, invite, whole_name, submit, go_on, show. ``rest``: what
    follows 「接着说，…」."""

    act: str
    names: tuple[str, ...] = ()
    rest: str = ""


def read(
    said: str, *, names: tuple[str, ...] = (), own: frozenset[str] = frozenset()
) -> Said | None:
    """What is said to the draft. ``names``: of the roster, which stand in the sentence; ``own``:
    pieces of the draft's own words, which may stand beside when the draft is pointed at."""
    if re.search(r"[?？]|吗\W*$", said) and not re.search(r"念|看|读|签", said):
        return None
    points = re.search(r"建议|稿|[那这][个件条份事]|题目|还是", said)
    # 「先请水利局看看稿子」 asks somebody else.
    own = own if points and not _TO_A_BODY.search(said) else frozenset()
    beside = _POLITE | own
    # 「算了，先不弄了」 is for now, whatever else it sounds like.
    for_now = re.search(r"先|今天|过会|回头|改天", said) is not None
    if not for_now and laid_out(said, _WITHDRAW, beside | _WITHDRAW_BESIDE):
        return Said("withdraw")
    if _puts_aside(said, beside):
        return Said("put_aside")
    if laid_out(said, _WITHDRAW, beside | _WITHDRAW_BESIDE):
        return Said("withdraw")
    if names or _by_surname(said):
        return _invites(said, names)
    if laid_out(said, _TITLE, beside | _TITLE_BESIDE) and not re.search(r"交|报|递", said):
        return Said("title")
    if laid_out(said, _HAND_IN, beside | _DONE | _TO):
        return Said("submit")
    if laid_out(said, _ON, beside | _ON_BESIDE):
        return Said("go_on")
    first, _, rest = said.partition("，") if "，" in said else said.partition(",")
    if rest and laid_out(rest, _ON, beside | _ON_BESIDE) and len(without_marks(first)) <= _FREE:
        return Said("go_on")
    if rest and laid_out(first, _ON, beside | _ON_BESIDE):
        return Said("go_on", rest=rest.strip())
    if laid_out(said, _SHOW, beside | _SHOW_BESIDE | _DONE) and not _GOES.search(said):
        return Said("show")
    return None


def _puts_aside(said: str, beside: frozenset[str]) -> bool:
    clauses = [each for each in _PUSHES.split(said) if each]
    if not clauses:
        return False
    put = [bool(laid_out(each, _ASIDE, beside | _ASIDE_BESIDE)) for each in clauses]
    free = [
        each
        for each, aside in zip(clauses, put, strict=True)
        if not aside and not laid_out(each, _POLITE, ())
    ]
    if not any(put) or len(free) > 1:
        return False
    return all(len(without_marks(each)) <= _FREE for each in free)


def _by_surname(said: str) -> bool:
    """「让老陈也签个字」: signing, by a name that is not whole."""
    found = re.search(r"(?:老|小)[一-鿿]|[一-鿿](?:代表|老师|书记|主任)", said)
    rest = said.replace(found[0], "", 1) if found else ""
    signs = re.search(r"签|附议|联名|联署|署", rest)
    return bool(found and signs and laid_out(rest, _NAMES_ON, _POLITE | _NAMES_BESIDE))


def _invites(said: str, names: tuple[str, ...]) -> Said | None:
    if not names:
        return Said("whole_name")
    rest = said
    for name in names:
        rest = rest.replace(name if name in rest else name[1:], "", 1)
    if laid_out(rest, _NAMES_ON, _POLITE | _NAMES_BESIDE):
        return Said("invite", names=names)
    return None


_SIGNS = words(
    "签 签一个 签上 签个 签个名 签个字 签名 签字 附议 附个议 联名 署名 署上 算我一个 算上我 "
    "带上我 加上我 我签 我附议 写上我 把我写上"
)
_SIGNS_BESIDE = words(
    "跟着 跟 你们 他 她 代表 写得 写的 实在 很好 挺好 不错 没意见 没问题 同意 赞成 支持 愿意 "
    "乐意 当然 一定 那我 名 名字 字 个 一个 上 进去 也 来 这事 这件事 这个事 清楚 知道 看过 "
    "看过了 看完了 肯定 必须 应该 该"
)


def signs(said: str) -> bool:
    """「这事我清楚，跟着签一个」, to who asked for a signature last: one clause is that, and what
    stands beside it turns nothing round."""
    clauses = [each for each in _PUSHES.split(said) if each]
    mine = [bool(laid_out(each, _SIGNS, _POLITE | _SIGNS_BESIDE)) for each in clauses]
    others = [each for each, one in zip(clauses, mine, strict=True) if not one]
    return any(mine) and not any(_HOLDS_BACK.search(each) for each in others) and len(others) <= 1


_HOLDS_BACK = re.compile(r"不(?!错|少)|没(?!问题|意见|啥|什么)|但|可是|先|等|再|[?？吗]|民\s*\d")
