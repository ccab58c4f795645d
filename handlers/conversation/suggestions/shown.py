"""Words that are about a draft because it was shown last, or is being asked about: put it aside,
read it out, hand it in, take the title that was offered, ask another deputy. They name nothing;
without a draft before their eyes they mean nothing of the kind."""

import re

from bot.store.models import Suggestion
from handlers.conversation.context import Talk
from handlers.conversation.suggestions import drafts as suggestion_drafts
from handlers.conversation.suggestions.beside import asked, which_draft
from handlers.conversation.suggestions.words import bare, do

_END = r"(?:吧|了|啦|呗|哈|就行|就好)*[。！!]?$"
#: 「搁一搁」, 「先撂下，吃饭去」.
_ASIDE = re.compile(
    r"^(?:先|暂时|那就?|今天)*(?:放|搁|撂|停|歇|缓|存|压)(?:(?:一|了)?(?:放|搁|撂|停|歇|缓|压)|一边|一下|着|下|这儿?|那儿?){1,2}"
    r"(?:[，, ]*(?:我)?(?:先)?(?:吃饭|回头|改天|明天|晚上|有空|歇|喝|去|忙|等).{0,8})?" + _END
)
#: 「念念看」, 「给我从头念一遍听听」.
_READ = re.compile(
    r"^(?:那|再|给我|从头|你|您|原话|全文|帮我|把?稿子?|整个)*(?:念|读)(?:念|读|一?遍|一下|出来|给我)*"
    r"(?:我|俺)?(?:听|看)?(?:听|看|一下)*" + _END
)
#: 「接着来吧」, 「围栏那个接着弄」.
_ON = re.compile(r"^(?:那|咱|我)?(?:接着|继续|往下)(?:来|弄|说|讲|写|整|编)" + _END)
_UP = (
    r"(?:往?上|再|重新|又|重)*(?:(?:交|递|报|送|呈|提)(?:交|报|送)?"
    r"(?:上去|上来|一[次遍]|出去)?|走|差)"
)
#: 「妥了，递上去」, 「补好了，再送」, 「交差吧」.
_HAND_IN = re.compile(
    r"^(?:(?:中|妥|行|好|可以|成|定稿|没(?:啥|什么)?问题|没毛病|没啥改的"
    r"|(?:都|全)?(?:改|补|弄|写|添|填|修改)(?:好|上|完|全)?|就这样)(?:了|啦|的)*[，,。 ]+)+"
    rf"{_UP}{_END}|^(?:交差|重[报送交递]|再[报送交递](?:一[次遍])?|往上[走报送递交]){_END}"
)
#: 「题目照你写的来」, 「你起的题目挺好，就它」, 「就用它吧」.
_TITLE = re.compile(
    r"^(?:这个?)?(?:题目|标题|名字)(?:嘛|呢|啊)?[，, ]*(?:我)?(?:就|还是|也)?"
    r"(?:照|按|依|听|用|随|由)(?:着)?(?:你|您)(?:们)?"
    r"(?:那个|说|写|起|取|拟|推荐|想|定|给|看着)*(?:的)?(?:那个|这个|办|来|起)?"
    + _END
    + r"|^(?:题目|标题|名字)(?:你|您)(?:看着|帮我|给|来)(?:起|取|拟|定|办)"
    + _END
    + r"|^(?:你|您)(?:起|取|拟|写|推荐|想|给)的(?:那个|这个)?(?:题目|标题|名字)?(?:挺|很|还|就)?"
    r"(?:好|行|中|不错|可以|合适)(?:的)?"
    r"(?:[，, ]*(?:就)?(?:用)?(?:它|这个|这))?" + _END + r"|^(?:那)?就(?:用|叫|是)?它" + _END
)
#: 「喊上陈志远」, 「陈志远也算上」, 「让他搭个名」; only of names in the roster.
_WITH = re.compile(
    r"^(?:再|也|把|去)?(?:喊|叫|拉|带|加|请|让|邀|找|捎|算)(?:上|着|下)?(?:一下)?(?P<name>[一-鿿]{2,4}?)(?:代表|老师)?"
    r"(?:一起|一块儿?|也|来|都|给)*(?:(?:搭|签|署|挂|添|写|附|联)(?:个|上|一)*(?:名字?|字|议)?)?"
    + _END
    + r"|^(?P<also>[一-鿿]{2,4}?)(?:代表|老师)?(?:也|那边也)?"
    r"(?:算|加|带|写|签|添|挂)(?:上|进来|一个|个)(?:名字?)?" + _END
)


def heard(talk: Talk, read_out: Suggestion | None) -> str | None:
    """What is answered; None: no such word, or no draft before their eyes. Raises Refused."""
    draft = which_draft(talk, None) if asked(talk) is not None else read_out
    if draft is None:
        return None
    said = bare(talk)
    for pattern, act in (
        (_ASIDE, "put_aside"),
        (_READ, "go_on"),
        (_ON, "go_on"),
        (_HAND_IN, "submit"),
    ):
        if pattern.match(said):
            left = suggestion_drafts.left_out(talk, draft) if act == "submit" else None
            return left or do(talk, act, draft)
    if _TITLE.match(said):
        return do(talk, "take_title", draft)
    found = _WITH.match(said)
    name = (found["name"] or found["also"]) if found is not None else ""
    if name and suggestion_drafts.is_deputy(talk, name):
        return do(talk, "invite", draft, names=[name])
    return None
