"""How far something is, by the words that people at work and constituents say it with: done, done
in part, found and not mended, or to be done. Read where no act was read in them."""

import re

#: Words about what will be done.
_WILL = re.compile(
    r"(今天|今晚|今早|中午|上午|下午|晚上|明[天早晚日年]|后[天日]|下周|下个?月|周[一二三四五六日天]|月底|过[两几]天|"
    r"这[两几]天|近期|尽快|马上|回头|正在|准备|打算|要去|会去|计划|列入|规划|预算|等(?:料|材料|货|配件|批|资金|钱|人)|到货|\d{1,2}[号日])"
)
#: 「我去看了，是灯泡坏了」: found, and nothing is mended.
_FOUND = re.compile(
    r"(?:看|去|问|查)(?:过|了).{0,16}(?:坏|断|堵|漏|塌|没修|还没|没人|情况属实|确实|[，,](?:得|该|要|需))"
)
#: 「瞧了，是接头老化」.
_SEEN = re.compile(r"(?:看|瞧|瞅|查|问|去|说|联系|沟通)(?:过|了|完)(?!没)")
_DONE = re.compile(
    r"(?:已经|已(?!经))(?!安排|联系|通知|派|转|报|让|叫|请|找|喊|跟|给|告诉|打)|好了|完了|[修换清通装补亮办拆加焊运拉搬收走][好完上通走]?了|解决了|处理了|恢复了|到位了"
)
#: Said of a thing, and of nothing that is still to come: 「换了灯头，当晚就亮了」, 「不滴了」.
_SURELY_DONE = re.compile(
    r"(?:修|换|清|装|补|焊|填|铺|疏通?|抽|拉|拆|扶|刷|接|挖|加|办|弄|处理|盖|垫|夯|紧|拴|锯|砍|立|砌|钉|绑|压|掏)"
    r"(?:好|完|上|走|通|平|正|净|干净|掉|光|实|严实?|结实|牢|稳|死)(?:了|啦|咧)"
    r"|(?:换|装|补|加|安)了(?:[一二两三四五六七八九十几\d]+)?(?:个|新|盏|块|根|截|节|道|把|套|垫|灯|管|盖|阀|泵|杆|线|台|条|扇|组|张)"
    r"|不(?:漏|滴|堵|臭|晃|响|闪|停|积水|冒)了|(?:灯|都|又|就|全)?亮(?:了|起来)|通(?:水|电|车|气)了|来(?:水|电|气)了"
    r"|(?:水|管|路|沟|渠|灯|电|门|味|声音?)(?:都|也|就|又|全|已经?)*(?:清|通|好|平|净|干净|没|正常|消)了|合格|达标|正常了"
    r"|好了|解决了|恢复了|到位了|(?:完事|完工|完活|搞定|弄妥|办妥)了|(?:修|换|办|弄|处理)了(?:[，,。！!]|$)"
)
#: 「补了一部分」, 「换了三盏，还有两盏」: it is not over.
_PARTLY = re.compile(
    r"一部分|一半|一些|部分|一小[截段]|还(?:有(?!人)|剩|欠|差|得|要|没|在|是)|没(?:有)?(?:补|发|修|给|弄|清|换)?(?:全|完|齐|够)"
    r"|不(?:全|够|彻底|齐)|先(?:补|修|换|清|给|发|弄|拿|用|借|垫|挡|堵|围|支|顶|盖|凑合|对付|应付)|临时|暂时|凑合|但|可是|不过|就是(?:还|有点|太)|只是|只(?:补|修|换|清|给|发|有)"
    r"|时好时坏|一闪"
)
#: 「好是好了，就是路面挖的坑没填」: asked whether it is good, they say what is not.
_GOOD_BUT = re.compile(
    r"^\W*[^，,。]{0,6}?(?P<word>[一-鿿]{1,2})(?:倒|也)?是(?:[^，,。]{0,2})?(?P=word)(?:了|好了|完了|上了|过了|通了)?"
    r"[^，,。]{0,6}[，,。 ]+\S{2,}"
)
#: 「今天上午焊好了」 is over.
_TO_COME = re.compile(
    r"明[天早晚日年]|后[天日]|下周|下个?月|月底|过[两几]天|尽快|马上|回头|准备|打算|计划|争取|等|要(?!求)|会|能|让|叫(?!人)"
)
#: 「修好了没」, 「换了灯泡没有」, 「清了没呀」; not 「来了水都没有」.
WHETHER = (
    r"(?:[了过完好](?:(?![都也还就又连])[^，,。；]){0,5}|[到通成清来去回走修换转办报])"
    r"没(?:有)?[呀啊呢哇]?\W*$"
)
_ASKED = re.compile(rf"了(?:没|吗|么)|[?？]|(?:了|完)(?:以?后|再|就)|{WHETHER}")
_DENIED = re.compile(
    r"没(?:有)?(?:修|换|清|装|补|通|亮|好|弄|办|处理|来)|说错|报错|不行|还不|又(?:坏|灭|堵|漏|停)"
)


def will_be(text: str) -> bool:
    """「明天去看」, 「等材料」: words about what is to come."""
    return _WILL.search(text) is not None


def is_found(text: str) -> bool:
    """Looked at, and nothing is mended."""
    return _FOUND.search(text) is not None


def was_there(text: str) -> bool:
    """「瞧了，是接头老化，得换一截管」: somebody has been there or asked."""
    return _SEEN.search(text) is not None


def is_done(text: str) -> bool:
    """Words of something that was done, whatever else stands beside them."""
    return _DONE.search(text) is not None


def is_surely_done(text: str) -> bool:
    """Done by its words, wholly, and nothing of it denied or still to come."""
    if _DENIED.search(text) or _ASKED.search(text) or is_partly(text) or is_found(text):
        return False
    done = _SURELY_DONE.search(text)
    return done is not None and not _TO_COME.search(text[: done.start()])


def is_done_again(text: str) -> bool:
    """「又去修了一遍」, 「重新接了线，试过了」: gone through once more, and nothing of it still
    to come. Of what was called not good that is a result, whatever the verb."""
    if _DENIED.search(text) or _ASKED.search(text) or is_partly(text) or _STILL.search(text):
        return False
    return _ONCE_MORE_DONE.search(text) is not None


def is_once_more(text: str) -> bool:
    """「这回弄好了」, 「明天再去一趟」: said of what they were at before."""
    return _ONCE_MORE.search(text) is not None


_ONCE_MORE = re.compile(r"又|再(?!说|见|讲|办|等)|重新|返工|这[回次]|第二[回次]")
_ONCE_MORE_DONE = re.compile(
    r"(?:又|重新|返工|这[回次]|第二[回次])[^，,。]{0,8}[一-鿿](?:了|过|好|完)(?![吗没])"
)


def is_to_come(text: str) -> bool:
    """「锥桶摆好了，钢板下午盖」, 「换成大的，得报批」: its last words are of what is still to be
    done; 「联系疏通车」: nothing in it is over."""
    last = re.split(r"[，,。；; ]+", text.strip("。！!～~ "))[-1]
    if _OVER.search(text) is None or _PLANNED.search(last):
        return True
    return bool(_STILL.search(last)) and _OVER.search(last) is None


def is_sent_away(text: str) -> bool:
    """「泵拉走修了」: it is being mended elsewhere."""
    return _SENT_AWAY.search(text) is not None


_SENT_AWAY = re.compile(r"(?:拉|送|拿|带|拆)(?:走|去|回|下)[^，,。]{0,3}(?:修|校|检)(?!好)")
#: Nothing is over in Chinese without one of these.
_OVER = re.compile(
    r"[了过完好毕妥齐净清结]|恢复|修复|已|合格|正常|达标|到位|亮|(?<!疏)通[水电气车]"
)
#: 「要打新井，报了计划」: only asked for.
_PLANNED = re.compile(
    r"报了?(?:个)?(?:计划|预算|方案|项目|上级)|(?:列|纳)[进入].{0,6}(?:计划|规划|预算)|申请了?(?:资金|经费)"
)
_STILL = re.compile(
    r"明[天早晚]|后天|下午|今晚|晚上|下周|下个?月|周[一二三四五六日天]|月底|[得要等]|报批|正在|准备|\d+[号日]"
)


def is_partly(text: str) -> bool:
    """Not over: a part is left, or there is a 「但」."""
    return _PARTLY.search(text) is not None


def is_half_way(text: str) -> bool:
    """「清了一半了，明天接着干」, 「灯头买好了，下午换」: something is done, and they are still at
    it."""
    last = re.split(r"[，,。；; ]+", text.strip("。！!～~ "))[-1]
    to_do = _TO_DO.search(last) is not None
    return to_do or _HALF.search(text) is not None or (is_partly(text) and is_to_come(text))


_TO_DO = re.compile(
    r"^(?:我|就|再|都)*(?:今晚|明[天早晚]|后天|下午|晚上|上午|下周|过[两几]天|周[一二三四五六日天]|月底|\d{1,2}[号日])"
    r"(?:就|再|来|去|能|给|我|派人|接着)*[修换装补清挖铺接安弄干焊拉运抽](?!.*[了过完])"
)
_HALF = re.compile(
    r"一半|一小?部分|没(?:有)?(?:全|都)?[修清弄干挖铺换装拉运补]?完"
    r"|(?:接着|继续|再)(?:干|弄|修|清|挖|铺|换|装|拉|运|补|办)"
)


def is_good_but(text: str) -> bool:
    """「清是清了，桶没洗，还是臭」."""
    return _GOOD_BUT.search(text) is not None


#: A day or an hour that whoever waits can count on; 「今天」 alone is what everybody says.
_WHEN = re.compile(
    r"明[天早晚儿]|后天|今晚|[上下中]午|晚上|(?:周|星期|礼拜)[一二三四五六日天末]|月底|下个?月"
    r"|[一两二三四五六七八九十\d]+(?:点|号|日)"
)


def tells_when(text: str) -> bool:
    return _WHEN.search(text) is not None


_NOT_YET = re.compile(
    r"(?:还|都|暂时|一直)*没(?:有)?(?:修|弄|办|换|清|搞|建|装|完工|开工|动工)(?:完|好|成|到位)?[了呢啊]*[。！!]?"
)


def is_not_yet(text: str) -> bool:
    """「还没修完」, and nothing that it is said of."""
    return _NOT_YET.fullmatch(text.strip()) is not None
